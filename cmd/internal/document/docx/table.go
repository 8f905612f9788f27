package docx

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
	"egide/cmd/internal/terminal"
)

// The type size of tables in points, and what a cell has at its sides in twips.
const (
	cellSize = 8.5
	cellSide = 170
)

// table is a table with its titles on each page. The row of titles and the
// widths of columns can be changed in the word processor.
func (w *writer) table(t document.Table, at level) {
	if len(t.Columns) == 0 {
		return
	}
	if t.Caption != "" {
		w.paragraph("Caption", at.ind(), document.Text(t.Caption), look{})
	}
	widths := widths(t, w.page.room()-at.indent)
	w.begin(t.Caption, widths, at, `<w:top w:val="single" w:sz="4" w:space="0" w:color="CFD5DC"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="CFD5DC"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="CFD5DC"/>`)
	titled := false
	for _, c := range t.Columns {
		titled = titled || strings.TrimSpace(c.Title) != ""
	}
	if titled {
		w.raw(`<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
		for i, c := range t.Columns {
			w.cell(widths[i], 1, `<w:shd w:val="clear" w:color="auto" w:fill="F5F6F8"/><w:vAlign w:val="bottom"/>`)
			w.paragraph("CellTitle", jc(c), document.Text(c.Title), look{})
			w.raw(`</w:tc>`)
		}
		w.raw(`</w:tr>`)
	}
	for _, r := range t.Rows {
		w.row(t, r, widths)
	}
	w.after(at, false)
}

// begin begins a table of columns of those widths.
func (w *writer) begin(caption string, widths []twip, at level, borders string) {
	sum := twip(0)
	for _, wide := range widths {
		sum += wide
	}
	w.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblInd w:w="%d" w:type="dxa"/>`, sum, at.indent))
	if borders != "" {
		w.raw(`<w:tblBorders>` + borders + `</w:tblBorders>`)
	}
	w.raw(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>`)
	if caption != "" {
		w.empty("w:tblCaption", "w:val", caption)
	}
	w.raw(`</w:tblPr><w:tblGrid>`)
	for _, wide := range widths {
		w.empty("w:gridCol", "w:w", strconv.Itoa(int(wide)))
	}
	w.raw(`</w:tblGrid>`)
}

// after ends a table, with the paragraph that keeps it apart from what follows.
func (w *writer) after(at level, tied bool) {
	w.raw(`</w:tbl><w:p><w:pPr>` + keepNext(tied) + `<w:spacing w:before="0" w:after="60" w:line="120" w:lineRule="exact"/>` + at.ind() + `</w:pPr></w:p>`)
}

// cell begins a cell over so many columns, with properties.
func (w *writer) cell(wide twip, columns int, properties string) {
	span := ""
	if columns > 1 {
		span = `<w:gridSpan w:val="` + strconv.Itoa(columns) + `"/>`
	}
	w.raw(`<w:tc><w:tcPr><w:tcW w:w="` + strconv.Itoa(int(wide)) + `" w:type="dxa"/>` + span + properties + `</w:tcPr>`)
}

// jc sets figures to the right.
func jc(c document.Column) string {
	if c.Right {
		return `<w:jc w:val="right"/>`
	}
	return ""
}

func (w *writer) row(t document.Table, r document.Row, widths []twip) {
	w.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	if r.Group {
		sum := twip(0)
		for _, wide := range widths {
			sum += wide
		}
		w.cell(sum, len(widths), `<w:shd w:val="clear" w:color="auto" w:fill="E9EEF5"/>`)
		var spans []document.Span
		if len(r.Cells) > 0 {
			spans = r.Cells[0].Spans
		}
		w.paragraph("Cell", `<w:keepNext/>`, spans, look{bold: true})
		w.raw(`</w:tc></w:tr>`)
		return
	}
	for i, c := range t.Columns {
		var cell document.Cell
		if i < len(r.Cells) {
			cell = r.Cells[i]
		}
		properties := ""
		if r.Total {
			properties = `<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="4D5560"/></w:tcBorders>`
		}
		w.cell(widths[i], 1, properties)
		w.paragraph("Cell", jc(c), cell.Spans, look{r.Total, cell.Tone})
		w.raw(`</w:tc>`)
	}
	w.raw(`</w:tr>`)
}

// facts is a table of two columns without lines.
func (w *writer) facts(facts document.Facts, at level, tied bool) {
	if len(facts) == 0 {
		return
	}
	room := w.page.room() - at.indent
	wide := []twip{room * 28 / 100, room - room*28/100}
	w.begin("", wide, at, "")
	for _, f := range facts {
		w.raw(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		w.cell(wide[0], 1, "")
		w.paragraph("Fact", keepNext(tied), document.Text(f.Term), look{tone: document.Faint})
		w.raw(`</w:tc>`)
		w.cell(wide[1], 1, "")
		w.paragraph("Fact", keepNext(tied), f.Spans, look{})
		w.raw(`</w:tc></w:tr>`)
	}
	w.after(at, tied)
}

// widths shares the room among the columns. Each has its longest word, as far as
// that goes, and more the more its longest cell needs: by the root of it, which
// makes a table about as low as it can be. What nobody needs is shared by weight.
func widths(t document.Table, room twip) []twip {
	n := len(t.Columns)
	least, cells := make([]float64, n), make([][]float64, n)
	look := func(i int, spans []document.Span) {
		sum := 0.0
		for _, s := range spans {
			measure := func(text string) float64 {
				width, _ := drawing.TextWidth(text, cellSize, true)
				if s.Mono {
					width = max(width, 0.56*cellSize*float64(utf8.RuneCountInString(text)))
				}
				return width * 20
			}
			text := terminal.Clean(s.Text)
			sum += measure(text)
			for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' }) {
				least[i] = max(least[i], min(measure(word)+cellSide+20, float64(room)/3))
			}
		}
		cells[i] = append(cells[i], sum+cellSide+20)
	}
	for i, c := range t.Columns {
		for word := range strings.FieldsSeq(c.Title) {
			look(i, document.Text(word))
		}
	}
	for _, r := range t.Rows {
		for i := range t.Columns {
			if i < len(r.Cells) && !r.Group {
				look(i, r.Cells[i].Spans)
			}
		}
	}
	sum := func(list []float64) (s float64) {
		for _, v := range list {
			s += v
		}
		return s
	}
	weights := make([]float64, n)
	for i, c := range t.Columns {
		weights[i] = 1
		if c.Weight > 0 {
			weights[i] = c.Weight
		}
		if c.Right {
			weights[i] *= 0.3
		}
	}
	total := float64(room)
	share := least
	if scale := total / sum(least); scale < 1 { // words will be broken
		for i := range share {
			share[i] *= scale
		}
	}
	// First what most cells need, then what the longest does.
	for _, part := range []float64{0.85, 1} {
		for range n { // each time round, a column has all it needs at the least
			claims, needs := make([]float64, n), make([]float64, n)
			for i := range claims {
				if len(cells[i]) > 0 {
					slices.Sort(cells[i])
					needs[i] = max(cells[i][int(part*float64(len(cells[i])-1))]-share[i], 0)
				}
				if needs[i] > 1 {
					claims[i] = math.Sqrt(needs[i]) * weights[i]
				}
			}
			rest, all := total-sum(share), sum(claims)
			if rest < 1 || all == 0 {
				break
			}
			for i := range share {
				share[i] += min(rest*claims[i]/all, needs[i])
			}
		}
	}
	rest, all := max(total-sum(share), 0), sum(weights)
	out := make([]twip, n)
	left := room
	for i := range out {
		out[i] = max(twip(share[i]+rest*weights[i]/all), 1)
		left -= out[i]
	}
	out[n-1] = max(out[n-1]+left, 1)
	return out
}
