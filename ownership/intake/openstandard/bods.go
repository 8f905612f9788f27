package openstandard

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

// bodsStatement is a statement of the Beneficial Ownership Data Standard, of any
// version from 0.2 to 0.4. Keys match without case, so that statementID and
// statementId are one.
type bodsStatement struct {
	StatementID   string           `json:"statementId"`
	StatementType string           `json:"statementType,omitempty"` // to 0.3
	Replaces      []string         `json:"replacesStatements,omitempty"`
	StatementDate string           `json:"statementDate"`
	Annotations   []bodsAnnotation `json:"annotations,omitempty"`
	Source        *bodsSource      `json:"source,omitempty"`

	DeclarationSubject string       `json:"declarationSubject,omitempty"`
	Publication        *bodsDetails `json:"publicationDetails,omitempty"`

	RecordID      string      `json:"recordId,omitempty"` // from 0.4
	RecordType    string      `json:"recordType,omitempty"`
	RecordStatus  string      `json:"recordStatus,omitempty"`
	RecordDetails *bodsRecord `json:"recordDetails,omitempty"`

	at      ownership.Position
	sum     [8]byte // of the statement's bytes
	replace string  // the statement that stands in the place of this one
}

// bodsDetails tells who published a statement.
type bodsDetails struct {
	PublicationDate string `json:"publicationDate"`
	BODSVersion     string `json:"bodsVersion"`
	Publisher       struct {
		Name string `json:"name"`
	} `json:"publisher"`
}

type bodsSource struct {
	Type        []string `json:"type,omitempty"`
	Description string   `json:"description,omitempty"`
	URL         string   `json:"url,omitempty"`
	RetrievedAt string   `json:"retrievedAt,omitempty"`
	AssertedBy  []struct {
		Name string `json:"name"`
	} `json:"assertedBy,omitempty"`
}

// bodsRecord is what a statement says of an entity, a person or a relationship.
// In 0.4 it stands in recordDetails, before that in the statement itself.
type bodsRecord struct {
	IsComponent bool `json:"isComponent"`

	EntityType          *bodsEntityType  `json:"entityType,omitempty"`
	UnspecifiedEntity   *bodsReason      `json:"unspecifiedEntityDetails,omitempty"`
	Name                string           `json:"name,omitempty"`
	Jurisdiction        *bodsCountry     `json:"jurisdiction,omitempty"`
	IncorporatedIn      *bodsCountry     `json:"incorporatedInJurisdiction,omitempty"` // 0.2
	Identifiers         []bodsIdentifier `json:"identifiers,omitempty"`
	Addresses           []bodsAddress    `json:"addresses,omitempty"`
	PublicListing       *bodsListing     `json:"publicListing,omitempty"`
	DissolutionDate     string           `json:"dissolutionDate,omitempty"`
	PersonType          string           `json:"personType,omitempty"`
	UnspecifiedPerson   *bodsReason      `json:"unspecifiedPersonDetails,omitempty"`
	Names               []bodsName       `json:"names,omitempty"`
	Nationalities       []bodsCountry    `json:"nationalities,omitempty"`
	Subject             *bodsParty       `json:"subject,omitempty"`
	InterestedParty     *bodsParty       `json:"interestedParty,omitempty"`
	Interests           []bodsInterest   `json:"interests,omitempty"`
	ComponentRecords    []string         `json:"componentRecords,omitempty"`
	ComponentStatements []string         `json:"componentStatementIDs,omitempty"`
}

type bodsReason struct {
	Reason      string `json:"reason"`
	Description string `json:"description,omitempty"`
}

// text is the reason as the standard codes it, with its description.
func (r *bodsReason) text() string {
	switch {
	case r == nil:
		return ""
	case r.Description == "":
		return r.Reason
	case r.Reason == "":
		return r.Description
	}
	return r.Reason + ": " + r.Description
}

type bodsName struct {
	Type     string `json:"type,omitempty"`
	FullName string `json:"fullName"`
}

type bodsIdentifier struct {
	ID         string `json:"id"`
	Scheme     string `json:"scheme,omitempty"`
	SchemeName string `json:"schemeName,omitempty"`
}

func (i bodsIdentifier) isLEI() bool {
	return strings.EqualFold(i.Scheme, "XI-LEI") || strings.EqualFold(i.Scheme, "LEI") ||
		i.Scheme == "" && (strings.Contains(i.SchemeName, "LEI") || written.Fold(i.SchemeName) == "legalentityidentifier")
}

type bodsAddress struct {
	Type    string      `json:"type"`
	Country bodsCountry `json:"country"`
}

