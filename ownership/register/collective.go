package register

import (
	"math"
	"math/big"
	"slices"

	"egide/ownership"
)

// ends says for an entity whether a walk that comes to it is at its end.
type ends uint8

const (
	// sure: in both bounds.
	sure ends = 1 << iota
	// perhaps: in the upper bound at least.
	perhaps
)

// outsiders are the ends of the walks of the look-through reading: all that
// count and are outside, in the upper bound also where nobody knows.
func (f *Field) outsiders() []ends {
	hits := make([]ends, f.Len())
	f.spread(f.Len(), func(from, to int) {
		for i := from; i < to; i++ {
			switch s := f.sight[i]; {
			case s.hitsLow():
				hits[i] = sure | perhaps
			case s.hitsHigh():
				hits[i] = perhaps
			}
		}
	})
	return hits
}

// Collective computes for every entity the chance that a walk up its holders
// meets a counted holder that is outside, stopping at the first one: the
// look-through figure of all of them together, in its two bounds. An entity
// that is outside and does not count is taken to be a person, above whom
// nobody is looked for.
func (f *Field) Collective(d ownership.Dimension) *Figures {
	return f.meeting(d, f.outsiders())
}

// VotesFollowCapital tells whether all shares are the same in both dimensions,
// so that the figures of one are those of the other.
func (f *Field) VotesFollowCapital() bool {
	return len(f.odd) == 0 && f.recast == nil && (f.Edges() == 0 ||
		&f.lo[0][0] == &f.lo[1][0] && &f.hi[0][0] == &f.hi[1][0])
}

// What a holder adds to its issuer's figure.
const (
	pending uint8 = iota // not known yet
	nobody               // nothing in either bound
	anybody              // nothing or all
	foreign              // all in both
	unseen               // nobody knows who it is: its share is undisclosed
	figured              // what its own figure says
	halfway              // its own figure in the lower bound, all in the upper
)

// meeting computes the chance of meeting an end, for every entity as the
// subject, in the two bounds.
func (f *Field) meeting(d ownership.Dimension, hits []ends) *Figures {
	n := f.Len()
	m := &meeting{Field: f, d: d, hits: hits, status: make([]uint8, n),
		Figures: &Figures{At: make([]Figure, n), Err: make([]float32, n)}}
	m.sweep(m.leaves())
	slices.Sort(m.Ring)
	return m.Figures
}

// meeting is such a computation in progress.
type meeting struct {
	*Field
	*Figures
	d      ownership.Dimension
	hits   []ends
	status []uint8 // by entity as a holder
}

// leaves settles the entities without holders, and lists the others.
func (m *meeting) leaves() []uint32 {
	n := m.Len()
	return pick(m.threads, n, func(i int) bool {
		if m.sight[i]&hidden != 0 {
			m.status[i] = unseen
		}
		if m.first[i] != m.first[i+1] {
			return true
		}
		rest := 0.0
		if m.sight[i]&(ending|listed|hidden) == 0 {
			rest = 1
		}
		m.At[i] = Figure{0, rest}
		switch {
		case m.status[i] == unseen:
		case m.hits[i]&sure != 0:
			m.status[i] = foreign
		case m.hits[i]&perhaps != 0, rest == 1:
			m.status[i] = anybody
		default:
			m.status[i] = nobody
		}
		return false
	})
}

// settled is set in a list of issuers for those whose figure is known.
const settled = 1 << 31

// sweep goes over the issuers whose figure is not known, again and again, and
// settles those of which all holders are. Registers are a few layers deep, so
// nearly all are settled in a few sweeps, whatever the order; what is left is
// deeper, or turns in circles, and is taken apart by its structure.
func (m *meeting) sweep(open []uint32) {
	for len(open) > 0 {
		m.spread(len(open), func(from, to int) {
			near := uint8(0)
			for k := from; k < to; k++ {
				if (k-from)%ahead == 0 {
					// Holders are far from each other: the memory looks for many
					// at once when nothing waits for them.
					for _, j := range open[k:min(k+ahead, to)] {
						for _, holder := range m.holder[m.first[j]:min(m.first[j]+ahead, m.first[j+1])] {
							near |= m.status[holder]
						}
					}
				}
				j := open[k]
				if figure, err, ok := m.figure(j); ok {
					m.At[j], m.Err[j] = figure, err
					open[k] = j | settled
				}
			}
			m.near.Or(uint32(near))
		})
		m.spread(len(open), func(from, to int) {
			for _, j := range open[from:to] {
				if j&settled != 0 {
					m.settle(j &^ settled)
				}
			}
		})
		before := len(open)
		open = slices.DeleteFunc(open, func(j uint32) bool { return j&settled != 0 })
		if len(open) >= before-before/8 {
			break
		}
	}
	if len(open) > 0 {
		m.knots(open)
	}
}

