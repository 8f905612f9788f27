package intake

import "egide/ownership"

type diligenceRow struct {
	Point        wholeCell `csv:"point"`
	Item         textCell  `csv:"item"`
	Answer       textCell  `csv:"answer"`
	Evidence     textCell  `csv:"evidence"`
	EvidenceDate dateCell  `csv:"evidence_date"`
	Note         textCell  `csv:"note"`
}

var diligenceSchema = schemaOf[diligenceRow]("diligence", "point")

// points is how many points a colocation landlord is asked about.
const points = 7

func (r *reading) diligence(b *binding) []*ownership.Diligence {
	rows := rowsOf[diligenceRow](&r.collector, b)
	all := make([]*ownership.Diligence, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		d := &ownership.Diligence{
			Point:        r.seats(b, i, "point", row.Point),
			Item:         string(row.Item),
			Answer:       r.word(b, i, "answer", row.Answer),
			Evidence:     string(row.Evidence),
			EvidenceDate: r.day(b, i, "evidence_date", row.EvidenceDate),
			Note:         string(row.Note),
			At:           b.Position(b.Rows[i], -1),
		}
		switch {
		case row.Point.fault != nil:
		case d.Point < 0:
			r.fault(b.cell(i, "point"), "blank-cell", ownership.Args{"column": "point"})
		case d.Point < 1 || d.Point > points:
			r.fault(b.cell(i, "point"), "point-range", ownership.Args{"n": d.Point, "most": points})
		}
		if d.Answer == "" {
			d.Answer = ownership.Unknown.String()
		}
		all = append(all, d)
	}
	return all
}
