package register

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Where many hold each other, to solve the equations for each candidate afresh
// would take the fourth power of their number. Here they are decomposed once, and
// each candidate's figure is put together from what walks with fewer ends meet:
// with G for how often a walk from one member comes to another, and y for the
// figure when nobody is an end, the figure with the ends S is
//
//	h = y + G·c,   c = (G of S in S)⁻¹·(1 − y in S),
//
// after the identity of M. A. Woodbury ("Inverting modified matrices", 1950). A
// member of S as the subject, which is no end of its own walk, has 1 − c over the
// diagonal of that inverse.

// contender is a candidate of a tangle.
type contender struct {
	who, name, maybe uint32
	low, more        []portion // what it has of members from outside the cycle
	sure, perhaps    []int32   // members that it is, or controls
	least, most      reach
}

// reach is how often walks come to a contender.
type reach struct {
	column  int // of y; -1 where nothing is brought
	to      []int32
	by      []int    // columns of G, of those in to
	times   []number // c
	subject []number // figures of those in to, as subjects
	inverse matrix   // of G in to; its diagonal is what brings a remainder
}

// asked is the columns that a basis is to solve.
type asked struct {
	b       *basis
	columns [][]portion
	units   map[int32]int
	solved  *solved
	often   float64 // how often walks come to a member at most
	err     float64 // of how often they do
}

func (a *asked) column(e []portion) int {
	a.columns = append(a.columns, e)
	return len(a.columns) - 1
}

// unit asks how often walks come to a member.
func (a *asked) unit(p int32) int {
	k, there := a.units[p]
	if !there {
		k = a.column([]portion{{p, unit}})
		a.units[p] = k
	}
	return k
}

// solve is false when there are members that no walk leaves.
func (a *asked) solve() bool {
	a.b.decompose()
	if a.b.closed {
		return false
	}
	a.b.measureSteps()
	a.solved = a.b.solve(a.columns)
	a.b.free()
	for _, j := range a.units {
		a.err = max(a.err, a.solved.err[j])
		x := &a.solved.blocks[j/blockWidth]
		for k := j % blockWidth; k < len(x.v); k += x.width {
			a.often = max(a.often, x.v[k])
		}
	}
	return true
}

// tangle is a cycle whose equations are decomposed.
type tangle struct {
	*circle
	bases     map[string]*asked
	list      []*contender
	low, most *asked
	returning []int32
}

const (
	mostTangled  = 4_096          // members whose shares in each other are a full matrix
	mostEntries  = 24_000_000     // of columns
	mostInverted = 20_000_000_000 // operations for the inverses of G in S
)

func (t *tangle) basisOf(ends []bool) *asked {
	var key strings.Builder
	for _, end := range ends {
		if end {
			key.WriteByte(1)
		} else {
			key.WriteByte(0)
		}
	}
	a := t.bases[key.String()]
	if a == nil {
		a = &asked{b: t.basis(ends), units: make(map[int32]int)}
		t.bases[key.String()] = a
	}
	return a
}

// entangled measures the members of a large cycle; false when it has to be left
// to the exact engine.
func (c *circle) entangled() bool {
	n := len(c.members)
	t := &tangle{circle: c, bases: make(map[string]*asked)}
	t.contend()
	s := c.s
	led := func(m *control, p int) bool { return m != nil && m.led.has(c.members[p]) }
	lowEnds, highEnds := make([]bool, n), make([]bool, n)
	for p, j := range c.members {
		lowEnds[p] = s.sight[j].hitsLow() || led(s.certain, p)
		highEnds[p] = s.sight[j].hitsHigh() || c.anyone[p] || led(s.possible, p)
		if c.lines[p].rest != c.lines[p].open {
			t.returning = append(t.returning, int32(p))
		}
	}
	t.low, t.most = t.basisOf(make([]bool, n)), t.basisOf(c.anyone)
	low := t.together(t.basisOf(lowEnds), false, (*kid).low)
	high := t.together(t.basisOf(highEnds), true, (*kid).high)
	lost := t.together(t.most, true, (*kid).lost)
	for _, p := range t.returning {
		if !c.anyone[p] {
			t.most.unit(p)
		}
	}
	for _, x := range t.list {
		x.least, x.most = t.reach(t.low, x.low, x.sure), t.reach(t.most, x.more, t.moving(x.perhaps))
	}
	for _, a := range t.bases {
		if len(a.columns) > mostEntries/n {
			return false
		}
	}
	for _, a := range t.bases {
		if !a.solve() {
			return false
		}
	}
	if !low.finish() || !high.finish() || !lost.finish() {
		return false
	}
	t.answer(low, high, lost)
	return true
}

