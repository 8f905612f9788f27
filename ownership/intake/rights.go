package intake

import "egide/ownership"

type rightRow struct {
	Holder     idCell    `csv:"holder"`
	Company    idCell    `csv:"company"`
	Right      textCell  `csv:"right"`
	Organ      textCell  `csv:"organ"`
	Seats      wholeCell `csv:"seats"`
	OfSeats    wholeCell `csv:"of_seats"`
	Basis      textCell  `csv:"basis"`
	Scope      textCell  `csv:"scope"`
	From       dateCell  `csv:"from"`
	Until      dateCell  `csv:"until"`
	Source     textCell  `csv:"source"`
	SourceDate dateCell  `csv:"source_date"`
}

var rightSchema = schemaOf[rightRow]("rights", "holder", "company", "right")

func (r *reading) rights(b *binding) []*ownership.Right {
	rows := rowsOf[rightRow](&r.Collector, b)
	all := make([]*ownership.Right, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		right := &ownership.Right{
			Holder:     r.id(b, i, "holder", row.Holder),
			Company:    r.id(b, i, "company", row.Company),
			Right:      ownership.RightKind(r.word(b, i, "right", row.Right)),
			Organ:      string(row.Organ),
			Seats:      r.seats(b, i, "seats", row.Seats),
			OfSeats:    r.seats(b, i, "of_seats", row.OfSeats),
			Basis:      r.word(b, i, "basis", row.Basis),
			Scope:      r.word(b, i, "scope", row.Scope),
			Span:       r.span(b, i, row.From, row.Until),
			Source:     string(row.Source),
			SourceDate: r.day(b, i, "source_date", row.SourceDate),
			At:         b.Position(b.Rows[i], -1),
		}
		if row.Right == "" {
			r.Fault(b.cell(i, "right"), "blank-cell", ownership.Args{"column": "right"})
		}
		if right.OfSeats >= 0 && right.Seats > right.OfSeats {
			r.Fault(b.cell(i, "seats"), "seats-over", ownership.Args{"seats": right.Seats, "of_seats": right.OfSeats})
		}
		r.notHeld(b, i, "company", right.Company)
		all = append(all, right)
	}
	return all
}
