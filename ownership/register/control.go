package register

import (
	"slices"

	"egide/ownership"
)

// Who controls a company is kept upwards: the lowest of its controllers, and
// through it those that control that one, for whoever controls X controls what
// X controls. Most companies that have a controller have one lowest one, so a
// pointer stands for the set and a chain of any length takes linear space.

// severalBit tells that the rest is a place in control.lists.
const severalBit = 1 << 31

// control is who controls whom: the least fixpoint that package ownership
// computes for one dossier (Code de commerce L.233-3 with the attribution of
// L.233-4), for every company at once.
type control struct {
	lowest []uint32 // by entity: none, a controller, or severalBit and a place
	// lists holds the controllers of those that have several lowest ones: their
	// number doubled, one more when the list is complete as it stands, and them.
	lists  []uint32
	anyone bitset // an undisclosed holder, hence anyone, may control it
	led    bitset // a counted holder outside controls it, or may
}

type bitset []uint64

func newBitset(n int) bitset       { return make(bitset, n/64+1) }
func (b bitset) has(i uint32) bool { return b[i/64]>>(i%64)&1 != 0 }
func (b bitset) set(i uint32)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) clear(i uint32)    { b[i/64] &^= 1 << (i % 64) }
func (c *control) several(i uint32) (list []uint32, complete bool) {
	place := c.lowest[i] &^ severalBit
	head := c.lists[place]
	return c.lists[place+1 : place+1+head>>1], head&1 != 0
}

// each calls visit for each of the lowest controllers of j, and tells whether
// they are all of its controllers.
func (c *control) each(j uint32, visit func(x uint32)) (complete bool) {
	switch x := c.lowest[j]; {
	case x == none:
		return true
	case x&severalBit == 0:
		visit(x)
		return false
	}
	list, complete := c.several(j)
	for _, x := range list {
		if x != j {
			visit(x)
		}
	}
	return complete
}

// all adds to list every controller of j, each once.
func (c *control) all(j uint32, list []uint32) []uint32 {
	start, i := len(list), j
	for c.lowest[i] < severalBit {
		i = c.lowest[i]
		list = append(list, i)
	}
	if c.lowest[i] == none {
		return list
	}
	several, complete := c.several(i)
	if start == len(list) && complete {
		for _, x := range several {
			if x != j {
				list = append(list, x)
			}
		}
		return list
	}
	met := map[uint32]bool{j: true}
	for _, x := range list[start:] {
		met[x] = true
	}
	next := len(list)
	add := func(x uint32) {
		if !met[x] {
			met[x] = true
			list = append(list, x)
		}
	}
	for _, x := range several {
		add(x)
	}
	if complete {
		return list
	}
	read := make(map[uint32]bool) // lists that many share
	for ; next < len(list); next++ {
		switch x := c.lowest[list[next]]; {
		case x == none:
		case x < severalBit:
			add(x)
		case !read[x]:
			read[x] = true
			several, _ := c.several(list[next])
			for _, y := range several {
				add(y)
			}
		}
	}
	return list
}

// grounds are those on which control is looked for, and from which end of the
// bounds.
type grounds struct {
	possible    bool // what nobody shows belongs to the one asked about
	presumption bool
}

// finder computes one control map.
type finder struct {
	f      *Field
	order  *order
	m      *control
	powers powers
	groups *control // by majority alone; nil when that map is being computed
	grounds
	column  column
	list    []uint32
	totals  map[uint32]votes
	leaders map[uint32]leaders // by what stands for a complete list
	found   []uint32
}

// findControl computes a control map.
func (f *Field) findControl(o *order, powers powers, groups *control, g grounds) *control {
	n := f.Len()
	m := &control{lowest: make([]uint32, n), led: newBitset(n)}
	for i := range m.lowest {
		m.lowest[i] = none
	}
	if g.possible {
		m.anyone = newBitset(n)
		for i, s := range f.sight {
			if f.first[i] == f.first[i+1] && s&(ending|listed|hidden|outsideYes) == 0 {
				m.anyone.set(uint32(i))
			}
		}
	}
	d := &finder{f: f, order: o, powers: powers, m: m, groups: groups, grounds: g, totals: make(map[uint32]votes), leaders: make(map[uint32]leaders)}
	cycles := o.cycles
	for at := 0; at < len(o.list); {
		if len(cycles) > 0 && int(cycles[0].from) == at {
			d.settle(o.list[at:cycles[0].to])
			at, cycles = int(cycles[0].to), cycles[1:]
			continue
		}
		j := o.list[at]
		d.decide(j)
		d.lead(j)
		at++
	}
	return m
}

