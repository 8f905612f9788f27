package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestVerifyCatchesForgedOrigin exports a dossier as a workbook and changes what
// its hidden sheet says of a file that it was made from. The report of such a
// workbook names a file that never was; verify tells so, held against the folder
// and against the workbook itself.
func TestVerifyCatchesForgedOrigin(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "dossier")
	require.NoError(t, copyFolder(filepath.Join(dossiersDir, "atelier-cloud"), folder))
	at := func(name string) string { return filepath.Join(dir, name) }
	run := func(status int, args ...string) outcome {
		t.Helper()
		got := egide(t, args...)
		require.Equal(t, status, got.status, "%v: %s%s", args, got.stdout, got.stderr)
		return got
	}
	run(0, "export", folder, "--to", "xlsx", "-o", at("dossier.xlsx"))
	run(1, "check", at("dossier.xlsx"), "--as-of", "2026-11-22", "--format", "json", "-o", at("honest.json"))
	honest, err := os.ReadFile(at("honest.json"))
	require.NoError(t, err)
	start := strings.Index(string(honest), `"sha256": "`) + len(`"sha256": "`)
	sum := string(honest[start : start+64])
	forged := strings.Repeat("0", 64)

	book, err := os.ReadFile(at("dossier.xlsx"))
	require.NoError(t, err)
	changed := replaced(t, book, sum, forged)
	require.NoError(t, os.WriteFile(at("forged.xlsx"), changed, 0o600))
	run(1, "check", at("forged.xlsx"), "--as-of", "2026-11-22", "--format", "json", "-o", at("forged.json"))
	claims, err := os.ReadFile(at("forged.json"))
	require.NoError(t, err)
	require.Contains(t, string(claims), forged, "the report repeats what the hidden sheet says")

	run(0, "seal", at("honest.json"), "--dossier", folder, "-o", at("honest.m.json"))
	run(0, "verify", at("honest.m.json"), "--dossier", folder)
	run(3, "seal", at("forged.json"), "--dossier", folder, "-o", at("m.json"))
	run(0, "seal", at("forged.json"), "-o", at("forged.m.json"))
	got := run(1, "verify", at("forged.m.json"), "--dossier", folder)
	assert.Contains(t, strings.Join(strings.Fields(string(got.stdout)), " "), "entities.csv has changed since the reports were made, or what they say of it is not true")
	// Of the workbook alone nothing shows that its origin is true.
	got = run(1, "verify", at("forged.m.json"), "--dossier", at("forged.xlsx"))
	assert.Contains(t, strings.Join(strings.Fields(string(got.stdout)), " "), "entities.csv is not in the dossier")
	run(1, "verify", at("honest.m.json"), "--dossier", at("dossier.xlsx"))
}

// replaced is a zip archive with a text replaced in each of its files.
func replaced(t *testing.T, archive []byte, old, text string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	require.NoError(t, err)
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	found := false
	for _, f := range from.File {
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		found = found || bytes.Contains(content, []byte(old))
		w, err := to.Create(f.Name)
		require.NoError(t, err)
		_, err = w.Write(bytes.ReplaceAll(content, []byte(old), []byte(text)))
		require.NoError(t, err)
	}
	require.NoError(t, to.Close())
	require.True(t, found)
	return out.Bytes()
}
