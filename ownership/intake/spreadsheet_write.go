package intake

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"egide/ownership/intake/input"
)

// bookWriter makes a workbook, sheet after sheet. Its first error stays.
type bookWriter struct {
	file   *excelize.File
	styles bookStyles
	err    error
}

// bookStyles are the styles that every workbook has: of texts, of the headers of
// columns, of those that are needed, and of titles.
type bookStyles struct {
	text, header, needed, title int
	inert                       int // of a text that begins as a formula does
}

// newBook begins a workbook. close it in the end.
func newBook() (*bookWriter, error) {
	b := &bookWriter{file: excelize.NewFile()}
	const asText = 49 // the built-in format @
	middle := &excelize.Alignment{Vertical: "center"}
	white := &excelize.Font{Bold: true, Color: "FFFFFF", Family: "Calibri", Size: 11}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	b.styles.text = b.style(&excelize.Style{NumFmt: asText})
	b.styles.inert = b.style(&excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "bottom"}})
	b.styles.header = b.style(&excelize.Style{NumFmt: asText, Font: white, Fill: fill("5B6B7F"), Alignment: middle})
	b.styles.needed = b.style(&excelize.Style{NumFmt: asText, Font: white, Fill: fill("1F3864"), Alignment: middle})
	b.styles.title = b.style(&excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 14, Color: "1F3864"}})
	if b.err == nil {
		// With the mark that typing an apostrophe leaves, a text stays one even
		// where somebody takes the text format off.
		yes := true
		b.file.Styles.CellXfs.Xf[b.styles.inert].QuotePrefix = &yes
	}
	day := workbookDay.Format("2006-01-02T15:04:05Z")
	b.keep(b.file.SetDocProps(&excelize.DocProperties{Creator: "egide", LastModifiedBy: "egide", Created: day, Modified: day}))
	return b, b.err
}

// keep keeps an error, if it is the first.
func (b *bookWriter) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// style makes a style and returns its number.
func (b *bookWriter) style(s *excelize.Style) int {
	id, err := b.file.NewStyle(s)
	b.keep(err)
	return id
}

// styleOf is the style of a text: no program takes one that begins as a formula
// does for it.
func (b *bookWriter) styleOf(text string) int {
	if formulaLike(text) {
		return b.styles.inert
	}
	return b.styles.text
}

// newSheet adds a sheet; the first takes the place of the one that every new
// workbook has.
func (b *bookWriter) newSheet(name string) {
	const given = "Sheet1"
	if i, err := b.file.GetSheetIndex(given); err == nil && i == 0 {
		b.keep(b.file.SetSheetName(given, name))
		return
	}
	_, err := b.file.NewSheet(name)
	b.keep(err)
}

// note puts a note on a cell.
func (b *bookWriter) note(sheet, cell, text string) {
	lines := utf8.RuneCountInString(text)/45 + 2
	b.keep(b.file.AddComment(sheet, excelize.Comment{Cell: cell, Author: "egide", Width: 300, Height: uint(18 * lines),
		Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Family: "Calibri", Size: 10}}}}))
}

// rows writes texts from the first cell on, with panes when there are any.
func (b *bookWriter) rows(sheet string, rows [][]string, wide []float64, panes *excelize.Panes, style func(row, column int, text string) int) {
	if b.err != nil {
		return
	}
	b.onPaper(sheet)
	w, err := b.file.NewStreamWriter(sheet)
	if err != nil {
		b.keep(err)
		return
	}
	b.keep(w.SetColStyle(1, max(len(wide), 1), b.styles.text))
	for i, width := range wide {
		b.keep(w.SetColWidth(i+1, i+1, width))
	}
	if panes != nil {
		b.keep(w.SetPanes(panes))
	}
	for i, row := range rows {
		values := make([]any, len(row))
		for j, text := range row {
			if text != "" || i == 0 && panes != nil {
				values[j] = excelize.Cell{StyleID: style(i, j, text), Value: text}
			}
		}
		b.keep(w.SetRow("A"+strconv.Itoa(i+1), values))
		if b.err != nil {
			return
		}
	}
	b.keep(w.Flush())
}

// onPaper prints a sheet across the page, all columns on it, the header on each.
func (b *bookWriter) onPaper(sheet string) {
	across, a4, one, any, fit := "landscape", 9, 1, 0, true
	b.keep(b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &one, FitToHeight: &any}))
	b.keep(b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// finish writes the workbook. The same sheets give the same bytes.
func (b *bookWriter) finish(w io.Writer) error {
	if b.err != nil {
		return b.err
	}
	packed, err := b.file.WriteToBuffer()
	if err != nil {
		return err
	}
	return repack(w, packed.Bytes())
}

func (b *bookWriter) close() { _ = b.file.Close() }

// widths are those of columns, in characters, by what the first rows hold.
func widths(rows [][]string) []float64 {
	const least, most, looked = 8, 48, 1000
	var all []float64
	for _, row := range rows[:min(len(rows), looked)] {
		for i, text := range row {
			if i == len(all) {
				all = append(all, least)
			}
			all[i] = min(max(all[i], float64(utf8.RuneCountInString(text))+3), most)
		}
	}
	return all
}

// columnName is A for 1.
func columnName(column int) string {
	letters := ""
	for ; column > 0; column = (column - 1) / 26 {
		letters = string(rune('A'+(column-1)%26)) + letters
	}
	return letters
}

// shown is what a cell of a workbook can hold of a text: XML has no control
// characters, and a cell 32,767 units of UTF-16.
func shown(text string) string {
	plain := true
	for i := 0; plain && i < len(text); i++ {
		plain = text[i] >= ' ' && text[i] < 0x7F
	}
	if plain && len(text) <= input.LongestCell {
		return text
	}
	units := 0
	var b strings.Builder
	for _, r := range text {
		switch {
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			r = '\uFFFD'
		}
		if units += utf16.RuneLen(r); units > input.LongestCell {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
