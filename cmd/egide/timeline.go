package main

import (
	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/cmd/internal/timeline"
	"egide/ownership"
	"egide/rules"
)

func (s *session) timelineCommand() *cli.Command {
	return &cli.Command{
		Name: "timeline", ArgsUsage: "DOSSIER", Usage: s.voice.Word("command-timeline"),
		Description: "egide timeline dossier\negide timeline dossier --from 2025-11-22 --to 2026-11-21 -o year.html\negide timeline dossier -o bands.svg",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "from", Usage: s.voice.Word("flag-timeline-from"), DefaultText: "YYYY-MM-DD"},
			&cli.StringFlag{Name: "to", Aliases: []string{"as-of"}, Usage: s.voice.Word("flag-timeline-to"), DefaultText: "YYYY-MM-DD"},
			s.providerFlag(), s.formatFlag(timelineFormats()...), s.outputFlag(), s.langFlag(), s.policyFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.timeline,
	}
}

// timelineFormats lists what a timeline can be written as: a document, or its
// bands alone.
func timelineFormats() []string { return append(foundFormats(), "svg") }

// timeline shows when each test held. The exit status is the one of the worst
// day: 0 only where it held all the time.
func (s *session) timeline(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	form, err := s.form(c, timelineFormats()...)
	if err != nil {
		return err
	}
	if c.IsSet("provider") && c.String("provider") == "" {
		return wrong("flag-without-value", "flag", "--provider")
	}
	policy, err := policyOf(c)
	if err != nil {
		return err
	}
	path := c.Args().First()
	dossier, err := s.read(c, path)
	if err != nil {
		return err
	}
	from, to, err := timeOf(c, dossier)
	if err != nil {
		return err
	}
	provider, err := flagged(dossier, c.String("provider"))
	if err != nil {
		return err
	}
	done := s.progress(path)
	found, notes, err := rules.CheckOver(dossier, rules.TimelineOptions{From: from, To: to, Provider: provider, Policy: policy})
	done()
	switch {
	case err != nil:
		return err
	case len(notes) > 0:
		return faultsIn(dossier, notes)
	}
	value := timeline.Make(found, dossier, policy, s.voice.Lang())
	var document []byte
	switch {
	case form.format == "json":
		document, err = report.JSON(value)
	case form.format == "svg":
		document = value.Drawing().SVG()
	case form.format == "text" && c.Bool("quiet"):
		document = value.Line()
	default:
		document, err = form.write(value.Document(form.format == "text" || form.format == "md"))
	}
	if err != nil {
		return err
	}
	if err := s.deliver(c, document, inputsOf(c, path, dossier)); err != nil {
		return err
	}
	s.status = statusOf(found.Verdict)
	return nil
}

// timeOf is the time of --from and --to. The last day is today unless given; the
// first is that on which the dossier's history begins, or a year before the last
// where no row has a day.
func timeOf(c *cli.Context, dossier *ownership.Dossier) (from, to ownership.Date, err error) {
	if from, err = dayFlag(c, "from"); err != nil {
		return 0, 0, err
	}
	if to, err = dayFlag(c, "to"); err != nil {
		return 0, 0, err
	}
	if to.IsZero() {
		if to, err = today(); err != nil {
			return 0, 0, err
		}
	}
	if from.IsZero() {
		if from = rules.FirstDay(dossier); from.IsZero() || from > to {
			from = to.AddMonths(-12)
		}
	}
	if from > to {
		return 0, 0, wrong("timeline-order", "from", from.String(), "to", to.String())
	}
	return from, to, nil
}
