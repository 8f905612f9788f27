package intake

import (
	"cmp"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// Options are what a caller may change of a reading. The zero value is what a
// user at a terminal wants.
type Options struct {
	// MaxFileBytes is the size above which a file is refused; 0 is 128 MiB.
	MaxFileBytes int64
	// Lang is the language of the files that are made when rows are added to a
	// dossier that does not have them: "fr" puts semicolons between cells, as
	// French spreadsheet programs want them.
	Lang string
}

// ReadDossier reads a dossier: a folder with entities.csv, shareholdings.csv
// and the optional tables, or one .xlsx workbook with sheets of those names, in
// English or French. When anything is wrong with the input, the error is
// a [*input.Faults] with everything that is, and there is no dossier. What the reader
// should be told of an input that was read stands in the dossier's notes.
func ReadDossier(path string, opts Options) (*ownership.Dossier, error) {
	opts.MaxFileBytes = cmp.Or(opts.MaxFileBytes, 128<<20)
	r := newReading()
	tables, inputs := r.open(path, opts)
	d := r.dossier(tables)
	if err := r.Err(); err != nil {
		return nil, err
	}
	for i, in := range inputs {
		for _, t := range tables {
			if t.At.File == in.File {
				inputs[i].Rows += len(t.Rows)
			}
		}
	}
	d.Inputs = inputs
	d.Notes = r.Warned()
	return d, nil
}

func newReading() *reading {
	return &reading{places: written.Gazetteer{}, ids: map[string]*ownership.Entity{}, searched: map[string]string{}, services: map[string]bool{}}
}

// dossier makes claims of the tables. A table that cannot be bound is left out;
// why is with the collector.
func (r *reading) dossier(tables []*input.Table) *ownership.Dossier {
	d := &ownership.Dossier{}
	bound := map[string]*binding{}
	for _, s := range schemas {
		for _, t := range tables {
			if t.Name == s.table {
				if b := r.bind(t, s); b != nil {
					bound[s.table] = b
					// what bind left out was no row of data
					t.Rows = b.Rows
				}
			}
		}
	}
	if b := bound["entities"]; b != nil {
		before := r.Wrong()
		d.Entities = r.entities(b)
		r.idsComplete = !b.Partial
		if len(b.Rows) == 0 && r.Wrong() == before {
			r.Fault(b.At, "no-entity", nil)
			r.idsComplete = false
		}
		for _, e := range d.Entities {
			r.names = append(r.names, e.ID)
		}
	}
	if b := bound["shareholdings"]; b != nil {
		d.Holdings = r.holdings(b)
	}
	if b := bound["rights"]; b != nil {
		d.Rights = r.rights(b)
	}
	if b := bound["subcontracts"]; b != nil {
		d.Supplies = r.supplies(b)
	}
	if b := bound["sites"]; b != nil {
		d.Sites = r.sites(b)
	}
	if b := bound["attestations"]; b != nil {
		d.Attestations = r.attestations(b)
	}
	if b := bound["diligence"]; b != nil {
		d.Diligence = r.diligence(b, d.Sites)
	}
	return d
}
