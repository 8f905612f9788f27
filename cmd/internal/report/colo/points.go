package colo

import (
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
)

// points is each of the seven with its answers, its evidence and what is
// missing.
func (w *writer) points() []document.Section {
	var list []document.Section
	for _, p := range w.colo.Points {
		s := document.Section{ID: pointID(p), Title: w.pointTitle(p), NewPage: p.Point == 1}
		s.Blocks = append(s.Blocks, document.Paragraph{Spans: verdict(w.voice, p.Verdict).Spans, Tone: document.ToneOf(p.Verdict)}, document.Para(w.word("colo-about-"+strconv.Itoa(p.Point))))
		for _, n := range p.Remarks {
			s.Blocks = append(s.Blocks, document.Para(n.Text))
		}
		if len(p.Findings) > 0 {
			s.Blocks = append(s.Blocks, w.findings(p))
		}
		if p.Point == 3 {
			s.Sections = append(s.Sections, w.owners(), w.exposure())
		}
		s.Blocks = append(s.Blocks, w.replies(p))
		if len(p.Proofs) > 0 {
			s.Blocks = append(s.Blocks, w.proofs(p))
		}
		list = append(list, s)
	}
	return list
}

// findings is what was computed for a point.
func (w *writer) findings(p *report.ColoPoint) document.Table {
	t := document.Table{Caption: w.word("colo-computed"), Columns: []document.Column{{Title: w.word("report-test"), Weight: 2}, {Title: w.word("report-verdict"), Weight: 1.5}, {Title: w.word("colo-because-column"), Weight: 4.5}}}
	for _, f := range p.Findings {
		test := []document.Span{{Text: f.Title}}
		if strings.ContainsAny(f.Test, "0123456789") {
			test = append(test, document.Span{Text: " "}, document.Span{Text: f.Test, Mono: true})
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{{Spans: test}, verdict(w.voice, f.Verdict), {Spans: sourced(stopped(report.Capital(f.Because)), f.Reason.Source)}}})
	}
	return t
}

// stopped is a sentence with its full stop.
func stopped(text string) string {
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// replies is the questions of a point with their answers.
func (w *writer) replies(p *report.ColoPoint) document.Table {
	t := document.Table{Caption: w.word("colo-answers"), Columns: []document.Column{
		{Title: w.word("colo-asked-column"), Weight: 4.2}, {Title: w.word("colo-answer"), Weight: 1.5}, {Title: w.word("colo-evidence"), Weight: 2.6}, {Title: w.word("colo-gravity"), Weight: 1.1},
	}}
	for _, r := range p.Replies {
		question := []document.Span{{Text: r.Question}}
		if r.Question == "" {
			question[0].Text = w.word("colo-unnamed-question")
		}
		if r.Site != "" {
			question = append(question, document.Span{Text: " (" + w.word("colo-site", "site", r.Site) + ")"})
		}
		if r.Item != "" {
			question = append(question, document.Span{Text: " "}, document.Span{Text: "[" + strings.Join(append(slices.Clone(r.Serves), r.Item), ", ") + "]", Mono: true})
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{{Spans: question}, {Spans: document.Text(r.Because), Tone: toneOfState(r)}, {Spans: w.evidence(r)}, document.Of(w.word("colo-gravity-" + r.Gravity))}})
	}
	return t
}

func toneOfState(r *report.ColoReply) document.Tone {
	switch r.State {
	case "met":
		return document.Pass
	case "not_asked", "judged":
		return document.Plain
	case "lacking", "expired", "out_of_scope":
		if r.Gravity == "note" {
			return document.Open
		}
		return document.Fail
	}
	return document.Open
}

// evidence is what shows an answer: its name, its day and age, its last day, and
// where the answer stands.
func (w *writer) evidence(r *report.ColoReply) []document.Span {
	var parts []document.Span
	put := func(s document.Span) {
		if len(parts) > 0 {
			parts = append(parts, document.Span{Text: ", "})
		}
		parts = append(parts, s)
	}
	if r.Evidence != "" {
		put(document.Span{Text: r.Evidence})
	}
	if age := w.age(r.EvidenceDate, r.AgeDays, r.Old); age != "" {
		put(document.Span{Text: age, Bold: r.Old})
	}
	if r.ValidUntil != "" {
		put(document.Span{Text: w.word("colo-valid-until", "day", w.voice.Day(r.ValidUntil))})
	}
	if r.Note != "" {
		put(document.Span{Text: r.Note, Italic: true})
	}
	if r.Source != "" && (r.Evidence != "" || r.Answer != "unknown") {
		put(document.Span{Text: r.Source, Mono: true})
	}
	return parts
}

