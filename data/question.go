package data

import (
	_ "embed"
	"slices"
	"sync"
)

//go:embed questions.yaml
var questionsYAML []byte

// Question is a place where the text of the standard is open, with the stand
// that the product takes.
type Question struct {
	ID      string // Q3
	Title   Text   // the question
	Default Text   // the stand taken
	// Requirements are the ids that it bears on.
	Requirements []string
	// Switch is the policy key that changes the stand; empty when there is none.
	Switch string
	// Value is the switch's default and Values all that it may be.
	Value   string
	Values  []SwitchValue
	Sources []Source
}

// SwitchValue is a value that a switch may have and what it does.
type SwitchValue struct {
	Value string
	Means Text
}

// Allows tells whether the switch may have the value.
func (q Question) Allows(value string) bool {
	return slices.ContainsFunc(q.Values, func(v SwitchValue) bool { return v.Value == value })
}

// Questions lists the open questions in order.
func Questions() []Question { return slices.Clone(theQuestions()) }

var theQuestions = sync.OnceValue(func() []Question { return own(parseQuestions(questionsYAML, "questions.yaml")) })

// QuestionBySwitch finds the question that a policy key answers.
func QuestionBySwitch(key string) (Question, bool) {
	all := theQuestions()
	i := slices.IndexFunc(all, func(q Question) bool { return q.Switch != "" && q.Switch == key })
	if i < 0 {
		return Question{}, false
	}
	return all[i], true
}

func parseQuestions(src []byte, name string) ([]Question, error) {
	r := &reader{file: name}
	var all []Question
	seen := map[string]bool{}
	for _, n := range r.items(r.root(src), "questions") {
		f := r.fields(n, "id", "title", "default", "requirements", "switch", "value", "values", "sources")
		r.need(n, f, "id", "title", "default", "requirements")
		q := Question{
			ID: r.text(f["id"], "id"), Title: r.both(f["title"], "title"), Default: r.both(f["default"], "default"),
			Switch: r.text(f["switch"], "switch"), Value: r.text(f["value"], "value"),
		}
		r.once(n, q.ID, seen)
		for _, item := range r.items(f["requirements"], "requirements") {
			q.Requirements = append(q.Requirements, r.text(item, "requirements"))
		}
		for _, item := range r.items(f["values"], "values") {
			v := r.fields(item, "value", "means")
			r.need(item, v, "value", "means")
			q.Values = append(q.Values, SwitchValue{Value: r.text(v["value"], "value"), Means: r.both(v["means"], "means")})
		}
		if f["sources"] != nil {
			q.Sources = r.sources(f["sources"])
		}
		if q.Switch != "" && !q.Allows(q.Value) {
			r.fault(n, "record-not-allowed", "key", "value", "value", q.Value, "allowed", "values")
		}
		all = append(all, q)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return all, nil
}
