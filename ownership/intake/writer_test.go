package intake

import (
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/written"
)

func newRows() *Draft {
	return &Draft{
		Entities:      []DraftRow{{"id": "nord", "name": "Société Nord; \"le\" Nuage", "kind": "company", "source": "t.csv:2:1"}},
		Shareholdings: []DraftRow{{"holder": "nord", "issuer": "p", "capital": "24.5", "source": "t.csv:2:1"}},
	}
}

func fileOf(t *testing.T, dir, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	require.NoError(t, err)
	return string(raw)
}

func TestAppendMakesADossier(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "dossier")
	draft := newRows()
	draft.Entities = append(draft.Entities, DraftRow{"id": "p", "name": "P"})
	w, err := Append(dir, draft, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"entities.csv", "shareholdings.csv"}, w.Files)
	require.Equal(t, map[string]int{"entities": 2, "shareholdings": 1}, w.Rows)
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	require.Equal(t, `Société Nord; "le" Nuage`, d.Entities[0].Name)
	require.Equal(t, "49/200", d.Holdings[0].Capital.Lo().RatString())
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 2, "no temporary file stays behind")
}

func TestFrenchDossiersHaveSemicolons(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	draft := newRows()
	draft.Entities = append(draft.Entities, DraftRow{"id": "p", "name": "P"})
	_, err := Append(dir, draft, Options{Lang: "fr"})
	require.NoError(t, err)
	require.Equal(t, "\ufeffholder;issuer;capital;source\nnord;p;24.5;t.csv:2:1\n", fileOf(t, dir, "shareholdings.csv"))
}

// TestAppendDisturbsNothing adds rows to files in every dialect: what stood
// there stands there still, byte for byte, but for columns that were missing.
func TestAppendDisturbsNothing(t *testing.T) {
	for name, c := range map[string]struct{ entities, want string }{
		"all columns": {
			"id,name,kind,source\np,P,,\n",
			"id,name,kind,source\np,P,,\nnord,\"Société Nord; \"\"le\"\" Nuage\",company,t.csv:2:1\n",
		},
		"other order, unknown column, no end of line": {
			"source,hobby,name,kind,id\n,chess,P,,p",
			"source,hobby,name,kind,id\n,chess,P,,p\nt.csv:2:1,,\"Société Nord; \"\"le\"\" Nuage\",company,nord\n",
		},
		"French names, semicolons, CRLF, comment, blank line": {
			"\ufeff# note; stays\r\nIdentifiant;Dénomination\r\n\r\np;\"P\r\nS\"\r\n",
			"\ufeff# note; stays\r\nIdentifiant;Dénomination;kind;source\r\n\r\np;\"P\r\nS\";;\r\nnord;\"Société Nord; \"\"le\"\" Nuage\";company;t.csv:2:1\r\n",
		},
		"a separator line": {
			"sep=|\nid|name\np|P\n",
			"sep=|\nid|name|kind|source\np|P||\nnord|\"Société Nord; \"\"le\"\" Nuage\"|company|t.csv:2:1\n",
		},
		"Windows-1252": {
			"id,name,kind,source\np,Caf\xe9,,\n",
			"id,name,kind,source\np,Caf\xe9,,\nnord,\"Soci\xe9t\xe9 Nord; \"\"le\"\" Nuage\",company,t.csv:2:1\n",
		},
	} {
		dir := trial.Folder(t, map[string]string{"entities.csv": c.entities, "shareholdings.csv": "holder,issuer,capital,source\n", "notes.txt": "mine"})
		w, err := Append(dir, newRows(), Options{})
		require.NoError(t, err, name)
		require.Empty(t, w.Notes, name)
		require.Equal(t, c.want, fileOf(t, dir, "entities.csv"), name)
		require.Equal(t, "holder,issuer,capital,source\nnord,p,24.5,t.csv:2:1\n", fileOf(t, dir, "shareholdings.csv"), name)
		require.Equal(t, "mine", fileOf(t, dir, "notes.txt"))
	}
}

func TestAppendToTemplates(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		dir := filepath.Join(t.TempDir(), "d")
		_, err := InitDossier(dir, lang)
		require.NoError(t, err)
		before := fileOf(t, dir, "entities.csv")
		known, err := ReadForImport(dir, Options{})
		require.NoError(t, err)
		require.Empty(t, known.Entities)
		draft := newRows()
		draft.Entities = append(draft.Entities, DraftRow{"id": "p", "name": "P"})
		_, err = Append(dir, draft, Options{})
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(fileOf(t, dir, "entities.csv"), strings.TrimRight(before, "\r\n")), lang)
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err)
		require.Len(t, d.Entities, 2)
	}
}

