package recheck

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/document/markdown"
	written "egide/cmd/internal/document/text"
	"egide/cmd/internal/report"
	"egide/cmd/internal/terminal"
)

// go test ./cmd/internal/recheck -update writes the golden documents.
var update = flag.Bool("update", false, "write the golden documents")

// TestGolden holds the documents of one annual re-check in both languages: the
// re-check for a terminal, the notice as Markdown, the JSON.
func TestGolden(t *testing.T) {
	before, after := read(t, "annual-2025"), read(t, "annual-2026")
	for _, lang := range []string{"en", "fr"} {
		r := compare(t, saved(t, on(t, before, 20251122, lang)), on(t, after, today, lang), Options{Lang: lang, History: after})
		golden(t, "annual."+lang+".txt", written.Document(r.Document(), terminal.Screen{Unicode: true}))
		golden(t, "annual-notice."+lang+".md", markdown.Document(r.Letters()))
		json, err := report.JSON(r)
		require.NoError(t, err)
		golden(t, "annual."+lang+".json", json)
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("../../../testdata/recheck", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), name)
}
