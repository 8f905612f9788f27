package recheck

import (
	"bytes"
	"cmp"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

const dossiers = "../../../testdata/dossiers"

func read(t testing.TB, name string) *ownership.Dossier {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join(dossiers, name), intake.Options{})
	require.NoError(t, err)
	return d
}

// on is the report of a dossier on a day; nil where the day cannot be checked.
func on(t require.TestingT, d *ownership.Dossier, day ownership.Date, lang string) *report.Report {
	result, _, err := rules.Check(d, rules.Options{AsOf: day, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	if result == nil {
		return nil
	}
	return report.Make(result, lang)
}

// saved is a report as it comes back from its file.
func saved(t require.TestingT, r *report.Report) *report.Report {
	text, err := report.JSON(r)
	require.NoError(t, err)
	back, err := report.ReadSaved(bytes.NewReader(text))
	require.NoError(t, err)
	return back
}

func compare(t require.TestingT, before, after *report.Report, o Options) *Recheck {
	r, err := Compare(before, after, o)
	require.NoError(t, err)
	return r
}

// empty holds that nothing changed.
func empty(t require.TestingT, r *Recheck) {
	assert.Empty(t, r.Changes)
	assert.Empty(t, r.Attestations)
	assert.Empty(t, r.Policy)
	assert.Empty(t, r.Exposures)
	assert.Empty(t, r.Renewed)
	assert.Empty(t, r.Warnings)
	assert.Nil(t, r.Notice)
	for _, x := range r.Tests {
		assert.False(t, x.Moved, "%s %s", x.Subject, x.Test)
	}
}

// drawDossier draws a provider with holders, third parties, rights, sites and
// attestations, with several rows to a pair and texts of any sort.
func drawDossier(t *rapid.T) *ownership.Dossier {
	text := func() string {
		return rapid.SampledFrom([]string{"", "=1+1", "a/b#2", "Kbis", "été", "<b>"}).Draw(t, "text")
	}
	day := func() ownership.Date {
		return rapid.SampledFrom([]ownership.Date{0, 20250131, 20260228, 20240615}).Draw(t, "day")
	}
	place := func() ownership.Place {
		return ownership.Place{Country: rapid.SampledFrom([]string{"FR", "DE", "US", "GB", ""}).Draw(t, "country")}
	}
	fr := ownership.Place{Country: "FR"}
	d := &ownership.Dossier{Entities: []*ownership.Entity{{ID: "p", Name: "P", Kind: ownership.Company, Provider: true,
		RegisteredOffice: fr, CentralAdministration: fr, PrincipalEstablishment: fr}}}
	n := rapid.IntRange(1, 6).Draw(t, "entities")
	for i := range n {
		d.Entities = append(d.Entities, &ownership.Entity{ID: fmt.Sprintf("e%d/%s", i, text()), Name: text(),
			Kind: rapid.SampledFrom([]ownership.Kind{ownership.Company, ownership.Person, ownership.State, ownership.PublicFloat}).Draw(t, "kind"), RegisteredOffice: place(), Nationality: place(),
			Services: []string{"cloud"}, Source: text(), SourceDate: day()})
	}
	id := func(from int) string { return d.Entities[rapid.IntRange(from, n).Draw(t, "id")].ID }
	left := map[string]int64{}
	for range rapid.IntRange(0, 8).Draw(t, "holdings") {
		holder, issuer := id(1), id(0)
		part := rapid.Int64Range(0, 20-left[issuer]).Draw(t, "part")
		left[issuer] += part
		d.Holdings = append(d.Holdings, &ownership.Holding{Holder: holder, Issuer: issuer, Capital: ownership.Exactly(big.NewRat(part, 20)),
			Class: fmt.Sprint(len(d.Holdings)), Source: text(), SourceDate: day(), At: ownership.Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}})
	}
	for range rapid.IntRange(0, 3).Draw(t, "rights") {
		d.Rights = append(d.Rights, &ownership.Right{Holder: id(1), Company: id(0), Organ: text(), Seats: 1, OfSeats: 5, Source: text(),
			Right: rapid.SampledFrom([]ownership.RightKind{ownership.Veto, ownership.Appoint, ownership.ControlAgreement}).Draw(t, "right")})
	}
	for range rapid.IntRange(0, 4).Draw(t, "supplies") {
		d.Supplies = append(d.Supplies, &ownership.Supply{Client: id(0), Supplier: id(1), Service: text(), QualifiedService: text(), QualifiedUntil: day(), Source: text(),
			DataAccess: rapid.SampledFrom([]ownership.Access{"", ownership.AccessNone, ownership.AccessCustomer}).Draw(t, "access")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "sites") {
		d.Sites = append(d.Sites, &ownership.Site{Operator: id(0), Site: text(), Country: place(), Use: ownership.BackupUse, Source: text(), SourceDate: day()})
	}
	for range rapid.IntRange(0, 2).Draw(t, "attestations") {
		d.Attestations = append(d.Attestations, &ownership.Attestation{Requirement: "19.6.e", Signatory: text(), Date: day(), Evidence: text()})
	}
	return d
}

const today = ownership.Date(20261122)

func TestADossierAgainstItselfIsEmpty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t)
		r := on(t, d, today, rapid.SampledFrom([]string{"en", "fr"}).Draw(t, "lang"))
		require.NotNil(t, r)
		empty(t, compare(t, saved(t, r), r, Options{Lang: "fr", History: d}))
	})
}

