package recheck

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/report"
	"egide/rules"
)

// teller says what changed, in one language.
type teller struct {
	*report.Voice
	r *Recheck
}

func (r *Recheck) teller(lang string) teller {
	if lang == r.voice.Lang() {
		return teller{r.voice, r}
	}
	return teller{report.NewVoice(lang, r.voice.Name, r.after.Policy.Limits()), r}
}

// title names a thing of a kind in a few words.
func (t teller) title(kind string, s *State) string {
	plain := func(fact string) string {
		text, _ := s.fact(fact).(string)
		return text
	}
	name := func(fact string) string { return t.Name(plain(fact)) }
	switch rules.ChangeKind(kind) {
	case rules.PlaceChange:
		return t.Word("recheck-title-place", "entity", name("entity"), "place", t.Word("recheck-place-"+plain("place")))
	case rules.HoldingChange:
		return t.Word("recheck-title-holding", "holder", name("holder"), "issuer", name("issuer"))
	case rules.RightChange:
		return t.Word("right-of", "right", t.Word("right-"+plain("right")), "holder", name("holder"), "company", name("company"))
	case rules.SupplyChange:
		if plain("service") == "" {
			return t.Word("recheck-title-supply-bare", "supplier", name("supplier"), "client", name("client"))
		}
		return t.Word("recheck-title-supply", "supplier", name("supplier"), "client", name("client"), "service", plain("service"))
	case rules.SiteChange:
		return t.Word("recheck-title-site", "site", plain("site"), "operator", name("operator"), "use", t.Word("use-"+cmp.Or(plain("use"), "primary")))
	case rules.LawChange:
		return t.r.lawTitle(plain("law"), t.Lang())
	}
	return plain("name")
}

// shown are the facts that tell of a new thing, or of one that ended.
var shown = map[rules.ChangeKind][]string{
	rules.EntityChange:  {"kind", "country"},
	rules.PlaceChange:   {"country"},
	rules.HoldingChange: {"capital", "votes"},
	rules.RightChange:   {"organ", "seats", "of_seats", "basis", "scope"},
	rules.SupplyChange:  {"data_access", "own_skills", "qualified_service", "qualified_until"},
	rules.SiteChange:    {"country"},
	rules.LawChange:     {"status"},
}

// facts says one side of a change: what differs from the other side, or of a
// thing that is alone what tells of it.
func (t teller) facts(c *Change, s *State) string {
	if s == nil {
		return ""
	}
	names := shown[rules.ChangeKind(c.Kind)]
	if c.What == "changed" {
		names = c.Fields
	}
	var told []string
	for _, name := range names {
		value := t.value(name, s.fact(name))
		if c.What != "changed" && value == t.Word("recheck-blank") {
			continue
		}
		code := "recheck-fact-text"
		switch s.fact(name).(type) {
		case report.Interval, int:
			code = "recheck-fact"
		}
		told = append(told, t.Word(code, "name", t.Word("recheck-field-"+name), "value", value))
	}
	return strings.Join(told, ", ")
}

// value says what a fact is.
func (t teller) value(name string, value any) string {
	switch v := value.(type) {
	case report.Interval:
		return t.Interval(v)
	case int:
		return strconv.Itoa(v)
	case bool:
		if v {
			return t.Word("answer-yes")
		}
		return t.Word("answer-no")
	case []string:
		if len(v) == 0 {
			return t.Word("recheck-blank")
		}
		list := slices.Clone(v)
		for i := range list {
			switch country, what, ok := strings.Cut(list[i], ":"); {
			case name == "nominees":
				list[i] = t.Name(list[i])
			case name == "presence" && ok && t.Has("recheck-presence-"+what):
				list[i] = t.Word("recheck-presence-"+what, "country", t.Country(country))
			}
		}
		return t.List(list)
	case string:
		return t.text(name, v)
	}
	return t.Word("recheck-blank")
}

// coded are the facts whose values are words, with the beginning of their codes.
var coded = map[string]string{
	"kind": "recheck-kind-", "listed": "recheck-listed-", "scope": "recheck-scope-", "basis": "recheck-basis-",
	"data_access": "access-short-", "qualification": "recheck-qualification-", "status": "law-status-",
	"eu": "answer-", "declared": "answer-", "critical": "answer-", "own_skills": "answer-", "non_eu": "answer-",
}

func (t teller) text(name, value string) string {
	switch prefix := coded[name]; {
	case value == "" && name != "country":
		return t.Word("recheck-blank")
	case value == "":
		return t.Word("answer-unknown")
	case prefix != "" && t.Has(prefix+value):
		return t.Word(prefix + value)
	case name == "country" || name == "subdivision":
		return t.Country(value)
	case name == "qualified_until":
		return t.Day(value)
	}
	return value
}

// when says the day of a change; where nothing tells it, the day on which it was
// found.
func (t teller) when(c *Change) string {
	if c.DayFrom == "as_of" {
		return t.Word("recheck-when-found", "day", t.Day(c.Day))
	}
	return t.Word("recheck-when", "day", t.Day(c.Day))
}

// sentence says a change as the customer is told of it.
func (t teller) sentence(c *Change) string {
	one := c.After
	if one == nil {
		one = c.Before
	}
	pairs := []string{"title", report.Capital(t.title(c.Kind, one)), "when", t.when(c), "facts", t.facts(c, one), "before", t.facts(c, c.Before), "after", t.facts(c, c.After)}
	switch {
	case c.What == "changed":
		return t.Word("recheck-told-changed", pairs...)
	case t.facts(c, one) == "":
		return t.Word("recheck-told-"+c.What+"-bare", pairs...)
	}
	return t.Word("recheck-told-"+c.What, pairs...)
}
