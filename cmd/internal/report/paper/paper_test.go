package paper

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	page "egide/cmd/internal/report/html"
	"egide/data"
	"egide/ownership/intake"
	"egide/rules"
)

// reported is the report of a dossier of testdata.
func reported(t testing.TB, name, lang string) *report.Report {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join("../../../../testdata/dossiers", name), intake.Options{})
	require.NoError(t, err)
	result, faults, err := rules.Check(d, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	return report.Make(result, lang)
}

func made(t testing.TB, r *report.Report) *document.Document {
	t.Helper()
	d, err := Of(r, []byte("{}"))
	require.NoError(t, err)
	return d
}

// each gives every span of the blocks, and the number of cells of each row is
// held against the columns.
func each(t *testing.T, blocks []document.Block, visit func(document.Span)) {
	spans := func(list []document.Span) {
		for _, s := range list {
			visit(s)
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case document.Paragraph:
			spans(b.Spans)
		case document.List:
			for _, item := range b.Items {
				spans(item.Spans)
				each(t, item.Under, visit)
			}
		case document.Facts:
			for _, fact := range b {
				visit(document.Span{Text: fact.Term})
				spans(fact.Spans)
			}
		case document.Answer:
			visit(document.Span{Text: b.Mark + " " + b.Word})
			spans(b.Spans)
		case document.Table:
			visit(document.Span{Text: b.Caption})
			for _, c := range b.Columns {
				visit(document.Span{Text: c.Title})
			}
			for _, row := range b.Rows {
				assert.Len(t, row.Cells, len(b.Columns), b.Caption)
				for _, cell := range row.Cells {
					spans(cell.Spans)
				}
			}
		case document.Picture:
			visit(document.Span{Text: b.Caption})
			require.NotNil(t, b.Drawing)
		case document.Lines:
			for _, line := range b {
				visit(document.Span{Text: line})
			}
		default:
			t.Fatalf("a block of type %T", b)
		}
	}
}

func walk(sections []document.Section, visit func(document.Section)) {
	for _, s := range sections {
		visit(s)
		walk(s.Sections, visit)
	}
}

// Every link leads to a section, every section has an id of its own, and no code
// stands where a word should.
func TestWhole(t *testing.T) {
	code := regexp.MustCompile(`\b(html|paper|doc|verdict|level|access|law|basis|reading|test)-[a-z]+(-[a-z]+)*\b|\{[a-z_]+[|}]`)
	for _, name := range []string{"clean", "atelier-cloud", "big-60", "t17", "t13a"} {
		for _, lang := range data.Languages {
			d := made(t, reported(t, name, lang))
			ids := map[string]bool{}
			walk(d.Sections, func(s document.Section) {
				assert.Regexp(t, `^[a-z0-9-]+$`, s.ID)
				assert.False(t, ids[s.ID], "%s: two sections %s", name, s.ID)
				assert.NotEmpty(t, s.Title, s.ID)
				ids[s.ID] = true
			})
			see := func(s document.Span) {
				if !s.Mono {
					assert.NotRegexp(t, code, s.Text)
				}
				if id, ok := strings.CutPrefix(s.Link, "#"); ok {
					assert.True(t, ids[id], "%s: no section %s", name, id)
				} else if s.Link != "" {
					assert.True(t, strings.HasPrefix(s.Link, "https://"), s.Link)
				}
			}
			each(t, d.Front, see)
			walk(d.Sections, func(s document.Section) { each(t, s.Blocks, see) })
		}
	}
}

var figure = regexp.MustCompile(`[0-9]+([.,][0-9]+)?(–[0-9]+([.,][0-9]+)?)?[\x{a0}\x{202f}]?%|[a-z_]+\.(csv|xlsx)[^ ]*:[0-9]+`)

func figuresIn(text string) []string {
	found := figure.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// The document and the web page have the same sections in the same order, and in
// each the same figures and rows.
func TestSaysWhatThePageSays(t *testing.T) {
	for _, name := range []string{"clean", "atelier-cloud", "big-60"} {
		for _, lang := range data.Languages {
			r := reported(t, name, lang)
			text, err := page.Document(r)
			require.NoError(t, err)
			root, err := html.Parse(strings.NewReader(string(text)))
			require.NoError(t, err)
			ids, onPage := sectionsOf(root)
			d := made(t, r)
			require.Equal(t, "answer", ids[0])
			assert.Equal(t, figuresIn(onPage["answer"]), figuresIn(words(t, d.Front, nil)), "%s: the answer", name)
			require.Len(t, d.Sections, len(ids)-1)
			for i, s := range d.Sections {
				require.Equal(t, ids[i+1], s.ID)
				assert.Equal(t, figuresIn(onPage[s.ID]), figuresIn(words(t, s.Blocks, s.Sections)), "%s in %s: %s", name, lang, s.ID)
			}
		}
	}
}

func words(t *testing.T, blocks []document.Block, sections []document.Section) string {
	var b strings.Builder
	put := func(s document.Span) { b.WriteString(s.Text + " ") }
	each(t, blocks, put)
	walk(sections, func(s document.Section) {
		b.WriteString(s.Title + " ")
		each(t, s.Blocks, put)
	})
	return b.String()
}

// sectionsOf is the text of each section of a page, without its pictures.
func sectionsOf(root *html.Node) (ids []string, texts map[string]string) {
	texts = map[string]string{}
	var see func(n *html.Node, id string)
	see = func(n *html.Node, id string) {
		if n.Type == html.ElementNode && n.Data == "svg" {
			return
		}
		if n.Type == html.ElementNode && n.Data == "section" {
			for _, a := range n.Attr {
				if a.Key == "id" {
					id = a.Val
					ids = append(ids, id)
				}
			}
		}
		if n.Type == html.TextNode && id != "" {
			texts[id] += n.Data + " "
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			see(c, id)
		}
	}
	see(root, "")
	return ids, texts
}
