package timeline

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/document/text"
	"egide/cmd/internal/terminal"
)

// go test ./cmd/internal/timeline -update writes the golden documents.
var update = flag.Bool("update", false, "write the golden documents")

// TestGolden holds the bands of a history with every sort of stretch, and the
// document of a real one, in both languages.
func TestGolden(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		golden(t, "data4."+lang+".svg", over(t, dossier(t, "data4"), 20180101, 20231231, lang).Drawing().SVG())
		golden(t, "data4."+lang+".txt", text.Document(over(t, dossier(t, "data4"), 20180101, 20231231, lang).Document(true), terminal.Screen{Unicode: true}))
		mixed := dossier(t, "annual-2026")
		mixed.Holdings[0].Until = 20261101 // for some days more than 100 % are recorded
		golden(t, "annual."+lang+".svg", over(t, mixed, 20260101, 20271231, lang).Drawing().SVG())
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("../../../testdata/timeline", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), name)
}
