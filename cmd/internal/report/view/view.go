// Package view is a report as a reader goes through it: section by section, each
// row with the words that stand in it, in the language of the report. The web page
// and the documents on paper are both made from it, so that they say the same.
package view

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/drawing"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/chart"
	"egide/data"
)

const (
	holdersShown = 1000 // rows of the provider's table
	othersShown  = 60   // rows of a third party's
	linksShown   = 60   // of one chain: the first and the last ones
	groundsShown = 40   // of one law
	notesShown   = 400  // of one kind
)

// View is a report with what each part of a document shows of it.
type View struct {
	*report.Telling
	Report   *report.Report
	Provider *report.Subject
	// Third are the third parties, those to be read first at the front.
	Third []*report.Subject

	found, without []*report.Exposure
	links          map[[2]string]*report.Link
	anchors        map[string]string // of subjects, by id
}

// Of is the view of a report, which has at least one subject.
func Of(r *report.Report) *View {
	v := &View{Telling: report.NewTelling(r), Report: r, links: make(map[[2]string]*report.Link, len(r.Links)), anchors: map[string]string{}}
	all := v.Subjects()
	v.Provider, v.Third = all[0], all[1:]
	for i, s := range all {
		v.anchors[s.Entity] = "subject-" + strconv.Itoa(i+1)
	}
	for _, l := range r.Links {
		v.links[[2]string{l.Holder, l.Issuer}] = l
	}
	v.found, v.without = v.Exposures()
	return v
}

// Chart is the structure chart of the provider; nil where the report has no
// structure, as a saved one that somebody shortened.
func (v *View) Chart() (*drawing.Drawing, error) {
	if v.Report.Entity(v.Provider.Entity) == nil {
		return nil, nil
	}
	graph, err := chart.Of(v.Report, chart.Options{Subject: v.Provider.Entity})
	if err != nil {
		return nil, err
	}
	return graph.Draw(), nil
}

// W is the word of a code, its places filled.
func (v *View) W(code string, pairs ...any) string {
	texts := make([]string, len(pairs))
	for i, v := range pairs {
		texts[i] = fmt.Sprint(v)
	}
	return v.Voice().Word(code, texts...)
}

// Day is a day in words.
func (v *View) Day(iso string) string { return v.Voice().Day(iso) }

// Capital is a text that begins with a capital.
func (v *View) Capital(text string) string { return report.Capital(text) }

// Found are the exposures of the provider by laws that reach it or a third party.
func (v *View) Found() []*report.Exposure { return v.found }

// Without are those by laws that reach nobody.
func (v *View) Without() []*report.Exposure { return v.without }

// Anchor is where the page tells of a subject.
func (v *View) Anchor(id string) string { return v.anchors[id] }

// Mark is the sign of a verdict.
func (v *View) Mark(verdict string) string {
	switch verdict {
	case "compliant":
		return "✓"
	case "non_compliant":
		return "✗"
	case "undetermined":
		return "?"
	}
	return "–"
}

// Section is an entry of the list of contents.
type Section struct{ ID, Title string }

// Sections lists the sections in the order of the page.
func (v *View) Sections() []Section {
	var list []Section
	for _, id := range []string{"answer", "subjects", "holders", "structure", "third-parties", "exposure", "residual-risks", "third-party-list", "open", "ask", "sources", "method", "disclaimer"} {
		list = append(list, Section{id, v.W("html-section-" + id)})
	}
	return list
}

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
						row.Name = v.W("html-test-of", "test", row.Name, "name", s.Name)
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
		country := v.W("html-not-stated")
		if one.seat.Country != nil {
			country = v.Voice().Country(*one.seat.Country)
			if one.seat.Place != "" && one.seat.Place != *one.seat.Country {
				country += " (" + v.Voice().Country(one.seat.Place) + ")"
			}
		}
		list = append(list, Place{v.W("html-" + one.code), country, v.W("html-eu-" + one.seat.EU)})
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

// Chain is a chain with what its row shows.
type Chain struct {
	Share string
	Path  []string // names from the holder to the subject
	Cut   string   // tells of names or links that are left out
	Links []Link
}

