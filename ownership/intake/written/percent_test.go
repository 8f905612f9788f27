package written

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

func ratio(t testing.TB, text string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(text)
	require.True(t, ok, text)
	return r.Quo(r, big.NewRat(100, 1))
}

func TestParseShareExact(t *testing.T) {
	for text, percent := range map[string]string{
		"24": "24", "0": "0", "100": "100", "24.5": "24.5", "24,5": "24.5", "24,5 %": "24.5", "24.5%": "24.5",
		"24,5\u00a0%": "24.5", "24,5\u202f%": "24.5", "\u00a024 ": "24", "\ufeff24": "24", ".5": "0.5", "007": "7",
		"1,234": "1.234", "33.333": "33.333", "33,3333333333333333333333": "33.3333333333333333333333",
		"100.0": "100", "100,000": "100", "2.5e-3": "0.0025", "1E1": "10", "0.10": "0.1", "24-24": "24", ">=100": "100", "<=0": "0",
		"0.000000000000000000000000000001": "0.000000000000000000000000000001",
	} {
		share, fault := Share(text)
		if assert.Nil(t, fault, text) {
			assert.True(t, share.Exact(), text)
			assert.Zero(t, share.Lo().Cmp(ratio(t, percent)), "%s is %s", text, share.Lo().RatString())
		}
	}
}

func TestParseShareRange(t *testing.T) {
	for text, want := range map[string]struct {
		lo, hi         string
		loOpen, hiOpen bool
	}{
		"25-50":       {lo: "25", hi: "50"},
		"25–50 %":     {lo: "25", hi: "50"},
		"25 % - 50 %": {lo: "25", hi: "50"},
		"25,5—50.25":  {lo: "25.5", hi: "50.25"},
		"25 to 50":    {lo: "25", hi: "50"},
		"25 à 50 %":   {lo: "25", hi: "50"},
		">=75":        {lo: "75", hi: "100"},
		"≥ 75 %":      {lo: "75", hi: "100"},
		">50":         {lo: "50", hi: "100", loOpen: true},
		"> 50 %":      {lo: "50", hi: "100", loOpen: true},
		"<5":          {lo: "0", hi: "5", hiOpen: true},
		"<=5":         {lo: "0", hi: "5"},
		"≤5":          {lo: "0", hi: "5"},
		"<100":        {lo: "0", hi: "100", hiOpen: true},
		">25-50":      {lo: "25", hi: "50", loOpen: true},
		">25-<50":     {lo: "25", hi: "50", loOpen: true, hiOpen: true},
		"1e-5-1":      {lo: "0.00001", hi: "1"},
	} {
		share, fault := Share(text)
		if !assert.Nil(t, fault, text) {
			continue
		}
		assert.False(t, share.Exact(), text)
		lo, hi := share.Lo().Cmp(ratio(t, want.lo)), share.Hi().Cmp(ratio(t, want.hi))
		assert.Equal(t, want.loOpen, lo > 0, text)
		assert.Equal(t, want.hiOpen, hi < 0, text)
		assert.GreaterOrEqual(t, lo, 0, text)
		assert.LessOrEqual(t, hi, 0, text)
	}
}

func TestParseShareBlankIsUnknown(t *testing.T) {
	for _, text := range []string{"", " ", "\u00a0", "\u200b"} {
		share, fault := Share(text)
		require.Nil(t, fault)
		require.False(t, share.Known(), "%q", text)
	}
	share, fault := Share("0")
	require.Nil(t, fault)
	require.True(t, share.Known())
}

