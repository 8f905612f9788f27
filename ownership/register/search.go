package register

import (
	"cmp"
	"math"
	"slices"

	"egide/ownership"
)

// A search goes over a register from the top down, level by level, and carries
// for every issuer what holders it can be led back to: the counted ones that
// are outside, or may be, with the chance that a walk up meets each. Only those
// that may turn out to be the largest of somebody are carried. What is let go
// is known not to exceed a bound, and the bound is carried in its place.

// carriedFrom is how many candidates an entity hands down at most, when so many
// are carried already. In a register there are few: the limits are for graphs
// in which everybody holds everybody.
func carriedFrom(already int) int {
	switch {
	case already < 2_000_000:
		return 1024
	case already < 6_000_000:
		return 64
	}
	return 16
}

// candidate is a counted entity, outside or of unknown seat, that a walk from
// an issuer may meet.
type candidate struct {
	who uint32
	// name is the first by number of those that have as much wherever this one
	// counts: it, and those that hold through it alone what they hold.
	// maybe is the same where upper ends are compared.
	name, maybe uint32
	// low is the chance to meet it, or what it surely controls; more is what it
	// may have beyond what anybody may have.
	low, more number
	slack     float64 // how much greater both may be for what was let go
	marks     marks
}

// marks are what is known of a candidate at an entity.
type marks uint8

const (
	only     marks = 1 << iota // all its ways down lead through the entity
	commands                   // it is the entity, or surely controls it
	may                        // it is the entity, or may control it
)

// node is what an entity with holders brings to its issuers.
type node struct {
	low, high number // of all counted holders outside together
	lost      number // chance that an undisclosed holder has it
	err       float64
	list      []candidate // by number
	// gone bounds the chance of any candidate that is not in the list; all tells
	// that some of those surely or perhaps control the entity.
	gone float64
	all  bool
}

// search is the figures of every issuer in one dimension and one reading.
type search struct {
	*Field
	d                 ownership.Dimension
	reading           ownership.Reading
	limits            [2]number // the collective one first
	order             *order
	powers            powers
	certain, possible *control // nil in the look-through reading
	shared            bitset   // entities that count for more than one issuer
	place             []uint32 // by entity that holds and is held: one more than its node
	slot              []uint32 // by entity that is held: one more than its figures
	skip              []bool   // by entity: issuers that the search cannot do
	unsure            []bool   // by entity: whose the figure is it cannot tell
	count             int      // nodes
	carried           int      // candidates that an entity of the level hands down
	handed            int      // candidates that those of the levels above hand down in all
	nodes             []node
	figures           []figures
}

// kid is a holder as its issuer sees it.
type kid struct {
	holder uint32
	share  number // what a walk surely takes
	room   number // what its range leaves above that
	raw    number // its least share, whether it counts or not
	node   *node  // nil for an entity without holders
	sight  sight
}

// work is what one thread needs.
type work struct {
	column column
	kids   []kid
	list   []candidate
	at     map[uint32]int32
	given  []int32
	counts []int64 // by row of the column: what of its least share counts
	system system  // of a large cycle
	blurs  uint64
	// What raising ranges adds, by candidate and to the other figures.
	extra                []number
	extraHigh, extraLost number
}

func newWork() *work { return &work{at: make(map[uint32]int32)} }

// leafLost is the chance that an undisclosed holder has an entity without
// recorded holders: all or nothing.
func (s sight) leafLost() number {
	if s&(ending|listed|hidden|outsideYes) == 0 {
		return unit
	}
	return nought
}

func whole(yes bool) number {
	if yes {
		return unit
	}
	return nought
}

func (k *kid) low() number {
	if k.node != nil {
		return k.node.low
	}
	return whole(k.sight.hitsLow())
}

func (k *kid) high() number {
	if k.node != nil {
		return k.node.high
	}
	if k.sight.hitsHigh() {
		return unit
	}
	return k.sight.leafLost()
}

func (k *kid) lost() number {
	if k.node != nil {
		return k.node.lost
	}
	return k.sight.leafLost()
}

