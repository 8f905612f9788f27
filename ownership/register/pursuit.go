package register

import (
	"cmp"
	"slices"
)

// In a cycle of very many no figure can be asked for each candidate at each
// member. Candidates are followed from where they are met down the members, over
// and over, until no walk is left that could bring more: each member has a list
// of those of whom it has most, and a bound on what was let go, as issuers have
// that are in no cycle.

// pursuit is such a cycle.
type pursuit struct {
	*circle
	grounds         [2]commanders // who surely, and who perhaps, controls each member
	at              map[uint32]uint32
	who             []candidate // by number in the lists: names alone
	source          [][]prey    // by member: what comes from outside the cycle
	list            [][]prey
	gone            []float64 // bound on what any other candidate has
	left            []float64 // chance that a walk has not ended, after so many rounds
	low, high, lost floats2
	outward         bitset // entities that count for somebody outside the cycle
	scratch         []prey
	found           map[uint32]int32
	longest, effort int
}

// prey is a candidate in a list.
type prey struct {
	who       uint32 // number in pursuit.who
	low, more float64
	err       float64 // of both
	slack     float64 // how much greater both may be
}

// floats2 is a figure of all together, by member: as the subject, as a holder and
// how wrong it may be.
type floats2 struct{ x, held, err []float64 }

const (
	mostPursued   = 1_000_000_000 // steps from list to list
	mostCommanded = 40_000_000    // controllers of members in all
)

// commanders are the counted controllers outside of members.
type commanders struct {
	p       *pursuit
	m       *control
	sets    map[uint32][]uint32 // by place of a list of controllers
	pointed map[uint32][]uint32 // by member that one controller leads
	mutual  map[uint32]uint32   // by candidate: the place of the list of those who all control each other
}

func newCommanders(p *pursuit, m *control) commanders {
	return commanders{p, m, make(map[uint32][]uint32), make(map[uint32][]uint32), make(map[uint32]uint32)}
}

// stands tells whether a candidate is not stood for by others.
func (c *commanders) stands(x uint32) bool {
	place, mutual := c.mutual[x]
	return !mutual || slices.Contains(c.sets[place], x)
}

// alike tells whether two candidates control each other, and the same.
func (c *commanders) alike(x, y uint32) bool {
	a, mutual := c.mutual[x]
	b, too := c.mutual[y]
	return mutual && too && a == b
}

// of lists those of member j.
func (c *commanders) of(j uint32) []uint32 {
	if c.m == nil {
		return nil
	}
	switch x := c.m.lowest[j]; {
	case x == none:
		return nil
	case x >= severalBit:
		return c.set(j, x)
	}
	var way []uint32
	i := j
	var list []uint32
	for {
		if known, there := c.pointed[i]; there {
			list = known
			break
		}
		x := c.m.lowest[i]
		if x == none {
			break
		}
		if x >= severalBit {
			list = c.set(i, x)
			break
		}
		way = append(way, i)
		i = x
	}
	for n := len(way) - 1; n >= 0; n-- {
		if above := c.m.lowest[way[n]]; c.p.s.sight[above].hitsHigh() {
			list = append(slices.Clone(list), above)
			c.p.effort += len(list)
		}
		c.pointed[way[n]] = list
		if c.p.effort > mostCommanded {
			return nil
		}
	}
	return list
}

// set is those of a list. Where all of it control each other they have the same
// of everybody, but for themselves: the first two stand for all.
func (c *commanders) set(j, place uint32) []uint32 {
	if known, there := c.sets[place]; there {
		return known
	}
	s := c.p.s
	all, complete := c.m.several(j)
	if !complete {
		all = c.m.all(j, nil)
	}
	mutual := complete
	for _, x := range all {
		mutual = mutual && c.m.lowest[x] == place
	}
	var list []uint32
	var sure, unsure int
	for _, x := range all {
		if !s.sight[x].hitsHigh() {
			continue
		}
		if mutual {
			c.mutual[x] = place
		}
		switch {
		case mutual && s.sight[x].hitsLow():
			if sure++; sure > 2 {
				continue
			}
		case mutual:
			if unsure++; unsure > 2 {
				continue
			}
		}
		list = append(list, x)
	}
	c.p.effort += len(list)
	if complete {
		c.sets[place] = list
	}
	return list
}

// number is a candidate's number in the lists.
func (f *pursuit) number(x, name, maybe uint32) uint32 {
	k, there := f.at[x]
	if !there {
		k = uint32(len(f.who))
		f.at[x] = k
		f.who = append(f.who, candidate{who: x, name: name, maybe: maybe})
	}
	return k
}

