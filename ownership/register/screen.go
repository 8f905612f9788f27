package register

import (
	"math/big"
	"slices"

	"egide/ownership"
)

// Limits are the ratios that figures are held against: a figure fails when it
// is above.
type Limits struct {
	Individual, Collective *big.Rat
}

// Answer is what the limits make of a company.
type Answer uint8

// The answers. Open is for a company of which some upper end is above its limit
// and no lower one is.
const (
	Within Answer = iota
	Open
	Above
)

// NoHolder stands for an entity where there is none to name.
const NoHolder = -1

// Acting names concerts in the place of holders.
type Acting struct {
	Holder     [2]ownership.Ref // of the individual figures; empty where it is no concert
	Controller ownership.Ref
}

// Line is what a screening says of one entity.
type Line struct {
	Collective [2]Figure // by dimension, of all counted holders outside
	Individual [2]Figure // of the largest of them
	// Holder is whose the individual figure is: the one that surely has most;
	// failing one, the one that may have most; NoHolder when that is somebody
	// undisclosed or nobody.
	Holder [2]int
	// Controller is the topmost of those that surely control it, or NoHolder.
	Controller int
	// Acting are the concerts that stand where no entity does; nil nearly always.
	Acting *Acting
	Answer Answer
	// Error bounds how far each figure may be from the exact one.
	Error float64
	// Exact tells that the exact engine made the figures.
	Exact bool
	// Rough tells that neither could settle the figures: the bounds hold, and are
	// wider than they need be.
	Rough bool
}

// Screening is the figures of every entity of a register in one reading.
type Screening struct {
	*Field
	Reading ownership.Reading
	Limits  Limits

	limits  [2]number // the collective one first
	slot    []uint32  // by entity with recorded holders: one more than its place below
	figures [2][]figures
	answer  []Answer
	certain *control
	topmost []uint32         // by slot: see topmostOf
	redone  map[uint32]*Line // by entity: what the exact engine says
	rough   map[uint32]bool
	// Redone is the number of companies that the exact engine had to decide.
	Redone int
}

// figures are those of one company in one dimension.
type figures struct {
	low, high   number // of all together
	least, most number // of the largest
	holder      uint32
	err         float64 // bound on the error of each
	slack       float64 // how much greater those of the largest may be
}

// Screen computes the figures of every entity as the subject in one reading,
// and holds them against the limits.
func (f *Field) Screen(reading ownership.Reading, limits Limits) *Screening {
	s := &Screening{Field: f, Reading: reading, Limits: limits, slot: make([]uint32, f.Len()), redone: make(map[uint32]*Line), rough: make(map[uint32]bool)}
	s.limits = [2]number{ratioNumber(limits.Collective), ratioNumber(limits.Individual)}
	powers := powersIn(f.Register)
	o := orderOf(f.Register, powers)
	groups := f.findControl(o, powers, nil, grounds{})
	left, suspended := f.suspend(o, groups)
	if f.recast != nil {
		groups = f.findControl(o, powers, nil, grounds{})
	}
	if f.drop != nil {
		f.declare(func(company int, yield func(int)) {
			for _, x := range groups.all(uint32(company), nil) {
				yield(int(x))
			}
		})
	}
	var possible *control
	each(f.threads, 2, func(k int) {
		if k == 0 {
			s.certain = f.findControl(o, powers, groups, grounds{presumption: true})
		} else {
			possible = f.findControl(o, powers, groups, grounds{presumption: true, possible: true})
		}
	})
	for n, j := range o.list {
		s.slot[j] = uint32(n) + 1
	}
	first := f.newSearch(reading, o, powers, s.certain, possible, s.slot)
	skip := first.beyond(o)
	for _, j := range left {
		skip[j] = true
	}
	redo := make([]bool, f.Len())
	for _, d := range ownership.Dimensions {
		if d == ownership.Votes && f.votesFollow() && !suspended {
			s.figures[d] = s.figures[ownership.Capital]
			break
		}
		q := first
		q.d, q.skip, q.unsure = d, slices.Clone(skip), make([]bool, f.Len())
		q.nodes, q.figures = make([]node, q.count), make([]figures, len(o.list))
		q.run()
		s.figures[d] = q.figures
		for _, j := range o.list {
			redo[j] = redo[j] || q.skip[j] || q.unsure[j]
		}
	}
	s.answer = make([]Answer, len(o.list))
	for n, j := range o.list {
		answer, sure := s.judge(n)
		s.answer[n] = answer
		redo[j] = redo[j] || !sure
	}
	s.redo(o.list, redo)
	s.topmost = s.certain.topmostOf(o.list)
	return s
}

// votesFollow tells whether all shares are the same in both dimensions.
func (f *Field) votesFollow() bool {
	return len(f.odd) == 0 && (f.Edges() == 0 || &f.lo[0][0] == &f.lo[1][0] && &f.hi[0][0] == &f.hi[1][0])
}

