package view

import (
	"cmp"
	"slices"
	"strings"

	"egide/cmd/internal/report"
)

// HolderRow is a line of a table of holders.
type HolderRow struct {
	*report.Holder
	Place, Union, Counts, CapitalText, VotesText, Power string
}

// HolderTable is the holders of a subject.
type HolderTable struct {
	Subject *report.Subject
	Rows    []HolderRow
	More    int
}

// HolderTables are those of the provider, and of the third parties where
// somebody outside the Union, or whose place is not known, has something.
func (v *View) HolderTables() []HolderTable {
	tables := []HolderTable{v.holders(v.Provider, holdersShown, false)}
	for _, s := range v.Third {
		if table := v.holders(s, othersShown, true); len(table.Rows) > 0 {
			tables = append(tables, table)
		}
	}
	return tables
}

func (v *View) holders(s *report.Subject, most int, outside bool) HolderTable {
	reading := v.Report.Policy.Reading
	var list []*report.Holder
	for _, h := range s.Holders {
		capital, votes := h.Capital.Of(reading), h.Votes.Of(reading)
		if capital.High == 0 && votes.High == 0 || outside && h.NonEU == "no" || outside && h.NonEU == "unknown" && capital.Low == 0 && votes.Low == 0 {
			continue
		}
		list = append(list, h)
	}
	weight := func(h *report.Holder) float64 { return max(h.Capital.Of(reading).Low, h.Votes.Of(reading).Low) }
	slices.SortStableFunc(list, func(a, b *report.Holder) int {
		return cmp.Or(strings.Compare(b.NonEU, a.NonEU), cmp.Compare(weight(b), weight(a)))
	})
	table := HolderTable{Subject: s, More: max(len(list)-most, 0)}
	for _, h := range list[:min(len(list), most)] {
		row := HolderRow{Holder: h, Union: v.W("report-eu-" + opposite(h.NonEU)), CapitalText: v.Voice().Interval(h.Capital.Of(reading)), VotesText: v.Voice().Interval(h.Votes.Of(reading))}
		if h.Country != nil {
			row.Place = v.Voice().Country(*h.Country)
		}
		switch {
		case h.NonEU == "no":
			row.Counts = v.W("report-counts-inside")
		case !h.Counted:
			row.Counts = v.W("report-counts-person")
		case h.NonEU == "unknown":
			row.Counts = v.W("report-counts-perhaps")
		default:
			row.Counts = v.W("answer-yes")
		}
		if h.Controls {
			row.Power = v.W("answer-yes")
			if h.Basis != "" {
				row.Power = v.W("report-yes-because", "basis", v.W("basis-"+h.Basis))
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func opposite(answer string) string {
	switch answer {
	case "yes":
		return "no"
	case "no":
		return "yes"
	}
	return answer
}

// Controllers are the sentences on who controls a subject.
func (v *View) Controllers(s *report.Subject) []string {
	const most = 20
	var list []string
	for _, c := range s.Controllers[:min(len(s.Controllers), most)] {
		code := "controlled-by"
		if !c.Certain {
			code = "controlled-perhaps-by"
		}
		list = append(list, v.W(code, "name", v.Placed(c.Entity), "subject", s.Name, "basis", v.W("basis-"+c.Basis)))
	}
	if more := len(s.Controllers) - most; more > 0 {
		list = append(list, v.W("and-more", "n", more))
	}
	return list
}

// RightRow is a right over a company of the structure.
type RightRow struct{ Text, Detail, Source string }

// Rights are the rights that the dossier records.
func (v *View) Rights() []RightRow {
	var rows []RightRow
	for _, r := range v.Report.Rights {
		var parts []string
		if r.Organ != "" {
			parts = append(parts, r.Organ)
		}
		if r.Seats != nil && r.OfSeats != nil {
			parts = append(parts, v.W("seats-of", "seats", *r.Seats, "of", *r.OfSeats))
		}
		if r.Basis != "" {
			parts = append(parts, v.W("report-basis-"+r.Basis))
		}
		if r.Scope == "minority_protection" {
			parts = append(parts, v.W("report-minority-protection"))
		}
		parts = append(parts, v.document(r.Document, r.DocumentDate)...)
		rows = append(rows, RightRow{
			v.W("right-of", "holder", v.Placed(r.Holder), "right", v.W("right-"+r.Right), "company", v.Placed(r.Company)),
			strings.Join(parts, " · "), r.Source,
		})
	}
	return rows
}
