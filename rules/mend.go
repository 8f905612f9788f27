package rules

import (
	"cmp"
	"math/big"
	"runtime"
	"slices"
	"sync"

	"egide/ownership"
)

// MendKind is what a change is that would mend a failing test.
type MendKind string

// The kinds of change, in the order in which they are listed.
const (
	MendSale  MendKind = "sale"  // a holder sells to a natural person in the Union
	MendRight MendKind = "right" // a holder gives a right up
	MendSeat  MendKind = "seat"  // an entity moves a place, or all of them, into the Union
)

// Mend is a single change after which a test of the provider that fails would not
// fail any more.
type Mend struct {
	Test   string
	Kind   MendKind
	Holder string // id: who sells, gives up, or moves
	Issuer string // id: of whose shares, or over whom the right is; empty for a seat
	// Share is the least that has to be sold, a ratio of the issuer's capital in
	// whole ten-thousandths of a point; nil for other changes.
	Share *big.Rat
	Right ownership.RightKind
	Place string // the one place that has to move; empty for all
	// Verdict is the test's afterwards: compliant, or undetermined where
	// undisclosed holders could still be too many.
	Verdict Verdict
}

// Remedies are what would mend failing tests.
type Remedies struct {
	List []Mend
	// LeftOut is how many changes were not tried, in a dossier of thousands of
	// entities: those furthest from the provider.
	LeftOut int
}

// Mends lists, for each test of 19.6.a and b that the provider fails, the single
// changes that would mend it: the least sale by each holder that counts, of the
// provider or of a company above it; a right given up; a seat moved. The
// smallest sale comes first. In a dossier of thousands of entities only what is
// nearest to the provider is tried, the largest stakes first, and of each kind
// some.
func Mends(r *Result) (Remedies, error) {
	failing := map[string]bool{}
	for _, f := range r.Subjects[0].Findings {
		failing[f.Test] = f.Verdict == NonCompliant
	}
	var found Remedies
	s, err := newStake(r)
	if err != nil {
		return found, err
	}
	var tests []int
	for test := range limited {
		if failing[limited[test].test] {
			tests = append(tests, test)
		}
	}
	if len(tests) > 0 {
		found.List, found.LeftOut = s.mendShares(tests)
	}
	if failing["19.6.a"] {
		found.List = append(found.List, mendOffice(r)...)
	}
	for _, test := range []string{"19.6.b/veto", "19.6.b/board"} {
		if failing[test] {
			more, err := mendRights(r, test)
			if err != nil {
				return Remedies{}, err
			}
			found.List = append(found.List, more...)
		}
	}
	order := []MendKind{MendSale, MendRight, MendSeat}
	size := func(m Mend) *big.Rat {
		if m.Share == nil {
			return new(big.Rat)
		}
		return m.Share
	}
	slices.SortStableFunc(found.List, func(a, b Mend) int {
		return cmp.Or(cmp.Compare(a.Test, b.Test), cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)), size(a).Cmp(size(b)),
			cmp.Compare(a.Issuer, b.Issuer), cmp.Compare(a.Holder, b.Holder))
	})
	return found, nil
}

// mendShares finds what mends tests of 19.6.b with a limit, and counts what it did
// not try.
func (s *stake) mendShares(tests []int) (mends []Mend, leftOut int) {
	field := s.look(s.structure, nil)
	above := field.Measure(s.subject).Above()
	id := func(i int) string { return s.structure.Entities[i].ID }
	var sales, rights, seats []func() []Mend
	var sellers []int // the largest of the nearest company first
	for _, issuer := range s.nearest() {
		e := field.Entities[issuer]
		if e.Ultimate || e.Kind == ownership.Person || e.Kind == ownership.State {
			continue
		}
		links := slices.Clone(s.structure.Holders(issuer))
		slices.SortStableFunc(links, func(a, b *ownership.Link) int {
			return b.Share[ownership.Capital].Lo.Cmp(a.Share[ownership.Capital].Lo)
		})
		for _, l := range links {
			if l.Holder != issuer && !field.Hidden(l.Holder) && !field.CountsInside(l.Holder) && l.Share[ownership.Capital].Lo.Sign() > 0 {
				p := ownership.Purchase{Holder: s.person, Issuer: issuer, From: []int{l.Holder}}
				sellers = append(sellers, l.Holder)
				sales = append(sales, func() []Mend { return s.mendBySale(p, tests) })
			}
		}
	}
	single := func(m Mend, f *ownership.Field) []Mend {
		var list []Mend
		measures := f.Measure(s.subject)
		for _, test := range tests {
			if verdict := judge(s.value(f, measures, test), s.limit(test)); verdict != NonCompliant {
				m.Test, m.Verdict = limited[test].test, verdict
				list = append(list, m)
			}
		}
		return list
	}
	for _, r := range s.structure.Rights {
		holder, _ := field.Index(r.Holder)
		if r.Right != ownership.Veto && !field.CountsInside(holder) {
			rights = append(rights, func() []Mend {
				drop := func(o *ownership.Right) bool {
					return o.Holder == r.Holder && o.Company == r.Company && o.Right == r.Right
				}
				return single(Mend{Kind: MendRight, Holder: r.Holder, Issuer: r.Company, Right: r.Right}, s.look(s.structure.WithoutRights(drop), nil))
			})
		}
	}
	still := map[int]bool{}
	for _, i := range above {
		still[i] = field.Counted(i) && field.Outside(i) == ownership.Yes
	}
	for _, i := range slices.Concat(sellers, above) {
		if still[i] {
			still[i] = false
			seats = append(seats, func() []Mend {
				return single(Mend{Kind: MendSeat, Holder: id(i)}, s.look(s.structure, map[string]ownership.Tri{id(i): ownership.No}))
			})
		}
	}
	changes, leftOut := inTurn(tries(mendWork, field), sales, rights, seats)
	found := make([][]Mend, len(changes))
	queue := make(chan int)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for n := range queue {
				found[n] = changes[n]()
			}
		})
	}
	for n := range changes {
		queue <- n
	}
	close(queue)
	work.Wait()
	list := slices.Concat(found...)
	slices.SortFunc(list, func(a, b Mend) int {
		return cmp.Or(cmp.Compare(a.Test, b.Test), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Holder, b.Holder), cmp.Compare(a.Issuer, b.Issuer), cmp.Compare(a.Right, b.Right))
	})
	return slices.CompactFunc(list, func(a, b Mend) bool {
		return a.Test == b.Test && a.Kind == b.Kind && a.Holder == b.Holder && a.Issuer == b.Issuer && a.Right == b.Right
	}), leftOut
}

