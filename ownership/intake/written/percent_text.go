package written

import (
	"math/big"
	"strconv"
	"strings"

	"egide/ownership"
)

// ShareText writes a share in percent as [Share] reads it: 24.5, 25-50,
// >25-50, 75-<100, >=75, <5. A share that nobody wrote is blank. What was
// written in decimals comes back to the last digit; a ratio that has no end in
// decimals (a third) is cut behind 30 of them.
func ShareText(s ownership.Share) string {
	lo, hi, loOpen, hiOpen := s.Ends()
	switch {
	case lo == nil:
		return ""
	case s.Exact():
		return PercentText(lo)
	case lo.Sign() == 0 && !loOpen:
		return sign("<", hiOpen) + PercentText(hi)
	case hi.Cmp(whole) == 0 && !hiOpen:
		return sign(">", loOpen) + PercentText(lo)
	}
	text := PercentText(lo) + "-"
	if loOpen {
		text = ">" + text
	}
	if hiOpen {
		text += "<"
	}
	return text + PercentText(hi)
}

func sign(mark string, open bool) string {
	if open {
		return mark
	}
	return mark + "="
}

// CountText writes a number of shares or votes as [Count] reads it in any
// column: without groups, and never with exactly three decimals, which could be
// a group. A number that has no end in decimals is a fraction, 438000/253000.
// Nil is blank.
func CountText(n *big.Rat) string {
	if n == nil {
		return ""
	}
	if _, exact := n.FloatPrec(); !exact {
		return FractionText(n.Num(), n.Denom())
	}
	text := DecimalText(n)
	if i := strings.IndexByte(text, '.'); i > 0 && len(text)-i-1 == 3 && text[0] != '0' {
		text += "0"
	}
	return text
}

// FractionText writes a fraction so that no spreadsheet takes it for a day and
// a month.
func FractionText(num, den *big.Int) string {
	n, d := num.String(), den.String()
	if len(n) <= 4 && len(d) <= 4 {
		n, d = n+"000", d+"000"
	}
	return n + "/" + d
}

// PercentText writes a ratio in percent, without the sign.
func PercentText(ratio *big.Rat) string {
	return DecimalText(new(big.Rat).Mul(ratio, big.NewRat(100, 1)))
}

// cutDecimals is where a number without an end in decimals is cut.
const cutDecimals = 30

// DecimalText writes a number in decimals, with an exponent only when it would
// have more digits than are read.
func DecimalText(n *big.Rat) string {
	if n.IsInt() && len(n.Num().String()) <= mostDigits {
		return n.Num().String()
	}
	digits, exact := n.FloatPrec()
	if !exact {
		digits = cutDecimals
	}
	text := n.FloatString(digits)
	if len(text) <= mostDigits {
		return text
	}
	for _, power := range []int{mostExponent, -mostExponent} {
		scaled := new(big.Rat).SetInt(tens[mostExponent])
		if power < 0 {
			scaled.Inv(scaled)
		}
		scaled.Mul(scaled, n)
		if digits, exact := scaled.FloatPrec(); exact {
			if text := scaled.FloatString(digits); len(text) <= mostDigits {
				if power > 0 {
					return text + "e-" + strconv.Itoa(mostExponent)
				}
				return text + "e" + strconv.Itoa(mostExponent)
			}
		}
	}
	return n.FloatString(cutDecimals)
}
