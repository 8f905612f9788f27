package intake

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
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
	defer b.Close()
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
		row.Cells[i] = spreadsheet.Shown(cell)
	}
	return row
}

// refuse tells whether the table is more than a sheet may hold.
func (l layout) refuse() error {
	limits := spreadsheet.DefaultLimits
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

// workbookWriter makes the workbook of a dossier, a sheet for each table.
type workbookWriter struct {
	*spreadsheet.Writer
	lang   string
	sheets []layout
}

func newWorkbook(lang string) (*workbookWriter, error) {
	b, err := spreadsheet.NewWriter()
	return &workbookWriter{Writer: b, lang: lang}, err
}

func (b *workbookWriter) add(l layout) { b.sheets = append(b.sheets, l) }

// write writes the sheets of tables, and the hidden one when there is an origin.
func (b *workbookWriter) write(w io.Writer, known *origin) error {
	ids := "" // the cells of the entities' ids
	for _, l := range b.sheets {
		b.AddSheet(l.table)
		if column := slices.Index(l.columns, "id"); l.table == "entities" && column >= 0 {
			letter := spreadsheet.ColumnName(column + 1)
			ids = fmt.Sprintf("%s!$%s$2:$%s$%d", l.table, letter, letter, max(len(l.rows)+1000, 5000))
		}
	}
	if known != nil {
		b.AddSheet(originSheet)
		b.Keep(b.File.SetSheetVisible(originSheet, false))
	}
	for _, l := range b.sheets {
		b.table(l, ids)
	}
	if known != nil {
		records := known.write()
		b.Rows(originSheet, records, spreadsheet.Widths(records), nil, func(int, int, string) int { return b.Styles.Text })
	}
	return b.Finish(w)
}

// table writes one sheet.
func (b *workbookWriter) table(l layout, ids string) {
	for i, column := range l.columns {
		if column == "" {
			continue
		}
		b.Note(l.table, spreadsheet.ColumnName(i+1)+"1", noteOf(b.lang, l.table, column))
		list := excelize.NewDataValidation(true)
		list.Sqref = fmt.Sprintf("%s2:%s%d", spreadsheet.ColumnName(i+1), spreadsheet.ColumnName(i+1), spreadsheet.LastRow)
		switch words := listOf(b.lang, l.table, column); {
		case words != nil:
			b.Keep(list.SetDropList(words))
		case idColumns[l.table+"."+column] && ids != "":
			list.SetSqrefDropList(ids)
		default:
			continue
		}
		list.ShowErrorMessage = false // other spellings are read too
		b.Keep(b.File.AddDataValidation(l.table, list))
	}
	texts := make([][]string, len(l.rows))
	for i, row := range l.rows {
		texts[i] = row.Cells
	}
	b.Rows(l.table, texts, spreadsheet.Widths(texts), &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}, func(row, column int, text string) int {
		switch {
		case row == 0 && slices.Contains(l.needed, l.columns[column]):
			return b.Styles.Needed
		case row == 0:
			return b.Styles.Header
		}
		return b.StyleOf(text)
	})
}
