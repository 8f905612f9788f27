// Package colo is what is told of a data centre's landlord as documents to hand
// over: the seven points before a contract is signed, several landlords side by
// side, and the questionnaire that a landlord answers. What format they are
// written in is not decided here.
package colo

import (
	"slices"
	"strconv"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/chart"
)

// Attached is the name under which a document carries the result that it was
// made from.
const Attached = "egide-colo.json"

// Of is the document of a landlord in seven points. saved is the same as JSON,
// which travels in the document where its format allows; nil for none.
func Of(c *report.Colo, saved []byte) (*document.Document, error) {
	w := newWriter(c)
	structure, err := w.structure()
	if err != nil {
		return nil, err
	}
	d := &document.Document{
		Lang: c.Language, Day: c.AsOf, Kicker: w.word("colo-kicker"), Title: c.Name, Subtitle: w.word("colo-subtitle", "day", w.voice.Day(c.AsOf)),
		Front: w.front(),
	}
	d.Sections = append(d.Sections, w.conditions(), w.asks())
	d.Sections = append(d.Sections, w.points()...)
	if c.Tenant != nil {
		d.Sections = append(d.Sections, w.tenant())
	}
	d.Sections = append(d.Sections, structure, w.basis(), document.Section{ID: "disclaimer", Title: w.word("report-section-disclaimer"), Blocks: []document.Block{document.Para(c.Disclaimer)}})
	if saved != nil {
		d.Attachments = []document.Attachment{{Name: Attached, Description: w.word("colo-attached"), MediaType: "application/json", Content: saved}}
	}
	return d, nil
}

// writer makes the sections of one landlord's document.
type writer struct {
	colo    *report.Colo
	telling *report.Telling
	voice   *report.Voice
}

func newWriter(c *report.Colo) *writer {
	t := report.NewTelling(c.Report)
	return &writer{colo: c, telling: t, voice: t.Voice()}
}

func (w *writer) word(code string, pairs ...string) string { return w.voice.Word(code, pairs...) }

// toneOf is the tone of an answer.
func toneOf(answer string) document.Tone {
	switch answer {
	case "sign":
		return document.Pass
	case "do_not_sign_yet":
		return document.Fail
	}
	return document.Open
}

// markOf is the sign of an answer.
func markOf(answer string) string {
	switch answer {
	case "sign":
		return "✓"
	case "do_not_sign_yet":
		return "✗"
	}
	return "!"
}

// verdict is the cell of a verdict: its sign and its word.
func verdict(v *report.Voice, verdict string) document.Cell {
	tone := document.ToneOf(verdict)
	text := v.Word("test-verdict-" + verdict)
	if mark := tone.Mark(); mark != "" {
		text = mark + "\u00a0" + text
	}
	return document.Cell{Spans: document.Text(text), Tone: tone}
}

// front is the first page: the answer, whom it is about, and the seven points.
func (w *writer) front() []document.Block {
	c := w.colo
	facts := document.Facts{{Term: w.word("colo-landlord"), Spans: document.Text(c.Name)}}
	if identity := w.telling.Identity(c.Landlord); identity != "" {
		facts[0].Spans = document.Text(c.Name + ", " + identity)
	}
	if c.Tenant != nil {
		facts = append(facts, document.Fact{Term: w.word("colo-tenant"), Spans: document.Text(c.Tenant.Name)})
	}
	facts = append(facts, document.Fact{Term: w.word("report-as-of"), Spans: document.Text(w.voice.Day(c.AsOf))})
	if c.France {
		facts = append(facts, document.Fact{Term: w.word("colo-asked"), Spans: document.Text(w.word("colo-asked-france"))})
	}
	t := document.Table{Caption: w.word("colo-points"), Columns: []document.Column{
		{Title: w.word("doc-number"), Right: true, Weight: 0.4}, {Title: w.word("colo-point"), Weight: 2.4}, {Title: w.word("report-verdict"), Weight: 1.4}, {Title: w.word("colo-decides"), Weight: 4},
	}}
	for _, p := range c.Points {
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{
			document.Of(strconv.Itoa(p.Point)), {Spans: []document.Span{{Text: p.Title, Link: "#" + pointID(p)}}}, verdict(w.voice, p.Verdict), document.Of(w.summary(p)),
		}})
	}
	return []document.Block{
		document.Answer{Tone: toneOf(c.Answer), Mark: markOf(c.Answer), Word: report.Capital(w.word("colo-answer-" + c.Answer)), Spans: document.Text(c.Because)},
		facts, t, document.Paragraph{Spans: document.Text(c.Disclaimer), Tone: document.Faint},
	}
}

