package spreadsheet

import (
	"encoding/xml"
	"strconv"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// The size of a sheet in the format itself.
const (
	LastRow    = 1_048_576
	lastColumn = 16_384
)

// Read reads the sheet. Cells that hold nothing, however they are painted, are
// left out. The error is a [*input.Faults] when the sheet is damaged or goes beyond a
// limit.
func (s *Sheet) Read() (*Grid, error) {
	if err := s.of.readCommon(); err != nil {
		return nil, err
	}
	p, err := s.of.archive.open(s.part)
	if err != nil {
		return nil, err
	}
	defer p.content.Close()
	r := &sheetReader{Sheet: s, part: p, grid: &Grid{Sheet: s}}
	return r.grid, r.run()
}

// sheetReader goes through the XML of one sheet.
type sheetReader struct {
	*Sheet
	part   *part
	grid   *Grid
	inData bool
	row    GridRow
	column int // of the last cell
	cells  int

	inCell          bool
	kind            string // the attribute t
	style           int
	formula         bool
	hasValue, value bool // <v> was there; inside it
	raw             []byte
	inline          textRun
}

func (r *sheetReader) damaged() error {
	at := r.Position(r.row.Number, 0)
	return input.Refusal(at, "workbook-damaged", ownership.Args{"part": written.Echo(r.part.name)})
}

func (r *sheetReader) run() error {
	for {
		token, err := r.part.next()
		if err != nil || token == nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = r.start(t)
		case xml.EndElement:
			err = r.end(t.Name.Local)
		case xml.CharData:
			if r.value {
				r.raw = append(r.raw, t...)
			} else {
				r.inline.add(t)
			}
		}
		if err != nil {
			return err
		}
	}
}

func (r *sheetReader) start(e xml.StartElement) error {
	if r.inCell {
		switch e.Name.Local {
		case "v":
			r.hasValue, r.value = true, true
		case "f":
			r.formula = true
		default:
			r.inline.start(e.Name.Local)
		}
		return nil
	}
	switch e.Name.Local {
	case "sheetData":
		r.inData = true
	case "col":
		first, err1 := strconv.Atoi(attr(e, "min"))
		last, err2 := strconv.Atoi(attr(e, "max"))
		if truth(attr(e, "hidden")) && err1 == nil && err2 == nil && len(r.grid.hiddenColumns) < lastColumn {
			r.grid.hiddenColumns = append(r.grid.hiddenColumns, span{first, last})
		}
	case "mergeCell":
		if len(r.grid.Merged) >= r.of.archive.limits.Cells {
			return input.Refusal(r.Position(0, 0), "sheet-cells", ownership.Args{"limit": r.of.archive.limits.Cells})
		}
		if merged, ok := parseRange(attr(e, "ref")); ok {
			r.grid.Merged = append(r.grid.Merged, merged)
		}
	case "row":
		if r.inData {
			return r.startRow(e)
		}
	case "c":
		if r.inData {
			return r.startCell(e)
		}
	}
	return nil
}

func (r *sheetReader) startRow(e xml.StartElement) error {
	number := r.row.Number + 1
	hidden := false
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "r":
			n, err := strconv.Atoi(a.Value)
			if err != nil || n < number {
				return r.damaged()
			}
			number = n
		case "hidden":
			hidden = truth(a.Value)
		}
	}
	if number > LastRow {
		return r.damaged()
	}
	r.row = GridRow{Number: number, Hidden: hidden}
	r.column = 0
	return nil
}

func (r *sheetReader) startCell(e xml.StartElement) error {
	if r.row.Number == 0 {
		return r.damaged()
	}
	column := r.column + 1
	r.kind, r.style = "", 0
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "r":
			c, row, ok := parseCellName(a.Value)
			if !ok || c < column || row != r.row.Number {
				return r.damaged()
			}
			column = c
		case "t":
			r.kind = a.Value
		case "s":
			r.style, _ = strconv.Atoi(a.Value)
		}
	}
	r.column = column
	r.inCell, r.formula, r.hasValue, r.value = true, false, false, false
	r.raw = r.raw[:0]
	r.inline.reset()
	return nil
}

