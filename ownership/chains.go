package ownership

import (
	"cmp"
	"container/heap"
	"math/big"
	"slices"
)

// Whose figure is asked about, where it is not one holder's.
const (
	Together    = -1 // all counted outside holders
	Undisclosed = -2 // one holder whom nobody shows
)

// ChainLink is one step of a chain: a holding, or a right where Right is set.
type ChainLink struct {
	Holder, Issuer int
	Share          Range // in the chain's dimension
	// Basis tells that the issuer counts as its holder because it is
	// controlled, so that the link does not lessen the chain's share.
	Basis Basis
	Link  *Link
	Right *Right
}

// Chain leads from a holder down to the subject. Share is the ratio of the
// subject that it carries, at the least.
type Chain struct {
	Share *big.Rat
	Links []ChainLink // the holder's first, the subject's last
}

const (
	chainSteps = 20_000 // how far the search for the largest chains goes
	doubtSteps = 1_000  // how far up the reason of a doubt is looked for
)

// Chains lists the largest chains that make up the low end of a figure, the
// largest first, at most limit of them, and what cycles and further chains add
// to their sum. who is a holder's index, or Together.
func (m *Measures) Chains(d Dimension, r Reading, who, limit int) ([]Chain, *big.Rat) {
	v := m.views[d]
	w := v.walk
	hits, _ := m.hits(v, r, who)
	total := m.figure(d, r, who).Low
	further := new(big.Rat).Set(total)
	if total.Sign() == 0 {
		return nil, further
	}
	promise := w.promise(hits)
	queue := &paths{{share: one, bound: promise[0]}}
	var chains []Chain
	order := 0
	for steps := 0; queue.Len() > 0 && len(chains) < limit && steps < chainSteps; steps++ {
		p := heap.Pop(queue).(*path)
		if p.node != 0 && hits.at(p.node) {
			chains = append(chains, Chain{Share: p.share, Links: append(m.controlLinks(v, w.nodes[p.node], who), p.links(w)...)})
			further.Sub(further, p.share)
			continue
		}
		for k := range w.up[p.node] {
			s := &w.up[p.node][k]
			if promise[s.to] == nil || s.share.Sign() == 0 || p.passes(w, s.to) || r == ControlReading && !hits.at(s.to) {
				continue
			}
			order++
			share := w.tidy(new(big.Rat).Mul(p.share, s.share))
			heap.Push(queue, &path{
				node: s.to, share: share, bound: w.tidy(new(big.Rat).Mul(share, promise[s.to])),
				step: s, before: p, length: p.length + 1, order: order,
			})
		}
	}
	if further.Sign() < 0 {
		further.SetInt64(0)
	}
	return chains, further
}

// figure finds the bounds of a figure already computed.
func (m *Measures) figure(d Dimension, r Reading, who int) Bounds {
	switch who {
	case Together:
		return m.Collective[d][r]
	case Undisclosed:
		return m.Undisclosed[d][r]
	}
	i, ok := slices.BinarySearchFunc(m.Holders, who, func(h HolderFigures, who int) int { return cmp.Compare(h.Who, who) })
	if !ok {
		return Bounds{new(big.Rat), new(big.Rat)}
	}
	return m.Holders[i].Figures[d][r]
}

// Holder finds the figures of one holder.
func (m *Measures) Holder(who int) (HolderFigures, bool) {
	i, ok := slices.BinarySearchFunc(m.Holders, who, func(h HolderFigures, who int) int { return cmp.Compare(h.Who, who) })
	if !ok {
		return HolderFigures{}, false
	}
	return m.Holders[i], true
}

