package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/report"
)

// Options say what to draw of a report.
type Options struct {
	// Subject is the id of the entity to draw the structure of; empty is the
	// first subject of the report, which is the provider.
	Subject string
	// Lang is the language of the words; empty is the report's.
	Lang string
}

// UnknownSubjectError tells that a report has no entity of that id in its
// structure.
type UnknownSubjectError struct{ ID string }

func (e *UnknownSubjectError) Error() string {
	return fmt.Sprintf("no entity %q stands in the structure of this report", e.ID)
}

// Of is the structure chart of a report. The error is an [UnknownSubjectError].
func Of(r *report.Report, o Options) (*Graph, error) {
	lang := cmp.Or(o.Lang, r.Language)
	w := words{report.NewVoice(lang, nil, r.Policy.Limits())}
	if o.Subject == "" && len(r.Subjects) > 0 {
		o.Subject = r.Subjects[0].Entity
	}
	s, ok := readStructure(r, w, o.Subject)
	if !ok {
		return nil, &UnknownSubjectError{o.Subject}
	}
	c := &composer{structure: s, folding: s.fold(), graph: &Graph{Lang: w.Lang(), words: w}, named: map[int]bool{}}
	c.concerts()
	c.boxes()
	c.lines()
	c.rest()
	c.thirdParties()
	c.say()
	return c.graph, nil
}

// composer makes a graph of a structure.
type composer struct {
	*structure
	*folding
	graph   *Graph
	box     []int // by entity: its box, or -1
	chained []int // by chain: its box
	concert map[string][]string
	named   map[int]bool // folded entities that are shown by name after all
}

func whole(n int) string { return strconv.Itoa(n) }

func (c *composer) concerts() {
	c.concert = map[string][]string{}
	for _, concert := range c.report.Concerts {
		for _, id := range concert.Members {
			c.concert[id] = append(c.concert[id], report.Clean(concert.Label))
		}
	}
}

func (c *composer) add(b *Box) int {
	c.graph.Boxes = append(c.graph.Boxes, b)
	return len(c.graph.Boxes) - 1
}

func (c *composer) boxes() {
	c.box, c.chained = make([]int, len(c.entities)), make([]int, len(c.chains))
	for i := range c.box {
		c.box[i] = -1
	}
	for n := range c.chained {
		c.chained[n] = -1
	}
	for _, i := range c.order {
		if !c.keep[i] {
			continue
		}
		if n := c.chain[i]; n > 0 {
			if c.chained[n-1] < 0 {
				c.chained[n-1] = c.add(c.chainBox(c.chains[n-1]))
			}
			c.box[i] = c.chained[n-1]
			continue
		}
		b := c.entityBox(c.entities[i])
		b.Subject = i == c.subject
		c.box[i] = c.add(b)
	}
}

// entityBox is the box of an entity, wherever it stands.
func (c *composer) entityBox(e *report.Entity) *Box {
	b := &Box{ID: e.ID, Kind: Kind(e.Kind), Name: c.name(e), Place: c.place(e), Ultimate: e.Ultimate}
	if !slices.Contains([]Kind{Company, Person, State, Fund, Partnership, Trust, PublicFloat, Unknown}, b.Kind) {
		b.Kind = Company
	}
	switch {
	case e.NonEU == "yes" && e.Counted:
		b.Outside = c.Word("chart-outside")
	case e.NonEU == "yes":
		b.Outside = c.Word("chart-outside-not-counted")
	case e.NonEU == "unknown" && !e.Hidden:
		b.Doubtful = c.Word("chart-doubtful")
	}
	switch e.Listed {
	case "regulated":
		b.Notes = append(b.Notes, c.Word("chart-listed"))
	case "mtf":
		b.Notes = append(b.Notes, c.Word("chart-listed-mtf"))
	}
	for _, label := range c.concert[e.ID] {
		b.Notes = append(b.Notes, c.Word("chart-concert", "label", label))
	}
	parts := []string{b.Name, c.Word("chart-kind-" + string(b.Kind))}
	for _, part := range append([]string{b.Place, b.Outside}, b.Notes...) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if b.Doubtful != "" {
		parts = append(parts, c.Word("chart-doubtful-long"))
	}
	if e.Ultimate {
		parts = append(parts, c.Word("chart-ultimate"))
	}
	b.Title = strings.Join(parts, " · ")
	return b
}

