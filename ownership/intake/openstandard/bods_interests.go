package openstandard

import (
	"bytes"
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

// bodsInterest is one interest of a relationship.
type bodsInterest struct {
	Type      string     `json:"type,omitempty"`
	Level     string     `json:"interestLevel,omitempty"` // 0.2
	Direct    string     `json:"directOrIndirect,omitempty"`
	Details   string     `json:"details,omitempty"`
	Share     *bodsShare `json:"share,omitempty"`
	StartDate string     `json:"startDate,omitempty"`
	EndDate   string     `json:"endDate,omitempty"`
}

// bodsShare is a percentage: exact, or between two ends.
type bodsShare struct {
	Exact            bodsFigure `json:"exact,omitempty"`
	Minimum          bodsFigure `json:"minimum,omitempty"`
	Maximum          bodsFigure `json:"maximum,omitempty"`
	ExclusiveMinimum bodsEnd    `json:"exclusiveMinimum,omitzero"`
	ExclusiveMaximum bodsEnd    `json:"exclusiveMaximum,omitzero"`
}

// bodsFigure is a percentage: a number, or a text that should be one, which is
// for the reader of shares to refuse.
type bodsFigure string

// UnmarshalJSON reads both.
func (n *bodsFigure) UnmarshalJSON(raw []byte) error {
	return (*ocfCount)(n).UnmarshalJSON(raw)
}

// MarshalJSON writes a number, or the text that is none.
func (n bodsFigure) MarshalJSON() ([]byte, error) {
	if number, err := json.Marshal(json.Number(n)); err == nil {
		return number, nil
	}
	return json.Marshal(string(n))
}

// bodsEnd is an exclusive end: to 0.3 a mark on the minimum or maximum (a
// boolean), in 0.4 the end itself (a number).
type bodsEnd struct {
	Open   bool
	Number bodsFigure
}

// UnmarshalJSON reads both forms.
func (e *bodsEnd) UnmarshalJSON(raw []byte) error {
	if bytes.Equal(raw, []byte("true")) || bytes.Equal(raw, []byte("false")) {
		e.Open = raw[0] == 't'
		return nil
	}
	return json.Unmarshal(raw, &e.Number)
}

// MarshalJSON writes the number of 0.4.
func (e bodsEnd) MarshalJSON() ([]byte, error) { return json.Marshal(e.Number) }

// IsZero tells whether there is no exclusive end.
func (e bodsEnd) IsZero() bool { return !e.Open && e.Number == "" }

// text is the share as a cell writes it.
func (s *bodsShare) text() (string, *written.Fault) {
	if s == nil {
		return "", nil
	}
	if s.Exact != "" {
		return normalShare(string(s.Exact))
	}
	low, fault := tighter(s.Minimum, s.ExclusiveMinimum, ">", ">=", 1)
	if fault != nil {
		return "", fault
	}
	high, fault := tighter(s.Maximum, s.ExclusiveMaximum, "<", "<=", -1)
	if fault != nil {
		return "", fault
	}
	switch {
	case low == "" || high == "":
		return normalShare(low + high)
	default:
		return normalShare(low + "-" + high)
	}
}

// tighter is the nearer of an inclusive and an exclusive end, with its sign.
func tighter(inclusive bodsFigure, exclusive bodsEnd, open, closed string, direction int) (string, *written.Fault) {
	if exclusive.Open {
		exclusive.Number, inclusive = inclusive, ""
	}
	switch {
	case inclusive == "" && exclusive.Number == "":
		return "", nil
	case inclusive == "":
		return open + string(exclusive.Number), nil
	case exclusive.Number == "":
		return closed + string(inclusive), nil
	}
	in, fault := written.Share(string(inclusive))
	if fault != nil {
		return "", fault
	}
	ex, fault := written.Share(string(exclusive.Number))
	if fault != nil {
		return "", fault
	}
	if in.Lo().Cmp(ex.Lo())*direction > 0 {
		return closed + string(inclusive), nil
	}
	return open + string(exclusive.Number), nil
}

func normalShare(text string) (string, *written.Fault) {
	share, fault := written.Share(text)
	if fault != nil {
		return "", fault
	}
	return written.ShareText(share), nil
}

// kind is the interest's type as the codelist of 0.4 writes it. Before 0.3 it is
// written with hyphens, and a few types had other names.
func (i *bodsInterest) kind() string {
	name := i.Type
	if strings.Contains(name, "-") {
		parts := strings.Split(name, "-")
		for n, part := range parts[1:] {
			if part != "" {
				parts[n+1] = strings.ToUpper(part[:1]) + part[1:]
			}
		}
		name = strings.Join(parts, "")
	}
	switch name {
	case "influenceOrControl":
		return "otherInfluenceOrControl"
	case "settlorOfTrust":
		return "settlor"
	case "trusteeOfTrust":
		return "trustee"
	case "protectorOfTrust":
		return "protector"
	case "beneficiaryOfTrust", "otherInfluenceOrControlOfTrust":
		return "beneficiaryOfLegalArrangement"
	case "rightsToProfitOrIncomeFromAssets":
		return "rightToProfitOrIncomeFromAssets"
	}
	return name
}

func (i *bodsInterest) indirect() bool { return i.Direct == "indirect" || i.Level == "indirect" }

// bodsRight is the right that an interest gives, if it gives one.
func bodsRight(kind string) (right ownership.RightKind, organ, basis string) {
	switch kind {
	case "appointmentOfBoard":
		return ownership.Appoint, "board", ""
	case "otherInfluenceOrControl":
		return ownership.DeFactoControl, "", ""
	case "controlViaCompanyRulesOrArticles":
		return ownership.ControlAgreement, "", "articles"
	case "controlByLegalFramework":
		return ownership.ControlAgreement, "", "law"
	}
	return "", "", ""
}

// bodsTie is a relationship with both its ends resolved.
type bodsTie struct {
	*bodsStatement
	subject, party string // ids of the draft
}

func (r *bodsReader) relationships(statements []*bodsStatement) {
	var ties []bodsTie
	direct := &reach{}
	for _, s := range statements {
		if s.RecordType != "relationship" {
			continue
		}
		tie, ok := r.tie(s)
		if !ok {
			continue
		}
		ties = append(ties, tie)
		for _, i := range s.RecordDetails.Interests {
			if !i.indirect() {
				direct.above(reachKey("", tie.subject), reachKey("", tie.party))
			}
		}
	}
	for _, tie := range ties {
		r.relate(tie, direct)
	}
}

// tie resolves the ends of a relationship; ok is false when nobody is told to be
// held.
func (r *bodsReader) tie(s *bodsStatement) (tie bodsTie, ok bool) {
	d := s.RecordDetails
	if d.Subject.ID == "" {
		r.leftOut(s.at, "bods-subject-unspecified", ownership.Args{"why": written.Echo(d.Subject.Reason.text())})
		return tie, false
	}
	tie = bodsTie{bodsStatement: s, subject: r.side(s, d.Subject.ID)}
	switch p := d.InterestedParty; {
	case p != nil && p.ID != "":
		tie.party = r.side(s, p.ID)
	default:
		tie.party = r.unspecified(s, p)
	}
	return tie, true
}

// relate makes rows of a relationship.
func (r *bodsReader) relate(tie bodsTie, direct *reach) {
	if e := tie.egide(); e != nil && (e.Table == "shareholdings" || e.Table == "rights") {
		r.restored(tie, e)
		return
	}
	r.interests(tie, direct)
}

// side is the id of the entity that a relationship refers to. One that the file
// does not describe is entered all the same, as unknown.
func (r *bodsReader) side(s *bodsStatement, id string) string {
	if record, _, ok := r.refer(id); ok {
		return draftID(record)
	}
	row, made := r.entity(draftID(id))
	if made {
		row["kind"] = string(ownership.UnknownKind)
		row["source"] = r.sourceOf(s)
		r.Warn(s.at, "open-not-described", row["id"], ownership.Args{"text": written.Echo(id)})
		r.remark(row, "open-note-not-described", nil)
	}
	return row["id"]
}

// unspecified enters the holder of whom a statement tells only why it is not
// named.
func (r *bodsReader) unspecified(s *bodsStatement, p *bodsParty) string {
	row, _ := r.entity(draftID("unspecified " + s.record()))
	row["kind"] = string(ownership.UnknownKind)
	row["source"] = r.sourceOf(s)
	row["source_date"] = r.day(s.at, row["id"], "source_date", s.StatementDate)
	if p != nil && p.Reason != nil {
		addNote(row, r.text(s.at, p.Reason.text()))
	} else {
		r.remark(row, "bods-note-no-reason", nil)
	}
	return row["id"]
}

// interests makes rows of the interests of a relationship. A share of capital and
// a share of votes that were held for the same time are one row.
func (r *bodsReader) interests(tie bodsTie, direct *reach) {
	d := tie.RecordDetails
	var capital, votes, open []*bodsInterest
	interests := d.Interests
	if len(interests) == 0 {
		interests = []bodsInterest{{}}
	}
	for k := range interests {
		i := &interests[k]
		if i.indirect() && r.elsewhere(tie, i, direct) {
			continue
		}
		switch kind := i.kind(); kind {
		case "shareholding":
			capital = append(capital, i)
		case "votingRights":
			votes = append(votes, i)
		case "", "unknownInterest", "unpublishedInterest":
			open = append(open, i)
		default:
			right, organ, basis := bodsRight(kind)
			if right == "" {
				r.leftOut(tie.at, "bods-no-share", ownership.Args{"kind": written.Echo(kind),
					"holder": ownership.Ref(tie.party), "issuer": ownership.Ref(tie.subject)})
				continue
			}
			row := r.tied(tie, i, "holder", "company")
			delete(row, "note")
			row["right"], row["organ"], row["basis"] = string(right), organ, basis
			r.right(row)
		}
	}
	figures := len(capital)+len(votes) > 0
	for len(capital)+len(votes) > 0 {
		var c, v *bodsInterest
		if len(capital) > 0 {
			c, capital = capital[0], capital[1:]
		}
		if n := pairOf(c, votes); n >= 0 {
			v = votes[n]
			votes = slices.Delete(votes, n, n+1)
		}
		r.shares(tie, c, v)
	}
	for _, i := range open {
		if figures {
			r.leftOut(tie.at, "bods-no-share", ownership.Args{"kind": written.Echo(i.kind()),
				"holder": ownership.Ref(tie.party), "issuer": ownership.Ref(tie.subject)})
			continue
		}
		row := r.tied(tie, i, "holder", "issuer")
		r.Warn(tie.at, "bods-interest-unknown", tie.subject, ownership.Args{
			"holder": ownership.Ref(tie.party), "issuer": ownership.Ref(tie.subject)})
		r.remark(row, "open-note-interest-unknown", nil)
		r.holding(row)
	}
}

// pairOf is the interest in votes that belongs to one in capital: with its
// dates, or else the only one left.
func pairOf(c *bodsInterest, votes []*bodsInterest) int {
	if c == nil {
		if len(votes) > 0 {
			return 0
		}
		return -1
	}
	for n, v := range votes {
		if v.StartDate == c.StartDate && v.EndDate == c.EndDate && v.indirect() == c.indirect() {
			return n
		}
	}
	if len(votes) == 1 && votes[0].indirect() == c.indirect() {
		return 0
	}
	return -1
}

func (r *bodsReader) shares(tie bodsTie, c, v *bodsInterest) {
	lead := c
	if lead == nil {
		lead = v
	}
	row := r.tied(tie, lead, "holder", "issuer")
	if c != nil {
		row["capital"] = r.interestShare(tie, "capital", c)
		if c.Share == nil {
			r.remark(row, "bods-note-no-figure", nil)
		}
	}
	if v != nil {
		row["votes"] = r.interestShare(tie, "votes", v)
		if c != nil && (c.StartDate != v.StartDate || c.EndDate != v.EndDate) {
			r.Warn(tie.at, "bods-dates-differ", tie.subject, ownership.Args{
				"holder": ownership.Ref(tie.party), "issuer": ownership.Ref(tie.subject)})
			r.remark(row, "bods-note-votes-dates", map[string]string{"from": v.StartDate, "until": v.EndDate})
		}
	}
	r.holding(row)
}

func (r *bodsReader) interestShare(tie bodsTie, column string, i *bodsInterest) string {
	text, fault := i.Share.text()
	if fault != nil {
		written, _ := json.Marshal(i.Share)
		r.unread(tie.at, tie.subject, column, string(written))
	}
	return text
}

// tied is a row between the two ends of a relationship, with the dates and the
// source of the interest.
func (r *bodsReader) tied(tie bodsTie, i *bodsInterest, holder, company string) intake.DraftRow {
	row := intake.DraftRow{
		holder: tie.party, company: tie.subject,
		"from":        r.day(tie.at, tie.subject, "from", i.StartDate),
		"until":       r.day(tie.at, tie.subject, "until", i.EndDate),
		"source":      r.sourceOf(tie.bodsStatement),
		"source_date": r.day(tie.at, tie.subject, "source_date", tie.StatementDate),
	}
	if tie.RecordStatus == "closed" {
		if ended := row["source_date"]; row["until"] == "" || ended != "" && ended < row["until"] {
			row["until"] = ended
		}
	}
	if row["from"] != "" && row["until"] != "" && row["until"] <= row["from"] {
		r.Warn(tie.at, "open-ends-before", tie.subject, ownership.Args{"from": row["from"], "until": row["until"]})
		delete(row, "from")
	}
	addNote(row, r.text(tie.at, i.Details))
	if i.indirect() {
		r.remark(row, "open-note-indirect", nil)
	}
	return row
}

// elsewhere tells whether an indirect interest is the sum of direct ones that the
// file has too: entering both would count it twice.
func (r *bodsReader) elsewhere(tie bodsTie, i *bodsInterest, direct *reach) bool {
	share, _ := i.Share.text()
	if share == "" {
		share = "?"
	}
	args := ownership.Args{"holder": ownership.Ref(tie.party), "issuer": ownership.Ref(tie.subject), "share": share}
	for _, leg := range slices.Concat(tie.RecordDetails.ComponentRecords, tie.RecordDetails.ComponentStatements) {
		if _, recordType, ok := r.refer(leg); ok && recordType == "relationship" {
			r.leftOut(tie.at, "bods-indirect-legs", args)
			return true
		}
	}
	if direct.through(reachKey("", tie.subject), reachKey("", tie.party)) {
		r.leftOut(tie.at, "open-indirect-path", args)
		return true
	}
	return false
}

// restored is the row that an export made a relationship of.
func (r *bodsReader) restored(tie bodsTie, e *bodsEgide) {
	company := "issuer"
	if e.Table == "rights" {
		company = "company"
	}
	row := bodsRow(tie, company, r)
	r.extra.restore(row, tie.bodsStatement, e.Table)
	if e.Table == "rights" {
		r.right(row)
	} else {
		r.holding(row)
	}
}

// bodsRow is the row of a relationship that an export wrote: one row, whatever
// its interests are. Columns that it cannot know stand in the annotation.
func bodsRow(tie bodsTie, company string, r *bodsReader) intake.DraftRow {
	row := intake.DraftRow{"holder": tie.party, company: tie.subject, "source": r.sourceOf(tie.bodsStatement),
		"source_date": r.day(tie.at, tie.subject, "source_date", tie.StatementDate)}
	for k := range tie.RecordDetails.Interests {
		i := &tie.RecordDetails.Interests[k]
		row["from"] = r.day(tie.at, tie.subject, "from", i.StartDate)
		row["until"] = r.day(tie.at, tie.subject, "until", i.EndDate)
		switch kind := i.kind(); {
		case company == "company":
			right, organ, basis := bodsRight(kind)
			row["right"], row["organ"], row["basis"] = string(right), organ, basis
		case kind == "shareholding":
			row["capital"] = r.interestShare(tie, "capital", i)
			row["share_class"] = r.text(tie.at, i.Details)
		case kind == "votingRights":
			row["votes"] = r.interestShare(tie, "votes", i)
		}
	}
	return intake.Filled(row)
}

// bodsExtras are rows of tables that the standard has no records for, as an
// export hung them on the statements of the entities that they concern.
type bodsExtras struct {
	rows map[string][]intake.DraftRow
}

// restore puts the columns of an export over those that were read, and keeps the
// rows that hang on the statement.
func (x *bodsExtras) restore(row intake.DraftRow, s *bodsStatement, table string) {
	e := s.egide()
	if e == nil {
		return
	}
	if e.Table == table {
		for column, text := range e.Columns {
			switch column {
			case "id", "holder", "issuer", "company": // the statement itself says who
				continue
			}
			if slices.Contains(intake.Columns(table), column) {
				row[column] = text
			}
		}
	}
	if x.rows == nil {
		x.rows = map[string][]intake.DraftRow{}
	}
	for name, rows := range e.Rows {
		columns := intake.Columns(name)
		for _, row := range rows {
			kept := intake.DraftRow{rowNumber: row[rowNumber]}
			for column, text := range row {
				if slices.Contains(columns, column) {
					kept[column] = text
				}
			}
			x.rows[name] = append(x.rows[name], kept)
		}
	}
}

// rowNumber is the key under which an export notes the place of a row among
// those of its table.
const rowNumber = "#"

// sorted lists the rows of a table as they stood in the dossier.
func (x *bodsExtras) sorted(table string) []intake.DraftRow {
	rows := x.rows[table]
	number := func(row intake.DraftRow) int {
		n, err := strconv.Atoi(row[rowNumber])
		if err != nil {
			return math.MaxInt
		}
		return n
	}
	slices.SortStableFunc(rows, func(a, b intake.DraftRow) int { return cmp.Compare(number(a), number(b)) })
	for _, row := range rows {
		delete(row, rowNumber)
		intake.Filled(row)
	}
	return rows
}
