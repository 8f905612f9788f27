package rules

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
)

// codes are what notes are about, in their order.
func codes(notes []ownership.Note) []string {
	list := make([]string, len(notes))
	for i, n := range notes {
		list[i] = n.Code
	}
	return list
}

func asked(f Finding) []string {
	var list []string
	for _, a := range f.AskFor {
		list = append(list, a.What.Code)
	}
	return list
}

// subject is the one of an id.
func subject(t testing.TB, r *Result, id string) Subject {
	t.Helper()
	for _, s := range r.Subjects {
		if string(r.Field.Ref(s.Entity)) == id {
			return s
		}
	}
	require.Fail(t, "no such subject", id)
	return Subject{}
}

// ids are the entities of a path.
func ids(r *Result, path []int) []string {
	list := make([]string, len(path))
	for i, k := range path {
		list[i] = string(r.Field.Ref(k))
	}
	return list
}

func TestThirdPartyFindings(t *testing.T) {
	for _, c := range []struct {
		dossier, subject, test string
		policy                 string
		day                    ownership.Date
		verdict                Verdict
		because                string
		reason                 string // of being caught; empty where the sentence gives none
		asks                   []string
		warning                string
	}{
		{dossier: "eu-supplier-us-owned-access", subject: "s", test: "19.6.c", verdict: NonCompliant, because: "access-able", reason: "caught-controlled-majority"},
		{dossier: "eu-supplier-us-owned-access", subject: "s", test: "19.6.d", verdict: NonCompliant, because: "autonomy-none", asks: []string{"ask-autonomy"}},
		{dossier: "eu-supplier-us-owned-no-access", subject: "s", test: "19.6.c", verdict: Compliant, because: "access-clear", reason: "caught-controlled-majority"},
		{dossier: "eu-supplier-us-owned-no-access", subject: "s", test: "19.6.d", verdict: NonCompliant, because: "autonomy-none", asks: []string{"ask-autonomy"}},
		{dossier: "three-tiers", subject: "reseller", test: "19.6.c", verdict: Compliant, because: "access-not-concerned"},
		{dossier: "three-tiers", subject: "operator", test: "19.6.c", verdict: Compliant, because: "access-not-concerned"},
		{dossier: "three-tiers", subject: "host", test: "19.6.c", verdict: NonCompliant, because: "access-able", reason: "caught-seat"},
		{dossier: "three-tiers-no-access", subject: "host", test: "19.6.c", verdict: Compliant, because: "access-clear", reason: "caught-seat"},
		{dossier: "three-tiers-no-access", subject: "host", test: "19.6.d", verdict: Compliant, because: "autonomy-skills"},
		{dossier: "blank-access", subject: "s", test: "19.6.c", verdict: Undetermined, because: "access-unknown", reason: "caught-seat", asks: []string{"ask-access"}},
		{dossier: "equal-foreign-stakes", subject: "s", test: "19.6.c", verdict: Compliant, because: "access-not-concerned", reason: "caught-inside", warning: "equal-stakes"},
		{dossier: "equal-foreign-stakes", subject: "s", test: "19.6.d", verdict: NotApplicable, because: "autonomy-not-concerned", warning: "equal-stakes"},
		{dossier: "expired-qualification", subject: "s", test: "19.6.d", day: 20261121, verdict: Compliant, because: "autonomy-qualified"},
		{dossier: "expired-qualification", subject: "s", test: "19.6.d", day: 20261122, verdict: NonCompliant, because: "autonomy-expired", asks: []string{"ask-requalified"}},
		{dossier: "us-person-controls-supplier", subject: "s", test: "19.6.c", verdict: Compliant, because: "access-not-concerned", warning: "person-controls-supplier"},
		{dossier: "control-by-agreement", subject: "s", test: "19.6.c", verdict: NonCompliant, because: "access-able", reason: "caught-controlled-agreement", warning: "presumption-alone-differs"},
		{dossier: "control-by-agreement", subject: "s", test: "19.6.c", policy: "control_definition: presumption", verdict: Compliant, because: "access-not-concerned", warning: "whole-article-differs"},
		{dossier: "alternative-is-the-supplier", subject: "s", test: "19.6.d", verdict: NonCompliant, because: "autonomy-none", asks: []string{"ask-autonomy"}, warning: "alternative-is-supplier"},
		{dossier: "unknown-holders-of-a-supplier", subject: "s", test: "19.6.c", verdict: Undetermined, because: "access-owner-unknown", reason: "caught-undisclosed", asks: []string{"ask-holders"}},
		{dossier: "unknown-holders-of-a-supplier", subject: "s", test: "19.6.d", verdict: Undetermined, because: "autonomy-if-concerned", asks: []string{"ask-autonomy", "ask-holders"}},
		{dossier: "holds-and-supplies", subject: "us", test: "19.6.c", verdict: NonCompliant, because: "access-able", reason: "caught-seat"},
		{dossier: "suppliers-in-a-circle", subject: "c", test: "19.6.c", verdict: NonCompliant, because: "access-able", reason: "caught-seat"},
		{dossier: "t12a", subject: "s", test: "19.6.c", verdict: NonCompliant, because: "access-able", reason: "caught-controlled-presumption"},
		{dossier: "t12b", subject: "s", test: "19.6.c", verdict: Compliant, because: "access-not-concerned"},
		{dossier: "t12c", subject: "s", test: "19.6.c", verdict: Compliant, because: "access-not-concerned", warning: "equal-stakes"},
		{dossier: "t13a", subject: "s", test: "19.6.d", verdict: NonCompliant, because: "autonomy-none", asks: []string{"ask-autonomy"}},
		{dossier: "t13b", subject: "s", test: "19.6.d", verdict: Compliant, because: "autonomy-others"},
		{dossier: "t13c", subject: "s", test: "19.6.d", verdict: Compliant, because: "autonomy-qualified"},
		{dossier: "t13c", subject: "s", test: "19.6.d", day: 20280601, verdict: NonCompliant, because: "autonomy-expired", asks: []string{"ask-requalified"}},
	} {
		t.Run(c.dossier+" "+c.subject+" "+c.test+" "+c.policy+c.day.String(), func(t *testing.T) {
			day := c.day
			if day == 0 {
				day = today
			}
			r := checked(t, c.dossier, day, c.policy)
			f := finding(t, r, c.subject, c.test)
			assert.Equal(t, c.verdict, f.Verdict)
			assert.Equal(t, c.because, f.Because.Code)
			assert.Equal(t, c.asks, asked(f))
			if c.reason != "" {
				assert.Equal(t, ownership.Word(c.reason), f.Because.Args["reason"])
			}
			warned := codes(r.Warnings)
			if c.warning != "" {
				assert.Contains(t, warned, c.warning)
				return
			}
			for _, code := range []string{"equal-stakes", "presumption-alone-differs", "whole-article-differs", "alternative-is-supplier", "person-controls-supplier"} {
				assert.NotContains(t, warned, code)
			}
		})
	}
}