// moving leaves out of some members those that anyone may control.
func (t *tangle) moving(list []int32) []int32 {
	var kept []int32
	for _, p := range list {
		if !t.anyone[p] {
			kept = append(kept, p)
		}
	}
	return kept
}

// contend lists those that a walk from some member may meet, without those of
// which another one has as much wherever they count; nobody where they are too
// many to compute.
func (t *tangle) contend() {
	c, s := t.circle, t.s
	at := make(map[uint32]*contender)
	get := func(x, name, maybe uint32) *contender {
		k := at[x]
		if k == nil {
			k = &contender{who: x, name: name, maybe: maybe}
			at[x] = k
			t.list = append(t.list, k)
		}
		return k
	}
	c.anyone = make([]bool, len(c.members))
	f := &pursuit{circle: c}
	grounds := [2]commanders{newCommanders(f, s.certain), newCommanders(f, s.possible)}
	for p, j := range c.members {
		controllers := [2][]uint32{grounds[0].of(j), grounds[1].of(j)}
		if s.sight[j].hitsHigh() && (grounds[0].stands(j) || grounds[1].stands(j)) {
			k := get(j, j, j)
			k.sure, k.perhaps = once(k.sure, p), once(k.perhaps, p)
		}
		if s.certain == nil {
			continue
		}
		c.anyone[p] = s.possible.anyone.has(j)
		for n, m := range [2]*control{s.certain, s.possible} {
			for _, x := range controllers[n] {
				if x == j {
					continue
				}
				name, maybe := s.names(x)
				if k := get(x, name, maybe); n == 0 {
					k.sure = once(k.sure, p)
				} else {
					k.perhaps = once(k.perhaps, p)
				}
			}
			for _, x := range m.all(j, nil) {
				if q := s.place[x]; q != 0 && s.nodes[q-1].all {
					c.all, c.gone = true, 1
				}
			}
		}
	}
	w := c.w
	for p := range c.members {
		l := &c.lines[p]
		w.kids = append(w.kids[:0], l.outer...)
		s.gather(w, 0)
		w.foremost(s, 2*c.err+float64(4*len(w.kids)+8)*operation, func(x uint32) bool { return at[x] != nil })
		for i := range w.list {
			d := &w.list[i]
			k := get(d.who, d.name, d.maybe)
			if d.low != nought {
				k.low = append(k.low, portion{int32(p), d.low})
			}
			if d.more != nought {
				k.more = append(k.more, portion{int32(p), d.more})
			}
		}
	}
	slices.SortFunc(t.list, func(a, b *contender) int { return cmp.Compare(a.who, b.who) })
	work := make(map[string]bool)
	total, each := 0, 0
	for _, x := range t.list {
		for _, list := range [2][]int32{x.sure, x.perhaps} {
			k := len(list)
			if key := keyOf(list); k > 1 && !work[key] {
				work[key] = true
				total += k * k * k
			}
			each += k + 1
			if total > s.inverted || each > mostEntries/len(c.members)*8 {
				// Whose the largest is would take too long: anybody may have anything,
				// and what all have together is known all the same.
				t.list, c.all, c.gone = nil, true, 1
				return
			}
		}
	}
}

// foremost leaves out of w.list the candidates that hold only through what was
// gathered there, where another such one has as much: it has as much wherever
// they count. Those that are kept apart may count in other ways.
func (w *work) foremost(s *search, err float64, apart func(x uint32) bool) {
	low := func(d *candidate) number {
		if s.sight[d.who].hitsLow() {
			return d.low
		}
		return nought
	}
	var rest, alike []candidate
	for _, d := range w.list {
		if d.marks&only != 0 && d.slack == 0 && !apart(d.who) {
			alike = append(alike, d)
		} else {
			rest = append(rest, d)
		}
	}
	if len(alike) < 2 {
		return
	}
	slices.SortStableFunc(alike, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(low(&b).v, low(&a).v), cmp.Compare(b.more.v, a.more.v))
	})
	const most = 64 // that are compared with
	kept := alike[:0]
	for _, d := range alike {
		covered := false
		for i := range kept[:min(len(kept), most)] {
			k := &kept[i]
			more, sure := low(k).order(low(&d), err)
			above, certain := k.more.order(d.more, err)
			if !sure || !certain || more < 0 || above < 0 {
				continue
			}
			if more == 0 {
				k.name = min(k.name, d.name)
			}
			if above == 0 {
				k.maybe = min(k.maybe, d.maybe)
			}
			covered = true
			break
		}
		if !covered {
			kept = append(kept, d)
		}
	}
	w.list = append(rest, kept...)
}