// judge holds the figures of an issuer against the limits; settled is false when
// one is too near to its limit to say, or not known as exactly as it should be.
func (s *Screening) judge(n int) (answer Answer, settled bool) {
	settled = true
	limits := &s.limits
	for d := range s.figures {
		g := &s.figures[d][n]
		settled = settled && g.slack <= settledSlack
		for k, ends := range [2][2]number{{g.low, g.high}, {g.least, g.most}} {
			for end, worst := range [2]Answer{Above, Open} {
				err := g.err
				if k == 1 {
					err += g.slack
				}
				sign, known := ends[end].order(limits[k], err)
				switch {
				case !known:
					answer = max(answer, Open)
				case sign > 0:
					answer = max(answer, worst)
				}
				settled = settled && known
			}
		}
	}
	return answer, settled
}

// settledSlack is how much a figure may be off for holders that were let go.
const settledSlack = 1e-13

func ratioNumber(r *big.Rat) number {
	v, _ := r.Float64()
	p := big.NewInt(prime)
	num := new(big.Int).Mod(r.Num(), p).Uint64()
	den := new(big.Int).Mod(r.Denom(), p).Uint64()
	return number{v, mulMod(num, inverse(den))}
}

// newSearch prepares what the searches of both dimensions share.
func (f *Field) newSearch(reading ownership.Reading, o *order, powers powers, certain, possible *control, slot []uint32) search {
	q := search{Field: f, reading: reading, order: o, powers: powers, slot: slot, uses: make([]uint8, f.Len()), place: make([]uint32, f.Len())}
	if reading != ownership.LookThrough {
		q.certain, q.possible = certain, possible
	}
	for _, h := range f.holder {
		if q.uses[h] < 2 {
			q.uses[h]++
		}
	}
	for _, over := range powers.of {
		for _, p := range over {
			q.uses[p.holder] = 2 // it counts elsewhere than in what it holds
		}
	}
	for _, j := range o.list {
		if q.uses[j] > 0 {
			q.count++
			q.place[j] = uint32(q.count)
		}
	}
	return q
}

// beyond marks the issuers that a search does not do: those held by members of a
// concert, and the members.
func (s *search) beyond(o *order) []bool {
	f := s.Field
	skip := make([]bool, f.Len())
	acting := make(map[uint32]bool)
	for _, c := range f.concerts {
		if len(c.members) > 1 {
			for _, m := range c.members {
				acting[m], skip[m] = true, true
			}
		}
	}
	if len(acting) == 0 {
		return skip
	}
	f.spread(len(o.list), func(from, to int) {
		for _, j := range o.list[from:to] {
			for e := f.first[j]; e < f.first[j+1]; e++ {
				if acting[f.holder[e]] {
					skip[j] = true
				}
			}
		}
	})
	return skip
}

// run measures all issuers, level by level: issuers of one level hold nothing
// of each other, but for those of one cycle.
func (s *search) run() {
	alone := &work{at: make(map[uint32]int32)}
	cycles := s.order.cycles
	already := 0
	for l := 0; l+1 < len(s.order.levels); l++ {
		from, to := s.order.levels[l], s.order.levels[l+1]
		s.carried = carriedFrom(already)
		own := 0
		for own < len(cycles) && cycles[own].from < to {
			own++
		}
		s.level(from, to, cycles[:own], alone)
		cycles = cycles[own:]
		for _, j := range s.order.list[from:to] {
			if p := s.place[j]; p != 0 {
				already += len(s.nodes[p-1].list)
			}
		}
	}
}

func (s *search) level(from, to uint32, cycles []cycle, alone *work) {
	for _, c := range cycles {
		s.circle(s.order.list[c.from:c.to], alone)
	}
	// Each stretch between two cycles.
	at := from
	for k := 0; k <= len(cycles); k++ {
		end := to
		if k < len(cycles) {
			end = cycles[k].from
		}
		list := s.order.list[at:end]
		if len(list) < 4096 || s.threads == 1 {
			for _, j := range list {
				s.measure(j, alone)
			}
		} else {
			s.spread(len(list), func(from, to int) {
				w := &work{at: make(map[uint32]int32)}
				for _, j := range list[from:to] {
					s.measure(j, w)
				}
			})
		}
		if k < len(cycles) {
			at = cycles[k].to
		}
	}
}

// Line is what the screening says of entity i.
func (s *Screening) Line(i int) Line {
	if l := s.redone[uint32(i)]; l != nil {
		return *l
	}
	line := Line{Holder: [2]int{NoHolder, NoHolder}, Controller: NoHolder, Rough: s.rough[uint32(i)]}
	n := s.slot[i]
	if n == 0 {
		top := 0.0
		if s.sight[i]&(ending|listed|hidden) == 0 {
			top = 1
		}
		for d := range line.Collective {
			line.Collective[d], line.Individual[d] = Figure{0, top}, Figure{0, top}
		}
		if limit, _ := s.Limits.Collective.Float64(); top > limit {
			line.Answer = Open
		}
		if limit, _ := s.Limits.Individual.Float64(); top > limit {
			line.Answer = Open
		}
		return line
	}
	for d := range s.figures {
		g := &s.figures[d][n-1]
		line.Collective[d] = Figure{g.low.v, min(g.high.v, 1)}
		line.Individual[d] = Figure{g.least.v, min(g.most.v+g.slack, 1)}
		line.Error = max(line.Error, g.err)
		if g.holder != none {
			line.Holder[d] = int(g.holder)
		}
	}
	line.Answer = s.answer[n-1]
	if x := s.topmost[n-1]; x != none {
		line.Controller = int(x)
	}
	return line
}
