package rules

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/data"
	"egide/ownership"
)

// colo puts the landlord of a dossier to the seven points.
func colo(t testing.TB, d *ownership.Dossier, change func(*ColoOptions)) *Colo {
	t.Helper()
	o := ColoOptions{Options: Options{AsOf: today, Policy: DefaultPolicy()}}
	if change != nil {
		change(&o)
	}
	x, notes, err := Examine(d, o)
	require.NoError(t, err)
	require.Empty(t, notes)
	return x
}

// set changes the answer to an item.
func set(d *ownership.Dossier, item string, change func(*ownership.Diligence)) {
	for i, g := range d.Diligence {
		if g.Item == item {
			own := *g
			change(&own)
			d.Diligence[i] = &own
		}
	}
}

func reply(t testing.TB, x *Colo, item, site string) Reply {
	t.Helper()
	for _, p := range x.Points {
		for _, r := range p.Replies {
			if r.Item.ID == item && r.Site == site {
				return r
			}
		}
	}
	require.Fail(t, "no reply", item)
	return Reply{}
}

func TestReplies(t *testing.T) {
	for _, c := range []struct {
		what, item string
		change     func(*ownership.Diligence)
		state      State
		advice     Advice
		verdict    Verdict
	}{
		{"met", "audit-right", func(*ownership.Diligence) {}, Met, Sign, Compliant},
		{"no, with a clause that mends it", "audit-right", func(g *ownership.Diligence) { g.Answer = "no" }, Lacking, SignWithConditions, NonCompliant},
		{"in part", "incident-notice", func(g *ownership.Diligence) { g.Answer = "partial" }, Partly, SignWithConditions, Undetermined},
		{"unknown", "reversibility", func(g *ownership.Diligence) { g.Answer, g.Evidence = "unknown", "" }, Unanswered, SignWithConditions, Undetermined},
		{"nothing shows it", "video", func(g *ownership.Diligence) { g.Evidence = "" }, Unproven, SignWithConditions, Undetermined},
		{"shown later", "video", func(g *ownership.Diligence) { g.EvidenceDate = today + 1 }, Unproven, SignWithConditions, Undetermined},
		{"a note alone", "staff-trained", func(g *ownership.Diligence) { g.Answer = "no" }, Lacking, Sign, Compliant},
		{"nothing mends it", "zones", func(g *ownership.Diligence) { g.Answer = "no" }, Lacking, DoNotSignYet, NonCompliant},
		{"nobody says, and nothing mends it", "access-nominative", func(g *ownership.Diligence) { g.Answer = "unknown" }, Unanswered, DoNotSignYet, Undetermined},
		{"in part, and nothing mends it", "zones", func(g *ownership.Diligence) { g.Answer = "partial" }, Partly, DoNotSignYet, Undetermined},
		{"expired", "certificate-held", func(g *ownership.Diligence) { g.ValidUntil = today - 1 }, Expired, DoNotSignYet, NonCompliant},
		{"on its last day", "certificate-held", func(g *ownership.Diligence) { g.ValidUntil = today }, Met, Sign, Compliant},
		{"without a last day", "certificate-held", func(g *ownership.Diligence) { g.ValidUntil = 0 }, Met, SignWithConditions, Compliant},
		{"old by a day", "power", func(g *ownership.Diligence) { g.EvidenceDate = 20251121 }, Met, SignWithConditions, Compliant},
		{"a year old", "power", func(g *ownership.Diligence) { g.EvidenceDate = 20251122 }, Met, Sign, Compliant},
		{"without a day", "power", func(g *ownership.Diligence) { g.EvidenceDate = 0 }, Met, SignWithConditions, Compliant},
		{"old, with a last day", "power", func(g *ownership.Diligence) { g.EvidenceDate, g.ValidUntil = 20200101, 20300101 }, Met, Sign, Compliant},
		{"no access, of a landlord that nobody outside controls", "no-data-access", func(g *ownership.Diligence) { g.Answer = "no" }, Judged, Sign, Compliant},
	} {
		d := read(t, "colo-clean")
		set(d, c.item, c.change)
		x := colo(t, d, nil)
		r := reply(t, x, c.item, "")
		assert.Equal(t, c.state, r.State, c.what)
		assert.Equal(t, c.advice, x.Advice, c.what)
		assert.Equal(t, c.verdict, x.Points[r.Item.Point-1].Verdict, c.what)
	}
}

