package ownership

import (
	"math/big"
	"slices"
	"sync"
)

// Reading is a way to understand "directly or indirectly".
type Reading int

// The three readings.
const (
	// LookThrough is the economic reading: the chance that a walk up the chain
	// of holders meets the entity.
	LookThrough Reading = iota
	// ControlReading is attribution (Code de commerce L.233-4): an entity
	// counts for the whole of what it and the companies it controls hold
	// directly in the subject.
	ControlReading
	// Combined is the look-through walk in which the companies that an entity
	// controls count as the entity. It is never below the other two.
	Combined
)

// Readings lists the three.
var Readings = []Reading{LookThrough, ControlReading, Combined}

// String is the reading's name in reports.
func (r Reading) String() string {
	return [...]string{"look_through", "control", "combined"}[r]
}

// Bounds are the least and the greatest ratio that a figure can have in any
// completion of what is not disclosed.
type Bounds struct {
	Low, High *big.Rat
}

// Exact tells whether both ends are the same.
func (b Bounds) Exact() bool { return b.Low.Cmp(b.High) == 0 }

// Figures are bounds by dimension and reading.
type Figures [2][3]Bounds

// HolderFigures is what one holder, or one concert, has of a subject.
type HolderFigures struct {
	Who     int // entity, or concert after the entities
	Figures Figures
	Basis   Basis // of its certain control of the subject; empty when there is none
}

// Measures are the figures of one subject.
type Measures struct {
	Subject    int
	Collective Figures         // of all counted outside holders together
	Holders    []HolderFigures // of each known holder, by index
	// Undisclosed is the most that one holder whom nobody shows could have; its
	// low ends are zero.
	Undisclosed Figures
	// Ring tells that the subject, or some company above it, is in a ring whose
	// members own each other wholly: nobody can be shown to hold it.
	Ring []int

	field *Field
	views [2]*view
}

// Measure computes the figures of a subject in both dimensions and all three
// readings.
func (f *Field) Measure(subject int) *Measures { return f.measure(subject, nil) }

// MeasureOf is Measure with the figures of some holders alone, by index.
func (f *Field) MeasureOf(subject int, holders []int) *Measures {
	wanted := make(map[int]bool, len(holders))
	for _, who := range holders {
		wanted[who] = true
	}
	return f.measure(subject, wanted)
}

// measure computes the figures of the wanted holders; nil is all.
func (f *Field) measure(subject int, wanted map[int]bool) *Measures {
	m := &Measures{Subject: subject, field: f}
	same := f.votesFollowCapital(subject)
	var work sync.WaitGroup
	for _, d := range Dimensions {
		if d == Votes && same {
			continue
		}
		work.Go(func() { m.views[d] = newView(f, subject, d, wanted) })
	}
	work.Wait()
	if same {
		v := *m.views[Capital]
		m.views[Votes] = &v
	}
	bases := make(map[int]Basis)
	f.certain.each(subject, func(c controller) bool {
		bases[c.who] = c.basis
		return true
	})
	for d, v := range m.views {
		m.Collective[d] = v.collective
		m.Undisclosed[d] = v.undisclosed
	}
	holders := make(map[int]*HolderFigures)
	for d, v := range m.views {
		for who, bounds := range v.holders {
			h := holders[who]
			if h == nil {
				h = &HolderFigures{Who: who, Basis: bases[who]}
				// In a dimension in which it holds nothing, it may have what
				// anybody may.
				h.Figures = m.Undisclosed
				holders[who] = h
			}
			h.Figures[d] = bounds
		}
	}
	for _, who := range sortedKeys(holders) {
		m.Holders = append(m.Holders, *holders[who])
	}
	for i, ring := range m.views[Capital].walk.ring {
		if ring != nil {
			m.Ring = append(m.Ring, m.views[Capital].walk.nodes[i])
		}
	}
	slices.Sort(m.Ring)
	return m
}

// votesFollowCapital tells whether every link above the subject carries the
// same votes as capital, so that one computation serves both dimensions.
func (f *Field) votesFollowCapital(subject int) bool {
	seen := map[int]bool{subject: true}
	for queue := []int{subject}; len(queue) > 0; {
		j := queue[0]
		queue = queue[1:]
		capital, votes := f.arcs[Capital][j], f.arcs[Votes][j]
		if len(capital) != len(votes) || f.rest[Capital][j].Cmp(f.rest[Votes][j]) != 0 || f.recorded(j, Capital).Cmp(f.recorded(j, Votes)) != 0 {
			return false
		}
		ranges := false
		for k := range capital {
			ranges = ranges || capital[k].lo.Cmp(capital[k].hi) != 0
			if capital[k].holder != votes[k].holder || capital[k].lo.Cmp(votes[k].lo) != 0 || capital[k].hi.Cmp(votes[k].hi) != 0 {
				return false
			}
			if !seen[capital[k].holder] {
				seen[capital[k].holder] = true
				queue = append(queue, capital[k].holder)
			}
		}
		// What ranges may be raised by also depends on shares that no walk takes.
		if ranges && f.recorded(j, Capital).Cmp(f.recorded(j, Votes)) != 0 {
			return false
		}
	}
	return true
}

