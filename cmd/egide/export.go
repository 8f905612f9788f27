package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"egide/ownership/intake"
	"egide/ownership/intake/openstandard"
)

func (s *session) exportCommand() *cli.Command {
	return &cli.Command{
		Name: "export", ArgsUsage: "DOSSIER", Usage: s.voice.Word("command-export"),
		Description: "egide export dossier -o dossier.xlsx\negide export dossier --to bods -o dossier.json",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "to", Usage: s.voice.Word("flag-to"), DefaultText: "xlsx|bods"},
			s.asOfFlag(), s.outputFlag(), s.langFlag(),
		},
		Action: s.export,
	}
}

// export writes the dossier as one workbook, or in an open standard.
func (s *session) export(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	formats := []string{"xlsx", "bods"}
	to, err := formatOf(c, "to", formats...)
	if !c.IsSet("to") && !c.IsSet("output") {
		_, err = choice(c, "to", formats...)
	}
	if err != nil {
		return err
	}
	path := c.Args().First()
	var document bytes.Buffer
	switch to {
	case "xlsx":
		err = s.exportWorkbook(c, path, &document)
	case "bods":
		err = s.exportStatements(c, path, &document)
	}
	if err != nil {
		return err
	}
	inputs := []string{path}
	if entries, err := os.ReadDir(path); err == nil {
		for _, entry := range entries {
			inputs = append(inputs, filepath.Join(path, entry.Name()))
		}
	}
	return s.deliver(c, document.Bytes(), inputs)
}

func (s *session) exportWorkbook(c *cli.Context, path string, document *bytes.Buffer) error {
	if err := checkLang(c); err != nil {
		return err
	}
	if !c.IsSet("output") && isTerminal(s.stdout) {
		return wrong("export-to-terminal")
	}
	done := s.progress(path)
	defer done()
	return intake.WriteWorkbook(document, path, s.voice.Lang(), intake.Options{})
}

// exportStatements writes statements that are published on the as-of day.
func (s *session) exportStatements(c *cli.Context, path string, document *bytes.Buffer) error {
	dossier, err := s.read(c, path)
	if err != nil {
		return err
	}
	day, err := asOf(c)
	if err != nil {
		return err
	}
	return openstandard.WriteBODS(document, dossier, day)
}
