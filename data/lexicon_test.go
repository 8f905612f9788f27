package data

import (
	"encoding/csv"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// go test ./data -run TestWords -sort puts the rows of every file in order.
var sortWords = flag.Bool("sort", false, "put the rows of words/*.csv in the order of their codes")

func TestWords(t *testing.T) {
	files, err := fs.Glob(wordFiles, "words/*.csv")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	seen := map[string]string{}
	for _, file := range files {
		if *sortWords {
			sortFile(t, filepath.FromSlash(file))
			continue
		}
		text, err := wordFiles.ReadFile(file)
		require.NoError(t, err)
		all, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
		require.NoError(t, err, file)
		require.Equal(t, []string{"code", "en", "fr"}, all[0], file)
		rest := string(text)
		for _, row := range all {
			var read [3]string
			read, rest = nextRow(rest)
			require.Equal(t, row, read[:], file)
		}
		require.Empty(t, rest, file)
		assert.True(t, slices.IsSortedFunc(all[1:], byCode), "%s: rows are out of order; run go test ./data -run TestWords -sort", file)
		for _, row := range all[1:] {
			code, en, fr := row[0], row[1], row[2]
			assert.Regexp(t, `^[a-z0-9][A-Za-z0-9_./-]*$`, code, file)
			assert.Empty(t, seen[code], "%s: %s is in %s too", file, code, seen[code])
			seen[code] = file
			assert.NotEmpty(t, strings.TrimSpace(en), "%s: %s has no English", file, code)
			assert.NotEmpty(t, strings.TrimSpace(fr), "%s: %s has no French", file, code)
			assert.Equal(t, Placeholders(en), Placeholders(fr), "%s: %s has other places in French", file, code)
			for _, text := range []string{en, fr} {
				assert.Equal(t, strings.Count(text, "{"), strings.Count(text, "}"), "%s: %s: braces", file, code)
				assert.Equal(t, strings.TrimSpace(text), text, "%s: %s: space at an end", file, code)
			}
			assert.Empty(t, frenchSlip(fr), "%s: %s: %s", file, code, fr)
			assert.NotContains(t, en, "\u00a0", "%s: %s: a no-break space in English", file, code)
		}
	}
	if *sortWords {
		return
	}
	for _, lang := range Languages {
		l := Words(lang)
		assert.Equal(t, lang, l.Lang)
		assert.Len(t, l.Codes(), len(seen))
	}
}

func byCode(a, b []string) int { return strings.Compare(a[0], b[0]) }

func sortFile(t *testing.T, path string) {
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	all, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	require.NoError(t, err)
	slices.SortStableFunc(all[1:], byCode)
	var b strings.Builder
	w := csv.NewWriter(&b)
	require.NoError(t, w.WriteAll(all))
	require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o644))
}

var (
	placeholder  = regexp.MustCompile(`\{[^}]*\}|https?://\S+`)
	plainBefore  = regexp.MustCompile(` [;:!?%»]`)
	nothingAfter = regexp.MustCompile(`[\p{L}\p{N})»][;!?%]|[\p{L}\p{N})»]:( |$)|[^\x{00a0}\x{202f}]»|«[^\x{00a0}\x{202f}]`)
)

// frenchSlip is the first place at which a French sentence lacks the no-break
// space (U+00A0 or U+202F) that belongs before ; : ! ? % » and after «.
func frenchSlip(text string) string {
	text = placeholder.ReplaceAllString(text, "x")
	if at := plainBefore.FindString(text); at != "" {
		return at
	}
	return nothingAfter.FindString(text)
}

func TestFrenchSlip(t *testing.T) {
	for _, right := range []string{"24\u00a0% du capital", "quoi\u202f?", "«\u00a0mot\u00a0»\u00a0: suite", "https://example.org/a?b=1&c", "shareholdings.csv:14:3", "à 10:30", "{n}\u00a0%"} {
		assert.Empty(t, frenchSlip(right), right)
	}
	for _, wrong := range []string{"24 %", "24%", "{n}%", "quoi ?", "quoi?", "mot : suite", "mot: suite", "« mot »", "«mot»", "fin :", "fin:", "a ; b", "a; b"} {
		assert.NotEmpty(t, frenchSlip(wrong), wrong)
	}
}

func TestLexicon(t *testing.T) {
	assert.Equal(t, "en", Words("de").Lang, "another language is English")
	text, ok := Words("fr").Text("law-role-covered")
	assert.True(t, ok)
	assert.Equal(t, "couvert", text)
	_, ok = Words("en").Text("no-such-code")
	assert.False(t, ok)
	assert.Equal(t, "no-such-code", Words("en").Sentence("no-such-code", nil))
	assert.Equal(t, "about 2027-03-31", Words("en").Sentence("law-approximate", map[string]string{"day": "2027-03-31"}))
}

func TestFill(t *testing.T) {
	en, fr := &Lexicon{Lang: "en"}, &Lexicon{Lang: "fr"}
	text := "{n} {n|row|rows} of {file}"
	assert.Equal(t, "1 row of a", en.Fill(text, map[string]string{"n": "1", "file": "a"}))
	assert.Equal(t, "2 rows of {n}", en.Fill(text, map[string]string{"n": "2", "file": "{n}"}), "values are not searched")
	assert.Equal(t, "0 rows of a", en.Fill(text, map[string]string{"n": "0", "file": "a"}))
	for n, want := range map[string]string{"1,35": "point", "−0,5": "point", "1": "point", "2": "points", "10,2": "points", "−2,1": "points"} {
		assert.Equal(t, want, fr.Fill("{n|point|points}", map[string]string{"n": n}), n)
	}
	assert.Equal(t, "points", en.Fill("{n|point|points}", map[string]string{"n": "0.5"}))
	assert.Equal(t, "0 ligne", fr.Fill("{n} {n|ligne|lignes}", map[string]string{"n": "0"}))
	assert.Equal(t, "{n} {n|row|rows} of {file}", en.Fill(text, nil), "what has no value stays")
	for _, odd := range []string{"", "{", "}", "a{b", "{}", "{|}", "}{"} {
		assert.Equal(t, odd, en.Fill(odd, nil))
	}
	assert.Equal(t, []string{"file", "n"}, Placeholders(text))
	assert.Empty(t, Placeholders("a{b"))
}

// Whatever stands in a text, filling it with nothing changes nothing.
func TestFillWithNothing(t *testing.T) {
	l := &Lexicon{Lang: "en"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a{}|é ]{0,30}`).Draw(t, "text")
		if got := l.Fill(text, map[string]string{}); got != text {
			t.Fatalf("%q became %q", text, got)
		}
		Placeholders(text)
	})
}

func BenchmarkWords(b *testing.B) {
	for b.Loop() {
		readWords("fr", 2)
	}
}
