package pdf

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
)

// row of boxes, each with a name, in a drawing of that many columns and rows.
func chartOf(columns, rows int) *drawing.Drawing {
	d := &drawing.Drawing{Width: float64(columns) * 140, Height: float64(rows) * 110, Lang: "en", Title: "Chart"}
	for row := range rows {
		for column := range columns {
			x, y := float64(column)*140+10, float64(row)*110+10
			name := fmt.Sprintf("Box%dx%d", column, row)
			width, _ := drawing.TextWidth(name, 12, false)
			d.Parts = append(d.Parts, drawing.Part{Role: "box", ID: name, Bounds: drawing.Box(x, y, 120, 60), Shapes: []drawing.Shape{
				drawing.Path{Steps: polygon(true, drawing.At(x, y), drawing.At(x+120, y), drawing.At(x+120, y+60), drawing.At(x, y+60)), Fill: drawing.Inside, Stroke: drawing.Outline, Width: 1},
				drawing.Text{X: x + 60, Y: y + 35, Text: name, Size: 12, Anchor: drawing.Middle, Ink: drawing.Letters, Width: width},
			}})
		}
	}
	return d
}

// pagesOf is the text and the size of each page of a file.
func pagesOf(t *testing.T, file string) (texts []string, sizes []string) {
	texts = strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-raw", file, "-"), "\f"), "\f")
	for _, m := range sheets.FindAllStringSubmatch(run(t, "pdftotext", "-bbox", file, "-"), -1) {
		sizes = append(sizes, m[1]+"x"+m[2])
	}
	require.Len(t, sizes, len(texts))
	return texts, sizes
}

// A heading goes to the next page with the picture under it.
func TestHeadingOverPicture(t *testing.T) {
	var before []document.Block
	for range 24 {
		before = append(before, document.Para("A line."))
	}
	d := &document.Document{Lang: "en", Title: "Title", Day: "2026-11-22", Sections: []document.Section{
		{ID: "a", Title: "Before", Blocks: before},
		{ID: "b", Title: "Heading of it", Blocks: []document.Block{document.Picture{Caption: "Caption of it", Drawing: chartOf(3, 4)}}},
	}}
	texts, _ := pagesOf(t, saved(t, d, Options{}))
	require.Len(t, texts, 2)
	assert.NotContains(t, texts[0], "Heading of it")
	inOrder(t, texts[1], "Heading of it", "Caption of it", "Box0x0")
}

// A text with a sign of its own gets no second one.
func TestMarked(t *testing.T) {
	for text, want := range map[string]bool{"fails": true, "! cannot be read": false, "!\u00a0sign with conditions": false, "✗ fails": false} {
		assert.Equal(t, want, marked(document.Fail, document.Text(text)), text)
	}
	assert.False(t, marked(document.Plain, document.Text("text")))
}

// A picture stays in the text while its letters can be read there; a wide one
// has a page on its side, with the heading over it; a larger one is shown whole
// and then in parts, and each of its names is on one of these.
func TestPictures(t *testing.T) {
	upright, turned := "595.280000x841.890000", "841.890000x595.280000"
	for _, c := range []struct {
		columns, rows int
		sizes         []string
		parts         bool
	}{
		{3, 3, []string{upright}, false},
		{8, 3, []string{upright, turned, upright}, false},
		{18, 12, nil, true},
	} {
		d := &document.Document{Lang: "en", Title: "Title", Day: "2026-11-22", Sections: []document.Section{
			{ID: "a", Title: "Before", Blocks: []document.Block{document.Para("before it")}},
			{ID: "b", Title: "Chart", Blocks: []document.Block{document.Picture{Caption: "Caption", Drawing: chartOf(c.columns, c.rows)}, document.Para(strings.Repeat("after it ", 60))}},
		}}
		file := saved(t, d, Options{})
		onPages(t, file)
		texts, sizes := pagesOf(t, file)
		if c.sizes != nil {
			assert.Equal(t, c.sizes, sizes)
		}
		whole := slices.IndexFunc(texts, func(s string) bool { return strings.Contains(s, "Caption") })
		require.GreaterOrEqual(t, whole, 0)
		assert.Contains(t, texts[whole], "Chart\n", "the heading is over the picture")
		rest := texts[whole+1:]
		for column := range c.columns {
			for row := range c.rows {
				name := regexp.MustCompile(fmt.Sprintf(`\bBox%dx%d\b`, column, row))
				assert.Regexp(t, name, texts[whole])
				if c.parts {
					assert.True(t, slices.ContainsFunc(rest, name.MatchString), "%s is on no page in a size to read", name)
				}
			}
		}
		if c.parts {
			assert.Contains(t, rest[0], "Caption – detail: row 1 of")
		}
		assert.Contains(t, texts[len(texts)-1], "after it")
		assert.Equal(t, upright, sizes[len(sizes)-1])
	}
}

