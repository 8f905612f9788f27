package intake

import (
	"bytes"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
)

// InitColo writes a new dossier folder as [InitDossier] does, made for the
// landlord of a data centre: diligence.csv holds every question of the
// questionnaire without an answer, and beside it lie the questionnaire as a
// workbook in every language (questionnaire.en.xlsx), and the files that the
// caller adds. Nothing is ever overwritten. It returns the names of the files in
// the order of writing.
func InitColo(dir, lang string, more []NewFile) ([]string, error) {
	failed := func(err error) error {
		return input.Refusal(ownership.Position{File: filepath.Base(filepath.Clean(dir))}, "file-unwritable", ownership.Args{"why": input.Reason(err)})
	}
	files, err := templateFiles(lang)
	if err != nil {
		return nil, failed(err)
	}
	for i := range files {
		switch files[i].Name {
		case diligenceSchema.fileName():
			files[i].Content = unansweredDiligence(files[i].Content, lang)
		case "README.txt":
			files[i].Content = append(files[i].Content, []byte("\n"+data.Words(lang).Sentence("init-colo-readme", nil)+"\n")...)
		}
	}
	sheets, err := questionnaireFiles()
	if err != nil {
		return nil, failed(err)
	}
	return writeNewFiles(dir, slices.Concat(files, sheets, more))
}

// InitColoWorkbook writes a new dossier for a landlord as [InitColo] does, its
// tables the sheets of one workbook of that name.
func InitColoWorkbook(dir, name, lang string, more []NewFile) ([]string, error) {
	failed := func(err error) error {
		return input.Refusal(ownership.Position{File: name}, "file-unwritable", ownership.Args{"why": input.Reason(err)})
	}
	var questions []DraftRow
	for _, q := range data.Diligence() {
		questions = append(questions, DraftRow{"point": strconv.Itoa(q.Point), "item": q.ID})
	}
	var content bytes.Buffer
	if err := writeEmptyWorkbook(&content, lang, map[string][]DraftRow{diligenceSchema.table: questions}); err != nil {
		return nil, failed(err)
	}
	sheets, err := questionnaireFiles()
	if err != nil {
		return nil, failed(err)
	}
	return writeNewFiles(dir, slices.Concat([]NewFile{{name, content.Bytes()}}, sheets, more))
}

// questionnaireFiles are the questionnaire as a workbook in every language.
func questionnaireFiles() ([]NewFile, error) {
	var files []NewFile
	for _, lang := range data.Languages {
		var content bytes.Buffer
		if err := writeQuestionnaire(&content, lang); err != nil {
			return nil, err
		}
		files = append(files, NewFile{Name: "questionnaire." + lang + ".xlsx", Content: content.Bytes()})
	}
	return files, nil
}

// unansweredDiligence puts every question under the header of the template, each
// below a comment that asks it.
func unansweredDiligence(template []byte, lang string) []byte {
	comma := ","
	if lang == "fr" {
		comma = ";"
	}
	var b bytes.Buffer
	b.Write(bytes.TrimRight(template, "\n"))
	b.WriteByte('\n')
	words := data.Words(lang)
	point := 0
	for _, q := range data.Diligence() {
		if q.Point != point {
			point = q.Point
			title := words.Sentence("colo-point-"+strconv.Itoa(point), nil)
			b.WriteString("#\n# " + words.Sentence("questionnaire-point", map[string]string{"n": strconv.Itoa(point), "title": title}) + "\n")
		}
		b.WriteString("# " + q.Asks.In(lang) + "\n")
		b.WriteString(strconv.Itoa(q.Point) + comma + q.ID + strings.Repeat(comma, len(diligenceSchema.columns)-2) + "\n")
	}
	return b.Bytes()
}
