package intake

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// Written tells what was added to a dossier.
type Written struct {
	Rows  map[string]int // by table
	Files []string       // those that changed, in the order of the tables
	Notes []ownership.Note
}

// ReadForImport reads the dossier that rows are to be added to. A path at which
// there is nothing yet, a template without rows and a folder without one of its
// tables are fine: the dossier is empty then. Anything else that is wrong is the
// error, a [*input.Faults].
func ReadForImport(path string, opts Options) (*ownership.Dossier, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return &ownership.Dossier{}, nil
	}
	opts.MaxFileBytes = cmp.Or(opts.MaxFileBytes, 128<<20)
	r := newReading()
	tables, inputs := r.open(path, opts)
	d := r.dossier(tables)
	r.Forgive("no-entity", "file-missing", "sheet-missing")
	if err := r.Err(); err != nil {
		return nil, err
	}
	d.Inputs = inputs
	return d, nil
}

// Append adds the rows of a draft to a dossier, a folder or a workbook, which is made
// when it is not there. What its files hold stays as it is, and they change all
// together or not at all. The error is a [*input.Faults]; one is that the dossier
// would not be readable afterwards.
func Append(path string, d *Draft, opts Options) (*Written, error) {
	if IsWorkbook(path) {
		opts.MaxFileBytes = cmp.Or(opts.MaxFileBytes, 128<<20)
		return appendToWorkbook(path, d, opts)
	}
	return appendToFolder(path, d, opts)
}

// appendToFolder adds the rows of a draft to the CSV files of a dossier folder,
// which is made when it is not there. Rows, comments, columns, delimiter, line
// ends and encoding of the files stay as they are; a column that a file lacks is
// added behind the others. The files change all together or not at all. The
// error is a [*input.Faults]; one is that the dossier would not be readable afterwards.
func appendToFolder(path string, d *Draft, opts Options) (*Written, error) {
	opts.MaxFileBytes = cmp.Or(opts.MaxFileBytes, 128<<20)
	c := &reading{}
	at := ownership.Position{File: filepath.Base(filepath.Clean(path))}
	files, err := filesOf(path)
	if err != nil {
		c.Fault(at, "file-unreadable", ownership.Args{"why": input.Reason(err)})
		return nil, c.Err()
	}
	w := &Written{Rows: map[string]int{}}
	dialect := c.dialectOf(path, files, opts)
	var changes []change
	for _, t := range d.tablesOf() {
		name := files[t.table]
		needed := t.table == "entities" || t.table == "shareholdings"
		if len(t.rows) == 0 && (name != "" || !needed) {
			continue
		}
		where := ownership.Position{File: cmp.Or(name, t.fileName())}
		var before []byte
		if name != "" {
			raw, ok := c.Load(filepath.Join(path, name), where, opts.MaxFileBytes)
			if !ok {
				continue
			}
			before = raw
		}
		after, ok := c.appended(t, where, before, dialect, w)
		if ok {
			changes = append(changes, change{name: where.File, before: before, after: after, there: name != ""})
			w.Rows[t.table] = len(t.rows)
			w.Files = append(w.Files, where.File)
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := stillReadable(path, files, changes, opts); err != nil {
		return nil, err
	}
	if err := replaceAll(path, changes); err != nil {
		c.Fault(at, "file-unwritable", ownership.Args{"why": input.Reason(err)})
		return nil, c.Err()
	}
	return w, nil
}

// filesOf finds the table files of a folder; none when it is not there.
func filesOf(path string) (map[string]string, error) {
	files := map[string]string{}
	entries, err := os.ReadDir(path)
	if errors.Is(err, fs.ErrNotExist) {
		return files, nil
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || strings.HasPrefix(name, ".") || !strings.EqualFold(filepath.Ext(name), ".csv") {
			continue
		}
		if table := strings.ToLower(name[:len(name)-len(".csv")]); isTable(table) && files[table] == "" {
			files[table] = name
		}
	}
	return files, err
}

// appended is the text of a table with rows added to it.
func (r *reading) appended(t draftTable, at ownership.Position, raw []byte, like dialect, w *Written) ([]byte, bool) {
	text, enc := input.Decode(raw)
	if enc == input.BrokenUTF8 {
		r.Fault(at, "import-encoding", nil)
		return nil, false
	}
	marked := bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF})
	if len(bytes.TrimSpace(text)) == 0 {
		text, enc, marked = []byte(strings.Join(startColumns(t), string(like.comma))+like.eol), input.UTF8, true
	}
	comma, rest, said := input.SeparatorLine(text)
	front := text[:len(text)-len(rest)]
	if !said {
		comma, rest, front = input.FindDelimiter(text, t.known), text, nil
	}
	eol := "\n"
	if bytes.Contains(rest, []byte("\r\n")) {
		eol = "\r\n"
	}
	ends, header, ok := records(rest, comma)
	if !ok {
		r.Fault(at, "import-no-header", nil)
		return nil, false
	}
	names := t.names()
	var columns []string
	there := map[string]bool{}
	for _, cell := range header {
		column := names[written.Fold(cell)]
		columns = append(columns, column)
		there[column] = true
	}
	var added []string
	for _, column := range usedColumns(t) {
		if !there[column] {
			added = append(added, column)
		}
	}
	var out bytes.Buffer
	out.Write(front)
	from := 0
	for i, end := range ends {
		out.Write(rest[from:end])
		from = end
		if len(added) == 0 {
			continue
		}
		if i == 0 {
			out.WriteString(string(comma) + strings.Join(added, string(comma)))
		} else {
			out.WriteString(strings.Repeat(string(comma), len(added)))
		}
	}
	tail := rest[from:]
	out.Write(tail)
	if n := out.Len(); n > 0 && out.Bytes()[n-1] != '\n' {
		out.WriteString(eol)
	}
	columns = append(columns, added...)
	for _, row := range t.rows {
		for i, column := range columns {
			if i > 0 {
				out.WriteRune(comma)
			}
			if column != "" {
				out.WriteString(quoted(harmless(row[column]), comma, i == 0))
			}
		}
		out.WriteString(eol)
	}
	return r.encoded(out.Bytes(), enc, marked, at, w), true
}

