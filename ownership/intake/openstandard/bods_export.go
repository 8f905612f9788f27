package openstandard

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

// WriteBODS writes a dossier as statements of the Beneficial Ownership Data
// Standard 0.4, a JSON array: one for each entity and person, then one for each
// shareholding and right, in the order of the dossier's rows. day is the day of
// publication, and the statement's own where a row has no source date.
//
// What the standard has no field for stands in an annotation of the statement:
// the columns that cannot be read off it, and the subcontracts, sites,
// attestations and answers of the entity. [Import] reads the dossier
// back from it, claim for claim. The error is that of the writer.
func WriteBODS(w io.Writer, d *ownership.Dossier, day ownership.Date) error {
	x := newBODSExport(d, day)
	out := bufio.NewWriter(w)
	out.WriteByte('[')
	separator := "\n"
	write := func(s *bodsStatement) error {
		text, err := plainJSON(s)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s  %s", separator, text)
		separator = ",\n"
		return err
	}
	rows := intake.DraftOf(d)
	for i, e := range d.Entities {
		if err := write(x.entity(e, rows.Entities[i])); err != nil {
			return err
		}
	}
	for i, h := range d.Holdings {
		if err := write(x.holding(h, rows.Shareholdings[i], i)); err != nil {
			return err
		}
	}
	for i, right := range d.Rights {
		if err := write(x.right(right, rows.Rights[i], i)); err != nil {
			return err
		}
	}
	out.WriteString("\n]\n")
	return out.Flush()
}

// plainJSON is a value on one line, with text as it is: nobody puts it into a
// page.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// bodsExport makes statements of the rows of one dossier.
type bodsExport struct {
	day     ownership.Date
	subject string // the record that the whole network is declared for
	records map[string]bool
	hung    map[string]map[string][]intake.DraftRow // rows of other tables by entity and table
}

func newBODSExport(d *ownership.Dossier, day ownership.Date) *bodsExport {
	x := &bodsExport{day: day, records: map[string]bool{}, hung: map[string]map[string][]intake.DraftRow{}}
	for _, e := range d.Entities {
		x.records[e.ID] = true
		if x.subject == "" || e.Provider {
			x.subject = e.ID
		}
	}
	rows := intake.DraftOf(d)
	for i, s := range d.Supplies {
		x.hang(s.Client, "subcontracts", rows.Subcontracts[i], i)
	}
	for i, s := range d.Sites {
		x.hang(s.Operator, "sites", rows.Sites[i], i)
	}
	for i, row := range rows.Attestations {
		x.hang(x.subject, "attestations", row, i)
	}
	for i, row := range rows.Diligence {
		x.hang(x.subject, "diligence", row, i)
	}
	return x
}

func (x *bodsExport) hang(entity, table string, row intake.DraftRow, i int) {
	row[rowNumber] = strconv.Itoa(i + 1)
	if x.hung[entity] == nil {
		x.hung[entity] = map[string][]intake.DraftRow{}
	}
	x.hung[entity][table] = append(x.hung[entity][table], row)
}

// statement is the frame of a statement about a record.
func (x *bodsExport) statement(kind, record, source string, date ownership.Date) *bodsStatement {
	sum := sha256.Sum256([]byte(kind + "\x00" + record))
	s := &bodsStatement{
		StatementID:        "egide-" + hex.EncodeToString(sum[:16]),
		StatementDate:      x.day.String(),
		DeclarationSubject: x.subject,
		Publication:        &bodsDetails{PublicationDate: x.day.String(), BODSVersion: "0.4"},
		RecordID:           record,
		RecordType:         kind,
		RecordStatus:       "new",
		RecordDetails:      &bodsRecord{},
	}
	s.Publication.Publisher.Name = "egide"
	if !date.IsZero() {
		s.StatementDate = date.String()
	}
	if source != "" {
		s.Source = &bodsSource{Description: source}
	}
	return s
}

// annotate hangs on a statement what reading it alone would not give back. read
// is the row that it gives.
func (x *bodsExport) annotate(s *bodsStatement, table string, row, read intake.DraftRow, hung map[string][]intake.DraftRow) {
	e := &bodsEgide{Table: table, Columns: intake.DraftRow{}, Rows: hung}
	for column, text := range row {
		if read[column] != text {
			e.Columns[column] = text
		}
	}
	for column, text := range read {
		if _, there := row[column]; !there && text != "" {
			e.Columns[column] = ""
		}
	}
	data, err := plainJSON(e)
	if err != nil {
		return // maps of text always have a form
	}
	s.Annotations = []bodsAnnotation{{
		Motivation:  "commenting",
		Description: "Columns of the dossier that the standard has no field for",
		CreatedBy:   &bodsCreator{Name: "egide"},
		Data:        data,
		egide:       &bodsEgide{Table: table},
	}}
}

// marked makes the reader take the statement for one of an export while what it
// reads is compared.
func marked(s *bodsStatement, table string) *bodsStatement {
	s.Annotations = []bodsAnnotation{{egide: &bodsEgide{Table: table}}}
	return s
}

