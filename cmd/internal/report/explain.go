package report

import (
	"math/big"
	"slices"
	"strconv"

	"egide/cmd/internal/terminal"
	"egide/ownership"
	"egide/rules"
)

// ExplainSchema names the form of an explanation.
const ExplainSchema = "egide.explain/1"

// Explanation is how one holder reaches one subject: its figures in every
// reading, each chain with its rows, and the rights that it has.
type Explanation struct {
	Schema   string   `json:"schema"`
	Egide    string   `json:"egide"`
	Language string   `json:"language"`
	AsOf     string   `json:"as_of"`
	Policy   Policy   `json:"policy"`
	Inputs   []Input  `json:"inputs"`
	Subject  *Entity  `json:"subject"`
	Holder   *Holder  `json:"holder"`
	Explains []Figure `json:"figures"`
	// ControlPath is the links by which the holder controls the subject for
	// certain; empty when it does not.
	ControlPath []ChainLink `json:"control_path"`
	// MayControl tells that it could, by what is not disclosed.
	MayControl bool `json:"may_control"`
	// Rights are those of the holder, and of the companies that it controls,
	// over the subject and the companies above it.
	Rights   []*Right  `json:"rights"`
	Entities []*Entity `json:"entities"` // all that the chains and rights name
	Concerts []Concert `json:"concerts"`
}

