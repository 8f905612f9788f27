package input

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// LongestCell is the most characters that a spreadsheet cell can hold; more in
// one cell is a broken quote or an attack, not a text.
const LongestCell = 32_767

// Delimited reads the bytes of a CSV file into a table. known tells which
// header names mean something in it. It returns nil when there is no header to
// go on; what was wrong is with the collector either way.
func (c *Collector) Delimited(name string, at ownership.Position, raw []byte, known func(string) bool) *Table {
	if IsWorkbook(raw) {
		c.Fault(at, "file-is-workbook", nil)
		return nil
	}
	text, enc := Decode(raw)
	skipped := 0
	comma, rest, ok := SeparatorLine(text)
	if ok {
		text, skipped = rest, 1
	} else {
		comma = FindDelimiter(text, known)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma
	r.Comment = '#'
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = comma != '\t' // a tab is white space too, and would be lost with it

	t := &Table{Name: name, At: at}
	damage := NewDamage(c, enc)
	var starts []int
	before := c.Wrong()
	for {
		row, err := NextRow(r, skipped)
		if errors.Is(err, io.EOF) {
			break
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			if starts == nil {
				starts = lineStarts(text)
			}
			t.Partial = true
			c.quoteFault(at, text, starts, comma, parse, skipped)
			continue
		}
		if err != nil {
			c.Fault(at, "file-unreadable", ownership.Args{"why": err.Error()})
			return nil
		}
		if Blank(row.Cells) || strings.HasPrefix(written.Trim(row.Cells[0]), "#") {
			continue
		}
		damage.Look(t, row)
		if t.Header.Cells == nil {
			t.Header = row
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	if t.Header.Cells == nil {
		if before == c.Wrong() {
			c.Fault(at, "empty-file", nil)
		}
		return nil
	}
	if enc == Windows1252 {
		c.Warn(at, "encoding-guessed", "", ownership.Args{"encoding": string(enc)})
	}
	return t
}

// NextRow reads the next row of a CSV text of which so many lines were skipped. The
// error is that of the CSV reader.
func NextRow(r *csv.Reader, skipped int) (Row, error) {
	cells, err := r.Read()
	if err != nil {
		return Row{}, err
	}
	row := Row{Cells: cells}
	row.Line, _ = r.FieldPos(0)
	row.Line += skipped
	last, _ := r.FieldPos(len(cells) - 1)
	if last+skipped != row.Line {
		row.Lines = make([]int, len(cells))
		for i := range cells {
			line, _ := r.FieldPos(i)
			row.Lines[i] = line + skipped
		}
	}
	return row, nil
}

// IsWorkbook tells whether bytes are a workbook that somebody gave the name of
// a CSV file: a zip archive, or the compound file of older programs.
func IsWorkbook(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte("PK\x03\x04")) || bytes.HasPrefix(raw, []byte{0xD0, 0xCF, 0x11, 0xE0})
}

// Blank tells whether a row says nothing. Cells of nothing but delimiters come
// from a spreadsheet with another dialect than the rest of the file.
func Blank(cells []string) bool {
	for _, cell := range cells {
		if strings.Trim(written.Trim(cell), ",;\t|") != "" {
			return false
		}
	}
	return true
}

// Damage finds cells that no longer are what somebody wrote.
type Damage struct {
	to          *Collector
	broken, cut bool
}

// NewDamage looks for the damage that an encoding comes with.
func NewDamage(c *Collector, enc Encoding) Damage {
	return Damage{to: c, broken: enc == BrokenUTF8, cut: enc == UTF16LE || enc == UTF16BE}
}

// Look reports each damaged cell of a row, and leaves in it what can be shown.
func (d Damage) Look(t *Table, row Row) {
	for i, cell := range row.Cells {
		if len(cell) > LongestCell {
			if n := utf8.RuneCountInString(cell); n > LongestCell {
				d.to.Fault(t.Position(row, i), "cell-too-long", ownership.Args{"n": n, "limit": LongestCell})
				row.Cells[i] = ""
				continue
			}
		}
		switch {
		case d.broken && !utf8.ValidString(cell):
			text := strings.ToValidUTF8(cell, "\uFFFD")
			d.to.Fault(t.Position(row, i), "broken-encoding", ownership.Args{"text": written.Echo(text)})
			row.Cells[i] = text
		case d.cut && strings.ContainsRune(cell, utf8.RuneError):
			d.to.Fault(t.Position(row, i), "broken-encoding", ownership.Args{"text": written.Echo(cell)})
		}
	}
}

// quoteFault turns a complaint of the CSV reader into a fault. The row is left
// out; the reader goes on with the next line.
func (c *Collector) quoteFault(at ownership.Position, text []byte, starts []int, comma rune, parse *csv.ParseError, skipped int) {
	at.Line, at.Column = parse.StartLine+skipped, 0
	end := len(text)
	if i := parse.Line - 1; i < len(starts) {
		end = min(starts[i]+parse.Column-1, len(text))
	}
	if i := parse.StartLine - 1; i < len(starts) && starts[i] <= end {
		column, open := 1, false
		for _, b := range text[starts[i]:end] {
			switch {
			case b == '"':
				open = !open
			case rune(b) == comma && !open:
				column++
			}
		}
		at.Column = column
	}
	if errors.Is(parse.Err, csv.ErrQuote) && len(bytes.TrimSpace(text[end:])) == 0 {
		c.Fault(at, "quote-not-closed", nil)
		return
	}
	at.Line = parse.Line + skipped
	c.Fault(at, "quote-inside", nil)
}

// lineStarts are the offsets at which the lines of a text begin.
func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}
