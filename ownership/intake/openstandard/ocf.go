package openstandard

import (
	"cmp"
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

// ocfObject is an object of an Open Cap Format package: a stakeholder, a stock
// class, a transaction, the issuer, or the manifest that holds it.
type ocfObject struct {
	FileType string          `json:"file_type"`
	Type     string          `json:"object_type"`
	ID       string          `json:"id"`
	AsOf     string          `json:"as_of"` // of the manifest
	Issuer   *ocfObject      `json:"issuer"`
	Name     json.RawMessage `json:"name"` // of a person an object, of a class a text

	LegalName   string `json:"legal_name"` // of the issuer
	Country     string `json:"country_of_formation"`
	Subdivision string `json:"country_subdivision_of_formation"`

	StakeholderType string          `json:"stakeholder_type"`
	Votes           json.RawMessage `json:"votes_per_share"` // a number, or why there is none

	Date        string   `json:"date"`
	Security    string   `json:"security_id"`
	Stakeholder string   `json:"stakeholder_id"`
	Class       string   `json:"stock_class_id"`
	Custom      string   `json:"custom_id"`
	Quantity    ocfCount `json:"quantity"`
	Converted   ocfCount `json:"quantity_converted"`
	Balance     string   `json:"balance_security_id"`
	Results     []string `json:"resulting_security_ids"`
	Result      string   `json:"resulting_security_id"`
	Securities  []string `json:"security_ids"`
	Split       *struct {
		Numerator   ocfCount `json:"numerator"`
		Denominator ocfCount `json:"denominator"`
	} `json:"split_ratio"`

	at ownership.Position
}

// name is the legal name of a stakeholder, or the name of a class.
func (o *ocfObject) name() string {
	var person struct {
		Legal string `json:"legal_name"`
	}
	var text string
	if json.Unmarshal(o.Name, &text) == nil {
		return text
	}
	if json.Unmarshal(o.Name, &person) == nil {
		return person.Legal
	}
	return ""
}

// ocfCount is a quantity: a text of decimals, or a number.
type ocfCount string

// UnmarshalJSON reads both.
func (c *ocfCount) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] != '"' {
		var n json.Number
		err := json.Unmarshal(raw, &n)
		*c = ocfCount(n)
		return err
	}
	return json.Unmarshal(raw, (*string)(c))
}

// value is the quantity; ok is false when there is none that can be read. The
// point is a decimal mark, whatever stands behind it.
func (c ocfCount) value() (n *big.Rat, ok bool) {
	text := written.Trim(string(c))
	if len(text) > 200 {
		return nil, false
	}
	return written.Number(text)
}

// ocfLot is a number of shares of one class that somebody holds by one
// certificate.
type ocfLot struct {
	holder, class string
	quantity      *big.Rat
	issue         *ocfObject
	day           string
	closed        bool
}

// ocfReader replays the transactions of stock up to a day, to the shares that
// are held then. Options, warrants and convertibles are not held yet and are
// left out.
type ocfReader struct {
	*drafting
	issuer       *ocfObject
	asOf         string
	issued       map[string]bool // securities that have an issuance in the package
	stakeholders map[string]*ocfObject
	classes      map[string]*ocfObject
	transactions []*ocfObject
	seen         map[string]ownership.Position
	lots         map[string]*ocfLot
	order        []*ocfLot
}

func newOCFReader(m *drafting) *ocfReader {
	return &ocfReader{drafting: m, stakeholders: map[string]*ocfObject{}, classes: map[string]*ocfObject{},
		seen: map[string]ownership.Position{}, lots: map[string]*ocfLot{}, issued: map[string]bool{}}
}

func (r *ocfReader) wrappers() []string { return []string{"items"} }

func (r *ocfReader) read(rec record) (*ocfObject, bool) {
	if rec.json == nil {
		r.Fault(rec.at, "open-json-no-object", nil)
		return nil, false
	}
	o := &ocfObject{at: rec.at}
	if !r.unmarshal(rec.at, rec.json, o) {
		return nil, false
	}
	if o.Issuer != nil { // the manifest
		o.Issuer.at, o.Issuer.AsOf, o.Issuer.Type = rec.at, o.AsOf, "ISSUER"
		o = o.Issuer
	}
	return o, true
}