// A question of the tenant's own weighs as a condition.
func TestOwnQuestion(t *testing.T) {
	d := read(t, "colo-clean")
	d.Diligence = append(d.Diligence, &ownership.Diligence{Point: 4, Item: "mantraps", Answer: "no"})
	x := colo(t, d, nil)
	assert.Equal(t, SignWithConditions, x.Advice)
	last := x.Points[3].Replies[len(x.Points[3].Replies)-1]
	assert.Equal(t, "mantraps", last.Own)
	assert.Equal(t, NonCompliant, x.Points[3].Verdict)
}

func TestScopeSiteBySite(t *testing.T) {
	d := read(t, "colo-clean")
	scope := func(evidence string, more ...*ownership.Diligence) *Colo {
		set(d, "certificate-scope", func(g *ownership.Diligence) { g.Evidence = evidence })
		dd := *d
		dd.Diligence = append(slices.Clone(d.Diligence), more...)
		return colo(t, &dd, nil)
	}
	all := scope("annexe : RENNES NORD, Nantes  est ; Le Mans Gare (2026)")
	assert.Equal(t, Sign, all.Advice, "names are found whatever their case and what stands between them")
	two := scope("Rennes Nord, Nantes Est")
	assert.Equal(t, Met, reply(t, two, "certificate-scope", "Rennes Nord").State)
	assert.Equal(t, OutOfScope, reply(t, two, "certificate-scope", "Le Mans Gare").State)
	assert.Equal(t, SignWithConditions, two.Advice)
	none := scope("all our sites")
	assert.Equal(t, Unproven, reply(t, none, "certificate-scope", "Le Mans Gare").State)
	assert.Equal(t, "reply-scope-unnamed", reply(t, none, "certificate-scope", "Le Mans Gare").Because.Code)
	// A row for the site says it better than the one for all.
	own := scope("Rennes Nord, Nantes Est", &ownership.Diligence{Point: 1, Item: "certificate-scope", Answer: "yes", Site: "Le Mans Gare", Evidence: "extension of March", EvidenceDate: 20260312})
	assert.Equal(t, Sign, own.Advice)
	no := scope("Rennes Nord, Nantes Est, Le Mans Gare", &ownership.Diligence{Point: 1, Item: "certificate-scope", Answer: "no", Site: "Le Mans Gare"})
	assert.Equal(t, OutOfScope, reply(t, no, "certificate-scope", "Le Mans Gare").State)
	d.Sites = nil
	without := scope("Rennes Nord")
	assert.Equal(t, "reply-no-sites", reply(t, without, "certificate-scope", "").Because.Code)
	assert.Equal(t, DoNotSignYet, without.Advice)
	assert.Equal(t, "ask-landlord-sites", without.Points[1].AskFor[0].What.Code)
}

func TestSecondarySites(t *testing.T) {
	d := read(t, "colo-clean")
	x := colo(t, d, nil)
	var asked []string
	for _, r := range x.Points[6].Replies {
		if r.Item.ID == "secondary-level" {
			asked = append(asked, r.Site)
		}
	}
	assert.Equal(t, []string{"Le Mans Gare", "Nantes Est"}, asked, "not the main one")
	d.Sites = d.Sites[:1]
	assert.Equal(t, NotAsked, reply(t, colo(t, d, nil), "secondary-level", "").State)
}

// Whoever the landlord's owners are, capital that nobody shows keeps the third
// point open.
func TestUnknownOwners(t *testing.T) {
	x := colo(t, read(t, "colo-unknown-owners"), nil)
	assert.Equal(t, DoNotSignYet, x.Advice)
	assert.Equal(t, Undetermined, x.Points[2].Verdict)
	for _, f := range x.Points[2].Findings {
		assert.Equal(t, Compliant, f.Verdict, "%s: by access and autonomy alone it would pass", f.Test)
	}
	assert.Equal(t, "ask-holders", x.Points[2].AskFor[0].What.Code)
	for i, p := range x.Points {
		assert.Equal(t, i != 2, p.Verdict == Compliant, "point %d", i+1)
	}
}