// dialect is how the cells and lines of a CSV file are kept apart.
type dialect struct {
	comma rune
	eol   string
}

// dialectOf is the dialect of the first table of a folder, for those that it
// does not have yet.
func (r *reading) dialectOf(path string, files map[string]string, opts Options) dialect {
	like := dialect{',', "\n"}
	if opts.Lang == "fr" {
		like.comma = ';'
	}
	for _, s := range schemas {
		if files[s.table] == "" {
			continue
		}
		raw, ok := r.Load(filepath.Join(path, files[s.table]), ownership.Position{File: files[s.table]}, opts.MaxFileBytes)
		if !ok {
			break
		}
		text, _ := input.Decode(raw)
		comma, rest, said := input.SeparatorLine(text)
		if !said {
			comma = input.FindDelimiter(rest, s.known)
		}
		if like.comma = comma; bytes.Contains(rest, []byte("\r\n")) {
			like.eol = "\r\n"
		}
		break
	}
	return like
}

// startColumns are the columns of a table's new file. When nobody knows a figure
// yet, that of shareholdings has the column to fill in.
func startColumns(t draftTable) []string {
	columns := usedColumns(t)
	if t.table == "shareholdings" && !slices.ContainsFunc(columns, func(column string) bool {
		return column == "capital" || column == "votes" || column == "shares"
	}) {
		columns = append(columns, "capital")
	}
	return columns
}

// usedColumns are the columns of a table that the rows fill, and those that the
// table needs, in the table's order.
func usedColumns(t draftTable) []string {
	used := map[string]bool{}
	for _, column := range t.needed {
		used[column] = true
	}
	for _, row := range t.rows {
		for column, text := range row {
			if text != "" {
				used[column] = true
			}
		}
	}
	var columns []string
	for _, column := range t.columns {
		if used[column] {
			columns = append(columns, column)
		}
	}
	return columns
}

// records finds where each row of a CSV text ends, before its line end, and
// what the first one holds. Comments and blank lines are no rows.
func records(text []byte, comma rune) (ends []int, header []string, ok bool) {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.Comment = comma, '#'
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = comma != '\t'
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return ends, header, header != nil
		}
		if err != nil {
			return nil, nil, false
		}
		if input.Blank(cells) || strings.HasPrefix(written.Trim(cells[0]), "#") {
			continue
		}
		if header == nil {
			header = cells
		}
		end := int(r.InputOffset())
		for end > 0 && (text[end-1] == '\n' || text[end-1] == '\r') {
			end--
		}
		ends = append(ends, end)
	}
}

