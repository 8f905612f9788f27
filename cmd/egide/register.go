package main

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"

	"github.com/urfave/cli/v2"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/register"
)

func (s *session) registerCommand() *cli.Command {
	return &cli.Command{
		Name: "register", ArgsUsage: "build REGISTER -o FILE", Usage: s.voice.Word("command-register"),
		Description: "egide register build register -o register.egide\negide register build psc-snapshot.zip -o gb.egide --as-of 2026-01-01",
		Flags:       []cli.Flag{s.outputFlag(), s.asOfFlag(), s.langFlag(), s.quietFlag()},
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
	source, err := s.readRegister(path, day)
	if err != nil {
		return err
	}
	defer source.close()
	err = s.stream(c, []string{path}, func(w io.Writer) error { return source.WriteSnapshot(w, source.origin) })
	if err != nil || c.Bool("quiet") {
		return err
	}
	return s.write([]byte(s.voice.Word("register-built", "file", c.String("output"), "day", s.voice.Day(day.String()),
		"entities", strconv.Itoa(source.Len()), "holdings", strconv.Itoa(source.Edges()), "faults", strconv.Itoa(source.Counts.FaultyRows)) + "\n"))
}

// source is a register that was read, with where it came from.
type source struct {
	*register.Register
	origin []ownership.Input
	close  func()
}

// readRegister reads a register: a folder of CSV files, a snapshot, or files in
// an open standard.
func (s *session) readRegister(path string, day ownership.Date) (*source, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, wrong("input-unreadable", "file", path, "why", reason(err))
	}
	standard, err := intake.StandardOf(path)
	if err != nil {
		return nil, err
	}
	if standard == "" {
		return nil, wrong("screen-no-register", "path", path)
	}
	b := register.NewBuilder(day, nil)
	fill, err := intake.ReadRegisterInto(context.Background(), path, intake.StandardOptions{Lang: s.voice.Lang()}, b, nil, nil)
	if err != nil {
		return nil, err
	}
	return &source{Register: b.Build(), origin: fill.Inputs, close: func() {}}, nil
}
