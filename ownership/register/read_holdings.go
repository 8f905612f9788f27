package register

import (
	"bytes"
	"hash/maphash"
	"math/big"
	"slices"
	"unicode/utf8"

	"egide/ownership"
)

// holdingReader reads the holdings.
type holdingReader struct {
	*table
	o     *Options
	r     *Register
	index *index
	hoard *hoard
	seed  maphash.Seed
	// Why entities of a profile may not have holders: a person, a public float.
	why    []string
	unheld bitset // those that may not

	holder, issuer, capital, votes, shares, perShare int
	class, declared, concert, nominee, from, until   int
	simple                                           bool // the table has none of the rarer columns
}

// holdingPiece is what one piece of the file holds.
type holdingPiece struct {
	claims   []claim
	remarks  []remark
	read     int // rows
	faulty   int
	otherDay int
	near     uint32 // what look-ups met first
	torn     bool   // there are bytes in it that are no UTF-8
}

// atOnce is how many rows wait for their entities to be looked up: the look-ups
// of so many are under way in the memory at the same time.
const atOnce = 128

// awaiting is a row whose ends are being looked up.
type awaiting struct {
	claim
	offset int
	ids    [2][]byte // of the holder and the issuer
	keys   [2]key
	at     [2]uint64
}

// readHoldings reads the holdings.
func (r *Register) readHoldings(t *table, index *index, o *Options, p *progress) ([][]claim, *hoard, error) {
	x := &holdingReader{table: t, o: o, r: r, index: index, hoard: new(hoard), seed: maphash.MakeSeed()}
	for name, column := range map[string]*int{
		"holder": &x.holder, "issuer": &x.issuer, "capital": &x.capital, "votes": &x.votes, "shares": &x.shares,
		"votes_per_share": &x.perShare, "share_class": &x.class, "declared": &x.declared, "concert": &x.concert,
		"nominee_for": &x.nominee, "from": &x.from, "until": &x.until,
	} {
		*column = t.column(name)
	}
	x.simple = max(x.shares, x.perShare, x.class, x.declared, x.concert, x.nominee) < 0
	x.why, x.unheld = make([]string, len(r.profiles)), newBitset(len(r.ids))
	for k := range r.profiles {
		switch r.profiles[k].Kind {
		case ownership.Person:
			x.why[k] = "person-with-holders"
		case ownership.PublicFloat:
			x.why[k] = "float-with-holders"
		}
	}
	spread(o.Threads, len(r.ids), func(from, to int) {
		for i := from; i < to; i++ {
			if x.why[r.profile[i]] != "" {
				x.unheld.set(uint32(i))
			}
		}
	})
	ends, quotes := pieces(t.Text[t.body:], t.comma, o.piece)
	read := make([]holdingPiece, len(ends))
	each(o.Threads, len(ends), func(k int) {
		from := 0
		if k > 0 {
			from = ends[k-1]
		}
		x.piece(&read[k], t.body+from, t.body+ends[k], quotes)
		p.add(ends[k] - from)
	})
	if !t.torn && slices.ContainsFunc(read, func(p holdingPiece) bool { return p.torn }) {
		t, err := o.Dialect.decoded(t)
		if err != nil {
			return nil, nil, err
		}
		p.total += int64(len(t.Text))
		return r.readHoldings(t, index, o, p)
	}
	chunks := make([][]claim, len(read))
	var remarks []remark
	for k := range read {
		piece := &read[k]
		chunks[k] = piece.claims
		r.Counts.HoldingRows += piece.read
		r.Counts.FaultyRows += piece.faulty
		r.Counts.OtherDays += piece.otherDay
		remarks = append(remarks, piece.remarks...)
	}
	t.tell(remarks, o.Note)
	return chunks, x.hoard, nil
}

