package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// needed are the tables without which there is no dossier.
var needed = []schema{entitySchema, holdingSchema}

// open finds the tables of a dossier, in the order of [schemas], and the files
// that they were read from.
func (r *reading) open(path string, opts Options) ([]*input.Table, []ownership.Input) {
	name := filepath.Base(filepath.Clean(path))
	at := ownership.Position{File: name}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.Fault(at, "dossier-missing", nil)
	case err != nil:
		r.Fault(at, "file-unreadable", ownership.Args{"why": input.Reason(err)})
	case info.IsDir():
		if workbook := onlyWorkbook(path); workbook != "" {
			tables, inputs := r.workbook(filepath.Join(path, workbook), opts)
			entries, err := os.ReadDir(path)
			if err != nil {
				r.Fault(at, "file-unreadable", ownership.Args{"why": input.Reason(err)})
			}
			return r.questionnaires(path, entries, opts, tables, inputs)
		}
		return r.folder(path, opts)
	case IsWorkbook(path):
		return r.workbook(path, opts)
	default:
		r.Fault(at, "dossier-not-folder", nil)
	}
	return nil, nil
}

// onlyWorkbook is the workbook in a folder that has one and neither of the
// tables that a dossier needs; empty for any other folder. The questionnaire of
// a landlord is none.
func onlyWorkbook(path string) string {
	entries, err := os.ReadDir(path)
	if err != nil {
		return ""
	}
	found := ""
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasPrefix(name, ".") || strings.HasPrefix(name, "~$") || entry.IsDir(): // ~$ marks one that is open in Excel
		case namedQuestionnaire(name):
		case slices.ContainsFunc(needed, func(s schema) bool { return strings.EqualFold(name, s.fileName()) }):
			return ""
		case IsWorkbook(name):
			if found != "" {
				return ""
			}
			found = name
		}
	}
	return found
}

// folder reads the tables of a dossier folder. File names are compared without
// case, because some systems do not keep it.
func (r *reading) folder(path string, opts Options) (tables []*input.Table, inputs []ownership.Input) {
	entries, err := os.ReadDir(path) // sorted by name
	if err != nil {
		r.Fault(ownership.Position{File: filepath.Base(path)}, "file-unreadable", ownership.Args{"why": input.Reason(err)})
		return nil, nil
	}
	files := map[string]string{} // table to file name
	for _, entry := range entries {
		name := entry.Name()
		if strings.HasPrefix(name, ".") || entry.IsDir() || !strings.EqualFold(filepath.Ext(name), ".csv") {
			continue
		}
		at := ownership.Position{File: name}
		table := strings.ToLower(name[:len(name)-len(".csv")])
		switch first, there := files[table]; {
		case there:
			r.Fault(at, "file-twice", ownership.Args{"first": first})
		case isTable(table):
			files[table] = name
		default:
			args := ownership.Args{"text": written.Echo(name)}
			code := "unknown-file"
			if near := written.Nearest(table, tableNames()); near != "" {
				code, args["near"] = "unknown-file-near", near+".csv"
			}
			r.Warn(at, code, "", args)
		}
	}
	for _, s := range needed {
		if files[s.table] == "" {
			r.Fault(ownership.Position{File: s.fileName()}, "file-missing", ownership.Args{"folder": written.Echo(filepath.Base(path))})
		}
	}
	for _, s := range schemas {
		name := files[s.table]
		if name == "" {
			continue
		}
		at := ownership.Position{File: name}
		raw, ok := r.Load(filepath.Join(path, name), at, opts.MaxFileBytes)
		if !ok {
			continue
		}
		sum := sha256.Sum256(raw)
		inputs = append(inputs, ownership.Input{File: name, SHA256: hex.EncodeToString(sum[:])})
		if t := r.Delimited(s.table, at, raw, s.known); t != nil {
			tables = append(tables, t)
		}
	}
	return r.questionnaires(path, entries, opts, tables, inputs)
}

func tableNames() []string {
	names := make([]string, len(schemas))
	for i, s := range schemas {
		names[i] = s.table
	}
	return names
}

// TableFiles are the names of the files that a dossier folder may have.
func TableFiles() []string {
	names := make([]string, len(schemas))
	for i, s := range schemas {
		names[i] = s.fileName()
	}
	return names
}

func isTable(name string) bool {
	for _, s := range schemas {
		if s.table == name {
			return true
		}
	}
	return false
}

// IsDossier tells whether a path holds the tables of a dossier: a folder with
// their files, or a workbook with their sheets.
func IsDossier(path string) bool {
	var names []string
	if input.IsFolder(path) {
		entries, _ := os.ReadDir(path)
		for _, entry := range entries {
			if name, ok := strings.CutSuffix(strings.ToLower(entry.Name()), ".csv"); ok {
				names = append(names, name)
			}
		}
	} else if IsWorkbook(path) {
		book, err := spreadsheet.Open(path, spreadsheet.Limits{})
		if err != nil {
			return false // the reading of it as a cap table says what is wrong
		}
		for _, sheet := range book.Sheets {
			names = append(names, sheetNames()[written.Fold(sheet.Name)])
		}
	}
	for _, s := range needed {
		if !slices.Contains(names, s.table) {
			return false
		}
	}
	return true
}
