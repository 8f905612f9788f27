package register

import (
	"slices"

	"egide/ownership"
)

// settle finds who controls the members of a cycle, from nothing: two companies
// that own each other are not thereby controlled. Lists are complete here, for
// a pointer round a cycle would prove itself.
func (d *finder) settle(members []uint32) {
	d.column = &d.own
	if d.points == nil {
		d.points, d.ringed, d.done = newBitset(len(d.m.lowest)), newBitset(len(d.m.lowest)), newBitset(len(d.m.lowest))
	}
	for _, j := range members {
		if d.natural(j) {
			continue
		}
		d.f.column(j, ownership.Votes, d.column)
		majority := d.majority.of(d.column)
		for i := range d.column.rows {
			if r := &d.column.rows[i]; d.powersOver(j) == nil && r.holder != j && r.lo > majority {
				d.points.set(j)
				d.m.lowest[j] = r.holder
			}
		}
	}
	d.rings(members)
	lists, entered := make(map[uint32][]uint32), make(map[uint64][]uint32)
	for again := true; again; {
		again = false
		for _, j := range members {
			if d.natural(j) || d.ringed.has(j) {
				continue
			}
			if d.points.has(j) {
				if d.anyone(d.m.lowest[j]) && !d.m.anyone.has(j) {
					d.m.anyone.set(j)
					again = true
				}
				continue
			}
			d.f.column(j, ownership.Votes, d.column)
			d.rivals.made = false
			list, anyone := d.everyController(j)
			if anyone && !d.anyone(j) {
				d.m.anyone.set(j)
				again = true
			}
			if len(list) > len(lists[j]) {
				lists[j] = list
				d.m.lowest[j] = d.enterOnce(list, j, entered)
				again = true
			}
		}
	}
	// Led, from the pointers' ends down.
	var way []uint32
	for _, start := range members {
		way = way[:0]
		j := start
		for !d.done.has(j) && d.order.rank[j] == d.order.rank[start] {
			if !d.points.has(j) || d.ringed.has(j) {
				break
			}
			way = append(way, j)
			j = d.m.lowest[j]
		}
		if !d.done.has(j) && d.order.rank[j] == d.order.rank[start] {
			d.lead(j)
			d.done.set(j)
		}
		for i := len(way) - 1; i >= 0; i-- {
			if d.leads(j) || d.m.led.has(j) {
				d.m.led.set(way[i])
			}
			j = way[i]
			d.done.set(j)
		}
	}
	for _, j := range members {
		d.points.clear(j)
		d.ringed.clear(j)
		d.done.clear(j)
	}
}

// enterOnce enters the controllers of j, and j itself: those who all control each
// other then have one list, which is looked at once.
func (d *finder) enterOnce(list []uint32, j uint32, entered map[uint64][]uint32) (place uint32) {
	at, _ := slices.BinarySearch(list, j)
	list = slices.Insert(slices.Clone(list), at, j)
	hash := uint64(len(list))
	for _, x := range list {
		hash = (hash ^ uint64(x)) * 0x9e3779b97f4a7c15
		hash ^= hash >> 29
	}
	for _, place := range entered[hash] {
		at := place &^ severalBit
		if slices.Equal(d.m.lists[at+1:at+1+d.m.lists[at]>>1], list) {
			return place
		}
	}
	place = d.m.enter(list, true)
	entered[hash] = append(entered[hash], place)
	return place
}

// rings finds the pointers that lead round. The members of a ring have one
// list, and nothing else controls them.
func (d *finder) rings(members []uint32) {
	met := d.done
	var way []uint32
	for _, start := range members {
		way = way[:0]
		j := start
		for d.points.has(j) && !met.has(j) {
			met.set(j)
			way = append(way, j)
			j = d.m.lowest[j]
		}
		// A walk that comes back to itself has gone round.
		at := len(way) - 1
		if d.points.has(j) && !d.ringed.has(j) {
			for at >= 0 && way[at] != j {
				at--
			}
		} else {
			at = -1
		}
		if at < 0 {
			continue
		}
		ring := slices.Clone(way[at:])
		slices.Sort(ring)
		place := d.m.enter(ring, true)
		for _, k := range ring {
			d.m.lowest[k] = place
			d.ringed.set(k)
		}
	}
	for _, j := range members {
		met.clear(j)
	}
}

// everyController finds all those that control j, as far as the map goes yet,
// and whether anyone may.
func (d *finder) everyController(j uint32) (list []uint32, anyone bool) {
	c := d.column
	majority := d.majority.of(c)
	base, most := d.base(j)
	least := majority
	if d.presumption {
		least = d.presumed.of(c)
	}
	list, anyone = d.byPower(j, nil, true)
	if list == nil && d.add(base, most).within(c) <= least {
		return nil, anyone
	}
	anyone = anyone || d.possible && d.enough(j, none, base, majority, least)
	d.poll = d.poll[:0]
	lists := make(map[uint32]votes) // of holders that have one, itself in it
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
		if place := d.m.lowest[r.holder]; place != none && place >= severalBit && d.order.rank[r.holder] == d.order.rank[j] {
			lists[place] = d.add(lists[place], has)
			continue
		}
		d.give(&d.poll, d.m, j, r.holder, has)
	}
	for place, has := range lists {
		at := place &^ severalBit
		for _, x := range d.m.lists[at+1 : at+1+d.m.lists[at]>>1] {
			if x != j {
				d.poll = append(d.poll, ballot{x, has})
			}
		}
	}
	for _, x := range d.count(d.poll) {
		if d.enough(j, x.who, d.add(x.votes, base), majority, least) {
			list = append(list, x.who)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), anyone
}