// piece reads the rows of a piece of the file.
func (x *holdingReader) piece(p *holdingPiece, from, to int, quotes bool) {
	s := scanner{text: x.Text, pos: from, end: to, comma: x.comma, quotes: quotes}
	p.claims = make([]claim, 0, (to-from)/26+16)
	waiting := make([]awaiting, 0, atOnce)
	var pg page
	for s.next() {
		p.read++
		waiting = waiting[:len(waiting)+1]
		if !x.row(&s, p, &waiting[len(waiting)-1], &pg) {
			waiting = waiting[:len(waiting)-1]
		} else if len(waiting) == atOnce {
			x.lookUp(p, waiting)
			waiting = waiting[:0]
		}
	}
	x.lookUp(p, waiting)
	p.torn = !utf8.Valid(x.Text[from:to])
}

// fault leaves a row out, or tells of a cell in it.
func (p *holdingPiece) fault(offset, column int, code string, args ownership.Args) {
	if len(p.remarks) < mostRemarks {
		p.remarks = append(p.remarks, remark{offset, column, code, args})
	}
}

// row reads a row, its ends apart; false leaves it out.
func (x *holdingReader) row(s *scanner, p *holdingPiece, a *awaiting, pg *page) bool {
	switch {
	case s.broken != "":
		p.faulty++
		p.fault(s.start, s.column, s.broken, nil)
		return false
	case s.n > x.width:
		p.faulty++
		p.fault(s.start, x.width+1, "extra-cells", ownership.Args{"n": s.n, "columns": x.width})
		return false
	}
	holder, issuer := s.cell(x.holder), s.cell(x.issuer)
	if len(holder) == 0 || len(issuer) == 0 {
		column, name := x.holder, "holder"
		if len(holder) != 0 {
			column, name = x.issuer, "issuer"
		}
		p.faulty++
		p.fault(s.start, column+1, "blank-cell", ownership.Args{"column": name})
		return false
	}
	faults := len(p.remarks)
	from, until := s.cell(x.from), s.cell(x.until)
	var span ownership.Span
	if len(from) > 0 || len(until) > 0 {
		var okFrom, okUntil bool
		span.From, okFrom = x.date(s, p, "from", x.from, from)
		span.Until, okUntil = x.date(s, p, "until", x.until, until)
		if !okFrom || !okUntil {
			p.faulty++
			return false // nobody knows whether it holds on the day
		}
		if !span.Covers(x.o.AsOf) {
			p.otherDay++
			return false
		}
	}
	a.offset, a.more = s.start, 0
	votes := s.cell(x.votes)
	var ok bool
	a.capital, ok = plainShare(s.cell(x.capital))
	if !ok || len(votes) > 0 || span != (ownership.Span{}) || !x.simple && x.special(s) {
		nominee := x.detail(s, p, a, pg, span)
		if nominee != nil {
			holder = nominee
		}
	}
	if len(p.remarks) > faults {
		p.faulty++
	}
	a.ids = [2][]byte{x.o.Dialect.sameID(holder), x.o.Dialect.sameID(issuer)}
	return true
}

// special tells whether a row has something in one of the rarer columns.
func (x *holdingReader) special(s *scanner) bool {
	for _, column := range [...]int{x.shares, x.perShare, x.class, x.declared, x.concert, x.nominee} {
		if len(s.cell(column)) > 0 {
			return true
		}
	}
	return false
}

// plainShare reads a percentage of seven decimals at most, with or without its
// sign, as parts; ok is false for every other text.
func plainShare(text []byte) (parts uint32, ok bool) {
	n, decimals, k := uint64(0), -1, 0
	for ; k < len(text); k++ {
		switch b := text[k]; {
		case b >= '0' && b <= '9':
			n = n*10 + uint64(b-'0')
			if decimals >= 0 {
				decimals++
			}
		case (b == '.' || b == ',') && decimals < 0 && k > 0:
			decimals = 0
		case b == '%' && k == len(text)-1 && k > 0 && decimals != 0:
			text = text[:k]
		default:
			return 0, false
		}
		if k > 11 {
			return 0, false
		}
	}
	if k == 0 || decimals == 0 || decimals > 7 {
		return 0, false
	}
	for decimals = max(decimals, 0); decimals < 7; decimals++ {
		n *= 10
	}
	if n > Parts {
		return 0, false
	}
	return uint32(n), true
}

