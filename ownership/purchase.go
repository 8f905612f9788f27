package ownership

import (
	"cmp"
	"math/big"
	"slices"
)

// Purchase is shares of an issuer that a holder takes over from others, from
// each in proportion to what it surely has. All are indices of entities.
type Purchase struct {
	Holder, Issuer int
	From           []int // direct holders of the issuer, the buyer not among them
}

// Offered is what the sellers surely have together, as ratios of the issuer.
func (s *Structure) Offered(p Purchase) (capital, votes *big.Rat) {
	capital, votes = new(big.Rat), new(big.Rat)
	for _, l := range s.holders[p.Issuer] {
		if slices.Contains(p.From, l.Holder) {
			capital.Add(capital, l.Share[Capital].Lo)
			votes.Add(votes, l.Share[Votes].Lo)
		}
	}
	return capital, votes
}

// Bought is the structure after a purchase of a share of the issuer's capital, a
// ratio of at most what is offered. The votes go with the shares.
func (s *Structure) Bought(p Purchase, share *big.Rat) *Structure {
	all, _ := s.Offered(p)
	rate := new(big.Rat).Quo(share, all)
	var links []*Link
	var buyer *Link
	for _, l := range s.holders[p.Issuer] {
		c := *l
		links = append(links, &c)
		if l.Holder == p.Holder {
			buyer = &c
		}
	}
	if buyer == nil {
		buyer = &Link{Holder: p.Holder, Issuer: p.Issuer, Claims: []*Holding{{Holder: s.Entities[p.Holder].ID, Issuer: s.Entities[p.Issuer].ID}}}
		for d := range buyer.Share {
			buyer.Share[d] = Range{new(big.Rat), new(big.Rat)}
		}
		links = append(links, buyer)
	}
	for _, l := range links {
		if !slices.Contains(p.From, l.Holder) {
			continue
		}
		for d, r := range l.Share {
			moved := new(big.Rat).Mul(r.Lo, rate)
			l.Share[d] = Range{new(big.Rat).Sub(r.Lo, moved), new(big.Rat).Sub(r.Hi, moved)}
			to := buyer.Share[d]
			buyer.Share[d] = Range{new(big.Rat).Add(to.Lo, moved), capped(new(big.Rat).Add(to.Hi, moved))}
		}
	}
	return s.with(p.Issuer, links)
}

func capped(r *big.Rat) *big.Rat {
	if r.Cmp(one) > 0 {
		return one
	}
	return r
}

// Disclosed is the structure once it is known who has what of an issuer: what is
// recorded as a range goes, up to its end, to the holders that raised takes, and
// is at its least for the others; what is left belongs to one holder.
func (s *Structure) Disclosed(issuer, holder int, raised func(holder int) bool) *Structure {
	var links []*Link
	var rest [2]*big.Rat
	for d := range rest {
		rest[d] = new(big.Rat).Set(one)
	}
	var last *Link
	for _, l := range s.holders[issuer] {
		if s.hidden[l.Holder] {
			continue
		}
		c := *l
		for d, r := range l.Share {
			c.Share[d] = Range{r.Lo, r.Lo}
			rest[d].Sub(rest[d], r.Lo)
		}
		links = append(links, &c)
		if l.Holder == holder {
			last = &c
		}
	}
	at := 0
	for _, l := range s.holders[issuer] {
		if s.hidden[l.Holder] {
			continue
		}
		c := links[at]
		at++
		if !raised(l.Holder) {
			continue
		}
		for d, r := range l.Share {
			more := new(big.Rat).Sub(r.Hi, r.Lo)
			if more.Cmp(rest[d]) > 0 {
				more.Set(rest[d])
			}
			if more.Sign() > 0 {
				sum := new(big.Rat).Add(r.Lo, more)
				c.Share[d] = Range{sum, sum}
				rest[d].Sub(rest[d], more)
			}
		}
	}
	if last == nil {
		last = &Link{Holder: holder, Issuer: issuer, Claims: []*Holding{{Holder: s.Entities[holder].ID, Issuer: s.Entities[issuer].ID}}}
		for d := range last.Share {
			last.Share[d] = Range{new(big.Rat), new(big.Rat)}
		}
		links = append(links, last)
	}
	for d := range rest {
		if rest[d].Sign() > 0 {
			sum := new(big.Rat).Add(last.Share[d].Lo, rest[d])
			last.Share[d] = Range{sum, sum}
		}
	}
	return s.with(issuer, links)
}

// WithoutRights is the structure without the rights that drop takes.
func (s *Structure) WithoutRights(drop func(*Right) bool) *Structure {
	c := *s
	c.Notes = nil
	c.Rights = slices.DeleteFunc(slices.Clone(s.Rights), drop)
	return &c
}

