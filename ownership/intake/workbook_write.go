package intake

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// WriteWorkbook reads the dossier at path and writes it as one .xlsx workbook:
// a sheet for each table, every cell text, with lists of the words that coded
// columns take and a note on every column in the language, "en" or "fr". The
// sheets keep the names and the order of the columns that the files have;
// columns they lack stand behind, blank. Reading the workbook gives the same
// dossier with the same positions and digests until a row is edited, for a
// hidden sheet tells them; comments in the files are not kept.
//
// The same dossier gives the same bytes. The error is a [*input.Faults] when the
// dossier cannot be read, or has more rows or columns than the limits of a
// sheet, and else that of the writer.
func WriteWorkbook(w io.Writer, path, lang string, opts Options) error {
	opts.MaxFileBytes = cmp.Or(opts.MaxFileBytes, 128<<20)
	r := newReading()
	tables, inputs := r.open(path, opts)
	notes := slices.Clone(r.Warned())
	r.dossier(tables)
	if err := r.Err(); err != nil {
		return err
	}
	b, err := newWorkbook(lang)
	if err != nil {
		return err
	}
	defer b.file.Close()
	known := origin{inputs: inputs, tables: map[string]*tableOrigin{}}
	for _, note := range notes {
		if slices.Contains(restorable, note.Code) {
			known.notes = append(known.notes, note)
		}
	}
	for _, s := range schemas {
		l := layOut(s, nil)
		if i := slices.IndexFunc(tables, func(t *input.Table) bool { return t.Name == s.table }); i >= 0 {
			l = layOut(s, tables[i])
		}
		if err := l.refuse(); err != nil {
			return err
		}
		known.tables[s.table] = l.origin()
		b.add(l)
	}
	return b.write(w, &known)
}

// layout is one table as its sheet will show it.
type layout struct {
	schema
	source  *input.Table // nil when the dossier has none
	columns []string
	rows    []input.Row // the header first
}

// layOut puts the columns that a table lacks behind those it has.
func layOut(s schema, t *input.Table) layout {
	l := layout{schema: s, source: t}
	var header []string
	there := map[string]bool{}
	if t != nil {
		for _, name := range t.Header.Cells {
			column := s.names()[written.Fold(name)]
			there[column] = true
			l.columns = append(l.columns, column)
			header = append(header, name)
		}
	}
	for _, column := range s.columns {
		if !there[column] {
			l.columns = append(l.columns, column)
			header = append(header, column)
		}
	}
	l.rows = []input.Row{shownRow(header)}
	if t != nil {
		for _, row := range t.Rows {
			l.rows = append(l.rows, shownRow(row.Cells))
		}
	}
	return l
}

func shownRow(cells []string) input.Row {
	row := input.Row{Cells: make([]string, len(cells))}
	for i, cell := range cells {
		row.Cells[i] = shown(cell)
	}
	return row
}

// refuse tells whether the table is more than a sheet may hold.
func (l layout) refuse() error {
	limits := DefaultLimits
	cells := 0
	for _, row := range l.rows {
		cells += len(row.Cells)
	}
	switch {
	case l.source == nil:
	case len(l.rows) > limits.Rows:
		return input.Refusal(l.source.At, "sheet-rows", ownership.Args{"limit": limits.Rows})
	case len(l.columns) > limits.Columns:
		return input.Refusal(l.source.At, "sheet-columns", ownership.Args{"limit": limits.Columns})
	case cells > limits.Cells:
		return input.Refusal(l.source.At, "sheet-cells", ownership.Args{"limit": limits.Cells})
	}
	return nil
}

// origin is what the hidden sheet tells of the table.
func (l layout) origin() *tableOrigin {
	o := &tableOrigin{digest: digestOf(l.rows)}
	if l.source == nil {
		return o
	}
	o.at = l.source.At
	o.rows = append([]input.Row{l.source.Header}, l.source.Rows...)
	for i, row := range o.rows {
		for j, cell := range row.Cells {
			if cell != l.rows[i].Cells[j] {
				o.cells = append(o.cells, originalCell{row: i, column: j, text: cell})
			}
		}
	}
	return o
}

