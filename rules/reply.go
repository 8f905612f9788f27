package rules

import (
	"slices"

	"egide/data"
	"egide/ownership"
)

// State is what an answer of a landlord is worth.
type State string

// The states, the worst last.
const (
	Met        State = "met"
	NotAsked   State = "not_asked"    // there is nothing to ask it of
	Judged     State = "judged"       // its answer is an input of 19.6.c or d, which judge it
	Unproven   State = "unproven"     // yes, and nothing of the day or before that shows it
	Unanswered State = "unanswered"   // nobody said
	Partly     State = "partly"       // in part
	OutOfScope State = "out_of_scope" // the certificate leaves the site out
	Expired    State = "expired"      // what showed it is no longer valid
	Lacking    State = "lacking"      // no
)

// Reply is a question with its answer, for one site or for all.
type Reply struct {
	// Item is the question; its id is empty for one of the tenant's own, which
	// Own holds as it was written.
	Item data.DiligenceItem
	Own  string
	Site string
	// Row is the answer; nil when there is none.
	Row     *ownership.Diligence
	State   State
	Old     bool           // its evidence is older than a year, or has no day
	Because ownership.Note // why the state is what it is
}

// answersTo lists the landlord's rows about an item, in the order of the file.
func (x *examination) answersTo(item string) []*ownership.Diligence {
	var rows []*ownership.Diligence
	for _, g := range x.dossier.Diligence {
		if g.Item == item && (g.Operator == x.id || g.Operator == "") {
			rows = append(rows, g)
		}
	}
	return rows
}

// answers weighs every answer of a point.
func (x *examination) answers(p *Point) {
	for _, q := range data.Diligence() {
		if q.Point == p.Number {
			for _, r := range x.replies(q) {
				x.weigh(p, r)
			}
		}
	}
	for _, g := range x.dossier.Diligence {
		if _, known := data.DiligenceByID(g.Item); !known && g.Point == p.Number && (g.Operator == x.id || g.Operator == "") {
			x.weigh(p, Reply{Item: data.DiligenceItem{Point: p.Number, Gravity: data.GravityCondition}, Own: g.Item, Site: g.Site, Row: g})
		}
	}
}

// replies pairs a question with its answers: one for each site where sites are
// asked about or answered for, else one for all.
func (x *examination) replies(q data.DiligenceItem) []Reply {
	rows := x.answersTo(q.ID)
	bySite := map[string][]*ownership.Diligence{}
	for _, g := range rows {
		bySite[g.Site] = append(bySite[g.Site], g)
	}
	var replies []Reply
	add := func(site string, rows []*ownership.Diligence) {
		if rows == nil {
			replies = append(replies, Reply{Item: q, Site: site})
		}
		for _, g := range rows {
			replies = append(replies, Reply{Item: q, Site: site, Row: g})
		}
	}
	all := x.siteNames(false)
	asked := all
	switch q.PerSite {
	case "secondary":
		if asked = x.siteNames(true); len(asked) == 0 && len(all) > 0 {
			return []Reply{{Item: q, State: NotAsked}}
		}
	case "":
		if !slices.ContainsFunc(rows, func(g *ownership.Diligence) bool { return g.Site != "" }) {
			add("", rows)
			return replies
		}
	}
	for _, site := range asked {
		switch {
		case bySite[site] != nil:
			add(site, bySite[site])
		default:
			add(site, said(bySite[""]))
		}
	}
	if len(asked) == 0 {
		add("", bySite[""])
	}
	// What was answered of a site that the dossier does not have stays in view.
	for _, g := range rows {
		if g.Site != "" && !slices.Contains(all, g.Site) {
			add(g.Site, []*ownership.Diligence{g})
		}
	}
	return replies
}

// said leaves out the rows that hold no answer, as a template has them.
func said(rows []*ownership.Diligence) []*ownership.Diligence {
	var list []*ownership.Diligence
	for _, g := range rows {
		if g.Answer != ownership.Unknown.String() || g.Evidence != "" || g.Note != "" {
			list = append(list, g)
		}
	}
	return list
}