// view is a walk with the figures of one dimension.
type view struct {
	walk        *walk
	collective  [3]Bounds
	undisclosed [3]Bounds
	holders     map[int][3]Bounds

	// Where the collective walk of the combined reading ends, at the least and
	// at the most.
	hitsLow, hitsHigh stops
	// Companies that an undisclosed holder may control.
	anyones stops
}

func newView(f *Field, subject int, d Dimension, wanted map[int]bool) *view {
	w := newWalk(f, subject, d)
	v := &view{walk: w, holders: make(map[int][3]Bounds)}
	v.collect()
	v.individuals(wanted)
	return v
}

// collect computes the collective figures, and those of one undisclosed holder.
func (v *view) collect() {
	w, f := v.walk, v.walk.f
	n := len(w.nodes)
	outsideLow, outsideHigh := make(stops, n), make(stops, n)
	v.hitsLow, v.hitsHigh, v.anyones = make(stops, n), make(stops, n), make(stops, n)
	for i, j := range w.nodes {
		if i == 0 {
			continue
		}
		outsideLow[i] = f.counted[j] && f.outside[j] == Yes
		outsideHigh[i] = f.counted[j] && f.outside[j] != No
		v.anyones[i] = f.possible.everyone[j]
		v.hitsLow[i] = outsideLow[i] || f.certain.led[j]
		v.hitsHigh[i] = outsideHigh[i] || v.anyones[i] || f.possible.led[j]
	}
	zero := new(big.Rat)
	v.collective[LookThrough] = Bounds{w.chances(outsideLow, zero)[0], w.atMost(outsideHigh).chances(outsideHigh, one)[0]}
	v.collective[Combined] = Bounds{w.chances(v.hitsLow, zero)[0], w.atMost(v.hitsHigh).chances(v.hitsHigh, one)[0]}
	v.collective[ControlReading] = Bounds{w.held(v.hitsLow), w.mayHold(v.hitsHigh)}
	for _, r := range Readings {
		v.undisclosed[r].Low = zero
	}
	v.undisclosed[LookThrough].High = w.atMost(nil).chances(nil, one)[0]
	v.undisclosed[Combined].High = w.atMost(v.anyones).chances(v.anyones, one)[0]
	v.undisclosed[ControlReading].High = w.mayHold(v.anyones)
}

// ledFromOutside tells, for each entity, whether a counted holder that is
// outside controls it: certainly, or as far as the map and the known seats
// allow. The majority pointers are followed once, so that a chain takes linear
// time.
func (f *Field) ledFromOutside(m *controlMap) []bool {
	n := len(f.Entities)
	leads := func(who int) bool {
		if who >= n {
			return m == f.possible || f.concertOutside(who)
		}
		return f.counted[who] && (f.outside[who] == Yes || m == f.possible && f.outside[who] == Unknown)
	}
	led, known := make([]bool, n), make([]bool, n)
	var way []int
	for start := range n {
		way = way[:0]
		j := start
		for !known[j] && m.parent[j] >= 0 && m.ring[j] == nil {
			way = append(way, j)
			j = m.parent[j]
		}
		if !known[j] {
			known[j] = true
			if m.ring[j] != nil {
				led[j] = slices.ContainsFunc(m.ring[j], func(k int) bool { return k != j && leads(k) })
			} else {
				led[j] = slices.ContainsFunc(m.sets[j], func(c controller) bool { return leads(c.who) })
			}
		}
		for i := len(way) - 1; i >= 0; i-- {
			led[way[i]], known[way[i]] = leads(j) || led[j], true
			j = way[i]
		}
	}
	return led
}

// concertOutside tells whether at least two members are outside for certain.
func (f *Field) concertOutside(who int) bool {
	certain := 0
	c := &f.concerts[who-len(f.Entities)]
	for _, i := range c.Members {
		if f.outside[i] == Yes && c.sure(i) {
			certain++
		}
	}
	return certain >= 2
}

