package register

import (
	"math/big"

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

	slot    []uint32 // by entity with recorded holders: one more than its place below
	figures [2][]figures
	apart   bitset // issuers whose figures of the votes are not those of the capital
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
	low, high   float64 // of all together
	least, most float64 // of the largest
	holder      uint32
	err         float32 // bound on the error of each
	slack       float32 // how much greater those of the largest may be
	answer      Answer
	open        bool // one is too near to its limit to say, or not known as exactly as it should be
}

// Screen computes the figures of every entity as the subject in one reading,
// and holds them against the limits.
func (f *Field) Screen(reading ownership.Reading, limits Limits) *Screening {
	s := &Screening{Field: f, Reading: reading, Limits: limits, slot: make([]uint32, f.Len()), redone: make(map[uint32]*Line), rough: make(map[uint32]bool)}
	powers := powersIn(f.Register)
	o := orderOf(f.Register, powers, f.threads)
	c := f.findControls(o, powers)
	s.certain = c.certain
	if f.drop != nil {
		f.declare(func(company int, yield func(int)) {
			for _, x := range c.groups.all(uint32(company), nil) {
				yield(int(x))
			}
		})
	}
	f.spread(len(o.list), func(from, to int) {
		for n := from; n < to; n++ {
			s.slot[o.list[n]] = uint32(n) + 1
		}
	})
	q := f.newSearches(reading, limits, o, powers, c, s.slot)
	q.run()
	s.apart = q.apart
	for d := range q.of {
		s.figures[d] = q.of[d].figures
	}
	redo := make([]bool, f.Len())
	s.answer = make([]Answer, len(o.list))
	f.spread(len(o.list), func(from, to int) {
		for n := from; n < to; n++ {
			j := o.list[n]
			for d := range q.of {
				redo[j] = redo[j] || q.of[d].skip[j] || q.of[d].unsure[j]
			}
			for _, d := range ownership.Dimensions {
				g := s.measured(j, n, d)
				s.answer[n] = max(s.answer[n], g.answer)
				redo[j] = redo[j] || g.open
			}
		}
	})
	s.redo(o, redo)
	s.topmost = s.certain.topmostOf(o.list)
	return s
}

// measured are the figures of an issuer at a place of the list.
func (s *Screening) measured(j uint32, n int, d ownership.Dimension) *figures {
	if d == ownership.Votes && !s.apart.has(j) {
		d = ownership.Capital
	}
	return &s.figures[d][n]
}

// votesFollow tells whether all shares are the same in both dimensions.
func (f *Field) votesFollow() bool {
	return len(f.odd) == 0 && (f.Edges() == 0 || &f.lo[0][0] == &f.lo[1][0] && &f.hi[0][0] == &f.hi[1][0])
}

// judge holds the figures of an issuer in one dimension against the limits, the
// collective one first; open is true when one is too near to its limit to say,
// or not known as exactly as it should be.
func (s *search) judge(low, high, least, most number, err, slack float64) (answer Answer, open bool) {
	open = slack > settledSlack
	for k, ends := range [2][2]number{{low, high}, {least, most}} {
		if k == 1 {
			err += slack
		}
		for end, worst := range [2]Answer{Above, Open} {
			sign, known := ends[end].order(s.limits[k], err)
			switch {
			case !known:
				answer, open = max(answer, Open), true
			case sign > 0:
				answer = max(answer, worst)
			}
		}
	}
	return answer, open
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
	for _, d := range ownership.Dimensions {
		g := s.measured(uint32(i), int(n)-1, d)
		line.Collective[d] = Figure{g.low, min(g.high, 1)}
		line.Individual[d] = Figure{g.least, min(g.most+float64(g.slack), 1)}
		line.Error = max(line.Error, float64(g.err))
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
