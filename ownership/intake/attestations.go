package intake

import "egide/ownership"

type attestationRow struct {
	Requirement textCell `csv:"requirement"`
	Statement   textCell `csv:"statement"`
	Signatory   textCell `csv:"signatory"`
	Date        dateCell `csv:"date"`
	Evidence    textCell `csv:"evidence"`
}

var attestationSchema = schemaOf[attestationRow]("attestations", "requirement")

func (r *reading) attestations(b *binding) []*ownership.Attestation {
	rows := rowsOf[attestationRow](&r.Collector, b)
	all := make([]*ownership.Attestation, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		if row.Requirement == "" {
			r.Fault(b.cell(i, "requirement"), "blank-cell", ownership.Args{"column": "requirement"})
		}
		all = append(all, &ownership.Attestation{
			Requirement: string(row.Requirement),
			Statement:   string(row.Statement),
			Signatory:   string(row.Signatory),
			Date:        r.day(b, i, "date", row.Date),
			Evidence:    string(row.Evidence),
			At:          b.Position(b.Rows[i], -1),
		})
	}
	return all
}
