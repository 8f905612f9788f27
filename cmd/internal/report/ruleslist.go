package report

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/terminal"
	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// Rules is the registry of what the findings rest on: the requirements, the
// limits, and the places where the text is open, under a policy.
type Rules struct {
	Schema       string        `json:"schema"`
	Egide        string        `json:"egide"`
	Language     string        `json:"language"`
	AsOf         string        `json:"as_of"`
	Requirements []Requirement `json:"requirements"`
	Limits       []Limit       `json:"limits"`
	Questions    []OpenText    `json:"questions"`
	Disclaimer   string        `json:"disclaimer"`
}

// Requirement is what a passage of the standard asks, or an article defines.
type Requirement struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"` // test, duty, document, definition
	Title string `json:"title"`
	Asks  string `json:"asks"`
	// Review is how far the weakest of its sources was checked.
	Review    string      `json:"review"`
	Published string      `json:"published,omitempty"` // day of its first source
	Cites     []string    `json:"cites"`
	Sources   []LawSource `json:"sources"`
}

// Limit is a figure that the law, or a convention of the measures, fixes.
type Limit struct {
	ID     string `json:"id"`
	Value  string `json:"value"` // in the unit, as it applies
	Unit   string `json:"unit"`  // percent, ratio, months, count
	Passed string `json:"passed,omitempty"`
	Title  string `json:"title"`
	// Own tells that a policy file set it, and Default what it was.
	Own     bool        `json:"own,omitempty"`
	Default string      `json:"default,omitempty"`
	Example string      `json:"example"`
	Sources []LawSource `json:"sources"`
}

// OpenText is a place where the text is open: the product's stand, and the
// switch that changes it.
type OpenText struct {
	Question
	Default      string           `json:"default,omitempty"` // value of the switch
	Values       []OpenTextChoice `json:"values,omitempty"`
	Requirements []string         `json:"requirements"`
	Sources      []LawSource      `json:"sources"`
}

// OpenTextChoice is a value that a switch may have, and what it does.
type OpenTextChoice struct {
	Value string `json:"value"`
	Means string `json:"means"`
}

// ListRules is the registry under a policy.
func ListRules(policy rules.Policy, day ownership.Date, lang string) *Rules {
	v := NewVoice(lang, nil, nil)
	lang = v.Lang()
	list := &Rules{
		Schema: RulesSchema, Egide: Version, Language: lang, AsOf: day.String(),
		Requirements: []Requirement{}, Limits: []Limit{}, Questions: []OpenText{}, Disclaimer: v.Word("disclaimer"),
	}
	for _, q := range data.Requirements() {
		shown := Requirement{
			ID: q.ID, Kind: q.Kind, Title: q.Title.In(lang), Asks: q.Asks.In(lang), Review: q.Review,
			Cites: slices.Clone(q.Cites), Sources: sourcesOf(q.Sources),
		}
		if shown.Cites == nil {
			shown.Cites = []string{}
		}
		for _, s := range q.Sources {
			if s.Date != 0 {
				shown.Published = data.FormatDay(s.Date)
				break
			}
		}
		list.Requirements = append(list.Requirements, shown)
	}
	for _, l := range data.Limits() {
		shown := Limit{ID: l.ID, Value: l.Value, Unit: l.Unit, Passed: l.Passed, Title: l.Title.In(lang), Example: l.Example, Sources: sourcesOf(l.Sources)}
		if set, ok := policy.Setting(l.ID).(*big.Rat); ok && set.Cmp(l.Ratio()) != 0 {
			percent := new(big.Rat).Mul(set, hundred)
			n, _ := percent.Float64()
			shown.Own, shown.Default, shown.Value = true, l.Value, strconv.FormatFloat(n, 'f', -1, 64)
		}
		list.Limits = append(list.Limits, shown)
	}
	for _, q := range data.Questions() {
		shown := OpenText{Question: questionOf(q, policy, lang), Requirements: q.Requirements, Sources: sourcesOf(q.Sources)}
		if q.Switch != "" {
			shown.Default = q.Value
		}
		for _, value := range q.Values {
			shown.Values = append(shown.Values, OpenTextChoice{Value: value.Value, Means: value.Means.In(lang)})
		}
		list.Questions = append(list.Questions, shown)
	}
	return list
}

