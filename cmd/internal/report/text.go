package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/terminal"
	"egide/ownership"
)

const (
	holdersShown     = 12 // rows of the table of holders
	notesShown       = 3  // of one kind of assumption or warning
	controllersShown = 4
	linksShown       = 8 // of one chain: the first and the last ones

	thirdPartiesShown = 40 // lines
	subjectsShown     = 12 // third parties in full
	asksShown         = 40
)

// Text is the report for a reader at a terminal: the verdict, each test with its
// figure against its limit, the chains that prove them, what to ask for, and
// what it all rests on.
func Text(r *Report, screen Screen) []byte {
	p := newSheet(r, screen)
	p.verdict()
	p.subjects()
	p.exposures()
	p.asks()
	p.notes("warnings", r.Warnings)
	p.notes("assumptions", r.Assumptions)
	p.policy()
	p.sources()
	p.Gap()
	p.Put("", p.voice.Word("disclaimer"), terminal.Dim)
	return p.Bytes()
}

// Line is the report in one line.
func Line(r *Report) []byte {
	p := newSheet(r, Screen{Unicode: true})
	line := p.voice.Word("quiet", "verdict", p.voice.Word("verdict-"+r.Verdict), "name", p.ordered()[0].Name, "day", r.AsOf)
	for _, verdict := range []string{"non_compliant", "undetermined"} {
		var names []string
		for _, s := range p.ordered() {
			for _, f := range s.Findings {
				if f.Verdict == verdict && !slices.Contains(names, f.Test) {
					names = append(names, f.Test)
				}
			}
		}
		if names != nil {
			line = p.voice.Word("quiet-"+verdict, "before", line, "tests", strings.Join(names, ", "))
		}
	}
	return []byte(Clean(line) + "\n")
}

// sheet is the text of one report.
type sheet struct {
	page
	report   *Report
	entities map[string]*Entity
	concerts map[string]Concert

	reachedBy map[[2]string][]*Subject // third parties, by the law that reaches them and the level
	parties   map[string]*Subject      // third parties, by id
}

func newSheet(r *Report, screen Screen) *sheet {
	p := &sheet{report: r, entities: make(map[string]*Entity, len(r.Entities)), concerts: map[string]Concert{}}
	p.Screen = screen
	for _, e := range r.Entities {
		p.entities[e.ID] = e
	}
	for _, c := range r.Concerts {
		p.concerts[c.ID] = c
	}
	p.voice = NewVoice(r.Language, p.name, r.Policy.Limits())
	return p
}

// name is the name of an entity or concert by its id.
func (p *sheet) name(id string) string {
	if e := p.entities[id]; e != nil {
		return e.Name
	}
	if c, ok := p.concerts[id]; ok {
		names := make([]string, len(c.Members))
		for i, member := range c.Members {
			names[i] = p.name(member)
		}
		return p.voice.Word("concert-name", "label", c.Label, "members", p.voice.List(names))
	}
	return id
}

// placed is the name of an entity with the code of its country.
func (p *sheet) placed(id string) string {
	if e := p.entities[id]; e != nil && e.Country != nil {
		return e.Name + "\u00a0(" + *e.Country + ")"
	}
	return p.name(id)
}

// ordered lists the provider first, then the critical third parties, then the
// others, and of those the ones that fail first.
func (p *sheet) ordered() []*Subject {
	list := slices.Clone(p.report.Subjects)
	rank := func(s *Subject) int {
		verdict := slices.Index([]string{"non_compliant", "undetermined"}, s.Verdict)
		if verdict < 0 {
			verdict = 2
		}
		switch {
		case s.Role == "provider":
			return 0
		case s.Critical:
			return 1 + verdict
		}
		return 4 + verdict
	}
	slices.SortStableFunc(list, func(a, b *Subject) int { return cmp.Compare(rank(a), rank(b)) })
	return list
}

