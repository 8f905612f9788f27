package intake

import (
	"slices"

	"egide/ownership"
)

// Draft is what an importer understood of a file: rows for the tables of a
// dossier, not yet written anywhere, with what it left out and what it could
// not decide.
type Draft struct {
	Entities      []DraftRow
	Shareholdings []DraftRow
	Rights        []DraftRow
	Subcontracts  []DraftRow
	Sites         []DraftRow
	Attestations  []DraftRow
	Diligence     []DraftRow
	Mapped        []Mapping  // the headers of a table, and what they were taken for
	LeftOut       []LeftOut  // rows and columns that were read and not taken
	Questions     []Question // what only a person can decide
	Notes         []ownership.Note
}

// DraftRow is one row of a dossier table: text by canonical column name, each
// value as the column's own format writes it. Columns that are not there are
// blank. "source" tells the file, sheet and cell or record it came from.
type DraftRow map[string]string

// Mapping is a header as the file writes it and the column it was taken for;
// an empty column is one that was set aside.
type Mapping struct {
	Header, Column string
}

// LeftOut is a row or a column that no dossier row was made from, and why.
type LeftOut struct {
	At  ownership.Position
	Why ownership.Note
}

// Question is a doubtful match of two entities, or a figure that can be read in
// two ways. Nothing is decided until somebody answers.
type Question struct {
	Note   ownership.Note
	At     []ownership.Position // the rows concerned
	Blocks bool                 // nothing can be written before it is answered
}

// Blocked tells whether a question has to be answered before the draft can be
// written.
func (d *Draft) Blocked() bool {
	return slices.ContainsFunc(d.Questions, func(q Question) bool { return q.Blocks })
}