// date reads a day, written as 2025-12-31 or as the dialect allows.
func (x *holdingReader) date(s *scanner, p *holdingPiece, column string, place int, text []byte) (ownership.Date, bool) {
	if len(text) == 0 {
		return 0, true
	}
	if date, ok := plainDate(text); ok {
		return date, true
	}
	date, err := x.o.Dialect.Date(string(text))
	if err != nil {
		p.fault(s.start, place+1, err.Error(), facts(column, text, err))
	}
	return date, err == nil
}

// plainDate reads a day written as 2025-12-31; ok is false for every other text,
// and for the last days of a month, which need a calendar.
func plainDate(text []byte) (date ownership.Date, ok bool) {
	if len(text) != len("2025-12-31") || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	n := 0
	for k, b := range text {
		if k == 4 || k == 7 {
			continue
		}
		if b < '0' || b > '9' {
			return 0, false
		}
		n = n*10 + int(b-'0')
	}
	month, day := n/100%100, n%100
	return ownership.Date(n), n >= 1_01_01 && month >= 1 && month <= 12 && day >= 1 && day <= 28
}

// plainRange reads a range of plain percentages, 25-50, or a plain bound, <5;
// ok is false for every other text.
func plainRange(text []byte) (lo, hi uint32, open mark, ok bool) {
	if len(text) > 1 && text[0] == '<' {
		hi, ok = plainShare(text[1:])
		return 0, hi, openHiCapital | openHiVotes, ok && hi > 0
	}
	k := bytes.IndexByte(text, '-')
	if k <= 0 {
		return 0, 0, 0, false
	}
	lo, ok = plainShare(text[:k])
	if ok {
		hi, ok = plainShare(text[k+1:])
	}
	return lo, hi, 0, ok && lo < hi
}

// share reads a percentage; one that cannot be read is blank.
func (x *holdingReader) share(s *scanner, p *holdingPiece, column string, place int) ownership.Share {
	text := s.cell(place)
	if len(text) == 0 {
		return ownership.Share{}
	}
	share, err := x.o.Dialect.Share(string(text))
	if err != nil {
		p.fault(s.start, place+1, err.Error(), facts(column, text, err))
		return ownership.Share{}
	}
	return share
}

// count reads a number of shares or votes.
func (x *holdingReader) count(s *scanner, p *holdingPiece, column string, place int) *big.Rat {
	text := s.cell(place)
	if len(text) == 0 {
		return nil
	}
	count, err := x.o.Dialect.Count(string(text))
	if err != nil {
		p.fault(s.start, place+1, err.Error(), facts(column, text, err))
	}
	return count
}

// detail reads the rest of a row that says more than one share of the capital.
// It returns the id of whom the holder holds for, if it says so.
func (x *holdingReader) detail(s *scanner, p *holdingPiece, a *awaiting, pg *page, span ownership.Span) (nominee []byte) {
	d := detail{shares: noShares, perShare: none}
	var r rarity
	for k, place := range [2]int{x.capital, x.votes} {
		dimension := ownership.Dimensions[k]
		text := s.cell(place)
		if parts, ok := plainShare(text); ok {
			d.lo[k], d.hi[k] = parts, parts
		} else if lo, hi, open, ok := plainRange(text); ok {
			d.lo[k], d.hi[k] = lo, hi
			d.mark |= open & [2]mark{openHiCapital, openHiVotes}[k]
		} else {
			d.enter(dimension, x.share(s, p, dimension.String(), place), &r)
		}
	}
	if !x.simple {
		x.rarer(s, p, &d, &r)
		nominee = s.cell(x.nominee)
	}
	class, concert := s.cell(x.class), s.cell(x.concert)
	if len(class) > 0 || len(concert) > 0 || len(nominee) > 0 || span != (ownership.Span{}) {
		original := []byte(nil)
		if len(nominee) > 0 {
			original = s.cell(x.holder)
		}
		d.rest = restOf(x.seed, class, concert, original, span)
	}
	a.capital = d.lo[ownership.Capital]
	if r.odd != [2]bool{} || r.shares != nil || r.perShare != nil || r.concert != "" {
		a.more = x.hoard.add(pg, &d, &r)
	} else {
		a.more = x.hoard.add(pg, &d, nil)
	}
	if len(nominee) == 0 {
		return nil
	}
	return nominee
}

