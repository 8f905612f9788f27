package colo

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/docx"
	"egide/cmd/internal/document/html"
	"egide/cmd/internal/document/markdown"
	"egide/cmd/internal/document/pdf"
	"egide/cmd/internal/document/text"
	"egide/cmd/internal/report"
	"egide/cmd/internal/terminal"
	"egide/data"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

// go test ./cmd/internal/report/colo -run TestGolden -update writes the files
// anew. Read them before keeping them.
var update = flag.Bool("update", false, "write testdata/colo anew")

const testdata = "../../../../testdata"

// made is a landlord of testdata in seven points.
func made(t testing.TB, name, tenant, lang string) *report.Colo {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join(testdata, "dossiers", name), intake.Options{})
	require.NoError(t, err)
	day, err := ownership.ParseDate("2026-11-22")
	require.NoError(t, err)
	x, notes, err := rules.Examine(d, rules.ColoOptions{Options: rules.Options{AsOf: day, Policy: rules.DefaultPolicy()}, Tenant: tenant, France: true})
	require.NoError(t, err)
	require.Empty(t, notes)
	return report.MakeColo(x, lang)
}

// TestGolden holds a landlord's document, a comparison and the questionnaire in
// both languages, as they were read.
func TestGolden(t *testing.T) {
	for _, lang := range data.Languages {
		c := made(t, "us-colocation", "p", lang)
		d, err := Of(c, nil)
		require.NoError(t, err)
		golden(t, "us-colocation."+lang+".txt", text.Document(d, terminal.Screen{Unicode: true}))
		d, err = Of(made(t, "colo-site-outside-scope", "", lang), nil)
		require.NoError(t, err)
		golden(t, "colo-site-outside-scope."+lang+".md", markdown.Document(d))
		list := []*report.Colo{made(t, "data4", "", lang), made(t, "colo-dc2scale", "", lang), made(t, "colo-clean", "", lang)}
		golden(t, "comparison."+lang+".txt", text.Document(Compare(report.CompareColo(list)), terminal.Screen{Unicode: true}))
		golden(t, "questionnaire."+lang+".md", markdown.Document(Questionnaire(lang)))
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join(testdata, "colo", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(t, os.WriteFile(file, got, 0o666))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "%s; -update writes it anew", name)
}

// TestDocumentIsWhole holds that every question with its answer, every clause and
// every request of the result stands in the document, that its links lead
// somewhere, and that every format writes it the same each time.
func TestDocumentIsWhole(t *testing.T) {
	for name, tenant := range map[string]string{"us-colocation": "p", "telehouse": "outscale", "colo-dc2scale": "", "colo-no-audit": "", "colo-clean": ""} {
		for _, lang := range data.Languages {
			c := made(t, name, tenant, lang)
			d, err := Of(c, []byte("{}"))
			require.NoError(t, err)
			whole := everything(d)
			for _, p := range c.Points {
				for _, r := range p.Replies {
					assert.Contains(t, whole, r.Question, name)
					assert.Contains(t, whole, r.Evidence, name)
				}
				for _, k := range p.Conditions {
					if k.Kind == "clause" {
						assert.Contains(t, whole, k.Text, name)
					}
				}
				for _, a := range p.AskFor {
					assert.Contains(t, whole, a.What, name)
				}
				for _, f := range p.Findings {
					assert.Contains(t, whole, report.Capital(f.Because), name)
				}
			}
			assert.NotRegexp(t, regexp.MustCompile(`\{[a-z_]+\}`), whole, name)
			assert.Equal(t, tenant != "", strings.Contains(whole, c.Disclaimer) && slices.ContainsFunc(d.Sections, func(s document.Section) bool { return s.ID == "tenant" }))
			ids := map[string]bool{}
			for _, e := range d.Contents(9) {
				assert.False(t, ids[e.ID], "%s: %s twice", name, e.ID)
				ids[e.ID] = true
			}
			spans(d, func(s document.Span) {
				if id, ok := s.Target(); ok {
					assert.True(t, ids[id], "%s leads nowhere", id)
				}
				assert.NotContains(t, s.Text, "\n", "no format breaks a line there")
			})
			if name == "colo-no-audit" {
				first, second := everyFormat(t, d), everyFormat(t, d)
				assert.Equal(t, first, second, name)
			}
		}
	}
}

func everyFormat(t *testing.T, d *document.Document) [][]byte {
	t.Helper()
	paged, err := pdf.Write(d, pdf.Options{Paper: pdf.Papers[0]})
	require.NoError(t, err)
	word, err := docx.Document(d, docx.Options{Paper: pdf.Papers[0]})
	require.NoError(t, err)
	return [][]byte{text.Document(d, terminal.Screen{}), html.Document(d), markdown.Document(d), paged, word}
}

// everything is every text of a document, in order.
func everything(d *document.Document) string {
	var b strings.Builder
	spans(d, func(s document.Span) { b.WriteString(s.Text) })
	return b.String()
}

// spans calls a function with every span of a document.
func spans(d *document.Document, do func(document.Span)) {
	run := func(list []document.Span) {
		for _, s := range list {
			do(s)
		}
		do(document.Span{Text: " "})
	}
	var blocks func(list []document.Block)
	blocks = func(list []document.Block) {
		for _, block := range list {
			switch b := block.(type) {
			case document.Paragraph:
				run(b.Spans)
			case document.List:
				for _, item := range b.Items {
					run(item.Spans)
					blocks(item.Under)
				}
			case document.Facts:
				for _, f := range b {
					run(f.Spans)
				}
			case document.Answer:
				run(b.Spans)
			case document.Table:
				for _, r := range b.Rows {
					for _, cell := range r.Cells {
						run(cell.Spans)
					}
				}
			}
		}
	}
	var sections func(list []document.Section)
	sections = func(list []document.Section) {
		for _, s := range list {
			run(document.Text(s.Title))
			blocks(s.Blocks)
			sections(s.Sections)
		}
	}
	blocks(d.Front)
	sections(d.Sections)
}

// TestQuestionnaireAsksEverything holds that the text asks what the workbook asks.
func TestQuestionnaireAsksEverything(t *testing.T) {
	for _, lang := range data.Languages {
		whole := everything(Questionnaire(lang))
		for _, q := range data.Diligence() {
			assert.Contains(t, whole, q.Asks.In(lang))
			assert.Contains(t, whole, q.Why.In(lang))
			assert.Contains(t, whole, q.ID)
		}
	}
}
