package written

import (
	"math/big"
	"strings"
	"unicode"
)

// The ways to write a number of shares. A group behind the first has three
// digits, so that 12 34 and 1,2,3 are refused and not guessed at.
var (
	plainNumber  = Pattern(`^\d*(?:[.,]\d+)?(?:[eE][+-]?\d+)?$`)
	spaceGrouped = Pattern(`^\d{1,3}(?:(?: \d{3})+|(?:'\d{3})+)(?:[.,]\d+)?$`)
	commaGrouped = Pattern(`^\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)
	dotGrouped   = Pattern(`^\d{1,3}(?:\.\d{3})+(?:,\d+)?$`)
)

// Count reads a number of shares or votes, exactly: 1200, "1 200", 1'200,
// "1,234,567", "1.234.567,5", 8760000/5060000. The value is nil for a blank
// text.
//
// One "." or "," before exactly three digits may be either mark: 1,200 is 1200
// in London and 1.2 in Paris. grouping, '.' or ',', decides when it is known
// that one of them groups thousands in the column; 0 refuses such a text.
func Count(text string, grouping rune) (*big.Rat, *Fault) {
	s := Trim(text)
	if s == "" {
		return nil, nil
	}
	switch {
	case len(s) > 200:
		return nil, NewFault("number-form", text)
	case notANumber(s):
		return nil, NewFault("number-not-a-number", text)
	case negative(s):
		return nil, NewFault("number-negative", text)
	}
	if quotient, ok := stroke(s); ok {
		return quotient, nil
	}
	s = oneSpace(s)
	byComma, byDot := commaGrouped().MatchString(s), dotGrouped().MatchString(s)
	switch {
	case plainNumber().MatchString(s) && !byComma && !byDot:
	case spaceGrouped().MatchString(s):
		s = strings.NewReplacer(" ", "", "'", "").Replace(s)
	case (byComma || byDot) && (grouping == 0 || !lone(s)):
		if lone(s) && s[0] != '0' {
			return nil, ambiguous(text, s)
		}
		if lone(s) {
			break // 0,125 has nothing to group
		}
		if byComma {
			s = strings.ReplaceAll(s, ",", "")
		} else {
			s = strings.ReplaceAll(s, ".", "")
		}
	case byComma && grouping == ',' || byDot && grouping == '.':
		s = strings.ReplaceAll(s, string(grouping), "")
	case byComma || byDot:
	default:
		return nil, NewFault("number-form", text)
	}
	value, ok := decimal(strings.Replace(s, ",", ".", 1), 0)
	if !ok {
		return nil, NewFault("number-form", text)
	}
	return value, nil
}

// Decimal reads a number with one decimal mark at most, a point or a
// comma, and spaces between its thousands.
func Decimal(s string) (*big.Rat, bool) {
	s = oneSpace(s)
	if spaceGrouped().MatchString(s) {
		s = strings.NewReplacer(" ", "", "'", "").Replace(s)
	}
	if strings.Count(s, ",")+strings.Count(s, ".") > 1 || len(s) > 100 {
		return nil, false
	}
	return decimal(strings.Replace(s, ",", ".", 1), 0)
}

// stroke reads two whole numbers with a stroke between them, as votes for each
// share are written when they have no end in decimals: 8760000/5060000.
func stroke(s string) (*big.Rat, bool) {
	num, den, ok := strings.Cut(s, "/")
	if !ok || !Digits(num) || !Digits(den) {
		return nil, false
	}
	n, ok1 := decimal(num, 0)
	d, ok2 := decimal(den, 0)
	if !ok1 || !ok2 || d.Sign() == 0 {
		return nil, false
	}
	return n.Quo(n, d), true
}

// lone tells whether a grouped number has a single mark, which then may be the
// decimal one as well.
func lone(s string) bool { return strings.Count(s, ",")+strings.Count(s, ".") == 1 }

// Grouping is the mark that certainly groups thousands in a number, or 0.
func Grouping(text string) rune {
	s := oneSpace(Trim(text))
	if len(s) > 200 || lone(s) {
		return 0
	}
	switch {
	case commaGrouped().MatchString(s):
		return ','
	case dotGrouped().MatchString(s):
		return '.'
	}
	return 0
}

func ambiguous(text, s string) *Fault {
	f := NewFault("number-ambiguous", text)
	f.Args["thousands"] = strings.NewReplacer(",", "", ".", "").Replace(s)
	f.Args["decimals"] = strings.Replace(s, ",", ".", 1) + "0"
	return f
}

// oneSpace writes every kind of space as one, and both apostrophes alike.
func oneSpace(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '’':
			return '\''
		}
		return r
	}, s)
}
