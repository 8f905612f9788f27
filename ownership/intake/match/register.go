package match

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/captable"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/input"
	"egide/ownership/intake/openstandard"
	"egide/ownership/register"
)

// Register is what a file from elsewhere says of companies, to be held against
// what a dossier declares of them: see [CrossCheck].
type Register struct {
	// Inputs are the files that it was read from, with their digests. Rows are
	// the dossier rows that each of them gives.
	Inputs []ownership.Input

	name    string
	dossier bool               // it is a dossier itself
	says    *ownership.Dossier // the source of each row is the file and the record
	// byNumber tells that only companies with an identifier were looked for.
	byNumber bool
	// through tells that a share in it may be held through others. Registers of
	// beneficial owners name who is behind a company as well as who holds it;
	// a list of holders names those who hold it.
	through bool
	// asOf is the day of which a snapshot speaks; zero where claims have dates.
	asOf ownership.Date
}

// RegisterOptions are what a caller tells of a register. The zero value takes
// what the file says without a date.
type RegisterOptions struct {
	// AsOf is the day to which transactions and movements are replayed.
	AsOf ownership.Date
	// Lang is the language of what an import remarks, "en" or "fr".
	Lang string
	// MaxRecords is how many records a standard may have to be taken whole; 0 is
	// 50,000. Of a file that has more, only the companies of the dossier are
	// taken, by their LEI or registration number, with everything above them.
	MaxRecords int
}

// wholeRegister is how many records are taken whole: they fit in half a gigabyte
// of memory.
const wholeRegister = 50_000

// ReadRegister reads a register for the companies of a dossier: a file, an archive
// or a folder in an open standard (see [openstandard.Standard]), a cap table, the
// snapshot of a whole register, or another dossier as a folder or a workbook. The
// error is a [*input.Faults] when something in it cannot be read, or when only a
// person can tell what it means.
func ReadRegister(ctx context.Context, path string, d *ownership.Dossier, opts RegisterOptions) (*Register, error) {
	r := &Register{name: filepath.Base(filepath.Clean(path))}
	at := ownership.Position{File: r.name}
	var c input.Collector
	if _, err := os.Stat(path); err != nil {
		c.OpenFault(at, err)
		return nil, c.Err()
	}
	if register.IsSnapshot(path) {
		return r, r.takeSnapshot(path, d, cmp.Or(opts.MaxRecords, wholeRegister))
	}
	if intake.IsDossier(path) {
		return r, r.takeDossier(path)
	}
	var draft *intake.Draft
	standard := openstandard.Standard("")
	var err error
	if !intake.IsWorkbook(path) {
		if standard, err = openstandard.Of(path); err != nil {
			return nil, err
		}
	}
	switch {
	case standard != "":
		r.through = standard != openstandard.OCF
		draft, err = r.importStandard(ctx, path, d, opts)
	case input.IsFolder(path):
		c.Fault(at, "open-standard-unknown", nil)
		return nil, c.Err()
	default:
		draft, err = captable.Import(path, captable.Options{Replay: true, AsOf: opts.AsOf, Lang: opts.Lang, Known: d})
	}
	if err != nil {
		return nil, err
	}
	if draft.Blocked() {
		for _, q := range draft.Questions {
			if q.Blocks {
				c.Fault(q.Note.At, q.Note.Code, q.Note.Args)
			}
		}
		c.Fault(at, "register-asks", ownership.Args{"file": r.name})
		return nil, c.Err()
	}
	var faults []ownership.Note
	if r.says, faults = draft.Claims(at); len(faults) > 0 {
		for _, f := range faults {
			c.Fault(f.At, f.Code, f.Args)
		}
		return nil, c.Err()
	}
	return r, r.digest(path, draft)
}

