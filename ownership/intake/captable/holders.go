package captable

import (
	"cmp"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/written"
)

// holderIndex is the entities that a cap table names, each once.
type holderIndex struct {
	*capTable
	list   []*capEntity
	byName map[string][]*capEntity // by name and legal form
	byKey  map[string]*capEntity   // by LEI and registration number
	ids    identity.IDs
}

// capEntity is an entity that a cap table names.
type capEntity struct {
	row    intake.DraftRow
	name   string // compared form
	scheme string // country of the register
	number string
	born   string
	known  bool // it stands in the dossier already
}

func (x *holderIndex) init(c *capTable) {
	*x = holderIndex{capTable: c, byName: map[string][]*capEntity{}, byKey: map[string]*capEntity{}, ids: identity.NewIDs()}
}

// named is what a row tells of an entity.
type named struct {
	name, country, nationality, residence string // countries by their codes
	lei, number, scheme                   string
	born, legalForm                       string
	kind                                  ownership.Kind
	at                                    ownership.Position
	note                                  string
}

// enter finds the entity among those that the file named before, or adds it.
// Within one file, one name is one entity unless a number, a country or a year
// of birth tells otherwise.
func (x *holderIndex) enter(n named) *capEntity {
	key, form := identity.NameKey(n.name)
	if key == "" {
		key = n.name // nothing but signs
	}
	form = cmp.Or(n.legalForm, form)
	full := key + "|" + form
	scheme, number := "", ""
	if n.number != "" {
		scheme, number = identity.NumberKey(n.number, n.scheme)
	}
	for _, k := range identityKeys(n.lei, scheme, number) {
		if e := x.byKey[k]; e != nil {
			x.complete(e, n, scheme, number)
			return e
		}
	}
	for _, e := range x.byName[full] {
		if identity.Conflict(e.number, number) || identity.Conflict(e.row["lei"], n.lei) || identity.Conflict(e.row["registered_office"], n.country) || identity.Conflict(e.born, n.born) {
			continue
		}
		x.complete(e, n, scheme, number)
		return e
	}
	if same := x.byName[full]; len(same) > 0 {
		x.ask(false, "captable-same-name", ownership.Args{"text": written.Echo(n.name), "other": same[0].row["source"]}, n.at)
	}
	e := &capEntity{row: intake.DraftRow{"name": n.name, "kind": string(n.kind), "legal_form": form, "source": n.at.String()}, name: full}
	x.complete(e, n, scheme, number)
	e.row["id"] = x.newID(e)
	if x.day != 0 {
		e.row["source_date"] = x.day.String()
	}
	x.list = append(x.list, e)
	x.byName[full] = append(x.byName[full], e)
	return e
}

// complete fills in what an entity lacked until this row.
func (x *holderIndex) complete(e *capEntity, n named, scheme, number string) {
	fill := func(column, text string) {
		if e.row[column] == "" && text != "" {
			e.row[column] = text
		}
	}
	fill("registered_office", n.country)
	fill("nationality", n.nationality)
	fill("residence", n.residence)
	fill("lei", n.lei)
	fill("note", n.note)
	if e.number == "" && number != "" {
		e.scheme, e.number = scheme, number
		fill("registration_number", strings.ToUpper(written.Trim(n.number)))
		if scheme == "FR" {
			e.row["registration_number"] = number
		}
	}
	e.born = cmp.Or(e.born, n.born)
	for _, k := range identityKeys(n.lei, scheme, number) {
		if x.byKey[k] == nil {
			x.byKey[k] = e
		}
	}
}

func identityKeys(lei, scheme, number string) []string {
	var keys []string
	if lei != "" {
		keys = append(keys, "lei:"+lei)
	}
	if number != "" {
		keys = append(keys, "number:"+scheme+":"+number)
	}
	return keys
}

// newID makes an id from what identifies the entity best: its LEI, its SIREN or
// other registration number, its name.
func (x *holderIndex) newID(e *capEntity) string {
	id := ""
	switch {
	case e.row["lei"] != "":
		id = "lei-" + strings.ToLower(e.row["lei"])
	case e.number != "" && e.scheme == "FR":
		id = "siren-" + e.number
	case e.number != "" && e.scheme != "":
		id = strings.ToLower(e.scheme + "-" + e.number)
	default:
		id = identity.Slug(e.row["name"])
	}
	return x.ids.Free(id)
}

// special makes the entity that stands for holders of whom nobody is named: the
// public, or what a table does not show.
func (x *holderIndex) special(prefix, issuer, name string, kind ownership.Kind, at ownership.Position) string {
	id := prefix + "-" + issuer
	if !x.ids.Has(id) {
		x.ids.Take(id)
		row := intake.DraftRow{"id": id, "name": name, "kind": string(kind), "source": at.String()}
		if x.day != 0 {
			row["source_date"] = x.day.String()
		}
		x.list = append(x.list, &capEntity{row: row})
	}
	return id
}

// holderOf is the entity that holds in a row.
func (c *capTable) holderOf(r *capRow, issuer string, at ownership.Position) (id, note string) {
	switch {
	case c.words.rowIs("own", r.label) || c.words.rowStarts("own", r.label):
		c.suppose("captable-own-shares", at, r.label)
		return issuer, c.say("captable-note-label", "text", r.label)
	case c.words.rowIs("float", r.label) || c.words.rowStarts("float", r.label) && !hasForm(r.label):
		c.suppose("captable-float", at, r.label)
		return c.entities.special("public", issuer, r.label, ownership.PublicFloat, at), ""
	}
	if c.words.rowIs("crowd", r.label) && !c.hasIdentity(r.Row) {
		c.suppose("captable-crowd", at, r.label)
		return c.entities.special(identity.Slug(r.label), issuer, r.label, ownership.UnknownKind, at), ""
	}
	n := named{name: r.label, at: at}
	c.readIdentity(r, &n)
	c.readKind(r, &n)
	return c.entities.enter(n).row["id"], ""
}

