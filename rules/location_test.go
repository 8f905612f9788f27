package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
)

func TestSites(t *testing.T) {
	for _, c := range []struct {
		dossier, test string
		verdict       Verdict
		because       string
		asks          []string
	}{
		{"sites-inside", "19.2/primary", Compliant, "site-inside", nil},
		{"sites-inside", "19.2/supervision", Compliant, "site-inside", nil},
		{"sites-inside", "19.2/support", Compliant, "site-inside", nil},
		{"site-outside", "19.2/primary", Compliant, "site-inside", nil},
		{"site-outside", "19.2/backup", NonCompliant, "site-outside", nil},
		{"site-overseas-territory", "19.2/backup", Compliant, "site-inside", nil}, // Réunion is Union territory
		{"site-overseas-territory", "19.2/supervision", NonCompliant, "site-overseas", nil},
		{"support-from-outside", "19.2/support", Undetermined, "site-support-outside", []string{"ask-support"}},
		{"support-from-outside-attested", "19.2/support", Compliant, "site-support-attested", nil},
		{"us-colocation", "19.2/primary", Compliant, "site-inside", nil}, // the landlord's site
	} {
		f := finding(t, checked(t, c.dossier, today, ""), "p", c.test)
		assert.Equal(t, c.verdict, f.Verdict, "%s %s", c.dossier, c.test)
		assert.Equal(t, c.because, f.Because.Code, "%s %s", c.dossier, c.test)
		assert.Equal(t, c.asks, asked(f), "%s %s", c.dossier, c.test)
	}
}

// The Union's territory is looked up on the day: a site in London was inside
// until 31 January 2020.
func TestASiteIsInsideOnADay(t *testing.T) {
	d := supplied()
	d.Sites = []*ownership.Site{{Operator: "p", Site: "Slough", Country: ownership.Place{Country: "GB"}, Use: ownership.PrimaryUse}}
	for day, want := range map[ownership.Date]Verdict{20200131: Compliant, 20200201: NonCompliant} {
		r, _, err := Check(d, Options{AsOf: day, Policy: DefaultPolicy()})
		assert.NoError(t, err)
		assert.Equal(t, want, finding(t, r, "p", "19.2/primary").Verdict, day)
	}
}

func TestSitesThatDoNotCount(t *testing.T) {
	us := ownership.Place{Country: "US"}
	d := supplied()
	d.Sites = []*ownership.Site{
		{Operator: "x", Site: "of no third party", Country: us, Use: ownership.PrimaryUse},
		{Operator: "p", Site: "given up", Country: us, Use: ownership.PrimaryUse, Span: ownership.Span{Until: 20261101}},
	}
	f := finding(t, run(t, d, ""), "p", "19.2")
	assert.Equal(t, NotApplicable, f.Verdict)
	assert.Equal(t, []string{"ask-sites"}, asked(f))

	d.Sites = []*ownership.Site{{Operator: "p", Site: "somewhere"}}
	r := run(t, d, "")
	f = finding(t, r, "p", "19.2/primary")
	assert.Equal(t, Undetermined, f.Verdict)
	assert.Equal(t, []string{"ask-site-country"}, asked(f))
	assert.Contains(t, codes(r.Warnings), "site-without-use")
}

// An attestation counts when it is signed by the day and names its evidence,
// for the requirement or for the use of it that the report names.
func TestAttestationsThatCount(t *testing.T) {
	for _, c := range []struct {
		attestation ownership.Attestation
		want        Verdict
	}{
		{ownership.Attestation{Requirement: "19.2", Date: 20260101, Evidence: "procedure"}, Compliant},
		{ownership.Attestation{Requirement: "19.2/support", Date: 20260101, Evidence: "procedure"}, Compliant},
		{ownership.Attestation{Requirement: " 19.2 ", Date: 20261122, Evidence: "procedure"}, Compliant},
		{ownership.Attestation{Requirement: "19.2", Date: 20261123, Evidence: "procedure"}, Undetermined},
		{ownership.Attestation{Requirement: "19.2", Date: 20260101}, Undetermined},
		{ownership.Attestation{Requirement: "19.2/backup", Date: 20260101, Evidence: "procedure"}, Undetermined},
		{ownership.Attestation{Requirement: "19.6.e", Date: 20260101, Evidence: "procedure"}, Undetermined},
	} {
		d := supplied()
		d.Sites = []*ownership.Site{{Operator: "p", Site: "Tunis", Country: ownership.Place{Country: "TN"}, Use: ownership.SupportUse}}
		d.Attestations = []*ownership.Attestation{&c.attestation}
		assert.Equal(t, c.want, finding(t, run(t, d, ""), "p", "19.2/support").Verdict, "%+v", c.attestation)
	}
}

