package paper

import (
	"egide/cmd/internal/document"
	"egide/cmd/internal/report/view"
)

// asks is what to ask for: a table of all of it, and a letter to each entity in
// question, on a page of its own.
func (w *writer) asks() document.Section {
	letters := w.Letters()
	if len(letters) == 0 {
		return w.under("ask", para(w.W("report-ask-none")))
	}
	t := w.table(w.W("asks-heading"), column("report-ask-what", 4.4), figures("report-ask-points", 1.2), column("report-ask-tests", 2), column("report-ask-whom", 2))
	s := w.under("ask", para(w.W("report-ask-about")))
	for _, l := range letters {
		for _, item := range l.Items {
			t.Rows = append(t.Rows, row(item.Text, item.Points, source(item.Tests), []document.Span{link(l.To, l.Anchor)}))
		}
		s.Sections = append(s.Sections, document.Section{ID: l.Anchor, Title: w.W("report-letter-to", "name", l.To), NewPage: true, Blocks: w.letter(l)})
	}
	s.Blocks = append(s.Blocks, t)
	return s
}

// letter is the text of a letter, ready to be sent.
func (w *writer) letter(l *view.Letter) []document.Block {
	var blocks []document.Block
	if address := w.Address(l.Entity); address != "" {
		blocks = append(blocks, para(address))
	}
	items := document.List{Ordered: true}
	for _, item := range l.Items {
		items.Items = append(items.Items, document.Item{Spans: document.Text(item.Text)})
	}
	return append(blocks,
		label(w.W("report-letter-subject", "name", w.Provider.Name)),
		para(w.W("report-letter-greeting")),
		para(w.W("report-letter-why", "name", w.Provider.Name, "day", w.Day(w.Report.AsOf))),
		para(w.W("report-letter-request")),
		items,
		para(w.W("report-letter-how")),
		para(w.W("report-letter-else")),
		para(w.W("report-letter-close")),
		document.Lines{w.W("paper-sign-name"), w.W("paper-sign-place"), w.W("paper-sign-signature")},
	)
}
