package register

import (
	"cmp"
	"slices"
)

// order is the issuers of a register so that holders come before issuers, up
// to cycles. An entity without recorded holders is not in it.
type order struct {
	list   []uint32 // issuers, by level
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
// holding shares of it come before it too. It finds the components by D. J. Pearce's form of Tarjan's algorithm
// ("A space-efficient algorithm for finding strongly connected components",
// Inf. Process. Lett. 116, 2016), without recursion: a chain may be as long as
// memory allows. Issuers of one level hold nothing of each other, cycles apart,
// so that they can be worked on at once.
func orderOf(r *Register, powers powers) *order {
	n := uint32(r.Len())
	o := &order{rank: make([]uint32, n)}
	top := func(i uint32) bool { return r.first[i] == r.first[i+1] && powers.over(i) == nil }
	type frame struct {
		node, edge uint32
		root       bool
	}
	// While the search runs, rank is the index at which a node was met, or for
	// a finished component a number above all those.
	rank, component := o.rank, ^uint32(0)
	index := uint32(1)
	var path []frame
	var backlog []uint32
	count := 0
	for j := range n {
		if !top(j) {
			count++
		}
	}
	list := make([]uint32, 0, count)
	for start := range n {
		if rank[start] != 0 || top(start) {
			continue
		}
		rank[start] = index
		index++
		path = append(path, frame{start, r.first[start], true})
		for len(path) > 0 {
			here := &path[len(path)-1]
			v, end := here.node, r.first[here.node+1]
			beside := powers.over(v)
			descended := false
			for here.edge < end+uint32(len(beside)) {
				var w uint32
				if here.edge < end {
					w = r.holder[here.edge]
					if r.hi[0][here.edge] == 0 && r.hi[1][here.edge] == 0 {
						here.edge++
						continue // nothing goes that way
					}
				} else {
					w = beside[here.edge-end].holder
				}
				if top(w) {
					here.edge++
					continue
				}
				if rank[w] == 0 {
					rank[w] = index
					index++
					path = append(path, frame{w, r.first[w], true})
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
			if len(list)-from > 1 {
				o.cycles = append(o.cycles, cycle{uint32(from), uint32(len(list))})
			}
		}
	}
	for j, c := range rank {
		if c != 0 {
			rank[j] = ^uint32(0) - c + 1
		}
	}
	o.byLevel(r, powers, list)
	return o
}

// byLevel sorts the issuers by the longest way up from them, members of a cycle
// together.
func (o *order) byLevel(r *Register, powers powers, list []uint32) {
	level := make([]uint32, r.Len())
	most := uint32(0)
	cycles := o.cycles
	for at := 0; at < len(list); {
		end := at + 1
		if len(cycles) > 0 && int(cycles[0].from) == at {
			end, cycles = int(cycles[0].to), cycles[1:]
		}
		own := uint32(1)
		for _, j := range list[at:end] {
			for _, h := range r.holder[r.first[j]:r.first[j+1]] {
				if o.rank[h] != o.rank[j] && level[h] >= own {
					own = level[h] + 1
				}
			}
			for _, p := range powers.over(j) {
				if o.rank[p.holder] != o.rank[j] && level[p.holder] >= own {
					own = level[p.holder] + 1
				}
			}
		}
		for _, j := range list[at:end] {
			level[j] = own
		}
		most = max(most, own)
		at = end
	}
	o.levels = make([]uint32, most+2)
	for _, j := range list {
		o.levels[level[j]+1]++
	}
	for l := range most + 1 {
		o.levels[l+1] += o.levels[l]
	}
	next := append([]uint32(nil), o.levels[:most+1]...)
	o.list = make([]uint32, len(list))
	place := func(j uint32) uint32 {
		at := next[level[j]]
		next[level[j]]++
		o.list[at] = j
		return at
	}
	cycles = o.cycles
	for at := 0; at < len(list); at++ {
		if len(cycles) > 0 && int(cycles[0].from) == at {
			from := place(list[at])
			for at++; at < int(cycles[0].to); at++ {
				place(list[at])
			}
			at--
			cycles[0] = cycle{from, from + cycles[0].to - cycles[0].from}
			cycles = cycles[1:]
			continue
		}
		place(list[at])
	}
	slices.SortFunc(o.cycles, func(a, b cycle) int { return cmp.Compare(a.from, b.from) })
}