func (r *ocfReader) index(rec record, x *reach) {
	if o, ok := r.read(rec); ok && o.Type == "ISSUER" && o.ID == r.opts.Only {
		x.start(reachKey("ocf", o.ID))
	}
}

// take keeps an object. A package is about one issuer, so all of it is taken.
func (r *ocfReader) take(rec record) bool {
	o, ok := r.read(rec)
	if !ok {
		return false
	}
	if o.ID == "" {
		if o.Type != "" {
			r.Fault(o.at, "ocf-no-id", nil)
		}
		return false
	}
	if first, there := r.seen[o.Type+" "+o.ID]; there {
		r.Fault(o.at, "duplicate-id", ownership.Args{"text": written.Echo(o.ID), "first": first})
		return false
	}
	r.seen[o.Type+" "+o.ID] = o.at
	switch {
	case o.Type == "ISSUER":
		if r.issuer != nil {
			r.Fault(o.at, "ocf-two-issuers", ownership.Args{"first": r.issuer.at})
			return false
		}
		r.issuer = o
	case o.Type == "STAKEHOLDER":
		r.stakeholders[o.ID] = o
	case o.Type == "STOCK_CLASS":
		r.classes[o.ID] = o
	case strings.HasPrefix(o.Type, "TX_"):
		r.transactions = append(r.transactions, o)
	}
	return true
}

// rank orders what happens on one day: a split comes before new shares are
// issued, and those before old ones are given up.
func (o *ocfObject) rank() int {
	switch o.Type {
	case "TX_STOCK_CLASS_SPLIT":
		return 0
	case "TX_STOCK_ISSUANCE":
		return 1
	}
	return 2
}

func (r *ocfReader) finish() {
	if r.issuer == nil {
		r.Fault(ownership.Position{}, "ocf-no-issuer", nil)
		return
	}
	id := r.enterIssuer()
	for _, t := range r.transactions {
		t.Date = r.day(t.at, id, "date", t.Date)
		if t.Type == "TX_STOCK_ISSUANCE" {
			r.issued[t.Security] = true
		}
	}
	slices.SortStableFunc(r.transactions, func(a, b *ocfObject) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.rank(), b.rank()))
	})
	until := r.opts.AsOf.String()
	for _, t := range r.transactions {
		if until != "" && t.Date > until {
			r.leftOut(t.at, "ocf-later", ownership.Args{"day": t.Date})
			continue
		}
		r.asOf = maxText(r.asOf, t.Date)
		r.replay(t)
	}
	if until == "" {
		until = maxText(r.asOf, r.day(r.issuer.at, id, "source_date", r.issuer.AsOf))
	}
	r.holdings(id, until)
}

func (r *ocfReader) enterIssuer() string {
	row, _ := r.entity(draftID(r.issuer.ID))
	row["name"] = r.text(r.issuer.at, r.issuer.LegalName)
	row["kind"] = string(ownership.Company)
	row["source"] = recordSource(r.issuer.at, r.issuer.ID)
	where := r.issuer.Country
	if sub := r.issuer.Subdivision; sub != "" && where != "" {
		if !strings.Contains(sub, "-") {
			sub = where + "-" + sub
		}
		if _, fault := r.places.Place(sub); fault == nil {
			where = sub
		}
	}
	row["registered_office"] = r.country(r.issuer.at, row["id"], "registered_office", where)
	return row["id"]
}

