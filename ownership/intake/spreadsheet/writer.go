package spreadsheet

import (
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"egide/ownership/intake/input"
)

// Writer makes a workbook, sheet after sheet. Its first error stays.
type Writer struct {
	File   *excelize.File // the errors of its methods are for Keep
	Styles Styles
	err    error
}

// Styles are the styles that every workbook has: of texts, of the headers of
// columns, of those that are needed, and of titles.
type Styles struct {
	Text, Header, Needed, Title int
	inert                       int // of a text that begins as a formula does
}

// NewWriter begins a workbook. Close it in the end.
func NewWriter() (*Writer, error) {
	b := &Writer{File: excelize.NewFile()}
	const asText = 49 // the built-in format @
	middle := &excelize.Alignment{Vertical: "center"}
	white := &excelize.Font{Bold: true, Color: "FFFFFF", Family: "Calibri", Size: 11}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	b.Styles.Text = b.Style(&excelize.Style{NumFmt: asText})
	b.Styles.inert = b.Style(&excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "bottom"}})
	b.Styles.Header = b.Style(&excelize.Style{NumFmt: asText, Font: white, Fill: fill("5B6B7F"), Alignment: middle})
	b.Styles.Needed = b.Style(&excelize.Style{NumFmt: asText, Font: white, Fill: fill("1F3864"), Alignment: middle})
	b.Styles.Title = b.Style(&excelize.Style{NumFmt: asText, Font: &excelize.Font{Bold: true, Family: "Calibri", Size: 14, Color: "1F3864"}})
	if b.err == nil {
		// With the mark that typing an apostrophe leaves, a text stays one even
		// where somebody takes the text format off.
		yes := true
		b.File.Styles.CellXfs.Xf[b.Styles.inert].QuotePrefix = &yes
	}
	day := workbookDay.Format("2006-01-02T15:04:05Z")
	b.Keep(b.File.SetDocProps(&excelize.DocProperties{Creator: "egide", LastModifiedBy: "egide", Created: day, Modified: day}))
	return b, b.err
}

// Keep keeps an error, if it is the first.
func (b *Writer) Keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

// Style makes a style and returns its number.
func (b *Writer) Style(s *excelize.Style) int {
	id, err := b.File.NewStyle(s)
	b.Keep(err)
	return id
}

// StyleOf is the style of a text: no program takes one that begins as a formula
// does for it.
func (b *Writer) StyleOf(text string) int {
	if formulaLike(text) {
		return b.Styles.inert
	}
	return b.Styles.Text
}

// AddSheet adds a sheet; the first takes the place of the one that every new
// workbook has.
func (b *Writer) AddSheet(name string) {
	const given = "Sheet1"
	if i, err := b.File.GetSheetIndex(given); err == nil && i == 0 {
		b.Keep(b.File.SetSheetName(given, name))
		return
	}
	_, err := b.File.NewSheet(name)
	b.Keep(err)
}

// Note puts a note on a cell.
func (b *Writer) Note(sheet, cell, text string) {
	lines := utf8.RuneCountInString(text)/45 + 2
	b.Keep(b.File.AddComment(sheet, excelize.Comment{Cell: cell, Author: "egide", Width: 300, Height: uint(18 * lines),
		Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Family: "Calibri", Size: 10}}}}))
}

// Rows writes texts from the first cell on, with panes when there are any.
func (b *Writer) Rows(sheet string, rows [][]string, wide []float64, panes *excelize.Panes, style func(row, column int, text string) int) {
	if b.err != nil {
		return
	}
	b.OnPaper(sheet)
	w, err := b.File.NewStreamWriter(sheet)
	if err != nil {
		b.Keep(err)
		return
	}
	b.Keep(w.SetColStyle(1, max(len(wide), 1), b.Styles.Text))
	for i, width := range wide {
		b.Keep(w.SetColWidth(i+1, i+1, width))
	}
	if panes != nil {
		b.Keep(w.SetPanes(panes))
	}
	for i, row := range rows {
		values := make([]any, len(row))
		for j, text := range row {
			if text != "" || i == 0 && panes != nil {
				values[j] = excelize.Cell{StyleID: style(i, j, text), Value: text}
			}
		}
		b.Keep(w.SetRow("A"+strconv.Itoa(i+1), values))
		if b.err != nil {
			return
		}
	}
	b.Keep(w.Flush())
}

// OnPaper prints a sheet across the page, all columns on it, the header on each.
func (b *Writer) OnPaper(sheet string) {
	across, a4, one, any, fit := "landscape", 9, 1, 0, true
	b.Keep(b.File.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &one, FitToHeight: &any}))
	b.Keep(b.File.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

// Finish writes the workbook, or returns the first error. The same sheets give the
// same bytes.
func (b *Writer) Finish(w io.Writer) error {
	if b.err != nil {
		return b.err
	}
	packed, err := b.File.WriteToBuffer()
	if err != nil {
		return err
	}
	return repack(w, packed.Bytes())
}

// Close lets go of what the workbook was made with.
func (b *Writer) Close() { _ = b.File.Close() }

// Widths are those of columns, in characters, by what the first rows hold.
func Widths(rows [][]string) []float64 {
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

// ColumnName is A for 1.
func ColumnName(column int) string {
	letters := ""
	for ; column > 0; column = (column - 1) / 26 {
		letters = string(rune('A'+(column-1)%26)) + letters
	}
	return letters
}

// ColumnNumber is 1 for A; ok is false when no column has that name.
func ColumnNumber(name string) (column int, ok bool) {
	column, err := excelize.ColumnNameToNumber(name)
	return column, err == nil
}

// Shown is what a cell of a workbook can hold of a text: XML has no control
// characters, and a cell 32,767 units of UTF-16.
func Shown(text string) string {
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
