package match

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/written"
)

// Options are what a person has said of entities that look alike.
type Options struct {
	// Same gives the id that an entity of a file, by its name or its id, has in
	// the dossier; "new" says that it is another one.
	Same map[string]string
	// SameNames takes entities of one name and legal form for one where all
	// that keeps them apart is that a country is not known.
	SameNames bool
	// Beside lets figures of a company's holders stand beside others that the
	// dossier has of the same company; else that is a question that blocks.
	Beside bool
}

// Matcher finds the entities of a dossier again in what is imported. A match is
// certain by LEI, by SIREN or another registration number with its country, or
// by name, legal form and country together. Anything less is a question, and
// nothing is merged.
type Matcher struct {
	dossier *ownership.Dossier
	byID    map[string]*candidate
	byLEI   map[string][]*candidate
	byNum   map[string][]*candidate // by the number alone
	byName  map[string][]*candidate // by the name without its legal form
	byWords map[string][]*candidate // by the words of the name in alphabetical order
	byNear  map[uint64][]*candidate // by the name with one letter left out
	ids     identity.IDs
	seed    maphash.Seed
	doubts  int
}

// candidate is an entity that others are compared with.
type candidate struct {
	id, label      string
	name, form     string // of the name, without and only the legal form
	country        string
	lei            string
	scheme, number string
	kind           ownership.Kind
	source         string            // what the entity says of its origin
	at             string            // where its row stands
	row            intake.DraftRow   // of a draft that is not written yet; nil for the dossier's
	told           map[string]string // what the dossier's row has in the columns that a file may tell
}

// NewMatcher makes a matcher of the entities of a dossier, which may be nil.
func NewMatcher(d *ownership.Dossier) *Matcher {
	m := &Matcher{
		byID: map[string]*candidate{}, byLEI: map[string][]*candidate{}, byNum: map[string][]*candidate{},
		byName: map[string][]*candidate{}, byWords: map[string][]*candidate{}, byNear: map[uint64][]*candidate{}, ids: identity.NewIDs(), seed: maphash.MakeSeed(),
	}
	if d == nil {
		d = &ownership.Dossier{}
	}
	own := *d // entities are added to it, and not to the caller's
	own.Entities = slices.Clone(d.Entities)
	m.dossier = &own
	for _, e := range d.Entities {
		place := e.RegisteredOffice
		if e.Kind == ownership.Person {
			place = cmp.Or(e.Nationality, e.Residence)
		}
		c := newCandidate(e.ID, e.Name, e.LegalForm, place.Country, e.LEI, e.RegistrationNumber, e.Kind, e.Source, e.At.String())
		c.told = intake.EntityRow(e)
		m.add(c)
	}
	return m
}

func newCandidate(id, name, form, country, lei, number string, kind ownership.Kind, source, at string) *candidate {
	key, own := identity.NameKey(name)
	if own == "" && form != "" {
		if f, ok := identity.LegalFormOf(form); ok {
			own = f.Form
		}
	}
	c := &candidate{id: id, label: name, name: key, form: own, country: country, lei: strings.ToUpper(lei), kind: kind, source: source, at: cmp.Or(at, source)}
	if number != "" {
		c.scheme, c.number = identity.NumberKey(number, country)
	}
	return c
}

func (m *Matcher) add(c *candidate) {
	m.byID[c.id] = c
	m.ids.Take(c.id)
	if c.lei != "" {
		m.byLEI[c.lei] = append(m.byLEI[c.lei], c)
	}
	if c.number != "" {
		m.byNum[c.number] = append(m.byNum[c.number], c)
	}
	if c.name == "" || c.kind == ownership.PublicFloat {
		return
	}
	m.byName[c.name] = append(m.byName[c.name], c)
	words := identity.WordKey(c.name)
	m.byWords[words] = append(m.byWords[words], c)
	for _, h := range m.nearby(c.name) {
		if list := m.byNear[h]; len(list) < mostNear && !slices.Contains(list, c) {
			m.byNear[h] = append(list, c)
		}
	}
}

