package register

import (
	"cmp"
	"math"
	"slices"

	"egide/ownership"
)

// Companies that hold each other have figures that are the solution of a system
// of equations. Each figure has its own ends: all together end at the first
// entity outside, a candidate's walk at it and at what it controls. The
// equations of those with the same ends are solved at once.

// circle is the members of a cycle, in one dimension and one reading.
type circle struct {
	s        *search
	w        *work
	members  []uint32
	at       map[uint32]int32 // place among the members
	number   []uint32         // by entity, instead: the same, from 1, where there are very many
	lines    []line
	steps    []step  // of all lines
	err      float64 // of what comes from outside the cycle
	gone     float64
	all      bool
	choosing bool     // some member has ranges to choose
	loose    bool     // upper ends are greater than they need be
	who      []uint32 // candidates, ascending
	names    map[uint32][2]uint32
	sure     map[uint32][]int32 // by candidate: members that it is, or controls
	perhaps  map[uint32][]int32
	anyone   []bool
}

// line is the equation of a member.
type line struct {
	inner      []step // to the others
	mass       number // of what is not of a member, itself included
	outer      []kid
	rest, open number
	chooses    bool   // ranges are raised in the upper bound
	left       number // by so much
}

type step struct {
	to          int32
	share, room number
}

// circle measures the members of a cycle, unless some of it has to be left to
// the exact engine.
func (s *search) circle(members []uint32, w *work) {
	c := &circle{s: s, w: w, members: members}
	many := len(members) > s.tangled
	if many {
		c.number = make([]uint32, s.Len())
	} else {
		c.at = make(map[uint32]int32, len(members))
	}
	rows := uint32(0)
	for p, j := range members {
		if many {
			c.number[j] = uint32(p) + 1
		} else {
			c.at[j] = int32(p)
		}
		rows += s.first[j+1] - s.first[j]
	}
	c.lines, c.steps = make([]line, 0, len(members)), make([]step, 0, rows)
	if slices.ContainsFunc(members, func(j uint32) bool { return s.skip[j] }) {
		c.pass()
		return
	}
	if s.reading == ownership.ControlReading {
		c.direct()
		return
	}
	for _, j := range members {
		if !c.read(j) {
			c.pass()
			return
		}
	}
	if len(members) > s.separate {
		switch done := many && c.pursued() || !many && c.entangled(); {
		case !done:
			c.pass()
		case c.loose:
			c.leave()
		}
		return
	}
	c.candidates()
	if len(c.who)*len(members) > mostAsked {
		c.pass()
		return
	}
	c.solve()
}

// mostAsked is how many candidates times members are asked one by one.
const mostAsked = 20_000_000

// place finds an entity among the members.
func (c *circle) place(i uint32) (p int32, there bool) {
	if c.number != nil {
		n := c.number[i]
		return int32(n) - 1, n != 0
	}
	p, there = c.at[i]
	return p, there
}

func (c *circle) pass() {
	for _, j := range c.members {
		c.s.pass(j)
	}
}

// leave leaves the members to the exact engine, and all below them, after their
// figures were written: if it cannot do them, they hold as bounds.
func (c *circle) leave() {
	for _, j := range c.members {
		c.s.skip[j] = true
		if n := c.s.slot[j]; n != 0 {
			c.s.figures[n-1].open = true
		}
	}
}

