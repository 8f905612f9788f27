package rules

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/data"
	"egide/ownership"
)

// exposure is a law's for a subject; nil when the report has none.
func exposure(t testing.TB, r *Result, id, law string) *Exposure {
	t.Helper()
	for _, x := range subject(t, r, id).Exposures {
		if x.Law.ID == law {
			return &x
		}
	}
	return nil
}

// grounds are an exposure's, each with its path: "control p h us".
func grounds(r *Result, x *Exposure) []string {
	var list []string
	for _, g := range x.Grounds {
		list = append(list, strings.Join(append([]string{g.Ground}, ids(r, g.Path)...), " "))
	}
	return list
}

func TestFISA702ByDay(t *testing.T) {
	for day, want := range map[ownership.Date]data.Status{
		20260401: data.StatusInForce, 20260611: data.StatusInForce,
		20260612: data.StatusResidual, 20261122: data.StatusResidual,
		20270601: data.StatusLapsed,
	} {
		r := checked(t, "us-colocation", day, "")
		for _, id := range []string{"p", "landlord"} {
			assert.Equal(t, want, exposure(t, r, id, "us-fisa-702").Status, "%s on %s", id, day)
			assert.Equal(t, data.StatusInForce, exposure(t, r, id, "us-cloud-act").Status)
		}
	}
	// Before a law's first day there is nothing to report of it.
	r := checked(t, "us-colocation", 20080709, "")
	assert.Nil(t, exposure(t, r, "p", "us-fisa-702"))
}

func TestExposureGrounds(t *testing.T) {
	for _, c := range []struct {
		dossier, subject, law string
		level                 string
		role                  data.Role
		grounds               []string
	}{
		{"us-colocation", "landlord", "us-cloud-act", "direct", data.RoleArguable, []string{"direct landlord"}},
		{"us-colocation", "landlord", "us-fisa-702", "direct", data.RoleCovered, []string{"direct landlord"}},
		{"us-colocation", "p", "us-cloud-act", "supplier", data.RoleCovered, []string{"supplier p landlord"}},
		{"us-colocation", "p", "ca-487", LevelNone, data.RoleCovered, nil},
		{"us-holder-24", "p", "us-cloud-act", "minority", data.RoleCovered, []string{"minority p us"}},
		{"us-holder-24", "p", "us-fisa-702", "minority", data.RoleCovered, []string{"minority p us"}},
		{"us-holder-24", "p", "cn-dsl", LevelNone, data.RoleCovered, nil},
		{"canadian-subsidiary", "p", "ca-487", "presence", data.RoleCovered, []string{"presence p ca"}},
		{"canadian-subsidiary", "p", "us-cloud-act", LevelNone, data.RoleCovered, nil},
		{"supplier-reached-by-control", "p", "us-cloud-act", "supplier", data.RoleCovered, []string{"supplier p integrator tool us"}},
		{"supplier-reached-by-control", "integrator", "us-cloud-act", "supplier", data.RoleNotCovered, []string{"supplier integrator tool us"}},
		{"supplier-reached-by-control", "tool", "us-cloud-act", "control", data.RoleArguable, []string{"control tool us"}},
		{"control-by-agreement", "s", "us-fisa-702", "control", data.RoleCovered, []string{"control s us"}},
		{"holds-and-supplies", "p", "us-cloud-act", "supplier", data.RoleCovered, []string{"supplier p us", "minority p us"}},
		{"three-tiers", "p", "us-cloud-act", "supplier", data.RoleCovered, []string{"supplier p reseller operator host"}},
		{"three-tiers-no-access", "p", "us-cloud-act", LevelNone, data.RoleCovered, nil},
		{"three-tiers-no-access", "host", "us-cloud-act", "direct", data.RoleArguable, []string{"direct host"}},
		{"suppliers-in-a-circle", "c", "us-cloud-act", "direct", data.RoleCovered, []string{"direct c"}},
		{"suppliers-in-a-circle", "a", "us-cloud-act", "supplier", data.RoleCovered, []string{"supplier a b c"}},
		{"blank-access", "p", "us-cloud-act", LevelUndetermined, data.RoleCovered, nil},
		{"unknown-holders-of-a-supplier", "s", "gb-ipa", LevelUndetermined, data.RoleArguable, nil},
		{"no-attestation", "p", "us-cloud-act", LevelNone, data.RoleCovered, nil},
	} {
		t.Run(c.dossier+" "+c.subject+" "+c.law, func(t *testing.T) {
			r := checked(t, c.dossier, today, "")
			x := exposure(t, r, c.subject, c.law)
			require.NotNil(t, x)
			assert.Equal(t, c.level, x.Level)
			assert.Equal(t, c.role, x.Role)
			assert.Equal(t, c.grounds, grounds(r, x))
			assert.NotEmpty(t, x.Law.Remove.In("fr"))
			assert.Equal(t, c.level == LevelUndetermined, len(x.Doubts) > 0)
			for _, g := range x.Grounds {
				assert.NotEmpty(t, g.Because.Code)
				assert.NotZero(t, g.Because.At.Line, "a ground says where it was read")
			}
		})
	}
}