// Of is the list with one record alone; ok is false when there is none of that
// id.
func (l *Rules) Of(id string) (one *Rules, ok bool) {
	alone := *l
	alone.Requirements, alone.Limits, alone.Questions = []Requirement{}, []Limit{}, []OpenText{}
	for _, q := range l.Requirements {
		if strings.EqualFold(q.ID, id) {
			alone.Requirements = append(alone.Requirements, q)
			return &alone, true
		}
	}
	for _, limit := range l.Limits {
		if strings.EqualFold(limit.ID, id) {
			alone.Limits = append(alone.Limits, limit)
			return &alone, true
		}
	}
	for _, q := range l.Questions {
		if strings.EqualFold(q.ID, id) || q.Switch != "" && q.Switch == id {
			alone.Questions = append(alone.Questions, q)
			return &alone, true
		}
	}
	return nil, false
}

// IDs lists the ids of all records.
func (l *Rules) IDs() []string {
	var ids []string
	for _, q := range l.Requirements {
		ids = append(ids, q.ID)
	}
	for _, limit := range l.Limits {
		ids = append(ids, limit.ID)
	}
	for _, q := range l.Questions {
		ids = append(ids, q.ID)
	}
	return ids
}

// CSV is the list as a table, a record a row.
func (l *Rules) CSV() []byte {
	cite := func(list []LawSource) string {
		texts := make([]string, len(list))
		for i, s := range list {
			texts[i] = s.Cite + " [" + s.Mark + "]"
			if s.URL != "" {
				texts[i] += " " + s.URL
			}
		}
		return strings.Join(texts, "; ")
	}
	rows := [][]string{{"id", "kind", "title", "text", "value", "unit", "default", "own", "review", "published", "cites", "sources"}}
	for _, q := range l.Requirements {
		rows = append(rows, []string{q.ID, q.Kind, q.Title, q.Asks, "", "", "", "no", q.Review, q.Published, strings.Join(q.Cites, ";"), cite(q.Sources)})
	}
	for _, limit := range l.Limits {
		rows = append(rows, []string{limit.ID, "limit", limit.Title, limit.Example, limit.Value, limit.Unit, limit.Default, yesNo(limit.Own), weakest(limit.Sources), "", "", cite(limit.Sources)})
	}
	for _, q := range l.Questions {
		rows = append(rows, []string{q.ID, "question", q.Title, q.Stand, q.Value, q.Switch, q.Default, yesNo(q.Changed), weakest(q.Sources), "", strings.Join(q.Requirements, ";"), cite(q.Sources)})
	}
	return CSV(rows)
}

// weakest is how far the weakest of the sources was checked; empty without any.
func weakest(sources []LawSource) string {
	mark := ""
	for _, s := range sources {
		if slices.Index(data.Marks, s.Mark) > slices.Index(data.Marks, mark) {
			mark = s.Mark
		}
	}
	return mark
}

// kinds are the kinds of requirement, in the order in which they are shown.
var kinds = []string{"test", "duty", "document", "definition"}

// RulesText is the list for a reader at a terminal.
func RulesText(l *Rules, screen Screen) []byte {
	p := &page{Page: terminal.Page{Screen: screen}, voice: NewVoice(l.Language, nil, nil)}
	v := p.voice
	p.Put("", v.Word("rules-title"), terminal.Bold)
	for _, kind := range kinds {
		p.Heading(v.Word("rules-" + kind + "-heading"))
		for _, q := range l.Requirements {
			if q.Kind == kind {
				p.requirement(q)
			}
		}
	}
	p.Heading(v.Word("rules-limits-heading"))
	for _, limit := range l.Limits {
		p.limit(limit)
	}
	p.Heading(v.Word("rules-questions-heading"))
	for _, q := range l.Questions {
		p.question(q)
	}
	p.Gap()
	p.Put("", v.Word("rules-more"), terminal.Dim)
	p.Put("", v.Word("disclaimer"), terminal.Dim)
	return p.Bytes()
}

