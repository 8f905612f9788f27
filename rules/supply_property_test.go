package rules

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// drawSupplies draws a provider with third parties that supply it, it and each
// other in any direction, and hold each other, on the day and off it.
func drawSupplies(t *rapid.T) *ownership.Dossier {
	countries := []string{"FR", "FR", "DE", "US", "CA", ""}
	place := func() ownership.Place {
		return ownership.Place{Country: rapid.SampledFrom(countries).Draw(t, "country")}
	}
	n := rapid.IntRange(1, 7).Draw(t, "third parties")
	fr := ownership.Place{Country: "FR"}
	d := &ownership.Dossier{Entities: []*ownership.Entity{
		{ID: "p", Kind: ownership.Company, Provider: true, RegisteredOffice: fr, CentralAdministration: fr, PrincipalEstablishment: fr},
	}}
	id := func(k int) string { return d.Entities[k].ID }
	for k := range n {
		e := &ownership.Entity{ID: fmt.Sprintf("s%d", k), Kind: rapid.SampledFrom([]ownership.Kind{ownership.Company, ownership.Company, ownership.Company, ownership.State, ownership.Person}).Draw(t, "kind"), RegisteredOffice: place(),
			Ultimate: rapid.IntRange(0, 2).Draw(t, "ultimate") == 0, Services: []string{rapid.SampledFrom([]string{"cloud", "colocation", "software"}).Draw(t, "services")}}
		if e.Kind == ownership.Person {
			e.RegisteredOffice, e.Nationality = ownership.Place{}, e.RegisteredOffice
		}
		if rapid.IntRange(0, 4).Draw(t, "present") == 0 {
			e.Presence = []ownership.Presence{{Country: "US", What: rapid.SampledFrom([]string{"branch", "listing", "customers"}).Draw(t, "presence")}}
		}
		d.Entities = append(d.Entities, e)
	}
	d.Entities = append(d.Entities, &ownership.Entity{ID: "h1", Kind: ownership.Company, RegisteredOffice: place(), Ultimate: true},
		&ownership.Entity{ID: "h2", Kind: ownership.Fund, RegisteredOffice: place()},
		&ownership.Entity{ID: "h3", Kind: ownership.Person, Nationality: place()})
	all := len(d.Entities)
	for issuer := range n + 1 {
		if kind := d.Entities[issuer].Kind; kind == ownership.Person || kind == ownership.State {
			continue
		}
		left := int64(20)
		for range rapid.IntRange(0, 3).Draw(t, "holdings") {
			part := rapid.Int64Range(0, left).Draw(t, "part")
			left -= part
			h := &ownership.Holding{Holder: id(rapid.IntRange(0, all-1).Draw(t, "holder")), Issuer: id(issuer),
				Capital: ownership.Exactly(ratio(part, 20)), Class: fmt.Sprint(len(d.Holdings)), At: ownership.Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}}
			if rapid.IntRange(0, 4).Draw(t, "concert") == 0 {
				h.Concert = "pact"
			}
			d.Holdings = append(d.Holdings, h)
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "rights") {
		d.Rights = append(d.Rights, &ownership.Right{
			Holder: id(rapid.IntRange(0, all-1).Draw(t, "holder")), Company: id(rapid.IntRange(0, n).Draw(t, "company")),
			Right: rapid.SampledFrom([]ownership.RightKind{ownership.ControlAgreement, ownership.DeFactoControl, ownership.Veto}).Draw(t, "right"), Seats: -1, OfSeats: -1,
		})
	}
	for range rapid.IntRange(1, 3*n).Draw(t, "supplies") {
		d.Supplies = append(d.Supplies, drawSupply(t, d, n))
	}
	for i, e := range d.Entities {
		e.At = ownership.Position{File: "entities.csv", Line: i + 2}
	}
	t.Log(show(d))
	return d
}

