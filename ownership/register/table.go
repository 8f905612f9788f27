package register

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"egide/ownership"
)

// Table is a file of a register.
type Table struct {
	File string // its name in messages
	Text []byte
}

// Faults are what is wrong with a table as a whole, so that it cannot be read.
type Faults struct {
	Notes []ownership.Note
}

// Error is a summary for a log.
func (f *Faults) Error() string {
	if len(f.Notes) == 0 {
		return "the register cannot be read"
	}
	return f.Notes[0].At.String() + ": " + f.Notes[0].Code
}

// table is a file of which the header is known.
type table struct {
	Table
	name  string // entities or shareholdings
	comma byte
	body  int            // where the rows begin
	at    map[string]int // the column of each canonical name
	width int
	notes []ownership.Note // warnings of the header
	torn  bool             // bytes in it are no text, whatever the encoding
}

// open reads the header of a table. needed are the columns without which it
// says nothing.
func (d *Dialect) open(t Table, name string, needed ...string) (*table, error) {
	x := &table{Table: t, name: name, at: make(map[string]int)}
	switch text := t.Text; {
	case bytes.HasPrefix(text, []byte{0xEF, 0xBB, 0xBF}):
		x.body = 3
	case bytes.HasPrefix(text, []byte{0xFF, 0xFE}), bytes.HasPrefix(text, []byte{0xFE, 0xFF}), !utf8.Valid(untorn(text[:min(len(text), 1<<16)])):
		x.Text = d.Decode(text)
		x.torn = !utf8.Valid(x.Text)
	case bytes.IndexByte(text[:min(len(text), 4096)], 0) >= 0:
		x.Text = d.Decode(text) // letters of two bytes, without a mark in front
	}
	if bytes.IndexByte(x.Text[:min(len(x.Text), 1<<16)], '\n') < 0 && bytes.IndexByte(x.Text, '\r') >= 0 {
		x.Text = bytes.ReplaceAll(x.Text, []byte{'\r'}, []byte{'\n'})
	}
	best, fixed := -1, byte(0)
	for {
		line, rest, found := bytes.Cut(x.Text[x.body:], []byte{'\n'})
		plain := bytes.Trim(bytes.TrimSpace(line), `"`)
		if len(plain) == 5 && bytes.EqualFold(plain[:4], []byte("sep=")) {
			fixed = plain[4]
		} else if len(bytes.Trim(plain, ",;\t| \"")) > 0 && plain[0] != '#' {
			break
		}
		if !found {
			return nil, &Faults{[]ownership.Note{{Code: "empty-file", At: ownership.Position{File: t.File}}}}
		}
		x.body = len(x.Text) - len(rest)
	}
	var header []string
	for _, comma := range []byte{',', ';', '\t', '|'} {
		if fixed != 0 && comma != fixed {
			continue
		}
		s := scanner{text: x.Text, pos: x.body, end: len(x.Text), comma: comma, quotes: true}
		if !s.next() || s.broken != "" {
			continue
		}
		known, names := 0, []string(nil)
		for k := range min(s.n, mostColumns) {
			names = append(names, string(s.cell(k)))
			if d.Column(name, names[k]) != "" {
				known++
			}
		}
		if known > best || known == best && len(names) > len(header) {
			best, header, x.comma, x.width = known, names, comma, s.n
		}
	}
	body := scanner{text: x.Text, pos: x.body, end: len(x.Text), comma: x.comma, quotes: true}
	headerAt := ownership.Position{File: t.File, Line: 1 + bytes.Count(x.Text[:x.body], []byte{'\n'})}
	if !body.next() || best < 0 {
		return nil, &Faults{[]ownership.Note{{Code: "empty-file", At: ownership.Position{File: t.File}}}}
	}
	x.body = body.pos
	var faults []ownership.Note
	for k, written := range header {
		at := headerAt
		at.Column = k + 1
		switch column := d.Column(name, written); {
		case written == "":
		case column == "":
			x.notes = append(x.notes, ownership.Note{Code: "unknown-column", At: at, Args: ownership.Args{"text": echo([]byte(written))}})
		default:
			if first, twice := x.at[column]; twice {
				firstAt := headerAt
				firstAt.Column = first + 1
				faults = append(faults, ownership.Note{Code: "duplicate-column", At: at, Args: ownership.Args{"column": column, "text": echo([]byte(written)), "first": firstAt}})
				continue
			}
			x.at[column] = k
		}
	}
	for _, column := range needed {
		if _, there := x.at[column]; !there {
			faults = append(faults, ownership.Note{Code: "missing-column", At: headerAt, Args: ownership.Args{"column": column, "found": header}})
		}
	}
	if len(faults) > 0 {
		return nil, &Faults{faults}
	}
	return x, nil
}

// decoded is the table in which letters beyond ASCII, which come late in it, are
// no UTF-8: what Decode makes of all of it.
func (d *Dialect) decoded(t *table) (*table, error) {
	text := d.Decode(t.Text)
	again, err := d.open(Table{File: t.File, Text: text}, t.name)
	if err == nil {
		again.torn = !utf8.Valid(text)
	}
	return again, err
}

// untorn cuts a character off that the end of a text tore apart.
func untorn(text []byte) []byte {
	for k := 1; k <= utf8.UTFMax && k <= len(text); k++ {
		if utf8.RuneStart(text[len(text)-k]) {
			if !utf8.FullRune(text[len(text)-k:]) {
				return text[:len(text)-k]
			}
			break
		}
	}
	return text
}

// column is the place of a column, -1 when the table has none of that name.
func (t *table) column(name string) int {
	if k, there := t.at[name]; there {
		return k
	}
	return -1
}

// remark is a fault at a byte of the text; lines are counted when all are known.
type remark struct {
	offset, column int
	code           string
	args           ownership.Args
}

// mostRemarks is how many faults of one piece of a file are told; all are
// counted.
const mostRemarks = 20_000

// tell gives the remarks to note, in the order of the text, with their lines.
func (t *table) tell(remarks []remark, note func(ownership.Note)) {
	slices.SortStableFunc(remarks, func(a, b remark) int {
		if a.offset != b.offset {
			return a.offset - b.offset
		}
		return a.column - b.column
	})
	line, at := 1, 0
	for _, m := range remarks {
		line += bytes.Count(t.Text[at:m.offset], []byte{'\n'})
		at = m.offset
		note(ownership.Note{Code: m.code, Args: m.args, At: ownership.Position{File: t.File, Line: line, Column: m.column}})
	}
}
