package paper

import (
	"egide/cmd/internal/document"
	"egide/cmd/internal/report/view"
)

// answer is the first page: the result, what it is about, the tests of the
// provider, why it is not better, and what to ask for first.
func (w *writer) answer() []document.Block {
	r := w.Report
	blocks := []document.Block{
		document.Answer{Tone: document.ToneOf(r.Verdict), Mark: w.Mark(r.Verdict), Word: w.Capital(w.W("verdict-" + r.Verdict)), Spans: document.Text(w.Headline())},
		w.about(),
		w.tests(),
	}
	if deciding := w.FirstDeciding(); len(deciding) > 0 {
		blocks = append(blocks, label(w.W("report-why")))
		var list document.List
		for _, f := range deciding {
			spans := []document.Span{{Text: w.W("report-label", "text", f.Name), Bold: true}, {Text: " " + w.Sentence(f.Reason)}}
			if f.Contested {
				spans = append(spans, document.Span{Text: " " + w.Contested(f.Finding)})
			}
			list.Items = append(list.Items, document.Item{Spans: spans})
		}
		blocks = w.more(append(blocks, list), "report-deciding-more", w.MoreDeciding())
	}
	if first := w.First(); len(first) > 0 {
		blocks = append(blocks, label(w.W("report-ask-first")))
		list := document.List{Ordered: true}
		for _, text := range first {
			list.Items = append(list.Items, document.Item{Spans: document.Text(text)})
		}
		blocks = w.more(append(blocks, list), "report-ask-more", w.MoreAsks())
	}
	return append(blocks, document.Paragraph{Spans: document.Text(r.Disclaimer), Tone: document.Faint})
}

// about is what was examined, on which day, against which text and on what.
func (w *writer) about() document.Facts {
	r := w.Report
	name := w.Provider.Name
	if identity := w.Identity(w.Provider.Entity); identity != "" {
		name += ", " + identity
	}
	rule := document.Text(w.W("standard"))
	if n := len(r.Policy.Changed); n > 0 {
		rule = append(rule, document.Span{Text: ", "}, link(w.W("report-policy-changed", "n", n), "open"))
	}
	facts := document.Facts{
		{Term: w.W("report-provider"), Spans: document.Text(name)},
		{Term: w.W("report-as-of"), Spans: document.Text(w.Day(r.AsOf))},
		{Term: w.W("report-rule"), Spans: rule},
		{Term: w.W("report-rests-on"), Spans: []document.Span{
			link(w.W("report-files", "n", len(r.Inputs)), "sources"), {Text: ", "}, link(w.W("report-assumptions", "n", len(r.Assumptions)), "open"),
		}},
	}
	if len(w.Third) > 0 {
		facts = append(facts, document.Fact{Term: w.W("third-parties-heading"), Spans: []document.Span{link(w.Counts(), "third-parties")}})
	}
	return append(facts, document.Fact{Term: w.W("report-foreign-laws"), Spans: []document.Span{
		link(w.W("report-laws-count", "n", len(w.Found()), "of", len(w.Provider.Exposures)), "exposure"),
	}})
}

// tests is the tests of the provider with their figures.
func (w *writer) tests() document.Table {
	t := w.table(w.W("paper-tests", "name", w.Provider.Name),
		column("report-test", 4), figures("report-figure", 1.5), figures("report-limit", 1), column("report-verdict", 2.2))
	for _, f := range w.Rows(w.Provider) {
		t.Rows = append(t.Rows, row(named(f), f.Figure, f.Limit, w.verdictOf(f)))
	}
	return t
}

// named is the name of a test with its number in the standard.
func named(f view.Row) []document.Span {
	return []document.Span{{Text: f.Name + " "}, {Text: f.Test, Mono: true}}
}

// verdictOf is the verdict of a finding, and whether the readings differ.
func (w *writer) verdictOf(f view.Row) document.Cell {
	cell := w.verdict(f.Verdict)
	if f.Contested {
		cell.Spans = append(cell.Spans, document.Span{Text: ", " + w.W("contested")})
	}
	return cell
}