// mark and colour of a verdict.
func (p *sheet) mark(verdict string) string {
	switch verdict {
	case "compliant":
		return p.Paint(terminal.Green, p.Draw("✓", "+"))
	case "non_compliant":
		return p.Paint(terminal.Red.And(terminal.Bold), p.Draw("✗", "x"))
	case "undetermined":
		return p.Paint(terminal.Yellow, "?")
	}
	return "-"
}

func colorOf(verdict string) terminal.Style {
	switch verdict {
	case "compliant":
		return terminal.Green
	case "non_compliant":
		return terminal.Red
	case "undetermined":
		return terminal.Yellow
	}
	return terminal.Plain
}

// verdict is the head of the page.
func (p *sheet) verdict() {
	r := p.report
	word := strings.ToUpper(p.voice.Word("verdict-" + r.Verdict))
	p.Line(p.Paint(colorOf(r.Verdict).And(terminal.Bold), word) + "  " + p.voice.Word("standard"))
	p.Gap()
	p.Put("", p.headline(), terminal.Plain)
}

// headline is the result in a sentence: the provider's own tests, then its third
// parties.
func (p *sheet) headline() string {
	provider := p.ordered()[0]
	tests := map[string]int{}
	for _, f := range provider.Findings {
		tests[f.Verdict]++
	}
	n := tests["compliant"] + tests["non_compliant"] + tests["undetermined"]
	code := "headline-" + provider.Verdict
	if provider.Verdict == "non_compliant" && tests["undetermined"] > 0 {
		code += "-and-open"
	}
	text := p.voice.Word(code, "name", provider.Name, "day", p.voice.Day(p.report.AsOf),
		"n", strconv.Itoa(n), "fails", strconv.Itoa(tests["non_compliant"]), "open", strconv.Itoa(tests["undetermined"]))
	third := map[string]int{}
	for _, s := range p.report.Subjects {
		if s.Role == "third_party" {
			third[s.Verdict]++
		}
	}
	n = third["compliant"] + third["non_compliant"] + third["undetermined"]
	if n == 0 {
		return text
	}
	code = "headline-third-parties"
	if n == third["compliant"] {
		code += "-compliant"
	}
	return text + " " + p.voice.Word(code, "n", strconv.Itoa(n), "fails", strconv.Itoa(third["non_compliant"]), "open", strconv.Itoa(third["undetermined"]))
}

// subjects is the provider, then a line for each third party, then those of them
// that are critical or do not pass.
func (p *sheet) subjects() {
	list := p.ordered()
	p.subject(list[0])
	if list = list[1:]; len(list) == 0 {
		return
	}
	p.thirdParties(list)
	list = slices.DeleteFunc(list, func(s *Subject) bool { return !s.Critical && s.Verdict == "compliant" })
	for _, s := range list[:min(len(list), subjectsShown)] {
		p.Gap()
		code := "third-party"
		if s.Critical {
			code = "third-party-critical"
		}
		p.rule()
		p.Put(p.mark(s.Verdict)+" ", p.voice.Word(code, "name", p.placed(s.Entity), "access", p.voice.Word("access-short-"+s.Access), "tier", strconv.Itoa(s.Tier)), terminal.Bold)
		if len(s.Through) > 2 {
			p.Put("  ", p.voice.Word("third-party-through", "path", p.way(s.Through)), terminal.Plain)
		}
		p.subject(s)
	}
	if more := len(list) - subjectsShown; more > 0 {
		p.Gap()
		p.Line(p.voice.Word("and-more", "n", strconv.Itoa(more)))
	}
}

// rule is a line across the page.
func (p *sheet) rule() {
	p.Line(p.Paint(terminal.Dim, strings.Repeat(p.Draw("─", "-"), terminal.Columns)))
}

