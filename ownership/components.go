package ownership

// components finds the strongly connected components of the graph in which
// each i leads to next(i), by Tarjan's algorithm ("Depth-first search and
// linear graph algorithms", SIAM J. Comput. 1(2), 1972) without recursion: a
// chain may be as long as memory allows. A component is numbered after every
// component that it leads to.
func components(n int, next func(i int) []int) (of []int, members [][]int) {
	const unseen = -1
	of = make([]int, n)
	order := make([]int, n)
	low := make([]int, n)
	for i := range n {
		of[i], order[i] = unseen, unseen
	}
	type frame struct{ node, edge int }
	var path []frame
	var stack []int
	count := 0
	for root := range n {
		if order[root] != unseen {
			continue
		}
		path = append(path, frame{node: root})
		for len(path) > 0 {
			top := &path[len(path)-1]
			i := top.node
			if top.edge == 0 {
				order[i], low[i] = count, count
				count++
				stack = append(stack, i)
			}
			descended := false
			for out := next(i); top.edge < len(out); {
				k := out[top.edge]
				top.edge++
				if order[k] == unseen {
					path = append(path, frame{node: k})
					descended = true
					break
				}
				if of[k] == unseen {
					low[i] = min(low[i], order[k])
				}
			}
			if descended {
				continue
			}
			if top.edge == 0 {
				top.edge = 1 // a leaf: its visit is over
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				p := path[len(path)-1].node
				low[p] = min(low[p], low[i])
			}
			if low[i] == order[i] {
				var group []int
				for {
					k := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					of[k] = len(members)
					group = append(group, k)
					if k == i {
						break
					}
				}
				members = append(members, group)
			}
		}
	}
	return of, members
}
