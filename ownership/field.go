package ownership

import (
	"cmp"
	"math/big"
	"slices"
	"sync"
)

// Field is a structure seen through a lens: what every measure needs of each
// entity and issuer, decided once for all subjects. Figures by dimension come
// first, then by issuer.
type Field struct {
	*Structure
	lens    Lens
	outside []Tri
	counted []bool // counts as a third entity when outside
	end     []bool // nobody is to be looked for above it
	listed  []bool // only declared holders count

	links   [][]*Link  // into each issuer, circular votes suspended
	arcs    [2][][]arc // what counts in a walk from issuer to holder
	voting  [][]arc    // every known holder's votes, circular ones suspended
	ballots *ballots   // the same votes, scaled
	rest    [2][]*big.Rat
	open    [2][]*big.Rat // the rest, where it may belong to the one asked about

	declared   []Concert // every concert that rows declare
	concerts   []Concert // those with two members or more
	memberOf   [][]int   // by entity: indices of its concerts, after the entities
	rightsOver [][]*Right
	rightsOf   [][]*Right

	rank           []int // holders before issuers, up to cycles
	acyclic        bool
	rightsAnywhere bool
	detours        bool // control may come by what no walk takes: see beside

	groups   *controlMap // majority alone, certain
	certain  *controlMap
	possible *controlMap

	byVotes         sync.Once // the two below, made when first asked for
	certainByVotes  *controlMap
	possibleByVotes *controlMap

	byThreshold sync.Once // the one below, made when first asked for
	outvotedIn  []int
}

// arc is a link in the direction of the walk: from an issuer to a holder.
type arc struct {
	holder int
	lo, hi *big.Rat
	link   *Link
}

// NewField looks at a structure through a lens. It finds the layers in which
// only declared holders count, suspends circular votes, and computes who
// controls whom.
func NewField(s *Structure, lens Lens) *Field {
	n := len(s.Entities)
	seen := *s // what is noted here is of this lens, and others may look at the structure
	seen.Notes = slices.Clone(s.Notes)
	s = &seen
	f := &Field{
		Structure: s, lens: lens,
		outside: make([]Tri, n), counted: make([]bool, n), end: make([]bool, n), listed: make([]bool, n),
		links: slices.Clone(s.holders), voting: make([][]arc, n), memberOf: make([][]int, n),
		rightsOver: make([][]*Right, n), rightsOf: make([][]*Right, n),
	}
	for i, e := range s.Entities {
		f.outside[i] = lens.Outside(e)
		f.counted[i] = lens.Counted(e)
		f.listed[i] = lens.DeclaredOnly(e)
		f.end[i] = e.Ultimate || e.Kind == Person || e.Kind == State
	}
	for _, r := range s.Rights {
		j, k := s.index[r.Company], s.index[r.Holder]
		f.rightsOver[j] = append(f.rightsOver[j], r)
		f.rightsOf[k] = append(f.rightsOf[k], r)
		f.rightsAnywhere = true
	}
	f.rankEntities()
	f.setConcerts(f.declaredConcerts())
	for j := range n {
		f.voting[j] = f.knownArcs(j, Votes)
	}
	f.findRests()
	f.countBallots()
	f.groups = f.control(controlRule{}, nil)
	if lens.SuspendCircular && f.suspendCircular() {
		f.findRests()
		f.countBallots()
		f.groups = f.control(controlRule{}, nil)
	}
	f.findControl()
	for f.joinConcerts() {
		f.groups = f.control(controlRule{}, nil)
		f.findControl()
	}
	f.noteInsideMembers()
	f.findArcs()
	f.detours = f.rightsAnywhere
	for j := range n {
		f.detours = f.detours || len(f.beside(j, Capital))+len(f.beside(j, Votes)) > 0
	}
	return f
}

