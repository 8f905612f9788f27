package colo

import (
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	"egide/data"
)

// Questionnaire is what a landlord is asked, as a text to be answered by hand,
// in the language.
func Questionnaire(lang string) *document.Document {
	v := report.NewVoice(lang, nil, nil)
	lang = v.Lang()
	d := &document.Document{Lang: lang, Kicker: v.Word("colo-kicker"), Title: v.Word("questionnaire-title"), Subtitle: v.Word("questionnaire-subtitle")}
	for _, code := range []string{"1", "2", "3", "4", "docx"} {
		d.Front = append(d.Front, document.Para(v.Word("questionnaire-intro."+code)))
	}
	d.Front = append(d.Front, document.Lines{v.Word("questionnaire-company"), v.Word("questionnaire-signatory"), v.Word("questionnaire-signed")})
	boxes := make([]string, 0, 4)
	for _, word := range []string{"yes", "no", "partial", "unknown"} {
		boxes = append(boxes, "☐\u00a0"+v.Word("workbook-word."+word))
	}
	for _, q := range data.Diligence() {
		if n := len(d.Sections); n < q.Point {
			title := v.Word("questionnaire-point", "n", strconv.Itoa(q.Point), "title", v.Word("colo-point-"+strconv.Itoa(q.Point)))
			d.Sections = append(d.Sections, document.Section{ID: "point-" + strconv.Itoa(q.Point), Title: title, NewPage: true, Blocks: []document.Block{
				document.Table{Columns: []document.Column{
					{Title: v.Word("questionnaire-column.question"), Weight: 4}, {Title: v.Word("questionnaire-column.answer"), Weight: 1.2}, {Title: v.Word("questionnaire-column.evidence"), Weight: 2.4}, {Title: v.Word("questionnaire-column.evidence_date"), Weight: 1.3},
				}},
			}})
		}
		s := &d.Sections[q.Point-1]
		t := s.Blocks[0].(document.Table)
		asked := []document.Span{
			{Text: q.Asks.In(lang), Bold: true}, {Text: "\n"}, {Text: q.Why.In(lang)}, {Text: "\n"},
			{Text: v.Word("questionnaire-shows", "shows", q.Evidence.In(lang)), Italic: true}, {Text: "\n"},
			{Text: q.ID + "  " + v.Word("questionnaire-serves", "sections", strings.Join(q.Serves, ", ")), Mono: true},
		}
		if q.PerSite != "" {
			asked = append(asked, document.Span{Text: "\n" + v.Word("questionnaire-site-"+map[string]string{"yes": "each", "secondary": "secondary"}[q.PerSite])})
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{{Spans: asked}, document.Of(strings.Join(boxes, "\n")), document.Of(""), document.Of("")}})
		s.Blocks[0] = t
	}
	return d
}