func drawSupply(t *rapid.T, d *ownership.Dossier, n int) *ownership.Supply {
	row := &ownership.Supply{
		Client: d.Entities[rapid.IntRange(0, n).Draw(t, "client")].ID, Supplier: d.Entities[rapid.IntRange(0, n).Draw(t, "supplier")].ID,
		Service:    rapid.SampledFrom([]string{"hosting", "support", ""}).Draw(t, "service"),
		Critical:   rapid.SampledFrom([]ownership.Tri{ownership.Unknown, ownership.No, ownership.Yes}).Draw(t, "critical"),
		DataAccess: rapid.SampledFrom([]ownership.Access{"", ownership.AccessNone, ownership.AccessTechnical, ownership.AccessCustomer, ownership.AccessUnknown}).Draw(t, "access"),
		OwnSkills:  rapid.SampledFrom([]ownership.Tri{ownership.Unknown, ownership.No, ownership.Yes}).Draw(t, "skills"),
		At:         ownership.Position{File: "subcontracts.csv", Line: len(d.Supplies) + 2},
	}
	for range rapid.IntRange(0, 3).Draw(t, "alternatives") {
		row.Alternatives = append(row.Alternatives, rapid.SampledFrom([]string{"h1", "h2", "p", "Elsewhere SA", row.Supplier}).Draw(t, "alternative"))
	}
	if rapid.Bool().Draw(t, "qualified") {
		row.QualifiedService = "Qualified"
		row.QualifiedUntil = rapid.SampledFrom([]ownership.Date{0, 20261121, 20261122, 20270401}).Draw(t, "until")
	}
	if rapid.IntRange(0, 5).Draw(t, "over") == 0 {
		row.Until = 20261101
	}
	return row
}

func show(d *ownership.Dossier) string {
	text := ""
	for _, e := range d.Entities {
		text += fmt.Sprintf("%s %s %s%s %v %v; ", e.ID, e.Kind, e.RegisteredOffice.Country, e.Nationality.Country, e.Ultimate, e.Presence)
	}
	for _, h := range d.Holdings {
		text += fmt.Sprintf("\n%s has %s of %s %s", h.Holder, h.Capital.Lo().RatString(), h.Issuer, h.Concert)
	}
	for _, r := range d.Rights {
		text += fmt.Sprintf("\n%s %s over %s", r.Holder, r.Right, r.Company)
	}
	for _, s := range d.Supplies {
		text += fmt.Sprintf("\n%s supplies %s access=%q skills=%s others=%q qualified=%s %s until=%s", s.Supplier, s.Client, s.DataAccess, s.OwnSkills, s.Alternatives, s.QualifiedService, s.QualifiedUntil, s.Until)
	}
	return text
}

func checkOn(t require.TestingT, d *ownership.Dossier, day ownership.Date) *Result {
	r, faults, err := Check(d, Options{AsOf: day, Policy: DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	return r
}

// verdicts are the verdicts of each subject's tests.
func verdicts(r *Result) map[string]Verdict {
	all := map[string]Verdict{}
	for _, s := range r.Subjects {
		for _, f := range s.Findings {
			all[string(r.Field.Ref(s.Entity))+" "+f.Test] = f.Verdict
		}
	}
	return all
}

// severity orders verdicts from the best to the worst.
func severity(v Verdict) int {
	return slices.Index([]Verdict{Compliant, Undetermined, NonCompliant}, v)
}

func TestEachThirdPartyIsFoundOnceAtItsTier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		r := checkOn(t, d, today)
		// The least number of supplies, by relaxing every row until none gives.
		tier := map[string]int{"p": 0}
		for changed := true; changed; {
			changed = false
			for _, row := range d.Supplies {
				at, reached := tier[row.Client]
				if old, met := tier[row.Supplier]; row.Covers(today) && reached && (!met || at+1 < old) {
					tier[row.Supplier], changed = at+1, true
				}
			}
		}
		found := map[string]int{}
		for n, s := range r.Subjects {
			id := string(r.Field.Ref(s.Entity))
			_, twice := found[id]
			require.False(t, twice, "%s twice", id)
			found[id] = s.Tier
			require.Equal(t, n == 0, s.Role == Provider)
			if n > 0 {
				require.Len(t, s.Through, s.Tier+1)
				require.Equal(t, "p", string(r.Field.Ref(s.Through[0])))
				require.Equal(t, s.Entity, s.Through[s.Tier])
				requirePath(t, r, s.Through)
			}
		}
		require.Equal(t, tier, found)
		// The critical ones lead, then the nearer ones.
		require.True(t, slices.IsSortedFunc(r.Subjects[1:], func(a, b Subject) int {
			order := func(s Subject) int {
				if s.Critical {
					return s.Tier
				}
				return s.Tier + 1000
			}
			return cmp.Compare(order(a), order(b))
		}))
	})
}

