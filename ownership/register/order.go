package register

import (
	"cmp"
	"slices"
)

// order is the issuers of a register so that holders come before issuers, up
// to cycles. An entity without recorded holders is not in it.
type order struct {
	// list is the issuers by level: in each first the cycles, then the others by
	// number.
	list   []uint32
	levels []uint32 // where in the list each level begins; one more at the end
	// rank numbers the components, holders first; 0 is an entity without
	// recorded holders. Members of one cycle have one rank.
	rank   []uint32
	cycles []cycle // components of more than one member, as they are in the list
}

// cycle is a component of several issuers: from its first place in the list up
// to, and without, its end.
type cycle struct{ from, to uint32 }

// orderOf puts issuers in order; those who have power over a company without
// holding shares of it come before it too. Registers are a few layers deep, so
// nearly all find their level in a few sweeps over those of which every holder
// has found its own; what is deeper, or turns in circles, is taken apart by its
// structure. Issuers of one level hold nothing of each other, cycles apart, so
// that they can be worked on at once.
func orderOf(r *Register, powers powers, threads int) *order {
	n := r.Len()
	o := &order{rank: make([]uint32, n)}
	l := leveller{Register: r, powers: powers, threads: threads, level: make([]uint32, n)}
	issuers := pick(threads, n, func(i int) bool {
		if r.first[i] == r.first[i+1] && powers.over(uint32(i)) == nil {
			return false
		}
		l.level[i] = none
		return true
	})
	open := l.sweep(slices.Clone(issuers))
	components, cycles := l.components(l.above(open), o.rank)
	l.below(open)
	o.lay(l.level, issuers, components, cycles)
	return o
}

// leveller finds the level of issuers: the longest way up from them. That of an
// entity without recorded holders is zero.
type leveller struct {
	*Register
	powers  powers
	threads int
	level   []uint32 // by entity; none when it is not known yet
}

// leads tells whether anything goes along an edge.
func (r *Register) leads(edge uint32) bool { return r.hi[0][edge] != 0 || r.hi[1][edge] != 0 }

// next is the level of an issuer, one below the lowest of its holders: of those
// that have a level, or of all; then it is none where one has not.
func (l *leveller) next(j uint32, ofKnown bool) uint32 {
	own := uint32(0)
	for e := l.first[j]; e < l.first[j+1]; e++ {
		if h := l.holder[e]; h != j && l.leads(e) {
			above := l.level[h]
			if above != none {
				own = max(own, above)
			} else if !ofKnown {
				return none
			}
		}
	}
	for _, p := range l.powers.over(j) {
		above := l.level[p.holder]
		if above != none {
			own = max(own, above)
		} else if !ofKnown && p.holder != j {
			return none
		}
	}
	return own + 1
}

// sweep finds levels as long as a sweep over the open issuers finds many, and
// returns those that are left.
func (l *leveller) sweep(open []uint32) []uint32 {
	found := make([]uint32, len(open))
	for len(open) > 0 {
		spread(l.threads, len(open), func(from, to int) {
			for k := from; k < to; k++ {
				found[k] = l.next(open[k], false)
			}
		})
		before := len(open)
		left := open[:0]
		for k, j := range open {
			if found[k] == none {
				left = append(left, j)
				continue
			}
			l.level[j] = found[k]
		}
		open = left
		if len(open) >= before-before/8 {
			break
		}
	}
	return open
}

