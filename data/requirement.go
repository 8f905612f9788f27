package data

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed requirements.yaml
var requirementsYAML []byte

// Requirement is what one passage of SecNumCloud 3.2 asks, or what one article
// of the Code de commerce defines for it.
type Requirement struct {
	// ID is the reference that findings cite: 19.6.b/votes-individual, L.233-3.
	ID string
	// Kind is test (it has a verdict), duty (the product reminds of it),
	// document (the product writes it) or definition (the measures rest on it).
	Kind    string
	Title   Text
	Asks    Text // in our own words
	Sources []Source
	// Review is the mark of the weakest source: text, secondary or unverified.
	Review string
	// Example names the tiny dossier on which it must fire.
	Example string
	// Cites lists the ids of the requirements that it rests on.
	Cites []string
}

// Requirements lists the requirements in the order of the registry: tests
// first as a report shows them.
func Requirements() []Requirement { return slices.Clone(theRequirements()) }

var theRequirements = sync.OnceValue(func() []Requirement {
	return own(parseRequirements(requirementsYAML, "requirements.yaml"))
})

// RequirementByID finds a requirement. A test that is made for each use or
// entity, like 19.2/backup, is found by the part before its last slash.
func RequirementByID(id string) (Requirement, bool) {
	all := theRequirements()
	for id != "" {
		if i := slices.IndexFunc(all, func(q Requirement) bool { return q.ID == id }); i >= 0 {
			return all[i], true
		}
		cut := strings.LastIndexByte(id, '/')
		if cut < 0 {
			break
		}
		id = id[:cut]
	}
	return Requirement{}, false
}

func parseRequirements(src []byte, name string) ([]Requirement, error) {
	r := &reader{file: name}
	var all []Requirement
	seen := map[string]bool{}
	for _, n := range r.items(r.root(src), "requirements") {
		f := r.fields(n, "id", "kind", "title", "asks", "sources", "example", "cites")
		r.need(n, f, "id", "kind", "title", "asks", "sources", "example")
		q := Requirement{
			ID: r.text(f["id"], "id"), Kind: r.choice(f["kind"], "kind", []string{"test", "duty", "document", "definition"}),
			Title: r.both(f["title"], "title"), Asks: r.both(f["asks"], "asks"), Example: r.text(f["example"], "example"),
		}
		r.once(n, q.ID, seen)
		q.Sources = r.sources(f["sources"])
		for _, s := range q.Sources {
			if slices.Index(Marks, s.Mark) > slices.Index(Marks, q.Review) {
				q.Review = s.Mark
			}
		}
		for _, item := range r.items(f["cites"], "cites") {
			q.Cites = append(q.Cites, r.text(item, "cites"))
		}
		all = append(all, q)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return all, nil
}