// settle lets a known figure count for the issuers above which it stands.
func (m *meeting) settle(j uint32) {
	switch {
	case m.status[j] == unseen:
	case m.hits[j]&sure != 0:
		m.status[j] = foreign
	case m.hits[j]&perhaps != 0:
		m.status[j] = halfway
	default:
		m.status[j] = figured
	}
}

// roundoff is what one operation on ratios may be wrong by.
const roundoff = 1.0 / (1 << 53)

// errorOf is a bound on an error, rounded upwards.
func errorOf(err float64) float32 {
	return math.Nextafter32(float32(err), 2)
}

// figure computes the figure of an issuer from those of its holders; ok is
// false when one is not known yet.
func (m *meeting) figure(j uint32) (figure Figure, err float32, ok bool) {
	from, to := m.first[j], m.first[j+1]
	if m.state[j]&(oddShares|rangeShares) != 0 || m.sight[j]&(listed|recast) != 0 {
		return m.particular(j)
	}
	// In whole parts as long as holders bring all or nothing.
	var low, high, known uint64
	var lowSum, highSum, errSum float64
	figures := 0
	lo := m.lo[m.d]
	for e := from; e < to; e++ {
		holder, share := m.holder[e], uint64(lo[e])
		switch m.status[holder] {
		case pending:
			return figure, 0, false
		case nobody:
			known += share
		case anybody:
			known += share
			high += share
		case foreign:
			known += share
			low += share
			high += share
		case figured:
			known += share
			at := m.At[holder]
			lowSum += float64(share) * at.Low
			highSum += float64(share) * at.High
			errSum += float64(share) * float64(m.Err[holder])
			figures++
		case halfway:
			known += share
			high += share
			lowSum += float64(share) * m.At[holder].Low
			errSum += float64(share) * float64(m.Err[holder])
			figures++
		}
	}
	if m.sight[j]&(ending|hidden) == 0 {
		high += Parts - known
	}
	figure = Figure{(float64(low) + lowSum) / Parts, (float64(high) + highSum) / Parts}
	return figure, errorOf(errSum/Parts*(1+1e-9) + float64(2*figures+1)*roundoff), true
}

// arc is a share that a walk may go along, from an issuer to a holder.
type arc struct {
	holder uint32
	lo, hi float64
}

// row is what walks find at an issuer.
type row struct {
	arcs []arc
	// rest is the undisclosed remainder, left what ranges may be raised by, free
	// what no arc has, counted or not.
	rest, left, free float64
}

// row gathers what walks find at an issuer, into a buffer.
func (m *meeting) row(j uint32, buffer []arc) row {
	var r row
	r.arcs = buffer[:0]
	var shares []oddShare
	switch {
	case m.sight[j]&recast != 0:
		shares = m.recastShares[m.recast[j]]
	case m.state[j]&oddShares != 0:
		first := m.oddPlace(int(m.first[j]))
		shares = m.oddShare[first : first+int(m.first[j+1]-m.first[j])]
	}
	if shares == nil {
		m.wholeRow(j, &r)
	} else {
		m.oddRow(j, shares, &r)
	}
	if m.sight[j]&(ending|listed|hidden) != 0 {
		r.rest = 0
	}
	r.rest, r.left, r.free = max(r.rest, 0), max(r.left, 0), max(r.free, 0)
	return r
}

// dropOf tells what a listed layer leaves out of an edge into issuer j.
func (m *meeting) dropOf(j, edge uint32) drop {
	if m.sight[j]&listed == 0 {
		return 0
	}
	return m.drop[edge]
}

