package chart

import (
	"cmp"
	"slices"
	"strings"

	"egide/cmd/internal/report"
)

// suppliersWanted is how many third parties have a box of their own before those
// without access that nobody marked critical are folded.
const suppliersWanted = 24

// thirdParties adds the band below the subject: who supplies it, and who
// supplies those.
func (c *composer) thirdParties() {
	provider := c.entities[c.subject].ID
	byClient := map[string][]*report.Supply{}
	for _, s := range c.report.Supplies {
		byClient[s.Client] = append(byClient[s.Client], s)
	}
	var reached []string
	met := map[string]bool{provider: true}
	for queue := []string{provider}; len(queue) > 0; queue = queue[1:] {
		for _, s := range byClient[queue[0]] {
			if _, known := c.index[s.Supplier]; known && !met[s.Supplier] {
				met[s.Supplier] = true
				reached = append(reached, s.Supplier)
				queue = append(queue, s.Supplier)
			}
		}
	}
	if len(reached) == 0 {
		return
	}
	bySupplier := map[string]*report.Subject{}
	for _, s := range c.report.Subjects {
		bySupplier[s.Entity] = s
	}
	access := map[string]Access{}
	for _, id := range reached {
		access[id] = c.accessOf(id, bySupplier[id])
	}
	keep := c.suppliersKept(reached, access, bySupplier, byClient)
	box := map[string]int{provider: 0}
	for _, id := range reached {
		if keep[id] {
			box[id] = c.add(c.supplierBox(id, access[id], bySupplier[id]))
		}
	}
	for _, client := range append([]string{provider}, reached...) {
		at, shown := box[client]
		if !shown {
			continue
		}
		lines := map[string]*Line{}
		var folded []string
		for _, s := range byClient[client] {
			from, shown := box[s.Supplier]
			switch {
			case s.Supplier == provider || s.Supplier == client || !met[s.Supplier]:
				continue
			case !shown:
				if name := c.name(c.entities[c.index[s.Supplier]]); !slices.Contains(folded, name) {
					folded = append(folded, name)
				}
				continue
			}
			l := lines[s.Supplier]
			if l == nil {
				l = &Line{From: from, To: at, Kind: Supply}
				lines[s.Supplier] = l
				c.graph.Lines = append(c.graph.Lines, l)
			}
			if service := c.service(s.Service); service != "" && !slices.Contains(l.Label, service) {
				l.Label = append(l.Label, service)
			}
			l.Title = c.Word("chart-supply", "supplier", c.graph.Boxes[from].Name, "client", c.graph.Boxes[at].Name, "service", strings.Join(l.Label, ", "))
		}
		if len(folded) > 0 {
			b := &Box{Kind: Others, Supplier: true, Name: c.Word("chart-other-suppliers", "n", whole(len(folded))), Access: NoAccess}
			b.Title = b.Name + c.Word("chart-colon") + c.some(folded[:min(len(folded), titleNames)], len(folded))
			c.graph.Lines = append(c.graph.Lines, &Line{From: c.add(b), To: at, Kind: Supply, Title: b.Title})
		}
	}
}

// service is a service's name in the reader's language, or as it was written.
func (c *composer) service(text string) string {
	text = strings.TrimSpace(report.Clean(text))
	if code := "service-" + text; c.Has(code) {
		return c.Word(code)
	}
	return text
}

// accessOf is what a third party can obtain over all its supplies.
func (c *composer) accessOf(id string, subject *report.Subject) Access {
	order := []Access{NoAccess, UnknownAccess, TechnicalAccess, CustomerAccess}
	if subject != nil && slices.Contains(order, Access(subject.Access)) {
		return Access(subject.Access)
	}
	most := 0
	for _, s := range c.report.Supplies {
		if s.Supplier == id {
			most = max(most, slices.Index(order, Access(cmp.Or(s.DataAccess, string(UnknownAccess)))))
		}
	}
	return order[most]
}

// suppliersKept tells which third parties have a box of their own.
func (c *composer) suppliersKept(reached []string, access map[string]Access, subjects map[string]*report.Subject, byClient map[string][]*report.Supply) map[string]bool {
	keep := map[string]bool{}
	for _, id := range reached {
		s := subjects[id]
		keep[id] = len(reached) <= suppliersWanted || access[id] != NoAccess || s != nil && (s.Critical || s.Verdict == "non_compliant")
	}
	for n := len(reached) - 1; n >= 0; n-- { // what leads to those that are kept
		for _, s := range byClient[reached[n]] {
			if keep[s.Supplier] {
				keep[reached[n]] = true
			}
		}
	}
	return keep
}

func (c *composer) supplierBox(id string, access Access, subject *report.Subject) *Box {
	b := c.entityBox(c.entities[c.index[id]])
	b.Supplier, b.Access = true, access
	b.accessText = c.Word("chart-access-" + string(access))
	if subject != nil {
		if subject.Critical {
			b.Critical = c.Word("chart-critical")
		}
		for _, who := range subject.Controllers {
			e := c.report.Entity(who.Entity)
			if e == nil || who.Entity == id {
				continue
			}
			code := "chart-controlled"
			if !who.Certain {
				if subject.Controllers[0] != who {
					break
				}
				code = "chart-perhaps-controlled"
			}
			text := c.Word(code, "holder", c.name(e))
			if e.NonEU == "yes" {
				text = c.Word("chart-with-mark", "text", text, "mark", c.Word("chart-outside"))
			}
			b.Notes = append(b.Notes, text)
			if e.NonEU == "yes" && who.Certain || len(b.Notes) > 2 {
				break
			}
		}
	}
	parts := []string{b.Title, b.accessText}
	if b.Critical != "" {
		parts = append(parts, b.Critical)
	}
	b.Title = strings.Join(append(parts, b.Notes...), " · ")
	return b
}