// thirdParties is a line for each third party.
func (p *sheet) thirdParties(list []*Subject) {
	p.Heading(p.voice.Word("third-parties-heading"))
	more := len(list) - thirdPartiesShown
	rows := [][]string{}
	for _, s := range list[:min(len(list), thirdPartiesShown)] {
		name := Clean(p.placed(s.Entity))
		if s.Critical {
			name += ", " + p.voice.Word("critical")
		}
		if by := p.controllerOf(s); by != "" {
			name += ", " + by
		}
		verdict := p.Paint(colorOf(s.Verdict), p.voice.Word("test-verdict-"+s.Verdict))
		rows = append(rows, []string{p.mark(s.Verdict), verdict, p.voice.Word("tier", "n", strconv.Itoa(s.Tier)), p.voice.Word("access-short-" + s.Access), name})
	}
	p.Table(rows)
	if more > 0 {
		count := map[string]int{}
		for _, s := range list[thirdPartiesShown:] {
			count[s.Verdict]++
		}
		p.Put("  ", p.voice.Word("third-parties-more", "n", strconv.Itoa(more), "fail", strconv.Itoa(count["non_compliant"]),
			"open", strconv.Itoa(count["undetermined"]), "pass", strconv.Itoa(count["compliant"])), terminal.Dim)
	}
}

// controllerOf names the first of those that control a third party for certain;
// empty when there is none.
func (p *sheet) controllerOf(s *Subject) string {
	for _, c := range s.Controllers {
		if c.Certain {
			return p.voice.Word("third-party-controlled", "name", Clean(p.placed(c.Entity)))
		}
	}
	return ""
}

// subject is everything about one entity that was examined.
func (p *sheet) subject(s *Subject) {
	p.Gap()
	var rows [][]string
	for _, f := range s.Findings {
		rows = append(rows, p.testRow(f))
	}
	p.Table(rows, 2)
	p.holders(s)
	p.controllers(s)
	for _, verdict := range []string{"non_compliant", "undetermined", "compliant"} {
		var list []*Finding
		for _, f := range s.Findings {
			if f.Verdict == verdict {
				list = append(list, f)
			}
		}
		for len(list) > 0 {
			n := 1
			for n < len(list) && sameReason(list[0], list[n]) {
				n++
			}
			p.findings(list[:n])
			list = list[n:]
		}
	}
	if s.Role != "provider" {
		p.exposedTo(s)
	}
}

// testRow is a test in the table: mark, name, figure, limit, verdict.
func (p *sheet) testRow(f *Finding) []string {
	figure, limit := p.figure(f)
	verdict := p.Paint(colorOf(f.Verdict), strings.ReplaceAll(p.voice.Word("test-verdict-"+f.Verdict), " ", "\u00a0"))
	if f.Contested {
		verdict += ", " + p.voice.Word("contested")
	}
	return []string{p.mark(f.Verdict), p.voice.TestName(f.Test), figure, limit, verdict}
}

// figure is what a test found and the limit that it is held against, for the
// table; empty where the test has none.
func (p *sheet) figure(f *Finding) (figure, limit string) {
	seats, of := f.Reason.Args["seats"], f.Reason.Args["of"]
	switch {
	case f.Value == nil:
		return "", ""
	case seats.Kind == ArgNumber && of.Kind == ArgNumber:
		n := p.voice.arg("seats", seats)
		if possible := f.Reason.Args["possible"]; possible.Kind == ArgNumber && possible.Number > seats.Number {
			n += "–" + p.voice.arg("possible", possible)
		}
		return p.voice.Word("seats-of", "seats", n, "of", p.voice.arg("of", of)), ""
	case f.Limit == nil:
		return p.voice.Interval(*f.Value), ""
	}
	return p.voice.Interval(*f.Value), p.voice.Word("of-limit", "limit", p.voice.Percent(*f.Limit))
}

// findings are tests that came out alike for one reason, with their proof.
func (p *sheet) findings(list []*Finding) {
	p.Gap()
	for _, f := range list {
		name := p.voice.TestName(f.Test)
		room := terminal.Columns - 2 - terminal.Width(name) - terminal.Width(f.Test)
		p.Line(p.mark(f.Verdict) + " " + p.Paint(terminal.Bold, name) + strings.Repeat(" ", max(room, 1)) + p.Paint(terminal.Dim, f.Test))
	}
	f := list[0]
	p.PutBeside("  ", p.voice.sentence(f.Reason), terminal.Plain, f.Reason.Source)
	if f.Contested {
		p.Put("  ", p.contested(f), terminal.Plain)
	}
	p.chains(f)
}

