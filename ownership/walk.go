package ownership

import (
	"cmp"
	"math/big"
	"slices"
)

// A walk goes up from a subject to a random holder, and to a holder of that
// one, each with the probability of its share; it ends where nobody is recorded
// any more. The chance that it meets an entity is that entity's integrated
// ownership of the subject (Brioschi, Buzzacchi and Colombo 1989; Baldone,
// Brioschi and Paleari 1998 for cross-holdings), because the walk is the
// absorbing chain whose fundamental matrix is the (I − W)⁻¹ of those papers.

// walk is the part of a field above one subject, in one dimension. Nodes are
// local: node 0 is the subject.
type walk struct {
	f       *Field
	d       Dimension
	subject int
	nodes   []int       // entity of each node
	at      map[int]int // node of each entity
	up      [][]step    // by node: to its holders
	down    [][]int     // by node: its issuers
	downBy  [][]int     // by node: for each of these, the place of the step up from it
	comp    []int       // component of each node, numbered holders first
	members [][]int     // nodes of each component
	ring    [][]int     // by node: the ring around it that no walk leaves
	lost    []*big.Rat  // by node: chance to step to a holder nobody shows
	choices bool        // some issuer has ranges that no remainder covers: its shares are chosen
}

// step is the chance, a ratio, of going from an issuer to a holder.
type step struct {
	to    int
	share *big.Rat
	most  *big.Rat // the greatest that the share may be
	link  *Link
}

func newWalk(f *Field, subject int, d Dimension) *walk {
	w := &walk{f: f, d: d, subject: subject, at: map[int]int{subject: 0}, nodes: []int{subject}}
	for i := 0; i < len(w.nodes); i++ {
		for _, a := range f.arcs[d][w.nodes[i]] {
			if _, met := w.at[a.holder]; !met {
				w.at[a.holder] = len(w.nodes)
				w.nodes = append(w.nodes, a.holder)
			}
		}
	}
	n := len(w.nodes)
	w.up, w.down, w.downBy, w.lost = make([][]step, n), make([][]int, n), make([][]int, n), make([]*big.Rat, n)
	for i, j := range w.nodes {
		ranges := false
		for _, a := range f.arcs[d][j] {
			k := w.at[a.holder]
			w.down[k] = append(w.down[k], i)
			w.downBy[k] = append(w.downBy[k], len(w.up[i]))
			w.up[i] = append(w.up[i], step{k, a.lo, a.hi, a.link})
			ranges = ranges || a.lo.Cmp(a.hi) != 0
		}
		w.lost[i] = f.open[d][j]
		if i == 0 {
			w.lost[i] = f.rest[d][j]
		}
		w.choices = w.choices || ranges && w.lost[i].Sign() == 0
	}
	w.findComponents()
	return w
}

func (w *walk) findComponents() {
	w.comp, w.members = components(len(w.nodes), func(i int) []int {
		next := make([]int, len(w.up[i]))
		for k, s := range w.up[i] {
			next[k] = s.to
		}
		return next
	})
	w.ring = make([][]int, len(w.nodes))
	for c := range w.members {
		w.findRings(c)
	}
}

// findRings marks the rings of a component whose members own each other
// wholly: no equation says whose they are, so they are known by structure.
func (w *walk) findRings(c int) {
	members := w.members[c]
	if len(members) == 1 && !w.ownsItself(members[0]) {
		return // alone, and not its own holder
	}
	place := make(map[int]int, len(members))
	for k, i := range members {
		place[i] = k
	}
	of, rings := components(len(members), func(k int) []int {
		var next []int
		for _, s := range w.up[members[k]] {
			if p, inside := place[s.to]; inside && s.share.Sign() > 0 {
				next = append(next, p)
			}
		}
		return next
	})
	for r, ring := range rings {
		closed := true
		for _, k := range ring {
			kept := new(big.Rat)
			for _, s := range w.up[members[k]] {
				if p, inside := place[s.to]; inside && of[p] == r {
					kept.Add(kept, s.share)
				}
			}
			closed = closed && kept.Cmp(one) >= 0
		}
		var nodes []int
		if closed {
			for _, k := range ring {
				nodes = append(nodes, members[k])
			}
		}
		for _, k := range ring {
			w.ring[members[k]] = nodes
		}
	}
}

