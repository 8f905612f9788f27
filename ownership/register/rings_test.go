package register

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// TestRingsAreWhoReachEachOther holds them against their definition.
func TestRingsAreWhoReachEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := fromDossier(drawDossier(t, drawing{companies: 9, others: 2}))
		n := r.Len()
		reaches := make([][]bool, n)
		for i := range reaches {
			reaches[i] = make([]bool, n)
			for e, to := r.Row(i); e < to; e++ {
				reaches[i][r.Holder(e)] = r.hi[0][e] > 0 || r.hi[1][e] > 0
			}
		}
		for k := range n {
			for i := range n {
				for j := range n {
					reaches[i][j] = reaches[i][j] || reaches[i][k] && reaches[k][j]
				}
			}
		}
		var want [][]int
		seen := make([]bool, n)
		for i := range n {
			var ring []int
			for j := range n {
				if j == i || reaches[i][j] && reaches[j][i] {
					ring = append(ring, j)
				}
			}
			if len(ring) > 1 && !seen[i] {
				want = append(want, ring)
				for _, j := range ring {
					seen[j] = true
				}
			}
		}
		slices.SortStableFunc(want, func(a, b []int) int { return len(b) - len(a) })
		got, count := r.Rings(100)
		require.Equal(t, want, got)
		require.Len(t, want, count)
		few, count := r.Rings(1)
		require.Len(t, want, count)
		require.Equal(t, min(1, len(want)), len(few))
		for k := range few {
			require.Equal(t, want[k], few[k])
		}
	})
}

func TestExcesses(t *testing.T) {
	b := NewBuilder(day, nil)
	for _, id := range []string{"a", "b", "c", "x", "y"} {
		b.AddEntity(&ownership.Entity{ID: id})
	}
	hold := func(holder, issuer string, percent int64) {
		b.AddHolding(&ownership.Holding{Holder: holder, Issuer: issuer, Capital: ownership.Exactly(big.NewRat(percent, 100))})
	}
	hold("x", "a", 60)
	hold("y", "a", 60)
	hold("x", "b", 90)
	hold("y", "b", 95)
	hold("x", "c", 50)
	hold("y", "c", 50)
	r := b.Build()
	worst, count := r.Excesses(5)
	require.Equal(t, 2, count)
	assert.Equal(t, "b", r.ID(worst[0].Issuer))
	assert.InDelta(t, 1.85, worst[0].Sum, 1e-12)
	assert.Equal(t, "a", r.ID(worst[1].Issuer))
	worst, count = r.Excesses(1)
	assert.Len(t, worst, 1)
	assert.Equal(t, 2, count)
}
