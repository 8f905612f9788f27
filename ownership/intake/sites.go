package intake

import "egide/ownership"

type siteRow struct {
	Operator   idCell   `csv:"operator"`
	Site       textCell `csv:"site"`
	Country    textCell `csv:"country"`
	Use        textCell `csv:"use"`
	From       dateCell `csv:"from"`
	Until      dateCell `csv:"until"`
	Source     textCell `csv:"source"`
	SourceDate dateCell `csv:"source_date"`
}

var siteSchema = schemaOf[siteRow]("sites", "operator")

func (r *reading) sites(b *binding) []*ownership.Site {
	rows := rowsOf[siteRow](&r.Collector, b)
	all := make([]*ownership.Site, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		all = append(all, &ownership.Site{
			Operator:   r.id(b, i, "operator", row.Operator),
			Site:       string(row.Site),
			Country:    r.place(b, i, "country", row.Country),
			Use:        ownership.Use(r.word(b, i, "use", row.Use)),
			Span:       r.span(b, i, row.From, row.Until),
			Source:     string(row.Source),
			SourceDate: r.day(b, i, "source_date", row.SourceDate),
			At:         b.Position(b.Rows[i], -1),
		})
	}
	return all
}