// held is the least that the hits hold directly in the subject.
func (w *walk) held(hits stops) *big.Rat {
	sum := new(big.Rat)
	for _, s := range w.up[0] {
		if s.to != 0 && hits.at(s.to) {
			sum.Add(sum, s.share)
		}
	}
	return sum
}

// direct is what nodes, those apart that are in the other set, hold directly in
// the subject.
func (w *walk) direct(nodes []int, apart stops) *big.Rat {
	sum := new(big.Rat)
	for _, i := range nodes {
		if at := slices.Index(w.down[i], 0); at >= 0 && !apart.at(i) {
			sum.Add(sum, w.up[0][w.downBy[i][at]].share)
		}
	}
	return sum
}

// mayHold is the most that the hits, with the remainder, hold directly in the
// subject.
func (w *walk) mayHold(hits stops) *big.Rat {
	sum := new(big.Rat).Set(w.lost[0])
	covered := w.lost[0].Sign() != 0 // by the remainder
	for _, s := range w.up[0] {
		if s.to != 0 && hits.at(s.to) {
			if covered {
				sum.Add(sum, s.share)
			} else {
				sum.Add(sum, s.most)
			}
		}
	}
	if covered {
		return sum
	}
	// The others keep what they have at least, and so do hits who need not
	// declare it and count for nothing.
	most := new(big.Rat).Sub(one, w.f.recorded(w.subject, w.d))
	for _, s := range w.up[0] {
		if s.to != 0 && hits.at(s.to) {
			most.Add(most, s.link.Share[w.d].Lo)
		}
	}
	if most.Cmp(sum) < 0 {
		return most
	}
	return sum
}

// killed is a walk that also ends at some nodes for good, with what the
// figures of every holder are made from: one computation serves them all.
type killed struct {
	w       *walk
	ends    stops
	visits  []*big.Rat
	lost    []*big.Rat // chance, from each node, of an end or of being lost; nil when that is not asked
	returns map[int]*big.Rat
}

func newKilled(w *walk, ends stops, high bool) *killed {
	k := &killed{w: w, ends: ends, visits: w.visits(ends, nil), returns: make(map[int]*big.Rat)}
	if high {
		k.lost = w.chances(ends, one)
	}
	return k
}

// meets is the chance that the walk comes to node i, plus, where asked, the
// chance that it is lost before: by the strong Markov property
// P(i or lost) = f + P(lost) − f·P(lost from i), with f the chance to come to i.
func (k *killed) meets(i int) *big.Rat {
	f := new(big.Rat)
	switch {
	case k.ends.at(i):
	case k.w.ring[i] != nil:
		// The walk ended where it entered the ring; ask again with the node
		// itself as the end.
		hits := k.w.stopsAt([]int{i})
		for n := range k.ends {
			hits[n] = hits[n] || k.ends[n]
		}
		if n := k.w.visits(hits, k.w.below([]int{i}))[i]; n != nil {
			f = n
		}
	case k.visits[i] != nil && k.visits[i].Sign() > 0:
		f.Quo(k.visits[i], k.w.returns(i, k.ends, k.returns))
	}
	if k.lost == nil {
		return f
	}
	sum := new(big.Rat).Add(f, k.lost[0])
	return sum.Sub(sum, new(big.Rat).Mul(f, k.lost[i]))
}

// meetsAny is the same for a set of nodes.
func (k *killed) meetsAny(nodes []int) *big.Rat {
	hits := make(stops, len(k.w.nodes))
	copy(hits, k.ends)
	for _, i := range nodes {
		hits[i] = true
	}
	n := k.w.visits(hits, k.w.below(nodes))
	sum := new(big.Rat)
	for _, i := range nodes {
		if n[i] == nil || k.ends.at(i) {
			continue
		}
		sum.Add(sum, n[i])
		if k.lost != nil {
			sum.Sub(sum, new(big.Rat).Mul(n[i], k.lost[i]))
		}
	}
	if k.lost != nil {
		sum.Add(sum, k.lost[0])
	}
	return sum
}

