package main

import (
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/cmd/internal/report/html"
	"egide/cmd/internal/report/listing"
	"egide/cmd/internal/report/paper"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

func (s *session) checkCommand() *cli.Command {
	return &cli.Command{
		Name: "check", ArgsUsage: "DOSSIER", Usage: s.voice.Word("command-check"),
		Description: "egide check dossier\negide check dossier --as-of 2026-01-01 -o report.json\negide check dossier --format residual-risks --lang fr -o risques.md",
		Flags: []cli.Flag{
			s.asOfFlag(), s.providerFlag(), s.formatFlag(checkFormats()...), s.outputFlag(), s.langFlag(),
			s.policyFlag(), s.registerFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.check,
	}
}

// check runs every test over a dossier and shows the report.
func (s *session) check(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	form, err := s.form(c, checkFormats()...)
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
	value := report.Make(found.result, s.voice.Lang())
	document, err := present(value, form, c.Bool("quiet"))
	if err != nil {
		return err
	}
	if err := s.deliver(c, document, found.inputs); err != nil {
		return err
	}
	s.status = statusOf(found.result.Verdict)
	return nil
}

// checkFormats lists what a check can be written as: the report, and the
// documents that the standard asks for.
func checkFormats() []string {
	return slices.Concat(foundFormats(), []string{"xlsx", "csv"}, report.Documents())
}

// present is a report in the form; quiet makes one line of its text.
func present(value *report.Report, form form, quiet bool) ([]byte, error) {
	switch format := form.format; {
	case format == "json":
		return report.JSON(value)
	case format == "html":
		return html.Document(value)
	case format == "xlsx":
		return listing.Workbook(value)
	case format == "csv":
		return listing.CSV(value), nil
	case slices.Contains(report.Documents(), format):
		return report.Document(value, format)
	case format != "text":
		return handedOver(value, form)
	case quiet:
		return report.Line(value), nil
	}
	return report.Text(value, form.screen), nil
}

// handedOver is the report as a document to hand over.
func handedOver(value *report.Report, form form) ([]byte, error) {
	saved, err := report.JSON(value)
	if err != nil {
		return nil, err
	}
	d, err := paper.Of(value, saved)
	if err != nil {
		return nil, err
	}
	return form.write(d)
}

// statusOf is the exit status of a verdict.
func statusOf(v rules.Verdict) int {
	switch v {
	case rules.Compliant:
		return statusDone
	case rules.NonCompliant:
		return statusNonCompliant
	}
	return statusUndetermined
}

// examined is a dossier that was read and checked.
type examined struct {
	dossier *ownership.Dossier
	result  *rules.Result
	inputs  []string // paths of the files that it was made from
}

// read reads the dossier at a path.
func (s *session) read(c *cli.Context, path string) (*ownership.Dossier, error) {
	if err := checkLang(c); err != nil {
		return nil, err
	}
	done := s.progress(path)
	defer done()
	return intake.ReadDossier(path, intake.Options{})
}

// examine checks a dossier that was read from a path, as the flags say.
func (s *session) examine(c *cli.Context, path string, dossier *ownership.Dossier, provider string) (*examined, error) {
	day, err := asOf(c)
	if err != nil {
		return nil, err
	}
	if provider == "" && c.IsSet("provider") {
		return nil, wrong("flag-without-value", "flag", "--provider")
	}
	if provider, err = flagged(dossier, provider); err != nil {
		return nil, err
	}
	policy, err := policyOf(c)
	if err != nil {
		return nil, err
	}
	done := s.progress(path)
	defer done()
	registers, err := s.crossCheck(c, dossier, day)
	if err != nil {
		return nil, err
	}
	result, notes, err := rules.Check(dossier, rules.Options{AsOf: day, Provider: provider, Policy: policy})
	switch {
	case err != nil:
		return nil, err
	case len(notes) > 0:
		return nil, faultsIn(dossier, notes)
	}
	return &examined{dossier: dossier, result: result, inputs: append(inputsOf(c, path, dossier), registers...)}, nil
}

// inputsOf lists the paths of the files that a dossier and a policy were read
// from.
func inputsOf(c *cli.Context, path string, dossier *ownership.Dossier) []string {
	inputs := []string{path}
	for _, in := range dossier.Inputs {
		inputs = append(inputs, filepath.Join(path, in.File))
	}
	if file := c.String("policy"); file != "" {
		inputs = append(inputs, file)
	}
	return inputs
}

// faultsIn are faults with the names of the dossier's entities.
func faultsIn(dossier *ownership.Dossier, notes []ownership.Note) error {
	return &faults{notes: notes, name: func(id string) string {
		if e := dossier.Entity(id); e != nil {
			return e.Label()
		}
		return id
	}}
}

// arguments refuses a command line with too few file names or too many. The
// sentence for too few is the command's own.
func arguments(c *cli.Context, least, most int) error {
	all := c.Args().Slice()
	switch {
	case len(all) < least:
		return wrong("arguments-missing", "command", c.Command.Name, "usage", c.Command.ArgsUsage)
	case len(all) > most:
		return wrong("argument-extra", "command", c.Command.Name, "extra", all[most])
	}
	return nil
}
