package report

import (
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/document/markdown"
)

const (
	groundsShown  = 12 // of one law
	reachedShown  = 12 // third parties that one law reaches
	removalsShown = 12
)

// ResidualRisks is the document that SecNumCloud 5.3.d asks for: which laws
// outside the Union reach the provider, by which path and in which role, what
// limits that and what would end it, and which were looked at without result.
func ResidualRisks(r *Report) []byte {
	p := newPaper(r, "risks")
	p.para("> " + p.word("doc-no-immunity"))
	found, open, without := p.sorted()
	p.section(p.word("doc-overview-heading"))
	if named := slices.Concat(found, open); len(named) == 0 {
		p.para(p.word("doc-risks-none"))
	} else {
		rows := make([][]string, len(named))
		for i, x := range named {
			rows[i] = []string{
				markdown.Escape(x.Title), markdown.Escape(p.voice.Country(x.State)), p.word("level-" + x.Level),
				p.word("law-role-" + x.Role), p.word("law-status-" + x.Status),
			}
		}
		p.rows([]string{"doc-law", "doc-state", "doc-level", "doc-role", "doc-status"}, rows)
	}
	for _, x := range found {
		p.risk(x)
	}
	p.notRuledOut(open)
	p.section(p.word("doc-without-heading"))
	p.without(without)
	p.takenForGranted()
	return p.close()
}

// byWeight puts what is to be read first at the front: how a law reaches the
// provider, then in which role.
func byWeight(a, b *Exposure) int {
	levels := []string{"direct", "control", "supplier", "undetermined", "presence", "minority", "none"}
	roles := []string{"covered", "arguable", "unknown", "not_covered"}
	if d := slices.Index(levels, a.Level) - slices.Index(levels, b.Level); d != 0 {
		return d
	}
	return slices.Index(roles, a.Role) - slices.Index(roles, b.Role)
}

// sorted parts the laws examined in those that reach the provider or a third
// party, or may reach it for a reason of their own, in those that only what is
// not known leaves open, which is the same for each, and in those without result.
func (p *sheet) sorted() (found, open, without []*Exposure) {
	provider := p.report.Subjects[0]
	for i := range provider.Exposures {
		x := &provider.Exposures[i]
		switch {
		case p.withoutResult(x):
			without = append(without, x)
		case x.Level == "undetermined" && len(x.Grounds) == 0 && !slices.ContainsFunc(x.Doubts, ownDoubt) && len(p.reached(x.Law, "direct", "control", "presence")) == 0:
			open = append(open, x)
		default:
			found = append(found, x)
		}
	}
	slices.SortStableFunc(found, byWeight)
	slices.SortStableFunc(open, byWeight)
	return found, open, without
}

// ownDoubt tells a doubt about one State from one about any.
func ownDoubt(n Note) bool { return n.Code == "doubt-control" || n.Code == "doubt-supplier-access" }

// notRuledOut is the laws that only what is not known leaves open.
func (p *paper) notRuledOut(open []*Exposure) {
	if len(open) == 0 {
		return
	}
	p.section(p.word("doc-open-laws-heading"))
	p.para(p.word("doc-open-laws"))
	p.doubts(open[0])
	p.para(p.word("doc-open-laws-list"))
	p.laws(open)
	p.Gap()
}

// laws names laws with their reference.
func (p *paper) laws(list []*Exposure) {
	for _, x := range list {
		p.item("doc-without-law", "law", markdown.Escape(x.Title), "state", markdown.Escape(p.voice.Country(x.State)),
			"status", p.word("law-status-"+x.Status), "citation", markdown.Escape(p.lawOf(x).Citation))
	}
}

// doubts lists what could add a ground.
func (p *paper) doubts(x *Exposure) {
	var doubts []string
	for _, d := range x.Doubts[:min(len(x.Doubts), groundsShown)] {
		doubts = append(doubts, markdown.Escape(p.voice.sentence(d))+cited(d.Source))
	}
	if more := len(x.Doubts) - len(doubts) + x.DoubtsLeftOut; more > 0 {
		doubts = append(doubts, p.word("and-more", "n", strconv.Itoa(more)))
	}
	p.bullets(p.word("doc-open-heading"), doubts)
}

// withoutResult tells that a law reaches neither the provider nor a third party.
func (p *sheet) withoutResult(x *Exposure) bool {
	return x.Level == "none" && len(p.reached(x.Law, "direct", "control", "presence")) == 0
}

// reached lists the third parties that a law reaches by themselves, at one of
// the levels.
func (p *sheet) reached(law string, levels ...string) []*Subject {
	if p.reachedBy == nil {
		p.reachedBy = map[[2]string][]*Subject{}
		for _, third := range p.report.Subjects[1:] {
			for _, x := range third.Exposures {
				key := [2]string{x.Law, x.Level}
				p.reachedBy[key] = append(p.reachedBy[key], third)
			}
		}
	}
	var list []*Subject
	for _, level := range levels {
		list = append(list, p.reachedBy[[2]string{law, level}]...)
	}
	return list
}

