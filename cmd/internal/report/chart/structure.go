package chart

import (
	"cmp"
	"slices"

	"egide/cmd/internal/report"
	"egide/data"
)

// structure is what a report knows of the entities above one of them, and of
// the third parties below it.
type structure struct {
	words
	report   *report.Report
	subject  int
	entities []*report.Entity
	index    map[string]int
	ties     []*tie
	up, down [][]*tie // by entity: the ties from its holders, and to its issuers
	// order lists the subject and everything above it, each after all of its
	// issuers but for those that a cycle puts on both sides.
	order []int
	// back are the ties that close a cycle.
	back map[*tie]bool
	// weight is how much of the subject comes through an entity, at most, as a
	// ratio. Of share it is the product along the chains; of combined, what an
	// entity controls counts whole.
	weight [2][]float64
	// carries tells that a holder outside the Union is the entity or above it.
	carries []bool
}

// tie is a share of an issuer, or rights over a company.
type tie struct {
	from, to int
	link     *report.Link
	rights   []*report.Right
}

// readStructure finds what is above the entity of that id; ok is false where
// the report has no such entity.
func readStructure(r *report.Report, w words, subject string) (*structure, bool) {
	s := &structure{words: w, report: r, index: make(map[string]int, len(r.Entities)), back: map[*tie]bool{}}
	for _, e := range r.Entities {
		if _, twice := s.index[e.ID]; e != nil && !twice {
			s.index[e.ID] = len(s.entities)
			s.entities = append(s.entities, e)
		}
	}
	var ok bool
	if s.subject, ok = s.index[subject]; !ok {
		return nil, false
	}
	s.up, s.down = make([][]*tie, len(s.entities)), make([][]*tie, len(s.entities))
	s.readTies()
	s.sort()
	s.weigh()
	s.carry()
	return s, true
}

func (s *structure) readTies() {
	add := func(t *tie) {
		s.ties = append(s.ties, t)
		s.up[t.to] = append(s.up[t.to], t)
		s.down[t.from] = append(s.down[t.from], t)
	}
	for _, l := range s.report.Links {
		from, known := s.index[l.Holder]
		to, issued := s.index[l.Issuer]
		if known && issued {
			add(&tie{from: from, to: to, link: l})
		}
	}
	byPair := map[[2]int]*tie{}
	for _, r := range s.report.Rights {
		from, known := s.index[r.Holder]
		to, issued := s.index[r.Company]
		if !known || !issued || from == to {
			continue
		}
		pair := [2]int{from, to}
		if byPair[pair] == nil {
			byPair[pair] = &tie{from: from, to: to}
			add(byPair[pair])
		}
		byPair[pair].rights = append(byPair[pair].rights, r)
	}
	for i := range s.up {
		slices.SortStableFunc(s.up[i], func(a, b *tie) int {
			return cmp.Or(cmp.Compare(b.most(), a.most()), cmp.Compare(s.entities[a.from].ID, s.entities[b.from].ID))
		})
	}
}

// most is the most that a tie may carry of its issuer, as a ratio. Who controls
// a company counts for the whole of it.
func (t *tie) most() float64 {
	if t.link == nil {
		for _, r := range t.rights {
			if r.Right == "control_agreement" || r.Right == "de_facto_control" {
				return 1
			}
		}
		return 0
	}
	if t.link.Controls != "" {
		return 1
	}
	return max(t.link.Capital.High, t.link.Votes.High) / 100
}