func keyOf(list []int32) string {
	text := make([]byte, 0, 4*len(list))
	for _, p := range list {
		text = append(text, byte(p), byte(p>>8), byte(p>>16), byte(p>>24))
	}
	return string(text)
}

func (t *tangle) reach(a *asked, from []portion, to []int32) reach {
	r := reach{column: -1, to: to}
	var moving []portion
	for _, e := range from {
		if !a.b.ends[e.p] {
			moving = append(moving, e)
		}
	}
	if len(moving) > 0 {
		r.column = a.column(moving)
	}
	for _, p := range to {
		r.by = append(r.by, a.unit(p))
	}
	return r
}

// shared is a figure with the same ends for all: what all holders outside have,
// or what somebody undisclosed has.
type shared struct {
	t      *tangle
	a      *asked
	high   bool
	given  []number // by member
	column int
	ways   []int    // by end: its column, of walks that come to it before any other
	x      []number // by member, as the subject
	held   []number // by member, as a holder
	stay   []number // by end: how surely its walk does not come back to it
	err    float64
}

func (t *tangle) together(a *asked, high bool, worth func(*kid) number) *shared {
	g := &shared{t: t, a: a, high: high, given: make([]number, len(t.members))}
	ways := make(map[int32][]portion, len(a.b.beyond))
	var column []portion
	for p := range t.members {
		l := &t.lines[p]
		for i := range l.outer {
			g.given[p] = g.given[p].plus(l.outer[i].share.times(worth(&l.outer[i])))
		}
		if high {
			g.given[p] = g.given[p].plus(l.open)
		}
		if a.b.ends[p] {
			continue
		}
		b := g.given[p]
		for _, s := range l.inner {
			if a.b.ends[s.to] {
				b = b.plus(s.share)
				ways[s.to] = append(ways[s.to], portion{int32(p), s.share})
			}
		}
		if b != nought {
			column = append(column, portion{int32(p), b})
		}
		if high && l.rest != l.open {
			a.unit(int32(p))
		}
	}
	g.column = a.column(column)
	for _, p := range a.b.beyond {
		g.ways = append(g.ways, a.column(ways[p]))
	}
	return g
}

// finish reads the figures out of the columns that were solved; false when a
// member's walk only ever comes back to it.
func (g *shared) finish() bool {
	t, s := g.t, g.a.solved
	g.x, g.held, g.stay = make([]number, len(t.members)), make([]number, len(t.members)), make([]number, len(g.ways))
	worst := s.err[g.column]
	for p := range t.members {
		l := &t.lines[p]
		remainder := nought
		if g.high {
			remainder = l.rest.minus(l.open)
		}
		if !s.b.ends[p] {
			g.held[p] = s.at(p, g.column)
			g.x[p] = g.held[p]
			if remainder != nought {
				k := g.a.units[int32(p)]
				g.x[p] = g.x[p].plus(s.at(p, k).times(remainder))
				worst = max(worst, s.err[g.column]+s.err[k])
			}
			continue
		}
		// What its walk meets, without that it comes back.
		k := s.b.place[p]
		way := g.ways[k]
		sum, whole := g.given[p].plus(remainder), l.mass
		for _, i := range l.inner {
			whole = whole.plus(i.share)
			if s.b.ends[i.to] {
				sum = sum.plus(i.share)
			}
		}
		back := s.at(p, way)
		sum = sum.plus(s.at(p, g.column)).minus(back)
		stay := whole.minus(back)
		if stay.v <= 0 {
			return false
		}
		g.held[p], g.stay[k] = unit, stay
		e := float64(len(l.inner)+8) * 2 * roundoff
		g.x[p] = sum.over(stay)
		worst = max(worst, quotientError(s.err[g.column]+s.err[way]+e, s.err[way]+e, stay.v))
	}
	g.err = worst
	return true
}

// quotientError bounds the error of a quotient that is at most one.
func quotientError(above, below, by float64) float64 {
	if by <= below {
		return 1
	}
	return (above + below) / (by - below) * (1 + 1e-9)
}