func (p *page) requirement(q Requirement) {
	p.PutBeside("  ", q.Title, terminal.Bold, q.ID)
	p.Put("    ", p.cites(q.Sources), terminal.Dim)
}

// cites is where a record comes from, in few words.
func (p *page) cites(sources []LawSource) string {
	texts := make([]string, len(sources))
	for i, s := range sources {
		short := s
		short.URL = ""
		texts[i] = p.voice.lawSource(short)
	}
	return strings.Join(texts, "; ")
}

func (p *page) limit(l Limit) {
	p.PutBeside("  ", p.voice.Word("rules-limit", "title", l.Title, "value", p.amount(l)), terminal.Plain, l.ID)
	if l.Own {
		p.Put("    ", p.voice.Word("rules-own-limit", "value", p.inUnit(l.Default, l.Unit)), terminal.Yellow)
	}
	if len(l.Sources) > 0 {
		p.Put("    ", p.cites(l.Sources), terminal.Dim)
	}
}

// amount is a limit with its unit and what passes it.
func (p *page) amount(l Limit) string {
	text := p.inUnit(l.Value, l.Unit)
	if l.Passed == "" {
		return text
	}
	return p.voice.Word("rules-passed-"+l.Passed, "value", text)
}

func (p *page) inUnit(value, unit string) string {
	n, err := strconv.ParseFloat(value, 64)
	if unit == "percent" && err == nil {
		return p.voice.Percent(n)
	}
	return p.voice.Word("unit-"+unit, "n", p.voice.decimal(value))
}

func (p *page) question(q OpenText) {
	p.PutBeside("  ", q.Title, terminal.Bold, q.ID)
	p.Put("    ", q.Stand, terminal.Plain)
	if q.Switch != "" {
		code := "rules-switch"
		if q.Changed {
			code = "rules-switch-changed"
		}
		p.Put("    ", p.voice.Word(code, "switch", q.Switch, "value", q.Value, "means", q.Means, "default", q.Default), terminal.Dim)
	}
}

// RuleText is one record in full.
func RuleText(l *Rules, screen Screen) []byte {
	p := &page{Page: terminal.Page{Screen: screen}, voice: NewVoice(l.Language, nil, nil)}
	v := p.voice
	var sources []LawSource
	for _, q := range l.Requirements {
		sources = q.Sources
		p.PutBeside("", q.Title, terminal.Bold, q.ID)
		p.Put("", v.Word("rules-kind-"+q.Kind), terminal.Dim)
		p.Gap()
		p.Put("", q.Asks, terminal.Plain)
		if len(q.Cites) > 0 {
			p.Gap()
			p.Put("", v.Word("rules-cites", "ids", v.List(q.Cites)), terminal.Plain)
		}
	}
	for _, limit := range l.Limits {
		sources = limit.Sources
		p.PutBeside("", limit.Title, terminal.Bold, limit.ID)
		p.Gap()
		p.Put("", p.amount(limit), terminal.Plain)
		if limit.Own {
			p.Put("", v.Word("rules-own-limit", "value", p.inUnit(limit.Default, limit.Unit)), terminal.Yellow)
		}
	}
	for _, q := range l.Questions {
		sources = q.Sources
		p.PutBeside("", q.Title, terminal.Bold, q.ID)
		p.Gap()
		p.Put("", q.Stand, terminal.Plain)
		if q.Switch != "" {
			p.Heading(v.Word("rules-switch-heading", "switch", q.Switch))
			for _, value := range q.Values {
				code := "rules-value"
				switch value.Value {
				case q.Value:
					code = "rules-value-set"
				case q.Default:
					code = "rules-value-default"
				}
				p.Put("  - ", v.Word(code, "value", value.Value, "means", value.Means), terminal.Plain)
			}
		}
		p.Gap()
		p.Put("", v.Word("rules-bears-on", "ids", v.List(q.Requirements)), terminal.Plain)
	}
	if len(sources) > 0 {
		p.Heading(v.Word("sources-heading"))
		for _, s := range sources {
			p.Put("  - ", v.lawSource(s), terminal.Plain)
		}
	}
	p.Gap()
	p.Put("", v.Word("disclaimer"), terminal.Dim)
	return p.Bytes()
}
