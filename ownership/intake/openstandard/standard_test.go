package openstandard

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/written"
)

// failer is what a test and a rapid check have in common.
type failer interface {
	require.TestingT
	Helper()
}

// importText imports a text as a file of that name.
func importText(t failer, name, text string, opts Options) (*intake.Draft, error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "import")
	require.NoError(t, err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return Import(context.Background(), path, opts)
}

// imported is the draft of a text that has no fault.
func imported(t failer, name, text string, opts Options) *intake.Draft {
	t.Helper()
	d, err := importText(t, name, text, opts)
	require.NoError(t, err)
	return d
}

func importPath(parts ...string) string {
	return filepath.Join(append([]string{"..", "..", "..", "testdata", "imports"}, parts...)...)
}

// importFile imports a file or folder of testdata/imports.
func importFile(t testing.TB, opts Options, parts ...string) *intake.Draft {
	t.Helper()
	d, err := Import(context.Background(), importPath(parts...), opts)
	require.NoError(t, err)
	for _, note := range d.Notes {
		trial.Sentence(t, note)
	}
	for _, out := range d.LeftOut {
		trial.Sentence(t, out.Why)
	}
	return d
}

// standardFaults are the codes of what is wrong with a text, with their lines.
func standardFaults(t *testing.T, name, text string, opts Options) []string {
	t.Helper()
	_, err := importText(t, name, text, opts)
	var faults *input.Faults
	require.ErrorAs(t, err, &faults)
	var lines []string
	for _, note := range faults.Notes {
		trial.Sentence(t, note)
		lines = append(lines, note.At.String()+" "+note.Code)
	}
	return lines
}

// entityOf is the row of an entity; empty when there is none.
func entityOf(d *intake.Draft, id string) intake.DraftRow {
	for _, row := range d.Entities {
		if row["id"] == id {
			return row
		}
	}
	return nil
}

// held are the rows between two entities, without where they came from.
func held(d *intake.Draft, holder, issuer string) (rows []intake.DraftRow) {
	for _, row := range d.Shareholdings {
		if row["holder"] == holder && row["issuer"] == issuer {
			rows = append(rows, without(row, "holder", "issuer", "source", "source_date"))
		}
	}
	return rows
}

func without(row intake.DraftRow, columns ...string) intake.DraftRow {
	rest := intake.DraftRow{}
	for column, text := range row {
		if !slices.Contains(columns, column) {
			rest[column] = text
		}
	}
	return rest
}

