package openstandard

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
)

// lineOf is a line that each standard takes.
var lineOf = map[Standard]string{
	BODS:           `{"statementId":"s1","statementDate":"2026-01-01","recordId":"p","recordType":"entity","recordDetails":{"isComponent":false,"entityType":{"type":"registeredEntity"}},"x":%s}`,
	GLEIF:          `{"LEI":"A","Entity":{"LegalName":"A"},"x":%s}`,
	PSC:            `{"company_number":"1","data":{"kind":"exemptions"},"x":%s}`,
	FollowTheMoney: `{"id":"a","schema":"Company","properties":{},"x":%s}`,
	OCF:            `{"file_type":"OCF_MANIFEST_FILE","issuer":{"object_type":"ISSUER","id":"a"},"x":%s}`,
	RNE:            `{"siren":"1","formality":{"content":{"personneMorale":{}}},"x":%s}`,
}

func TestHostileRecords(t *testing.T) {
	for standard, line := range lineOf {
		for name, c := range map[string]struct{ value, fault string }{
			"fine":       {`null`, ""},
			"deep":       {strings.Repeat(`[`, 100_000) + strings.Repeat(`]`, 100_000), "open-json-deep"},
			"deep open":  {strings.Repeat(`{"a":`, 100_000), "open-json-cut"},
			"giant":      {`"` + strings.Repeat("x", mostRecord) + `"`, "open-json-large"},
			"truncated":  {`"`, "open-json-cut"},
			"not JSON":   {`NaN`, "open-json-syntax"},
			"single":     {`'a'`, "open-json-syntax"},
			"two values": {`1 2`, "open-json-syntax"},
			"bytes":      {"\"\xc3\x28\"", "open-json-encoding"},
		} {
			text := fmt.Sprintf(line, c.value)
			_, err := importText(t, "x.json", text, Options{})
			if c.fault == "" {
				assert.NoError(t, err, "%s %s", standard, name)
				continue
			}
			var faults *input.Faults
			if assert.ErrorAs(t, err, &faults, "%s %s", standard, name) {
				assert.Equal(t, c.fault, faults.Notes[0].Code, "%s %s", standard, name)
				assert.Equal(t, "x.json:1", faults.Notes[0].At.String(), "%s %s", standard, name)
				trial.Sentence(t, faults.Notes[0])
			}
		}
	}
}

// TestHostileTypes puts every kind of value in place of every value.
func TestHostileTypes(t *testing.T) {
	for _, path := range seedFiles(t) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, value := range []string{`null`, `true`, `-1e999`, `"x"`, `[]`, `{}`, `[[]]`, `{"$":{}}`} {
			for at, n := 0, 0; n < 20; n++ {
				i := bytes.IndexByte(text[at:], ':')
				if i < 0 {
					break
				}
				at += i + 1
				end := at
				for depth := 0; end < len(text); end++ {
					if b := text[end]; b == '{' || b == '[' {
						depth++
					} else if (b == ',' || b == '}' || b == ']') && depth == 0 {
						break
					} else if b == '}' || b == ']' {
						depth--
					}
				}
				changed := string(text[:at]) + value + string(text[end:])
				draft, err := importText(t, filepath.Base(path), changed, Options{})
				if err == nil {
					require.NotNil(t, draft)
				}
			}
		}
	}
}

// seedFiles are the JSON files of testdata/imports.
func seedFiles(t testing.TB) (paths []string) {
	for _, folder := range []string{"bods", "ftm", "ocf", "psc", "rne", filepath.Join("gleif", "json")} {
		more, err := filepath.Glob(importPath(folder, "*.json*"))
		require.NoError(t, err)
		require.NotEmpty(t, more)
		paths = append(paths, more...)
	}
	return paths
}

// TestArchivesThatUnfoldTooFar refuses a file of zeros that is small in its
// archive, and names the limit.
func TestArchivesThatUnfoldTooFar(t *testing.T) {
	dir := t.TempDir()
	head := lineOf[PSC] + "\n"
	head = fmt.Sprintf(head, "1")
	fill := func(w io.Writer) {
		_, err := io.WriteString(w, head)
		require.NoError(t, err)
		zeros := bytes.Repeat([]byte(" "), 1<<20)
		for range 80 {
			_, err := w.Write(zeros)
			require.NoError(t, err)
		}
	}
	create := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		require.NoError(t, err)
		t.Cleanup(func() { f.Close() })
		return f
	}
	g := gzip.NewWriter(create("bomb.jsonl.gz"))
	fill(g)
	require.NoError(t, g.Close())
	z, err := zstd.NewWriter(create("bomb.jsonl.zst"))
	require.NoError(t, err)
	fill(z)
	require.NoError(t, z.Close())
	archive := zip.NewWriter(create("bomb.zip"))
	f, err := archive.Create("bomb.jsonl")
	require.NoError(t, err)
	fill(f)
	require.NoError(t, archive.Close())
	for _, name := range []string{"bomb.jsonl.gz", "bomb.jsonl.zst", "bomb.zip"} {
		_, err := Import(context.Background(), filepath.Join(dir, name), Options{})
		var faults *input.Faults
		require.ErrorAs(t, err, &faults, name)
		assert.Equal(t, "open-unpacked-ratio", faults.Notes[0].Code, name)
		trial.Sentence(t, faults.Notes[0])
	}
}

func TestBrokenArchives(t *testing.T) {
	text, err := os.ReadFile(importPath("psc", "snapshot.jsonl"))
	require.NoError(t, err)
	for _, path := range packed(t, "snapshot.jsonl", bytes.Repeat(text, 1))[1:] {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, n := range []int{5, len(raw) / 2, len(raw) - 3} {
			cut := filepath.Join(t.TempDir(), filepath.Base(path))
			require.NoError(t, os.WriteFile(cut, raw[:n], 0o600))
			_, err := Import(context.Background(), cut, Options{})
			var faults *input.Faults
			require.ErrorAs(t, err, &faults, "%s to %d bytes", filepath.Base(path), n)
			trial.Sentence(t, faults.Notes[0])
		}
	}
}

func TestArchiveOfTooManyFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "many.zip")
	f, err := os.Create(path)
	require.NoError(t, err)
	archive := zip.NewWriter(f)
	for i := range 10_001 {
		_, err := archive.Create(fmt.Sprintf("%d.json", i))
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	require.NoError(t, f.Close())
	_, err = Import(context.Background(), path, Options{})
	require.EqualError(t, err, "many.zip: open-many-files")
}

// TestMemoryStaysFlat reads a register of which one company is wanted, twice as
// large each time: what is kept does not grow with it, but for who holds whom.
func TestMemoryStaysFlat(t *testing.T) {
	kept := func(records int) uint64 {
		path := filepath.Join(t.TempDir(), "register.jsonl")
		f, err := os.Create(path)
		require.NoError(t, err)
		writePSC(t, f, records)
		require.NoError(t, f.Close())
		var most uint64
		ctx := &watchedContext{Context: context.Background(), look: func() {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}}
		d, err := Import(ctx, path, Options{Only: "00000001"})
		require.NoError(t, err)
		require.Len(t, d.Entities, 3)
		return most
	}
	small, large := kept(4_000), kept(32_000)
	// 28,000 records more, at 24 bytes a link of which one in four has one
	require.Less(t, large, small+2<<20, "from %d to %d bytes", small, large)
}

// watchedContext looks at the memory whenever somebody asks whether to go on.
type watchedContext struct {
	context.Context
	look func()
}

func (c *watchedContext) Err() error {
	c.look()
	return nil
}
