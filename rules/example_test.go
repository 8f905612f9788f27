package rules

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
)

const today = ownership.Date(20261122)

// read reads a dossier of testdata.
func read(t testing.TB, name string) *ownership.Dossier {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join("..", "testdata", "dossiers", name), intake.Options{})
	var faults *input.Faults
	if errors.As(err, &faults) {
		require.Empty(t, faults.Notes)
	}
	require.NoError(t, err)
	return d
}

// checked runs a dossier of testdata on a day, under a policy.
func checked(t testing.TB, name string, day ownership.Date, policy string) *Result {
	t.Helper()
	d := read(t, name)
	p, notes := ParsePolicy([]byte(policy), "policy.yaml")
	require.Empty(t, notes)
	r, notes, err := Check(d, Options{AsOf: day, Policy: p})
	require.NoError(t, err)
	require.Empty(t, notes)
	return r
}

// finding is the one of a test for a subject.
func finding(t testing.TB, r *Result, subject, test string) Finding {
	t.Helper()
	for _, s := range r.Subjects {
		if string(r.Field.Ref(s.Entity)) != subject {
			continue
		}
		for _, f := range s.Findings {
			if f.Test == test {
				return f
			}
		}
	}
	require.Fail(t, "no such finding", "%s of %s", test, subject)
	return Finding{}
}

func dossiers(t testing.TB) []string {
	entries, err := os.ReadDir(filepath.Join("..", "testdata", "dossiers"))
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}
