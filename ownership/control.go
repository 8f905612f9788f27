package ownership

import (
	"cmp"
	"math/big"
	"slices"
	"sort"
)

// Basis is why a holder controls a company.
type Basis string

// The bases of control, after Code de commerce L.233-3: I 1° (and I 3°, whose
// facts are stated), II, I 2°, I 4°.
const (
	ByMajority    Basis = "majority"
	ByPresumption Basis = "presumption"
	ByAgreement   Basis = "agreement"
	ByDeFacto     Basis = "de_facto"
	ByBoard       Basis = "board"
)

// strength orders the bases from the one that nothing rebuts to the weakest.
func (b Basis) strength() int {
	return slices.Index([]Basis{ByPresumption, ByDeFacto, ByBoard, ByAgreement, ByMajority}, b)
}

// controlRule says which grounds are looked at and from which end of the bounds.
type controlRule struct {
	possible    bool // undisclosed capital belongs to the one asked about
	presumption bool
	rights      bool
}

// controlMap holds, for every entity, who controls it: the least fixpoint of
// L.233-3 with the attribution of L.233-4 (X with the companies that X
// controls). Two companies that own each other are not thereby controlled.
//
// It is kept upwards, by issuer. Where one holder alone has the majority, the
// controllers are that holder and its own controllers, so a pointer stands for
// the set: a chain of any length takes linear space.
type controlMap struct {
	parent   []int          // the direct majority holder; -1 when sets decide
	ring     [][]int        // members of the pointers' ring that an entity is on
	sets     [][]controller // where no pointer does
	everyone []bool         // an undisclosed holder, hence anyone, may control it
	led      []bool         // a counted holder that is outside controls it
}

// controller is an entity, or a concert, that controls another.
type controller struct {
	who   int
	basis Basis
}

// control computes who controls whom. groups, the majority-only map, says
// which companies count with another holder when a presumption is weighed; it
// is nil when that map itself is being computed.
func (f *Field) control(rule controlRule, groups *controlMap) *controlMap {
	n := len(f.Entities)
	m := &controlMap{
		parent: make([]int, n), ring: make([][]int, n),
		sets: make([][]controller, n+len(f.concerts)), everyone: make([]bool, n),
	}
	var open []int // issuers that sets decide
	for j := range n {
		m.parent[j] = -1
		if f.Entities[j].Kind == Person || f.Entities[j].Kind == State {
			continue
		}
		if f.memberOf[j] == nil && !(rule.rights && f.rightsOver[j] != nil) {
			for _, a := range f.voting[j] {
				if a.holder != j && a.lo.Cmp(f.lens.Majority) > 0 {
					m.parent[j] = a.holder
				}
			}
		}
		if m.parent[j] < 0 && (len(f.voting[j]) > 0 || f.memberOf[j] != nil || f.rightsOver[j] != nil || rule.possible && f.open[Votes][j].Sign() > 0) {
			open = append(open, j)
		}
	}
	m.findRings()
	// Holders before issuers, so that one sweep settles everything outside
	// cycles; sets only grow, so the sweeps end.
	sort.Slice(open, func(a, b int) bool { return f.rank[open[a]] < f.rank[open[b]] })
	for changed := true; changed; {
		changed = false
		if rule.possible && m.spreadEveryone() {
			changed = true
		}
		for _, j := range open {
			if f.controllersOf(j, rule, m, groups) {
				changed = true
			}
		}
		if f.acyclic && !f.rightsAnywhere && !rule.possible {
			break
		}
	}
	return m
}

// spreadEveryone carries "anyone may control it" along the pointers.
func (m *controlMap) spreadEveryone() bool {
	children := make(map[int][]int)
	var stack []int
	for j, p := range m.parent {
		if p >= 0 && !m.everyone[j] {
			children[p] = append(children[p], j)
		}
	}
	changed := false
	for p := range m.everyone {
		if m.everyone[p] {
			stack = append(stack, p)
		}
	}
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, j := range children[p] {
			if !m.everyone[j] {
				m.everyone[j], changed = true, true
				stack = append(stack, j)
			}
		}
	}
	return changed
}

