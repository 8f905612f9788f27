package register

import (
	"slices"

	"egide/ownership"
)

// searches are those of the capital and of the votes. Most companies have one
// vote a share, and so have all above them: the figures of their votes are those
// of their capital, and are not searched for again.
type searches struct {
	*Field
	of    []search // by dimension; of the capital alone when no votes are written that are not its own
	apart bitset   // entities whose figures differ by dimension, or may
}

// newSearches prepares the searches of both dimensions, and what they share.
func (f *Field) newSearches(reading ownership.Reading, limits Limits, o *order, powers powers, c *controls, slot []uint32) *searches {
	q := search{Field: f, reading: reading, limits: [2]number{ratioNumber(limits.Collective), ratioNumber(limits.Individual)}, order: o, powers: powers, slot: slot, place: make([]uint32, f.Len())}
	if reading != ownership.LookThrough {
		q.certain, q.possible = c.certain, c.possible
	}
	used := newBitset(f.Len())
	q.shared = newBitset(f.Len())
	f.spread(len(f.holder), func(from, to int) {
		for _, h := range f.holder[from:to] {
			if used.put(h) {
				q.shared.set(h)
			}
		}
	})
	for _, over := range powers.of {
		for _, p := range over {
			used.set(p.holder)
			q.shared.set(p.holder) // it counts elsewhere than in what it holds
		}
	}
	for _, j := range o.list {
		if used.has(j) {
			q.count++
			q.place[j] = uint32(q.count)
		}
	}
	q.skip = q.beyond(o)
	for _, j := range c.left {
		q.skip[j] = true
	}
	s := &searches{Field: f, apart: newBitset(f.Len())}
	for _, d := range ownership.Dimensions {
		of := q
		if of.d = d; d == ownership.Votes {
			if f.votesFollow() && !c.suspended {
				break
			}
			of.skip = slices.Clone(q.skip)
		}
		of.unsure, of.nodes, of.figures = make([]bool, f.Len()), make([]node, q.count), make([]figures, len(o.list))
		s.of = append(s.of, of)
	}
	return s
}

// beyond marks the issuers that a search does not do: those held by members of a
// concert, and the members.
func (s *search) beyond(o *order) []bool {
	f := s.Field
	skip := make([]bool, f.Len())
	acting := make(map[uint32]bool)
	for _, c := range f.concerts {
		if len(c.members) > 1 {
			for _, m := range c.members {
				acting[m], skip[m] = true, true
			}
		}
	}
	if len(acting) == 0 {
		return skip
	}
	f.spread(len(o.list), func(from, to int) {
		for _, j := range o.list[from:to] {
			for e := f.first[j]; e < f.first[j+1]; e++ {
				if acting[f.holder[e]] {
					skip[j] = true
				}
			}
		}
	})
	return skip
}

// run measures all issuers, level by level: issuers of one level hold nothing
// of each other, but for those of one cycle.
func (s *searches) run() {
	alone := newWork()
	o := s.of[0].order
	cycles := o.cycles
	for l := 0; l+1 < len(o.levels); l++ {
		at, to := o.levels[l], o.levels[l+1]
		for d := range s.of {
			s.of[d].carried = carriedFrom(s.of[d].handed)
		}
		for len(cycles) > 0 && cycles[0].from < to {
			s.circle(o.list[cycles[0].from:cycles[0].to], alone)
			at, cycles = cycles[0].to, cycles[1:]
		}
		list := o.list[at:to]
		if len(list) < fewIssuers || s.threads == 1 {
			s.inTurn(list, func(j uint32) { s.measure(j, alone) })
		} else {
			s.spread(len(list), func(from, to int) {
				w := newWork()
				s.inTurn(list[from:to], func(j uint32) { s.measure(j, w) })
			})
		}
		for _, j := range o.list[o.levels[l]:to] {
			if p := s.of[0].place[j]; p != 0 {
				for d := range s.of {
					s.of[d].handed += len(s.of[d].nodes[p-1].list)
				}
			}
		}
	}
}

// measure computes the figures of one issuer.
func (s *searches) measure(j uint32, w *work) {
	capital := &s.of[ownership.Capital]
	capital.measure(j, w)
	switch {
	case len(s.of) == 1:
	case capital.skip[j] || !s.alike(j) || slices.ContainsFunc(w.kids, func(k kid) bool { return k.node != nil && s.apart.has(k.holder) }):
		s.apart.set(j)
		s.of[ownership.Votes].measure(j, w)
	default:
		s.follow(j)
	}
}

// circle measures the members of a cycle.
func (s *searches) circle(members []uint32, w *work) {
	s.of[ownership.Capital].circle(members, w)
	if len(s.of) == 1 {
		return
	}
	apart := slices.ContainsFunc(members, func(j uint32) bool {
		return s.of[ownership.Capital].skip[j] || !s.alike(j) || slices.ContainsFunc(s.holder[s.first[j]:s.first[j+1]], s.apart.has)
	})
	if !apart {
		for _, j := range members {
			s.follow(j)
		}
		return
	}
	for _, j := range members {
		s.apart.set(j)
	}
	s.of[ownership.Votes].circle(members, w)
}

// alike tells whether every holder of an issuer has the same share of the votes
// as of the capital.
func (s *searches) alike(j uint32) bool {
	if s.state[j]&(oddShares|ownShares) != 0 || s.sight[j]&recast != 0 {
		return false
	}
	from, to := s.first[j], s.first[j+1]
	if !slices.Equal(s.lo[0][from:to], s.lo[1][from:to]) || !slices.Equal(s.hi[0][from:to], s.hi[1][from:to]) {
		return false
	}
	for _, m := range s.mark[from:to] {
		if m&(openLoCapital|openHiCapital|openLoVotes|openHiVotes) == 0 {
			continue
		}
		capitalLo, capitalHi := m.open(ownership.Capital)
		if lo, hi := m.open(ownership.Votes); lo != capitalLo || hi != capitalHi {
			return false
		}
	}
	return true
}

// follow gives the votes of an issuer what it has as a holder of capital.
func (s *searches) follow(j uint32) {
	capital, votes := &s.of[ownership.Capital], &s.of[ownership.Votes]
	if p := capital.place[j]; p != 0 {
		votes.nodes[p-1] = capital.nodes[p-1]
	}
}
