package rules

import (
	"cmp"
	"slices"
	"strings"

	"egide/ownership"
)

// inFrance are the codes of the parts of France that are in the Union.
var inFrance = []string{"FR", "GF", "GP", "MF", "MQ", "RE", "YT"}

// sitesOf lists the landlord's sites of the day, in the order of their names and
// uses.
func (x *examination) sitesOf() []*ownership.Site {
	var sites []*ownership.Site
	for _, site := range x.dossier.Sites {
		if site.Operator == x.id && site.Covers(x.AsOf) {
			sites = append(sites, site)
		}
	}
	slices.SortStableFunc(sites, func(a, b *ownership.Site) int {
		return cmp.Or(cmp.Compare(a.Site, b.Site), cmp.Compare(a.Use, b.Use))
	})
	return sites
}

// siteNames are the names of the sites, each once; those of secondary sites
// alone where that is asked for. A site is a main one when it is used as one.
func (x *examination) siteNames(secondary bool) []string {
	main := map[string]bool{}
	var names []string
	for _, site := range x.sites {
		if cmp.Or(site.Use, ownership.PrimaryUse) == ownership.PrimaryUse {
			main[site.Site] = true
		}
	}
	for _, site := range x.sites {
		if site.Site != "" && !slices.Contains(names, site.Site) && !(secondary && main[site.Site]) {
			names = append(names, site.Site)
		}
	}
	return names
}

// located is point 2: each site of the landlord, whatever its use, is in the
// Union, and in France where that is asked for.
func (x *examination) located(p *Point) {
	c := x.check
	i, _ := c.Field.Index(x.id)
	ref := c.Field.Ref(i)
	verdicts := []Verdict{p.Verdict}
	if len(x.sites) == 0 {
		note := ownership.Note{Code: "ask-landlord-sites", Entity: x.id, Args: ownership.Args{"entity": ref}}
		p.ask(Ask{Entity: x.id, What: note})
		p.Remarks = append(p.Remarks, ownership.Note{Code: "colo-no-sites", Entity: x.id, Args: ownership.Args{"entity": ref}})
		p.Verdict, p.blocked = worst(p.Verdict, Undetermined), true
		return
	}
	backup := false
	for _, site := range x.sites {
		backup = backup || site.Use == ownership.BackupUse
		f := c.location(site)
		p.Findings = append(p.Findings, f)
		verdicts = append(verdicts, f.Verdict)
		p.blocked = p.blocked || f.Verdict != Compliant
		for _, a := range f.AskFor {
			p.ask(a)
		}
		if x.ColoOptions.France && site.Country.Known() {
			args := ownership.Args{"site": site.Site, "operator": ref, "country": site.Country.Country}
			f := Finding{Test: "france", Verdict: Compliant, Holder: i, Entities: []string{x.id}, Because: ownership.Note{Code: "site-in-france", Entity: x.id, Args: args, At: site.At.Row()}}
			if !slices.Contains(inFrance, site.Country.Country) {
				f.Verdict, f.Because.Code = NonCompliant, "site-not-in-france"
				p.blocked = true
				p.demand("sites-fixed", "", site.Site, "blocking", f.Because)
			}
			p.Findings = append(p.Findings, f)
			verdicts = append(verdicts, f.Verdict)
		}
		about := ownership.Note{Code: "proof-site", Args: ownership.Args{"site": site.Site, "operator": ref, "use": ownership.Word("use-" + string(cmp.Or(site.Use, ownership.PrimaryUse)))}}
		x.prove(p, about, site.Source, site.SourceDate, site.At.Row(), x.id, "ask-fresh-site")
	}
	if !backup {
		p.Remarks = append(p.Remarks, ownership.Note{Code: "colo-no-backup-site", Entity: x.id, Args: ownership.Args{"entity": ref}})
	}
	p.Verdict = worst(verdicts...)
}

// names tells whether a text names a site: its words stand in it one after the
// other, whatever their case.
func names(text, site string) bool {
	words := func(s string) string {
		return " " + strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
			return strings.ContainsRune(" \t\n,;:.()[]/|+&\u00a0", r)
		}), " ") + " "
	}
	want := words(site)
	return strings.TrimSpace(want) != "" && strings.Contains(words(text), want)
}
