package intake

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// appendToWorkbook adds the rows of a draft below those of the sheets of a
// dossier that is one workbook, which is made when it is not there. Rows,
// columns, formats and other sheets stay; a column or a sheet that is missing is
// added. Every cell is written as text, so that none becomes a formula. The file
// changes as a whole or not at all. The error is a [*input.Faults]; one is that the
// dossier would not be readable afterwards.
func appendToWorkbook(path string, d *Draft, opts Options) (*Written, error) {
	name := filepath.Base(filepath.Clean(path))
	at := ownership.Position{File: name}
	failed := func(err error) error {
		return input.Refusal(at, "file-unwritable", ownership.Args{"why": input.Reason(err)})
	}
	raw, mode, err := workbookBytes(path, opts)
	if err != nil {
		return nil, err
	}
	// The reader's limits hold for what the writer is given, too.
	book, err := spreadsheet.Read(name, raw, spreadsheet.Limits{FileBytes: opts.MaxFileBytes})
	if err != nil {
		return nil, err
	}
	r := newReading()
	sheets, _ := r.tablesOf(book)
	file, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: spreadsheet.DefaultLimits.UnpackedBytes})
	if err != nil {
		return nil, input.Refusal(at, "workbook-damaged", ownership.Args{"part": "zip"})
	}
	defer file.Close()
	w := &Written{Rows: map[string]int{}}
	for _, t := range d.tablesOf() {
		if len(t.rows) == 0 {
			continue
		}
		if err := r.appendToSheet(file, sheets[t.table], t); err != nil {
			return nil, failed(err)
		}
		w.Rows[t.table] = len(t.rows)
	}
	// What was wrong with the workbook before shows when it is read again; only
	// a sheet that is not there yet is none.
	var out bytes.Buffer
	if _, err := file.WriteTo(&out); err != nil {
		return nil, failed(err)
	}
	if err := r.placeWorkbook(path, out.Bytes(), mode, opts); err != nil {
		var faults *input.Faults
		if errors.As(err, &faults) {
			return nil, err
		}
		return nil, failed(err)
	}
	w.Files = []string{name}
	return w, nil
}

// workbookBytes are those of the workbook at a path, or of an empty dossier when
// there is none.
func workbookBytes(path string, opts Options) ([]byte, fs.FileMode, error) {
	at := ownership.Position{File: filepath.Base(filepath.Clean(path))}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		var empty bytes.Buffer
		if err := writeEmptyWorkbook(&empty, opts.Lang, nil); err != nil {
			return nil, 0, input.Refusal(at, "file-unwritable", ownership.Args{"why": input.Reason(err)})
		}
		return empty.Bytes(), 0o644, nil
	}
	if err != nil {
		return nil, 0, input.Refusal(at, "file-unreadable", ownership.Args{"why": input.Reason(err)})
	}
	r := newReading()
	raw, ok := r.Load(path, at, opts.MaxFileBytes)
	if !ok {
		return nil, 0, r.Err()
	}
	return raw, info.Mode().Perm(), nil
}

// appendToSheet writes rows below the last one of a sheet; nil is a sheet that
// is not there yet.
func (r *reading) appendToSheet(file *excelize.File, sheet *spreadsheet.Sheet, t draftTable) error {
	name, last, headerRow := t.table, 0, 1
	var header []string
	if sheet == nil {
		if _, err := file.NewSheet(name); err != nil {
			return err
		}
	} else {
		name = sheet.Name
		grid, err := sheet.Read()
		if err != nil {
			return err
		}
		if n := len(grid.Rows); n > 0 {
			last = grid.Rows[n-1].Number
		}
		if found := r.tableOf(grid, t.schema); found.Header.Cells != nil {
			header, headerRow = found.Header.Cells, found.Header.Line
		} else {
			headerRow = last + 1
		}
	}
	last = max(last, headerRow)
	columns := make([]string, len(header))
	for i, cell := range header {
		columns[i] = t.names()[written.Fold(cell)]
	}
	set := func(column, row int, text string) error {
		cell, err := excelize.CoordinatesToCellName(column, row)
		if err != nil {
			return err
		}
		return file.SetCellStr(name, cell, text)
	}
	for _, column := range usedColumns(t) {
		if slices.Contains(columns, column) {
			continue
		}
		columns = append(columns, column)
		if err := set(len(columns), headerRow, column); err != nil {
			return err
		}
	}
	for i, row := range t.rows {
		for j, column := range columns {
			if text := row[column]; column != "" && text != "" {
				if err := set(j+1, last+1+i, text); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// placeWorkbook writes the file beside its place, reads the dossier that it
// holds, and puts it there when that has no fault.
func (r *reading) placeWorkbook(path string, content []byte, mode fs.FileMode, opts Options) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))+".*.part.xlsx")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close(), os.Chmod(f.Name(), mode)); err != nil {
		return err
	}
	if _, err := ReadDossier(f.Name(), opts); err != nil {
		var faults *input.Faults
		if errors.As(err, &faults) {
			for i := range faults.Notes {
				n := &faults.Notes[i]
				n.At = inFile(n.At, f.Name(), path)
				for name, arg := range n.Args {
					if at, ok := arg.(ownership.Position); ok {
						n.Args[name] = inFile(at, f.Name(), path)
					}
				}
			}
		}
		return err
	}
	target := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		target = real
	}
	return os.Rename(f.Name(), target)
}

// inFile is a position in one file as one in another.
func inFile(at ownership.Position, from, to string) ownership.Position {
	if at.File == filepath.Base(from) {
		at.File = filepath.Base(to)
	}
	return at
}
