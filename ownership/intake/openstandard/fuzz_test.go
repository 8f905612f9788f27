package openstandard

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// fuzzStandard feeds a reader with what its own test files become: it never
// panics, and what it takes can be read as a dossier, or at least says why not.
func fuzzStandard(f *testing.F, ext string, only string, seeds ...string) {
	for _, seed := range seeds {
		text, err := os.ReadFile(seed)
		require.NoError(f, err)
		f.Add(text)
		f.Add(text[:len(text)/2])
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "x"+ext)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		for _, opts := range []Options{{}, {Only: only, MaxRecords: 100}} {
			d, err := Import(context.Background(), path, opts)
			var faults *input.Faults
			if err != nil {
				require.True(t, errors.As(err, &faults), "%v", err)
				require.NotEmpty(t, faults.Notes)
				continue
			}
			for _, row := range d.Shareholdings {
				for _, column := range []string{"capital", "votes"} {
					_, fault := written.Share(row[column])
					require.Nil(t, fault, "%s %q", column, row[column])
				}
				for _, column := range []string{"from", "until", "source_date"} {
					_, fault := written.Date(row[column])
					require.Nil(t, fault, "%s %q", column, row[column])
				}
			}
			known := map[string]bool{}
			for _, row := range d.Entities {
				require.NotEmpty(t, row["id"])
				require.False(t, known[row["id"]], "one row an entity")
				known[row["id"]] = true
			}
			for _, row := range d.Shareholdings {
				require.True(t, known[row["holder"]] && known[row["issuer"]], "%v", row)
			}
			for _, row := range d.Rights {
				require.True(t, known[row["holder"]] && known[row["company"]], "%v", row)
			}
		}
	})
}

func FuzzBODS(f *testing.F) {
	fuzzStandard(f, ".json", "nuage", importPath("bods", "chain-0.4.json"), importPath("bods", "array-0.3.json"), importPath("bods", "lines-0.2.jsonl"))
}

func FuzzGLEIF(f *testing.F) {
	fuzzStandard(f, ".json", leiNuage, importPath("gleif", "json", "golden-copy.json"), importPath("gleif", "csv", "lei2.csv"),
		importPath("gleif", "csv", "rr.csv"), importPath("gleif", "csv", "repex.csv"))
}

func FuzzPSC(f *testing.F) {
	fuzzStandard(f, ".jsonl", "09000001", importPath("psc", "snapshot.jsonl"))
}

func FuzzFTM(f *testing.F) {
	fuzzStandard(f, ".jsonl", "nuage", importPath("ftm", "entities.ftm.jsonl"))
}

func FuzzRNE(f *testing.F) {
	fuzzStandard(f, ".json", "900000001", importPath("rne", "entreprise.json"))
}

// FuzzOCF puts the files of a package behind each other.
func FuzzOCF(f *testing.F) {
	var all []byte
	for _, name := range []string{"Manifest", "Stakeholders", "StockClasses", "Transactions"} {
		text, err := os.ReadFile(importPath("ocf", name+".ocf.json"))
		require.NoError(f, err)
		all = append(all, text...)
	}
	path := filepath.Join(f.TempDir(), "package.ocf.json")
	require.NoError(f, os.WriteFile(path, all, 0o600))
	fuzzStandard(f, ".ocf.json", "nuage", path, importPath("ocf", "Transactions.ocf.json"))
}

// FuzzJSONRecords cuts any bytes into records: each of them has even braces, and
// lines never go back.
func FuzzJSONRecords(f *testing.F) {
	for _, path := range seedFiles(f) {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(text, "items")
	}
	f.Add([]byte(`{"a":1,"items":[{"b":[]},{"c":"]}"}],"d":{"items":[1]}}`), "items")
	f.Fuzz(func(t *testing.T, text []byte, key string) {
		r := newJSONRecords(bytes.NewReader(text), key)
		line := 1
		for range len(text) + 2 {
			record, at, err := r.Next()
			require.GreaterOrEqual(t, at, line)
			line = at
			var bad *jsonError
			switch {
			case errors.As(err, &bad):
				continue
			case err != nil:
				return
			}
			require.Equal(t, byte('{'), record[0])
		}
		t.Fatal("no end")
	})
}

// FuzzCSVRecords reads any bytes as rows.
func FuzzCSVRecords(f *testing.F) {
	for _, name := range []string{"lei2.csv", "rr.csv", "repex.csv"} {
		text, err := os.ReadFile(importPath("gleif", "csv", name))
		require.NoError(f, err)
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := newCSVRecords(bytes.NewReader(text))
		if err != nil {
			return
		}
		for range len(text) + 2 {
			_, err := rows.Next()
			var parse *csv.ParseError
			if err != nil && !errors.As(err, &parse) {
				return
			}
			rows.Text("LEI")
		}
		t.Fatal("no end")
	})
}