func (r *sheetReader) end(name string) error {
	if r.inCell {
		switch name {
		case "v":
			r.value = false
		case "c":
			r.inCell = false
			return r.endCell()
		default:
			r.inline.end(name)
		}
		return nil
	}
	switch name {
	case "sheetData":
		r.inData = false
	case "row":
		if r.inData && len(r.row.Cells) > 0 {
			if len(r.grid.Rows) >= r.of.archive.limits.Rows {
				return input.Refusal(r.Position(r.row.Number, 0), "sheet-rows", ownership.Args{"limit": r.of.archive.limits.Rows})
			}
			r.grid.Rows = append(r.grid.Rows, r.row)
			r.row.Cells = nil
		}
	}
	return nil
}

// endCell keeps the cell when it holds something.
func (r *sheetReader) endCell() error {
	cell := Cell{Column: r.column, Formula: r.formula}
	empty := !r.hasValue || len(r.raw) == 0
	switch {
	case r.kind == "inlineStr":
		cell.Text = r.inline.string()
	case r.formula && (!r.hasValue || empty && r.kind != "str"):
		cell.Kind = CellNoValue
	case empty:
	case !r.of.fill(&cell, r.kind, string(r.raw), r.style):
		return r.damaged()
	}
	if cell.Text == "" && !cell.Formula {
		return nil
	}
	limits := r.of.archive.limits
	if cell.Column > limits.Columns {
		return input.Refusal(r.Position(r.row.Number, cell.Column), "sheet-columns", ownership.Args{"limit": limits.Columns})
	}
	if r.cells++; r.cells > limits.Cells {
		return input.Refusal(r.Position(r.row.Number, cell.Column), "sheet-cells", ownership.Args{"limit": limits.Cells})
	}
	r.row.Cells = append(r.row.Cells, cell)
	return nil
}

// fill gives a cell the text and kind of its stored value. It is false when the
// value points at a text that is not there.
func (s *Book) fill(cell *Cell, kind, raw string, style int) bool {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || i < 0 || i >= len(s.texts) {
			return false
		}
		cell.Text = s.texts[i]
	case "str":
		cell.Text = unescape(raw)
	case "b":
		cell.Kind, cell.Text = CellTruth, "FALSE"
		if truth(strings.TrimSpace(raw)) {
			cell.Text = "TRUE"
		}
	case "e":
		cell.Kind, cell.Text = CellError, raw
	case "d":
		cell.Kind, cell.Text = CellDate, strings.TrimSuffix(strings.TrimSuffix(raw, "Z"), "T00:00:00")
	default:
		f := format{}
		if style >= 0 && style < len(s.formats) {
			f = s.formats[style]
		}
		cell.Text, cell.Kind = f.show(strings.TrimSpace(raw), s.from1904)
	}
	return true
}

// parseCellName reads A1 and $A$1.
func parseCellName(name string) (column, row int, ok bool) {
	i := 0
	if i < len(name) && name[i] == '$' {
		i++
	}
	for ; i < len(name); i++ {
		b := name[i] &^ 0x20
		if b < 'A' || b > 'Z' {
			break
		}
		if column = column*26 + int(b-'A') + 1; column > lastColumn {
			return 0, 0, false
		}
	}
	if i < len(name) && name[i] == '$' {
		i++
	}
	if i == len(name) || len(name)-i > 7 {
		return 0, 0, false
	}
	for ; i < len(name); i++ {
		if name[i] < '0' || name[i] > '9' {
			return 0, 0, false
		}
		row = row*10 + int(name[i]-'0')
	}
	return column, row, column > 0 && row > 0 && row <= LastRow
}

// parseRange reads A1:B2.
func parseRange(ref string) (Range, bool) {
	first, last, two := strings.Cut(ref, ":")
	if !two {
		last = first
	}
	c1, r1, ok1 := parseCellName(first)
	c2, r2, ok2 := parseCellName(last)
	return Range{min(r1, r2), min(c1, c2), max(r1, r2), max(c1, c2)}, ok1 && ok2
}
