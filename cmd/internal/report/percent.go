package report

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"egide/rules"
)

var hundred = big.NewRat(100, 1)

// scale turns ratios into percent. Marks are the percentages that a reader
// compares figures with: the limits of the policy, and 0 and 100.
type scale struct {
	marks []mark
}

type mark struct {
	ratio   *big.Rat
	nearest float64 // percent
}

func newScale(limits ...*big.Rat) scale {
	s := scale{marks: []mark{{new(big.Rat), 0}, {big.NewRat(1, 1), 100}}}
	for _, ratio := range limits {
		s.marks = append(s.marks, mark{ratio, nearest(ratio)})
	}
	return s
}

// precision is how many bits a percentage is computed with before it is rounded
// to a float64: enough that only a figure within 10⁻³⁷ of the middle between two
// could be rounded the other way.
const precision = 128

// nearest is the number nearest to a hundred times the ratio. It does not go
// through a fraction in lowest terms, which for long fractions takes most of the
// time of a large report.
func nearest(ratio *big.Rat) float64 {
	if ratio.IsInt() && ratio.Num().IsInt64() { // 0 and 1 above all
		return 100 * float64(ratio.Num().Int64())
	}
	parts := new(big.Int).Mul(ratio.Num(), hundred.Num())
	percent := new(big.Float).SetPrec(precision).SetInt(parts)
	percent.Quo(percent, new(big.Float).SetPrec(precision).SetInt(ratio.Denom()))
	number, _ := percent.Float64()
	return number
}

// Percent is the number nearest to a hundred times a ratio.
func Percent(ratio *big.Rat) float64 { return nearest(ratio) }

// percent is the number nearest to a hundred times the ratio. A figure that is
// not a mark never becomes one: it stays on its side by the last bit, so that
// comparing the numbers of a report gives the verdicts of the report.
func (s scale) percent(ratio *big.Rat) float64 {
	number := nearest(ratio)
	for _, m := range s.marks {
		if number != m.nearest {
			continue
		}
		switch ratio.Cmp(m.ratio) {
		case 1:
			return math.Nextafter(number, math.Inf(1))
		case -1:
			return math.Nextafter(number, math.Inf(-1))
		}
		break
	}
	return number
}

// mostDecimals is how far a figure is written out to keep it apart from a limit;
// one that is nearer still is said to be just above or below it.
const mostDecimals = 9

// digits writes a percentage for a reader, with a decimal point and no sign: two
// decimals as a rule, and more where two would put it on a mark that it is not
// on, or beyond. A number that two decimals give exactly has no trailing zeros;
// one that is rounded keeps both, which tells it is rounded.
func digits(percent float64, marks []float64) string {
	if short := strconv.FormatFloat(percent, 'f', -1, 64); decimals(short) <= 2 {
		return short
	}
	for n := 2; n <= mostDecimals; n++ {
		text := strconv.FormatFloat(percent, 'f', n, 64)
		if shown, _ := strconv.ParseFloat(text, 64); sameSide(percent, shown, marks) {
			return text
		}
	}
	for _, m := range marks {
		if math.Abs(percent-m) < 1e-6 {
			sign := "<"
			if percent > m {
				sign = ">"
			}
			return sign + digits(m, nil)
		}
	}
	return strconv.FormatFloat(percent, 'f', -1, 64)
}

// sameSide tells whether the number that is shown stands to every mark as the
// true one does.
func sameSide(percent, shown float64, marks []float64) bool {
	for _, m := range marks {
		if (percent > m) != (shown > m) || (percent < m) != (shown < m) {
			return false
		}
	}
	return true
}

func decimals(text string) int {
	if i := strings.IndexByte(text, '.'); i >= 0 {
		return len(text) - i - 1
	}
	return 0
}

// digitsOf writes both ends of an interval, far enough to tell them apart.
func digitsOf(low, high float64, marks []float64) (string, string) {
	a, b := digits(low, marks), digits(high, marks)
	for n := 3; a == b && low != high && n <= mostDecimals; n++ {
		a, b = strconv.FormatFloat(low, 'f', n, 64), strconv.FormatFloat(high, 'f', n, 64)
	}
	return a, b
}

// PercentOf is a ratio in percent as a report under a policy has it: the nearest
// number, kept on its side of the limits.
func PercentOf(ratio *big.Rat, policy rules.Policy) float64 {
	return newScale(policy.IndividualLimit, policy.CollectiveLimit).percent(ratio)
}
