package markdown

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/specimen"
	"egide/data"
)

func TestDocument(t *testing.T) {
	d := &document.Document{Lang: "fr", Kicker: "SecNumCloud", Title: "Nuages", Subtitle: "au 1er janvier",
		Front: []document.Block{
			document.Answer{Mark: "✗", Word: "non conforme", Spans: document.Text("4 tests sur 7.")},
			document.Facts{{Term: "Prestataire", Spans: []document.Span{{Text: "Nuages"}, {Text: " "}, {Text: "p|q", Mono: true}}}},
		},
		Sections: []document.Section{{ID: "a", Title: "Détenteurs", Blocks: []document.Block{
			document.Paragraph{Spans: []document.Span{{Text: "Une "}, {Text: "part ", Bold: true}, {Text: "de 24,5\u00a0% ("}, {Text: "ici", Link: "#a"}, {Text: ", "}, {Text: "loi", Link: "https://example.org/a(b)"}, {Text: ")"}}},
			document.Table{Caption: "Parts", Columns: []document.Column{{Title: "Nom"}, {Title: "Capital", Right: true}}, Rows: []document.Row{
				{Cells: []document.Cell{document.Of("A|B"), document.Of("24,5\u00a0%")}},
				{Cells: []document.Cell{document.Of("Total"), document.Of("24,5\u00a0%")}, Total: true},
			}},
			document.List{Ordered: true, Items: []document.Item{{Spans: document.Text("un"), Under: []document.Block{document.Para("dessous")}}, {Spans: document.Text("deux")}}},
			document.Lines{"Signature"},
		}}},
	}
	assert.Equal(t, "SecNumCloud\n\n# Nuages\n\nau 1er janvier\n\n> **✗ non conforme**\n>\n> 4 tests sur 7.\n\n"+
		"- **Prestataire\u00a0:** Nuages `p¦q`\n\n## Détenteurs\n\n"+
		"Une **part** de 24,5\u00a0% (ici, [loi](<https://example.org/a(b)>))\n\n"+
		"**Parts**\n\n| Nom | Capital |\n| --- | ---: |\n| A\\|B | 24,5\u00a0% |\n| **Total** | **24,5\u00a0%** |\n\n"+
		"1. un\n\n   dessous\n\n2. deux\n\n<!-- -->\n\n- Signature\u00a0: "+strings.Repeat(`\_`, 20)+"\n", string(Document(d)))
}

// Names of any kind leave the document's own structure as it is.
func TestHostile(t *testing.T) {
	shape := func(text string) []string {
		var lines []string
		for line := range strings.Lines(string(Document(specimen.Whole("en", text)))) {
			trimmed := strings.TrimLeft(line, " ")
			mark, _, _ := strings.Cut(trimmed, " ")
			if strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, "|") {
				mark += strings.Repeat("|", strings.Count(trimmed, "|")-strings.Count(trimmed, `\|`))
				lines = append(lines, mark)
			}
		}
		return lines
	}
	want := shape("Acme")
	for _, text := range specimen.Hostile {
		assert.Equal(t, want, shape(text), "%q", text)
		got := string(Document(specimen.Whole("en", text)))
		assert.NotRegexp(t, `(?i)<(img|script|svg|/style|w:p)`, regexp.MustCompile("`[^`]*`").ReplaceAllString(strings.ReplaceAll(got, "\\`", ""), ""))
		assert.NotContains(t, got, "](<javascript")
		for _, r := range got {
			assert.False(t, r < ' ' && r != '\n', "%q", text)
		}
	}
}

func TestSameBytes(t *testing.T) {
	for _, lang := range data.Languages {
		assert.Equal(t, Document(specimen.Whole(lang, "Acme")), Document(specimen.Whole(lang, "Acme")))
	}
}
