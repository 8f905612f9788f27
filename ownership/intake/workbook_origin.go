package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

const (
	originSheet  = "_egide"
	originFormat = "egide.origin/1"
)

// origin is where the tables of an exported workbook come from: the files with
// their digests, and for every row the line it was read from. It holds for as
// long as the digest of each table is that of its sheet.
//
// In the workbook it is a hidden sheet of one record a row, the first cell its
// kind:
//
//	egide.origin/1
//	input  FILE SHA256
//	note   CODE FILE SHEET LINE COLUMN ARGUMENTS(JSON)
//	table  TABLE FILE SHEET DIGEST LINE WIDTH [LINES]
//	rows   TABLE LINE COUNT WIDTH         rows on consecutive lines
//	row    TABLE LINE WIDTH LINES         a row with line ends inside its cells
//	cell   TABLE ROW COLUMN "TEXT"...   a text that a sheet cannot hold
//
// A table without a FILE was not in the dossier.
type origin struct {
	valid  bool
	inputs []ownership.Input
	notes  []ownership.Note
	tables map[string]*tableOrigin
}

// tableOrigin is where one table comes from.
type tableOrigin struct {
	at     ownership.Position
	digest string
	rows   []input.Row    // the header first; their cells are of the right number, and blank
	cells  []originalCell // those that the sheet shows otherwise
	size   int            // cells of rows
}

type originalCell struct {
	row, column int // of rows and its cells, from 0
	text        string
}

// restorable are the notes that reading the files of a dossier can make, before
// anything is known of what their rows mean.
var restorable = []string{
	"columns-hidden", "encoding-guessed", "formulas-read", "rows-above-header", "rows-hidden",
	"sheet-hidden", "unknown-file", "unknown-file-near", "unknown-sheet", "unknown-sheet-near",
}

// describes tells whether a sheet still holds what was exported.
func (o *tableOrigin) describes(t sheetTable) bool {
	if o == nil {
		return false
	}
	rows := make([]input.Row, 0, len(t.Rows)+1)
	if t.Header.Cells != nil {
		rows = append(append(rows, t.Header), t.Rows...)
	}
	return o.digest == digestOf(rows) && (o.at.File == "" || len(o.rows) == len(rows))
}

// restore gives a sheet's table the positions and the columns it once had; nil
// for a table that was not in the dossier.
func (o *tableOrigin) restore(t *input.Table) *input.Table {
	if o.at.File == "" {
		return nil
	}
	sheet := append([]input.Row{t.Header}, t.Rows...)
	for i := range o.rows {
		copy(o.rows[i].Cells, sheet[i].Cells)
	}
	for _, c := range o.cells {
		o.rows[c.row].Cells[c.column] = c.text
	}
	return &input.Table{Name: t.Name, At: o.at, Header: o.rows[0], Rows: o.rows[1:]}
}

