package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// printedColumns are the columns of a questionnaire that explain a question, as
// they are headed in every language: they are for whoever answers, and say
// nothing to the reader of a dossier.
var printedColumns = sync.OnceValue(func() map[string]bool {
	printed := map[string]bool{}
	for _, lang := range data.Languages {
		for _, name := range []string{"question", "why", "shows", "serves"} {
			printed[written.Fold(data.Words(lang).Sentence("questionnaire-column."+name, nil))] = true
		}
	}
	return printed
})

// questionnaires reads the questionnaire that a landlord sent back: a workbook
// in the folder with that word in its name. One that nobody filled in is passed
// over. The answers of a dossier stand in one place: a filled questionnaire
// takes that of a diligence.csv without answers, and beside one with answers it
// is a fault.
func (r *reading) questionnaires(path string, entries []fs.DirEntry, opts Options, tables []*input.Table, inputs []ownership.Input) ([]*input.Table, []ownership.Input) {
	at := slices.IndexFunc(tables, func(t *input.Table) bool { return t.Name == diligenceSchema.table })
	var answers *input.Table
	if at >= 0 && answered(tables[at]) {
		answers = tables[at]
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~") || !namedQuestionnaire(name) {
			continue
		}
		raw, ok := r.Load(filepath.Join(path, name), ownership.Position{File: name}, opts.MaxFileBytes)
		if !ok {
			continue
		}
		t := r.questionnaire(name, raw, opts)
		switch {
		case t == nil || !answered(t):
			continue
		case answers != nil:
			r.Fault(ownership.Position{File: name}, "questionnaire-twice", ownership.Args{"first": answers.At.File})
			continue
		case at >= 0:
			tables[at] = t
		default:
			tables = append(tables, t)
		}
		answers = t
		sum := sha256.Sum256(raw)
		inputs = append(inputs, ownership.Input{File: name, SHA256: hex.EncodeToString(sum[:])})
	}
	return tables, inputs
}

// namedQuestionnaire tells whether a file is named as the questionnaire of a landlord
// is, however it was renamed on its way.
func namedQuestionnaire(name string) bool {
	return strings.EqualFold(filepath.Ext(name), ".xlsx") && strings.Contains(written.Fold(name), "questionnaire")
}

// questionnaire finds the table of answers in a workbook; nil when it has none.
func (r *reading) questionnaire(name string, raw []byte, opts Options) *input.Table {
	book, err := spreadsheet.Read(name, raw, spreadsheet.Limits{FileBytes: opts.MaxFileBytes})
	if !r.accept(err) {
		return nil
	}
	i := answerSheet(book)
	if i < 0 {
		r.Warn(ownership.Position{File: name}, "questionnaire-no-sheet", "", nil)
		return nil
	}
	grid, err := book.Sheets[i].Read()
	if !r.accept(err) {
		return nil
	}
	if t := r.tableOf(grid, diligenceSchema); t.Header.Cells != nil {
		return t.Table
	}
	return nil
}

// IsQuestionnaire tells whether a workbook is a questionnaire that was sent back.
func IsQuestionnaire(book *spreadsheet.Book) bool { return answerSheet(book) >= 0 }

// answerSheet is the sheet of answers in a workbook, or -1.
func answerSheet(book *spreadsheet.Book) int {
	return slices.IndexFunc(book.Sheets, func(s *spreadsheet.Sheet) bool { return sheetNames()[written.Fold(s.Name)] == diligenceSchema.table })
}

// answered tells whether anybody wrote an answer into a table of questions.
func answered(t *input.Table) bool {
	var columns []int
	for i, name := range t.Header.Cells {
		switch diligenceSchema.names()[written.Fold(name)] {
		case "answer", "evidence", "evidence_date", "valid_until", "note":
			columns = append(columns, i)
		}
	}
	for _, row := range t.Rows {
		for _, i := range columns {
			if i < len(row.Cells) && written.Trim(row.Cells[i]) != "" {
				return true
			}
		}
	}
	return false
}
