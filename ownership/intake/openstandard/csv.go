package openstandard

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// csvRecords goes through the rows of a comma-separated file whose header is its
// first row, one at a time.
type csvRecords struct {
	ration *rationedReader
	rows   *csv.Reader
	column map[string]int
	cells  []string
	line   int
}

// errRecordSize tells that a row is longer than any row is: a quotation mark
// that nobody closed, or an attack.
var errRecordSize = errors.New("the row is too long")

// rationedReader hands out so many bytes and no more until it gets the next
// ration, so that one endless row cannot fill the memory.
type rationedReader struct {
	io.Reader
	left int
}

// Read reads within the ration.
func (r *rationedReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errRecordSize
	}
	n, err := r.Reader.Read(p)
	r.left -= n
	return n, err
}

func newCSVRecords(in io.Reader) (*csvRecords, error) {
	ration := &rationedReader{Reader: in, left: mostRecord}
	r := &csvRecords{ration: ration, rows: csv.NewReader(ration), column: map[string]int{}, line: 1}
	r.rows.ReuseRecord = true
	header, err := r.rows.Read()
	if err != nil {
		return nil, err
	}
	for i, name := range header {
		name = written.Trim(name)
		if _, there := r.column[name]; !there {
			r.column[strings.Clone(name)] = i
		}
	}
	return r, nil
}

// Next reads the next row. The error is io.EOF at the end, a *csv.ParseError for
// a row that cannot be read, or what the reader said.
func (r *csvRecords) Next() (line int, err error) {
	r.ration.left = mostRecord
	r.cells, err = r.rows.Read()
	switch {
	case err == nil:
		r.line, _ = r.rows.FieldPos(0)
	case r.ration.left <= 0:
		err = errRecordSize // the reader of rows takes it for a quotation mark
	}
	return r.line, err
}

// Text is the cell of the row under a header; blank when there is no such
// column. It stays valid.
func (r *csvRecords) Text(header string) string {
	i, ok := r.column[header]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return strings.Clone(written.Trim(r.cells[i]))
}

// csvFault reports why a row could not be read; fatal tells that nothing behind
// it can be.
func (m *drafting) csvFault(at ownership.Position, err error) (fatal bool) {
	var parse *csv.ParseError
	switch {
	case errors.As(err, &parse):
		at.Line = parse.StartLine
		if errors.Is(err, csv.ErrFieldCount) {
			m.Fault(at, "open-csv-columns", nil)
			return false
		}
		m.Fault(at, "open-csv-quote", nil)
		return false
	case errors.Is(err, errRecordSize):
		at.Line++ // the row behind the last one that was read
		m.ended = &ownership.Note{Code: "open-csv-long", Args: ownership.Args{"limit": mostRecord >> 20}, At: at}
		m.Fault(at, m.ended.Code, m.ended.Args)
	default:
		m.OpenFault(at, fmt.Errorf("%w", err))
	}
	return true
}

// severalLines is the fault of a row whose quotation marks do not match, when it
// took more than its own line with it; nil for any other.
func severalLines(at ownership.Position, err error) *ownership.Note {
	var parse *csv.ParseError
	if !errors.As(err, &parse) || !errors.Is(err, csv.ErrQuote) || parse.Line == parse.StartLine {
		return nil
	}
	at.Line = parse.StartLine
	return &ownership.Note{Code: "open-csv-quote", At: at}
}
