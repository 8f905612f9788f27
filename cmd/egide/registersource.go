package main

import (
	"context"
	"errors"
	"os"
	"runtime/debug"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/openstandard"
	"egide/ownership/register"
)

// wholeRegister is a register that was read, whatever it was read from.
type wholeRegister struct {
	*register.Register
	close func() error
	// snapshot is where it was mapped from; nil when rows were read.
	snapshot *register.Snapshot
	// ids are those of the companies that were asked for, by their names, when it
	// has nothing but these and what is above them.
	ids map[string][]string
}

// registerSource says how a register is read.
type registerSource struct {
	path    string
	day     ownership.Date
	dated   bool // the day was asked for
	threads int
	note    func(ownership.Note) // takes the faults of rows
	numbers bool                 // companies are to be found by their LEI or number too
	// few are the ids of the only companies that are wanted, of which a snapshot
	// then gives what is above them; nil wants all.
	few []string
}

// readRegister reads a register: a folder of CSV files, a snapshot, or files in
// an open standard.
func (s *session) readRegister(from registerSource) (*wholeRegister, error) {
	if _, err := os.Stat(from.path); err != nil {
		return nil, wrong("input-unreadable", "file", from.path, "why", reason(err))
	}
	if os.Getenv("GOGC") == "" {
		// A register is a few large arrays without pointers: collecting what is
		// done with costs next to nothing, and the memory is wanted.
		debug.SetGCPercent(20)
	}
	m := s.meter("screen-reading", from.path)
	defer m.done()
	switch {
	case register.IsSnapshot(from.path):
		snapshot, err := openSnapshotOf(from.path, from.day, from.dated)
		if err != nil {
			return nil, err
		}
		r, ids, err := wanted(snapshot, from)
		if err != nil {
			_ = snapshot.Close()
			return nil, snapshotFault(from.path, err)
		}
		return &wholeRegister{Register: r, close: snapshot.Close, snapshot: snapshot, ids: ids}, nil
	case intake.IsRegisterFolder(from.path):
		r, err := intake.ReadRegisterFolder(from.path, register.Options{AsOf: from.day, Threads: from.threads, Numbers: from.numbers, Note: from.note, Progress: m.bytes})
		if err != nil {
			return nil, err
		}
		return &wholeRegister{Register: r, close: r.Close}, nil
	}
	standard, err := openstandard.Of(from.path)
	if err != nil {
		return nil, err
	}
	if standard == "" {
		return nil, wrong("screen-no-register", "path", from.path)
	}
	b := register.NewBuilder(from.day, from.note)
	if from.numbers {
		b.KeepNumbers()
	}
	fill, err := openstandard.ReadRegister(context.Background(), from.path, openstandard.Options{Lang: s.voice.Lang()}, b, from.note, m.records)
	if err != nil {
		return nil, err
	}
	r := b.Build()
	r.Counts.FaultyRows += fill.Faulty
	return &wholeRegister{Register: r, close: func() error { return nil }}, nil
}

// wanted is the register of a snapshot, or the part of it that is asked for, with
// the ids of those that are asked for by another name.
func wanted(snapshot *register.Snapshot, from registerSource) (*register.Register, map[string][]string, error) {
	var few []int
	ids := map[string][]string{}
	for _, name := range from.few {
		named, err := snapshot.Named(name)
		if err == nil {
			ids[name], err = snapshot.IDs(named)
		}
		if err != nil {
			return nil, nil, err
		}
		few = append(few, named...)
	}
	if from.few != nil {
		part, err := snapshot.Above(mostAbove*10, few...)
		if !errors.Is(err, register.ErrTooMany) {
			return part, ids, err
		}
	}
	r, err := snapshot.Register(from.threads)
	return r, nil, err
}

// named lists the companies that a name may mean.
func (r *wholeRegister) named(name string) []int {
	if r.ids == nil {
		return r.Named(name)
	}
	var all []int
	for _, id := range r.ids[name] {
		if i, there := r.Find(id); there {
			all = append(all, i)
		}
	}
	return all
}

// openSnapshotOf opens a snapshot; a day that was asked for has to be its day.
func openSnapshotOf(path string, day ownership.Date, dated bool) (*register.Snapshot, error) {
	snapshot, err := register.OpenSnapshot(path)
	if err != nil {
		return nil, snapshotFault(path, err)
	}
	if dated && day != snapshot.AsOf {
		_ = snapshot.Close()
		return nil, wrong("snapshot-other-day", "file", path, "day", snapshot.AsOf.String(), "other", day.String())
	}
	return snapshot, nil
}
