package register

import (
	"bytes"
	"hash/maphash"
	"slices"
	"sync"
	"unicode/utf8"
	"unsafe"

	"egide/ownership"
)

// entityRow is a row of the entities.
type entityRow struct {
	id, name ref
	profile  uint32
}

// attributes are the columns that make a profile, in the order of its key.
var attributes = [...]string{
	"kind", "registered_office", "central_administration", "principal_establishment",
	"nationality", "residence", "listed", "ultimate",
}

// entityReader reads the entities.
type entityReader struct {
	*table
	o        *Options
	id, name int
	columns  [len(attributes)]int
	// numberColumns are those of the LEI and the registration number, as far as
	// they are there and wanted.
	numberColumns []int
	// The attributes stand side by side, from the first of these columns to the
	// last; the last is -1 when others are between them.
	firstColumn, lastColumn int
	seed                    maphash.Seed

	mu       sync.Mutex
	profiles []Profile
	known    map[Profile]uint32
	arena    []byte // ids and names that do not stand in the file as they are
}

// entityPiece is what one piece of the file holds.
type entityPiece struct {
	rows    []entityRow
	remarks []remark
	read    int // rows
	faulty  int
	alike   int  // leading bytes that all ids have in common
	ordered bool // ids ascend
	torn    bool // there are bytes in it that are no UTF-8
	anew    []writtenAnew
	numbers []numberRow
}

// writtenAnew is an id that does not stand in the file as it is, and where its
// row does.
type writtenAnew struct {
	id     ref
	offset int
}

const (
	entitySource = 0 // the file
	arenaSource  = 1
	longestID    = 200 // bytes
)

// readEntities reads the entities and numbers them by their ids.
func (r *Register) readEntities(t *table, o *Options, p *progress) (*index, error) {
	x := &entityReader{table: t, o: o, id: t.column("id"), name: t.column("name"), seed: maphash.MakeSeed(), known: make(map[Profile]uint32)}
	for k, name := range attributes {
		x.columns[k] = t.column(name)
	}
	x.firstColumn, x.lastColumn = sideBySide(x.columns[:])
	for _, name := range []string{"lei", "registration_number"} {
		if column := t.column(name); column >= 0 && o.Numbers {
			x.numberColumns = append(x.numberColumns, column)
		}
	}
	text := t.Text[t.body:]
	ends, quotes := pieces(text, t.comma, o.piece)
	read := make([]entityPiece, len(ends))
	caches := sync.Pool{New: func() any { return new(profileCache) }}
	each(o.Threads, len(ends), func(k int) {
		from := 0
		if k > 0 {
			from = ends[k-1]
		}
		c := caches.Get().(*profileCache)
		x.piece(&read[k], t.body+from, t.body+ends[k], quotes, c)
		caches.Put(c)
		p.add(ends[k] - from)
	})
	if !t.torn && slices.ContainsFunc(read, func(p entityPiece) bool { return p.torn }) {
		t, err := o.Dialect.decoded(t)
		if err != nil {
			return nil, err
		}
		p.total += int64(len(t.Text))
		return r.readEntities(t, o, p)
	}
	r.texts.sources = [][]byte{t.Text, x.arena}
	r.profiles = x.profiles

	o.stage("entities")
	total, ordered := 0, true
	alike := longestID
	base := make([]int, len(read))
	var last []byte
	var remarks []remark
	for k := range read {
		piece := &read[k]
		base[k] = total
		total += len(piece.rows)
		r.Counts.EntityRows += piece.read
		r.Counts.FaultyRows += piece.faulty
		remarks = append(remarks, piece.remarks...)
		if len(piece.rows) == 0 {
			continue
		}
		first := r.texts.at(piece.rows[0].id)
		ordered = ordered && piece.ordered && (last == nil || bytes.Compare(last, first) < 0)
		alike = min(alike, piece.alike, common(r.texts.at(read[0].firstID()), first))
		last = r.texts.at(piece.rows[len(piece.rows)-1].id)
	}
	rows := make([]entityRow, total)
	each(o.Threads, len(read), func(k int) {
		copy(rows[base[k]:], read[k].rows)
		read[k].rows = nil
	})
	anew := map[ref]int{}
	for k := range read {
		for _, w := range read[k].anew {
			anew[w.id] = w.offset
		}
	}
	offset := func(id ref) int {
		if at, there := anew[id]; there {
			return at
		}
		return int(id >> lengthBits & (1<<offsetBits - 1))
	}
	order := r.number(rows, ordered, alike, o.Threads, func(again ref, first ref) {
		r.Counts.FaultyRows++
		if len(remarks) >= mostRemarks {
			return
		}
		m := remark{code: "duplicate-id", column: x.id + 1, args: ownership.Args{"text": echo(r.texts.at(again))}}
		m.offset = offset(again)
		m.args["first"] = ownership.Position{File: t.File, Line: 1 + bytes.Count(t.Text[:offset(first)], []byte{'\n'})}
		remarks = append(remarks, m)
	})
	t.tell(remarks, o.Note)
	r.enterNumbers(read, base, order, total)
	r.sortProfiles()
	o.stage("ids")
	giveBack(len(r.ids))
	found := newIndex(len(r.ids))
	if len(r.ids) > 0 {
		found.common = r.texts.at(r.ids[0])[:alike]
	}
	found.fill(r, order, o.Threads)
	return found, nil
}

