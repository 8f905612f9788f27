// Package paper is a report as a document to hand over: the answer on the first
// page, then every section that the web page has, with nothing folded. What
// format it is written in is not decided here.
package paper

import (
	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/view"
)

// Attached is the name under which a document carries the report that it was
// made from.
const Attached = "egide-report.json"

// Of is the document of a report, which has at least one subject, in the
// report's language. saved is the report as JSON, which travels in the document
// where its format allows.
func Of(r *report.Report, saved []byte) (*document.Document, error) {
	w := &writer{view.Of(r)}
	chart, err := w.structure()
	if err != nil {
		return nil, err
	}
	subjects, risks, parties, sources := w.subjects(), w.residualRisks(), w.partyList(), w.sources()
	for _, s := range []*document.Section{&subjects, &risks, &parties, &sources} {
		s.NewPage = true // a part that one hands over by itself, or what follows the letters
	}
	d := &document.Document{
		Lang: r.Language, Day: r.AsOf,
		Kicker: w.W("standard"), Title: w.Provider.Name, Subtitle: w.W("report-subtitle", "day", w.Day(r.AsOf)),
		Front: w.answer(),
		Sections: []document.Section{
			subjects, w.holders(), chart, w.thirdParties(), w.exposure(), risks, parties,
			w.open(), w.asks(), sources, w.method(), w.disclaimer(),
		},
	}
	if saved != nil {
		d.Attachments = []document.Attachment{{Name: Attached, Description: w.W("paper-attached"), MediaType: "application/json", Content: saved}}
	}
	return d, nil
}

// writer makes the sections of a document from the view of a report.
type writer struct{ *view.View }

// under begins the section of that id, under the heading that the contents of
// the web page have for it.
func (w *writer) under(id string, blocks ...document.Block) document.Section {
	return document.Section{ID: id, Title: w.W("report-section-" + id), Blocks: blocks}
}

// structure is the chart.
func (w *writer) structure() (document.Section, error) {
	drawing, err := w.Chart()
	if err != nil || drawing == nil {
		return w.under("structure", document.Para(w.W("report-structure-none"))), err
	}
	return w.under("structure", document.Picture{Caption: w.W("paper-structure", "name", w.Provider.Name, "day", w.Day(w.Report.AsOf)), Drawing: drawing}), nil
}

// para is a paragraph of plain text.
func para(text string) document.Block { return document.Para(text) }

// label is a paragraph that stands over what it names.
func label(text string) document.Block {
	return document.Paragraph{Spans: []document.Span{{Text: text, Bold: true}}}
}

// sourced is a text with the position in the dossier that it comes from.
func sourced(text, source string) []document.Span {
	spans := document.Text(text)
	if source != "" {
		spans = append(spans, document.Span{Text: " "}, document.Span{Text: source, Mono: true})
	}
	return spans
}

// more is the paragraph that tells how many entries are left out, where any are.
func (w *writer) more(blocks []document.Block, code string, n int) []document.Block {
	if n == 0 {
		return blocks
	}
	return append(blocks, para(w.W(code, "n", n)))
}

// table is a table under a caption, its columns given by the codes of their
// titles.
func (w *writer) table(caption string, columns ...document.Column) document.Table {
	for i := range columns {
		if w.Voice().Has(columns[i].Title) {
			columns[i].Title = w.W(columns[i].Title)
		}
	}
	return document.Table{Caption: caption, Columns: columns}
}

func column(code string, weight float64) document.Column {
	return document.Column{Title: code, Weight: weight}
}

func figures(code string, weight float64) document.Column {
	return document.Column{Title: code, Weight: weight, Right: true}
}

// row is a row of cells of plain text, or of spans, or of cells.
func row(cells ...any) document.Row {
	var r document.Row
	for _, c := range cells {
		switch c := c.(type) {
		case string:
			r.Cells = append(r.Cells, document.Of(c))
		case []document.Span:
			r.Cells = append(r.Cells, document.Cell{Spans: c})
		case document.Cell:
			r.Cells = append(r.Cells, c)
		}
	}
	return r
}

// verdict is the cell of a verdict.
func (w *writer) verdict(verdict string) document.Cell {
	return document.Cell{Spans: document.Text(w.W("test-verdict-" + verdict)), Tone: document.ToneOf(verdict)}
}

// link is a text that leads to a section of the document.
func link(text, id string) document.Span { return document.Span{Text: text, Link: "#" + id} }

// apart puts runs of text after each other with a point between them.
func apart(lists ...[]document.Span) []document.Span { return joined(" · ", lists) }

// joined puts runs of text after each other, those that are empty left out.
func joined(between string, lists [][]document.Span) []document.Span {
	var spans []document.Span
	for _, list := range lists {
		if len(list) == 0 {
			continue
		}
		if len(spans) > 0 {
			spans = append(spans, document.Span{Text: between})
		}
		spans = append(spans, list...)
	}
	return spans
}
