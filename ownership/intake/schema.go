package intake

import (
	"io"
	"reflect"
	"sync"

	"github.com/gocarina/gocsv"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// schema is what a table of the dossier may hold. Its columns are the csv tags
// of the struct that its rows are bound to.
type schema struct {
	table   string
	needed  []string // columns without which the table says nothing
	columns []string
	names   func() columnNames
}

func schemaOf[T any](table string, needed ...string) schema {
	var columns []string
	row := reflect.TypeFor[T]()
	for i := range row.NumField() {
		columns = append(columns, row.Field(i).Tag.Get("csv"))
	}
	return schema{table: table, needed: needed, columns: columns,
		names: sync.OnceValue(func() columnNames { return namesOf(table, columns) })}
}

// known tells whether a header name means a column of the table.
func (s schema) known(name string) bool {
	_, ok := s.names()[written.Fold(name)]
	return ok
}

// schemas are the tables of a dossier, in the order in which they are read and
// listed.
var schemas = []schema{
	entitySchema, holdingSchema, rightSchema, supplySchema, siteSchema, attestationSchema, diligenceSchema,
}

// fileName is the name of the table's file in a folder.
func (s schema) fileName() string { return s.table + ".csv" }

// rowsOf binds the rows of a table to structs, one for each row and in their
// order. The field types keep their own faults, so that none stops the reading.
func rowsOf[T any](c *input.Collector, b *binding) []T {
	if len(b.Rows) == 0 {
		return nil
	}
	var rows []T
	if err := gocsv.UnmarshalCSV(&boundReader{binding: b}, &rows); err != nil {
		c.Fault(b.At, "file-unreadable", ownership.Args{"why": err.Error()})
		return nil
	}
	return rows
}

// boundReader gives gocsv a table with canonical column names. A column of no
// meaning has no name, which no struct's tag equals.
type boundReader struct {
	*binding
	next int
}

// Read returns the header first, then each row.
func (r *boundReader) Read() ([]string, error) {
	r.next++
	switch {
	case r.next == 1:
		return r.columns, nil
	case r.next-2 < len(r.Rows):
		return r.Rows[r.next-2].Cells, nil
	}
	return nil, io.EOF
}

// ReadAll returns the header and all rows.
func (r *boundReader) ReadAll() ([][]string, error) {
	all := make([][]string, 0, len(r.Rows)+1)
	for {
		row, err := r.Read()
		if err != nil {
			return all, nil
		}
		all = append(all, row)
	}
}

// Columns are the columns of a table, in their order; nil when a dossier has no such
// table.
func Columns(table string) []string {
	for _, s := range schemas {
		if s.table == table {
			return s.columns
		}
	}
	return nil
}