// digestOf is a digest of the texts of rows; blank cells at their ends do not
// count.
func digestOf(rows []input.Row) string {
	h := sha256.New()
	for _, row := range rows {
		n := len(row.Cells)
		for n > 0 && row.Cells[n-1] == "" {
			n--
		}
		h.Write([]byte(strconv.Itoa(n)))
		for _, cell := range row.Cells[:n] {
			h.Write([]byte(" " + strconv.Itoa(len(cell)) + " " + cell))
		}
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// write makes the records of a sheet, each a row of texts.
func (o *origin) write() [][]string {
	records := [][]string{{originFormat}}
	for _, in := range o.inputs {
		records = append(records, []string{"input", in.File, in.SHA256})
	}
	for _, note := range o.notes {
		args, err := json.Marshal(packArgs(note.Args))
		if err != nil {
			continue // packArgs makes texts only
		}
		records = append(records, []string{"note", note.Code, note.At.File, note.At.Sheet, strconv.Itoa(note.At.Line), strconv.Itoa(note.At.Column), string(args)})
	}
	for _, s := range schemas {
		t := o.tables[s.table]
		if t == nil {
			continue
		}
		record := []string{"table", s.table, t.at.File, t.at.Sheet, t.digest}
		if t.at.File != "" {
			record = append(record, strconv.Itoa(t.rows[0].Line), strconv.Itoa(len(t.rows[0].Cells)), numbers(t.rows[0].Lines))
		}
		records = append(records, record)
		if t.at.File == "" {
			continue
		}
		for i := 1; i < len(t.rows); {
			row := t.rows[i]
			line, width := strconv.Itoa(row.Line), strconv.Itoa(len(row.Cells))
			if row.Lines != nil {
				records = append(records, []string{"row", s.table, line, width, numbers(row.Lines)})
				i++
				continue
			}
			n := 1
			for i+n < len(t.rows) && t.rows[i+n].Lines == nil && t.rows[i+n].Line == row.Line+n && len(t.rows[i+n].Cells) == len(row.Cells) {
				n++
			}
			records = append(records, []string{"rows", s.table, line, strconv.Itoa(n), width})
			i += n
		}
		for _, c := range t.cells {
			record := []string{"cell", s.table, strconv.Itoa(c.row), strconv.Itoa(c.column)}
			for rest := []rune(c.text); len(rest) > 0; {
				n := min(len(rest), 3000) // a character takes up to ten in quotes
				record = append(record, strconv.QuoteToASCII(string(rest[:n])))
				rest = rest[n:]
			}
			records = append(records, record)
		}
	}
	return records
}

func numbers(list []int) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, " ")
}

// readOrigin reads the hidden sheet. Anybody may have written it, so what is
// not exactly as [origin.write] makes it is not valid, and then nothing of it
// counts.
func readOrigin(sheet *spreadsheet.Sheet) origin {
	o := origin{tables: map[string]*tableOrigin{}}
	grid, err := sheet.Read()
	if err != nil || len(grid.Rows) == 0 {
		return origin{}
	}
	for i, row := range grid.Rows {
		r := originRecord{ok: true}
		for _, cell := range row.Cells {
			for len(r.cells) < cell.Column-1 {
				r.cells = append(r.cells, "")
			}
			r.cells = append(r.cells, cell.Text)
		}
		if i == 0 {
			if len(r.cells) != 1 || r.cells[0] != originFormat {
				return origin{}
			}
			continue
		}
		o.take(&r)
		if !r.ok {
			return origin{}
		}
	}
	for _, t := range o.tables {
		if t.at.File == "" {
			continue
		}
		if !slices.ContainsFunc(o.inputs, func(in ownership.Input) bool { return in.File == t.at.File }) {
			return origin{}
		}
		for _, c := range t.cells {
			if c.row >= len(t.rows) || c.column >= len(t.rows[c.row].Cells) {
				return origin{}
			}
		}
	}
	o.valid = len(o.tables) == len(schemas)
	return o
}