// age is the day of a piece of evidence with how old it is, and whether it has
// to be renewed.
func (w *writer) age(day string, days *int, old bool) string {
	text := ""
	if days != nil {
		code, n := "colo-age-days", *days
		if n >= 60 {
			code, n = "colo-age-months", n*12/365
		}
		text = w.word(code, "day", w.voice.Day(day), "n", strconv.Itoa(n))
		if *days < 0 {
			text = w.voice.Day(day)
		}
	}
	switch {
	case old && text == "":
		return w.word("colo-undated")
	case old:
		return w.word("colo-old", "age", text)
	}
	return text
}

// proofs is where the facts of a computation were read.
func (w *writer) proofs(p *report.ColoPoint) document.Table {
	t := document.Table{Caption: w.word("colo-proofs"), Columns: []document.Column{{Title: w.word("colo-proof-fact"), Weight: 2.6}, {Title: w.word("colo-proof-document"), Weight: 3}, {Title: w.word("colo-proof-age"), Weight: 2}, {Title: w.word("doc-row"), Weight: 1.4}}}
	for _, proof := range p.Proofs {
		read := []document.Span{{Text: proof.Text}}
		switch {
		case proof.Text == "":
			read[0].Text = w.word("colo-unsourced")
		case strings.HasPrefix(proof.Text, "https://"):
			read[0].Link = proof.Text
		}
		tone := document.Plain
		if proof.Old {
			tone = document.Open
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{
			document.Of(report.Capital(proof.What)), {Spans: read}, {Spans: document.Text(w.age(proof.Date, proof.AgeDays, proof.Old)), Tone: tone}, {Spans: []document.Span{{Text: proof.Source, Mono: true}}},
		}})
	}
	return t
}

// owners is who has what of the landlord. The limits of 19.6.b are the
// provider's: its figures inform.
func (w *writer) owners() document.Section {
	s := document.Section{ID: "owners", Title: w.word("colo-section-owners")}
	subject := w.colo.Report.Subjects[0]
	for _, k := range subject.Controllers {
		code := "controlled-by"
		if !k.Certain {
			code = "controlled-perhaps-by"
		}
		s.Blocks = append(s.Blocks, document.Para(report.Capital(w.word(code, "name", w.telling.Placed(k.Entity), "subject", subject.Name, "basis", w.word("basis-"+k.Basis)))))
	}
	if len(subject.Controllers) == 0 {
		code := "colo-nobody-controls"
		if subject.AnyoneMayControl {
			code = "colo-anyone-controls"
		}
		s.Blocks = append(s.Blocks, document.Para(w.word(code, "name", subject.Name)))
	}
	if subject.NonEU == nil {
		return s
	}
	t := document.Table{Caption: w.word("colo-figures", "name", subject.Name), Columns: []document.Column{{Title: w.word("colo-figure"), Weight: 3}, {Title: w.word("dimension-capital-column"), Right: true, Weight: 1.4}, {Title: w.word("dimension-votes-column"), Right: true, Weight: 1.4}}}
	of := func(d string) report.Share { return subject.NonEU.Of(d).Combined }
	t.Rows = append(t.Rows,
		document.Row{Cells: []document.Cell{document.Of(w.word("colo-figure-collective")), document.Of(w.voice.Interval(of("capital").Collective)), document.Of(w.voice.Interval(of("votes").Collective))}},
		document.Row{Cells: []document.Cell{document.Of(w.word("colo-figure-individual")), document.Of(w.voice.Interval(of("capital").Individual.Interval)), document.Of(w.voice.Interval(of("votes").Individual.Interval))}})
	for _, h := range subject.Holders {
		if h.NonEU == "no" || h.NonEU == "unknown" && h.Capital.Combined.Low == 0 && h.Votes.Combined.Low == 0 {
			continue
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.Of(w.telling.Placed(h.Entity)), document.Of(w.voice.Interval(h.Capital.Combined)), document.Of(w.voice.Interval(h.Votes.Combined))}})
	}
	s.Blocks = append(s.Blocks, document.Para(w.word("colo-figures-about")), t)
	return s
}

