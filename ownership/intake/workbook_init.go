package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// InitWorkbook makes a new dossier as one workbook, with a first sheet that
// explains it, and the sheet of every table with its header, in English or
// French ("fr"). The folder of the file is made when it is not there. Nothing
// is ever overwritten: a file that exists already is a fault.
func InitWorkbook(file, lang string) error {
	at := ownership.Position{File: filepath.Base(filepath.Clean(file))}
	failed := func(err error) error {
		return input.Refusal(at, "file-unwritable", ownership.Args{"why": input.Reason(err)})
	}
	switch _, err := os.Lstat(file); {
	case err == nil:
		return input.Refusal(at, "file-exists", ownership.Args{"folder": written.Echo(filepath.Base(filepath.Dir(file)))})
	case !errors.Is(err, fs.ErrNotExist):
		return failed(err)
	}
	var content bytes.Buffer
	if err := writeEmptyWorkbook(&content, lang, nil); err != nil {
		return failed(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return failed(err)
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return failed(err)
	}
	_, err = f.Write(content.Bytes())
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(file)
		return failed(err)
	}
	return nil
}

// writeEmptyWorkbook writes the workbook of a new dossier, in which some tables
// may have rows already.
func writeEmptyWorkbook(w io.Writer, lang string, started map[string][]DraftRow) error {
	b, err := newWorkbook(lang)
	if err != nil {
		return err
	}
	defer b.Close()
	b.guide()
	for _, s := range schemas {
		l := layOut(s, nil)
		for _, row := range started[s.table] {
			cells := make([]string, len(l.columns))
			for i, column := range l.columns {
				cells[i] = row[column]
			}
			l.rows = append(l.rows, shownRow(cells))
		}
		b.add(l)
	}
	return b.write(w, nil)
}

// guide writes the sheet that explains the others: what to do, and two tables
// as an example.
func (b *workbookWriter) guide() {
	words := data.Words(b.lang)
	say := func(code string) string { return words.Sentence(code, nil) }
	name := say("workbook-guide.sheet")
	b.AddSheet(name)
	rows := [][]string{{say("workbook-guide.title")}, nil}
	for _, group := range []string{"step", "remark"} {
		for i := 1; ; i++ {
			text, ok := words.Text(fmt.Sprintf("workbook-guide.%s.%d", group, i))
			if !ok {
				break
			}
			rows = append(rows, []string{text})
		}
		rows = append(rows, nil)
	}
	rows = append(rows, []string{say("workbook-guide.example")}, nil)
	titles := map[int]bool{0: true, len(rows) - 2: true}
	headers := map[int]bool{}
	for _, table := range guideExample(b.lang) {
		titles[len(rows)] = true
		rows = append(rows, []string{table.name})
		headers[len(rows)] = true
		rows = append(rows, table.rows...)
		rows = append(rows, nil)
	}
	b.Rows(name, rows, guideWidths, nil, func(row, _ int, _ string) int {
		switch {
		case titles[row]:
			return b.Styles.Title
		case headers[row]:
			return b.Styles.Needed
		}
		return b.Styles.Text
	})
}

// guideWidths leave the sentences room to run over the columns behind theirs.
var guideWidths = []float64{14, 26, 14, 14, 20, 32, 24}

type exampleTable struct {
	name string
	rows [][]string
}

// guideExample is a provider with a holder in Delaware and one in France.
func guideExample(lang string) []exampleTable {
	in := func(word string) string { return data.Words(lang).Sentence("workbook-word."+word, nil) }
	capital := []string{"20.4", "79.6"}
	if lang == "fr" {
		capital = []string{"20,4", "79,6"}
	}
	return []exampleTable{
		{"entities", [][]string{
			{"id", "name", "kind", "role", "registered_office", "central_administration", "principal_establishment"},
			{"atelier", "Atelier Cloud SAS", in("company"), in("provider"), "FR", "FR", "FR"},
			{"harbor", "Harbor Holdings Inc", in("company"), "", "US-DE", "US", "US"},
			{"roux", "Jeanne Roux", in("person"), "", "", "", ""},
		}},
		{"shareholdings", [][]string{
			{"holder", "issuer", "capital", "votes", "from", "source", "source_date"},
			{"harbor", "atelier", capital[0], capital[0], "2024-03-01", data.Words(lang).Sentence("workbook-guide.source", nil), "2026-01-15"},
			{"roux", "atelier", capital[1], capital[1], "2024-03-01", data.Words(lang).Sentence("workbook-guide.source", nil), "2026-01-15"},
		}},
	}
}
