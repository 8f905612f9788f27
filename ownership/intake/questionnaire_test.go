package intake

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
)

// landlordFolder is a dossier of a landlord, with more files.
func landlordFolder(t *testing.T, more map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{
		"entities.csv":      "id,role,registered_office\nl,provider,FR\n",
		"shareholdings.csv": "holder,issuer,capital\n",
		"sites.csv":         "operator,site,country,use\nl,Lille Est,FR,primary\nl,Lille Ouest,FR,backup\n",
	}
	for name, text := range more {
		files[name] = text
	}
	for name, text := range files {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// fillIn writes cells into the questionnaire of a language, by column and item.
func fillIn(t *testing.T, file, lang string, answers map[string]map[string]string) {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, writeQuestionnaire(&b, lang))
	f, err := excelize.OpenReader(&b)
	require.NoError(t, err)
	sheet := f.GetSheetList()[1]
	rows, err := f.GetRows(sheet)
	require.NoError(t, err)
	column := map[string]int{}
	for i, c := range questionnaireColumns {
		column[c.name] = i + 1
	}
	done := 0
	for n, row := range rows {
		if len(row) < 2 {
			continue
		}
		for name, text := range answers[row[1]] {
			cell, err := excelize.CoordinatesToCellName(column[name], n+1)
			require.NoError(t, err)
			require.NoError(t, f.SetCellStr(sheet, cell, text))
			done++
		}
	}
	require.NoError(t, f.SaveAs(file))
	for _, cells := range answers {
		done -= len(cells)
	}
	require.Zero(t, done, "every item is in the questionnaire")
}

func TestQuestionnaireIsReadBack(t *testing.T) {
	for lang, words := range map[string][2]string{"en": {"yes", "no"}, "fr": {"oui", "non"}} {
		dir := landlordFolder(t, map[string]string{"diligence.csv": "point,item,answer\n5,audit-right,\n"})
		fillIn(t, filepath.Join(dir, "Questionnaire signed "+lang+".xlsx"), lang, map[string]map[string]string{
			"audit-right":       {"answer": words[1], "note": "=HYPERLINK(1)"},
			"certificate-held":  {"answer": words[0], "evidence": "certificate 17", "evidence_date": "2026-02-01", "valid_until": "2028-01-31"},
			"certificate-scope": {"answer": words[0], "site": "lille est"},
		})
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err)
		assert.Empty(t, d.Notes, lang)
		require.Len(t, d.Diligence, len(data.Diligence()))
		got := map[string]*ownership.Diligence{}
		for i, q := range data.Diligence() {
			g := d.Diligence[i]
			assert.Equal(t, q.ID, g.Item)
			assert.Equal(t, q.Point, g.Point)
			got[g.Item] = g
		}
		assert.Equal(t, "no", got["audit-right"].Answer)
		assert.Equal(t, "=HYPERLINK(1)", got["audit-right"].Note)
		assert.Equal(t, "yes", got["certificate-held"].Answer)
		assert.Equal(t, "2028-01-31", got["certificate-held"].ValidUntil.String())
		assert.Equal(t, "2026-02-01", got["certificate-held"].EvidenceDate.String())
		assert.Equal(t, "Lille Est", got["certificate-scope"].Site, "as the table of sites writes it")
		assert.Equal(t, "unknown", got["zones"].Answer)
		assert.Equal(t, "Questionnaire signed "+lang+".xlsx", got["zones"].At.File)
		assert.Equal(t, "Questionnaire signed "+lang+".xlsx", d.Inputs[len(d.Inputs)-1].File)
	}
}

// A questionnaire that nobody filled in is no part of the dossier, and is not
// asked of a folder that answers in its file.
func TestQuestionnaireThatNobodyFilledIn(t *testing.T) {
	dir := landlordFolder(t, map[string]string{"diligence.csv": "point,item,answer\n5,audit-right,yes\n"})
	fillIn(t, filepath.Join(dir, "questionnaire.en.xlsx"), "en", nil)
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	require.Len(t, d.Diligence, 1)
	assert.Equal(t, "diligence.csv", d.Diligence[0].At.File)
	assert.Len(t, d.Inputs, 4)
}

func TestQuestionnaireBesideOtherAnswers(t *testing.T) {
	dir := landlordFolder(t, map[string]string{"diligence.csv": "point,item,answer\n5,audit-right,yes\n"})
	fillIn(t, filepath.Join(dir, "questionnaire.en.xlsx"), "en", map[string]map[string]string{"zones": {"answer": "yes"}})
	_, err := ReadDossier(dir, Options{})
	var faults *input.Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults.Notes, 1)
	assert.Equal(t, "questionnaire-twice", faults.Notes[0].Code)
	assert.Equal(t, "questionnaire.en.xlsx", faults.Notes[0].At.File)
	assert.Equal(t, "diligence.csv", faults.Notes[0].Args["first"])
}

// A folder with a filled questionnaire is exported as one workbook, and read
// from there with the same answers.
func TestQuestionnaireIsExported(t *testing.T) {
	dir := landlordFolder(t, nil)
	fillIn(t, filepath.Join(dir, "questionnaire.fr.xlsx"), "fr", map[string]map[string]string{"zones": {"answer": "oui", "evidence": "plan"}})
	before, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, WriteWorkbook(&b, dir, "fr", Options{}))
	file := filepath.Join(t.TempDir(), "dossier.xlsx")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o600))
	after, err := ReadDossier(file, Options{})
	require.NoError(t, err)
	assert.Equal(t, before.Diligence, after.Diligence)
	assert.Equal(t, before.Inputs, after.Inputs)
}

