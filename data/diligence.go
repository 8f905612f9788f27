package data

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed diligence.yaml
var diligenceYAML []byte

// DiligencePoints is how many points a colocation landlord is asked about before
// its tenant signs.
const DiligencePoints = 7

// The gravities of what a landlord lacks.
const (
	// GravityBlocking is a lack that nothing in a contract mends.
	GravityBlocking = "blocking"
	// GravityCondition is a lack that a clause or a document mends.
	GravityCondition = "condition"
	// GravityNote is a lack that is told and asks for nothing.
	GravityNote = "note"
)

// DiligenceItem is one question of the questionnaire that a colocation landlord
// answers. It is put so that yes is the answer wanted.
type DiligenceItem struct {
	ID    string // audit-right
	Point int    // 1 to DiligencePoints
	// Serves lists the chapters and sections of SecNumCloud 3.2 that the answer
	// serves; Review is the mark of the weakest source for it.
	Serves  []string
	Gravity string // of its lack: blocking, condition, note
	// Clause is the id of the draft clause that mends a lack; empty when none
	// does.
	Clause string
	// PerSite tells that the item is answered for each site (yes), or for each
	// but the main ones (secondary); empty for once.
	PerSite string
	// Lasts tells that the evidence has a last day, as a certificate has.
	Lasts bool
	// Feeds names what the answer is an input of: access (19.6.c) or autonomy
	// (19.6.d), whose tests judge it. Empty for an item that is judged by itself.
	Feeds    string
	Asks     Text // the question
	Why      Text // why it is asked
	Evidence Text // what shows that the answer is so
	Sources  []Source
	Review   string
}

// Diligence lists the questions in the order in which they are asked.
func Diligence() []DiligenceItem { return slices.Clone(theDiligence()) }

var theDiligence = sync.OnceValue(func() []DiligenceItem {
	return own(parseDiligence(diligenceYAML, "diligence.yaml"))
})

// DiligenceByID finds a question.
func DiligenceByID(id string) (DiligenceItem, bool) {
	all := theDiligence()
	i := slices.IndexFunc(all, func(q DiligenceItem) bool { return q.ID == id })
	if i < 0 {
		return DiligenceItem{}, false
	}
	return all[i], true
}

func parseDiligence(src []byte, name string) ([]DiligenceItem, error) {
	r := &reader{file: name}
	var all []DiligenceItem
	seen := map[string]bool{}
	for _, n := range r.items(r.root(src), "diligence") {
		f := r.fields(n, "id", "point", "serves", "gravity", "clause", "per_site", "lasts", "feeds", "asks", "why", "evidence", "sources")
		r.need(n, f, "id", "point", "serves", "gravity", "asks", "why", "evidence", "sources")
		q := DiligenceItem{
			ID:      r.text(f["id"], "id"),
			Gravity: r.choice(f["gravity"], "gravity", []string{GravityBlocking, GravityCondition, GravityNote}),
			Clause:  r.text(f["clause"], "clause"),
			PerSite: r.choice(f["per_site"], "per_site", []string{"yes", "secondary"}),
			Lasts:   r.yes(f["lasts"], "lasts"),
			Feeds:   r.choice(f["feeds"], "feeds", []string{"access", "autonomy"}),
			Asks:    r.both(f["asks"], "asks"), Why: r.both(f["why"], "why"), Evidence: r.both(f["evidence"], "evidence"),
		}
		var points []string
		for i := range DiligencePoints {
			points = append(points, strconv.Itoa(i+1))
		}
		q.Point = slices.Index(points, r.choice(f["point"], "point", points)) + 1
		for _, item := range r.items(f["serves"], "serves") {
			q.Serves = append(q.Serves, r.text(item, "serves"))
		}
		if q.Clause != "" {
			if _, ok := ClauseByID(q.Clause); !ok {
				r.fault(f["clause"], "record-not-allowed", "key", "clause", "value", q.Clause, "allowed", "clauses.yaml: "+strings.Join(clauseIDs(), ", "))
			}
		}
		if f["sources"] != nil {
			q.Sources = r.sources(f["sources"])
		}
		for _, s := range q.Sources {
			if slices.Index(Marks, s.Mark) > slices.Index(Marks, q.Review) {
				q.Review = s.Mark
			}
		}
		r.once(n, q.ID, seen)
		all = append(all, q)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return all, nil
}
