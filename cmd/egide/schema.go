package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
)

func (s *session) schemaCommand() *cli.Command {
	return &cli.Command{
		Name: "schema", ArgsUsage: "[" + strings.Join(report.SchemaNames(), "|") + "]", Usage: s.voice.Word("command-schema"),
		Description: "egide schema report",
		Flags:       []cli.Flag{s.outputFlag(), s.langFlag()},
		Action:      s.schema,
	}
}

// schema prints the JSON Schema of a document that the program writes.
func (s *session) schema(c *cli.Context) error {
	if err := arguments(c, 0, 1); err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	name := c.Args().First()
	if name == "" {
		name = report.SchemaNames()[0]
	}
	text, ok := report.SchemaOf(name)
	if !ok {
		return wrong("schema-unknown", "name", name, "names", strings.Join(report.SchemaNames(), ", "))
	}
	return s.deliver(c, text, nil)
}