// takeDossier reads a register that is a dossier. The source of its rows is
// where they stand in it, and not what they say of their own origin.
func (r *Register) takeDossier(path string) error {
	d, err := intake.ReadDossier(path, intake.Options{})
	if err != nil {
		return err
	}
	where := func(at ownership.Position) string {
		if at = at.Row(); !strings.HasPrefix(at.File, r.name) {
			at.File = r.name + "/" + at.File
		}
		return at.String()
	}
	r.dossier, r.says = true, &ownership.Dossier{}
	for _, e := range d.Entities {
		own := *e
		own.Source = where(e.At)
		r.says.Entities = append(r.says.Entities, &own)
	}
	for _, h := range d.Holdings {
		own := *h
		own.Source = where(h.At)
		r.says.Holdings = append(r.says.Holdings, &own)
	}
	for _, right := range d.Rights {
		own := *right
		own.Source = where(right.At)
		r.says.Rights = append(r.says.Rights, &own)
	}
	for _, in := range d.Inputs {
		in.File = where(ownership.Position{File: in.File})
		in.Use = ownership.RegisterInput
		r.Inputs = append(r.Inputs, in)
	}
	return nil
}

// importStandard imports a standard whole, or where it has too many records the
// companies of the dossier one after the other. A company that an earlier one
// brought along is not looked for again, because each takes two passes.
func (r *Register) importStandard(ctx context.Context, path string, d *ownership.Dossier, opts RegisterOptions) (*intake.Draft, error) {
	standard := openstandard.Options{AsOf: opts.AsOf, Lang: opts.Lang, MaxRecords: cmp.Or(opts.MaxRecords, wholeRegister)}
	all, err := openstandard.Import(ctx, path, standard)
	if !input.HasFault(err, "open-many-records") {
		return all, err
	}
	r.byNumber = true
	standard.MaxRecords = 0
	all = &intake.Draft{}
	rows, keys, there := map[string]intake.DraftRow{}, map[string]bool{}, map[string]bool{}
	for _, e := range companiesOf(d) {
		names := identifiers(e)
		if slices.ContainsFunc(names, func(name string) bool { return there[name] }) {
			continue
		}
		for _, name := range names {
			standard.Only = name
			part, err := openstandard.Import(ctx, path, standard)
			if input.HasFault(err, "open-only-missing") {
				continue
			}
			if err != nil {
				return nil, err
			}
			for _, row := range part.Entities {
				for _, id := range []string{row["lei"], row["registration_number"]} {
					there[id] = id != ""
				}
				first := rows[row["id"]]
				if first == nil {
					rows[row["id"]] = row
					all.Entities = append(all.Entities, row)
					continue
				}
				for column, text := range row {
					if first[column] == "" {
						first[column] = text
					}
				}
			}
			for _, row := range part.Shareholdings {
				if key := "h" + holdingKey(row); !keys[key] {
					keys[key] = true
					all.Shareholdings = append(all.Shareholdings, row)
				}
			}
			for _, row := range part.Rights {
				if key := "r" + rightKey(row); !keys[key] {
					keys[key] = true
					all.Rights = append(all.Rights, row)
				}
			}
			break
		}
	}
	return all, nil
}

// companiesOf lists the entities of a dossier that a register may know, the
// provider first, because most others are above it.
func companiesOf(d *ownership.Dossier) []*ownership.Entity {
	var all []*ownership.Entity
	for _, e := range d.Entities {
		switch e.Kind {
		case ownership.Company, ownership.Fund, ownership.Partnership, ownership.Trust:
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b *ownership.Entity) int {
		switch {
		case a.Provider == b.Provider:
			return cmp.Compare(a.ID, b.ID)
		case a.Provider:
			return -1
		}
		return 1
	})
	return all
}