// direct does the control reading, in which nothing goes round: first what each
// member brings to the others, then the figures.
func (c *circle) direct() {
	s := c.s
	for _, j := range c.members {
		if _, ok := s.read(j, c.w); !ok {
			c.pass()
			return
		}
	}
	of := func(_ int, m *control, j uint32) []uint32 { return m.all(j, nil) }
	if c.number != nil {
		f := &pursuit{circle: c}
		grounds := [2]commanders{newCommanders(f, s.certain), newCommanders(f, s.possible)}
		of = func(k int, _ *control, j uint32) []uint32 { return grounds[k].of(j) }
		for _, j := range c.members {
			if grounds[0].of(j); f.effort <= mostCommanded {
				grounds[1].of(j)
			}
			if f.effort > mostCommanded {
				c.pass()
				return
			}
		}
	}
	for _, j := range c.members {
		c.w.list = c.w.list[:0]
		if s.place[j] == 0 {
			continue
		}
		for k, m := range [2]*control{s.certain, s.possible} {
			for _, x := range of(k, m, j) {
				if s.sight[x].hitsHigh() {
					name, maybe := s.names(x)
					c.w.mark(x, name, maybe, [2]marks{commands, may}[k])
				}
			}
		}
		n := &s.nodes[s.place[j]-1]
		*n = node{}
		s.mark(j, n)
		s.settle(j, c.w, n)
	}
	for _, j := range c.members {
		if r, ok := s.read(j, c.w); ok {
			s.figure(j, c.w, r)
		} else {
			s.pass(j)
		}
	}
}

// read makes the equation of a member; false when ranges have to be chosen in it.
func (c *circle) read(j uint32) bool {
	s, w := c.s, c.w
	col := &w.column
	r, ok := s.read(j, w)
	if !ok {
		return false
	}
	l := line{rest: col.number(col.rest, r.perUnit), open: col.number(col.open, r.perUnit)}
	if left := col.number(max(r.left, 0), r.perUnit); r.chosen && len(c.members) > c.s.separate {
		// Where many would have to be chosen among, all that ranges leave may be
		// anybody's: more than whatever is chosen. What nobody shows is more where
		// holders of whom nobody knows who they are have a part of it.
		if l.rest.v < left.v {
			l.rest = left
		}
		if l.open.v < left.v {
			l.open = left
		}
		c.loose = true
	} else if l.chooses = r.chosen; l.chooses {
		l.left = left
		c.choosing = true
	}
	before := len(c.steps)
	for i := range w.kids {
		k := w.kids[i]
		if q, inside := c.place(k.holder); inside {
			if k.share.v > 0 || k.room.v > 0 {
				c.steps = append(c.steps, step{q, k.share, k.room})
			}
			continue
		}
		if k.node != nil {
			c.err, c.gone = max(c.err, k.node.err), max(c.gone, k.node.gone)
		}
		l.outer = append(l.outer, k)
	}
	l.inner = c.steps[before:len(c.steps):len(c.steps)]
	inside := int64(0)
	for i := range col.rows {
		if _, there := c.place(col.rows[i].holder); there {
			inside += w.counts[i]
		}
	}
	l.mass = col.number(max(col.whole-inside, 0), r.perUnit)
	c.lines = append(c.lines, l)
	return true
}

// candidates lists all those that a walk from some member may meet.
func (c *circle) candidates() {
	s := c.s
	c.names = make(map[uint32][2]uint32)
	c.sure, c.perhaps = make(map[uint32][]int32), make(map[uint32][]int32)
	c.anyone = make([]bool, len(c.members))
	note := func(x, name, maybe uint32) {
		if _, there := c.names[x]; !there {
			c.names[x] = [2]uint32{name, maybe}
			c.who = append(c.who, x)
		}
	}
	for p, j := range c.members {
		for i := range c.lines[p].outer {
			k := &c.lines[p].outer[i]
			if k.node != nil {
				for _, x := range k.node.list {
					note(x.who, x.name, x.maybe)
				}
			} else if k.sight.hitsHigh() && (k.sight.hitsLow() || k.lost() != unit) {
				note(k.holder, k.holder, k.holder)
			}
		}
		if s.sight[j].hitsHigh() {
			note(j, j, j)
			c.sure[j] = append(c.sure[j], int32(p))
			c.perhaps[j] = append(c.perhaps[j], int32(p))
		}
		if s.certain == nil {
			continue
		}
		c.anyone[p] = s.possible.anyone.has(j)
		for k, m := range [2]*control{s.certain, s.possible} {
			into := [2]map[uint32][]int32{c.sure, c.perhaps}[k]
			for _, x := range m.all(j, nil) {
				if s.sight[x].hitsHigh() {
					name, maybe := s.names(x)
					note(x, name, maybe)
					into[x] = append(into[x], int32(p))
				}
				if q := s.place[x]; q != 0 && s.nodes[q-1].all {
					c.all, c.gone = true, 1
				}
			}
		}
	}
	slices.Sort(c.who)
}

