package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"egide/ownership"
)

// locations tests 19.2 on each site and what it is used for: data and technical
// data are stored and processed in the Union, administration and supervision
// done from it; support may come from outside where it is documented and
// supervised from the Union, which an attestation has to show. The Union here
// is its territory: an overseas country of a Member State is outside.
func (c *check) locations(s *Subject, used map[int]bool) {
	sites := slices.DeleteFunc(slices.Clone(c.Dossier.Sites), func(site *ownership.Site) bool {
		i, known := c.Field.Index(site.Operator)
		return !site.Covers(c.day) || !known || i != s.Entity && !used[i]
	})
	subject := c.Field.Ref(s.Entity)
	if len(sites) == 0 {
		s.Findings = append(s.Findings, Finding{
			Test: "19.2", Verdict: NotApplicable, Holder: s.Entity,
			Because: ownership.Note{Code: "site-none", Args: ownership.Args{"subject": subject}},
			AskFor:  []Ask{{Entity: string(subject), What: ownership.Note{Code: "ask-sites", Entity: string(subject), Args: ownership.Args{"subject": subject}}}},
		})
		return
	}
	slices.SortStableFunc(sites, func(a, b *ownership.Site) int {
		return cmp.Or(cmp.Compare(a.Use, b.Use), cmp.Compare(a.Operator, b.Operator), cmp.Compare(a.Site, b.Site))
	})
	for _, site := range sites {
		s.Findings = append(s.Findings, c.location(site))
	}
}

func (c *check) location(site *ownership.Site) Finding {
	use := cmp.Or(site.Use, ownership.PrimaryUse)
	operator := ownership.Ref(site.Operator)
	args := ownership.Args{"site": site.Site, "operator": operator, "use": ownership.Word("use-" + string(use)), "country": site.Country.Country}
	i, _ := c.Field.Index(site.Operator)
	f := Finding{Test: "19.2/" + string(use), Verdict: Compliant, Holder: i, Entities: []string{site.Operator}}
	place := c.seat(site.Country)
	code := "site-inside"
	switch {
	case place.EU == ownership.Unknown:
		f.Verdict, code = Undetermined, "site-unknown"
		f.AskFor = []Ask{{Entity: site.Operator, What: ownership.Note{Code: "ask-site-country", Entity: site.Operator, Args: args, At: site.At.Row()}}}
	case place.EU == ownership.No && use == ownership.SupportUse:
		f.Verdict, code = Undetermined, "site-support-outside"
		if c.attested("19.2", "19.2/"+string(use)) != nil {
			f.Verdict, code = Compliant, "site-support-attested"
		} else {
			f.AskFor = []Ask{{Entity: site.Operator, What: ownership.Note{Code: "ask-support", Entity: site.Operator, Args: args, At: site.At.Row()}}}
		}
	case place.EU == ownership.No && place.Overseas:
		f.Verdict, code = NonCompliant, "site-overseas"
	case place.EU == ownership.No:
		f.Verdict, code = NonCompliant, "site-outside"
	}
	if site.Use == "" {
		c.warn("site-without-use", i, args, site.At.Row())
	}
	f.Because = ownership.Note{Code: code, Entity: site.Operator, Args: args, At: site.At.Row()}
	return f
}

// attested finds the newest statement about a requirement, by any of its names,
// that has evidence and is signed by the day; nil when there is none.
func (c *check) attested(names ...string) *ownership.Attestation {
	var newest *ownership.Attestation
	for _, a := range c.Dossier.Attestations {
		if !slices.Contains(names, strings.ToLower(strings.TrimSpace(a.Requirement))) || a.Evidence == "" || a.Date > c.day {
			continue
		}
		if newest == nil || a.Date > newest.Date {
			newest = a
		}
	}
	return newest
}

// values tests 19.6.e: fundamental rights and the values of the Union, on which
// links with a foreign government or public body may be weighed. A computation
// cannot fail it: it shows the attestation, and the foreign States found above
// the provider and its third parties, for the assessor.
func (c *check) values(s *Subject) {
	subject := c.Field.Ref(s.Entity)
	f := Finding{Test: "19.6.e", Verdict: NotApplicable, Holder: s.Entity}
	var states []ownership.Ref
	for _, i := range c.foreignStates() {
		states = append(states, c.Field.Ref(i))
		f.Entities = append(f.Entities, c.Field.Entities[i].ID)
	}
	args := ownership.Args{"subject": subject, "states": states}
	signed := c.attested("19.6.e")
	switch {
	case signed != nil:
		f.Verdict = Compliant
		args["signatory"], args["date"], args["evidence"] = signed.Signatory, signed.Date, signed.Evidence
		f.Because = ownership.Note{Code: "values-attested", Args: args, At: signed.At.Row()}
		if states != nil {
			f.Because.Code = "values-attested-states"
		}
	case states != nil:
		f.Verdict = Undetermined
		f.Because = ownership.Note{Code: "values-states", Args: args}
	default:
		f.Because = ownership.Note{Code: "values-none", Args: args}
	}
	if signed == nil {
		f.AskFor = []Ask{{Entity: string(subject), What: ownership.Note{Code: "ask-attestation", Entity: string(subject), Args: ownership.Args{"subject": subject}}}}
	}
	s.Findings = append(s.Findings, f)
}

// watchStates names the foreign States above a provider of which only the holders
// are told: 19.6.e is not tested then, and they are not to go unseen.
func (c *check) watchStates(s *Subject) {
	var states []ownership.Ref
	for _, i := range c.foreignStates() {
		states = append(states, c.Field.Ref(i))
	}
	if states != nil {
		subject := c.Field.Ref(s.Entity)
		c.warn("foreign-states", s.Entity, ownership.Args{"subject": subject, "states": states}, ownership.Position{})
	}
}

// foreignStates lists the States and public bodies outside the Union that are
// above a subject examined, supply it, or have a right over it or over a company
// above it.
func (c *check) foreignStates() []int {
	found := map[int]bool{}
	add := func(i int) {
		if c.Field.Entities[i].Kind == ownership.State && c.Field.Outside(i) == ownership.Yes {
			found[i] = true
		}
	}
	concerned := map[int]bool{}
	for _, s := range c.Subjects {
		concerned[s.Entity] = true
		if s.Measures == nil {
			continue
		}
		for _, i := range s.Measures.Above() {
			concerned[i] = true
		}
	}
	for i := range concerned {
		add(i)
	}
	for _, r := range c.Field.Rights {
		company, _ := c.Field.Index(r.Company)
		if holder, _ := c.Field.Index(r.Holder); concerned[company] {
			add(holder)
		}
	}
	return slices.Sorted(maps.Keys(found))
}