// above lists those of the open issuers that something of another one hangs on:
// the rest follow from them.
func (l *leveller) above(open []uint32) []uint32 {
	isOpen := func(h uint32) bool { return l.level[h] == none }
	holds := l.holdersAmong(l.threads, open, isOpen)
	for _, j := range open {
		for _, p := range l.powers.over(j) {
			if isOpen(p.holder) {
				holds.set(p.holder)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(open), func(j uint32) bool { return !holds.has(j) })
}

// below finds the levels of the open issuers that have none when all above them
// have.
func (l *leveller) below(open []uint32) {
	spread(l.threads, len(open), func(from, to int) {
		for _, j := range open[from:to] {
			if l.level[j] == none {
				l.level[j] = l.next(j, false)
			}
		}
	})
}

// holdersAmong are those that hold something of one of some issuers, be it of
// themselves, and are open.
func (r *Register) holdersAmong(threads int, issuers []uint32, open func(h uint32) bool) bitset {
	holds := newBitset(r.Len())
	spread(threads, len(issuers), func(from, to int) {
		for _, j := range issuers[from:to] {
			for e := r.first[j]; e < r.first[j+1]; e++ {
				if h := r.holder[e]; open(h) && !holds.has(h) {
					holds.set(h)
				}
			}
		}
	})
	return holds
}

// components finds the strongly connected components of the open issuers,
// holders first, and their levels, by D. J. Pearce's form of Tarjan's algorithm
// ("A space-efficient algorithm for finding strongly connected components", Inf.
// Process. Lett. 116, 2016), without recursion: a chain may be as long as memory
// allows. The cycles are those of several members, by their places in the list.
// rank is zero, and becomes where each component stands among them.
func (l *leveller) components(open []uint32, rank []uint32) (list []uint32, cycles []cycle) {
	type frame struct {
		node, edge uint32
		root       bool
	}
	// While the search runs, rank is the index at which a node was met, or for
	// a finished component a number above all those.
	component := ^uint32(0)
	index := uint32(1)
	var path []frame
	var backlog []uint32
	for _, start := range open {
		if rank[start] != 0 {
			continue
		}
		rank[start] = index
		index++
		path = append(path, frame{start, l.first[start], true})
		for len(path) > 0 {
			here := &path[len(path)-1]
			v, end := here.node, l.first[here.node+1]
			beside := l.powers.over(v)
			descended := false
			for here.edge < end+uint32(len(beside)) {
				var w uint32
				if here.edge < end {
					if w = l.holder[here.edge]; !l.leads(here.edge) {
						here.edge++
						continue
					}
				} else {
					w = beside[here.edge-end].holder
				}
				if l.level[w] != none {
					here.edge++
					continue
				}
				if rank[w] == 0 {
					rank[w] = index
					index++
					path = append(path, frame{w, l.first[w], true})
					descended = true
					break
				}
				if rank[w] < rank[v] {
					rank[v], here.root = rank[w], false
				}
				here.edge++
			}
			if descended {
				continue
			}
			root := here.root
			path = path[:len(path)-1]
			if !root {
				backlog = append(backlog, v)
				continue
			}
			from := len(list)
			index--
			for len(backlog) > 0 && rank[v] <= rank[backlog[len(backlog)-1]] {
				w := backlog[len(backlog)-1]
				backlog = backlog[:len(backlog)-1]
				rank[w] = component
				index--
				list = append(list, w)
			}
			rank[v] = component
			list = append(list, v)
			component--
			own := uint32(0)
			for _, j := range list[from:] {
				own = max(own, l.next(j, true)) // only its own members have no level now
			}
			for _, j := range list[from:] {
				l.level[j] = own
			}
			if len(list)-from > 1 {
				cycles = append(cycles, cycle{uint32(from), uint32(len(list))})
			}
		}
	}
	return list, cycles
}

// lay sorts the issuers by their levels: in each first the cycles, the members of
// each together, then the others by number.
func (o *order) lay(level, issuers, components []uint32, cycles []cycle) {
	most := uint32(0)
	for _, j := range issuers {
		most = max(most, level[j])
	}
	o.levels = make([]uint32, most+2)
	for _, j := range issuers {
		o.levels[level[j]+1]++
	}
	for l := range most + 1 {
		o.levels[l+1] += o.levels[l]
	}
	next := slices.Clone(o.levels[:most+1])
	o.list = make([]uint32, len(issuers))
	inside := newBitset(len(o.rank))
	for _, c := range cycles {
		members := components[c.from:c.to]
		from := next[level[members[0]]]
		for k, j := range members {
			o.list[from+uint32(k)], o.rank[j] = j, from+1
			inside.set(j)
		}
		to := from + uint32(len(members))
		next[level[members[0]]] = to
		o.cycles = append(o.cycles, cycle{from, to})
	}
	slices.SortFunc(o.cycles, func(a, b cycle) int { return cmp.Compare(a.from, b.from) })
	for _, j := range issuers {
		if !inside.has(j) {
			at := &next[level[j]]
			o.list[*at], o.rank[j] = j, *at+1
			*at++
		}
	}
}