// question is a figure to be solved for: what it is worth to come to each
// member from outside the cycle, and which members are its ends.
type question struct {
	ends  []bool
	given []number // by member: what its holders outside the cycle bring
	high  bool     // an upper bound: what nobody shows counts, and so do closed rings
	worth func(*kid) number
	x     []number // by member, as the subject
	held  []number // by member, as a holder that is no end
}

// ask makes a question; worth is what a holder outside the cycle brings.
func (c *circle) ask(high bool, ends func(p int) bool, worth func(k *kid) number) *question {
	q := &question{high: high, worth: worth, ends: make([]bool, len(c.members)), given: make([]number, len(c.members))}
	for p := range c.members {
		q.ends[p] = ends(p)
		l := &c.lines[p]
		for i := range l.outer {
			q.given[p] = q.given[p].plus(l.outer[i].share.times(worth(&l.outer[i])))
		}
		if high {
			q.given[p] = q.given[p].plus(l.open)
		}
	}
	return q
}

// solve asks all questions, and writes down the figures and the nodes.
func (c *circle) solve() {
	s := c.s
	led := func(m *control, p int) bool { return m != nil && m.led.has(c.members[p]) }
	low := c.ask(false, func(p int) bool { return s.sight[c.members[p]].hitsLow() || led(s.certain, p) }, (*kid).low)
	high := c.ask(true, func(p int) bool {
		return s.sight[c.members[p]].hitsHigh() || c.anyone[p] || led(s.possible, p)
	}, (*kid).high)
	lost := c.ask(true, func(p int) bool { return c.anyone[p] }, (*kid).lost)
	questions := []*question{low, high, lost}
	lows, mosts := make([]*question, len(c.who)), make([]*question, len(c.who))
	for n, x := range c.who {
		sure, perhaps := c.sure[x], c.perhaps[x]
		lows[n] = c.ask(false, func(p int) bool { return slices.Contains(sure, int32(p)) }, func(k *kid) number { return k.of(x) })
		mosts[n] = c.ask(true, func(p int) bool { return c.anyone[p] || slices.Contains(perhaps, int32(p)) },
			func(k *kid) number { return k.lost().plus(k.in(x)) })
		questions = append(questions, lows[n], mosts[n])
	}
	err := c.answer(questions)
	for p, j := range c.members {
		// As a subject, and as a holder.
		if s.slot[j] != 0 {
			l := s.begin(lost.x[p], err, c.gone)
			for n, x := range c.who {
				if x == j {
					continue
				}
				names := c.names[x]
				l.consider(&candidate{who: x, name: names[0], maybe: names[1], slack: c.gone}, lows[n].x[p], mosts[n].x[p])
			}
			s.write(j, low.x[p], high.x[p], &l, err)
		}
		if s.place[j] == 0 {
			continue
		}
		n := &s.nodes[s.place[j]-1]
		*n = node{low: low.node(p), high: high.node(p), lost: lost.node(p), err: err, gone: c.gone, all: c.all}
		c.w.list = c.w.list[:0]
		for k, x := range c.who {
			if x == j {
				continue
			}
			names := c.names[x]
			d := candidate{who: x, name: names[0], maybe: names[1], slack: c.gone, low: lows[k].node(p), more: mosts[k].node(p).minus(n.lost)}
			if n.lost == unit {
				d.more = nought
			}
			if slices.Contains(c.sure[x], int32(p)) {
				d.marks |= commands
			}
			if slices.Contains(c.perhaps[x], int32(p)) {
				d.marks |= may
			}
			if d.low.v != 0 || d.more.v != 0 || d.marks&(commands|may) != 0 {
				c.w.list = append(c.w.list, d)
			}
		}
		s.enter(j, c.w, n)
	}
}

// node is what a member brings to its issuers.
func (q *question) node(p int) number {
	if q.ends[p] {
		return unit
	}
	return q.held[p]
}

