package intake

import (
	"egide/ownership"
	"egide/ownership/intake/input"
)

// tablesOf are the rows of a draft by table, in the order of the tables.
func (d *Draft) tablesOf() []draftTable {
	var all []draftTable
	for _, s := range schemas {
		rows := map[string][]DraftRow{
			"entities": d.Entities, "shareholdings": d.Shareholdings, "rights": d.Rights, "subcontracts": d.Subcontracts,
			"sites": d.Sites, "attestations": d.Attestations, "diligence": d.Diligence,
		}[s.table]
		all = append(all, draftTable{s, rows})
	}
	return all
}

type draftTable struct {
	schema
	rows []DraftRow
}

// Claims reads the entities, shareholdings and rights of a draft as a dossier has
// them, with what is wrong in its rows. Ids that are only in the dossier that the
// draft is to join stay as they are. at is the file that the draft was made of.
func (d *Draft) Claims(at ownership.Position) (*ownership.Dossier, []ownership.Note) {
	r := newReading()
	claims := r.dossier(d.partial(at))
	return claims, r.Found()
}

// partial are the tables of a draft's entities, shareholdings and rights. Ids
// that are not in them may be elsewhere.
func (d *Draft) partial(at ownership.Position) []*input.Table {
	var tables []*input.Table
	for _, t := range d.tablesOf() {
		switch t.table {
		case "entities", "shareholdings", "rights":
		default:
			continue
		}
		if len(t.rows) == 0 {
			continue
		}
		table := &input.Table{Name: t.table, At: at, Header: input.Row{Cells: t.columns}, Partial: true}
		for _, row := range t.rows {
			cells := make([]string, len(t.columns))
			for i, column := range t.columns {
				cells[i] = row[column]
			}
			table.Rows = append(table.Rows, input.Row{Cells: cells})
		}
		tables = append(tables, table)
	}
	return tables
}
