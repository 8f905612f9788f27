package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBadInput takes the folders of testdata/bad through the program, in both
// languages: every fault that expected.txt names is told with its position, in
// one run, and nothing else is written.
func TestBadInput(t *testing.T) {
	bad := "../../testdata/bad"
	faulty := 0
	for _, name := range folders(t, bad) {
		text, err := os.ReadFile(filepath.Join(bad, name, "expected.txt"))
		require.NoError(t, err)
		var positions []string
		for line := range strings.Lines(string(text)) {
			if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "fault" {
				positions = append(positions, fields[1])
			}
		}
		if len(positions) == 0 {
			continue // only warnings
		}
		faulty++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, lang := range []string{"en", "fr"} {
				got := egide(t, "check", filepath.Join(bad, name), "--lang", lang)
				assert.Equal(t, 3, got.status)
				assert.Empty(t, string(got.stdout))
				for _, position := range positions {
					assert.Contains(t, string(got.stderr), position+":")
				}
				assert.NotRegexp(t, `[{}]|%!|<nil>`, string(got.stderr))
				assert.Regexp(t, `^[ -~\p{L}\p{P}\p{S}\p{Zs}\n]*$`, string(got.stderr))
			}
		})
	}
	assert.Greater(t, faulty, 25)
}
