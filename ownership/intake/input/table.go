package input

import (
	"egide/ownership"
	"egide/ownership/intake/written"
)

// Table is a table as it was found in a file: its cells as text, before
// anything is known of what they mean. Blank rows and comment rows are left
// out.
type Table struct {
	Name   string             // what the table holds: entities, shareholdings, …
	At     ownership.Position // the file, and in a workbook the sheet
	Header Row
	Rows   []Row

	// Partial tells that rows were left out because they could not be read.
	Partial bool
}

// Row is one row of a table. Cell i stands in column i+1.
type Row struct {
	Cells []string
	Line  int   // where the row begins, counted from one
	Lines []int // where each cell begins; nil when all of them begin on Line
}

// Position is where cell i of the row was written, in the table's file.
// A negative i stands for the row as a whole.
func (t *Table) Position(row Row, i int) ownership.Position {
	at := t.At
	at.Line = row.Line
	if i < 0 {
		return at
	}
	if i < len(row.Lines) {
		at.Line = row.Lines[i]
	}
	at.Column = i + 1
	return at
}

// Text is the text of a cell without the space around it.
func (r Row) Text(column int) string {
	if column < 0 || column >= len(r.Cells) {
		return ""
	}
	return written.Trim(r.Cells[column])
}
