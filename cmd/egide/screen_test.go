package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/testdata/bench/population"
)

// screenedLine is a line of egide screen --format jsonl.
type screenedLine struct {
	ID             string
	Capital, Votes struct {
		Collective, Individual struct {
			Low, High float64
			Holder    *string
		}
	}
	Controller *string
	Verdict    string
}

// screenOf is what egide screen says of each company, in a reading.
func screenOf(t *testing.T, register, reading string, flags ...string) map[string]screenedLine {
	t.Helper()
	got := egide(t, append([]string{"screen", register, "--reading", reading, "--format", "jsonl", "--quiet", "--as-of", "2026-11-22"}, flags...)...)
	require.Equal(t, 0, got.status, "%s", got.stderr)
	lines := map[string]screenedLine{}
	for line := range strings.Lines(string(got.stdout)) {
		var l screenedLine
		require.NoError(t, json.Unmarshal([]byte(line), &l))
		lines[l.ID] = l
	}
	return lines
}

// TestScreenSaysWhatCheckSays turns every dossier into a register: the figures of
// each subject of a check, in each reading, are those of its line.
func TestScreenSaysWhatCheckSays(t *testing.T) {
	compared := 0
	for _, dir := range []string{dossiersDir, publishedDir} {
		for _, name := range folders(t, dir) {
			path := filepath.Join(dir, name)
			if _, err := os.Stat(filepath.Join(path, "entities.csv")); err != nil {
				continue
			}
			checked := egide(t, "check", path, "--format", "json", "--as-of", "2026-11-22")
			if checked.status == statusWrong {
				continue // no provider, or a column over 100 %
			}
			compared++
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var report struct {
					Subjects []struct {
						Entity string
						NonEU  map[string]map[string]struct {
							Collective, Individual struct {
								Low, High float64
								Holder    *string
							}
						} `json:"non_eu"`
						Controllers []struct {
							Entity  string
							Certain bool
						}
						Findings []struct{ Test, Verdict string }
					}
				}
				require.NoError(t, json.Unmarshal(checked.stdout, &report))
				for _, reading := range []string{"look_through", "control", "combined"} {
					lines := screenOf(t, path, reading)
					for _, subject := range report.Subjects {
						if subject.NonEU == nil {
							continue
						}
						line, there := lines[subject.Entity]
						if !there {
							continue // a person, or a State
						}
						for dimension, got := range map[string]any{"capital": line.Capital, "votes": line.Votes} {
							want := subject.NonEU[dimension][reading]
							figures := line.Capital
							if dimension == "votes" {
								figures = line.Votes
							}
							const digits = 1.1e-9 // nine decimals are written
							where := []any{"%s %s %s: %+v", subject.Entity, dimension, reading, got}
							assert.InDelta(t, want.Collective.Low, figures.Collective.Low, digits, where...)
							assert.InDelta(t, want.Collective.High, figures.Collective.High, digits, where...)
							assert.InDelta(t, want.Individual.Low, figures.Individual.Low, digits, where...)
							assert.InDelta(t, want.Individual.High, figures.Individual.High, digits, where...)
							assert.Equal(t, want.Individual.Holder, figures.Individual.Holder, where...)
						}
						if reading != "combined" {
							continue
						}
						certain := map[string]bool{}
						for _, c := range subject.Controllers {
							if c.Certain {
								certain[c.Entity] = true
							}
						}
						if line.Controller == nil {
							assert.Empty(t, certain, "who controls %s", subject.Entity)
						} else {
							assert.True(t, certain[*line.Controller], "%s is no controller of %s", *line.Controller, subject.Entity)
						}
						verdict := ""
						for _, f := range subject.Findings {
							if !strings.HasPrefix(f.Test, "19.6.b/capital") && !strings.HasPrefix(f.Test, "19.6.b/votes") {
								continue
							}
							if verdict == "" || f.Verdict == "non_compliant" || f.Verdict == "undetermined" && verdict == "compliant" {
								verdict = f.Verdict
							}
						}
						if verdict != "" {
							assert.Equal(t, verdict, line.Verdict, subject.Entity)
						}
					}
				}
				// A snapshot of it says the same.
				snapshot := filepath.Join(t.TempDir(), "register.egide")
				built := egide(t, "register", "build", path, "-o", snapshot, "--as-of", "2026-11-22", "--quiet")
				require.Equal(t, 0, built.status, "%s", built.stderr)
				assert.Equal(t, screenOf(t, path, "combined"), screenOf(t, snapshot, "combined"))
			})
		}
	}
	assert.Greater(t, compared, 50)
}

// TestReplaceByAFailure holds that what could not be written to its end leaves
// nothing, and the old file as it was.
func TestReplaceByAFailure(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "companies.csv")
	full := errors.New("no space left on device")
	half := func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 1<<16)); err != nil {
			return err
		}
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		for _, e := range entries {
			assert.True(t, e.Name() == "companies.csv" || strings.HasPrefix(e.Name(), "."), "half of it is under the name %s", e.Name())
		}
		return full
	}
	assert.ErrorContains(t, replaceBy(file, nil, half), "no space left")
	assert.NoFileExists(t, file)
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o666))
	assert.ErrorContains(t, replaceBy(file, nil, half), "no space left")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "old", string(text))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