// leads tells whether an entity, when it controls a company, makes it led from
// outside.
func (d *finder) leads(x uint32) bool {
	if d.possible {
		return d.f.sight[x].hitsHigh()
	}
	return d.f.sight[x].hitsLow()
}

// lead finds whether j is led from outside, after its controllers are.
func (d *finder) lead(j uint32) {
	if x := d.m.lowest[j]; x != none && x >= severalBit {
		if list, complete := d.m.several(j); complete {
			// Members of a ring have one list.
			l, known := d.leaders[x]
			if !known {
				for _, y := range list {
					if d.leads(y) {
						l.count, l.last = l.count+1, y
					}
				}
				d.leaders[x] = l
			}
			if l.count > 1 || l.count == 1 && l.last != j {
				d.m.led.set(j)
			}
			return
		}
	}
	led := false
	d.m.each(j, func(x uint32) { led = led || d.leads(x) || d.m.led.has(x) })
	if led {
		d.m.led.set(j)
	}
}

// leaders are how many of a list are outside, and one of them.
type leaders struct {
	count int
	last  uint32
}

func (d *finder) anyone(i uint32) bool { return d.possible && d.m.anyone.has(i) }

// natural tells whether nobody can control an entity: a person or a State.
func (d *finder) natural(j uint32) bool {
	k := d.f.Profile(int(j)).Kind
	return k == ownership.Person || k == ownership.State
}

// votes are a sum of votes: those that are sure, and those that the ranges of the
// same holders may add.
type votes struct{ sure, more int64 }

// within is the greatest that they may be: all ranges of an issuer together are
// not raised by more than its slack.
func (v votes) within(c *column) int64 {
	return min(v.sure+min(v.more, c.slack), 3*c.whole)
}

// votes are those of a row that count for its holder: up to the greatest when
// control is only asked to be possible and no remainder covers the range.
func (d *finder) votes(r *stake) votes {
	if d.possible && d.column.open == 0 {
		return r.votes()
	}
	return votes{sure: r.lo}
}

// votes are those of a row with those that its range may add.
func (r *stake) votes() votes { return votes{r.lo, r.hi - r.lo} }

func (d *finder) add(a, b votes) votes {
	most := 3 * d.column.whole
	return votes{min(a.sure+b.sure, most), min(a.more+b.more, most)}
}

// decide finds who controls an issuer whose holders are settled.
func (d *finder) decide(j uint32) {
	if d.natural(j) {
		return
	}
	c := &d.column
	d.f.column(j, ownership.Votes, c)
	majority := c.part(d.f.lens.Majority)
	powers := d.powersOver(j)
	for i := range c.rows {
		if r := &c.rows[i]; powers == nil && r.holder != j && r.lo > majority {
			d.m.lowest[j] = r.holder
			if d.anyone(r.holder) {
				d.m.anyone.set(j)
			}
			return
		}
	}
	base, most := d.base(j)
	least := majority
	if d.presumption {
		least = c.part(d.f.lens.Presumption)
	}
	if powers == nil && d.add(base, most).within(c) <= least {
		return
	}
	if d.possible && d.enough(j, none, base, majority, least) {
		d.m.anyone.set(j)
	}
	// Whoever controls a holder that controls j by itself controls j. Anybody
	// else has to add up the votes of holders that do not.
	found := d.found[:0]
	var others votes
	above := false
	for i := range c.rows {
		r := &c.rows[i]
		if r.holder == j || d.anyone(r.holder) {
			continue
		}
		votes := d.votes(r)
		if votes.sure+votes.more == 0 {
			continue
		}
		if d.enough(j, r.holder, d.add(votes, base), majority, least) {
			found = append(found, r.holder)
			continue
		}
		others = d.add(others, votes)
		above = above || d.m.lowest[r.holder] != none
	}
	alone := len(found)
	if above && d.add(others, base).within(c) > least {
		clear(d.totals)
		for i := range c.rows {
			r := &c.rows[i]
			votes := d.votes(r)
			if r.holder == j || votes.sure+votes.more == 0 || d.anyone(r.holder) || slices.Contains(found[:alone], r.holder) {
				continue
			}
			d.totals[r.holder] = d.add(d.totals[r.holder], votes)
			d.list = d.m.all(r.holder, d.list[:0])
			for _, x := range d.list {
				if x != j {
					d.totals[x] = d.add(d.totals[x], votes)
				}
			}
		}
		for x, total := range d.totals {
			if d.enough(j, x, d.add(total, base), majority, least) {
				found = append(found, x)
			}
		}
	}
	found, anyone := d.byPower(j, found, false)
	if anyone {
		d.m.anyone.set(j)
	}
	d.found = found
	d.keep(j, d.minimal(found))
}