// weigh decides the state of an answer, and what follows from it.
func (x *examination) weigh(p *Point, r Reply) {
	if r.State == "" {
		r.State = x.state(&r)
	}
	args := ownership.Args{"site": r.Site}
	if r.Row != nil {
		args["evidence"], args["date"], args["until"] = r.Row.Evidence, r.Row.EvidenceDate, r.Row.ValidUntil
		r.Because.At = r.Row.At.Row()
	}
	r.Because.Args = args
	if r.Because.Code == "" {
		r.Because.Code = "reply-" + string(r.State)
	}
	shown := r.State == Met || r.State == Judged && r.Row != nil && r.Row.Evidence != ""
	lasting := r.Row != nil && r.Row.ValidUntil != 0
	r.Old = shown && !lasting && x.old(r.Row.EvidenceDate)
	if r.Item.Feeds != "" && r.State != NotAsked {
		// The tests that it feeds say what it is worth; where they do not look at
		// the landlord, nothing is to be asked.
		switch {
		case x.why.answer == ownership.No:
		case r.State != Met:
			p.askOf(x.id, r, "ask-reply")
		case r.Old:
			p.renew(x.id, r, fresh(r))
		}
		r.State = Judged
		p.Replies = append(p.Replies, r)
		return
	}
	p.Replies = append(p.Replies, r)
	switch {
	case r.State == NotAsked:
		return
	case r.Item.Gravity == data.GravityNote:
		if r.State == Unanswered || r.State == Unproven {
			p.askOf(x.id, r, "ask-reply")
		}
		return
	}
	switch r.State {
	case Met:
		switch {
		case r.Old:
			p.renew(x.id, r, fresh(r))
		case r.Item.Lasts && !lasting:
			p.renew(x.id, r, "ask-last-day")
		}
		return
	case Lacking, Expired, OutOfScope:
		p.Verdict = worst(p.Verdict, NonCompliant)
		p.demand(r.Item.Clause, r.Item.ID, r.Site, r.Item.Gravity, r.Because)
	case Partly:
		p.Verdict = worst(p.Verdict, Undetermined)
		p.demand(r.Item.Clause, r.Item.ID, r.Site, r.Item.Gravity, r.Because)
	default:
		p.Verdict = worst(p.Verdict, Undetermined)
		p.Conditions = append(p.Conditions, Condition{Item: r.Item.ID, Site: r.Site, Gravity: r.Item.Gravity, Because: r.Because})
	}
	p.blocked = p.blocked || r.Item.Gravity == data.GravityBlocking
	p.askOf(x.id, r, "ask-reply")
}

// state is what an answer is worth by itself.
func (x *examination) state(r *Reply) State {
	g := r.Row
	switch {
	case g == nil || g.Answer == "unknown":
		return Unanswered
	case g.Answer == "no" && r.Item.PerSite == "yes":
		return OutOfScope
	case g.Answer == "no":
		return Lacking
	case g.Answer == "partial" && !(r.Item.PerSite == "yes" && g.Site == "" && r.Site != ""):
		return Partly
	case g.ValidUntil != 0 && g.ValidUntil < x.AsOf:
		return Expired
	case g.Evidence == "":
		return Unproven
	case g.EvidenceDate > x.AsOf:
		r.Because.Code = "reply-later"
		return Unproven
	}
	// One answer for all sites is worth what it names: a scope that lists some
	// sites leaves the others out, and one that lists none proves nothing.
	if r.Item.PerSite == "yes" && g.Site == "" && r.Site != "" {
		text := g.Evidence + "\n" + g.Note
		if names(text, r.Site) {
			return Met
		}
		if slices.ContainsFunc(x.siteNames(false), func(site string) bool { return names(text, site) }) {
			return OutOfScope
		}
		r.Because.Code = "reply-scope-unnamed"
		return Unproven
	}
	if r.Item.PerSite == "yes" && r.Site == "" {
		r.Because.Code = "reply-no-sites"
		return Unproven
	}
	return Met
}

// demand adds a clause to the conditions; one that several answers ask for is
// there once for each site and reason. Without a clause it is a document.
func (p *Point) demand(clause, item, site, gravity string, because ownership.Note) {
	found, _ := data.ClauseByID(clause)
	p.Conditions = append(p.Conditions, Condition{Clause: found, Item: item, Site: site, Gravity: gravity, Because: because})
}

// askOf asks for the evidence of an answer, and returns what it asks.
func (p *Point) askOf(landlord string, r Reply, code string) ownership.Note {
	args := ownership.Args{"item": r.Item.ID, "site": r.Site, "own": r.Own}
	note := ownership.Note{Code: code, Entity: landlord, Args: args}
	if r.Row != nil {
		note.At = r.Row.At.Row()
		args["evidence"], args["date"] = r.Row.Evidence, r.Row.EvidenceDate
	}
	p.ask(Ask{Entity: landlord, What: note})
	return note
}

// fresh is the code of a request for evidence in place of what is old, or has no
// day.
func fresh(r Reply) string {
	code := "ask-fresh-reply"
	if r.Row.EvidenceDate.IsZero() {
		code = "ask-undated-reply"
	}
	return code
}

// renew asks for something about the evidence of an answer that is met, which is
// a condition of signing.
func (p *Point) renew(landlord string, r Reply, code string) {
	note := p.askOf(landlord, r, code)
	p.Conditions = append(p.Conditions, Condition{Item: r.Item.ID, Site: r.Site, Gravity: data.GravityCondition, Because: note})
}

// ask adds a request that is not there yet.
func (p *Point) ask(a Ask) {
	same := func(b Ask) bool {
		if a.What.Code != b.What.Code || a.Entity != b.Entity {
			return false
		}
		for name, arg := range a.What.Args {
			if other, ok := b.What.Args[name]; !ok || !equalArgs(arg, other) {
				return false
			}
		}
		return true
	}
	if !slices.ContainsFunc(p.AskFor, same) {
		p.AskFor = append(p.AskFor, a)
	}
}

// equalArgs compares two facts of notes that are texts, references or days.
func equalArgs(a, b any) bool {
	switch a := a.(type) {
	case string:
		other, ok := b.(string)
		return ok && a == other
	case ownership.Ref:
		other, ok := b.(ownership.Ref)
		return ok && a == other
	case ownership.Date:
		other, ok := b.(ownership.Date)
		return ok && a == other
	case ownership.Word:
		other, ok := b.(ownership.Word)
		return ok && a == other
	}
	return true
}