type bodsListing struct {
	Has        *bool `json:"hasPublicListing"`
	Securities []struct {
		Jurisdiction string `json:"stockExchangeJurisdiction"`
	} `json:"securitiesListings,omitempty"`
}

// bodsCountry is a country or jurisdiction: an object, or in the addresses of
// 0.2 and 0.3 a code alone.
type bodsCountry struct {
	Name string `json:"name"`
	Code string `json:"code,omitempty"`
}

// UnmarshalJSON reads both forms.
func (c *bodsCountry) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &c.Code)
	}
	type plain bodsCountry
	return json.Unmarshal(raw, (*plain)(c))
}

// text is the code, which is more precise than the name.
func (c *bodsCountry) text() string {
	if c == nil {
		return ""
	}
	if c.Code != "" {
		return c.Code
	}
	return c.Name
}

// bodsEntityType is an object from 0.4, a word before.
type bodsEntityType struct {
	Type    string `json:"type"`
	Subtype string `json:"subtype,omitempty"`
	Details string `json:"details,omitempty"`
}

// UnmarshalJSON reads both forms.
func (t *bodsEntityType) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &t.Type)
	}
	type plain bodsEntityType
	return json.Unmarshal(raw, (*plain)(t))
}

// bodsParty is one side of a relationship: the id of a record (0.4) or of the
// statement that describes it, or why there is none.
type bodsParty struct {
	ID     string
	Reason *bodsReason
}

// UnmarshalJSON reads the forms of all versions.
func (p *bodsParty) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &p.ID)
	}
	var old struct {
		bodsReason
		Entity      string      `json:"describedByEntityStatement"`
		Person      string      `json:"describedByPersonStatement"`
		Unspecified *bodsReason `json:"unspecified"`
	}
	if err := json.Unmarshal(raw, &old); err != nil {
		return err
	}
	p.ID = old.Entity
	if p.ID == "" {
		p.ID = old.Person
	}
	p.Reason = old.Unspecified
	if p.Reason == nil && (old.Reason != "" || old.Description != "") {
		p.Reason = &bodsReason{Reason: old.Reason, Description: old.Description}
	}
	return nil
}

// MarshalJSON writes the form of 0.4.
func (p *bodsParty) MarshalJSON() ([]byte, error) {
	if p.Reason != nil {
		return json.Marshal(p.Reason)
	}
	return json.Marshal(p.ID)
}

// bodsReader makes rows of statements. Statements are claims about a record at a
// time: the newest of each record counts.
type bodsReader struct {
	*drafting
	statements []*bodsStatement
	byID       map[string]*bodsStatement // by statement id
	newest     map[string]*bodsStatement // by record id
	extra      bodsExtras

	// refer is the record that an id refers to, and its type.
	refer func(id string) (record, recordType string, ok bool)
}

func newBODSReader(m *drafting) *bodsReader {
	r := &bodsReader{drafting: m, byID: map[string]*bodsStatement{}, newest: map[string]*bodsStatement{}}
	r.refer = func(id string) (record, recordType string, ok bool) {
		s := r.current(id)
		if s == nil {
			return "", "", false
		}
		return s.record(), s.RecordType, true
	}
	return r
}

func (r *bodsReader) wrappers() []string { return []string{"statements"} }

// statement reads one statement and brings the versions into the form of 0.4.
func (r *bodsReader) statement(rec record) (*bodsStatement, bool) {
	if rec.json == nil {
		r.Fault(rec.at, "open-json-no-object", nil)
		return nil, false
	}
	s := &bodsStatement{at: rec.at}
	if !r.unmarshal(rec.at, rec.json, s) {
		return nil, false
	}
	if s.RecordDetails == nil {
		s.RecordDetails = &bodsRecord{}
		if s.StatementType != "" && !r.unmarshal(rec.at, rec.json, s.RecordDetails) {
			return nil, false
		}
	}
	switch s.StatementType {
	case "entityStatement":
		s.RecordType = "entity"
	case "personStatement":
		s.RecordType = "person"
	case "ownershipOrControlStatement":
		s.RecordType = "relationship"
	}
	switch {
	case s.RecordType != "entity" && s.RecordType != "person" && s.RecordType != "relationship":
		r.Fault(rec.at, "bods-type", ownership.Args{"text": written.Echo(s.RecordType + s.StatementType)})
		return nil, false
	case s.StatementID == "" && s.RecordID == "":
		r.Fault(rec.at, "bods-no-id", nil)
		return nil, false
	case s.RecordType == "relationship" && s.RecordDetails.Subject == nil:
		r.Fault(rec.at, "bods-no-subject", nil)
		return nil, false
	}
	return s, true
}