// pursued measures the members of a cycle of very many; false when it has to be
// left.
func (c *circle) pursued() bool {
	n := len(c.members)
	f := &pursuit{circle: c, at: make(map[uint32]uint32), found: make(map[uint32]int32), longest: min(max(16_000_000/n, 4), 32)}
	for k, m := range [2]*control{c.s.certain, c.s.possible} {
		f.grounds[k] = newCommanders(f, m)
	}
	if !f.together() {
		return false
	}
	f.sources()
	if !f.follow() {
		return false
	}
	f.look()
	f.answer()
	return true
}

// together computes what is asked of all candidates at once.
func (f *pursuit) together() bool {
	c, s := f.circle, f.s
	n := len(c.members)
	ends := [3][]bool{make([]bool, n), make([]bool, n), make([]bool, n)}
	given := [3][]float64{make([]float64, n), make([]float64, n), make([]float64, n)}
	led := func(m *control, j uint32) bool { return m != nil && m.led.has(j) }
	for p, j := range c.members {
		l := &c.lines[p]
		anyone := s.possible != nil && s.possible.anyone.has(j)
		ends[0][p] = s.sight[j].hitsLow() || led(s.certain, j)
		ends[1][p] = s.sight[j].hitsHigh() || anyone || led(s.possible, j)
		ends[2][p] = anyone
		for i := range l.outer {
			k := &l.outer[i]
			given[0][p] += k.share.v * k.low().v
			given[1][p] += k.share.v * k.high().v
			given[2][p] += k.share.v * k.lost().v
		}
		for k := 1; k < 3; k++ {
			given[k][p] += l.open.v
			if ends[k][p] {
				given[k][p] += l.rest.v - l.open.v // of the subject alone
			}
		}
		if l.rest != l.open && !ends[1][p] {
			return false
		}
	}
	for k, of := range [3]*floats2{&f.low, &f.high, &f.lost} {
		y := &c.w.system
		y.reset(n)
		y.small, y.largest = denseSmall, denseLargest
		y.both, y.unknown = false, [2]float64{}
		for p := range n {
			y.fixed[p], y.mass[p], y.b[p][0] = ends[k][p], c.lines[p].mass.v, given[k][p]
			for _, l := range c.lines[p].inner {
				if l.share.v > 0 {
					y.cells = append(y.cells, cell{l.to, l.share.v})
				}
			}
			y.begin = append(y.begin, int32(len(y.cells)))
		}
		y.solve(s.threads)
		*of = floats2{make([]float64, n), make([]float64, n), make([]float64, n)}
		for p := range n {
			if y.trapped[p] {
				return false
			}
			of.x[p], of.err[p] = min(y.x[p][0], 1), min(y.wrong[p]+c.err, 1)
			of.held[p] = of.x[p]
			if ends[k][p] {
				of.held[p] = 1
			}
		}
	}
	c.anyone = ends[2]
	c.w.system = system{} // it is large
	return true
}

// sources reads what members have from outside the cycle.
func (f *pursuit) sources() {
	c, w := f.circle, f.w
	f.source = make([][]prey, len(c.members))
	for p := range c.members {
		l := &c.lines[p]
		if len(l.outer) == 0 {
			continue
		}
		w.kids = append(w.kids[:0], l.outer...)
		f.s.gather(w, 0)
		w.foremost(f.s, 2*c.err+float64(4*len(w.kids)+8)*operation, func(uint32) bool { return c.s.certain != nil })
		d := f.whole(p)
		for i := range w.list {
			e := &w.list[i]
			f.source[p] = append(f.source[p], prey{who: f.number(e.who, e.name, e.maybe), low: e.low.v / d, more: e.more.v / d,
				err: (c.err + float64(4*len(w.kids)+8)*operation) / d})
		}
	}
}

// whole is all of a member but what it has of itself.
func (f *pursuit) whole(p int) float64 {
	d := f.lines[p].mass.v
	for i := range f.lines[p].inner {
		d += f.lines[p].inner[i].share.v
	}
	return d
}

// downwards lists the members so that holders come before those whom they hold,
// as far as that can be.
func (f *pursuit) downwards() []int32 {
	n := len(f.members)
	met := newBitset(n)
	next := make([]int32, n)
	order := make([]int32, 0, n)
	var path []int32
	for start := range int32(n) {
		if met.put(uint32(start)) {
			continue
		}
		path = append(path, start)
		for len(path) > 0 {
			p := path[len(path)-1]
			inner := f.lines[p].inner
			if int(next[p]) == len(inner) {
				order = append(order, p)
				path = path[:len(path)-1]
				continue
			}
			to := inner[next[p]].to
			next[p]++
			if !met.put(uint32(to)) {
				path = append(path, to)
			}
		}
	}
	return order
}