func pointID(p *report.ColoPoint) string { return "point-" + strconv.Itoa(p.Point) }

// summary is what decides a point, in a few words: the first computed finding
// that is not passed, else how the answers fare.
func (w *writer) summary(p *report.ColoPoint) string {
	for _, verdict := range []string{"non_compliant", "undetermined"} {
		for _, f := range p.Findings {
			if f.Verdict == verdict {
				return report.Capital(f.Because)
			}
		}
	}
	if p.Verdict != "compliant" && len(p.Remarks) > 0 && p.Point == 3 {
		return report.Capital(p.Remarks[0].Text)
	}
	count := map[string]int{}
	old := 0
	for _, r := range p.Replies {
		if r.Gravity == "note" || r.State == "not_asked" || r.State == "judged" {
			continue
		}
		switch r.State {
		case "met":
			count["met"]++
		case "lacking", "expired", "out_of_scope":
			count["lacking"]++
		default:
			count["open"]++
		}
		if r.Old {
			old++
		}
	}
	text := w.word("colo-summary", "met", strconv.Itoa(count["met"]), "lacking", strconv.Itoa(count["lacking"]), "open", strconv.Itoa(count["open"]))
	if old > 0 {
		text = w.word("colo-summary-old", "before", text, "old", strconv.Itoa(old))
	}
	return text
}

// clause is a draft clause with the reasons for which it is needed.
type clause struct {
	report.ColoCondition
	points  []int
	reasons []string
}

// clauses are the draft clauses, each once, in the order of the points.
func clauses(c *report.Colo) []*clause {
	var list []*clause
	byID := map[string]*clause{}
	for _, p := range c.Points {
		for _, condition := range p.Conditions {
			if condition.Kind != "clause" {
				continue
			}
			one := byID[condition.Clause]
			if one == nil {
				one = &clause{ColoCondition: condition}
				byID[condition.Clause] = one
				list = append(list, one)
			}
			if !slices.Contains(one.points, p.Point) {
				one.points = append(one.points, p.Point)
			}
			if !slices.Contains(one.reasons, condition.Because) {
				one.reasons = append(one.reasons, condition.Because)
			}
		}
	}
	return list
}

// conditions is the draft clauses.
func (w *writer) conditions() document.Section {
	s := document.Section{ID: "clauses", Title: w.word("colo-section-clauses")}
	list := clauses(w.colo)
	if len(list) == 0 {
		s.Blocks = append(s.Blocks, document.Para(w.word("colo-clauses-none")))
		return s
	}
	s.NewPage = true
	s.Blocks = append(s.Blocks, document.Para(w.word("colo-clauses-about")))
	for i, one := range list {
		var reasons document.List
		for _, reason := range one.reasons {
			reasons.Items = append(reasons.Items, document.Item{Spans: document.Text(reason)})
		}
		s.Sections = append(s.Sections, document.Section{
			ID: "clause-" + one.Clause, Title: w.word("colo-clause", "n", strconv.Itoa(i+1), "title", one.Title),
			Blocks: []document.Block{
				document.Para(one.Text),
				document.Paragraph{Spans: document.Text(w.word("colo-clause-because")), Tone: document.Faint},
				reasons,
			},
		})
	}
	return s
}

