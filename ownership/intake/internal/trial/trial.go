// Package trial makes the files that the tests of the rooms below read, and proves
// that what they say can be told. It is for tests alone.
package trial

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
)

// Folder writes files into a new folder, by their names.
func Folder(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, text := range files {
		require.NoError(tb, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// Workbook is a workbook as a spreadsheet program writes it.
func Workbook(tb testing.TB, fill func(f *excelize.File)) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	b, err := f.WriteToBuffer()
	require.NoError(tb, err)
	return b.Bytes()
}

// Zip packs members, in the order given: name, content, name, content, …
func Zip(tb testing.TB, members ...string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		require.NoError(tb, err)
		_, err = w.Write([]byte(members[i+1]))
		require.NoError(tb, err)
	}
	require.NoError(tb, z.Close())
	return b.Bytes()
}

// UTF16 is a text in letters of two bytes, with a mark of their order in front or
// without.
func UTF16(text string, order binary.AppendByteOrder, mark bool) []byte {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xFEFF)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// Dossier is one of these entities, companies where no kind is given.
func Dossier(entities ...ownership.Entity) *ownership.Dossier {
	d := &ownership.Dossier{}
	for i := range entities {
		if entities[i].Kind == "" {
			entities[i].Kind = ownership.Company
		}
		entities[i].At = ownership.Position{File: "entities.csv", Line: i + 2}
		d.Entities = append(d.Entities, &entities[i])
	}
	return d
}

// Sentence proves that a note can be told in both languages: its code has a
// sentence, and the note has every fact that the sentence asks for.
func Sentence(tb testing.TB, note ownership.Note) {
	tb.Helper()
	for _, lang := range data.Languages {
		text, ok := data.Words(lang).Text(note.Code)
		if !assert.True(tb, ok, "%s has no sentence in %s", note.Code, lang) {
			return
		}
		for _, name := range data.Placeholders(text) {
			assert.Contains(tb, note.Args, name, "%s, %s", note.Code, lang)
		}
	}
}

// Fault is the place and the code of the one fault that a reading ends with.
func Fault(tb testing.TB, err error) string {
	tb.Helper()
	var faults *input.Faults
	require.ErrorAs(tb, err, &faults)
	require.Len(tb, faults.Notes, 1)
	Sentence(tb, faults.Notes[0])
	return faults.Notes[0].At.String() + " " + faults.Notes[0].Code
}

// Note is the first note with a code.
func Note(tb testing.TB, notes []ownership.Note, code string) ownership.Note {
	tb.Helper()
	for _, n := range notes {
		if n.Code == code {
			return n
		}
	}
	require.Fail(tb, "no note", "%s among %v", code, notes)
	return ownership.Note{}
}