// nearby are the marks of a name and of every name that it becomes when one
// letter is left out. Two names share one when a letter was added, dropped,
// replaced or swapped with its neighbour.
func (m *Matcher) nearby(name string) []uint64 {
	const shortest, longest = 6, 120
	if len(name) < shortest || len(name) > longest {
		return nil
	}
	marks := make([]uint64, 0, len(name)+1)
	var h maphash.Hash
	h.SetSeed(m.seed)
	_, _ = h.WriteString(name)
	marks = append(marks, h.Sum64())
	for i := range len(name) {
		h.Reset()
		_, _ = h.WriteString(name[:i])
		_, _ = h.WriteString(name[i+1:])
		marks = append(marks, h.Sum64())
	}
	return marks
}

// matched is the entities that were found again for one reason.
type matched struct {
	at    ownership.Position // of the first
	names []string
	n     int
}

// Dossier is the dossier with the entities of the drafts that were joined.
func (m *Matcher) Dossier() *ownership.Dossier { return m.dossier }

// Join gives the entities of a draft the ids that they have in the dossier, and
// free ids to those that are new; rows that the dossier has already are left
// out. What was matched stands in the draft's notes, what is doubtful in its
// questions. The draft's entities are then known to the matcher, so that a
// second file can be joined.
func (m *Matcher) Join(d *intake.Draft, opts Options) {
	renamed := map[string]string{}
	var kept []intake.DraftRow
	fresh := make([]*candidate, 0, len(d.Entities))
	same := map[string]*matched{}
	var found []string // the names of those that the dossier has
	answers := make(map[string]string, len(opts.Same))
	for name, id := range opts.Same {
		answers[written.Fold(name)] = id
	}
	for _, row := range d.Entities {
		old := row["id"]
		country := cmp.Or(row["registered_office"], row["nationality"], row["residence"])
		country, _, _ = strings.Cut(country, "-")
		c := newCandidate(old, row["name"], row["legal_form"], country, row["lei"], row["registration_number"], ownership.Kind(row["kind"]), row["source"], "")
		var twin *candidate
		code := ""
		answer := cmp.Or(answers[written.Fold(row["name"])], answers[written.Fold(old)])
		switch {
		case answer == "new":
		case answer != "" && m.byID[answer] != nil:
			twin, code = m.byID[answer], "match-told"
		case answer != "":
			d.Questions = append(d.Questions, intake.Question{Blocks: true, At: []ownership.Position{{File: row["source"]}},
				Note: ownership.Note{Code: "match-no-such-id", Args: ownership.Args{"text": written.Echo(row["name"]), "id": written.Echo(answer)}}})
		default:
			twin, code = m.find(c, opts, d)
		}
		if twin != nil {
			renamed[old] = twin.id
			found = append(found, written.Echo(row["name"]))
			if code != "" {
				g := same[code]
				if g == nil {
					g = &matched{at: ownership.Position{File: row["source"]}}
					same[code] = g
				}
				g.n++
				g.names = append(g.names, written.Echo(row["name"]))
			}
			m.differs(d, c, twin)
			m.complete(d, row, twin)
			continue
		}
		if m.ids.Has(old) {
			renamed[old] = m.ids.Free(old)
			row["id"], c.id = renamed[old], renamed[old]
		}
		m.ids.Take(c.id)
		kept = append(kept, row)
		fresh = append(fresh, c)
	}
	d.Entities = kept
	d.Questions = stillAsked(d.Questions, found)
	for i, c := range fresh { // later, so that a file is not compared with itself
		row := kept[i]
		c.row = row
		m.add(c)
		e := &ownership.Entity{ID: c.id, Name: row["name"], Kind: c.kind, LegalForm: row["legal_form"], LEI: c.lei, RegistrationNumber: row["registration_number"], Source: row["source"]}
		e.RegisteredOffice.Country = c.country
		m.dossier.Entities = append(m.dossier.Entities, e)
	}
	rename(d.Shareholdings, renamed, "holder", "issuer", "nominee_for")
	rename(d.Rights, renamed, "holder", "company")
	codes := make([]string, 0, len(same))
	for code := range same {
		codes = append(codes, code)
	}
	slices.Sort(codes) // for stable output
	for _, code := range codes {
		d.Notes = append(d.Notes, ownership.Note{Code: code, Args: ownership.Args{"n": same[code].n, "names": written.Few(same[code].names)}, At: same[code].at})
	}
	m.dropKnown(d)
	if !opts.Beside {
		m.askOfOthers(d)
	}
}