// populated makes a register of so many entities.
func populated(t *testing.T, entities int) string {
	t.Helper()
	dir := t.TempDir()
	files := make([]io.Writer, 3)
	for i, name := range []string{"entities.csv", "shareholdings.csv", "rights.csv"} {
		f, err := os.Create(filepath.Join(dir, name))
		require.NoError(t, err)
		defer f.Close()
		files[i] = f
	}
	counts, err := population.Write(population.Options{Seed: 1, Entities: entities, Holdings: entities + entities/2}, files[0], files[1], files[2])
	require.NoError(t, err)
	require.Equal(t, entities, counts.Entities)
	return dir
}

// TestScreenIntoAPipeThatCloses holds that a reader who has seen enough is no
// fault, and that no summary of what was written up to then is told.
func TestScreenIntoAPipeThatCloses(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(self, "screen", populated(t, 60_000))
	cmd.Args[0] = "egide"
	var told bytes.Buffer
	cmd.Stderr = &told
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReaderSize(out, 64).ReadString(',')
	require.NoError(t, err)
	assert.Equal(t, "id,", line)
	require.NoError(t, out.Close())
	require.NoError(t, cmd.Wait())
	assert.Empty(t, told.String())
}

// TestScreenEnded holds that a screening that somebody ends, whenever that is,
// leaves the whole table or none under its name, and when it is asked to end
// nothing else either.
func TestScreenEnded(t *testing.T) {
	dir := populated(t, 60_000)
	self, err := os.Executable()
	require.NoError(t, err)
	for k, how := range []os.Signal{os.Interrupt, os.Kill, os.Interrupt, os.Kill, os.Interrupt} {
		if runtime.GOOS == "windows" && how == os.Interrupt {
			continue
		}
		out := t.TempDir()
		cmd := exec.Command(self, "screen", dir, "--reading", "look_through", "--figures", "collective", "--quiet",
			"-o", filepath.Join(out, "all.csv"), "--faults", filepath.Join(out, "faults.csv"))
		cmd.Args[0] = "egide"
		require.NoError(t, cmd.Start())
		left := func() (names []string) {
			entries, err := os.ReadDir(out)
			require.NoError(t, err)
			for _, e := range entries {
				names = append(names, e.Name())
			}
			return names
		}
		begun := func() bool {
			info, err := os.Stat(filepath.Join(out, ".all.csv.1.part"))
			return err == nil && info.Size() > 0 || len(left()) > 0 && k == 0
		}
		for range 20_000 {
			if begun() {
				break // it has begun to write; the first time, to read
			}
			time.Sleep(100 * time.Microsecond)
		}
		time.Sleep(time.Duration(k) * time.Millisecond)
		_ = cmd.Process.Signal(how)
		ended := cmd.Wait() != nil
		names := left()
		if how == os.Interrupt && ended {
			assert.Empty(t, slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "all.csv" || name == "faults.csv" }))
		}
		if slices.Contains(names, "all.csv") {
			text, err := os.ReadFile(filepath.Join(out, "all.csv"))
			require.NoError(t, err)
			assert.True(t, strings.HasSuffix(string(text), "\n"))
			assert.Greater(t, strings.Count(string(text), "\n"), 30_000)
		}
	}
}

// TestRegistersFollowTheirSchemas validates what is said of the companies of a
// register, whole and with each key left out; no key is without a name in the
// schema.
func TestRegistersFollowTheirSchemas(t *testing.T) {
	follow := func(t *testing.T, schema *jsonschema.Schema, text []byte, optional ...string) {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(value), "%s", text)
		whole := value.(map[string]any)
		for key := range whole {
			require.Contains(t, schema.Properties, key)
			if !slices.Contains(optional, key) {
				less := maps.Clone(whole)
				delete(less, key)
				require.Error(t, schema.Validate(less), "without %s", key)
			}
		}
	}
	line, company := compiled(t, "screen"), compiled(t, "lookup")
	for _, name := range []string{"atelier-cloud", "orange-2016", "samsung-2014", "etix-2025", "t20"} {
		path := filepath.Join(dossiersDir, name)
		for figures, optional := range map[string][]string{"all": nil, "collective": {"votes"}, "capital": nil} {
			got := egide(t, "screen", path, "--figures", figures, "--format", "jsonl", "--quiet", "--as-of", "2026-11-22")
			require.Equal(t, 0, got.status, "%s", got.stderr)
			for text := range strings.Lines(string(got.stdout)) {
				follow(t, line, []byte(text), optional...)
			}
		}
		snapshot := filepath.Join(t.TempDir(), "register.egide")
		built := egide(t, "register", "build", path, "-o", snapshot, "--as-of", "2026-11-22", "--quiet")
		require.Equal(t, 0, built.status, "%s", built.stderr)
		for id := range screenOf(t, path, "combined") {
			got := egide(t, "lookup", snapshot, id, "--format", "json")
			require.Equal(t, 0, got.status, "%s", got.stderr)
			follow(t, company, got.stdout, "ring")
		}
	}
}
