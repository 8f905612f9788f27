package openstandard

import (
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

// ftmEntity is a FollowTheMoney entity: things and links alike. Every value is a
// list of texts.
type ftmEntity struct {
	ID         string               `json:"id"`
	Schema     string               `json:"schema"`
	Caption    string               `json:"caption"`
	Properties map[string]ftmValues `json:"properties"`

	at ownership.Position
}

// ftmValues are the values of a property. A lone text counts as a list of one,
// and an entity that was written out in place of its id as that id.
type ftmValues []string

// UnmarshalJSON reads the forms that are met.
func (v *ftmValues) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] != '[' {
		var text ftmValue
		err := json.Unmarshal(raw, &text)
		*v = ftmValues{string(text)}
		return err
	}
	var list []ftmValue
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	for _, text := range list {
		*v = append(*v, string(text))
	}
	return nil
}

type ftmValue string

func (v *ftmValue) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '{' {
		var nested struct {
			ID string `json:"id"`
		}
		err := json.Unmarshal(raw, &nested)
		*v = ftmValue(nested.ID)
		return err
	}
	if len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') {
		*v = ftmValue(raw) // a number, as it is written
		return nil
	}
	return json.Unmarshal(raw, (*string)(v))
}

// add puts more values to those of a property, each once.
func (v ftmValues) add(more ftmValues) ftmValues {
	for _, text := range more {
		if !slices.Contains(v, text) {
			v = append(v, text)
		}
	}
	return v
}

// ftmReader makes rows of entities. Fragments with one id are one entity.
type ftmReader struct {
	*drafting
	byID  map[string]*ftmEntity
	order []*ftmEntity
}

func newFTMReader(m *drafting) *ftmReader {
	return &ftmReader{drafting: m, byID: map[string]*ftmEntity{}}
}

func (r *ftmReader) wrappers() []string { return nil }

func (r *ftmReader) read(rec record) (*ftmEntity, bool) {
	if rec.json == nil {
		r.Fault(rec.at, "open-json-no-object", nil)
		return nil, false
	}
	e := &ftmEntity{at: rec.at}
	if !r.unmarshal(rec.at, rec.json, e) {
		return nil, false
	}
	if e.ID == "" || e.Schema == "" {
		r.Fault(rec.at, "ftm-no-id", nil)
		return nil, false
	}
	return e, true
}

// ftmNumbers are the properties that hold numbers of registers.
var ftmNumbers = []string{"registrationNumber", "leiCode", "idNumber", "taxNumber", "vatCode", "ogrnCode", "innCode"}

func (r *ftmReader) index(rec record, x *reach) {
	e, ok := r.read(rec)
	if !ok {
		return
	}
	if e.Schema == "Ownership" {
		for _, asset := range e.Properties["asset"] {
			for _, owner := range e.Properties["owner"] {
				x.above(reachKey("ftm", asset), reachKey("ftm", owner))
			}
		}
		return
	}
	asked := e.ID == r.opts.Only
	for _, property := range ftmNumbers {
		asked = asked || slices.Contains(e.Properties[property], r.opts.Only)
	}
	if asked {
		x.start(reachKey("ftm", e.ID))
	}
}

func (r *ftmReader) take(rec record) bool {
	e, ok := r.read(rec)
	if !ok {
		return false
	}
	taken := r.takes(reachKey("ftm", e.ID))
	if e.Schema == "Ownership" && r.chosen != nil {
		taken = slices.ContainsFunc(e.Properties["asset"], func(id string) bool { return r.takes(reachKey("ftm", id)) })
	}
	if !taken {
		return false
	}
	first, there := r.byID[e.ID]
	if !there {
		r.byID[e.ID] = e
		r.order = append(r.order, e)
		return true
	}
	if first.Schema != e.Schema && (first.Schema == "Ownership" || e.Schema == "Ownership") {
		r.Fault(e.at, "duplicate-id", ownership.Args{"text": written.Echo(e.ID), "first": first.at})
		return true
	}
	if first.Properties == nil {
		first.Properties = map[string]ftmValues{}
	}
	for name, values := range e.Properties {
		first.Properties[name] = first.Properties[name].add(values)
	}
	return true
}

// ftmKinds are the schemata that can hold or be held. A LegalEntity is a company
// or a person; nobody knows which.
var ftmKinds = map[string]ownership.Kind{
	"Company": ownership.Company, "Organization": ownership.Company, "LegalEntity": ownership.Company,
	"PublicBody": ownership.State, "Person": ownership.Person, "Asset": ownership.Company,
}

func (r *ftmReader) finish() {
	direct := &reach{}
	for _, e := range r.order {
		kind, ok := ftmKinds[e.Schema]
		switch {
		case ok:
			r.describe(e, kind)
		case e.Schema == "Ownership":
			for _, asset := range e.Properties["asset"] {
				for _, owner := range e.Properties["owner"] {
					if !ftmIndirect(e) {
						direct.above(reachKey("ftm", asset), reachKey("ftm", owner))
					}
				}
			}
		default:
			r.leftOut(e.at, "ftm-schema", ownership.Args{"schema": written.Echo(e.Schema)})
		}
	}
	for _, e := range r.order {
		if e.Schema == "Ownership" {
			r.ownership(e, direct)
		}
	}
}

