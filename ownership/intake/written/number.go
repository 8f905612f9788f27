package written

import (
	"math/big"
	"strings"

	"egide/ownership"
)

const (
	mostDigits   = 60 // of one number: more than any share count or percentage has
	mostExponent = 30
)

// Fault is what is wrong with one cell: a code, and the facts of its sentence.
type Fault struct {
	Code string
	Args ownership.Args
}

// Error is the code; the sentence is made from it in the reader's language.
func (f *Fault) Error() string { return f.Code }

// Facts are what the fault's sentence is made from.
func (f *Fault) Facts() ownership.Args { return f.Args }

// NewFault is a fault of a text, which its sentence repeats.
func NewFault(code, text string) *Fault {
	return &Fault{Code: code, Args: ownership.Args{"text": Echo(text)}}
}

// ten powers serve the decimals and exponents of numbers.
var tens = func() []*big.Int {
	powers := make([]*big.Int, mostDigits+mostExponent+1)
	powers[0] = big.NewInt(1)
	for i := 1; i < len(powers); i++ {
		powers[i] = new(big.Int).Mul(powers[i-1], big.NewInt(10))
	}
	return powers
}()

// decimal is the exact value of digits with one "." at most and an exponent,
// divided by ten to the power of shift. ok is false for any other text and for
// a number of more digits than anybody counts in.
func decimal(s string, shift int) (value *big.Rat, ok bool) {
	exponent := 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if exponent, ok = smallInt(s[i+1:]); !ok {
			return nil, false
		}
		s = s[:i]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	digits := whole + fraction
	if digits == "" || len(digits) > mostDigits {
		return nil, false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return nil, false
		}
	}
	power := exponent - len(fraction) - shift
	if len(digits) <= 15 && power <= 0 && power >= -18 {
		n := int64(0)
		for i := range len(digits) {
			n = n*10 + int64(digits[i]-'0')
		}
		return big.NewRat(n, tens[-power].Int64()), true
	}
	n, ok := new(big.Int).SetString(digits, 10)
	if !ok {
		return nil, false
	}
	if power >= 0 {
		return new(big.Rat).SetInt(n.Mul(n, tens[power])), true
	}
	return new(big.Rat).SetFrac(n, tens[-power]), true
}

// Number is the value of a number as programs write it, with a point and an
// exponent if with any; ok is false for any other text.
func Number(text string) (value *big.Rat, ok bool) { return decimal(text, 0) }

// smallInt reads an exponent.
func smallInt(s string) (n int, ok bool) {
	sign := 1
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = -1, s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if s == "" || len(s) > 8 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return sign * n, n <= mostExponent
}

// notANumber tells whether a text is what computers write for no number.
func notANumber(s string) bool {
	s = strings.TrimLeft(strings.ToLower(s), "+-−")
	switch strings.TrimRight(s, " %") {
	case "nan", "inf", "infinity", "infini", "∞", "#n/a", "#ref!", "#value!", "#valeur!", "#div/0!", "#num!", "#nombre!":
		return true
	}
	return false
}

// negative tells whether a text is a number below zero.
func negative(s string) bool {
	rest := skipSpace(strings.TrimPrefix(strings.TrimPrefix(s, "-"), "−"))
	return rest != s && rest != "" && (rest[0] >= '0' && rest[0] <= '9' || rest[0] == '.' || rest[0] == ',')
}