// exposure is the laws from outside the Union that reach the landlord, with the
// limb of FISA 702 that is made for those who have access to equipment.
func (w *writer) exposure() document.Section {
	s := document.Section{ID: "exposure", Title: w.word("colo-section-exposure")}
	t := document.Table{Caption: w.word("colo-laws-caption", "name", w.colo.Name, "day", w.voice.Day(w.colo.AsOf)), Columns: []document.Column{
		{Title: w.word("doc-law"), Weight: 3.4}, {Title: w.word("colo-level"), Weight: 2}, {Title: w.word("colo-role"), Weight: 1.4}, {Title: w.word("doc-status"), Weight: 1.6},
	}}
	var reasons document.List
	for _, x := range w.colo.Report.Subjects[0].Exposures {
		if x.Level == "none" && !slices.Contains([]string{"us-fisa-702", "us-cloud-act"}, x.Law) {
			continue
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{
			document.Of(w.word("law-name", "law", x.Title, "state", w.voice.Country(x.State))), document.Of(w.level(x.Level)), document.Of(w.word("law-role-" + x.Role)), document.Of(w.word("law-status-" + x.Status)),
		}})
		text := w.word("colo-role-because", "role", w.word("law-role-"+x.Role), "reason", x.RoleBecause)
		if len(x.Grounds) > 0 {
			text = w.word("colo-ground-and-role", "ground", x.Grounds[0].Because, "role", text)
		}
		reasons.Items = append(reasons.Items, document.Item{Spans: []document.Span{{Text: w.word("report-label", "text", x.Title), Bold: true}, {Text: " " + stopped(text)}}})
	}
	s.Blocks = append(s.Blocks, document.Para(w.word("colo-exposure-about")))
	if len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, t, reasons)
	}
	s.Blocks = append(s.Blocks, document.Para(w.word("colo-equipment-access")))
	return s
}

// level is how a law reaches somebody, in words.
func (w *writer) level(level string) string {
	if level == "none" {
		return w.word("colo-level-none")
	}
	return w.word("level-" + level)
}

// tenant is what signing does to the tenant's own section 19.6.
func (w *writer) tenant() document.Section {
	tenant := w.colo.Tenant
	s := document.Section{ID: "tenant", Title: w.word("colo-section-tenant", "name", tenant.Name), NewPage: true}
	t := document.Table{Caption: w.word("colo-tenant-verdict"), Columns: []document.Column{{Title: w.word("colo-tenant"), Weight: 3}, {Title: w.word("colo-before"), Weight: 2}, {Title: w.word("colo-after"), Weight: 2}}}
	t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.Of(tenant.Name), verdict(w.voice, tenant.Before.Verdict), verdict(w.voice, tenant.After.Verdict)}})
	s.Blocks = append(s.Blocks, document.Para(w.word("colo-tenant-about", "name", tenant.Name, "landlord", w.colo.Name)), t)
	cell := func(v *string) document.Cell {
		if v == nil {
			return document.Of("–")
		}
		return verdict(w.voice, *v)
	}
	if len(tenant.Tests) == 0 {
		s.Blocks = append(s.Blocks, document.Para(w.word("colo-tenant-same")))
	} else {
		t := document.Table{Caption: w.word("colo-tenant-tests"), Columns: []document.Column{
			{Title: w.word("report-test"), Weight: 2.4}, {Title: w.word("colo-tenant-subject"), Weight: 1.8}, {Title: w.word("colo-before"), Weight: 1.4}, {Title: w.word("colo-after"), Weight: 1.5}, {Title: w.word("colo-because-column"), Weight: 3.6},
		}}
		for _, e := range tenant.Tests {
			t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{{Spans: []document.Span{{Text: e.Title + " "}, {Text: e.Test, Mono: true}}}, document.Of(e.Name), cell(e.Before), cell(e.After), document.Of(report.Capital(e.Because))}})
		}
		s.Blocks = append(s.Blocks, t)
	}
	if len(tenant.Exposures) > 0 {
		t := document.Table{Caption: w.word("colo-tenant-laws"), Columns: []document.Column{{Title: w.word("doc-law"), Weight: 3}, {Title: w.word("colo-before"), Weight: 2}, {Title: w.word("colo-after"), Weight: 2}}}
		for _, x := range tenant.Exposures {
			t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{document.Of(x.Title), document.Of(w.level(x.Before)), document.Of(w.level(x.After))}})
		}
		s.Blocks = append(s.Blocks, t)
	}
	return s
}