func TestAppendChangesEncodingOnlyWhenItMust(t *testing.T) {
	dir := trial.Folder(t, map[string]string{"entities.csv": "id,name,kind,source\np,Caf\xe9,,\n", "shareholdings.csv": "holder,issuer,capital,source\n"})
	draft := newRows()
	draft.Entities[0]["name"] = "Νέφος ΑΕ"
	w, err := Append(dir, draft, Options{})
	require.NoError(t, err)
	require.Equal(t, "import-now-utf8", w.Notes[0].Code)
	trial.Sentence(t, w.Notes[0])
	require.Equal(t, "\ufeffid,name,kind,source\np,Café,,\nnord,Νέφος ΑΕ,company,t.csv:2:1\n", fileOf(t, dir, "entities.csv"))
}

func TestAppendToUTF16(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		dir := trial.Folder(t, map[string]string{
			"entities.csv":      string(trial.UTF16("id,name,kind,source\np,Prestataire,,\n", order, true)),
			"shareholdings.csv": "holder,issuer,capital,source\n",
		})
		before := fileOf(t, dir, "entities.csv")
		_, err := Append(dir, newRows(), Options{})
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(fileOf(t, dir, "entities.csv"), before))
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err)
		require.Equal(t, `Société Nord; "le" Nuage`, d.Entities[1].Name)
	}
}

// TestNothingWrittenBecomesAFormula writes texts that spreadsheet programs
// would compute.
func TestNothingWrittenBecomesAFormula(t *testing.T) {
	for _, name := range []string{"=1+1", "+33 SAS", "-x", "@sum", `=HYPERLINK("http://example.test";"x")`, "\t=1"} {
		dir := trial.Folder(t, map[string]string{"entities.csv": "id,name\np,P\n", "shareholdings.csv": "holder,issuer\n"})
		_, err := Append(dir, &Draft{Entities: []DraftRow{{"id": "x", "name": name}}}, Options{})
		require.NoError(t, err)
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err)
		require.Equal(t, "'"+name, d.Entities[1].Name)
	}
}

// TestAppendIsAllOrNothing stops half-way and wants the old files back.
func TestAppendIsAllOrNothing(t *testing.T) {
	files := map[string]string{"entities.csv": "id,name\np,P\n", "shareholdings.csv": "holder,issuer,capital\n"}
	same := func(dir string) {
		t.Helper()
		for name, text := range files {
			require.Equal(t, text, fileOf(t, dir, name))
		}
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, len(files))
	}
	// A row that the dossier could not be read with.
	dir := trial.Folder(t, files)
	draft := newRows()
	draft.Shareholdings[0]["issuer"] = "nobody"
	_, err := Append(dir, draft, Options{})
	require.ErrorContains(t, err, "unknown-id")
	same(dir)
	draft = newRows()
	draft.Entities[0]["id"] = "p"
	_, err = Append(dir, draft, Options{})
	require.ErrorContains(t, err, "duplicate-id")
	same(dir)
	// The second file cannot be put in its place.
	err = replaceAll(dir, []change{
		{name: "entities.csv", before: []byte(files["entities.csv"]), after: []byte("new"), there: true},
		{name: filepath.Join("no", "folder.csv"), after: []byte("new")},
	})
	require.Error(t, err)
	same(dir)
	// A folder that may not be written to.
	if os.Getuid() != 0 {
		require.NoError(t, os.Chmod(dir, 0o555))
		_, err = Append(dir, newRows(), Options{})
		require.ErrorContains(t, err, "file-unwritable")
		require.NoError(t, os.Chmod(dir, 0o755))
		same(dir)
	}
	// A file that cannot be read.
	bad := trial.Folder(t, map[string]string{"entities.csv": "id,name\np,P\xe9t\xc3\xa9\n", "shareholdings.csv": "holder,issuer\n"})
	_, err = Append(bad, newRows(), Options{})
	require.ErrorContains(t, err, "import-encoding")
	_, err = ReadForImport(bad, Options{})
	require.ErrorContains(t, err, "broken-encoding")
}

