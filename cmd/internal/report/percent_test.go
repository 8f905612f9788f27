package report

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func ratio(t testing.TB, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	require.True(t, ok, text)
	return r
}

func TestPercent(t *testing.T) {
	s := newScale(big.NewRat(24, 100), big.NewRat(39, 100))
	for text, want := range map[string]string{
		"0": "0", "1": "100", "24/100": "24", "204/1000": "20.4", "6/19": "31.57894736842105", "29/100": "29",
		"3901/10000": "39.01", "1/3": "33.333333333333336",
	} {
		assert.Equal(t, want, strconv.FormatFloat(s.percent(ratio(t, text)), 'f', -1, 64), text)
	}
	// What is nearer to a limit than a float64 can tell stays on its side.
	speck := ratio(t, "1/1000000000000000000000000000000")
	above := new(big.Rat).Add(big.NewRat(24, 100), speck)
	below := new(big.Rat).Sub(big.NewRat(24, 100), speck)
	assert.Greater(t, s.percent(above), 24.0)
	assert.Less(t, s.percent(below), 24.0)
	assert.Equal(t, 100.0, s.percent(big.NewRat(1, 1)))
	assert.Less(t, s.percent(new(big.Rat).Sub(big.NewRat(1, 1), speck)), 100.0)
	assert.Greater(t, s.percent(speck), 0.0)
}

// TestPercentKeepsTheVerdict holds that comparing the numbers of a report with
// its limits gives what comparing the exact ratios gives.
func TestPercentKeepsTheVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := big.NewRat(rapid.Int64Range(0, 10000).Draw(t, "limit"), 10000)
		s := newScale(limit)
		value := big.NewRat(rapid.Int64Range(0, 1<<40).Draw(t, "value"), 1<<40)
		if rapid.Bool().Draw(t, "near") {
			speck := new(big.Rat).SetFrac(big.NewInt(rapid.Int64Range(-3, 3).Draw(t, "speck")), new(big.Int).Exp(big.NewInt(10), big.NewInt(rapid.Int64Range(5, 40).Draw(t, "digits")), nil))
			value = new(big.Rat).Add(limit, speck)
		}
		if value.Sign() < 0 || value.Cmp(big.NewRat(1, 1)) > 0 {
			return
		}
		want := value.Cmp(limit)
		got := 0
		switch a, b := s.percent(value), s.percent(limit); {
		case a > b:
			got = 1
		case a < b:
			got = -1
		}
		if got != want {
			t.Fatalf("%s against %s: %d, not %d", value, limit, got, want)
		}
	})
}

func TestDigits(t *testing.T) {
	marks := []float64{0, 100, 24, 39}
	for _, c := range []struct {
		percent float64
		want    string
	}{
		{20.4, "20.4"}, {24, "24"}, {0, "0"}, {100, "100"}, {29.4, "29.4"}, {39.01, "39.01"},
		{31.57894736842105, "31.58"}, {25.503355704697988, "25.50"}, {33.333333333333336, "33.33"},
		{24.000001, "24.000001"}, {23.999, "23.999"}, {24.004, "24.004"}, {38.999999, "38.999999"},
		{99.9999, "99.9999"}, {0.0004, "0.0004"}, {24.000000000000004, ">24"}, {23.999999999999996, "<24"},
		{1e-20, ">0"}, {99.99999999999999, "<100"},
	} {
		assert.Equal(t, c.want, digits(c.percent, marks), c.percent)
	}
}

// TestDigitsNeverMislead holds that what a reader sees stands to every limit as
// the figure does.
func TestDigitsNeverMislead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := float64(rapid.IntRange(1, 99).Draw(t, "limit"))
		percent := rapid.Float64Range(0, 100).Draw(t, "percent")
		if rapid.Bool().Draw(t, "near") {
			percent = limit + rapid.Float64Range(-1e-4, 1e-4).Draw(t, "off")
		}
		text := digits(percent, []float64{0, 100, limit})
		if rest, ok := strings.CutPrefix(text, ">"); ok {
			if n, _ := strconv.ParseFloat(rest, 64); !(percent > n) {
				t.Fatalf("%v is shown as %s", percent, text)
			}
			return
		}
		if rest, ok := strings.CutPrefix(text, "<"); ok {
			if n, _ := strconv.ParseFloat(rest, 64); !(percent < n) {
				t.Fatalf("%v is shown as %s", percent, text)
			}
			return
		}
		shown, err := strconv.ParseFloat(text, 64)
		if err != nil || (shown > limit) != (percent > limit) || (shown < limit) != (percent < limit) {
			t.Fatalf("%v against %v is shown as %s", percent, limit, text)
		}
	})
}

func TestDigitsOf(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		a, b      string
	}{
		{19, 23.9, "19", "23.9"},
		{20.40123, 20.40456, "20.401", "20.405"},
		{20.4, 20.4, "20.4", "20.4"},
	} {
		a, b := digitsOf(c.low, c.high, []float64{0, 100, 24})
		assert.Equal(t, []string{c.a, c.b}, []string{a, b})
	}
}
