package ownership

import (
	"cmp"
	"math/big"
	"slices"
)

// As a rule a range needs no choice: at the greatest, what is above its lower
// end belongs to the one asked about, like the remainder. Where the remainder
// counts for nobody (a listed layer, an entity outside, an ultimate one) the
// greatest figure depends on which holders have the upper ends of their ranges.
// For one issuer that is a fractional knapsack; through chains and cycles it is
// a Markov decision process, solved by policy iteration (R. A. Howard, "Dynamic
// Programming and Markov Processes", 1960).

// atMost returns the walk in which such ranges are chosen so that the chance of meeting a hit, or of being lost, is greatest.
func (w *walk) atMost(hits stops) *walk {
	if !w.choices {
		return w
	}
	best := *w
	best.up = slices.Clone(w.up)
	for {
		best.findComponents()
		h := best.chances(hits, one)
		improved := false
		for i := range best.nodes {
			if w.lost[i].Sign() != 0 || i != 0 && hits.at(i) {
				continue
			}
			chosen := w.fill(i, h)
			if chosen != nil && value(chosen, h).Cmp(value(best.up[i], h)) > 0 {
				best.up[i], improved = chosen, true
			}
		}
		if !improved {
			return &best
		}
	}
}

// fill gives the steps of an issuer the shares that are worth most, the best
// holders first, within the whole; nil when there is nothing to give.
func (w *walk) fill(i int, h []*big.Rat) []step {
	left := new(big.Rat).Sub(one, w.f.recorded(w.nodes[i], w.d))
	for _, s := range w.up[i] {
		// What a holder has for certain, but may not have to declare.
		left.Add(left, s.link.Share[w.d].Lo)
		left.Sub(left, s.share)
	}
	if left.Sign() <= 0 {
		return nil
	}
	chosen := slices.Clone(w.up[i])
	order := make([]int, len(chosen))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(h[chosen[b].to].Cmp(h[chosen[a].to]), cmp.Compare(a, b))
	})
	for _, k := range order {
		room := new(big.Rat).Sub(chosen[k].most, chosen[k].share)
		if room.Cmp(left) > 0 {
			room = new(big.Rat).Set(left)
		}
		if room.Sign() > 0 {
			chosen[k].share = new(big.Rat).Add(chosen[k].share, room)
			left.Sub(left, room)
		}
	}
	return chosen
}

func value(steps []step, h []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, s := range steps {
		sum.Add(sum, new(big.Rat).Mul(s.share, h[s.to]))
	}
	return sum
}
