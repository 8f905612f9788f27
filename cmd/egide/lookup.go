package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/register"
	"egide/rules"
)

// mostAbove is how many entities may be above a company that is looked up: the
// exact figures of as many take a moment, of a whole country's an hour.
const mostAbove = 5_000

func (s *session) lookupCommand() *cli.Command {
	return &cli.Command{
		Name: "lookup", ArgsUsage: "SNAPSHOT ID", Usage: s.voice.Word("command-lookup"),
		Description: "egide lookup register.egide 552100554\negide lookup register.egide 552100554 --format json",
		Flags: []cli.Flag{
			s.formatFlag("text", "json"), s.outputFlag(), s.langFlag(), s.asOfFlag(), s.policyFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.lookup,
	}
}

// lookup shows one company of a snapshot. It reads no more of the file than the
// company needs.
func (s *session) lookup(c *cli.Context) error {
	if err := errors.Join(arguments(c, 2, 2), checkLang(c)); err != nil {
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
	policy, err := policyOf(c)
	if err != nil {
		return err
	}
	path, id := c.Args().Get(0), intake.SameID(c.Args().Get(1))
	day, err := asOf(c)
	if err != nil {
		return err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return wrong("lookup-no-snapshot", "file", path)
	}
	snapshot, err := openSnapshotOf(path, day, c.IsSet("as-of"))
	if err != nil {
		return err
	}
	defer snapshot.Close()
	above, id, err := aboveOf(snapshot, path, id)
	if err != nil {
		return err
	}
	standing, notes, err := rules.StandingOf(above, id, rules.Options{AsOf: snapshot.AsOf, Policy: policy})
	switch {
	case err != nil:
		return err
	case len(notes) > 0:
		return &faults{notes: notes}
	}
	value := report.MakeLookup(standing, filepath.Base(path), s.voice.Lang())
	document := []byte(nil)
	switch {
	case format == "json":
		if document, err = report.JSON(value); err != nil {
			return err
		}
	case c.Bool("quiet"):
		document = report.LookupLine(value)
	default:
		document = report.LookupText(value, screen)
	}
	return s.deliver(c, document, []string{path, c.String("policy")})
}

// snapshotFault says why a snapshot cannot be used.
func snapshotFault(path string, err error) error {
	for code, reason := range map[string]error{
		"lookup-no-snapshot": register.ErrNoSnapshot, "snapshot-version": register.ErrSnapshotVersion, "snapshot-machine": register.ErrSnapshotMachine,
		"snapshot-cut": register.ErrSnapshotCut, "snapshot-altered": register.ErrSnapshotAltered,
	} {
		if errors.Is(err, reason) {
			return wrong(code, "file", path)
		}
	}
	return wrong("input-unreadable", "file", path, "why", reason(err))
}

// aboveOf is a company of a snapshot with all that is above it, as claims, and its
// id. Its name is the id, its LEI or its registration number.
func aboveOf(snapshot *register.Snapshot, path, name string) (above *ownership.Dossier, id string, err error) {
	named, err := snapshot.Named(name)
	if err != nil {
		return nil, "", snapshotFault(path, err)
	}
	ids, err := snapshot.IDs(named)
	switch {
	case err != nil:
		return nil, "", snapshotFault(path, err)
	case len(ids) == 0:
		return nil, "", wrong("lookup-missing", "file", path, "id", name)
	case len(ids) > 1:
		return nil, "", wrong("lookup-several", "file", path, "id", name, "ids", ids[0]+", "+ids[1])
	}
	part, err := snapshot.Above(mostAbove, named[0])
	switch {
	case errors.Is(err, register.ErrTooMany):
		return nil, "", wrong("lookup-large", "file", path, "id", name, "n", "5000")
	case err != nil:
		return nil, "", snapshotFault(path, err)
	}
	return part.Dossier(nil), ids[0], nil
}