// base is what an undisclosed holder may have, with the companies that anyone
// may control; most is what all the others have.
func (d *finder) base(j uint32) (base, most votes) {
	c := &d.column
	if d.possible {
		base.sure = c.open
	}
	for i := range c.rows {
		switch r := &c.rows[i]; {
		case r.holder == j:
		case d.anyone(r.holder):
			base = d.add(base, d.votes(r))
		default:
			most = d.add(most, d.votes(r))
		}
	}
	return base, most
}

// enough tells whether x, with these votes in j, controls it.
func (d *finder) enough(j, x uint32, has votes, majority, least int64) bool {
	total := has.within(&d.column)
	return total > majority || d.presumption && total > least && d.largest(j, x, total)
}

// largest tells whether x, with total votes in j, has more than any other
// holder, as package ownership understands it; x is none for an undisclosed
// holder.
func (d *finder) largest(j, x uint32, total int64) bool {
	c := &d.column
	rest := int64(0)
	if !d.possible {
		rest = c.rest
	}
	if rest >= total {
		return false
	}
	theirs := func(r *stake) votes {
		if !d.possible && c.rest == 0 {
			return r.votes()
		}
		return votes{sure: r.lo}
	}
	remainder := votes{sure: rest}
	sum := remainder
	for i := range c.rows {
		if r := &c.rows[i]; r.holder != j && r.holder != x {
			sum = d.add(sum, theirs(r))
		}
	}
	if sum.within(c) < total {
		return true
	}
	grouped := false
	for i := range c.rows {
		r := &c.rows[i]
		if r.holder == j || r.holder == x || d.holds(x, r.holder) {
			continue
		}
		if d.add(theirs(r), remainder).within(c) >= total {
			return false
		}
		grouped = grouped || d.groups.lowest[r.holder] != none
	}
	if !grouped {
		return true
	}
	others := make(map[uint32]votes)
	for i := range c.rows {
		r := &c.rows[i]
		if r.holder == j || r.holder == x || d.holds(x, r.holder) {
			continue
		}
		others[r.holder] = d.add(others[r.holder], theirs(r))
		for _, y := range d.groups.all(r.holder, nil) {
			if y != j && y != x && !d.holds(x, y) {
				others[y] = d.add(others[y], theirs(r))
			}
		}
	}
	for _, has := range others {
		if d.add(has, remainder).within(c) >= total {
			return false
		}
	}
	return true
}

// holds tells whether x controls k; for an undisclosed holder, whether anyone
// may.
func (d *finder) holds(x, k uint32) bool {
	if d.anyone(k) {
		return true
	}
	return x != none && d.controls(x, k)
}

// controls tells whether x controls k by recorded holders. What lies above x
// need not be looked at.
func (d *finder) controls(x, k uint32) bool {
	rank := d.order.rank
	for i := k; rank[i] >= rank[x]; {
		next := d.m.lowest[i]
		if next == none || next == x {
			return next == x && x != k
		}
		if next&severalBit != 0 {
			for _, y := range d.m.all(i, nil) {
				if y == x {
					return x != k
				}
			}
			return false
		}
		i = next
	}
	return false
}

// minimal leaves out of a list those that control another one of it.
func (d *finder) minimal(found []uint32) []uint32 {
	if len(found) < 2 {
		return found
	}
	slices.Sort(found)
	found = slices.Compact(found)
	above := make(map[uint32]bool)
	for _, x := range found {
		d.list = d.m.all(x, d.list[:0])
		for _, y := range d.list {
			if !d.mutual(x, y) || y > x {
				above[y] = true
			}
		}
	}
	return slices.DeleteFunc(found, func(x uint32) bool { return above[x] })
}

// mutual tells whether two companies control each other.
func (d *finder) mutual(x, y uint32) bool {
	return d.order.rank[x] == d.order.rank[y] && d.order.rank[x] != 0 && d.controls(x, y)
}

// keep writes down the lowest controllers of j.
func (d *finder) keep(j uint32, found []uint32) {
	switch len(found) {
	case 0:
	case 1:
		d.m.lowest[j] = found[0]
	default:
		d.m.lowest[j] = d.m.enter(found, false)
	}
}