// A table goes on over pages: its heading is on each, its rows are whole and in
// order, and a row that is longer than a page is not cut.
func TestLongTable(t *testing.T) {
	table := document.Table{Caption: "Long", Columns: []document.Column{{Title: "Number", Right: true}, {Title: "What it is", Weight: 4}}}
	for i := range 120 {
		if i%40 == 0 {
			table.Rows = append(table.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(fmt.Sprintf("Group%d", i/40))}})
		}
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{document.Of(fmt.Sprintf("Row%dR", i)), document.Of(strings.Repeat("words ", i%30) + fmt.Sprintf("end%dE", i))}})
	}
	var long strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&long, "w%d ", i)
	}
	table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{document.Of("last"), document.Of(long.String())}})
	d := &document.Document{Lang: "en", Title: "T", Day: "2026-11-22", Sections: []document.Section{{ID: "s", Title: "S", Blocks: []document.Block{table}}}}
	for _, paper := range Papers {
		file := saved(t, d, Options{Paper: paper})
		onPages(t, file)
		texts, _ := pagesOf(t, file)
		require.Greater(t, len(texts), 6)
		for i, text := range texts {
			assert.Contains(t, text, "Number What it is", "page %d", i+1)
		}
		var order []string
		for i := range 120 {
			if i%40 == 0 {
				order = append(order, fmt.Sprintf("Group%d\n", i/40))
			}
			order = append(order, fmt.Sprintf("Row%dR", i), fmt.Sprintf("end%dE", i))
		}
		whole := strings.Join(texts, "")
		inOrder(t, whole, append(order, "w0 ", "w1500 ", "w2999")...)
		// A group that goes on is named again.
		assert.Contains(t, whole, "Group0 (continued)\n")
		assert.NotContains(t, texts[0], "(continued)")
		// A heading of a group is not left alone at the foot of a page.
		for _, text := range texts {
			assert.NotRegexp(t, `Group\d\npage`, text)
		}
	}
}

// No two words of a page lie on each other.
func TestNothingOverlaps(t *testing.T) {
	d := &document.Document{Lang: "fr", Title: "Société anonyme de participation et de gestion du littoral", Day: "2026-11-22", Sections: []document.Section{
		{ID: "a", Title: strings.Repeat("Un titre assez long pour deux lignes ", 3), Blocks: []document.Block{
			document.Facts{{Term: "Un terme", Spans: document.Text(strings.Repeat("ce qu'il en est ", 12))}, {Term: strings.Repeat("long terme ", 8), Spans: document.Text("court")}},
			document.Answer{Tone: document.Pass, Mark: "✓", Word: "Conforme", Spans: document.Text(strings.Repeat("parce que ", 30))},
			document.List{Ordered: true, Items: []document.Item{{Spans: document.Text(strings.Repeat("un point ", 30))}, {Spans: document.Text("un autre")}}},
			document.Table{Columns: []document.Column{{Title: "Détenteur"}, {Title: "Part", Right: true}, {Title: "Verdict"}}, Rows: []document.Row{
				{Cells: []document.Cell{document.Of(strings.Repeat("Participations ", 9)), document.Of("24,5\u00a0%"), {Spans: document.Text("conforme"), Tone: document.Pass}}},
				{Cells: []document.Cell{document.Of(strings.Repeat("x", 200)), document.Of("100\u00a0000\u00a0000,125\u00a0%"), {Spans: document.Text("indéterminé"), Tone: document.Open}}},
			}},
			document.Lines{"Lieu et date", strings.Repeat("Nom et qualité du signataire ", 5)},
		}},
		{ID: "b", Title: "Deux", Blocks: []document.Block{document.Picture{Drawing: chartOf(4, 2)}}},
	}}
	for _, paper := range Papers {
		file := saved(t, d, Options{Paper: paper})
		onPages(t, file)
		type word struct {
			x0, y0, x1, y1 float64
			text           string
		}
		var words []word
		for l := range strings.Lines(run(t, "pdftotext", "-bbox", file, "-")) {
			if strings.Contains(l, "<page") {
				words = nil
			}
			m := boxes.FindStringSubmatch(l)
			if m == nil {
				continue
			}
			n := numbers(m[1:5])
			now := word{n[0], n[1], n[2], n[3], m[5]}
			for _, w := range words {
				// The boxes have the height of the whole face, so lines touch.
				wide, high := min(w.x1, now.x1)-max(w.x0, now.x0), min(w.y1, now.y1)-max(w.y0, now.y0)
				assert.False(t, wide > 0.6 && high > 0.3*(now.y1-now.y0), "%v and %v", w, now)
			}
			words = append(words, now)
		}
		require.NotEmpty(t, words)
	}
}

// Columns use the whole width, and none gets less than its least where there is
// enough for all.
func TestShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "columns")
		wide := rapid.Float64Range(20, 800).Draw(t, "wide")
		weights, least, most := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range n {
			weights[i] = rapid.Float64Range(0.1, 6).Draw(t, "weight")
			least[i] = rapid.Float64Range(1, 200).Draw(t, "least")
			most[i] = least[i] + rapid.Float64Range(0, 500).Draw(t, "more")
		}
		got := share(wide, weights, least, most)
		if total := sum(got); total > wide+1e-6 || total < wide-1e-3 {
			t.Fatalf("%v of %v", total, wide)
		}
		for i := range n {
			if sum(least) <= wide && got[i] < least[i]-1e-6 || got[i] <= 0 {
				t.Fatalf("column %d has %v", i, got[i])
			}
		}
	})
}
