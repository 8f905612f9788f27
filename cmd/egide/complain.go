package main

import (
	"errors"
	"io/fs"
	"strings"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake/input"
)

// usage is a fault of the command line: the code of its sentence and what fills
// it.
type usage struct {
	code  string
	pairs []string
}

// Error is the fault in English.
func (u *usage) Error() string { return report.NewVoice("en", nil, nil).Word(u.code, u.pairs...) }

func wrong(code string, pairs ...string) error { return &usage{code, pairs} }

// faults are what is wrong with the input, with the names of its entities where
// they are known.
type faults struct {
	notes []ownership.Note
	name  func(id string) string
}

// Error is the first of the faults in English.
func (f *faults) Error() string {
	return report.NewVoice("en", nil, nil).Say(report.NoteOf(f.notes[0]))
}

// complain writes what is wrong to standard error, a line each.
func (s *session) complain(err error) {
	var lines []string
	var u *usage
	var f *faults
	var read *input.Faults
	switch {
	case errors.As(err, &u):
		lines = append(lines, "egide: "+s.voice.Word(u.code, u.pairs...))
	case errors.As(err, &f):
		voice := report.NewVoice(s.voice.Lang(), f.name, nil)
		for _, n := range f.notes {
			lines = append(lines, faultLine(voice, n))
		}
	case errors.As(err, &read):
		for _, n := range read.Notes {
			lines = append(lines, faultLine(s.voice, n))
		}
		if read.More > 0 {
			lines = append(lines, "egide: "+s.voice.Say(report.NoteOf(ownership.Note{Code: "more-faults", Args: ownership.Args{"n": read.More}})))
		}
	default:
		lines = append(lines, "egide: "+err.Error())
	}
	for i, line := range lines {
		lines[i] = report.Clean(line)
	}
	_, _ = s.stderr.Write([]byte(strings.Join(lines, "\n") + "\n"))
}

func faultLine(voice *report.Voice, n ownership.Note) string {
	note := report.NoteOf(n)
	if note.Source == "" {
		return "egide: " + voice.Say(note)
	}
	return note.Source + ": " + voice.Say(note)
}

// reason is what the system said, without the path, which the message names.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
