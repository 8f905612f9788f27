package register

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// requireCollective compares the collective figures of every entity with those
// of the exact engine, within the bounds that the register gives itself.
func requireCollective(t *rapid.T, s *ownership.Structure, r *Register, l ownership.Lens, threads int) {
	exact := ownership.NewField(s, l)
	f := NewField(r, l, threads)
	for _, d := range ownership.Dimensions {
		got := f.Collective(d)
		for j, e := range s.Entities {
			want := exact.Measure(j).Collective[d][ownership.LookThrough]
			low, _ := want.Low.Float64()
			high, _ := want.High.Float64()
			err := float64(got.Err[j])
			require.LessOrEqual(t, err, 1e-9)
			require.InDelta(t, low, got.At[j].Low, err+1e-16, "least of %s, %s; exactly %s", e.ID, d, want.Low.RatString())
			require.InDelta(t, high, got.At[j].High, err+1e-16, "most of %s, %s; exactly %s", e.ID, d, want.High.RatString())
		}
	}
}

// wideLens counts every holder of a listed layer that nothing is said of.
func wideLens() ownership.Lens {
	l := lens()
	l.DeclarationThreshold = new(big.Rat)
	return l
}

func TestCollectiveIsThatOfTheExactEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, drawing{companies: 6, others: 5,
			dirty: rapid.Bool().Draw(t, "dirty"), unknown: rapid.Bool().Draw(t, "unknown")})
		s := sound(t, d)
		requireCollective(t, s, fromDossier(d), wideLens(), 1)
	})
}
