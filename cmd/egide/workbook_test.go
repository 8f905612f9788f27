package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestEveryWorkbookSaysTheSame exports each dossier of the repository and
// checks both: the reports are the same, byte for byte.
func TestEveryWorkbookSaysTheSame(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(dossiersDir, "*", "entities.csv"))
	require.NoError(t, err)
	published, err := filepath.Glob(filepath.Join(publishedDir, "*", "entities.csv"))
	require.NoError(t, err)
	require.Greater(t, len(folders), 20)
	dir := t.TempDir()
	for _, file := range append(folders, published...) {
		dossier := filepath.Dir(file)
		workbook := filepath.Join(dir, "dossier.xlsx")
		made := egide(t, "export", dossier, "--to", "xlsx", "-o", workbook)
		require.Zero(t, made.status, "%s: %s", dossier, made.stderr)
		of := func(path string) outcome {
			return egide(t, "check", path, "--as-of", "2026-11-22", "--format", "json")
		}
		want, got := of(dossier), of(workbook)
		assert.Equal(t, want.status, got.status, "%s: %s", dossier, got.stderr)
		assert.Equal(t, string(want.stdout), string(got.stdout), dossier)
		assert.Equal(t, string(want.stderr), string(got.stderr), dossier)
		require.NoError(t, os.Remove(workbook))
	}
}