// asks is the request list, point by point, with whom each is about.
func (w *writer) asks() document.Section {
	s := document.Section{ID: "ask", Title: w.word("colo-section-ask")}
	t := document.Table{Caption: w.word("colo-ask-caption"), Columns: []document.Column{
		{Title: w.word("doc-number"), Right: true, Weight: 0.5}, {Title: w.word("colo-ask-document"), Weight: 5}, {Title: w.word("colo-ask-item"), Weight: 1.8},
	}}
	// Most is asked of the landlord; where it is about others, that is told.
	others := slices.ContainsFunc(w.colo.Points, func(p *report.ColoPoint) bool {
		return slices.ContainsFunc(p.AskFor, func(a report.ColoAsk) bool { return a.Entity != w.colo.Landlord })
	})
	if others {
		t.Columns = append(t.Columns, document.Column{Title: w.word("colo-ask-of"), Weight: 1.8})
	}
	n := 0
	for _, p := range w.colo.Points {
		if len(p.AskFor) == 0 {
			continue
		}
		t.Rows = append(t.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(w.pointTitle(p))}})
		for _, a := range p.AskFor {
			n++
			item := []document.Span{}
			if a.Item != "" {
				item = append(item, document.Span{Text: a.Item, Mono: true})
			}
			row := document.Row{Cells: []document.Cell{document.Of(strconv.Itoa(n)), document.Of(a.What), {Spans: item}}}
			if others {
				row.Cells = append(row.Cells, document.Of(w.telling.Name(a.Entity)))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	if n == 0 {
		s.Blocks = append(s.Blocks, document.Para(w.word("colo-ask-none")))
		return s
	}
	s.Blocks = append(s.Blocks, document.Para(w.word("colo-ask-about")), t)
	return s
}

func (w *writer) pointTitle(p *report.ColoPoint) string {
	return w.word("colo-point-title", "n", strconv.Itoa(p.Point), "title", p.Title)
}

// structure is the chart of who holds the landlord.
func (w *writer) structure() (document.Section, error) {
	s := document.Section{ID: "structure", Title: w.word("colo-section-structure"), NewPage: true}
	graph, err := chart.Of(w.colo.Report, chart.Options{Subject: w.colo.Landlord})
	if err != nil {
		return s, err
	}
	s.Blocks = []document.Block{document.Picture{Caption: w.word("paper-structure", "name", w.colo.Name, "day", w.voice.Day(w.colo.AsOf)), Drawing: graph.Draw()}}
	return s, nil
}

// basis is the assumptions, the warnings and the files.
func (w *writer) basis() document.Section {
	r := w.colo.Report
	s := document.Section{ID: "basis", Title: w.word("colo-section-basis")}
	for _, part := range []struct {
		id    string
		notes []report.Note
	}{{"assumptions", r.Assumptions}, {"warnings", r.Warnings}} {
		if len(part.notes) == 0 {
			continue
		}
		var list document.List
		for _, n := range part.notes {
			list.Items = append(list.Items, document.Item{Spans: sourced(w.telling.Sentence(n), n.Source)})
		}
		s.Sections = append(s.Sections, document.Section{ID: part.id, Title: w.word(part.id + "-heading"), Blocks: []document.Block{list}})
	}
	t := document.Table{Caption: w.word("report-sources-caption"), Columns: []document.Column{{Title: w.word("report-file"), Weight: 2}, {Title: w.word("report-rows"), Right: true, Weight: 0.8}, {Title: "SHA-256", Weight: 5}}}
	for _, in := range r.Inputs {
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.Of(in.File), document.Of(strconv.Itoa(in.Rows)), {Spans: []document.Span{{Text: in.SHA256, Mono: true}}}}})
	}
	s.Sections = append(s.Sections, document.Section{ID: "sources", Title: w.word("sources-heading"), Blocks: []document.Block{t}})
	return s
}

// sourced is a text with the position in the dossier that it comes from.
func sourced(text, source string) []document.Span {
	spans := document.Text(text)
	if source != "" {
		spans = append(spans, document.Span{Text: " "}, document.Span{Text: source, Mono: true})
	}
	return spans
}