// gatherAt adds up what a member has through its holders, as it is known so far.
func (f *pursuit) gatherAt(p int) (gone float64) {
	f.scratch = append(f.scratch[:0], f.source[p]...)
	const few = 12
	indexed := false
	l := &f.lines[p]
	d := f.whole(p)
	for i := range l.inner {
		k, w := l.inner[i].to, l.inner[i].share.v/d
		if w == 0 {
			continue
		}
		gone += w * f.gone[k]
		for _, e := range f.list[k] {
			at := -1
			if len(f.scratch) < few {
				at = slices.IndexFunc(f.scratch, func(o prey) bool { return o.who == e.who })
			} else {
				if !indexed {
					clear(f.found)
					for n := range f.scratch {
						f.found[f.scratch[n].who] = int32(n)
					}
					indexed = true
				}
				if n, there := f.found[e.who]; there {
					at = int(n)
				}
			}
			if at < 0 {
				at = len(f.scratch)
				f.scratch = append(f.scratch, prey{who: e.who})
				if indexed {
					f.found[e.who] = int32(at)
				}
			}
			o := &f.scratch[at]
			o.low += w * e.low
			o.more += w * e.more
			o.err += w * e.err
			o.slack += w * (e.slack - f.gone[k])
		}
	}
	// Of those that are in no list of some holder.
	rounding := float64(2*len(l.inner)+6) * operation
	for n := range f.scratch {
		e := &f.scratch[n]
		e.err += rounding * max(e.low, e.more)
		e.slack = max(e.slack+gone, 0) + rounding*gone
	}
	return gone * (1 + rounding)
}

// keepAt makes a member's list of what was gathered.
func (f *pursuit) keepAt(p int, gone float64) {
	s, j := f.s, f.members[p]
	anyone := f.anyone[p]
	own := func(x uint32) *prey {
		name, maybe := x, x
		if x != j {
			name, maybe = s.names(x)
		}
		k := f.number(x, name, maybe)
		at := slices.IndexFunc(f.scratch, func(o prey) bool { return o.who == k })
		if at < 0 {
			at = len(f.scratch)
			f.scratch = append(f.scratch, prey{who: k, slack: gone})
		}
		return &f.scratch[at]
	}
	if anyone {
		for n := range f.scratch {
			f.scratch[n].more = 0
		}
	}
	sure := func(x uint32) {
		e := own(x)
		e.low, e.err, e.slack = 1, 0, 0
	}
	perhaps := func(x uint32) {
		if e := own(x); !anyone {
			e.more, e.err = 1-f.lost.held[p], max(e.err, f.lost.err[p])
			if e.low == 1 {
				e.slack = 0
			}
		}
	}
	for _, x := range f.grounds[0].of(j) {
		sure(x)
	}
	for _, x := range f.grounds[1].of(j) {
		perhaps(x)
	}
	if s.sight[j].hitsHigh() && (f.grounds[0].stands(j) || f.grounds[1].stands(j)) {
		sure(j)
		perhaps(j)
	}
	rank := func(e *prey) float64 { return max(e.low, e.more) }
	top := 0.0
	for n := range f.scratch {
		top = max(top, rank(&f.scratch[n]))
	}
	drop := func(e *prey) { gone = max(gone, rank(e)+e.err+e.slack) }
	kept := f.scratch[:0]
	for _, e := range f.scratch {
		if rank(&e) <= top*1e-30 {
			drop(&e)
			continue
		}
		kept = append(kept, e)
	}
	if len(kept) > f.longest {
		slices.SortFunc(kept, func(a, b prey) int {
			return cmp.Or(cmp.Compare(rank(&b), rank(&a)), cmp.Compare(f.who[a.who].who, f.who[b.who].who))
		})
		for n := range kept[f.longest:] {
			drop(&kept[f.longest+n])
		}
		kept = kept[:f.longest]
	}
	f.gone[p] = min(gone, 1)
	f.list[p] = append(f.list[p][:0], kept...)
}