// stillAsked are the questions without that of the kind of those that the dossier
// has already, which says it.
func stillAsked(questions []intake.Question, found []string) []intake.Question {
	var still []intake.Question
	for _, q := range questions {
		names, _ := q.Note.Args["names"].([]string)
		n, _ := q.Note.Args["n"].(int)
		if q.Note.Code == "captable-kind-matters" && len(names) > 0 {
			unknown := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(found, name) })
			if n -= len(names) - len(unknown); n <= 0 || len(unknown) == 0 {
				continue
			}
			q.Note.Args = ownership.Args{"names": unknown, "n": n}
		}
		still = append(still, q)
	}
	return still
}

func rename(rows []intake.DraftRow, ids map[string]string, columns ...string) {
	for _, row := range rows {
		for _, column := range columns {
			if id, ok := ids[row[column]]; ok {
				row[column] = id
			}
		}
	}
}

// find is the entity of the dossier that a drafted one certainly is, with the
// code of the reason; doubtful ones become questions.
func (m *Matcher) find(c *candidate, opts Options, d *intake.Draft) (*candidate, string) {
	nobody := c.kind == ownership.PublicFloat || c.kind == ownership.UnknownKind
	if twin := m.byID[c.id]; twin != nil && twin.kind == c.kind && twin.name == c.name && (nobody || c.source != "" && twin.source == c.source) {
		return twin, "" // the row itself, imported before, or the unnamed holders of one company
	}
	if nobody {
		return nil, "" // the public of two companies is not one holder
	}
	if c.lei != "" {
		if found := m.byLEI[c.lei]; len(found) == 1 {
			return found[0], "match-lei"
		} else if len(found) > 1 {
			m.doubt(d, c, found, "match-several")
			return nil, ""
		}
	}
	if c.number != "" {
		var certain, maybe []*candidate
		for _, o := range m.byNum[c.number] {
			switch {
			case o.lei != "" && c.lei != "":
			case o.scheme == c.scheme && c.scheme != "" || o.name == c.name && (o.scheme == "" || c.scheme == ""):
				certain = append(certain, o)
			case o.scheme == "" || c.scheme == "":
				maybe = append(maybe, o)
			}
		}
		switch {
		case len(certain) == 1:
			return certain[0], "match-number"
		case len(certain) > 1:
			m.doubt(d, c, certain, "match-several")
			return nil, ""
		case len(maybe) > 0:
			m.doubt(d, c, maybe, "match-number-alone")
			return nil, ""
		}
	}
	if c.name == "" {
		return nil, ""
	}
	var certain, placeless, otherForm []*candidate
	var elsewhere []*candidate
	for _, o := range m.byName[c.name] {
		if m.others(c, o) {
			// One of the two files may have the seat wrong, and the seat decides
			// what counts against the limits.
			if o.row == nil && m.elsewhere(c, o) {
				elsewhere = append(elsewhere, o)
			}
			continue
		}
		countries := c.country != "" && o.country != ""
		switch {
		case countries && c.country != o.country:
		case c.form != o.form || c.kind == ownership.Person != (o.kind == ownership.Person):
			otherForm = append(otherForm, o)
		case c.kind == ownership.Person && !opts.SameNames:
			placeless = append(placeless, o)
		case countries:
			certain = append(certain, o)
		default:
			placeless = append(placeless, o)
		}
	}
	switch {
	case len(certain) == 1:
		return certain[0], "match-name"
	case len(certain) > 1:
		m.doubt(d, c, certain, "match-several")
		return nil, ""
	case len(placeless) == 1 && opts.SameNames:
		return placeless[0], "match-same-names"
	case len(placeless) > 0:
		code := "match-country"
		if c.kind == ownership.Person {
			code = "match-person"
		}
		m.doubt(d, c, placeless, code)
		return nil, ""
	case len(otherForm) > 0:
		m.doubt(d, c, otherForm, "match-form")
		return nil, ""
	case len(elsewhere) > 0:
		m.doubt(d, c, elsewhere, "match-elsewhere")
		return nil, ""
	}
	var near []*candidate
	for _, o := range m.byWords[identity.WordKey(c.name)] {
		if o.name != c.name && !m.others(c, o) {
			near = append(near, o)
		}
	}
	for _, h := range m.nearby(c.name) {
		for _, o := range m.byNear[h] {
			if o.name != c.name && !slices.Contains(near, o) && !m.others(c, o) && written.Edits([]rune(o.name), []rune(c.name), 3) <= 1 && !numbered(o.name, c.name) {
				near = append(near, o)
			}
		}
	}
	if len(near) > 0 {
		m.doubt(d, c, near, "match-near")
	}
	return nil, ""
}

