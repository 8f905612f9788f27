// Package recheck compares two reports of one provider: what changed between
// their days, what that does to each test, what 19.6.f makes the provider tell
// its customer and by when, and what of the evidence has grown old.
//
// Both sides are reports, so that a saved one is as good as a dossier. The value
// that [Compare] makes has everything that any document of it needs.
package recheck

import (
	"egide/cmd/internal/report"
	"egide/ownership"
)

// Schema names the form of a re-check; the JSON Schema of the same name describes
// it.
const Schema = "egide.recheck/1"

// Options say what else to look at.
type Options struct {
	// Lang is the language of every sentence, "en" or "fr".
	Lang string
	// Oldest is the first day of which evidence is not too old; zero is a year
	// before the newer report's day.
	Oldest ownership.Date
	// NextAudit is the day by which qualifications are looked at; zero is a year
	// after the newer report's day.
	NextAudit ownership.Date
	// History is the dossier of the newer report; nil where only the report is
	// there. It tells on which day a row ended that the newer report no longer
	// has.
	History *ownership.Dossier
}

// Recheck is what changed between two reports, in one language.
type Recheck struct {
	Schema   string `json:"schema"`
	Egide    string `json:"egide"`
	Language string `json:"language"`
	Since    string `json:"since"` // the older report's day
	AsOf     string `json:"as_of"`
	Provider string `json:"provider"`
	Name     string `json:"name"`
	// Before and Verdict are the verdicts of the two reports.
	Before  string `json:"before"`
	Verdict string `json:"verdict"`
	// Changes are ranked by what they do to a test, the worst first.
	Changes []*Change `json:"changes"`
	Tests   []*Test   `json:"tests"`
	// Attestations and Policy are what changed beside the structure.
	Attestations []Attested `json:"attestations"`
	Policy       []Setting  `json:"policy"`
	Exposures    []Exposed  `json:"exposures"`
	// Renewed lists the rows that say what they said and cite other evidence.
	Renewed []Renewal `json:"renewed"`
	Stale   []Stale   `json:"stale"`
	// Notice is the draft of what the customer is told, by language; nil where
	// nothing is notifiable.
	Notice *Notice `json:"notice"`
	Oldest string  `json:"oldest"` // evidence of before that day is too old
	Audit  string  `json:"next_audit"`
	// Warnings are doubts about the comparison itself.
	Warnings   []report.Note  `json:"warnings"`
	Inputs     []report.Input `json:"inputs"` // of the newer report
	Disclaimer string         `json:"disclaimer"`

	before, after *report.Report
	voice         *report.Voice
	holders       map[string][]string
	over          map[string]bool // the provider and all above it, in either report
}

// Change is one thing that is new, changed or ended.
type Change struct {
	What  string `json:"what"` // new, changed, ended
	Kind  string `json:"kind"` // entity, place, holding, right, supply, site, law
	Key   string `json:"key"`  // the same in every comparison of the dossier
	Title string `json:"title"`
	// Entities are the ids of those that it is about.
	Entities []string `json:"entities"`
	// Fields are the facts in which before and after differ.
	Fields []string `json:"fields"`
	Before *State   `json:"before"`
	After  *State   `json:"after"`
	// Day is when it changed, and DayFrom what tells so: row, membership, law, or
	// as_of where nothing does and the newer report's day stands for it.
	Day     string `json:"day"`
	DayFrom string `json:"day_from"`
	// Notifiable tells whether 19.6.f has the provider tell its customer; Nature
	// is legal, organisational or technical then, Touches the requirements that
	// may be affected, and Because the reason in either case.
	Notifiable bool     `json:"notifiable"`
	Nature     *string  `json:"nature"`
	Touches    []string `json:"touches"`
	Because    string   `json:"because"`
	NotifyBy   *string  `json:"notify_by"`
	Overdue    bool     `json:"overdue"` // NotifyBy is before the newer report's day
	Effects    []Effect `json:"effects"`

	notice string // id of the record that says whether it is notifiable
	weight weight
}

// Effect is a test that moved and that a change bears on.
type Effect struct {
	Subject string `json:"subject"`
	Test    string `json:"test"`
	Before  string `json:"before"` // verdicts; absent where there was no such test
	After   string `json:"after"`
	// Direct tells that the change is of what the test looks at, or a link in
	// one of its chains; else it only lies above the subject.
	Direct bool `json:"direct"`
}

// Test is a test of a subject in both reports.
type Test struct {
	Subject string    `json:"subject"`
	Name    string    `json:"name"`
	Test    string    `json:"test"`
	Title   string    `json:"title"`
	Before  *Standing `json:"before"` // nil where the older report has no such test
	After   *Standing `json:"after"`
	Moved   bool      `json:"moved"`
}

// Standing is what a test came to.
type Standing struct {
	Verdict   string           `json:"verdict"`
	Value     *report.Interval `json:"value"`
	Limit     *float64         `json:"limit"`
	Margin    *report.Interval `json:"margin"` // points left to the limit; negative beyond it
	Holder    *string          `json:"holder"`
	Contested bool             `json:"contested"`
	Because   string           `json:"because"`
	Source    string           `json:"source,omitempty"`
}

// Attested is an attestation that is new, changed or ended.
type Attested struct {
	What   string              `json:"what"`
	Key    string              `json:"key"`
	Before *report.Attestation `json:"before"`
	After  *report.Attestation `json:"after"`
}

// Setting is a limit or switch that the two reports were made under differently.
type Setting struct {
	Key    string `json:"key"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Exposed is how far a law reaches a subject, where that changed.
type Exposed struct {
	Subject string `json:"subject"`
	Name    string `json:"name"`
	Law     string `json:"law"`
	Title   string `json:"title"`
	Before  *Reach `json:"before"`
	After   *Reach `json:"after"`
}

// Reach is how a law reaches a subject.
type Reach struct {
	Level  string `json:"level"`
	Role   string `json:"role"`
	Status string `json:"status"`
}

// Evidence is what a row cites.
type Evidence struct {
	Source       string `json:"source"` // file and line
	Document     string `json:"document,omitempty"`
	DocumentDate string `json:"document_date,omitempty"`
}

// Renewal is a row whose facts are as they were and whose evidence is not.
type Renewal struct {
	Kind   string     `json:"kind"`
	Key    string     `json:"key"`
	Title  string     `json:"title"`
	Before []Evidence `json:"before"`
	After  []Evidence `json:"after"`
}

// Stale is something that the next re-check should not find again.
type Stale struct {
	// What is old (a document of before the oldest day), undated, undocumented,
	// qualification_ends, law_turned, law_turns, or law_review.
	What     string `json:"what"`
	Text     string `json:"text"`
	Document string `json:"document,omitempty"`
	Date     string `json:"date,omitempty"`
	// Rows are the places that cite it, Entities whom they are about.
	Rows     []string `json:"rows,omitempty"`
	Entities []string `json:"entities,omitempty"`
	Law      string   `json:"law,omitempty"`
}
