package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/rules"
)

func (s *session) renderCommand() *cli.Command {
	return &cli.Command{
		Name: "render", ArgsUsage: "REPORT.json", Usage: s.voice.Word("command-render"),
		Description: "egide check dossier -o report.json\negide render report.json\negide render report.json -o report.html",
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
		if command := writerOf(text); command != "" {
			return nil, wrong("render-other", "file", file, "command", command)
		}
		return nil, wrong("render-no-report", "file", file, "schema", report.Schema)
	}
	return value, nil
}

// writerOf is the command that wrote JSON of another form than a report's; empty
// for what none of them did.
func writerOf(text []byte) string {
	var saved struct {
		Schema string `json:"schema"`
	}
	if json.Unmarshal(text, &saved) != nil {
		return ""
	}
	name, ours := strings.CutPrefix(saved.Schema, "egide.")
	name, _, _ = strings.Cut(name, "/")
	switch {
	case !ours:
	case name == "colo-comparison":
		return "colo"
	case name == "manifest":
		return "seal"
	case slices.Contains([]string{"colo", "explain", "import", "laws", "lookup", "recheck", "rules", "screen", "timeline", "verify", "watch", "whatif"}, name):
		return name
	}
	return ""
}