// The third parties that a law does not reach, and that are not critical, have
// no line for it.
func TestThirdPartiesThatNoLawReaches(t *testing.T) {
	r := checked(t, "three-tiers-no-access", today, "")
	assert.Empty(t, subject(t, r, "operator").Exposures)
	assert.Len(t, subject(t, r, "reseller").Exposures, len(subject(t, r, "p").Exposures), "a critical one has them all")
}

func TestPresences(t *testing.T) {
	for what, want := range map[string][]string{
		"branch": {"direct s"}, "listing": {"presence s"}, "customers": {"presence s"},
	} {
		d := supplied(&ownership.Supply{DataAccess: ownership.AccessCustomer})
		d.Entity("s").RegisteredOffice.Country = "FR"
		d.Entity("s").Ultimate = true
		d.Entity("s").Presence = []ownership.Presence{{Country: "CA", What: what}}
		r := run(t, d, "")
		x := exposure(t, r, "s", "ca-487")
		require.NotNil(t, x, what)
		assert.Equal(t, want, grounds(r, x), what)
		assert.Equal(t, "ground-"+what, x.Grounds[0].Because.Code)
		// Only what is reached directly or by control exposes the client.
		assert.Equal(t, what == "branch", exposure(t, r, "p", "ca-487").Level == "supplier", what)
		assert.Nil(t, exposure(t, r, "s", "us-cloud-act"))
	}
}

// A seat in any of the three places is a seat.
func TestTheReasonNamesThePlace(t *testing.T) {
	for place, set := range map[string]func(*ownership.Entity){
		"place-registered_office":       func(e *ownership.Entity) { e.RegisteredOffice.Country = "GB" },
		"place-central_administration":  func(e *ownership.Entity) { e.CentralAdministration.Country = "GB" },
		"place-principal_establishment": func(e *ownership.Entity) { e.PrincipalEstablishment.Country = "GB" },
	} {
		d := supplied(&ownership.Supply{DataAccess: ownership.AccessNone})
		set(d.Entity("s"))
		x := exposure(t, run(t, d, ""), "s", "gb-ipa")
		require.NotNil(t, x, place)
		assert.Equal(t, "direct", x.Level)
		assert.Equal(t, ownership.Word(place), x.Grounds[0].Because.Args["place"])
	}
}

// Those who control together in a concert are each named, with the way by which
// each of them holds.
func TestControlInConcert(t *testing.T) {
	d := supplied(&ownership.Supply{Client: "p", Supplier: "x", DataAccess: ownership.AccessCustomer})
	d.Entity("x").Ultimate = false
	us := ownership.Place{Country: "US"}
	d.Entities = append(d.Entities,
		&ownership.Entity{ID: "m1", Kind: ownership.Fund, RegisteredOffice: us},
		&ownership.Entity{ID: "m2", Kind: ownership.Fund, RegisteredOffice: us},
		&ownership.Entity{ID: "lux", Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "LU"}},
		&ownership.Entity{ID: "fr", Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "FR"}, Ultimate: true})
	hold := func(h, i string, percent int64, concert string) {
		d.Holdings = append(d.Holdings, &ownership.Holding{Holder: h, Issuer: i, Capital: ownership.Exactly(ratio(percent, 100)), Concert: concert})
	}
	hold("m1", "x", 30, "pact")
	hold("m2", "x", 25, "pact")
	hold("fr", "x", 45, "")
	r := run(t, d, "")
	x := exposure(t, r, "x", "us-cloud-act")
	require.NotNil(t, x)
	assert.Equal(t, "control", x.Level)
	assert.Subset(t, grounds(r, x), []string{"control x m1", "control x m2"})
	assert.Equal(t, "supplier", exposure(t, r, "p", "us-cloud-act").Level)
}

// An owner by votes alone is a minority holder like any other.
func TestMinorityByVotesAlone(t *testing.T) {
	d := supplied()
	d.Entity("p").Ultimate = false
	d.Holdings = append(d.Holdings,
		&ownership.Holding{Holder: "s", Issuer: "p", Capital: ownership.Exactly(ratio(0, 1)), Votes: ownership.Exactly(ratio(1, 10))},
		&ownership.Holding{Holder: "x", Issuer: "p", Capital: ownership.Exactly(ratio(1, 1)), Votes: ownership.Exactly(ratio(9, 10))})
	r := run(t, d, "")
	x := exposure(t, r, "p", "us-cloud-act")
	assert.Equal(t, []string{"minority p s"}, grounds(r, x))
	assert.Equal(t, "1/10", x.Grounds[0].Because.Args["share"].(interface{ RatString() string }).RatString())
}

