package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
)

// chainsExplained is how many chains of each figure are shown unless asked.
const chainsExplained = 50

func (s *session) explainCommand() *cli.Command {
	return &cli.Command{
		Name: "explain", ArgsUsage: "DOSSIER HOLDER [SUBJECT]", Usage: s.voice.Word("command-explain"),
		Description: "egide explain dossier northgate\negide explain dossier \"Northgate Cloud\" holding-lux",
		Flags: []cli.Flag{
			s.asOfFlag(), s.providerFlag(), s.formatFlag("text", "json"),
			&cli.StringFlag{Name: "chains", Usage: s.voice.Word("flag-chains"), DefaultText: "N", Value: strconv.Itoa(chainsExplained)},
			s.outputFlag(), s.langFlag(), s.policyFlag(), s.colorFlag(),
		},
		Action: s.explain,
	}
}

// explain shows by which chains a holder reaches the provider, or another
// subject.
func (s *session) explain(c *cli.Context) error {
	if err := arguments(c, 2, 3); err != nil {
		return err
	}
	format, err := formatOf(c, "format", "text", "json")
	if err != nil {
		return err
	}
	screen, err := s.screen(c)
	if err != nil {
		return err
	}
	chains, err := strconv.Atoi(c.String("chains"))
	if err != nil || chains < 1 {
		return wrong("flag-not-a-count", "flag", "--chains", "value", c.String("chains"))
	}
	path := c.Args().Get(0)
	dossier, err := s.read(c, path)
	if err != nil {
		return err
	}
	provider := c.String("provider")
	if c.Args().Len() == 3 {
		if provider, err = entityCalled(dossier, c.Args().Get(2)); err != nil {
			return err
		}
	}
	found, err := s.examine(c, path, dossier, provider)
	if err != nil {
		return err
	}
	who, err := holderCalled(found, c.Args().Get(1))
	if err != nil {
		return err
	}
	value := report.Explain(found.result, &found.result.Subjects[0], who, chains, s.voice.Lang())
	document := report.ExplainText(value, screen)
	if format == "json" {
		if document, err = report.JSON(value); err != nil {
			return err
		}
	}
	return s.deliver(c, document, found.inputs)
}

// holderCalled finds a holder by its id or name, or a concert by its reference.
func holderCalled(found *examined, text string) (int, error) {
	field := found.result.Field
	for i := range field.Concerts() {
		if string(field.RefOf(field.Len()+i)) == text {
			return field.Len() + i, nil
		}
	}
	id, err := entityCalled(found.dossier, text)
	if err != nil {
		return 0, err
	}
	i, _ := field.Index(id)
	return i, nil
}

// flagged is the entity that a flag names by its id or its whole name; empty where
// the flag is not given. A part of a name is not enough to decide whom everything
// else is about.
func flagged(d *ownership.Dossier, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	id, err := entityCalled(d, text)
	if err != nil {
		return "", err
	}
	if whole := strings.TrimSpace(text); !strings.EqualFold(id, whole) && !strings.EqualFold(d.Entity(id).Name, whole) {
		return "", wrong("entity-unknown-near", "text", text, "near", id)
	}
	return id, nil
}

// entityCalled finds the entity that a person means: by its id, by its whole
// name, or by a part of the name that no other entity has.
func entityCalled(d *ownership.Dossier, text string) (string, error) {
	if d.Entity(text) != nil {
		return text, nil
	}
	lower := strings.ToLower(strings.TrimSpace(text))
	var whole, part, names []string
	for _, e := range d.Entities {
		name := strings.ToLower(e.Name)
		switch {
		case lower == "":
		case name == lower || strings.ToLower(e.ID) == lower:
			whole = append(whole, e.ID)
		case strings.Contains(name, lower):
			part = append(part, e.ID)
		}
		names = append(names, e.ID)
	}
	if len(whole) > 0 {
		part = whole
	}
	slices.Sort(part)
	switch n := len(part); {
	case n == 1:
		return part[0], nil
	case n > 1:
		const shown = 6
		ids := strings.Join(part[:min(n, shown)], ", ")
		if n > shown {
			ids += ", …"
		}
		return "", wrong("entity-ambiguous", "text", text, "n", strconv.Itoa(n), "ids", ids)
	}
	if near := nearest(lower, names); near != "" {
		return "", wrong("entity-unknown-near", "text", text, "near", near)
	}
	return "", wrong("entity-unknown", "text", text)
}