// with is the structure in which an issuer has other links. Its notes are left
// out.
func (s *Structure) with(issuer int, links []*Link) *Structure {
	slices.SortFunc(links, func(a, b *Link) int { return cmp.Compare(a.Holder, b.Holder) })
	c := *s
	c.Notes = nil
	c.holders, c.issuers = slices.Clone(s.holders), slices.Clone(s.issuers)
	for _, l := range s.holders[issuer] {
		c.issuers[l.Holder] = slices.DeleteFunc(slices.Clone(c.issuers[l.Holder]), func(o *Link) bool { return o == l })
	}
	for _, l := range links {
		at, _ := slices.BinarySearchFunc(c.issuers[l.Holder], issuer, func(o *Link, j int) int { return cmp.Compare(o.Issuer, j) })
		c.issuers[l.Holder] = slices.Insert(slices.Clone(c.issuers[l.Holder]), at, l)
	}
	c.holders[issuer] = links
	return &c
}

// CountsInside tells that nothing outside counts for the entity, however what is
// not disclosed turns out: neither is its seat outside, nor does anybody outside
// control it. Entities that never count, natural persons as a rule, are inside.
func (f *Field) CountsInside(i int) bool {
	return (!f.counted[i] || f.outside[i] == No) && !f.possible.led[i] && !f.possible.everyone[i]
}

// Steady is the share of the issuer's capital up to which a purchase gives
// nobody outside a control that it does not have: nil where none ever would. ok
// is false where that cannot be told from the issuer's votes alone: a layer
// where only declared holders count, holders that hold each other, a holder
// already above the threshold that somebody else outvotes.
func (f *Field) Steady(p Purchase) (share *big.Rat, ok bool) {
	j := p.Issuer
	if f.listed[j] || f.suspended(j) || f.above(j, append(slices.Clone(p.From), p.Holder)) {
		return nil, false
	}
	for _, k := range f.outvoted() {
		if k == j || f.above(j, []int{k}) {
			return nil, false
		}
	}
	capital, votes := f.Offered(p)
	base := new(big.Rat)
	if f.open[Votes][j].Sign() > 0 {
		base.Set(f.open[Votes][j])
	}
	exact := f.open[Votes][j].Sign() == 0
	totals := make(map[int]*big.Rat)
	add := func(who int, v *big.Rat) {
		if totals[who] == nil {
			totals[who] = new(big.Rat)
		}
		totals[who].Add(totals[who], v)
	}
	for _, a := range f.voting[j] {
		v := a.lo
		if exact {
			v = a.hi
		}
		if f.possible.everyone[a.holder] {
			base.Add(base, v)
			continue
		}
		add(a.holder, v)
		f.possible.each(a.holder, func(c controller) bool {
			add(c.who, v)
			return true
		})
	}
	if base.Cmp(f.lens.Presumption) > 0 && !f.possible.everyone[j] {
		return nil, false
	}
	buyers := map[int]bool{p.Holder: true}
	add(p.Holder, new(big.Rat))
	f.possible.each(p.Holder, func(c controller) bool {
		buyers[c.who] = true
		add(c.who, new(big.Rat))
		return true
	})
	for who := range buyers {
		totals[who].Add(totals[who], base)
	}
	if votes.Sign() == 0 {
		return nil, true
	}
	for who := range buyers {
		if _, controls := f.possible.controls(who, j); controls {
			continue
		}
		if totals[who].Cmp(f.lens.Presumption) > 0 {
			return nil, false
		}
		left := new(big.Rat).Sub(f.lens.Presumption, totals[who])
		left.Mul(left, capital).Quo(left, votes)
		if share == nil || left.Cmp(share) < 0 {
			share = left
		}
	}
	return share, true
}

// outvoted lists the issuers in which somebody outside is above the threshold of
// the presumption and does not control, because somebody else has as much: a
// change in who belongs together could give it control.
func (f *Field) outvoted() []int {
	f.byThreshold.Do(func() {
		rule := controlRule{presumption: true, rights: true, possible: true}
		for j := range f.Entities {
			if f.possible.parent[j] >= 0 || f.possible.everyone[j] {
				continue
			}
			base := new(big.Int).Set(f.ballots.open[j])
			for _, v := range f.ballots.of[j] {
				if v.holder != j && f.possible.everyone[v.holder] {
					base.Add(base, f.countedVotes(j, v, rule))
				}
			}
			found := base.Cmp(f.ballots.presumption[j]) > 0
			for who, total := range f.totals(j, rule, f.possible) {
				if total.Add(total, base).Cmp(f.ballots.presumption[j]) > 0 && f.CountedOf(who) && f.OutsideOf(who) != No {
					_, controls := f.possible.controls(who, j)
					found = found || !controls
				}
			}
			if found {
				f.outvotedIn = append(f.outvotedIn, j)
			}
		}
	})
	return f.outvotedIn
}

