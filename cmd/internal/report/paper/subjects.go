package paper

import (
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/view"
)

// subjects is every subject with its tests, the provider first.
func (w *writer) subjects() document.Section {
	s := w.under("subjects")
	provider := document.Section{ID: w.Anchor(w.Provider.Entity), Title: w.W("report-provider-heading", "name", w.Provider.Name)}
	w.subject(&provider, w.Provider)
	w.declared(&provider)
	s.Sections = []document.Section{provider}
	for _, third := range w.Third {
		part := document.Section{ID: w.Anchor(third.Entity), Title: w.Placed(third.Entity)}
		standing := []string{w.W("tier", "n", third.Tier), w.W("access-short-" + third.Access)}
		if third.Critical {
			standing = append([]string{w.W("critical")}, standing...)
		}
		part.Blocks = append(part.Blocks, document.Paragraph{
			Spans: document.Text(w.Capital(w.W("test-verdict-"+third.Verdict)) + ": " + strings.Join(standing, ", ") + "."),
			Tone:  document.ToneOf(third.Verdict),
		})
		if way := w.Through(third); way != "" {
			part.Blocks = append(part.Blocks, para(w.Capital(w.W("third-party-through", "path", way))+"."))
		}
		w.subject(&part, third)
		s.Sections = append(s.Sections, part)
	}
	return s
}

// subject puts what was found of a subject into its section.
func (w *writer) subject(part *document.Section, s *report.Subject) {
	places := w.table(w.W("report-places-of", "name", s.Name), column("report-place-column", 2), column("report-country", 2), column("report-place", 2))
	for _, place := range w.Places(s) {
		places.Rows = append(places.Rows, row(place.Name, place.Country, place.EU))
	}
	part.Blocks = append(part.Blocks, places)
	for _, sentence := range w.Controllers(s) {
		part.Blocks = append(part.Blocks, para(sentence))
	}
	for i, f := range w.Rows(s) {
		part.Sections = append(part.Sections, w.finding(part.ID, i, f))
	}
}

// finding is a test: what it came to, why, in which readings, by which chains,
// and what would settle it.
func (w *writer) finding(subject string, n int, f view.Row) document.Section {
	s := document.Section{ID: subject + "-" + ordinal(n), Title: f.Name}
	head := []document.Span{{Text: f.Test, Mono: true}, {Text: "  "}, {Text: w.W("test-verdict-" + f.Verdict), Bold: true}}
	if f.Contested {
		head = append(head, document.Span{Text: ", " + w.W("contested")})
	}
	if f.Figure != "" {
		head = append(head, document.Span{Text: "  "}, document.Span{Text: f.Figure, Bold: true}, document.Span{Text: " " + f.Of})
	}
	s.Blocks = append(s.Blocks,
		document.Paragraph{Spans: head, Tone: document.ToneOf(f.Verdict)},
		document.Paragraph{Spans: sourced(w.Sentence(f.Reason), f.Reason.Source)})
	if f.Contested {
		s.Blocks = append(s.Blocks, para(w.Contested(f.Finding)))
	}
	if asks := w.Requires(f.Test); asks != "" {
		s.Blocks = append(s.Blocks, document.Paragraph{Spans: document.Text(w.W("report-asks", "text", asks)), Tone: document.Faint})
	}
	if len(f.Readings) > 0 {
		t := w.table(w.W("report-readings"), column("report-reading", 2.2), figures("report-figure", 1.4), column("report-holder", 3), column("report-verdict", 2))
		for _, reading := range f.Readings {
			name := w.Capital(w.W("reading-" + reading.Reading))
			if reading.Decides {
				name += " (" + w.W("reading-decides") + ")"
			}
			t.Rows = append(t.Rows, row(name, w.Interval(reading.Low, reading.High), w.ReadingHolder(reading.Holder), w.verdict(reading.Verdict)))
		}
		s.Blocks = append(s.Blocks, t)
	}
	s.Blocks = append(s.Blocks, w.chains(f)...)
	if len(f.AskFor) > 0 {
		list := document.List{}
		for _, ask := range f.AskFor {
			text := w.AskSentence(ask)
			if ask.Width != nil {
				text += " (" + w.Points(ask.Width) + ")"
			}
			list.Items = append(list.Items, document.Item{Spans: document.Text(text)})
		}
		s.Blocks = append(s.Blocks, label(w.W("report-to-settle")), list)
	}
	return s
}

// chains is the chains that make a figure, one row a link, with what cycles and
// further chains add as the last row, so that the column sums to the figure.
func (w *writer) chains(f view.Row) []document.Block {
	chains := w.Chains(f.Finding)
	if len(chains) == 0 {
		return nil
	}
	t := w.table(w.W("paper-chains"), figures("paper-chain-share", 1), column("report-holder", 2.4), figures("report-has", 1), column("report-of", 2.4), column("report-rows-behind", 2.6))
	for _, chain := range chains {
		share := chain.Share
		for _, link := range chain.Links {
			if link.Cut != "" {
				t.Rows = append(t.Rows, row("", link.Cut, "", "", ""))
				continue
			}
			issuer := document.Text(link.Issuer)
			if link.Basis != "" {
				issuer = apart(issuer, document.Text(link.Basis))
			}
			var rows [][]document.Span
			for _, r := range link.Rows {
				spans := []document.Span{{Text: r.Source, Mono: true}}
				if r.Text != "" {
					spans = append(spans, document.Span{Text: " " + r.Text})
				}
				rows = append(rows, spans)
			}
			t.Rows = append(t.Rows, row(share, link.Holder, link.Share, issuer, apart(rows...)))
			share = ""
		}
	}
	if further := w.Further(f.Finding); further != "" {
		t.Rows = append(t.Rows, row(further, w.W("chains-further"), "", "", ""))
	}
	return []document.Block{t}
}

// declared is what the provider declares of its sites and of itself, and its
// duty to tell its customers.
func (w *writer) declared(part *document.Section) {
	if len(w.Report.Sites) > 0 {
		t := w.table(w.W("report-sites"), column("report-site", 2), column("report-country", 1.4), column("report-use", 1.4), column("report-operator", 2), column("doc-row", 1.4))
		for _, site := range w.Report.Sites {
			t.Rows = append(t.Rows, row(site.Site, w.Country(site.Country), w.W("use-"+site.Use), w.Placed(site.Operator), source(site.Source)))
		}
		part.Sections = append(part.Sections, document.Section{ID: "sites", Title: w.W("paper-sites"), Blocks: []document.Block{t}})
	}
	if len(w.Report.Attestations) > 0 {
		t := w.table(w.W("report-attestations"), column("report-requirement", 1), column("report-statement", 3), column("report-signatory", 1.4), column("report-date", 1.2), column("report-evidence", 1.6), column("doc-row", 1.4))
		for _, a := range w.Report.Attestations {
			t.Rows = append(t.Rows, row(a.Requirement, a.Statement, a.Signatory, w.Day(a.Date), a.Evidence, source(a.Source)))
		}
		part.Sections = append(part.Sections, document.Section{ID: "attestations", Title: w.W("paper-attestations"), Blocks: []document.Block{t}})
	}
	part.Sections = append(part.Sections, document.Section{ID: "duty", Title: w.W("report-duty") + " (19.6.f)", Blocks: []document.Block{para(w.Requires("19.6.f"))}})
}

// source is a position in the dossier.
func source(position string) []document.Span { return []document.Span{{Text: position, Mono: true}} }

// ordinal numbers a part among those of its section: a, b, …, z, ba, bb.
func ordinal(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return ordinal(n/26) + ordinal(n%26)
}
