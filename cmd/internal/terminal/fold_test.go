package terminal

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"Société Générale": "Société Générale",
		"a\x1b[31mb":       "a\ufffd[31mb",
		"two\nlines\tand":  "two lines and",
		"nul\x00":          "nul\ufffd",
		"c1\u009b31m":      "c1\ufffd31m",
		"abc\u202edef":     "abc\ufffddef",
		"a\u2066b\u2069":   "a\ufffdb\ufffd",
		"broken\xff":       "broken\ufffd",
		"株式会社 👩‍💻":         "株式会社 👩‍💻",
		"no\u00a0break":    "no\u00a0break",
	} {
		assert.Equal(t, want, Clean(text))
	}
	rapid.Check(t, func(t *rapid.T) {
		text := Clean(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
		if !utf8.ValidString(text) || strings.ContainsFunc(text, acts) {
			t.Fatalf("%q", text)
		}
		if Clean(text) != text {
			t.Fatalf("%q is not clean when cleaned", text)
		}
	})
}

func TestFold(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"", 10, []string{""}},
		{"  spaces   between  ", 30, []string{"spaces between"}},
		{"abcdefgh ij", 4, []string{"abcd", "efgh", "ij"}},
		{"株式会社日本", 5, []string{"株式", "会社", "日本"}},
		{"24\u00a0% du capital", 6, []string{"24\u00a0%", "du", "capita", "l"}},
		{"👩‍💻👩‍💻", 2, []string{"👩‍💻", "👩‍💻"}},
	} {
		assert.Equal(t, c.want, Fold(c.text, c.columns), c.text)
	}
}

// TestFoldFits holds that no line is wider than asked, and no letter is lost.
func TestFoldFits(t *testing.T) {
	letters := rapid.SampledFrom([]rune("ab é株👩\u200d💻\u0301\u00a0-ー"))
	rapid.Check(t, func(t *rapid.T) {
		text := Clean(string(rapid.SliceOf(letters).Draw(t, "text")))
		columns := rapid.IntRange(2, 20).Draw(t, "columns")
		lines := Fold(text, columns)
		for _, line := range lines {
			if Width(line) > columns {
				t.Fatalf("%q takes %d columns of %d", line, Width(line), columns)
			}
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if squeeze(strings.Join(lines, "")) != squeeze(text) {
			t.Fatalf("%q became %q", text, lines)
		}
	})
}