// risk is one law's part of the document.
func (p *paper) risk(x *Exposure) {
	law := p.lawOf(x)
	p.section(p.word("doc-law-heading", "law", markdown.Escape(x.Title), "state", markdown.Escape(p.voice.Country(x.State))))
	p.para(p.word("doc-compels", "text", markdown.Escape(law.Compels)))
	p.para(p.word("doc-citation", "text", markdown.Escape(law.Citation)))
	p.para(p.word("doc-status-on", "day", markdown.Escape(p.voice.Day(p.report.AsOf)), "status", markdown.Escape(stopped(p.voice.lawStatus(law)))))
	p.para(p.word("doc-role-is", "role", p.word("law-role-"+x.Role), "reason", markdown.Escape(stopped(p.roleReason(x)))))
	p.grounds(x)
	p.bullets(p.word("doc-limits-heading"), p.limits(x))
	p.bullets(p.word("doc-removal-heading"), p.removals(x, law))
	p.doubts(x)
	var sources []string
	for _, s := range law.Sources {
		sources = append(sources, p.lawSource(s))
	}
	sources = append(sources, p.word("doc-reviewed", "day", markdown.Escape(p.voice.Day(law.Reviewed))))
	if !law.Verified {
		sources = append(sources, p.word("doc-unverified"))
	}
	p.bullets(p.word("doc-law-sources-heading"), sources)
}

// roleReason is why a law finds the provider in its role.
func (p *sheet) roleReason(x *Exposure) string {
	if x.RoleBecause == "" {
		return p.voice.Word("role-without-reason")
	}
	return x.RoleBecause
}

// cited is a position in the dossier at the end of a sentence.
func cited(position string) string {
	if position == "" {
		return ""
	}
	return " (" + source(position) + ")"
}

// grounds lists by which paths a law reaches the provider.
func (p *paper) grounds(x *Exposure) {
	if len(x.Grounds) == 0 {
		p.para(p.word("doc-grounds-none"))
		return
	}
	p.para("**" + p.word("doc-grounds-heading") + "**")
	for i, g := range x.Grounds[:min(len(x.Grounds), groundsShown)] {
		p.Line(strconv.Itoa(i+1) + ". " + p.word("doc-ground", "level", p.word("level-"+g.Ground), "path", p.path(g.Path)) + " " +
			markdown.Escape(p.because(g)) + cited(g.Source) + p.supplierRole(x, g))
	}
	p.Gap()
	if more := len(x.Grounds) - groundsShown; more > 0 {
		p.para(p.word("doc-grounds-more", "n", strconv.Itoa(more)))
	}
}

// supplierRole is the role in which a law finds the third party at the end of a
// path; empty for another ground.
func (p *paper) supplierRole(x *Exposure, g Ground) string {
	if g.Ground != "supplier" {
		return ""
	}
	third := p.thirdParty(p.supplierOf(g.Path))
	if third == nil {
		return ""
	}
	for i := range third.Exposures {
		if other := &third.Exposures[i]; other.Law == x.Law {
			return " " + p.word("doc-supplier-role", "name", markdown.Escape(third.Name), "role", p.word("law-role-"+other.Role), "reason", markdown.Escape(stopped(p.roleReason(other))))
		}
	}
	return ""
}

// lawSource is a source of a record, with a link where it has an address.
func (p *paper) lawSource(s LawSource) string {
	text := markdown.Escape(s.Cite)
	switch {
	case strings.HasPrefix(s.URL, "https://") && !strings.ContainsAny(s.URL, "<> \t\n|"):
		text += ", <" + Clean(s.URL) + ">"
	case s.URL != "":
		text += ", " + markdown.Escape(s.URL)
	}
	if s.Date != "" {
		text += ", " + markdown.Escape(p.voice.Day(s.Date))
	}
	return p.word("law-source", "text", text, "mark", p.word("law-mark-"+s.Mark))
}

// limits is what stands between the law and the data, as Markdown.
func (p *paper) limits(x *Exposure) []string {
	var limits []string
	for _, text := range p.limitsOf(x) {
		limits = append(limits, markdown.Escape(text))
	}
	if limits == nil {
		limits = append(limits, p.word("limit-none"))
	}
	return limits
}

