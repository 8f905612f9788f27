package register

import (
	"cmp"
	"slices"
)

// rivals are the holders of the issuer in question as others than one of them see
// them: what is the same for most of those that are asked about is found once.
type rivals struct {
	made    bool
	all     votes    // of all holders
	ranked  []ballot // of each with those it controls, the greatest first
	leading []uint32 // those that control one of the holders, ascending
}

// theirs are the votes that count for a rival.
func (d *finder) theirs(r *stake) votes {
	if !d.possible && d.column.rest == 0 {
		return r.votes()
	}
	return votes{sure: r.lo}
}

// rank finds the rivals in j, but for those that anyone may control.
func (d *finder) rank(j uint32) *rivals {
	if d.rivals.made {
		return &d.rivals
	}
	d.rivals = rivals{made: true, ranked: d.rivals.ranked[:0], leading: d.rivals.leading[:0]}
	v := &d.rivals
	c := d.column
	p := poll(v.ranked)
	for i := range c.rows {
		r := &c.rows[i]
		if r.holder == j {
			continue
		}
		v.all = d.add(v.all, d.theirs(r))
		if d.anyone(r.holder) {
			continue
		}
		d.give(&p, d.groups, j, r.holder, d.theirs(r))
		if d.f.sight[r.holder]&issuer != 0 {
			v.leading = d.m.all(r.holder, v.leading)
		}
	}
	v.ranked = slices.DeleteFunc(d.count(p), func(b ballot) bool { return d.anyone(b.who) })
	slices.SortFunc(v.ranked, func(a, b ballot) int {
		return cmp.Or(cmp.Compare(b.votes.within(c), a.votes.within(c)), cmp.Compare(a.who, b.who))
	})
	slices.Sort(v.leading)
	v.leading = slices.Compact(v.leading)
	return v
}

// largest tells whether x, with total votes in j, has more than any other
// holder, as package ownership understands it; x is none for an undisclosed
// holder.
func (d *finder) largest(j, x uint32, total int64) bool {
	c := d.column
	var remainder votes
	if !d.possible {
		remainder.sure = c.rest
	}
	if remainder.sure >= total {
		return false
	}
	v := d.rank(j)
	own := votes{}
	if at, there := slices.BinarySearchFunc(c.rows, x, func(r stake, x uint32) int { return cmp.Compare(r.holder, x) }); there {
		own = d.theirs(&c.rows[at])
	}
	if d.add(v.all.without(own), remainder).within(c) < total {
		return true
	}
	if _, leads := slices.BinarySearch(v.leading, x); leads {
		return d.largestOf(j, x, total, remainder)
	}
	var above []uint32 // those that control x, for whom its votes would count
	for _, y := range v.ranked {
		if d.add(y.votes, remainder).within(c) < total {
			break // and those behind have no more
		}
		if y.who == x {
			continue
		}
		has := y.votes
		if x != none && d.f.sight[x]&issuer != 0 {
			if above == nil {
				above = d.groups.all(x, []uint32{})
			}
			if slices.Contains(above, y.who) {
				has = has.without(own)
			}
		}
		if d.add(has, remainder).within(c) >= total {
			return false
		}
	}
	return true
}

// largestOf is largest for x that controls one of the holders, or one that does:
// what these have is its own.
func (d *finder) largestOf(j, x uint32, total int64, remainder votes) bool {
	c := d.column
	var p poll
	for i := range c.rows {
		if r := &c.rows[i]; r.holder != j && r.holder != x && !d.holds(x, r.holder) {
			d.give(&p, d.groups, j, r.holder, d.theirs(r))
		}
	}
	for _, y := range d.count(p) {
		if y.who != x && !d.holds(x, y.who) && d.add(y.votes, remainder).within(c) >= total {
			return false
		}
	}
	return true
}

// poll is votes in the issuer in question, by those for whom they count.
type poll []ballot

type ballot struct {
	who   uint32
	votes votes
}

// give lets votes in j count for a holder and for all that control it.
func (d *finder) give(p *poll, m *control, j, holder uint32, has votes) {
	*p = append(*p, ballot{holder, has})
	if d.f.sight[holder]&issuer == 0 {
		return // nobody controls it
	}
	d.list = m.all(holder, d.list[:0])
	for _, x := range d.list {
		if x != j {
			*p = append(*p, ballot{x, has})
		}
	}
}

// count adds up the votes of each.
func (d *finder) count(p poll) []ballot {
	slices.SortFunc(p, func(a, b ballot) int { return cmp.Compare(a.who, b.who) })
	sums := p[:0]
	for _, b := range p {
		if n := len(sums); n > 0 && sums[n-1].who == b.who {
			sums[n-1].votes = d.add(sums[n-1].votes, b.votes)
			continue
		}
		sums = append(sums, b)
	}
	return sums
}