// value is the value of a property that has one; the first of several, with a
// remark that there are others.
func (r *ftmReader) value(e *ftmEntity, row intake.DraftRow, property string) string {
	var values []string
	for _, v := range e.Properties[property] {
		if v = r.text(e.at, v); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	if len(values) == 0 {
		return ""
	}
	if len(values) > 1 {
		r.remark(row, "ftm-note-others", map[string]string{"property": property, "values": written.Echo(strings.Join(values[1:], ", "))})
	}
	return values[0]
}

// place is the country of a property when all its values mean one.
func (r *ftmReader) place(e *ftmEntity, id, column, property string) string {
	var found []string
	for _, v := range e.Properties[property] {
		if place := r.country(e.at, id, column, v); place != "" && !slices.Contains(found, place) {
			found = append(found, place)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	if len(found) > 1 {
		r.Warn(e.at, "ftm-several-countries", id, ownership.Args{"property": property, "found": found, "column": column})
	}
	return ""
}

func (r *ftmReader) describe(e *ftmEntity, kind ownership.Kind) {
	row, made := r.entity(draftID(e.ID))
	if !made {
		r.Fault(e.at, "duplicate-id", ownership.Args{"text": written.Echo(e.ID), "first": e.at})
		return
	}
	id := row["id"]
	row["kind"] = string(kind)
	row["name"] = r.value(e, row, "name")
	if row["name"] == "" {
		row["name"] = r.text(e.at, e.Caption)
	}
	row["source"] = recordSource(e.at, e.ID)
	row["lei"] = strings.ToUpper(r.value(e, row, "leiCode"))
	row["registration_number"] = r.value(e, row, "registrationNumber")
	row["legal_form"] = r.value(e, row, "legalForm")
	switch {
	case kind == ownership.Person:
		r.nationalities(e.at, row, e.Properties["nationality"]...)
		return
	case e.Schema == "LegalEntity":
		r.count(e.at, "ftm-kind-open")
	}
	row["registered_office"] = r.place(e, id, "registered_office", "jurisdiction")
	if row["registered_office"] == "" && len(e.Properties["jurisdiction"]) == 0 {
		for _, property := range []string{"mainCountry", "country"} {
			if place := r.place(e, id, "registered_office", property); place != "" {
				row["registered_office"] = place
				r.Warn(e.at, "ftm-country-taken", id, ownership.Args{"property": property, "country": place})
				break
			}
		}
	}
	if day := r.value(e, row, "dissolutionDate"); day != "" {
		r.remark(row, "open-note-dissolved", map[string]string{"day": day})
	}
}

func ftmIndirect(e *ftmEntity) bool {
	for _, property := range []string{"ownershipType", "role"} {
		for _, v := range e.Properties[property] {
			switch v = strings.ToLower(v); {
			case strings.Contains(v, "indirect"), strings.Contains(v, "ultimate"):
				return true
			}
		}
	}
	return false
}

// ownership makes rows of a link between owners and assets.
func (r *ftmReader) ownership(e *ftmEntity, direct *reach) {
	if len(e.Properties["asset"]) == 0 || len(e.Properties["owner"]) == 0 {
		r.leftOut(e.at, "ftm-no-ends", ownership.Args{"text": written.Echo(e.ID)})
		return
	}
	shared := len(e.Properties["asset"]) > 1 || len(e.Properties["owner"]) > 1
	for _, asset := range e.Properties["asset"] {
		if !r.takes(reachKey("ftm", asset)) {
			continue
		}
		for _, owner := range e.Properties["owner"] {
			row := intake.DraftRow{"holder": r.side(e, owner), "issuer": r.side(e, asset), "source": recordSource(e.at, e.ID)}
			if ftmIndirect(e) {
				if direct.through(reachKey("ftm", asset), reachKey("ftm", owner)) {
					r.leftOut(e.at, "open-indirect-path", ownership.Args{"holder": ownership.Ref(row["holder"]),
						"issuer": ownership.Ref(row["issuer"]), "share": written.Echo(strings.Join(e.Properties["percentage"], ", "))})
					continue
				}
				r.remark(row, "open-note-indirect", nil)
			}
			if shared {
				// Whose the figures are is not said: they are nobody's.
				r.Warn(e.at, "ftm-several-ends", row["issuer"], ownership.Args{"text": written.Echo(e.ID)})
			} else {
				r.figures(e, row)
			}
			row["from"], row["until"] = r.period(e, row)
			for _, property := range []string{"role", "ownershipType", "legalBasis", "status"} {
				addNote(row, r.value(e, row, property))
			}
			r.holding(row)
		}
	}
}

func (r *ftmReader) side(e *ftmEntity, id string) string {
	row, made := r.entity(draftID(id))
	if made {
		row["kind"] = string(ownership.UnknownKind)
		row["source"] = recordSource(e.at, id)
		r.Warn(e.at, "open-not-described", row["id"], ownership.Args{"text": written.Echo(id)})
		r.remark(row, "open-note-not-described", nil)
	}
	return row["id"]
}

var (
	ftmAbout = written.Pattern(`(?i)^(?:~|≈|ca?\.|circa|about|approx\w*\.?|environ|env\.)`)
	ftmMore  = written.Pattern(`(?i)^(?:more than|over|above|plus de)\s+([0-9][0-9.,]*)\s*%?(?:\s+(?:but\s+)?(?:not more than|up to|and up to)\s+([0-9][0-9.,]*)\s*%?)?$`)
	ftmLeast = written.Pattern(`(?i)^(?:at least|au moins)\s+([0-9][0-9.,]*)\s*%?$|^([0-9][0-9.,]*)\s*%?\s+or more$`)
)

// figures reads what somebody wrote of a share: 51%, 60, 25-50, more than 25%.
// Several figures come from several sources; the truth is one of them.
func (r *ftmReader) figures(e *ftmEntity, row intake.DraftRow) {
	var low, high *big.Rat
	var lowOpen, highOpen bool
	var read []string
	for _, text := range e.Properties["percentage"] {
		share, ok := ftmShare(text)
		if !ok {
			r.unread(e.at, row["issuer"], "capital", text)
			continue
		}
		if !share.Known() {
			continue
		}
		read = append(read, written.Trim(text))
		lo, hi, loOpen, hiOpen := share.Ends()
		if low == nil || lo.Cmp(low) < 0 || lo.Cmp(low) == 0 && !loOpen {
			low, lowOpen = lo, loOpen
		}
		if high == nil || hi.Cmp(high) > 0 || hi.Cmp(high) == 0 && !hiOpen {
			high, highOpen = hi, hiOpen
		}
	}
	switch {
	case low == nil:
	case low.Cmp(high) == 0:
		row["capital"] = written.ShareText(ownership.Exactly(low))
		if low.Sign() > 0 && low.Cmp(big.NewRat(1, 100)) <= 0 {
			r.Warn(e.at, "ftm-share-small", row["issuer"], ownership.Args{"text": written.Echo(read[0])})
		}
	default:
		row["capital"] = written.ShareText(ownership.Between(low, high, lowOpen, highOpen))
		if len(read) > 1 {
			r.Warn(e.at, "ftm-several-figures", row["issuer"], ownership.Args{"found": read})
			r.remark(row, "ftm-note-figures", map[string]string{"found": written.Echo(strings.Join(read, ", "))})
		}
	}
	if count := r.value(e, row, "sharesCount"); count != "" {
		if n, fault := written.Count(count, 0); fault == nil {
			row["shares"] = written.CountText(n)
		} else {
			r.unread(e.at, row["issuer"], "shares", count)
		}
	}
	row["share_class"] = r.value(e, row, "sharesType")
}

func ftmShare(text string) (ownership.Share, bool) {
	text = written.Trim(text)
	if m := ftmMore().FindStringSubmatch(text); m != nil {
		if text = ">" + m[1]; m[2] != "" {
			text += "-" + m[2]
		}
	} else if m := ftmLeast().FindStringSubmatch(text); m != nil {
		text = ">=" + m[1] + m[2]
	}
	if ftmAbout().MatchString(text) {
		return ownership.Share{}, false // about so much is no figure
	}
	share, fault := written.Share(text)
	return share, fault == nil
}

// period is the time of a link: from the first of its beginnings to the last of
// its ends. A year or a month alone is taken whole.
func (r *ftmReader) period(e *ftmEntity, row intake.DraftRow) (from, until string) {
	for _, v := range e.Properties["startDate"] {
		first, _, partial := r.partialDay(e, row, "from", v)
		if partial {
			r.remark(row, "ftm-note-partial", map[string]string{"day": written.Trim(v)})
		}
		if first != "" && (from == "" || first < from) {
			from = first
		}
	}
	for _, v := range e.Properties["endDate"] {
		first, after, partial := r.partialDay(e, row, "until", v)
		if partial {
			first = after
			r.remark(row, "ftm-note-partial", map[string]string{"day": written.Trim(v)})
		}
		if first > until {
			until = first
		}
	}
	if from != "" && until != "" && until <= from {
		r.Warn(e.at, "open-ends-before", row["issuer"], ownership.Args{"from": from, "until": until})
		from = ""
	}
	return from, until
}

// partialDay reads a day, or the first day of a month or year and the first day
// after it.
func (r *ftmReader) partialDay(e *ftmEntity, row intake.DraftRow, column, text string) (first, after string, partial bool) {
	text = written.Trim(text)
	if day, err := ownership.ParseDate(text + "-01-01"); err == nil && len(text) == 4 {
		return day.String(), day.AddMonths(12).String(), true
	}
	if day, err := ownership.ParseDate(text + "-01"); err == nil && len(text) == 7 {
		return day.String(), day.AddMonths(1).String(), true
	}
	return r.day(e.at, row["issuer"], column, text), "", false
}