// sort walks up from the subject and finds the order, larger holders first, and
// the ties that close cycles. It keeps its own stack: chains may be long.
func (s *structure) sort() {
	const unseen, open, done = 0, 1, 2
	state := make([]int, len(s.entities))
	next := make([]int, len(s.entities))
	stack := []int{s.subject}
	state[s.subject] = open
	for len(stack) > 0 {
		i := stack[len(stack)-1]
		if next[i] == len(s.up[i]) {
			state[i] = done
			s.order = append(s.order, i)
			stack = stack[:len(stack)-1]
			continue
		}
		// The smaller first: in the order turned round the larger come first.
		t := s.up[i][len(s.up[i])-1-next[i]]
		next[i]++
		switch state[t.from] {
		case unseen:
			state[t.from] = open
			stack = append(stack, t.from)
		case open:
			s.back[t] = true
		}
	}
	slices.Reverse(s.order)
	s.ties = slices.DeleteFunc(s.ties, func(t *tie) bool { return state[t.to] == unseen })
	for i := range s.down {
		s.down[i] = slices.DeleteFunc(s.down[i], func(t *tie) bool { return state[t.to] == unseen })
	}
}

// The two weights of an entity.
const (
	combined = iota
	share
)

func (s *structure) weigh() {
	for kind := range s.weight {
		weight := make([]float64, len(s.entities))
		weight[s.subject] = 1
		for _, i := range s.order {
			weight[i] = min(1, weight[i])
			for _, t := range s.up[i] {
				if s.back[t] {
					continue
				}
				if kind == share && t.link != nil {
					weight[t.from] += weight[i] * max(t.link.Capital.High, t.link.Votes.High) / 100
				} else {
					weight[t.from] += weight[i] * t.most()
				}
			}
		}
		s.weight[kind] = weight
	}
}

// carry marks what holders outside the Union stand above of.
func (s *structure) carry() {
	s.carries = make([]bool, len(s.entities))
	var queue []int
	for _, i := range s.order {
		if e := s.entities[i]; e.NonEU == "yes" && e.Counted {
			s.carries[i] = true
			queue = append(queue, i)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, t := range s.down[queue[0]] {
			if s.brings(t) && !s.carries[t.to] {
				s.carries[t.to] = true
				queue = append(queue, t.to)
			}
		}
	}
}

// brings tells whether a tie takes what holders outside the Union have down to
// its issuer: of a listed company only declared holders count.
func (s *structure) brings(t *tie) bool {
	switch {
	case !s.carries[t.from] || t.from == t.to:
		return false
	case t.link == nil:
		return true
	case max(t.link.Capital.High, t.link.Votes.High) <= 0:
		return false
	}
	return !s.undeclared(t)
}

// undeclared tells that a holding in a listed company does not count, because
// it is not declared and does not have to be.
func (s *structure) undeclared(t *tie) bool {
	if t.link == nil || !s.entities[t.to].DeclaredOnly || t.link.Declared == "yes" {
		return false
	}
	limit, _ := data.LimitByID("declaration_threshold")
	threshold, _ := limit.Ratio().Float64()
	return t.link.Declared == "no" || max(t.link.Capital.High, t.link.Votes.High) <= 100*threshold
}

// undisclosed is what the recorded rows of an entity leave open, at the least
// and at the most: nothing where nothing is to be looked for, or where its own
// seat outside the Union has decided already.
func (s *structure) undisclosed(i int) report.Dimensions[report.Interval] {
	e := s.entities[i]
	var open report.Dimensions[report.Interval]
	if e.Undisclosed == nil || e.NonEU == "yes" && i != s.subject {
		return open
	}
	open.Capital.High, open.Votes.High = e.Undisclosed.Capital, e.Undisclosed.Votes
	open.Capital.Low, open.Votes.Low = 100, 100
	for _, t := range s.up[i] {
		if t.link == nil {
			continue
		}
		open.Capital.Low -= t.link.Capital.High
		open.Votes.Low -= t.link.Votes.High
		if s.entities[t.from].Hidden {
			open.Capital.High -= t.link.Capital.Low
			open.Votes.High -= t.link.Votes.Low
		}
	}
	for _, d := range []*report.Interval{&open.Capital, &open.Votes} {
		d.High = max(0, tidy(d.High))
		d.Low = min(max(0, tidy(d.Low)), d.High)
	}
	return open
}

// none tells that nothing is left open.
func none(open report.Dimensions[report.Interval]) bool {
	return open.Capital.High <= 0 && open.Votes.High <= 0
}
