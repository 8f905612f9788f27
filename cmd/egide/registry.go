package main

import (
	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/rules"
)

// registry is a list of records and how each format shows it.
type registry struct {
	value any
	csv   func() []byte
	text  func(report.Screen) []byte
}

// registryFlags are those of a command that lists a registry.
func (s *session) registryFlags() []cli.Flag {
	return []cli.Flag{s.asOfFlag(), s.formatFlag("text", "json", "csv"), s.outputFlag(), s.langFlag(), s.policyFlag(), s.colorFlag()}
}

// registry shows a registry as the flags say. find makes it, or one record of it.
func (s *session) registry(c *cli.Context, find func(rules.Policy, ownership.Date, string) (registry, error)) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	format, err := formatOf(c, "format", "text", "json", "csv")
	if err != nil {
		return err
	}
	screen, err := s.screen(c)
	if err != nil {
		return err
	}
	day, err := asOf(c)
	if err != nil {
		return err
	}
	policy, err := policyOf(c)
	if err != nil {
		return err
	}
	list, err := find(policy, day, c.Args().First())
	if err != nil {
		return err
	}
	var document []byte
	switch format {
	case "json":
		document, err = report.JSON(list.value)
	case "csv":
		document = list.csv()
	default:
		document = list.text(screen)
	}
	if err != nil {
		return err
	}
	var inputs []string
	if file := c.String("policy"); file != "" {
		inputs = append(inputs, file)
	}
	return s.deliver(c, document, inputs)
}

// unknownRecord is the fault of an id that no record has.
func unknownRecord(id string, ids []string) error {
	if near := nearest(id, ids); near != "" {
		return wrong("record-unknown-near", "id", id, "near", near)
	}
	return wrong("record-unknown", "id", id)
}
