package view

import (
	"strings"

	"egide/cmd/internal/report"
)

// Found are the exposures of the provider by laws that reach it or a third party.
func (v *View) Found() []*report.Exposure { return v.found }

// Without are those by laws that reach nobody.
func (v *View) Without() []*report.Exposure { return v.without }

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