// number turns units of a column, ticks apart, into a ratio.
func (c *column) number(n int64, perUnit uint64) number {
	units := (n + 1<<(tickBits-1)) >> tickBits
	m := mulMod(uint64(units), perUnit)
	if ticks := n - units<<tickBits; ticks > 0 {
		m = addMod(m, mulMod(uint64(ticks), tick))
	} else if ticks < 0 {
		m = subMod(m, mulMod(uint64(-ticks), tick))
	}
	return number{float64(units) / float64(c.whole>>tickBits), m}
}

var (
	perPart = inverse(Parts)
	// tick is the residue of the little by which an excluded end is inside.
	tick = func() uint64 {
		ten30 := uint64(1)
		for range 30 {
			ten30 = mulMod(ten30, 10)
		}
		return inverse(ten30)
	}()
)

// sum is what the holders of an issuer bring, before what nobody shows.
type sum struct{ low, high, lost number }

// operation bounds the error of one operation on figures that are at most one.
const operation = 1.0 / (1 << 52)

// gathered is what was read of an issuer.
type gathered struct {
	perUnit    uint64 // residue of a unit of the column
	own        number // of itself
	total      sum
	err, gone  float64
	ranges     bool  // some shares are ranges
	chosen     bool  // and no remainder covers them, as a subject or as a holder
	left, free int64 // what ranges may be raised by; what no recorded holder has
}

// read reads the shares of an issuer, and adds up what its holders bring; ok is
// false when it has to be left to the exact engine.
func (s *search) read(j uint32, w *work) (g gathered, ok bool) {
	c := &w.column
	s.column(j, s.d, c)
	g.perUnit, g.own = perPart, nought
	if s.state[j]&oddShares != 0 || s.sight[j]&recast != 0 {
		g.perUnit = inverse(uint64(c.whole >> tickBits))
	}
	g.left = c.whole - c.hidden
	g.free = g.left
	ownRange, lostHit := false, false
	w.kids, w.counts = w.kids[:0], w.counts[:0]
	for i := range c.rows {
		r := &c.rows[i]
		lo := r.lo
		g.left -= lo
		g.free -= lo
		w.counts = append(w.counts, 0)
		if s.sight[j]&listed != 0 {
			switch s.drop[r.edge] {
			case dropAll:
				lostHit = true
				continue
			case dropLo:
				g.left += lo
				lo = 0
			}
		}
		w.counts[i] = lo
		if r.holder == j {
			g.own, ownRange = c.number(lo, g.perUnit), r.hi > lo
			continue
		}
		k := kid{holder: r.holder, share: c.number(lo, g.perUnit), sight: s.sight[r.holder]}
		k.raw = k.share
		if lo != r.lo {
			k.raw = c.number(r.lo, g.perUnit)
		}
		if r.hi > lo {
			g.ranges = true
			k.room = c.number(r.hi, g.perUnit).minus(k.share)
		}
		if k.sight&issuer != 0 {
			p := s.place[r.holder]
			if s.skip[r.holder] {
				return g, false
			}
			k.node = &s.nodes[p-1]
			g.gone += k.share.v * k.node.gone
			if r.hi > lo {
				g.err = max(g.err, k.node.err) // all the room may be its
			} else {
				g.err += k.share.v * k.node.err
			}
		}
		g.total.low = g.total.low.plus(k.share.times(k.low()))
		g.total.high = g.total.high.plus(k.share.times(k.high()))
		g.total.lost = g.total.lost.plus(k.share.times(k.lost()))
		w.kids = append(w.kids, k)
	}
	g.chosen = (g.ranges || ownRange) && (c.open == 0 || c.rest == 0)
	ok = !c.loose && !(g.chosen && (ownRange || g.own != nought)) &&
		!(g.chosen && s.reading == ownership.ControlReading && lostHit)
	g.err = g.err*(1+1e-12) + float64(4*len(w.kids)+8)*operation
	return g, ok
}

// measure computes the figures of one issuer, and what it brings to its own.
func (s *search) measure(j uint32, w *work) {
	if s.skip[j] {
		s.pass(j)
		return
	}
	for _, p := range s.powers.over(j) {
		if s.skip[p.holder] {
			s.pass(j)
			return
		}
	}
	g, ok := s.read(j, w)
	if !ok {
		s.pass(j)
		return
	}
	t := s.figure(j, w, g)
	if s.place[j] != 0 {
		t.rest = w.column.number(w.column.open, g.perUnit)
		t.raise = g.ranges && w.column.open == 0 && s.reading != ownership.ControlReading
		s.hand(j, w, t)
	}
}