// The limits of 24 and 39 % are the provider's: a landlord far beyond them, under
// nobody's control and without access, passes.
func TestLimitsAreNotTheLandlords(t *testing.T) {
	d := read(t, "colo-clean")
	for _, h := range d.Holdings {
		if h.Holder == "b" {
			d.Entities = append(d.Entities, &ownership.Entity{ID: "us", Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "US"}})
			own := *h
			own.Holder = "us"
			d.Holdings = append(slices.DeleteFunc(slices.Clone(d.Holdings), func(o *ownership.Holding) bool { return o == h }), &own)
			break
		}
	}
	x := colo(t, d, nil)
	most := x.Landlord.Subjects[0].Individual[ownership.Capital][ownership.Combined]
	assert.Equal(t, "2/5", most.Low.RatString())
	assert.Equal(t, Sign, x.Advice)
	for _, f := range x.Landlord.Subjects[0].Findings {
		assert.Contains(t, []string{"19.6.c", "19.6.d"}, f.Test)
	}
}

// What the contract says and what the landlord answers may contradict each other:
// the worse counts, and both are named.
func TestContractAndAnswersDiffer(t *testing.T) {
	d := read(t, "us-colocation")
	answer := func(item, answer string) {
		d.Diligence = append(d.Diligence, &ownership.Diligence{Point: 3, Item: item, Answer: answer, Evidence: "annex", EvidenceDate: 20260501})
	}
	answer("no-data-access", "yes") // the contract: technical
	answer("autonomy", "no")        // the contract: own skills
	x := colo(t, d, func(o *ColoOptions) { o.Tenant = "p" })
	var told []string
	for _, n := range x.Points[2].Remarks {
		told = append(told, n.Code+" "+n.Args["item"].(string))
	}
	assert.Equal(t, []string{"colo-supply-differs no-data-access", "colo-supply-differs autonomy"}, told)
	for _, f := range x.Landlord.Subjects[0].Findings {
		assert.Equal(t, NonCompliant, f.Verdict, f.Test)
	}
	assert.Equal(t, ownership.Yes, d.Supplies[0].OwnSkills, "the dossier stays as it was")
}

func TestFindLandlord(t *testing.T) {
	entity := func(id string, provider bool, services ...string) *ownership.Entity {
		return &ownership.Entity{ID: id, Provider: provider, Services: services}
	}
	for _, c := range []struct {
		entities []*ownership.Entity
		tenant   string
		want     string // or the code of the fault
	}{
		{[]*ownership.Entity{entity("a", true), entity("b", false)}, "", "a"},
		{[]*ownership.Entity{entity("a", true), entity("b", false, "colocation")}, "", "b"},
		{[]*ownership.Entity{entity("a", true, "colocation"), entity("b", false, "colocation")}, "", "a"},
		{[]*ownership.Entity{entity("a", true, "colocation"), entity("b", false, "colocation")}, "a", "b"},
		{[]*ownership.Entity{entity("a", true), entity("b", false, "colocation"), entity("c", false, "colocation")}, "a", "landlord-several"},
		{[]*ownership.Entity{entity("a", true), entity("b", false)}, "a", "landlord-missing"},
		{[]*ownership.Entity{entity("a", true)}, "x", "tenant-unknown"},
	} {
		d := &ownership.Dossier{Entities: c.entities}
		o := ColoOptions{Options: Options{AsOf: today, Policy: DefaultPolicy()}, Tenant: c.tenant}
		x, notes, err := Examine(d, o)
		require.NoError(t, err)
		if notes != nil {
			assert.Equal(t, c.want, notes[0].Code)
			continue
		}
		assert.Equal(t, c.want, string(x.Landlord.Field.Ref(x.Landlord.Subjects[0].Entity)))
	}
}

