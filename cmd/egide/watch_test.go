package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/watch"
	"egide/rules"
)

// clients makes a folder with every dossier, the broken ones, and the workbooks.
func clients(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "dossiers"), os.DirFS(dossiersDir)))
	require.NoError(t, os.CopyFS(filepath.Join(dir, "bad"), os.DirFS("../../testdata/bad")))
	require.NoError(t, os.CopyFS(filepath.Join(dir, "workbooks"), os.DirFS("../../testdata/workbooks")))
	return dir
}

// TestWatch watches every dossier there is: it says of each what check says, the
// same whenever it is asked, and follows its schema.
func TestWatch(t *testing.T) {
	dir := clients(t)
	schema := schemaNamed(t, "watch")
	validate := func(text []byte) any {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		assert.NoError(t, schema.Validate(value))
		value, err = decode(text)
		require.NoError(t, err)
		return value
	}
	first := egide(t, "watch", dir, "--as-of", "2026-11-22", "--format", "json", "--save")
	require.Equal(t, 3, first.status, "%s", first.stderr)
	value := validate(first.stdout)
	for _, name := range folders(t, dossiersDir) {
		want := egide(t, "check", filepath.Join(dossiersDir, name), "--as-of", "2026-11-22", "--format", "json")
		got, err := lookup(value, "dossiers[path=dossiers/"+name+"].verdict")
		require.NoError(t, err, name)
		if want.status == 3 {
			assert.Nil(t, got, name)
			continue
		}
		assert.Equal(t, want.status, statusOf(rules.Verdict(fmt.Sprint(got))), name)
		saved, err := os.ReadFile(filepath.Join(dir, "dossiers", name, watch.SavedName))
		require.NoError(t, err, name)
		assert.Equal(t, string(want.stdout), string(saved), "%s: what is saved is what check writes", name)
	}
	second := egide(t, "watch", dir, "--as-of", "2026-11-22", "--format", "json")
	value = validate(second.stdout)
	moved, err := lookup(value, "counts.moved")
	require.NoError(t, err)
	assert.Equal(t, "0", fmt.Sprint(moved), "nothing changed since")
	third := egide(t, "watch", dir, "--as-of", "2026-11-22", "--format", "json")
	assert.Equal(t, string(second.stdout), string(third.stdout))
	for line := range bytes.Lines(egide(t, "watch", dir, "--as-of", "2026-11-22", "--lang", "fr").stdout) {
		assert.LessOrEqual(t, len([]rune(string(bytes.TrimRight(line, "\n")))), 80, "%s", line)
	}
}

// BenchmarkWatch watches 200 dossiers of 200 entities, without saved reports and
// with one for each.
func BenchmarkWatch(b *testing.B) {
	dir := b.TempDir()
	for i := range 200 {
		made := generated{entities: 200, holdings: 320, depth: 5, growth: 1.6, open: 0.2}.write(b, uint64(i))
		require.NoError(b, os.CopyFS(filepath.Join(dir, fmt.Sprintf("client-%03d", i)), os.DirFS(made)))
	}
	options := watch.Options{AsOf: 20261122, Policy: rules.DefaultPolicy(), Lang: "en"}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			w, err := watch.Run(dir, options)
			require.NoError(b, err)
			require.Equal(b, 200, w.Counts.All)
			require.Zero(b, w.Counts.Broken)
		}
	})
	save := options
	save.Save = func(file string, text []byte) error { return os.WriteFile(file, text, 0o666) }
	_, err := watch.Run(dir, save)
	require.NoError(b, err)
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			w, err := watch.Run(dir, options)
			require.NoError(b, err)
			require.Zero(b, w.Counts.Broken)
			require.Zero(b, w.Counts.Moved)
		}
	})
}
