package intake

import (
	"slices"
	"sort"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// sheetTable is the table that a sheet holds.
type sheetTable struct {
	*input.Table
	formulas int // cells whose value a formula made
}

// tableOf makes a table of a sheet. Blank rows, rows that begin with # and rows
// above the header are left out. When there is no header, the table has none,
// and the fault is with the collector if the dossier needs the table.
func (r *reading) tableOf(g *spreadsheet.Grid, s schema) sheetTable {
	t := sheetTable{Table: &input.Table{Name: s.table, At: g.Sheet.Position(0, 0)}}
	rows := kept(g.Rows, 1)
	if len(rows) == 0 {
		if slices.ContainsFunc(needed, func(n schema) bool { return n.table == s.table }) {
			r.Fault(t.At, "empty-file", nil)
		}
		return t
	}
	top := headerAt(rows, s)
	if top > 0 {
		r.Warn(g.Sheet.Position(rows[0].Number, 0), "rows-above-header", "", ownership.Args{"n": top, "line": rows[top].Number})
	}
	header := rows[top]
	rows = rows[top+1:]
	if first := header.Cells[0].Column; first > 1 {
		rows = kept(rows, first)
	}
	width := 0
	for _, row := range append(rows, header) {
		width = max(width, row.Cells[len(row.Cells)-1].Column)
	}
	t.Header = texts(header, width)
	counts := make([]bool, width+1) // by column counted from one
	named := make([]bool, width+1)
	for i, name := range t.Header.Cells {
		column := s.names()[written.Fold(name)]
		named[i+1] = column != ""
		counts[i+1] = column == "shares" || column == "votes_per_share"
	}
	damage := input.NewDamage(&r.Collector, input.UTF8)
	damage.Look(t.Table, t.Header)
	t.Rows = make([]input.Row, 0, len(rows))
	look := sheetLook{reading: r, Grid: g, named: named}
	for _, source := range rows {
		row := texts(source, width)
		for _, cell := range source.Cells {
			look.cell(source, cell)
			if cell.Kind == spreadsheet.CellNumber && counts[cell.Column] {
				row.Cells[cell.Column-1] = certain(cell.Text)
			}
		}
		look.row(source)
		damage.Look(t.Table, row)
		t.Rows = append(t.Rows, row)
	}
	look.merged(rows)
	look.report(t.Header)
	t.formulas = look.formulas
	return t
}

// kept are the rows that say something: not blank, and no # at the start of the
// column.
func kept(rows []spreadsheet.GridRow, column int) []spreadsheet.GridRow {
	var all []spreadsheet.GridRow
	for _, row := range rows {
		cells := make([]string, len(row.Cells))
		unmade := false
		for i, cell := range row.Cells {
			cells[i] = cell.Text
			unmade = unmade || cell.Kind == spreadsheet.CellNoValue
		}
		if input.Blank(cells) && !unmade || strings.HasPrefix(written.Trim(row.At(column).Text), "#") {
			continue
		}
		all = append(all, row)
	}
	return all
}

// headerAt finds the header among the first rows: the first that has every
// needed column, or else the one with the most known names.
func headerAt(rows []spreadsheet.GridRow, s schema) int {
	const within = 60
	best, most := 0, 0
	for i, row := range rows[:min(len(rows), within)] {
		names := map[string]bool{}
		for _, cell := range row.Cells {
			if column, ok := s.names()[written.Fold(cell.Text)]; ok && len(cell.Text) <= 200 {
				names[column] = true
			}
		}
		complete := true
		for _, column := range s.needed {
			complete = complete && names[column]
		}
		if complete {
			return i
		}
		if len(names) > most {
			best, most = i, len(names)
		}
	}
	return best
}

// texts are the cells of a row from the first column on.
func texts(source spreadsheet.GridRow, width int) input.Row {
	row := input.Row{Cells: make([]string, width), Line: source.Number}
	for _, cell := range source.Cells {
		row.Cells[cell.Column-1] = cell.Text
	}
	return row
}

// certain writes a number that a cell holds as a number so that its point is
// read as a decimal mark: before exactly three digits, a text may mean
// thousands.
func certain(number string) string {
	if _, decimals, ok := strings.Cut(number, "."); ok && len(decimals) == 3 {
		return number + "0"
	}
	return number
}

// sheetLook gathers what a reader of the sheet may not have seen.
type sheetLook struct {
	*reading
	*spreadsheet.Grid
	named []bool // the columns that mean something

	formulas, hiddenRows         int
	firstFormula, firstHiddenRow ownership.Position
}

func (l *sheetLook) cell(row spreadsheet.GridRow, cell spreadsheet.Cell) {
	at := l.Sheet.Position(row.Number, cell.Column)
	if cell.Formula {
		if l.formulas++; l.formulas == 1 {
			l.firstFormula = at
		}
	}
	if cell.Column >= len(l.named) || !l.named[cell.Column] {
		return
	}
	switch cell.Kind {
	case spreadsheet.CellNoValue:
		l.Fault(at, "formula-no-value", nil)
	case spreadsheet.CellError:
		l.Fault(at, "cell-error", ownership.Args{"text": written.Echo(cell.Text)})
	}
}

func (l *sheetLook) row(row spreadsheet.GridRow) {
	if row.Hidden {
		if l.hiddenRows++; l.hiddenRows == 1 {
			l.firstHiddenRow = l.Sheet.Position(row.Number, 0)
		}
	}
}

// merged reports cells of the table that were made one: only the first of them
// has a value, and the rest would be taken for unknown.
func (l *sheetLook) merged(rows []spreadsheet.GridRow) {
	const most = 10_000 // looked at; more is no table that people fill in
	for _, m := range l.Merged[:min(len(l.Merged), most)] {
		if m.FirstRow == m.LastRow && m.FirstColumn == m.LastColumn || m.FirstColumn >= len(l.named) {
			continue
		}
		i := sort.Search(len(rows), func(i int) bool { return rows[i].Number >= m.FirstRow })
		if i < len(rows) && rows[i].Number <= m.LastRow {
			l.Fault(l.Sheet.Position(m.FirstRow, m.FirstColumn), "cells-merged", ownership.Args{"last": l.Sheet.Position(m.LastRow, m.LastColumn)})
		}
	}
}

// report warns of formulas and of what is hidden, once for each sheet.
func (l *sheetLook) report(header input.Row) {
	if l.formulas > 0 {
		l.Warn(l.firstFormula, "formulas-read", "", ownership.Args{"n": l.formulas})
	}
	if l.hiddenRows > 0 {
		l.Warn(l.firstHiddenRow, "rows-hidden", "", ownership.Args{"n": l.hiddenRows})
	}
	var hidden []string
	for i, name := range header.Cells {
		if written.Trim(name) != "" && l.ColumnHidden(i+1) {
			hidden = append(hidden, written.Echo(name))
		}
	}
	if len(hidden) > 0 {
		l.Warn(l.Sheet.Position(header.Line, 0), "columns-hidden", "", ownership.Args{"columns": hidden})
	}
}