// sideBySide finds the first and the last of columns that have no others
// between them; the last is -1 when they have.
func sideBySide(columns []int) (first, last int) {
	there := slices.DeleteFunc(slices.Clone(columns), func(k int) bool { return k < 0 })
	if len(there) == 0 {
		return 0, -1
	}
	slices.Sort(there)
	first, last = there[0], there[len(there)-1]
	if last-first != len(there)-1 || last >= mostColumns {
		return 0, -1
	}
	return first, last
}

// firstID is the id of the first row, no text when there is none.
func (p *entityPiece) firstID() ref {
	if len(p.rows) == 0 {
		return 0
	}
	return p.rows[0].id
}

// common is how many leading bytes two texts have in common.
func common(a, b []byte) int {
	n := min(len(a), len(b))
	for k := range n {
		if a[k] != b[k] {
			return k
		}
	}
	return n
}

// number brings the rows into the order of their ids, which are alike in so many
// bytes, and returns that order; nil when they are in it. again is called for
// each row whose id an earlier one has.
func (r *Register) number(rows []entityRow, ordered bool, alike, threads int, again func(again, first ref)) []ranked {
	n := len(rows)
	r.ids, r.names, r.profile = make([]ref, n), make([]ref, n), make([]uint32, n)
	if ordered {
		spread(threads, n, func(from, to int) {
			for i := from; i < to; i++ {
				r.ids[i], r.names[i], r.profile[i] = rows[i].id, rows[i].name, rows[i].profile
			}
		})
		return nil
	}
	order := make([]ranked, n)
	spread(threads, n, func(from, to int) {
		for i := from; i < to; i++ {
			at := int(rows[i].id >> lengthBits & (1<<offsetBits - 1))
			a, b := prefix(r.texts.sources[rows[i].id>>(offsetBits+lengthBits)], at+alike, at+rows[i].id.length())
			order[i] = ranked{a, b, uint32(i)}
		}
	})
	rank(order, func(row uint32) []byte { return r.texts.at(rows[row].id) }, alike, threads)
	spread(threads, n, func(from, to int) {
		for i := from; i < to; i++ {
			row := &rows[order[i].row]
			r.ids[i], r.names[i], r.profile[i] = row.id, row.name, row.profile
		}
	})
	kept := 0
	for i := range n {
		if kept > 0 && order[i].a == order[kept-1].a && order[i].b == order[kept-1].b && bytes.Equal(r.texts.at(r.ids[i]), r.texts.at(r.ids[kept-1])) {
			again(r.ids[i], r.ids[kept-1])
			continue
		}
		if kept != i {
			r.ids[kept], r.names[kept], r.profile[kept] = r.ids[i], r.names[i], r.profile[i]
			order[kept] = order[i]
		}
		kept++
	}
	r.ids, r.names, r.profile = r.ids[:kept], r.names[:kept], r.profile[:kept]
	return order[:kept]
}

// profileCache remembers the profiles of the cells that make them.
type profileCache struct {
	key     []byte
	entries [1 << 12]struct {
		key     string
		profile uint32
		clean   bool
	}
}

// piece reads the rows of a piece of the file.
func (x *entityReader) piece(p *entityPiece, from, to int, quotes bool, c *profileCache) {
	s := scanner{text: x.Text, pos: from, end: to, comma: x.comma, quotes: quotes}
	p.rows = make([]entityRow, 0, (to-from)/36+16)
	p.alike, p.ordered = longestID, true
	var first, last []byte
	for s.next() {
		p.read++
		id, ok := x.idOf(&s, p)
		if !ok {
			continue
		}
		row := entityRow{id: x.ref(&s, id)}
		if row.id>>(offsetBits+lengthBits) == arenaSource {
			p.anew = append(p.anew, writtenAnew{row.id, s.start})
		}
		name := s.cell(x.name)
		if x.torn && !utf8.Valid(name) {
			name = bytes.ToValidUTF8(name, []byte("\uFFFD"))
			p.faulty++
			if len(p.remarks) < mostRemarks {
				p.remark(&s, x.name+1, "broken-encoding", ownership.Args{"text": echo(name)})
			}
		}
		row.name = x.ref(&s, name)
		row.profile = x.profileOf(&s, p, name, c)
		if first == nil {
			first = id
		}
		if p.alike > 0 {
			p.alike = min(p.alike, common(first, id))
		}
		if p.ordered && last != nil && bytes.Compare(last, id) >= 0 {
			p.ordered = false
		}
		last = id
		if x.numberColumns != nil {
			x.number(&s, p, id)
		}
		p.rows = append(p.rows, row)
	}
	p.torn = !utf8.Valid(x.Text[from:to])
}

// remark keeps the fault of a cell of the row.
func (p *entityPiece) remark(s *scanner, column int, code string, args ownership.Args) {
	p.remarks = append(p.remarks, remark{s.start, column, code, args})
}

