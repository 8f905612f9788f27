// Package listing is a report as tables for spreadsheet programs: everything
// that it holds, a row a thing, to be filtered and counted.
package listing

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"egide/cmd/internal/report"
	"egide/ownership/intake/spreadsheet"
)

// Workbook is the report, which has at least one subject, as an .xlsx workbook
// in the report's language: findings, holders, chains, assumptions, third
// parties, exposures, what to ask for, and the files it was made from. The same
// report gives the same bytes.
func Workbook(r *report.Report) ([]byte, error) {
	w := &writer{report.NewTelling(r), r}
	var b bytes.Buffer
	err := spreadsheet.WriteListings(&b, []spreadsheet.Listing{
		w.findings(), w.holders(), w.chains(), w.assumptions(), w.thirdParties(), w.exposures(), w.asks(), w.inputs(),
	})
	return b.Bytes(), err
}

// csvColumns are those of [CSV].
var csvColumns = []string{
	"subject", "name", "role", "critical", "tier", "test", "title", "verdict", "contested", "limit", "low", "high",
	"holder", "holder_name", "because", "source", "ask_for",
}

// CSV is the tests of the report, a row each: codes and keys as the JSON has
// them, figures in percent with full precision, and the sentences in the
// report's language. What to ask for is joined by semicolons.
func CSV(r *report.Report) []byte {
	t := report.NewTelling(r)
	rows := [][]string{csvColumns}
	for _, s := range t.Subjects() {
		for _, f := range s.Findings {
			row := []string{s.Entity, s.Name, s.Role, yesNo(s.Critical), strconv.Itoa(s.Tier), f.Test, t.Voice().TestName(f.Test), f.Verdict, yesNo(f.Contested), "", "", "", "", "", t.Sentence(f.Reason), f.Reason.Source, ""}
			if f.Limit != nil {
				row[9] = number(*f.Limit)
			}
			if f.Value != nil {
				row[10], row[11] = number(f.Value.Low), number(f.Value.High)
			}
			if f.Holder != nil {
				row[12], row[13] = *f.Holder, t.Name(*f.Holder)
			}
			asks := make([]string, len(f.AskFor))
			for i, a := range f.AskFor {
				asks[i] = t.AskSentence(a)
			}
			row[16] = strings.Join(asks, "; ")
			rows = append(rows, row)
		}
	}
	return report.CSV(rows)
}

func number(percent float64) string { return strconv.FormatFloat(percent, 'f', -1, 64) }

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// writer makes the tables of a report.
type writer struct {
	*report.Telling
	report *report.Report
}

func (w *writer) word(code string, pairs ...string) string { return w.Voice().Word(code, pairs...) }

// table is a table without rows, its name and titles by their codes.
func (w *writer) table(name string, columns ...string) spreadsheet.Listing {
	l := spreadsheet.Listing{Name: w.word("listing-name-" + name)}
	for _, code := range columns {
		l.Titles = append(l.Titles, w.word("listing-"+code))
	}
	return l
}

// row is a row of cells: texts, and cells that are made already.
func row(cells ...any) []spreadsheet.ListingCell {
	out := make([]spreadsheet.ListingCell, len(cells))
	for i, c := range cells {
		switch c := c.(type) {
		case string:
			out[i] = spreadsheet.TextCell(report.Clean(c))
		case int:
			out[i] = spreadsheet.CountCell(c)
		case spreadsheet.ListingCell:
			out[i] = c
		}
	}
	return out
}

// percent is a figure with as many decimals as the other documents show of it,
// so that it is never rounded onto a limit.
func (w *writer) percent(figure *float64) spreadsheet.ListingCell {
	if figure == nil {
		return spreadsheet.ListingCell{}
	}
	shown, decimals := w.Voice().Percent(*figure), 0
	if i := strings.LastIndexAny(shown, ".,"); i >= 0 {
		for _, r := range shown[i+1:] {
			if unicode.IsDigit(r) {
				decimals++
			}
		}
	} else if strings.ContainsAny(shown, "<>") {
		decimals = 9
	}
	return spreadsheet.PercentCell(*figure, decimals)
}