// Figure is one figure of the holder with the chains that make up its low end.
type Figure struct {
	Dimension string  `json:"dimension"`
	Reading   string  `json:"reading"`
	Decides   bool    `json:"decides"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Chains    []Chain `json:"chains"`
	Further   float64 `json:"further"` // what cycles and further chains add
}

// Explain explains what a holder, given by its index, has of a subject of the
// result, with at most so many chains for each figure.
func Explain(result *rules.Result, subject *rules.Subject, who, chains int, lang string) *Explanation {
	m := newMaker(result, lang)
	f := result.Field
	figures, above := subject.Measures.Holder(who)
	if !above {
		figures = ownership.HolderFigures{Who: who}
		for d := range figures.Figures {
			for r := range figures.Figures[d] {
				figures.Figures[d][r] = ownership.Bounds{Low: new(big.Rat), High: new(big.Rat)}
			}
		}
	}
	x := &Explanation{
		Schema: ExplainSchema, Egide: Version, Language: m.voice.Lang(), AsOf: result.AsOf.String(),
		Policy: m.policy(), Inputs: []Input{},
		Subject: m.entity(subject.Entity), Holder: m.holderOf(figures),
		ControlPath: m.links(f.ControlPath(who, subject.Entity)), MayControl: f.MayControl(who, subject.Entity),
		Rights: []*Right{}, Concerts: []Concert{},
	}
	for _, in := range result.Dossier.Inputs {
		x.Inputs = append(x.Inputs, Input{File: in.File, SHA256: in.SHA256, Rows: in.Rows, Use: in.Use})
	}
	for _, d := range ownership.Dimensions {
		for _, r := range ownership.Readings {
			list, further := subject.Measures.Chains(d, r, who, chains)
			value := m.interval(figures.Figures[d][r])
			x.Explains = append(x.Explains, Figure{
				Dimension: d.String(), Reading: r.String(), Decides: r == result.Policy.Reading,
				Low: value.Low, High: value.High, Chains: m.chains(list, false), Further: m.scale.percent(further),
			})
		}
	}
	m.rightsOf(x, subject, who)
	m.named(x, subject.Entity, who)
	return x
}

// rightsOf adds the rights of the holder and of the companies it controls.
func (m *maker) rightsOf(x *Explanation, subject *rules.Subject, who int) {
	f := m.Field
	over := map[int]bool{subject.Entity: true}
	for _, i := range subject.Measures.Above() {
		over[i] = true
	}
	var members []int
	if who >= f.Len() {
		members = f.Concerts()[who-f.Len()].Members
	}
	for _, r := range f.Rights {
		company, _ := f.Index(r.Company)
		holder, _ := f.Index(r.Holder)
		_, controlled := f.Controls(who, holder)
		if over[company] && (holder == who || controlled || slices.Contains(members, holder)) {
			x.Rights = append(x.Rights, rightOf(r))
		}
	}
}

// named adds the entities that the explanation names.
func (m *maker) named(x *Explanation, subject, who int) {
	f := m.Field
	names := map[int]bool{subject: true}
	add := func(id string) {
		if i, ok := f.Index(id); ok {
			names[i] = true
		}
	}
	if who < f.Len() {
		names[who] = true
	} else {
		c := f.Concerts()[who-f.Len()]
		x.Concerts = append(x.Concerts, Concert{ID: m.id(who), Label: c.Label, Members: m.ids(c.Members)})
		for _, member := range c.Members {
			names[member] = true
		}
	}
	links := [][]ChainLink{x.ControlPath}
	for _, figure := range x.Explains {
		for _, c := range figure.Chains {
			links = append(links, c.Links)
		}
	}
	for _, list := range links {
		for _, l := range list {
			add(l.Holder)
			add(l.Issuer)
		}
	}
	for _, r := range x.Rights {
		add(r.Holder)
		add(r.Company)
	}
	for i := range f.Entities {
		if names[i] {
			x.Entities = append(x.Entities, m.entity(i))
		}
	}
}

// ExplainText is the explanation for a reader at a terminal.
func ExplainText(x *Explanation, screen Screen) []byte {
	p := newSheet(&Report{Language: x.Language, Policy: x.Policy, Entities: x.Entities, Concerts: x.Concerts}, screen)
	h := x.Holder
	p.Put("", p.voice.Word("explain-title", "holder", p.placed(h.Entity), "subject", p.placed(x.Subject.ID), "day", p.voice.Day(x.AsOf)), terminal.Bold)
	status := "explain-outside-" + h.NonEU
	if h.NonEU == "yes" && !h.Counted {
		status = "explain-not-counted"
	}
	p.Put("", p.voice.Word(status, "name", h.Name), terminal.Plain)
	p.Gap()
	rows := [][]string{{"", p.voice.Word("dimension-capital-column"), p.voice.Word("dimension-votes-column"), ""}}
	for _, reading := range []string{"look_through", "control", "combined"} {
		note := ""
		if reading == x.Policy.Reading {
			note = p.voice.Word("reading-decides")
		}
		rows = append(rows, []string{
			capital(p.voice.Word("reading-" + reading)),
			p.voice.Interval(h.Capital.Of(reading)), p.voice.Interval(h.Votes.Of(reading)), note,
		})
	}
	p.Table(rows, 1, 2)
	p.Gap()
	p.explainControl(x)
	p.explainChains(x)
	p.explainRights(x)
	return p.Bytes()
}

func (p *sheet) explainControl(x *Explanation) {
	switch {
	case len(x.ControlPath) > 0:
		p.Put("", p.voice.Word("explain-controls", "holder", x.Holder.Name, "subject", x.Subject.Name, "basis", p.voice.Word("basis-"+x.Holder.Basis)), terminal.Plain)
		p.Put("  ", p.placed(x.ControlPath[0].Holder), terminal.Bold)
		for i, l := range x.ControlPath {
			p.PutBeside(p.branch("  ", min(i, linksShown)), p.link(l), terminal.Plain, l.Source)
		}
	case x.MayControl:
		p.Put("", p.voice.Word("explain-may-control", "holder", x.Holder.Name, "subject", x.Subject.Name), terminal.Plain)
	default:
		p.Put("", p.voice.Word("explain-no-control", "holder", x.Holder.Name, "subject", x.Subject.Name), terminal.Plain)
	}
}

// explainChains shows the chains of each figure, once where several figures have
// the same.
func (p *sheet) explainChains(x *Explanation) {
	var done []Figure
	for _, figure := range x.Explains {
		if figure.High == 0 {
			continue
		}
		p.Heading(p.voice.Word("explain-figure",
			"dimension", p.voice.Word("dimension-"+figure.Dimension+"-column"),
			"reading", p.voice.Word("reading-"+figure.Reading), "figure", p.voice.Interval(Interval{figure.Low, figure.High})))
		same := slices.IndexFunc(done, func(other Figure) bool { return sameChains(other, figure) })
		switch {
		case len(figure.Chains) == 0:
			p.Put("  ", p.voice.Word("explain-nothing-sure"), terminal.Plain)
		case same >= 0:
			p.Put("  ", p.voice.Word("explain-same-chains",
				"dimension", p.voice.Word("dimension-"+done[same].Dimension+"-column"), "reading", p.voice.Word("reading-"+done[same].Reading)), terminal.Plain)
		default:
			p.chainList(figure.Chains, &figure.Further)
			done = append(done, figure)
		}
	}
}

func sameChains(a, b Figure) bool {
	if len(a.Chains) != len(b.Chains) || a.Further != b.Further {
		return false
	}
	for i := range a.Chains {
		if !same(a.Chains[i].Share, b.Chains[i].Share) || !slices.EqualFunc(a.Chains[i].Links, b.Chains[i].Links, sameLink) {
			return false
		}
	}
	return true
}

func same(a, b *float64) bool { return a == b || a != nil && b != nil && *a == *b }

func sameLink(a, b ChainLink) bool {
	return same(a.Share, b.Share) && same(a.High, b.High) &&
		a.Holder == b.Holder && a.Issuer == b.Issuer && a.Basis == b.Basis && a.Right == b.Right && a.Source == b.Source
}

func (p *sheet) explainRights(x *Explanation) {
	if len(x.Rights) == 0 {
		return
	}
	p.Heading(p.voice.Word("rights-heading"))
	for _, r := range x.Rights {
		p.PutBeside("  - ", p.right(r), terminal.Plain, r.Source)
	}
}

// right is a right in words.
func (p *sheet) right(r *Right) string {
	text := p.voice.Word("right-of", "holder", p.placed(r.Holder), "right", p.voice.Word("right-"+r.Right), "company", p.placed(r.Company))
	if r.Organ != "" {
		text += ", " + r.Organ
	}
	if r.Seats != nil && r.OfSeats != nil {
		text += ", " + p.voice.Word("seats-of", "seats", strconv.Itoa(*r.Seats), "of", strconv.Itoa(*r.OfSeats))
	}
	if r.Document != "" {
		text += " (" + r.Document + ")"
	}
	return stopped(text)
}
