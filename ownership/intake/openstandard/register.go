package openstandard

import (
	"cmp"
	"context"
	"math"
	"path/filepath"
	"slices"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
)

// Claims takes what a register says, claim by claim, in any order; each entity
// once.
type Claims interface {
	AddEntity(*ownership.Entity)
	AddHolding(*ownership.Holding)
	AddRight(*ownership.Right)
}

// Fill is what was read of a whole register.
type Fill struct {
	Standard Standard
	Inputs   []ownership.Input // the files, with their digests and records
	Records  int
	Faulty   int // records that were left out because of a fault
}

// ReadRegister reads a whole register in one of the standards, as
// [Import] reads what belongs in a dossier, and hands over its claims a
// few thousand records at a time. Records with faults are left out and given to
// note, one note for each fault. The error is a [*input.Faults] when a file cannot be
// read to its end. Progress, which may be nil, is told of the records that were
// read.
func ReadRegister(ctx context.Context, path string, opts Options, to Claims, note func(ownership.Note), progress func(records int)) (*Fill, error) {
	return readRegister(ctx, path, opts, batchRecords, to, note, progress)
}

// batchRecords is how many records are held as rows at a time.
const batchRecords = 4096

func readRegister(ctx context.Context, path string, opts Options, batch int, to Claims, note func(ownership.Note), progress func(records int)) (*Fill, error) {
	opts.MaxRecords = cmp.Or(opts.MaxRecords, math.MaxInt)
	m := newDrafting(opts)
	files, standard, err := m.choose(path)
	if err != nil {
		return nil, err
	}
	if note == nil {
		note = func(ownership.Note) {}
	}
	f := &filling{
		drafting: m, reader: m.reader(standard), to: to, note: note, fill: &Fill{Standard: standard},
		at: ownership.Position{File: filepath.Base(filepath.Clean(path))}, known: map[string]int{},
	}
	if standard == BODS {
		if err := f.survey(ctx, files, progress); err != nil {
			return nil, err
		}
	}
	for _, file := range files {
		before := f.fill.Records
		_, err := m.passFile(ctx, file, f.reader, func(rec record) bool {
			f.reader.take(rec)
			f.fill.Records++
			if f.fill.Records%batch == 0 {
				f.flush()
				if progress != nil {
					progress(f.fill.Records)
				}
			}
			return true
		})
		if err != nil {
			return nil, err
		}
		f.flush()
		if m.ended != nil {
			f.fatal = append(f.fatal, *m.ended)
		}
		if len(f.fatal) > 0 {
			return nil, &input.Faults{Notes: f.fatal}
		}
		f.fill.Inputs = append(f.fill.Inputs, ownership.Input{File: file.Name, Rows: f.fill.Records - before, Use: ownership.RegisterInput})
	}
	f.reader.finish()
	f.flush()
	for i := range f.entities {
		to.AddEntity(f.entities[i].entity())
	}
	return f.fill, nil
}

// survey has the statements of BODS looked at before any is taken. What is wrong
// with them is told when they are.
func (f *filling) survey(ctx context.Context, files []input.File, progress func(records int)) error {
	r := newBODSRegister(f.drafting)
	f.reader = r
	for more := true; more; more = r.surveyed() {
		for _, file := range files {
			_, err := f.passFile(ctx, file, r, func(rec record) bool {
				r.survey(rec)
				if progress != nil && r.next%batchRecords == 0 {
					progress(int(r.next))
				}
				return true
			})
			if err != nil {
				return err
			}
			f.Collector, f.drafting.ended = input.Collector{}, nil
		}
	}
	return nil
}

// filling is one register on its way to claims.
type filling struct {
	*drafting
	reader   standardReader
	to       Claims
	note     func(ownership.Note)
	fill     *Fill
	at       ownership.Position
	fatal    []ownership.Note
	entities []sketch
	known    map[string]int // entities by id
}

// sketch is what is kept of an entity until all records have been read: later
// ones may add to it.
type sketch struct {
	id, name           string
	lei, number        string
	kind               ownership.Kind
	office, central    string
	establishment      string
	nationality, lives string
	listed             ownership.Listing
	ultimate           bool
}