// sameReason tells whether two findings need no proof of their own beside the
// one sentence.
func sameReason(a, b *Finding) bool {
	return a.Because == b.Because && a.Reason.Source == b.Reason.Source &&
		len(a.Chains)+len(b.Chains) == 0 && !a.Contested && !b.Contested
}

// contested tells which other readings would have come to another verdict.
func (p *sheet) contested(f *Finding) string {
	var groups []string
	for _, verdict := range []string{"compliant", "non_compliant", "undetermined"} {
		var readings []string
		for _, r := range f.Readings {
			if r.Verdict == verdict && r.Verdict != f.Verdict {
				readings = append(readings, p.voice.Word("contested-reading",
					"reading", p.voice.Word("reading-"+r.Reading), "figure", p.voice.Interval(Interval{r.Low, r.High})))
			}
		}
		if readings != nil {
			groups = append(groups, p.voice.Word("would-"+verdict, "readings", p.voice.List(readings)))
		}
	}
	return p.voice.Word("contested-because", "readings", p.voice.List(groups))
}

// chains shows the largest chains of a figure, and what remains, so that the
// column sums to the figure.
func (p *sheet) chains(f *Finding) {
	if len(f.Chains) == 0 {
		return
	}
	p.Gap()
	p.chainList(f.Chains, f.Further)
}

func (p *sheet) chainList(chains []Chain, further *float64) {
	shares := make([]string, len(chains))
	wide := 0
	for i, c := range chains {
		if c.Share != nil {
			shares[i] = p.voice.Percent(*c.Share)
			wide = max(wide, terminal.Width(shares[i]))
		}
	}
	rest := ""
	if further != nil && *further > 0 {
		rest = p.voice.Percent(*further)
		wide = max(wide, terminal.Width(rest))
	}
	for i, c := range chains {
		p.chain(pad(shares[i], wide+2), c)
	}
	if rest != "" {
		p.Put(pad(rest, wide+2)+"  ", p.voice.Word("chains-further"), terminal.Dim)
	}
}

// pad puts a text at the right of so many columns.
func pad(text string, columns int) string {
	return strings.Repeat(" ", max(columns-terminal.Width(text), 0)) + text
}

// chain shows one chain from its holder down to the subject, a link a line.
func (p *sheet) chain(share string, c Chain) {
	indent := strings.Repeat(" ", terminal.Width(share)+2)
	if len(c.Links) == 0 {
		return
	}
	p.Put(share+"  ", p.placed(c.Links[0].Holder), terminal.Bold)
	skip := len(c.Links) - linksShown
	for i, l := range c.Links {
		if skip > 0 && i >= linksShown/2 && i < linksShown/2+skip {
			if i == linksShown/2 {
				p.Put(p.branch(indent, i), p.voice.Word("chain-cut", "n", strconv.Itoa(skip)), terminal.Dim)
			}
			continue
		}
		level := i
		if skip > 0 && i >= linksShown/2+skip {
			level = i - skip + 1
		}
		p.PutBeside(p.branch(indent, level), p.link(l), terminal.Plain, l.Source)
	}
}

// branch is the drawing before a link at a depth of a chain.
func (p *sheet) branch(indent string, depth int) string {
	return indent + strings.Repeat(p.Draw("  ", "  "), depth) + p.Draw("└ ", "`-")
}

