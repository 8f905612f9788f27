package intake

import (
	_ "embed"
	"encoding/csv"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

//go:embed workbook_sheets.csv
var workbookSheetsCSV string

// guideSheet explains a new workbook to whoever fills it in; it is never read.
const guideSheet = "guide"

// sheetNames are the rows of workbook_sheets.csv (table,name): every name that
// a sheet may have, folded, with its table. A table's own name is one of them.
var sheetNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{written.Fold(guideSheet): guideSheet}
	for _, s := range schemas {
		names[written.Fold(s.table)] = s.table
	}
	rows, err := csv.NewReader(strings.NewReader(workbookSheetsCSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return names
	}
	for _, row := range rows[1:] {
		names[written.Fold(row[1])] = row[0]
	}
	return names
})

// workbookExtensions are those of spreadsheet files. Only .xlsx and .xlsm are
// read; for the others there is a fault that says what to do.
var workbookExtensions = []string{".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".numbers"}

// IsWorkbook tells by its name whether a file is a workbook, of a program that is
// read or of another.
func IsWorkbook(path string) bool {
	return slices.Contains(workbookExtensions, strings.ToLower(filepath.Ext(path)))
}

// workbook reads the tables of a dossier that is one workbook, each from the
// sheet of its name. A workbook that egide exported, and in which no row was
// edited since, gives the tables with the positions, and the inputs with the
// digests, of the files it was made from.
func (r *reading) workbook(path string, opts Options) (tables []*input.Table, inputs []ownership.Input) {
	book, err := spreadsheet.Open(path, spreadsheet.Limits{FileBytes: opts.MaxFileBytes})
	if !r.accept(err) {
		return nil, nil
	}
	sheets, hidden := r.tablesOf(book)
	known := origin{}
	if hidden != nil {
		known = readOrigin(hidden)
	}
	asExported := known.valid
	for _, s := range schemas {
		sheet := sheets[s.table]
		if sheet == nil {
			asExported = false
			continue
		}
		grid, err := sheet.Read()
		if !r.accept(err) {
			asExported = false
			continue
		}
		found := r.tableOf(grid, s)
		asExported = asExported && found.formulas == 0 && known.tables[s.table].describes(found)
		if found.Header.Cells != nil {
			tables = append(tables, found.Table)
		}
	}
	if !asExported {
		return tables, []ownership.Input{{File: book.Name, SHA256: book.SHA256}}
	}
	var restored []*input.Table
	for _, t := range tables {
		if t = known.tables[t.Name].restore(t); t != nil {
			restored = append(restored, t)
		}
	}
	for _, note := range known.notes {
		r.Warn(note.At, note.Code, note.Entity, note.Args)
	}
	return restored, slices.Clone(known.inputs)
}

// accept takes in the faults of a spreadsheet; it is false when there are any.
func (r *reading) accept(err error) bool {
	r.Take(err)
	return err == nil
}

// tablesOf finds the sheet of each table by its name, and the sheet that
// carries the origin of an export.
func (r *reading) tablesOf(book *spreadsheet.Book) (tables map[string]*spreadsheet.Sheet, origin *spreadsheet.Sheet) {
	tables = map[string]*spreadsheet.Sheet{}
	var found []string
	for _, sheet := range book.Sheets {
		at := sheet.Position(0, 0)
		if sheet.Name == originSheet {
			origin = sheet
			continue
		}
		table, ok := sheetNames()[written.Fold(sheet.Name)]
		switch first := tables[table]; {
		case table == guideSheet:
		case !ok:
			found = append(found, written.Echo(sheet.Name))
			args := ownership.Args{"text": written.Echo(sheet.Name)}
			code := "unknown-sheet"
			if near := written.Nearest(sheet.Name, tableNames()); near != "" {
				code, args["near"] = "unknown-sheet-near", near
			}
			r.Warn(at, code, "", args)
		case first != nil:
			r.Fault(at, "sheet-twice", ownership.Args{"first": written.Echo(first.Name)})
		default:
			tables[table] = sheet
			found = append(found, written.Echo(sheet.Name))
			if sheet.Hidden {
				r.Warn(at, "sheet-hidden", "", nil)
			}
		}
	}
	const most = 30
	if len(found) > most {
		found = append(found[:most], "…")
	}
	for _, s := range needed {
		if tables[s.table] == nil {
			args := ownership.Args{"sheet": s.table, "found": found}
			code := "sheet-missing"
			if len(found) == 0 {
				code = "sheet-missing-all"
			}
			r.Fault(ownership.Position{File: book.Name}, code, args)
		}
	}
	return tables, origin
}
