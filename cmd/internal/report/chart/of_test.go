package chart

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/report"
)

// at is one figure, and between a range, in percent.
func at(p float64) report.Interval              { return report.Interval{Low: p, High: p} }
func between(low, high float64) report.Interval { return report.Interval{Low: low, High: high} }
func seat(country string) *report.HeadOffice {
	return &report.HeadOffice{RegisteredOffice: officeIn(country)}
}
func officeIn(country string) (s report.Seat) { return report.Seat{Country: &country, EU: "yes"} }
func open(p float64) *report.Dimensions[float64] {
	return &report.Dimensions[float64]{Capital: p, Votes: p}
}

// made is a report of a provider p with the entities and links.
func made(entities []*report.Entity, links []*report.Link) *report.Report {
	return &report.Report{
		Language: "en", AsOf: "2026-11-22",
		Policy:   report.Policy{IndividualLimit: 24, CollectiveLimit: 39},
		Subjects: []*report.Subject{{Entity: "p", Role: "provider"}},
		Entities: append([]*report.Entity{{ID: "p", Name: "Provider", Kind: "company", NonEU: "no", Places: seat("FR")}}, entities...),
		Links:    links,
	}
}

func company(id, nonEU, country string) *report.Entity {
	return &report.Entity{ID: id, Name: strings.ToUpper(id), Kind: "company", NonEU: nonEU, Counted: true, Places: seat(country)}
}

func link(holder, issuer string, capital, votes report.Interval) *report.Link {
	return &report.Link{Holder: holder, Issuer: issuer, Capital: capital, Votes: votes}
}

func graphOf(t testing.TB, r *report.Report, o Options) *Graph {
	t.Helper()
	g, err := Of(r, o)
	require.NoError(t, err)
	return g
}

func (g *Graph) named(t testing.TB, name string) (int, *Box) {
	t.Helper()
	for i, b := range g.Boxes {
		if b.Name == name {
			return i, b
		}
	}
	require.Fail(t, "no box "+name)
	return 0, nil
}

func (g *Graph) lineFrom(t testing.TB, name string) *Line {
	t.Helper()
	i, _ := g.named(t, name)
	for _, l := range g.Lines {
		if l.From == i {
			return l
		}
	}
	require.Fail(t, "no line from "+name)
	return nil
}

func TestLabels(t *testing.T) {
	for _, c := range []struct {
		capital, votes report.Interval
		en, fr         string
	}{
		{at(24), at(24), "24%", "24\u00a0%"},
		{at(23.04), at(29.49), "cap. 23.04%|votes 29.49%", "cap. 23,04\u00a0%|votes 29,49\u00a0%"},
		{between(25, 50), between(25, 50), "25–50%", "25–50\u00a0%"},
		{between(75, 100), between(75, 100), "≥\u00a075%", "≥\u00a075\u00a0%"},
		{between(0, 5), between(0, 5), "≤\u00a05%", "≤\u00a05\u00a0%"},
		{between(0, 100), between(0, 100), "share unknown", "part inconnue"},
		{at(5), at(0), "cap. 5%|no votes", "cap. 5\u00a0%|sans vote"},
		{at(0), at(100), "no capital|votes 100%", "sans capital|votes 100\u00a0%"},
		{at(100.0 / 3), at(100.0 / 3), "33.33%", "33,33\u00a0%"},
		{at(24.0000001), at(24.0000001), "24.0000001%", "24,0000001\u00a0%"}, // never shown as the limit
	} {
		for lang, want := range map[string]string{"en": c.en, "fr": c.fr} {
			g := graphOf(t, made([]*report.Entity{company("a", "no", "FR")}, []*report.Link{link("a", "p", c.capital, c.votes)}), Options{Lang: lang})
			assert.Equal(t, want, strings.Join(g.lineFrom(t, "A").Label, "|"))
		}
	}
}

