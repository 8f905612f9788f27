package ownership

import (
	"cmp"
	"math/big"
	"slices"
)

// GapKind is what is not known.
type GapKind string

// The kinds of gap in what a dossier shows.
const (
	GapHolders GapKind = "holders" // who holds the rest of the entity
	GapShares  GapKind = "shares"  // the exact shares of its recorded holders
	GapPlace   GapKind = "place"   // where its head office is
	GapRing    GapKind = "ring"    // who stands outside a closed ring
)

// Gap is something unknown on which a figure depends. Width is the part of the
// figure's interval that it carries, a ratio; the widths of a figure's gaps sum
// to the interval.
type Gap struct {
	Kind   GapKind
	Entity int
	Width  *big.Rat
}

// Gaps lists what keeps a figure from being exact, the widest first. who is a
// holder's index, Together or Undisclosed.
func (m *Measures) Gaps(d Dimension, r Reading, who int) []Gap {
	v := m.views[d]
	w, f := v.walk, m.field
	low, high := m.hits(v, r, who)
	widths := make(map[[2]int]*big.Rat)
	kinds := []GapKind{GapHolders, GapShares, GapPlace, GapRing}
	add := func(kind GapKind, entity int, width *big.Rat) {
		if width.Sign() <= 0 {
			return
		}
		key := [2]int{entity, slices.Index(kinds, kind)}
		if widths[key] == nil {
			widths[key] = new(big.Rat)
		}
		widths[key].Add(widths[key], width)
	}
	most := w.atMost(high)
	if ring := most.ring[0]; ring != nil && !slices.ContainsFunc(ring, high.at) {
		return []Gap{{GapRing, m.Subject, one}}
	}
	var visits []*big.Rat
	if r == ControlReading {
		visits = make([]*big.Rat, len(w.nodes))
		visits[0] = one
		for _, s := range most.up[0] {
			if s.to != 0 {
				visits[s.to] = s.share
			}
		}
	} else {
		visits = most.visits(high, nil)
	}
	least := w.chances(low, new(big.Rat))
	for i, n := range visits {
		if n == nil || n.Sign() == 0 {
			continue
		}
		j := w.nodes[i]
		switch {
		case i != 0 && high.at(i):
			missing := new(big.Rat).Sub(one, least[i])
			kind, entity := f.doubt(j, who)
			add(kind, entity, missing.Mul(missing, n))
		case most.terminal(i, high):
			missing := new(big.Rat).Sub(one, least[i])
			add(GapRing, j, missing.Mul(missing, n))
		case r == ControlReading && i != 0:
		default:
			add(f.restKind(j, d), j, new(big.Rat).Mul(n, w.lost[i]))
			if w.lost[i].Sign() == 0 {
				for k, s := range most.up[i] {
					extra := new(big.Rat).Sub(s.share, w.up[i][k].share)
					extra.Mul(extra, least[s.to])
					add(GapShares, j, extra.Mul(extra, n))
				}
			}
		}
	}
	gaps := make([]Gap, 0, len(widths))
	for key, width := range widths {
		gaps = append(gaps, Gap{kinds[key[1]], key[0], width})
	}
	slices.SortFunc(gaps, func(a, b Gap) int {
		return cmp.Or(b.Width.Cmp(a.Width), cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Kind, b.Kind))
	})
	return gaps
}

// restKind tells whether an issuer's remainder is for want of holders or only
// of the exact shares of those recorded.
func (f *Field) restKind(j int, d Dimension) GapKind {
	most := new(big.Rat)
	ranges := false
	for _, l := range f.links[j] {
		if !f.hidden[l.Holder] {
			most.Add(most, l.Share[d].Hi)
			ranges = ranges || !l.Share[d].Exact()
		}
	}
	if ranges && most.Cmp(one) >= 0 {
		return GapShares
	}
	return GapHolders
}

// doubt finds why an entity may count and may not: its own head office is not
// known, or some company above it, itself included, has holders nobody shows.
func (f *Field) doubt(j, who int) (GapKind, int) {
	met := map[int]bool{}
	for range doubtSteps {
		if who == Together && f.counted[j] && f.outside[j] == Unknown {
			return GapPlace, j
		}
		if f.open[Votes][j].Sign() > 0 {
			return f.restKind(j, Votes), j
		}
		met[j] = true
		next, largest := -1, new(big.Rat)
		for _, a := range f.voting[j] {
			doubtful := f.possible.everyone[a.holder] || who == Together && f.counted[a.holder] && f.outside[a.holder] == Unknown || f.possible.led[a.holder]
			if !met[a.holder] && doubtful && a.hi.Cmp(largest) > 0 {
				next, largest = a.holder, a.hi
			}
		}
		if next < 0 {
			return f.restKind(j, Votes), j
		}
		j = next
	}
	return GapHolders, j
}

// ControlGaps lists why nobody can say who controls an entity: itself or
// companies above it that have holders nobody shows. Widths are not measured.
func (f *Field) ControlGaps(j int) []Gap {
	kind, entity := f.doubt(j, Together)
	return []Gap{{Kind: kind, Entity: entity, Width: new(big.Rat)}}
}
