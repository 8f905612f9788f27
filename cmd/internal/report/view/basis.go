package view

import (
	"slices"
	"strings"

	"egide/cmd/internal/report"
	"egide/data"
)

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
		list = append(list, v.W("report-method-"+name))
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
