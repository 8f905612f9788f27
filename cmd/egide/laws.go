package main

import (
	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/rules"
)

func (s *session) lawsCommand() *cli.Command {
	return &cli.Command{
		Name: "laws", ArgsUsage: "[ID]", Usage: s.voice.Word("command-laws"),
		Description: "egide laws --as-of 2027-06-01\negide laws us-fisa-702\negide laws --policy own.yaml -o laws.csv",
		Flags:       s.registryFlags(),
		Action:      s.laws,
	}
}

// laws lists the registry of laws, or shows one of its records in full.
func (s *session) laws(c *cli.Context) error {
	return s.registry(c, func(policy rules.Policy, day ownership.Date, id string) (registry, error) {
		list := report.ListLaws(policy, day, s.voice.Lang())
		if id == "" {
			return registry{list, list.CSV, func(screen report.Screen) []byte { return report.LawsText(list, screen) }}, nil
		}
		one, ok := list.Of(id)
		if !ok {
			return registry{}, unknownRecord(id, list.IDs())
		}
		return registry{one, one.CSV, func(screen report.Screen) []byte { return report.LawText(one, screen) }}, nil
	})
}