func TestQuestionnaireIsTheSameEachTime(t *testing.T) {
	var first, second bytes.Buffer
	require.NoError(t, writeQuestionnaire(&first, "fr"))
	require.NoError(t, writeQuestionnaire(&second, "fr"))
	assert.Equal(t, first.Bytes(), second.Bytes())
}

func TestDiligenceRows(t *testing.T) {
	dir := landlordFolder(t, map[string]string{"diligence.csv": "point,item,answer,site,valid_until,operator\n" +
		"5,Audit right,no,,,\n" + // an id however it is spaced
		"4,audit-rigth,yes,,,\n" + // a slip
		"4,incident-notice,yes,,,\n" + // in another point
		"1,certificate-scope,yes,Lille Es,2027-01-31,l\n" +
		"1,certificate-scope,no,Lille Ouest,,l\n" +
		"6,\"" + "Are these people trained in security at least once a year?" + "\",partial,,,\n" +
		"7,zzz,yes,,,\n7,several-sites,,,,\n7,several-sites,yes,,,\n"})
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	var items, codes []string
	for _, g := range d.Diligence {
		items = append(items, g.Item)
	}
	for _, n := range d.Notes {
		codes = append(codes, n.At.String()+" "+n.Code)
	}
	assert.Equal(t, []string{"audit-right", "audit-rigth", "incident-notice", "certificate-scope", "certificate-scope", "staff-trained", "zzz", "several-sites", "several-sites"}, items)
	assert.Equal(t, []string{"diligence.csv:3:2 diligence-item-near", "diligence.csv:4:1 diligence-point", "diligence.csv:5:4 diligence-site-near", "diligence.csv:8:2 diligence-item"}, codes)
	assert.Equal(t, 5, d.Diligence[2].Point, "the point of the question counts")
	assert.Equal(t, "l", d.Diligence[3].Operator)
	assert.Equal(t, "2027-01-31", d.Diligence[3].ValidUntil.String())
}

func TestDiligenceFaults(t *testing.T) {
	dir := landlordFolder(t, map[string]string{"diligence.csv": "point,item,answer,evidence_date,operator,site\n" +
		"9,zones,perhaps,31/02/2026,x,\n5,audit-right,yes,,,\n5,audit-right,no,,,\n5,audit-right,no,,,Lille Est\n"})
	_, err := ReadDossier(dir, Options{})
	var faults *input.Faults
	require.ErrorAs(t, err, &faults)
	var codes []string
	for _, n := range faults.Notes {
		codes = append(codes, n.At.String()+" "+n.Code)
	}
	assert.Len(t, codes, 5, "%v", codes)
	assert.Contains(t, codes, "diligence.csv:4:3 diligence-twice")
}

func TestInitColo(t *testing.T) {
	for _, lang := range data.Languages {
		dir := filepath.Join(t.TempDir(), "bailleur")
		names, err := InitColo(dir, lang, []NewFile{{Name: "questionnaire.en.docx", Content: []byte("text")}})
		require.NoError(t, err)
		assert.Contains(t, names, "questionnaire.fr.xlsx")
		assert.Contains(t, names, "questionnaire.en.docx")
		for _, name := range names {
			assert.FileExists(t, filepath.Join(dir, name))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, "entities.csv"), []byte("id,role\nl,provider\n"), 0o600))
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err)
		assert.Empty(t, d.Notes)
		require.Len(t, d.Diligence, len(data.Diligence()))
		for i, q := range data.Diligence() {
			assert.Equal(t, q.ID, d.Diligence[i].Item)
			assert.Equal(t, "unknown", d.Diligence[i].Answer)
		}
		_, err = InitColo(dir, lang, nil)
		var faults *input.Faults
		require.ErrorAs(t, err, &faults)
		assert.Len(t, faults.Notes, len(names)-1, "nothing is written over")
	}
}

// The workbook of a landlord's dossier and the questionnaire beside it are one
// dossier.
func TestInitColoWorkbook(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "landlord")
	names, err := InitColoWorkbook(dir, "dossier.xlsx", "en", nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"dossier.xlsx", "questionnaire.en.xlsx", "questionnaire.fr.xlsx"}, names)
	file := filepath.Join(dir, "dossier.xlsx")
	f, err := excelize.OpenFile(file)
	require.NoError(t, err)
	require.NoError(t, f.SetSheetRow("entities", "A2", &[]string{"l", "Bailleur"}))
	require.NoError(t, f.Save())
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	assert.Len(t, d.Diligence, len(data.Diligence()))
	assert.Equal(t, "dossier.xlsx", d.Diligence[0].At.File)

	fillIn(t, filepath.Join(dir, "questionnaire.fr.xlsx"), "fr", map[string]map[string]string{"zones": {"answer": "oui"}})
	d, err = ReadDossier(dir, Options{})
	require.NoError(t, err)
	assert.Len(t, d.Diligence, len(data.Diligence()))
	assert.Equal(t, "questionnaire.fr.xlsx", d.Diligence[0].At.File)

	// Answers in both are told, with what to do.
	require.NoError(t, f.SetCellStr("diligence", "C3", "yes"))
	require.NoError(t, f.Save())
	_, err = ReadDossier(dir, Options{})
	var faults *input.Faults
	require.ErrorAs(t, err, &faults)
	assert.Equal(t, "questionnaire-twice", faults.Notes[0].Code)
}
