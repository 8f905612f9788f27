package intake

import (
	"egide/ownership"
	"egide/ownership/intake/written"
)

type supplyRow struct {
	Client           idCell     `csv:"client"`
	Supplier         idCell     `csv:"supplier"`
	Service          textCell   `csv:"service"`
	Critical         answerCell `csv:"critical"`
	DataAccess       textCell   `csv:"data_access"`
	OwnSkills        answerCell `csv:"own_skills"`
	Alternatives     listCell   `csv:"alternatives"`
	QualifiedService textCell   `csv:"qualified_service"`
	QualifiedUntil   dateCell   `csv:"qualified_until"`
	Contribution     textCell   `csv:"contribution"`
	From             dateCell   `csv:"from"`
	Until            dateCell   `csv:"until"`
	Source           textCell   `csv:"source"`
	SourceDate       dateCell   `csv:"source_date"`
}

var supplySchema = schemaOf[supplyRow]("subcontracts", "client", "supplier")

func (r *reading) supplies(b *binding) []*ownership.Supply {
	rows := rowsOf[supplyRow](&r.Collector, b)
	all := make([]*ownership.Supply, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		s := &ownership.Supply{
			Client:           r.id(b, i, "client", row.Client),
			Supplier:         r.id(b, i, "supplier", row.Supplier),
			Service:          string(row.Service),
			Critical:         r.answer(b, i, "critical", row.Critical),
			DataAccess:       ownership.Access(r.word(b, i, "data_access", row.DataAccess)),
			OwnSkills:        r.answer(b, i, "own_skills", row.OwnSkills),
			Alternatives:     row.Alternatives,
			QualifiedService: string(row.QualifiedService),
			QualifiedUntil:   r.day(b, i, "qualified_until", row.QualifiedUntil),
			Contribution:     string(row.Contribution),
			Span:             r.span(b, i, row.From, row.Until),
			Source:           string(row.Source),
			SourceDate:       r.day(b, i, "source_date", row.SourceDate),
			At:               b.Position(b.Rows[i], -1),
		}
		if service, ok := written.FindChoice("services", s.Service); ok {
			s.Service = service
		}
		all = append(all, s)
	}
	return all
}
