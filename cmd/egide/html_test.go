package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/report"
	"egide/cmd/internal/report/html"
)

// sixHundred is a dossier of 600 entities.
var sixHundred = generated{entities: 600, holdings: 900, depth: 8, growth: 1.7, open: 0.3}

// saveReport checks a dossier and returns the file of its report.
func saveReport(t testing.TB, dir string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.json")
	got := egide(t, "check", dir, "--as-of", "2026-11-22", "--format", "json", "-o", file)
	require.Less(t, got.status, 3, "%.300s", got.stderr)
	return file
}

// TestLargePage holds that 600 entities make one page, chart included.
func TestLargePage(t *testing.T) {
	file := saveReport(t, sixHundred.write(t, 1))
	got := egide(t, "render", file, "--format", "html")
	require.Less(t, got.status, 3, "%.300s", got.stderr)
	assert.Contains(t, string(got.stdout), `<svg xmlns`)
	again := egide(t, "render", file, "--format", "html")
	assert.True(t, bytes.Equal(got.stdout, again.stdout), "the same bytes")
}

// BenchmarkHTML writes the page of 600 entities.
func BenchmarkHTML(b *testing.B) {
	text, err := os.ReadFile(saveReport(b, sixHundred.write(b, 1)))
	require.NoError(b, err)
	r, err := report.ReadSaved(bytes.NewReader(text))
	require.NoError(b, err)
	for b.Loop() {
		if _, err := html.Document(r); err != nil {
			b.Fatal(err)
		}
	}
}