// individuals computes the figures of the holders and concerts above the subject
// that are wanted; nil is all.
func (v *view) individuals(wanted map[int]bool) {
	w, f := v.walk, v.walk.f
	needed := v.withIssuers(wanted)
	through := newKilled(w, nil, true)
	throughLow := &killed{w: w, visits: through.visits, returns: through.returns}
	combined := through
	if slices.Contains(v.anyones, true) {
		combined = newKilled(w, v.anyones, true)
	}
	// Subjects first: a holder whose one issuer it controls counts as that
	// issuer does, so chains take linear time.
	for _, i := range w.issuersFirst() {
		j := w.nodes[i]
		if i == 0 || needed != nil && !needed[i] {
			continue
		}
		var b [3]Bounds
		low, high := w.group(i, f.certain), w.group(i, f.possible)
		if w.choices {
			v.chosen(&b, []int{i}, low, high)
		} else {
			b[LookThrough] = Bounds{throughLow.meets(i), through.meets(i)}
			b[ControlReading], b[Combined] = v.grouped(i, low, high, throughLow, combined)
		}
		v.holders[j] = b
	}
	for _, x := range w.besides() {
		low, high := group{nodes: w.controlled(nil, x, f.certain)}, group{nodes: w.controlled(nil, x, f.possible)}
		if len(low.nodes)+len(high.nodes) > 0 {
			var b [3]Bounds
			v.chosen(&b, nil, low, high)
			v.holders[x] = b
		}
	}
	for c, concert := range f.concerts {
		if who := len(f.Entities) + c; wanted == nil || wanted[who] {
			v.concert(who, concert)
		}
	}
}

