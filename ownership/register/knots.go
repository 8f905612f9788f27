package register

// knots settles what sweeps could not: the issuers in cycles, and those above
// or below them. It finds the strongly connected components of the part of the
// graph that is left, holders before issuers, by Tarjan's algorithm ("Depth-
// first search and linear graph algorithms", SIAM J. Comput. 1(2), 1972), in
// the form of Nuutila and Soisalon-Soininen ("On finding the strongly connected
// components in a directed graph", Inf. Process. Lett. 49, 1994) that keeps off
// its stack what is alone; and settles each as soon as it is found. Nothing
// recurses: a chain may be as long as memory allows. Issuers that hold nothing of
// any of them come last, all at once.
func (m *meeting) knots(open []uint32) {
	holds := m.holdersAmong(m.threads, open, func(h uint32) bool { return m.status[h] == pending })
	// Numbers of the open issuers among themselves, from 1; 0 is not open.
	number := make([]uint32, m.Len())
	for k, j := range open {
		number[j] = uint32(k) + 1
	}
	type frame struct {
		k    uint32 // place among the open ones
		edge uint32
	}
	const done = ^uint32(0)
	root := make([]uint32, len(open)) // 0: not met; done: settled; else the order of the component's root, from 1
	order := make([]uint32, len(open))
	var path []frame
	var stack []uint32 // of those in components that are not complete
	count := uint32(0)
	k := &knot{meeting: m, number: number, place: make([]uint32, len(open)), sys: system{small: denseSmall, largest: denseLargest}}
	for start := range open {
		if root[start] != 0 || !holds.has(open[start]) {
			continue
		}
		path = append(path, frame{uint32(start), m.first[open[start]]})
		count++
		root[start], order[start] = count, count
		for len(path) > 0 {
			top := &path[len(path)-1]
			j := open[top.k]
			end := m.first[j+1]
			descended := false
			for top.edge < end {
				next := number[m.holder[top.edge]]
				if next == 0 || m.status[m.holder[top.edge]] != pending {
					top.edge++
					continue
				}
				next--
				if root[next] == 0 {
					count++
					root[next], order[next] = count, count
					path = append(path, frame{next, m.first[open[next]]})
					descended = true
					break
				}
				if root[next] != done {
					root[top.k] = min(root[top.k], root[next])
				}
				top.edge++
			}
			if descended {
				continue
			}
			at := top.k
			path = path[:len(path)-1]
			if root[at] != order[at] {
				stack = append(stack, at)
				// The edge that led here is looked at again, and finds the root.
				continue
			}
			// The members met after their root and still on the stack are its.
			from := len(stack)
			for from > 0 && order[stack[from-1]] > order[at] {
				from--
			}
			members := append(k.members[:0], j)
			for _, s := range stack[from:] {
				root[s] = done
				members = append(members, open[s])
			}
			stack = stack[:from]
			root[at] = done
			k.members = members
			k.settle()
		}
	}
	m.spread(len(open), func(from, to int) {
		for k := from; k < to; k++ {
			if j := open[k]; root[k] == 0 {
				m.At[j], m.Err[j], _ = m.figure(j)
			}
		}
	})
}
