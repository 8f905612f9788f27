package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/rules"
)

func (s *session) renderCommand() *cli.Command {
	return &cli.Command{
		Name: "render", ArgsUsage: "REPORT.json", Usage: s.voice.Word("command-render"),
		Description: "egide check dossier --format json -o report.json\negide render report.json\negide render report.json --format html -o report.html",
		Flags: []cli.Flag{
			s.formatFlag(checkFormats()...), s.outputFlag(), s.langFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.render,
	}
}

// render presents a report that was saved as JSON, without the dossier: the
// document is the one that check would have written, in the language of the
// report. The exit status is the one of its verdict, as it is of check.
func (s *session) render(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	form, err := s.form(c, checkFormats()...)
	if err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	file := c.Args().First()
	value, err := s.saved(file)
	if err != nil {
		return err
	}
	if lang := c.String("lang"); lang != "" && lang != value.Language {
		return wrong("render-language", "file", file, "language", value.Language, "lang", lang)
	}
	if form.format != "json" {
		value.Clean()
	}
	document, err := present(value, form, c.Bool("quiet"))
	if err != nil {
		return err
	}
	if err := s.deliver(c, document, []string{file}); err != nil {
		return err
	}
	s.status = statusOf(rules.Verdict(value.Verdict))
	return nil
}

// saved reads the report in a file.
func (s *session) saved(file string) (*report.Report, error) {
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrong("file-not-found", "file", file)
	case err != nil:
		return nil, wrong("input-unreadable", "file", file, "why", reason(err))
	}
	value, err := report.ReadSaved(bytes.NewReader(text))
	if err != nil {
		return nil, wrong("render-no-report", "file", file, "schema", report.Schema)
	}
	return value, nil
}