// What one third party can obtain decides for itself alone.
func TestAccessChangesNoOthersVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		before := verdicts(checkOn(t, d, today))
		who := rapid.SampledFrom(d.Supplies).Draw(t, "who").Supplier
		access := rapid.SampledFrom([]ownership.Access{"", ownership.AccessNone, ownership.AccessTechnical, ownership.AccessCustomer}).Draw(t, "new access")
		for _, row := range d.Supplies {
			if row.Supplier == who {
				row.DataAccess = access
			}
		}
		after := verdicts(checkOn(t, d, today))
		for test, verdict := range after {
			if test != who+" 19.6.c" {
				require.Equal(t, before[test], verdict, test)
			}
		}
		require.Len(t, after, len(before))
	})
}

func TestWithoutAccessNothingGetsWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		before := verdicts(checkOn(t, d, today))
		row := rapid.SampledFrom(d.Supplies).Draw(t, "row")
		row.DataAccess = ownership.AccessNone
		after := verdicts(checkOn(t, d, today))
		for test := range before {
			require.LessOrEqual(t, severity(after[test]), severity(before[test]), test)
		}
		for _, row := range d.Supplies {
			row.DataAccess = ownership.AccessNone
		}
		for test, verdict := range verdicts(checkOn(t, d, today)) {
			if slices.Contains([]string{"19.6.c"}, test[len(test)-6:]) {
				require.Equal(t, Compliant, verdict, test)
			}
		}
	})
}

// One more supply makes no third party's tests better.
func TestAnotherSupplyImprovesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		before := verdicts(checkOn(t, d, today))
		n := 0
		for _, e := range d.Entities {
			if e.ID[0] == 's' {
				n++
			}
		}
		d.Supplies = append(d.Supplies, drawSupply(t, d, n))
		after := verdicts(checkOn(t, d, today))
		for test := range before {
			if before[test] != NotApplicable {
				require.GreaterOrEqual(t, severity(after[test]), severity(before[test]), test)
			}
		}
	})
}

// As days pass, qualifications end: 19.6.d gets no better. A later end makes it
// no worse.
func TestQualificationsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		for _, row := range d.Supplies {
			row.Until = 0
		}
		var before map[string]Verdict
		for _, day := range []ownership.Date{20261120, 20261121, 20261122, 20261123, 20270401, 20270402} {
			now := verdicts(checkOn(t, d, day))
			for test := range before {
				if test[len(test)-6:] == "19.6.d" {
					require.GreaterOrEqual(t, severity(now[test]), severity(before[test]), "%s on %s", test, day)
				}
			}
			before = now
		}
		for _, row := range d.Supplies {
			if row.QualifiedUntil != 0 {
				row.QualifiedUntil = 20301231
			}
		}
		for test, verdict := range verdicts(checkOn(t, d, 20270402)) {
			if test[len(test)-6:] == "19.6.d" {
				require.LessOrEqual(t, severity(verdict), severity(before[test]), test)
			}
		}
	})
}

