package report

import (
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/terminal"
)

const (
	pathsShown = 3 // of one law
	lawsShown  = 4 // that reach a third party
)

// exposures is how laws outside the Union reach the provider: for each one the
// level, the role and the law's status, the strongest grounds with their paths,
// and what would end them. Laws that reach nobody are named.
func (p *sheet) exposures() {
	if len(p.report.Subjects[0].Exposures) == 0 {
		return
	}
	found, open, without := p.sorted()
	p.Gap()
	if len(p.report.Subjects) > 1 {
		p.rule()
	}
	p.Put("", p.voice.Word("exposure-heading", "day", p.voice.Day(p.report.AsOf)), terminal.Bold)
	p.Put("", p.voice.Word("doc-no-immunity"), terminal.Plain)
	for _, x := range found {
		p.exposure(x)
	}
	if open != nil {
		p.Gap()
		p.Put("", p.voice.Word("exposure-open", "laws", p.lawList(open), "n", strconv.Itoa(len(open))), terminal.Plain)
		p.doubts(open[0])
	}
	if without != nil {
		p.Gap()
		p.Put("", p.voice.Word("exposure-without", "laws", p.lawList(without), "n", strconv.Itoa(len(without))), terminal.Dim)
	}
	if states := p.unrecorded(); states != nil {
		p.Put("", p.voice.Word("exposure-unrecorded", "states", p.voice.List(states)), terminal.Plain)
	}
}

// exposure is one law.
func (p *sheet) exposure(x *Exposure) {
	law := p.lawOf(x)
	p.Gap()
	p.PutBeside("", p.voice.Word("law-name", "law", x.Title, "state", p.voice.Country(x.State)), terminal.Bold, x.Law)
	p.Put("  ", p.voice.Word("exposure-line", "level", capital(p.voice.Word("level-"+x.Level)), "role", p.voice.Word("law-role-"+x.Role),
		"reason", p.roleReason(x), "status", p.voice.lawStatus(law)), terminal.Plain)
	for _, g := range x.Grounds[:min(len(x.Grounds), pathsShown)] {
		if len(g.Path) > 1 {
			p.Put("  ", p.way(g.Path), terminal.Plain)
		}
		p.PutBeside("    ", p.because(g), terminal.Dim, g.Source)
	}
	if more := len(x.Grounds) - pathsShown; more > 0 {
		p.Put("    ", p.voice.Word("exposure-more", "n", strconv.Itoa(more)), terminal.Dim)
	}
	p.doubts(x)
	for _, text := range p.limitsOf(x) {
		p.Put("  - ", text, terminal.Plain)
	}
	if removals := p.removalsOf(x); len(removals) > 0 {
		p.Put("  ", p.voice.Word("exposure-ends", "n", strconv.Itoa(len(removals))), terminal.Plain)
		for _, text := range removals[:min(len(removals), pathsShown)] {
			p.Put("  - ", text, terminal.Plain)
		}
		if more := len(removals) - pathsShown; more > 0 {
			p.Put("    ", p.voice.Word("and-more", "n", strconv.Itoa(more)), terminal.Dim)
		}
	}
}

// doubts shows what could add a ground.
func (p *sheet) doubts(x *Exposure) {
	for _, d := range x.Doubts[:min(len(x.Doubts), pathsShown)] {
		p.PutBeside("  ? ", p.voice.sentence(d), terminal.Plain, d.Source)
	}
	if more := len(x.Doubts) - pathsShown + x.DoubtsLeftOut; more > 0 {
		p.Put("    ", p.voice.Word("exposure-doubts-more", "n", strconv.Itoa(more)), terminal.Dim)
	}
}

// lawList names laws with their States.
func (p *sheet) lawList(list []*Exposure) string {
	names := make([]string, len(list))
	for i, x := range list {
		names[i] = p.voice.Word("exposure-law", "law", x.Title, "state", x.State)
	}
	return p.voice.List(names)
}

// unrecorded names the States outside the Union in which somebody who stands in
// the report is seated, and of which no law is on record.
func (p *sheet) unrecorded() []string {
	states := map[string]bool{}
	for _, e := range p.report.Entities {
		if e.Country != nil && e.NonEU == "yes" && e.Kind != "person" {
			states[*e.Country] = true
		}
	}
	for _, law := range p.report.Laws {
		delete(states, law.State)
	}
	var names []string
	for state := range states {
		names = append(names, p.voice.Country(state))
	}
	slices.Sort(names)
	return names
}

// lawOf is the record of the law, or what the exposure itself has of it when a
// saved report lacks the record.
func (p *sheet) lawOf(x *Exposure) *Law {
	if law := p.report.Law(x.Law); law != nil {
		return law
	}
	return &Law{ID: x.Law, Title: x.Title, State: x.State, Citation: x.Citation, Status: x.Status, Remove: x.Remove, Reviewed: x.Reviewed}
}

// because is the sentence of a ground.
func (p *sheet) because(g Ground) string {
	if g.Reason == nil {
		return capital(stopped(g.Because))
	}
	return p.voice.sentence(*g.Reason)
}

// way is the names along a path, the middle of a long one left out.
func (p *sheet) way(ids []string) string {
	names := make([]string, 0, len(ids))
	for i, id := range ids {
		switch {
		case len(ids) <= linksShown || i < linksShown/2 || i >= len(ids)-linksShown/2:
			names = append(names, p.placed(id))
		case i == linksShown/2:
			names = append(names, "…")
		}
	}
	return strings.Join(names, p.Draw(" → ", " > "))
}

// exposedTo names the laws that reach a third party, the strongest first.
func (p *sheet) exposedTo(s *Subject) {
	var reached []*Exposure
	open := false
	for i := range s.Exposures {
		switch x := &s.Exposures[i]; {
		case x.Level == "undetermined" && len(x.Grounds) == 0:
			open = true
		case x.Level != "none":
			reached = append(reached, x)
		}
	}
	if open {
		p.Gap()
		p.Put("", p.voice.Word("exposures-open"), terminal.Plain)
	}
	if len(reached) == 0 {
		return
	}
	slices.SortStableFunc(reached, byWeight)
	p.Heading(p.voice.Word("exposures-heading"))
	for _, x := range reached[:min(len(reached), lawsShown)] {
		p.Put("  - ", p.voice.Word("exposure", "law", x.Title, "state", x.State, "level", p.voice.Word("level-"+x.Level),
			"role", p.voice.Word("law-role-"+x.Role), "status", p.voice.Word("law-status-"+x.Status)), terminal.Plain)
	}
	if more := len(reached) - lawsShown; more > 0 {
		p.Put("    ", p.voice.Word("and-more", "n", strconv.Itoa(more)), terminal.Dim)
	}
}