// withIssuers lists the nodes of the wanted holders, and the issuers whose
// figures theirs are; nil is all.
func (v *view) withIssuers(wanted map[int]bool) map[int]bool {
	if wanted == nil {
		return nil
	}
	w, f := v.walk, v.walk.f
	needed := make(map[int]bool)
	var queue []int
	need := func(i int) {
		if i != 0 && !needed[i] {
			needed[i] = true
			queue = append(queue, i)
		}
	}
	for who := range wanted {
		if i, above := w.at[who]; above {
			need(i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		need(w.group(queue[0], f.certain).only)
		need(w.group(queue[0], f.possible).only)
	}
	return needed
}

// issuersFirst lists the nodes so that an issuer comes before its holders, up
// to cycles.
func (w *walk) issuersFirst() []int {
	var order []int
	for c := len(w.members) - 1; c >= 0; c-- {
		order = append(order, w.members[c]...)
	}
	return order
}

// group is a node with the companies that it controls. only is set where those
// are one issuer and the companies that one controls, because it is the only
// issuer: the figures are then that issuer's.
type group struct {
	nodes []int
	only  int // the issuer; zero when there is none, for the subject is no holder
}

func (w *walk) group(i int, m *controlMap) group {
	f, x := w.f, w.nodes[i]
	if !f.detours && len(w.down[i]) == 1 && w.down[i][0] != 0 && w.comp[w.down[i][0]] != w.comp[i] && f.rightsOf[x] == nil && f.memberOf[x] == nil {
		issuer := w.down[i][0]
		if _, yes := m.controls(x, w.nodes[issuer]); yes {
			return group{only: issuer}
		}
		return group{nodes: []int{i}}
	}
	return group{nodes: w.controlled([]int{i}, x, m)}
}

// controlled lists the start nodes and what x controls above the subject, be
// it through the subject itself, which is no holder and not listed.
func (w *walk) controlled(start []int, x int, m *controlMap) []int {
	f := w.f
	if f.detours {
		return w.controlledAnyhow(start, x, m)
	}
	inside := make(map[int]bool, len(start))
	list := slices.Clone(start)
	for _, i := range list {
		inside[i] = true
	}
	try := func(k int) {
		if inside[k] {
			return
		}
		j := w.nodes[k]
		if m.parent[j] >= 0 {
			if p, above := w.at[m.parent[j]]; above && inside[p] {
				inside[k] = true
				list = append(list, k)
				return
			}
		}
		if _, yes := m.controls(x, j); yes {
			inside[k] = true
			list = append(list, k)
		}
	}
	for n := 0; n < len(list); n++ {
		for _, k := range w.down[list[n]] {
			try(k)
		}
		for _, r := range f.rightsOf[w.nodes[list[n]]] {
			if k, above := w.at[f.index[r.Company]]; above {
				try(k)
			}
		}
	}
	list = slices.DeleteFunc(list, func(k int) bool { return k == 0 })
	list = slices.DeleteFunc(list, func(k int) bool { return k == 0 })
	slices.Sort(list)
	return list
}

// controlledAnyhow is controlled where control may also come by what the walk
// does not take: the way down from x to what it controls is looked for in the
// whole field.
func (w *walk) controlledAnyhow(start []int, x int, m *controlMap) []int {
	f := w.f
	inside := make(map[int]bool)
	var list []int
	add := func(j int) {
		if !inside[j] {
			inside[j] = true
			list = append(list, j)
		}
	}
	for _, i := range start {
		add(w.nodes[i])
	}
	if x < len(f.Entities) {
		add(x)
	}
	try := func(j int) {
		if inside[j] {
			return
		}
		if p := m.parent[j]; p >= 0 && inside[p] {
			add(j)
		} else if _, yes := m.controls(x, j); yes {
			add(j)
		}
	}
	for n := 0; n < len(list); n++ {
		for _, l := range f.issuers[list[n]] {
			try(l.Issuer)
		}
		for _, r := range f.rightsOf[list[n]] {
			try(f.index[r.Company])
		}
	}
	var nodes []int
	for _, j := range list {
		if i, above := w.at[j]; above && i != 0 {
			nodes = append(nodes, i)
		}
	}
	slices.Sort(nodes)
	return nodes
}

// besides lists the entities that the walk does not come to and that may
// control some it comes to.
func (w *walk) besides() []int {
	f := w.f
	if !f.detours {
		return nil
	}
	met := make(map[int]bool)
	add := func(x int) {
		if x < len(f.Entities) {
			if _, above := w.at[x]; !above {
				met[x] = true
			}
		}
	}
	for _, j := range w.nodes {
		for _, k := range f.beside(j, w.d) {
			add(k)
			for _, m := range [2]*controlMap{f.certain, f.possible} {
				m.each(k, func(c controller) bool {
					add(c.who)
					return true
				})
			}
		}
	}
	return sortedKeys(met)
}

// grouped computes the control and combined figures of node i.
func (v *view) grouped(i int, low, high group, through, combined *killed) (control, both Bounds) {
	w := v.walk
	if low.only != 0 {
		below := v.holders[w.nodes[low.only]]
		control.Low, both.Low = below[ControlReading].Low, below[Combined].Low
	} else {
		control.Low = w.direct(low.nodes, nil)
		if len(low.nodes) == 1 {
			both.Low = through.meets(i)
		} else {
			both.Low = through.meetsAny(low.nodes)
		}
	}
	if high.only != 0 {
		below := v.holders[w.nodes[high.only]]
		control.High, both.High = below[ControlReading].High, below[Combined].High
		return control, both
	}
	// Nothing is chosen here, so what the group holds comes on top of what any
	// undisclosed holder may have.
	control.High = new(big.Rat).Add(v.undisclosed[ControlReading].High, w.direct(high.nodes, v.anyones))
	if len(high.nodes) == 1 {
		both.High = combined.meets(i)
	} else {
		both.High = combined.meetsAny(high.nodes)
	}
	return control, both
}

// chosen computes the figures where ranges have to be chosen, so that each
// holder has its own greatest choice of them.
func (v *view) chosen(b *[3]Bounds, self []int, low, high group) {
	w := v.walk
	zero := new(big.Rat)
	lowNodes, highNodes := low.nodes, high.nodes
	if low.only != 0 {
		lowNodes = w.controlled(self, w.nodes[self[0]], w.f.certain)
	}
	if high.only != 0 {
		highNodes = w.controlled(self, w.nodes[self[0]], w.f.possible)
	}
	alone, least, most := w.stopsAt(self), w.stopsAt(lowNodes), w.stopsAt(highNodes)
	for n := range v.anyones {
		most[n] = most[n] || v.anyones[n]
	}
	b[LookThrough] = Bounds{w.chances(alone, zero)[0], w.atMost(alone).chances(alone, one)[0]}
	b[Combined] = Bounds{w.chances(least, zero)[0], w.atMost(most).chances(most, one)[0]}
	b[ControlReading] = Bounds{w.held(least), w.mayHold(most)}
}

// concert computes the figures of holders that act together: they are one.
func (v *view) concert(who int, c Concert) {
	w, f := v.walk, v.walk.f
	var certain, all []int
	for _, j := range c.Members {
		if i, above := w.at[j]; above && i != 0 {
			all = append(all, i)
			if f.outside[j] == Yes && c.sure(j) {
				certain = append(certain, i)
			}
		}
	}
	if len(all) == 0 {
		return
	}
	low := group{nodes: w.controlled(certain, who, f.certain)}
	high := group{nodes: w.controlled(all, who, f.possible)}
	var b, most [3]Bounds
	v.chosen(&b, certain, low, high)
	v.chosen(&most, all, low, high)
	b[LookThrough].High = most[LookThrough].High
	v.holders[who] = b
}

// Above lists every entity above the subject, in either dimension, by index;
// the subject is not one of them.
func (m *Measures) Above() []int {
	met := map[int]bool{m.Subject: true}
	var list []int
	for _, v := range m.views {
		for _, j := range v.walk.nodes {
			if !met[j] {
				met[j] = true
				list = append(list, j)
			}
		}
	}
	slices.Sort(list)
	return list
}
