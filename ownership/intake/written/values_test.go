package written

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
)

// TestValuesMeanOneWord checks values.csv in the same way, and that its words
// are those of the domain.
func TestValuesMeanOneWord(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(valuesCSV)).ReadAll()
	require.NoError(t, err)
	seen := map[string]string{}
	for _, row := range rows[1:] {
		for _, text := range []string{row[1], row[2]} {
			key := row[0] + "/" + Fold(text)
			if before, there := seen[key]; there {
				assert.Equal(t, before, row[1], "%v", row)
			}
			seen[key] = row[1]
		}
	}
	var kinds []string
	for _, kind := range ownership.Kinds {
		kinds = append(kinds, string(kind))
	}
	require.Equal(t, kinds, vocabularies()["kind"].words)
	require.Equal(t, []string{"regulated", "mtf", "no"}, vocabularies()["listed"].words)
	require.Equal(t, []string{"none", "technical", "customer", "unknown"}, vocabularies()["data_access"].words)
	require.Equal(t, []string{"primary", "backup", "administration", "supervision", "support"}, vocabularies()["use"].words)
	require.Equal(t, []string{"veto", "appoint", "control_agreement", "de_facto_control"}, vocabularies()["right"].words)
}

func TestAnswers(t *testing.T) {
	for text, want := range map[string]ownership.Tri{
		"": ownership.Unknown, "unknown": ownership.Unknown, "Inconnu": ownership.Unknown,
		"yes": ownership.Yes, "OUI": ownership.Yes, "o": ownership.Yes, "true": ownership.Yes, "1": ownership.Yes, "Vrai": ownership.Yes, "x": ownership.Yes,
		"no": ownership.No, "Non": ownership.No, "n": ownership.No, "FALSE": ownership.No, "0": ownership.No,
	} {
		got, fault := Answer(text)
		assert.Nil(t, fault, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{"maybe", "-", "???", "\x00"} {
		_, fault := Answer(text)
		assert.NotNil(t, fault, text)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"capital", "votes", "concert", "Atelier Cloud"}
	for text, want := range map[string]string{
		"capitl": "capital", "cpaital": "capital", "CAPITAL": "capital", "vote": "votes", "atelier-cloud": "Atelier Cloud",
		"": "", "x": "", "zebra": "", strings.Repeat("a", 500): "",
	} {
		assert.Equal(t, want, Nearest(text, names), text)
	}
	require.Equal(t, 3, Edits([]rune("kitten"), []rune("sitting"), 10))
	require.Equal(t, 1, Edits([]rune("ab"), []rune("ba"), 10))
	require.Equal(t, 2, Edits([]rune("kitten"), []rune("sitting"), 2))
}

func TestPeoples(t *testing.T) {
	require.Greater(t, len(peoples()), 250)
	for name, code := range peoples() {
		place, fault := Gazetteer{}.Place(code)
		require.Nil(t, fault, code)
		require.Equal(t, code, place.Country)
		if place, fault := (Gazetteer{}).Place(name); fault == nil {
			require.Equal(t, code, place.Country, "%s is also the name of a country", name)
		}
	}
}

func FuzzPercent(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "testdata", "bad", "*", "*.csv"))
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(f, err)
		for _, cell := range bytes.FieldsFunc(raw[:min(len(raw), 4096)], func(r rune) bool { return r == '\n' || r == ',' }) {
			f.Add(string(cell))
		}
	}
	for _, seed := range []string{"24,5 %", "25–50 %", ">=75", "≥75", "<5", ">25-<50", "1e-5-1", "1e999999999", "33,3.3", "NaN"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		share, fault := Share(text)
		if fault != nil {
			require.False(t, share.Known())
			return
		}
		require.GreaterOrEqual(t, share.Lo().Sign(), 0)
		require.LessOrEqual(t, share.Hi().Cmp(whole), 0)
		require.LessOrEqual(t, share.Lo().Cmp(share.Hi()), 0)
		require.Less(t, share.Lo().Denom().BitLen(), 1000)
		if value, fault := Count(text, 0); fault == nil && value != nil {
			require.GreaterOrEqual(t, value.Sign(), 0)
		}
	})
}
