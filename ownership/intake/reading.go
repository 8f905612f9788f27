package intake

import (
	"maps"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// reading is one dossier on its way in.
type reading struct {
	input.Collector
	places written.Gazetteer
	ids    map[string]*ownership.Entity
	// idsComplete tells whether every entity was read, so that an id that is
	// not among them is unknown for certain.
	idsComplete bool
	searched    map[string]string // nearest ids found so far
	names       []string          // all ids, for the nearest one
	services    map[string]bool   // services that were warned of
}

// at reports the fault of a cell, if there is one.
func (r *reading) at(b *binding, i int, column string, fault *written.Fault) {
	if fault == nil {
		return
	}
	args := ownership.Args{"column": column}
	maps.Copy(args, fault.Args)
	r.Fault(b.cell(i, column), fault.Code, args)
}

// word reads a cell that takes a word of its column's vocabulary.
func (r *reading) word(b *binding, i int, column string, text textCell) string {
	word, fault := written.Choice(column, string(text))
	r.at(b, i, column, fault)
	return word
}

// place reads a cell that holds a country.
func (r *reading) place(b *binding, i int, column string, text textCell) ownership.Place {
	place, fault := r.places.Place(string(text))
	r.at(b, i, column, fault)
	return place
}

// nationality reads a country that may be written as its people are called:
// Française, British.
func (r *reading) nationality(b *binding, i int, text textCell) ownership.Place {
	if code, ok := written.People(string(text)); ok {
		return ownership.Place{Country: code}
	}
	return r.place(b, i, "nationality", text)
}

// day, share, count, seats and answer take the value of a cell and report its
// fault.
func (r *reading) day(b *binding, i int, column string, c dateCell) ownership.Date {
	r.at(b, i, column, c.fault)
	return c.date
}

func (r *reading) share(b *binding, i int, column string, c shareCell) ownership.Share {
	r.at(b, i, column, c.fault)
	return c.share
}

func (r *reading) seats(b *binding, i int, column string, c wholeCell) int {
	r.at(b, i, column, c.fault)
	return c.orBlank()
}

func (r *reading) answer(b *binding, i int, column string, c answerCell) ownership.Tri {
	r.at(b, i, column, c.fault)
	return c.answer
}

// span reads the days from which and until which a row holds. A row that ends
// before it begins is a fault.
func (r *reading) span(b *binding, i int, from, until dateCell) ownership.Span {
	s := ownership.Span{From: r.day(b, i, "from", from), Until: r.day(b, i, "until", until)}
	if s.From != 0 && s.Until != 0 && s.Until <= s.From {
		r.Fault(b.cell(i, "until"), "span-order", ownership.Args{"from": s.From, "until": s.Until})
	}
	return s
}

// id reads a cell that has to hold the id of an entity.
func (r *reading) id(b *binding, i int, column string, c idCell) string {
	if c == "" {
		r.Fault(b.cell(i, column), "blank-cell", ownership.Args{"column": column})
		return ""
	}
	return r.optionalID(b, i, column, c)
}

// optionalID reads a cell that may hold the id of an entity.
func (r *reading) optionalID(b *binding, i int, column string, c idCell) string {
	id := string(c)
	if id == "" {
		return ""
	}
	if e, ok := r.ids[id]; ok {
		return e.ID
	}
	if !r.idsComplete {
		return id
	}
	args := ownership.Args{"column": column, "text": written.Echo(id)}
	code := "unknown-id"
	if near := r.nearestID(id); near != "" {
		code, args["near"] = "unknown-id-near", written.Echo(near)
	}
	r.Fault(b.cell(i, column), code, args)
	return id
}

// nearestID finds the id that was probably meant. Only so many are looked for:
// against 100,000 entities each one takes a while, and nobody reads more.
func (r *reading) nearestID(id string) string {
	const most = 30
	near, ok := r.searched[id]
	if !ok && len(r.searched) < most {
		near = written.Nearest(id, r.names)
		r.searched[id] = near
	}
	return near
}
