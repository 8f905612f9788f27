package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/cmd/internal/whatif"
	"egide/ownership"
	"egide/ownership/deal"
	"egide/rules"
)

func (s *session) whatifCommand() *cli.Command {
	examples := []string{"egide whatif dossier", "egide whatif dossier --deal \"a buys 10% of b from c\"", "egide whatif dossier --deal \"b issues 20% to us-fund (US)\" --deal \"a moves to GB\""}
	examples = append(examples, "", s.voice.Word("whatif-help-deals"))
	examples = append(examples, deal.Usages(s.voice.Lang())...)
	return &cli.Command{
		Name: "whatif", ArgsUsage: "DOSSIER", Usage: s.voice.Word("command-whatif"),
		Description: strings.Join(examples, "\n"),
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "deal", Usage: s.voice.Word("flag-deal"), DefaultText: "DEAL"},
			s.asOfFlag(), s.providerFlag(), s.formatFlag(foundFormats()...), s.outputFlag(), s.langFlag(),
			s.policyFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.whatif,
	}
}

// whatif shows what deals would do to a dossier, and what room there is. The exit
// status is that of a check of the dossier after them.
func (s *session) whatif(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	form, err := s.form(c, foundFormats()...)
	if err != nil {
		return err
	}
	deals, err := dealsOf(c)
	if err != nil {
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
	after, deals, err := done(found, deals)
	if err != nil {
		return err
	}
	finish := s.progress(path)
	value, err := whatif.Make(found.result, after, deals, s.voice.Lang())
	finish()
	if err != nil {
		return err
	}
	var document []byte
	switch {
	case form.format == "json":
		document, err = report.JSON(value)
	case form.format == "text" && c.Bool("quiet"):
		document = []byte(report.Clean(strings.TrimSuffix(string(value.Line()), "\n")) + "\n")
	default:
		document, err = form.write(value.Document())
	}
	if err != nil {
		return err
	}
	if err := s.deliver(c, document, found.inputs); err != nil {
		return err
	}
	s.status = statusOf(rules.Verdict(value.Verdict))
	return nil
}

// dealsOf reads the deals of the command line, and tells of all mistakes in them
// at once.
func dealsOf(c *cli.Context) ([]deal.Deal, error) {
	var deals []deal.Deal
	var mistakes []ownership.Note
	for i, text := range c.StringSlice("deal") {
		one, mistake := deal.Parse(text, i+1)
		if mistake != nil {
			mistakes = append(mistakes, *mistake)
		}
		deals = append(deals, one)
	}
	if len(mistakes) > 0 {
		return nil, &faults{notes: mistakes}
	}
	return deals, nil
}

// done checks the dossier after each of the deals. The deals that it returns have
// ids for names.
func done(found *examined, deals []deal.Deal) ([]*rules.Result, []deal.Deal, error) {
	if len(deals) == 0 {
		return nil, nil, nil
	}
	first := found.result
	named := func(d *ownership.Dossier) func(string) string {
		return func(id string) string {
			if e := d.Entity(id); e != nil {
				return e.Label()
			}
			return id
		}
	}
	outcome, mistakes, err := deal.Apply(found.dossier, first.AsOf, deals)
	switch {
	case err != nil:
		return nil, nil, err
	case len(mistakes) > 0:
		return nil, nil, &faults{notes: mistakes, name: named(found.dossier)}
	}
	provider := string(first.Field.Ref(first.Subjects[0].Entity))
	var after []*rules.Result
	for _, d := range outcome.After {
		result, notes, err := rules.Check(d, rules.Options{AsOf: first.AsOf, Provider: provider, Policy: first.Policy})
		switch {
		case err != nil:
			return nil, nil, err
		case len(notes) > 0:
			return nil, nil, &faults{notes: notes, name: named(d)}
		}
		after = append(after, result)
	}
	return after, outcome.Deals, nil
}