// replay does what a transaction says to the lots.
func (r *ocfReader) replay(t *ocfObject) {
	switch t.Type {
	case "TX_STOCK_ISSUANCE":
		r.issue(t)
	case "TX_STOCK_CLASS_SPLIT":
		r.split(t)
	case "TX_STOCK_TRANSFER", "TX_STOCK_REPURCHASE", "TX_STOCK_CANCELLATION", "TX_STOCK_CONVERSION":
		r.giveUp(t)
	case "TX_STOCK_RETRACTION", "TX_STOCK_REISSUANCE", "TX_STOCK_CONSOLIDATION":
		for _, id := range append(t.Securities, t.Security) {
			if id == "" {
				continue
			}
			if lot := r.lot(t, id); lot != nil {
				lot.closed = true
			}
		}
		if t.Type != "TX_STOCK_RETRACTION" {
			r.resultsOf(t, nil)
		}
	case "TX_EQUITY_COMPENSATION_ISSUANCE", "TX_PLAN_SECURITY_ISSUANCE", "TX_WARRANT_ISSUANCE", "TX_CONVERTIBLE_ISSUANCE":
		r.leftOut(t.at, "ocf-not-held", ownership.Args{"kind": written.Echo(t.Type), "text": written.Echo(t.Custom)})
	}
}

func (r *ocfReader) issue(t *ocfObject) {
	n, ok := t.Quantity.value()
	switch {
	case t.Security == "" || t.Stakeholder == "":
		r.Fault(t.at, "ocf-no-security", nil)
		return
	case !ok:
		r.Fault(t.at, "ocf-quantity", ownership.Args{"text": written.Echo(string(t.Quantity))})
		return
	case r.lots[t.Security] != nil:
		r.Fault(t.at, "ocf-issued-twice", ownership.Args{"text": written.Echo(t.Security), "first": r.lots[t.Security].issue.at})
		return
	}
	lot := &ocfLot{holder: t.Stakeholder, class: t.Class, quantity: n, issue: t, day: t.Date}
	r.lots[t.Security] = lot
	r.order = append(r.order, lot)
}

// lot finds the lot that a transaction is about; what is no stock is none.
func (r *ocfReader) lot(t *ocfObject, id string) *ocfLot {
	lot := r.lots[id]
	switch {
	case lot == nil:
		r.Warn(t.at, "ocf-unknown-security", "", ownership.Args{"text": written.Echo(id), "kind": written.Echo(t.Type)})
	case lot.closed:
		r.Warn(t.at, "ocf-closed-security", "", ownership.Args{"text": written.Echo(id), "kind": written.Echo(t.Type)})
		return nil
	}
	return lot
}

func (r *ocfReader) split(t *ocfObject) {
	var up, down *big.Rat
	ok := t.Split != nil
	if ok {
		up, ok = t.Split.Numerator.value()
	}
	if ok {
		down, ok = t.Split.Denominator.value()
	}
	if !ok || up.Sign() <= 0 || down.Sign() <= 0 {
		r.Fault(t.at, "ocf-split", nil)
		return
	}
	ratio := new(big.Rat).Quo(up, down)
	for _, lot := range r.order {
		if lot.class == t.Class && !lot.closed {
			lot.quantity = new(big.Rat).Mul(lot.quantity, ratio)
		}
	}
}

// giveUp ends a lot, or takes from it what was transferred, bought back,
// cancelled or converted. The rest is a new lot when the transaction names it,
// and stays where it is when it does not.
func (r *ocfReader) giveUp(t *ocfObject) {
	lot := r.lot(t, t.Security)
	if lot == nil {
		return
	}
	given := lot.quantity
	text := cmp.Or(t.Quantity, t.Converted)
	if text != "" {
		n, ok := text.value()
		if !ok {
			r.Fault(t.at, "ocf-quantity", ownership.Args{"text": written.Echo(string(text))})
			return
		}
		given = n
	}
	rest := new(big.Rat).Sub(lot.quantity, given)
	lot.closed = true
	switch {
	case rest.Sign() < 0:
		r.Warn(t.at, "ocf-more-than-held", "", ownership.Args{"text": written.Echo(t.Security), "given": written.CountText(given), "held": written.CountText(lot.quantity)})
	case t.Balance != "" && !r.issued[t.Balance]:
		kept := &ocfLot{holder: lot.holder, class: lot.class, quantity: rest, issue: lot.issue, day: t.Date}
		r.lots[t.Balance] = kept
		r.order = append(r.order, kept)
	case t.Balance == "" && rest.Sign() > 0:
		lot.closed, lot.quantity = false, rest
	}
	if t.Type == "TX_STOCK_TRANSFER" || t.Type == "TX_STOCK_CONVERSION" {
		r.resultsOf(t, given)
	}
}

