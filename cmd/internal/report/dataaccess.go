package report

import (
	"strconv"

	"egide/cmd/internal/document/markdown"
)

// DataAccess is the list that SecNumCloud 15.1.b asks for: the third parties
// that can obtain data, and those of whom nobody says that they cannot.
func DataAccess(r *Report) []byte {
	p := newPaper(r, "access")
	supplies := p.suppliesOf()
	count := map[string]int{}
	for _, s := range r.Subjects[1:] {
		count[s.Access]++
	}
	p.para(p.word("doc-access-count", "n", strconv.Itoa(count["customer"]+count["technical"]+count["unknown"]), "of", strconv.Itoa(len(r.Subjects)-1)))
	number := 0
	for _, access := range []string{"customer", "technical", "unknown"} {
		p.section(p.word("doc-access-" + access + "-heading"))
		if count[access] == 0 {
			p.para(p.word("doc-access-nobody"))
			continue
		}
		p.para(p.word("doc-access-" + access))
		var rows [][]string
		for _, s := range r.Subjects[1:] {
			if s.Access != access {
				continue
			}
			for _, row := range supplies[s.Entity] {
				number++
				rows = append(rows, []string{
					strconv.Itoa(number), p.identity(s.Entity), p.seats(s), p.tierAndPath(s, row), p.service(row),
					p.word("doc-access-short-" + row.DataAccess), p.controlled(s), p.accessVerdict(s), p.lawsOf(s), source(row.Source),
				})
			}
		}
		p.rows([]string{"doc-number", "doc-third-party", "doc-seat", "doc-path", "doc-service", "doc-access", "doc-controlled", "doc-access-verdict", "doc-laws", "doc-row"}, rows)
	}
	if count["none"] > 0 {
		p.section(p.word("doc-access-none-heading"))
		p.para(p.word("doc-access-none", "n", strconv.Itoa(count["none"])))
	}
	return p.close()
}

// accessVerdict is what 19.6.c came to for a third party.
func (p *paper) accessVerdict(s *Subject) string {
	for _, f := range s.Findings {
		if f.Test == "19.6.c" {
			return p.word("test-verdict-" + f.Verdict)
		}
	}
	return p.word("test-verdict-not_applicable")
}

// lawsOf names the laws that reach a third party by itself.
func (p *paper) lawsOf(s *Subject) string {
	var titles []string
	for _, x := range s.Exposures {
		if x.Level == "direct" || x.Level == "control" {
			titles = append(titles, markdown.Escape(x.Title))
		}
	}
	if titles == nil {
		return p.word("doc-laws-none")
	}
	return p.voice.List(titles)
}