// answer solves the questions, those with the same ends together, and returns a
// bound on the errors.
func (c *circle) answer(questions []*question) float64 {
	n := len(c.members)
	key := func(q *question) string {
		text := make([]byte, n+1)
		for p, end := range q.ends {
			if end {
				text[p] = 1
			}
		}
		if q.high {
			text[n] = 1
		}
		return string(text)
	}
	groups := make(map[string][]*question)
	var keys []string
	worst := 0.0
	for _, q := range questions {
		if q.high && c.choosing {
			worst = max(worst, c.choose(q))
			continue
		}
		k := key(q)
		if groups[k] == nil {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], q)
	}
	for _, k := range keys {
		group := groups[k]
		columns := make([][]number, 0, len(group))
		for _, q := range group {
			columns = append(columns, q.given)
		}
		// Where what nobody shows counts for a subject and not for a holder, the
		// walk of the subject comes back to it so many times.
		var returning []int
		if group[0].high {
			for p := range c.members {
				if c.lines[p].rest != c.lines[p].open {
					returning = append(returning, p)
					column := make([]number, n)
					column[p] = unit
					columns = append(columns, column)
				}
			}
		}
		unknown, worth := make([]number, len(columns)), make([]number, len(columns))
		for i := range group {
			unknown[i], worth[i] = whole(group[i].high), unit
		}
		x, err := c.equations(group[0].ends, columns, unknown, worth)
		worst = max(worst, err)
		for i, q := range group {
			q.held = x[i]
			q.x = slices.Clone(x[i])
			for r, p := range returning {
				q.x[p] = q.x[p].plus(x[len(group)+r][p].times(c.lines[p].rest))
			}
		}
	}
	return min(c.err+worst, 1)
}

// choose answers a question in which ranges are raised, for each subject as is
// worth most to it: a subject is no end of its own walk.
func (c *circle) choose(q *question) (err float64) {
	q.held, err = c.atMost(q, q.ends, q.given, -1)
	q.x = slices.Clone(q.held)
	for p := range c.members {
		l := &c.lines[p]
		if !q.ends[p] && l.rest == l.open {
			continue
		}
		ends, given := slices.Clone(q.ends), slices.Clone(q.given)
		ends[p], given[p] = false, given[p].plus(l.rest).minus(l.open)
		covered := -1
		if l.rest != l.open {
			covered = p // by what nobody shows of the subject
		}
		x, e := c.atMost(q, ends, given, covered)
		q.x[p], err = x[p], max(err, e)
	}
	return err
}

// atMost finds, for all members but one that is covered, the choice of ranges that is worth most, by policy iteration
// (R. A. Howard, "Dynamic Programming and Markov Processes", 1960).
func (c *circle) atMost(q *question, ends []bool, brought []number, covered int) ([]number, float64) {
	plain := c.lines
	defer func() { c.lines = plain }()
	given := slices.Clone(brought)
	c.lines = slices.Clone(plain)
	for {
		x, err := c.equations(ends, [][]number{given}, []number{unit}, []number{unit})
		value := func(p int32) number {
			if ends[p] {
				return unit
			}
			return x[0][p]
		}
		improved := false
		for p := range plain {
			l := &plain[p]
			if !l.chooses || ends[p] || p == covered {
				continue
			}
			// Each range with what it is worth; those inside the cycle first.
			type raise struct{ worth, room number }
			var ranges []raise
			for _, s := range l.inner {
				ranges = append(ranges, raise{value(s.to), s.room})
			}
			for i := range l.outer {
				ranges = append(ranges, raise{q.worth(&l.outer[i]), l.outer[i].room})
			}
			order := make([]int, len(ranges))
			for i := range order {
				order[i] = i
			}
			slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ranges[b].worth.v, ranges[a].worth.v) })
			left, gain := l.left, nought
			next, bring := *l, brought[p]
			next.inner = slices.Clone(l.inner)
			for _, i := range order {
				room := ranges[i].room
				if left.v < room.v {
					room = left
				}
				if room.v <= 0 {
					continue
				}
				left = left.minus(room)
				gain = gain.plus(room.times(ranges[i].worth))
				if i < len(l.inner) {
					next.inner[i].share = next.inner[i].share.plus(room)
					next.mass = next.mass.minus(room)
				} else {
					bring = bring.plus(room.times(ranges[i].worth))
				}
			}
			now := nought
			for i := range l.inner {
				now = now.plus(c.lines[p].inner[i].share.minus(l.inner[i].share).times(ranges[i].worth))
			}
			now = now.plus(given[p].minus(brought[p]))
			if gain.v > now.v+1e-14 {
				next.mass.v = max(next.mass.v, 0)
				c.lines[p], given[p], improved = next, bring, true
			}
		}
		if !improved {
			return x[0], err
		}
	}
}