func TestTiers(t *testing.T) {
	r := checked(t, "three-tiers", today, "")
	for id, tier := range map[string]int{"p": 0, "reseller": 1, "operator": 2, "host": 3} {
		assert.Equal(t, tier, subject(t, r, id).Tier, id)
	}
	assert.Equal(t, []string{"p", "reseller", "operator", "host"}, ids(r, subject(t, r, "host").Through))
	assert.True(t, subject(t, r, "reseller").Critical)
	assert.False(t, subject(t, r, "host").Critical)

	// What the provider supplies to its own supplier makes it no third party.
	r = checked(t, "suppliers-in-a-circle", today, "")
	assert.Len(t, r.Subjects, 4)
	for id, tier := range map[string]int{"p": 0, "a": 1, "b": 2, "c": 3} {
		assert.Equal(t, tier, subject(t, r, id).Tier, id)
	}
}

// However suppliers supply each other, each is examined once.
func TestEverySupplierSuppliesEveryOther(t *testing.T) {
	r := run(t, everyOther(), "")
	require.Len(t, r.Subjects, 301)
	for _, s := range r.Subjects[1:] {
		assert.Equal(t, 1, s.Tier)
		assert.Len(t, s.Supplies, 300)
	}
	assert.Len(t, exposure(t, r, "p", "us-cloud-act").Grounds, 30)
}

