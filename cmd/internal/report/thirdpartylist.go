package report

import (
	"slices"
	"strconv"

	"egide/cmd/internal/document/markdown"
	"egide/data"
)

// ThirdParties is the list that SecNumCloud 15.1.a asks for: every third party
// through every tier, with what it contributes.
func ThirdParties(r *Report) []byte {
	p := newPaper(r, "parties")
	thirdParties := r.Subjects[1:]
	p.section(p.word("doc-parties-heading"))
	if len(thirdParties) == 0 {
		p.para(p.word("doc-parties-none"))
		return p.close()
	}
	tiers, critical := 0, 0
	for _, s := range thirdParties {
		tiers = max(tiers, s.Tier)
		if s.Critical {
			critical++
		}
	}
	p.para(p.word("doc-parties-count", "n", strconv.Itoa(len(thirdParties)), "tiers", strconv.Itoa(tiers), "critical", strconv.Itoa(critical)))
	supplies := p.suppliesOf()
	var rows [][]string
	var blank []string
	for _, s := range thirdParties {
		for _, row := range supplies[s.Entity] {
			if row.Contribution == "" || row.Service == "" {
				blank = append(blank, p.word("doc-parties-blank", "name", markdown.Escape(p.name(s.Entity)), "client", markdown.Escape(p.name(row.Client)), "source", source(row.Source)))
			}
			rows = append(rows, []string{
				strconv.Itoa(len(rows) + 1), p.identity(s.Entity), p.seats(s), p.tierAndPath(s, row),
				p.service(row), p.orBlank(row.Contribution), p.controlled(s), p.critical(row), source(row.Source),
			})
		}
	}
	p.rows([]string{"doc-number", "doc-third-party", "doc-seat", "doc-path", "doc-service", "doc-contribution", "doc-controlled", "doc-critical", "doc-row"}, rows)
	p.section(p.word("doc-complete-heading"))
	p.para(p.word("doc-complete"))
	if len(blank) > 0 {
		p.para(p.word("doc-parties-blanks", "n", strconv.Itoa(len(blank))))
		for _, text := range blank[:min(len(blank), groundsShown)] {
			p.bullet(text)
		}
		if more := len(blank) - groundsShown; more > 0 {
			p.item("doc-parties-blanks-more", "n", strconv.Itoa(more))
		}
		p.Gap()
	}
	if n := p.unused(); n > 0 {
		p.para(p.word("doc-parties-unused", "n", strconv.Itoa(n)))
	}
	return p.close()
}

// suppliesOf lists the rows by which each third party is used for the service:
// those whose client is the provider or another third party.
func (p *sheet) suppliesOf() map[string][]*Supply {
	used := make(map[string]bool, len(p.report.Subjects))
	for _, subject := range p.report.Subjects {
		used[subject.Entity] = true
	}
	provider := p.report.Subjects[0].Entity
	supplies := make(map[string][]*Supply, len(p.report.Subjects))
	for _, row := range p.report.Supplies {
		if used[row.Client] && row.Supplier != provider {
			supplies[row.Supplier] = append(supplies[row.Supplier], row)
		}
	}
	return supplies
}

// unused is how many supplies of the dossier lead to nobody whom the provider
// relies on.
func (p *sheet) unused() int {
	n := len(p.report.Supplies)
	for _, rows := range p.suppliesOf() {
		n -= len(rows)
	}
	for _, row := range p.report.Supplies {
		if row.Supplier == p.report.Subjects[0].Entity {
			n--
		}
	}
	return n
}

// tierAndPath is the tier at which a row makes a third party supply, and the way
// from the provider where there is one between.
func (p *paper) tierAndPath(s *Subject, row *Supply) string {
	provider := p.report.Subjects[0].Entity
	if row.Client == provider {
		return "1"
	}
	client := p.thirdParty(row.Client)
	if client == nil {
		return strconv.Itoa(s.Tier)
	}
	way := client.Through
	if len(way) == 0 { // too far from the provider to be told
		return p.word("doc-tier-path", "tier", strconv.Itoa(client.Tier+1), "path", "… → "+p.path([]string{client.Entity, s.Entity}))
	}
	return p.word("doc-tier-path", "tier", strconv.Itoa(client.Tier+1), "path", p.path(slices.Concat(way, []string{s.Entity})))
}

// thirdParty finds a third party by its id; nil when there is none.
func (p *sheet) thirdParty(id string) *Subject {
	p.supplierOf([]string{id})
	return p.parties[id]
}

// seats is where a third party has its places; one name where all are in one
// country.
func (p *paper) seats(s *Subject) string {
	var names []string
	for _, place := range []Seat{s.HeadOffice.RegisteredOffice, s.HeadOffice.CentralAdministration, s.HeadOffice.PrincipalEstablishment} {
		if place.Country != nil {
			if name := p.voice.Country(*place.Country); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if names == nil {
		return p.word("doc-not-stated")
	}
	text := markdown.Escape(p.voice.List(names))
	if s.HeadOffice.NonEU == "yes" {
		text += " " + p.word("doc-outside")
	}
	return text
}

// controlled is who controls a third party.
func (p *paper) controlled(s *Subject) string {
	var names []string
	for _, c := range s.Controllers {
		code := "doc-controller"
		if !c.Certain {
			code = "doc-controller-perhaps"
		}
		names = append(names, p.word(code, "name", markdown.Escape(p.placed(c.Entity)), "basis", p.word("basis-"+c.Basis)))
	}
	if s.AnyoneMayControl {
		names = append(names, p.word("doc-controller-undisclosed"))
	}
	if names == nil {
		return p.word("doc-controller-none")
	}
	return p.some(names)
}

func (p *paper) orBlank(text string) string {
	if text == "" {
		return p.word("doc-not-stated")
	}
	return markdown.Escape(text)
}

// service is the service of a row: the word for a kind that is known, else as it
// is written.
func (p *paper) service(row *Supply) string {
	if slices.Contains(data.Services, row.Service) && row.Service != "other" {
		return p.word("service-" + row.Service)
	}
	return p.orBlank(row.Service)
}

// critical is the client's own mark.
func (p *paper) critical(row *Supply) string {
	if row.Critical == "unknown" {
		return p.word("doc-not-stated")
	}
	return p.word("answer-" + row.Critical)
}
