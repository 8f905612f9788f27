package paper

import (
	"strconv"

	"egide/cmd/internal/document"
)

// open is the assumptions, the warnings, and the questions of law with the
// switch in force.
func (w *writer) open() document.Section {
	r := w.Report
	s := w.under("open")
	assumptions := document.Section{ID: "assumptions", Title: w.W("assumptions-heading")}
	if len(r.Assumptions) > 0 {
		assumptions.Blocks = w.more([]document.Block{w.notes(w.Notes(r.Assumptions))}, "notes-cut", w.MoreNotes(r.Assumptions))
	} else {
		assumptions.Blocks = []document.Block{para(w.W("report-assumptions-none"))}
	}
	s.Sections = append(s.Sections, assumptions)
	if len(r.Warnings) > 0 {
		s.Sections = append(s.Sections, document.Section{
			ID: "warnings", Title: w.W("warnings-heading"),
			Blocks: w.more([]document.Block{w.notes(w.Notes(r.Warnings))}, "notes-cut", w.MoreNotes(r.Warnings)),
		})
	}
	t := w.table(w.W("report-questions-caption"), column("report-question-number", 0.6), column("report-question", 2.6), column("report-stand", 3), column("report-switch", 2.4))
	changed := []document.Span{{Text: w.W("report-changed"), Bold: true}}
	for _, q := range r.Policy.Questions {
		power := document.Text(w.W("report-no-switch"))
		if q.Switch != "" {
			power = apart([]document.Span{{Text: q.Switch + ": " + q.Value, Mono: true}}, plain(q.Means))
			if q.Changed {
				power = apart(power, changed)
			}
		}
		t.Rows = append(t.Rows, row(q.ID, q.Title, q.Stand, power))
	}
	for _, setting := range w.Settings() {
		power := []document.Span{{Text: setting.Key + ": " + setting.Value, Mono: true}}
		if setting.Changed {
			power = apart(power, changed)
		}
		t.Rows = append(t.Rows, row("–", w.W("report-setting-"+setting.Key), "", power))
	}
	s.Sections = append(s.Sections, document.Section{ID: "questions", Title: w.W("report-questions"), Blocks: []document.Block{para(w.W("report-questions-about")), t}})
	return s
}

// sources is the files of the dossier with their sums.
func (w *writer) sources() document.Section {
	t := w.table(w.W("report-sources-caption"), column("report-file", 2), figures("report-rows", 0.8), column("SHA-256", 5))
	for _, in := range w.Report.Inputs {
		t.Rows = append(t.Rows, row(in.File, strconv.Itoa(in.Rows), []document.Span{{Text: in.SHA256, Mono: true}}))
	}
	return w.under("sources", para(w.W("report-sources-about", "version", w.Report.Egide)), t)
}

// method is how the figures are made, with the passages and works that it rests
// on.
func (w *writer) method() document.Section {
	s := w.under("method")
	for _, text := range w.Method() {
		s.Blocks = append(s.Blocks, para(text))
	}
	var facts document.Facts
	for _, d := range w.Definitions() {
		facts = append(facts, document.Fact{Term: d.ID, Spans: []document.Span{{Text: d.Title + ".", Bold: true}, {Text: " " + d.Asks + " "}, {Text: d.Sources, Italic: true}}})
	}
	var works document.List
	for _, text := range w.References() {
		works.Items = append(works.Items, document.Item{Spans: document.Text(text)})
	}
	s.Sections = []document.Section{
		{ID: "definitions", Title: w.W("report-definitions"), Blocks: []document.Block{facts}},
		{ID: "references", Title: w.W("report-references"), Blocks: []document.Block{works}},
	}
	return s
}

// disclaimer is what the document is not.
func (w *writer) disclaimer() document.Section {
	return w.under("disclaimer", para(w.Report.Disclaimer), para(w.W("doc-no-immunity")))
}
