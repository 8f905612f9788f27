package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"strconv"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/register"
)

// faultsTold is how many faulty rows are told of on standard error.
const faultsTold = 200

func (s *session) strictFlag() cli.Flag {
	return &cli.BoolFlag{Name: "strict", Usage: s.voice.Word("flag-strict")}
}

func (s *session) faultsFlag() cli.Flag {
	return &cli.StringFlag{Name: "faults", Usage: s.voice.Word("flag-faults"), DefaultText: "FILE"}
}

// faultList takes the faults of a register's rows as they are met, and writes
// them to the file of --faults. The file gets its name when all is done.
type faultList struct {
	voice    *report.Voice
	first    []ownership.Note
	n        int
	warnings []ownership.Note // of columns that mean nothing: no row is at fault
	to       *replacement     // the file of --faults; nil when there is none
	out      *bufio.Writer
	rows     *csv.Writer
	err      error
}

// faultList begins the file of --faults. inputs are the files that are read.
func (s *session) faultList(c *cli.Context, inputs []string) (*faultList, error) {
	l := &faultList{voice: s.voice}
	file := c.String("faults")
	switch {
	case file == "" && c.IsSet("faults"):
		return nil, wrong("flag-without-value", "flag", "--faults")
	case file == "":
		return l, nil
	case c.String("output") != "" && !isChannel(file) && sameTarget(file, c.String("output")):
		return nil, wrong("faults-are-output", "file", file)
	}
	var err error
	if l.to, err = begin(file, inputs); err != nil {
		return nil, err
	}
	l.out = bufio.NewWriterSize(l.to, 1<<18)
	l.rows = csv.NewWriter(l.out)
	l.write([]string{"file", "line", "column", "code", "message"})
	return l, nil
}

func (l *faultList) write(row []string) {
	for i := range row {
		row[i] = spreadsheet.Inert(row[i])
	}
	l.err = errors.Join(l.err, l.rows.Write(row))
}

// add takes a fault.
func (l *faultList) add(n ownership.Note) {
	switch {
	case n.Code == "unknown-column":
		l.warnings = append(l.warnings, n)
	default:
		l.n++
		if len(l.first) < faultsTold {
			l.first = append(l.first, n)
		}
	}
	if l.rows == nil || l.err != nil {
		return
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	l.write([]string{n.At.File, number(n.At.Line), number(n.At.Column), n.Code, l.voice.Say(report.NoteOf(n))})
}

// strictly refuses a register that has faults, when that is asked.
func (l *faultList) strictly(strict bool, counts register.Counts) error {
	switch {
	case !strict || l.n == 0 && counts.FaultyRows == 0 && counts.OverOne == 0:
		return nil
	case l.n == 0:
		return wrong("screen-strict-over", "n", strconv.Itoa(counts.OverOne))
	}
	return &input.Faults{Notes: l.first, More: l.n - len(l.first)}
}

// warn tells of the warnings.
func (l *faultList) warn(s *session) {
	for _, n := range l.warnings {
		_, _ = s.stderr.Write([]byte(report.Clean(faultLine(s.voice, n)) + "\n"))
	}
}

// finish ends the file, which has its name once it is kept.
func (l *faultList) finish() error {
	if l.to == nil {
		return nil
	}
	l.rows.Flush()
	if err := errors.Join(l.err, l.rows.Error(), l.out.Flush()); err != nil {
		return l.to.failed(err)
	}
	return l.to.finish()
}

// keep gives the file its name.
func (l *faultList) keep() error {
	if l.to == nil {
		return nil
	}
	return l.to.keep()
}

// drop takes the file away when it was not kept.
func (l *faultList) drop() {
	if l.to != nil {
		l.to.drop()
	}
}