// What comes from outside is marked all the way down, and only that.
func TestCarries(t *testing.T) {
	person := &report.Entity{ID: "who", Name: "WHO", Kind: "person", NonEU: "yes", Nationality: "US"}
	listed := company("listed", "no", "FR")
	listed.DeclaredOnly = true
	g := graphOf(t, made(
		[]*report.Entity{company("us", "yes", "US"), company("h", "no", "LU"), company("eu", "no", "DE"), person, listed, company("index", "yes", "US"), company("perhaps", "unknown", "FR")},
		[]*report.Link{
			link("us", "h", at(10), at(10)), link("h", "p", at(20), at(20)), link("eu", "p", at(30), at(30)), link("who", "p", at(30), at(30)),
			link("eu", "us", at(10), at(10)), link("listed", "p", at(20), at(20)), link("index", "listed", at(3), at(3)), link("perhaps", "eu", at(3), at(3)),
		}), Options{})
	for name, want := range map[string]bool{"US": true, "H": true, "EU": false, "WHO": false, "LISTED": false, "INDEX": false, "PERHAPS": false} {
		assert.Equal(t, want, g.lineFrom(t, name).Carries, name)
	}
	assert.Contains(t, g.lineFrom(t, "INDEX").Label, "not declared")
	for name, want := range map[string]string{"US": "outside EU", "H": "", "WHO": "outside EU, not counted"} {
		_, b := g.named(t, name)
		assert.Equal(t, want, b.Outside, name)
	}
	_, b := g.named(t, "PERHAPS")
	assert.Equal(t, "EU?", b.Doubtful)
}

func TestUndisclosed(t *testing.T) {
	h, us, held, done := company("h", "no", "FR"), company("us", "yes", "US"), company("held", "no", "FR"), company("done", "no", "FR")
	h.Undisclosed, us.Undisclosed, held.Undisclosed = open(14), open(100), open(30)
	float := &report.Entity{ID: "float", Name: "FLOAT", Kind: "public_float", NonEU: "unknown", Hidden: true}
	g := graphOf(t, made([]*report.Entity{h, us, held, done, float}, []*report.Link{
		link("h", "p", at(40), at(40)), link("us", "h", at(86), at(86)), link("held", "p", at(60), at(60)),
		link("done", "held", between(70, 80), between(70, 80)), link("float", "held", at(10), at(10)),
	}), Options{})
	var unknown []string
	for _, l := range g.Lines {
		if from := g.Boxes[l.From]; from.Kind == Undisclosed {
			unknown = append(unknown, g.Boxes[l.To].Name+" "+from.Name)
		}
	}
	slices.Sort(unknown)
	assert.Equal(t, []string{"H unknown 14%", "HELD unknown 10–20%"}, unknown, "none above a seat that has decided, and the float is not told twice")
	_, b := g.named(t, "FLOAT")
	assert.Empty(t, b.Doubtful)
}

func TestRights(t *testing.T) {
	three, seven := 3, 7
	r := made([]*report.Entity{company("a", "no", "FR"), company("b", "yes", "US")}, []*report.Link{link("a", "p", at(60), at(60))})
	r.Rights = []*report.Right{
		{Holder: "a", Company: "p", Right: "appoint", Organ: "board", Seats: &three, OfSeats: &seven},
		{Holder: "a", Company: "p", Right: "veto", Scope: "minority_protection"},
		{Holder: "b", Company: "p", Right: "control_agreement"},
		{Holder: "b", Company: "nobody", Right: "veto"},
	}
	r.Concerts = []report.Concert{{ID: "c", Label: "pact", Members: []string{"a", "b"}}}
	g := graphOf(t, r, Options{})
	require.Len(t, g.Lines, 3)
	byKind := map[string][]string{}
	for _, l := range g.Lines {
		byKind[string(l.Kind)+" "+g.Boxes[l.From].Name] = l.Label
	}
	assert.Equal(t, map[string][]string{
		"holding A": {"60%"},
		"right A":   {"fills 3 of 7 seats, board", "veto, protecting a minority"},
		"right B":   {"control by agreement"},
	}, byKind)
	_, b := g.named(t, "A")
	assert.Contains(t, b.Notes, "concert: pact")
	assert.True(t, g.lineFrom(t, "B").Carries)
	svg := string(g.Draw().SVG())
	assert.Equal(t, 2+2+1, strings.Count(svg, `stroke-dasharray="6 4"`), "two dashed lines, each in two pieces around its label, and the legend")
}

