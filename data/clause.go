package data

import (
	_ "embed"
	"slices"
	"sync"
)

//go:embed clauses.yaml
var clausesYAML []byte

// Clause is a draft clause of a colocation contract, to start from: what is left
// to the parties stands between square brackets.
type Clause struct {
	ID    string // audit-right
	Title Text
	Text  Text
}

// Clauses lists the draft clauses in the order of their ids.
func Clauses() []Clause { return slices.Clone(theClauses()) }

var theClauses = sync.OnceValue(func() []Clause { return own(parseClauses(clausesYAML, "clauses.yaml")) })

// ClauseByID finds a draft clause.
func ClauseByID(id string) (Clause, bool) {
	all := theClauses()
	i := slices.IndexFunc(all, func(c Clause) bool { return c.ID == id })
	if i < 0 {
		return Clause{}, false
	}
	return all[i], true
}

func clauseIDs() []string {
	var ids []string
	for _, c := range theClauses() {
		ids = append(ids, c.ID)
	}
	return ids
}

func parseClauses(src []byte, name string) ([]Clause, error) {
	r := &reader{file: name}
	var all []Clause
	seen := map[string]bool{}
	for _, n := range r.items(r.root(src), "clauses") {
		f := r.fields(n, "id", "title", "text")
		r.need(n, f, "id", "title", "text")
		c := Clause{ID: r.text(f["id"], "id"), Title: r.both(f["title"], "title"), Text: r.both(f["text"], "text")}
		r.once(n, c.ID, seen)
		all = append(all, c)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return all, nil
}