// record is the name of the record that a statement is about: its id, or before
// 0.4 that of the statement.
func (s *bodsStatement) record() string {
	if s.RecordID != "" {
		return s.RecordID
	}
	return s.StatementID
}

func (r *bodsReader) index(rec record, x *reach) {
	s, ok := r.statement(rec)
	if !ok {
		return
	}
	d, key := s.RecordDetails, reachKey("record", s.record())
	for _, old := range s.Replaces {
		x.same(key, reachKey("record", old))
	}
	if s.RecordType == "relationship" {
		if p := d.InterestedParty; p != nil && p.ID != "" {
			x.above(reachKey("record", d.Subject.ID), reachKey("record", p.ID))
		}
		return
	}
	asked := s.StatementID == r.opts.Only || s.record() == r.opts.Only
	for _, i := range d.Identifiers {
		asked = asked || i.ID == r.opts.Only && i.ID != ""
		// Each declaration has a record of its own for one company; an
		// identifier of a register ties them.
		if scheme := i.Scheme + i.SchemeName; s.RecordType == "entity" && i.ID != "" && scheme != "" {
			x.same(key, reachKey(scheme, i.ID))
		}
	}
	if asked {
		x.start(key)
	}
}

func (r *bodsReader) take(rec record) bool {
	if r.chosen != nil {
		var who struct {
			StatementID string     `json:"statementId"`
			RecordID    string     `json:"recordId"`
			Subject     *bodsParty `json:"subject"`
			Details     *struct {
				Subject *bodsParty `json:"subject"`
			} `json:"recordDetails"`
		}
		if json.Unmarshal(rec.json, &who) == nil {
			id := who.RecordID
			if id == "" {
				id = who.StatementID
			}
			if who.Details != nil {
				who.Subject = who.Details.Subject
			}
			if who.Subject != nil {
				id = who.Subject.ID
			}
			if !r.takes(reachKey("record", id)) {
				return false
			}
		}
	}
	s, ok := r.statement(rec)
	if !ok {
		return false
	}
	sum := sha256.Sum256(rec.json)
	s.sum = [8]byte(sum[:8])
	if s.StatementID != "" {
		if first, there := r.byID[s.StatementID]; there {
			if first.sum != s.sum {
				r.Fault(s.at, "bods-statement-twice", ownership.Args{"text": written.Echo(s.StatementID), "first": first.at})
				return false
			}
			r.leftOut(s.at, "bods-statement-repeated", ownership.Args{"text": written.Echo(s.StatementID), "first": first.at})
			return true
		}
		r.byID[s.StatementID] = s
	}
	r.statements = append(r.statements, s)
	return true
}

// resolve keeps the newest statement of each record and lists them in the order
// in which their records first came.
func (r *bodsReader) resolve() []*bodsStatement {
	for _, s := range r.statements {
		for _, old := range s.Replaces {
			if first := r.byID[old]; first != nil && first != s && first.RecordType == s.RecordType {
				first.replace = s.StatementID
			}
		}
	}
	var order []string
	for _, s := range r.statements {
		if s.replace != "" {
			r.leftOut(s.at, "bods-replaced", ownership.Args{"text": written.Echo(s.StatementID)})
			if s.RecordID == "" {
				continue
			}
		}
		id := s.record()
		switch first := r.newest[id]; {
		case first == nil:
			order = append(order, id)
			r.newest[id] = s
		case first.RecordType != s.RecordType:
			r.Fault(s.at, "bods-record-types", ownership.Args{"text": written.Echo(id), "first": first.at})
		case bodsTime(s.StatementDate) < bodsTime(first.StatementDate):
			r.leftOut(s.at, "bods-superseded", ownership.Args{"text": written.Echo(id), "newest": first.at})
		default:
			r.leftOut(first.at, "bods-superseded", ownership.Args{"text": written.Echo(id), "newest": s.at})
			if s.RecordStatus == "closed" && len(s.RecordDetails.Interests) == 0 {
				s.RecordDetails.Interests = first.RecordDetails.Interests
			}
			r.newest[id] = s
		}
	}
	all := make([]*bodsStatement, 0, len(order))
	for _, id := range order {
		all = append(all, r.newest[id])
	}
	return all
}

// bodsTime makes days and times compare as text: a day comes before its hours.
func bodsTime(date string) string { return strings.TrimSuffix(date, "Z") }

// current is the newest statement for what a relationship refers to: a record,
// or a statement that others may have replaced.
func (r *bodsReader) current(id string) *bodsStatement {
	for range len(r.statements) + 1 { // statements may replace each other in a ring
		if s := r.newest[id]; s != nil {
			return s
		}
		s := r.byID[id]
		if s == nil {
			return nil
		}
		if s.replace == "" {
			return r.newest[s.record()]
		}
		id = s.replace
	}
	return nil
}