// enter writes a list and returns what stands for it.
func (c *control) enter(list []uint32, complete bool) uint32 {
	place := uint32(len(c.lists))
	head := uint32(len(list)) << 1
	if complete {
		head++
	}
	c.lists = append(append(c.lists, head), list...)
	return severalBit | place
}

// settle finds who controls the members of a cycle, from nothing: two companies
// that own each other are not thereby controlled. Lists are complete here, for
// a pointer round a cycle would prove itself.
func (d *finder) settle(members []uint32) {
	pointer := make(map[uint32]uint32)
	for _, j := range members {
		if d.natural(j) {
			continue
		}
		d.f.column(j, ownership.Votes, &d.column)
		majority := d.column.part(d.f.lens.Majority)
		for i := range d.column.rows {
			if r := &d.column.rows[i]; d.powersOver(j) == nil && r.holder != j && r.lo > majority {
				pointer[j] = r.holder
				d.m.lowest[j] = r.holder
			}
		}
	}
	ringed := d.rings(members, pointer)
	lists := make(map[uint32][]uint32)
	for again := true; again; {
		again = false
		for _, j := range members {
			if d.natural(j) {
				continue
			}
			if p, points := pointer[j]; points {
				if d.anyone(p) && !d.m.anyone.has(j) {
					d.m.anyone.set(j)
					again = true
				}
				continue
			}
			d.f.column(j, ownership.Votes, &d.column)
			list, anyone := d.everyController(j)
			if anyone && !d.anyone(j) {
				d.m.anyone.set(j)
				again = true
			}
			if len(list) > len(lists[j]) {
				lists[j] = list
				d.m.lowest[j] = d.m.enter(list, true)
				again = true
			}
		}
	}
	// Led, from the pointers' ends down.
	var way []uint32
	done := make(map[uint32]bool)
	for _, start := range members {
		way = way[:0]
		j := start
		for !done[j] && d.order.rank[j] == d.order.rank[start] {
			p, points := pointer[j]
			if !points || ringed[j] {
				break
			}
			way = append(way, j)
			j = p
		}
		if !done[j] && d.order.rank[j] == d.order.rank[start] {
			d.lead(j)
			done[j] = true
		}
		for i := len(way) - 1; i >= 0; i-- {
			if d.leads(j) || d.m.led.has(j) {
				d.m.led.set(way[i])
			}
			j = way[i]
			done[j] = true
		}
	}
}

// rings finds the pointers that lead round. The members of a ring have one
// list, and nothing else controls them.
func (d *finder) rings(members []uint32, pointer map[uint32]uint32) map[uint32]bool {
	ringed := make(map[uint32]bool)
	met := make(map[uint32]uint32, len(members)) // by which walk
	for _, start := range members {
		j, points := start, true
		for _, seen := met[j]; points && !seen; _, seen = met[j] {
			met[j] = start
			if next, there := pointer[j]; there {
				j = next
			} else {
				points = false
			}
		}
		if !points || met[j] != start || ringed[j] {
			continue
		}
		ring := []uint32{j}
		for k := pointer[j]; k != j; k = pointer[k] {
			ring = append(ring, k)
		}
		slices.Sort(ring)
		place := d.m.enter(ring, true)
		for _, k := range ring {
			d.m.lowest[k] = place
			ringed[k] = true
		}
	}
	return ringed
}

// everyController finds all those that control j, as far as the map goes yet,
// and whether anyone may.
func (d *finder) everyController(j uint32) (list []uint32, anyone bool) {
	c := &d.column
	majority := c.part(d.f.lens.Majority)
	base, most := d.base(j)
	least := majority
	if d.presumption {
		least = c.part(d.f.lens.Presumption)
	}
	list, anyone = d.byPower(j, nil, true)
	if list == nil && d.add(base, most).within(c) <= least {
		return nil, anyone
	}
	anyone = anyone || d.possible && d.enough(j, none, base, majority, least)
	totals := make(map[uint32]votes)
	for i := range c.rows {
		r := &c.rows[i]
		if r.holder == j {
			continue
		}
		has := d.votes(r)
		if d.anyone(r.holder) {
			has = votes{}
		} else if has.sure+has.more == 0 {
			continue
		}
		totals[r.holder] = d.add(totals[r.holder], has)
		for _, x := range d.m.all(r.holder, nil) {
			if x != j {
				totals[x] = d.add(totals[x], has)
			}
		}
	}
	for x, total := range totals {
		if d.enough(j, x, d.add(total, base), majority, least) {
			list = append(list, x)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), anyone
}