// Where suppliers that a law reaches are so many, and so far, that their paths
// would fill a book, the nearest are listed and the rest counted.
func TestPathsOfTheNearestSuppliersAreListed(t *testing.T) {
	const n = 3000
	d := supplyTree(n, func(k int) int { return k - 1 })
	for _, e := range d.Entities {
		if strings.HasPrefix(e.ID, "s") {
			e.RegisteredOffice.Country = "US"
		}
	}
	r := run(t, d, "")
	x := exposure(t, r, "p", "us-cloud-act")
	steps := 0
	for i, g := range x.Grounds {
		assert.Len(t, g.Path, i+2)
		steps += len(g.Path)
	}
	assert.LessOrEqual(t, steps, listedSteps)
	assert.Greater(t, len(x.Grounds), 400)
	i := slices.IndexFunc(r.Warnings, func(n ownership.Note) bool { return n.Code == "grounds-unlisted" })
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, n-len(x.Grounds), r.Warnings[i].Args["count"])
	for _, s := range r.Subjects[1:] {
		assert.Equal(t, s.Tier <= furthestSupplier, s.Through != nil)
	}
}

// Suppliers of whom too little is known are named up to a number, then counted.
func TestDoubtsOfManySuppliers(t *testing.T) {
	for n, want := range map[int]string{listedDoubts: "doubt-supplier", listedDoubts + 7: "doubt-suppliers-more"} {
		d := supplyTree(n, func(int) int { return -1 })
		d.Holdings = nil
		x := exposure(t, run(t, d, ""), "p", "ca-487")
		assert.Equal(t, LevelUndetermined, x.Level)
		last := x.Doubts[len(x.Doubts)-1]
		assert.Equal(t, want, last.Code)
		if n > listedDoubts {
			assert.Equal(t, 7, last.Args["count"])
		}
		assert.Contains(t, codes(x.Doubts), "doubt-undisclosed") // the provider's own
	}
}

const ownLaw = `laws:
  - id: %s
    state: %s
    title: {en: Data Act, fr: Loi sur les données}
    citation: Act 1
    compels: {en: hands over, fr: remet}
    verified: yes
    reviewed: 2026-11-01
    periods: [{from: 2020-01-01, status: in_force}]
    grounds: [%s]
    hooks: [{services: [other], role: covered, reason: {en: any, fr: tout}}]
    remove: {en: leave, fr: partir}
    sources: [{cite: Act 1, mark: text}]
`

// A policy adds a law, or puts one in the place of the registry's.
func TestLawsOfAPolicy(t *testing.T) {
	r := checked(t, "us-colocation", today, fmt.Sprintf(ownLaw, "us-own", "US", "direct, supplier"))
	x := exposure(t, r, "landlord", "us-own")
	require.NotNil(t, x)
	assert.Equal(t, data.RoleCovered, x.Role)
	assert.Equal(t, data.StatusInForce, x.Status)
	assert.Len(t, subject(t, r, "p").Exposures, len(data.Laws())+1)
	assert.Contains(t, r.Policy.Changed, "laws")

	r = checked(t, "us-holder-24", today, fmt.Sprintf(ownLaw, "us-cloud-act", "US", "direct, control"))
	x = exposure(t, r, "p", "us-cloud-act")
	assert.Equal(t, "Data Act", x.Law.Title.In("en"))
	assert.Equal(t, LevelNone, x.Level, "this one does not reach by a minority holder")
	assert.Len(t, subject(t, r, "p").Exposures, len(data.Laws()))

	// A law of a State that the registry has none of.
	r = checked(t, "no-attestation", today, fmt.Sprintf(ownLaw, "ae-own", "AE", "minority"))
	assert.Equal(t, []string{"minority p fund", "minority p fund state"}, grounds(r, exposure(t, r, "p", "ae-own")))
}

func TestAnInvalidLawIsRefused(t *testing.T) {
	text := strings.Replace(fmt.Sprintf(ownLaw, "us-own", "US", "direct"), "status: in_force", "status: somehow", 1)
	_, notes := ParsePolicy([]byte(text), "laws.yaml")
	require.NotEmpty(t, notes)
	assert.Equal(t, ownership.Position{File: "laws.yaml", Line: 9, Column: 42}, notes[0].At)
	_, notes = ParsePolicy([]byte(fmt.Sprintf(ownLaw, "us-own", "XX", "direct")), "laws.yaml")
	require.Len(t, notes, 1)
	assert.Equal(t, 3, notes[0].At.Line)
}

// What a ground says of an entity is what its row says: a branch is no seat, and
// members of a concert control together.
func TestGroundsSayWhatIsRecorded(t *testing.T) {
	d := checked(t, "t02", today, "").Dossier
	d.Entity("h").Presence = []ownership.Presence{{Country: "CA", What: "branch"}}
	for _, h := range d.Holdings {
		if h.Issuer == "p" && h.Holder == "h" {
			h.Capital = ownership.Exactly(big.NewRat(60, 100))
		} else if h.Issuer == "p" {
			h.Capital = ownership.Exactly(big.NewRat(40, 100))
		}
	}
	r, faults, err := Check(d, Options{AsOf: today, Policy: DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	said := make(map[string]string)
	for _, x := range r.Subjects[0].Exposures {
		for _, g := range x.Grounds {
			said[x.Law.ID] = g.Because.Code
		}
	}
	assert.Equal(t, "ground-control-branch", said["ca-487"])
	assert.Equal(t, "ground-control", said["us-cloud-act"])
}
