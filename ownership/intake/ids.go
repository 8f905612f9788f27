package intake

import (
	"io"

	"golang.org/x/text/unicode/norm"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// ListedID is an id of a list, and where it stands there.
type ListedID struct {
	ID string
	At ownership.Position
}

// idListBytes bounds a list of ids: as many as a whole country has companies.
const idListBytes = 1 << 30

// ReadIDs reads a list of ids from a file of that name: the column id of a table
// that has one, under any of its names; else the first cell of each line.
// Encoding and delimiter are found out, blank lines and those that begin with #
// are passed over. The error is a [*input.Faults]; a list without ids is one too.
func ReadIDs(r io.Reader, name string) ([]ListedID, error) {
	at := ownership.Position{File: name}
	var c input.Collector
	raw, err := io.ReadAll(io.LimitReader(r, idListBytes+1))
	switch {
	case err != nil:
		c.OpenFault(at, err)
		return nil, c.Err()
	case len(raw) > idListBytes:
		c.Fault(at, "file-too-large", ownership.Args{"limit": idListBytes >> 20})
		return nil, c.Err()
	}
	t := c.Delimited(entitySchema.table, at, raw, entitySchema.known)
	if input.HasFault(c.Err(), "empty-file") {
		c.Forgive("empty-file")
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	var ids []ListedID
	if t != nil {
		column, rows := 0, append([]input.Row{t.Header}, t.Rows...)
		for i, name := range t.Header.Cells {
			if entitySchema.names()[written.Fold(name)] == "id" {
				column, rows = i, t.Rows
				break
			}
		}
		for _, row := range rows {
			if column >= len(row.Cells) {
				continue
			}
			if id := SameID(row.Cells[column]); id != "" {
				ids = append(ids, ListedID{id, t.Position(row, column)})
			}
		}
	}
	if len(ids) == 0 {
		c.Fault(at, "ids-none", nil)
	}
	return ids, c.Err()
}

// SameID is the form of an id in which two are the same when they look the same.
func SameID(id string) string { return norm.NFC.String(written.Trim(id)) }
