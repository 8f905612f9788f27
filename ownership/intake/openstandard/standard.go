package openstandard

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// Standard is an open format in which registers and cap-table tools publish who
// holds what.
type Standard string

// The standards that are read.
const (
	BODS           Standard = "bods"  // Beneficial Ownership Data Standard 0.2, 0.3, 0.4
	GLEIF          Standard = "gleif" // LEI records, relationships and exceptions, golden-copy CSV or JSON
	PSC            Standard = "psc"   // United Kingdom, persons with significant control
	FollowTheMoney Standard = "ftm"   // FollowTheMoney entities
	OCF            Standard = "ocf"   // Open Cap Format package
	RNE            Standard = "rne"   // French register of companies, beneficial owners
)

// detectBytes is how much of a file is looked at to find its standard.
const detectBytes = 64 << 10

// detect tells in which standard a file is written, from its first
// bytes, unfolded; name is the file's. It is blank when they show none: the file
// may still be a table.
func detect(head []byte, name string) Standard {
	head = bytes.TrimPrefix(head, []byte{0xEF, 0xBB, 0xBF})
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 {
		return ""
	}
	if head[0] != '{' && head[0] != '[' {
		line, _, _ := bytes.Cut(head, []byte{'\n'})
		return detectTable(string(line))
	}
	has := func(keys ...string) bool {
		for _, key := range keys {
			if !bytes.Contains(head, []byte(`"`+key+`"`)) {
				return false
			}
		}
		return true
	}
	switch {
	case has("statementId", "recordType"), has("statementId", "recordDetails"), has("statementID", "statementType"):
		return BODS
	case has("beneficiairesEffectifs"), has("formality", "siren"):
		return RNE
	case has("company_number", "data"), has("natures_of_control", "kind"):
		return PSC
	case has("LEI", "Entity"), has("LEI", "ExceptionCategory"), has("Relationship", "StartNode"):
		return GLEIF
	case bytes.Contains(head, []byte(`"OCF_`)) && has("file_type"), has("object_type", "security_id"),
		strings.HasSuffix(strings.ToLower(name), ".ocf.json"):
		return OCF
	case has("schema", "properties", "id"):
		return FollowTheMoney
	}
	return ""
}

func detectTable(header string) Standard {
	named := map[string]bool{}
	for column := range strings.SplitSeq(header, ",") {
		named[strings.Trim(written.Trim(column), `"`)] = true
	}
	switch {
	case named["Relationship.StartNode.NodeID"] && named["Relationship.EndNode.NodeID"],
		named["LEI"] && (named["Entity.LegalName"] || named["Exception.Category"]):
		return GLEIF
	}
	return ""
}

// Of tells in which standard a path is written: a file, plain or
// compressed, a zip archive, or a folder. It is blank when that is none. The
// error is a [*input.Faults].
func Of(path string) (Standard, error) {
	var c input.Collector
	files, err := input.Files(path)
	if err != nil {
		c.OpenFault(ownership.Position{File: filepath.Base(filepath.Clean(path))}, err)
		return "", c.Err()
	}
	for _, f := range files {
		switch standard, err := detectFile(f); {
		case err != nil:
			c.OpenFault(ownership.Position{File: f.Name}, err)
			return "", c.Err()
		case standard != "":
			return standard, nil
		}
	}
	return "", nil
}

// detectFile tells in which standard a file is written; blank when in none.
func detectFile(f input.File) (Standard, error) {
	in, err := f.Open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	head := make([]byte, detectBytes)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	return detect(head[:n], f.Name), nil
}

// Options are what a caller may choose of the import of an open
// standard. The zero value takes everything.
type Options struct {
	// Only is the id of a company: its id in the file, its LEI or its number in
	// a register. It and everything above it is taken, and nothing else; the
	// file is read twice, and memory holds only what is taken and who holds
	// whom.
	Only string

	// AsOf is the day to which transactions are replayed; zero takes them all.
	AsOf ownership.Date

	// Lang is the language, "en" or "fr", of the remarks that go into the note
	// column of rows; any other is English.
	Lang string

	// MaxRecords is how many records are taken at most; 0 is 250,000.
	MaxRecords int
}

// defaultRecords is how many records of a standard are taken when nobody says
// otherwise. A file of more holds a whole register.
const defaultRecords = 250_000

// standardReader makes dossier rows of the records of one standard.
type standardReader interface {
	// wrappers are the keys under which a file may hold its array of records.
	wrappers() []string
	// index notes who stands above whom, and whether the record is of the
	// company that was asked for.
	index(rec record, x *reach)
	// take keeps what a record says; false when it is none of those chosen.
	take(rec record) bool
	// finish makes rows of what was taken.
	finish()
}

