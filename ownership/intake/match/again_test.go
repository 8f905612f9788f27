package match

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/captable"
	"egide/ownership/intake/internal/trial"
)

func TestRightsAreNotAddedTwice(t *testing.T) {
	dir := trial.Folder(t, map[string]string{"entities.csv": "id,name\np,P\nnord,N\n", "shareholdings.csv": "holder,issuer\n"})
	for i := range 2 {
		known, err := intake.ReadForImport(dir, intake.Options{})
		require.NoError(t, err)
		d := &intake.Draft{Rights: []intake.DraftRow{{"holder": "nord", "company": "p", "right": "veto", "from": "2024-01-01", "source": "t.json:1"}}}
		NewMatcher(known).Join(d, Options{})
		require.Len(t, d.Rights, 1-i)
		_, err = intake.Append(dir, d, intake.Options{})
		require.NoError(t, err)
	}
}

// Importing what a dossier holds already adds nothing.
func TestImportOfTheSameFileAddsNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	for i := range 2 {
		known, err := intake.ReadForImport(dir, intake.Options{})
		require.NoError(t, err)
		d, err := captable.Import(filepath.Join("..", "..", "..", "testdata", "imports", "captables", "altair-urd.csv"), captable.Options{Issuer: "p", IssuerName: "P SA", Known: known})
		require.NoError(t, err)
		NewMatcher(known).Join(d, Options{})
		require.False(t, d.Blocked())
		if i == 1 {
			require.Empty(t, d.Entities)
			require.Empty(t, d.Shareholdings)
			require.Equal(t, 5, trial.Note(t, d.Notes, "import-there-already").Args["n"])
		}
		_, err = intake.Append(dir, d, intake.Options{})
		require.NoError(t, err)
	}
	// Other figures of the same company would add up to these.
	known, err := intake.ReadForImport(dir, intake.Options{})
	require.NoError(t, err)
	for _, beside := range []bool{false, true} {
		d, err := captable.Read("other.csv", strings.NewReader("Actionnaire;% capital\nNord SAS;5 %\n"), captable.Options{Issuer: "p", Known: known})
		require.NoError(t, err)
		NewMatcher(known).Join(d, Options{Beside: beside})
		require.Equal(t, !beside, d.Blocked())
		if !beside {
			require.Equal(t, ownership.Position{File: "shareholdings.csv", Line: 2}, d.Questions[len(d.Questions)-1].Note.At)
		}
	}
}
