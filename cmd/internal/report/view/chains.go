package view

import (
	"strings"

	"egide/cmd/internal/report"
)

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
		link.Basis = v.W("report-controls", "basis", v.W("basis-"+l.Basis))
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
	add("report-claim-class", c.Class)
	if c.NomineeOf != "" {
		add("report-claim-nominee", v.Name(c.NomineeOf))
	}
	add("report-claim-from", v.Day(c.From))
	add("report-claim-until", v.Day(c.Until))
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
	return []string{v.W("report-document", "text", text, "day", v.Day(day))}
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