func (r *bodsReader) finish() {
	statements := r.resolve()
	statements = r.prune(statements)
	for _, s := range statements {
		if s.RecordType == "relationship" {
			continue
		}
		row, made := r.entity(draftID(s.record()))
		if !made {
			r.Fault(s.at, "duplicate-id", ownership.Args{"text": written.Echo(s.record()), "first": s.at})
			continue
		}
		r.describe(row, s)
	}
	r.relationships(statements)
	r.draft.Subcontracts = r.extra.sorted("subcontracts")
	r.draft.Sites = r.extra.sorted("sites")
	r.draft.Attestations = r.extra.sorted("attestations")
	r.draft.Diligence = r.extra.sorted("diligence")
}

// prune drops what only a statement that was replaced had tied to the company
// that was asked for.
func (r *bodsReader) prune(statements []*bodsStatement) []*bodsStatement {
	if r.chosen == nil {
		return statements
	}
	x := &reach{}
	for _, s := range statements {
		d, key := s.RecordDetails, reachKey("record", s.record())
		if s.RecordType == "relationship" {
			subject, party := r.current(d.Subject.ID), (*bodsStatement)(nil)
			if d.InterestedParty != nil {
				party = r.current(d.InterestedParty.ID)
			}
			if subject != nil && party != nil {
				x.above(reachKey("record", subject.record()), reachKey("record", party.record()))
			}
			continue
		}
		asked := s.StatementID == r.opts.Only || s.record() == r.opts.Only
		for _, i := range d.Identifiers {
			asked = asked || i.ID == r.opts.Only && i.ID != ""
			if scheme := i.Scheme + i.SchemeName; s.RecordType == "entity" && i.ID != "" && scheme != "" {
				x.same(key, reachKey(scheme, i.ID))
			}
		}
		if asked || r.current(r.opts.Only) == s {
			x.start(key)
		}
	}
	kept := x.climb(r.mostRecords * 2)
	return slices.DeleteFunc(statements, func(s *bodsStatement) bool {
		id := s.record()
		if s.RecordType == "relationship" {
			subject := r.current(s.RecordDetails.Subject.ID)
			if subject == nil {
				return false
			}
			id = subject.record()
		}
		return !kept[reachKey("record", id)]
	})
}

// describe fills the row of an entity or person.
func (r *bodsReader) describe(row intake.DraftRow, s *bodsStatement) {
	d, id := s.RecordDetails, row["id"]
	row["source"] = r.sourceOf(s)
	row["source_date"] = r.day(s.at, id, "source_date", s.StatementDate)
	if s.RecordType == "person" {
		r.describePerson(row, s)
	} else {
		r.describeEntity(row, s)
	}
	for _, i := range d.Identifiers {
		switch number := r.text(s.at, i.ID); {
		case number == "":
		case i.isLEI():
			row["lei"] = number
		case row["registration_number"] == "":
			row["registration_number"] = number
		}
	}
	if s.RecordStatus == "closed" {
		r.remark(row, "bods-note-closed", map[string]string{"day": row["source_date"]})
	}
	r.extra.restore(row, s, "entities")
}

func (r *bodsReader) describePerson(row intake.DraftRow, s *bodsStatement) {
	d, id := s.RecordDetails, row["id"]
	row["kind"] = string(ownership.Person)
	for _, n := range d.Names {
		if row["name"] == "" || n.Type == "legal" {
			row["name"] = r.text(s.at, n.FullName)
			if n.Type == "legal" {
				break
			}
		}
	}
	var nations []string
	for _, n := range d.Nationalities {
		nations = append(nations, n.text())
	}
	r.nationalities(s.at, row, nations...)
	for _, a := range d.Addresses {
		if a.Type == "residence" && row["residence"] == "" {
			row["residence"] = r.country(s.at, id, "residence", a.Country.text())
		}
	}
	if d.PersonType == "unknownPerson" || d.PersonType == "anonymousPerson" {
		addNote(row, d.PersonType)
	}
	addNote(row, r.text(s.at, d.UnspecifiedPerson.text()))
}

