package main

import (
	"errors"
	"io"

	"github.com/urfave/cli/v2"

	"egide/ownership"
	"egide/ownership/intake"
)

func (s *session) registerCommand() *cli.Command {
	return &cli.Command{
		Name: "register", ArgsUsage: "build REGISTER -o FILE", Usage: s.voice.Word("command-register"),
		Description: "egide register build register -o register.egide\negide register build psc-snapshot.zip -o gb.egide --as-of 2026-01-01",
		Flags:       []cli.Flag{s.outputFlag(), s.asOfFlag(), s.strictFlag(), s.faultsFlag(), s.langFlag(), s.quietFlag()},
		Action:      s.register,
	}
}

// register builds the snapshot of a register.
func (s *session) register(c *cli.Context) error {
	if err := errors.Join(arguments(c, 2, 2), checkLang(c)); err != nil {
		return err
	}
	if what := c.Args().First(); what != "build" {
		return wrong("register-what", "text", what)
	}
	if c.String("output") == "" {
		return wrong("register-build-no-output")
	}
	day, err := asOf(c)
	if err != nil {
		return err
	}
	path := c.Args().Get(1)
	inputs, _ := intake.RegisterFiles(path) // the reading tells of what cannot be read
	list, err := s.faultList(c, inputs)
	if err != nil {
		return err
	}
	defer list.drop()
	out, err := s.stream(c, inputs)
	if err != nil {
		return err
	}
	defer out.drop()
	source, err := s.readRegister(registerSource{path: path, day: day, dated: c.IsSet("as-of"), note: list.add, numbers: true})
	if err != nil {
		return err
	}
	defer source.close()
	if err := list.strictly(c.Bool("strict"), source.Counts); err != nil {
		return err
	}
	if !c.Bool("quiet") {
		list.warn(s)
	}
	var origin []ownership.Input
	if source.snapshot != nil {
		origin = source.snapshot.Origin
	} else if origin, err = intake.RegisterOrigin(path); err != nil {
		return wrong("input-unreadable", "file", path, "why", reason(err))
	}
	if err := list.finish(); err != nil {
		return err
	}
	if err := out.write(func(w io.Writer) error { return source.WriteSnapshot(w, origin) }); err != nil {
		return err
	}
	if err := list.keep(); err != nil || c.Bool("quiet") {
		return err
	}
	return s.write([]byte(s.voice.Word("register-built", "file", c.String("output"), "day", s.voice.Day(source.AsOf.String()),
		"entities", s.voice.Count(source.Len()), "holdings", s.voice.Count(source.Edges()), "faults", s.voice.Count(source.Counts.FaultyRows)) + "\n"))
}
