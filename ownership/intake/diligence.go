package intake

import (
	"slices"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/written"
)

type diligenceRow struct {
	Point        wholeCell `csv:"point"`
	Item         textCell  `csv:"item"`
	Answer       textCell  `csv:"answer"`
	Evidence     textCell  `csv:"evidence"`
	EvidenceDate dateCell  `csv:"evidence_date"`
	Note         textCell  `csv:"note"`
	ValidUntil   dateCell  `csv:"valid_until"`
	Site         textCell  `csv:"site"`
	Operator     idCell    `csv:"operator"`
}

var diligenceSchema = schemaOf[diligenceRow]("diligence", "point")

func (r *reading) diligence(b *binding, sites []*ownership.Site) []*ownership.Diligence {
	rows := rowsOf[diligenceRow](&r.Collector, b)
	all := make([]*ownership.Diligence, 0, len(rows))
	first := map[[3]string]*ownership.Diligence{}
	for i := range rows {
		row := &rows[i]
		d := &ownership.Diligence{
			Point:        r.seats(b, i, "point", row.Point),
			Answer:       r.word(b, i, "answer", row.Answer),
			Evidence:     string(row.Evidence),
			EvidenceDate: r.day(b, i, "evidence_date", row.EvidenceDate),
			Note:         string(row.Note),
			ValidUntil:   r.day(b, i, "valid_until", row.ValidUntil),
			Site:         r.siteNamed(b, i, string(row.Site), sites),
			Operator:     r.optionalID(b, i, "operator", row.Operator),
			At:           b.Position(b.Rows[i], -1),
		}
		switch {
		case row.Point.fault != nil:
		case d.Point < 0:
			r.Fault(b.cell(i, "point"), "blank-cell", ownership.Args{"column": "point"})
		case d.Point < 1 || d.Point > data.DiligencePoints:
			r.Fault(b.cell(i, "point"), "point-range", ownership.Args{"n": d.Point, "most": data.DiligencePoints})
		}
		r.item(b, i, d, string(row.Item))
		// A question that nobody answered yet may stand there several times.
		if said := d.Answer != "" || d.Evidence != ""; said && d.Item != "" {
			key := [3]string{d.Operator, written.Fold(d.Item), written.Fold(d.Site)}
			if before := first[key]; before == nil {
				first[key] = d
			} else if before.Answer != d.Answer {
				r.Fault(b.cell(i, "answer"), "diligence-twice", ownership.Args{"item": written.Echo(d.Item), "first": before.At})
			}
		}
		if d.Answer == "" {
			d.Answer = ownership.Unknown.String()
		}
		all = append(all, d)
	}
	return all
}

// item finds which question of the questionnaire a row answers, by its id or by
// the question itself. Any other text is a question of the tenant's own, which
// is kept and, since it may be a slip, warned about.
func (r *reading) item(b *binding, i int, d *ownership.Diligence, text string) {
	d.Item = text
	if text == "" {
		return
	}
	ids := make([]string, 0, 64)
	for _, q := range data.Diligence() {
		ids = append(ids, q.ID)
		if want := written.Fold(text); want != written.Fold(q.ID) && want != written.Fold(q.Asks.EN) && want != written.Fold(q.Asks.FR) {
			continue
		}
		d.Item = q.ID
		if d.Point != q.Point && d.Point >= 1 && d.Point <= data.DiligencePoints {
			r.Warn(b.cell(i, "point"), "diligence-point", "", ownership.Args{"item": q.ID, "point": q.Point, "written": d.Point})
			d.Point = q.Point
		}
		return
	}
	args := ownership.Args{"text": written.Echo(text)}
	code := "diligence-item"
	if near := written.Nearest(text, ids); near != "" {
		code, args["near"] = "diligence-item-near", near
	}
	r.Warn(b.cell(i, "item"), code, "", args)
}

// siteNamed is the site of a row as the table of sites writes it.
func (r *reading) siteNamed(b *binding, i int, text string, sites []*ownership.Site) string {
	if text == "" {
		return ""
	}
	var names []string
	for _, s := range sites {
		if written.Fold(s.Site) == written.Fold(text) {
			return s.Site
		}
		if s.Site != "" && !slices.Contains(names, s.Site) {
			names = append(names, s.Site)
		}
	}
	args := ownership.Args{"text": written.Echo(text)}
	code := "diligence-site"
	if near := written.Nearest(text, names); near != "" {
		code, args["near"] = "diligence-site-near", written.Echo(near)
	}
	r.Warn(b.cell(i, "site"), code, "", args)
	return text
}
