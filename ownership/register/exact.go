package register

import (
	"math/big"
	"slices"

	"egide/ownership"
)

// mostAbove is how many entities may stand above a company, itself included,
// for the exact engine to be asked.
const mostAbove = 5_000

// mostEffort is how many entities are looked at in all for that.
const mostEffort = 20_000_000

// together is how many entities the exact engine is given at once, where that
// saves work that several companies share.
const together = 1_500

// Where many hold each other the digits of fractions grow with their number: a
// cycle takes about as long as it has members, times what they hold of each other.
const (
	mostTurns    = 400_000   // that above one company
	mostAllTurns = 8_000_000 // in all
)

// turns is how long the exact engine takes for cycles.
type turns struct {
	r     *Register
	o     *order
	cycle map[uint32]cycle // by rank
	known map[uint32]int
}

func (s *Screening) turnsOf(o *order) *turns {
	t := &turns{r: s.Register, o: o, cycle: make(map[uint32]cycle, len(o.cycles)), known: make(map[uint32]int)}
	for _, c := range o.cycles {
		t.cycle[o.rank[o.list[c.from]]] = c
	}
	return t
}

// of a rank.
func (t *turns) of(rank uint32) int {
	c, there := t.cycle[rank]
	if !there {
		return 0
	}
	n, there := t.known[rank]
	if !there {
		inside := 0
		for _, j := range t.o.list[c.from:c.to] {
			for _, h := range t.r.holder[t.r.first[j]:t.r.first[j+1]] {
				if t.o.rank[h] == rank {
					inside++
				}
			}
		}
		n = int(c.to-c.from) * inside
		t.known[rank] = n
	}
	return n
}

// above adds up the cycles of a list.
func (t *turns) above(list []uint32) int {
	sum := 0
	met := make(map[uint32]bool)
	for _, i := range list {
		if rank := t.o.rank[i]; rank != 0 && !met[rank] {
			met[rank] = true
			sum += t.of(rank)
		}
	}
	return sum
}

// redo has the exact engine measure the issuers that are marked.
func (s *Screening) redo(o *order, marked []bool) {
	list := o.list
	var batches []batch
	u := s.upwards()
	current := batch{number: make(map[uint32]int)}
	effort := mostEffort
	turns, left := s.turnsOf(o), mostAllTurns
	for _, j := range list {
		if !marked[j] {
			continue
		}
		var above []uint32
		if effort > 0 && turns.of(o.rank[j]) <= mostTurns {
			above = u.above(j, mostAbove)
			effort -= max(len(above), 1)
			if above == nil {
				effort -= mostAbove
			}
			if n := turns.above(above); n > mostTurns || n > left {
				above = nil
			} else {
				left -= n
			}
		}
		if above == nil {
			s.rough[j] = true
			continue
		}
		if len(current.list) > 0 && len(current.list)+len(above) > together {
			batches = append(batches, current)
			current = batch{number: make(map[uint32]int)}
		}
		current.add(j, above)
	}
	if len(current.of) > 0 {
		batches = append(batches, current)
	}
	results := make([][]*Line, len(batches))
	each(s.threads, len(batches), func(k int) { results[k] = s.exactly(u, &batches[k]) })
	for k, b := range batches {
		for n, j := range b.of {
			if results[k] == nil {
				s.rough[j] = true
				continue
			}
			s.redone[j] = results[k][n]
			s.Redone++
		}
	}
}

// batch is some companies and all that is above them.
type batch struct {
	of     []uint32
	list   []uint32
	number map[uint32]int
}

func (b *batch) add(j uint32, above []uint32) {
	b.of = append(b.of, j)
	for _, i := range above {
		if _, there := b.number[i]; !there {
			b.number[i] = len(b.list)
			b.list = append(b.list, i)
		}
	}
}