// wholeRow is row for an issuer whose shares are in parts.
func (m *meeting) wholeRow(j uint32, r *row) {
	rest, left, free := int64(Parts), int64(Parts), int64(Parts)
	for e := m.first[j]; e < m.first[j+1]; e++ {
		lo, hi := int64(m.lo[m.d][e]), int64(m.hi[m.d][e])
		if m.sight[m.holder[e]]&hidden != 0 || hi == 0 {
			left -= lo
			continue
		}
		rest -= lo
		switch drop := m.dropOf(j, e); {
		case drop&dropAll != 0:
			left -= lo
			continue
		case drop&dropLo != 0:
			lo = 0
		}
		left -= lo
		free -= lo
		r.arcs = append(r.arcs, arc{m.holder[e], float64(lo) / Parts, float64(hi) / Parts})
	}
	r.rest, r.left, r.free = float64(rest)/Parts, float64(left)/Parts, float64(free)/Parts
}

// oddRow is row for an issuer whose shares are fractions.
func (m *meeting) oddRow(j uint32, shares []oddShare, r *row) {
	rest, left, free := new(big.Rat).Set(one), new(big.Rat).Set(one), new(big.Rat).Set(one)
	for k := range shares {
		e := m.first[j] + uint32(k)
		lo, hi := shares[k].lo[m.d].Rat(), shares[k].hi[m.d].Float()
		if m.sight[m.holder[e]]&hidden != 0 || hi == 0 {
			left.Sub(left, lo)
			continue
		}
		rest.Sub(rest, lo)
		switch drop := m.dropOf(j, e); {
		case drop&dropAll != 0:
			left.Sub(left, lo)
			continue
		case drop&dropLo != 0:
			lo = new(big.Rat)
		}
		left.Sub(left, lo)
		free.Sub(free, lo)
		least, _ := lo.Float64()
		r.arcs = append(r.arcs, arc{m.holder[e], least, hi})
	}
	r.rest, _ = rest.Float64()
	r.left, _ = left.Float64()
	r.free, _ = free.Float64()
}

// worth is what a holder brings in the two bounds, and how exactly.
func (m *meeting) worth(holder uint32) (w Figure, err float64) {
	switch m.status[holder] {
	case anybody:
		return Figure{0, 1}, 0
	case foreign:
		return Figure{1, 1}, 0
	case figured:
		return m.At[holder], float64(m.Err[holder])
	case halfway:
		return Figure{m.At[holder].Low, 1}, float64(m.Err[holder])
	}
	return Figure{}, 0
}

// particular is figure for an issuer with ranges, fractions or a listed layer.
func (m *meeting) particular(j uint32) (figure Figure, err float32, ok bool) {
	for e := m.first[j]; e < m.first[j+1]; e++ {
		if m.status[m.holder[e]] == pending {
			return figure, 0, false
		}
	}
	r := m.row(j, nil)
	most := 0.0
	gains := make([]gain, 0, len(r.arcs))
	for _, a := range r.arcs {
		w, err := m.worth(a.holder)
		figure.Low += a.lo * w.Low
		figure.High += a.lo * w.High
		most = max(most, err)
		gains = append(gains, gain{worth: w.High, room: a.hi - a.lo})
	}
	if r.rest > 0 {
		figure.High += r.rest
	} else {
		figure.High += raise(gains, r.left)
	}
	figure.High = min(figure.High, 1)
	return figure, errorOf(most + float64(3*len(r.arcs)+4)*2*roundoff), true
}

// gain is what raising an arc's share to its upper end is worth.
type gain struct {
	worth, room float64
	at          int
	given       float64
}

// raise gives the holders that bring most the upper ends of their ranges, as
// far as what is left goes (a fractional knapsack), and returns what that adds.
func raise(gains []gain, left float64) float64 {
	slices.SortStableFunc(gains, func(a, b gain) int {
		switch {
		case a.worth > b.worth:
			return -1
		case a.worth < b.worth:
			return 1
		}
		return 0
	})
	sum := 0.0
	for k := range gains {
		g := &gains[k]
		if left <= 0 {
			break
		}
		g.given = min(g.room, left)
		left -= g.given
		sum += g.given * g.worth
	}
	return sum
}
