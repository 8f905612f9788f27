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
	dir, lang := c.Args().First(), s.voice.Lang()
	workbook := strings.EqualFold(filepath.Ext(dir), ".xlsx")
	if c.Bool("xlsx") && !workbook {
		dir, workbook = filepath.Join(dir, "dossier.xlsx"), true
	}
	var names []string
	var err error
	done := "init-done"
	switch {
	case c.Bool("colo"):
		done = "init-colo-done"
		var texts []intake.NewFile
		if texts, err = questionnaireTexts(); err != nil {
			return err
		}
		if workbook {
			file := dir
			dir = filepath.Dir(file)
			names, err = intake.InitColoWorkbook(dir, filepath.Base(file), lang, texts)
		} else {
			names, err = intake.InitColo(dir, lang, texts)
		}
	case workbook:
		return s.initWorkbook(c, dir)
	default:
		names, err = intake.InitDossier(dir, lang)
	}
	if err != nil || c.Bool("quiet") {
		return err
	}
	text := s.voice.Word(done, "folder", dir, "files", strings.Join(names, ", "))
	return s.write([]byte(report.Clean(text) + "\n"))
}

// questionnaireFormat is the format of the questionnaire that is a text.
const questionnaireFormat = "docx"

// questionnaireTexts are the questionnaire as a text in every language.
func questionnaireTexts() ([]intake.NewFile, error) {
	form := form{format: questionnaireFormat, paper: pdf.Papers[0]}
	var texts []intake.NewFile
	for _, lang := range data.Languages {
		text, err := form.write(colo.Questionnaire(lang))
		if err != nil {
			return nil, err
		}
		texts = append(texts, intake.NewFile{Name: "questionnaire." + lang + "." + questionnaireFormat, Content: text})
	}
	return texts, nil
}

// initWorkbook makes a new dossier that is one workbook.
func (s *session) initWorkbook(c *cli.Context, file string) error {
	if err := intake.InitWorkbook(file, s.voice.Lang()); err != nil || c.Bool("quiet") {
		return err
	}
	return s.write([]byte(report.Clean(s.voice.Word("init-workbook-done", "file", file)) + "\n"))
}
