package register

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

const day = ownership.Date(20261122)

// lens is a lens in which FR and DE are inside, blank is unknown, persons do
// not count and companies listed on a regulated market in FR are layers.
func lens() ownership.Lens {
	return ownership.Lens{
		Outside: func(e *ownership.Entity) ownership.Tri {
			switch e.RegisteredOffice.Country {
			case "":
				return ownership.Unknown
			case "FR", "DE":
				return ownership.No
			}
			return ownership.Yes
		},
		Counted: func(e *ownership.Entity) bool { return e.Kind != ownership.Person },
		DeclaredOnly: func(e *ownership.Entity) bool {
			return e.Listed == ownership.RegulatedMarket && e.RegisteredOffice.Country == "FR"
		},
		DeclarationThreshold: big.NewRat(5, 100),
		Majority:             big.NewRat(1, 2),
		Presumption:          big.NewRat(40, 100),
	}
}

// drawing is what a drawn dossier may have in it.
type drawing struct {
	companies, others int
	dirty             bool // ranges, blanks, counts, repeats, own shares, votes, nominees
	unknown           bool // seats that nobody knows
}

// drawDossier draws a dossier. Shares are multiples of one fortieth, so that
// sums are often a limit exactly.
func drawDossier(t *rapid.T, w drawing) *ownership.Dossier {
	d := &ownership.Dossier{}
	n := rapid.IntRange(1, w.companies).Draw(t, "companies")
	others := rapid.IntRange(1, w.others).Draw(t, "others")
	countries := []string{"FR", "FR", "DE", "US", "CN"}
	if w.unknown {
		countries = append(countries, "")
	}
	country := func() string { return rapid.SampledFrom(countries).Draw(t, "country") }
	for i := range n {
		e := &ownership.Entity{ID: fmt.Sprintf("c%d", i), Kind: ownership.Company,
			RegisteredOffice: ownership.Place{Country: rapid.SampledFrom([]string{"FR", "FR", "FR", country()}).Draw(t, "seat")}}
		switch rapid.IntRange(0, 11).Draw(t, "listed") {
		case 0:
			e.Listed = ownership.RegulatedMarket
		case 1:
			e.Ultimate = w.dirty
		case 2:
			if w.dirty {
				e.Name = "Lux Nominees (A/C 3)"
			}
		}
		d.Entities = append(d.Entities, e)
	}
	kinds := []ownership.Kind{ownership.Person, ownership.Company, ownership.Fund, ownership.State}
	if w.dirty {
		kinds = append(kinds, ownership.PublicFloat, ownership.UnknownKind)
	}
	for i := range others {
		d.Entities = append(d.Entities, &ownership.Entity{ID: fmt.Sprintf("h%d", i),
			Kind:             rapid.SampledFrom(kinds).Draw(t, "kind"),
			RegisteredOffice: ownership.Place{Country: country()}})
	}
	fortieths := func(k int) *big.Rat { return big.NewRat(int64(k), 40) }
	for j := range n {
		left := 40
		counted := w.dirty && rapid.IntRange(0, 7).Draw(t, "counted") == 0
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			holder := d.Entities[rapid.IntRange(0, n+others-1).Draw(t, "holder")].ID
			k := rapid.IntRange(0, left).Draw(t, "share")
			left -= k
			h := &ownership.Holding{Holder: holder, Issuer: d.Entities[j].ID, Capital: ownership.Exactly(fortieths(k)),
				At: ownership.Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}, Class: fmt.Sprint(len(d.Holdings))}
			if counted {
				h.Capital, h.Shares = ownership.Share{}, big.NewRat(int64(k+1), 1)
				if rapid.Bool().Draw(t, "double") {
					h.VotesPerShare = big.NewRat(2, 1)
				}
			}
			if w.dirty && !counted {
				switch rapid.IntRange(0, 9).Draw(t, "dirt") {
				case 0:
					wide := rapid.IntRange(0, left).Draw(t, "width")
					left -= wide
					h.Capital = ownership.Between(fortieths(k), fortieths(k+wide), false, false)
				case 1:
					h.Votes = ownership.Exactly(fortieths(rapid.IntRange(0, k).Draw(t, "votes")))
				case 2:
					h.Capital = ownership.Share{}
				case 3:
					h.Declared = rapid.SampledFrom([]ownership.Tri{ownership.Yes, ownership.No}).Draw(t, "declared")
				case 4:
					h.Class = ""
				case 5:
					h.NomineeFor = d.Entities[rapid.IntRange(0, n+others-1).Draw(t, "for")].ID
				case 6:
					if k < 40 {
						h.Capital = ownership.Exactly(new(big.Rat).Mul(fortieths(k), big.NewRat(10003, 10000)))
					}
				case 7:
					h.Until = day
				}
			}
			d.Holdings = append(d.Holdings, h)
		}
	}
	return d
}

// fromDossier makes a register of a dossier.
func fromDossier(d *ownership.Dossier) *Register {
	b := NewBuilder(day, nil)
	for _, h := range d.Holdings {
		b.AddHolding(h)
	}
	for _, e := range d.Entities {
		b.AddEntity(e)
	}
	for _, r := range d.Rights {
		b.AddRight(r)
	}
	return b.Build()
}

// sound drops the holdings that the exact engine would refuse.
func sound(t *rapid.T, d *ownership.Dossier) *ownership.Structure {
	kinds := make(map[string]ownership.Kind)
	for _, e := range d.Entities {
		kinds[e.ID] = e.Kind
	}
	s, faults, err := ownership.Resolve(d, day)
	require.NoError(t, err)
	if len(faults) > 0 {
		t.Skip("over 100 %")
	}
	return s
}

func TestSharesAreThoseOfTheExactEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, drawing{companies: 5, others: 5, dirty: true, unknown: true})
		s := sound(t, d)
		r := fromDossier(d)
		require.Equal(t, len(s.Entities), r.Len())
		for j, e := range s.Entities {
			require.Equal(t, e.ID, r.ID(j))
			links := s.Holders(j)
			from, to := r.Row(j)
			require.Equal(t, len(links), to-from, e.ID)
			for k, l := range links {
				require.Equal(t, l.Holder, r.Holder(from+k))
				require.Equal(t, l.Declared, r.Declared(from+k))
				for _, dim := range ownership.Dimensions {
					lo, hi := r.Share(j, from+k, dim)
					require.Equal(t, l.Share[dim].Lo.RatString(), lo.RatString(), "%s of %s, %s", r.ID(l.Holder), e.ID, dim)
					require.Equal(t, l.Share[dim].Hi.RatString(), hi.RatString(), "%s of %s, %s", r.ID(l.Holder), e.ID, dim)
				}
			}
		}
	})
}