// quoted writes a cell, with quotation marks where it needs them. A row whose
// first cell begins with # would be a comment.
func quoted(text string, comma rune, first bool) string {
	if text == "" || !strings.ContainsAny(text, string(comma)+"\"\r\n") && written.Trim(text) == text && !(first && text[0] == '#') {
		return text
	}
	return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
}

// harmless is a text that no spreadsheet program takes for a formula when it
// opens the file: one that would be gets an apostrophe in front.
func harmless(text string) string {
	if text == "" || !strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return text
	}
	return "'" + text
}

// encoded writes text in the encoding of its file. What cannot be written in it
// makes the file UTF-8, and that is said.
func (r *reading) encoded(text []byte, enc input.Encoding, marked bool, at ownership.Position, w *Written) []byte {
	var out []byte
	var err error
	switch enc {
	case input.Windows1252:
		if out, err = charmap.Windows1252.NewEncoder().Bytes(text); err == nil {
			return out
		}
		w.Notes = append(w.Notes, ownership.Note{Code: "import-now-utf8", At: at, Args: ownership.Args{"encoding": string(enc)}})
		marked = true
	case input.UTF16LE, input.UTF16BE:
		end := unicode.LittleEndian
		if enc == input.UTF16BE {
			end = unicode.BigEndian
		}
		if out, err = unicode.UTF16(end, unicode.UseBOM).NewEncoder().Bytes(text); err == nil {
			return out
		}
		marked = true
	}
	if marked {
		return append([]byte{0xEF, 0xBB, 0xBF}, text...)
	}
	return text
}

// change is a file before and after.
type change struct {
	name          string
	before, after []byte
	there         bool
}

// stillReadable reads the dossier as it will be. It must not have a fault.
func stillReadable(path string, files map[string]string, changes []change, opts Options) error {
	r := newReading()
	var tables []*input.Table
	for _, s := range schemas {
		name := files[s.table]
		at := ownership.Position{File: cmp.Or(name, s.fileName())}
		raw, ok := []byte(nil), false
		for _, ch := range changes {
			if ch.name == at.File {
				raw, ok = ch.after, true
			}
		}
		if !ok && name != "" {
			raw, ok = r.Load(filepath.Join(path, name), at, opts.MaxFileBytes)
		}
		if ok {
			if t := r.Delimited(s.table, at, raw, s.known); t != nil {
				tables = append(tables, t)
			}
		}
	}
	r.dossier(tables)
	return r.Err()
}

// replaceAll writes every file beside its place first, and then puts them there
// one after the other. When that fails half-way, the old files come back.
func replaceAll(path string, changes []change) (err error) {
	made := false
	if _, missing := os.Stat(path); errors.Is(missing, fs.ErrNotExist) {
		made = true
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	var beside []string
	done := 0
	defer func() {
		for _, name := range beside {
			_ = os.Remove(name)
		}
		if err == nil {
			return
		}
		for _, ch := range changes[:done] {
			if ch.there {
				_ = os.WriteFile(filepath.Join(path, ch.name), ch.before, 0o666)
			} else {
				_ = os.Remove(filepath.Join(path, ch.name))
			}
		}
		if made {
			_ = os.Remove(path)
		}
	}()
	for _, ch := range changes {
		mode := fs.FileMode(0o644)
		if info, err := os.Stat(filepath.Join(path, ch.name)); err == nil {
			mode = info.Mode().Perm()
		}
		f, err := os.CreateTemp(path, "."+ch.name+".*.part")
		if err != nil {
			return err
		}
		beside = append(beside, f.Name())
		_, err = f.Write(ch.after)
		if err == nil {
			err = f.Sync()
		}
		if err = errors.Join(err, f.Close(), os.Chmod(f.Name(), mode)); err != nil {
			return err
		}
	}
	for i, ch := range changes {
		target := filepath.Join(path, ch.name)
		if real, err := filepath.EvalSymlinks(target); err == nil {
			target = real
		}
		if err := os.Rename(beside[i], target); err != nil {
			return err
		}
		done++
	}
	return nil
}