// restOf is the hash of what else tells two rows of a holder apart.
func restOf[T []byte | string](seed maphash.Seed, class, concert, original T, span ownership.Span) uint64 {
	if len(class)+len(concert)+len(original) == 0 {
		return uint64(span.From)<<32 | uint64(uint32(span.Until))
	}
	var h maphash.Hash
	h.SetSeed(seed)
	for _, text := range []T{class, concert, original} {
		_, _ = h.WriteString(string(text))
		_ = h.WriteByte(0)
	}
	for _, day := range []ownership.Date{span.From, span.Until} {
		for shift := 0; shift < 32; shift += 8 {
			_ = h.WriteByte(byte(day >> shift))
		}
	}
	return h.Sum64()
}

// rarer reads the cells of the rarer columns.
func (x *holdingReader) rarer(s *scanner, p *holdingPiece, d *detail, r *rarity) {
	if text := s.cell(x.declared); len(text) > 0 {
		word, err := x.o.Dialect.Canonical("yes_no", string(text))
		switch {
		case err != nil:
			p.fault(s.start, x.declared+1, err.Error(), facts("declared", text, err))
		case word == "yes":
			d.mark |= declaredYes
		case word == "no":
			d.mark |= declaredNo
		}
	}
	if shares := x.count(s, p, "shares", x.shares); shares != nil {
		if shares.IsInt() && shares.Num().IsUint64() && shares.Num().Uint64() < noShares {
			d.shares = shares.Num().Uint64()
		} else {
			r.shares = shares
		}
	}
	if votes := x.count(s, p, "votes_per_share", x.perShare); votes != nil {
		if votes.IsInt() && votes.Num().IsUint64() && votes.Num().Uint64() < uint64(none) {
			d.perShare = uint32(votes.Num().Uint64())
		} else {
			r.perShare = votes
		}
	}
	r.concert = string(s.cell(x.concert))
}

// lookUp finds the entities of the rows that wait for them.
func (x *holdingReader) lookUp(p *holdingPiece, rows []awaiting) {
	for k := range rows {
		a := &rows[k]
		for end, id := range a.ids {
			if end == 1 && k > 0 && string(id) == string(rows[k-1].ids[1]) {
				a.keys[1], a.at[1] = rows[k-1].keys[1], rows[k-1].at[1]
				continue
			}
			a.keys[end] = x.index.keyOf(id[:cap(id)], len(id))
			a.at[end] = x.index.place(a.keys[end])
		}
	}
	// Nothing waits for what is loaded here, so that the memory works on many at
	// once; the search below then finds it near.
	for k := range rows {
		p.near |= x.index.slots[rows[k].at[0]].entry | x.index.slots[rows[k].at[1]].entry
	}
	for k := range rows {
		a := &rows[k]
		var numbers [2]uint32
		known := true
		for end := range numbers {
			number, ok := x.index.find(a.keys[end], a.at[end], a.ids[end], x.r)
			if !ok || a.ids[end][len(a.ids[end])-1] == 0 {
				column, name := x.holder, "holder"
				if end == 1 {
					column, name = x.issuer, "issuer"
				}
				p.fault(a.offset, column+1, "unknown-id", ownership.Args{"column": name, "text": echo(a.ids[end])})
				known = false
			}
			numbers[end] = number
		}
		if known && x.unheld.has(numbers[1]) {
			p.fault(a.offset, x.issuer+1, x.why[x.r.profile[numbers[1]]], ownership.Args{"id": ownership.Ref(a.ids[1])})
			known = false
		}
		if !known {
			p.faulty++
			continue
		}
		a.claim.holder, a.claim.issuer = numbers[0], numbers[1]
		p.claims = append(p.claims, a.claim)
	}
}
