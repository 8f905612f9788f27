package chart

import (
	"cmp"
	"slices"
	"strings"

	"egide/cmd/internal/report"
)

// suppliersWanted is how many third parties have a box of their own at most, but
// for those that lead to one.
const suppliersWanted = 40

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
	if n := len(reached) - len(keep); n > 0 {
		c.graph.Notes = append(c.graph.Notes, c.Word("chart-folded-suppliers", "n", whole(n), "all", whole(len(reached))))
	}
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
		seen := map[string]bool{}
		for _, s := range byClient[client] {
			from, shown := box[s.Supplier]
			switch {
			case s.Supplier == provider || s.Supplier == client || !met[s.Supplier]:
				continue
			case !shown:
				if !seen[s.Supplier] {
					seen[s.Supplier] = true
					folded = append(folded, s.Supplier)
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
			b := c.otherSuppliers(folded, access)
			if len(lines) == 0 && at > 0 {
				// Nothing stands below this client: its own box tells of them.
				client := c.graph.Boxes[at]
				client.note(c.Word("chart-suppliers-note", "n", whole(len(folded)), "access", b.accessText))
				continue
			}
			c.graph.Lines = append(c.graph.Lines, &Line{From: c.add(b), To: at, Kind: Supply, Title: b.Title})
		}
	}
}

// otherSuppliers is the box of the third parties of a client that were folded,
// with the strongest access among them.
func (c *composer) otherSuppliers(ids []string, access map[string]Access) *Box {
	b := &Box{Kind: Others, Supplier: true, Name: c.Word("chart-other-suppliers", "n", whole(len(ids))), Access: NoAccess}
	var names []string
	outside := 0
	for _, id := range ids {
		e := c.entities[c.index[id]]
		if e.NonEU == "yes" {
			outside++
		}
		if slices.Index(accesses, access[id]) > slices.Index(accesses, b.Access) {
			b.Access = access[id]
		}
		if len(names) < titleNames {
			names = append(names, c.name(e))
		}
	}
	b.accessText = c.Word("chart-access-" + string(b.Access))
	if b.Access != NoAccess {
		b.accessText = c.Word("chart-access-up-to", "access", b.accessText)
	}
	if outside > 0 {
		b.Outside = c.Word("chart-outside-of", "n", whole(outside))
	}
	b.Title = c.Word("chart-list", "name", b.Name, "list", c.some(names, len(ids))) + " · " + b.accessText
	return b
}

// accesses are the kinds of access, the weakest first: what nobody knows weighs
// less than what is known to be possible.
var accesses = []Access{NoAccess, UnknownAccess, TechnicalAccess, CustomerAccess}

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
	if subject != nil && slices.Contains(accesses, Access(subject.Access)) {
		return Access(subject.Access)
	}
	most := 0
	for _, s := range c.report.Supplies {
		if s.Supplier == id {
			most = max(most, slices.Index(accesses, Access(cmp.Or(s.DataAccess, string(UnknownAccess)))))
		}
	}
	return accesses[most]
}

// suppliersKept tells which third parties have a box of their own: those first
// that a test fails on, then the critical ones, then those that can obtain data.
func (c *composer) suppliersKept(reached []string, access map[string]Access, subjects map[string]*report.Subject, byClient map[string][]*report.Supply) map[string]bool {
	order := slices.Clone(reached)
	level := func(id string) int {
		s := subjects[id]
		switch {
		case s != nil && s.Verdict == "non_compliant":
			return 0
		case s != nil && (s.Critical || s.Verdict == "undetermined"):
			return 1
		case access[id] != NoAccess && c.entities[c.index[id]].NonEU != "no":
			return 2
		case access[id] != NoAccess:
			return 3
		}
		return 4
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(level(a), level(b)) })
	keep := map[string]bool{}
	for _, id := range order[:min(len(order), suppliersWanted)] {
		keep[id] = true
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
			if e.NonEU == "yes" && e.Counted && who.Certain && b.Outside == "" {
				b.Outside = c.Word("chart-controlled-outside")
			}
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