func (r *bodsReader) describeEntity(row intake.DraftRow, s *bodsStatement) {
	d, id := s.RecordDetails, row["id"]
	row["name"] = r.text(s.at, d.Name)
	kind := ownership.Company
	if t := d.EntityType; t != nil {
		switch {
		case t.Type == "state" || t.Type == "stateBody":
			kind = ownership.State
		case t.Subtype == "trust" || t.Type == "arrangement":
			kind = ownership.Trust
		case t.Type == "anonymousEntity" || t.Type == "unknownEntity":
			kind = ownership.UnknownKind
			if s.egide() == nil {
				addNote(row, t.Type)
			}
		}
		row["legal_form"] = r.text(s.at, t.Details)
	}
	row["kind"] = string(kind)
	addNote(row, r.text(s.at, d.UnspecifiedEntity.text()))
	where := d.Jurisdiction
	if where == nil {
		where = d.IncorporatedIn
	}
	row["registered_office"] = r.country(s.at, id, "registered_office", where.text())
	for _, a := range d.Addresses {
		if a.Type != "registered" {
			continue
		}
		office := r.country(s.at, id, "registered_office", a.Country.text())
		switch {
		case office == "":
		case row["registered_office"] == "":
			row["registered_office"] = office
		case countryOf(office) != countryOf(row["registered_office"]):
			r.Warn(s.at, "bods-two-seats", id, ownership.Args{"jurisdiction": row["registered_office"], "address": office})
			r.remark(row, "bods-note-address", map[string]string{"address": office})
		}
	}
	if l := d.PublicListing; l != nil && l.Has != nil {
		switch {
		case !*l.Has:
			row["listed"] = string(ownership.NotListed)
		case s.egide() == nil:
			r.Warn(s.at, "bods-listed", id, nil)
			r.remark(row, "bods-note-listed", nil)
		}
		var presence []string
		for _, security := range l.Securities {
			if code := countryOf(r.country(s.at, id, "presence", security.Jurisdiction)); code != "" && !slices.Contains(presence, code+":listing") {
				presence = append(presence, code+":listing")
			}
		}
		row["presence"] = strings.Join(presence, ";")
	}
	if d.DissolutionDate != "" {
		r.remark(row, "open-note-dissolved", map[string]string{"day": d.DissolutionDate})
	}
}

// countryOf is the country of a place as a cell writes it.
func countryOf(place string) string {
	country, _, _ := strings.Cut(place, "-")
	return country
}

// sourceOf tells where a row came from. A dossier's own export carries the
// source that the dossier had.
func (r *bodsReader) sourceOf(s *bodsStatement) string {
	if s.egide() != nil {
		if s.Source == nil {
			return ""
		}
		return s.Source.Description
	}
	text := recordSource(s.at, s.record())
	if s.Source == nil {
		return text
	}
	var parts []string
	parts = append(parts, s.Source.Type...)
	for _, by := range s.Source.AssertedBy {
		parts = append(parts, by.Name)
	}
	parts = append(parts, s.Source.Description, s.Source.URL)
	parts = slices.DeleteFunc(parts, func(part string) bool { return written.Trim(part) == "" })
	if len(parts) > 0 {
		text += "; " + r.text(s.at, strings.Join(parts, "; "))
	}
	return text
}

// bodsAnnotation is a remark on a statement. The standard leaves room in it for
// structured data of the publisher; the columns of a dossier that no field of
// the standard holds go there.
type bodsAnnotation struct {
	Target      string          `json:"statementPointerTarget"`
	Motivation  string          `json:"motivation"`
	Description string          `json:"description,omitempty"`
	CreatedBy   *bodsCreator    `json:"createdBy,omitempty"`
	Data        json.RawMessage `json:"egide,omitempty"`
	egide       *bodsEgide
}

type bodsCreator struct {
	Name string `json:"name"`
}

// bodsEgide is what an export adds to a statement: the dossier's table that it
// is a row of, the columns that reading the statement alone would not give
// back, and rows of tables that the standard has no record for.
type bodsEgide struct {
	Table   string                       `json:"table"`
	Columns intake.DraftRow              `json:"columns,omitempty"`
	Rows    map[string][]intake.DraftRow `json:"rows,omitempty"`
}

// UnmarshalJSON reads an annotation. One that is not of this program is passed
// over.
func (a *bodsAnnotation) UnmarshalJSON(raw []byte) error {
	type plain bodsAnnotation
	if !bytes.Contains(raw, []byte(`"egide"`)) {
		return nil
	}
	if err := json.Unmarshal(raw, (*plain)(a)); err != nil {
		return err
	}
	if len(a.Data) == 0 {
		return nil
	}
	a.egide = &bodsEgide{}
	return json.Unmarshal(a.Data, a.egide)
}

// egide is what an export added to the statement; nil for any other statement.
func (s *bodsStatement) egide() *bodsEgide {
	for _, a := range s.Annotations {
		if a.egide != nil {
			return a.egide
		}
	}
	return nil
}