// A third party that is critical, or has holders on record, shows the same
// figures as the provider, and they decide nothing.
func TestFiguresOfThirdParties(t *testing.T) {
	r := checked(t, "eu-supplier-us-owned-no-access", today, "")
	s := subject(t, r, "s")
	require.NotNil(t, s.Measures)
	assert.Equal(t, "3/5", s.Individual[ownership.Capital][ownership.Combined].Low.RatString())
	for _, f := range s.Findings {
		assert.Contains(t, []string{"19.6.c", "19.6.d"}, f.Test)
	}
	require.Len(t, s.Controllers, 1)
	assert.Equal(t, ownership.ByMajority, s.Controllers[0].Basis)
}

// The chain of 19.6.c leads from the company that controls down to the third
// party, and carries no share.
func TestTheChainOfControlIsShown(t *testing.T) {
	r := checked(t, "t12a", today, "")
	f := finding(t, r, "s", "19.6.c")
	require.Len(t, f.Chains, 1)
	assert.True(t, f.Control)
	require.Len(t, f.Chains[0].Links, 1)
	link := f.Chains[0].Links[0]
	assert.Equal(t, []string{"us", "s"}, ids(r, []int{link.Holder, link.Issuer}))
	assert.Equal(t, ownership.ByPresumption, link.Basis)
}

// supplied is a provider with one American supplier.
func supplied(rows ...*ownership.Supply) *ownership.Dossier {
	fr := ownership.Place{Country: "FR"}
	d := &ownership.Dossier{
		Entities: []*ownership.Entity{
			{ID: "p", Name: "Prestataire SAS", Kind: ownership.Company, Provider: true, RegisteredOffice: fr, CentralAdministration: fr, PrincipalEstablishment: fr, Ultimate: true},
			{ID: "s", Name: "Supplier Inc.", Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "US"}},
			{ID: "sub", Name: "Supplier France SAS", Kind: ownership.Company, RegisteredOffice: fr},
			{ID: "x", Name: "Autre SAS", Kind: ownership.Company, RegisteredOffice: fr, Ultimate: true},
			{ID: "dev", Name: "Ann Doe", Kind: ownership.Person, Nationality: ownership.Place{Country: "US"}},
		},
		Holdings: []*ownership.Holding{{Holder: "s", Issuer: "sub", Capital: ownership.Exactly(ratio(1, 1))}},
		Supplies: rows,
	}
	for i, row := range rows {
		if row.Client == "" {
			row.Client, row.Supplier = "p", "s"
		}
		row.At = ownership.Position{File: "subcontracts.csv", Line: i + 2}
	}
	return d
}

func run(t testing.TB, d *ownership.Dossier, policy string) *Result {
	t.Helper()
	p, notes := ParsePolicy([]byte(policy), "policy.yaml")
	require.Empty(t, notes)
	r, notes, err := Check(d, Options{AsOf: today, Policy: p})
	require.NoError(t, err)
	require.Empty(t, notes)
	return r
}

func TestAlternatives(t *testing.T) {
	for _, c := range []struct {
		named   []string
		others  int
		verdict Verdict
		warning string
	}{
		{nil, 0, NonCompliant, ""},
		{[]string{"x"}, 1, NonCompliant, ""},
		{[]string{"x", "Somebody Else SA"}, 2, Compliant, ""},
		{[]string{"x", "autre  sas"}, 1, NonCompliant, ""}, // the same one by id and by name
		{[]string{"Somebody Else SA", "somebody else sa"}, 1, NonCompliant, ""},
		{[]string{"x", "s"}, 1, NonCompliant, "alternative-is-supplier"},
		{[]string{"x", "SUPPLIER INC."}, 1, NonCompliant, "alternative-is-supplier"},
		{[]string{"x", "Elsewhere BV", "s"}, 2, Compliant, "alternative-is-supplier"},
		{[]string{"x", "p"}, 1, NonCompliant, ""}, // whoever asks is no other company
		{[]string{"x", "sub"}, 2, Compliant, "alternative-same-group"},
	} {
		r := run(t, supplied(&ownership.Supply{DataAccess: ownership.AccessNone, OwnSkills: ownership.No, Alternatives: c.named}), "")
		f := finding(t, r, "s", "19.6.d")
		assert.Equal(t, c.verdict, f.Verdict, "%q", c.named)
		assert.Equal(t, c.others, f.Because.Args["others"], "%q", c.named)
		for _, code := range []string{"alternative-is-supplier", "alternative-same-group"} {
			assert.Equal(t, code == c.warning, slices.Contains(codes(r.Warnings), code), "%q: %s", c.named, code)
		}
	}
}

