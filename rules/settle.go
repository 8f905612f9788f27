package rules

import (
	"cmp"
	"slices"

	"egide/ownership"
)

// Settlement is what has to be known to settle a test of 19.6.b that is not
// determined: the smallest sets of gaps, each a document to ask for.
type Settlement struct {
	Test string
	// Clears would be enough to pass, if they show nobody outside the Union.
	// Fails would be enough to fail, if they show one holder outside it. Either
	// would be enough both ways. A set that no documents make is empty.
	Clears, Fails, Either []ownership.Gap
	// Exact tells that no smaller set would do; else a smaller one may exist, for
	// there were too many to try them all.
	Exact bool
}

// Settle finds what would settle each test of 19.6.b with a limit that is not
// determined. Widths of the gaps are ratios of the figure's interval.
func Settle(r *Result) ([]Settlement, error) {
	s, err := newStake(r)
	if err != nil {
		return nil, err
	}
	field := s.look(s.structure, nil)
	measures := field.Measure(s.subject)
	var list []Settlement
	for test := range limited {
		if judge(s.value(field, measures, test), s.limit(test)) == Undetermined {
			list = append(list, s.settle(field, measures, test))
		}
	}
	for i := range list {
		for _, set := range []*[]ownership.Gap{&list[i].Clears, &list[i].Fails, &list[i].Either} {
			for k := range *set {
				(*set)[k].Entity, _ = r.Field.Index(s.structure.Entities[(*set)[k].Entity].ID)
			}
		}
	}
	return list, nil
}

// gaps lists what the figure of a test depends on, the widest first.
func (s *stake) gaps(f *ownership.Field, m *ownership.Measures, test int) []ownership.Gap {
	t := limited[test]
	var all []ownership.Gap
	add := func(g ownership.Gap) {
		if g.Kind == ownership.GapRing {
			return // no document tells who stands outside it
		}
		at := slices.IndexFunc(all, func(o ownership.Gap) bool { return o.Kind == g.Kind && o.Entity == g.Entity })
		switch {
		case at < 0:
			all = append(all, g)
		case g.Width.Cmp(all[at].Width) > 0:
			all[at].Width = g.Width
		}
	}
	who := []int{ownership.Together}
	if t.individual {
		who = nil
		if m.Undisclosed[t.dimension][s.policy.Reading].High.Cmp(s.limit(test)) > 0 {
			who = append(who, ownership.Undisclosed)
		}
		for _, h := range m.Holders {
			figure := h.Figures[t.dimension][s.policy.Reading]
			if !f.CountedOf(h.Who) || f.OutsideOf(h.Who) == ownership.No || figure.High.Cmp(s.limit(test)) <= 0 {
				continue
			}
			who = append(who, h.Who)
			if f.OutsideOf(h.Who) == ownership.Unknown && h.Who < f.Len() {
				add(ownership.Gap{Kind: ownership.GapPlace, Entity: h.Who, Width: figure.Low})
			}
		}
	}
	for _, w := range who {
		for _, g := range m.Gaps(t.dimension, s.policy.Reading, w) {
			add(g)
		}
	}
	slices.SortFunc(all, func(a, b ownership.Gap) int {
		return cmp.Or(b.Width.Cmp(a.Width), cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

func (s *stake) settle(f *ownership.Field, m *ownership.Measures, test int) Settlement {
	gaps := s.gaps(f, m, test)
	known := map[[2]string]bool{}
	trials, most := 0, min(tries(settleWork, f), 600)
	// figure tells whether a set settles the test: with nobody outside, or with
	// one holder outside, behind all of its gaps.
	settles := func(set []int, outside bool) bool {
		key := [2]string{"", ""}
		for _, i := range set {
			key[0] += string(rune(i)) + ","
		}
		if outside {
			key[1] = "outside"
		}
		if answer, ok := known[key]; ok {
			return answer
		}
		trials++
		field := s.resolved(f, gaps, set, outside)
		value := s.value(field, field.Measure(s.subject), test)
		answer := value.High.Cmp(s.limit(test)) <= 0
		if outside {
			answer = value.Low.Cmp(s.limit(test)) > 0
		}
		known[key] = answer
		return answer
	}
	result := Settlement{Test: limited[test].test, Exact: true}
	for _, of := range []struct {
		set     *[]ownership.Gap
		enough  func(set []int) bool
		started int
	}{
		{set: &result.Clears, enough: func(set []int) bool { return settles(set, false) }},
		{set: &result.Fails, enough: func(set []int) bool { return settles(set, true) }},
		{set: &result.Either, enough: func(set []int) bool { return settles(set, false) && settles(set, true) }},
	} {
		set, exact := smallest(len(gaps), of.enough, func() bool { return trials > most })
		result.Exact = result.Exact && exact
		for _, i := range set {
			*of.set = append(*of.set, gaps[i])
		}
	}
	return result
}

// smallest finds a smallest set of 0…n−1 that is enough; what is enough stays so
// with more. When it takes too long, exact is false and the set is a small one.
func smallest(n int, enough func([]int) bool, stop func() bool) (set []int, exact bool) {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	if n == 0 || !enough(all) {
		return nil, true
	}
	for size := 1; size < n; size++ {
		set = make([]int, size)
		var try func(from, at int) bool
		try = func(from, at int) bool {
			if at == size {
				return enough(set)
			}
			for i := from; i <= n-(size-at); i++ {
				if stop() {
					return false
				}
				set[at] = i
				if try(i+1, at+1) {
					return true
				}
			}
			return false
		}
		if try(0, 0) {
			return set, true
		}
		if stop() {
			break
		}
		if size == n-1 {
			return all, true
		}
	}
	if n == 1 {
		return all, true
	}
	// The widest gaps that are enough together, found by halving; then without
	// those that can be left out, the narrowest first, while there is time.
	low, high := 0, n
	for high-low > 1 {
		if middle := (low + high) / 2; enough(all[:middle]) {
			high = middle
		} else {
			low = middle
		}
	}
	set = slices.Clone(all[:high])
	for i := high - 1; i >= 0 && high <= leftOut; i-- {
		without := slices.DeleteFunc(slices.Clone(set), func(k int) bool { return k == i })
		if len(without) > 0 && enough(without) {
			set = without
		}
	}
	return set, false
}

// leftOut is the size of a set up to which each gap is tried to be left out.
const leftOut = 24

// resolved is the field once the gaps of a set are closed.
func (s *stake) resolved(f *ownership.Field, gaps []ownership.Gap, set []int, outside bool) *ownership.Field {
	structure := s.structure
	elsewhere := map[string]ownership.Tri{}
	holder, answer := s.person, ownership.No
	if outside {
		holder, answer = s.newcomer, ownership.Yes
	}
	done := map[int]bool{}
	for _, i := range set {
		switch g := gaps[i]; g.Kind {
		case ownership.GapPlace:
			elsewhere[f.Entities[g.Entity].ID] = answer
		default:
			if !done[g.Entity] {
				done[g.Entity] = true
				structure = structure.Disclosed(g.Entity, holder, func(h int) bool { return outside && !f.CountsInside(h) })
			}
		}
	}
	return s.look(structure, elsewhere)
}
