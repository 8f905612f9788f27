package openstandard

import (
	"encoding/json"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

// gleifText is a value of the LEI formats: a text, or in the JSON of the golden
// copy an object that holds it under "$", or a list of either.
type gleifText string

// UnmarshalJSON reads every form; several values have a semicolon between them.
func (t *gleifText) UnmarshalJSON(raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	switch raw[0] {
	case '{':
		var wrapped struct {
			Text string `json:"$"`
		}
		err := json.Unmarshal(raw, &wrapped)
		*t = gleifText(wrapped.Text)
		return err
	case '[':
		var list []gleifText
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
		parts := make([]string, len(list))
		for i, part := range list {
			parts[i] = string(part)
		}
		*t = gleifText(strings.Join(parts, "; "))
		return nil
	}
	return json.Unmarshal(raw, (*string)(t))
}

// gleifPeriods is a list of periods, alone or under a key of its own.
type gleifPeriods []gleifPeriod

type gleifPeriod struct {
	Start gleifText `json:"StartDate"`
	End   gleifText `json:"EndDate"`
	Type  gleifText `json:"PeriodType"`
}

// UnmarshalJSON reads a list, one period, or an object that holds either.
func (p *gleifPeriods) UnmarshalJSON(raw []byte) error {
	type plain []gleifPeriod
	if len(raw) > 0 && raw[0] == '[' {
		return json.Unmarshal(raw, (*plain)(p))
	}
	var wrapped struct {
		Period json.RawMessage `json:"RelationshipPeriod"`
		gleifPeriod
	}
	if err := json.Unmarshal(raw, &wrapped); err != nil {
		return err
	}
	if len(wrapped.Period) > 0 {
		return p.UnmarshalJSON(wrapped.Period)
	}
	if wrapped.gleifPeriod != (gleifPeriod{}) {
		*p = gleifPeriods{wrapped.gleifPeriod}
	}
	return nil
}

// gleifRecord is a record of any of the three files: who is who (level 1), who
// owns whom (level 2), and why somebody names no parent.
type gleifRecord struct {
	LEI    gleifText `json:"LEI"`
	Entity *struct {
		LegalName    gleifText `json:"LegalName"`
		LegalAddress struct {
			Country gleifText `json:"Country"`
		} `json:"LegalAddress"`
		Headquarters struct {
			Country gleifText `json:"Country"`
		} `json:"HeadquartersAddress"`
		Authority struct {
			EntityID gleifText `json:"RegistrationAuthorityEntityID"`
		} `json:"RegistrationAuthority"`
		Jurisdiction gleifText `json:"LegalJurisdiction"`
		Category     gleifText `json:"EntityCategory"`
		LegalForm    struct {
			Code  gleifText `json:"EntityLegalFormCode"`
			Other gleifText `json:"OtherLegalForm"`
		} `json:"LegalForm"`
		Status gleifText `json:"EntityStatus"`
	} `json:"Entity"`

	Wrapped      *gleifRecord `json:"RelationshipRecord"`
	Relationship *struct {
		Start   gleifNode    `json:"StartNode"`
		End     gleifNode    `json:"EndNode"`
		Type    gleifText    `json:"RelationshipType"`
		Status  gleifText    `json:"RelationshipStatus"`
		Periods gleifPeriods `json:"RelationshipPeriods"`
	} `json:"Relationship"`

	Category gleifText `json:"ExceptionCategory"`
	Reason   gleifText `json:"ExceptionReason"`
	Content  gleifText `json:"ContentDate"`

	Registration struct {
		Updated gleifText `json:"LastUpdateDate"`
		Status  gleifText `json:"RegistrationStatus"`
	} `json:"Registration"`
}

type gleifNode struct {
	ID   gleifText `json:"NodeID"`
	Type gleifText `json:"NodeIDType"`
}

// gleifWho is level 1 in one form for CSV and JSON.
type gleifWho struct {
	lei, name, legal, headquarters, number, jurisdiction, category, form, otherForm, status, registration, updated string
}

// gleifTie is a relationship in one form.
type gleifTie struct {
	child, parent, childType, parentType, kind, status, registration, updated string
	periods                                                                   gleifPeriods
}

// gleifException is the reason why a company names no parent.
type gleifException struct {
	lei, category, reason, date string
}

// gleifReader makes rows of LEI data. A relationship runs from the child to the
// parent; a right runs from its holder to the company, the other way round.
type gleifReader struct {
	*drafting
	named     map[string]ownership.Position // where an LEI came first
	described map[string]ownership.Position
	office    map[string]string // of entities by id, for branches
	branches  []gleifBranch
}

type gleifBranch struct {
	at           ownership.Position
	branch, head string
}

func newGLEIFReader(m *drafting) *gleifReader {
	return &gleifReader{drafting: m, described: map[string]ownership.Position{}, named: map[string]ownership.Position{}, office: map[string]string{}}
}

func (r *gleifReader) wrappers() []string { return []string{"records", "relations", "exceptions"} }

// read brings a record of any file into one of three forms.
func (r *gleifReader) read(rec record) (who *gleifWho, tie *gleifTie, exception *gleifException) {
	if row := rec.row; row != nil {
		return r.readRow(row)
	}
	var g gleifRecord
	if !r.unmarshal(rec.at, rec.json, &g) {
		return nil, nil, nil
	}
	if g.Wrapped != nil {
		g = *g.Wrapped
	}
	updated, registration := string(g.Registration.Updated), string(g.Registration.Status)
	switch {
	case g.Relationship != nil:
		l := g.Relationship
		return nil, &gleifTie{child: string(l.Start.ID), parent: string(l.End.ID), childType: string(l.Start.Type), parentType: string(l.End.Type),
			kind: string(l.Type), status: string(l.Status), periods: l.Periods, registration: registration, updated: updated}, nil
	case g.Entity != nil:
		e := g.Entity
		return &gleifWho{lei: string(g.LEI), name: string(e.LegalName), legal: string(e.LegalAddress.Country),
			headquarters: string(e.Headquarters.Country), number: string(e.Authority.EntityID), jurisdiction: string(e.Jurisdiction),
			category: string(e.Category), form: string(e.LegalForm.Code), otherForm: string(e.LegalForm.Other),
			status: string(e.Status), registration: registration, updated: updated}, nil, nil
	case g.Category != "":
		return nil, nil, &gleifException{lei: string(g.LEI), category: string(g.Category), reason: string(g.Reason), date: string(g.Content)}
	}
	r.Fault(rec.at, "gleif-record", nil)
	return nil, nil, nil
}

func (r *gleifReader) readRow(row *csvRecords) (who *gleifWho, tie *gleifTie, exception *gleifException) {
	if _, ok := row.column["Relationship.StartNode.NodeID"]; ok {
		tie = &gleifTie{
			child: row.Text("Relationship.StartNode.NodeID"), parent: row.Text("Relationship.EndNode.NodeID"),
			childType: row.Text("Relationship.StartNode.NodeIDType"), parentType: row.Text("Relationship.EndNode.NodeIDType"),
			kind: row.Text("Relationship.RelationshipType"), status: row.Text("Relationship.RelationshipStatus"),
			registration: row.Text("Registration.RegistrationStatus"), updated: row.Text("Registration.LastUpdateDate"),
		}
		for _, n := range []string{"1", "2", "3", "4", "5"} {
			p := gleifPeriod{Start: gleifText(row.Text("Relationship.Period." + n + ".startDate")),
				End: gleifText(row.Text("Relationship.Period." + n + ".endDate")), Type: gleifText(row.Text("Relationship.Period." + n + ".periodType"))}
			if p != (gleifPeriod{}) {
				tie.periods = append(tie.periods, p)
			}
		}
		return nil, tie, nil
	}
	if _, ok := row.column["Exception.Category"]; ok {
		return nil, nil, &gleifException{lei: row.Text("LEI"), category: row.Text("Exception.Category"), reason: row.Text("Exception.Reason.1")}
	}
	return &gleifWho{lei: row.Text("LEI"), name: row.Text("Entity.LegalName"), legal: row.Text("Entity.LegalAddress.Country"),
		headquarters: row.Text("Entity.HeadquartersAddress.Country"), number: row.Text("Entity.RegistrationAuthority.RegistrationAuthorityEntityID"),
		jurisdiction: row.Text("Entity.LegalJurisdiction"), category: row.Text("Entity.EntityCategory"),
		form: row.Text("Entity.LegalForm.EntityLegalFormCode"), otherForm: row.Text("Entity.LegalForm.OtherLegalForm"),
		status: row.Text("Entity.EntityStatus"), registration: row.Text("Registration.RegistrationStatus"),
		updated: row.Text("Registration.LastUpdateDate")}, nil, nil
}

func leiKey(lei string) uint64 { return reachKey("lei", strings.ToUpper(written.Trim(lei))) }

func (r *gleifReader) index(rec record, x *reach) {
	who, tie, exception := r.read(rec)
	found := func(lei string) {
		if strings.EqualFold(written.Trim(lei), r.opts.Only) {
			x.start(leiKey(lei))
		}
	}
	switch {
	case who != nil:
		found(who.lei)
		if who.number == r.opts.Only {
			x.start(leiKey(who.lei))
		}
	case tie != nil:
		found(tie.child)
		found(tie.parent)
		x.above(leiKey(tie.child), leiKey(tie.parent))
	case exception != nil:
		found(exception.lei)
	}
}

func (r *gleifReader) take(rec record) bool {
	who, tie, exception := r.read(rec)
	switch {
	case who != nil && r.takes(leiKey(who.lei)):
		r.who(rec.at, who)
	case tie != nil && r.takes(leiKey(tie.child)):
		r.tie(rec.at, tie)
	case exception != nil && r.takes(leiKey(exception.lei)):
		r.exception(rec.at, exception)
	default:
		return false
	}
	return true
}

// lei is the id of the entity with an LEI; blank, with a fault, when there is
// none.
func (r *gleifReader) lei(at ownership.Position, lei string) string {
	lei = strings.ToUpper(written.Trim(lei))
	if lei == "" {
		r.Fault(at, "gleif-no-lei", nil)
		return ""
	}
	row, made := r.entity(draftID(lei))
	if made {
		row["lei"] = lei
		row["source"] = recordSource(at, lei)
		r.named[row["id"]] = at
	}
	return row["id"]
}

// who fills the row of an entity. The seat that its law gives it is where that
// law is (LegalJurisdiction), or else its legal address; the headquarters are
// its central administration. The principal establishment is in no LEI record.
func (r *gleifReader) who(at ownership.Position, w *gleifWho) {
	id := r.lei(at, w.lei)
	if id == "" {
		return
	}
	if first, there := r.described[id]; there {
		r.Fault(at, "duplicate-id", ownership.Args{"text": written.Echo(id), "first": first})
		return
	}
	r.described[id] = at
	row := r.entities[id]
	row["name"] = r.text(at, w.name)
	row["registration_number"] = r.text(at, w.number)
	row["source"] = recordSource(at, id)
	row["source_date"] = r.day(at, id, "source_date", w.updated)
	kind := ownership.Company
	switch strings.ToUpper(w.category) {
	case "FUND":
		kind = ownership.Fund
	case "SOLE_PROPRIETOR":
		kind = ownership.Person
	case "RESIDENT_GOVERNMENT_ENTITY":
		kind = ownership.State
	}
	row["kind"] = string(kind)
	row["legal_form"] = r.text(at, w.otherForm)
	if form := r.text(at, w.form); form != "" && form != "8888" && form != "9999" { // "other" and "none"
		row["legal_form"] = strings.TrimSuffix("ELF "+form+" "+row["legal_form"], " ")
	}
	office := r.country(at, id, "registered_office", w.jurisdiction)
	address := r.country(at, id, "registered_office", w.legal)
	switch {
	case office == "":
		office = address
	case address != "" && countryOf(office) != countryOf(address):
		r.Warn(at, "gleif-two-seats", id, ownership.Args{"jurisdiction": office, "address": address})
		r.remark(row, "gleif-note-address", map[string]string{"address": address})
	}
	row["registered_office"] = office
	row["central_administration"] = r.country(at, id, "central_administration", w.headquarters)
	r.office[id] = address
	if strings.EqualFold(w.status, "INACTIVE") {
		r.remark(row, "gleif-note-inactive", nil)
	}
}

// tie makes a right of a relationship. A consolidating parent controls its child
// in the sense of accounting: that says neither a percentage nor by what means,
// so it is control in fact, without a basis, and no shareholding. The manager of
// a fund acts for it by contract.
func (r *gleifReader) tie(at ownership.Position, t *gleifTie) {
	args := ownership.Args{"kind": written.Echo(t.kind), "child": written.Echo(t.child), "parent": written.Echo(t.parent)}
	switch {
	case t.childType != "" && !strings.EqualFold(t.childType, "LEI"), t.parentType != "" && !strings.EqualFold(t.parentType, "LEI"):
		r.leftOut(at, "gleif-node", args)
		return
	case slices.Contains([]string{"ANNULLED", "CANCELLED", "DUPLICATE", "RETIRED", "MERGED", "TRANSFERRED"}, strings.ToUpper(t.registration)):
		r.leftOut(at, "gleif-withdrawn", args)
		return
	}
	row := intake.DraftRow{"source": recordSource(at, t.kind)}
	switch strings.ToUpper(t.kind) {
	case "IS_DIRECTLY_CONSOLIDATED_BY", "IS_ULTIMATELY_CONSOLIDATED_BY":
		row["right"] = string(ownership.DeFactoControl)
	case "IS_FUND-MANAGED_BY":
		row["right"], row["basis"] = string(ownership.ControlAgreement), "contract"
	case "IS_INTERNATIONAL_BRANCH_OF":
		branch, head := r.lei(at, t.child), r.lei(at, t.parent)
		r.branches = append(r.branches, gleifBranch{at, branch, head})
		return
	default:
		r.leftOut(at, "gleif-no-control", args)
		return
	}
	var from, until string
	for _, p := range t.periods {
		// The other periods are those of accounts and filings.
		if strings.EqualFold(string(p.Type), "RELATIONSHIP_PERIOD") {
			from, until = string(p.Start), string(p.End)
		}
	}
	if strings.EqualFold(t.status, "INACTIVE") && until == "" {
		r.leftOut(at, "gleif-inactive", args)
		return
	}
	company, holder := r.lei(at, t.child), r.lei(at, t.parent)
	if company == "" || holder == "" {
		return
	}
	row["company"], row["holder"] = company, holder
	row["source_date"] = r.day(at, company, "source_date", t.updated)
	row["from"], row["until"] = r.day(at, company, "from", from), r.day(at, company, "until", until)
	if row["from"] != "" && row["until"] != "" && row["until"] <= row["from"] {
		r.Warn(at, "open-ends-before", company, ownership.Args{"from": row["from"], "until": row["until"]})
		delete(row, "from")
	}
	if strings.EqualFold(t.registration, "LAPSED") {
		r.count(at, "gleif-lapsed")
	}
	code := "gleif-accounting-control"
	if row["basis"] != "" {
		code = "gleif-fund-manager"
	}
	r.count(at, code)
	r.right(row)
}

// exception notes why a company names no parent. Somebody was asked and
// answered: that is no proof that nobody stands above, and the entity is not
// marked as ultimate.
func (r *gleifReader) exception(at ownership.Position, e *gleifException) {
	id := r.lei(at, e.lei)
	if id == "" {
		return
	}
	row := r.entities[id]
	which := "gleif-note-exception"
	switch {
	case strings.HasPrefix(e.category, "DIRECT"):
		which = "gleif-note-exception-direct"
	case strings.HasPrefix(e.category, "ULTIMATE"):
		which = "gleif-note-exception-ultimate"
	}
	r.remark(row, which, map[string]string{"reason": r.text(at, e.reason)})
	row["source_date"] = maxText(row["source_date"], r.day(at, id, "source_date", e.date))
	r.count(at, "gleif-exception")
}

func maxText(a, b string) string {
	if a > b {
		return a
	}
	return b
}

// finish tells of entities that no level 1 record describes, and marks branches: a
// branch abroad is its head office, in another State.
func (r *gleifReader) finish() {
	for _, row := range r.draft.Entities {
		if at, there := r.named[row["id"]]; there && row["name"] == "" {
			r.count(at, "gleif-lei-only")
		}
	}
	for _, b := range r.branches {
		country := countryOf(r.office[b.branch])
		head := r.entities[b.head]
		if country == "" || head == nil {
			r.leftOut(b.at, "gleif-branch", ownership.Args{"branch": ownership.Ref(b.branch), "head": ownership.Ref(b.head)})
			continue
		}
		presence := written.List(head["presence"])
		if item := country + ":branch"; !slices.Contains(presence, item) {
			head["presence"] = strings.Join(append(presence, item), ";")
		}
		r.remark(r.entities[b.branch], "gleif-note-branch", map[string]string{"head": b.head})
	}
}
