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

// snapshotFault is the error of a snapshot that cannot be used.
func snapshotFault(name string, err error) error {
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
// a whole register, and all that is above it. The options' Only is its id. The
// error is a [*input.Faults].
func ImportSnapshot(path string, opts StandardOptions) (*Draft, error) {
	name := filepath.Base(filepath.Clean(path))
	at := ownership.Position{File: name}
	var c input.Collector
	if opts.Only == "" {
		c.Fault(at, "import-snapshot-only", ownership.Args{"file": name})
		return nil, c.Err()
	}
	s, err := register.OpenSnapshot(path)
	if err != nil {
		return nil, snapshotFault(name, err)
	}
	defer s.Close()
	i, there, err := s.Find(SameID(opts.Only))
	if err != nil {
		return nil, snapshotFault(name, err)
	}
	if !there {
		c.Fault(at, "open-only-missing", ownership.Args{"text": written.Echo(opts.Only)})
		return nil, c.Err()
	}
	most := cmp.Or(opts.MaxRecords, DefaultRecords)
	part, err := s.Above(most, i)
	if errors.Is(err, register.ErrTooMany) {
		c.Fault(at, "open-many-records-above", ownership.Args{"text": written.Echo(opts.Only), "limit": most})
		return nil, c.Err()
	}
	if err != nil {
		return nil, snapshotFault(name, err)
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

// takeSnapshot reads the companies of a dossier, and all that is above them, from
// the snapshot of a whole register. They are looked for by their LEI, their
// registration number and their id.
func (r *Register) takeSnapshot(path string, d *ownership.Dossier, most int) error {
	s, err := register.OpenSnapshot(path)
	if err != nil {
		return snapshotFault(r.name, err)
	}
	defer s.Close()
	byID := map[string]*ownership.Entity{}
	var found []int
	for _, e := range companiesOf(d) {
		for _, name := range append(identifiers(e), e.ID) {
			i, there, err := s.Find(name)
			if err != nil {
				return snapshotFault(r.name, err)
			}
			if there {
				byID[name] = e
				found = append(found, i)
				break
			}
		}
	}
	part, err := s.Above(most, found...)
	if errors.Is(err, register.ErrTooMany) {
		var c input.Collector
		c.Fault(ownership.Position{File: r.name}, "open-many-records", ownership.Args{"limit": most})
		return c.Err()
	}
	if err != nil {
		return snapshotFault(r.name, err)
	}
	r.dossier, r.through, r.asOf = true, true, s.AsOf
	r.says = part.Dossier(func(issuer int) string { return r.name + " (" + part.ID(issuer) + ")" })
	for _, e := range r.says.Entities {
		switch same := byID[e.ID]; {
		case same == nil || e.ID == same.ID:
		case e.ID == same.LEI:
			e.LEI = same.LEI
		default:
			e.RegistrationNumber = same.RegistrationNumber
		}
	}
	for _, right := range r.says.Rights {
		if right.Source == "" {
			right.Source = r.name + " (" + right.Company + ")"
		}
	}
	return r.digest(path, &Draft{})
}