// readIdentity reads the numbers and countries of a holder.
func (c *capTable) readIdentity(r *capRow, n *named) {
	row := r.Row
	place := func(role string) string {
		text := c.text(row, role)
		found, fault := c.places.Place(text)
		if fault != nil && role == roleNationality {
			if code, ok := written.People(text); ok {
				return code
			}
		}
		if fault != nil {
			c.cellFault(c.cellAt(row, role), c.columns[c.first[role]], fault)
		}
		return found.String()
	}
	n.country, n.nationality, n.residence = place(roleCountry), place(roleNationality), place(roleResidence)
	if lei := strings.ToUpper(c.text(row, roleLEI)); lei != "" {
		if !identity.ValidLEI(lei) {
			c.Warn(c.cellAt(row, roleLEI), "lei-check", "", ownership.Args{"text": written.Echo(lei)})
		}
		n.lei = lei
	}
	n.number, n.scheme = c.text(row, roleNumber), n.country
	if siren := c.text(row, roleSIREN); siren != "" {
		if n.number = identity.LastDigits(spaces().ReplaceAllString(siren, "")); len(n.number) == 14 {
			n.number = n.number[:9]
		}
		n.scheme = "FR"
		if !identity.ValidSIREN(n.number) {
			c.Warn(c.cellAt(row, roleSIREN), "captable-siren-check", "", ownership.Args{"text": written.Echo(siren)})
			n.number = siren
		}
	}
	if orgnr := c.text(row, roleOrgnr); orgnr != "" {
		n.number, n.scheme = spaces().ReplaceAllString(orgnr, ""), "NO"
	}
	n.born = yearIn(c.text(row, roleBorn))
	if text := c.text(row, roleBornOrOrgnr); text != "" {
		switch packed := spaces().ReplaceAllString(text, ""); {
		case len(packed) == 9 && written.Digits(packed):
			n.number, n.scheme = packed, "NO"
		case yearIn(text) != "":
			n.born = yearIn(text)
		default:
			c.Warn(c.cellAt(row, roleBornOrOrgnr), "captable-number-unknown", "", ownership.Args{"text": written.Echo(text)})
		}
	}
	if n.born != "" {
		n.note = c.say("captable-note-born", "year", n.born)
	}
}

// yearIn is the year in a date of birth.
func yearIn(text string) string {
	if m := someYear().FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// readKind decides what a holder is: by the file's own word, by its legal form,
// a year of birth or a title; nothing else is evidence. A holder without any is
// taken for a company, which counts where a person would not, and that is said.
func (c *capTable) readKind(r *capRow, n *named) {
	at := n.at
	if form := c.text(r.Row, roleLegalForm); form != "" {
		if f, ok := identity.LegalFormOf(form); ok {
			n.legalForm, n.kind = f.Form, f.Kind
		} else {
			n.legalForm = form
		}
	}
	_, form := identity.SplitForm(n.name)
	word := ownership.Kind("")
	if text := c.text(r.Row, roleKind); text != "" {
		found, ok := written.FindChoice("kind", text)
		if !ok {
			found, ok = c.words.values[written.Fold(text)]
		}
		if ok {
			word = ownership.Kind(found)
		} else {
			c.Warn(c.cellAt(r.Row, roleKind), "captable-kind-unknown", "", ownership.Args{"text": written.Echo(text)})
		}
	}
	evidence := c.words.kind(n.name)
	nominee := c.words.rowHas("nominee", n.name)
	switch {
	case nominee && c.text(r.Row, roleNomineeFor) == "":
		n.kind = ownership.UnknownKind
		c.suppose("captable-nominee", at, n.name)
	case word != "":
		n.kind = word
	case form.Form != "":
		n.kind = form.Kind
		c.suppose("captable-kind-form", at, n.name)
	case n.kind != "":
	case n.born != "":
		n.kind = ownership.Person
		c.suppose("captable-kind-born", at, n.name)
	case evidence != "":
		n.kind = evidence
		c.suppose("captable-kind-word", at, n.name)
	case c.has(roleGivenName) && c.text(r.Row, roleGivenName) != "":
		n.kind = ownership.Person
		c.suppose("captable-kind-given", at, n.name)
	case n.number != "" || n.lei != "":
		n.kind = ownership.Company
		c.suppose("captable-kind-number", at, n.name)
	default:
		n.kind = ownership.Company
		c.suppose("captable-kind-matters", at, n.name)
	}
	switch {
	case n.kind != ownership.Person:
		if n.country == "" && n.nationality != "" {
			n.country = n.nationality
		}
		n.nationality, n.residence = "", ""
	case n.country != "":
		// A person has no seat: the country is where the file says that it lives.
		if n.residence == "" {
			n.residence = n.country
		}
		n.country = ""
	}
	if n.country != "" && c.columns[c.first[roleCountry]].name != "" && c.has(roleBornOrOrgnr) {
		c.suppose("captable-postal-country", at, n.name)
	}
}
