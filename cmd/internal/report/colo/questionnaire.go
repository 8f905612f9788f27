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
	n := 0
	for _, q := range data.Diligence() {
		if len(d.Sections) < q.Point {
			n = 0
			title := v.Word("questionnaire-point", "n", strconv.Itoa(q.Point), "title", v.Word("colo-point-"+strconv.Itoa(q.Point)))
			d.Sections = append(d.Sections, document.Section{ID: "point-" + strconv.Itoa(q.Point), Title: title, NewPage: true})
		}
		n++
		s := &d.Sections[q.Point-1]
		shows := q.Evidence.In(lang)
		if q.PerSite != "" {
			shows = v.Word("colo-for-site-each", "shows", shows, "each", v.Word("questionnaire-site-"+map[string]string{"yes": "each", "secondary": "secondary"}[q.PerSite]))
		}
		s.Sections = append(s.Sections, document.Section{
			ID: q.ID, Title: v.Word("questionnaire-number", "point", strconv.Itoa(q.Point), "n", strconv.Itoa(n), "question", q.Asks.In(lang)),
			Blocks: []document.Block{
				document.Facts{
					{Term: report.Capital(v.Word("questionnaire-column.why")), Spans: document.Text(q.Why.In(lang))},
					{Term: report.Capital(v.Word("questionnaire-column.shows")), Spans: document.Text(report.Capital(shows) + ".")},
					{Term: v.Word("questionnaire-reference"), Spans: []document.Span{{Text: q.ID, Mono: true}, {Text: ", " + v.Word("questionnaire-serves", "sections", strings.Join(q.Serves, ", "))}}},
					{Term: report.Capital(v.Word("questionnaire-column.answer")), Spans: []document.Span{{Text: strings.Join(boxes, "\u00a0\u00a0\u00a0\u00a0"), Bold: true}}},
				},
				document.Lines{report.Capital(v.Word("questionnaire-column.evidence")), v.Word("questionnaire-days")},
			},
		})
	}
	return d
}