// take reads one record.
func (o *origin) take(r *originRecord) {
	const most = 250_000 // rows of one table, and cells and notes of all
	switch r.text(0) {
	case "input":
		in := ownership.Input{File: written.Echo(r.text(1)), SHA256: r.text(2)}
		raw, err := hex.DecodeString(in.SHA256)
		r.need(err == nil && len(raw) == sha256.Size && in.File != "" && len(o.inputs) < 100)
		o.inputs = append(o.inputs, in)
	case "note":
		note := ownership.Note{Code: r.text(1), At: ownership.Position{File: written.Echo(r.text(2)), Sheet: written.Echo(r.text(3)), Line: r.number(4), Column: r.number(5)}}
		args, ok := unpackArgs(r.text(6))
		note.Args = args
		r.need(ok && slices.Contains(restorable, note.Code) && len(o.notes) < most)
		o.notes = append(o.notes, note)
	case "table":
		table := &tableOrigin{at: ownership.Position{File: written.Echo(r.text(2)), Sheet: written.Echo(r.text(3))}, digest: r.text(4)}
		r.need(isTable(r.text(1)) && o.tables[r.text(1)] == nil)
		o.tables[r.text(1)] = table
		if table.at.File != "" {
			table.add(r, r.number(5), 1, r.number(6), r.text(7))
		}
	case "rows":
		if t := o.tableOf(r); t != nil {
			t.add(r, r.number(2), r.number(3), r.number(4), "")
		}
	case "row":
		if t := o.tableOf(r); t != nil {
			t.add(r, r.number(2), 1, r.number(3), r.text(4))
		}
	case "cell":
		if t := o.tableOf(r); t != nil {
			c := originalCell{row: r.number(2), column: r.number(3)}
			for i := 4; i < len(r.cells); i++ {
				text, err := strconv.Unquote(r.cells[i])
				r.need(err == nil)
				c.text += text
			}
			r.need(len(t.cells) < most && len(c.text) <= 4*input.LongestCell)
			t.cells = append(t.cells, c)
		}
	default:
		r.ok = false
	}
}

func (o *origin) tableOf(r *originRecord) *tableOrigin {
	t := o.tables[r.text(1)]
	r.need(t != nil && t.at.File != "")
	if !r.ok {
		return nil
	}
	return t
}

// add puts rows of blank cells to the table.
func (o *tableOrigin) add(r *originRecord, line, count, width int, lines string) {
	r.need(line > 0 && count > 0 && count <= spreadsheet.DefaultLimits.Rows && width > 0 && width <= spreadsheet.DefaultLimits.Columns)
	o.size += count * width
	r.need(o.size <= spreadsheet.DefaultLimits.Cells)
	var starts []int
	if lines != "" {
		for text := range strings.SplitSeq(lines, " ") {
			n, err := strconv.Atoi(text)
			r.need(err == nil && n > 0 && n < 1<<31 && len(starts) < width)
			starts = append(starts, n)
		}
		r.need(len(starts) == width)
	}
	if !r.ok {
		return
	}
	for i := range count {
		o.rows = append(o.rows, input.Row{Cells: make([]string, width), Line: line + i, Lines: starts})
	}
}

// originRecord is one row of the hidden sheet.
type originRecord struct {
	cells []string
	ok    bool
}

func (r *originRecord) need(fine bool) { r.ok = r.ok && fine }

func (r *originRecord) text(i int) string {
	if i < len(r.cells) {
		return r.cells[i]
	}
	return ""
}

func (r *originRecord) number(i int) int {
	n, err := strconv.Atoi(r.text(i))
	r.need(err == nil && n >= 0 && n < 1<<31)
	return n
}

// packedArg is one argument of a note, of one of the kinds that restorable
// notes have.
type packedArg struct {
	Text   *string  `json:"text,omitempty"`
	Number *int     `json:"number,omitempty"`
	List   []string `json:"list,omitempty"`
}

func packArgs(args ownership.Args) map[string]packedArg {
	packed := make(map[string]packedArg, len(args))
	for name, value := range args {
		switch v := value.(type) {
		case string:
			packed[name] = packedArg{Text: &v}
		case int:
			packed[name] = packedArg{Number: &v}
		case []string:
			packed[name] = packedArg{List: v}
		}
	}
	return packed
}

func unpackArgs(text string) (ownership.Args, bool) {
	var packed map[string]packedArg
	if len(text) > input.LongestCell || json.Unmarshal([]byte(text), &packed) != nil {
		return nil, false
	}
	if len(packed) == 0 {
		return nil, true
	}
	args := make(ownership.Args, len(packed))
	for name, p := range packed {
		switch {
		case p.Text != nil:
			args[name] = written.Echo(*p.Text)
		case p.Number != nil:
			args[name] = *p.Number
		default:
			list := make([]string, len(p.List))
			for i, item := range p.List {
				list[i] = written.Echo(item)
			}
			args[name] = list
		}
	}
	return args, true
}
