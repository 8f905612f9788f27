package markdown_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/cmd/internal/document/markdown"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/paper"
	"egide/data"
	"egide/ownership/intake"
	"egide/rules"
)

// go test ./cmd/internal/document/markdown -update writes the golden documents.
var update = flag.Bool("update", false, "write the golden documents")

// TestGolden compares what is handed over of three dossiers, in both languages:
// a clean provider, a contested one, and a big one. The other formats have the
// same sentences, from the same document.
func TestGolden(t *testing.T) {
	testdata := "../../../../testdata"
	for _, name := range []string{"clean", "atelier-cloud", "big-60"} {
		dossier, err := intake.ReadDossier(filepath.Join(testdata, "dossiers", name), intake.Options{})
		require.NoError(t, err)
		result, faults, err := rules.Check(dossier, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
		require.NoError(t, err)
		require.Empty(t, faults)
		for _, lang := range data.Languages {
			d, err := paper.Of(report.Make(result, lang), nil)
			require.NoError(t, err)
			got := string(markdown.Document(d))
			file := filepath.Join(testdata, "markdown", name+"."+lang+".md")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
				require.NoError(t, os.WriteFile(file, []byte(got), 0o666))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
			for i := range min(len(a), len(b)) {
				require.Equal(t, b[i], a[i], "%s:%d; run the tests of this package with -update if that is meant", file, i+1)
			}
			require.Len(t, a, len(b), file)
		}
	}
}