func TestEveryDossierAgainstItselfIsEmpty(t *testing.T) {
	names, err := os.ReadDir(dossiers)
	require.NoError(t, err)
	seen := 0
	for _, name := range names {
		if !name.IsDir() {
			continue
		}
		d := read(t, name.Name())
		if r := on(t, d, today, "en"); r != nil {
			empty(t, compare(t, saved(t, r), on(t, d, today, "fr"), Options{Lang: "en"}))
			seen++
		}
	}
	assert.Greater(t, seen, 40)
}

// Rows that come and go between two dossiers are found, each under its key, and
// the comparison the other way round is its mirror.
func TestWhatIsTakenAwayIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t)
		less := *d
		if len(d.Holdings) > 0 {
			k := rapid.IntRange(0, len(d.Holdings)-1).Draw(t, "holding")
			less.Holdings = slices.Delete(slices.Clone(d.Holdings), k, k+1)
		}
		if len(d.Supplies) > 0 {
			k := rapid.IntRange(0, len(d.Supplies)-1).Draw(t, "supply")
			less.Supplies = slices.Delete(slices.Clone(d.Supplies), k, k+1)
		}
		before, after := on(t, d, today, "en"), on(t, &less, today, "en")
		require.NotNil(t, before)
		require.NotNil(t, after)
		there, back := compare(t, before, after, Options{}), compare(t, after, before, Options{})
		mirror := map[string]string{"new": "ended", "ended": "new", "changed": "changed"}
		whats := func(r *Recheck) map[string]string {
			of := map[string]string{}
			for _, c := range r.Changes {
				assert.NotContains(t, of, c.Key, "a key is there once")
				of[c.Key] = c.What
			}
			return of
		}
		a, b := whats(there), whats(back)
		assert.Len(t, b, len(a))
		for key, what := range a {
			assert.Equal(t, mirror[what], b[key], key)
		}
		// A supply of the provider itself is in the report, and so its end too.
		for _, s := range d.Supplies {
			gone := !slices.ContainsFunc(less.Supplies, func(o *ownership.Supply) bool { return o == s })
			if gone && s.Client == "p" {
				assert.True(t, slices.ContainsFunc(there.Changes, func(c *Change) bool {
					return c.Kind == "supply" && c.What != "new" && slices.Contains(c.Entities, s.Supplier)
				}), "the end of a supply is told")
			}
		}
	})
}

func TestCompareRefuses(t *testing.T) {
	a, b := on(t, read(t, "t01"), today, "en"), on(t, read(t, "new-holder"), today, "en")
	a.Subjects[0].Entity = "q"
	_, err := Compare(a, b, Options{})
	require.ErrorIs(t, err, ErrProvider)
	_, err = Compare(on(t, read(t, "new-holder"), 20261101, "en"), b, Options{})
	require.NoError(t, err)
	_, err = Compare(b, on(t, read(t, "new-holder"), 20261101, "en"), Options{})
	require.ErrorIs(t, err, ErrOrder)
	b.AsOf = "22/11/2026"
	_, err = Compare(b, b, Options{})
	require.Error(t, err)
}