func (c *composer) chainBox(entities []int) *Box {
	b := &Box{Kind: Others, Name: c.Word("chart-chain", "n", whole(len(entities)))}
	if c.entities[entities[0]].NonEU == "yes" {
		b.Outside = c.Word("chart-outside")
	}
	names := make([]string, 0, titleNames)
	for k := len(entities) - 1; k >= 0 && len(names) < titleNames; k-- {
		names = append(names, c.name(c.entities[entities[k]]))
	}
	b.Title = c.Word("chart-list", "name", b.Name, "list", c.some(names, len(entities)))
	return b
}

// titleNames is how many names of folded entities a title lists.
const titleNames = 25

// some lists the first names of n.
func (c *composer) some(names []string, n int) string {
	text := strings.Join(names, ", ")
	if n > len(names) {
		text += ", " + "…"
	}
	return text
}

func (c *composer) lines() {
	for _, i := range c.order {
		for _, t := range c.up[i] {
			c.line(t)
		}
	}
}

func (c *composer) line(t *tie) {
	from, to := c.box[t.from], c.box[t.to]
	if from < 0 || to < 0 || from == to && t.from != t.to {
		return
	}
	l := &Line{From: from, To: to, Kind: Holding, Carries: c.brings(t), weight: t.most()}
	if t.link == nil {
		l.Kind = Right
		l.weight /= 4 // beside a holding, the holding
		for _, r := range t.rights {
			l.Label = append(l.Label, c.right(r))
		}
		l.Controls = t.most() == 1
	} else {
		l.Label = c.holding(t)
		l.Controls = t.link.Controls != ""
	}
	if from == to {
		for _, other := range c.graph.Lines {
			if other.From == from && other.To == to {
				other.Label = append(other.Label, l.Label...)
				return
			}
		}
	}
	l.Title = c.titleOf(l)
	c.graph.Lines = append(c.graph.Lines, l)
}

// holding is what stands on the line of a share.
func (c *composer) holding(t *tie) []string {
	capital, votes := t.link.Capital, t.link.Votes
	if t.link.VotesAssumed {
		votes = capital
	}
	label := c.shares(capital, votes)
	if basis := t.link.Controls; basis != "" && basis != "majority" && c.Has("chart-basis-"+basis) {
		label = append(label, c.Word("chart-basis-"+basis))
	}
	if t.from == t.to {
		label = append(label, c.Word("chart-own-shares"))
	}
	if c.undeclared(t) {
		label = append(label, c.Word("chart-undeclared"))
	}
	return label
}

func (c *composer) titleOf(l *Line) string {
	from, to := c.graph.Boxes[l.From], c.graph.Boxes[l.To]
	title := c.Word("chart-line", "holder", from.Name, "issuer", to.Name, "label", strings.Join(l.Label, " · "))
	if l.Carries {
		title += " · " + c.Word("chart-carries")
	}
	return title
}

// rest adds what stands for the holders that have no box: those that were
// folded, one box for an issuer, and those that nobody shows.
func (c *composer) rest() {
	for _, i := range c.order {
		if c.box[i] < 0 || c.chain[i] > 0 {
			continue
		}
		issuer := c.graph.Boxes[c.box[i]]
		others := c.others(i)
		open := c.undisclosed(i)
		if none(open) {
			continue
		}
		parts := c.shares(open.Capital, open.Votes)
		code := "chart-undisclosed"
		if c.entities[i].DeclaredOnly {
			code = "chart-not-declared"
		}
		text := c.Word(code, "share", strings.Join(parts, " · "))
		if !c.openBoxed(c.folding, i, max(open.Capital.High, open.Votes.High)) {
			if others == nil {
				others = issuer
			}
			others.note(text)
			continue
		}
		b := &Box{Kind: Undisclosed, Name: text}
		if len(parts) > 1 {
			b.Name, b.Notes = c.Word(code, "share", together(parts[0])), []string{together(parts[1])}
		}
		b.Title = c.Word("chart-line", "holder", text, "issuer", issuer.Name, "label", c.Word("chart-kind-undisclosed"))
		c.graph.Lines = append(c.graph.Lines, &Line{From: c.add(b), To: c.box[i], Kind: Holding, Title: b.Title})
	}
}