// findRings marks the entities whose majority pointers form a ring.
func (m *controlMap) findRings() {
	state := make([]int, len(m.parent)) // 0 new, else the walk that met it
	for start := range m.parent {
		walk := start + 1
		j := start
		for j >= 0 && state[j] == 0 {
			state[j] = walk
			j = m.parent[j]
		}
		if j < 0 || state[j] != walk {
			continue
		}
		var ring []int
		for k := j; ; {
			ring = append(ring, k)
			if k = m.parent[k]; k == j {
				break
			}
		}
		for _, k := range ring {
			m.ring[k] = ring
		}
	}
}

// each calls yield for every recorded controller of j until it returns false.
// Where everyone may control j, the recorded ones are those with more ground
// than that.
func (m *controlMap) each(j int, yield func(controller) bool) {
	start, basis := j, Basis("")
	for j < len(m.parent) && m.parent[j] >= 0 {
		if basis == "" {
			basis = ByMajority
		}
		if m.ring[j] != nil {
			for _, k := range m.ring[j] {
				if k != start && !yield(controller{k, basis}) {
					return
				}
			}
			return
		}
		j = m.parent[j]
		if !yield(controller{j, basis}) {
			return
		}
	}
	for _, c := range m.sets[j] {
		if c.who == start {
			continue
		}
		if basis != "" {
			c.basis = basis
		}
		if !yield(c) {
			return
		}
	}
}

// controls tells whether x controls j, certainly or possibly as the map was
// computed, and on what basis.
func (m *controlMap) controls(x, j int) (Basis, bool) {
	if x == j {
		return "", false
	}
	found := Basis("")
	m.each(j, func(c controller) bool {
		if c.who == x {
			found = c.basis
		}
		return c.who != x
	})
	if found == "" && m.everyone[j] {
		return ByMajority, true
	}
	return found, found != ""
}

// controllersOf recomputes the set of an issuer and tells whether it grew.
func (f *Field) controllersOf(j int, rule controlRule, m, groups *controlMap) bool {
	found := make(map[int]Basis)
	better := func(who int, basis Basis) {
		if who != j && basis.strength() > found[who].strength() {
			found[who] = basis
		}
	}
	if rule.possible || f.outside[j] == Yes {
		for _, c := range f.memberOf[j] {
			better(c, ByAgreement) // a concert leads its members
		}
	}
	if rule.rights {
		f.controllersByRights(j, m, better)
	}
	base := new(big.Rat) // what an undisclosed holder may have
	if rule.possible {
		base.Set(f.open[Votes][j])
		for _, a := range f.voting[j] {
			if m.everyone[a.holder] && a.holder != j {
				base.Add(base, f.countedVotes(j, a, rule))
			}
		}
	}
	threshold := f.lens.Majority
	if rule.presumption {
		threshold = f.lens.Presumption
	}
	most := new(big.Rat).Set(base)
	for _, a := range f.voting[j] {
		if a.holder != j && !(rule.possible && m.everyone[a.holder]) {
			most.Add(most, f.countedVotes(j, a, rule))
		}
	}
	if most.Cmp(threshold) > 0 {
		totals := f.totals(j, rule, m)
		for _, x := range sortedKeys(totals) {
			total := new(big.Rat).Add(totals[x], base)
			switch {
			case total.Cmp(f.lens.Majority) > 0:
				better(x, ByMajority)
			case rule.presumption && total.Cmp(f.lens.Presumption) > 0 && f.largest(j, x, total, rule, m, groups):
				better(x, ByPresumption)
			}
		}
	}
	everyone := rule.possible && (base.Cmp(f.lens.Majority) > 0 ||
		rule.presumption && base.Cmp(f.lens.Presumption) > 0 && f.largest(j, -1, base, rule, m, groups))
	changed := everyone && !m.everyone[j]
	m.everyone[j] = m.everyone[j] || everyone
	changed = changed || len(found) > len(m.sets[j])
	m.sets[j] = make([]controller, 0, len(found))
	for who, basis := range found {
		m.sets[j] = append(m.sets[j], controller{who, basis})
	}
	slices.SortFunc(m.sets[j], func(a, b controller) int { return cmp.Compare(a.who, b.who) })
	return changed
}