// figure writes the figures of an issuer as the subject.
func (s *search) figure(j uint32, w *work, g gathered) account {
	c := &w.column
	s.gather(w, g.gone)
	if g.chosen && s.reading != ownership.ControlReading {
		s.raiseAll(w, c.number(max(g.left, 0), g.perUnit))
	}
	switch {
	case g.own == nought:
	case s.reading == ownership.ControlReading:
		g.own = nought
	case g.own.v >= 1:
		g.err, g.gone = 0, 0
	default:
		g.err /= 1 - g.own.v
	}
	t := account{total: g.total, own: g.own, err: min(g.err, 1), gone: g.gone, rest: c.number(c.rest, g.perUnit), raise: g.ranges && c.rest == 0}
	if s.reading == ownership.ControlReading {
		s.direct(j, w, t, g.ranges, c.number(g.free, g.perUnit))
	} else {
		s.report(j, w, t)
	}
	return t
}

// pass leaves an issuer, and with it all those below, to the exact engine. Until
// that has spoken it may have anything.
func (s *search) pass(j uint32) {
	s.skip[j] = true
	if s.slot[j] != 0 {
		s.keep(j, nought, unit, nought, unit, none, 0, 0)
	}
}

// account is what a figure of an issuer is made from.
type account struct {
	total sum
	own   number // of itself
	err   float64
	gone  float64
	rest  number // what nobody shows
	raise bool   // ranges are raised in the upper bound
}

// finish adds what nobody shows and takes out what the issuer has of itself.
func (t *account) finish(w *work) sum {
	f := sum{t.total.low, t.total.high.plus(t.rest), t.total.lost.plus(t.rest)}
	if t.raise {
		f.high, f.lost = f.high.plus(w.extraHigh), f.lost.plus(w.extraLost)
	}
	switch {
	case t.own == nought:
	case t.own == unit || t.own.v >= 1:
		f = sum{nought, unit, unit}
	default:
		f = sum{f.low.over(unit.minus(t.own)), f.high.over(unit.minus(t.own)), f.lost.over(unit.minus(t.own))}
	}
	return f
}

// of is what candidate n has, after the same.
func (t *account) of(w *work, n int) (low, more number) {
	low, more = w.list[n].low, w.list[n].more
	if t.raise {
		more = more.plus(w.extra[n]).minus(w.extraLost)
	}
	switch {
	case t.own == nought:
	case t.own == unit || t.own.v >= 1:
		return nought, nought
	default:
		low, more = low.over(unit.minus(t.own)), more.over(unit.minus(t.own))
	}
	return low, more
}

// gather adds up what each candidate has through the holders in w.kids.
func (s *search) gather(w *work, gone float64) {
	w.list = w.list[:0]
	if len(w.at) > 0 {
		clear(w.at)
	}
	add := func(k *kid, c candidate) {
		if s.shared.has(k.holder) {
			c.marks &^= only
		}
		c.marks &^= commands | may
		low, more := k.share.times(c.low), k.share.times(c.more)
		slack := k.share.v * c.slack
		if k.node != nil {
			slack -= k.share.v * k.node.gone
		}
		at := -1
		if len(w.list) < 12 {
			at = slices.IndexFunc(w.list, func(o candidate) bool { return o.who == c.who })
		} else {
			if len(w.at) == 0 {
				for n := range w.list {
					w.at[w.list[n].who] = int32(n)
				}
			}
			if n, there := w.at[c.who]; there {
				at = int(n)
			} else {
				w.at[c.who] = int32(len(w.list))
			}
		}
		if at < 0 {
			c.low, c.more, c.slack = low, more, slack
			w.list = append(w.list, c)
			return
		}
		o := &w.list[at]
		o.low, o.more, o.slack = o.low.plus(low), o.more.plus(more), o.slack+slack
		o.marks &= c.marks
	}
	for i := range w.kids {
		k := &w.kids[i]
		if k.node == nil {
			if k.sight.hitsHigh() && (k.sight.hitsLow() || k.lost() != unit) {
				add(k, candidate{who: k.holder, name: k.holder, maybe: k.holder, low: unit, more: unit.minus(k.lost()), marks: only})
			}
			continue
		}
		for _, c := range k.node.list {
			add(k, c)
		}
	}
	if gone > 0 {
		for n := range w.list {
			w.list[n].slack = max(w.list[n].slack+gone, 0)
		}
	}
	slices.SortFunc(w.list, func(a, b candidate) int { return cmp.Compare(a.who, b.who) })
}