// numbered tells whether two names differ by a digit: Fund 1 and Fund 2 are not
// one name misspelled.
func numbered(a, b string) bool {
	digit := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
	}
	return digit(a) != digit(b)
}

// others tells whether two entities certainly are not one: their LEIs or their
// numbers in one register differ, or their countries.
func (m *Matcher) others(a, b *candidate) bool {
	return identity.Conflict(a.lei, b.lei) || a.scheme == b.scheme && identity.Conflict(a.number, b.number) || identity.Conflict(a.country, b.country) || b.kind == ownership.PublicFloat
}

// elsewhere tells whether a country is all that keeps two entities of one name
// and form apart.
func (m *Matcher) elsewhere(a, b *candidate) bool {
	return identity.Conflict(a.country, b.country) && !identity.Conflict(a.form, b.form) && a.kind == b.kind &&
		!identity.Conflict(a.lei, b.lei) && !(a.scheme == b.scheme && identity.Conflict(a.number, b.number))
}

const (
	mostDoubts = 200 // more questions than this nobody answers
	mostNear   = 50  // names that differ in one letter of one place: more are a series
)

func (m *Matcher) doubt(d *intake.Draft, c *candidate, found []*candidate, code string) {
	if m.doubts++; m.doubts > mostDoubts {
		if m.doubts == mostDoubts+1 {
			d.Notes = append(d.Notes, ownership.Note{Code: "match-more", Args: ownership.Args{"limit": mostDoubts}})
		}
		return
	}
	slices.SortFunc(found, func(a, b *candidate) int { return cmp.Compare(a.id, b.id) })
	o := found[0]
	q := intake.Question{At: []ownership.Position{{File: c.source}}}
	for _, f := range found {
		q.At = append(q.At, ownership.Position{File: f.at})
	}
	q.Note = ownership.Note{Code: code, Entity: o.id, At: q.At[0], Args: ownership.Args{
		"text": written.Echo(c.label), "here": c.source, "name": written.Echo(cmp.Or(o.label, o.id)), "id": o.id, "there": o.at,
	}}
	d.Questions = append(d.Questions, q)
}

// differs warns of a certain match whose rows contradict each other.
func (m *Matcher) differs(d *intake.Draft, c, twin *candidate) {
	for _, pair := range []struct{ code, a, b string }{
		{"match-other-country", c.country, twin.country},
		{"match-other-name", c.name, twin.name},
	} {
		if identity.Conflict(pair.a, pair.b) {
			a, b := pair.a, pair.b
			if pair.code == "match-other-name" {
				a, b = written.Echo(c.label), written.Echo(twin.label)
			}
			d.Notes = append(d.Notes, ownership.Note{Code: pair.code, Entity: twin.id, At: ownership.Position{File: c.source},
				Args: ownership.Args{"id": twin.id, "here": a, "there": b, "at": twin.at}})
		}
	}
}

// identifying are the columns of an entity that one file may tell and another
// leave blank.
var identifying = []string{
	"name", "registered_office", "central_administration", "principal_establishment", "nationality", "residence", "legal_form", "lei", "registration_number",
}