// inTurn takes at most so many from lists, one of each in turn, and counts the
// others.
func inTurn[T any](most int, lists ...[]T) (taken []T, leftOut int) {
	for _, list := range lists {
		leftOut += len(list)
	}
	for n := 0; len(taken) < most && leftOut > 0; n++ {
		for _, list := range lists {
			if n < len(list) && len(taken) < most {
				taken = append(taken, list[n])
				leftOut--
			}
		}
	}
	return taken, leftOut
}

// mendBySale finds the least sale that mends each test.
func (s *stake) mendBySale(p ownership.Purchase, tests []int) []Mend {
	most, _ := s.structure.Offered(p)
	known := map[string][]Verdict{}
	after := func(share *big.Rat, test int) Verdict {
		key := share.RatString()
		if known[key] == nil {
			field := s.look(s.structure.Bought(p, share), nil)
			measures := field.Measure(s.subject)
			known[key] = make([]Verdict, len(limited))
			for _, test := range tests {
				known[key][test] = judge(s.value(field, measures, test), s.limit(test))
			}
		}
		return known[key][test]
	}
	var list []Mend
	for _, test := range tests {
		share, verdict := most, after(most, test)
		if verdict == NonCompliant {
			continue
		}
		low, high := int64(0), ticks(most)+1
		for high-low > 1 {
			middle := low + (high-low)/2
			at := ratioOf(middle)
			if at.Cmp(most) > 0 {
				at = most
			}
			if v := after(at, test); v == NonCompliant {
				low = middle
			} else {
				high, share, verdict = middle, at, v
			}
		}
		list = append(list, Mend{
			Test: limited[test].test, Kind: MendSale, Share: share, Verdict: verdict,
			Holder: s.structure.Entities[p.From[0]].ID, Issuer: s.structure.Entities[p.Issuer].ID,
		})
	}
	return list
}

// mendOffice is the one place of the provider that is outside, when it is one.
func mendOffice(r *Result) []Mend {
	names := []string{"registered_office", "central_administration", "principal_establishment"}
	place, n := "", 0
	verdict := Compliant
	for i, seat := range r.Subjects[0].HeadOffice.Places() {
		switch seat.EU {
		case ownership.No:
			place = names[i]
			n++
		case ownership.Unknown:
			verdict = Undetermined
		}
	}
	m := Mend{Test: "19.6.a", Kind: MendSeat, Holder: string(r.Field.Ref(r.Subjects[0].Entity)), Place: place, Verdict: verdict}
	if n > 1 {
		m.Place = ""
	}
	return []Mend{m}
}

// mendRights tries what one holder of a veto or of seats could give up, and where
// it could move.
func mendRights(r *Result, test string) ([]Mend, error) {
	kind := ownership.Veto
	if test == "19.6.b/board" {
		kind = ownership.Appoint
	}
	provider := string(r.Field.Ref(r.Subjects[0].Entity))
	holders := map[string]bool{}
	for _, right := range r.Field.Rights {
		if right.Company == provider && right.Right == kind {
			holders[right.Holder] = true
		}
	}
	var list []Mend
	for holder := range holders {
		d := *r.Dossier
		d.Rights = slices.DeleteFunc(slices.Clone(d.Rights), func(o *ownership.Right) bool {
			return o.Holder == holder && o.Company == provider && o.Right == kind && o.Covers(r.AsOf)
		})
		m := Mend{Test: test, Kind: MendRight, Holder: holder, Issuer: provider, Right: kind}
		after, faults, err := Check(&d, Options{AsOf: r.AsOf, Provider: provider, Policy: r.Policy})
		if err != nil {
			return nil, err
		}
		if len(faults) > 0 {
			continue
		}
		for _, f := range after.Subjects[0].Findings {
			if f.Test == test && f.Verdict != NonCompliant {
				m.Verdict = f.Verdict
				list = append(list, m)
			}
		}
	}
	return list, nil
}
