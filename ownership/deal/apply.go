package deal

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"egide/data"
	"egide/ownership"
)

// Outcome is what deals come to.
type Outcome struct {
	Deals []Deal               // the parties by the ids of their entities
	After []*ownership.Dossier // after each of them, and those before it
}

// Apply gives the dossier as it stands after each of the deals, one after the
// other, on the day. The notes are what keeps a deal from being done: a holder
// that nobody knows, more shares than there are. There is then no dossier.
//
// What holds on the day is rewritten; rows of other days stay. Rows that a deal
// makes have the position of the deal.
func Apply(d *ownership.Dossier, day ownership.Date, deals []Deal) (*Outcome, []ownership.Note, error) {
	structure, faults, err := ownership.Resolve(d, day)
	if err != nil || len(faults) > 0 {
		return nil, faults, err
	}
	l := &ledger{
		first: d, day: day, structure: structure,
		made: map[string]*ownership.Entity{}, moved: map[string]*ownership.Entity{},
		registers: map[string]*register{}, rights: d.Rights, supplies: d.Supplies,
		replaced: map[*ownership.Supply]*ownership.Supply{},
	}
	deals = slices.Clone(deals)
	// Every name is looked up before anything is done, so that all names nobody
	// knows are told of at once.
	for i := range deals {
		faults = append(faults, l.name(&deals[i])...)
	}
	if len(faults) > 0 {
		return nil, faults, nil
	}
	o := &Outcome{Deals: deals}
	for i := range deals {
		if fault := l.do(&deals[i]); fault != nil {
			return nil, []ownership.Note{*fault}, nil // what comes after rests on it
		}
		o.After = append(o.After, l.dossier())
	}
	return o, nil, nil
}

// ledger is a dossier while deals are done.
type ledger struct {
	first     *ownership.Dossier
	day       ownership.Date
	structure *ownership.Structure

	made      map[string]*ownership.Entity // new holders, by id
	moved     map[string]*ownership.Entity // copies of entities whose places changed
	registers map[string]*register         // of companies whose shares moved
	rights    []*ownership.Right
	supplies  []*ownership.Supply
	replaced  map[*ownership.Supply]*ownership.Supply // a row in place of another, and that other
}

// name finds the entities that a deal names and makes those that are new. The
// parties' texts become ids.
func (l *ledger) name(d *Deal) []ownership.Note {
	var faults []ownership.Note
	for _, p := range []*Party{&d.Who, &d.Of, &d.Other} {
		if p.Text == "" {
			continue
		}
		if fault := l.find(d, p); fault != nil {
			faults = append(faults, *fault)
		}
	}
	if d.Kind == Move {
		if c, subdivision, ok := data.FindCountry(d.Place); ok {
			d.to = ownership.Place{Country: c.Code, Subdivision: subdivision}
		} else {
			faults = append(faults, unknownCountry(d, d.Place, d.At))
		}
	}
	return faults
}

func unknownCountry(d *Deal, text string, column int) ownership.Note {
	if near := data.NearestCountry(text); near != "" {
		return d.fault(column, "deal-country-near", ownership.Args{"found": text, "near": near})
	}
	return d.fault(column, "deal-country", ownership.Args{"found": text})
}

// find replaces the text of a party by the id of the entity that it means.
func (l *ledger) find(d *Deal, p *Party) *ownership.Note {
	if id := l.known(p.Whole); id != "" { // a name may end in brackets
		p.Text, p.Country, p.Kind = id, "", ""
		return nil
	}
	id, several := l.meant(p.Text)
	fault := func(code string, args ownership.Args) *ownership.Note {
		n := d.fault(p.Column, code, args)
		return &n
	}
	switch {
	case several != nil:
		return fault("deal-name-several", ownership.Args{"found": p.Text, "ids": several})
	case id != "" && p.Country == "":
		p.Text = id
		return nil
	case p.Country == "" && p.Kind == "":
		if near := l.near(p.Text); near != "" {
			return fault("deal-unknown-near", ownership.Args{"found": p.Text, "near": near})
		}
		return fault("deal-unknown", ownership.Args{"found": p.Text})
	}
	country, subdivision, ok := data.FindCountry(p.Country)
	if !ok {
		note := unknownCountry(d, p.Country, p.Column)
		return &note
	}
	place := ownership.Place{Country: country.Code, Subdivision: subdivision}
	if id != "" {
		e := l.entity(id)
		if e.RegisteredOffice.Country != place.Country && e.Nationality.Country != place.Country && e.Residence.Country != place.Country {
			return fault("deal-country-differs", ownership.Args{"entity": ownership.Ref(id), "found": p.Text, "country": place.Country})
		}
		p.Text = id
		return nil
	}
	if d.Who.Text != p.Text || d.Kind != Transfer && d.Kind != Issue && d.Kind != ReplaceOther && d.Kind != GainVeto && d.Kind != GainControl && d.Kind != FillSeats {
		return fault("deal-unknown-party", ownership.Args{"found": p.Text})
	}
	e := &ownership.Entity{ID: p.Text, Name: p.Text, Kind: ownership.Company, At: d.position(p.Column)}
	if p.Kind != "" {
		e.Kind = kinds[fold(p.Kind)]
	}
	if e.Kind == ownership.Person {
		e.Nationality, e.Residence = place, place
	} else {
		e.RegisteredOffice = place
	}
	l.made[e.ID] = e
	return nil
}

