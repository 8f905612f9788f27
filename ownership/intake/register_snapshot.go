package intake

import (
	"cmp"
	"errors"
	"path/filepath"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
	"egide/ownership/register"
)

// snapshotFaults are the codes of what may be wrong with a snapshot.
var snapshotFaults = []struct {
	code string
	err  error
}{
	{"snapshot-version", register.ErrSnapshotVersion}, {"snapshot-machine", register.ErrSnapshotMachine},
	{"snapshot-cut", register.ErrSnapshotCut}, {"snapshot-altered", register.ErrSnapshotAltered},
	{"snapshot-altered", register.ErrNoSnapshot},
}

// SnapshotFault is the error of a snapshot that cannot be used.
func SnapshotFault(name string, err error) error {
	var c input.Collector
	at := ownership.Position{File: name}
	for _, f := range snapshotFaults {
		if errors.Is(err, f.err) {
			c.Fault(at, f.code, ownership.Args{"file": name})
			return c.Err()
		}
	}
	c.OpenFault(at, err)
	return c.Err()
}

// ImportSnapshot proposes the rows of a dossier for one company of the snapshot of
// a whole register, by its id, and all that is above it. The error is a
// [*input.Faults].
func ImportSnapshot(path, id string) (*Draft, error) {
	name := filepath.Base(filepath.Clean(path))
	at := ownership.Position{File: name}
	var c input.Collector
	if id == "" {
		c.Fault(at, "import-snapshot-only", ownership.Args{"file": name})
		return nil, c.Err()
	}
	s, err := register.OpenSnapshot(path)
	if err != nil {
		return nil, SnapshotFault(name, err)
	}
	defer s.Close()
	named, err := s.Named(SameID(id))
	if err != nil {
		return nil, SnapshotFault(name, err)
	}
	switch len(named) {
	case 1:
	case 0:
		c.Fault(at, "open-only-missing", ownership.Args{"text": written.Echo(id)})
		return nil, c.Err()
	default:
		ids, err := s.IDs(named[:2])
		if err != nil {
			return nil, SnapshotFault(name, err)
		}
		c.Fault(at, "only-several", ownership.Args{"text": written.Echo(id), "ids": ids})
		return nil, c.Err()
	}
	const most = 250_000 // companies of one dossier
	part, err := s.Above(most, named[0])
	if errors.Is(err, register.ErrTooMany) {
		c.Fault(at, "open-many-records-above", ownership.Args{"text": written.Echo(id), "limit": most})
		return nil, c.Err()
	}
	if err != nil {
		return nil, SnapshotFault(name, err)
	}
	d := part.Dossier(func(issuer int) string { return name + " (" + part.ID(issuer) + ")" })
	for _, right := range d.Rights {
		right.Source = cmp.Or(right.Source, name+" ("+right.Company+")")
	}
	draft := DraftOf(d)
	for _, rows := range [][]DraftRow{draft.Entities, draft.Shareholdings, draft.Rights} {
		for _, row := range rows {
			row["source_date"] = s.AsOf.String()
		}
	}
	return draft, nil
}
