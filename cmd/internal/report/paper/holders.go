package paper

import "egide/cmd/internal/document"

// holders is the tables of holders, and the rights that are no shares.
func (w *writer) holders() document.Section {
	s := w.under("holders", para(w.W("report-holders-about", "reading", w.W("reading-"+w.Report.Policy.Reading))))
	for i, holders := range w.HolderTables() {
		part := document.Section{ID: "holders-" + ordinal(i), Title: w.W("report-holders-of", "name", holders.Subject.Name)}
		if len(holders.Rows) == 0 {
			part.Blocks = append(part.Blocks, para(w.W("report-holders-none")))
		} else {
			caption := w.W("report-holders-caption", "name", holders.Subject.Name)
			if i > 0 {
				caption = w.W("report-holders-caption-third", "name", holders.Subject.Name)
			}
			t := w.table(caption, column("report-holder", 3), column("report-country", 1.6), column("report-filter-place", 1.3),
				figures("dimension-capital-column", 1.3), figures("dimension-votes-column", 1.3), column("report-counts", 1.5), column("report-has-control", 1.6))
			for _, h := range holders.Rows {
				t.Rows = append(t.Rows, row(h.Name, h.Place, h.Union, h.CapitalText, h.VotesText, h.Counts, h.Power))
			}
			part.Blocks = append(part.Blocks, t)
		}
		part.Blocks = w.more(part.Blocks, "and-more", holders.More)
		s.Sections = append(s.Sections, part)
	}
	if rights := w.Rights(); len(rights) > 0 {
		var list document.List
		for _, right := range rights {
			text := right.Text
			if right.Detail != "" {
				text += ", " + right.Detail
			}
			list.Items = append(list.Items, document.Item{Spans: sourced(text, right.Source)})
		}
		s.Sections = append(s.Sections, document.Section{ID: "rights", Title: w.W("rights-heading"), Blocks: []document.Block{list}})
	}
	return s
}
