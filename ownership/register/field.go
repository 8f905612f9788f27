package register

import (
	"math/big"
	"runtime"
	"slices"
	"sync/atomic"

	"egide/ownership"
)

// Field is a register seen through a lens: what the measures need of each
// entity, in one byte.
type Field struct {
	*Register
	lens    ownership.Lens
	threads int
	sight   []sight // by entity
	// drop tells for each edge what a listed issuer's layer leaves out of it;
	// nil when no issuer is listed.
	drop []drop
	// recast are the shares of the issuers whose votes are not those that were
	// written, because some of them cannot be cast; nil when there are none.
	recast       []uint32 // by entity, its place in the next
	recastShares [][]oddShare
	near         atomic.Uint32 // what was read ahead
	// separate is up to how many members of a cycle each candidate's equations
	// are solved for themselves.
	separate int
	// tangled is up to how many their equations are decomposed.
	tangled int
	// inverted is how many operations may be spent on the inverses of such a cycle.
	inverted int
}

// sight is what a lens has decided about an entity.
type sight uint8

const (
	outsideYes sight = 1 << iota
	outsideNo        // neither of the two is unknown
	counted          // counts as a third entity when outside
	ending           // nobody is to be looked for above it
	listed           // only declared holders count
	hidden           // nobody knows who it is
	recast           // its holders' shares are in Field.recast
	issuer           // is in the order: has recorded holders, or somebody has power over it
)

// hitsLow tells whether a walk surely ends at the entity as outside.
func (s sight) hitsLow() bool { return s&(counted|outsideYes) == counted|outsideYes }

// hitsHigh tells whether it may.
func (s sight) hitsHigh() bool { return s&counted != 0 && s&outsideNo == 0 }

// ahead is for how many entities a thread reads at once what it will need of
// others, which are far from each other: the memory looks for many at once when
// nothing waits for them.
const ahead = 64

// readAhead reads what is seen of the first holders of issuers. What it returns
// is to be kept, or the compiler would leave the reading out.
func (f *Field) readAhead(issuers []uint32) (near sight) {
	for _, j := range issuers {
		for _, h := range f.holder[f.first[j]:min(f.first[j]+ahead, f.first[j+1])] {
			near |= f.sight[h]
		}
	}
	return near
}

// inTurn calls do for each of a list of issuers, and reads ahead.
func (f *Field) inTurn(list []uint32, do func(j uint32)) {
	near := sight(0)
	for k, j := range list {
		if k%ahead == 0 {
			near |= f.readAhead(list[k:min(k+ahead, len(list))])
		}
		do(j)
	}
	f.near.Or(uint32(near))
}

// drop is what a listed layer leaves out of an edge.
type drop uint8

const (
	dropLo drop = 1 << iota // it may have to be declared: its least is nothing
	dropAll
)

// NewField looks at a register through a lens. Threads is how many to use; 0
// is as many as there are. The answer never depends on it.
func NewField(r *Register, lens ownership.Lens, threads int) *Field {
	if threads <= 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	f := &Field{Register: r, lens: lens, threads: threads, separate: smallest, tangled: mostTangled, inverted: mostInverted, sight: make([]sight, r.Len())}
	of := make([]sight, len(r.profiles))
	anyListed := false
	for p := range r.profiles {
		of[p] = seen(&r.profiles[p], lens)
		anyListed = anyListed || of[p]&listed != 0
	}
	f.spread(r.Len(), func(from, to int) {
		for i := from; i < to; i++ {
			f.sight[i] = of[r.profile[i]]
		}
	})
	if anyListed {
		f.declare(nil)
	}
	return f
}

func seen(p *Profile, lens ownership.Lens) sight {
	e := p.Entity()
	var s sight
	switch lens.Outside(e) {
	case ownership.Yes:
		s |= outsideYes
	case ownership.No:
		s |= outsideNo
	}
	if lens.Counted(e) {
		s |= counted
	}
	if p.Ultimate || p.Kind == ownership.Person || p.Kind == ownership.State {
		s |= ending
	}
	if lens.DeclaredOnly(e) {
		s |= listed
	}
	if p.Hidden() {
		s |= hidden
	}
	return s
}

