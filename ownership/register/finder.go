package register

import (
	"cmp"
	"slices"
	"sync"

	"egide/ownership"
)

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
	majority, presumed threshold
	column             *column // of the issuer in question
	own                column
	list               []uint32
	poll               poll // in the issuer in question
	rivals             rivals
	leaders            map[uint32]leaders // by what stands for a complete list
	found              []uint32
	// Of the members of the cycle in question: those that one holder has the
	// majority of, those of them that lead round, and those that were met.
	points, ringed, done bitset
}

// controls are the control maps of a register.
type controls struct {
	groups            *control // by majority alone
	certain, possible *control
	left              []uint32 // members of cycles that are left to the exact engine
	suspended         bool     // some votes cannot be cast, or may not be
}

// newControl is a map in which nobody controls anybody.
func (f *Field) newControl() *control {
	m := &control{lowest: make([]uint32, f.Len()), led: newBitset(f.Len())}
	f.spread(len(m.lowest), func(from, to int) {
		for i := from; i < to; i++ {
			m.lowest[i] = none
		}
	})
	return m
}

// findControls computes the control maps of a register, level by level: issuers
// of one level do not bear on each other, but for those of one cycle. Votes that
// nobody can cast are taken out of each cycle on the way.
func (f *Field) findControls(o *order, powers powers) *controls {
	c := &controls{groups: f.newControl(), certain: f.newControl(), possible: f.newControl()}
	c.possible.anyone = newBitset(f.Len())
	f.spread(len(o.list), func(from, to int) {
		for _, j := range o.list[from:to] {
			f.sight[j] |= issuer
		}
	})
	f.spread(f.Len(), func(from, to int) {
		for i := from; i < to; i++ {
			if f.first[i] == f.first[i+1] && f.sight[i]&(ending|listed|hidden|outsideYes) == 0 {
				c.possible.anyone.set(uint32(i))
			}
		}
	})
	inside := newBitset(f.Len())
	alone := c.finders(f, o, powers)
	cycles := o.cycles
	for l := 0; l+1 < len(o.levels); l++ {
		at, to := o.levels[l], o.levels[l+1]
		for len(cycles) > 0 && cycles[0].from < to {
			c.circle(o.list[cycles[0].from:cycles[0].to], &alone, inside)
			at, cycles = cycles[0].to, cycles[1:]
		}
		list := o.list[at:to]
		if len(list) < fewIssuers || f.threads == 1 {
			alone.decide(list)
			continue
		}
		var mu sync.Mutex
		var later []controllersOf
		f.spread(len(list), func(from, to int) {
			d := c.finders(f, o, powers)
			d.later = new([]controllersOf)
			d.decide(list[from:to])
			mu.Lock()
			later = append(later, *d.later...)
			mu.Unlock()
		})
		slices.SortFunc(later, func(a, b controllersOf) int { return cmp.Or(cmp.Compare(a.of, b.of), cmp.Compare(a.ground, b.ground)) })
		for _, s := range later {
			d := alone.each[s.ground]
			d.m.lowest[s.of] = d.m.enter(s.list, false)
			d.lead(s.of)
		}
	}
	return c
}

// fewIssuers are not worth to be shared among threads.
const fewIssuers = 4096

// circle finds who controls the members of a cycle.
func (c *controls) circle(members []uint32, d *finders, inside bitset) {
	groups := d.each[0]
	groups.settle(members)
	if f := groups.f; f.lens.SuspendCircular {
		left, suspended := f.suspend(members, groups.m, inside)
		if left {
			c.left = append(c.left, members...)
		}
		c.suspended = c.suspended || left || suspended
		if suspended {
			for _, j := range members {
				groups.m.lowest[j] = none
				groups.m.led.clear(j)
			}
			groups.settle(members)
		}
	}
	each(groups.f.threads, 2, func(k int) { d.each[k+1].settle(members) })
}

// finders compute the control maps of a register from its columns, each of which
// is read once.
type finders struct {
	each   [3]*finder
	column column
	later  *[]controllersOf // lists that are not entered before the level is done; nil when they can be
}

// controllersOf are the lowest controllers of a company, in one of the maps.
type controllersOf struct {
	of     uint32
	ground int
	list   []uint32
}

func (c *controls) finders(f *Field, o *order, powers powers) finders {
	d := finders{}
	for k, g := range [3]grounds{{}, {presumption: true}, {presumption: true, possible: true}} {
		d.each[k] = &finder{
			f: f, order: o, powers: powers, m: [3]*control{c.groups, c.certain, c.possible}[k], grounds: g,
			leaders:  make(map[uint32]leaders),
			majority: threshold{ratio: f.lens.Majority}, presumed: threshold{ratio: f.lens.Presumption},
		}
		if k > 0 {
			d.each[k].groups = c.groups
		}
	}
	return d
}

// decide finds who controls issuers whose holders are settled.
func (d *finders) decide(list []uint32) {
	f := d.each[0].f
	f.inTurn(list, func(j uint32) {
		if d.each[0].natural(j) {
			return
		}
		f.column(j, ownership.Votes, &d.column)
		for ground, of := range d.each {
			of.column, of.rivals.made = &d.column, false
			if found := of.minimal(of.decide(j)); len(found) > 1 && d.later != nil {
				*d.later = append(*d.later, controllersOf{j, ground, slices.Clone(found)})
			} else {
				of.keep(j, found)
				of.lead(j)
			}
		}
	})
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

// without is what is left of votes when some of those in them are taken out. Sums
// that are too great to be told apart stay so.
func (v votes) without(o votes) votes {
	return votes{v.sure - o.sure, v.more - o.more}
}

// decide finds who controls an issuer, whose column has been read and whose
// holders are settled: those of whom the others are controllers, and maybe some of
// these.
func (d *finder) decide(j uint32) []uint32 {
	c := d.column
	majority := d.majority.of(c)
	powers := d.powersOver(j)
	for i := range c.rows {
		if r := &c.rows[i]; powers == nil && r.holder != j && r.lo > majority {
			if d.anyone(r.holder) {
				d.m.anyone.set(j)
			}
			d.found = append(d.found[:0], r.holder)
			return d.found
		}
	}
	base, most := d.base(j)
	least := majority
	if d.presumption {
		least = d.presumed.of(c)
	}
	if powers == nil && d.add(base, most).within(c) <= least {
		return nil
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
		above = above || d.f.sight[r.holder]&issuer != 0 && d.m.lowest[r.holder] != none
	}
	alone := len(found)
	if above && d.add(others, base).within(c) > least {
		d.poll = d.poll[:0]
		for i := range c.rows {
			r := &c.rows[i]
			votes := d.votes(r)
			if r.holder == j || votes.sure+votes.more == 0 || d.anyone(r.holder) || slices.Contains(found[:alone], r.holder) {
				continue
			}
			d.give(&d.poll, d.m, j, r.holder, votes)
		}
		for _, x := range d.count(d.poll) {
			if d.enough(j, x.who, d.add(x.votes, base), majority, least) {
				found = append(found, x.who)
			}
		}
	}
	found, anyone := d.byPower(j, found, false)
	if anyone {
		d.m.anyone.set(j)
	}
	d.found = found
	return found
}

// base is what an undisclosed holder may have, with the companies that anyone
// may control; most is what all the others have.
func (d *finder) base(j uint32) (base, most votes) {
	c := d.column
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
	total := has.within(d.column)
	return total > majority || d.presumption && total > least && d.largest(j, x, total)
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