func (x *bodsExport) entity(e *ownership.Entity, row intake.DraftRow) *bodsStatement {
	kind := "entity"
	if e.Kind == ownership.Person {
		kind = "person"
	}
	s := x.statement(kind, e.ID, e.Source, e.SourceDate)
	d := s.RecordDetails
	if kind == "person" {
		d.PersonType = "knownPerson"
		if e.Name != "" {
			d.Names = []bodsName{{FullName: e.Name}}
		}
		if e.Nationality.Known() {
			d.Nationalities = []bodsCountry{country(e.Nationality.Country)}
		}
		if e.Residence.Known() {
			d.Addresses = []bodsAddress{{Type: "residence", Country: country(e.Residence.Country)}}
		}
	} else {
		d.Name = e.Name
		d.EntityType = bodsTypeOf(e)
		if e.RegisteredOffice.Known() {
			where := country(e.RegisteredOffice.Country)
			where.Code = e.RegisteredOffice.String()
			d.Jurisdiction = &where
		}
		if e.Listed != "" {
			has := e.Listed != ownership.NotListed
			d.PublicListing = &bodsListing{Has: &has}
		}
	}
	if e.LEI != "" {
		d.Identifiers = append(d.Identifiers, bodsIdentifier{ID: e.LEI, Scheme: "XI-LEI", SchemeName: "Global Legal Entity Identifier Index"})
	}
	if e.RegistrationNumber != "" {
		d.Identifiers = append(d.Identifiers, bodsIdentifier{ID: e.RegistrationNumber, SchemeName: "registration number"})
	}
	m := &bodsReader{drafting: newDrafting(Options{})}
	read := intake.DraftRow{"id": e.ID}
	m.describe(read, marked(s, "entities"))
	x.annotate(s, "entities", row, intake.Filled(read), x.hung[e.ID])
	return s
}

// country is a country by its English name and its code.
func country(code string) bodsCountry {
	c := bodsCountry{Name: code, Code: code}
	if known, ok := data.ByCode(code); ok {
		c.Name = known.Name("en")
	}
	return c
}

func bodsTypeOf(e *ownership.Entity) *bodsEntityType {
	t := &bodsEntityType{Details: e.LegalForm}
	switch e.Kind {
	case ownership.State:
		t.Type = "state"
	case ownership.Trust:
		t.Type, t.Subtype = "arrangement", "trust"
	case ownership.Fund, ownership.Partnership:
		t.Type, t.Subtype = "legalEntity", "other"
	case ownership.PublicFloat, ownership.UnknownKind:
		t.Type = "unknownEntity"
	default:
		t.Type = "registeredEntity"
	}
	return t
}

// relationship is the frame of a statement about who has something of whom.
func (x *bodsExport) relationship(table string, i int, holder, company, source string, date ownership.Date) *bodsStatement {
	record := table + ":" + strconv.Itoa(i+1)
	for x.records[record] {
		record += "'"
	}
	x.records[record] = true
	s := x.statement("relationship", record, source, date)
	s.RecordDetails.Subject = &bodsParty{ID: company}
	s.RecordDetails.InterestedParty = &bodsParty{ID: holder}
	return s
}

func (x *bodsExport) holding(h *ownership.Holding, row intake.DraftRow, i int) *bodsStatement {
	s := x.relationship("shareholdings", i, h.Holder, h.Issuer, h.Source, h.SourceDate)
	capital := bodsInterest{Type: "shareholding", Direct: "direct", Details: h.Class, Share: bodsShareOf(h.Capital),
		StartDate: h.From.String(), EndDate: h.Until.String()}
	s.RecordDetails.Interests = []bodsInterest{capital}
	if h.Votes.Known() {
		votes := capital
		votes.Type, votes.Details, votes.Share = "votingRights", "", bodsShareOf(h.Votes)
		s.RecordDetails.Interests = append(s.RecordDetails.Interests, votes)
	}
	x.compare(s, "shareholdings", "issuer", row)
	return s
}

func (x *bodsExport) right(right *ownership.Right, row intake.DraftRow, i int) *bodsStatement {
	s := x.relationship("rights", i, right.Holder, right.Company, right.Source, right.SourceDate)
	s.RecordDetails.Interests = []bodsInterest{{Type: bodsInterestOf(right), Direct: "direct", Details: string(right.Right),
		StartDate: right.From.String(), EndDate: right.Until.String()}}
	x.compare(s, "rights", "company", row)
	return s
}

// compare reads a relationship as an import would, and annotates what differs.
func (x *bodsExport) compare(s *bodsStatement, table, company string, row intake.DraftRow) {
	m := &bodsReader{drafting: newDrafting(Options{})}
	d := s.RecordDetails
	read := bodsRow(bodsTie{bodsStatement: marked(s, table), subject: d.Subject.ID, party: d.InterestedParty.ID}, company, m)
	x.annotate(s, table, row, read, nil)
}

// bodsInterestOf is the type of the codelist that comes nearest to a right.
func bodsInterestOf(right *ownership.Right) string {
	switch {
	case right.Right == ownership.Appoint:
		return "appointmentOfBoard"
	case right.Right == ownership.DeFactoControl:
		return "otherInfluenceOrControl"
	case right.Basis == "articles":
		return "controlViaCompanyRulesOrArticles"
	case right.Basis == "law":
		return "controlByLegalFramework"
	}
	return "rightsGrantedByContract"
}

// bodsShareOf is a share in percent, exact or by its ends; nil for one that
// nobody wrote.
func bodsShareOf(share ownership.Share) *bodsShare {
	lo, hi, loOpen, hiOpen := share.Ends()
	if lo == nil {
		return nil
	}
	low, high := bodsFigure(written.PercentText(lo)), bodsFigure(written.PercentText(hi))
	s := &bodsShare{}
	switch {
	case share.Exact():
		s.Exact = low
		return s
	case loOpen:
		s.ExclusiveMinimum.Number = low
	default:
		s.Minimum = low
	}
	if hiOpen {
		s.ExclusiveMaximum.Number = high
	} else {
		s.Maximum = high
	}
	return s
}