// beside lists those who may have control of an issuer, or a part in it, by what
// a walk in the dimension does not take: a right, votes without capital, votes
// that do not count in a listed layer.
func (f *Field) beside(j int, d Dimension) []int {
	var list []int
	arcs := f.arcs[d][j]
	for _, v := range f.voting[j] {
		for len(arcs) > 0 && arcs[0].holder < v.holder {
			arcs = arcs[1:]
		}
		if v.holder != j && (len(arcs) == 0 || arcs[0].holder != v.holder) {
			list = append(list, v.holder)
		}
	}
	for _, r := range f.rightsOver[j] {
		if r.Right != Veto {
			list = append(list, f.index[r.Holder])
		}
	}
	return list
}

// findControl computes who controls whom, for certain and possibly.
func (f *Field) findControl() {
	var work sync.WaitGroup
	work.Go(func() { f.certain = f.control(controlRule{presumption: true, rights: true}, f.groups) })
	f.possible = f.control(controlRule{presumption: true, rights: true, possible: true}, f.groups)
	work.Wait()
	f.certain.led, f.possible.led = f.ledFromOutside(f.certain), f.ledFromOutside(f.possible)
}

// knownArcs turns the links into an issuer into arcs, without those of whom
// nobody knows who they are.
func (f *Field) knownArcs(j int, d Dimension) []arc {
	var arcs []arc
	for _, l := range f.links[j] {
		if !f.hidden[l.Holder] && l.Share[d].Hi.Sign() > 0 {
			arcs = append(arcs, arc{l.Holder, l.Share[d].Lo, l.Share[d].Hi, l})
		}
	}
	return arcs
}

// rankEntities orders the entities so that holders come before issuers.
func (f *Field) rankEntities() {
	next := make([][]int, len(f.Entities))
	f.acyclic = true
	for j, links := range f.holders {
		for _, l := range links {
			next[j] = append(next[j], l.Holder)
		}
	}
	of, members := components(len(next), func(i int) []int { return next[i] })
	f.rank = of
	for _, group := range members {
		f.acyclic = f.acyclic && len(group) == 1
	}
}

// findRests computes what nobody shows of each issuer: one less its recorded
// shares, the shares of unknown holders included. Nothing is counted for it
// where only declared holders count, nor where nobody is to be looked for.
// Above an entity that is outside, holders who are not recorded are taken to
// be unrelated to the others.
func (f *Field) findRests() {
	zero := new(big.Rat)
	for _, d := range Dimensions {
		f.rest[d] = make([]*big.Rat, len(f.Entities))
		f.open[d] = make([]*big.Rat, len(f.Entities))
		for j := range f.Entities {
			f.rest[d][j], f.open[d][j] = zero, zero
			if f.end[j] || f.listed[j] || f.hidden[j] {
				continue
			}
			arcs := f.voting[j]
			if d == Capital {
				arcs = f.knownArcs(j, d)
			}
			rest := new(big.Rat).Set(one)
			for _, a := range arcs {
				rest.Sub(rest, a.lo)
			}
			if rest.Sign() <= 0 {
				continue
			}
			f.rest[d][j] = rest
			if f.outside[j] != Yes {
				f.open[d][j] = rest
			}
		}
	}
}

// suspendCircular takes the votes from the shares of a company that are held
// by companies it controls, and tells whether there were any.
func (f *Field) suspendCircular() bool {
	found := false
	if f.acyclic {
		return false
	}
	for j, links := range f.holders {
		var mute []*Link
		for _, l := range links {
			if l.Holder == j || l.Share[Votes].Hi.Sign() == 0 || f.rank[l.Holder] != f.rank[j] {
				continue
			}
			if _, yes := f.groups.controls(j, l.Holder); yes {
				mute = append(mute, l)
				f.note("circular-votes", j, Args{"issuer": f.Ref(j), "holder": f.Ref(l.Holder), "votes": l.Share[Votes].Lo}, l.Claims[0].At.Row())
			}
		}
		if mute == nil {
			continue
		}
		found = true
		copies := make([]*Link, len(links))
		var muted []*Link
		for i, l := range links {
			c := *l
			copies[i] = &c
			if slices.Contains(mute, l) {
				muted = append(muted, &c)
			}
		}
		silence(muted, copies)
		f.links[j] = copies
		f.voting[j] = f.knownArcs(j, Votes)
	}
	return found
}