// link is a link in words: what the holder above has of the issuer.
func (p *sheet) link(l ChainLink) string {
	issuer := p.placed(l.Issuer)
	if l.Share == nil {
		return p.voice.Word("link-right", "right", p.voice.Word("right-"+l.Right), "issuer", issuer)
	}
	share := Interval{*l.Share, *l.Share}
	if l.High != nil {
		share.High = *l.High
	}
	if l.Basis != "" {
		return p.voice.Word("link-controls", "share", p.voice.Interval(share), "issuer", issuer, "basis", p.voice.Word("basis-"+l.Basis))
	}
	return p.voice.Word("link-share", "share", p.voice.Interval(share), "issuer", issuer)
}

// holders is the table of those outside the Union, the largest first.
func (p *sheet) holders(s *Subject) {
	reading := p.report.Policy.Reading
	var list []*Holder
	for _, h := range s.Holders {
		if h.NonEU == "no" || h.Capital.Of(reading).High == 0 && h.Votes.Of(reading).High == 0 {
			continue
		}
		// What an unknown holder may have is in the figures; only those known to
		// have something, or to be outside, are worth a line.
		if h.NonEU == "unknown" && h.Capital.Of(reading).Low == 0 && h.Votes.Of(reading).Low == 0 {
			continue
		}
		list = append(list, h)
	}
	if len(list) == 0 {
		return
	}
	most := func(h *Holder) float64 { return max(h.Capital.Of(reading).Low, h.Votes.Of(reading).Low) }
	slices.SortStableFunc(list, func(a, b *Holder) int { return cmp.Compare(most(b), most(a)) })
	p.Heading(p.voice.Word("holders-heading"))
	more := len(list) - holdersShown
	if more > 0 {
		list = list[:holdersShown]
	}
	rows := [][]string{{p.voice.Word("dimension-capital-column"), p.voice.Word("dimension-votes-column"), ""}}
	for _, h := range list {
		name := Clean(h.Name)
		if h.Country != nil {
			name += "\u00a0(" + *h.Country + ")"
		}
		switch {
		case !h.Counted:
			name += ", " + p.voice.Word("holder-not-counted")
		case h.NonEU == "unknown":
			name += ", " + p.voice.Word("holder-unknown-seat")
		case h.Controls:
			name += ", " + p.voice.Word("holder-controls")
		}
		rows = append(rows, []string{p.voice.Interval(h.Capital.Of(reading)), p.voice.Interval(h.Votes.Of(reading)), name})
	}
	p.Table(rows, 0, 1)
	if more > 0 {
		p.Line("  " + p.voice.Word("and-more", "n", strconv.Itoa(more)))
	}
}

