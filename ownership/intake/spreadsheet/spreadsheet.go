package spreadsheet

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// Limits bound what reading a spreadsheet may cost. A field that is 0 takes the
// value of [DefaultLimits]. What goes beyond one is refused, with the limit's
// name and value, and never read in part.
type Limits struct {
	FileBytes     int64 // of the file itself
	Members       int   // files inside the archive
	UnpackedBytes int64 // of all parts that are read, together
	Ratio         int   // unpacked to packed size of the archive, once it unpacks to more than 32 MiB
	Rows          int   // rows of one sheet that hold anything
	Columns       int   // the last column of a sheet that holds anything
	Cells         int   // cells of one sheet that hold anything, and texts in the file
}

// DefaultLimits leave room for a register of 100,000 companies and keep the
// memory of a reading under a gigabyte.
var DefaultLimits = Limits{
	FileBytes:     128 << 20,
	Members:       10_000,
	UnpackedBytes: 256 << 20,
	Ratio:         200,
	Rows:          250_000,
	Columns:       1_024,
	Cells:         4_000_000,
}

func (l Limits) OrDefault() Limits {
	return Limits{
		FileBytes:     cmp.Or(l.FileBytes, DefaultLimits.FileBytes),
		Members:       cmp.Or(l.Members, DefaultLimits.Members),
		UnpackedBytes: cmp.Or(l.UnpackedBytes, DefaultLimits.UnpackedBytes),
		Ratio:         cmp.Or(l.Ratio, DefaultLimits.Ratio),
		Rows:          cmp.Or(l.Rows, DefaultLimits.Rows),
		Columns:       cmp.Or(l.Columns, DefaultLimits.Columns),
		Cells:         cmp.Or(l.Cells, DefaultLimits.Cells),
	}
}

// Book is an .xlsx file (ECMA-376, ISO/IEC 29500) that was opened: the
// list of its sheets, which are read when they are asked for. It holds no open
// file. Links to other files, macros and pictures in it are never looked at.
type Book struct {
	Name   string // of the file, without its folder
	SHA256 string // of the file's bytes, in hexadecimal
	Sheets []*Sheet

	archive  *archive
	from1904 bool // days are counted from 1904, as old Macs did
	read     bool // texts and formats have been read
	texts    []string
	formats  []format

	textsPart, stylesPart string
}

// Sheet is one sheet of a spreadsheet.
type Sheet struct {
	Name   string
	Hidden bool // the program does not show it, at least until asked to

	of   *Book
	part string
}

// Grid is what a sheet holds.
type Grid struct {
	Sheet         *Sheet
	Rows          []GridRow // those with a cell that holds something, in order
	Merged        []Range   // in the order of the file
	hiddenColumns []span
}

// GridRow is one row of a sheet.
type GridRow struct {
	Number int  // counted from one
	Hidden bool // by hand or by a filter
	Cells  []Cell
}

// Cell is a cell that holds something: a value, or a formula.
type Cell struct {
	Text    string // the value as a text that the readers of this package understand
	Column  int    // counted from one
	Kind    CellKind
	Formula bool // the value is the one that the program last saved for its formula
}

// CellKind is what a cell's value is.
type CellKind uint8

// The kinds of cells, with the text that each one has.
const (
	CellText    CellKind = iota // the text itself
	CellNumber                  // in decimals, with a point, to the 15 digits that spreadsheets count in: 0.3
	CellPercent                 // in percent, however it is stored: 24 %
	CellDate                    // a day, 2025-12-31, with the time behind it when the cell shows one: 2025-12-31T18:30:00
	CellTruth                   // TRUE or FALSE
	CellError                   // what the program shows: #REF!
	CellNoValue                 // none: a formula that was never computed
)

// Range is a rectangle of cells, from its first row and column to its last,
// all counted from one.
type Range struct {
	FirstRow, FirstColumn, LastRow, LastColumn int
}

// Holds tells whether a cell lies in the range.
func (r Range) Holds(row, column int) bool {
	return r.FirstRow <= row && row <= r.LastRow && r.FirstColumn <= column && column <= r.LastColumn
}

type span struct{ first, last int }

// ColumnHidden tells whether the program does not show a column.
func (g *Grid) ColumnHidden(column int) bool {
	for _, s := range g.hiddenColumns {
		if s.first <= column && column <= s.last {
			return true
		}
	}
	return false
}

// At is the cell of a column; the zero Cell when there is nothing in it.
func (r GridRow) At(column int) Cell {
	lo, hi := 0, len(r.Cells)
	for lo < hi {
		if mid := (lo + hi) / 2; r.Cells[mid].Column < column {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(r.Cells) && r.Cells[lo].Column == column {
		return r.Cells[lo]
	}
	return Cell{}
}

// Position is where a cell stands; row 0 is the whole sheet, column 0 the whole
// row.
func (s *Sheet) Position(row, column int) ownership.Position {
	return ownership.Position{File: s.of.Name, Sheet: written.Echo(s.Name), Line: row, Column: column}
}

// Open opens an .xlsx file and lists its sheets in their order. Only
// the zero Limits are for a caller without wishes of its own. The error is a
// [*input.Faults]: the file is not there, is no .xlsx file (encrypted, .xls, .ods,
// .xlsb or no workbook at all), is damaged, goes beyond a limit, or carries
// what no spreadsheet program writes, such as member names that lead out of
// the archive and XML entities.
func Open(path string, limits Limits) (*Book, error) {
	limits = limits.OrDefault()
	var c input.Collector
	at := ownership.Position{File: filepath.Base(filepath.Clean(path))}
	raw, ok := c.Load(path, at, limits.FileBytes)
	if !ok {
		return nil, c.Err()
	}
	return Read(at.File, raw, limits)
}

// Read opens the bytes of an .xlsx file.
func Read(name string, raw []byte, limits Limits) (*Book, error) {
	a, err := openArchive(ownership.Position{File: name}, raw, limits.OrDefault())
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	s := &Book{Name: name, SHA256: hex.EncodeToString(sum[:]), archive: a}
	return s, s.readWorkbook()
}
