package intake

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"

	"egide/data"
	"egide/ownership"
)

// InitColo writes a new dossier folder as [InitDossier] does, made for the
// landlord of a data centre: diligence.csv holds every question of the
// questionnaire without an answer, and beside it lie the questionnaire as a
// workbook in every language (questionnaire.en.xlsx), and the files that the
// caller adds. Nothing is ever overwritten. It returns the names of the files in
// the order of writing.
func InitColo(dir, lang string, more []NewFile) ([]string, error) {
	failed := func(err error) error {
		return refusal(ownership.Position{File: filepath.Base(filepath.Clean(dir))}, "file-unwritable", ownership.Args{"why": reason(err)})
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
	for _, l := range data.Languages {
		var content bytes.Buffer
		if err := WriteQuestionnaire(&content, l); err != nil {
			return nil, failed(err)
		}
		files = append(files, NewFile{Name: "questionnaire." + l + ".xlsx", Content: content.Bytes()})
	}
	return writeNewFiles(dir, append(files, more...))
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