// smallest is how many members are solved with residues, as a full matrix.
const smallest = 40

// equations solves x = Σ share·x of the holders inside + column, for each
// column and member; to come to an end is worth one, or nothing, and their own x
// is that of a walk that begins there. A walk that never leaves a ring is worth
// unknown.
func (c *circle) equations(ends []bool, columns [][]number, unknown, worth []number) (x [][]number, err float64) {
	n, wide := len(c.members), len(columns)
	// Members that are no ends come first; the diagonal is never formed by
	// subtraction, as in system.
	order := make([]int, 0, n)
	for _, end := range [2]bool{false, true} {
		for p := range n {
			if ends[p] == end {
				order = append(order, p)
			}
		}
	}
	place := make([]int, n)
	for k, p := range order {
		place[p] = k
	}
	moving := 0
	for moving < n && !ends[order[moving]] {
		moving++
	}
	full := make([][]number, n) // shares, columns, mass
	for k, p := range order {
		row := make([]number, n+wide+1)
		for _, s := range c.lines[p].inner {
			row[place[s.to]] = row[place[s.to]].plus(s.share)
		}
		for i := range columns {
			row[n+i] = columns[i][p]
		}
		row[n+wide] = c.lines[p].mass
		full[k] = row
	}
	whole := make([]number, n) // what leaves a member, itself apart
	for i := range n {
		if i >= moving {
			break
		}
		pivot := full[i]
		d := pivot[n+wide]
		for k := i + 1; k < n; k++ {
			d = d.plus(pivot[k])
		}
		whole[i] = d
		for k := i + 1; k < n; k++ {
			row := full[k]
			w := row[i]
			if w.v == 0 {
				continue
			}
			if d.v == 0 {
				for q := range columns {
					row[n+q] = row[n+q].plus(w.times(unknown[q]))
				}
				row[n+wide] = row[n+wide].plus(w)
				continue
			}
			f := w.over(d)
			for q := i + 1; q < len(row); q++ {
				if q != k && pivot[q].v != 0 {
					row[q] = row[q].plus(f.times(pivot[q]))
				}
			}
		}
	}
	x = make([][]number, wide)
	for q := range columns {
		x[q] = make([]number, n)
		at := func(k int) number {
			if k >= moving {
				return worth[q]
			}
			return x[q][order[k]]
		}
		for i := n - 1; i >= 0; i-- {
			row := full[i]
			d, sum := whole[i], row[n+q]
			from := i + 1
			if i >= moving {
				from, d = moving, row[n+wide]
			}
			for k := from; k < n; k++ {
				if k == i {
					continue
				}
				if row[k].v != 0 {
					if i >= moving {
						d = d.plus(row[k])
					}
					sum = sum.plus(row[k].times(at(k)))
				}
			}
			if d.v == 0 {
				x[q][order[i]] = unknown[q]
				continue
			}
			x[q][order[i]] = sum.over(d)
		}
	}
	return x, 8 * float64((n+2)*(n+2)) * operation
}

// blurred is a figure of which no residue is known: one is made up that no other
// figure has.
func (c *circle) blurred(v float64) number {
	if v == 0 {
		return nought
	}
	c.w.blurs++
	m := math.Float64bits(v)*0x9e3779b97f4a7c15 + c.w.blurs
	return number{v, mulMod(m%prime, (m>>3|1)%prime)}
}