func (s *sketch) entity() *ownership.Entity {
	place := func(country string) ownership.Place { return ownership.Place{Country: country} }
	return &ownership.Entity{
		ID: s.id, Name: s.name, LEI: s.lei, RegistrationNumber: s.number, Kind: cmp.Or(s.kind, ownership.Company), Listed: s.listed, Ultimate: s.ultimate,
		RegisteredOffice: place(s.office), CentralAdministration: place(s.central), PrincipalEstablishment: place(s.establishment),
		Nationality: place(s.nationality), Residence: place(s.lives),
	}
}

// unreadable are the faults of a file, and not of a record in it.
var unreadable = []string{
	"open-missing", "file-not-regular", "open-archive-cut", "file-unreadable", "open-many-files", "open-unpacked-size", "open-unpacked-ratio",
	"open-standard-unknown",
}

// flush hands over what the rows so far say, and forgets them.
func (f *filling) flush() {
	for _, n := range f.Found() {
		if slices.Contains(unreadable, n.Code) {
			f.fatal = append(f.fatal, n)
			continue
		}
		f.fill.Faulty++
		f.note(n)
	}
	f.fill.Faulty += f.Wrong() - len(f.Found())
	for _, n := range f.Warned() {
		if n.Code == "open-value-unread" { // a fault of its row, as in a table
			f.fill.Faulty++
			f.note(n)
		}
	}
	f.Collector = input.Collector{}
	rows := intake.Draft{Shareholdings: f.draft.Shareholdings, Rights: f.draft.Rights}
	for _, row := range f.draft.Entities {
		f.enter(row)
	}
	f.draft, f.tallies = intake.Draft{}, nil
	clear(f.drafting.entities)
	claims, faults := rows.Claims(f.at)
	for _, h := range claims.Holdings {
		f.to.AddHolding(h)
	}
	for _, r := range claims.Rights {
		f.to.AddRight(r)
	}
	for _, n := range faults {
		f.fill.Faulty++
		f.note(n)
	}
}

// enter adds what a row says of an entity to what is known of it. The words of a
// row are the importer's own, and need no reading.
func (f *filling) enter(row intake.DraftRow) {
	id := row["id"]
	i, there := f.known[id]
	if !there {
		i = len(f.entities)
		f.known[id] = i
		f.entities = append(f.entities, sketch{id: id})
	}
	s := &f.entities[i]
	s.name = cmp.Or(s.name, row["name"])
	s.lei, s.number = cmp.Or(s.lei, row["lei"]), cmp.Or(s.number, row["registration_number"])
	if kind := ownership.Kind(row["kind"]); s.kind == "" {
		s.kind = kind
	}
	for to, column := range map[*string]string{
		&s.office: "registered_office", &s.central: "central_administration", &s.establishment: "principal_establishment",
		&s.nationality: "nationality", &s.lives: "residence",
	} {
		if *to == "" && row[column] != "" {
			*to = countryOf(row[column])
		}
	}
	s.listed = cmp.Or(s.listed, ownership.Listing(row["listed"]))
	s.ultimate = s.ultimate || row["ultimate"] == "yes"
}

// choose finds the files behind a path that are of one standard. Others are
// noted as left out.
func (m *drafting) choose(path string) (chosen []input.File, standard Standard, err error) {
	at := ownership.Position{File: filepath.Base(filepath.Clean(path))}
	files, err := input.Files(path)
	if err != nil {
		m.OpenFault(at, err)
		return nil, "", m.Err()
	}
	for _, f := range files {
		found, err := detectFile(f)
		switch {
		case err != nil:
			m.OpenFault(ownership.Position{File: f.Name}, err)
		case found == "" || standard != "" && found != standard:
			m.leftOut(ownership.Position{File: f.Name}, "open-file-skipped", nil)
		default:
			standard = found
			chosen = append(chosen, f)
		}
	}
	if standard == "" && m.Wrong() == 0 {
		m.Fault(at, "open-standard-unknown", nil)
	}
	return chosen, standard, m.Err()
}
