package view

import (
	"strconv"

	"egide/cmd/internal/report"
	"egide/data"
)

// Open tells whether a finding is shown unfolded at first.
func (v *View) Open(verdict string) bool {
	return verdict == "non_compliant" || verdict == "undetermined"
}

// Row is a finding with what its row shows.
type Row struct {
	*report.Finding
	Name, Figure string
	// Limit is the limit that the figure is held against, and Of the same with
	// the word before it; empty where there is none.
	Limit, Of string
	Bar       *Bar
}

// Rows are the findings of a subject.
func (v *View) Rows(s *report.Subject) []Row {
	rows := make([]Row, len(s.Findings))
	for i, f := range s.Findings {
		rows[i] = Row{Finding: f, Name: v.Voice().TestName(f.Test)}
		rows[i].Figure, rows[i].Of = v.Figure(f)
		if rows[i].Of != "" {
			rows[i].Limit = v.Voice().Percent(*f.Limit)
		}
		if f.Value != nil && f.Limit != nil {
			rows[i].Bar = barOf(*f.Value, *f.Limit)
		}
	}
	return rows
}

// decidingShown is how many findings the first page explains.
const decidingShown = 8

// Deciding are the findings that do not pass, the provider's and those that fail
// first.
func (v *View) Deciding() []Row {
	var list []Row
	for _, subjects := range [][]*report.Subject{{v.Provider}, v.Third} {
		for _, verdict := range []string{"non_compliant", "undetermined"} {
			for _, s := range subjects {
				for _, row := range v.Rows(s) {
					if row.Verdict != verdict {
						continue
					}
					if s != v.Provider {
						row.Name = v.W("report-test-of", "test", row.Name, "name", s.Name)
					}
					list = append(list, row)
				}
			}
		}
	}
	return list
}

// FirstDeciding are the first of them.
func (v *View) FirstDeciding() []Row { return v.Deciding()[:min(len(v.Deciding()), decidingShown)] }

// MoreDeciding is how many there are besides.
func (v *View) MoreDeciding() int { return max(len(v.Deciding())-decidingShown, 0) }

// Bar is a figure drawn on a line of 100: the part that is sure, the part that is
// not, and the limit.
type Bar struct{ Low, Open, Limit, Sure string }

func barOf(value report.Interval, limit float64) *Bar {
	number := func(f float64) string { return strconv.FormatFloat(min(max(f, 0), 100), 'f', 2, 64) }
	sure := "sure"
	if value.Low > limit {
		sure = "over"
	}
	return &Bar{Low: number(value.Low), Open: number(value.High - value.Low), Limit: number(limit), Sure: sure}
}

// Requires is what a passage of the standard asks, in our words.
func (v *View) Requires(test string) string {
	if q, ok := data.RequirementByID(test); ok {
		return q.Asks.In(v.Voice().Lang())
	}
	return ""
}

// Place is one of the three places of a head office.
type Place struct{ Name, Country, EU string }

// Places are the three places of a subject.
func (v *View) Places(s *report.Subject) []Place {
	h := s.HeadOffice
	var list []Place
	for _, one := range []struct {
		code string
		seat report.Seat
	}{{"registered-office", h.RegisteredOffice}, {"central-administration", h.CentralAdministration}, {"principal-establishment", h.PrincipalEstablishment}} {
		country := v.W("report-not-stated")
		if one.seat.Country != nil {
			country = v.Voice().Country(*one.seat.Country)
			if one.seat.Place != "" && one.seat.Place != *one.seat.Country {
				country += " (" + v.Voice().Country(one.seat.Place) + ")"
			}
		}
		list = append(list, Place{v.W("report-" + one.code), country, v.W("report-eu-" + one.seat.EU)})
	}
	return list
}

// Interval is a figure in words.
func (v *View) Interval(low, high float64) string {
	return v.Voice().Interval(report.Interval{Low: low, High: high})
}

// ReadingHolder is the name of whose figure a reading is.
func (v *View) ReadingHolder(id *string) string {
	if id == nil {
		return ""
	}
	return v.Placed(*id)
}

// Part is a subject with the view that tells of it.
type Part struct {
	View    *View
	Subject *report.Subject
}

// With is the part of the page on a subject.
func (v *View) With(s *report.Subject) Part { return Part{v, s} }

// Cell is a verdict in a table.
type Cell struct{ Verdict, Mark, Text string }

// Cell is the verdict of a subject's test; nil where it has no such test.
func (v *View) Cell(s *report.Subject, test string) *Cell {
	for _, f := range s.Findings {
		if f.Test == test {
			return &Cell{f.Verdict, v.Mark(f.Verdict), v.W("test-verdict-" + f.Verdict)}
		}
	}
	return nil
}

// Points is a difference between two percentages in words.
func (v *View) Points(width *float64) string { return v.Voice().Points(*width) }