// noted are the codes of the notes, each once.
func noted(d *intake.Draft) []string {
	var codes []string
	for _, note := range d.Notes {
		codes = append(codes, note.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// leftOutCodes are the codes of what was left out, each once.
func leftOutCodes(d *intake.Draft) []string {
	var codes []string
	for _, out := range d.LeftOut {
		codes = append(codes, out.Why.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func ids(rows []intake.DraftRow) (all []string) {
	for _, row := range rows {
		all = append(all, row["id"])
	}
	return all
}

// TestEveryStandardImports takes each file of testdata/imports in, counts its
// rows, and reads them again as a dossier.
func TestEveryStandardImports(t *testing.T) {
	for _, c := range []struct {
		path                       []string
		standard                   Standard
		entities, holdings, rights int
	}{
		{[]string{"bods", "chain-0.4.json"}, BODS, 7, 7, 1},
		{[]string{"bods", "array-0.3.json"}, BODS, 2, 1, 1},
		{[]string{"bods", "lines-0.2.jsonl"}, BODS, 4, 2, 2},
		{[]string{"gleif", "csv"}, GLEIF, 7, 0, 4},
		{[]string{"gleif", "csv", "lei2.csv"}, GLEIF, 7, 0, 0},
		{[]string{"gleif", "csv", "rr.csv"}, GLEIF, 6, 0, 4},
		{[]string{"gleif", "csv", "repex.csv"}, GLEIF, 2, 0, 0},
		{[]string{"gleif", "json", "golden-copy.json"}, GLEIF, 2, 0, 1},
		{[]string{"psc", "snapshot.jsonl"}, PSC, 12, 7, 2},
		{[]string{"ftm", "entities.ftm.jsonl"}, FollowTheMoney, 7, 7, 0},
		{[]string{"ocf"}, OCF, 6, 7, 0},
		{[]string{"rne", "entreprise.json"}, RNE, 4, 3, 2},
	} {
		t.Run(filepath.Join(c.path...), func(t *testing.T) {
			standard, err := Of(importPath(c.path...))
			require.NoError(t, err)
			require.Equal(t, c.standard, standard)
			d := importFile(t, Options{}, c.path...)
			assert.Len(t, d.Entities, c.entities)
			assert.Len(t, d.Shareholdings, c.holdings)
			assert.Len(t, d.Rights, c.rights)
			for _, rows := range [][]intake.DraftRow{d.Entities, d.Shareholdings, d.Rights} {
				for _, row := range rows {
					assert.NotEmpty(t, row["source"])
				}
			}
			assert.Equal(t, d, importFile(t, Options{}, c.path...), "the same file gives the same draft")
			back, err := intake.ReadDossier(writeDraft(t, d), intake.Options{})
			require.NoError(t, err, "%v", err)
			require.Len(t, back.Entities, c.entities)
			for _, e := range back.Entities {
				assert.False(t, e.Ultimate, "an import never says that nobody stands above")
				assert.False(t, e.Provider)
			}
			for _, note := range back.Notes {
				assert.NotEqual(t, "lei-check", note.Code)
			}
		})
	}
}

func TestNoStandard(t *testing.T) {
	for name, text := range map[string]string{
		"empty.json": "", "space.json": " \n", "table.csv": "holder,issuer\na,b\n", "other.json": `{"a": [1, 2]}`,
		"scalar.json": "12", "odd.bin": "\x00\x01\x02",
	} {
		require.Equal(t, []string{name + " open-standard-unknown"}, standardFaults(t, name, text, Options{}))
		require.Empty(t, detect([]byte(text), name))
	}
	_, err := Import(context.Background(), filepath.Join(t.TempDir(), "nothing"), Options{})
	require.EqualError(t, err, "nothing: open-missing")
	_, err = Of(filepath.Join(t.TempDir(), "nothing"))
	require.EqualError(t, err, "nothing: open-missing")
}

// packed writes the same bytes plain, in gzip, zstd and zip.
func packed(t *testing.T, name string, text []byte) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, raw []byte) {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, raw, 0o600))
		paths = append(paths, path)
	}
	write(name, text)
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	_, err := w.Write(text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	write(name+".gz", gz.Bytes())
	enc, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	write(name+".zst", enc.EncodeAll(text, nil))
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, member := range []string{"README.txt", "../../" + name} {
		f, err := z.Create(member)
		require.NoError(t, err)
		if member == "README.txt" {
			_, err = f.Write([]byte("read me"))
		} else {
			_, err = f.Write(text)
		}
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	write(name+".zip", archive.Bytes())
	return paths
}

func TestCompressedFilesReadAlike(t *testing.T) {
	text, err := os.ReadFile(importPath("psc", "snapshot.jsonl"))
	require.NoError(t, err)
	var plain *intake.Draft
	for _, path := range packed(t, "snapshot.jsonl", text) {
		d, err := Import(context.Background(), path, Options{})
		require.NoError(t, err, path)
		for _, rows := range [][]intake.DraftRow{d.Entities, d.Shareholdings, d.Rights} {
			for i := range rows {
				rows[i] = without(rows[i], "source")
			}
		}
		if plain == nil {
			plain = d
			continue
		}
		assert.Equal(t, plain.Entities, d.Entities, path)
		assert.Equal(t, plain.Shareholdings, d.Shareholdings, path)
		assert.Equal(t, plain.Rights, d.Rights, path)
	}
}

// TestOnlyTakesACompanyAndWhatStandsAbove names one company of each standard.
func TestOnlyTakesACompanyAndWhatStandsAbove(t *testing.T) {
	for _, c := range []struct {
		path []string
		only string
		want []string
	}{
		{[]string{"bods", "chain-0.4.json"}, "hold", []string{"hold", "atlas", "unspecified nobody"}},
		{[]string{"bods", "chain-0.4.json"}, "900000001", []string{"nuage", "hold", "atlas", "etat", "anne", "unspecified nobody"}},
		{[]string{"bods", "chain-0.4.json"}, "9695TESTNUAGE0000087", []string{"nuage", "hold", "atlas", "etat", "anne", "unspecified nobody"}},
		{[]string{"bods", "lines-0.2.jsonl"}, "900000001", []string{"ancien-0001-0000-0000-0000-00000000000", "ancien-0003-0000-0000-0000-00000000000",
			"ancien-0004-0000-0000-0000-00000000000", "unspecified ancien-0007-0000-0000-0000-00000000000"}},
		{[]string{"gleif", "csv"}, "9695testhold00000050", []string{"9695TESTHOLD00000050", "9695TESTATLAS0000063", "9695TESTMERE00000007"}},
		{[]string{"psc", "snapshot.jsonl"}, "9000001", []string{"09000001", "09000001/AdaOne", "09000002", "09000001/Former", "09000002/Atlas", "09000002/Hidden"}},
		{[]string{"ftm", "entities.ftm.jsonl"}, "hold", []string{"hold", "atlas", "anne", "pb", "ghost"}},
		{[]string{"ocf"}, "nuage", []string{"nuage", "ada", "bea", "angel", "seed", "unknown t9"}},
		{[]string{"rne", "entreprise.json"}, "900 000 001", []string{"900000001", "be-1", "be-2", "be-3"}},
	} {
		d := importFile(t, Options{Only: c.only}, c.path...)
		assert.Equal(t, c.want, ids(d.Entities), "%v %s", c.path, c.only)
		known := map[string]bool{}
		for _, row := range d.Entities {
			known[row["id"]] = true
		}
		for _, row := range d.Shareholdings {
			assert.True(t, known[row["holder"]] && known[row["issuer"]], "%v", row)
		}
		_, err := Import(context.Background(), importPath(c.path...), Options{Only: "no such id"})
		var faults *input.Faults
		require.ErrorAs(t, err, &faults)
		require.Equal(t, "open-only-missing", faults.Notes[0].Code)
		trial.Sentence(t, faults.Notes[0])
	}
}

func TestRecordsAreLimited(t *testing.T) {
	_, err := Import(context.Background(), importPath("psc", "snapshot.jsonl"), Options{MaxRecords: 3})
	require.EqualError(t, err, "snapshot.jsonl:4: open-many-records")
	_, err = Import(context.Background(), importPath("bods", "chain-0.4.json"), Options{MaxRecords: 2, Only: "nuage"})
	require.EqualError(t, err, "chain-0.4.json: open-many-records-above")
	_, err = Import(context.Background(), importPath("psc", "snapshot.jsonl"), Options{MaxRecords: 3, Only: "09000003"})
	require.NoError(t, err, "what is not taken does not count")
}

func TestImportStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Import(ctx, importPath("psc", "snapshot.jsonl"), Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestRemarksInFrench(t *testing.T) {
	d := importFile(t, Options{Lang: "fr"}, "rne", "entreprise.json")
	require.Equal(t, []intake.DraftRow{
		{"capital": "25", "votes": "20.5"},
		{"capital": "10", "votes": "10", "note": "part indirecte, par d'autres que le registre ne nomme pas"},
	}, held(d, "be-1", "900000001"))
}

func TestAFolderOfSeveralStandards(t *testing.T) {
	dir := t.TempDir()
	for name, from := range map[string]string{"a.json": importPath("bods", "chain-0.4.json"), "b.jsonl": importPath("psc", "snapshot.jsonl")} {
		text, err := os.ReadFile(from)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".hidden.json"), []byte("{"), 0o600))
	d, err := Import(context.Background(), dir, Options{})
	require.NoError(t, err)
	require.Len(t, d.Entities, 7, "the first standard is taken")
	require.Contains(t, d.LeftOut, intake.LeftOut{At: ownership.Position{File: filepath.Base(dir) + "/b.jsonl"},
		Why: ownership.Note{Code: "open-file-skipped", At: ownership.Position{File: filepath.Base(dir) + "/b.jsonl"}}})
}

func TestDraftIDs(t *testing.T) {
	require.Equal(t, "a b", draftID(" a b "))
	long, other := draftID(string(bytes.Repeat([]byte("é"), 500))), draftID(string(bytes.Repeat([]byte("é"), 501)))
	require.NotEqual(t, long, other)
	for _, odd := range []string{"", "a\x00b", "a\u200bb", "\u202e", "\xff"} {
		id := draftID(odd)
		require.NotEmpty(t, id)
		require.False(t, written.Invisible(id), "%q", id)
	}
	require.Less(t, len(long), 200)
}
