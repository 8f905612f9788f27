package rules

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"egide/data"
	"egide/ownership"
)

// Policy is the limits, and the stand taken where the text is open. Its keys in
// a file are the names of the switches in data.Questions, and individual_limit
// and collective_limit in percent.
type Policy struct {
	IndividualLimit   *big.Rat // ratio
	CollectiveLimit   *big.Rat // ratio
	NaturalPersons    string   // exclude, nationality, residence (Q3)
	Reading           ownership.Reading
	ListedByAnalogy   bool   // Q11
	MinorityVetoes    string // undetermined, non_compliant (Q13)
	ControlDefinition string // whole, presumption (Q16)
	StrictSeats       bool   // Q24
	CircularVotes     string // suspended, recorded (L.233-31)
	// Changed lists the keys that a file set.
	Changed []string
	// OwnLaws are the laws that a file adds to the registry, or puts in place of
	// records of the same id.
	OwnLaws []data.Law
}

// laws is the registry under the policy.
func (p Policy) laws() []data.Law { return data.OverrideLaws(data.Laws(), p.OwnLaws) }

// DefaultPolicy is the standard's limits and the product's own stands.
func DefaultPolicy() Policy {
	individual, _ := data.LimitByID("individual_limit")
	collective, _ := data.LimitByID("collective_limit")
	return Policy{
		IndividualLimit: individual.Ratio(), CollectiveLimit: collective.Ratio(),
		NaturalPersons: "exclude", Reading: ownership.Combined, ListedByAnalogy: true,
		MinorityVetoes: "undetermined", ControlDefinition: "whole", CircularVotes: "suspended",
	}
}

// setting is a key of a policy file.
type setting struct {
	key    string
	values []string // nil for a percentage
	set    func(*Policy, string)
	get    func(Policy) any // as the report shows it: percent, word, or bool
}

var settings = []setting{
	{"individual_limit", nil, nil, func(p Policy) any { return p.IndividualLimit }},
	{"collective_limit", nil, nil, func(p Policy) any { return p.CollectiveLimit }},
	{"reading", []string{"combined", "look_through", "control"}, func(p *Policy, v string) {
		for _, r := range ownership.Readings {
			if r.String() == v {
				p.Reading = r
			}
		}
	}, func(p Policy) any { return p.Reading.String() }},
	{"natural_persons", []string{"exclude", "nationality", "residence"}, func(p *Policy, v string) { p.NaturalPersons = v }, func(p Policy) any { return p.NaturalPersons }},
	{"listed_by_analogy", []string{"yes", "no"}, func(p *Policy, v string) { p.ListedByAnalogy = v == "yes" }, func(p Policy) any { return p.ListedByAnalogy }},
	{"minority_protection", []string{"undetermined", "non_compliant"}, func(p *Policy, v string) { p.MinorityVetoes = v }, func(p Policy) any { return p.MinorityVetoes }},
	{"control_definition", []string{"whole", "presumption"}, func(p *Policy, v string) { p.ControlDefinition = v }, func(p Policy) any { return p.ControlDefinition }},
	{"strict_seats", []string{"no", "yes"}, func(p *Policy, v string) { p.StrictSeats = v == "yes" }, func(p Policy) any { return p.StrictSeats }},
	{"circular_votes", []string{"suspended", "recorded"}, func(p *Policy, v string) { p.CircularVotes = v }, func(p Policy) any { return p.CircularVotes }},
}

// PolicyKeys lists the keys of a policy file, in the order of the documentation.
func PolicyKeys() []string {
	keys := make([]string, len(settings))
	for i, s := range settings {
		keys[i] = s.key
	}
	return keys
}

// Setting is the value of a key: a *big.Rat ratio, a string, or a bool.
func (p Policy) Setting(key string) any {
	for _, s := range settings {
		if s.key == key {
			return s.get(p)
		}
	}
	return nil
}