// Every row of a third party counts: the strongest access, and the supply that
// the provider can least do without.
func TestSeveralSuppliesOfOneThirdParty(t *testing.T) {
	none := &ownership.Supply{DataAccess: ownership.AccessNone, OwnSkills: ownership.Yes, Service: "support"}
	blank := &ownership.Supply{OwnSkills: ownership.Yes, Service: "software"}
	technical := &ownership.Supply{DataAccess: ownership.AccessTechnical, OwnSkills: ownership.No, Service: "telecom"}
	for _, c := range []struct {
		rows   []*ownership.Supply
		access ownership.Access
		c, d   Verdict
		asks   []string
	}{
		{[]*ownership.Supply{none}, ownership.AccessNone, Compliant, Compliant, nil},
		{[]*ownership.Supply{none, blank}, ownership.AccessUnknown, Undetermined, Compliant, []string{"ask-access"}},
		{[]*ownership.Supply{none, blank, technical}, ownership.AccessTechnical, NonCompliant, NonCompliant, []string{"ask-access"}},
		{[]*ownership.Supply{technical, none}, ownership.AccessTechnical, NonCompliant, NonCompliant, nil},
	} {
		r := run(t, supplied(c.rows...), "")
		assert.Equal(t, c.access, subject(t, r, "s").Access)
		f := finding(t, r, "s", "19.6.c")
		assert.Equal(t, c.c, f.Verdict)
		assert.Equal(t, c.asks, asked(f))
		assert.Equal(t, c.d, finding(t, r, "s", "19.6.d").Verdict)
	}
}

// A natural person who works for the service is no company: nothing fails, and
// the report says so. Where the policy lets persons count, one is caught.
func TestAPersonAsSupplier(t *testing.T) {
	d := supplied(&ownership.Supply{Client: "p", Supplier: "dev", DataAccess: ownership.AccessTechnical})
	r := run(t, d, "")
	f := finding(t, r, "dev", "19.6.c")
	assert.Equal(t, Compliant, f.Verdict)
	assert.Equal(t, "access-person", f.Because.Code)
	assert.Contains(t, codes(r.Warnings), "person-supplies")
	assert.Equal(t, NotApplicable, finding(t, r, "dev", "19.6.d").Verdict)

	r = run(t, d, "natural_persons: nationality")
	assert.Equal(t, NonCompliant, finding(t, r, "dev", "19.6.c").Verdict)
	assert.NotContains(t, codes(r.Warnings), "person-supplies")
}

// A supplier that belongs for more than half of its capital to a company outside
// is caught though its votes are in the Union (Q18).
func TestBelongingByCapitalAlone(t *testing.T) {
	d := supplied(&ownership.Supply{Client: "p", Supplier: "x", DataAccess: ownership.AccessCustomer})
	d.Entity("x").Ultimate = false
	d.Entities = append(d.Entities, &ownership.Entity{ID: "fr", Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "FR"}, Ultimate: true})
	stakes := func(capital int64) {
		d.Holdings = []*ownership.Holding{
			{Holder: "s", Issuer: "x", Capital: ownership.Exactly(ratio(capital, 100)), Votes: ownership.Exactly(ratio(10, 100))},
			{Holder: "fr", Issuer: "x", Capital: ownership.Exactly(ratio(100-capital, 100)), Votes: ownership.Exactly(ratio(90, 100))},
		}
	}
	stakes(51)
	f := finding(t, run(t, d, ""), "x", "19.6.c")
	assert.Equal(t, NonCompliant, f.Verdict)
	assert.Equal(t, ownership.Word("caught-belongs"), f.Because.Args["reason"])
	require.Len(t, f.Chains, 1)
	stakes(50)
	assert.Equal(t, Compliant, finding(t, run(t, d, ""), "x", "19.6.c").Verdict)
}

func ratio(a, b int64) *big.Rat { return big.NewRat(a, b) }