// hits are the nodes at which the walk of a figure ends, at its low and at its
// high end.
func (m *Measures) hits(v *view, r Reading, who int) (low, high stops) {
	w, f := v.walk, m.field
	switch {
	case who == Together && r != LookThrough:
		return v.hitsLow, v.hitsHigh
	case who == Together:
		low, high = make(stops, len(w.nodes)), make(stops, len(w.nodes))
		for i, j := range w.nodes {
			low[i] = i != 0 && f.counted[j] && f.outside[j] == Yes
			high[i] = i != 0 && f.counted[j] && f.outside[j] != No
		}
		return low, high
	case who == Undisclosed && r != LookThrough:
		return make(stops, len(w.nodes)), v.anyones
	case who == Undisclosed:
		return make(stops, len(w.nodes)), make(stops, len(w.nodes))
	}
	var certain, all []int
	if who < len(f.Entities) {
		if i, above := w.at[who]; above {
			certain, all = []int{i}, []int{i}
		}
	} else {
		for _, j := range f.concerts[who-len(f.Entities)].Members {
			if i, above := w.at[j]; above && i != 0 {
				all = append(all, i)
				if f.outside[j] == Yes {
					certain = append(certain, i)
				}
			}
		}
	}
	if r == LookThrough {
		return w.stopsAt(certain), w.stopsAt(all)
	}
	low = w.stopsAt(w.controlled(certain, who, f.certain))
	high = w.stopsAt(w.controlled(all, who, f.possible))
	for i := range v.anyones {
		high[i] = high[i] || v.anyones[i]
	}
	return low, high
}

// promise is, for each node from which a chain leads up to a hit, the largest
// share that one carries. It is what makes the search for the largest chains
// look at little else: E. W. Dijkstra's shortest paths, with products for sums.
func (w *walk) promise(hits stops) map[int]*big.Rat {
	best := make(map[int]*big.Rat)
	final := make(map[int]bool)
	queue := &paths{}
	for i := range w.nodes {
		if i != 0 && hits.at(i) {
			best[i] = one
			*queue = append(*queue, &path{node: i, bound: one, order: i})
		}
	}
	for queue.Len() > 0 {
		k := heap.Pop(queue).(*path).node
		if final[k] || k == 0 {
			continue // no chain goes on below the subject
		}
		final[k] = true
		for n, i := range w.down[k] {
			s := &w.up[i][w.downBy[k][n]]
			if final[i] || s.share.Sign() == 0 {
				continue
			}
			if share := w.tidy(new(big.Rat).Mul(best[k], s.share)); best[i] == nil || best[i].Cmp(share) < 0 {
				best[i] = share
				heap.Push(queue, &path{node: i, bound: share, order: i})
			}
		}
	}
	return best
}

// controlLinks are the links by which the entity that a figure is about
// controls the company j, from the one that controls down to j; none when j is
// that entity, or counts for its own seat.
func (m *Measures) controlLinks(v *view, j, who int) []ChainLink {
	f := m.field
	x := who
	switch {
	case who == Together && f.counted[j] && f.outside[j] == Yes || who == j:
		return nil
	case who == Together:
		x = -1
		strength := -1
		f.certain.each(j, func(c controller) bool {
			outside := c.who < len(f.Entities) && f.counted[c.who] && f.outside[c.who] == Yes
			if outside && c.basis.strength() > strength {
				x, strength = c.who, c.basis.strength()
			}
			return true
		})
	case who >= len(f.Entities) && slices.Contains(f.concerts[who-len(f.Entities)].Members, j):
		return nil
	}
	if x < 0 {
		return nil
	}
	return f.ControlPath(x, j)
}

// ControlPath explains why x certainly controls j: the links from x down to j,
// at each company the largest of those by which x holds it. It is empty when x
// does not control j.
func (f *Field) ControlPath(x, j int) []ChainLink {
	u := &under{f: f, x: x, known: make(map[int]Basis)}
	if j == x || u.member(j) || u.basis(j) == "" {
		return nil
	}
	links := u.largestPath(j)
	if links == nil {
		links = u.shortestPath(j)
	}
	return links
}

// largestPath goes up from j by the largest link each time. It is nil where that
// ends in a cycle.
func (u *under) largestPath(j int) []ChainLink {
	var links []ChainLink
	for met := map[int]bool{}; !u.top(j); {
		met[j] = true
		basis := u.basis(j)
		best := ChainLink{Holder: -1}
		for _, l := range u.linksInto(j, basis) {
			switch {
			case met[l.Holder]:
			case l.Right != nil:
				if best.Holder < 0 || best.Right == nil && basis != ByMajority && basis != ByPresumption {
					best = l
				}
			case best.Holder < 0 || l.Share.Lo.Cmp(best.Share.Lo) > 0:
				best = l
			}
		}
		if best.Holder < 0 {
			return nil
		}
		links = append(links, best)
		j = best.Holder
	}
	slices.Reverse(links)
	return links
}