// known is the id of the entity of that id, or of that whole name; empty when
// there is none, or more than one.
func (l *ledger) known(text string) string {
	id, _ := l.meant(text)
	return id
}

// meant finds an entity by its id, else by its name; several are the ids of
// those that share the name.
func (l *ledger) meant(text string) (id string, several []string) {
	if l.entity(text) != nil {
		return text, nil
	}
	name := nameKey(text)
	var found []string
	for _, e := range l.all() {
		if nameKey(e.ID) == name || nameKey(e.Name) == name {
			found = append(found, e.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	slices.Sort(found)
	return "", found
}

func nameKey(name string) string {
	return strings.TrimRight(strings.Join(strings.Fields(fold(name)), " "), ".")
}

// all lists the entities, those that deals made after the others.
func (l *ledger) all() []*ownership.Entity {
	list := make([]*ownership.Entity, 0, len(l.first.Entities)+len(l.made))
	for _, e := range l.first.Entities {
		if moved := l.moved[e.ID]; moved != nil {
			e = moved
		}
		list = append(list, e)
	}
	for _, id := range slices.Sorted(maps.Keys(l.made)) {
		e := l.made[id]
		if moved := l.moved[id]; moved != nil {
			e = moved
		}
		list = append(list, e)
	}
	return list
}

// entity finds an entity by its id, as it is now; nil when there is none.
func (l *ledger) entity(id string) *ownership.Entity {
	if e := l.moved[id]; e != nil {
		return e
	}
	if e := l.made[id]; e != nil {
		return e
	}
	if i, ok := l.structure.Index(id); ok {
		return l.structure.Entities[i]
	}
	return nil
}

// near is the id or name that was probably meant.
func (l *ledger) near(text string) string {
	best, least := "", 3
	key := nameKey(text)
	if len(key) > 60 {
		return ""
	}
	for _, e := range l.all() {
		for _, candidate := range []string{e.ID, e.Name} {
			n := changes(key, nameKey(candidate), least)
			if candidate != "" && n < least && 3*n <= len(candidate) {
				best, least = candidate, n
			}
		}
	}
	if best == "" && len(key) > 2 {
		return l.partly(key)
	}
	return best
}

// partly is the name of the only entity whose name has the text within it; empty
// when there is none, or more than one.
func (l *ledger) partly(key string) string {
	found := ""
	for _, e := range l.all() {
		if strings.Contains(nameKey(e.Name), key) {
			if found != "" {
				return ""
			}
			found = e.Name
		}
	}
	return found
}

// changes is how many letters are to be changed, added or dropped to make b of
// a; most where that is not less.
func changes(a, b string, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return min(row[len(b)], most)
}

// do does one deal.
func (l *ledger) do(d *Deal) *ownership.Note {
	switch d.Kind {
	case Transfer:
		return l.register(d.Of.Text).transfer(l, d)
	case Issue:
		return l.register(d.Of.Text).issue(l, d)
	case Cancel:
		return l.register(d.Of.Text).cancel(l, d)
	case LoseDouble, GainDouble:
		return l.register(d.Of.Text).double(l, d)
	case Move:
		l.move(d)
		return nil
	case ReplaceOther:
		return l.replace(d)
	}
	return l.right(d)
}

// move puts the places of an entity into another country: the registered office,
// and the other places that are known; or the one place that is named. A person
// moves its residence.
func (l *ledger) move(d *Deal) {
	e := *l.entity(d.Who.Text)
	if e.Kind == ownership.Person {
		e.Residence = d.to
	} else {
		all := d.Which == EveryPlace
		for _, place := range []struct {
			at   *ownership.Place
			name string
		}{{&e.RegisteredOffice, RegisteredOffice}, {&e.CentralAdministration, CentralAdministration}, {&e.PrincipalEstablishment, PrincipalEstablishment}} {
			if d.Which == place.name || all && (place.at.Known() || place.name == RegisteredOffice) {
				*place.at = d.to
			}
		}
		if e.Kind == ownership.State && e.Nationality.Known() {
			e.Nationality = d.to
		}
	}
	l.moved[e.ID] = &e
}

// right gives a right, or takes those of a kind away.
func (l *ledger) right(d *Deal) *ownership.Note {
	if d.Who.Text == d.Of.Text {
		n := d.fault(d.Of.Column, "deal-itself", ownership.Args{"entity": ownership.Ref(d.Of.Text)})
		return &n
	}
	gained := map[Kind]ownership.RightKind{GainVeto: ownership.Veto, GainControl: ownership.ControlAgreement, FillSeats: ownership.Appoint}
	if kind, ok := gained[d.Kind]; ok {
		r := &ownership.Right{
			Holder: d.Who.Text, Company: d.Of.Text, Right: kind, Basis: "contract", Seats: -1, OfSeats: -1,
			Span: ownership.Span{From: l.day}, Source: d.Text, SourceDate: l.day, At: d.position(0),
		}
		if d.Kind == FillSeats {
			r.Seats, r.OfSeats, r.Organ = d.Seats, d.OfSeats, l.organ(d)
		}
		l.rights = append(slices.Clone(l.rights), r)
		return nil
	}
	lost := map[Kind][]ownership.RightKind{
		LoseVeto: {ownership.Veto}, LoseControl: {ownership.ControlAgreement, ownership.DeFactoControl}, GiveUpSeats: {ownership.Appoint},
	}[d.Kind]
	kept := slices.DeleteFunc(slices.Clone(l.rights), func(r *ownership.Right) bool {
		return r.Holder == d.Who.Text && r.Company == d.Of.Text && slices.Contains(lost, r.Right) && r.Covers(l.day)
	})
	if len(kept) == len(l.rights) {
		n := d.fault(d.Who.Column, "deal-no-right", ownership.Args{
			"holder": ownership.Ref(d.Who.Text), "company": ownership.Ref(d.Of.Text), "right": ownership.Word("deal-right-" + string(lost[0])),
		})
		return &n
	}
	l.rights = kept
	return nil
}

// organ is the body whose seats a deal is about: the one of that company's that
// is recorded, where there is one alone.
func (l *ledger) organ(d *Deal) string {
	organs := map[string]bool{}
	name := ""
	for _, r := range l.rights {
		if r.Company == d.Of.Text && r.Right == ownership.Appoint && r.Covers(l.day) {
			organs[r.Body()] = true
			name = r.Organ
		}
	}
	if len(organs) == 1 {
		return name
	}
	return ""
}

// replace puts a supplier in the place of another. The qualification was the
// other's service's, and does not pass on.
func (l *ledger) replace(d *Deal) *ownership.Note {
	found := false
	rows := make([]*ownership.Supply, len(l.supplies))
	for i, row := range l.supplies {
		rows[i] = row
		if row.Supplier != d.Other.Text || !row.Covers(l.day) || d.Of.Text != "" && row.Client != d.Of.Text {
			continue
		}
		found = true
		if row.Client == d.Who.Text {
			n := d.fault(d.Who.Column, "deal-itself", ownership.Args{"entity": ownership.Ref(d.Who.Text)})
			return &n
		}
		first := cmp.Or(l.replaced[row], row)
		if first.Supplier == d.Who.Text {
			rows[i] = first // back to where it was
			continue
		}
		other := *row
		other.Supplier, other.QualifiedService, other.QualifiedUntil = d.Who.Text, "", 0
		rows[i] = &other
		l.replaced[&other] = first
	}
	if !found {
		n := d.fault(d.Other.Column, "deal-no-supply", ownership.Args{"supplier": ownership.Ref(d.Other.Text)})
		return &n
	}
	l.supplies = rows
	return nil
}

// dossier is the dossier as it is now. New holders that nothing speaks of any
// more are left out, so that a deal and its reverse leave nothing behind.
func (l *ledger) dossier() *ownership.Dossier {
	d := *l.first
	d.Rights, d.Supplies = l.rights, l.supplies
	d.Holdings = make([]*ownership.Holding, 0, len(l.first.Holdings))
	for _, h := range l.first.Holdings {
		if r := l.registers[h.Issuer]; r == nil || !h.Covers(l.day) || r.untouched() {
			d.Holdings = append(d.Holdings, h)
		}
	}
	for _, issuer := range slices.Sorted(maps.Keys(l.registers)) {
		if r := l.registers[issuer]; !r.untouched() {
			d.Holdings = append(d.Holdings, r.rows(l.day)...)
		}
	}
	spoken := map[string]bool{}
	for _, h := range d.Holdings {
		spoken[h.Holder], spoken[h.NomineeFor] = true, true
	}
	for _, r := range d.Rights {
		spoken[r.Holder] = true
	}
	for _, s := range d.Supplies {
		spoken[s.Supplier] = true
	}
	d.Entities = slices.DeleteFunc(l.all(), func(e *ownership.Entity) bool { return l.made[e.ID] != nil && !spoken[e.ID] })
	return &d
}
