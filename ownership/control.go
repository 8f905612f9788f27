package ownership

import (
	"cmp"
	"math/big"
	"slices"
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
	kept     bool           // who was found once to control a company stays
}

// controller is an entity, or a concert, that controls another.
type controller struct {
	who   int
	basis Basis
}

// ballots are the votes of each issuer as whole numbers over a common
// denominator, so that adding and comparing them is exact and quick.
type ballots struct {
	of                    [][]ballot
	rest, open            []*big.Int // as Field.rest and Field.open, of the votes
	slack                 []*big.Int // what ranges may add up to beyond their lower ends
	majority, presumption []*big.Int // more than this passes the threshold
}

type ballot struct {
	holder int
	lo, hi *big.Int
}

// countBallots scales the votes of every issuer.
func (f *Field) countBallots() {
	n := len(f.Entities)
	b := &ballots{of: make([][]ballot, n), rest: make([]*big.Int, n), open: make([]*big.Int, n), slack: make([]*big.Int, n), majority: make([]*big.Int, n), presumption: make([]*big.Int, n)}
	for j := range n {
		whole := big.NewInt(1)
		ranges := false
		for _, a := range f.voting[j] {
			whole = lcm(lcm(whole, a.lo.Denom()), a.hi.Denom())
			ranges = ranges || a.lo.Cmp(a.hi) != 0
		}
		left := new(big.Rat)
		if ranges {
			// Those of whom nobody knows who they are have a part of the whole as well.
			if left.Sub(one, f.recorded(j, Votes)); left.Sign() < 0 {
				left.SetInt64(0)
			}
			whole = lcm(whole, left.Denom())
		}
		scaled := func(r *big.Rat) *big.Int {
			return new(big.Int).Div(new(big.Int).Mul(r.Num(), whole), r.Denom())
		}
		b.of[j] = make([]ballot, len(f.voting[j]))
		for k, a := range f.voting[j] {
			lo := scaled(a.lo)
			hi := lo
			if a.lo.Cmp(a.hi) != 0 {
				hi = scaled(a.hi)
			}
			b.of[j][k] = ballot{a.holder, lo, hi}
		}
		b.slack[j] = scaled(left)
		b.rest[j], b.open[j] = scaled(f.rest[Votes][j]), scaled(f.open[Votes][j])
		// A whole number is above the threshold when it is above its floor.
		b.majority[j], b.presumption[j] = scaled(f.lens.Majority), scaled(f.lens.Presumption)
	}
	f.ballots = b
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
	// Holders before issuers, so that one sweep settles everything outside
	// cycles; sets only grow, so the sweeps end.
	order := make([]int, n)
	due := make([]bool, n)
	for j := range n {
		order[j] = j
		m.parent[j] = -1
		if f.Entities[j].Kind == Person || f.Entities[j].Kind == State {
			m.sets[j] = f.concertsOf(j, rule) // nobody else leads them
			continue
		}
		if f.memberOf[j] == nil && !(rule.rights && f.rightsOver[j] != nil) {
			for _, b := range f.ballots.of[j] {
				if b.holder != j && b.lo.Cmp(f.ballots.majority[j]) > 0 {
					m.parent[j] = b.holder
				}
			}
		}
		due[j] = m.parent[j] >= 0 || len(f.ballots.of[j]) > 0 || f.memberOf[j] != nil || f.rightsOver[j] != nil || rule.possible && f.ballots.open[j].Sign() > 0
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(f.rank[a], f.rank[b]), cmp.Compare(a, b)) })
	m.findRings()
	for again, sweeps := true, 0; again; sweeps++ {
		again = false
		// In a circle two may be found to control in turn, each because the other
		// does not: both may, and the sweeps end.
		m.kept = sweeps > 64+4*n
		for _, j := range order {
			if !due[j] {
				continue
			}
			due[j] = false
			if k := f.Entities[j].Kind; k == Person || k == State {
				continue // due for a right over it, which nobody can have
			}
			if !f.controllersOf(j, rule, m, groups) {
				continue
			}
			for _, l := range f.issuers[j] {
				if p := m.parent[l.Issuer]; p < 0 || p == j {
					due[l.Issuer] = true
				}
			}
			for _, r := range f.rightsOf[j] {
				if i := f.index[r.Company]; m.parent[i] < 0 {
					due[i] = true
				}
			}
			again = true
		}
	}
	return m
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