// of is the chance to meet a candidate, or what it surely controls, from a
// holder.
func (k *kid) of(who uint32) number {
	if k.node == nil {
		return whole(k.holder == who)
	}
	n, there := slices.BinarySearchFunc(k.node.list, who, func(c candidate, who uint32) int { return cmp.Compare(c.who, who) })
	if !there {
		return nought
	}
	return k.node.list[n].low
}

// in finds a candidate among those of a holder: what it may have of it beyond
// what anybody may have.
func (k *kid) in(who uint32) number {
	if k.node == nil {
		if k.holder == who {
			return unit.minus(k.lost())
		}
		return nought
	}
	n, there := slices.BinarySearchFunc(k.node.list, who, func(c candidate, who uint32) int { return cmp.Compare(c.who, who) })
	if !there {
		return nought
	}
	return k.node.list[n].more
}

// raiseAll computes what the upper ends of ranges add where no remainder covers
// them: for each figure, to those holders that are worth most to it.
func (s *search) raiseAll(w *work, left number) {
	w.extraHigh = w.raise(left, (*kid).high)
	w.extraLost = w.raise(left, (*kid).lost)
	w.extra = w.extra[:0]
	for n := range w.list {
		who := w.list[n].who
		w.extra = append(w.extra, w.raise(left, func(k *kid) number { return k.lost().plus(k.in(who)) }))
	}
}

// raise is a fractional knapsack: holders that are worth more get the upper ends
// of their ranges first, as far as what is left goes.
func (w *work) raise(left number, worth func(*kid) number) number {
	w.given = w.given[:0]
	for i := range w.kids {
		if w.kids[i].room.v > 0 && worth(&w.kids[i]).v > 0 {
			w.given = append(w.given, int32(i))
		}
	}
	slices.SortStableFunc(w.given, func(a, b int32) int {
		return cmp.Compare(worth(&w.kids[b]).v, worth(&w.kids[a]).v)
	})
	gain := nought
	for _, i := range w.given {
		k := &w.kids[i]
		if left.v <= 0 {
			break
		}
		given := k.room
		if left.v < given.v {
			given = left
		}
		left = left.minus(given)
		gain = gain.plus(given.times(worth(k)))
	}
	return gain
}

// largest picks the largest of one holder out of candidates: what it surely
// has, what it may have, and whose that is.
type largest struct {
	s           *search
	err         float64
	least, most number
	name, maybe uint32
	// What candidates that were let go could bring the two ends to.
	upToLeast, upToMost float64
	doubt, doubtMost    bool // two cannot be told apart
}

func (s *search) begin(lost number, err, gone float64) largest {
	l := largest{s: s, err: 2 * err, most: lost, name: none, maybe: none}
	if gone > 0 {
		l.upToLeast, l.upToMost = gone, lost.v+gone
	}
	return l
}

func (l *largest) consider(c *candidate, low, most number) {
	if l.s.sight[c.who].hitsLow() {
		sign, sure := low.order(l.least, l.err)
		switch {
		case low.v == 0:
		case l.name == none:
			l.least, l.name = low, c.name // something, however little
		case !sure:
			l.doubt = true
			if sign > 0 {
				l.least, l.name = low, c.name
			}
		case sign > 0:
			l.least, l.name = low, c.name
		case sign == 0:
			l.name = min(l.name, c.name)
		}
	}
	sign, sure := most.order(l.most, l.err)
	switch {
	case !sure:
		l.doubtMost = true
		if sign > 0 {
			l.most, l.maybe = most, c.maybe
		}
	case sign > 0:
		l.most, l.maybe = most, c.maybe
	case sign == 0 && l.maybe != none:
		l.maybe = min(l.maybe, c.maybe)
	}
	if c.slack > 0 {
		l.upToLeast, l.upToMost = max(l.upToLeast, low.v+c.slack), max(l.upToMost, most.v+c.slack)
	}
}