func TestThirdParties(t *testing.T) {
	r := made([]*report.Entity{company("s1", "yes", "US"), company("s2", "no", "FR"), company("s3", "no", "FR"), company("mother", "yes", "US")}, nil)
	r.Supplies = []*report.Supply{
		{Client: "p", Supplier: "s1", Service: "hosting", DataAccess: "customer"},
		{Client: "p", Supplier: "s1", Service: "software", DataAccess: "none"},
		{Client: "p", Supplier: "s2", Service: "support", DataAccess: "technical"},
		{Client: "s2", Supplier: "s3", Service: "telecom", DataAccess: ""},
		{Client: "s3", Supplier: "p", Service: "cloud", DataAccess: "none"},
		{Client: "elsewhere", Supplier: "s4", Service: "cloud", DataAccess: "none"},
	}
	r.Subjects = append(r.Subjects,
		&report.Subject{Entity: "s1", Role: "third_party", Critical: true},
		&report.Subject{Entity: "s2", Role: "third_party", Controllers: []report.Controller{{Entity: "mother", Certain: true}}})
	g := graphOf(t, r, Options{})
	require.Len(t, g.Boxes, 4)
	for name, want := range map[string]Access{"S1": CustomerAccess, "S2": TechnicalAccess, "S3": UnknownAccess} {
		_, b := g.named(t, name)
		assert.True(t, b.Supplier)
		assert.Equal(t, want, b.Access, name)
	}
	_, s1 := g.named(t, "S1")
	_, s2 := g.named(t, "S2")
	assert.Equal(t, "critical", s1.Critical)
	assert.Equal(t, []string{"controlled by MOTHER (outside EU)"}, s2.Notes)
	assert.Equal(t, "control outside EU", s2.Outside)
	require.Len(t, g.Lines, 3)
	assert.Equal(t, []string{"hosting", "software"}, g.lineFrom(t, "S1").Label)
	s := sketched(g)
	for i := range g.Boxes[1:] {
		assert.Greater(t, s.rects[i+1].Y, s.rects[0].Y+s.rects[0].Height, "the band is below the subject")
	}
}

// Of many third parties those stand together, by client, that matter least; what
// leads to one that is shown is shown.
func TestManyThirdParties(t *testing.T) {
	r := made(nil, nil)
	for i := range 400 {
		id := fmt.Sprint("s", i)
		r.Entities = append(r.Entities, company(id, "no", "FR"))
		supply := &report.Supply{Client: "p", Supplier: id, Service: "hosting", DataAccess: "none"}
		if i%20 == 0 {
			supply.DataAccess = "technical"
		}
		if i > 300 {
			supply.Client = "s299" // which has no access itself
		}
		if i%100 == 99 {
			r.Subjects = append(r.Subjects, &report.Subject{Entity: id, Verdict: "non_compliant"})
		}
		r.Supplies = append(r.Supplies, supply)
	}
	g := graphOf(t, r, Options{})
	own := map[string]bool{}
	for _, b := range g.Boxes {
		own[b.ID] = true
	}
	for _, id := range []string{"s99", "s199", "s299", "s399", "s0", "s380"} {
		assert.True(t, own[id], id)
	}
	require.Len(t, g.Boxes, 1+suppliersWanted+2)
	_, b := g.named(t, "266 other third parties")
	assert.Equal(t, Others, b.Kind)
	assert.Equal(t, NoAccess, b.Access)
	require.Len(t, g.Notes, 1)
	assert.Contains(t, g.Notes[0], "360 of 400")
	d := g.Draw()
	assert.Less(t, d.Width, 2*d.Height)
}

func TestSubject(t *testing.T) {
	r := made([]*report.Entity{company("a", "no", "FR"), company("b", "yes", "US")}, []*report.Link{link("a", "p", at(60), at(60)), link("b", "a", at(60), at(60))})
	g := graphOf(t, r, Options{Subject: "a", Lang: "fr"})
	require.Len(t, g.Boxes, 2)
	assert.True(t, g.Boxes[0].Subject)
	assert.Equal(t, "Structure de détention d'A au 22 novembre 2026", g.Title)
	_, err := Of(r, Options{Subject: "zz"})
	var unknown *UnknownSubjectError
	require.ErrorAs(t, err, &unknown)
	assert.Equal(t, "zz", unknown.ID)
	_, err = Of(&report.Report{}, Options{})
	assert.Error(t, err)
}

