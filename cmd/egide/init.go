package main

import (
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership/intake"
)

func (s *session) initCommand() *cli.Command {
	return &cli.Command{
		Name: "init", ArgsUsage: "DIR", Usage: s.voice.Word("command-init"),
		Description: "egide init dossier\negide init dossier.xlsx --lang fr",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "xlsx", Usage: s.voice.Word("flag-xlsx")},
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
		if !workbook {
			dir = filepath.Join(dir, "dossier.xlsx")
		}
		return s.initWorkbook(c, dir)
	}
	names, err := intake.InitDossier(dir, s.voice.Lang())
	if err != nil {
		return err
	}
	if c.Bool("quiet") {
		return nil
	}
	text := s.voice.Word("init-done", "folder", dir, "files", strings.Join(names, ", "))
	return s.write([]byte(report.Clean(text) + "\n"))
}

// initWorkbook makes a new dossier that is one workbook.
func (s *session) initWorkbook(c *cli.Context, file string) error {
	if err := intake.InitWorkbook(file, s.voice.Lang()); err != nil || c.Bool("quiet") {
		return err
	}
	return s.write([]byte(report.Clean(s.voice.Word("init-workbook-done", "file", file)) + "\n"))
}
