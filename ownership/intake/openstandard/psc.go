package openstandard

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

//go:embed psc_natures.csv
var pscNaturesCSV string

// pscNature is what a nature of control means: a band of capital, votes or
// surplus assets, or a right.
type pscNature struct {
	column, value string
}

// pscNatures are the rows of psc_natures.csv. The register's bands begin above
// 25 and 50 % and end at 50 %, below 75 % and at 100 %; that of an overseas
// entity is all above 25 %.
var pscNatures = sync.OnceValue(func() map[string]pscNature {
	all := map[string]pscNature{}
	rows, err := csv.NewReader(strings.NewReader(pscNaturesCSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return all
	}
	for _, row := range rows[1:] {
		all[row[0]] = pscNature{row[1], row[2]}
	}
	return all
})

// pscRecord is a line of the United Kingdom's register of persons with
// significant control.
type pscRecord struct {
	Company string `json:"company_number"`
	Data    struct {
		Kind           string   `json:"kind"`
		Name           string   `json:"name"`
		Natures        []string `json:"natures_of_control"`
		Notified       string   `json:"notified_on"`
		Ceased         string   `json:"ceased_on"`
		CeasedFlag     bool     `json:"ceased"`
		Nationality    string   `json:"nationality"`
		Residence      string   `json:"country_of_residence"`
		Description    string   `json:"description"`
		Statement      string   `json:"statement"`
		LinkedName     string   `json:"linked_psc_name"`
		ETag           string   `json:"etag"`
		Identification *struct {
			Country   string `json:"country_registered"`
			Place     string `json:"place_registered"`
			Number    string `json:"registration_number"`
			LegalForm string `json:"legal_form"`
		} `json:"identification"`
		Address struct {
			Country string `json:"country"`
		} `json:"address"`
		PrincipalOffice struct {
			Country string `json:"country"`
		} `json:"principal_office_address"`
		Links struct {
			Self string `json:"self"`
		} `json:"links"`
	} `json:"data"`
}

type pscReader struct {
	*drafting
	seen map[string]ownership.Position // records by their link
}

func newPSCReader(m *drafting) *pscReader {
	return &pscReader{drafting: m, seen: map[string]ownership.Position{}}
}

func (r *pscReader) wrappers() []string { return nil }

// ukNumber is a company number as the register writes it: eight characters, or
// blank when the text is none.
func ukNumber(text string) string {
	s := strings.ToUpper(strings.ReplaceAll(written.Trim(text), " ", ""))
	if s == "" || len(s) > 8 {
		return ""
	}
	prefix := strings.TrimRight(s, "0123456789")
	number := s[len(prefix):]
	for _, c := range prefix {
		if c < 'A' || c > 'Z' {
			return ""
		}
	}
	if number == "" || len(prefix) > 2 {
		return ""
	}
	return prefix + strings.Repeat("0", 8-len(s)) + number
}

// holderNumber is the number in the United Kingdom's register of a corporate
// holder; blank when it is registered elsewhere, or nobody can tell.
func (r *pscReader) holderNumber(p *pscRecord) string {
	i := p.Data.Identification
	if i == nil || ukNumber(i.Number) == "" {
		return ""
	}
	if place, fault := r.places.Place(written.Trim(i.Country)); fault == nil && place.Country != "" {
		if place.Country == "GB" {
			return ukNumber(i.Number)
		}
		return ""
	}
	where := written.Fold(i.Place)
	if written.Trim(i.Country) == "" && (strings.Contains(where, "companieshouse") || strings.Contains(where, "england")) {
		return ukNumber(i.Number)
	}
	return ""
}

func (r *pscReader) read(rec record) (*pscRecord, bool) {
	if rec.json == nil {
		r.Fault(rec.at, "open-json-no-object", nil)
		return nil, false
	}
	p := &pscRecord{}
	if !r.unmarshal(rec.at, rec.json, p) {
		return nil, false
	}
	if strings.HasPrefix(p.Data.Kind, "totals") {
		return nil, false // the last line counts the others
	}
	if written.Trim(p.Company) == "" {
		r.Fault(rec.at, "psc-no-company", nil)
		return nil, false
	}
	return p, true
}

func (p *pscRecord) company() string {
	if number := ukNumber(p.Company); number != "" {
		return number
	}
	return draftID(p.Company)
}

func (r *pscReader) index(rec record, x *reach) {
	p, ok := r.read(rec)
	if !ok {
		return
	}
	company := p.company()
	key := reachKey("gb", company)
	if company == r.opts.Only || company == ukNumber(r.opts.Only) {
		x.start(key)
	}
	if number := r.holderNumber(p); number != "" {
		x.above(key, reachKey("gb", number))
	}
}

func (r *pscReader) take(rec record) bool {
	p, ok := r.read(rec)
	if !ok || !r.takes(reachKey("gb", p.company())) {
		return false
	}
	at := rec.at
	company := r.company(at, p.company())
	if link := p.Data.Links.Self; link != "" {
		if first, there := r.seen[link]; there {
			r.leftOut(at, "psc-repeated", ownership.Args{"first": first})
			return true
		}
		r.seen[link] = at
	}
	switch kind := p.Data.Kind; {
	case strings.HasSuffix(kind, "statement") || p.Data.Statement != "":
		r.statement(at, company, p)
	case kind == "exemptions":
		r.leftOut(at, "psc-exempt", ownership.Args{"company": ownership.Ref(company)})
		r.remark(r.entities[company], "psc-note-exempt", nil)
	default:
		r.controller(at, company, p)
	}
	return true
}

// company enters a company of the register: what is known of it is its number,
// and that it is registered in the United Kingdom, unless it is an overseas
// entity (OE) that only owns land there.
func (r *pscReader) company(at ownership.Position, number string) string {
	row, made := r.entity(number)
	if made {
		row["source"] = recordSource(at, number)
	}
	if row["registration_number"] == "" {
		row["registration_number"] = number
	}
	if row["kind"] == "" {
		row["kind"] = string(ownership.Company)
	}
	if row["registered_office"] == "" && !strings.HasPrefix(number, "OE") {
		row["registered_office"] = "GB"
	}
	return number
}

// statement notes what a company says instead of naming somebody.
func (r *pscReader) statement(at ownership.Position, company string, p *pscRecord) {
	text := r.text(at, p.Data.Statement)
	args := ownership.Args{"statement": written.Echo(text), "company": ownership.Ref(company)}
	if p.Data.Ceased != "" || p.Data.CeasedFlag {
		r.leftOut(at, "psc-statement-ended", args)
		return
	}
	r.Warn(at, "psc-statement", company, args)
	r.remark(r.entities[company], "psc-note-statement", map[string]string{"statement": text})
}

// controller enters a person with significant control, and what it has.
func (r *pscReader) controller(at ownership.Position, company string, p *pscRecord) {
	holder := r.holder(at, company, p)
	from := r.day(at, company, "from", p.Data.Notified)
	until := r.day(at, company, "until", p.Data.Ceased)
	if p.Data.CeasedFlag && until == "" {
		r.leftOut(at, "psc-ceased", ownership.Args{"holder": ownership.Ref(holder), "company": ownership.Ref(company)})
		return
	}
	if from != "" && until != "" && until <= from {
		r.Warn(at, "open-ends-before", company, ownership.Args{"from": from, "until": until})
		from = ""
	}
	row := intake.DraftRow{"holder": holder, "issuer": company, "from": from, "until": until, "source": recordSource(at, holder)}
	rights := map[string]bool{}
	seen := map[string]bool{}
	held := false
	for _, text := range p.Data.Natures {
		nature, as := pscNatureOf(text)
		switch nature.column {
		case "capital", "votes":
			held = true
			if key := nature.column + nature.value + as; !seen[key] {
				seen[key] = true
				row[nature.column] = wider(row[nature.column], nature.value)
			}
		case "assets":
			held = true
			r.remark(row, "psc-note-assets", map[string]string{"share": nature.value})
		case "right":
			if rights[nature.value] {
				break
			}
			rights[nature.value] = true
			right := intake.DraftRow{"holder": holder, "company": company, "right": nature.value, "from": from, "until": until, "source": row["source"]}
			if nature.value == string(ownership.Appoint) {
				right["organ"] = "board"
			}
			r.right(right)
		default:
			r.leftOut(at, "psc-nature", ownership.Args{"nature": written.Echo(text), "company": ownership.Ref(company)})
		}
		if as != "" && nature.column != "" {
			r.remark(row, "psc-note-as-"+as, nil)
		}
	}
	switch {
	case held:
		r.holding(row)
	case len(rights) == 0:
		r.Warn(at, "psc-nothing", company, ownership.Args{"holder": ownership.Ref(holder), "company": ownership.Ref(company)})
		r.remark(row, "open-note-interest-unknown", nil)
		r.holding(row)
	}
}

// pscNatureOf finds what a nature of control means. Some are held as a member of
// a firm or as the trustee of a trust, and some are of a partnership or of an
// overseas entity: the words for that stand behind.
func pscNatureOf(text string) (nature pscNature, as string) {
	s := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(written.Trim(text)), "-registered-overseas-entity"), "-limited-liability-partnership")
	for _, capacity := range []string{"firm", "trust"} {
		if rest, ok := strings.CutSuffix(s, "-as-"+capacity); ok {
			s, as = rest, capacity
		}
	}
	return pscNatures()[s], as
}