// complete fills in what an entity lacked until this file, as long as its row is
// not written. Rows of the dossier stay as they are, and the reader is told.
func (m *Matcher) complete(d *intake.Draft, row intake.DraftRow, twin *candidate) {
	var blank []string
	for _, column := range identifying {
		text := row[column]
		switch {
		case text == "":
		case twin.row != nil:
			if twin.row[column] == "" {
				twin.row[column] = text
			}
		case column == "legal_form": // mostly read from the name
		case twin.told[column] == "" && !(twin.kind == ownership.Person && column == "registered_office"):
			blank = append(blank, column+" "+written.Echo(text))
		}
	}
	if len(blank) > 0 && row["source"] != twin.source {
		d.Notes = append(d.Notes, ownership.Note{Code: "match-tells", Entity: twin.id, At: ownership.Position{File: row["source"]},
			Args: ownership.Args{"id": twin.id, "at": twin.at, "blank": blank}})
	}
}

// dropKnown leaves out the rows that the dossier has already, from an earlier
// import of the same file.
func (m *Matcher) dropKnown(d *intake.Draft) {
	there := map[string]bool{}
	of := intake.DraftOf(&ownership.Dossier{Holdings: m.dossier.Holdings, Rights: m.dossier.Rights})
	for _, row := range of.Shareholdings {
		there["h"+holdingKey(row)] = true
	}
	for _, row := range of.Rights {
		there["r"+rightKey(row)] = true
	}
	before := len(d.Shareholdings) + len(d.Rights)
	d.Shareholdings = slices.DeleteFunc(d.Shareholdings, func(row intake.DraftRow) bool { return row["source"] != "" && there["h"+holdingKey(row)] })
	d.Rights = slices.DeleteFunc(d.Rights, func(row intake.DraftRow) bool { return row["source"] != "" && there["r"+rightKey(row)] })
	if n := before - len(d.Shareholdings) - len(d.Rights); n > 0 {
		d.Notes = append(d.Notes, ownership.Note{Code: "import-there-already", Args: ownership.Args{"n": n}})
	}
}

// holdingKey tells holdings apart: what is held, and where it was read.
func holdingKey(row intake.DraftRow) string {
	key := ""
	for _, column := range []string{"source", "holder", "issuer", "share_class", "concert", "nominee_for", "declared", "from", "until"} {
		key += row[column] + "\x00"
	}
	for _, column := range []string{"capital", "votes"} {
		text := row[column]
		if share, fault := written.Share(text); fault == nil {
			text = written.ShareText(share)
		}
		key += text + "\x00"
	}
	for _, column := range []string{"shares", "votes_per_share"} {
		text := row[column]
		if n, fault := written.Count(text, 0); fault == nil {
			text = written.CountText(n)
		}
		key += text + "\x00"
	}
	return key
}

func rightKey(row intake.DraftRow) string {
	key := ""
	for _, column := range []string{"source", "holder", "company", "right", "organ", "seats", "of_seats", "basis", "scope", "from", "until"} {
		key += row[column] + "\x00"
	}
	return key
}

// askOfOthers stops figures of holders from adding to those that the dossier has
// of the same company from another source, or from an older state of this one.
func (m *Matcher) askOfOthers(d *intake.Draft) {
	fresh := map[string]bool{}
	first := map[string]intake.DraftRow{}
	for _, row := range d.Shareholdings {
		if row["capital"]+row["votes"]+row["shares"] != "" && row["until"] == "" {
			if !fresh[row["issuer"]] {
				first[row["issuer"]] = row
			}
			fresh[row["issuer"]] = true
		}
	}
	type there struct {
		n  int
		at ownership.Position
	}
	old := map[string]*there{}
	var issuers []string
	for _, h := range m.dossier.Holdings {
		if fresh[h.Issuer] && h.Until == 0 && (h.Capital.Known() || h.Votes.Known() || h.Shares != nil) {
			t := old[h.Issuer]
			if t == nil {
				t = &there{at: h.At.Row()}
				old[h.Issuer] = t
				issuers = append(issuers, h.Issuer)
			}
			t.n++
		}
	}
	for _, id := range issuers {
		t := old[id]
		d.Questions = append(d.Questions, intake.Question{Blocks: true, At: []ownership.Position{{File: first[id]["source"]}, t.at},
			Note: ownership.Note{Code: "import-holders-there", Entity: id, At: t.at, Args: ownership.Args{"id": id, "n": t.n, "first": t.at}}})
	}
}