// Whatever a landlord answers, what follows hangs together: nothing lacking where
// it may be signed, a condition or a request for each thing that lacks, no point
// passed that lacks something; and the order of the rows does not matter. A
// better answer never makes it worse.
func TestAnswersHangTogether(t *testing.T) {
	questions := data.Diligence()
	order := []Advice{Sign, SignWithConditions, DoNotSignYet}
	base := read(t, "colo-clean")
	rapid.Check(t, func(t *rapid.T) {
		d := *base
		if rapid.Bool().Draw(t, "no sites") {
			d.Sites = nil
		}
		if rapid.IntRange(0, 3).Draw(t, "no holders") == 0 {
			d.Holdings = nil
		}
		d.Diligence = nil
		sites := []string{"", "", "", "Rennes Nord", "Nantes Est", "Elsewhere"}
		for _, q := range questions {
			if rapid.IntRange(0, 9).Draw(t, "skip") == 0 {
				continue
			}
			g := &ownership.Diligence{Point: q.Point, Item: q.ID,
				Answer:       rapid.SampledFrom([]string{"yes", "yes", "yes", "yes", "no", "partial", "unknown"}).Draw(t, "answer"),
				Evidence:     rapid.SampledFrom([]string{"", "Rennes Nord, Nantes Est, Le Mans Gare", "x"}).Draw(t, "evidence"),
				EvidenceDate: rapid.SampledFrom([]ownership.Date{0, 20200101, 20260601, 20270101}).Draw(t, "date"),
				ValidUntil:   rapid.SampledFrom([]ownership.Date{0, 0, 20250101, 20280101}).Draw(t, "until"),
				Site:         rapid.SampledFrom(sites).Draw(t, "site"),
			}
			d.Diligence = append(d.Diligence, g)
		}
		o := ColoOptions{Options: Options{AsOf: today, Policy: DefaultPolicy()}}
		x, notes, err := Examine(&d, o)
		require.NoError(t, err)
		require.Empty(t, notes)
		require.Len(t, x.Points, data.DiligencePoints)
		for _, p := range x.Points {
			if x.Advice == Sign {
				require.Equal(t, Compliant, p.Verdict)
				require.Empty(t, p.Conditions)
			}
			if p.Verdict != Compliant {
				require.NotEmpty(t, p.AskFor, "point %d", p.Number)
			}
			if len(p.Conditions) > 0 {
				require.NotEqual(t, Sign, x.Advice)
			}
			for _, r := range p.Replies {
				lacks := slices.Contains([]State{Lacking, Expired, OutOfScope}, r.State)
				if lacks && r.Item.Gravity != data.GravityNote {
					require.Equal(t, NonCompliant, p.Verdict)
				}
				if r.Item.Gravity == data.GravityBlocking && r.State != Met {
					require.Equal(t, DoNotSignYet, x.Advice)
				}
			}
		}
		rank := func(a Advice) int { return slices.Index(order, a) }
		mixed := d
		mixed.Diligence = slices.Clone(d.Diligence)
		slices.Reverse(mixed.Diligence)
		y, _, err := Examine(&mixed, o)
		require.NoError(t, err)
		require.Equal(t, x.Advice, y.Advice)
		better := d
		better.Diligence = slices.Clone(d.Diligence)
		if len(better.Diligence) == 0 {
			return
		}
		i := rapid.IntRange(0, len(better.Diligence)-1).Draw(t, "better")
		own := *better.Diligence[i]
		own.Answer, own.Evidence, own.EvidenceDate, own.ValidUntil = "yes", "Rennes Nord, Nantes Est, Le Mans Gare", 20260601, 20280101
		better.Diligence[i] = &own
		z, _, err := Examine(&better, o)
		require.NoError(t, err)
		require.LessOrEqual(t, rank(z.Advice), rank(x.Advice), "a better answer to %s", own.Item)
		for k := range z.Points {
			verdict := func(v Verdict) int { return slices.Index([]Verdict{Compliant, Undetermined, NonCompliant}, v) }
			require.LessOrEqual(t, verdict(z.Points[k].Verdict), verdict(x.Points[k].Verdict), "point %d, %s", k+1, own.Item)
		}
	})
}

// An empty questionnaire asks for what every question would be shown by.
func TestEmptyQuestionnaire(t *testing.T) {
	d := read(t, "colo-unknown-owners")
	d.Diligence = nil
	x := colo(t, d, nil)
	assert.Equal(t, DoNotSignYet, x.Advice)
	asked := map[string]bool{}
	for _, p := range x.Points {
		assert.NotEqual(t, NonCompliant, p.Verdict)
		for _, a := range p.AskFor {
			if item, ok := a.What.Args["item"].(string); ok {
				asked[item] = true
			}
		}
	}
	for _, q := range data.Diligence() {
		assert.True(t, asked[q.ID], "%s is not asked for", q.ID)
	}
}

func TestNamesOfSites(t *testing.T) {
	for _, c := range []struct {
		text, site string
		want       bool
	}{
		{"PAR2, PAR3 and MRS1", "MRS1", true}, {"PAR25", "PAR2", false}, {"(par2)", "PAR2", true}, {"Paris 2", "PARIS\u00a02", true},
		{"Nantes Est-Ouest", "Nantes Est", false}, {"anything", "", false}, {strings.Repeat("a ", 1000) + "Lille/Est", "lille est", true},
	} {
		assert.Equal(t, c.want, names(c.text, c.site), "%s in %.20s", c.site, c.text)
	}
}