// upwards walks from companies to all that stands above them, those who have a
// right over one included.
type upwards struct {
	r      *Register
	rights map[uint32][]*ownership.Right // by company
	right  map[*ownership.Right]uint32   // the holder
	acting map[uint32][]int              // by entity: its concerts
}

func (s *Screening) upwards() *upwards {
	u := &upwards{r: s.Register, rights: make(map[uint32][]*ownership.Right), right: make(map[*ownership.Right]uint32), acting: make(map[uint32][]int)}
	for _, x := range s.Register.rights {
		company, there := s.Find(x.Company)
		holder, too := s.Find(x.Holder)
		if there && too {
			u.rights[uint32(company)] = append(u.rights[uint32(company)], x)
			u.right[x] = uint32(holder)
		}
	}
	for k, c := range s.concerts {
		for _, m := range c.members {
			u.acting[m] = append(u.acting[m], k)
		}
	}
	return u
}

// above lists j and all that is above it; nil when there are more than the most.
func (u *upwards) above(j uint32, most int) []uint32 {
	met := map[uint32]bool{j: true}
	list := []uint32{j}
	add := func(i uint32) {
		if !met[i] {
			met[i] = true
			list = append(list, i)
		}
	}
	for n := 0; n < len(list); n++ {
		i := list[n]
		if len(list)+int(u.r.first[i+1]-u.r.first[i]) > most {
			return nil
		}
		for _, h := range u.r.holder[u.r.first[i]:u.r.first[i+1]] {
			add(h)
		}
		for _, x := range u.rights[i] {
			add(u.right[x])
		}
		for _, c := range u.acting[i] {
			for _, m := range u.r.concerts[c].members {
				add(m)
			}
		}
	}
	return list
}

// dossier is the part of a register as the exact engine takes it.
func (u *upwards) dossier(list []uint32) *ownership.Dossier {
	d := &ownership.Dossier{}
	inside := make(map[uint32]bool, len(list))
	concerts := make(map[int]bool)
	for _, i := range list {
		inside[i] = true
		e := u.r.Profile(int(i)).Entity()
		e.ID, e.Name = u.r.ID(int(i)), u.r.Name(int(i))
		d.Entities = append(d.Entities, e)
		d.Rights = append(d.Rights, u.rights[i]...)
		for _, c := range u.acting[i] {
			concerts[c] = true
		}
	}
	for _, i := range list {
		from, to := u.r.Row(int(i))
		for e := from; e < to; e++ {
			if !inside[u.r.holder[e]] {
				continue
			}
			h := &ownership.Holding{Holder: u.r.ID(u.r.Holder(e)), Issuer: u.r.ID(int(i)), Declared: u.r.Declared(e)}
			for d, share := range [2]*ownership.Share{&h.Capital, &h.Votes} {
				lo, hi := u.r.Share(int(i), e, ownership.Dimension(d))
				*share = ownership.Between(lo, hi, false, false)
			}
			d.Holdings = append(d.Holdings, h)
		}
	}
	// Those who act together are known by their label alone: a line of nothing in
	// a company that nobody else holds says it for each.
	if len(concerts) > 0 {
		const nowhere = "\x00"
		d.Entities = append(d.Entities, &ownership.Entity{ID: nowhere, Kind: ownership.Company})
		nothing := ownership.Exactly(new(big.Rat))
		for c := range u.r.concerts {
			if !concerts[c] {
				continue
			}
			for _, m := range u.r.concerts[c].members {
				d.Holdings = append(d.Holdings, &ownership.Holding{Holder: u.r.ID(int(m)), Issuer: nowhere, Class: u.r.concerts[c].label,
					Capital: nothing, Votes: nothing, Concert: u.r.concerts[c].label})
			}
		}
	}
	return d
}