func (w *walk) ownsItself(i int) bool {
	return slices.ContainsFunc(w.up[i], func(s step) bool { return s.to == i && s.share.Sign() > 0 })
}

// stops says at which nodes a walk ends: nil is nowhere.
type stops []bool

func (s stops) at(i int) bool { return s != nil && s[i] }

// terminal tells whether a walk that comes to node i ends there: at a hit, or
// in a ring from which it would never come out.
func (w *walk) terminal(i int, hits stops) bool {
	if i == 0 {
		return false
	}
	return hits.at(i) || w.ring[i] != nil && !slices.ContainsFunc(w.ring[i], hits.at)
}

// visits gives, for each node, the expected number of times that a walk from
// the subject comes to it when it ends at the hits: at a hit that is the
// probability of ending there. Nil is never. Only the nodes of only are
// followed; nil follows all.
func (w *walk) visits(hits stops, only []int) []*big.Rat {
	n := make([]*big.Rat, len(w.nodes))
	add := func(to int, share, times *big.Rat) {
		flow := new(big.Rat).Mul(share, times)
		if n[to] == nil {
			n[to] = flow
			return
		}
		n[to].Add(n[to], flow)
	}
	n[0] = new(big.Rat).Set(one)
	var within map[int]bool
	comps := len(w.members)
	order := func(k int) int { return comps - 1 - k } // issuers before holders
	if only != nil {
		within = make(map[int]bool, len(only))
		var list []int
		for _, i := range only {
			within[i] = true
			list = append(list, w.comp[i])
		}
		slices.SortFunc(list, func(a, b int) int { return cmp.Compare(b, a) })
		list = slices.Compact(list)
		comps = len(list)
		order = func(k int) int { return list[k] }
	}
	for k := range comps {
		members := w.members[order(k)]
		if len(members) > 1 || w.ownsItself(members[0]) {
			w.circulate(members, hits, n)
		}
		for _, i := range members {
			if n[i] == nil || n[i].Sign() == 0 || w.terminal(i, hits) {
				continue
			}
			n[i] = w.tidy(n[i])
			for _, s := range w.up[i] {
				if w.comp[s.to] != w.comp[i] && s.share.Sign() > 0 && (within == nil || within[s.to]) {
					add(s.to, s.share, n[i])
				}
			}
		}
	}
	return n
}

// circulate turns what enters a component into the visits to its members.
func (w *walk) circulate(members []int, hits stops, n []*big.Rat) {
	var moving []int
	place := make(map[int]int)
	entered := false
	for _, i := range members {
		if n[i] != nil && n[i].Sign() > 0 {
			entered = true
		}
		if !w.terminal(i, hits) {
			place[i] = len(moving)
			moving = append(moving, i)
		}
	}
	if !entered || len(moving) == 0 {
		return
	}
	// The transpose of I − W: visits flow from issuers to holders.
	m := make([][]*big.Rat, len(moving))
	b := make([][]*big.Rat, len(moving))
	for k := range moving {
		m[k] = make([]*big.Rat, len(moving))
	}
	for k, i := range moving {
		b[k] = []*big.Rat{new(big.Rat)}
		if n[i] != nil {
			b[k][0].Set(n[i])
		}
		for _, s := range w.up[i] {
			if p, inside := place[s.to]; inside {
				m[p][k] = s.share
			}
		}
	}
	x, ok := eliminate(m, b)
	if !ok {
		return // only the subject's own closed ring: what entered is all there is
	}
	for k, i := range moving {
		n[i] = x[k][0]
	}
	for _, i := range moving {
		for _, s := range w.up[i] {
			if _, inside := place[s.to]; inside || w.comp[s.to] != w.comp[i] || s.share.Sign() == 0 {
				continue
			}
			flow := new(big.Rat).Mul(s.share, n[i])
			if n[s.to] != nil {
				flow.Add(flow, n[s.to])
			}
			n[s.to] = flow
		}
	}
}

// chances gives, for each node, the chance that a walk from it meets a hit,
// with unknown added for each walk that is lost to a holder nobody shows (zero
// or one).
func (w *walk) chances(hits stops, unknown *big.Rat) []*big.Rat {
	h := make([]*big.Rat, len(w.nodes))
	for c := range w.members { // holders before issuers
		w.chancesWithin(c, hits, unknown, h)
	}
	return h
}

