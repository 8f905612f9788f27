package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/recheck"
	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/rules"
)

func (s *session) recheckCommand() *cli.Command {
	return &cli.Command{
		Name: "recheck", ArgsUsage: "DOSSIER --since BASELINE", Usage: s.voice.Word("command-recheck"),
		Description: "egide recheck dossier --since report-2025.json\negide recheck dossier --since dossier-2025 --since-as-of 2025-11-22 --format json\negide recheck dossier --since report-2025.json --notice -o notice.md",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "since", Usage: s.voice.Word("flag-since"), DefaultText: "BASELINE"},
			&cli.StringFlag{Name: "since-as-of", Usage: s.voice.Word("flag-since-as-of"), DefaultText: "YYYY-MM-DD"},
			s.asOfFlag(), s.providerFlag(), s.formatFlag(foundFormats()...),
			&cli.BoolFlag{Name: "notice", Usage: s.voice.Word("flag-notice")},
			&cli.StringFlag{Name: "max-age", Usage: s.voice.Word("flag-max-age"), DefaultText: "AGE", Value: "1y"},
			&cli.StringFlag{Name: "next-audit", Usage: s.voice.Word("flag-next-audit"), DefaultText: "YYYY-MM-DD"},
			s.outputFlag(), s.langFlag(), s.policyFlag(), s.registerFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.recheck,
	}
}

// recheck shows what changed in a dossier since a baseline. The exit status is
// the one of a check of the dossier.
func (s *session) recheck(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	form, err := s.form(c, foundFormats()...)
	if err != nil {
		return err
	}
	since := c.String("since")
	if since == "" {
		return wrong("recheck-no-since")
	}
	options := recheck.Options{Lang: s.voice.Lang()}
	if options.NextAudit, err = dayFlag(c, "next-audit"); err != nil {
		return err
	}
	path := c.Args().First()
	dossier, err := s.read(c, path)
	if err != nil {
		return err
	}
	found, err := s.examine(c, path, dossier, c.String("provider"))
	if err != nil {
		return err
	}
	options.History = dossier
	if options.Oldest, err = before(c, "max-age", found.result.AsOf); err != nil {
		return err
	}
	after := report.Make(found.result, s.voice.Lang())
	older, inputs, err := s.baseline(c, since, found)
	if err != nil {
		return err
	}
	value, err := recheck.Compare(older, after, options)
	switch {
	case errors.Is(err, recheck.ErrProvider):
		return wrong("recheck-other-provider", "before", since, "was", older.Subjects[0].Name, "after", path, "is", after.Subjects[0].Name)
	case errors.Is(err, recheck.ErrOrder):
		return wrong("recheck-later", "file", since, "since", older.AsOf, "day", after.AsOf)
	case err != nil:
		return wrong("render-no-report", "file", since, "schema", report.Schema)
	}
	var document []byte
	switch {
	case form.format == "json":
		document, err = report.JSON(value)
	case c.Bool("notice"):
		if value.Notice == nil {
			return wrong("recheck-nothing-notifiable")
		}
		document, err = form.write(value.Letters())
	case form.format == "text" && c.Bool("quiet"):
		document = value.Line()
	default:
		document, err = form.write(value.Document())
	}
	if err != nil {
		return err
	}
	if err := s.deliver(c, document, append(found.inputs, inputs...)); err != nil {
		return err
	}
	s.status = statusOf(found.result.Verdict)
	return nil
}

// baseline is the report to compare with: a saved one, or that of an older
// dossier under the same policy. The older dossier is looked at on the same day
// unless --since-as-of names another, so that only what is recorded differs.
func (s *session) baseline(c *cli.Context, path string, found *examined) (*report.Report, []string, error) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && strings.EqualFold(filepath.Ext(path), ".json") {
		if c.IsSet("since-as-of") {
			return nil, nil, wrong("recheck-since-fixed", "file", path)
		}
		value, err := s.saved(path)
		return value, []string{path}, err
	}
	day := found.result.AsOf
	if older, err := dayFlag(c, "since-as-of"); err != nil {
		return nil, nil, err
	} else if !older.IsZero() {
		day = older
	}
	dossier, err := intake.ReadDossier(path, intake.Options{})
	if err != nil {
		return nil, nil, within(path, err)
	}
	provider, err := flagged(dossier, c.String("provider"))
	if err != nil {
		return nil, nil, within(path, err)
	}
	result, notes, err := rules.Check(dossier, rules.Options{AsOf: day, Provider: provider, Policy: found.result.Policy})
	switch {
	case err != nil:
		return nil, nil, err
	case len(notes) > 0:
		return nil, nil, within(path, faultsIn(dossier, notes))
	}
	return report.Make(result, s.voice.Lang()), inputsOf(c, path, dossier), nil
}

// within puts the path of a dossier before the positions of its faults, where
// two dossiers are read that have files of the same names.
func within(path string, err error) error {
	place := func(notes []ownership.Note) {
		for i := range notes {
			switch file := &notes[i].At.File; *file {
			case filepath.Base(path):
				*file = path
			case "":
			default:
				*file = filepath.Join(path, *file)
			}
		}
	}
	var read *input.Faults
	var found *faults
	switch {
	case errors.As(err, &read):
		place(read.Notes)
	case errors.As(err, &found):
		place(found.notes)
	}
	return err
}

// dayFlag is the day of a flag; zero when it is not given.
func dayFlag(c *cli.Context, flag string) (ownership.Date, error) {
	if !c.IsSet(flag) {
		return 0, nil
	}
	day, err := ownership.ParseDate(strings.TrimSpace(c.String(flag)))
	if err != nil {
		return 0, wrong("flag-not-a-day", "flag", "--"+flag, "value", c.String(flag))
	}
	return day, nil
}

// before is the day that lies the age of a flag before another: 1y, 18m or 90d.
func before(c *cli.Context, flag string, day ownership.Date) (ownership.Date, error) {
	text := strings.TrimSpace(c.String(flag))
	fault := wrong("flag-not-an-age", "flag", "--"+flag, "value", text)
	if len(text) < 2 {
		return 0, fault
	}
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || n < 1 || n > 9999 {
		return 0, fault
	}
	switch text[len(text)-1] {
	case 'y':
		n *= 12
		fallthrough
	case 'm':
		if n <= 1200 {
			return day.AddMonths(-n), nil
		}
	case 'd':
		return day.AddDays(-n), nil
	}
	return 0, fault
}
