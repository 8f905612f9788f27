package main

import (
	"path/filepath"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/colo"
	"egide/rules"
)

func (s *session) coloCommand() *cli.Command {
	return &cli.Command{
		Name: "colo", ArgsUsage: "DOSSIER...", Usage: s.voice.Word("command-colo"),
		Description: "egide init --colo landlord\negide colo landlord\negide colo landlord --for tenant -o points.docx\negide colo landlord-a landlord-b landlord-c",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "provider", Usage: s.voice.Word("flag-landlord"), DefaultText: "ID"},
			&cli.StringFlag{Name: "for", Usage: s.voice.Word("flag-for"), DefaultText: "ID"},
			&cli.BoolFlag{Name: "france", Usage: s.voice.Word("flag-france")},
			s.asOfFlag(), s.formatFlag(foundFormats()...), s.outputFlag(), s.langFlag(), s.policyFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.colo,
	}
}

// colo puts a landlord to the seven points before a contract is signed, or
// several side by side.
func (s *session) colo(c *cli.Context) error {
	const most = 50 // columns of a comparison
	if err := arguments(c, 1, most); err != nil {
		return err
	}
	form, err := s.form(c, foundFormats()...)
	if err != nil {
		return err
	}
	for _, flag := range []string{"provider", "for"} {
		if c.IsSet(flag) && (c.String("for") == "" && flag == "for" || slices.Contains(c.StringSlice("provider"), "")) {
			return wrong("flag-without-value", "flag", "--"+flag)
		}
	}
	paths, landlords := c.Args().Slice(), c.StringSlice("provider")
	if len(landlords) > 1 && len(paths) == 1 {
		for range landlords[1:] {
			paths = append(paths, paths[0])
		}
	}
	if len(landlords) > 0 && len(landlords) != len(paths) {
		return wrong("colo-providers-many", "n", strconv.Itoa(len(landlords)), "dossiers", strconv.Itoa(len(paths)))
	}
	var all []*report.Colo
	var inputs []string
	several := make(map[string]int)
	for _, path := range paths {
		several[path]++
	}
	for i, path := range paths {
		landlord := ""
		if landlords != nil {
			landlord = landlords[i]
		}
		one, read, err := s.landlord(c, path, landlord, several[path] > 1)
		if err != nil {
			return err
		}
		for k, before := range all {
			if paths[k] == path && before.Landlord == one.Landlord {
				return wrong("colo-twice", "name", one.Name)
			}
		}
		all, inputs = append(all, one), append(inputs, read...)
	}
	text, err := presentColo(all, form, c.Bool("quiet"))
	if err != nil {
		return err
	}
	if err := s.deliver(c, text, inputs); err != nil {
		return err
	}
	s.status = statusOfColo(all)
	return nil
}

// landlord examines the landlord of a dossier, and tells which files that took.
func (s *session) landlord(c *cli.Context, path, id string, several bool) (*report.Colo, []string, error) {
	day, err := asOf(c)
	if err != nil {
		return nil, nil, err
	}
	policy, err := policyOf(c)
	if err != nil {
		return nil, nil, err
	}
	dossier, err := s.read(c, path)
	if err != nil {
		return nil, nil, err
	}
	if id, err = flagged(dossier, id); err != nil {
		return nil, nil, err
	}
	tenant, err := flagged(dossier, c.String("for"))
	if err != nil {
		return nil, nil, err
	}
	done := s.progress(path)
	defer done()
	result, notes, err := rules.Examine(dossier, rules.ColoOptions{
		Options: rules.Options{AsOf: day, Provider: id, Policy: policy}, Tenant: tenant, France: c.Bool("france"), Several: several,
	})
	switch {
	case err != nil:
		return nil, nil, err
	case len(notes) > 0:
		return nil, nil, &faults{notes: notes, name: func(id string) string {
			if e := dossier.Entity(id); e != nil {
				return e.Label()
			}
			return id
		}}
	}
	inputs := []string{path}
	for _, in := range dossier.Inputs {
		inputs = append(inputs, filepath.Join(path, in.File))
	}
	if file := c.String("policy"); file != "" {
		inputs = append(inputs, file)
	}
	return report.MakeColo(result, s.voice.Lang()), inputs, nil
}

// presentColo writes one landlord, or several side by side.
func presentColo(all []*report.Colo, form form, quiet bool) ([]byte, error) {
	if quiet && form.format == "text" {
		var lines []byte
		for _, one := range all {
			lines = append(lines, report.ColoLine(one)...)
		}
		return lines, nil
	}
	var value any = all[0]
	if len(all) > 1 {
		value = report.CompareColo(all)
	}
	saved, err := report.JSON(value)
	if err != nil || form.format == "json" {
		return saved, err
	}
	var d *document.Document
	if len(all) > 1 {
		d = colo.Compare(report.CompareColo(all))
		d.Attachments = []document.Attachment{{Name: colo.Attached, Description: d.Title, MediaType: "application/json", Content: saved}}
	} else if d, err = colo.Of(all[0], saved); err != nil {
		return nil, err
	}
	return form.write(d)
}

// statusOfColo is the exit status of the answers: done where every landlord can
// be signed with, the one of a failure where one may not yet and fails a point.
func statusOfColo(all []*report.Colo) int {
	status := statusDone
	for _, one := range all {
		failing := slices.ContainsFunc(one.Points, func(p *report.ColoPoint) bool { return p.Verdict == string(rules.NonCompliant) })
		switch {
		case one.Answer == string(rules.DoNotSignYet) && failing:
			return statusNonCompliant
		case one.Answer != string(rules.Sign):
			status = statusUndetermined
		}
	}
	return status
}
