package rules

import (
	"math/big"

	"egide/ownership"
)

// limited are the tests of 19.6.b that a figure is held against, in the order of
// the standard.
var limited = []struct {
	test       string
	dimension  ownership.Dimension
	individual bool
}{
	{"19.6.b/capital-individual", ownership.Capital, true},
	{"19.6.b/capital-collective", ownership.Capital, false},
	{"19.6.b/votes-individual", ownership.Votes, true},
	{"19.6.b/votes-collective", ownership.Votes, false},
}

// stake is the part of a dossier above the provider, with two holders that it
// does not have: one outside the Union, and a natural person in it. What may
// happen to shares is tried out on it.
type stake struct {
	seats
	structure *ownership.Structure
	lens      ownership.Lens
	subject   int
	newcomer  int // outside the Union
	person    int // inside
}

// Ids of the two, which no file can hold.
const (
	newcomerID = "\x00newcomer"
	personID   = "\x00person"
)

// newStake takes the part of a result's dossier above its provider.
func newStake(r *Result) (*stake, error) {
	provider := r.Field.Entities[r.Subjects[0].Entity].ID
	part := r.Dossier.Above(provider, r.AsOf)
	part.Entities = append(part.Entities,
		&ownership.Entity{ID: newcomerID, Kind: ownership.Company},
		&ownership.Entity{ID: personID, Kind: ownership.Person})
	structure, faults, err := ownership.Resolve(part, r.AsOf)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, faultError(faults[0].Code) // the whole was resolved before
	}
	s := &stake{seats: seats{r.AsOf, r.Policy}, structure: structure}
	s.subject, _ = structure.Index(provider)
	s.newcomer, _ = structure.Index(newcomerID)
	s.person, _ = structure.Index(personID)
	s.lens = s.seats.lens()
	s.lens.Outside = s.outside(nil)
	return s, nil
}

type faultError string

func (e faultError) Error() string { return string(e) }

// outside tells whose seat is outside, some entities' seats being taken to be
// elsewhere, by id.
func (s *stake) outside(elsewhere map[string]ownership.Tri) func(*ownership.Entity) ownership.Tri {
	return func(e *ownership.Entity) ownership.Tri {
		if answer, moved := elsewhere[e.ID]; moved {
			return answer
		}
		switch e.ID {
		case newcomerID:
			return ownership.Yes
		case personID:
			return ownership.No
		}
		return s.seats.nonEU(e)
	}
}

// look sees a structure by the rules, some entities' seats being elsewhere.
func (s *stake) look(structure *ownership.Structure, elsewhere map[string]ownership.Tri) *ownership.Field {
	lens := s.lens
	if elsewhere != nil {
		lens.Outside = s.outside(elsewhere)
		declaredOnly := lens.DeclaredOnly
		lens.DeclaredOnly = func(e *ownership.Entity) bool {
			switch elsewhere[e.ID] {
			case ownership.Yes:
				return false
			case ownership.No: // in some Member State
				return e.Listed == ownership.RegulatedMarket && (s.policy.ListedByAnalogy || e.RegisteredOffice.Country == "FR")
			}
			return declaredOnly(e)
		}
	}
	return ownership.NewField(structure.Apart(), lens)
}

// value is the figure of a limited test, in the reading that decides.
func (s *stake) value(f *ownership.Field, m *ownership.Measures, test int) ownership.Bounds {
	t := limited[test]
	if !t.individual {
		return m.Collective[t.dimension][s.policy.Reading]
	}
	c := &check{seats: s.seats, Result: &Result{Field: f, Policy: s.policy}}
	return c.individual(m, t.dimension, s.policy.Reading).Bounds
}

func (s *stake) limit(test int) *big.Rat {
	if limited[test].individual {
		return s.policy.IndividualLimit
	}
	return s.policy.CollectiveLimit
}

// How much work is spent on one search, as [ownership.Field.Effort] counts it:
// seconds, on a machine of today.
const (
	roomWork   = 1_500_000
	mendWork   = 40_000
	settleWork = 120_000
)

// tries is how many tries an amount of work is enough for. A dossier of hundreds
// of entities has fewer to make.
func tries(work int, f *ownership.Field) int { return max(work/f.Effort(), 8) }

// nearest lists the provider and the entities above it, the nearest first.
func (s *stake) nearest() []int {
	list := []int{s.subject}
	met := map[int]bool{s.subject: true}
	for n := 0; n < len(list); n++ {
		for _, l := range s.structure.Holders(list[n]) {
			if !met[l.Holder] {
				met[l.Holder] = true
				list = append(list, l.Holder)
			}
		}
	}
	return list
}

// tick is the step in which room is told: a ten-thousandth of a percentage
// point.
var tick = big.NewRat(1, 1_000_000)

// ticks is how many whole steps a ratio has.
func ticks(ratio *big.Rat) int64 {
	n := new(big.Rat).Quo(ratio, tick)
	return new(big.Int).Div(n.Num(), n.Denom()).Int64()
}

func ratioOf(n int64) *big.Rat { return new(big.Rat).Mul(big.NewRat(n, 1), tick) }