// findArcs decides what each link carries in a walk. In a layer where only
// declared holders count, a holder counts when it is declared, or when nothing
// is said and its group passes the declaration threshold in capital or votes.
func (f *Field) findArcs() {
	for _, d := range Dimensions {
		f.arcs[d] = make([][]arc, len(f.Entities))
	}
	for j := range f.Entities {
		capital := f.knownArcs(j, Capital)
		if !f.listed[j] {
			f.arcs[Capital][j], f.arcs[Votes][j] = capital, f.voting[j]
			continue
		}
		least := f.groupShares(j, capital, func(a arc) *big.Rat { return a.lo })
		most := f.groupShares(j, capital, func(a arc) *big.Rat { return a.hi })
		for d, arcs := range [2][]arc{capital, f.voting[j]} {
			for _, a := range arcs {
				switch {
				case a.link.Declared == Yes:
				case a.link.Declared == No || most[a.holder].Cmp(f.lens.DeclarationThreshold) <= 0:
					continue
				case least[a.holder].Cmp(f.lens.DeclarationThreshold) <= 0:
					a.lo = new(big.Rat)
				}
				f.arcs[d][j] = append(f.arcs[d][j], a)
			}
		}
	}
}

// groupShares gives, for each holder of a listed issuer, the largest share of
// capital or votes that it is part of: its own with those of the companies of
// one majority controller, or of its concert.
func (f *Field) groupShares(j int, capital []arc, of func(arc) *big.Rat) map[int]*big.Rat {
	largest := make(map[int]*big.Rat)
	for _, arcs := range [2][]arc{capital, f.voting[j]} {
		totals := make(map[int]*big.Rat)
		add := func(x int, share *big.Rat) {
			if totals[x] == nil {
				totals[x] = new(big.Rat)
			}
			totals[x].Add(totals[x], share)
		}
		for _, a := range arcs {
			add(a.holder, of(a))
			f.groups.each(a.holder, func(c controller) bool {
				add(c.who, of(a))
				return true
			})
		}
		for _, a := range arcs {
			raise := func(x int) {
				if largest[a.holder] == nil || totals[x].Cmp(largest[a.holder]) > 0 {
					largest[a.holder] = totals[x]
				}
			}
			raise(a.holder)
			f.groups.each(a.holder, func(c controller) bool {
				raise(c.who)
				return true
			})
		}
	}
	for _, arcs := range [2][]arc{capital, f.voting[j]} {
		for _, a := range arcs {
			if largest[a.holder] == nil {
				largest[a.holder] = new(big.Rat)
			}
		}
	}
	return largest
}

// recorded is the least sum of an issuer's recorded shares, a ratio.
func (f *Field) recorded(issuer int, d Dimension) *big.Rat {
	sum := new(big.Rat)
	for _, l := range f.links[issuer] {
		sum.Add(sum, l.Share[d].Lo)
	}
	return sum
}

// Outside tells whether the entity's seat is outside, as the lens says.
func (f *Field) Outside(i int) Tri { return f.outside[i] }

// Counted tells whether the entity counts as a third entity when it is outside.
func (f *Field) Counted(i int) bool { return f.counted[i] }

// Listed tells whether only the entity's declared holders count.
func (f *Field) Listed(i int) bool { return f.listed[i] }

// Concerts lists the declared concerts of outside holders, by label. The one at
// place i has the index Len()+i wherever a holder's index is given.
func (f *Field) Concerts() []Concert { return f.concerts }

// Len is the number of entities.
func (f *Field) Len() int { return len(f.Entities) }

// Controller is an entity, by its index, that controls a company.
type Controller struct {
	Who     int // entity, or concert
	Basis   Basis
	Certain bool // false when undisclosed capital or a range could undo it
}