// tree is a report of n entities: each issuer has some holders, of shares that
// make 100.
func tree(t *rapid.T, n int) *report.Report {
	var entities []*report.Entity
	holders := map[int][]int{}
	for i := 1; i < n; i++ {
		entities = append(entities, company(fmt.Sprint("e", i), rapid.SampledFrom([]string{"no", "no", "yes", "unknown"}).Draw(t, "outside"), "FR"))
		below := rapid.IntRange(0, i-1).Draw(t, "issuer")
		holders[below] = append(holders[below], i)
		if more := rapid.IntRange(0, 3*n).Draw(t, "also"); more < n && more != i && more != below && !slices.Contains(holders[more], i) {
			holders[more] = append(holders[more], i)
		}
	}
	id := func(i int) string {
		if i == 0 {
			return "p"
		}
		return fmt.Sprint("e", i)
	}
	var links []*report.Link
	for issuer := range n {
		left := 100.0
		for k, holder := range holders[issuer] {
			share := left
			if k+1 < len(holders[issuer]) {
				share = math.Floor(left*rapid.Float64Range(0, 0.9).Draw(t, "share")*100) / 100
			}
			left -= share
			l := link(id(holder), id(issuer), at(tidy(share)), at(tidy(share)))
			if share > 50 {
				l.Controls = "majority"
			}
			links = append(links, l)
		}
	}
	return made(entities, links)
}

// However large a structure, what is shown can be read, the lines into a box
// still make the whole, and nothing that is drawn hangs in the air.
func TestFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 400).Draw(t, "n")
		r := tree(t, n)
		r.Subjects[0].Controllers = []report.Controller{{Entity: fmt.Sprint("e", n-1), Certain: true}}
		g, err := Of(r, Options{})
		require.NoError(t, err)
		if len(g.Boxes) > boxesWanted+len(r.Entities)/20+25 {
			t.Fatalf("%d boxes", len(g.Boxes))
		}
		_, above, ok := structureSize(r)
		require.True(t, ok)
		if folded := len(g.Notes) > 0; folded != (above > foldAbove && len(g.Boxes) < above) {
			t.Fatalf("%d of %d boxes and notes %q", len(g.Boxes), above, g.Notes)
		}
		out := make([]int, len(g.Boxes))
		sums := make([]float64, len(g.Boxes))
		for _, l := range g.Lines {
			if l.From != l.To {
				out[l.From]++
			}
			if len(l.Label) > 0 {
				text := strings.ReplaceAll(strings.TrimSuffix(l.Label[0], "%"), ",", "")
				var share float64
				if _, err := fmt.Sscanf(text, "%g", &share); err == nil {
					sums[l.To] += share
				}
			}
		}
		for i, b := range g.Boxes {
			if i > 0 && out[i] == 0 {
				t.Fatalf("%s holds nothing", b.Name)
			}
			if sums[i] > 0 && math.Abs(sums[i]-100) > 1 {
				t.Fatalf("the holders of %s make %v", b.Name, sums[i])
			}
		}
		s := sketched(g)
		for i, a := range s.rects {
			for _, b := range s.rects[:i] {
				if overlap(a, b) {
					t.Fatal("boxes overlap")
				}
			}
		}
	})
}

// structureSize is how many entities a report has, and how many of them above
// its first subject.
func structureSize(r *report.Report) (all, above int, ok bool) {
	s, ok := readStructure(r, words{report.NewVoice("en", nil, nil)}, r.Subjects[0].Entity)
	if !ok {
		return 0, 0, false
	}
	return len(s.entities), len(s.order), true
}

// A long chain of companies that hold each other wholly keeps its ends.
func TestFoldChain(t *testing.T) {
	const n = 20_000
	var entities []*report.Entity
	var links []*report.Link
	below := "p"
	for i := range n {
		id := fmt.Sprint("c", i)
		nonEU := "no"
		if i == n-1 {
			nonEU = "yes"
		}
		entities = append(entities, company(id, nonEU, "FR"))
		l := link(id, below, at(100), at(100))
		l.Controls = "majority"
		links = append(links, l)
		below = id
	}
	g := graphOf(t, made(entities, links), Options{})
	var names []string
	for _, b := range g.Boxes {
		names = append(names, b.Name)
	}
	assert.Equal(t, []string{"Provider", "C0", "C1", "19995 companies in a chain, each held 100%", "C19997", "C19998", "C19999"}, names)
	require.Len(t, g.Lines, 6)
	for _, l := range g.Lines {
		assert.True(t, l.Carries, l.Title)
	}
}

