package main

import (
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/document/pdf"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/colo"
	"egide/data"
	"egide/ownership/intake"
)

func (s *session) initCommand() *cli.Command {
	return &cli.Command{
		Name: "init", ArgsUsage: "DIR", Usage: s.voice.Word("command-init"),
		Description: "egide init dossier\negide init dossier.xlsx --lang fr\negide init --colo landlord",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "xlsx", Usage: s.voice.Word("flag-xlsx")},
			&cli.BoolFlag{Name: "colo", Usage: s.voice.Word("flag-colo")},
			s.langFlag(), s.quietFlag(),
		},
		Action: s.init,
	}
}

// init makes the folder of a new dossier, or its workbook.
func (s *session) init(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	dir := c.Args().First()
	if workbook := strings.EqualFold(filepath.Ext(dir), ".xlsx"); workbook || c.Bool("xlsx") {
		if c.Bool("colo") {
			return wrong("init-colo-workbook")
		}
		if !workbook {
			dir = filepath.Join(dir, "dossier.xlsx")
		}
		return s.initWorkbook(c, dir)
	}
	start, done := intake.InitDossier, "init-done"
	if c.Bool("colo") {
		start, done = initColo, "init-colo-done"
	}
	names, err := start(dir, s.voice.Lang())
	if err != nil {
		return err
	}
	if c.Bool("quiet") {
		return nil
	}
	text := s.voice.Word(done, "folder", dir, "files", strings.Join(names, ", "))
	return s.write([]byte(report.Clean(text) + "\n"))
}

// questionnaireFormat is the format of the questionnaire that is a text.
const questionnaireFormat = "docx"

// initColo makes the folder of a landlord's dossier, with the questionnaire as a
// workbook and as a text in every language.
func initColo(dir, lang string) ([]string, error) {
	var texts []intake.NewFile
	for _, l := range data.Languages {
		text, err := written(colo.Questionnaire(l), questionnaireFormat, pdf.Papers[0], report.Screen{Unicode: true})
		if err != nil {
			return nil, err
		}
		texts = append(texts, intake.NewFile{Name: "questionnaire." + l + "." + questionnaireFormat, Content: text})
	}
	return intake.InitColo(dir, lang, texts)
}

// initWorkbook makes a new dossier that is one workbook.
func (s *session) initWorkbook(c *cli.Context, file string) error {
	if err := intake.InitWorkbook(file, s.voice.Lang()); err != nil || c.Bool("quiet") {
		return err
	}
	return s.write([]byte(report.Clean(s.voice.Word("init-workbook-done", "file", file)) + "\n"))
}
