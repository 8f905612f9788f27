package paper

import (
	"strconv"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
)

// thirdParties is how every third party fares.
func (w *writer) thirdParties() document.Section {
	s := w.under("third-parties")
	if len(w.Third) == 0 {
		s.Blocks = append(s.Blocks, para(w.W("doc-parties-none")))
		return s
	}
	t := w.table(w.W("report-third-caption"), column("doc-third-party", 3), figures("report-tier", 0.7), column("doc-access", 1.6), column("doc-controlled", 2.6), column("19.6.c", 1.7), column("19.6.d", 1.7))
	for _, third := range w.Third {
		name := []document.Span{link(w.Placed(third.Entity), w.Anchor(third.Entity))}
		if third.Critical {
			name = append(name, document.Span{Text: " (" + w.W("critical") + ")"})
		}
		t.Rows = append(t.Rows, row(name, strconv.Itoa(third.Tier), w.W("access-short-"+third.Access), w.ControllersOf(third), w.cell(third, "19.6.c"), w.cell(third, "19.6.d")))
	}
	s.Blocks = append(s.Blocks, para(w.Counts()), t)
	return s
}

// cell is the verdict of a third party's test.
func (w *writer) cell(third *report.Subject, test string) document.Cell {
	if cell := w.Cell(third, test); cell != nil {
		return w.verdict(cell.Verdict)
	}
	return document.Cell{}
}

// partyList is the list that 15.1.a asks for, and those who can obtain data, as
// 15.1.b asks.
func (w *writer) partyList() document.Section {
	s := w.under("third-party-list", para(w.W("doc-parties-purpose", "name", w.Provider.Name)))
	rows := w.SupplyRows()
	if len(rows) == 0 {
		s.Blocks = append(s.Blocks, para(w.W("doc-parties-none")))
		return s
	}
	t := w.table(w.W("report-list-caption"), figures("doc-number", 0.5), column("doc-third-party", 2.6), figures("report-tier", 0.7), column("doc-service", 2.2), column("doc-controlled", 1.8), column("doc-access", 1.4), column("doc-row", 1.6))
	for _, r := range rows {
		name := apart([]document.Span{link(r.Subject.Name, w.Anchor(r.Subject.Entity))}, plain(r.Identity), plain(r.Place), plain(r.Path))
		access := apart(plain(r.Access), plain(w.W("report-label", "text", w.W("doc-critical"))+" "+r.Critical))
		t.Rows = append(t.Rows, row(strconv.Itoa(r.Number), name, r.Tier, apart(plain(r.Service), plain(r.Contributes)), r.Controlled, access, apart(source(r.Source), plain(r.Document))))
	}
	s.Blocks = append(s.Blocks, t, para(w.W("doc-complete")))
	var facts document.Facts
	for _, list := range w.AccessLists() {
		fact := document.Fact{Term: list.Heading}
		for i, third := range list.Parties {
			if i > 0 {
				fact.Spans = append(fact.Spans, document.Span{Text: ", "})
			}
			fact.Spans = append(fact.Spans, link(w.Placed(third.Entity), w.Anchor(third.Entity)))
		}
		if fact.Spans == nil {
			fact.Spans = document.Text(w.W("doc-access-nobody"))
		}
		facts = append(facts, fact)
	}
	s.Sections = []document.Section{{ID: "data-access", Title: w.W("report-access-heading"), Blocks: []document.Block{facts}}}
	return s
}

// plain is a run of text, and none where the text is empty.
func plain(text string) []document.Span {
	if text == "" {
		return nil
	}
	return document.Text(text)
}