// resultsOf looks for the issuances that a transaction leads to. Shares that
// went to nobody in the package are held by somebody unknown.
func (r *ocfReader) resultsOf(t *ocfObject, given *big.Rat) {
	results := t.Results
	if t.Result != "" {
		results = append(results, t.Result)
	}
	missing := len(results) == 0
	for _, id := range results {
		missing = missing || !r.issued[id]
	}
	if !missing {
		return
	}
	r.Warn(t.at, "ocf-result-missing", "", ownership.Args{"kind": written.Echo(t.Type), "text": written.Echo(t.Security)})
	if given == nil || t.Type != "TX_STOCK_TRANSFER" || len(results) > 1 {
		return
	}
	lot := &ocfLot{holder: "unknown " + t.ID, class: r.lots[t.Security].class, quantity: given, issue: t, day: t.Date}
	r.order = append(r.order, lot)
}

// holdings adds up the lots of each stakeholder in each class.
func (r *ocfReader) holdings(issuer, day string) {
	type key struct{ holder, class string }
	rows := map[key]*big.Rat{}
	first := map[key]*ocfLot{}
	var order []key
	for _, lot := range r.order {
		if lot.closed || lot.quantity.Sign() == 0 {
			continue
		}
		k := key{lot.holder, lot.class}
		if rows[k] == nil {
			rows[k], first[k] = new(big.Rat), lot
			order = append(order, k)
		}
		rows[k].Add(rows[k], lot.quantity)
	}
	silent := map[string]bool{}
	for _, k := range order {
		lot := first[k]
		row := intake.DraftRow{"holder": r.holder(lot), "issuer": issuer, "shares": written.CountText(rows[k]),
			"source": recordSource(lot.issue.at, lot.issue.Custom), "source_date": day}
		if class := r.classes[k.class]; class != nil {
			row["share_class"] = r.text(class.at, class.name())
			votes, ok := ocfVotes(class.Votes)
			if ok {
				row["votes_per_share"] = written.CountText(votes)
			} else if !silent[k.class] {
				silent[k.class] = true
				r.Warn(class.at, "ocf-no-votes", issuer, ownership.Args{"class": written.Echo(class.name())})
			}
		} else {
			row["share_class"] = r.text(lot.issue.at, k.class)
		}
		r.holding(row)
	}
}

// ocfVotes is the number of votes of a share; ok is false when the package does
// not tell.
func ocfVotes(raw json.RawMessage) (*big.Rat, bool) {
	var count ocfCount
	if len(raw) == 0 || json.Unmarshal(raw, &count) != nil {
		return nil, false
	}
	return count.value()
}

// holder enters a stakeholder. The format carries no country, so the places stay
// unknown.
func (r *ocfReader) holder(lot *ocfLot) string {
	row, made := r.entity(draftID(lot.holder))
	if !made {
		return row["id"]
	}
	s := r.stakeholders[lot.holder]
	if s == nil {
		row["kind"] = string(ownership.UnknownKind)
		row["source"] = recordSource(lot.issue.at, lot.holder)
		r.Warn(lot.issue.at, "open-not-described", row["id"], ownership.Args{"text": written.Echo(lot.holder)})
		return row["id"]
	}
	row["name"] = r.text(s.at, s.name())
	row["kind"] = string(ownership.Company)
	if s.StakeholderType == "INDIVIDUAL" {
		row["kind"] = string(ownership.Person)
	} else {
		r.count(s.at, "ocf-no-country")
	}
	row["source"] = recordSource(s.at, s.ID)
	return row["id"]
}