func TestReadForImport(t *testing.T) {
	d, err := ReadForImport(filepath.Join(t.TempDir(), "none"), Options{})
	require.NoError(t, err)
	require.Empty(t, d.Entities)
	d, err = ReadForImport(trial.Folder(t, map[string]string{"entities.csv": "id,name\np,P\n"}), Options{})
	require.NoError(t, err)
	require.Len(t, d.Entities, 1)
	_, err = ReadForImport(trial.Folder(t, map[string]string{"entities.csv": "name\nP\n"}), Options{})
	require.ErrorContains(t, err, "missing-column")
	file := filepath.Join(t.TempDir(), "dossier.txt")
	require.NoError(t, os.WriteFile(file, []byte("x"), fs.FileMode(0o600)))
	_, err = ReadForImport(file, Options{})
	require.ErrorContains(t, err, "dossier-not-folder")
}

// A row of any texts that is written comes back the same.
func TestAnyRowComesBack(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab é\"',;|\n#%0")), 0, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "egide")
		require.NoError(t, err)
		defer os.RemoveAll(dir)
		comma := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "comma")
		header := strings.Join([]string{"id", "name", "note"}, comma)
		require.NoError(t, os.WriteFile(filepath.Join(dir, "entities.csv"), []byte(header+"\np"+comma+"P"+comma+"\n"), 0o600))
		var rows []DraftRow
		for i := range rapid.IntRange(1, 4).Draw(t, "rows") {
			rows = append(rows, DraftRow{"id": string(rune('a' + i)), "name": "n" + text.Draw(t, "name"), "note": text.Draw(t, "note"), "legal_form": text.Draw(t, "form")})
		}
		_, err = Append(dir, &Draft{Entities: rows}, Options{})
		require.NoError(t, err)
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err)
		require.Len(t, d.Entities, len(rows)+1)
		for i, row := range rows {
			e := d.Entities[i+1]
			require.Equal(t, row["id"], e.ID)
			require.Equal(t, written.Trim(row["name"]), e.Name)
			require.Equal(t, written.Trim(row["note"]), e.Note)
			require.Equal(t, written.Trim(row["legal_form"]), e.LegalForm)
		}
	})
}

func TestAppendToWorkbook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dossier.xlsx")
	draft := newRows()
	draft.Entities = append(draft.Entities, DraftRow{"id": "p", "name": "=1+1"})
	w, err := Append(path, draft, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"dossier.xlsx"}, w.Files)
	d, err := ReadDossier(path, Options{})
	require.NoError(t, err)
	require.Equal(t, `Société Nord; "le" Nuage`, d.Entities[0].Name)
	require.Equal(t, "=1+1", d.Entities[1].Name, "a text of a workbook is no formula")
	require.Equal(t, "49/200", d.Holdings[0].Capital.Lo().RatString())

	// By hand: columns in another order, one of the user's own, one missing, and
	// a sheet that is not the dossier's.
	f := excelize.NewFile()
	require.NoError(t, f.SetSheetName("Sheet1", "Entités"))
	require.NoError(t, f.SetSheetRow("Entités", "A1", &[]any{"Dénomination", "Remarque à moi", "Identifiant"}))
	require.NoError(t, f.SetSheetRow("Entités", "A2", &[]any{"P", "à garder", "p"}))
	_, err = f.NewSheet("Calculs")
	require.NoError(t, err)
	require.NoError(t, f.SetCellFormula("Calculs", "A1", "1+1"))
	path = filepath.Join(t.TempDir(), "mine.xlsx")
	require.NoError(t, f.SaveAs(path))
	require.NoError(t, f.Close())
	_, err = Append(path, newRows(), Options{})
	require.NoError(t, err)
	f, err = excelize.OpenFile(path)
	require.NoError(t, err)
	defer f.Close()
	rows, err := f.GetRows("Entités")
	require.NoError(t, err)
	require.Equal(t, [][]string{
		{"Dénomination", "Remarque à moi", "Identifiant", "kind", "source"}, {"P", "à garder", "p"},
		{`Société Nord; "le" Nuage`, "", "nord", "company", "t.csv:2:1"},
	}, rows)
	formula, err := f.GetCellFormula("Calculs", "A1")
	require.NoError(t, err)
	require.Equal(t, "1+1", formula)
	d, err = ReadDossier(path, Options{})
	require.NoError(t, err)
	require.Len(t, d.Holdings, 1)

	// Nothing changes when the dossier could not be read afterwards.
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	_, err = Append(path, newRows(), Options{}) // the id is there already
	require.ErrorContains(t, err, "duplicate-id")
	require.ErrorContains(t, err, "mine.xlsx[Entités]")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1)
}