// 19.6.e rests on an attestation and shows the foreign States; no computation
// fails it.
func TestValues(t *testing.T) {
	for _, c := range []struct {
		dossier string
		verdict Verdict
		because string
		states  []string
		asks    []string
	}{
		{"no-attestation", Undetermined, "values-states", []string{"state"}, []string{"ask-attestation"}},
		{"state-attested", Compliant, "values-attested-states", []string{"state"}, nil},
		{"sites-inside", NotApplicable, "values-none", nil, []string{"ask-attestation"}},
	} {
		f := finding(t, checked(t, c.dossier, today, ""), "p", "19.6.e")
		assert.Equal(t, c.verdict, f.Verdict, c.dossier)
		assert.Equal(t, c.because, f.Because.Code, c.dossier)
		assert.Equal(t, c.states, f.Entities, c.dossier)
		assert.Equal(t, c.asks, asked(f), c.dossier)
	}
	d := supplied()
	d.Attestations = []*ownership.Attestation{{Requirement: "19.6.E", Date: 20260101, Evidence: "dossier"}}
	assert.Equal(t, "values-attested", finding(t, run(t, d, ""), "p", "19.6.e").Because.Code)
}

// A foreign State shows wherever it stands: above a third party, as a supplier,
// behind a right.
func TestForeignStatesInTheChain(t *testing.T) {
	state := &ownership.Entity{ID: "state", Kind: ownership.State, RegisteredOffice: ownership.Place{Country: "QA"}}
	for name, change := range map[string]func(*ownership.Dossier){
		"above a third party": func(d *ownership.Dossier) {
			d.Holdings = append(d.Holdings, &ownership.Holding{Holder: "state", Issuer: "s", Capital: ownership.Exactly(ratio(1, 100))})
		},
		"as a supplier": func(d *ownership.Dossier) {
			d.Supplies = append(d.Supplies, &ownership.Supply{Client: "s", Supplier: "state"})
		},
		"behind a right": func(d *ownership.Dossier) {
			d.Rights = append(d.Rights, &ownership.Right{Holder: "state", Company: "p", Right: ownership.Veto, Basis: "contract"})
		},
	} {
		d := supplied(&ownership.Supply{DataAccess: ownership.AccessNone, OwnSkills: ownership.Yes})
		d.Entities = append(d.Entities, state)
		assert.Empty(t, finding(t, run(t, d, ""), "p", "19.6.e").Entities, name)
		change(d)
		assert.Equal(t, []string{"state"}, finding(t, run(t, d, ""), "p", "19.6.e").Entities, name)
	}
}

// A State outside the Union among the holders is shown for the assessor, though
// the dossier tells of holders alone.
func TestAForeignStateAmongTheHolders(t *testing.T) {
	d := checked(t, "us-holder-24", today, "").Dossier
	require.Empty(t, d.Supplies)
	require.Empty(t, d.Attestations)
	for _, h := range d.Holdings {
		if e := d.Entity(h.Holder); e.RegisteredOffice.Country == "US" {
			e.Kind = ownership.State
		}
	}
	r, faults, err := Check(d, Options{AsOf: today, Policy: DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	assert.Contains(t, codes(r.Warnings), "foreign-states")
	assert.NotContains(t, codes(checked(t, "us-holder-24", today, "").Warnings), "foreign-states")
}
