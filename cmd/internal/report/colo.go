package report

import (
	"slices"
	"strconv"
	"strings"

	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// The forms of what is told of landlords; the JSON Schemas of the same names
// describe them.
const (
	ColoSchema           = "egide.colo/1"
	ColoComparisonSchema = "egide.colo-comparison/1"
)

// Colo is a landlord in seven points, before its tenant signs.
type Colo struct {
	Schema   string `json:"schema"`
	Egide    string `json:"egide"`
	Language string `json:"language"`
	AsOf     string `json:"as_of"`
	Landlord string `json:"landlord"`
	Name     string `json:"name"`
	// France tells that every site was asked to be in France.
	France bool   `json:"france"`
	Answer string `json:"answer"` // sign, sign_with_conditions, do_not_sign_yet
	// Because is the answer in a sentence.
	Because string       `json:"because"`
	Points  []*ColoPoint `json:"points"`
	// Tenant is who would sign, and what that does to it; nil for nobody.
	Tenant     *ColoTenant `json:"tenant"`
	Report     *Report     `json:"report"`
	Disclaimer string      `json:"disclaimer"`
}

// ColoComparison is several landlords side by side.
type ColoComparison struct {
	Schema    string  `json:"schema"`
	Egide     string  `json:"egide"`
	Language  string  `json:"language"`
	AsOf      string  `json:"as_of"`
	Landlords []*Colo `json:"landlords"`
}

// ColoPoint is one of the seven.
type ColoPoint struct {
	Point   int    `json:"point"`
	Title   string `json:"title"`
	Verdict string `json:"verdict"`
	// Replies are the answers of the landlord, Findings what was computed, and
	// Proofs where the facts of the computation were read.
	Replies    []*ColoReply    `json:"replies"`
	Findings   []*Finding      `json:"findings"`
	Proofs     []ColoProof     `json:"proofs"`
	Remarks    NoteList        `json:"remarks"`
	Conditions []ColoCondition `json:"conditions"`
	AskFor     []ColoAsk       `json:"ask_for"`
}

// ColoReply is a question with its answer, for one site or for all.
type ColoReply struct {
	Item     string   `json:"item"` // empty for a question of the tenant's own
	Question string   `json:"question"`
	Serves   []string `json:"serves"` // chapters and sections of SecNumCloud 3.2
	Gravity  string   `json:"gravity"`
	Site     string   `json:"site,omitempty"`
	Answer   string   `json:"answer"` // yes, no, partial, unknown
	State    string   `json:"state"`  // what the answer is worth
	Because  string   `json:"because"`
	Evidence string   `json:"evidence,omitempty"`
	// EvidenceDate and ValidUntil are days, and AgeDays how old the evidence is
	// on the as-of day; nil without a day.
	EvidenceDate string `json:"evidence_date,omitempty"`
	AgeDays      *int   `json:"age_days,omitempty"`
	ValidUntil   string `json:"valid_until,omitempty"`
	Old          bool   `json:"old"` // to be renewed: older than a year, or without a day
	Note         string `json:"note,omitempty"`
	Source       string `json:"source,omitempty"`
}

// ColoProof is where a fact was read.
type ColoProof struct {
	What    string `json:"what"`
	Text    string `json:"document"`
	Date    string `json:"document_date,omitempty"`
	AgeDays *int   `json:"age_days,omitempty"`
	Old     bool   `json:"old"`
	Source  string `json:"source"`
}

// ColoCondition is something to be met before, or in, the contract.
type ColoCondition struct {
	Kind    string `json:"kind"` // clause, document
	Clause  string `json:"clause,omitempty"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	Item    string `json:"item,omitempty"`
	Site    string `json:"site,omitempty"`
	Gravity string `json:"gravity"`
	Because string `json:"because"`
	Reason  Note   `json:"reason"`
}

// ColoAsk is a document or a fact to ask for.
type ColoAsk struct {
	What   string   `json:"what"`
	Entity string   `json:"entity"`
	Item   string   `json:"item,omitempty"`
	Site   string   `json:"site,omitempty"`
	Width  *float64 `json:"width"`
	Reason Note     `json:"reason"`
}

// ColoTenant is what signing does to the tenant's own section 19.6.
type ColoTenant struct {
	Entity string `json:"entity"`
	Name   string `json:"name"`
	// Before is its check without the landlord, After with it.
	Before *Report `json:"before"`
	After  *Report `json:"after"`
	// Tests are those that come out otherwise, or are new.
	Tests []ColoEffect `json:"tests"`
	// Exposures are the laws that reach it in another way than before.
	Exposures []ColoExposure `json:"exposures"`
}

// ColoEffect is a test of a subject before and after signing; a verdict is nil
// where the subject, or the test, is not there.
type ColoEffect struct {
	Subject string  `json:"subject"`
	Name    string  `json:"name"`
	Test    string  `json:"test"`
	Title   string  `json:"title"`
	Before  *string `json:"before"`
	After   *string `json:"after"`
	Because string  `json:"because"` // after; before where there is no after
}

// ColoExposure is how a law reaches the tenant before and after signing.
type ColoExposure struct {
	Law    string `json:"law"`
	Title  string `json:"title"`
	Before string `json:"before"` // the level
	After  string `json:"after"`
}

// MakeColo is what an examination came to, its sentences in the language.
func MakeColo(x *rules.Colo, lang string) *Colo {
	m := &coloMaker{maker: newMaker(x.Landlord, lang), colo: x}
	landlord := m.Field.Entities[x.Landlord.Subjects[0].Entity]
	c := &Colo{
		Schema: ColoSchema, Egide: Version, Language: m.voice.Lang(), AsOf: x.AsOf.String(),
		Landlord: landlord.ID, Name: landlord.Label(), France: x.France, Answer: string(x.Advice),
		Points: []*ColoPoint{}, Report: Make(x.Landlord, lang), Disclaimer: m.voice.Word("colo-disclaimer"),
	}
	for i := range x.Points {
		c.Points = append(c.Points, m.point(&x.Points[i]))
	}
	c.Because = m.because(c)
	if x.Tenant >= 0 {
		c.Tenant = m.tenant(x)
	}
	return c
}

// CompareColo puts landlords side by side, in the order in which they are given.
func CompareColo(list []*Colo) *ColoComparison {
	first := list[0]
	return &ColoComparison{Schema: ColoComparisonSchema, Egide: Version, Language: first.Language, AsOf: first.AsOf, Landlords: list}
}

type coloMaker struct {
	*maker
	colo *rules.Colo
}

// because is the answer in a sentence: which points fail, which are open, and
// how much is asked.
func (m *coloMaker) because(c *Colo) string {
	count := map[string]int{}
	conditions, asks := 0, 0
	clauses := map[string]bool{}
	for _, p := range c.Points {
		count[p.Verdict]++
		asks += len(p.AskFor)
		for _, condition := range p.Conditions {
			if condition.Clause != "" {
				clauses[condition.Clause] = true
			} else {
				conditions++
			}
		}
	}
	return m.voice.Word("colo-because-"+c.Answer, "name", c.Name, "fails", strconv.Itoa(count["non_compliant"]), "open", strconv.Itoa(count["undetermined"]),
		"pass", strconv.Itoa(count["compliant"]), "clauses", strconv.Itoa(len(clauses)), "documents", strconv.Itoa(asks))
}

func (m *coloMaker) point(p *rules.Point) *ColoPoint {
	point := &ColoPoint{
		Point: p.Number, Title: m.voice.Word("colo-point-" + strconv.Itoa(p.Number)), Verdict: string(p.Verdict),
		Replies: []*ColoReply{}, Findings: []*Finding{}, Proofs: []ColoProof{}, Remarks: m.sentences(p.Remarks), Conditions: []ColoCondition{}, AskFor: []ColoAsk{},
	}
	for i := range p.Replies {
		point.Replies = append(point.Replies, m.reply(&p.Replies[i]))
	}
	for i := range p.Findings {
		point.Findings = append(point.Findings, m.finding(&p.Findings[i]))
	}
	for _, proof := range p.Proofs {
		point.Proofs = append(point.Proofs, ColoProof{
			What: m.voice.Say(m.note(proof.About)), Text: proof.Source, Date: proof.Date.String(), AgeDays: m.age(proof.Date), Old: proof.Old, Source: proof.At.String(),
		})
	}
	for _, condition := range p.Conditions {
		point.Conditions = append(point.Conditions, m.condition(condition))
	}
	for _, a := range p.AskFor {
		ask := ColoAsk{Entity: a.Entity, Width: m.width(a.Width), Reason: m.asked(a.What)}
		ask.Item, ask.Site = textOf(a.What.Args, "item"), textOf(a.What.Args, "site")
		ask.What, ask.Reason.Text = capital(ask.Reason.Text), ""
		point.AskFor = append(point.AskFor, ask)
	}
	return point
}

// sentences are notes whose texts are whole sentences.
func (m *coloMaker) sentences(list []ownership.Note) NoteList {
	notes := make(NoteList, len(list))
	for i, n := range list {
		notes[i] = m.note(n)
		notes[i].Text = m.voice.sentence(notes[i])
	}
	return notes
}

func textOf(args ownership.Args, name string) string {
	text, _ := args[name].(string)
	return text
}

// age is how many days before the as-of day a day is; nil when it is not known.
func (m *coloMaker) age(day ownership.Date) *int {
	if day.IsZero() {
		return nil
	}
	days := int(m.AsOf.Time().Sub(day.Time()).Hours() / 24)
	return &days
}

func (m *coloMaker) reply(r *rules.Reply) *ColoReply {
	lang := m.voice.Lang()
	because := m.note(r.Because)
	reply := &ColoReply{
		Item: r.Item.ID, Question: r.Item.Asks.In(lang), Serves: append([]string{}, r.Item.Serves...), Gravity: r.Item.Gravity, Site: r.Site,
		Answer: ownership.Unknown.String(), State: string(r.State), Because: because.Text, Old: r.Old,
	}
	if r.Item.ID == "" {
		reply.Question = r.Own
	}
	if g := r.Row; g != nil {
		reply.Answer, reply.Evidence, reply.Note = g.Answer, g.Evidence, g.Note
		reply.EvidenceDate, reply.AgeDays = g.EvidenceDate.String(), m.age(g.EvidenceDate)
		reply.ValidUntil, reply.Source = g.ValidUntil.String(), g.At.Row().String()
	}
	return reply
}

// asked is a request. One about a question names what shows its answer, and the
// site that it is about.
func (m *coloMaker) asked(n ownership.Note) Note {
	item, own, site := textOf(n.Args, "item"), textOf(n.Args, "own"), textOf(n.Args, "site")
	q, known := data.DiligenceByID(item)
	if _, about := n.Args["own"]; !about {
		return m.note(n)
	}
	args := ownership.Args{}
	for name, value := range n.Args {
		args[name] = value
	}
	n.Args = args
	args["shows"] = m.voice.Word("colo-own-question", "question", own)
	if known {
		args["shows"] = q.Evidence.In(m.voice.Lang())
	}
	if site != "" {
		args["shows"] = m.voice.Word("colo-for-site", "shows", args["shows"].(string), "site", site)
	}
	note := m.note(n)
	note.Text = m.voice.Say(note)
	return note
}

func (m *coloMaker) condition(c rules.Condition) ColoCondition {
	lang := m.voice.Lang()
	condition := ColoCondition{Kind: "document", Item: c.Item, Site: c.Site, Gravity: c.Gravity, Reason: m.asked(c.Because)}
	condition.Because, condition.Reason.Text = condition.Reason.Text, ""
	if q, ok := data.DiligenceByID(c.Item); ok && strings.HasPrefix(c.Because.Code, "reply-") {
		question := q.Asks.In(lang)
		if c.Site != "" {
			question = m.voice.Word("colo-for-site", "shows", question, "site", c.Site)
		}
		condition.Because = m.voice.Word("colo-condition-because", "question", question, "state", condition.Because)
	}
	if c.Clause.ID != "" {
		condition.Kind, condition.Clause = "clause", c.Clause.ID
		condition.Title, condition.Text = c.Clause.Title.In(lang), c.Clause.Text.In(lang)
		return condition
	}
	condition.Title, condition.Text = m.voice.Word("colo-document"), capital(condition.Because)
	if q, ok := data.DiligenceByID(c.Item); ok && strings.HasPrefix(c.Because.Code, "reply-") {
		condition.Text = capital(q.Evidence.In(lang))
	}
	return condition
}

// tenant compares the tenant's check before and after signing.
func (m *coloMaker) tenant(x *rules.Colo) *ColoTenant {
	before, after := Make(x.Before, m.voice.Lang()), Make(x.After, m.voice.Lang())
	t := &ColoTenant{Entity: after.Subjects[0].Entity, Name: after.Subjects[0].Name, Before: before, After: after, Tests: []ColoEffect{}, Exposures: []ColoExposure{}}
	find := func(r *Report, subject, test string, reason *Finding) *Finding {
		for _, s := range r.Subjects {
			if s.Entity != subject {
				continue
			}
			for _, f := range s.Findings {
				if f.Test == test && (f.Holder == nil) == (reason.Holder == nil) && sameText(f.Reason.Args["site"], reason.Reason.Args["site"]) {
					return f
				}
			}
		}
		return nil
	}
	for _, s := range after.Subjects {
		for _, f := range s.Findings {
			was := find(before, s.Entity, f.Test, f)
			if was != nil && was.Verdict == f.Verdict || was == nil && f.Verdict == string(rules.NotApplicable) {
				continue
			}
			effect := ColoEffect{Subject: s.Entity, Name: s.Name, Test: f.Test, Title: f.Title, After: &f.Verdict, Because: f.Because}
			if was != nil {
				effect.Before = &was.Verdict
			}
			t.Tests = append(t.Tests, effect)
		}
	}
	for _, s := range before.Subjects {
		for _, f := range s.Findings {
			if f.Verdict != string(rules.NotApplicable) && find(after, s.Entity, f.Test, f) == nil {
				t.Tests = append(t.Tests, ColoEffect{Subject: s.Entity, Name: s.Name, Test: f.Test, Title: f.Title, Before: &f.Verdict, Because: f.Because})
			}
		}
	}
	for _, law := range after.Subjects[0].Exposures {
		level := "none"
		if i := slices.IndexFunc(before.Subjects[0].Exposures, func(e Exposure) bool { return e.Law == law.Law }); i >= 0 {
			level = before.Subjects[0].Exposures[i].Level
		}
		if level != law.Level {
			t.Exposures = append(t.Exposures, ColoExposure{Law: law.Law, Title: law.Title, Before: level, After: law.Level})
		}
	}
	return t
}

func sameText(a, b Arg) bool { return a.Kind == b.Kind && slices.Equal(a.Texts, b.Texts) }

// ColoLine is the answer in one line.
func ColoLine(c *Colo) []byte {
	v := NewVoice(c.Language, nil, nil)
	line := v.Word("quiet", "verdict", v.Word("colo-answer-"+c.Answer), "name", c.Name, "day", c.AsOf)
	for _, verdict := range []string{"non_compliant", "undetermined"} {
		var points []string
		for _, p := range c.Points {
			if p.Verdict == verdict {
				points = append(points, strconv.Itoa(p.Point))
			}
		}
		if points != nil {
			line = v.Word("colo-quiet-"+verdict, "before", line, "points", strings.Join(points, ", "))
		}
	}
	return []byte(Clean(line) + "\n")
}