// holder is whose the figure is.
func (l *largest) holder() uint32 {
	if l.name != none {
		return l.name
	}
	return l.maybe
}

// report writes the figures of an issuer as the subject.
func (s *search) report(j uint32, w *work, t account) {
	f := t.finish(w)
	l := s.begin(f.lost, t.err, t.gone)
	for n := range w.list {
		low, more := t.of(w, n)
		l.consider(&w.list[n], low, f.lost.plus(more))
	}
	s.write(j, f.low, f.high, &l, t.err)
}

// direct writes the figures of an issuer in the control reading: what the
// holders that count hold of it themselves. free is what no recorded holder has.
func (s *search) direct(j uint32, w *work, t account, ranges bool, free number) {
	f := sum{t.total.low, t.total.high.plus(t.rest), t.total.lost.plus(t.rest)}
	capped := ranges && t.rest == nought
	reach := func(worth func(*kid) number) number {
		held, room := nought, free
		for i := range w.kids {
			k := &w.kids[i]
			if worth(k).v > 0 {
				held = held.plus(k.share).plus(k.room)
				room = room.plus(k.raw)
			}
		}
		if room.v < held.v {
			return room
		}
		return held
	}
	if capped {
		f.high, f.lost = reach((*kid).high), reach((*kid).lost)
	}
	l := s.begin(f.lost, t.err, t.gone)
	for n := range w.list {
		c := &w.list[n]
		if c.who == j {
			continue // it holds itself through another
		}
		most := f.lost.plus(c.more)
		if capped {
			most = reach(func(k *kid) number { return k.lost().plus(k.in(c.who)) })
		}
		l.consider(c, c.low, most)
	}
	s.write(j, f.low, f.high, &l, t.err)
}

// write keeps the figures of an issuer.
func (s *search) write(j uint32, low, high number, l *largest, err float64) {
	if l.doubt || l.doubtMost && l.name == none {
		// Left to the exact engine: the answer holds, the name may not.
		s.unsure[j] = true
	}
	s.keep(j, low, high, l.least, l.most, l.holder(), err, max(0, l.upToLeast-l.least.v, l.upToMost-l.most.v))
}

// keep writes the figures of an issuer down, with what the limits make of them.
func (s *search) keep(j uint32, low, high, least, most number, holder uint32, err, slack float64) {
	if math.IsNaN(low.v + high.v + least.v + most.v + err + slack) {
		// Nothing by nothing: it may have anything.
		low, high, least, most, holder, err, slack = nought, unit, nought, unit, none, 1, 1
	}
	// Nobody has more than all have together.
	slack = min(slack, max(0, low.v-least.v, high.v-most.v))
	g := &s.figures[s.slot[j]-1]
	*g = figures{low: low.v, high: high.v, least: least.v, most: most.v, holder: holder, err: errorOf(err), slack: above(slack)}
	g.answer, g.open = s.judge(low, high, least, most, err, slack)
}

// above is a number rounded upwards, where it is more than nothing.
func above(v float64) float32 {
	if v == 0 {
		return 0
	}
	return errorOf(v)
}

// hand makes the node of an issuer that is itself a holder.
func (s *search) hand(j uint32, w *work, t account) {
	n := &s.nodes[s.place[j]-1]
	*n = node{err: t.err}
	if s.reading != ownership.ControlReading {
		f := t.finish(w)
		n.low, n.high, n.lost, n.gone = f.low, f.high, f.lost, t.gone
	}
	if t.own != nought && t.own.v < 1 {
		n.gone = min(t.gone/(1-t.own.v), 1)
	}
	s.mark(j, n)
	for i := range w.list {
		c := &w.list[i]
		c.low, c.more = t.of(w, i)
		if t.own != nought && t.own.v < 1 {
			c.slack = min(c.slack/(1-t.own.v), 1)
		}
	}
	if s.certain != nil {
		s.command(j, w, n, s.certain, commands)
		s.command(j, w, n, s.possible, may)
	}
	s.settle(j, w, n)
}