// requirePath demands that every step of a path be a supply to the one before,
// or a holding or a right between the two.
func requirePath(t require.TestingT, r *Result, path []int) {
	for i := 1; i < len(path); i++ {
		a, b := string(r.Field.Ref(path[i-1])), string(r.Field.Ref(path[i]))
		real := slices.ContainsFunc(r.Dossier.Supplies, func(s *ownership.Supply) bool { return s.Client == a && s.Supplier == b && s.Covers(r.AsOf) }) ||
			slices.ContainsFunc(r.Dossier.Holdings, func(h *ownership.Holding) bool {
				return (h.Holder == b && h.Issuer == a || h.Holder == a && h.Issuer == b) && h.Covers(r.AsOf)
			}) ||
			slices.ContainsFunc(r.Dossier.Rights, func(x *ownership.Right) bool {
				return (x.Holder == b && x.Company == a || x.Holder == a && x.Company == b) && x.Covers(r.AsOf)
			})
		require.True(t, real, "%s to %s in %v is no supply, holding or right", a, b, ids(r, path))
	}
}

func TestExposurePathsAreReal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		r := checkOn(t, d, today)
		for _, s := range r.Subjects {
			for _, x := range s.Exposures {
				for n, g := range x.Grounds {
					require.NotEmpty(t, g.Path, "%s %s", x.Law.ID, g.Ground)
					require.Equal(t, s.Entity, g.Path[0])
					requirePath(t, r, g.Path)
					last := r.Field.Entities[g.Path[len(g.Path)-1]]
					there := last.RegisteredOffice.Country == x.Law.State || slices.ContainsFunc(last.Presence, func(p ownership.Presence) bool { return p.Country == x.Law.State })
					require.True(t, there, "%v ends with one that %s does not reach", ids(r, g.Path), x.Law.ID)
					if g.Ground == "supplier" {
						require.NotEqual(t, s.Entity, g.Path[len(g.Path)-1], "exposed through itself")
					}
					if n > 0 {
						order := []string{"direct", "control", "supplier", "presence", "minority"}
						require.LessOrEqual(t, slices.Index(order, x.Grounds[n-1].Ground), slices.Index(order, g.Ground))
					}
				}
				switch {
				case x.Level == LevelUndetermined:
					require.NotEmpty(t, x.Doubts)
				case len(x.Grounds) == 0:
					require.Equal(t, LevelNone, x.Level)
				default:
					require.Equal(t, x.Grounds[0].Ground, x.Level)
				}
			}
		}
	})
}

// A third party that cannot obtain data exposes nobody but itself.
func TestNoAccessNoExposureOfTheClient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		for _, row := range d.Supplies {
			row.DataAccess = ownership.AccessNone
		}
		for _, s := range checkOn(t, d, today).Subjects {
			for _, x := range s.Exposures {
				for _, g := range x.Grounds {
					require.NotEqual(t, "supplier", g.Ground)
				}
			}
		}
	})
}

// The order of rows decides nothing.
func TestOrderOfSuppliesDecidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawSupplies(t)
		summary := func(r *Result) string {
			text := fmt.Sprint(verdicts(r))
			for _, s := range r.Subjects {
				for _, x := range s.Exposures {
					text += fmt.Sprintln(r.Field.Ref(s.Entity), x.Law.ID, x.Level, x.Role, grounds(r, &x), codes(x.Doubts))
				}
			}
			return text
		}
		before := summary(checkOn(t, d, today))
		source := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		source.Shuffle(len(d.Supplies), func(i, j int) { d.Supplies[i], d.Supplies[j] = d.Supplies[j], d.Supplies[i] })
		source.Shuffle(len(d.Holdings), func(i, j int) { d.Holdings[i], d.Holdings[j] = d.Holdings[j], d.Holdings[i] })
		source.Shuffle(len(d.Entities), func(i, j int) { d.Entities[i], d.Entities[j] = d.Entities[j], d.Entities[i] })
		require.Equal(t, before, summary(checkOn(t, d, today)))
	})
}
