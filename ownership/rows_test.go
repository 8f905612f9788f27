package ownership

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ratio reads a percentage, or a fraction of one hundred written a/b.
func ratio(t testing.TB, percent string) *big.Rat {
	r, ok := new(big.Rat).SetString(percent)
	require.True(t, ok, percent)
	return r.Quo(r, big.NewRat(100, 1))
}

func share(t testing.TB, text string) Share {
	if text == "" || text == "?" {
		return Share{}
	}
	if lo, hi, isRange := strings.Cut(text, "-"); isRange {
		return Between(ratio(t, lo), ratio(t, hi), false, false)
	}
	return Exactly(ratio(t, text))
}

// dossier makes one from words. entities are "id" (a company in the EU),
// "id:US" (a company outside), "id:?" (no known place), "id:person",
// "id:state", "id:float", "id:listed". rows are "holder issuer capital" with
// votes as a fourth word.
func dossier(t testing.TB, entities string, rows ...string) *Dossier {
	d := &Dossier{}
	for i, word := range strings.Fields(entities) {
		id, what, _ := strings.Cut(word, ":")
		e := &Entity{ID: id, Name: strings.ToUpper(id), Kind: Company, RegisteredOffice: Place{Country: "FR"}}
		switch what {
		case "":
		case "person":
			e.Kind = Person
		case "state":
			e.Kind = State
		case "float":
			e.Kind = PublicFloat
		case "listed":
			e.Listed = RegulatedMarket
		case "?":
			e.RegisteredOffice = Place{}
		default:
			e.RegisteredOffice = Place{Country: what}
		}
		e.At = Position{File: "entities.csv", Line: i + 2}
		d.Entities = append(d.Entities, e)
	}
	for i, row := range rows {
		words := strings.Fields(row)
		h := &Holding{Holder: words[0], Issuer: words[1], Capital: share(t, words[2]),
			At: Position{File: "shareholdings.csv", Line: i + 2}}
		for _, word := range words[3:] {
			switch name, value, named := strings.Cut(word, "="); {
			case !named:
				h.Votes = share(t, word)
			case name == "declared" && value == "yes":
				h.Declared = Yes
			case name == "concert":
				h.Concert = value
			default:
				require.Fail(t, "unknown word", word)
			}
		}
		d.Holdings = append(d.Holdings, h)
	}
	return d
}

// lens sees US, CN, JP and GB as outside, and everything but persons as counted.
func lens() Lens {
	return Lens{
		Outside: func(e *Entity) Tri {
			switch e.RegisteredOffice.Country {
			case "":
				return Unknown
			case "FR", "DE":
				return No
			}
			return Yes
		},
		Counted:              func(e *Entity) bool { return e.Kind != Person },
		DeclaredOnly:         func(e *Entity) bool { return e.Listed == RegulatedMarket },
		DeclarationThreshold: big.NewRat(5, 100),
		Majority:             big.NewRat(1, 2),
		Presumption:          big.NewRat(2, 5),
		SuspendCircular:      true,
	}
}

func measure(t testing.TB, d *Dossier, subject string) (*Field, *Measures) {
	s, faults, err := Resolve(d, 20261122)
	require.NoError(t, err)
	require.Empty(t, faults)
	f := NewField(s, lens())
	i, ok := s.Index(subject)
	require.True(t, ok)
	return f, f.Measure(i)
}

// percent writes bounds in percent with six decimals at most.
func percent(b Bounds) string {
	one := func(r *big.Rat) string {
		text := new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(6)
		return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	if b.Exact() {
		return one(b.Low)
	}
	return fmt.Sprintf("%s..%s", one(b.Low), one(b.High))
}

func figures(f Figures, d Dimension) string {
	return percent(f[d][LookThrough]) + " / " + percent(f[d][ControlReading]) + " / " + percent(f[d][Combined])
}

func holder(t testing.TB, f *Field, m *Measures, id string) HolderFigures {
	i, ok := f.Index(id)
	require.True(t, ok)
	h, ok := m.Holder(i)
	require.True(t, ok, id)
	return h
}
