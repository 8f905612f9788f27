package main

import (
	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/rules"
)

func (s *session) rulesCommand() *cli.Command {
	return &cli.Command{
		Name: "rules", ArgsUsage: "[ID]", Usage: s.voice.Word("command-rules"),
		Description: "egide rules\negide rules 19.6.c\negide rules -o rules.csv",
		Flags:       s.registryFlags(),
		Action:      s.rules,
	}
}

// rules lists the requirements, limits and open questions, or shows one of them
// in full.
func (s *session) rules(c *cli.Context) error {
	return s.registry(c, func(policy rules.Policy, day ownership.Date, id string) (registry, error) {
		list := report.ListRules(policy, day, s.voice.Lang())
		if id == "" {
			return registry{list, list.CSV, func(screen report.Screen) []byte { return report.RulesText(list, screen) }}, nil
		}
		one, ok := list.Of(id)
		if !ok {
			return registry{}, unknownRecord(id, list.IDs())
		}
		return registry{one, one.CSV, func(screen report.Screen) []byte { return report.RuleText(one, screen) }}, nil
	})
}
