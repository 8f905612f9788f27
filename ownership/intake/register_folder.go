package intake

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
	"egide/ownership/register"
)

// packings are the endings under which the file of a table may be compressed; an
// empty one is not.
var packings = []string{"", ".gz", ".zst"}

// registerTables are the tables of a dossier that a whole register is read from.
var registerTables = []string{entitySchema.table, holdingSchema.table, rightSchema.table}

// registerFiles finds the files of a register's tables in a folder, plain or
// compressed, by the names of the tables.
func registerFiles(folder string) (map[string]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for _, packing := range packings {
		for _, entry := range entries {
			name := strings.ToLower(entry.Name())
			table, ok := strings.CutSuffix(name, ".csv"+packing)
			if ok && !entry.IsDir() && slices.Contains(registerTables, table) && files[table] == "" {
				files[table] = entry.Name()
			}
		}
	}
	return files, nil
}

// IsRegisterFolder tells whether a path is a folder with the entities of a
// register as CSV, plain or compressed.
func IsRegisterFolder(path string) bool {
	files, err := registerFiles(path)
	return err == nil && files[entitySchema.table] != ""
}

// ReadRegisterFolder reads a whole register from a folder of CSV files, plain or
// compressed with gzip or zstd. The dialect and the rights of the options are this
// function's to fill. Rows with faults are left out and given to the options'
// note, those of the rights too. The error is a [*input.Faults].
func ReadRegisterFolder(folder string, o register.Options) (*register.Register, error) {
	name := filepath.Base(filepath.Clean(folder))
	fail := func(file string, err error) error {
		var c input.Collector
		c.OpenFault(ownership.Position{File: cmp.Or(file, name)}, err)
		return c.Err()
	}
	files, err := registerFiles(folder)
	if err != nil {
		return nil, fail("", err)
	}
	for _, table := range registerTables[:1] {
		if files[table] == "" {
			var c input.Collector
			c.Fault(ownership.Position{File: table + ".csv"}, "file-missing", ownership.Args{"folder": written.Echo(name)})
			return nil, c.Err()
		}
	}
	note := o.Note
	if note == nil {
		note = func(ownership.Note) {}
	}
	faulty := 0
	if file := files[rightSchema.table]; file != "" {
		raw, err := input.Unpacked(filepath.Join(folder, file))
		if err != nil {
			return nil, fail(file, err)
		}
		var faults []ownership.Note
		o.Rights, faults = readRights(raw, file)
		o.Rights = slices.DeleteFunc(o.Rights, func(r *ownership.Right) bool { return !r.Covers(o.AsOf) })
		for _, n := range faults {
			note(n)
		}
		faulty = len(faults)
	}
	o.Dialect = RegisterDialect()
	r, file, err := readTables(folder, files, o)
	var whole *register.Faults
	switch {
	case errors.As(err, &whole):
		return nil, &input.Faults{Notes: whole.Notes}
	case err != nil:
		return nil, fail(file, err)
	}
	r.Counts.FaultyRows += faulty
	return r, nil
}

// readTables reads the entities and holdings. When a file cannot be read, it
// returns its name too.
func readTables(folder string, files map[string]string, o register.Options) (r *register.Register, file string, err error) {
	entities, holdings := files[entitySchema.table], files[holdingSchema.table]
	if entities == register.EntitiesFile && (holdings == register.HoldingsFile || holdings == "") {
		r, err = register.ReadFolder(folder, o)
		return r, "", err
	}
	tables := []register.Table{{File: entities}, {File: holdings}}
	faults := make([]error, len(tables))
	var work sync.WaitGroup
	for i := range tables {
		if tables[i].File == "" {
			tables[i] = register.Table{File: register.HoldingsFile, Text: []byte("holder,issuer\n")}
			continue
		}
		work.Go(func() { tables[i].Text, faults[i] = input.Unpacked(filepath.Join(folder, tables[i].File)) })
	}
	work.Wait()
	for i, err := range faults {
		if err != nil {
			return nil, tables[i].File, err
		}
	}
	r, err = register.Read(tables[0], tables[1], o)
	return r, "", err
}

// readRights reads the rights of a register. A row with a fault is left out.
func readRights(raw []byte, file string) ([]*ownership.Right, []ownership.Note) {
	r := newReading()
	at := ownership.Position{File: file}
	t := r.Delimited(rightSchema.table, at, raw, rightSchema.known)
	if t == nil {
		return nil, r.Found()
	}
	var rights []*ownership.Right
	if b := r.bind(t, rightSchema); b != nil {
		rights = r.rights(b)
	}
	wrong := map[int]bool{}
	for _, n := range r.Found() {
		wrong[n.At.Line] = true
	}
	rights = slices.DeleteFunc(rights, func(x *ownership.Right) bool { return wrong[x.At.Line] })
	faults := r.Found()
	input.SortNotes(faults)
	return rights, faults
}

// RegisterFiles lists the files that a register at a path is read from: the
// folder's tables, or all that is there.
func RegisterFiles(path string) ([]string, error) {
	var paths []string
	if files, err := registerFiles(path); err == nil && files[entitySchema.table] != "" {
		for _, table := range registerTables {
			if files[table] != "" {
				paths = append(paths, filepath.Join(path, files[table]))
			}
		}
		return paths, nil
	}
	err := filepath.WalkDir(path, func(file string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case file == path || !strings.HasPrefix(entry.Name(), "."):
			if entry.Type().IsRegular() {
				paths = append(paths, file)
			}
		case entry.IsDir():
			return filepath.SkipDir
		}
		return nil
	})
	return paths, err
}

// RegisterOrigin lists the files of a register with their digests. They are read
// once more.
func RegisterOrigin(path string) ([]ownership.Input, error) {
	paths, err := RegisterFiles(path)
	if err != nil {
		return nil, err
	}
	inputs, faults := make([]ownership.Input, len(paths)), make([]error, len(paths))
	var work sync.WaitGroup
	for i, file := range paths {
		work.Go(func() {
			f, err := os.Open(file)
			if err != nil {
				faults[i] = err
				return
			}
			defer f.Close()
			sum := sha256.New()
			if _, err := io.Copy(sum, f); err != nil {
				faults[i] = err
				return
			}
			name := filepath.Base(file)
			if rest, err := filepath.Rel(path, file); err == nil && rest != "." {
				name = filepath.ToSlash(rest)
			}
			inputs[i] = ownership.Input{File: name, SHA256: hex.EncodeToString(sum.Sum(nil)), Use: ownership.RegisterInput}
		})
	}
	work.Wait()
	return inputs, errors.Join(faults...)
}
