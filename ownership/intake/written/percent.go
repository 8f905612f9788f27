package written

import (
	"math/big"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"egide/ownership"
)

var (
	zero  = new(big.Rat)
	whole = big.NewRat(1, 1)
)

// hundredths keeps the ratios of 0.00 % to 100.00 % once they have been made:
// nearly all cells hold one of them. Nobody changes a ratio.
var hundredths [10_001]atomic.Pointer[big.Rat]

// short reads a percentage of two decimals at most, which is in [hundredths].
func short(number string) (ratio *big.Rat, ok bool) {
	n, decimals, mark := 0, 0, false
	for i := range len(number) {
		switch b := number[i]; {
		case b >= '0' && b <= '9':
			n = n*10 + int(b-'0')
			if mark {
				decimals++
			}
		case (b == '.' || b == ',') && !mark && i > 0:
			mark = true
		default:
			return nil, false
		}
	}
	for ; decimals < 2; decimals++ {
		n *= 10
	}
	if decimals > 2 || n >= len(hundredths) || mark && number[len(number)-1] < '0' {
		return nil, false
	}
	if ratio = hundredths[n].Load(); ratio == nil {
		ratio = big.NewRat(int64(n), 10_000)
		hundredths[n].Store(ratio)
	}
	return ratio, true
}

// end is one end of a range as it was written: its ratio, and the sign in front.
type end struct {
	ratio *big.Rat
	sign  string
}

// Share reads a percentage as a share: 24, 24.5, "24,5 %", a range 25-50,
// a bound >=75, >50, <5 or <=5, and a range with excluded ends, >25-50. The
// value is exact to the last digit written. An end that is excluded is not in
// the share. A blank text is the share that nobody wrote.
//
// A comma is always a decimal mark, before three digits too: 1,234 is 1.234 %,
// because no share is over 100 %.
func Share(text string) (ownership.Share, *Fault) {
	none := ownership.Share{}
	s := Trim(text)
	if s == "" {
		return none, nil
	}
	if len(s) <= 6 {
		if ratio, ok := short(s); ok {
			return ownership.Exactly(ratio), nil
		}
	}
	switch {
	case len(s) > 200:
		return none, NewFault("share-form", text)
	case notANumber(s):
		return none, NewFault("share-not-a-number", text)
	case negative(s):
		return none, NewFault("share-negative", text)
	}
	lower, rest, fault := readEnd(s, text)
	if fault != nil {
		return none, fault
	}
	if rest == "" {
		return bounded(lower, text)
	}
	rest, ok := cutDash(rest)
	if !ok {
		return none, NewFault("share-form", text)
	}
	upper, rest, fault := readEnd(rest, text)
	if fault != nil {
		return none, fault
	}
	if rest != "" || strings.HasPrefix(lower.sign, "<") || strings.HasPrefix(upper.sign, ">") {
		return none, NewFault("share-form", text)
	}
	return between(lower.ratio, upper.ratio, lower.sign == ">", upper.sign == "<", text)
}

// bounded is the share of a single number with a sign or none.
func bounded(e end, text string) (ownership.Share, *Fault) {
	switch e.sign {
	case ">", ">=":
		return between(e.ratio, whole, e.sign == ">", false, text)
	case "<", "<=":
		return between(zero, e.ratio, false, e.sign == "<", text)
	}
	return ownership.Exactly(e.ratio), nil
}

func between(lo, hi *big.Rat, loOpen, hiOpen bool, text string) (ownership.Share, *Fault) {
	switch c := lo.Cmp(hi); {
	case c > 0:
		return ownership.Share{}, NewFault("share-range-reversed", text)
	case c == 0 && (loOpen || hiOpen):
		return ownership.Share{}, NewFault("share-range-empty", text)
	case c == 0:
		return ownership.Exactly(lo), nil
	}
	return ownership.Between(lo, hi, loOpen, hiOpen), nil
}

// readEnd reads a sign, a number and a percent sign from the front of s; text
// is the whole cell, for the fault.
func readEnd(s, text string) (e end, rest string, fault *Fault) {
	for _, sign := range []struct{ written, means string }{
		{">=", ">="}, {"<=", "<="}, {"≥", ">="}, {"≤", "<="}, {">", ">"}, {"<", "<"},
	} {
		if after, ok := strings.CutPrefix(s, sign.written); ok {
			e.sign, s = sign.means, skipSpace(after)
			break
		}
	}
	if negative(s) {
		return e, "", NewFault("share-negative", text)
	}
	n, marks := 0, 0
	for n < len(s) {
		b := s[n]
		switch {
		case b >= '0' && b <= '9':
		case b == '.' || b == ',':
			marks++
		case (b == 'e' || b == 'E') && n > 0 && exponentLength(s[n:]) > 0:
			n += exponentLength(s[n:]) - 1
		default:
			goto read
		}
		n++
	}
read:
	number := s[:n]
	switch {
	case marks > 1:
		return e, "", NewFault("share-two-marks", text)
	case number == "" || strings.HasSuffix(number, ".") || strings.HasSuffix(number, ","):
		if notANumber(s) {
			return e, "", NewFault("share-not-a-number", text)
		}
		return e, "", NewFault("share-form", text)
	}
	ratio, ok := (*big.Rat)(nil), false
	if n <= 6 {
		ratio, ok = short(number)
	}
	if !ok {
		ratio, ok = decimal(strings.Replace(number, ",", ".", 1), 2)
	}
	if !ok {
		return e, "", NewFault("share-form", text)
	}
	if ratio.Cmp(whole) > 0 {
		return e, "", NewFault("share-over-100", text)
	}
	e.ratio = ratio
	rest = skipSpace(s[n:])
	if after, ok := strings.CutPrefix(rest, "%"); ok {
		rest = skipSpace(after)
	}
	return e, rest, nil
}

// exponentLength is how many bytes at the front of s are an exponent, e-5; 0
// when none are.
func exponentLength(s string) int {
	n := 1
	if n < len(s) && (s[n] == '-' || s[n] == '+') {
		n++
	}
	digits := n
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == digits {
		return 0
	}
	return n
}

// cutDash takes away what stands between the two ends of a range.
func cutDash(s string) (rest string, ok bool) {
	for _, dash := range []string{"-", "–", "—", "−", "‐", "‑", "à", "to "} {
		if after, ok := strings.CutPrefix(s, dash); ok {
			return skipSpace(after), true
		}
	}
	return s, false
}

func skipSpace(s string) string {
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if !unicode.IsSpace(r) {
			break
		}
		s = s[n:]
	}
	return s
}