// complete computes what is common to all members of how often walks come to a
// contender.
func (r *reach) complete(a *asked, lost func(p int) number, known map[string]*inverted) (err float64) {
	s := a.solved
	if r.column >= 0 {
		err = s.err[r.column]
	}
	k := len(r.to)
	if k == 0 {
		return err
	}
	key := keyOf(r.to)
	inv := known[key]
	if inv == nil {
		inv = invert(a, r.to, r.by)
		known[key] = inv
	}
	r.inverse = inv.of
	r.times, r.subject = make([]number, k), make([]number, k)
	missing := make([]number, k)
	for i, p := range r.to {
		missing[i] = unit.minus(lost(int(p)))
		if r.column >= 0 {
			missing[i] = missing[i].minus(s.at(int(p), r.column))
		}
	}
	wrong := inv.err + inv.size*err + float64(k+4)*4*roundoff
	all := 2*err + inv.ways
	for i := range r.to {
		for j := range r.to {
			r.times[i] = r.times[i].plus(r.inverse.at(i, j).times(missing[j]))
		}
		d := r.inverse.at(i, i)
		r.subject[i] = unit.minus(r.times[i].over(d))
		all = max(all, quotientError(wrong, inv.err+4*roundoff, d.v))
	}
	return all
}

// inverted is the inverse of G in some members.
type inverted struct {
	of        matrix
	err, size float64 // in the norm of rows
	ways      float64 // error of how surely walks come to one of S before another
}

// once enters a member into an ascending list in which it may stand already: who
// controls it may do so on two grounds.
func once(list []int32, p int) []int32 {
	if n := len(list); n > 0 && list[n-1] == int32(p) {
		return list
	}
	return append(list, int32(p))
}

// invert computes it by elimination. Principal parts of G have inverses of which
// only the diagonal is positive, and no row adds up to less than nothing.
func invert(a *asked, to []int32, by []int) *inverted {
	k, s := len(to), a.solved
	inv := &inverted{}
	g := newMatrix(k, 2*k)
	for i, p := range to {
		for j, column := range by {
			g.set(i, j, s.at(int(p), column))
		}
		g.set(i, k+i, unit)
	}
	plain := slices.Clone(g.v)
	for i := range k {
		g.divide(i, g.at(i, i))
		for j := range k {
			if f := g.at(j, i); j != i && f != nought {
				g.addTimes(nought.minus(f), i, 0, 2*k, &g, j)
			}
		}
	}
	inv.of = newMatrix(k, k)
	for i := range k {
		for j := range k {
			inv.of.set(i, j, g.at(i, k+j))
		}
	}
	// What is left over when it is multiplied with G.
	left := 0.0
	for i := range k {
		row, size := 0.0, 0.0
		sums, sizes := make([]float64, k), make([]float64, k)
		for j := range k {
			w := inv.of.v[i*k+j]
			size += math.Abs(w)
			for c, v := range plain[j*2*k : j*2*k+k] {
				sums[c] += w * v
				sizes[c] += math.Abs(w) * v
			}
		}
		sums[i]--
		for c := range sums {
			row += math.Abs(sums[c]) + sizes[c]*float64(k+4)*2*roundoff
		}
		left, inv.size = max(left, row), max(inv.size, size)
	}
	inv.err = 2 * (left + inv.size*float64(k)*a.err) * (1 + 1e-9)
	inv.ways = float64(k)*(a.often*inv.err+a.err*inv.size) + float64(k+8)*4*roundoff*(1+a.often)
	return inv
}