func (w *walk) chancesWithin(c int, hits stops, unknown *big.Rat, h []*big.Rat) {
	members := w.members[c]
	var moving []int
	place := make(map[int]int)
	for _, i := range members {
		switch {
		case i != 0 && hits.at(i):
			h[i] = one
		case w.terminal(i, hits):
			h[i] = unknown
		default:
			place[i] = len(moving)
			moving = append(moving, i)
		}
	}
	direct := func(i int) *big.Rat {
		sum := new(big.Rat).Mul(w.lost[i], unknown)
		for _, s := range w.up[i] {
			if _, inside := place[s.to]; !inside && s.share.Sign() > 0 {
				sum.Add(sum, new(big.Rat).Mul(s.share, h[s.to]))
			}
		}
		return sum
	}
	if len(moving) == 1 && !w.ownsItself(moving[0]) {
		h[moving[0]] = w.tidy(direct(moving[0]))
		return
	}
	if len(moving) == 0 {
		return
	}
	m := make([][]*big.Rat, len(moving))
	b := make([][]*big.Rat, len(moving))
	for k, i := range moving {
		m[k] = make([]*big.Rat, len(moving))
		for _, s := range w.up[i] {
			if p, inside := place[s.to]; inside {
				m[k][p] = s.share
			}
		}
		b[k] = []*big.Rat{direct(i)}
	}
	x, ok := eliminate(m, b)
	for k, i := range moving {
		if ok {
			h[i] = x[k][0]
		} else {
			h[i] = unknown // the subject's own closed ring
		}
	}
}

// returns is the expected number of visits to node i of a walk that starts
// there and ends at the hits. Node i is neither a hit nor in a closed ring.
func (w *walk) returns(i int, hits stops, memo map[int]*big.Rat) *big.Rat {
	if r, ok := memo[i]; ok {
		return r
	}
	members := w.members[w.comp[i]]
	if len(members) == 1 && !w.ownsItself(i) {
		return one
	}
	var moving []int
	place := make(map[int]int)
	for _, k := range members {
		if !w.terminal(k, hits) {
			place[k] = len(moving)
			moving = append(moving, k)
		}
	}
	m := make([][]*big.Rat, len(moving))
	b := make([][]*big.Rat, len(moving))
	for k, j := range moving {
		m[k] = make([]*big.Rat, len(moving))
		b[k] = make([]*big.Rat, len(moving))
		for p := range moving {
			b[k][p] = new(big.Rat)
		}
		b[k][k].SetInt64(1)
		for _, s := range w.up[j] {
			if p, inside := place[s.to]; inside {
				m[k][p] = s.share
			}
		}
	}
	x, ok := eliminate(m, b)
	for k, j := range moving {
		memo[j] = one
		if ok {
			memo[j] = x[k][k]
		}
	}
	return memo[i]
}

// below lists the nodes from which the goals can be reached, the goals and the
// subject included.
func (w *walk) below(goals []int) []int {
	seen := make(map[int]bool, len(goals))
	list := []int{0}
	seen[0] = true
	for _, g := range goals {
		if !seen[g] {
			seen[g] = true
			list = append(list, g)
		}
	}
	for i := 0; i < len(list); i++ {
		for _, k := range w.down[list[i]] {
			if !seen[k] {
				seen[k] = true
				list = append(list, k)
			}
		}
	}
	return list
}

// stopsAt marks nodes.
func (w *walk) stopsAt(nodes []int) stops {
	s := make(stops, len(w.nodes))
	for _, i := range nodes {
		s[i] = true
	}
	return s
}

const (
	exactBits   = 4096   // of a denominator, beyond which a figure is rounded
	exactBitsIn = 512    // the same in a walk of very many companies
	veryMany    = 10_000 // companies
)

// tidy keeps a figure from growing without end along chains of thousands of
// companies: one whose denominator is beyond 4096 bits (512 in a walk of more
// than ten thousand companies) is rounded to half as many binary places, far
// below one share of anything.
func (w *walk) tidy(x *big.Rat) *big.Rat {
	bits := exactBits
	if len(w.nodes) > veryMany {
		bits = exactBitsIn
	}
	if x.Denom().BitLen() <= bits {
		return x
	}
	places := uint(bits / 2)
	num := new(big.Int).Lsh(x.Num(), places)
	num.Quo(num, x.Denom())
	return new(big.Rat).SetFrac(num, new(big.Int).Lsh(big.NewInt(1), places))
}