// countedVotes are the votes of a link that count for its holder: the greatest
// when control is only asked to be possible and no remainder covers the range;
// the least otherwise.
func (f *Field) countedVotes(j int, a arc, rule controlRule) *big.Rat {
	if rule.possible && f.open[Votes][j].Sign() == 0 {
		return a.hi
	}
	return a.lo
}

// totals adds up, for each holder of j and each controller of one, the votes
// that it has with the companies it controls.
func (f *Field) totals(j int, rule controlRule, m *controlMap) map[int]*big.Rat {
	totals := make(map[int]*big.Rat)
	add := func(x int, votes *big.Rat) {
		if x == j {
			return
		}
		if totals[x] == nil {
			totals[x] = new(big.Rat)
		}
		totals[x].Add(totals[x], votes)
	}
	for _, a := range f.voting[j] {
		if a.holder == j {
			continue
		}
		votes := f.countedVotes(j, a, rule)
		if rule.possible && m.everyone[a.holder] {
			votes = new(big.Rat) // an undisclosed holder's already
		} else if votes.Sign() == 0 {
			continue
		}
		add(a.holder, votes)
		m.each(a.holder, func(c controller) bool {
			add(c.who, votes)
			return true
		})
	}
	return totals
}

// largest tells whether x, with total votes in j, has more than any other
// holder: for a certain presumption, more than another could have with the
// remainder; for a possible one, more than another surely has. Another holder
// counts with the companies it surely controls by majority, but never with x
// and what x controls: a parent of x is another holder only for what it has
// besides. x is -1 for an undisclosed holder.
func (f *Field) largest(j, x int, total *big.Rat, rule controlRule, m, groups *controlMap) bool {
	others := make(map[int]*big.Rat)
	for _, a := range f.voting[j] {
		if a.holder == j || a.holder == x || x >= 0 && m.holds(x, a.holder) || x < 0 && m.everyone[a.holder] {
			continue
		}
		votes := a.lo
		if !rule.possible && f.rest[Votes][j].Sign() == 0 {
			votes = a.hi
		}
		add := func(y int) {
			if y == j || y == x || x >= 0 && y < len(f.Entities) && m.holds(x, y) {
				return
			}
			if others[y] == nil {
				others[y] = new(big.Rat)
				if !rule.possible {
					others[y].Set(f.rest[Votes][j])
				}
			}
			others[y].Add(others[y], votes)
		}
		add(a.holder)
		groups.each(a.holder, func(c controller) bool {
			add(c.who)
			return true
		})
	}
	for _, votes := range others {
		if votes.Cmp(total) >= 0 {
			return false
		}
	}
	return rule.possible || f.rest[Votes][j].Cmp(total) < 0
}

// holds tells whether x controls k, as the map was computed.
func (m *controlMap) holds(x, k int) bool {
	if m.everyone[k] {
		return true
	}
	_, yes := m.controls(x, k)
	return yes
}

// controllersByRights finds who controls j by agreement, in fact, or by filling
// the majority of a body's seats, alone or with the companies it controls.
func (f *Field) controllersByRights(j int, m *controlMap, found func(int, Basis)) {
	withControllers := func(k int, yield func(int)) {
		yield(k)
		m.each(k, func(c controller) bool {
			yield(c.who)
			return true
		})
	}
	seats := make(map[string]map[int]int)
	of := make(map[string]int)
	for _, r := range f.rightsOver[j] {
		k := f.index[r.Holder]
		switch r.Right {
		case ControlAgreement:
			withControllers(k, func(x int) { found(x, ByAgreement) })
		case DeFactoControl:
			withControllers(k, func(x int) { found(x, ByDeFacto) })
		case Appoint:
			if seats[r.Organ] == nil {
				seats[r.Organ] = make(map[int]int)
			}
			withControllers(k, func(x int) { seats[r.Organ][x] += max(r.Seats, 0) })
			of[r.Organ] = max(of[r.Organ], r.OfSeats)
		}
	}
	for organ, filled := range seats {
		for x, n := range filled {
			if of[organ] > 0 && 2*n > of[organ] {
				found(x, ByBoard)
			}
		}
	}
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