// idOf reads the id of a row; ok is false when the row has none that can serve.
func (x *entityReader) idOf(s *scanner, p *entityPiece) (id []byte, ok bool) {
	column, code, args := x.id+1, "", ownership.Args(nil)
	switch id = s.cell(x.id); {
	case s.broken != "":
		column, code = s.column, s.broken
	case s.n > x.width:
		column, code, args = x.width+1, "extra-cells", ownership.Args{"n": s.n, "columns": x.width}
	case len(id) == 0:
		code, args = "blank-cell", ownership.Args{"column": "id"}
	case len(id) > longestID:
		code, args = "id-too-long", ownership.Args{"text": echo(id), "limit": longestID}
	case invisible(id):
		code, args = "id-invisible", ownership.Args{"text": echo(id)}
	}
	if code == "" {
		return x.o.Dialect.sameID(id), true
	}
	p.faulty++
	if len(p.remarks) < mostRemarks {
		p.remark(s, column, code, args)
	}
	return nil, false
}

// sameID is the form of an id in which it is looked for.
func (d *Dialect) sameID(id []byte) []byte {
	for _, b := range id {
		if b >= utf8.RuneSelf {
			return []byte(d.ID(string(id)))
		}
	}
	return id
}

// invisible tells whether a text holds a control character or is not UTF-8.
func invisible(text []byte) bool {
	ascii := true
	for _, b := range text {
		if b < ' ' || b == 0x7F {
			return true
		}
		ascii = ascii && b < utf8.RuneSelf
	}
	if ascii {
		return false
	}
	for rest := text; len(rest) > 0; {
		c, n := utf8.DecodeRune(rest)
		if c == utf8.RuneError || unprinted(c) {
			return true
		}
		rest = rest[n:]
	}
	return false
}

// ref is where a cell's text stands: in the file, or where it had to be written
// anew.
func (x *entityReader) ref(s *scanner, text []byte) ref {
	if len(text) == 0 {
		return 0
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(text))) - uintptr(unsafe.Pointer(unsafe.SliceData(s.text)))
	if at < uintptr(len(s.text)) {
		return newRef(entitySource, int(at), len(text))
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.arena = append(x.arena, text...)
	return newRef(arenaSource, len(x.arena)-len(text), len(text))
}

// profileOf is the number of the profile that the cells of a row make.
func (x *entityReader) profileOf(s *scanner, p *entityPiece, name []byte, c *profileCache) uint32 {
	nominee := mayNameNominee(name) && namesNominee(string(name))
	var key []byte
	if x.lastColumn >= 0 && x.lastColumn < s.n && !nominee {
		// The cells with what separates them.
		key = s.text[s.cells[x.firstColumn].from:s.cells[x.lastColumn].to]
	} else {
		key = append(c.key[:0], 1)
		for _, column := range x.columns {
			if column >= 0 {
				key = append(append(key, s.cell(column)...), 0)
			}
		}
		if nominee {
			key = append(key, 1)
		}
		c.key = key
	}
	e := &c.entries[maphash.Bytes(x.seed, key)&(1<<12-1)]
	if e.clean && e.key == string(key) {
		return e.profile
	}
	made, clean := x.makeProfile(s, p, nominee)
	x.mu.Lock()
	n, there := x.known[made]
	if !there {
		n = uint32(len(x.profiles))
		x.known[made] = n
		x.profiles = append(x.profiles, made)
	}
	x.mu.Unlock()
	if clean {
		e.key, e.profile, e.clean = string(key), n, true
	}
	return n
}

// makeProfile reads the cells that make a profile. One that cannot be read is
// not known: the kind of the entity, its place, whether it is listed.
func (x *entityReader) makeProfile(s *scanner, p *entityPiece, nominee bool) (made Profile, clean bool) {
	clean = true
	read := func(k int, parse func(text string) (string, error)) string {
		text := s.cell(x.columns[k])
		if len(text) == 0 {
			return ""
		}
		value, err := parse(string(text))
		if err != nil {
			if clean {
				p.faulty++
			}
			clean = false
			if len(p.remarks) < mostRemarks {
				p.remark(s, x.columns[k]+1, err.Error(), facts(attributes[k], text, err))
			}
		}
		return value
	}
	word := func(column string) func(string) (string, error) {
		return func(text string) (string, error) { return x.o.Dialect.Canonical(column, text) }
	}
	country := x.o.Dialect.Country
	made.Kind = ownership.Kind(read(0, word("kind")))
	if made.Kind == "" {
		made.Kind = ownership.Company
		if !clean {
			made.Kind = ownership.UnknownKind
		}
	}
	made.RegisteredOffice = read(1, country)
	made.CentralAdministration = read(2, country)
	made.PrincipalEstablishment = read(3, country)
	made.Nationality = read(4, country)
	made.Residence = read(5, country)
	made.Listed = ownership.Listing(read(6, word("listed")))
	made.Ultimate = read(7, word("yes_no")) == "yes"
	made.Nominee = nominee && made.Kind != ownership.Person && made.Kind != ownership.State
	return made, clean
}