// record is one record of a file: the bytes of a JSON object, or a row. Both are
// valid only until the next one.
type record struct {
	at   ownership.Position
	json []byte
	row  *csvRecords
}

// Import reads a file, an archive or a folder in one of the standards
// and proposes the rows of a dossier. When anything in it cannot be read, the
// error is a [*input.Faults] and there is no draft. What could be read and not be
// decided is left blank, and stands in the draft's notes.
func Import(ctx context.Context, path string, opts Options) (*intake.Draft, error) {
	m := newDrafting(opts)
	at := ownership.Position{File: filepath.Base(filepath.Clean(path))}
	chosen, standard, err := m.choose(path)
	if err != nil {
		return nil, err
	}
	reader := m.reader(standard)
	if opts.Only != "" {
		x := &reach{}
		err := m.pass(ctx, chosen, reader, func(rec record) bool {
			reader.index(rec, x)
			return true
		})
		if err != nil {
			return nil, err
		}
		switch m.chosen = x.climb(m.mostRecords); {
		case len(x.starts) == 0:
			m.Fault(at, "open-only-missing", ownership.Args{"text": written.Echo(opts.Only)})
		case m.chosen == nil:
			m.Fault(at, "open-many-records-above", ownership.Args{"text": written.Echo(opts.Only), "limit": m.mostRecords})
		}
		if err := m.Err(); err != nil {
			return nil, err
		}
	}
	taken := 0
	err = m.pass(ctx, chosen, reader, func(rec record) bool {
		if reader.take(rec) {
			taken++
		}
		if taken > m.mostRecords {
			m.Fault(rec.at, "open-many-records", ownership.Args{"limit": m.mostRecords})
			return false
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	reader.finish()
	return m.result()
}

func (m *drafting) reader(standard Standard) standardReader {
	switch standard {
	case GLEIF:
		return newGLEIFReader(m)
	case PSC:
		return newPSCReader(m)
	case FollowTheMoney:
		return newFTMReader(m)
	case OCF:
		return newOCFReader(m)
	case RNE:
		return newRNEReader(m)
	}
	return newBODSReader(m)
}

// pass goes through the records of all files, until use says that it is enough.
// The error is a *Faults, or that of the context.
func (m *drafting) pass(ctx context.Context, files []input.File, reader standardReader, use func(record) bool) error {
	for _, f := range files {
		more, err := m.passFile(ctx, f, reader, use)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	return m.Err()
}

func (m *drafting) passFile(ctx context.Context, f input.File, reader standardReader, use func(record) bool) (more bool, err error) {
	const often = 1024 // records between two looks at the context
	at := ownership.Position{File: f.Name}
	in, err := f.Open()
	if err != nil {
		m.OpenFault(at, err)
		return true, nil
	}
	defer in.Close()
	rows, json, err := m.recordsOf(in, reader)
	if err != nil {
		m.csvFault(at, err)
		return true, nil
	}
	var open *ownership.Note // the fault of a quotation mark that is never closed, if nothing follows
	for n := 0; ; n++ {
		if n%often == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		rec := record{at: at}
		if json != nil {
			rec.json, rec.at.Line, err = json.Next()
		} else {
			rec.row = rows
			rec.at.Line, err = rows.Next()
		}
		var bad *jsonError
		switch {
		case errors.Is(err, io.EOF):
			m.ended = cmp.Or(m.ended, open)
			return true, nil
		case errors.As(err, &bad):
			m.Fault(rec.at, bad.code, ownership.Args{"limit": bad.limit})
			if bad.fatal {
				m.ended = &ownership.Note{Code: bad.code, Args: ownership.Args{"limit": bad.limit}, At: rec.at}
				return true, nil
			}
			continue
		case err != nil && json != nil:
			m.OpenFault(rec.at, err)
			return true, nil
		case err != nil:
			fatal := m.csvFault(rec.at, err)
			if open = severalLines(rec.at, err); fatal {
				return true, nil
			}
			continue
		}
		open = nil
		if !use(rec) {
			return false, nil
		}
	}
}

// recordsOf looks at the first byte that says something: a brace or a bracket
// begins JSON, anything else a table.
func (m *drafting) recordsOf(in io.Reader, reader standardReader) (rows *csvRecords, json *jsonRecords, err error) {
	head := make([]byte, 512)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, err
	}
	head = head[:n]
	whole := io.MultiReader(bytes.NewReader(head), in)
	first := bytes.TrimLeft(bytes.TrimPrefix(head, []byte{0xEF, 0xBB, 0xBF}), " \t\r\n")
	if len(first) > 0 && (first[0] == '{' || first[0] == '[') {
		return nil, newJSONRecords(whole, reader.wrappers()...), nil
	}
	rows, err = newCSVRecords(whole)
	return rows, nil, err
}
