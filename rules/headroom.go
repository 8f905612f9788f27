package rules

import (
	"cmp"
	"fmt"
	"math/big"
	"runtime"
	"slices"
	"sync"

	"egide/ownership"
)

// Room is how much more of a company one holder outside the Union could have
// before a test no longer passes. The shares come from the company's holders
// who do not count, from each in proportion to what it surely has; in a layer
// where only declared holders count, also from those who are not known.
type Room struct {
	Test   string
	Holder string // id; empty for one that the dossier does not know yet
	Issuer string // id: the provider, or a company above it
	// Share is the room, a ratio of the issuer's capital in whole
	// ten-thousandths of a point: with it the test passes, with one
	// ten-thousandth more it does not. Where All is set everything that those
	// holders have could be bought, and Share is that.
	Share *big.Rat
	All   bool
	From  []string // ids of the holders that the shares come from
}

// Rooms are the rooms of a dossier.
type Rooms struct {
	List []Room
	// Unlimited is how many pairs of a holder and a company above the provider are
	// not listed because everything on offer could be bought under every limit.
	Unlimited int
	// LeftOut is how many pairs were not looked at, in a dossier of thousands of
	// companies: those furthest from the provider.
	LeftOut int
}

// Headroom finds the room under each limit of 19.6.b that the provider passes,
// for every counted holder outside the Union that is above it and for one that
// is not known yet, in the provider and in every company above it. It is solved,
// not searched: as long as nobody's control changes the figure is linear in the
// share, and where control may change is known from the votes.
//
// Left out are companies of which nobody who does not count has anything.
func Headroom(r *Result) (Rooms, error) {
	s, err := newStake(r)
	if err != nil {
		return Rooms{}, err
	}
	var found Rooms
	h := &headroom{stake: s, field: s.look(s.structure, nil), ceilings: map[string]*big.Rat{}}
	h.measures = h.field.Measure(s.subject)
	var passing []int
	for test := range limited {
		if judge(s.value(h.field, h.measures, test), s.limit(test)) == Compliant {
			passing = append(passing, test)
		}
	}
	if len(passing) == 0 {
		return found, nil
	}
	type job struct {
		purchase ownership.Purchase
		rooms    []int64 // by test; everything where it is all
		most     *big.Rat
	}
	var jobs []*job
	buyers, most := h.buyers(), tries(roomWork, h.field)
	for _, issuer := range s.nearest() {
		for _, holder := range buyers {
			switch p, ok := h.purchase(holder, issuer); {
			case !ok:
			case len(jobs) == most:
				found.LeftOut++
			default:
				jobs = append(jobs, &job{purchase: p})
			}
		}
	}
	queue := make(chan *job)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for j := range queue {
				j.most, _ = s.structure.Offered(j.purchase)
				j.rooms = h.solve(j.purchase, j.most, passing)
			}
		})
	}
	for _, j := range jobs {
		queue <- j
	}
	close(queue)
	work.Wait()
	id := func(i int) string { return s.structure.Entities[i].ID }
	for _, j := range jobs {
		if j.purchase.Issuer != s.subject && !slices.ContainsFunc(passing, func(test int) bool { return j.rooms[test] != everything }) {
			found.Unlimited++
			continue
		}
		room := Room{Issuer: id(j.purchase.Issuer)}
		if j.purchase.Holder != s.newcomer {
			room.Holder = id(j.purchase.Holder)
		}
		for _, from := range j.purchase.From {
			room.From = append(room.From, id(from))
		}
		for _, test := range passing {
			room.Test, room.All = limited[test].test, j.rooms[test] == everything
			room.Share = j.most
			if !room.All {
				room.Share = ratioOf(j.rooms[test])
			}
			found.List = append(found.List, room)
		}
	}
	provider := id(s.subject)
	providerFirst := func(issuer string) string {
		if issuer == provider {
			return "" // no entity has such an id
		}
		return issuer
	}
	slices.SortFunc(found.List, func(a, b Room) int {
		return cmp.Or(cmp.Compare(providerFirst(a.Issuer), providerFirst(b.Issuer)), cmp.Compare(a.Holder, b.Holder), cmp.Compare(a.Test, b.Test))
	})
	return found, nil
}

// everything stands for a room without an end.
const everything = int64(-1)

// headroom is the search under way.
type headroom struct {
	*stake
	field    *ownership.Field
	measures *ownership.Measures

	lock     sync.Mutex
	ceilings map[string]*big.Rat
}

// buyers lists whose room is looked for.
func (h *headroom) buyers() []int {
	list := []int{h.newcomer}
	for _, i := range h.measures.Above() {
		if h.field.Counted(i) && h.field.Outside(i) == ownership.Yes && !h.field.Hidden(i) {
			list = append(list, i)
		}
	}
	return list
}

// purchase is what a holder could buy of an issuer, and from whom; ok is false
// when there is nothing.
func (h *headroom) purchase(holder, issuer int) (p ownership.Purchase, ok bool) {
	e := h.field.Entities[issuer]
	if holder == issuer || e.Ultimate || e.Kind == ownership.Person || e.Kind == ownership.State || h.field.Hidden(issuer) {
		return p, false
	}
	p = ownership.Purchase{Holder: holder, Issuer: issuer}
	for _, l := range h.structure.Holders(issuer) {
		switch i := l.Holder; {
		case i == holder || i == issuer || l.Share[ownership.Capital].Lo.Sign() == 0:
		case h.field.Hidden(i):
			if h.field.Listed(issuer) {
				p.From = append(p.From, i)
			}
		case h.field.CountsInside(i):
			p.From = append(p.From, i)
		}
	}
	return p, len(p.From) > 0
}

