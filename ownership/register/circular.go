package register

import (
	"slices"

	"egide/ownership"
)

// suspend takes the votes from the shares of the members of a cycle that are held
// by companies they control (Code de commerce L.233-31), and gives the others the
// more: what the exact engine does for one dossier. The votes as they then are
// stand in Field.recast. It tells whether there are any, and whether the cycle is
// left to the exact engine, because who controls whom in it is long to find out,
// or because shares have no common units. inside is empty, and is so again
// afterwards.
func (f *Field) suspend(members []uint32, groups *control, inside bitset) (left, any bool) {
	for _, j := range members {
		inside.set(j)
	}
	for _, j := range members {
		mute, known := f.heldFromBelow(j, groups, inside)
		if !known || len(mute) > 0 && !f.silence(j, mute) {
			left = true
			break
		}
		any = any || len(mute) > 0
	}
	for _, j := range members {
		inside.clear(j)
	}
	return left, any
}

// heldFromBelow lists the edges by which members of the cycle hold shares of j
// that j controls by its votes; known is false when that would take long to find
// out.
func (f *Field) heldFromBelow(j uint32, groups *control, inside bitset) (mute []uint32, known bool) {
	for e := f.first[j]; e < f.first[j+1]; e++ {
		h := f.holder[e]
		if h == j || !inside.has(h) {
			continue
		}
		yes, known := groups.leads(j, h)
		if !known {
			return nil, false
		}
		if yes {
			mute = append(mute, e)
		}
	}
	return mute, true
}

// mostPointers is how many controllers above a company are followed one by one.
const mostPointers = 64

// leads tells whether x controls j; known is false where the way up is so long,
// or so wide, that finding out would take long.
func (c *control) leads(x, j uint32) (yes, known bool) {
	i := j
	for range mostPointers {
		switch next := c.lowest[i]; {
		case next == none:
			return false, true
		case next == x:
			return true, true
		case next < severalBit:
			i = next
		default:
			several, complete := c.several(i)
			if complete {
				// It is in order, and whoever is on the way has been looked at.
				_, there := slices.BinarySearch(several, x)
				return there, true
			}
			if len(several) > mostPointers {
				return false, false
			}
			return slices.Contains(c.all(j, nil), x), true
		}
	}
	return false, false
}

// silence makes the votes of an issuer without those of some edges; ok is false
// where only the issuer's declared holders count, and where its shares have no
// common units.
func (f *Field) silence(j uint32, mute []uint32) (ok bool) {
	if f.sight[j]&listed != 0 {
		return false
	}
	from, to := f.first[j], f.first[j+1]
	shares := make([]oddShare, to-from)
	for e := from; e < to; e++ {
		s := &shares[e-from]
		if f.state[j]&oddShares != 0 {
			k, _ := slices.BinarySearch(f.odd, from)
			*s = f.oddShare[k+int(e-from)]
			continue
		}
		for d := range s.lo {
			s.lo[d], s.hi[d] = Fraction{uint64(f.lo[d][e]), Parts}, Fraction{uint64(f.hi[d][e]), Parts}
		}
	}
	units := uint64(commonUnits(shares, ownership.Votes))
	if units == 0 {
		return false
	}
	var muted [2]uint64 // the least and the most
	for _, e := range mute {
		if loOpen, hiOpen := f.mark[e].open(ownership.Votes); loOpen || hiOpen {
			return false
		}
		muted[0] += uint64(unitsOf(shares[e-from].lo[ownership.Votes], int64(units)))
		muted[1] += uint64(unitsOf(shares[e-from].hi[ownership.Votes], int64(units)))
	}
	most := units // what the others leave
	for e := range shares {
		if !slices.Contains(mute, from+uint32(e)) {
			most -= min(most, uint64(unitsOf(shares[e].lo[ownership.Votes], int64(units))))
		}
	}
	if muted[1] = min(muted[1], most); muted[1] >= units {
		muted[1] = muted[0]
	}
	for e := range shares {
		s := &shares[e]
		for k, end := range []*Fraction{&s.lo[ownership.Votes], &s.hi[ownership.Votes]} {
			if muted[k] >= units || slices.Contains(mute, from+uint32(e)) {
				*end = Fraction{0, 1}
				continue
			}
			kept := units - muted[k]
			*end = reduced(min(uint64(unitsOf(*end, int64(units))), kept), kept)
		}
	}
	if f.recast == nil {
		f.recast = make([]uint32, f.Len())
	}
	f.recast[j], f.recastShares = uint32(len(f.recastShares)), append(f.recastShares, shares)
	f.sight[j] |= recast
	return true
}

// reduced is a fraction in its lowest terms.
func reduced(num, den uint64) Fraction {
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	return Fraction{num / a, den / a}
}