// follow goes round until no walk is left; false when that would take too long
// even once.
func (f *pursuit) follow() bool {
	n := len(f.members)
	f.list, f.gone, f.left = make([][]prey, n), make([]float64, n), make([]float64, n)
	for p := range f.left {
		f.left[p] = 1
	}
	order := f.downwards()
	const (
		rounds    = 1000
		enough    = 1e-15
		underflow = 1e-300 // what is less than that may have vanished
	)
	steps, widest := 0, 1.0
	for round := 0; round < rounds && widest > enough && steps < mostPursued; round++ {
		widest = 0
		for _, p := range order {
			gone := f.gatherAt(int(p))
			f.keepAt(int(p), gone)
			if f.effort > mostCommanded {
				return false
			}
			left, d, goesOn := 0.0, f.whole(int(p)), false
			for i := range f.lines[p].inner {
				k := &f.lines[p].inner[i]
				left += k.share.v * f.left[k.to]
				goesOn = goesOn || k.share.v > 0 && f.left[k.to] > 0
				steps += 1 + len(f.list[k.to])
			}
			f.left[p] = left / d * (1 + 1e-12)
			if goesOn {
				f.left[p] = max(f.left[p], underflow)
			}
			widest = max(widest, f.left[p])
		}
	}
	return true
}

// look finds the members that count for somebody outside the cycle: in registers
// of one ring there are none, and their lists need not be handed down.
func (f *pursuit) look() {
	s := f.s
	f.outward = newBitset(len(s.order.rank))
	rank := s.order.rank[f.members[0]]
	for _, j := range s.order.list {
		if s.order.rank[j] == rank {
			continue
		}
		for _, h := range s.holder[s.first[j]:s.first[j+1]] {
			if s.order.rank[h] == rank {
				f.outward.set(h)
			}
		}
		for _, m := range [2]*control{s.certain, s.possible} {
			if m == nil {
				continue
			}
			m.each(j, func(x uint32) {
				if s.order.rank[x] == rank {
					f.outward.set(x)
				}
			})
		}
	}
}

// interval is a figure between two ends.
type interval struct{ from, to float64 }

// answer writes the figures and the nodes of all members.
func (f *pursuit) answer() {
	c, s := f.circle, f.s
	for p, j := range c.members {
		if s.slot[j] != 0 {
			f.subject(p, j)
		}
		if s.place[j] == 0 {
			continue
		}
		err := min(max(f.low.err[p], f.high.err[p], f.lost.err[p]), 1)
		n := &s.nodes[s.place[j]-1]
		*n = node{low: c.blurred(f.low.held[p]), high: c.blurred(f.high.held[p]), lost: c.blurred(f.lost.held[p]), err: err,
			gone: min(f.gone[p]+f.left[p]+c.gone, 1), all: c.all}
		if f.anyone[p] {
			n.lost = unit
		}
		s.mark(j, n)
		if !f.outward.has(j) {
			continue
		}
		c.w.list = c.w.list[:0]
		for _, e := range f.list[p] {
			x := f.who[e.who]
			if x.who == j {
				continue
			}
			n.err = max(n.err, min(e.err, 1))
			d := candidate{who: x.who, name: x.name, maybe: x.maybe, slack: min(e.slack+f.left[p]+c.gone, 1), low: c.blurred(e.low), more: c.blurred(e.more)}
			if e.low == 1 {
				d.low = unit
			}
			if n.lost == unit {
				d.more = nought
			}
			if slices.Contains(f.grounds[0].of(j), x.who) {
				d.marks |= commands
			}
			if slices.Contains(f.grounds[1].of(j), x.who) {
				d.marks |= may
				d.more = unit.minus(n.lost)
			}
			if d.low.v != 0 || d.more.v != 0 || d.marks&(commands|may) != 0 {
				c.w.list = append(c.w.list, d)
			}
		}
		s.enter(j, c.w, n)
	}
}

