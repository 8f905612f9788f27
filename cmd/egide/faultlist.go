package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"os"
	"strconv"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
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
// them to the file of --faults. The file gets its name once the reading is over.
type faultList struct {
	voice *report.Voice
	first []ownership.Note
	n     int
	file  string
	part  *os.File
	out   *bufio.Writer
	rows  *csv.Writer
	err   error
}

func (s *session) faultList(c *cli.Context) (*faultList, error) {
	l := &faultList{voice: s.voice, file: c.String("faults")}
	if l.file == "" {
		if c.IsSet("faults") {
			return nil, wrong("flag-without-value", "flag", "--faults")
		}
		return l, nil
	}
	var err error
	if l.part, err = createBeside(l.file); err != nil {
		return nil, wrong("output-unwritable", "file", l.file, "why", reason(err))
	}
	l.out = bufio.NewWriterSize(l.part, 1<<18)
	l.rows = csv.NewWriter(l.out)
	l.write([]string{"file", "line", "column", "code", "message"})
	return l, nil
}

func (l *faultList) write(row []string) {
	for i := range row {
		row[i] = intake.Inert(row[i])
	}
	l.err = errors.Join(l.err, l.rows.Write(row))
}

// add takes a fault.
func (l *faultList) add(n ownership.Note) {
	l.n++
	if len(l.first) < faultsTold {
		l.first = append(l.first, n)
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
	return &intake.Faults{Notes: l.first, More: l.n - len(l.first)}
}

// keep gives the file its name.
func (l *faultList) keep() error {
	if l.part == nil {
		return nil
	}
	l.rows.Flush()
	part := l.part
	l.part = nil
	err := errors.Join(l.err, l.rows.Error(), l.out.Flush(), part.Close())
	if err == nil {
		err = os.Rename(part.Name(), l.file)
	}
	if err != nil {
		_ = os.Remove(part.Name())
		return wrong("output-unwritable", "file", l.file, "why", reason(err))
	}
	return nil
}

// drop takes the file away when it was not kept.
func (l *faultList) drop() {
	if l.part != nil {
		_ = l.part.Close()
		_ = os.Remove(l.part.Name())
	}
}
