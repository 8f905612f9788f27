package paper

import (
	"strconv"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
)

// exposure is the laws from outside the Union that reach the provider or a third
// party, and by which ways.
func (w *writer) exposure() document.Section {
	s := w.under("exposure", para(w.W("doc-no-immunity")))
	found := w.Found()
	if len(found) == 0 {
		s.Blocks = append(s.Blocks, para(w.W("doc-risks-none")))
	} else {
		t := w.table(w.W("report-exposure-caption", "name", w.Provider.Name, "day", w.Day(w.Report.AsOf)),
			column("doc-law", 3), column("doc-state", 1.5), column("doc-level", 2), column("doc-role", 1.5), column("doc-status", 1.5))
		for i, x := range found {
			t.Rows = append(t.Rows, row([]document.Span{link(x.Title, risk(i))}, w.Country(x.State), w.W("level-"+x.Level), w.W("law-role-"+x.Role), w.W("law-status-"+x.Status)))
		}
		s.Blocks = append(s.Blocks, t)
	}
	for i, x := range found {
		if len(x.Grounds)+len(x.Doubts) > 0 {
			s.Sections = append(s.Sections, document.Section{ID: "law-" + strconv.Itoa(i+1), Title: w.lawName(x), Blocks: w.grounds(x)})
		}
	}
	if reaches := w.Reaches(); len(reaches) > 0 {
		t := w.table(w.W("exposures-heading"), column("doc-third-party", 2), column("doc-laws", 4))
		for _, reach := range reaches {
			var laws [][]document.Span
			for _, x := range reach.Laws {
				laws = append(laws, document.Text(w.W("exposure", "law", x.Title, "state", x.State, "level", w.W("level-"+x.Level), "role", w.W("law-role-"+x.Role), "status", w.W("law-status-"+x.Status))))
			}
			t.Rows = append(t.Rows, row([]document.Span{link(reach.Subject.Name, w.Anchor(reach.Subject.Entity))}, apart(laws...)))
		}
		s.Sections = append(s.Sections, document.Section{ID: "reaches", Title: w.W("report-reaches"), Blocks: []document.Block{t}})
	}
	return s
}

// risk is the id of the section on a law among the residual risks.
func risk(n int) string { return "risk-" + strconv.Itoa(n+1) }

func (w *writer) lawName(x *report.Exposure) string {
	return w.W("law-name", "law", x.Title, "state", w.Country(x.State))
}

// grounds is the ways in which a law reaches the provider, and what could add
// one.
func (w *writer) grounds(x *report.Exposure) []document.Block {
	var blocks []document.Block
	if grounds := w.Grounds(x); len(grounds) > 0 {
		list := document.List{Ordered: true}
		for _, g := range grounds {
			list.Items = append(list.Items, document.Item{Spans: apart(
				[]document.Span{{Text: w.W("report-label", "text", w.Capital(w.W("level-"+g.Ground))), Bold: true}, {Text: " " + w.Way(g.Path)}},
				sourced(w.Because(g), g.Source))})
		}
		blocks = append(blocks, list)
	}
	blocks = w.more(blocks, "exposure-more", w.MoreGrounds(x))
	if doubts := w.Doubts(x); len(doubts) > 0 {
		blocks = append(blocks, label(w.W("report-label", "text", w.W("doc-open-heading"))), w.notes(doubts))
	}
	return w.more(blocks, "exposure-doubts-more", w.MoreDoubts(x))
}

// notes is a list of sentences with their positions in the dossier.
func (w *writer) notes(notes []report.Note) document.List {
	var list document.List
	for _, n := range notes {
		list.Items = append(list.Items, document.Item{Spans: sourced(w.Sentence(n), n.Source)})
	}
	return list
}

// residualRisks is what 5.3.d asks to have written down.
func (w *writer) residualRisks() document.Section {
	s := w.under("residual-risks", para(w.W("doc-risks-purpose", "name", w.Provider.Name)))
	for i, x := range w.Found() {
		s.Sections = append(s.Sections, document.Section{ID: risk(i), Title: w.lawName(x), Blocks: []document.Block{w.record(x)}})
	}
	if len(s.Sections) == 0 {
		s.Blocks = append(s.Blocks, para(w.W("doc-risks-none")))
	}
	without := document.Section{ID: "laws-without", Title: w.W("doc-without-heading")}
	var list document.List
	for _, x := range w.Without() {
		list.Items = append(list.Items, document.Item{Spans: document.Text(w.W("doc-without-law", "law", x.Title, "state", w.Country(x.State), "status", w.W("law-status-"+x.Status), "citation", x.Citation))})
	}
	for _, law := range w.NotYet() {
		list.Items = append(list.Items, document.Item{Spans: document.Text(w.W("doc-not-yet", "law", law.Title, "state", w.Country(law.State), "day", w.Day(law.Until)))})
	}
	if len(list.Items) > 0 {
		without.Blocks = []document.Block{para(w.W("doc-without")), list}
	} else {
		without.Blocks = []document.Block{para(w.W("doc-without-none"))}
	}
	s.Sections = append(s.Sections, without)
	return s
}

// record is what is known of a law that reaches the provider.
func (w *writer) record(x *report.Exposure) document.Facts {
	law := w.Law(x)
	var facts document.Facts
	add := func(code string, spans []document.Span) {
		if len(spans) > 0 {
			facts = append(facts, document.Fact{Term: w.W(code), Spans: spans})
		}
	}
	add("report-compels", plain(law.Compels))
	add("report-reference", plain(law.Citation))
	add("doc-status", plain(w.Capital(w.LawStatus(law))))
	add("doc-role", plain(w.Capital(w.W("law-role-"+x.Role))+". "+w.RoleReason(x)))
	level := plain(w.Capital(w.W("level-" + x.Level)))
	if n := len(x.Grounds); n > 0 {
		level = append(level, document.Span{Text: " ("}, link(w.W("report-paths", "n", n), "exposure"), document.Span{Text: ")"})
	}
	add("doc-level", level)
	limits := texts(w.LimitsOf(x))
	if limits == nil {
		limits = plain(w.W("limit-none"))
	}
	add("doc-limits-heading", limits)
	removals := w.RemovalsOf(x)
	if law.Remove != "" {
		removals = append(removals, w.W("doc-removal-law", "text", law.Remove))
	}
	add("doc-removal-heading", texts(removals))
	var sources [][]document.Span
	for _, s := range w.LawSources(law.Sources) {
		spans := document.Text(s.Text)
		if s.URL != "" {
			spans = append(spans, document.Span{Text: " "}, document.Span{Text: s.URL, Link: s.URL})
		}
		sources = append(sources, spans)
	}
	if law.Reviewed != "" {
		sources = append(sources, plain(w.W("doc-reviewed", "day", w.Day(law.Reviewed))))
	}
	if !law.Verified {
		sources = append(sources, []document.Span{{Text: w.W("doc-unverified"), Bold: true}})
	}
	add("doc-law-sources-heading", apart(sources...))
	return facts
}

// texts puts sentences after each other.
func texts(list []string) []document.Span {
	runs := make([][]document.Span, len(list))
	for i, text := range list {
		runs[i] = plain(text)
	}
	return joined(" ", runs)
}
