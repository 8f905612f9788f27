package register

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// equations are a system in exact ratios.
type equations struct {
	w     [][]*big.Rat
	b     []*big.Rat
	mass  []*big.Rat
	fixed []bool
}

// drawEquations draws a component of members that own each other, some of them
// wholly, in parts of one fortieth.
func drawEquations(t *rapid.T) equations {
	n := rapid.IntRange(2, 12).Draw(t, "members")
	var q equations
	for range n {
		row := make([]*big.Rat, n)
		for k := range row {
			row[k] = new(big.Rat)
		}
		left := int64(40)
		for range rapid.IntRange(1, 4).Draw(t, "holders") {
			share := rapid.Int64Range(1, 40).Draw(t, "share")
			if rapid.IntRange(0, 2).Draw(t, "all") == 0 {
				share = left
			}
			share = min(share, left)
			left -= share
			k := rapid.IntRange(0, n-1).Draw(t, "holder")
			row[k].Add(row[k], big.NewRat(share, 40))
		}
		q.w = append(q.w, row)
		q.mass = append(q.mass, big.NewRat(left, 40))
		q.b = append(q.b, big.NewRat(rapid.Int64Range(0, left).Draw(t, "counted"), 40))
		q.fixed = append(q.fixed, rapid.IntRange(0, 5).Draw(t, "fixed") == 0)
	}
	return q
}

// chance is the exact solution for member p: by iteration over the members that
// it can reach, each eliminated in turn; unknown for a walk without end.
func (q equations) chance(p int, unknown *big.Rat) *big.Rat {
	n := len(q.w)
	w := make([][]*big.Rat, n)
	b, mass := make([]*big.Rat, n), make([]*big.Rat, n)
	for i := range n {
		w[i] = make([]*big.Rat, n)
		for k := range n {
			w[i][k] = new(big.Rat).Set(q.w[i][k])
		}
		b[i], mass[i] = new(big.Rat).Set(q.b[i]), new(big.Rat).Set(q.mass[i])
	}
	gone := make([]bool, n)
	// An end other than p itself is worth one.
	for i := range n {
		for k := range n {
			if k != p && q.fixed[k] {
				b[i].Add(b[i], w[i][k])
				mass[i].Add(mass[i], w[i][k])
				w[i][k] = new(big.Rat)
			}
		}
	}
	value := func(i int) (*big.Rat, *big.Rat) {
		d := new(big.Rat).Set(mass[i])
		for k := range n {
			if k != i && !gone[k] {
				d.Add(d, w[i][k])
			}
		}
		return d, w[i][i]
	}
	for i := range n {
		if i == p || q.fixed[i] {
			continue
		}
		d, _ := value(i)
		gone[i] = true
		for k := range n {
			if gone[k] || w[k][i].Sign() == 0 {
				continue
			}
			if d.Sign() == 0 {
				b[k].Add(b[k], new(big.Rat).Mul(w[k][i], unknown))
				mass[k].Add(mass[k], w[k][i])
				continue
			}
			f := new(big.Rat).Quo(w[k][i], d)
			b[k].Add(b[k], new(big.Rat).Mul(f, b[i]))
			mass[k].Add(mass[k], new(big.Rat).Mul(f, mass[i]))
			for c := range n {
				if !gone[c] && c != k {
					w[k][c].Add(w[k][c], new(big.Rat).Mul(f, w[i][c]))
				}
			}
		}
	}
	d, _ := value(p)
	for k := range n {
		// What is left of other ends is counted already.
		if k != p && !gone[k] {
			d.Sub(d, w[p][k])
		}
	}
	if d.Sign() == 0 {
		return unknown
	}
	return b[p].Quo(b[p], d)
}

// load writes the equations into a system.
func (q equations) load(s *system) {
	s.reset(len(q.w))
	s.unknown = [2]float64{0, 1}
	for p, row := range q.w {
		for k, w := range row {
			if share, _ := w.Float64(); share > 0 && k != p {
				s.cells = append(s.cells, cell{int32(k), share})
			}
		}
		s.begin = append(s.begin, int32(len(s.cells)))
		s.b[p][0], _ = q.b[p].Float64()
		s.b[p][1] = s.b[p][0]
		s.mass[p], _ = q.mass[p].Float64()
		s.fixed[p] = q.fixed[p]
	}
}

func TestEquationsAreSolvedAsExactly(t *testing.T) {
	ways := []system{{small: 100, largest: 100}, {}, {largest: 6}}
	rapid.Check(t, func(t *rapid.T) {
		q := drawEquations(t)
		for _, s := range ways {
			name := fmt.Sprintf("full below %d, up to %d", s.small, s.largest)
			q.load(&s)
			s.solve(2)
			for p := range q.w {
				require.LessOrEqual(t, s.wrong[p], 1e-9, "%s: %v\n%+v", name, q, s)
				for k, unknown := range []*big.Rat{new(big.Rat), one} {
					exact := q.chance(p, unknown)
					want, _ := exact.Float64()
					require.InDelta(t, want, s.x[p][k], s.wrong[p]+1e-16, "%s, member %d, fixed %v, exactly %s", name, p, q.fixed[p], exact.RatString())
				}
			}
		}
	})
}

func TestIterationBoundsWhatItLeaves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawEquations(t)
		var s system
		q.load(&s)
		for p := range s.n {
			s.steps[p], s.pos[p] = 1, -1
			s.out[p] = s.row(p)
		}
		s.iterate(s.everyone())
		for p := range q.w {
			for k, unknown := range []*big.Rat{new(big.Rat), one} {
				want, _ := q.chance(p, unknown).Float64()
				require.InDelta(t, want, s.x[p][k], s.wrong[p], "member %d, fixed %v", p, q.fixed[p])
			}
		}
	})
}
