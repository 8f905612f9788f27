package intake

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/written"
)

// readNotes reads a dossier and returns its faults, or its warnings when it has
// none, as the lines of an expected.txt.
func readNotes(t *testing.T, dir string) (lines []string, notes []ownership.Note) {
	t.Helper()
	kind := "warning "
	d, err := ReadDossier(dir, Options{})
	if err != nil {
		var faults *input.Faults
		require.ErrorAs(t, err, &faults)
		require.NotEmpty(t, faults.Error())
		kind, notes = "fault ", faults.Notes
	} else {
		notes = d.Notes
	}
	for _, note := range notes {
		lines = append(lines, kind+note.At.String()+" "+note.Code)
	}
	return lines, notes
}

// TestBadInput reads every folder of testdata/bad: its faults, all of them, are
// those that its expected.txt names.
func TestBadInput(t *testing.T) {
	root := filepath.Join("..", "..", "testdata", "bad")
	folders, err := os.ReadDir(root)
	require.NoError(t, err)
	require.NotEmpty(t, folders)
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			dir := filepath.Join(root, folder.Name())
			text, err := os.ReadFile(filepath.Join(dir, "expected.txt"))
			require.NoError(t, err)
			var want []string
			for line := range strings.Lines(string(text)) {
				if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
					want = append(want, line)
				}
			}
			got, notes := readNotes(t, dir)
			slices.Sort(want)
			slices.Sort(got)
			assert.Equal(t, want, got)
			for _, note := range notes {
				trial.Sentence(t, note)
			}
		})
	}
}

// TestEveryCodeHasItsSentence looks for the codes in the source: each has its
// sentence.
func TestEveryCodeHasItsSentence(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	rooms, err := filepath.Glob("*/*.go")
	require.NoError(t, err)
	files = append(files, rooms...)
	used := map[string]bool{}
	quoted := regexp.MustCompile(`"([a-z]+(?:-[a-z0-9]+)+)"`)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range quoted.FindAllSubmatch(source, -1) {
			used[string(m[1])] = true
		}
	}
	require.Greater(t, len(used), 50)
	for code := range used {
		_, ok := data.Words("fr").Text(code)
		assert.True(t, ok, "%s has no sentence", code)
	}
}

func TestCellOfTenMegabytes(t *testing.T) {
	huge := strings.Repeat("A", 10<<20)
	dir := trial.Folder(t, map[string]string{
		"entities.csv":      "id,name\np," + huge + "\nus,U\n",
		"shareholdings.csv": "holder,issuer,capital\nus,p," + strings.Repeat("1", 40_000) + "\n",
	})
	lines, notes := readNotes(t, dir)
	require.Equal(t, []string{"fault entities.csv:2:2 cell-too-long", "fault shareholdings.csv:2:3 cell-too-long"}, lines)
	for _, note := range notes {
		for _, value := range note.Args {
			require.IsType(t, 0, value, "the cell itself is not repeated")
		}
	}
	require.Equal(t, 10<<20, notes[0].Args["n"])
}

func TestCellOfExcelsLimit(t *testing.T) {
	dir := trial.Folder(t, map[string]string{
		"entities.csv":      "id,name\np," + strings.Repeat("é", input.LongestCell) + "\n",
		"shareholdings.csv": "holder,issuer,capital\n",
	})
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	require.Len(t, d.Entities[0].Name, 2*input.LongestCell)
}

func TestFaultsAreCapped(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("holder,issuer,capital\n")
	for range 12_000 {
		rows.WriteString("x,y,-1\n")
	}
	dir := trial.Folder(t, map[string]string{"entities.csv": "id\np\n", "shareholdings.csv": rows.String()})
	_, err := ReadDossier(dir, Options{})
	var faults *input.Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults.Notes, 200)
	require.Equal(t, 36_000-200, faults.More)
	require.Equal(t, "shareholdings.csv:2:1: unknown-id, and 35999 more", faults.Error())
}