// Link is a step of a chain, with the rows that it comes from.
type Link struct {
	Holder, Share, Issuer, Basis, Source string
	Rows                                 []Evidence
	Cut                                  string
}

// Evidence is a row of the dossier behind a link.
type Evidence struct{ Source, Text string }

// pathShown is how many names of a path stand in a chain's line.
const pathShown = 8

// Chains are the chains of a finding.
func (v *View) Chains(f *report.Finding) []Chain {
	chains := make([]Chain, 0, len(f.Chains))
	for _, c := range f.Chains {
		if len(c.Links) == 0 {
			continue
		}
		var chain Chain
		if c.Share != nil {
			chain.Share = v.Voice().Percent(*c.Share)
		}
		n := len(c.Links)
		names := []string{v.Placed(c.Links[0].Holder)}
		for i, l := range c.Links {
			if n > pathShown && i >= pathShown/2 && i < n-pathShown/2 {
				if i == pathShown/2 {
					names = append(names, "…")
				}
				continue
			}
			names = append(names, v.Placed(l.Issuer))
		}
		chain.Path = names
		for i, l := range c.Links {
			if n > linksShown && i >= linksShown/2 && i < n-linksShown/2 {
				if i == linksShown/2 {
					chain.Links = append(chain.Links, Link{Cut: v.W("chain-cut", "n", n-linksShown)})
				}
				continue
			}
			chain.Links = append(chain.Links, v.link(l))
		}
		chains = append(chains, chain)
	}
	return chains
}

func (v *View) link(l report.ChainLink) Link {
	link := Link{Holder: v.Placed(l.Holder), Issuer: v.Placed(l.Issuer), Source: l.Source}
	switch {
	case l.Share == nil:
		link.Share = v.W("right-" + l.Right)
	case l.High != nil:
		link.Share = v.Interval(*l.Share, *l.High)
	default:
		link.Share = v.Voice().Percent(*l.Share)
	}
	if l.Basis != "" {
		link.Basis = v.W("html-controls", "basis", v.W("basis-"+l.Basis))
	}
	recorded := v.links[[2]string{l.Holder, l.Issuer}]
	if l.Share == nil || recorded == nil {
		link.Rows = []Evidence{{Source: l.Source}}
		return link
	}
	for _, c := range recorded.Claims {
		link.Rows = append(link.Rows, Evidence{c.Source, v.claim(c)})
	}
	return link
}

// claim is what a row says besides the share.
func (v *View) claim(c report.Claim) string {
	var parts []string
	add := func(code, text string) {
		if text != "" {
			parts = append(parts, v.W(code, "text", text))
		}
	}
	add("html-claim-class", c.Class)
	if c.NomineeOf != "" {
		add("html-claim-nominee", v.Name(c.NomineeOf))
	}
	add("html-claim-from", v.Day(c.From))
	add("html-claim-until", v.Day(c.Until))
	parts = append(parts, v.document(c.Document, c.DocumentDate)...)
	if c.Note != "" {
		parts = append(parts, c.Note)
	}
	return strings.Join(parts, " · ")
}

func (v *View) document(text, day string) []string {
	switch {
	case text == "" && day == "":
		return nil
	case day == "":
		return []string{text}
	case text == "":
		return []string{v.Day(day)}
	}
	return []string{v.W("html-document", "text", text, "day", v.Day(day))}
}

// Document is a document with its day.
func (v *View) Document(text, day string) string { return strings.Join(v.document(text, day), "") }

