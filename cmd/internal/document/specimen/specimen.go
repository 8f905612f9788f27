// Package specimen is a document with every kind of block and awkward text in
// each, for the tests of those who write documents.
package specimen

import (
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
)

// Hostile are texts that would be something else than text in a careless
// writer: markup of several formats, formulas, control characters, directions
// turned round, and names of any length.
var Hostile = []string{
	`"><img src=x>`, `<script>alert(1)</script>`, `' onmouseover='alert(1)`, `</style></script><svg onload=alert(1)>`,
	`]]></w:t><w:p/>`, `&lt;b&gt; &amp; &#60;`, `=HYPERLINK("https://example.org";"x")`, "+1", "-1", "@SUM(A1)",
	"# not a heading", "**not bold** _nor this_ `nor this`", "| a | b |", "[x](https://example.org)", "1. one",
	"שלום עולם", "شركة الاستثمار", "\u202egnp.exe", "株式会社日立製作所", "🏴‍☠️ Pirates & Söhne", "a\x00b\u2028c\x1b[31md\ufffe",
	"two\nlines\r\nand\ta tab", strings.Repeat("Société des Participations ", 12), strings.Repeat("x", 300), "\xff\xfe", "", " ", "\u00a0",
}

// Whole is a document with every kind of block, in English or French, in which
// text stands wherever a name could stand.
func Whole(lang, text string) *document.Document {
	spans := []document.Span{
		{Text: "The "}, {Text: text, Bold: true}, {Text: " of "}, {Text: text, Italic: true}, {Text: ", "}, {Text: text, Mono: true},
		{Text: "; see "}, {Text: text, Link: "#second"}, {Text: " and "}, {Text: text, Link: "https://example.org/a?b=1&c=(d)"},
		{Text: " but not "}, {Text: text, Link: "javascript:alert(1)"}, {Text: ". 24,5\u00a0%"},
	}
	table := document.Table{
		Caption: "Table " + text,
		Columns: []document.Column{{Title: "Name", Weight: 3}, {Title: "Capital", Right: true}, {Title: text, Weight: 2}},
		Rows: []document.Row{
			{Cells: []document.Cell{document.Of("Group " + text)}, Group: true},
			{Cells: []document.Cell{{Spans: spans}, document.Of("24,5\u00a0%"), {Spans: document.Text("✓ compliant"), Tone: document.Pass}}},
			{Cells: []document.Cell{document.Of(text), document.Of("3"), {Spans: document.Text(text), Tone: document.Fail}}},
			{Cells: []document.Cell{document.Of("short row")}},
			{Cells: []document.Cell{document.Of("Total"), document.Of("27,5\u00a0%"), {Tone: document.Faint}}, Total: true},
		},
	}
	wide := document.Table{Caption: "Many columns"}
	for range 9 {
		wide.Columns = append(wide.Columns, document.Column{Title: "Description"})
	}
	wide.Rows = []document.Row{{}, {}}
	for i := range wide.Rows {
		for range wide.Columns {
			wide.Rows[i].Cells = append(wide.Rows[i].Cells, document.Of("considerations "+text))
		}
	}
	picture := document.Picture{Caption: "Chart " + text, Drawing: Picture(lang, text)}
	list := document.List{Items: []document.Item{
		{Spans: spans},
		{Spans: document.Text("with more"), Under: []document.Block{
			document.List{Ordered: true, Items: []document.Item{{Spans: document.Text(text)}, {Spans: spans, Under: []document.Block{table}}}},
			document.Para("inside"),
		}},
	}}
	return &document.Document{
		Lang: lang, Day: "2026-11-22", Kicker: "Kicker " + text, Title: "Title " + text, Subtitle: "Subtitle " + text,
		Front: []document.Block{
			document.Answer{Tone: document.Fail, Mark: "✗", Word: "non-compliant", Spans: spans},
			document.Facts{{Term: "Term", Spans: spans}, {Term: "Term " + text, Spans: document.Text(text)}, {Term: "Blank"}},
		},
		Sections: []document.Section{
			{ID: "first", Title: "First " + text, Blocks: []document.Block{
				document.Paragraph{Spans: spans}, document.Paragraph{Spans: document.Text(text), Tone: document.Faint}, document.Paragraph{},
				list, table,
			}, Sections: []document.Section{
				{ID: "first-part", Title: "Part " + text, Blocks: []document.Block{
					document.List{Ordered: true, Items: list.Items}, document.List{Ordered: true, Items: list.Items}, document.List{}, document.Table{}, document.Facts{},
				}, Sections: []document.Section{{ID: "first-part-a", Title: "Deeper", Blocks: []document.Block{wide},
					Sections: []document.Section{{ID: "first-part-a-i", Title: "Deeper still"}}}}},
			}},
			{ID: "second", Title: "Second", NewPage: true, Blocks: []document.Block{
				picture, document.Picture{}, document.Answer{Tone: document.Open, Mark: "?", Word: "undetermined"},
				document.Answer{Tone: document.Pass, Mark: "✓", Word: "compliant", Spans: document.Text(text)},
				document.Lines{"Place and day", "Signature " + text},
			}},
		},
		Attachments: []document.Attachment{{Name: "a.json", Description: "text", MediaType: "application/json", Content: []byte("{}")}},
	}
}

// Picture is a drawing with every kind of shape in every ink.
func Picture(lang, text string) *drawing.Drawing {
	d := &drawing.Drawing{Width: 480, Height: 260, Lang: lang, Title: "Picture " + text, Description: "A drawing of " + text}
	box := func(x, y, w, h float64) []drawing.Step {
		at := func(op drawing.Operation, x, y float64) drawing.Step {
			return drawing.Step{Op: op, P: [3]drawing.Point{drawing.At(x, y)}}
		}
		return []drawing.Step{at(drawing.MoveTo, x, y), at(drawing.LineTo, x+w, y), at(drawing.LineTo, x+w, y+h), at(drawing.LineTo, x, y+h), {Op: drawing.Close}}
	}
	d.Parts = append(d.Parts, drawing.Part{Role: "paper", Shapes: []drawing.Shape{drawing.Path{Steps: box(0, 0, 480, 260), Fill: drawing.Paper}}})
	for i, ink := range []drawing.Ink{drawing.Inside, drawing.SubjectInk, drawing.Foreign, drawing.ForeignFaint, drawing.Ground, drawing.None} {
		x := 10 + float64(i)*78
		curve := drawing.Step{Op: drawing.CurveTo, P: [3]drawing.Point{drawing.At(x+10, 120), drawing.At(x+60, 200), drawing.At(x+70, 120)}}
		width, known := drawing.TextWidth(text, 12, i%2 == 0)
		d.Parts = append(d.Parts, drawing.Part{Role: "box", ID: text, Title: text, Shapes: []drawing.Shape{
			drawing.Path{Steps: box(x, 20, 70, 60), Fill: ink, Stroke: drawing.Outline, Width: 1.5},
			drawing.Path{Steps: []drawing.Step{{Op: drawing.MoveTo, P: [3]drawing.Point{drawing.At(x, 120)}}, curve}, Stroke: drawing.Wire, Width: 2, Dash: []float64{6, 3}},
			drawing.Text{X: x + 35, Y: 55, Text: "Loire", Size: 13, Bold: i%2 == 0, Anchor: drawing.Middle, Ink: drawing.Letters, Width: 30},
			drawing.Text{X: x, Y: 220 + float64(i%2)*14, Text: text, Size: 12, Bold: i%2 == 0, Anchor: drawing.Anchor(i % 3), Ink: drawing.Doubt, Width: width, Guessed: !known},
		}})
	}
	return d
}
