package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/urfave/cli/v2"
	"pgregory.net/rapid"
)

// menu is a small set of commands to arrange arguments for.
func menu() []*cli.Command {
	return []*cli.Command{
		{Name: "check", Flags: []cli.Flag{
			&cli.StringFlag{Name: "format"}, &cli.StringFlag{Name: "output", Aliases: []string{"o"}}, &cli.BoolFlag{Name: "quiet"},
			&cli.StringSliceFlag{Name: "deal"},
		}},
		{Name: "init", Flags: []cli.Flag{&cli.BoolFlag{Name: "quiet"}}},
	}
}

func TestArrange(t *testing.T) {
	for _, c := range []struct{ typed, want string }{
		{"check d --format json", "check --format json -- d"},
		{"check --format json d", "check --format json -- d"},
		{"--format json check d", "check --format json -- d"},
		{"check d --format=json -o x --quiet", "check --format=json -o x --quiet -- d"},
		{"--quiet check d e", "check --quiet -- d e"},
		{"check -- --format", "check -- --format"},
		{"check d -- --quiet -o", "check -- d --quiet -o"},
		{"check --format --quiet d", "check --format --quiet -- d"}, // a value may look like a flag
		{"check -", "check -- -"},
		{"check d --deal a,b --deal c", "check --deal a,b --deal c -- d"},
		{"check", "check --"},
		{"check -format json", ""},
		{"check --o x", ""},
	} {
		got, err := arrange(append([]string{"egide"}, strings.Fields(c.typed)...), menu())
		if c.want == "" {
			assert.Error(t, err, c.typed)
			continue
		}
		require.NoError(t, err, c.typed)
		assert.Equal(t, "egide "+c.want, strings.Join(got.args, " "), c.typed)
	}
}

func TestArrangeFaults(t *testing.T) {
	for typed, want := range map[string]string{
		"chek d":             `did you mean check?`,
		"frobnicate":         `the commands are check, init`,
		"check d --formt x":  `no flag --formt; did you mean --format?`,
		"check d --xyzzy=1":  `no flag --xyzzy;`,
		"check d -q":         `no flag -q`,
		"--nothing check d":  `no flag --nothing`,
		"check d --format":   `--format needs a value`,
		"init d --format x":  `no flag --format`,
		"--formal":           `--format`,
		"-- check":           `no command "check"`,
		"check d --outptu x": `--output`,
		"check d --form x":   `--format`,
	} {
		_, err := arrange(append([]string{"egide"}, strings.Fields(typed)...), menu())
		require.Error(t, err, typed)
		assert.Contains(t, err.Error(), want, typed)
	}
}

func TestArrangeAsks(t *testing.T) {
	for typed, want := range map[string]asked{
		"": askHelp, "--help": askHelp, "-h": askHelp, "help": askHelp, "help check": askHelp, "check --help": askHelp,
		"check d -h": askHelp, "--version": askVersion,
	} {
		got, err := arrange(append([]string{"egide"}, strings.Fields(typed)...), menu())
		require.NoError(t, err, typed)
		assert.Equal(t, want, got.ask, typed)
	}
}

