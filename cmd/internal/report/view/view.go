// Package view is a report as a reader goes through it: section by section, each
// row with the words that stand in it, in the language of the report. The web page
// and the documents on paper are both made from it, so that they say the same.
package view

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/chart"
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

// Anchor is where the page tells of a subject.
func (v *View) Anchor(id string) string { return v.anchors[id] }

// Mark is the sign of a verdict; a dash where a test does not apply.
func (v *View) Mark(verdict string) string { return cmp.Or(document.ToneOf(verdict).Mark(), "–") }

// Section is an entry of the list of contents.
type Section struct{ ID, Title string }

// Sections lists the sections in the order of the page.
func (v *View) Sections() []Section {
	var list []Section
	for _, id := range []string{"answer", "subjects", "holders", "structure", "third-parties", "exposure", "residual-risks", "third-party-list", "open", "ask", "sources", "method", "disclaimer"} {
		list = append(list, Section{id, v.W("report-section-" + id)})
	}
	return list
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

// Country is the name of a country by its code.
func (v *View) Country(code string) string { return v.Voice().Country(code) }
