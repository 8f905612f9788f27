package report

import (
	"slices"
	"strconv"
	"strings"
)

// Capital is the text with its first letter a capital.
func Capital(text string) string { return capital(text) }

// Telling says what a report holds, for documents that are made outside this
// package: in its language, in its order, with the names of its entities. It
// gives plain text, which whoever puts it into markup has to escape.
type Telling struct {
	sheet    *sheet
	supplies map[string][]*Supply // those in use, by supplier
}

// NewTelling is a telling of the report, which has at least one subject.
func NewTelling(r *Report) *Telling { return &Telling{sheet: newSheet(r, Screen{Unicode: true})} }

// Voice is the voice of the report's language.
func (t *Telling) Voice() *Voice { return t.sheet.voice }

// Name is the name of an entity or concert by its id.
func (t *Telling) Name(id string) string { return t.sheet.name(id) }

// Placed is the name of an entity with the code of its country.
func (t *Telling) Placed(id string) string { return t.sheet.placed(id) }

// Entity finds an entity by its id; nil when there is none.
func (t *Telling) Entity(id string) *Entity { return t.sheet.entities[id] }

// Subjects lists the provider first, then the critical third parties, then the
// others, and of those the ones that fail first.
func (t *Telling) Subjects() []*Subject { return t.sheet.ordered() }

// Subject finds a third party by its id; nil when there is none.
func (t *Telling) Subject(id string) *Subject { return t.sheet.thirdParty(id) }

// Headline is the result in one sentence.
func (t *Telling) Headline() string { return t.sheet.headline() }

// Sentence is the whole sentence of a note.
func (t *Telling) Sentence(n Note) string { return t.sheet.voice.sentence(n) }

// Figure is what a test found and the limit that it is held against; empty where
// the test has none.
func (t *Telling) Figure(f *Finding) (figure, limit string) { return t.sheet.figure(f) }

// Contested tells which readings would have come to another verdict.
func (t *Telling) Contested(f *Finding) string { return t.sheet.contested(f) }

// Asking is a thing to ask for, and the tests that it would help to settle.
type Asking struct {
	Ask
	Tests []string
}

// Asks lists what the findings ask for, the most telling first.
func (t *Telling) Asks() []Asking {
	var list []Asking
	for _, a := range t.sheet.gathered() {
		list = append(list, Asking{a.Ask, a.tests})
	}
	return list
}

// AskSentence is what is asked for, with a capital and no full stop.
func (t *Telling) AskSentence(a Ask) string { return capital(t.sheet.voice.Say(a.Reason)) }

// Exposures are the provider's, in the order in which they are to be read: those
// of laws that reach it or a third party, and those of laws that reach nobody.
func (t *Telling) Exposures() (found, without []*Exposure) {
	provider := t.sheet.report.Subjects[0]
	for i := range provider.Exposures {
		x := &provider.Exposures[i]
		if t.sheet.withoutResult(x) {
			without = append(without, x)
		} else {
			found = append(found, x)
		}
	}
	slices.SortStableFunc(found, byWeight)
	return found, without
}

// ReachedBy lists the laws that reach a third party, or may, the strongest way
// first.
func (t *Telling) ReachedBy(s *Subject) []*Exposure {
	var reached []*Exposure
	for i := range s.Exposures {
		if x := &s.Exposures[i]; x.Level != "none" {
			reached = append(reached, x)
		}
	}
	slices.SortStableFunc(reached, byWeight)
	return reached
}

// Law is the record of the law of an exposure.
func (t *Telling) Law(x *Exposure) *Law { return t.sheet.lawOf(x) }

// LawStatus is what a law is on the day, since when and until when.
func (t *Telling) LawStatus(law *Law) string { return t.sheet.voice.lawStatus(law) }

// RoleReason is why a law finds the subject in its role.
func (t *Telling) RoleReason(x *Exposure) string { return stopped(capital(t.sheet.roleReason(x))) }

// Because is the sentence of a ground.
func (t *Telling) Because(g Ground) string { return t.sheet.because(g) }

// LimitsOf lists what stands between a law and the data.
func (t *Telling) LimitsOf(x *Exposure) []string { return t.sheet.limitsOf(x) }

// RemovalsOf lists what would end each ground of an exposure.
func (t *Telling) RemovalsOf(x *Exposure) []string { return t.sheet.removalsOf(x) }

// Supplies lists the rows by which a third party is used for the service.
func (t *Telling) Supplies(s *Subject) []*Supply {
	if t.supplies == nil {
		t.supplies = t.sheet.suppliesOf()
	}
	return t.supplies[s.Entity]
}

// SupplyPath is the tier at which a row makes a third party supply, and the ids
// on the way from the provider to it; nil where the way is too long to be told.
func (t *Telling) SupplyPath(s *Subject, row *Supply) (tier string, path []string) {
	provider := t.sheet.report.Subjects[0].Entity
	if row.Client == provider {
		return "1", []string{provider, s.Entity}
	}
	client := t.sheet.thirdParty(row.Client)
	if client == nil {
		return strconv.Itoa(s.Tier), nil
	}
	if len(client.Through) > 0 {
		path = slices.Concat(client.Through, []string{s.Entity})
	}
	return strconv.Itoa(client.Tier + 1), path
}

// Countries names where a subject has its places, each country once; empty when
// none is known.
func (t *Telling) Countries(s *Subject) string {
	var names []string
	for _, place := range []Seat{s.HeadOffice.RegisteredOffice, s.HeadOffice.CentralAdministration, s.HeadOffice.PrincipalEstablishment} {
		if place.Country != nil {
			if name := t.sheet.voice.Country(*place.Country); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return t.sheet.voice.List(names)
}

// Identity is the numbers by which registers know an entity, and its legal form
// where the name does not have it.
func (t *Telling) Identity(id string) string {
	e := t.sheet.entities[id]
	if e == nil {
		return ""
	}
	var parts []string
	if e.LegalForm != "" && !strings.Contains(e.Name, e.LegalForm) {
		parts = append(parts, e.LegalForm)
	}
	if e.RegistrationNumber != "" {
		parts = append(parts, e.RegistrationNumber)
	}
	if e.LEI != "" {
		parts = append(parts, "LEI "+e.LEI)
	}
	return strings.Join(parts, ", ")
}