// suspended tells whether votes of an issuer's shares were suspended.
func (f *Field) suspended(j int) bool {
	return len(f.links[j]) > 0 && f.links[j][0] != f.holders[j][0]
}

// above tells whether an entity is above one of the others.
func (f *Field) above(j int, others []int) bool {
	met := make(map[int]bool)
	for queue := others; len(queue) > 0; queue = queue[1:] {
		if queue[0] == j {
			return true
		}
		for _, l := range f.holders[queue[0]] {
			if !met[l.Holder] {
				met[l.Holder] = true
				queue = append(queue, l.Holder)
			}
		}
	}
	return false
}

// MayLead lists the companies that a buyer could come to control by a purchase,
// whatever the size: the issuer, and those in which it, the buyer and what
// either controls could together pass the threshold of the presumption. There
// are more of them than there would be.
func (f *Field) MayLead(p Purchase) []int {
	group := map[int]bool{}
	var queue []int
	join := func(i int) {
		if i < len(f.Entities) && !group[i] {
			group[i] = true
			queue = append(queue, i)
		}
	}
	join(p.Holder)
	join(p.Issuer)
	f.possible.each(p.Holder, func(c controller) bool {
		join(c.who)
		return true
	})
	for _, c := range f.memberOf[p.Holder] {
		for _, member := range f.concerts[c-len(f.Entities)].Members {
			join(member)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		i := queue[0]
		for _, r := range f.rightsOf[i] {
			if r.Right != Veto {
				join(f.index[r.Company])
			}
		}
		for _, l := range f.issuers[i] {
			j := l.Issuer
			if group[j] {
				continue
			}
			sum := new(big.Rat).Set(f.open[Votes][j])
			for _, a := range f.voting[j] {
				if group[a.holder] || f.possible.everyone[a.holder] {
					sum.Add(sum, a.hi)
				}
			}
			if sum.Cmp(f.lens.Presumption) > 0 || slices.Contains(f.outvoted(), j) {
				join(j)
			}
		}
	}
	return sortedKeys(group)
}

// Ceiling is more than the high end of a figure can be while some entities count
// for whoever is asked about, whatever is held of them and whoever holds it. It
// is a ratio.
func (m *Measures) Ceiling(d Dimension, r Reading, who int, also []int) *big.Rat {
	v := m.views[d]
	w := v.walk
	_, high := m.hits(v, r, who)
	hits := make(stops, len(w.nodes))
	copy(hits, high)
	for _, j := range also {
		if i, above := w.at[j]; above {
			hits[i] = true
		}
	}
	if r == ControlReading {
		return w.mayHold(hits)
	}
	return w.atMost(hits).chances(hits, one)[0]
}

// Until is the share of the issuer's capital that a purchase may have before the
// high end of a figure passes a limit, as long as nobody's control changes; nil
// where it never does. The figure is linear in the share: a purchase changes one
// row of the walk, and a walk that has left the issuer does not come back. ok is
// false where it may, where ranges are chosen, and in the control reading.
func (m *Measures) Until(p Purchase, d Dimension, r Reading, who int, limit *big.Rat) (share *big.Rat, ok bool) {
	v, f := m.views[d], m.field
	w := v.walk
	i, above := w.at[p.Issuer]
	if r == ControlReading || w.choices || len(m.Ring) > 0 {
		return nil, false
	}
	if !above {
		return nil, true // nothing of the issuer counts in this dimension
	}
	_, hits := m.hits(v, r, who)
	if i != 0 && hits.at(i) {
		return nil, true
	}
	h := w.chances(hits, one)
	visits := w.visits(hits, nil)[i]
	if visits == nil || visits.Sign() == 0 {
		return nil, true
	}
	buyer := new(big.Rat)
	switch x, met := w.at[p.Holder]; {
	case met && x != 0:
		buyer = h[x]
	case len(f.holders[p.Holder]) > 0 || len(f.issuers[p.Holder]) > 0 || f.memberOf[p.Holder] != nil || f.rightsOf[p.Holder] != nil:
		return nil, false
	case who == p.Holder || who == Together && f.counted[p.Holder] && f.outside[p.Holder] != No:
		buyer = one
	}
	all, _ := f.Offered(p)
	gain := new(big.Rat)
	for _, l := range f.holders[p.Issuer] {
		if !slices.Contains(p.From, l.Holder) {
			continue
		}
		seller := new(big.Rat)
		if k, met := w.at[l.Holder]; met {
			seller = h[k]
		}
		each := new(big.Rat).Sub(buyer, seller)
		gain.Add(gain, each.Mul(each, l.Share[d].Lo))
	}
	gain.Mul(gain, visits).Quo(gain, all)
	if gain.Sign() <= 0 {
		return nil, true
	}
	left := new(big.Rat).Sub(limit, h[0])
	return left.Quo(left, gain), true
}