// limitsOf lists what stands between the law and the data, as far as the dossier
// shows it.
func (p *sheet) limitsOf(x *Exposure) []string {
	var limits []string
	if x.Role != "covered" {
		limits = append(limits, p.voice.Word("limit-role-"+x.Role))
	}
	if x.Status != "in_force" {
		limits = append(limits, p.voice.Word("limit-status-"+x.Status))
	}
	switch x.Level {
	case "presence", "minority":
		limits = append(limits, p.voice.Word("limit-"+x.Level))
	}
	var unable, technical []string
	for _, s := range p.reached(x.Law, "direct", "control") {
		switch s.Access {
		case "none":
			unable = append(unable, p.placed(s.Entity))
		case "technical":
			technical = append(technical, p.placed(s.Entity))
		}
	}
	var present []string
	for _, s := range p.reached(x.Law, "presence") {
		present = append(present, p.placed(s.Entity))
	}
	if present != nil {
		limits = append(limits, p.voice.Word("limit-present", "names", p.some(present), "n", strconv.Itoa(len(present))))
	}
	if unable != nil {
		limits = append(limits, p.voice.Word("limit-unable", "names", p.some(unable), "n", strconv.Itoa(len(unable))))
	}
	if technical != nil {
		limits = append(limits, p.voice.Word("limit-technical", "names", p.some(technical), "n", strconv.Itoa(len(technical))))
	}
	return limits
}

// some is a list of names, of which only the first ones are named when there are
// many.
func (p *sheet) some(names []string) string {
	if more := len(names) - reachedShown; more > 1 {
		names = append(slices.Clone(names[:reachedShown]), p.voice.Word("doc-others", "n", strconv.Itoa(more)))
	}
	return p.voice.List(names)
}

// removals lists what would end each ground, and what would end them all.
func (p *paper) removals(x *Exposure, law *Law) []string {
	var removals []string
	for _, text := range p.removalsOf(x) {
		removals = append(removals, markdown.Escape(text))
	}
	return append(removals, p.word("doc-removal-law", "text", markdown.Escape(stopped(law.Remove))))
}

// removalsOf is what would end each ground of an exposure, in the words of the
// dossier, after the open points, which may add to them. A minority holder needs
// no remedy.
func (p *sheet) removalsOf(x *Exposure) []string {
	var removals []string
	if len(x.Doubts) > 0 && slices.ContainsFunc(x.Grounds, func(g Ground) bool { return g.Ground != "minority" }) {
		removals = append(removals, p.voice.Word("removal-open"))
	}
	for _, g := range x.Grounds {
		if g.Ground == "minority" || len(g.Path) == 0 {
			continue
		}
		first, last := g.Path[0], g.Path[len(g.Path)-1]
		if g.Ground == "supplier" {
			first = p.supplierOf(g.Path)
		}
		code := "removal-" + g.Ground
		if g.Ground == "presence" && first == last {
			code = "removal-presence-own"
		}
		text := p.voice.Word(code, "entity", p.placed(first), "reached", p.placed(last), "country", p.voice.inSentence(x.State))
		if len(removals) == removalsShown {
			break
		}
		if !slices.Contains(removals, text) {
			removals = append(removals, text)
		}
	}
	return removals
}

// supplierOf is the third party on a path that can obtain data: the last that is
// one.
func (p *sheet) supplierOf(path []string) string {
	if p.parties == nil {
		p.parties = map[string]*Subject{}
		for _, third := range p.report.Subjects[1:] {
			p.parties[third.Entity] = third
		}
	}
	for _, id := range slices.Backward(path) {
		if p.parties[id] != nil {
			return id
		}
	}
	return path[len(path)-1]
}

// without names the laws that were looked at and reach nobody, and those that
// are not in force yet.
func (p *paper) without(list []*Exposure) {
	if len(list) == 0 {
		p.para(p.word("doc-without-none"))
	} else {
		p.para(p.word("doc-without"))
	}
	p.laws(list)
	for _, law := range p.report.Laws {
		if law.Status == "not_yet" {
			p.item("doc-not-yet", "law", markdown.Escape(law.Title), "state", markdown.Escape(p.voice.Country(law.State)), "day", markdown.Escape(p.voice.Day(law.Until)))
		}
	}
	if len(list) > 0 {
		p.Gap()
	}
	if states := p.unrecorded(); states != nil {
		p.para(markdown.Escape(p.voice.Word("exposure-unrecorded", "states", p.voice.List(states))))
	}
}

// takenForGranted lists the assumptions of the report.
func (p *paper) takenForGranted() {
	if len(p.report.Assumptions) == 0 {
		return
	}
	p.section(p.word("assumptions-heading"))
	shown := map[string]int{}
	for _, n := range p.report.Assumptions {
		if shown[n.Code]++; shown[n.Code] <= groundsShown {
			p.bullet(markdown.Escape(p.voice.sentence(n)) + cited(n.Source))
		}
	}
	more := 0
	for _, n := range shown {
		more += max(n-groundsShown, 0)
	}
	if more > 0 {
		p.item("doc-assumptions-more", "n", strconv.Itoa(more))
	}
	p.Gap()
}