// Further is what cycles and further chains add; empty where that is nothing.
func (v *View) Further(f *report.Finding) string {
	if f.Further == nil || *f.Further <= 0 {
		return ""
	}
	return v.Voice().Percent(*f.Further)
}

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
		row := HolderRow{Holder: h, Union: v.W("html-eu-" + opposite(h.NonEU)), CapitalText: v.Voice().Interval(h.Capital.Of(reading)), VotesText: v.Voice().Interval(h.Votes.Of(reading))}
		if h.Country != nil {
			row.Place = v.Voice().Country(*h.Country)
		}
		switch {
		case h.NonEU == "no":
			row.Counts = v.W("html-counts-inside")
		case !h.Counted:
			row.Counts = v.W("html-counts-person")
		case h.NonEU == "unknown":
			row.Counts = v.W("html-counts-perhaps")
		default:
			row.Counts = v.W("answer-yes")
		}
		if h.Controls {
			row.Power = v.W("answer-yes")
			if h.Basis != "" {
				row.Power = v.W("html-yes-because", "basis", v.W("basis-"+h.Basis))
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
			parts = append(parts, v.W("html-basis-"+r.Basis))
		}
		if r.Scope == "minority_protection" {
			parts = append(parts, v.W("html-minority-protection"))
		}
		parts = append(parts, v.document(r.Document, r.DocumentDate)...)
		rows = append(rows, RightRow{
			v.W("right-of", "holder", v.Placed(r.Holder), "right", v.W("right-"+r.Right), "company", v.Placed(r.Company)),
			strings.Join(parts, " · "), r.Source,
		})
	}
	return rows
}