// Controllers lists those that control an entity, certain ones first. Those
// whose control is only possible because an undisclosed holder's would be are
// not listed: anyone could then be one, which the second result tells.
func (f *Field) Controllers(j int) ([]Controller, bool) {
	return controllersIn(f.certain, f.possible, j)
}

// ControllersByVotes is Controllers when rights give no control: what L.233-3 II
// alone would say, for a majority of votes is above its threshold too.
func (f *Field) ControllersByVotes(j int) ([]Controller, bool) {
	f.byVotes.Do(func() {
		f.certainByVotes = f.control(controlRule{presumption: true}, f.groups)
		f.possibleByVotes = f.control(controlRule{presumption: true, possible: true}, f.groups)
	})
	return controllersIn(f.certainByVotes, f.possibleByVotes, j)
}

// RightsMatter tells whether any right is recorded that could give control.
func (f *Field) RightsMatter() bool { return f.rightsAnywhere }

func controllersIn(certain, possible *controlMap, j int) ([]Controller, bool) {
	var list []Controller
	sure := make(map[int]bool)
	certain.each(j, func(c controller) bool {
		list = append(list, Controller{c.who, c.basis, true})
		sure[c.who] = true
		return true
	})
	possible.each(j, func(c controller) bool {
		if !sure[c.who] {
			list = append(list, Controller{c.who, c.basis, false})
		}
		return true
	})
	slices.SortFunc(list, func(a, b Controller) int {
		if a.Certain != b.Certain {
			if a.Certain {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Who, b.Who)
	})
	return list, possible.everyone[j]
}

// Controls tells whether x certainly controls j, and on what basis.
func (f *Field) Controls(x, j int) (Basis, bool) { return f.certain.controls(x, j) }

// MayControl tells whether x controls j in some completion of what is not
// disclosed.
func (f *Field) MayControl(x, j int) bool {
	_, yes := f.possible.controls(x, j)
	return yes
}

// concertPrefix marks a reference to a concert, which has no entity's id.
const concertPrefix = "concert:"

// RefOf is the reference to a holder by its index: an entity's, or one to a
// concert by its label.
func (f *Field) RefOf(who int) Ref {
	if who >= len(f.Entities) {
		return Ref(concertPrefix + f.concerts[who-len(f.Entities)].Label)
	}
	return f.Ref(who)
}

// OutsideOf is Outside for a holder or a concert, which is outside when two of
// its members are.
func (f *Field) OutsideOf(who int) Tri {
	if who < len(f.Entities) {
		return f.outside[who]
	}
	if f.concertOutside(who) {
		return Yes
	}
	return Unknown
}

// CountedOf is Counted for a holder or a concert, whose members all count.
func (f *Field) CountedOf(who int) bool { return who >= len(f.Entities) || f.counted[who] }

// Subsidiaries lists the companies that an entity certainly controls, each as
// the way down to it: the entity first, the company last. Shorter ways come
// first.
func (f *Field) Subsidiaries(x int) [][]int {
	if len(f.issuers[x]) == 0 && len(f.rightsOf[x]) == 0 {
		return nil
	}
	before := map[int]int{x: x}
	list := []int{x}
	try := func(from, j int) {
		if _, met := before[j]; met {
			return
		}
		if _, yes := f.certain.controls(x, j); yes {
			before[j] = from
			list = append(list, j)
		}
	}
	for n := 0; n < len(list); n++ {
		for _, l := range f.issuers[list[n]] {
			try(list[n], l.Issuer)
		}
		for _, r := range f.rightsOf[list[n]] {
			try(list[n], f.index[r.Company])
		}
	}
	var ways [][]int
	for _, j := range list[1:] {
		way := []int{j}
		for k := j; k != x; {
			k = before[k]
			way = append(way, k)
		}
		slices.Reverse(way)
		ways = append(ways, way)
	}
	return ways
}
