// Package timeline shows a dossier's history: what every test came to on every
// day of a time, as a value that presenters read, a table and bands of days.
package timeline

import (
	"cmp"
	"slices"
	"strings"

	"egide/cmd/internal/report"
	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// Schema names the form of a timeline; the JSON Schema of the same name describes
// it.
const Schema = "egide.timeline/1"

// Timeline is a history in one language. Every until is the first day on which
// something no longer holds.
type Timeline struct {
	Schema   string `json:"schema"`
	Egide    string `json:"egide"`
	Language string `json:"language"`
	From     string `json:"from"`
	To       string `json:"to"` // the last day
	Days     int    `json:"days"`
	Provider string `json:"provider"`
	Name     string `json:"name"`
	// Verdict is the worst of any day: compliant only where it held all the time.
	Verdict string `json:"verdict"`
	Policy  Policy `json:"policy"`
	// Overall is the verdict of the dossier over time, Bands that of each test.
	Overall Band   `json:"overall"`
	Bands   []Band `json:"bands"`
	// Turns are the days on which something changed.
	Turns      []Turn         `json:"turns"`
	Inputs     []report.Input `json:"inputs"`
	Disclaimer string         `json:"disclaimer"`

	voice *report.Voice
	from  ownership.Date
	until ownership.Date
}

// Policy is the limits that figures were held against.
type Policy struct {
	IndividualLimit float64  `json:"individual_limit"` // percent
	CollectiveLimit float64  `json:"collective_limit"` // percent
	Reading         string   `json:"reading"`
	Changed         []string `json:"changed"`
}

// Band is what one test came to over time.
type Band struct {
	Subject  string `json:"subject"`
	Name     string `json:"name"`
	Role     string `json:"role"`
	Critical bool   `json:"critical"`
	Test     string `json:"test"` // empty for the verdict of the dossier
	Title    string `json:"title"`
	// Held tells that the test failed on no day and was open on none, and Days on
	// how many it came to what.
	Held  bool           `json:"held"`
	Days  map[string]int `json:"days"`
	Spans []Span         `json:"spans"`
}

// Span is days on which a test came to the same.
type Span struct {
	From  string `json:"from"`
	Until string `json:"until"`
	// Verdict is nil on days whose rows contradict each other, so that nothing can
	// be checked; Fault says why.
	Verdict   *string          `json:"verdict"`
	Fault     string           `json:"fault,omitempty"`
	Contested bool             `json:"contested,omitempty"`
	Value     *report.Interval `json:"value,omitempty"`
	Limit     *float64         `json:"limit,omitempty"`
	Holder    string           `json:"holder,omitempty"`
	Whose     string           `json:"holder_name,omitempty"`

	from, until ownership.Date
}

// Turn is a day on which something changed.
type Turn struct {
	Day     string   `json:"day"`
	Before  *string  `json:"before"` // verdicts of the dossier; nil on days that cannot be checked
	After   *string  `json:"after"`
	Changes []Change `json:"changes"`
	// Turned are the tests whose verdict changed on the day.
	Turned []Turned `json:"turned"`
}

// Change is one thing that changed on a day.
type Change struct {
	Kind   string `json:"kind"`
	Code   string `json:"code"`
	Text   string `json:"text"`
	Entity string `json:"entity,omitempty"`
	Law    string `json:"law,omitempty"`
	Source string `json:"source,omitempty"`
}

// Turned is a test whose verdict changed; Before or After is empty where there
// was no such test.
type Turned struct {
	Subject string `json:"subject"`
	Test    string `json:"test"`
	Before  string `json:"before"`
	After   string `json:"after"`
}

// Make is the timeline of a dossier, its sentences in the language.
func Make(found *rules.Timeline, d *ownership.Dossier, policy rules.Policy, lang string) *Timeline {
	m := &maker{found: found, policy: policy, names: make(map[string]string, len(d.Entities))}
	for _, e := range d.Entities {
		m.names[e.ID] = e.Label()
	}
	individual, collective := report.PercentOf(policy.IndividualLimit, policy), report.PercentOf(policy.CollectiveLimit, policy)
	m.voice = report.NewVoice(lang, m.name, []float64{0, 100, individual, collective})
	t := &Timeline{
		Schema: Schema, Egide: report.Version, Language: m.voice.Lang(),
		From: found.From.String(), To: found.To.String(), Days: days(found.From, found.To.AddDays(1)), Verdict: string(found.Verdict),
		Policy: Policy{IndividualLimit: individual, CollectiveLimit: collective, Reading: policy.Reading.String(), Changed: []string{}},
		Bands:  []Band{}, Turns: []Turn{}, Inputs: []report.Input{}, Disclaimer: m.voice.Word("disclaimer"),
		voice: m.voice, from: found.From, until: found.To.AddDays(1),
	}
	t.Policy.Changed = append(t.Policy.Changed, slices.Sorted(slices.Values(policy.Changed))...)
	for _, in := range d.Inputs {
		t.Inputs = append(t.Inputs, report.Input{File: in.File, SHA256: in.SHA256, Rows: in.Rows, Use: in.Use})
	}
	for _, p := range found.Periods {
		if len(p.Subjects) > 0 {
			t.Provider, t.Name = p.Subjects[0].Entity, m.name(p.Subjects[0].Entity)
			break
		}
	}
	t.Overall = m.overall(t)
	t.Bands = append(t.Bands, m.bands()...)
	t.Turns = append(t.Turns, m.turns()...)
	return t
}

// maker turns the ratios and notes of a history into what a timeline has.
type maker struct {
	found  *rules.Timeline
	policy rules.Policy
	voice  *report.Voice
	names  map[string]string
}

func (m *maker) name(id string) string {
	if label, ok := strings.CutPrefix(id, "concert:"); ok && m.names[id] == "" {
		return m.voice.Word("timeline-concert", "label", label)
	}
	return cmp.Or(m.names[id], id)
}

// days counts the days from one to the day before another.
func days(from, until ownership.Date) int {
	return int(until.Time().Sub(from.Time()).Hours() / 24)
}

// fault is what a period that cannot be checked says of it.
func (m *maker) fault(p *rules.Period) string {
	if len(p.Faults) == 0 {
		return ""
	}
	note := report.NoteOf(p.Faults[0])
	return strings.TrimPrefix(note.Source+": "+m.voice.Say(note), ": ")
}

func verdictOf(p *rules.Period) *string {
	if len(p.Faults) > 0 {
		return nil
	}
	verdict := string(p.Verdict)
	return &verdict
}

// overall is the verdict of the dossier over time.
func (m *maker) overall(t *Timeline) Band {
	b := Band{Subject: t.Provider, Name: t.Name, Role: string(rules.Provider), Title: m.voice.Word("timeline-overall")}
	for i := range m.found.Periods {
		p := &m.found.Periods[i]
		b.add(Span{from: p.From, until: p.Until, Verdict: verdictOf(p), Fault: m.fault(p)})
	}
	b.conclude()
	return b
}

// bands are those of every test: of the provider, then of its third parties, in
// the order in which the first check found them.
func (m *maker) bands() []Band {
	var list []*Band
	of := map[[2]string]*Band{}
	for i := range m.found.Periods {
		p := &m.found.Periods[i]
		if len(p.Faults) > 0 {
			for _, b := range list {
				b.add(Span{from: p.From, until: p.Until, Fault: m.fault(p)})
			}
			continue
		}
		for _, s := range p.Subjects {
			for _, test := range s.Tests {
				key := [2]string{s.Entity, test.Test}
				b := of[key]
				if b == nil {
					b = &Band{Subject: s.Entity, Name: m.name(s.Entity), Role: string(s.Role), Test: test.Test, Title: m.voice.TestName(test.Test)}
					for k := range m.found.Periods[:i] {
						if before := &m.found.Periods[k]; len(before.Faults) > 0 {
							b.add(Span{from: before.From, until: before.Until, Fault: m.fault(before)})
						}
					}
					of[key] = b
					list = append(list, b)
				}
				b.Critical = b.Critical || s.Critical
				b.add(m.span(p, test))
			}
		}
	}
	// The same subject's tests stand together, the provider's first.
	var order []string
	for _, b := range list {
		if !slices.Contains(order, b.Subject) {
			order = append(order, b.Subject)
		}
	}
	slices.SortStableFunc(list, func(a, b *Band) int {
		return cmp.Compare(slices.Index(order, a.Subject), slices.Index(order, b.Subject))
	})
	bands := make([]Band, len(list))
	for i, b := range list {
		b.conclude()
		bands[i] = *b
	}
	return bands
}

func (m *maker) span(p *rules.Period, test rules.TestStanding) Span {
	verdict := string(test.Verdict)
	s := Span{from: p.From, until: p.Until, Verdict: &verdict, Contested: test.Contested, Holder: string(test.Holder)}
	if s.Holder != "" {
		s.Whose = m.name(s.Holder)
	}
	if test.Value != nil {
		s.Value = &report.Interval{Low: report.PercentOf(test.Value.Low, m.policy), High: report.PercentOf(test.Value.High, m.policy)}
	}
	if test.Limit != nil {
		limit := report.PercentOf(test.Limit, m.policy)
		s.Limit = &limit
	}
	return s
}

// add puts a span behind the others, or makes the last one longer.
func (b *Band) add(s Span) {
	if n := len(b.Spans); n > 0 && b.Spans[n-1].until == s.from && b.Spans[n-1].same(s) {
		b.Spans[n-1].until = s.until
		return
	}
	b.Spans = append(b.Spans, s)
}

func (s Span) same(o Span) bool {
	equal := func(a, b *float64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }
	return s.word() == o.word() && s.Fault == o.Fault && s.Contested == o.Contested && s.Holder == o.Holder && equal(s.Limit, o.Limit) &&
		(s.Value == nil) == (o.Value == nil) && (s.Value == nil || *s.Value == *o.Value)
}

// fault is the word for days that cannot be checked.
const faulty = "fault"

// word is the verdict, or that nothing could be checked.
func (s Span) word() string {
	if s.Verdict == nil {
		return faulty
	}
	return *s.Verdict
}

// conclude writes the days of the spans, and counts them.
func (b *Band) conclude() {
	b.Days = map[string]int{}
	for i := range b.Spans {
		s := &b.Spans[i]
		s.From, s.Until = s.from.String(), s.until.String()
		b.Days[s.word()] += days(s.from, s.until)
	}
	b.Held = b.Days["non_compliant"]+b.Days["undetermined"]+b.Days[faulty] == 0
}

// turns are the days on which something changed.
func (m *maker) turns() []Turn {
	var turns []Turn
	for i := 1; i < len(m.found.Periods); i++ {
		before, p := &m.found.Periods[i-1], &m.found.Periods[i]
		t := Turn{Day: p.From.String(), Before: verdictOf(before), After: verdictOf(p), Changes: []Change{}, Turned: []Turned{}}
		for _, turn := range p.Turns {
			t.Changes = append(t.Changes, m.change(turn))
		}
		if len(before.Faults) == 0 && len(p.Faults) == 0 {
			t.Turned = append(t.Turned, turnedBetween(before, p)...)
		}
		if len(t.Changes) > 0 || len(t.Turned) > 0 || (t.Before == nil) != (t.After == nil) {
			turns = append(turns, t)
		}
	}
	return turns
}

func (m *maker) change(turn rules.Turn) Change {
	note := report.NoteOf(turn.Note)
	if turn.Law != "" {
		if note.Args == nil {
			note.Args = report.Args{}
		}
		note.Args["law"] = report.Arg{Kind: report.ArgText, Texts: []string{m.law(turn.Law)}}
	}
	c := Change{Kind: string(turn.Kind), Code: note.Code, Entity: note.Entity, Law: turn.Law, Source: note.Source, Text: report.Capital(m.voice.Say(note))}
	if figures := m.figures(turn); figures != "" {
		c.Text = m.voice.Word("timeline-with-figures", "text", c.Text, "figures", figures)
	}
	return c
}

// figures says what a holder had and has of its issuer: the capital and the votes
// where they differ, once where they are the same.
func (m *maker) figures(turn rules.Turn) string {
	interval := func(ranges *[2]ownership.Range, d ownership.Dimension) string {
		if ranges == nil {
			return ""
		}
		return m.voice.Interval(report.Interval{Low: report.PercentOf(ranges[d].Lo, m.policy), High: report.PercentOf(ranges[d].Hi, m.policy)})
	}
	say := func(name, was, is string) string {
		switch {
		case was == "" && is == "":
			return ""
		case was != "" && is != "" && was != is:
			return m.voice.Word("timeline-from-to", "name", name, "before", was, "after", is)
		}
		return m.voice.Word("recheck-fact", "name", name, "value", cmp.Or(is, was))
	}
	var was, is [2]string
	for _, d := range ownership.Dimensions {
		was[d], is[d] = interval(turn.Before, d), interval(turn.After, d)
	}
	if was[0] == was[1] && is[0] == is[1] {
		return say(m.voice.Word("timeline-both"), was[0], is[0])
	}
	return say(m.voice.Word("recheck-field-capital"), was[0], is[0]) + ", " + say(m.voice.Word("recheck-field-votes"), was[1], is[1])
}

func (m *maker) law(id string) string {
	if law, ok := data.LawByID(data.OverrideLaws(data.Laws(), m.policy.OwnLaws), id); ok {
		return law.Title.In(m.voice.Lang())
	}
	return id
}

func turnedBetween(before, after *rules.Period) []Turned {
	verdicts := func(p *rules.Period) (map[[2]string]string, [][2]string) {
		of := map[[2]string]string{}
		var order [][2]string
		for _, s := range p.Subjects {
			for _, test := range s.Tests {
				key := [2]string{s.Entity, test.Test}
				of[key] = string(test.Verdict)
				order = append(order, key)
			}
		}
		return of, order
	}
	old, gone := verdicts(before)
	now, order := verdicts(after)
	var turned []Turned
	for _, key := range append(order, gone...) {
		was, is := old[key], now[key]
		if was == is || slices.ContainsFunc(turned, func(t Turned) bool { return t.Subject == key[0] && t.Test == key[1] }) {
			continue
		}
		turned = append(turned, Turned{Subject: key[0], Test: key[1], Before: was, After: is})
	}
	return turned
}