// shortestPath goes up from j by every link until it meets x: where companies
// control each other, the largest link need not lead there.
func (u *under) shortestPath(j int) []ChainLink {
	down := map[int]ChainLink{j: {}}
	for queue := []int{j}; len(queue) > 0; queue = queue[1:] {
		i := queue[0]
		if u.top(i) {
			var links []ChainLink
			for i != j {
				links = append(links, down[i])
				i = down[i].Issuer
			}
			return links
		}
		for _, l := range u.linksInto(i, u.basis(i)) {
			if _, met := down[l.Holder]; !met {
				down[l.Holder] = l
				queue = append(queue, l.Holder)
			}
		}
	}
	return nil
}

// linksInto lists the links by which x and what it controls hold an issuer:
// votes first, then rights that give control.
func (u *under) linksInto(j int, basis Basis) []ChainLink {
	var links []ChainLink
	inGroup := func(k int) bool { return k != j && (u.top(k) || u.basis(k) != "") }
	for _, a := range u.f.voting[j] {
		if a.lo.Sign() > 0 && inGroup(a.holder) {
			links = append(links, ChainLink{Holder: a.holder, Issuer: j, Basis: basis, Share: Range{a.lo, a.hi}, Link: a.link})
		}
	}
	for _, r := range u.f.rightsOver[j] {
		if k := u.f.index[r.Holder]; r.Right != Veto && inGroup(k) {
			links = append(links, ChainLink{Holder: k, Issuer: j, Basis: basis, Right: r})
		}
	}
	return links
}

// under tells by what x controls companies, and remembers it: to ask for each
// company of a chain anew would go up the whole chain each time.
type under struct {
	f     *Field
	x     int
	known map[int]Basis
}

// top tells whether a way up ends at k: it is x, or a member of the concert x.
func (u *under) top(k int) bool { return k == u.x || u.member(k) }

func (u *under) member(k int) bool {
	return u.x >= len(u.f.Entities) && slices.Contains(u.f.concerts[u.x-len(u.f.Entities)].Members, k)
}

// basis is empty when x does not control j.
func (u *under) basis(j int) Basis {
	m := u.f.certain
	var passed []int // by majority pointers, so that they share the answer
	for m.parent[j] >= 0 && m.parent[j] != u.x && m.ring[j] == nil {
		if _, ok := u.known[j]; ok {
			break
		}
		passed = append(passed, j)
		j = m.parent[j]
	}
	basis, ok := u.known[j]
	if !ok {
		basis, _ = m.controls(u.x, j)
		u.known[j] = basis
	}
	if basis != "" && len(passed) > 0 {
		basis = ByMajority
	}
	for _, k := range passed {
		u.known[k] = basis
	}
	return basis
}

// path is a way up from the subject, kept as its last step.
type path struct {
	node   int
	share  *big.Rat
	bound  *big.Rat // the most that a chain which begins so can carry
	step   *step
	before *path
	length int
	order  int // when it was found
}

// passes tells whether the path goes through a node already; only a cycle
// could, so the search stays within the node's component.
func (p *path) passes(w *walk, node int) bool {
	for ; p != nil && w.comp[p.node] == w.comp[node]; p = p.before {
		if p.node == node {
			return true
		}
	}
	return false
}

func (p *path) links(w *walk) []ChainLink {
	links := make([]ChainLink, 0, p.length)
	for ; p.before != nil; p = p.before {
		links = append(links, ChainLink{
			Holder: w.nodes[p.node], Issuer: w.nodes[p.before.node],
			Share: Range{p.step.share, p.step.most}, Link: p.step.link,
		})
	}
	return links
}

// paths is a queue of paths, the most promising first; equal ones shortest
// first, then in the order found.
type paths []*path

func (q paths) Len() int { return len(q) }
func (q paths) Less(a, b int) bool {
	return cmp.Or(q[b].bound.Cmp(q[a].bound), cmp.Compare(q[a].length, q[b].length), cmp.Compare(q[a].order, q[b].order)) < 0
}
func (q paths) Swap(a, b int) { q[a], q[b] = q[b], q[a] }
func (q *paths) Push(p any)   { *q = append(*q, p.(*path)) }
func (q *paths) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