// answer writes the figures and the nodes of all members.
func (t *tangle) answer(low, high, lost *shared) {
	c, s := t.circle, t.s
	err := max(low.err, high.err, lost.err)
	nothing := func(int) number { return nought }
	leasts, mosts := make(map[string]*inverted), make(map[string]*inverted)
	for _, x := range t.list {
		err = max(err, x.least.complete(t.low, nothing, leasts))
		err = max(err, 2*lost.err+x.most.complete(t.most, func(p int) number { return lost.held[p] }, mosts))
	}
	ways := 0.0
	for _, inv := range mosts {
		ways = max(ways, inv.ways)
	}
	if len(t.returning) > 0 {
		err += 2*t.most.err + ways*t.most.often
	}
	if len(lost.stay) > 0 {
		least := slices.MinFunc(lost.stay, func(a, b number) int { return cmp.Compare(a.v, b.v) })
		err = max(err, quotientError(2*err+lost.err, lost.err+2*ways, least.v))
	}
	err = min(c.err+err, 1)
	each(s.threads, len(c.members), func(p int) {
		j := c.members[p]
		if s.slot[j] != 0 {
			l := s.begin(lost.x[p], err, c.gone)
			for _, x := range t.list {
				if x.who == j {
					continue
				}
				least, _ := t.figure(&x.least, t.low, nil, p)
				var most number
				if c.anyone[p] {
					most = t.ofEnd(x, lost, p)
				} else {
					most, _ = t.figure(&x.most, t.most, lost, p)
				}
				l.consider(&candidate{who: x.who, name: x.name, maybe: x.maybe, slack: c.gone}, least, most)
			}
			s.write(j, low.x[p], high.x[p], &l, err)
		}
		if s.place[j] == 0 {
			return
		}
		n := &s.nodes[s.place[j]-1]
		*n = node{low: low.held[p], high: high.held[p], lost: lost.held[p], err: err, gone: c.gone, all: c.all}
		w := &work{}
		for _, x := range t.list {
			if x.who == j {
				continue
			}
			d := candidate{who: x.who, name: x.name, maybe: x.maybe, slack: c.gone}
			_, d.low = t.figure(&x.least, t.low, nil, p)
			if n.lost != unit {
				_, d.more = t.figure(&x.most, t.most, lost, p)
				d.more = d.more.minus(n.lost)
			}
			if slices.Contains(x.sure, int32(p)) {
				d.marks |= commands
			}
			if slices.Contains(x.perhaps, int32(p)) {
				d.marks |= may
			}
			if d.low.v != 0 || d.more.v != 0 || d.marks&(commands|may) != 0 {
				w.list = append(w.list, d)
			}
		}
		s.enter(j, w, n)
	})
}

// figure is what a contender has of a member, as the subject and as a holder.
// What somebody undisclosed has is added where that is told.
func (t *tangle) figure(r *reach, a *asked, lost *shared, p int) (subject, held number) {
	s := a.solved
	at := slices.Index(r.to, int32(p))
	remainder := nought
	if lost != nil {
		remainder = t.lines[p].rest.minus(t.lines[p].open)
	}
	if at >= 0 {
		subject = r.subject[at]
		if remainder != nought {
			subject = subject.plus(remainder.over(r.inverse.at(at, at)))
		}
		return subject, unit
	}
	if r.column >= 0 {
		held = s.at(p, r.column)
	}
	if lost != nil {
		held = held.plus(lost.held[p])
	}
	for i, column := range r.by {
		held = held.plus(s.at(p, column).times(r.times[i]))
	}
	subject = held
	if remainder != nought {
		// How often it comes back before it meets the contender.
		own := a.units[int32(p)]
		often := s.at(p, own)
		for i, end := range r.to {
			meets := nought
			for k, column := range r.by {
				meets = meets.plus(s.at(p, column).times(r.inverse.at(k, i)))
			}
			often = often.minus(meets.times(s.at(int(end), own)))
		}
		subject = subject.plus(often.times(remainder))
	}
	return subject, held
}

// ofEnd is what a contender may have of a member that anyone may control, which
// is no end of its own walk.
func (t *tangle) ofEnd(x *contender, lost *shared, p int) number {
	r, s, l := &x.most, t.most.solved, &t.lines[p]
	way := lost.ways[s.b.place[p]]
	sum, whole := lost.given[p].plus(l.rest).minus(l.open), l.mass
	for _, i := range l.inner {
		whole = whole.plus(i.share)
		if s.b.ends[i.to] {
			sum = sum.plus(i.share)
		}
	}
	if k, there := slices.BinarySearchFunc(x.more, int32(p), func(e portion, p int32) int { return cmp.Compare(e.p, p) }); there {
		sum = sum.plus(x.more[k].n)
	}
	sum = sum.plus(s.at(p, lost.column))
	if r.column >= 0 {
		sum = sum.plus(s.at(p, r.column))
	}
	// Walks come back to it unless they meet the contender before.
	back := s.at(p, way)
	for i, column := range r.by {
		to := s.at(p, column)
		sum = sum.plus(to.times(r.times[i]))
		for k, end := range r.to {
			back = back.minus(to.times(r.inverse.at(i, k)).times(s.at(int(end), way)))
		}
	}
	return sum.minus(back).over(whole.minus(back))
}
