package written

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

func TestShareText(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "0": "0", "24": "24", "24,50 %": "24.5", "33.333": "33.333", "100": "100",
		"25-50": "25-50", ">25-50": ">25-50", "75-<100": "75-<100", ">25-<50": ">25-<50", "25.5 à 50": "25.5-50",
		">=75": ">=75", ">50": ">50", "<5": "<5", "<=5": "<=5", ">25-100": ">25", "0-5": "<=5", "0-<5": "<5", "0-100": "<=100",
		"25-25": "25", "2.5e-3": "0.0025", "1e-30": "0.000000000000000000000000000001",
		"1.2345678901234567890123456789012345678901234567890123456789e-30": "1.2345678901234567890123456789012345678901234567890123456789e-30",
	} {
		share, fault := Share(text)
		require.Nil(t, fault, text)
		require.Equal(t, want, ShareText(share), text)
	}
}

// TestShareTextReadsBack writes any share that a cell can hold and reads it
// again: the same ends, open or not.
func TestShareTextReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		end := rapid.StringMatching(`([1-9]?[0-9]|100)(\.[0-9]{1,20})?(e-[1-9])?`)
		text := rapid.SampledFrom([]string{"", "<", ">", "<=", ">="}).Draw(t, "sign") + end.Draw(t, "lo")
		if rapid.Bool().Draw(t, "range") {
			text += "-" + rapid.SampledFrom([]string{"", "<", "<="}).Draw(t, "upper") + end.Draw(t, "hi")
		}
		share, fault := Share(text)
		if fault != nil {
			t.Skip(text)
		}
		again, fault := Share(ShareText(share))
		if fault != nil || !again.Equal(share) {
			t.Fatalf("%s became %s", text, ShareText(share))
		}
	})
}

func TestShareTextOfAThird(t *testing.T) {
	require.Equal(t, "33.333333333333333333333333333333", ShareText(ownership.Exactly(big.NewRat(1, 3))))
}

func TestCountText(t *testing.T) {
	require.Empty(t, CountText(nil))
	for want, n := range map[string]*big.Rat{
		"1200": big.NewRat(1200, 1), "1.2340": big.NewRat(1234, 1000), "0.125": big.NewRat(1, 8), "1.5": big.NewRat(3, 2),
	} {
		require.Equal(t, want, CountText(n))
		back, fault := Count(want, 0)
		require.Nil(t, fault)
		require.Zero(t, back.Cmp(n))
	}
}
