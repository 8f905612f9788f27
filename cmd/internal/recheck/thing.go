package recheck

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"egide/cmd/internal/report"
	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// thing is something that a report has and another may have too.
type thing struct {
	kind  rules.ChangeKind
	parts []string // of its key
	about []string // ids of the entities that it is about
	state *State
}

// key is the same for the same thing in every report. Its parts are ids and
// names, in which a slash is escaped.
func (t thing) key() string {
	key := string(t.kind)
	for _, part := range t.parts {
		key += "/" + url.PathEscape(part)
	}
	return key
}

// things lists everything of a report that can change, by kinds. Places are those
// of entities that the other report has too: those of a new entity are facts of
// the entity.
func things(r, other *report.Report) []thing {
	list := entities(r)
	list = append(list, places(r, other)...)
	list = append(list, holdings(r)...)
	for _, right := range r.Rights {
		s := &State{From: right.From, Until: right.Until, Evidence: []Evidence{{right.Source, right.Document, right.DocumentDate}}}
		s.add("holder", right.Holder)
		s.add("company", right.Company)
		s.add("right", right.Right)
		s.add("organ", right.Organ)
		s.add("seats", number(right.Seats))
		s.add("of_seats", number(right.OfSeats))
		s.add("basis", right.Basis)
		s.add("scope", right.Scope)
		body := ownership.Right{Organ: right.Organ}
		list = append(list, thing{rules.RightChange, []string{right.Company, right.Holder, right.Right, body.Body()}, []string{right.Holder, right.Company}, s})
	}
	for _, supply := range r.Supplies {
		list = append(list, supplied(r, supply))
	}
	for _, site := range r.Sites {
		s := &State{From: site.From, Until: site.Until, Evidence: []Evidence{{site.Source, site.Document, site.DocumentDate}}}
		s.add("operator", site.Operator)
		s.add("site", site.Site)
		s.add("use", site.Use)
		s.add("country", site.Country)
		s.add("eu", inUnion(site.Country, r))
		list = append(list, thing{rules.SiteChange, []string{site.Operator, site.Site, site.Use}, []string{site.Operator}, s})
	}
	for _, law := range r.Laws {
		s := &State{From: law.Since, Until: law.Until}
		s.add("law", law.ID)
		s.add("status", law.Status)
		for _, source := range law.Sources {
			s.Evidence = append(s.Evidence, Evidence{Source: source.Cite, Document: source.URL, DocumentDate: source.Date})
		}
		list = append(list, thing{rules.LawChange, []string{law.ID}, nil, s})
	}
	return list
}

func (s *State) add(name string, value any) {
	s.Facts = append(s.Facts, Fact{Name: name, Value: value})
}

func (s *State) derive(name string, value any) {
	s.Facts = append(s.Facts, Fact{Name: name, Value: value, Derived: true})
}

// entities lists the entities that something ties to a subject. One that is only
// on the way of a foreign law to a subject comes and goes with the law.
func entities(r *report.Report) []thing {
	tied := map[string]bool{}
	for _, s := range r.Subjects {
		tied[s.Entity] = true
	}
	for _, l := range r.Links {
		tied[l.Holder], tied[l.Issuer] = true, true
	}
	for _, right := range r.Rights {
		tied[right.Holder], tied[right.Company] = true, true
	}
	for _, s := range r.Supplies {
		tied[s.Client], tied[s.Supplier] = true, true
	}
	for _, s := range r.Sites {
		tied[s.Operator] = true
	}
	for _, c := range r.Concerts {
		for _, member := range c.Members {
			tied[member] = true
		}
	}
	roles := map[string]string{}
	for _, s := range r.Subjects {
		roles[s.Entity] = s.Role
	}
	var list []thing
	for _, e := range r.Entities {
		if !tied[e.ID] {
			continue
		}
		s := &State{Evidence: []Evidence{{e.Source, e.Document, e.DocumentDate}}}
		s.add("name", e.Name)
		s.add("kind", e.Kind)
		s.add("listed", e.Listed)
		s.add("ultimate", e.Ultimate)
		s.add("legal_form", e.LegalForm)
		s.add("lei", e.LEI)
		s.add("registration_number", e.RegistrationNumber)
		s.add("services", sorted(e.Services))
		s.add("presence", sorted(e.Presence))
		s.derive("role", roles[e.ID])
		s.derive("country", text(e.Country))
		s.derive("non_eu", e.NonEU)
		list = append(list, thing{rules.EntityChange, []string{e.ID}, []string{e.ID}, s})
	}
	return list
}

