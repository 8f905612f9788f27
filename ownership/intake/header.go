package intake

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

//go:embed aliases.csv
var aliasesCSV string

// columnNames are the names under which people write a table's columns, folded,
// with the canonical column that each one means.
type columnNames map[string]string

// aliases are the rows of aliases.csv: table,column,alias.
var aliases = sync.OnceValue(func() [][]string {
	rows, err := csv.NewReader(strings.NewReader(aliasesCSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil
	}
	return rows[1:]
})

func namesOf(table string, columns []string) columnNames {
	names := make(columnNames, 4*len(columns))
	for _, column := range columns {
		names[written.Fold(column)] = column
	}
	for _, row := range aliases() {
		if row[0] == table {
			names[written.Fold(row[2])] = row[1]
		}
	}
	return names
}

// binding ties a table's columns to the canonical ones.
type binding struct {
	*input.Table
	columns []string       // the canonical name of each column of the table; empty for one of no meaning here
	at      map[string]int // the column of each canonical name that the table has
}

// bind maps the header of a table and checks it. It returns nil when a needed
// column is missing, because nothing below can be trusted then.
func (r *reading) bind(t *input.Table, s schema) *binding {
	names := s.names()
	b := &binding{Table: t, columns: make([]string, len(t.Header.Cells)), at: map[string]int{}}
	var unknown []int
	twice := false
	for i, name := range t.Header.Cells {
		name = written.Trim(name)
		if name == "" {
			continue
		}
		column, ok := names[written.Fold(name)]
		switch {
		case !ok && s.table == diligenceSchema.table && printedColumns()[written.Fold(name)]:
			continue
		case !ok:
			unknown = append(unknown, i)
			continue
		}
		if first, there := b.at[column]; there {
			twice = true
			r.Fault(t.Position(t.Header, i), "duplicate-column", ownership.Args{
				"column": column, "text": written.Echo(name), "first": t.Position(t.Header, first)})
			continue
		}
		b.at[column], b.columns[i] = i, column
	}
	complete := true
	for _, column := range s.needed {
		if _, ok := b.at[column]; ok {
			continue
		}
		complete = false
		at := t.At
		at.Line = t.Header.Line
		args := ownership.Args{"column": column, "found": foundColumns(t.Header.Cells)}
		code := "missing-column"
		if near := nearestHeader(t, names, unknown, column); near != "" {
			code, args["near"] = "missing-column-near", written.Echo(near)
		}
		r.Fault(at, code, args)
	}
	if !complete || twice {
		return nil
	}
	for _, i := range unknown {
		args := ownership.Args{"text": written.Echo(t.Header.Cells[i])}
		code := "unknown-column"
		if near := written.Nearest(t.Header.Cells[i], s.columns); near != "" {
			code, args["near"] = "unknown-column-near", near
		}
		r.Warn(t.Position(t.Header, i), code, "", args)
	}
	r.checkRows(b)
	return b
}

// nearestHeader finds the unknown header name that comes nearest to any name of
// the column.
func nearestHeader(t *input.Table, names columnNames, unknown []int, column string) string {
	for _, i := range unknown {
		name := written.Trim(t.Header.Cells[i])
		for _, alias := range aliases() {
			if alias[0] == t.Name && alias[1] == column && written.Nearest(name, []string{alias[2]}) != "" {
				return name
			}
		}
		if written.Nearest(name, []string{column}) != "" {
			return name
		}
	}
	return ""
}

func foundColumns(cells []string) []string {
	const most = 30
	var found []string
	for _, cell := range cells {
		if written.Trim(cell) == "" {
			continue
		}
		if len(found) == most {
			return append(found, "…")
		}
		found = append(found, written.Echo(cell))
	}
	return found
}

// checkRows looks at the shape of the rows: cells beyond the header are a text
// whose delimiter was not quoted, a row like the header is a second table in
// the file, and cells under no name are lost on nobody.
func (r *reading) checkRows(b *binding) {
	width := len(b.Header.Cells)
	short, firstShort := 0, input.Row{}
	unnamed := make([]bool, width)
	kept := b.Rows[:0:0]
	for _, row := range b.Rows {
		if len(row.Cells) > width {
			r.Fault(b.Position(row, width), "extra-cells", ownership.Args{"n": len(row.Cells), "columns": width})
			b.Partial = true
			continue
		}
		if b.repeatsHeader(row) {
			r.Fault(b.Position(row, -1), "repeated-header", ownership.Args{"first": b.Position(b.Header, -1)})
			continue
		}
		if len(row.Cells) < width {
			if short == 0 {
				firstShort = row
			}
			short++
		}
		for i, cell := range row.Cells {
			if b.columns[i] == "" && !unnamed[i] && written.Trim(b.Header.Cells[i]) == "" && written.Trim(cell) != "" {
				unnamed[i] = true
				r.Warn(b.Position(row, i), "unnamed-column", "", ownership.Args{"text": written.Echo(cell)})
			}
		}
		kept = append(kept, row)
	}
	b.Table = &input.Table{Name: b.Name, At: b.At, Header: b.Header, Rows: kept, Partial: b.Partial}
	if short > 0 {
		r.Warn(b.Position(firstShort, -1), "short-rows", "", ownership.Args{"n": short})
	}
}

func (b *binding) repeatsHeader(row input.Row) bool {
	same := 0
	for i, cell := range row.Cells {
		if b.columns[i] == "" {
			continue
		}
		if cell == "" || !strings.EqualFold(written.Trim(cell), written.Trim(b.Header.Cells[i])) {
			return false
		}
		same++
	}
	return same >= 2 && same == len(b.at)
}

// cell is where the cell of a canonical column was written in row i; the row as
// a whole when the table lacks the column.
func (b *binding) cell(i int, column string) ownership.Position {
	j, ok := b.at[column]
	if !ok || j >= len(b.Rows[i].Cells) {
		j = -1
	}
	return b.Position(b.Rows[i], j)
}

// text is what the cell of a canonical column holds in row i.
func (b *binding) text(i int, column string) string {
	j, ok := b.at[column]
	if !ok || j >= len(b.Rows[i].Cells) {
		return ""
	}
	return written.Trim(b.Rows[i].Cells[j])
}

// has tells whether the table has a canonical column.
func (b *binding) has(column string) bool {
	_, ok := b.at[column]
	return ok
}