// wider is the range that holds a second band too: what somebody has alone and
// what it has as a trustee add up to no less than the higher band begins with and to no more
// than everything.
func wider(have, more string) string {
	if have == "" {
		return more
	}
	a, faultA := written.Share(have)
	b, faultB := written.Share(more)
	if faultA != nil || faultB != nil {
		return ""
	}
	lo, _, loOpen, _ := a.Ends()
	if other, _, otherOpen, _ := b.Ends(); other.Cmp(lo) > 0 {
		lo, loOpen = other, otherOpen
	}
	return written.ShareText(ownership.Between(lo, whole, loOpen, false))
}

// holder enters the one who has control and returns its id.
func (r *pscReader) holder(at ownership.Position, company string, p *pscRecord) string {
	d := &p.Data
	if number := r.holderNumber(p); number != "" {
		id := r.company(at, number)
		row := r.entities[id]
		if row["name"] == "" {
			row["name"] = r.text(at, d.Name)
		}
		if row["legal_form"] == "" {
			row["legal_form"] = r.text(at, d.Identification.LegalForm)
		}
		return id
	}
	id := d.Links.Self
	if i := strings.LastIndexByte(strings.TrimRight(id, "/"), '/'); i >= 0 {
		id = id[i+1:]
	}
	if id == "" {
		id = d.ETag
	}
	if id == "" {
		id = strconv.Itoa(at.Line)
	}
	row, made := r.entity(draftID(company + "/" + id))
	if !made {
		return row["id"]
	}
	id = row["id"]
	row["name"] = r.text(at, d.Name)
	row["source"] = recordSource(at, id)
	switch {
	case strings.HasPrefix(d.Kind, "individual"):
		row["kind"] = string(ownership.Person)
		r.nationalities(at, row, d.Nationality)
		row["residence"] = r.country(at, id, "residence", d.Residence)
	case strings.HasPrefix(d.Kind, "super-"):
		// A person whom the register hides from everybody: there is one.
		row["kind"] = string(ownership.Person)
		r.remark(row, "psc-note-secure", nil)
		r.Warn(at, "psc-secure", id, ownership.Args{"company": ownership.Ref(company)})
	default:
		row["kind"] = string(ownership.Company)
		if strings.HasPrefix(d.Kind, "legal-") {
			r.remark(row, "psc-note-legal-person", nil)
		}
		if i := d.Identification; i != nil {
			row["legal_form"] = r.text(at, i.LegalForm)
			row["registration_number"] = r.text(at, i.Number)
			row["registered_office"] = r.country(at, id, "registered_office", i.Country)
		}
		if office := r.text(at, d.PrincipalOffice.Country); office != "" {
			r.remark(row, "psc-note-office", map[string]string{"country": office})
		}
	}
	return id
}

func (r *pscReader) finish() {}
