package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A register that contradicts everything changes nothing but the warnings and
// the list of files.
func TestRegistersChangeNoFigure(t *testing.T) {
	dossier := filepath.Join(dossiersDir, "clean")
	register := filepath.Join(t.TempDir(), "extract")
	require.NoError(t, copyFolder(dossier, register))
	for name, change := range map[string]*strings.Replacer{
		"shareholdings.csv": strings.NewReplacer("ridge,granit,8,", "ridge,granit,28,", "oranje,granit,22,", "oranje,granit,2,"),
		"entities.csv":      strings.NewReplacer("gp,Granit Participations SAS,company,,FR", "gp,Granit Participations SAS,company,,US"),
	} {
		path := filepath.Join(register, name)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, []byte(change.Replace(string(text))), 0o666))
	}
	report := func(args ...string) (map[string]any, []any) {
		out := egide(t, append([]string{"check", dossier, "--as-of", "2026-11-22", "--format", "json"}, args...)...)
		require.Equal(t, 0, out.status, "%s", out.stderr)
		value, err := decode(out.stdout)
		require.NoError(t, err)
		r := value.(map[string]any)
		warnings := r["warnings"].([]any)
		delete(r, "warnings")
		delete(r, "inputs")
		return r, warnings
	}
	without, before := report()
	with, after := report("--register", register)
	assert.Equal(t, without, with)
	assert.Len(t, after, len(before)+3, "two shares and a seat")
}