// each calls yield once for every recorded controller of j until it returns
// false. Where everyone may control j, the recorded ones are those with more
// ground than that.
func (m *controlMap) each(j int, yield func(controller) bool) {
	start, basis := j, Basis("")
	for j < len(m.parent) && m.parent[j] >= 0 {
		if basis == "" {
			basis = ByMajority
		}
		if m.ring[j] != nil {
			for _, k := range m.ring[j] {
				if k != start && k != j && !yield(controller{k, basis}) {
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
	var passed map[int]bool // by the pointers: in a cycle a set may name them again
	if j != start && len(m.sets[j]) > 0 {
		passed = make(map[int]bool)
		for k := start; k != j; {
			k = m.parent[k]
			passed[k] = true
		}
	}
	for _, c := range m.sets[j] {
		if c.who == start || passed[c.who] {
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

// controllersOf recomputes who controls an issuer and tells whether that, or
// what its own issuers draw from it, may have grown.
func (f *Field) controllersOf(j int, rule controlRule, m, groups *controlMap) bool {
	if m.parent[j] >= 0 {
		// The pointer says it all, but for what holds of everyone. Within a
		// ring of pointers nothing else can come in.
		everyone := m.everyone[m.parent[j]] && !m.everyone[j]
		m.everyone[j] = m.everyone[j] || everyone
		return everyone || m.ring[j] == nil
	}
	found := make(map[int]Basis)
	better := func(who int, basis Basis) {
		if who != j && basis.strength() > found[who].strength() {
			found[who] = basis
		}
	}
	for _, c := range f.concertsOf(j, rule) {
		better(c.who, c.basis)
	}
	anyone := rule.rights && f.controllersByRights(j, m, better)
	b := f.ballots
	anyones := newTally() // what an undisclosed holder may have
	if rule.possible {
		anyones.sure.Set(b.open[j])
	}
	all := newTally()
	for _, v := range b.of[j] {
		switch {
		case v.holder == j:
		case rule.possible && m.everyone[v.holder]:
			anyones.add(f.tallyOf(j, v, rule))
		default:
			all.add(f.tallyOf(j, v, rule))
		}
	}
	base := anyones.within(b.slack[j])
	all.add(anyones)
	threshold := b.majority[j]
	if rule.presumption {
		threshold = b.presumption[j]
	}
	if all.within(b.slack[j]).Cmp(threshold) > 0 {
		totals := f.totals(j, rule, m)
		for _, x := range sortedKeys(totals) {
			totals[x].add(anyones)
			total := totals[x].within(b.slack[j])
			switch {
			case total.Cmp(b.majority[j]) > 0:
				better(x, ByMajority)
			case rule.presumption && total.Cmp(b.presumption[j]) > 0 && f.largest(j, x, total, rule, m, groups):
				better(x, ByPresumption)
			}
		}
	}
	everyone := rule.possible && !m.everyone[j] && (anyone || base.Cmp(b.majority[j]) > 0 ||
		rule.presumption && base.Cmp(b.presumption[j]) > 0 && f.largest(j, -1, base, rule, m, groups))
	m.everyone[j] = m.everyone[j] || everyone
	if m.kept {
		for _, c := range m.sets[j] {
			better(c.who, c.basis)
		}
	}
	if len(found) == 0 {
		return everyone
	}
	changed := everyone || len(found) > len(m.sets[j])
	m.sets[j] = make([]controller, 0, len(found))
	for who, basis := range found {
		m.sets[j] = append(m.sets[j], controller{who, basis})
	}
	slices.SortFunc(m.sets[j], func(a, b controller) int { return cmp.Compare(a.who, b.who) })
	return changed
}

// concertsOf lists the concerts that an entity is a member of: each leads its
// members, so that what they hold adds up.
func (f *Field) concertsOf(j int, rule controlRule) (list []controller) {
	for _, c := range f.memberOf[j] {
		if rule.possible || f.outside[j] == Yes && f.concerts[c-len(f.Entities)].sure(j) {
			list = append(list, controller{c, ByAgreement})
		}
	}
	return list
}

// tally is a sum of votes: those that are sure, and those that the ranges of
// the same holders may add, of which no more than an issuer's slack.
type tally struct {
	sure, more *big.Int
}

func newTally() tally { return tally{new(big.Int), new(big.Int)} }

func (t tally) add(o tally) {
	t.sure.Add(t.sure, o.sure)
	if o.more != nil {
		t.more.Add(t.more, o.more)
	}
}

// within is the greatest that the votes may be: shares are of one whole, so that
// all ranges of an issuer together are not raised by more than its slack.
func (t tally) within(slack *big.Int) *big.Int {
	if t.more.Sign() == 0 {
		return t.sure
	}
	more := t.more
	if more.Cmp(slack) > 0 {
		more = slack
	}
	return new(big.Int).Add(t.sure, more)
}

// tallyOf are the votes of a holder that count for it: up to the greatest when
// control is only asked to be possible and no remainder covers the range; the
// least otherwise.
func (f *Field) tallyOf(j int, v ballot, rule controlRule) tally {
	if rule.possible && f.ballots.open[j].Sign() == 0 {
		return v.whole()
	}
	return tally{sure: v.lo}
}

// whole are the votes of a holder with those that its range may add.
func (v ballot) whole() tally {
	if v.lo == v.hi {
		return tally{sure: v.lo}
	}
	return tally{v.lo, new(big.Int).Sub(v.hi, v.lo)}
}

// totals adds up, for each holder of j and each controller of one, the votes
// that it has with the companies it controls.
func (f *Field) totals(j int, rule controlRule, m *controlMap) map[int]tally {
	totals := make(map[int]tally)
	add := func(x int, votes tally) {
		if x == j {
			return
		}
		if _, met := totals[x]; !met {
			totals[x] = newTally()
		}
		totals[x].add(votes)
	}
	for _, v := range f.ballots.of[j] {
		if v.holder == j {
			continue
		}
		votes := f.tallyOf(j, v, rule)
		if rule.possible && m.everyone[v.holder] {
			votes = newTally() // an undisclosed holder's already
		} else if votes.sure.Sign() == 0 && votes.more == nil {
			continue
		}
		add(v.holder, votes)
		m.each(v.holder, func(c controller) bool {
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
func (f *Field) largest(j, x int, total *big.Int, rule controlRule, m, groups *controlMap) bool {
	others := make(map[int]tally)
	for _, v := range f.ballots.of[j] {
		if v.holder == j || v.holder == x || x >= 0 && m.holds(x, v.holder) || x < 0 && m.everyone[v.holder] {
			continue
		}
		votes := tally{sure: v.lo}
		if !rule.possible && f.ballots.rest[j].Sign() == 0 {
			votes = v.whole()
		}
		add := func(y int) {
			if y == j || y == x || x >= 0 && y < len(f.Entities) && m.holds(x, y) {
				return
			}
			if _, met := others[y]; !met {
				others[y] = newTally()
				if !rule.possible {
					others[y].sure.Set(f.ballots.rest[j])
				}
			}
			others[y].add(votes)
		}
		add(v.holder)
		groups.each(v.holder, func(c controller) bool {
			add(c.who)
			return true
		})
	}
	for _, votes := range others {
		if votes.within(f.ballots.slack[j]).Cmp(total) >= 0 {
			return false
		}
	}
	return rule.possible || f.ballots.rest[j].Cmp(total) < 0
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
// the majority of a body's seats, alone or with the companies it controls. It
// tells whether anyone may, through companies that anyone may control.
func (f *Field) controllersByRights(j int, m *controlMap, found func(int, Basis)) (anyone bool) {
	withControllers := func(k int, yield func(int)) {
		yield(k)
		m.each(k, func(c controller) bool {
			yield(c.who)
			return true
		})
	}
	seats := make(map[string]map[int]int)
	of, open := make(map[string]int), make(map[string]int)
	for _, r := range f.rightsOver[j] {
		k := f.index[r.Holder]
		switch r.Right {
		case ControlAgreement:
			withControllers(k, func(x int) { found(x, ByAgreement) })
			anyone = anyone || m.everyone[k]
		case DeFactoControl:
			withControllers(k, func(x int) { found(x, ByDeFacto) })
			anyone = anyone || m.everyone[k]
		case Appoint:
			body := r.Body()
			if seats[body] == nil {
				seats[body] = make(map[int]int)
			}
			filled := max(r.Seats, 0)
			if m.everyone[k] {
				open[body] += filled
			} else {
				withControllers(k, func(x int) { seats[body][x] += filled })
			}
			of[body] = max(of[body], r.OfSeats)
		}
	}
	majority := func(n, of int) bool { return of > 0 && 2*n > of }
	for organ, filled := range seats {
		for x, n := range filled {
			if majority(n+open[organ], of[organ]) {
				found(x, ByBoard)
			}
		}
		anyone = anyone || majority(open[organ], of[organ])
	}
	return anyone
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