// declare decides what counts in the layers in which only declared holders do:
// a holder that is declared, or of whom nothing is said and whose group passes
// the declaration threshold. controllers calls yield for each of those who
// surely have the majority of a company, themselves or through others; nil
// knows of none.
func (f *Field) declare(controllers func(company int, yield func(who int))) {
	if f.drop == nil {
		f.drop = make([]drop, f.Edges())
	}
	threshold := f.lens.DeclarationThreshold
	f.spread(f.Len(), func(from, to int) {
		for j := from; j < to; j++ {
			if f.sight[j]&listed != 0 {
				f.declareIn(j, threshold, controllers)
			}
		}
	})
}

func (f *Field) declareIn(j int, threshold *big.Rat, controllers func(int, func(int))) {
	from, to := f.Row(j)
	// In parts, which are enough to tell what is above the threshold: fractions
	// are compared exactly where they are near.
	type share struct {
		who    int
		lo, hi int64
	}
	least, most := make([]int64, to-from), make([]int64, to-from)
	var shares []share
	for _, d := range ownership.Dimensions {
		shares = shares[:0]
		each := func(e int, visit func(who int)) {
			if f.sight[f.holder[e]]&hidden != 0 {
				return
			}
			visit(f.Holder(e))
			if controllers != nil {
				controllers(f.Holder(e), visit)
			}
		}
		for e := from; e < to; e++ {
			lo, hi := f.declarable(j, e, d)
			if hi > 0 {
				each(e, func(who int) { shares = append(shares, share{who, lo, hi}) })
			}
		}
		slices.SortFunc(shares, func(a, b share) int { return a.who - b.who })
		sums := shares[:0]
		for _, s := range shares {
			if n := len(sums); n > 0 && sums[n-1].who == s.who {
				sums[n-1].lo += s.lo
				sums[n-1].hi += s.hi
				continue
			}
			sums = append(sums, s)
		}
		for e := from; e < to; e++ {
			if _, hi := f.declarable(j, e, d); hi == 0 {
				continue
			}
			each(e, func(who int) {
				k, _ := slices.BinarySearchFunc(sums, who, func(s share, who int) int { return s.who - who })
				least[e-from] = max(least[e-from], sums[k].lo)
				most[e-from] = max(most[e-from], sums[k].hi)
			})
		}
	}
	limit := new(big.Rat).Mul(threshold, big.NewRat(declarableParts, 1))
	floor := new(big.Int).Quo(limit.Num(), limit.Denom()).Int64()
	for e := from; e < to; e++ {
		f.drop[e] = 0
		switch declared := f.Declared(e); {
		case declared == ownership.Yes:
		case declared == ownership.No || most[e-from] <= floor:
			f.drop[e] = dropAll
		case least[e-from] <= floor:
			f.drop[e] = dropLo
		}
	}
}

// declarableParts is the number of parts of an issuer when its holders are held
// against the declaration threshold: so many that sums of fractions, which are
// rounded, lie on the same side of it as exactly.
const declarableParts = Parts * 1_000_000

// declarable is a share in those parts.
func (f *Field) declarable(j, e int, d ownership.Dimension) (lo, hi int64) {
	if f.state[j]&oddShares == 0 {
		return int64(f.lo[d][e]) * (declarableParts / Parts), int64(f.hi[d][e]) * (declarableParts / Parts)
	}
	part := func(r *big.Rat) int64 {
		n := new(big.Int).Mul(r.Num(), big.NewInt(declarableParts))
		return n.Quo(n, r.Denom()).Int64()
	}
	low, high := f.Share(j, e, d)
	return part(low), part(high)
}

// Figure is the least and the greatest ratio that a figure can have.
type Figure struct {
	Low, High float64
}

// Figures are a measure of every entity as the subject, in one dimension.
type Figures struct {
	At []Figure
	// Err bounds how far each end may be from the exact one.
	Err []float32
	// Ring lists the entities that are in a ring whose members own each other
	// wholly, ascending: nobody can be shown to hold them.
	Ring []uint32
}
