package view

import (
	"cmp"
	"slices"

	"egide/cmd/internal/report"
	"egide/data"
)

// Counts is how many third parties there are, and how they fare.
func (v *View) Counts() string {
	count := map[string]int{}
	for _, s := range v.Third {
		count[s.Verdict]++
	}
	return v.W("report-third-count", "n", len(v.Third), "fail", count["non_compliant"], "open", count["undetermined"], "pass", count["compliant"])
}

// ControllersOf names those who control a third party for certain.
func (v *View) ControllersOf(s *report.Subject) string {
	const most = 6
	var names []string
	n := 0
	for _, c := range s.Controllers {
		if !c.Certain {
			continue
		}
		if n++; n <= most {
			names = append(names, v.Placed(c.Entity))
		}
	}
	if n > most {
		names = append(names, v.W("doc-others", "n", n-most))
	}
	if names == nil {
		if s.AnyoneMayControl {
			return v.W("answer-unknown")
		}
		return v.W("report-nobody")
	}
	return v.Voice().List(names)
}

// Through is the way from the provider to a third party that does not supply it
// itself.
func (v *View) Through(s *report.Subject) string {
	if len(s.Through) <= 2 {
		return ""
	}
	return v.Way(s.Through)
}

// SupplyRow is a line of the list of third parties.
type SupplyRow struct {
	Subject                                           *report.Subject
	Number                                            int
	Identity, Place, Tier, Path, Service, Contributes string
	Controlled, Critical, Access, Source, Document    string
}

// SupplyRows are the lines of the list that 15.1.a asks for.
func (v *View) SupplyRows() []SupplyRow {
	var rows []SupplyRow
	or := func(text string) string { return cmp.Or(text, v.W("report-not-stated")) }
	for _, s := range v.Third {
		for _, supply := range v.Supplies(s) {
			row := SupplyRow{
				Subject: s, Number: len(rows) + 1, Identity: v.Identity(s.Entity), Place: or(v.Countries(s)),
				Service: or(v.service(supply.Service)), Contributes: or(supply.Contribution),
				Controlled: v.ControllersOf(s), Critical: v.W("answer-" + cmp.Or(supply.Critical, "unknown")), Access: v.W("access-short-" + supply.DataAccess),
				Source: supply.Source, Document: v.Document(supply.Document, supply.DocumentDate),
			}
			tier, path := v.SupplyPath(s, supply)
			row.Tier = tier
			if len(path) > 2 {
				row.Path = v.Way(path)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// service is the word for a kind of service, or the text as it was written.
func (v *View) service(text string) string {
	if slices.Contains(data.Services, text) && text != "other" {
		return v.W("service-" + text)
	}
	return text
}

// AccessList is the third parties that can obtain one kind of data, as 15.1.b
// asks.
type AccessList struct {
	Heading string
	Parties []*report.Subject
}

// AccessLists are the lists for customers' data, technical data, and what is not
// known.
func (v *View) AccessLists() []AccessList {
	var lists []AccessList
	for _, access := range []string{"customer", "technical", "unknown"} {
		list := AccessList{Heading: v.W("doc-access-" + access + "-heading")}
		for _, s := range v.Third {
			if s.Access == access {
				list.Parties = append(list.Parties, s)
			}
		}
		lists = append(lists, list)
	}
	return lists
}
