package chart

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

// go test ./cmd/internal/report/chart -run TestGolden -update writes the files
// anew. Look at them as pictures before keeping them.
var update = flag.Bool("update", false, "write testdata/charts anew")

const testdata = "../../../../testdata"

// reportOf is the report of a dossier of testdata.
func reportOf(t testing.TB, name, lang string) *report.Report {
	t.Helper()
	dossier, err := intake.ReadDossier(filepath.Join(testdata, "dossiers", name), intake.Options{})
	require.NoError(t, err)
	day, err := ownership.ParseDate("2026-11-22")
	require.NoError(t, err)
	result, faults, err := rules.Check(dossier, rules.Options{AsOf: day, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	return report.Make(result, lang)
}

// TestGolden holds the charts of a provider that passes, of a contested one and
// of one with sixty entities, as they were looked at.
func TestGolden(t *testing.T) {
	for _, name := range []string{"clean", "atelier-cloud", "big-60"} {
		for _, lang := range []string{"en", "fr"} {
			graph, err := Of(reportOf(t, name, lang), Options{})
			require.NoError(t, err)
			golden(t, name+"."+lang+".svg", graph.Draw().SVG())
			if name == "atelier-cloud" {
				golden(t, name+"."+lang+".dot", graph.DOT())
				golden(t, name+"."+lang+".mmd", graph.Mermaid())
			}
		}
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join(testdata, "charts", name)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
		require.NoError(t, os.WriteFile(file, got, 0o666))
		return
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, string(want) == string(got), "%s is another chart than the one that was looked at; see -update", name)
}