// controllers tells who controls the subject, those outside the Union first.
func (p *sheet) controllers(s *Subject) {
	if len(s.Controllers) == 0 {
		return
	}
	list := slices.Clone(s.Controllers)
	rank := func(c Controller) int {
		e := p.entities[c.Entity]
		inside := e != nil && e.NonEU == "no"
		switch {
		case c.Certain && !inside:
			return 0
		case c.Certain:
			return 1
		case !inside:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(list, func(a, b Controller) int { return cmp.Compare(rank(a), rank(b)) })
	p.Gap()
	for _, c := range list[:min(len(list), controllersShown)] {
		code := "controlled-by"
		if !c.Certain {
			code = "controlled-perhaps-by"
		}
		p.Put("", p.voice.Word(code, "name", c.Name, "subject", s.Name, "basis", p.voice.Word("basis-"+c.Basis)), terminal.Plain)
	}
	if more := len(list) - controllersShown; more > 0 {
		p.Line(p.voice.Word("and-more", "n", strconv.Itoa(more)))
	}
}

// ask is a thing to ask for, and the tests that it would help to settle.
type ask struct {
	Ask
	tests []string
}

// gathered lists what the findings ask for, the most telling first.
func (p *sheet) gathered() []*ask {
	var list []*ask
	seen := map[string]*ask{}
	for _, s := range p.ordered() {
		for _, f := range s.Findings {
			for _, a := range f.AskFor {
				key := a.Reason.Code + "\x00" + a.Entity + "\x00" + a.What
				if seen[key] == nil {
					seen[key] = &ask{Ask: a}
					list = append(list, seen[key])
				}
				one := seen[key]
				if a.Width != nil && (one.Width == nil || *a.Width > *one.Width) {
					one.Width = a.Width
				}
				if !slices.Contains(one.tests, f.Test) {
					one.tests = append(one.tests, f.Test)
				}
			}
		}
	}
	// What no figure weighs settles its test alone: it comes first.
	weight := func(a *ask) float64 {
		if a.Width == nil {
			return math.Inf(1)
		}
		return *a.Width
	}
	slices.SortStableFunc(list, func(a, b *ask) int { return cmp.Compare(weight(b), weight(a)) })
	return list
}

// asks shows what to ask for.
func (p *sheet) asks() {
	list := p.gathered()
	if len(list) == 0 {
		return
	}
	p.Heading(p.voice.Word("asks-heading"))
	wide := 0
	for _, a := range list {
		if a.Width != nil {
			wide = max(wide, terminal.Width(p.voice.Points(*a.Width)))
		}
	}
	for _, a := range list[:min(len(list), asksShown)] {
		points := p.Draw("–", "-")
		if a.Width != nil {
			points = p.voice.Points(*a.Width)
		}
		p.PutBeside("  "+pad(points, wide)+"  ", capital(p.voice.Say(a.Reason)), terminal.Plain, strings.Join(short(a.tests), ", "))
	}
	if more := len(list) - asksShown; more > 0 {
		p.Put("  ", p.voice.Word("and-more", "n", strconv.Itoa(more)), terminal.Dim)
	}
}

// short is the tests without the part that they share with the first.
func short(tests []string) []string {
	names := slices.Clone(tests)
	for i := 1; i < len(names); i++ {
		family, name, ok := strings.Cut(names[i], "/")
		if before, _, _ := strings.Cut(tests[i-1], "/"); ok && before == family {
			names[i] = name
		}
	}
	return names
}

// notes lists assumptions or warnings, of each kind only the first ones.
func (p *sheet) notes(kind string, notes []Note) {
	if len(notes) == 0 {
		return
	}
	p.Heading(p.voice.Word(kind + "-heading"))
	for len(notes) > 0 {
		n := 1
		for n < len(notes) && notes[n].Code == notes[0].Code {
			n++
		}
		for i, note := range notes[:n] {
			if i == notesShown && n > notesShown+1 {
				p.Put("    ", p.voice.Word("notes-cut", "n", strconv.Itoa(n-i)), terminal.Dim)
				break
			}
			p.PutBeside("  - ", p.voice.sentence(note), terminal.Plain, note.Source)
		}
		notes = notes[n:]
	}
}

// policy tells which limits and switches are not the product's own.
func (p *sheet) policy() {
	r := p.report
	if len(r.Policy.Changed) == 0 {
		return
	}
	p.Heading(p.voice.Word("policy-heading"))
	for _, key := range r.Policy.Changed {
		value := ""
		switch key {
		case "individual_limit":
			value = p.voice.Percent(r.Policy.IndividualLimit)
		case "collective_limit":
			value = p.voice.Percent(r.Policy.CollectiveLimit)
		}
		for _, q := range r.Policy.Questions {
			if q.Switch == key {
				value = p.voice.Word("policy-switch", "value", q.Value, "means", q.Means, "question", q.ID)
			}
		}
		if value == "" {
			value = r.Policy.CircularVotes
		}
		p.Put("  - ", p.voice.Word("policy-line", "key", key, "value", value), terminal.Plain)
	}
}

// sources lists the files that the report was made from.
func (p *sheet) sources() {
	p.Heading(p.voice.Word("sources-heading"))
	for _, in := range p.report.Inputs {
		code := "source-file"
		if in.Use == ownership.RegisterInput {
			code = "source-register"
		}
		p.Put("  - ", p.voice.Word(code, "file", in.File, "n", strconv.Itoa(in.Rows), "sum", in.SHA256[:min(16, len(in.SHA256))]), terminal.Plain)
	}
}
