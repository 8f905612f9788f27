package register

import (
	"bytes"
	"slices"
	"sort"
	"strings"

	"egide/ownership"
)

// numbered is what an entity is known by elsewhere than in the register: its LEI,
// or its number in another register. Several entities may have one number, each
// in the register of its own country.
type numbered struct {
	text   ref
	entity uint32
	_      uint32
}

// PlainNumber is the form in which LEIs and registration numbers are compared:
// letters, as capitals, and digits.
func PlainNumber(text string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z':
			return c
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		}
		return -1
	}, text)
}

// isPlainNumber tells whether a text is in that form.
func isPlainNumber(text []byte) bool {
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// sortNumbers puts the numbers in order.
func (r *Register) sortNumbers() {
	slices.SortFunc(r.numbers, func(a, b numbered) int {
		if c := bytes.Compare(r.texts.at(a.text), r.texts.at(b.text)); c != 0 {
			return c
		}
		return int(a.entity) - int(b.entity)
	})
	r.numbers = slices.CompactFunc(r.numbers, func(a, b numbered) bool {
		return a.entity == b.entity && bytes.Equal(r.texts.at(a.text), r.texts.at(b.text))
	})
}

// WithNumber lists the entities that have a LEI or registration number, in the
// order of their ids. A register has numbers only where it was read with them:
// see [Options] and [Builder.KeepNumbers].
func (r *Register) WithNumber(number string) []int {
	list, _ := withNumber(number, len(r.numbers), func(k int) (string, error) { return string(r.texts.at(r.numbers[k].text)), nil },
		func(k int) int { return int(r.numbers[k].entity) })
	return list
}

// WithNumber lists the entities of a snapshot that have a LEI or registration
// number. It looks at no more of the file than it needs.
func (s *Snapshot) WithNumber(number string) ([]int, error) {
	return withNumber(number, len(s.r.numbers), func(k int) (string, error) {
		const size = 16
		if err := s.need(sectionNumbers, size*k, size*k+size); err != nil {
			return "", err
		}
		n := s.r.numbers[k]
		if !n.text.within(s.entries[sectionTexts].length) || int(n.entity) >= len(s.r.ids) {
			return "", ErrSnapshotAltered
		}
		from := int(n.text >> lengthBits)
		return string(s.r.texts.at(n.text)), s.need(sectionTexts, from, from+n.text.length())
	}, func(k int) int { return int(s.r.numbers[k].entity) })
}

// Named lists the entities that a name may mean: the one with that id, or failing
// it those with that number.
func (r *Register) Named(name string) []int {
	if i, there := r.Find(name); there {
		return []int{i}
	}
	return r.WithNumber(name)
}

// Named lists the entities of a snapshot that a name may mean: the one with that
// id, or failing it those with that number.
func (s *Snapshot) Named(name string) ([]int, error) {
	i, there, err := s.Find(name)
	switch {
	case err != nil:
		return nil, err
	case there:
		return []int{i}, nil
	}
	return s.WithNumber(name)
}

// IDs are the ids of entities of a snapshot.
func (s *Snapshot) IDs(of []int) ([]string, error) {
	var ids []string
	for _, i := range of {
		if err := s.needText(sectionIDs, s.r.ids, i); err != nil {
			return nil, err
		}
		ids = append(ids, s.r.ID(i))
	}
	return ids, nil
}

// Country is where an entity of a snapshot has its registered office, empty when
// that is not known.
func (s *Snapshot) Country(i int) (string, error) {
	if err := s.needEntity(i); err != nil {
		return "", err
	}
	return s.r.Profile(i).RegisteredOffice, nil
}

// withNumber searches numbers in order, of which text and entity tell one.
func withNumber(number string, count int, text func(int) (string, error), entity func(int) int) (found []int, err error) {
	number = PlainNumber(number)
	if number == "" {
		return nil, nil
	}
	at := func(k int) string {
		t, failed := text(k)
		if err == nil {
			err = failed
		}
		return t
	}
	for k := sort.Search(count, func(k int) bool { return at(k) >= number }); err == nil && k < count && at(k) == number; k++ {
		found = append(found, entity(k))
	}
	if err != nil {
		return nil, err
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// KeepNumbers has the builder keep LEIs and registration numbers.
func (b *Builder) KeepNumbers() { b.numbered = true }

// number keeps the numbers of an entity that has been entered.
func (b *Builder) number(e *ownership.Entity) {
	for _, text := range []string{e.LEI, e.RegistrationNumber} {
		if plain := PlainNumber(text); plain != "" && plain != e.ID && len(plain) <= longestID {
			b.numbers = append(b.numbers, numbered{text: b.keep(plain), entity: uint32(len(b.ids) - 1)})
		}
	}
}

// numberRow is a number in a piece of a file, and the place of its row there.
type numberRow struct {
	text ref
	row  uint32
}

// number keeps the numbers of the row that was read last.
func (x *entityReader) number(s *scanner, p *entityPiece, id []byte) {
	for _, column := range x.numberColumns {
		text := s.cell(column)
		if !isPlainNumber(text) {
			text = []byte(PlainNumber(string(text)))
		}
		if len(text) > 0 && len(text) <= longestID && !bytes.Equal(text, id) {
			p.numbers = append(p.numbers, numberRow{x.ref(s, text), uint32(len(p.rows))})
		}
	}
}

// enterNumbers gives the numbers of rows to the entities that the rows became.
// base has the first row of each piece; order is as number returns it.
func (r *Register) enterNumbers(pieces []entityPiece, base []int, order []ranked, rows int) {
	if !slices.ContainsFunc(pieces, func(p entityPiece) bool { return len(p.numbers) > 0 }) {
		return
	}
	var entity []uint32 // by row: one more than the entity
	if order != nil {
		entity = make([]uint32, rows)
		for i := range order {
			entity[order[i].row] = uint32(i) + 1
		}
	}
	for k := range pieces {
		for _, n := range pieces[k].numbers {
			row := base[k] + int(n.row)
			switch {
			case order == nil:
				r.numbers = append(r.numbers, numbered{text: n.text, entity: uint32(row)})
			case entity[row] != 0:
				r.numbers = append(r.numbers, numbered{text: n.text, entity: entity[row] - 1})
			}
		}
	}
	r.sortNumbers()
}