// note adds a line to a box, and to its title.
func (b *Box) note(text string) {
	b.Notes = append(b.Notes, text)
	b.Title += " · " + text
}

// others adds the box for the holders of an issuer that were folded, or tells
// of them in its own box; nil where it adds none.
func (c *composer) others(i int) *Box {
	var capital, votes report.Interval
	var names []string
	n, outside, carries, last := 0, 0, false, 0
	met := map[int]bool{}
	for _, t := range c.up[i] {
		if c.box[t.from] >= 0 {
			continue
		}
		if t.link != nil {
			capital.Low, capital.High = capital.Low+t.link.Capital.Low, capital.High+t.link.Capital.High
			votes.Low, votes.High = votes.Low+t.link.Votes.Low, votes.High+t.link.Votes.High
		}
		carries = carries || c.brings(t)
		if met[t.from] {
			continue
		}
		met[t.from] = true
		n, last = n+1, t.from
		e := c.entities[t.from]
		if e.NonEU == "yes" && e.Counted {
			outside++
		}
		if len(names) < titleNames {
			names = append(names, c.name(e))
		}
	}
	if n == 0 {
		return nil
	}
	if !c.othersBoxed(c.folding, i) {
		issuer := c.graph.Boxes[c.box[i]]
		if outside > 0 {
			issuer.note(c.Word("chart-others-note-outside", "n", whole(n), "outside", whole(outside)))
		} else {
			issuer.note(c.Word("chart-others-note", "n", whole(n)))
		}
		return nil
	}
	capital.High, votes.High = min(capital.High, 100), min(votes.High, 100)
	b := &Box{Kind: Others, Name: c.Word("chart-others", "n", whole(n))}
	if n == 1 {
		// One alone keeps its name; its own holders are told of in its box.
		b = c.entityBox(c.entities[last])
		if above := len(c.up[last]); above > 0 {
			b.note(c.Word("chart-others-note", "n", whole(above)))
		}
		c.named[last] = true
	} else if outside > 0 {
		b.Outside = c.Word("chart-outside-of", "n", whole(outside))
	}
	if n > 1 {
		b.Title = c.Word("chart-list", "name", b.Name, "list", c.some(names, n))
	}
	l := &Line{From: c.add(b), To: c.box[i], Kind: Holding, Label: c.shares(capital, votes), Carries: carries}
	l.Title = c.titleOf(l)
	c.graph.Lines = append(c.graph.Lines, l)
	return b
}

// say gives the chart its title, its description and its notes.
func (c *composer) say() {
	subject := c.graph.Boxes[0]
	day := c.Day(c.report.AsOf)
	c.graph.Title = c.Word("chart-title", "name", subject.Name, "day", day)
	var direct []string
	entities, outside := 0, 0
	for _, b := range c.graph.Boxes[1:] {
		if b.ID != "" && !b.Supplier {
			entities++
			if b.Outside != "" {
				outside++
			}
		}
	}
	for _, l := range c.graph.Lines {
		if from := c.graph.Boxes[l.From]; l.To == 0 && l.From != 0 && l.Kind == Holding {
			text := from.Name
			if from.Kind != Undisclosed {
				text += " " + strings.Join(l.Label, " · ")
			}
			if from.Outside != "" {
				text += " (" + from.Outside + ")"
			}
			direct = append(direct, text)
		}
	}
	c.graph.Description = c.Word("chart-description", "name", subject.Name, "n", whole(entities), "outside", whole(outside))
	if len(direct) > 0 {
		c.graph.Description += " " + c.Word("chart-direct", "list", c.Apart(direct...))
	}
	if c.threshold > 0 && c.folded > len(c.named) {
		least := c.Percent(tidy(100 * c.threshold))
		code := "chart-folded"
		if &c.by[0] == &c.weight[share][0] {
			code = "chart-folded-share"
		}
		c.graph.Notes = append(c.graph.Notes, c.Word(code, "n", whole(c.folded-len(c.named)), "all", whole(len(c.order)), "share", least, "name", subject.Name))
	}
	for _, n := range c.graph.Notes {
		c.graph.Description += " " + n
	}
}