// ParsePolicy reads a policy file over the default one. The notes are its
// faults, all of them, each with its line: a key that does not exist, a value
// that the key does not take.
func ParsePolicy(src []byte, name string) (Policy, []ownership.Note) {
	p := DefaultPolicy()
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return p, []ownership.Note{{Code: "policy-not-yaml", At: ownership.Position{File: name}, Args: ownership.Args{"error": firstLine(err)}}}
	}
	if len(doc.Content) == 0 {
		return p, nil
	}
	root := doc.Content[0]
	if root.Kind == yaml.SequenceNode {
		return p, p.readLaws(src, name)
	}
	fault := func(n *yaml.Node, code string, args ownership.Args) ownership.Note {
		return ownership.Note{Code: code, Args: args, At: ownership.Position{File: name, Line: n.Line, Column: n.Column}}
	}
	if root.Kind != yaml.MappingNode {
		return p, []ownership.Note{fault(root, "policy-not-a-map", nil)}
	}
	var faults []ownership.Note
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		word := value.Value
		if w, boolean := map[string]string{"true": "yes", "false": "no"}[strings.ToLower(word)]; boolean {
			word = w
		}
		at := slices.IndexFunc(settings, func(s setting) bool { return s.key == key.Value })
		switch {
		case key.Value == "laws" && !slices.Contains(p.Changed, "laws"):
			faults = append(faults, p.readLaws(src, name)...)
		case at < 0 && key.Value != "laws":
			faults = append(faults, fault(key, "policy-unknown-key", ownership.Args{"key": key.Value, "keys": strings.Join(append(PolicyKeys(), "laws"), ", ")}))
		case slices.Contains(p.Changed, key.Value):
			faults = append(faults, fault(key, "policy-key-twice", ownership.Args{"key": key.Value}))
		case settings[at].values == nil:
			ratio, ok := percentage(value.Value)
			if !ok || value.Kind != yaml.ScalarNode {
				faults = append(faults, fault(value, "policy-not-a-percentage", ownership.Args{"key": key.Value, "value": value.Value}))
				continue
			}
			if key.Value == "individual_limit" {
				p.IndividualLimit = ratio
			} else {
				p.CollectiveLimit = ratio
			}
		case value.Kind != yaml.ScalarNode || !slices.Contains(settings[at].values, word):
			faults = append(faults, fault(value, "policy-value", ownership.Args{"key": key.Value, "value": value.Value, "values": strings.Join(settings[at].values, ", ")}))
			continue
		default:
			settings[at].set(&p, word)
		}
		p.Changed = append(p.Changed, key.Value)
	}
	return p, faults
}

// readLaws reads the laws of a policy file: a list in the schema of the
// registry, alone or under the key laws.
func (p *Policy) readLaws(src []byte, name string) []ownership.Note {
	laws, err := data.ParseLaws(src, name)
	if err == nil {
		p.OwnLaws = laws
		return nil
	}
	var faults data.Faults
	if !errors.As(err, &faults) {
		return []ownership.Note{{Code: "policy-not-yaml", At: ownership.Position{File: name}, Args: ownership.Args{"error": firstLine(err)}}}
	}
	var notes []ownership.Note
	for _, f := range faults {
		args := ownership.Args{}
		for key, value := range f.Args {
			args[key] = value
		}
		notes = append(notes, ownership.Note{Code: f.Code, Args: args, At: ownership.Position{File: f.File, Line: f.Line, Column: f.Column}})
	}
	return notes
}

// percentage reads a percent of a policy file: decimal, with a point, in
// [0, 100].
func percentage(text string) (*big.Rat, bool) {
	if len(text) > 40 || strings.ContainsAny(text, "eEpPxX_/") {
		return nil, false
	}
	r, ok := new(big.Rat).SetString(strings.TrimSpace(text))
	if !ok || r.Sign() < 0 || r.Cmp(big.NewRat(100, 1)) > 0 {
		return nil, false
	}
	return r.Quo(r, big.NewRat(100, 1)), true
}

func firstLine(err error) string {
	text, _, _ := strings.Cut(fmt.Sprint(err), "\n")
	return text
}
