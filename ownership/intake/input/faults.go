package input

import (
	"errors"
	"fmt"
	"slices"
	"sort"

	"egide/ownership"
)

const (
	faultsShown = 200    // more than this nobody reads
	faultsKept  = 10_000 // bounds the memory that a hopeless file can take
)

// Faults is all that is wrong with an input, in the order of its files and
// lines. It is the error of a reading; the sentences, in the reader's language,
// are made from the notes' codes.
type Faults struct {
	Notes []ownership.Note
	More  int // faults beyond those in Notes
}

// Error is a summary for a log: how many faults, and the first of them.
func (f *Faults) Error() string {
	if len(f.Notes) == 0 {
		return "the input cannot be read"
	}
	first := f.Notes[0]
	text := first.Code
	if at := first.At.String(); at != "" {
		text = at + ": " + text
	}
	if n := len(f.Notes) + f.More - 1; n > 0 {
		text = fmt.Sprintf("%s, and %d more", text, n)
	}
	return text
}

// Collector gathers faults and warnings while files are read.
type Collector struct {
	faults, warnings         []ownership.Note
	lostFaults, lostWarnings int
}

// Fault notes what is wrong at a place: nothing is made of the input.
func (c *Collector) Fault(at ownership.Position, code string, args ownership.Args) {
	if len(c.faults) >= faultsKept {
		c.lostFaults++
		return
	}
	c.faults = append(c.faults, ownership.Note{Code: code, Args: args, At: at})
}

// Warn notes what a reader should know of a place, and the entity that it is about;
// empty when it is about none.
func (c *Collector) Warn(at ownership.Position, code, entity string, args ownership.Args) {
	if len(c.warnings) >= faultsKept {
		c.lostWarnings++
		return
	}
	c.warnings = append(c.warnings, ownership.Note{Code: code, Entity: entity, Args: args, At: at})
}

// Take keeps the faults of an error; false when it has none.
func (c *Collector) Take(err error) bool {
	var faults *Faults
	if !errors.As(err, &faults) {
		return false
	}
	for _, note := range faults.Notes {
		c.Fault(note.At, note.Code, note.Args)
	}
	c.lostFaults += faults.More
	return true
}

// Wrong is how many faults there are.
func (c *Collector) Wrong() int { return len(c.faults) + c.lostFaults }

// Found are the faults one by one, as far as memory is spent on them, in the
// order in which they were found.
func (c *Collector) Found() []ownership.Note { return c.faults }

// Forgive takes back faults that are none for this reader.
func (c *Collector) Forgive(codes ...string) {
	c.faults = slices.DeleteFunc(c.faults, func(n ownership.Note) bool { return slices.Contains(codes, n.Code) })
}

// Warned are the warnings in the order of the files; one of no file tells how
// many more there were.
func (c *Collector) Warned() []ownership.Note {
	if c.lostWarnings > 0 {
		c.warnings = append(c.warnings, ownership.Note{Code: "warnings-cut", Args: ownership.Args{"n": c.lostWarnings}})
		c.lostWarnings = 0
	}
	SortNotes(c.warnings)
	return c.warnings
}

// Err is nil when nothing was wrong.
func (c *Collector) Err() error {
	if len(c.faults) == 0 {
		return nil
	}
	notes := c.faults
	SortNotes(notes)
	f := &Faults{Notes: notes, More: c.lostFaults}
	if len(notes) > faultsShown {
		f.Notes = notes[:faultsShown]
		f.More += len(notes) - faultsShown
	}
	return f
}

// SortNotes orders notes as a reader goes through the files; notes of one cell
// keep the order in which they were found.
func SortNotes(notes []ownership.Note) {
	sort.SliceStable(notes, func(i, j int) bool {
		if notes[i].At != notes[j].At {
			return notes[i].At.Before(notes[j].At)
		}
		return notes[i].Code < notes[j].Code
	})
}

// Refusal is an error of one fault.
func Refusal(at ownership.Position, code string, args ownership.Args) error {
	return &Faults{Notes: []ownership.Note{{Code: code, Args: args, At: at}}}
}

// HasFault tells whether an error is faults, and the code one of them.
func HasFault(err error, code string) bool {
	var f *Faults
	return errors.As(err, &f) && slices.ContainsFunc(f.Notes, func(n ownership.Note) bool { return n.Code == code })
}