// places lists the places of the entities that both reports have.
func places(r, other *report.Report) []thing {
	offices := map[string]*report.HeadOffice{}
	for _, s := range r.Subjects {
		offices[s.Entity] = &s.HeadOffice
	}
	known := ids(other)
	var list []thing
	for _, e := range r.Entities {
		if !known[e.ID] {
			continue
		}
		put := func(place, country, part, eu string) {
			s := &State{Evidence: []Evidence{{e.Source, e.Document, e.DocumentDate}}}
			s.add("country", country)
			s.add("subdivision", part)
			s.add("eu", eu)
			s.derive("entity", e.ID)
			s.derive("place", place)
			list = append(list, thing{rules.PlaceChange, []string{e.ID, place}, []string{e.ID}, s})
		}
		if e.Kind == string(ownership.Person) {
			put("nationality", country(e.Nationality), e.Nationality, inUnion(country(e.Nationality), r))
			put("residence", country(e.Residence), e.Residence, inUnion(country(e.Residence), r))
			continue
		}
		office := cmp.Or(e.Places, offices[e.ID])
		if office == nil {
			continue
		}
		for _, p := range []struct {
			name string
			seat report.Seat
		}{
			{"registered_office", office.RegisteredOffice},
			{"central_administration", office.CentralAdministration},
			{"principal_establishment", office.PrincipalEstablishment},
		} {
			put(p.name, text(p.seat.Country), p.seat.Place, p.seat.EU)
		}
	}
	return list
}

func ids(r *report.Report) map[string]bool {
	known := make(map[string]bool, len(r.Entities))
	for _, e := range r.Entities {
		known[e.ID] = true
	}
	return known
}

func holdings(r *report.Report) []thing {
	var list []thing
	for _, l := range r.Links {
		s := &State{}
		s.add("holder", l.Holder)
		s.add("issuer", l.Issuer)
		s.add("capital", l.Capital)
		s.add("votes", l.Votes)
		s.add("declared", l.Declared)
		s.add("concerts", sorted(l.Concerts))
		var nominees []string
		for _, c := range l.Claims {
			if c.NomineeOf != "" {
				nominees = append(nominees, c.NomineeOf)
			}
			s.From = max(s.From, c.From)
			if c.Until != "" && (s.Until == "" || c.Until < s.Until) {
				s.Until = c.Until
			}
			s.Evidence = append(s.Evidence, Evidence{c.Source, c.Document, c.DocumentDate})
		}
		s.add("nominees", sorted(nominees))
		s.derive("controls", l.Controls)
		list = append(list, thing{rules.HoldingChange, []string{l.Holder, l.Issuer}, []string{l.Holder, l.Issuer}, s})
	}
	return list
}

func supplied(r *report.Report, supply *report.Supply) thing {
	s := &State{From: supply.From, Until: supply.Until, Evidence: []Evidence{{supply.Source, supply.Document, supply.DocumentDate}}}
	s.add("client", supply.Client)
	s.add("supplier", supply.Supplier)
	s.add("service", supply.Service)
	s.add("critical", supply.Critical)
	s.add("data_access", supply.DataAccess)
	s.add("own_skills", supply.OwnSkills)
	s.add("alternatives", sorted(supply.Alternatives))
	s.add("qualified_service", supply.QualifiedService)
	s.add("qualified_until", supply.QualifiedUntil)
	s.add("qualification", qualification(supply, r.AsOf))
	s.add("contribution", supply.Contribution)
	return thing{rules.SupplyChange, []string{supply.Client, supply.Supplier, strings.ToLower(strings.TrimSpace(supply.Service))}, []string{supply.Client, supply.Supplier}, s}
}

// qualification is what a supply's qualified service is on a day: none, ends,
// ended, or without an end that anybody wrote.
func qualification(s *report.Supply, day string) string {
	switch {
	case s.QualifiedService == "":
		return "none"
	case s.QualifiedUntil == "":
		return "unknown"
	case day <= s.QualifiedUntil:
		return "valid"
	}
	return "ended"
}

// inUnion tells whether a country is in the Union on the day of a report.
func inUnion(country string, r *report.Report) string {
	day, err := ownership.ParseDate(r.AsOf)
	if err != nil || country == "" {
		return "unknown"
	}
	switch status := data.InEU(country, int(day)); {
	case status == data.EUUnknown:
		return "unknown"
	case status.Inside():
		return "yes"
	}
	return "no"
}

// country is the country of a code that may be a subdivision's.
func country(code string) string {
	if s, ok := data.SubdivisionByCode(code); ok {
		return s.Country
	}
	return code
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	if list == nil {
		list = []string{}
	}
	return list
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func number(n *int) any {
	if n == nil {
		return ""
	}
	return *n
}