// Counts is how many third parties there are, and how they fare.
func (v *View) Counts() string {
	count := map[string]int{}
	for _, s := range v.Third {
		count[s.Verdict]++
	}
	return v.W("html-third-count", "n", len(v.Third), "fail", count["non_compliant"], "open", count["undetermined"], "pass", count["compliant"])
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
		return v.W("html-nobody")
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

// Way is the names along a path.
func (v *View) Way(ids []string) string {
	const most = 14
	var names []string
	for i, id := range ids {
		switch {
		case len(ids) <= most || i < most/2 || i >= len(ids)-most/2:
			names = append(names, v.Placed(id))
		case i == most/2:
			names = append(names, "…")
		}
	}
	return strings.Join(names, " → ")
}

// Grounds are the first grounds of an exposure.
func (v *View) Grounds(x *report.Exposure) []report.Ground {
	return x.Grounds[:min(len(x.Grounds), groundsShown)]
}

// Doubts are the first doubts of an exposure.
func (v *View) Doubts(x *report.Exposure) []report.Note {
	return x.Doubts[:min(len(x.Doubts), groundsShown)]
}

// MoreGrounds is how many grounds are left out.
func (v *View) MoreGrounds(x *report.Exposure) int { return max(len(x.Grounds)-groundsShown, 0) }

// MoreDoubts is how many doubts are left out.
func (v *View) MoreDoubts(x *report.Exposure) int {
	return max(len(x.Doubts)-groundsShown, 0) + x.DoubtsLeftOut
}

// Country is the name of a country by its code.
func (v *View) Country(code string) string { return v.Voice().Country(code) }

// LawSource is a source of a law.
type LawSource struct{ Text, URL string }

// LawSources are the sources of a law's record. Only addresses of https become
// links.
func (v *View) LawSources(list []report.LawSource) []LawSource {
	var sources []LawSource
	for _, s := range list {
		text := s.Cite
		if s.Date != "" {
			text += ", " + v.Day(s.Date)
		}
		source := LawSource{Text: v.W("law-source", "text", text, "mark", v.W("law-mark-"+s.Mark))}
		if strings.HasPrefix(s.URL, "https://") {
			source.URL = s.URL
		} else if s.URL != "" {
			source.Text += ", " + s.URL
		}
		sources = append(sources, source)
	}
	return sources
}

// Reach is a third party and the laws that reach it.
type Reach struct {
	Subject *report.Subject
	Laws    []*report.Exposure
}

// Reaches are the third parties that a law reaches, or may.
func (v *View) Reaches() []Reach {
	var list []Reach
	for _, s := range v.Third {
		if laws := v.ReachedBy(s); len(laws) > 0 {
			list = append(list, Reach{s, laws})
		}
	}
	return list
}

// NotYet are the laws that are not in force on the day.
func (v *View) NotYet() []*report.Law {
	var list []*report.Law
	for _, law := range v.Report.Laws {
		if law.Status == "not_yet" {
			list = append(list, law)
		}
	}
	return list
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
	or := func(text string) string { return cmp.Or(text, v.W("html-not-stated")) }
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

// Notes are the first notes of each kind.
func (v *View) Notes(list []report.Note) []report.Note {
	shown := map[string]int{}
	var notes []report.Note
	for _, n := range list {
		if shown[n.Code]++; shown[n.Code] <= notesShown {
			notes = append(notes, n)
		}
	}
	return notes
}

// MoreNotes is how many notes [View.Notes] leaves out.
func (v *View) MoreNotes(list []report.Note) int { return len(list) - len(v.Notes(list)) }

// Setting is a limit or switch in force.
type Setting struct {
	Key, Value string
	Changed    bool
}

// Settings are the limits and switches that no open question explains.
func (v *View) Settings() []Setting {
	policy := v.Report.Policy
	list := []Setting{
		{Key: "individual_limit", Value: v.Voice().Percent(policy.IndividualLimit)},
		{Key: "collective_limit", Value: v.Voice().Percent(policy.CollectiveLimit)},
		{Key: "circular_votes", Value: policy.CircularVotes},
	}
	for i := range list {
		list[i].Changed = slices.Contains(policy.Changed, list[i].Key)
	}
	return list
}

// Letter is what is asked of one entity.
type Letter struct {
	Anchor string
	To     string
	Entity *report.Entity
	Items  []Item
}

// Item is one thing asked for.
type Item struct{ Text, Points, Tests string }

// Letters are what to ask for, a letter to each entity that is in question, the
// most telling first.
func (v *View) Letters() []*Letter {
	var letters []*Letter
	by := map[string]*Letter{}
	for _, a := range v.Telling.Asks() {
		letter := by[a.Entity]
		if letter == nil {
			letter = &Letter{Anchor: "letter-" + strconv.Itoa(len(letters)+1), To: v.Placed(a.Entity), Entity: v.Entity(a.Entity)}
			by[a.Entity] = letter
			letters = append(letters, letter)
		}
		item := Item{Text: v.AskSentence(a.Ask), Tests: strings.Join(a.Tests, ", ")}
		if a.Width != nil {
			item.Points = v.Voice().Points(*a.Width)
		}
		letter.Items = append(letter.Items, item)
	}
	return letters
}

// First are the first things to ask for.
func (v *View) First() []string {
	const most = 3
	var list []string
	asks := v.Telling.Asks()
	for _, a := range asks[:min(len(asks), most)] {
		list = append(list, v.AskSentence(a.Ask))
	}
	return list
}

// MoreAsks is how many things there are besides the first.
func (v *View) MoreAsks() int { return max(len(v.Telling.Asks())-3, 0) }

// Address is where a letter goes, as far as the dossier tells.
func (v *View) Address(e *report.Entity) string {
	if e == nil {
		return ""
	}
	var parts []string
	if text := v.Identity(e.ID); text != "" {
		parts = append(parts, text)
	}
	if e.Country != nil {
		parts = append(parts, v.Country(*e.Country))
	}
	return strings.Join(parts, ", ")
}

// Definition is a reference of the method.
type Definition struct{ ID, Title, Asks, Sources string }

// Definitions are the passages and articles that the findings rest on.
func (v *View) Definitions() []Definition {
	lang := v.Voice().Lang()
	var list []Definition
	for _, q := range data.Requirements() {
		if q.Kind != "definition" {
			continue
		}
		var cites []string
		for _, s := range q.Sources {
			cites = append(cites, v.W("law-source", "text", s.Cite, "mark", v.W("law-mark-"+s.Mark)))
		}
		list = append(list, Definition{q.ID, q.Title.In(lang), q.Asks.In(lang), strings.Join(cites, ", ")})
	}
	return list
}

// Method are the paragraphs on how the figures are made.
func (v *View) Method() []string {
	var list []string
	for _, name := range []string{"rows", "readings", "control", "open", "persons", "listed", "exact", "verdict"} {
		list = append(list, v.W("html-method-"+name))
	}
	return list
}

// References are the works that the measures follow.
func (v *View) References() []string {
	return []string{
		"ANSSI, Prestataires de services d’informatique en nuage (SecNumCloud), référentiel d’exigences, version 3.2, 8 mars 2022.",
		"F. Brioschi, L. Buzzacchi, M. G. Colombo, Risk capital financing and the separation of ownership and control in business groups, Journal of Banking & Finance, 1989.",
		"S. Baldone, F. Brioschi, S. Paleari, Ownership measures among firms connected by cross-shareholdings and a further analogy with input-output theory, 1998.",
	}
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
