package intake

import (
	"math/big"

	"egide/ownership"
	"egide/ownership/intake/written"
)

type holdingRow struct {
	Holder        idCell     `csv:"holder"`
	Issuer        idCell     `csv:"issuer"`
	Capital       shareCell  `csv:"capital"`
	Votes         shareCell  `csv:"votes"`
	Shares        countCell  `csv:"shares"`
	VotesPerShare countCell  `csv:"votes_per_share"`
	Class         textCell   `csv:"share_class"`
	Declared      answerCell `csv:"declared"`
	Concert       textCell   `csv:"concert"`
	NomineeFor    idCell     `csv:"nominee_for"`
	From          dateCell   `csv:"from"`
	Until         dateCell   `csv:"until"`
	Source        textCell   `csv:"source"`
	SourceDate    dateCell   `csv:"source_date"`
	Note          textCell   `csv:"note"`
}

var holdingSchema = schemaOf[holdingRow]("shareholdings", "holder", "issuer")

func (r *reading) holdings(b *binding) []*ownership.Holding {
	rows := rowsOf[holdingRow](&r.Collector, b)
	if !b.has("capital") && !b.has("votes") && !b.has("shares") && len(rows) > 0 {
		r.Warn(b.Position(b.Header, -1), "no-figure-column", "", ownership.Args{"found": foundColumns(b.Header.Cells)})
	}
	groups := b.grouping("shares")
	capital, votes := b.at["capital"]+1, b.at["votes"]+1
	if !b.has("capital") {
		capital = 0
	}
	if !b.has("votes") {
		votes = 0
	}
	all := make([]*ownership.Holding, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		h := &ownership.Holding{
			Holder:        r.id(b, i, "holder", row.Holder),
			Issuer:        r.id(b, i, "issuer", row.Issuer),
			Capital:       r.share(b, i, "capital", row.Capital),
			Votes:         r.share(b, i, "votes", row.Votes),
			Shares:        r.count(b, i, "shares", row.Shares, groups),
			VotesPerShare: r.count(b, i, "votes_per_share", row.VotesPerShare, 0),
			Class:         string(row.Class),
			Declared:      r.answer(b, i, "declared", row.Declared),
			Concert:       string(row.Concert),
			NomineeFor:    r.optionalID(b, i, "nominee_for", row.NomineeFor),
			Span:          r.span(b, i, row.From, row.Until),
			Source:        string(row.Source),
			SourceDate:    r.day(b, i, "source_date", row.SourceDate),
			Note:          string(row.Note),
			At:            b.Position(b.Rows[i], -1),
			CapitalColumn: capital,
			VotesColumn:   votes,
		}
		r.notHeld(b, i, "issuer", h.Issuer)
		if h.NomineeFor != "" && h.NomineeFor == h.Holder {
			r.Fault(b.cell(i, "nominee_for"), "nominee-self", ownership.Args{"id": ownership.Ref(h.Holder)})
		}
		all = append(all, h)
	}
	r.fractions(b, "capital", all, func(h *ownership.Holding) ownership.Share { return h.Capital })
	r.fractions(b, "votes", all, func(h *ownership.Holding) ownership.Share { return h.Votes })
	return all
}

// fractions warns of a column that seems to hold fractions, 0.24 for 24 %: no
// figure in it is above 1, and those of some issuer add up to 1. They are read
// as written all the same.
func (r *reading) fractions(b *binding, column string, holdings []*ownership.Holding, figure func(*ownership.Holding) ownership.Share) {
	percent, nearlyOne, justOverOne := big.NewRat(1, 100), big.NewRat(98, 10_000), big.NewRat(1001, 100_000)
	sums := map[string]*big.Rat{}
	for _, h := range holdings {
		s := figure(h)
		if !s.Known() {
			continue
		}
		if s.Hi().Cmp(percent) > 0 {
			return
		}
		if sums[h.Issuer] == nil {
			sums[h.Issuer] = new(big.Rat)
		}
		if s.Lo().Cmp(percent) < 0 { // a lone 1 is one percent
			sums[h.Issuer].Add(sums[h.Issuer], s.Lo())
		}
	}
	for i, h := range holdings {
		if sum := sums[h.Issuer]; sum != nil && sum.Cmp(nearlyOne) >= 0 && sum.Cmp(justOverOne) <= 0 {
			r.Warn(b.cell(i, column), "shares-as-ratios", h.Issuer, ownership.Args{"column": column, "id": ownership.Ref(h.Issuer)})
			return
		}
	}
}

// count reads a cell that holds a number of shares or votes. groups is the mark
// that groups thousands in its column, if another cell of it settles that.
func (r *reading) count(b *binding, i int, column string, c countCell, groups rune) *big.Rat {
	if c.fault != nil && groups != 0 {
		c.value, c.fault = written.Count(b.text(i, column), groups)
	}
	r.at(b, i, column, c.fault)
	return c.value
}

// grouping looks for a cell of the column that can be read in one way only, and
// returns its thousands mark; 0 when there is none or when two disagree.
func (b *binding) grouping(column string) rune {
	mark := rune(0)
	if !b.has(column) {
		return mark
	}
	for i := range b.Rows {
		switch m := written.Grouping(b.text(i, column)); {
		case m == 0 || m == mark:
		case mark == 0:
			mark = m
		default:
			return 0
		}
	}
	return mark
}

// notHeld reports an entity that cannot have holders: a person, and a public
// float, which is many holders itself.
func (r *reading) notHeld(b *binding, i int, column, id string) {
	e, ok := r.ids[id]
	if !ok {
		return
	}
	switch e.Kind {
	case ownership.Person:
		r.Fault(b.cell(i, column), "person-with-holders", ownership.Args{"id": ownership.Ref(id), "entity": e.At})
	case ownership.PublicFloat:
		r.Fault(b.cell(i, column), "float-with-holders", ownership.Args{"id": ownership.Ref(id), "entity": e.At})
	}
}