func (w *writer) answer(yes bool) string { return w.word("answer-" + yesNo(yes)) }

// reading is how a verdict is said of a test.
func (w *writer) reading(verdict string) string { return w.word("test-verdict-" + verdict) }

func (w *writer) role(s *report.Subject) string { return w.word("listing-role-" + s.Role) }

func (w *writer) findings() spreadsheet.Listing {
	l := w.table("findings", "subject", "subject-id", "role", "test", "test-id", "verdict", "contested", "limit", "low", "high", "shown", "holder", "holder-id", "because", "row", "ask")
	for _, s := range w.Subjects() {
		for _, f := range s.Findings {
			shown, _ := w.Figure(f)
			var low, high, limit *float64
			if f.Value != nil {
				low, high = &f.Value.Low, &f.Value.High
			}
			limit = f.Limit
			holder, id := "", ""
			if f.Holder != nil {
				holder, id = w.Name(*f.Holder), *f.Holder
			}
			contested := ""
			if f.Contested {
				contested = w.Contested(f)
			}
			asks := make([]string, len(f.AskFor))
			for i, a := range f.AskFor {
				asks[i] = w.AskSentence(a)
			}
			l.Rows = append(l.Rows, row(s.Name, s.Entity, w.role(s), w.Voice().TestName(f.Test), f.Test, w.reading(f.Verdict), contested,
				w.percent(limit), w.percent(low), w.percent(high), shown, holder, id, w.Sentence(f.Reason), f.Reason.Source, strings.Join(asks, "; ")))
		}
	}
	return l
}

func (w *writer) holders() spreadsheet.Listing {
	l := w.table("holders", "subject", "subject-id", "holder", "holder-id", "country", "outside", "counted", "controls",
		"capital-low", "capital-high", "votes-low", "votes-high",
		"capital-look_through-low", "capital-look_through-high", "votes-look_through-low", "votes-look_through-high",
		"capital-control-low", "capital-control-high", "votes-control-low", "votes-control-high")
	for _, s := range w.Subjects() {
		for _, h := range s.Holders {
			country := ""
			if h.Country != nil {
				country = w.Voice().Country(*h.Country)
			}
			controls := ""
			if h.Controls {
				controls = w.answer(true)
				if h.Basis != "" {
					controls = w.word("basis-" + h.Basis)
				}
			}
			cells := row(s.Name, s.Entity, h.Name, h.Entity, country, w.word("answer-"+h.NonEU), w.answer(h.Counted), controls)
			for _, reading := range []string{w.report.Policy.Reading, "look_through", "control"} {
				for _, i := range []report.Interval{h.Capital.Of(reading), h.Votes.Of(reading)} {
					cells = append(cells, w.percent(&i.Low), w.percent(&i.High))
				}
			}
			l.Rows = append(l.Rows, cells)
		}
	}
	return l
}

func (w *writer) chains() spreadsheet.Listing {
	l := w.table("chains", "subject", "subject-id", "test", "test-id", "chain", "chain-share", "link", "holder", "holder-id", "has", "has-high", "issuer", "issuer-id", "by", "row")
	for _, s := range w.Subjects() {
		for _, f := range s.Findings {
			for n, c := range f.Chains {
				for i, link := range c.Links {
					by := ""
					switch {
					case link.Right != "":
						by = w.word("listing-right-" + link.Right)
					case link.Basis != "":
						by = w.word("basis-" + link.Basis)
					}
					high := link.High
					if high == nil {
						high = link.Share
					}
					l.Rows = append(l.Rows, row(s.Name, s.Entity, w.Voice().TestName(f.Test), f.Test, n+1, w.percent(c.Share), i+1,
						w.Name(link.Holder), link.Holder, w.percent(link.Share), w.percent(high), w.Name(link.Issuer), link.Issuer, by, link.Source))
				}
			}
		}
	}
	return l
}