func TestParseShareRefuses(t *testing.T) {
	for text, code := range map[string]string{
		"NaN": "share-not-a-number", "nan %": "share-not-a-number", "Inf": "share-not-a-number", "-Inf": "share-not-a-number",
		"+infinity": "share-not-a-number", "∞": "share-not-a-number", ">inf": "share-not-a-number", "#DIV/0!": "share-not-a-number",
		"-5": "share-negative", "−5": "share-negative", "- 5 %": "share-negative", "-\u00a05": "share-negative", "-0.1": "share-negative", ">-5": "share-negative", "-5-10": "share-negative",
		"100.01": "share-over-100", "101": "share-over-100", "25-150": "share-over-100", ">=120": "share-over-100", "1e3": "share-over-100",
		"33,3.3": "share-two-marks", "1.234,5": "share-two-marks", "1,2,3": "share-two-marks", "1..5": "share-two-marks", "25-3,3.3": "share-two-marks",
		"50-25": "share-range-reversed", ">100": "share-range-empty", "<0": "share-range-empty", ">25-25": "share-range-empty",
		"about half": "share-form", "24 percent": "share-form", "24%%": "share-form", "1 234": "share-form", "%": "share-form", "-": "share-form", "25-": "share-form",
		"25-50-75": "share-form", "5.": "share-form", ".": "share-form", "1/3": "share-form", "=24": "share-form", "<5-10": "share-form", "5->10": "share-form",
		"1e999999999": "share-form", "1e-999999999": "share-form", "1e31": "share-form", "٢٤": "share-form", "２４": "share-form", "0x18": "share-form", "1_0": "share-form", "+5": "share-form",
		strings.Repeat("9", 61): "share-form", strings.Repeat("1", 1<<20): "share-form", "1,234%5": "share-form",
	} {
		_, fault := Share(text)
		if assert.NotNil(t, fault, text) {
			assert.Equal(t, code, fault.Code, "%.80q", text)
			assert.LessOrEqual(t, len([]rune(fault.Args["text"].(string))), ownership.ExcerptLength+1)
		}
	}
}

// TestParseShareIsExact writes percentages in every form and reads them back to
// the last digit.
func TestParseShareIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		decimals := rapid.IntRange(0, 12).Draw(t, "decimals")
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
		n := rapid.Int64Range(0, 100*scale.Int64()).Draw(t, "n")
		want := new(big.Rat).SetFrac(big.NewInt(n), new(big.Int).Mul(scale, big.NewInt(100)))
		text := new(big.Rat).SetFrac(big.NewInt(n), scale).FloatString(decimals)
		if rapid.Bool().Draw(t, "comma") {
			text = strings.Replace(text, ".", ",", 1)
		}
		text += rapid.SampledFrom([]string{"", "%", " %", "\u202f%"}).Draw(t, "sign")
		share, fault := Share(text)
		if fault != nil || !share.Exact() || share.Lo().Cmp(want) != 0 {
			t.Fatalf("%q is %v, %v", text, share.Lo(), fault)
		}
	})
}

func TestParseCount(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "1200": "1200", "1 200": "1200", "1\u00a0200": "1200", "1\u202f234\u202f567": "1234567", "1'200": "1200", "1’234’567": "1234567",
		"1,234,567": "1234567", "1.234.567": "1234567", "1,234,567.5": "1234567.5", "1.234.567,25": "1234567.25", "1,234.5": "1234.5", "1.234,5": "1234.5",
		"1 234,5": "1234.5", "12,5": "12.5", "12.5": "12.5", "0,125": "0.125", "0.125": "0.125", "1234,567": "1234.567", "1.2345": "1.2345", "1,200.000": "1200",
		"99999999999999999999999999": "99999999999999999999999999", "1e6": "1000000", "2.5E+3": "2500",
	} {
		value, fault := Count(text, 0)
		r, ok := new(big.Rat).SetString(want)
		require.True(t, ok)
		if assert.Nil(t, fault, text) {
			assert.Zero(t, value.Cmp(r), "%s is %s", text, value.RatString())
		}
	}
	value, fault := Count(" ", 0)
	require.Nil(t, fault)
	require.Nil(t, value, "blank is not zero")

	for text, code := range map[string]string{
		"1,200": "number-ambiguous", "12.345": "number-ambiguous", "999,999": "number-ambiguous",
		"12 34": "number-form", "1,2,3": "number-form", "1.2.3": "number-form", "1,234.567.8": "number-form", "1 23": "number-form", "1234 567": "number-form",
		"5.": "number-form", ".": "number-form", "all": "number-form", "1e999999999": "number-form", "1e": "number-form", strings.Repeat("1", 300): "number-form",
		"-3": "number-negative", "NaN": "number-not-a-number",
	} {
		_, fault := Count(text, 0)
		if assert.NotNil(t, fault, text) {
			assert.Equal(t, code, fault.Code, text)
		}
	}
}

func TestAmbiguousCountIsDecidedByItsColumn(t *testing.T) {
	for grouping, want := range map[rune]string{',': "1200", '.': "1.2"} {
		value, fault := Count("1,200", grouping)
		require.Nil(t, fault)
		r, _ := new(big.Rat).SetString(want)
		require.Zero(t, value.Cmp(r), "%c", grouping)
	}
}
