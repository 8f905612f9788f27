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
	From           []int // direct holders of the issuer, in ascending order, the buyer not among them
}

// from tells whether a holder is among the sellers.
func (p Purchase) from(holder int) bool {
	_, found := slices.BinarySearch(p.From, holder)
	return found
}

// Offered is what the sellers surely have together, as ratios of the issuer.
func (s *Structure) Offered(p Purchase) (capital, votes *big.Rat) {
	capital, votes = new(big.Rat), new(big.Rat)
	for _, l := range s.holders[p.Issuer] {
		if p.from(l.Holder) {
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
		if !p.from(l.Holder) {
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
	c := s.Apart()
	c.Rights = slices.DeleteFunc(slices.Clone(s.Rights), drop)
	return c
}

// Apart is the structure without its notes. A field takes notes in its structure,
// so that fields made at the same time need one each.
func (s *Structure) Apart() *Structure {
	c := *s
	c.Notes = nil
	return &c
}

// with is the structure in which an issuer has other links. Its notes are left
// out.
func (s *Structure) with(issuer int, links []*Link) *Structure {
	slices.SortFunc(links, func(a, b *Link) int { return cmp.Compare(a.Holder, b.Holder) })
	c := s.Apart()
	c.holders, c.issuers = slices.Clone(s.holders), slices.Clone(s.issuers)
	for _, l := range s.holders[issuer] {
		c.issuers[l.Holder] = slices.DeleteFunc(slices.Clone(c.issuers[l.Holder]), func(o *Link) bool { return o == l })
	}
	for _, l := range links {
		at, _ := slices.BinarySearchFunc(c.issuers[l.Holder], issuer, func(o *Link, j int) int { return cmp.Compare(o.Issuer, j) })
		c.issuers[l.Holder] = slices.Insert(slices.Clone(c.issuers[l.Holder]), at, l)
	}
	c.holders[issuer] = links
	return c
}

// CountsInside tells that nothing outside counts for the entity, however what is
// not disclosed turns out: neither is its seat outside, nor does anybody outside
// control it. Entities that never count, natural persons as a rule, are inside.
func (f *Field) CountsInside(i int) bool {
	return (!f.counted[i] || f.outside[i] == No) && !f.possible.led[i] && !f.possible.everyone[i]
}

// Entangled tells that a purchase may change which votes are suspended, because
// the issuer and its holders hold each other: what it does cannot be told from
// the issuer's votes alone.
func (f *Field) Entangled(p Purchase) bool {
	if !f.lens.SuspendCircular || f.acyclic && !f.above(p.Issuer, []int{p.Holder}) {
		return false
	}
	if f.above(p.Issuer, []int{p.Holder}) {
		return true
	}
	for j := range f.Entities {
		if f.rank[j] == f.rank[p.Issuer] && f.suspended(j) {
			return true
		}
	}
	return false
}

// Steady is the share of the issuer's capital up to which a purchase gives
// nobody outside a control that it does not have: nil where none ever would. ok
// is false where that cannot be told from the issuer's votes alone: a layer
// where only declared holders count, an entangled purchase.
func (f *Field) Steady(p Purchase) (share *big.Rat, ok bool) {
	j := p.Issuer
	if f.listed[j] || f.Entangled(p) {
		return nil, false
	}
	totals, base := f.possibleVotes(p)
	if base.Cmp(f.lens.Presumption) > 0 && !f.possible.everyone[j] {
		return nil, false
	}
	capital, votes := f.Offered(p)
	if votes.Sign() == 0 {
		return nil, true
	}
	buyers := map[int]bool{p.Holder: true}
	f.possible.each(p.Holder, func(c controller) bool {
		buyers[c.who] = true
		return true
	})
	sooner := func(at *big.Rat) {
		if at != nil && (share == nil || at.Cmp(share) < 0) {
			share = at
		}
	}
	// at is when a line that begins below a level, and rises by so much while all
	// that is offered is bought, comes to it.
	at := func(level, begin, rise *big.Rat) *big.Rat {
		if rise.Sign() <= 0 {
			return nil
		}
		t := new(big.Rat).Sub(level, begin)
		return t.Mul(t, capital).Quo(t, rise)
	}
	if slices.ContainsFunc(f.outvoted(), func(k int) bool { return k != j && f.above(j, []int{k}) }) {
		// Whoever has the majority could lose it, and what outvotes somebody
		// outside with it.
		half := f.lens.Majority
		f.groups.each(j, func(c controller) bool {
			has, sold := new(big.Rat), new(big.Rat)
			for _, a := range f.voting[j] {
				if _, its := f.groups.controls(c.who, a.holder); !its && a.holder != c.who {
					continue
				}
				has.Add(has, a.lo)
				if p.from(a.holder) {
					sold.Add(sold, a.lo)
				}
			}
			if when := at(new(big.Rat).Neg(half), new(big.Rat).Neg(has), sold); when != nil {
				// It has lost it at that share already.
				sooner(when.Sub(when, openMargin))
			}
			return true
		})
	}
	for who, total := range totals {
		if _, controls := f.possible.controls(who, j); controls || !f.CountedOf(who) || f.OutsideOf(who) == No {
			continue
		}
		rise := new(big.Rat)
		if buyers[who] {
			rise = votes
		}
		if total.Cmp(f.lens.Presumption) <= 0 {
			sooner(at(f.lens.Presumption, total, rise))
			continue
		}
		sooner(at(f.lens.Majority, total, rise))
		sooner(f.outvotes(p, who, total, rise, at))
	}
	return share, true
}

// possibleVotes are the votes of the issuer that each holder, and each controller
// of one, may have with what it may control, those that nobody shows included;
// and these alone.
func (f *Field) possibleVotes(p Purchase) (totals map[int]*big.Rat, base *big.Rat) {
	j := p.Issuer
	base = new(big.Rat).Set(f.open[Votes][j])
	exact := f.open[Votes][j].Sign() == 0
	totals = make(map[int]*big.Rat)
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
		if a.holder == j {
			continue
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
	nothing := new(big.Rat)
	add(p.Holder, nothing)
	f.possible.each(p.Holder, func(c controller) bool {
		add(c.who, nothing)
		return true
	})
	for _, total := range totals {
		total.Add(total, base)
	}
	return totals, base
}

// outvotes is the share of the capital at which a holder that is above the
// threshold of the presumption would have more votes than any other; nil where
// it never would.
func (f *Field) outvotes(p Purchase, who int, total, rise *big.Rat, at func(level, begin, rise *big.Rat) *big.Rat) *big.Rat {
	has, slope := make(map[int]*big.Rat), make(map[int]*big.Rat)
	add := func(y int, v, more *big.Rat) {
		if y == p.Issuer || y == who || y < len(f.Entities) && f.possible.holds(who, y) {
			return
		}
		if has[y] == nil {
			has[y], slope[y] = new(big.Rat), new(big.Rat)
		}
		has[y].Add(has[y], v)
		slope[y].Add(slope[y], more)
	}
	spread := func(holder int, v, more *big.Rat) {
		if holder == p.Issuer || holder == who || f.possible.holds(who, holder) {
			return
		}
		add(holder, v, more)
		f.groups.each(holder, func(c controller) bool {
			add(c.who, v, more)
			return true
		})
	}
	for _, a := range f.voting[p.Issuer] {
		more := new(big.Rat)
		if p.from(a.holder) {
			more.Neg(a.lo)
		}
		spread(a.holder, a.lo, more)
	}
	_, votes := f.Offered(p)
	spread(p.Holder, new(big.Rat), votes)
	last := new(big.Rat)
	for y := range has {
		if has[y].Cmp(total) < 0 {
			continue
		}
		when := at(has[y], total, new(big.Rat).Sub(rise, slope[y]))
		if when == nil {
			return nil
		}
		if when.Cmp(last) > 0 {
			last = when
		}
	}
	return last
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
			slack := f.ballots.slack[j]
			base := newTally()
			base.sure.Set(f.ballots.open[j])
			for _, v := range f.ballots.of[j] {
				if v.holder != j && f.possible.everyone[v.holder] {
					base.add(f.tallyOf(j, v, rule))
				}
			}
			found := base.within(slack).Cmp(f.ballots.presumption[j]) > 0
			for who, total := range f.totals(j, rule, f.possible) {
				total.add(base)
				if total.within(slack).Cmp(f.ballots.presumption[j]) > 0 && f.CountedOf(who) && f.OutsideOf(who) != No {
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
// where it never does. A purchase changes one row of the walk, so that the
// figure is linear in the share, or a quotient of two such where the issuer is
// above its own holders (J. Sherman and W. J. Morrison, "Adjustment of an inverse
// matrix corresponding to a change in one element of a given matrix", Ann. Math.
// Statist. 21, 1950). ok is false in a closed ring, where ranges are chosen, for
// a subject that is above its own holders, and in the control reading.
func (m *Measures) Until(p Purchase, d Dimension, r Reading, who int, limit *big.Rat) (share *big.Rat, ok bool) {
	v, f := m.views[d], m.field
	w := v.walk
	i, above := w.at[p.Issuer]
	if r == ControlReading || w.choices || len(m.Ring) > 0 || p.Issuer == m.Subject && len(w.members[w.comp[0]]) > 1 {
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
	// What the walk comes to from the buyer, and how often back to the issuer.
	comes, back := new(big.Rat), new(big.Rat)
	returning := w.toward(i, hits)
	switch x, met := w.at[p.Holder]; {
	case met && x != 0:
		comes, back = h[x], returning(x)
	case len(f.holders[p.Holder]) > 0 || len(f.issuers[p.Holder]) > 0 || f.memberOf[p.Holder] != nil || f.rightsOf[p.Holder] != nil:
		return nil, false
	case who == p.Holder || who == Together && f.counted[p.Holder] && f.outside[p.Holder] != No:
		comes = one
	}
	all, _ := f.Offered(p)
	gain, again := new(big.Rat), new(big.Rat)
	for _, l := range f.holders[p.Issuer] {
		if !p.from(l.Holder) {
			continue
		}
		from, fromBack := new(big.Rat), new(big.Rat)
		if k, met := w.at[l.Holder]; met {
			from, fromBack = h[k], returning(k)
		}
		each := new(big.Rat).Sub(comes, from)
		gain.Add(gain, each.Mul(each, l.Share[d].Lo))
		turn := new(big.Rat).Sub(back, fromBack)
		again.Add(again, turn.Mul(turn, l.Share[d].Lo))
	}
	gain.Mul(gain, visits)
	left := new(big.Rat).Sub(limit, h[0])
	gain.Add(gain, again.Mul(again, left))
	if gain.Sign() <= 0 {
		return nil, true
	}
	return left.Mul(left, all).Quo(left, gain), true
}

// toward gives, for a node, how often a walk from it is expected to come to the
// goal before it ends at the hits.
func (w *walk) toward(goal int, hits stops) func(int) *big.Rat {
	if goal == 0 {
		return func(int) *big.Rat { return new(big.Rat) } // the subject is above nobody here
	}
	var chance []*big.Rat
	return func(i int) *big.Rat {
		if chance == nil {
			chance = w.chancesOf(goal, hits)
		}
		if i == goal {
			return new(big.Rat)
		}
		return new(big.Rat).Mul(chance[i], w.returns(goal, hits, map[int]*big.Rat{}))
	}
}

// chancesOf gives, for each node, the chance that a walk from it comes to the
// goal before it ends at the hits.
func (w *walk) chancesOf(goal int, hits stops) []*big.Rat {
	only := make(stops, len(w.nodes))
	only[goal] = true
	ended := *w
	ended.up = slices.Clone(w.up)
	for i := range w.nodes {
		if i != 0 && hits.at(i) {
			ended.up[i] = nil
		}
	}
	ended.findComponents()
	return ended.chances(only, new(big.Rat))
}