// subject writes the figures of a member as the subject.
func (f *pursuit) subject(p int, j uint32) {
	c, s, l := f.circle, f.s, &f.lines[p]
	gone := f.gatherAt(p)
	left := f.left[p]
	// How surely its walk comes back to it, if that is known, and how surely it
	// goes on inside the cycle.
	back, inside := 1.0, 0.0
	d := f.whole(p)
	for i := range l.inner {
		inside += l.inner[i].share.v / d
	}
	if k, there := f.at[j]; there {
		back = gone + left
		for n := range f.scratch {
			if e := &f.scratch[n]; e.who == k {
				back = e.low + e.err + e.slack + left
			}
		}
	}
	back = min(back, inside)
	// passing bounds how surely it comes back past some members, from what those
	// that it goes on to have of something that the member itself ends.
	passing := func(end func(i uint32) bool, worth func(k int32) float64) float64 {
		sum := 0.0
		for i := range l.inner {
			if k := l.inner[i].to; !end(c.members[k]) {
				sum += l.inner[i].share.v / d * min(worth(k), 1)
			}
		}
		return min(sum*(1+1e-9), back)
	}
	remainder := (l.rest.v - l.open.v) / d
	again := 0.0 // of the remainder, when its walk has come back
	if remainder > 0 && back > 0 {
		again = remainder * back / max(1-back, 1e-300)
	}
	// What somebody undisclosed has; and step by step, its coming back counted.
	lost := interval{f.lost.x[p], f.lost.x[p]}
	step := l.rest.v / d
	for i := range l.outer {
		step += l.outer[i].share.v * l.outer[i].lost().v / d
	}
	for i := range l.inner {
		step += l.inner[i].share.v * f.lost.held[l.inner[i].to] / d
	}
	if !f.anyone[p] {
		lost = interval{lost.from + remainder, lost.to + remainder + again}
	}
	err := max(f.low.err[p], f.high.err[p], f.lost.err[p])
	var name, maybe leading
	least, most := interval{0, gone + left}, interval{lost.from, lost.to + gone + left}
	sure, perhaps := f.grounds[0].of(j), f.grounds[1].of(j)
	for n := range f.scratch {
		e := &f.scratch[n]
		x := &f.who[e.who]
		if x.who == j {
			continue
		}
		err = max(err, e.err)
		low, more := e.interval(e.low, left), e.interval(e.more, left)
		both := interval{lost.from + more.from, lost.to + more.to}
		if slices.Contains(sure, x.who) {
			past := passing(func(i uint32) bool { return i == x.who || slices.Contains(f.grounds[0].of(i), x.who) },
				func(k int32) float64 { return f.mostOf(k, e.who) })
			low.from = max(low.from-past, 0)
		}
		if f.anyone[p] || slices.Contains(perhaps, x.who) {
			past := passing(func(i uint32) bool {
				return i == x.who || slices.Contains(f.grounds[1].of(i), x.who) || s.possible.anyone.has(i)
			}, func(k int32) float64 {
				switch {
				case slices.Contains(sure, x.who):
					return f.mostOf(k, e.who)
				case f.anyone[p]:
					return f.lost.held[k] + f.lost.err[k]
				}
				return 1
			})
			both = interval{max(lost.from, step+more.from-past), max(lost.from, step+more.to)}
			more.from = max(more.from-past, 0)
		}
		if s.sight[x.who].hitsLow() {
			name.consider(x.who, x.name, low, &f.grounds[0])
			least = interval{max(least.from, low.from), max(least.to, low.to)}
		}
		maybe.consider(x.who, x.maybe, more, &f.grounds[1])
		most = interval{max(most.from, both.from), max(most.to, both.to)}
	}
	holder, certain := name.named(gone + left)
	if holder == none && certain {
		holder, certain = maybe.named(gone + left)
	}
	if !certain {
		s.unsure[j] = true
	}
	least.to, most.from, most.to = min(least.to, 1), min(most.from, 1), min(most.to, 1)
	slack := max(least.to-least.from, most.to-most.from)
	if slack <= settledSlack {
		err += slack
	}
	s.keep(j, c.blurred(f.low.x[p]), c.blurred(f.high.x[p]), c.blurred(least.from), c.blurred(most.from), holder, min(err, 1), slack+c.gone)
}

// interval is where one of the figures of a candidate lies.
func (e *prey) interval(v, left float64) interval {
	if v == 0 {
		return interval{0, e.slack + left}
	}
	return interval{max(v-e.err, 0), v + e.err + e.slack + left}
}

// mostOf is the most that a candidate surely has of a member.
func (f *pursuit) mostOf(p int32, who uint32) float64 {
	for _, e := range f.list[p] {
		if e.who == who {
			return e.interval(e.low, f.left[p]).to
		}
	}
	return f.gone[p] + f.left[p]
}

// leading is the candidate that has most so far.
type leading struct {
	who, name uint32
	has       interval
	any       bool
	others    float64 // what any other may have
}

func (l *leading) consider(who, name uint32, has interval, c *commanders) {
	switch {
	case has.to == 0:
	case !l.any:
		*l = leading{who, name, has, true, 0}
	case has == l.has && c.alike(who, l.who):
		l.name = min(l.name, name)
	case has.from > l.has.from:
		*l = leading{who, name, has, true, max(l.others, l.has.to)}
	default:
		l.others = max(l.others, has.to)
	}
}

// named is whose the figure is, none when it is nobody's, and whether that is
// sure when somebody else may have so much.
func (l *leading) named(other float64) (name uint32, sure bool) {
	others := max(l.others, other)
	if !l.any {
		return none, others == 0
	}
	return l.name, l.has.from > others
}
