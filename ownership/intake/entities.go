package intake

import (
	"strings"

	"egide/ownership"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/written"
)

type entityRow struct {
	ID                     idCell     `csv:"id"`
	Name                   textCell   `csv:"name"`
	Kind                   textCell   `csv:"kind"`
	Role                   textCell   `csv:"role"`
	RegisteredOffice       textCell   `csv:"registered_office"`
	CentralAdministration  textCell   `csv:"central_administration"`
	PrincipalEstablishment textCell   `csv:"principal_establishment"`
	Nationality            textCell   `csv:"nationality"`
	Residence              textCell   `csv:"residence"`
	Listed                 textCell   `csv:"listed"`
	Services               listCell   `csv:"services"`
	Presence               listCell   `csv:"presence"`
	Ultimate               answerCell `csv:"ultimate"`
	LegalForm              textCell   `csv:"legal_form"`
	LEI                    textCell   `csv:"lei"`
	RegistrationNumber     textCell   `csv:"registration_number"`
	Source                 textCell   `csv:"source"`
	SourceDate             dateCell   `csv:"source_date"`
	Note                   textCell   `csv:"note"`
}

var entitySchema = schemaOf[entityRow]("entities", "id")

// entities reads the entities, the first of each id when one is there twice.
func (r *reading) entities(b *binding) []*ownership.Entity {
	rows := rowsOf[entityRow](&r.Collector, b)
	all := make([]*ownership.Entity, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		e := &ownership.Entity{
			ID:                     string(row.ID),
			Name:                   string(row.Name),
			Kind:                   ownership.Kind(r.word(b, i, "kind", row.Kind)),
			Provider:               r.word(b, i, "role", row.Role) == "provider",
			RegisteredOffice:       r.place(b, i, "registered_office", row.RegisteredOffice),
			CentralAdministration:  r.place(b, i, "central_administration", row.CentralAdministration),
			PrincipalEstablishment: r.place(b, i, "principal_establishment", row.PrincipalEstablishment),
			Nationality:            r.nationality(b, i, row.Nationality),
			Residence:              r.place(b, i, "residence", row.Residence),
			Listed:                 ownership.Listing(r.word(b, i, "listed", row.Listed)),
			Services:               r.servicesOf(b, i, row.Services),
			Ultimate:               r.answer(b, i, "ultimate", row.Ultimate) == ownership.Yes,
			LegalForm:              string(row.LegalForm),
			LEI:                    strings.ToUpper(string(row.LEI)),
			RegistrationNumber:     string(row.RegistrationNumber),
			Source:                 string(row.Source),
			SourceDate:             r.day(b, i, "source_date", row.SourceDate),
			Note:                   string(row.Note),
			At:                     b.Position(b.Rows[i], -1),
		}
		if e.Kind == "" {
			e.Kind = ownership.Company
		}
		presence, faults := r.places.Presence(row.Presence)
		e.Presence = presence
		for _, fault := range faults {
			r.at(b, i, "presence", fault)
		}
		if e.LEI != "" && !identity.ValidLEI(e.LEI) {
			r.Warn(b.cell(i, "lei"), "lei-check", e.ID, ownership.Args{"text": written.Echo(e.LEI)})
		}
		if shortened().MatchString(e.RegistrationNumber) {
			r.Warn(b.cell(i, "registration_number"), "number-shortened", e.ID, ownership.Args{"text": written.Echo(e.RegistrationNumber)})
		}
		if r.enter(b, i, e) {
			all = append(all, e)
		}
	}
	return all
}

// shortened is a long number as a spreadsheet shows it in a narrow cell, and
// writes it to CSV: 8,12346E+13.
var shortened = written.Pattern(`(?i)^\d([.,]\d+)?e\+?\d+$`)

// enter makes an entity known by its id, and reports an id that cannot serve.
func (r *reading) enter(b *binding, i int, e *ownership.Entity) bool {
	const longest = 200
	at := b.cell(i, "id")
	switch first, there := r.ids[e.ID]; {
	case e.ID == "":
		r.Fault(at, "blank-cell", ownership.Args{"column": "id"})
		return false
	case len(e.ID) > longest:
		r.Fault(at, "id-too-long", ownership.Args{"text": written.Echo(e.ID), "limit": longest})
	case written.Invisible(e.ID):
		r.Fault(at, "id-invisible", ownership.Args{"text": written.Echo(e.ID)})
	case there:
		r.Fault(at, "duplicate-id", ownership.Args{"text": written.Echo(e.ID), "first": first.At})
		return false
	}
	r.ids[e.ID] = e
	return true
}

// servicesOf reads the list of services; one that no rule knows is kept, with
// a warning where it first occurs.
func (r *reading) servicesOf(b *binding, i int, items []string) []string {
	for k, item := range items {
		if word, ok := written.FindChoice("services", item); ok {
			items[k] = word
			continue
		}
		if r.services[written.Fold(item)] {
			continue
		}
		r.services[written.Fold(item)] = true
		r.Warn(b.cell(i, "services"), "service-unknown", "", ownership.Args{"text": written.Echo(item), "choices": written.Choices("services")})
	}
	return items
}
