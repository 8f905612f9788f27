package openstandard

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/written"
)

// rneRecord is a company of the French national register with its beneficial
// owners: the register's own record, or the content of it alone.
type rneRecord struct {
	SIREN     string `json:"siren"`
	Formality *struct {
		SIREN   string      `json:"siren"`
		Content *rneContent `json:"content"`
	} `json:"formality"`
	Content *rneContent `json:"content"`
}

type rneContent struct {
	Company *struct {
		Identity struct {
			Enterprise struct {
				SIREN string `json:"siren"`
				Name  string `json:"denomination"`
				Form  string `json:"formeJuridique"`
			} `json:"entreprise"`
		} `json:"identite"`
		Address struct {
			Address struct {
				Country string `json:"pays"`
				Code    string `json:"codePays"`
			} `json:"adresse"`
		} `json:"adresseEntreprise"`
		Owners []rneOwner `json:"beneficiairesEffectifs"`
	} `json:"personneMorale"`
}

type rneOwner struct {
	ID    string `json:"beneficiaireId"`
	Begin string `json:"dateEffet"`
	Owner struct {
		Description struct {
			Name        string   `json:"nom"`
			FirstNames  []string `json:"prenoms"`
			Nationality string   `json:"nationalite"`
		} `json:"descriptionPersonne"`
		Home struct {
			Country string `json:"pays"`
		} `json:"adresseDomicile"`
	} `json:"beneficiaire"`
	How rneModality `json:"modalite"`
}

// rneModality is how somebody owns: parts of the capital (parts) and of the votes
// (vote), held directly or indirectly, in full, bare or usufructuary ownership,
// in percent.
type rneModality map[string]json.RawMessage

func newRNEReader(m *drafting) *rneReader { return &rneReader{drafting: m} }

type rneReader struct {
	*drafting
	warned bool
}

func (r *rneReader) wrappers() []string { return nil }

func (r *rneReader) read(rec record) (siren string, content *rneContent, ok bool) {
	if rec.json == nil {
		r.Fault(rec.at, "open-json-no-object", nil)
		return "", nil, false
	}
	var n rneRecord
	if !r.unmarshal(rec.at, rec.json, &n) {
		return "", nil, false
	}
	siren, content = n.SIREN, n.Content
	if n.Formality != nil {
		if siren == "" {
			siren = n.Formality.SIREN
		}
		if content == nil {
			content = n.Formality.Content
		}
	}
	if content == nil || content.Company == nil {
		return siren, nil, true
	}
	if siren == "" {
		siren = content.Company.Identity.Enterprise.SIREN
	}
	if siren = strings.ReplaceAll(written.Trim(siren), " ", ""); siren == "" {
		r.Fault(rec.at, "rne-no-siren", nil)
		return "", nil, false
	}
	return siren, content, true
}

func (r *rneReader) index(rec record, x *reach) {
	siren, _, ok := r.read(rec)
	if ok && siren == strings.ReplaceAll(r.opts.Only, " ", "") {
		x.start(reachKey("siren", siren))
	}
}

func (r *rneReader) take(rec record) bool {
	siren, content, ok := r.read(rec)
	if !ok || !r.takes(reachKey("siren", siren)) {
		return false
	}
	at := rec.at
	if content == nil {
		r.leftOut(at, "rne-no-company", ownership.Args{"text": written.Echo(siren)})
		return true
	}
	row, made := r.entity(draftID(siren))
	if !made {
		r.Fault(at, "duplicate-id", ownership.Args{"text": written.Echo(siren), "first": at})
		return true
	}
	id := row["id"]
	c := content.Company
	row["kind"] = string(ownership.Company)
	row["name"] = r.text(at, c.Identity.Enterprise.Name)
	row["legal_form"] = r.text(at, c.Identity.Enterprise.Form)
	row["registration_number"] = siren
	row["source"] = recordSource(at, siren)
	where := c.Address.Address.Country
	if where == "" {
		where = c.Address.Address.Code
	}
	row["registered_office"] = r.country(at, id, "registered_office", where)
	for k := range c.Owners {
		r.owner(at, id, &c.Owners[k])
	}
	if len(c.Owners) > 0 && !r.warned {
		// Only natural persons above 25 %, and nobody between them and the company.
		r.warned = true
		r.Warn(at, "rne-not-a-cap-table", id, nil)
	}
	return true
}

func (r *rneReader) finish() {}

// number is a percentage of the modality; ok is false when it is not there.
func (m rneModality) number(key string) (value *big.Rat, ok bool) {
	raw, there := m[key]
	if !there || string(raw) == "null" {
		return nil, false
	}
	text := strings.Trim(string(raw), `"`)
	share, fault := written.Share(text)
	if fault != nil || !share.Exact() {
		return nil, false
	}
	return share.Lo(), true
}

func (m rneModality) flag(key string) bool { return string(m[key]) == "true" }

// rnePart is a sum of percentages; nil when none of them is there.
type rnePart = *big.Rat

// sum adds up percentages, those that are there.
func (m rneModality) sum(keys ...string) rnePart {
	var total rnePart
	for _, key := range keys {
		if value, ok := m.number(key); ok {
			total = plus(total, value)
		}
	}
	return total
}

func plus(a, b rnePart) rnePart {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return new(big.Rat).Add(a, b)
}

// either is the sum that the register printed, or that of its parts.
func (m rneModality) either(sum string, parts ...string) rnePart {
	if value, ok := m.number(sum); ok && value.Sign() > 0 {
		return value
	}
	return m.sum(append(parts, sum)...)
}