// solve finds the room of a purchase under each of the tests, in ticks.
func (h *headroom) solve(p ownership.Purchase, most *big.Rat, tests []int) []int64 {
	rooms := make([]int64, len(limited))
	for i := range rooms {
		rooms[i] = everything
	}
	if h.field.Entangled(p) {
		h.bisect(p, 0, ticks(most), tests, rooms)
		return rooms
	}
	var pending []int
	for _, test := range tests {
		if h.ceiling(p, test).Cmp(h.limit(test)) > 0 {
			pending = append(pending, test)
		}
	}
	end := ticks(most)
	field, measures, at := h.field, h.measures, int64(0)
	concerned := h.concerned(p.Holder)
	for range pieces {
		if len(pending) == 0 || at >= end {
			return rooms
		}
		steady, ok := field.Steady(p)
		last := end // the last tick up to which nothing changes
		if ok && steady != nil {
			last = min(end, at+max(ticks(steady), 0))
		}
		var open []int
		for _, test := range pending {
			if !ok {
				break
			}
			root, linear := h.root(measures, p, test, concerned)
			switch {
			case !linear:
				ok = false
			case root == nil || at+ticks(root) >= last:
				open = append(open, test)
			default:
				rooms[test] = at + ticks(root)
			}
		}
		if !ok {
			break
		}
		pending = open
		if len(pending) == 0 || last == end {
			return rooms
		}
		at = last + 1
		field = h.look(h.structure.Bought(p, ratioOf(at)), nil)
		measures = field.MeasureOf(h.subject, concerned)
		pending = slices.DeleteFunc(pending, func(test int) bool {
			if h.value(field, measures, test).High.Cmp(h.limit(test)) <= 0 {
				return false
			}
			rooms[test] = last
			return true
		})
	}
	h.bisect(p, at, end, pending, rooms)
	return rooms
}

// pieces is how many changes of control are followed before the rest is halved.
const pieces = 8

// bisect finds the rooms between a tick that passes and the last one by halving:
// where figures are not linear between changes of control.
func (h *headroom) bisect(p ownership.Purchase, from, end int64, tests []int, rooms []int64) {
	known := map[int64][]bool{}
	passes := func(n int64, test int) bool {
		if known[n] == nil {
			field := h.look(h.structure.Bought(p, ratioOf(n)), nil)
			measures := field.Measure(h.subject)
			known[n] = make([]bool, len(limited))
			for test := range limited {
				known[n][test] = h.value(field, measures, test).High.Cmp(h.limit(test)) <= 0
			}
		}
		return known[n][test]
	}
	for _, test := range tests {
		low, high := from, end
		if rooms[test] != everything || passes(high, test) {
			continue
		}
		for high-low > 1 {
			if middle := low + (high-low)/2; passes(middle, test) {
				low = middle
			} else {
				high = middle
			}
		}
		rooms[test] = low
	}
}

// concerned lists those whose figures a purchase by a holder may raise: itself,
// and whoever is above it.
func (h *headroom) concerned(holder int) []int {
	met := map[int]bool{holder: true}
	list := []int{holder}
	for n := 0; n < len(list); n++ {
		for _, l := range h.field.Holders(list[n]) {
			if !met[l.Holder] {
				met[l.Holder] = true
				list = append(list, l.Holder)
			}
		}
		controllers, _ := h.field.Controllers(list[n])
		for _, c := range controllers {
			if c.Who < h.field.Len() && !met[c.Who] {
				met[c.Who] = true
				list = append(list, c.Who)
			}
		}
	}
	for c, concert := range h.field.Concerts() {
		if slices.ContainsFunc(concert.Members, func(i int) bool { return met[i] }) {
			list = append(list, h.field.Len()+c)
		}
	}
	return list
}

// asked lists whose figures make a test: all together, or those concerned that
// count.
func (h *headroom) asked(test int, concerned []int) []int {
	if !limited[test].individual {
		return []int{ownership.Together}
	}
	return slices.DeleteFunc(slices.Clone(concerned), func(who int) bool {
		return !h.field.CountedOf(who) || h.field.OutsideOf(who) == ownership.No
	})
}

// root is the share at which a test would no longer pass if nobody's control
// changed; nil where it always would. linear is false where that cannot be told.
func (h *headroom) root(m *ownership.Measures, p ownership.Purchase, test int, concerned []int) (root *big.Rat, linear bool) {
	for _, who := range h.asked(test, concerned) {
		share, ok := m.Until(p, limited[test].dimension, h.policy.Reading, who, h.limit(test))
		if !ok {
			return nil, false
		}
		if share != nil && (root == nil || share.Cmp(root) < 0) {
			root = share
		}
	}
	return root, true
}

// ceiling is more than the figure of a test can be after a purchase of any size.
func (h *headroom) ceiling(p ownership.Purchase, test int) *big.Rat {
	also := h.field.MayLead(p)
	if p.Issuer == h.subject {
		also = append(also, p.From...)
	}
	t := limited[test]
	highest := new(big.Rat)
	for _, who := range h.asked(test, h.concerned(p.Holder)) {
		rest := also
		if !t.individual {
			// Whoever is outside counts already: what is left is the same for
			// most buyers.
			rest = slices.DeleteFunc(slices.Clone(also), func(i int) bool { return h.field.Counted(i) && h.field.Outside(i) == ownership.Yes })
		}
		key := fmt.Sprint(t.dimension, who, rest)
		h.lock.Lock()
		top := h.ceilings[key]
		h.lock.Unlock()
		if top == nil {
			top = h.measures.Ceiling(t.dimension, h.policy.Reading, who, rest)
			h.lock.Lock()
			h.ceilings[key] = top
			h.lock.Unlock()
		}
		if top.Cmp(highest) > 0 {
			highest = top
		}
	}
	return highest
}