// TestArrangeKeepsEverything holds that no word is lost, and that flags come
// before words, however they are mixed.
func TestArrangeKeepsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-z/.]{1,8}`)).Draw(t, "words")
		flags := rapid.SliceOf(rapid.SampledFrom([][]string{{"--format", "json"}, {"--format=-x"}, {"-o", "--f"}, {"--quiet"}, {"--deal", "a b,c"}})).Draw(t, "flags")
		typed := []string{"egide", "check"}
		w, f := words, flags
		for len(w)+len(f) > 0 {
			if len(f) == 0 || len(w) > 0 && rapid.Bool().Draw(t, "word next") {
				typed, w = append(typed, w[0]), w[1:]
			} else {
				typed, f = append(typed, f[0]...), f[1:]
			}
		}
		got, err := arrange(typed, menu())
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"egide", "check"}
		for _, flag := range flags {
			want = append(want, flag...)
		}
		want = append(append(want, "--"), words...)
		if strings.Join(got.args, "\x00") != strings.Join(want, "\x00") {
			t.Fatalf("%q became %q", typed, got.args)
		}
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"chek", "check", 1}, {"chekc", "check", 1}, {"init", "tini", 2}, {"abc", "xyz", 3}} {
		assert.Equal(t, c.want, distance(c.a, c.b), c)
		assert.Equal(t, c.want, distance(c.b, c.a), c)
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		args string
		env  map[string]string
		want string
	}{
		{"check d", nil, "en"},
		{"check d", map[string]string{"LANG": "fr_FR.UTF-8"}, "fr"},
		{"check d", map[string]string{"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"},
		{"check d", map[string]string{"LANG": "en_US", "LC_MESSAGES": "fr_CA.UTF-8"}, "fr"},
		{"check d --lang fr", map[string]string{"LANG": "en_US"}, "fr"},
		{"check --lang=en d", map[string]string{"LANG": "fr_FR"}, "en"},
		{"check -- --lang=fr", nil, "en"},
		{"check --lang", nil, "en"},
	} {
		assert.Equal(t, c.want, languageOf(strings.Fields(c.args), func(name string) string { return c.env[name] }), c.args)
	}
}

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "report.json")
	read := func() string {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		return string(text)
	}
	names := func() (list []string) {
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			list = append(list, e.Name())
		}
		return list
	}
	require.NoError(t, replace(file, []byte("one"), nil))
	assert.Equal(t, "one", read())
	require.NoError(t, os.Chmod(file, 0o640))
	require.NoError(t, replace(file, []byte("two"), nil))
	assert.Equal(t, "two", read())
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o640), info.Mode().Perm(), "a file keeps its rights")
	assert.Equal(t, []string{"report.json"}, names())

	// What the report is made from is never written over, by any name.
	assert.ErrorContains(t, replace(file, []byte("three"), []string{filepath.Join(dir, "x"), file}), "not written over")
	link := filepath.Join(dir, "link")
	require.NoError(t, os.Symlink(file, link))
	assert.Error(t, replace(link, []byte("three"), []string{file}))
	assert.Equal(t, "two", read())

	// Through a link, the file that it leads to is replaced.
	require.NoError(t, replace(link, []byte("four"), nil))
	assert.Equal(t, "four", read())
	target, err := os.Readlink(link)
	require.NoError(t, err)
	assert.Equal(t, file, target)

	assert.ErrorContains(t, replace(dir, []byte("x"), nil), "is a folder")
	assert.Error(t, replace(filepath.Join(dir, "no", "file"), []byte("x"), nil))
	assert.ElementsMatch(t, []string{"report.json", "link"}, names())

	// A file left by a run that was ended stays, and does not stop the next.
	left := filepath.Join(dir, ".report.json.1.part")
	require.NoError(t, os.WriteFile(left, []byte("left"), 0o666))
	require.NoError(t, replace(file, []byte("five"), nil))
	assert.Equal(t, "five", read())
	text, err := os.ReadFile(left)
	require.NoError(t, err)
	assert.Equal(t, "left", string(text))
}

// TestFaultsAreLines holds that whatever is wrong, standard error gets whole
// lines without what acts on a terminal, standard output nothing.
func TestFaultsAreLines(t *testing.T) {
	for _, args := range [][]string{
		{"check"}, {"check", "no\nsuch\x1b[2Jfolder"}, {"check", "a", "b"}, {"chek\x1b"}, {"check", "--format", "\x1b[31m", "x"},
		{"explain", "x"}, {"explain", dossiersDir + "/t01", "\u202enobody"}, {"explain", dossiersDir + "/t01", "us", "--chains", "0"},
		{"init"}, {"schema", "nothing"}, {"check", dossiersDir + "/t01", "-o", ""}, {"check", dossiersDir + "/t01", "--provider", ""},
		{"check", dossiersDir + "/t01", "--policy", ""}, {"check", dossiersDir + "/t01", "-o", dossiersDir + "/t01/entities.csv"},
	} {
		var stdout, stderr bytes.Buffer
		status := run(append([]string{"egide"}, args...), nil, &stdout, &stderr)
		assert.Equal(t, statusWrong, status, args)
		assert.Empty(t, stdout.String(), args)
		assert.True(t, strings.HasSuffix(stderr.String(), "\n"), args)
		assert.Equal(t, 1, strings.Count(stderr.String(), "\n"), "%q: %s", args, stderr.String())
		assert.NotContains(t, stderr.String(), "\x1b", args)
		assert.NotContains(t, stderr.String(), "\u202e", args)
	}
}

// TestHelp holds that every command explains itself in both languages, with an
// example, in 80 columns.
func TestHelp(t *testing.T) {
	helps := map[string]bool{}
	for _, lang := range []string{"en", "fr"} {
		for _, args := range [][]string{{}, {"--help"}, {"check", "--help"}, {"explain", "-h"}, {"init", "--help"}, {"schema", "--help"}, {"help", "check"}} {
			t.Setenv("LC_ALL", lang)
			var stdout, stderr bytes.Buffer
			assert.Zero(t, run(append([]string{"egide"}, args...), nil, &stdout, &stderr))
			assert.Empty(t, stderr.String())
			text := stdout.String()
			helps[text] = true
			assert.Contains(t, text, "egide ")
			assert.Regexp(t, `(Example|Exemple)\n  egide `, text, args)
			for line := range strings.Lines(text) {
				if !strings.HasPrefix(line, "  egide ") { // an example is never broken
					assert.LessOrEqual(t, len([]rune(line)), 81, line)
				}
			}
		}
	}
	assert.Len(t, helps, 10, "five helps in two languages")
}
