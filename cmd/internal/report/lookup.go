package report

import (
	"cmp"
	"math/big"
	"slices"
	"strconv"

	"egide/cmd/internal/terminal"
	"egide/ownership"
	"egide/rules"
)

// LookupSchema names the form of what a register says of one company.
const LookupSchema = "egide.lookup/1"

// Lookup is one company of a register: who holds it, what holders outside the
// Union have of it, and who controls it.
type Lookup struct {
	Schema   string `json:"schema"`
	Egide    string `json:"egide"`
	Language string `json:"language"`
	Register string `json:"register"` // the file
	AsOf     string `json:"as_of"`
	Entity   string `json:"entity"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	// HeadOffice is what the register tells of the three places.
	HeadOffice HeadOffice `json:"head_office"`
	// Verdict is that of the four tests of 19.6.b alone, under Reading.
	Verdict         string  `json:"verdict"`
	Reading         string  `json:"reading"`
	IndividualLimit float64 `json:"individual_limit"` // percent
	CollectiveLimit float64 `json:"collective_limit"` // percent
	// Holders are the direct ones, the largest first; Undisclosed is what nobody
	// is recorded to hold.
	Holders     []DirectHolder       `json:"holders"`
	Undisclosed Dimensions[Interval] `json:"undisclosed"`
	NonEU       *Dimensions[NonEU]   `json:"non_eu"`
	// Interested are those above the company that are outside the Union or may
	// be, with all that they have of it.
	Interested       []*Holder    `json:"interested"`
	Controllers      []Controller `json:"controllers"`
	AnyoneMayControl bool         `json:"anyone_may_control"`
	Ring             []string     `json:"ring,omitempty"`
	Disclaimer       string       `json:"disclaimer"`

	voice *Voice
}

// DirectHolder is a holder with what it holds itself.
type DirectHolder struct {
	Entity  string   `json:"entity"`
	Name    string   `json:"name"`
	Kind    string   `json:"kind"`
	Country *string  `json:"country"`
	NonEU   string   `json:"non_eu"`
	Capital Interval `json:"capital"`
	Votes   Interval `json:"votes"`
}

// MakeLookup makes it of the standing of a company.
func MakeLookup(standing *rules.Result, register, lang string) *Lookup {
	m := newMaker(standing, lang)
	found := &standing.Subjects[0]
	subject := m.subject(found)
	e := standing.Field.Entities[found.Entity]
	l := &Lookup{
		Schema: LookupSchema, Egide: Version, Language: m.voice.Lang(), Register: register, AsOf: standing.AsOf.String(),
		Entity: e.ID, Name: e.Label(), Kind: string(e.Kind), HeadOffice: subject.HeadOffice,
		Verdict: subject.Verdict, Reading: standing.Policy.Reading.String(),
		IndividualLimit: m.scale.percent(standing.Policy.IndividualLimit), CollectiveLimit: m.scale.percent(standing.Policy.CollectiveLimit),
		Holders: []DirectHolder{}, NonEU: subject.NonEU, Interested: []*Holder{}, Controllers: subject.Controllers,
		AnyoneMayControl: subject.AnyoneMayControl, Ring: subject.Ring, Disclaimer: m.voice.Word("disclaimer"), voice: m.voice,
	}
	if l.Controllers == nil {
		l.Controllers = []Controller{}
	}
	left := [2]ownership.Range{{Lo: big.NewRat(1, 1), Hi: big.NewRat(1, 1)}, {Lo: big.NewRat(1, 1), Hi: big.NewRat(1, 1)}}
	for _, link := range standing.Field.Holders(found.Entity) {
		h := standing.Field.Entities[link.Holder]
		l.Holders = append(l.Holders, DirectHolder{
			Entity: h.ID, Name: h.Label(), Kind: string(h.Kind), Country: m.country(link.Holder), NonEU: standing.Field.OutsideOf(link.Holder).String(),
			Capital: m.rangeOf(link.Share[ownership.Capital]), Votes: m.rangeOf(link.Share[ownership.Votes]),
		})
		for d := range left {
			left[d].Lo.Sub(left[d].Lo, link.Share[d].Hi)
			left[d].Hi.Sub(left[d].Hi, link.Share[d].Lo)
		}
	}
	for d := range left {
		for _, end := range []*big.Rat{left[d].Lo, left[d].Hi} {
			if end.Sign() < 0 {
				end.SetInt64(0)
			}
		}
	}
	l.Undisclosed = Dimensions[Interval]{m.rangeOf(left[ownership.Capital]), m.rangeOf(left[ownership.Votes])}
	slices.SortStableFunc(l.Holders, func(a, b DirectHolder) int {
		return cmp.Or(cmp.Compare(max(b.Capital.Low, b.Votes.Low), max(a.Capital.Low, a.Votes.Low)),
			cmp.Compare(max(b.Capital.High, b.Votes.High), max(a.Capital.High, a.Votes.High)))
	})
	for _, h := range subject.Holders {
		if h.NonEU != "no" {
			l.Interested = append(l.Interested, h)
		}
	}
	return l
}

// LookupLine is the company in one line.
func LookupLine(l *Lookup) []byte {
	together := l.NonEU.Capital.in(l.Reading).Collective
	return []byte(Clean(l.voice.Word("lookup-line", "id", l.Entity, "name", l.Name, "share", l.voice.Interval(together), "verdict", l.voice.Word("verdict-"+l.Verdict))) + "\n")
}

func (n NonEU) in(reading string) Share {
	switch reading {
	case "look_through":
		return n.LookThrough
	case "control":
		return n.Control
	}
	return n.Combined
}

// LookupText is the company as a page.
func LookupText(l *Lookup, screen Screen) []byte {
	p := &terminal.Page{Screen: screen}
	v := l.voice
	p.Put("", v.Word("lookup-title", "name", l.Name, "id", l.Entity), terminal.Bold)
	where := v.Word("lookup-seat-unknown")
	if c := l.HeadOffice.RegisteredOffice.Country; c != nil {
		where = v.Country(*c)
	}
	p.Put("", v.Word("lookup-about", "kind", v.Word("chart-kind-"+l.Kind), "place", where, "register", l.Register, "day", v.Day(l.AsOf)), terminal.Plain)
	p.Gap()
	p.Put("", v.Word("lookup-verdict-"+l.Verdict, "reading", v.Word("reading-"+l.Reading)), colorOf(l.Verdict).And(terminal.Bold))

	p.Heading(v.Word("lookup-holders"))
	rows := [][]string{{v.Word("dimension-capital-column"), v.Word("dimension-votes-column"), ""}}
	for _, h := range l.Holders[:min(len(l.Holders), holdersShown)] {
		name := Clean(h.Name)
		if h.Country != nil {
			name += "\u00a0(" + *h.Country + ")"
		}
		if h.NonEU == "yes" {
			name += ", " + v.Word("lookup-outside")
		}
		rows = append(rows, []string{v.Interval(h.Capital), v.Interval(h.Votes), name})
	}
	if l.Undisclosed.Capital.High > 0 || l.Undisclosed.Votes.High > 0 {
		rows = append(rows, []string{v.Interval(l.Undisclosed.Capital), v.Interval(l.Undisclosed.Votes), v.Word("lookup-undisclosed")})
	}
	p.Table(rows, 0, 1)
	if more := len(l.Holders) - holdersShown; more > 0 {
		p.Line(v.Word("and-more", "n", strconv.Itoa(more)))
	}

	p.Heading(v.Word("lookup-non-eu"))
	rows = [][]string{{"", v.Word("lookup-look_through"), v.Word("lookup-control"), v.Word("lookup-combined"), ""}}
	for _, d := range []struct {
		name string
		of   NonEU
	}{{"capital", l.NonEU.Capital}, {"votes", l.NonEU.Votes}} {
		var together, alone []string
		for _, s := range []Share{d.of.LookThrough, d.of.Control, d.of.Combined} {
			together, alone = append(together, v.Interval(s.Collective)), append(alone, v.Interval(s.Individual.Interval))
		}
		who := ""
		if holder := d.of.in(l.Reading).Individual.Holder; holder != nil {
			who = Clean(v.Name(*holder))
		}
		rows = append(rows, append(append([]string{v.Word("lookup-" + d.name + "-collective")}, together...), ""),
			append(append([]string{v.Word("lookup-" + d.name + "-individual")}, alone...), who))
	}
	p.Table(rows, 1, 2, 3)
	if len(l.Ring) > 0 {
		p.Gap()
		p.Put("", v.Word("lookup-ring", "n", strconv.Itoa(len(l.Ring))), terminal.Plain)
	}
	p.Gap()
	if len(l.Controllers) == 0 {
		p.Put("", v.Word("lookup-no-controller"), terminal.Plain)
	}
	for _, c := range l.Controllers[:min(len(l.Controllers), controllersShown)] {
		code := "controlled-by"
		if !c.Certain {
			code = "controlled-perhaps-by"
		}
		p.Put("", v.Word(code, "name", c.Name, "subject", l.Name, "basis", v.Word("basis-"+c.Basis)), terminal.Plain)
	}
	if more := len(l.Controllers) - controllersShown; more > 0 {
		p.Line(v.Word("and-more", "n", strconv.Itoa(more)))
	}
	if l.AnyoneMayControl {
		p.Put("", v.Word("lookup-anyone"), terminal.Plain)
	}
	p.Gap()
	p.Put("", v.Word("lookup-scope"), terminal.Dim)
	return p.Bytes()
}
