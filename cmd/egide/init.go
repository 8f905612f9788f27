package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership/intake"
)

func (s *session) initCommand() *cli.Command {
	return &cli.Command{
		Name: "init", ArgsUsage: "DIR", Usage: s.voice.Word("command-init"),
		Description: "egide init dossier",
		Flags:       []cli.Flag{s.langFlag(), s.quietFlag()},
		Action:      s.init,
	}
}

// init makes the folder of a new dossier.
func (s *session) init(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	dir := c.Args().First()
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