// Who has a right, however small the share, keeps a box of its own.
func TestFoldKeepsWhatMatters(t *testing.T) {
	var entities []*report.Entity
	var links []*report.Link
	for i := range 200 {
		id := fmt.Sprint("h", i)
		entities = append(entities, company(id, "yes", "US"))
		links = append(links, link(id, "p", at(0.5), at(0.5)))
	}
	r := made(entities, links)
	r.Rights = []*report.Right{{Holder: "h150", Company: "p", Right: "veto"}}
	holder := "h7"
	r.Subjects[0].Findings = []*report.Finding{{Verdict: "non_compliant", Holder: &holder}}
	g := graphOf(t, r, Options{})
	require.Len(t, g.Boxes, 4)
	g.named(t, "H150")
	g.named(t, "H7")
	_, others := g.named(t, "Others (198)")
	assert.Equal(t, "198 outside EU", others.Outside)
	assert.Equal(t, []string{"99%"}, g.lineFrom(t, "Others (198)").Label)
	assert.True(t, g.lineFrom(t, "Others (198)").Carries)
	require.Len(t, g.Notes, 1)
	assert.Contains(t, g.Notes[0], "Folded: 198 of 201 entities")
}

// A name is text in every format.
func TestNamesAreText(t *testing.T) {
	const evil = "\"><img src=x onerror=alert(1)>\\\n\"]; n0 -> n0 <script>`${x}`</script> #quot; &amp; %% end\u202e\x00"
	e := company("a", "no", "FR")
	e.Name = evil
	r := made([]*report.Entity{e}, []*report.Link{link("a", "p", at(60), at(60))})
	r.Rights = []*report.Right{{Holder: "a", Company: "p", Right: "veto", Organ: evil}}
	r.Concerts = []report.Concert{{ID: "c", Label: evil, Members: []string{"a"}}}
	g := graphOf(t, r, Options{})

	svg := g.Draw().SVG()
	harmless(t, svg)
	harmless(t, g.Draw().InlineSVG(`x" onload="y`))
	assert.Contains(t, string(svg), "&lt;img src=x")

	dot := string(g.DOT())
	statement := regexp.MustCompile(`^  (n\d+|n\d+ -> n\d+|graph|node|edge) \[(\w+=("([^"\\\n]|\\.)*"|[\w.]+)(, )?)+\]$`)
	lines := strings.Split(strings.TrimSuffix(dot, "\n"), "\n")
	assert.Len(t, lines, 2+3+len(g.Boxes)+len(g.Lines))
	for _, line := range lines[1 : len(lines)-1] {
		assert.Regexp(t, statement, line)
	}
	assert.NotContains(t, dot, "& ")

	box := regexp.MustCompile(`^  n\d+[[({/\\]+"([^"<>` + "`" + `{}\\]|<br/>)*"[\])}/\\]+$`)
	edge := regexp.MustCompile(`^  n\d+ [-.=>]+(\|"[^"<>` + "`" + `{}\\]*"\|)? n\d+$`)
	other := regexp.MustCompile(`^(%% [^{}]*|flowchart TB|  (classDef|class|linkStyle) [\w ,:#-]+)$`)
	boxes, edges := 0, 0
	for line := range strings.SplitSeq(strings.TrimSuffix(string(g.Mermaid()), "\n"), "\n") {
		switch {
		case box.MatchString(line):
			boxes++
		case edge.MatchString(line):
			edges++
		default:
			assert.Regexp(t, other, line)
		}
	}
	assert.Equal(t, len(g.Boxes), boxes)
	assert.Equal(t, len(g.Lines), edges)
}

// BenchmarkChart draws the chart of 600 entities, from the report on.
func BenchmarkChart(b *testing.B) {
	r := rapid.Custom(func(t *rapid.T) *report.Report { return tree(t, 600) }).Example(1)
	b.ReportAllocs()
	for b.Loop() {
		g, err := Of(r, Options{})
		require.NoError(b, err)
		g.Draw().SVG()
	}
}