// exactly measures the companies of a batch; nil when the exact engine refuses
// what is recorded of them.
func (s *Screening) exactly(u *upwards, b *batch) []*Line {
	structure, faults, err := ownership.Resolve(u.dossier(b.list), s.AsOf)
	if err != nil || len(faults) > 0 {
		return nil
	}
	f := ownership.NewField(structure, s.lens)
	lines := make([]*Line, len(b.of))
	for n, j := range b.of {
		index, _ := f.Index(s.ID(int(j)))
		lines[n] = s.line(f, f.Measure(index))
	}
	return lines
}

// line writes down what the exact engine says of a company.
func (s *Screening) line(f *ownership.Field, m *ownership.Measures) *Line {
	l := &Line{Controller: NoHolder, Exact: true}
	number := func(who int, acting func(*Acting) *ownership.Ref) int {
		if who >= f.Len() {
			if l.Acting == nil {
				l.Acting = new(Acting)
			}
			*acting(l.Acting) = f.RefOf(who)
		}
		if who < 0 || who >= f.Len() {
			return NoHolder
		}
		i, _ := s.Find(f.Entities[who].ID)
		return i
	}
	for d := range ownership.Dimensions {
		together := m.Collective[d][s.Reading]
		alone, who := mostOfOne(f, m, ownership.Dimension(d), s.Reading)
		l.Collective[d], l.Individual[d] = floats(together), floats(alone)
		l.Holder[d] = number(who, func(a *Acting) *ownership.Ref { return &a.Holder[d] })
		for _, test := range []struct {
			b     ownership.Bounds
			limit *big.Rat
		}{{together, s.Limits.Collective}, {alone, s.Limits.Individual}} {
			switch {
			case test.b.Low.Cmp(test.limit) > 0:
				l.Answer = Above
			case test.b.High.Cmp(test.limit) > 0:
				l.Answer = max(l.Answer, Open)
			}
		}
	}
	controllers, _ := f.Controllers(m.Subject)
	controller := func(who int) int { return number(who, func(a *Acting) *ownership.Ref { return &a.Controller }) }
	var sure []int
	for _, c := range controllers {
		if c.Certain && c.Who < f.Len() {
			sure = append(sure, c.Who)
		}
	}
	slices.Sort(sure)
	if together := slices.IndexFunc(controllers, func(c ownership.Controller) bool { return c.Certain }); len(sure) == 0 && together >= 0 {
		l.Controller = controller(controllers[together].Who)
	}
	for _, x := range sure {
		above, _ := f.Controllers(x)
		free := !slices.ContainsFunc(above, func(c ownership.Controller) bool { return c.Certain && c.Who < f.Len() })
		if l.Controller == NoHolder || free {
			l.Controller = controller(x)
		}
		if free {
			break
		}
	}
	return l
}

// mostOfOne is the largest figure that one counted holder outside has, and whose
// it is: the one that surely has most; failing one, the one that may have most;
// Undisclosed when nobody recorded may have more than somebody undisclosed.
func mostOfOne(f *ownership.Field, m *ownership.Measures, d ownership.Dimension, r ownership.Reading) (ownership.Bounds, int) {
	best, who := ownership.Bounds{Low: new(big.Rat), High: m.Undisclosed[d][r].High}, ownership.Undisclosed
	for _, h := range m.Holders {
		outside := f.OutsideOf(h.Who)
		if !f.CountedOf(h.Who) || outside == ownership.No {
			continue
		}
		figure := h.Figures[d][r]
		low := figure.Low
		if outside == ownership.Unknown {
			low = new(big.Rat)
		}
		switch {
		case low.Cmp(best.Low) > 0:
			best.Low, who = low, h.Who
		case best.Low.Sign() == 0 && figure.High.Cmp(best.High) > 0:
			who = h.Who
		}
		if figure.High.Cmp(best.High) > 0 {
			best.High = figure.High
		}
	}
	return best, who
}

func floats(b ownership.Bounds) Figure {
	low, _ := b.Low.Float64()
	high, _ := b.High.Float64()
	return Figure{low, high}
}