// assumptions are the assumptions, the warnings, and the open questions of law
// with the stand taken.
func (w *writer) assumptions() spreadsheet.Listing {
	l := w.table("assumptions", "kind", "code", "entity", "entity-id", "text", "row")
	add := func(kind string, notes []report.Note) {
		for _, n := range notes {
			name := ""
			if n.Entity != "" {
				name = w.Name(n.Entity)
			}
			l.Rows = append(l.Rows, row(w.word("listing-kind-"+kind), n.Code, name, n.Entity, w.Sentence(n), n.Source))
		}
	}
	add("assumption", w.report.Assumptions)
	add("warning", w.report.Warnings)
	for _, q := range w.report.Policy.Questions {
		text := q.Title + " " + q.Stand
		if q.Switch != "" {
			text += " (" + q.Switch + ": " + q.Value + ")"
		}
		l.Rows = append(l.Rows, row(w.word("listing-kind-question"), q.ID, "", "", text, ""))
	}
	return l
}

func (w *writer) thirdParties() spreadsheet.Listing {
	l := w.table("third-parties", "third-party", "third-party-id", "country", "tier", "critical", "access", "verdict", "controlled", "services", "way", "supply-rows")
	for _, s := range w.Subjects() {
		if s.Role != "third_party" {
			continue
		}
		var controllers, services, rows []string
		for _, c := range s.Controllers {
			if c.Certain {
				controllers = append(controllers, w.Placed(c.Entity)+" ("+w.word("basis-"+c.Basis)+")")
			}
		}
		for _, supply := range w.Supplies(s) {
			if !slices.Contains(services, supply.Service) {
				services = append(services, supply.Service)
			}
			rows = append(rows, supply.Source)
		}
		l.Rows = append(l.Rows, row(s.Name, s.Entity, w.Countries(s), s.Tier, w.answer(s.Critical), w.word("access-short-"+s.Access), w.word("verdict-"+s.Verdict),
			strings.Join(controllers, "; "), strings.Join(services, "; "), w.way(s.Through), strings.Join(rows, "; ")))
	}
	return l
}

// exposures has a row for each ground, and one for a law without any.
func (w *writer) exposures() spreadsheet.Listing {
	l := w.table("exposures", "subject", "subject-id", "law", "law-id", "state", "law-status", "law-role", "level", "ground", "way", "because", "row")
	for _, s := range w.Subjects() {
		for i := range s.Exposures {
			x := &s.Exposures[i]
			cells := []any{s.Name, s.Entity, x.Title, x.Law, w.Voice().Country(x.State), w.word("law-status-" + x.Status), w.word("law-role-" + x.Role), w.level(x.Level)}
			for _, g := range x.Grounds {
				l.Rows = append(l.Rows, row(append(slices.Clone(cells), w.level(g.Ground), w.way(g.Path), w.Because(g), g.Source)...))
			}
			if len(x.Grounds) == 0 {
				l.Rows = append(l.Rows, row(cells...))
			}
		}
	}
	return l
}

func (w *writer) level(level string) string {
	if level == "none" {
		return w.word("listing-level-none")
	}
	return w.word("level-" + level)
}

// way is the names along a path.
func (w *writer) way(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = w.Placed(id)
	}
	return strings.Join(names, " → ")
}

func (w *writer) asks() spreadsheet.Listing {
	l := w.table("asks", "ask", "of", "of-id", "points", "tests")
	for _, a := range w.Asks() {
		points := spreadsheet.ListingCell{}
		if a.Width != nil {
			points = spreadsheet.PointsCell(*a.Width)
		}
		name := ""
		if a.Entity != "" {
			name = w.Name(a.Entity)
		}
		l.Rows = append(l.Rows, row(w.AskSentence(a.Ask), name, a.Entity, points, strings.Join(a.Tests, "; ")))
	}
	return l
}

func (w *writer) inputs() spreadsheet.Listing {
	l := w.table("inputs", "file", "rows", "sum")
	for _, in := range w.report.Inputs {
		l.Rows = append(l.Rows, row(in.File, in.Rows, in.SHA256))
	}
	return l
}