// mark lets an entity count as a whole where it is outside, or is led from
// there.
func (s *search) mark(j uint32, n *node) {
	seen := s.sight[j]
	led, mayBe, anyone := false, false, false
	if s.certain != nil {
		led, mayBe, anyone = s.certain.led.has(j), s.possible.led.has(j), s.possible.anyone.has(j)
	}
	if anyone {
		n.lost = unit
	}
	if seen.hitsLow() || led {
		n.low = unit
	}
	if seen.hitsHigh() || mayBe || anyone {
		n.high = unit
	}
}

// settle gives those that control j the whole of it, and enters what is left.
func (s *search) settle(j uint32, w *work, n *node) {
	if s.certain != nil {
		kept := w.list[:0]
		for _, c := range w.list {
			if n.all {
				c.slack = 1
			}
			if s.reading == ownership.ControlReading {
				c.low, c.more, c.slack = nought, nought, 0
			}
			if c.marks&commands != 0 {
				c.low = unit
			}
			switch {
			case n.lost == unit:
				c.more = nought
			case c.marks&may != 0:
				c.more = unit.minus(n.lost)
			}
			if c.low != nought || c.more != nought || c.marks&(commands|may) != 0 {
				kept = append(kept, c)
			}
		}
		w.list = kept
	}
	s.enter(j, w, n)
}

// mark marks a candidate, which is entered when it is not there.
func (w *work) mark(who, name, maybe uint32, mark marks) {
	at := slices.IndexFunc(w.list, func(o candidate) bool { return o.who == who })
	if at < 0 {
		at = len(w.list)
		w.list = append(w.list, candidate{who: who, name: name, maybe: maybe})
	}
	w.list[at].marks |= mark
}

// names are those of an entity as a candidate, as far as they are known yet.
func (s *search) names(x uint32) (name, maybe uint32) {
	if p := s.place[x]; p != 0 {
		for _, c := range s.nodes[p-1].list {
			if c.who == x {
				return c.name, c.maybe
			}
		}
	}
	return x, x
}

// command marks the candidates that control j: the lowest of its controllers,
// and those marked as such of theirs.
func (s *search) command(j uint32, w *work, n *node, m *control, mark marks) {
	complete := m.each(j, func(x uint32) {
		if s.sight[x].hitsHigh() {
			name, maybe := s.names(x)
			w.mark(x, name, maybe, mark)
		}
	})
	if complete {
		return
	}
	m.each(j, func(x uint32) {
		p := s.place[x]
		if p == 0 {
			return
		}
		above := &s.nodes[p-1]
		for _, c := range above.list {
			if c.marks&mark != 0 {
				w.mark(c.who, c.name, c.maybe, mark)
			}
		}
		if above.all {
			n.all, n.gone = true, 1
		}
	})
}

// enter writes the candidates of a node: itself in the place of those that hold
// through it alone, for they can have no more than it has; and of the others
// those that have most.
func (s *search) enter(j uint32, w *work, n *node) {
	seen := s.sight[j]
	if seen.hitsHigh() {
		self := candidate{who: j, name: j, maybe: j, low: unit, more: unit.minus(n.lost), marks: only | commands | may}
		w.list = slices.DeleteFunc(w.list, func(c candidate) bool {
			if c.who == j {
				return true
			}
			if !seen.hitsLow() || c.marks&only == 0 {
				return false
			}
			if c.low == unit && s.sight[c.who].hitsLow() {
				self.name = min(self.name, c.name)
			}
			if c.more.m == self.more.m && math.Abs(c.more.v-self.more.v) <= 2*n.err {
				self.maybe = min(self.maybe, c.maybe)
			}
			return true
		})
		if seen.hitsLow() || self.more != nought {
			w.list = append(w.list, self)
		}
	}
	if len(w.list) > s.carried {
		rank := func(c *candidate) float64 { return max(c.low.v, c.more.v) }
		slices.SortFunc(w.list, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(rank(&b), rank(&a)), cmp.Compare(a.name, b.name), cmp.Compare(a.who, b.who))
		})
		for i := range w.list[s.carried:] {
			c := &w.list[s.carried+i]
			n.gone = max(n.gone, rank(c)+c.slack)
			n.all = n.all || c.marks&(commands|may) != 0
		}
		w.list = w.list[:s.carried]
	}
	slices.SortFunc(w.list, func(a, b candidate) int { return cmp.Compare(a.who, b.who) })
	n.list = slices.Clone(w.list)
}