// capital is what somebody has of the capital, directly and indirectly. Bare
// ownership is ownership: the usufructuary has the income.
func (m rneModality) capital() (direct, indirect rnePart) {
	return m.sum("partsDirectesPleinePropriete", "partsDirectesNuePropriete"), plus(
		m.either("partsIndirectesIndivision", "partsIndirectesIndivisionPleinePropriete", "partsIndirectesIndivisionNuePropriete"),
		m.either("partsIndirectesPersonnesMorales", "partsIndirectesPmoralesPleinePropriete", "partsIndirectesPmoralesNuePropriete"))
}

// votes is what somebody has of the votes, by whichever title.
func (m rneModality) votes() (direct, indirect rnePart) {
	return m.sum("voteDirectePleinePropriete", "voteDirecteNuePropriete", "voteDirecteUsufruit"), plus(
		m.either("voteIndirecteIndivision", "voteIndirecteIndivisionPleinePropriete", "voteIndirecteIndivisionNuePropriete", "voteIndirecteIndivisionUsufruit"),
		m.either("voteIndirectePersonnesMorales", "voteIndirectePmoralesPleinePropriete", "voteIndirectePmoralesNuePropriete", "voteIndirectePmoralesUsufruit"))
}

// owner enters a beneficial owner: one row for what it has directly, another for
// what it has through others whom the register does not name.
func (r *rneReader) owner(at ownership.Position, company string, o *rneOwner) {
	name := strings.TrimSpace(strings.Join(o.Owner.Description.FirstNames, " ") + " " + o.Owner.Description.Name)
	key := o.ID
	if key == "" {
		key = company + " " + name
	}
	row, made := r.entity(draftID(key))
	id := row["id"]
	if made {
		row["kind"] = string(ownership.Person)
		row["name"] = r.text(at, name)
		row["source"] = recordSource(at, key)
		r.nationalities(at, row, o.Owner.Description.Nationality)
		row["residence"] = r.country(at, id, "residence", o.Owner.Home.Country)
	}
	for _, key := range slices.Sorted(maps.Keys(o.How)) {
		text := string(o.How[key])
		if text[0] == '-' || text[0] == '"' || text[0] >= '0' && text[0] <= '9' {
			if _, ok := o.How.number(key); !ok {
				r.unread(at, company, key, text)
			}
		}
	}
	from := r.day(at, company, "from", o.Begin)
	capital, indirect := o.How.capital()
	votes, indirectVotes := o.How.votes()
	capital, capitalWhole := r.whole(at, company, id, "capital", o.How, "detentionPartTotale", capital, indirect)
	votes, votesWhole := r.whole(at, company, id, "votes", o.How, "detentionVoteTotal", votes, indirectVotes)
	entered := false
	enter := func(capital, votes rnePart, remarks ...string) {
		if positive(capital) || positive(votes) {
			entered = true
			h := intake.DraftRow{"holder": id, "issuer": company, "from": from, "source": recordSource(at, key),
				"capital": r.part(at, company, "capital", capital), "votes": r.part(at, company, "votes", votes)}
			for _, code := range remarks {
				r.remark(h, code, nil)
			}
			r.holding(h)
		}
	}
	var whole []string
	if capitalWhole {
		whole = append(whole, "rne-note-capital-total")
	}
	if votesWhole {
		whole = append(whole, "rne-note-votes-total")
	}
	enter(capital, votes, whole...)
	enter(indirect, indirectVotes, "rne-note-indirect")
	for _, power := range []struct {
		flag  string
		right ownership.RightKind
		organ string
	}{
		{"detentionPouvoirNommageMembresConseilAdmin", ownership.Appoint, "board"},
		{"detentionPouvoirDecisionAG", ownership.DeFactoControl, ""},
		{"detentionAutresMoyensControle", ownership.DeFactoControl, ""},
	} {
		if o.How.flag(power.flag) {
			entered = true
			r.right(intake.DraftRow{"holder": id, "company": company, "right": string(power.right), "organ": power.organ, "from": from,
				"source": recordSource(at, power.flag)})
		}
	}
	if !entered {
		r.Warn(at, "rne-nothing", company, ownership.Args{"holder": ownership.Ref(id), "company": ownership.Ref(company)})
	}
}

func positive(part rnePart) bool { return part != nil && part.Sign() > 0 }

// part is a part as a cell writes it; one above the whole is left blank.
func (r *rneReader) part(at ownership.Position, company, column string, part rnePart) string {
	switch {
	case part == nil:
		return ""
	case part.Cmp(whole) > 0:
		r.unread(at, company, column, written.PercentText(part))
		return ""
	}
	return written.PercentText(part)
}

// whole looks at the total that the register prints beside the parts. When it
// prints no parts, the total is all that is known.
func (r *rneReader) whole(at ownership.Position, company, holder, column string, how rneModality, key string, direct, indirect rnePart) (rnePart, bool) {
	total, printed := how.number(key)
	if !printed {
		return direct, false
	}
	parts := plus(direct, indirect)
	if !positive(parts) {
		return total, positive(total)
	}
	rounding := big.NewRat(2, 10_000) // both are rounded to hundredths of a percent
	if new(big.Rat).Abs(new(big.Rat).Sub(total, parts)).Cmp(rounding) > 0 {
		r.Warn(at, "rne-total", company, ownership.Args{"holder": ownership.Ref(holder), "column": column, "total": total, "parts": parts})
	}
	return direct, false
}
