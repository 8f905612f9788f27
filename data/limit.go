package data

import (
	_ "embed"
	"math/big"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed limits.yaml
var limitsYAML []byte

// Limit is a figure that the law, or a convention of the measures, fixes.
type Limit struct {
	ID string // individual_limit
	// Value is the figure as the source writes it, in the unit; a fraction like
	// 1/3 is exact.
	Value string
	Unit  string // percent, ratio, months or count
	// Passed tells when the limit is passed: above (strictly greater) or
	// at_least. Empty for a figure that is no bound.
	Passed  string
	Title   Text
	Sources []Source
	Example string // what must and what must not pass it

	ratio *big.Rat
}

// Ratio is the limit as a ratio, 6/25 for 24 percent; for months and counts it
// is the number itself.
func (l Limit) Ratio() *big.Rat { return new(big.Rat).Set(l.ratio) }

// Int is the number of a limit in months or counts.
func (l Limit) Int() int { return int(new(big.Int).Quo(l.ratio.Num(), l.ratio.Denom()).Int64()) }

// Exceeded tells whether the ratio passes the limit.
func (l Limit) Exceeded(ratio *big.Rat) bool {
	if l.Passed == "at_least" {
		return ratio.Cmp(l.ratio) >= 0
	}
	return ratio.Cmp(l.ratio) > 0
}

// Limits lists the limits in the order of the registry.
func Limits() []Limit { return slices.Clone(theLimits()) }

var theLimits = sync.OnceValue(func() []Limit { return own(parseLimits(limitsYAML, "limits.yaml")) })

// LimitByID finds a limit.
func LimitByID(id string) (Limit, bool) {
	limits := theLimits()
	i := slices.IndexFunc(limits, func(l Limit) bool { return l.ID == id })
	if i < 0 {
		return Limit{}, false
	}
	return limits[i], true
}

func parseLimits(src []byte, name string) ([]Limit, error) {
	r := &reader{file: name}
	var limits []Limit
	seen := map[string]bool{}
	for _, n := range r.items(r.root(src), "limits") {
		f := r.fields(n, "id", "value", "unit", "passed", "title", "sources", "example")
		r.need(n, f, "id", "value", "unit", "title", "sources", "example")
		l := Limit{
			ID: r.text(f["id"], "id"), Value: r.text(f["value"], "value"),
			Unit:   r.choice(f["unit"], "unit", []string{"percent", "ratio", "months", "count"}),
			Passed: r.choice(f["passed"], "passed", []string{"above", "at_least"}),
			Title:  r.both(f["title"], "title"), Example: r.text(f["example"], "example"),
		}
		r.once(n, l.ID, seen)
		l.Sources = r.sources(f["sources"])
		ratio, ok := new(big.Rat).SetString(strings.ReplaceAll(l.Value, " ", ""))
		if !ok && l.Value != "" {
			r.fault(f["value"], "record-not-a-number", "key", "value", "value", l.Value)
		}
		if ok && l.Unit == "percent" {
			ratio.Quo(ratio, big.NewRat(100, 1))
		}
		l.ratio = ratio
		limits = append(limits, l)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return limits, nil
}

func (r *reader) once(n *yaml.Node, id string, seen map[string]bool) {
	if id != "" && seen[id] {
		r.fault(n, "record-id-twice", "id", id)
	}
	seen[id] = true
}

func (r *reader) sources(n *yaml.Node) []Source {
	var sources []Source
	for _, item := range r.items(n, "sources") {
		sources = append(sources, r.source(item))
	}
	if n != nil && len(sources) == 0 {
		r.fault(n, "record-missing-key", "key", "sources")
	}
	return sources
}
