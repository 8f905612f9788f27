package text

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/specimen"
	"egide/cmd/internal/terminal"
	"egide/data"
)

// Whatever a document holds, its text is 80 columns wide and does nothing to the
// terminal; without colour it has no escape at all, and in ASCII no drawing.
func TestFitsTheTerminal(t *testing.T) {
	for _, lang := range data.Languages {
		for _, text := range specimen.Hostile {
			d := specimen.Whole(lang, text)
			for _, screen := range []terminal.Screen{{}, {Unicode: true}, {Color: true, Unicode: true}} {
				got := string(Document(d, screen))
				assert.Equal(t, got, string(Document(d, screen)))
				bare := got
				if screen.Color {
					for _, style := range []string{"1", "2", "31", "32", "33", "31;1", "32;1", "33;1", "1;31", "1;2", "2;1"} {
						bare = strings.ReplaceAll(bare, "\x1b["+style+"m", "")
					}
					bare = strings.ReplaceAll(bare, "\x1b[0m", "")
				}
				assert.NotContains(t, bare, "\x1b")
				for line := range strings.Lines(bare) {
					line = strings.TrimSuffix(line, "\n")
					assert.LessOrEqual(t, terminal.Width(line), terminal.Columns, "%q", line)
					assert.Equal(t, terminal.Clean(line), line)
				}
				if !screen.Unicode {
					assert.False(t, strings.ContainsAny(bare, "✓✗─→\u00a0"), "what ASCII has not")
				}
			}
		}
	}
}

// Colour changes nothing of what is read.
func TestColourIsOnlyColour(t *testing.T) {
	d := specimen.Whole("en", "Loire Énergie SA")
	plain := string(Document(d, terminal.Screen{Unicode: true}))
	painted := string(Document(d, terminal.Screen{Unicode: true, Color: true}))
	assert.NotEqual(t, plain, painted)
	for strings.Contains(painted, "\x1b[") {
		before, after, _ := strings.Cut(painted, "\x1b[")
		_, after, _ = strings.Cut(after, "m")
		painted = before + after
	}
	assert.Equal(t, plain, painted)
}

func TestTable(t *testing.T) {
	d := &document.Document{Lang: "en", Title: "T", Front: []document.Block{document.Table{
		Caption: "Holders",
		Columns: []document.Column{{Title: "Holder"}, {Title: "Capital", Right: true}, {Title: "Why"}},
		Rows: []document.Row{
			{Cells: []document.Cell{document.Of("Group")}, Group: true},
			{Cells: []document.Cell{document.Of("Harbor Holdings Inc"), document.Of("20.4%"), document.Of("It has a majority of the votes of Holding Lux, which has forty percent.")}},
			{Cells: []document.Cell{document.Of("Roux"), document.Of("9%"), document.Of("A person.")}},
		},
	}}}
	assert.Equal(t, `T

Holders
  Holder               Capital  Why
  Group
  Harbor Holdings Inc    20.4%  It has a majority of the votes of Holding Lux,
                                which has forty percent.
  Roux                      9%  A person.
`, string(Document(d, terminal.Screen{Unicode: true})))
}