// workbookWriter makes a workbook, sheet after sheet. Its first error stays.
type workbookWriter struct {
	file   *excelize.File
	lang   string
	sheets []layout
	styles struct{ text, inert, header, needed, title int }
	err    error
}

func newWorkbook(lang string) (*workbookWriter, error) {
	b := &workbookWriter{file: excelize.NewFile(), lang: lang}
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

func (b *workbookWriter) keep(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *workbookWriter) style(s *excelize.Style) int {
	id, err := b.file.NewStyle(s)
	b.keep(err)
	return id
}

func (b *workbookWriter) add(l layout) { b.sheets = append(b.sheets, l) }

// write writes the sheets of tables, and the hidden one when there is an origin.
func (b *workbookWriter) write(w io.Writer, known *origin) error {
	ids := "" // the cells of the entities' ids
	for _, l := range b.sheets {
		b.newSheet(l.table)
		if column := slices.Index(l.columns, "id"); l.table == "entities" && column >= 0 {
			letter := columnName(column + 1)
			ids = fmt.Sprintf("%s!$%s$2:$%s$%d", l.table, letter, letter, max(len(l.rows)+1000, 5000))
		}
	}
	if known != nil {
		b.newSheet(originSheet)
		b.keep(b.file.SetSheetVisible(originSheet, false))
	}
	for _, l := range b.sheets {
		b.table(l, ids)
	}
	if known != nil {
		records := known.write()
		b.rows(originSheet, records, widths(records), nil, func(int, int, string) int { return b.styles.text })
	}
	if b.err == nil {
		packed, err := b.file.WriteToBuffer()
		if err != nil {
			return err
		}
		return repack(w, packed.Bytes())
	}
	return b.err
}

// newSheet adds a sheet; the first takes the place of the one that every new
// workbook has.
func (b *workbookWriter) newSheet(name string) {
	const given = "Sheet1"
	if i, err := b.file.GetSheetIndex(given); err == nil && i == 0 {
		b.keep(b.file.SetSheetName(given, name))
		return
	}
	_, err := b.file.NewSheet(name)
	b.keep(err)
}

// table writes one sheet.
func (b *workbookWriter) table(l layout, ids string) {
	for i, column := range l.columns {
		if column == "" {
			continue
		}
		b.note(l.table, columnName(i+1)+"1", noteOf(b.lang, l.table, column))
		list := excelize.NewDataValidation(true)
		list.Sqref = fmt.Sprintf("%s2:%s%d", columnName(i+1), columnName(i+1), lastRow)
		switch words := listOf(b.lang, l.table, column); {
		case words != nil:
			b.keep(list.SetDropList(words))
		case idColumns[l.table+"."+column] && ids != "":
			list.SetSqrefDropList(ids)
		default:
			continue
		}
		list.ShowErrorMessage = false // other spellings are read too
		b.keep(b.file.AddDataValidation(l.table, list))
	}
	texts := make([][]string, len(l.rows))
	for i, row := range l.rows {
		texts[i] = row.Cells
	}
	b.rows(l.table, texts, widths(texts), &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}, func(row, column int, text string) int {
		switch {
		case row == 0 && slices.Contains(l.needed, l.columns[column]):
			return b.styles.needed
		case row == 0:
			return b.styles.header
		case formulaLike(text):
			return b.styles.inert
		}
		return b.styles.text
	})
}

// note puts a note on a cell.
func (b *workbookWriter) note(sheet, cell, text string) {
	lines := utf8.RuneCountInString(text)/45 + 2
	b.keep(b.file.AddComment(sheet, excelize.Comment{Cell: cell, Author: "egide", Width: 300, Height: uint(18 * lines),
		Paragraph: []excelize.RichTextRun{{Text: text, Font: &excelize.Font{Family: "Calibri", Size: 10}}}}))
}

// rows writes texts from the first cell on, with panes when there are any.
func (b *workbookWriter) rows(sheet string, rows [][]string, wide []float64, panes *excelize.Panes, style func(row, column int, text string) int) {
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
func (b *workbookWriter) onPaper(sheet string) {
	across, a4, one, any, fit := "landscape", 9, 1, 0, true
	b.keep(b.file.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &across, Size: &a4, FitToWidth: &one, FitToHeight: &any}))
	b.keep(b.file.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}))
}

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