// What ended has the day of the newer dossier, which its report does not show.
func TestTheDayOfAnEnd(t *testing.T) {
	d := read(t, "new-holder")
	before := on(t, d, 20261101, "en")
	d.Holdings = slices.DeleteFunc(d.Holdings, func(h *ownership.Holding) bool { return h.Holder == "fr1" && h.From != 0 })
	after := on(t, d, today, "en")
	for history, want := range map[*ownership.Dossier][2]string{d: {"2026-11-02", "row"}, nil: {"2026-11-22", "as_of"}} {
		before := saved(t, before)
		for _, l := range before.Links {
			l.Claims[0].Until = "" // nobody knew of the end
		}
		r := compare(t, before, after, Options{History: history})
		i := slices.IndexFunc(r.Changes, func(c *Change) bool { return c.Key == "holding/fr1/p" })
		require.GreaterOrEqual(t, i, 0)
		assert.Equal(t, want, [2]string{r.Changes[i].Day, r.Changes[i].DayFrom})
	}
}

func TestQualificationThatEnded(t *testing.T) {
	d := read(t, "expired-qualification")
	r := compare(t, on(t, d, 20261121, "en"), on(t, d, today, "en"), Options{})
	require.Len(t, r.Changes, 1)
	c := r.Changes[0]
	assert.Equal(t, []string{"qualification"}, c.Fields)
	assert.Equal(t, "2026-11-22", c.Day)
	assert.Equal(t, "organisational", *c.Nature)
	assert.Equal(t, "2026-12-22", *c.NotifyBy)
	require.NotEmpty(t, c.Effects)
	assert.Equal(t, Effect{Subject: c.Entities[1], Test: "19.6.d", Before: "compliant", After: "non_compliant", Direct: true}, c.Effects[0])
	assert.True(t, slices.ContainsFunc(r.Stale, func(s Stale) bool { return s.What == "qualification_ends" }))
}

func TestStale(t *testing.T) {
	d := read(t, "new-holder")
	d.Entities[1].Source = ""
	d.Entities[1].SourceDate = 0
	d.Entities[2].SourceDate = 0
	d.Holdings[1].SourceDate = 20251121
	d.Holdings[2].SourceDate = 20251122
	r := on(t, d, today, "en")
	whats := func(o Options) map[string][]string {
		of := map[string][]string{}
		for _, s := range compare(t, r, r, o).Stale {
			of[s.What] = append(of[s.What], s.Rows...)
		}
		return of
	}
	got := whats(Options{})
	assert.Equal(t, []string{"shareholdings.csv:3"}, got["old"], "a year and a day")
	assert.Equal(t, []string{"entities.csv:4"}, got["undated"])
	assert.Equal(t, []string{"entities.csv:3"}, got["undocumented"])
	assert.Equal(t, []string{"shareholdings.csv:3", "shareholdings.csv:4"}, whats(Options{Oldest: today})["old"][:2])
	assert.NotContains(t, whats(Options{Oldest: 20240101}), "old")
}

func TestRenewedEvidenceIsNoChange(t *testing.T) {
	d := read(t, "new-holder")
	before := on(t, d, today, "en")
	d.Holdings[2].SourceDate = 20261120
	d.Holdings[2].At.Line = 40
	r := compare(t, before, on(t, d, today, "en"), Options{})
	assert.Empty(t, r.Changes)
	require.Len(t, r.Renewed, 1)
	assert.Equal(t, "2026-11-20", r.Renewed[0].After[0].DocumentDate)
}

func TestOtherIDs(t *testing.T) {
	d := read(t, "new-holder")
	before := on(t, d, today, "en")
	d.Entities[1].ID = "keystone"
	d.Holdings[2].Holder = "keystone"
	r := compare(t, before, on(t, d, today, "en"), Options{})
	require.Len(t, r.Warnings, 1)
	assert.Equal(t, "recheck-other-id", r.Warnings[0].Code)
}

func TestByPlace(t *testing.T) {
	sorted := []string{"entities.csv:3", "shareholdings.csv:9", "shareholdings.csv:12", "shareholdings.csv:12:4", "shareholdings.csv:120", "x.xlsx[a]!A2", "x.xlsx[a]!A10", "x.xlsx[a]!B1"}
	for i, a := range sorted {
		for j, b := range sorted {
			assert.Equal(t, cmp.Compare(i, j), byPlace(a, b), "%s %s", a, b)
		}
	}
}
