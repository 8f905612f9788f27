package report

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

const dossiers = "../../../testdata/dossiers"

// asOf is a day on which all dossiers of testdata say something.
const asOf = ownership.Date(20261122)

// checked is the result of a dossier; nil where its input is faulty.
func checked(t testing.TB, name string) *rules.Result {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join(dossiers, name), intake.Options{})
	require.NoError(t, err)
	result, faults, err := rules.Check(d, rules.Options{AsOf: asOf, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	if len(faults) > 0 {
		return nil
	}
	return result
}

// results are those of every dossier of testdata that has one.
func results(t testing.TB) map[string]*rules.Result {
	t.Helper()
	entries, err := os.ReadDir(dossiers)
	require.NoError(t, err)
	all := map[string]*rules.Result{}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if r := checked(t, e.Name()); r != nil {
			all[e.Name()] = r
		}
	}
	require.Greater(t, len(all), 30)
	return all
}