func TestPathsThatAreNoDossier(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "cap-table.pdf")
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "odd"), 0o700))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "odd", "entities.csv"), 0o700))
	for path, want := range map[string][]string{
		filepath.Join(dir, "nothing"): {"fault nothing dossier-missing"},
		file:                          {"fault cap-table.pdf dossier-not-folder"},
		filepath.Join(dir, "odd"):     {"fault entities.csv file-missing", "fault shareholdings.csv file-missing"},
	} {
		lines, notes := readNotes(t, path)
		assert.Equal(t, want, lines)
		for _, note := range notes {
			trial.Sentence(t, note)
		}
	}
}

func TestFileThatIsTooLarge(t *testing.T) {
	dir := trial.Folder(t, map[string]string{"entities.csv": "id\np\n", "shareholdings.csv": "holder,issuer\n" + strings.Repeat("p,p\n", 1000)})
	_, err := ReadDossier(dir, Options{MaxFileBytes: 1000})
	var faults *input.Faults
	require.ErrorAs(t, err, &faults)
	require.Equal(t, "file-too-large", faults.Notes[0].Code)
	require.Len(t, faults.Notes, 1)
}

func TestEchoIsShortAndHarmless(t *testing.T) {
	require.Equal(t, "a b\uFFFD[31mc", written.Echo(" a\nb\x1b[31mc "))
	require.Equal(t, "\uFFFDgnp.exe", written.Echo("\u202egnp.exe"))
	require.Equal(t, strings.Repeat("é", ownership.ExcerptLength)+"…", written.Echo(strings.Repeat("é", 1000)))
}

func TestInitThenCheckSaysWhatIsMissing(t *testing.T) {
	for _, lang := range data.Languages {
		dir := filepath.Join(t.TempDir(), "new", "dossier")
		names, err := InitDossier(dir, lang)
		require.NoError(t, err)
		require.Len(t, names, len(schemas)+1)
		lines, _ := readNotes(t, dir)
		require.Equal(t, []string{"fault entities.csv no-entity"}, lines)

		// a second time touches nothing
		before, err := os.ReadFile(filepath.Join(dir, "entities.csv"))
		require.NoError(t, err)
		require.NoError(t, os.Remove(filepath.Join(dir, "rights.csv")))
		_, err = InitDossier(dir, "en")
		var faults *input.Faults
		require.True(t, errors.As(err, &faults))
		require.Len(t, faults.Notes, len(names)-1)
		trial.Sentence(t, faults.Notes[0])
		after, err := os.ReadFile(filepath.Join(dir, "entities.csv"))
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.NoFileExists(t, filepath.Join(dir, "rights.csv"))
	}
}

// TestTemplateExamplesRead takes the comment marks from the example rows of the
// templates: what the guidance shows is itself a dossier without fault.
func TestTemplateExamplesRead(t *testing.T) {
	for _, lang := range data.Languages {
		dir := t.TempDir()
		names, err := InitDossier(dir, lang)
		require.NoError(t, err)
		for _, name := range names {
			if filepath.Ext(name) != ".csv" {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, name))
			require.NoError(t, err)
			require.True(t, bytes.HasPrefix(text, []byte("\xEF\xBB\xBF# ")))
			lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
			header := lines[len(lines)-1]
			mark := ","
			if lang == "fr" {
				mark = ";"
			}
			out := header + "\n"
			for _, line := range lines[:len(lines)-1] {
				line = strings.TrimPrefix(line, "# ")
				if strings.Count(line, mark) >= strings.Count(header, mark) && !strings.Contains(line, ": ") {
					out += line + "\n"
				}
			}
			if name == "entities.csv" {
				out += strings.NewReplacer(",", mark).Replace("founder,,person,,,,,,,,,,,,,,,,\nfondateur,,personne,,,,,,,,,,,,,,,,\n")
			}
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(out), 0o600))
		}
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err, lang)
		require.Empty(t, d.Notes)
		require.Len(t, d.Entities, 4)
		require.Len(t, d.Holdings, 2)
		require.Len(t, d.Rights, 1)
		require.Len(t, d.Supplies, 1)
		require.Len(t, d.Supplies[0].Alternatives, 2)
		require.Len(t, d.Sites, 1)
		require.Len(t, d.Attestations, 1)
		require.Len(t, d.Diligence, 1)
		require.True(t, d.Entities[0].Provider)
		require.Equal(t, "51/250", d.Holdings[0].Capital.Lo().RatString())
	}
}