// identifiers are the numbers under which registers may have an entity: its LEI,
// its registration number as it is written, and without its decoration.
func identifiers(e *ownership.Entity) []string {
	var all []string
	add := func(name string) {
		if name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	add(strings.ToUpper(e.LEI))
	add(e.RegistrationNumber)
	if e.RegistrationNumber != "" {
		_, key := identity.NumberKey(e.RegistrationNumber, e.RegisteredOffice.Country)
		add(key)
	}
	return all
}

// digest lists the files of a register with their digests. A file is read from
// end to end once more, a piece at a time.
func (r *Register) digest(path string, draft *intake.Draft) error {
	counts := map[string]int{}
	for _, rows := range [][]intake.DraftRow{draft.Entities, draft.Shareholdings, draft.Rights} {
		for _, row := range rows {
			counts[row["source"]]++
		}
	}
	one := func(path, name string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		sum := sha256.New()
		if _, err := io.Copy(sum, f); err != nil {
			return err
		}
		in := ownership.Input{File: name, SHA256: hex.EncodeToString(sum.Sum(nil)), Use: ownership.RegisterInput}
		for source, n := range counts {
			// A line, a sheet, or a member of an archive stands behind the name.
			if rest, ok := strings.CutPrefix(source, name); ok && rest != "" && strings.ContainsRune(":[/", rune(rest[0])) {
				in.Rows += n
			}
		}
		r.Inputs = append(r.Inputs, in)
		return nil
	}
	err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != path && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir():
			return nil
		case file == path:
			return one(file, r.name)
		case !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), "."):
			return nil
		}
		name, err := filepath.Rel(path, file)
		if err != nil {
			return err
		}
		return one(file, r.name+"/"+filepath.ToSlash(name))
	})
	if err != nil {
		var c input.Collector
		c.OpenFault(ownership.Position{File: r.name}, err)
		return c.Err()
	}
	return nil
}

// inSnapshot finds a company of a dossier in a snapshot by one of its names: an
// id there, or a number that one company there has. Registration numbers are of
// one country each.
func inSnapshot(s *register.Snapshot, e *ownership.Entity, name string) (i int, there bool, err error) {
	if i, there, err = s.Find(name); there || err != nil || name == e.ID {
		return i, there, err
	}
	named, err := s.WithNumber(name)
	if err != nil {
		return 0, false, err
	}
	own, _ := identity.NumberKey(e.RegistrationNumber, e.RegisteredOffice.Country)
	var alike []int
	for _, i := range named {
		country, err := s.Country(i)
		if err != nil {
			return 0, false, err
		}
		if strings.EqualFold(name, e.LEI) || own == "" || country == "" || own == country {
			alike = append(alike, i)
		}
	}
	if len(alike) != 1 {
		return 0, false, nil
	}
	return alike[0], true, nil
}

// takeSnapshot reads the companies of a dossier, and all that is above them, from
// the snapshot of a whole register. They are looked for by their LEI, their
// registration number and their id.
func (r *Register) takeSnapshot(path string, d *ownership.Dossier, most int) error {
	s, err := register.OpenSnapshot(path)
	if err != nil {
		return intake.SnapshotFault(r.name, err)
	}
	defer s.Close()
	type match struct {
		*ownership.Entity
		by string
	}
	byID := map[string]match{}
	var found []int
	for _, e := range companiesOf(d) {
		for _, name := range append(identifiers(e), e.ID) {
			i, there, err := inSnapshot(s, e, name)
			if err != nil {
				return intake.SnapshotFault(r.name, err)
			}
			if there {
				ids, err := s.IDs([]int{i})
				if err != nil {
					return intake.SnapshotFault(r.name, err)
				}
				byID[ids[0]] = match{e, name}
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
		return intake.SnapshotFault(r.name, err)
	}
	r.dossier, r.through, r.asOf = true, true, s.AsOf
	r.says = part.Dossier(func(issuer int) string { return r.name + " (" + part.ID(issuer) + ")" })
	for _, e := range r.says.Entities {
		switch same := byID[e.ID]; {
		case same.Entity == nil || e.ID == same.ID:
		case strings.EqualFold(same.by, same.LEI):
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
	return r.digest(path, &intake.Draft{})
}
