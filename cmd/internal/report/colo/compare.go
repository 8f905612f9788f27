package colo

import (
	"strconv"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
)

// Compare is several landlords side by side: one table, point by point, and what
// each still has to meet.
func Compare(c *report.ColoComparison) *document.Document {
	v := report.NewVoice(c.Language, nil, nil)
	d := &document.Document{
		Lang: c.Language, Day: c.AsOf, Kicker: v.Word("colo-kicker"), Title: v.Word("colo-compare-title"),
		Subtitle: v.Word("colo-subtitle", "day", v.Day(c.AsOf)),
	}
	t := document.Table{Caption: v.Word("colo-compare-caption"), Columns: []document.Column{{Title: v.Word("colo-point"), Weight: 2}}}
	answers := document.Row{Total: true, Cells: []document.Cell{document.Of(v.Word("colo-answer"))}}
	for _, one := range c.Landlords {
		t.Columns = append(t.Columns, document.Column{Title: one.Name, Weight: 1.8})
		answers.Cells = append(answers.Cells, document.Cell{Spans: document.Text(markOf(one.Answer) + "\u00a0" + v.Word("colo-answer-"+one.Answer)), Tone: toneOf(one.Answer)})
	}
	for i, p := range c.Landlords[0].Points {
		row := document.Row{Cells: []document.Cell{document.Of(v.Word("questionnaire-point", "n", strconv.Itoa(p.Point), "title", p.Title))}}
		for _, one := range c.Landlords {
			cell := verdict(v, one.Points[i].Verdict)
			if detail := detail(v, one.Points[i]); detail != "" {
				cell.Spans = append(cell.Spans, document.Span{Text: " (" + detail + ")"})
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	owners, outside := document.Row{Cells: []document.Cell{document.Of(v.Word("colo-compare-owner"))}}, document.Row{Cells: []document.Cell{document.Of(v.Word("colo-compare-outside"))}}
	for _, one := range c.Landlords {
		w := newWriter(one)
		owners.Cells = append(owners.Cells, document.Of(w.controller()))
		text := "–"
		if figures := one.Report.Subjects[0].NonEU; figures != nil {
			text = w.voice.Interval(figures.Capital.Combined.Collective)
		}
		outside.Cells = append(outside.Cells, document.Of(text))
	}
	t.Rows = append(t.Rows, owners, outside, answers)
	d.Front = []document.Block{t}
	for i, one := range c.Landlords {
		w := newWriter(one)
		s := document.Section{ID: "landlord-" + strconv.Itoa(i+1), Title: one.Name}
		s.Blocks = append(s.Blocks, document.Answer{Tone: toneOf(one.Answer), Mark: markOf(one.Answer), Word: report.Capital(v.Word("colo-answer-" + one.Answer)), Spans: document.Text(one.Because)})
		var list document.List
		for _, p := range one.Points {
			if p.Verdict != "compliant" {
				list.Items = append(list.Items, document.Item{Spans: []document.Span{{Text: w.pointTitle(p), Bold: true}, {Text: " – " + w.summary(p)}}})
			}
		}
		if len(list.Items) > 0 {
			s.Blocks = append(s.Blocks, list)
		}
		if needed := clauses(one); len(needed) > 0 {
			titles := make([]string, len(needed))
			for i, clause := range needed {
				titles[i] = clause.Title
			}
			s.Blocks = append(s.Blocks, document.Para(v.Word("colo-compare-clauses", "titles", v.List(titles))))
		}
		d.Sections = append(d.Sections, s)
	}
	d.Sections = append(d.Sections, document.Section{ID: "disclaimer", Title: v.Word("report-section-disclaimer"), Blocks: []document.Block{document.Para(c.Landlords[0].Disclaimer)}})
	return d
}

// controller is who controls a landlord, with the country of each: those outside
// the Union where there are any.
func (w *writer) controller() string {
	subject := w.colo.Report.Subjects[0]
	var outside, inside, perhaps []string
	for _, k := range subject.Controllers {
		e := w.telling.Entity(k.Entity)
		switch away := e == nil || e.NonEU != "no"; {
		case !k.Certain && away:
			perhaps = append(perhaps, w.telling.Placed(k.Entity))
		case !k.Certain:
		case away:
			outside = append(outside, w.telling.Placed(k.Entity))
		default:
			inside = append(inside, w.telling.Placed(k.Entity))
		}
	}
	names := outside
	if names == nil {
		names = inside
	}
	switch {
	case outside == nil && perhaps != nil && inside == nil:
		return w.word("colo-compare-perhaps", "perhaps", w.voice.List(perhaps))
	case outside == nil && perhaps != nil:
		return w.word("colo-compare-perhaps-behind", "names", w.voice.List(names), "perhaps", w.voice.List(perhaps))
	case subject.AnyoneMayControl && names == nil:
		return w.word("colo-compare-unknown")
	case names == nil:
		return w.word("colo-compare-nobody")
	case subject.AnyoneMayControl && outside == nil:
		return w.word("colo-compare-behind", "names", w.voice.List(names))
	}
	return w.voice.List(names)
}

// detail is what stands under the verdict of a point in a comparison: how many
// clauses it needs and how many documents are asked for.
func detail(v *report.Voice, p *report.ColoPoint) string {
	clauses := map[string]bool{}
	for _, condition := range p.Conditions {
		if condition.Kind == "clause" {
			clauses[condition.Clause] = true
		}
	}
	switch n := len(clauses); {
	case n > 0:
		return v.Word("colo-compare-needs", "clauses", strconv.Itoa(n), "documents", strconv.Itoa(len(p.AskFor)))
	case len(p.AskFor) > 0:
		return v.Word("colo-compare-asks", "documents", strconv.Itoa(len(p.AskFor)))
	}
	return ""
}
