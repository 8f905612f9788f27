package recheck

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"egide/cmd/internal/report"
	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// The faults of a comparison.
var (
	// ErrProvider is that the two reports are about different providers.
	ErrProvider = errors.New("the two reports are about different providers")
	// ErrOrder is that the older report is of a later day than the newer.
	ErrOrder = errors.New("the older report is of a later day")
)

// Compare is what changed from the first report to the second. Comparing a report
// with itself finds nothing. The error is [ErrProvider], [ErrOrder], or that a
// report has a day that the calendar lacks.
func Compare(before, after *report.Report, o Options) (*Recheck, error) {
	day, err := ownership.ParseDate(after.AsOf)
	if err != nil {
		return nil, err
	}
	since, err := ownership.ParseDate(before.AsOf)
	switch {
	case err != nil:
		return nil, err
	case providerOf(before).Entity != providerOf(after).Entity:
		return nil, ErrProvider
	case since > day:
		return nil, ErrOrder
	}
	if o.Oldest.IsZero() {
		o.Oldest = day.AddMonths(-12)
	}
	if o.NextAudit.IsZero() {
		o.NextAudit = day.AddMonths(12)
	}
	provider := providerOf(after)
	r := &Recheck{
		Schema: Schema, Egide: report.Version, Since: before.AsOf, AsOf: after.AsOf,
		Provider: provider.Entity, Name: provider.Name, Before: before.Verdict, Verdict: after.Verdict,
		Changes: []*Change{}, Tests: []*Test{}, Attestations: []Attested{}, Policy: []Setting{}, Exposures: []Exposed{},
		Renewed: []Renewal{}, Stale: []Stale{}, Warnings: []report.Note{}, Inputs: after.Inputs,
		Oldest: o.Oldest.String(), Audit: o.NextAudit.String(), before: before, after: after,
	}
	r.speak(o.Lang)
	r.Language, r.Disclaimer = r.voice.Lang(), r.voice.Word("disclaimer")
	r.gatherHolders()
	r.over = r.above(r.Provider)
	r.compare(o.History)
	r.tests()
	r.beside()
	r.attribute()
	r.stale()
	r.doubts()
	r.notice()
	return r, nil
}

func providerOf(r *report.Report) *report.Subject {
	for _, s := range r.Subjects {
		if s.Role == string(rules.Provider) {
			return s
		}
	}
	return r.Subjects[0]
}

// speak makes the voice of the comparison: names are those of the newer report,
// and of the older one for what has ended.
func (r *Recheck) speak(lang string) {
	names := map[string]string{}
	for _, side := range []*report.Report{r.before, r.after} {
		for _, e := range side.Entities {
			names[e.ID] = e.Name
		}
		for _, s := range side.Subjects {
			for _, h := range s.Holders {
				names[h.Entity] = h.Name
			}
		}
	}
	r.voice = report.NewVoice(lang, func(id string) string { return cmp.Or(names[id], id) }, r.after.Policy.Limits())
}

// compare finds what is new, changed or ended.
func (r *Recheck) compare(history *ownership.Dossier) {
	old, now := byKey(things(r.before, r.after)), byKey(things(r.after, r.before))
	keys := make([]string, 0, len(old)+len(now))
	for key := range old {
		keys = append(keys, key)
	}
	for key := range now {
		if old[key] == nil {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		pairs := pair(old[key], now[key])
		for n, p := range pairs {
			name := key
			if n > 0 {
				name += "#" + strconv.Itoa(n+1)
			}
			r.change(name, p[0], p[1], history)
		}
	}
}

func byKey(list []thing) map[string][]thing {
	of := map[string][]thing{}
	for _, t := range list {
		of[t.key()] = append(of[t.key()], t)
	}
	return of
}

// pair puts the things of one key side by side: first those that say the same,
// then the others in their order; a nil stands where one side has no more.
func pair(old, now []thing) [][2]*thing {
	var pairs [][2]*thing
	taken := make([]bool, len(now))
	var left []*thing
	for i := range old {
		k := slices.IndexFunc(now, func(t thing) bool { return len(old[i].state.differs(t.state)) == 0 })
		for k >= 0 && taken[k] {
			next := slices.IndexFunc(now[k+1:], func(t thing) bool { return len(old[i].state.differs(t.state)) == 0 })
			if next < 0 {
				k = -1
				break
			}
			k += 1 + next
		}
		if k < 0 {
			left = append(left, &old[i])
			continue
		}
		taken[k] = true
		pairs = append(pairs, [2]*thing{&old[i], &now[k]})
	}
	for k := range now {
		if taken[k] {
			continue
		}
		var was *thing
		if len(left) > 0 {
			was, left = left[0], left[1:]
		}
		pairs = append(pairs, [2]*thing{was, &now[k]})
	}
	for _, was := range left {
		pairs = append(pairs, [2]*thing{was, nil})
	}
	return pairs
}

// change adds what a pair amounts to.
func (r *Recheck) change(key string, was, is *thing, history *ownership.Dossier) {
	c := &Change{Key: key, Entities: []string{}, Fields: []string{}, Touches: []string{}, Effects: []Effect{}}
	one := is
	switch {
	case was == nil:
		c.What, c.After = "new", is.state
	case is == nil:
		c.What, c.Before, one = "ended", was.state, was
	default:
		c.What, c.Before, c.After = "changed", was.state, is.state
		c.Fields = append(c.Fields, was.state.differs(is.state)...)
		if len(c.Fields) == 0 {
			if is.kind != rules.LawChange && is.kind != rules.PlaceChange && !was.state.sameEvidence(is.state) {
				r.Renewed = append(r.Renewed, Renewal{Kind: string(is.kind), Key: key, Title: r.title(one), Before: was.state.Evidence, After: is.state.Evidence})
			}
			return
		}
	}
	if one.kind == rules.LawChange && c.What != "changed" {
		return // a record that one version of the registry lacks is no change of the law
	}
	c.Kind, c.Title = string(one.kind), r.title(one)
	c.Entities = append(c.Entities, one.about...)
	r.date(c, one, history)
	r.judge(c, one)
	r.Changes = append(r.Changes, c)
}

// date finds the day of a change.
func (r *Recheck) date(c *Change, t *thing, history *ownership.Dossier) {
	within := func(day string) bool { return day != "" && day <= r.AsOf }
	c.Day, c.DayFrom = r.AsOf, "as_of"
	found := func(day, from string) bool {
		if within(day) {
			c.Day, c.DayFrom = day, from
		}
		return within(day)
	}
	switch {
	case t.kind == rules.LawChange:
		found(c.After.From, "law")
		return
	case t.kind == rules.SupplyChange && slices.Equal(c.Fields, []string{"qualification"}) && c.After.fact("qualification") == "ended":
		if end, err := ownership.ParseDate(c.After.fact("qualified_until").(string)); err == nil {
			found(end.AddDays(1).String(), "row")
		}
		return
	case slices.Equal(c.Fields, []string{"eu"}):
		country, _ := c.After.fact("country").(string)
		found(r.crossed(country), "membership")
		return
	}
	switch {
	case c.After != nil && found(c.After.From, "row"):
	case c.Before != nil && found(c.Before.Until, "row"):
	case c.After == nil && history != nil:
		found(ended(history, t, r.Since, r.AsOf), "row")
	}
}

// crossed is the last day between the two reports on which a country joined the
// Union or left it; empty when there is none.
func (r *Recheck) crossed(country string) string {
	since, _ := ownership.ParseDate(r.Since)
	day, _ := ownership.ParseDate(r.AsOf)
	last := ""
	for _, n := range data.EUChangeDays() {
		turn := ownership.Date(n)
		if since < turn && turn <= day && data.InEU(country, n) != data.InEU(country, int(turn.AddDays(-1))) {
			last = turn.String()
		}
	}
	return last
}

// ended is the day on which the newer dossier says that something ended which its
// report no longer has; empty when it does not say.
func ended(d *ownership.Dossier, t *thing, since, until string) string {
	last := ""
	look := func(s ownership.Span, same bool) {
		if day := s.Until.String(); same && day > since && day <= until && day > last {
			last = day
		}
	}
	switch t.kind {
	case rules.HoldingChange:
		for _, h := range d.Holdings {
			look(h.Span, cmp.Or(h.NomineeFor, h.Holder) == t.parts[0] && h.Issuer == t.parts[1])
		}
	case rules.RightChange:
		for _, right := range d.Rights {
			look(right.Span, right.Company == t.parts[0] && right.Holder == t.parts[1] && string(right.Right) == t.parts[2])
		}
	case rules.SupplyChange:
		for _, s := range d.Supplies {
			look(s.Span, s.Client == t.parts[0] && s.Supplier == t.parts[1])
		}
	case rules.SiteChange:
		for _, s := range d.Sites {
			look(s.Span, s.Operator == t.parts[0] && s.Site == t.parts[1])
		}
	}
	return last
}

// judge asks whether 19.6.f makes the change notifiable.
func (r *Recheck) judge(c *Change, t *thing) {
	above := r.over
	facts := rules.Change{Kind: t.kind}
	if c.What == "changed" {
		facts.Fields = c.Fields
	}
	switch t.kind {
	case rules.PlaceChange:
		facts.Provider, facts.Above = t.about[0] == r.Provider, above[t.about[0]]
		facts.Border = slices.Contains(c.Fields, "eu")
	case rules.EntityChange:
		facts.Provider, facts.Above = t.about[0] == r.Provider, above[t.about[0]]
	case rules.HoldingChange:
		facts.Above = above[t.parts[1]]
	case rules.RightChange:
		facts.Above = above[t.parts[0]]
	case rules.SiteChange:
		facts.Provider = t.about[0] == r.Provider
		for _, s := range []*State{c.Before, c.After} {
			facts.Outside = facts.Outside || s != nil && s.fact("eu") != "yes"
		}
	}
	notice := facts.Notice()
	c.notice, c.Notifiable, c.Because = notice.ID, notice.Notifiable, notice.Because.In(r.voice.Lang())
	if !notice.Notifiable {
		return
	}
	c.Nature, c.Touches = &notice.Nature, notice.Touches
	if day, err := ownership.ParseDate(c.Day); err == nil {
		by := rules.NotifyBy(day).String()
		c.NotifyBy, c.Overdue = &by, by < r.AsOf
	}
}

// gatherHolders lists who holds each entity, or has a right over it, in either
// report.
func (r *Recheck) gatherHolders() {
	r.holders = map[string][]string{}
	for _, side := range []*report.Report{r.before, r.after} {
		for _, l := range side.Links {
			r.holders[l.Issuer] = append(r.holders[l.Issuer], l.Holder)
		}
		for _, right := range side.Rights {
			r.holders[right.Company] = append(r.holders[right.Company], right.Holder)
		}
	}
}

// above is the subject and all that hold it, directly or not, in either report.
func (r *Recheck) above(subject string) map[string]bool {
	met := map[string]bool{subject: true}
	for queue := []string{subject}; len(queue) > 0; queue = queue[1:] {
		for _, h := range r.holders[queue[0]] {
			if !met[h] {
				met[h] = true
				queue = append(queue, h)
			}
		}
	}
	return met
}

func (r *Recheck) title(t *thing) string {
	return r.teller(r.voice.Lang()).title(string(t.kind), t.state)
}

// lawTitle is the title of a law: in the language, where the registry has it.
func (r *Recheck) lawTitle(id, lang string) string {
	if law, ok := data.LawByID(data.Laws(), id); ok {
		return law.Title.In(lang)
	}
	for _, side := range []*report.Report{r.after, r.before} {
		for _, law := range side.Laws {
			if law.ID == id {
				return law.Title
			}
		}
	}
	return id
}

// beside compares what is no part of the structure: attestations, the policy and
// how far laws reach.
func (r *Recheck) beside() {
	key := func(a report.Attestation) string { return a.Requirement + "/" + a.Signatory + "/" + a.Date }
	attested := func(r *report.Report) map[string]report.Attestation {
		of := map[string]report.Attestation{}
		for _, a := range r.Attestations {
			of[key(a)] = a
		}
		return of
	}
	old, now := attested(r.before), attested(r.after)
	for _, k := range union(old, now) {
		was, had := old[k]
		is, has := now[k]
		a := Attested{What: "changed", Key: k}
		if had {
			a.Before = &was
		} else {
			a.What = "new"
		}
		if has {
			a.After = &is
		} else {
			a.What = "ended"
		}
		was.Source, is.Source = "", ""
		if !had || !has || was != is {
			if had {
				one := old[k]
				a.Before = &one
			}
			if has {
				one := now[k]
				a.After = &one
			}
			r.Attestations = append(r.Attestations, a)
		}
	}
	before, after := settings(r.before.Policy), settings(r.after.Policy)
	for _, k := range union(before, after) {
		if before[k] != after[k] {
			r.Policy = append(r.Policy, Setting{Key: k, Before: before[k], After: after[k]})
		}
	}
	reaches := func(r *report.Report) map[[2]string]Reach {
		of := map[[2]string]Reach{}
		for _, s := range r.Subjects {
			for _, x := range s.Exposures {
				if x.Level != rules.LevelNone {
					of[[2]string{s.Entity, x.Law}] = Reach{x.Level, x.Role, x.Status}
				}
			}
		}
		return of
	}
	was, is := reaches(r.before), reaches(r.after)
	for _, s := range r.subjects() {
		for _, law := range r.lawIDs() {
			k := [2]string{s, law}
			a, had := was[k]
			b, has := is[k]
			if had == has && a == b {
				continue
			}
			x := Exposed{Subject: s, Name: r.voice.Name(s), Law: law, Title: r.lawTitle(law, r.voice.Lang())}
			if had {
				x.Before = &a
			}
			if has {
				x.After = &b
			}
			r.Exposures = append(r.Exposures, x)
		}
	}
}

// subjects lists the subjects of both reports, those of the newer first.
func (r *Recheck) subjects() []string {
	var ids []string
	met := map[string]bool{}
	for _, side := range []*report.Report{r.after, r.before} {
		for _, s := range side.Subjects {
			if !met[s.Entity] {
				met[s.Entity] = true
				ids = append(ids, s.Entity)
			}
		}
	}
	return ids
}

func (r *Recheck) lawIDs() []string {
	var ids []string
	for _, side := range []*report.Report{r.after, r.before} {
		for _, law := range side.Laws {
			if !slices.Contains(ids, law.ID) {
				ids = append(ids, law.ID)
			}
		}
	}
	return ids
}

// union lists the keys of both in order.
func union[T any](a, b map[string]T) []string {
	var keys []string
	for k := range a {
		keys = append(keys, k)
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func settings(p report.Policy) map[string]string {
	return map[string]string{
		"individual_limit": fmt.Sprint(p.IndividualLimit), "collective_limit": fmt.Sprint(p.CollectiveLimit),
		"reading": p.Reading, "natural_persons": p.NaturalPersons, "listed_by_analogy": strconv.FormatBool(p.ListedByAnalogy),
		"minority_protection": p.MinorityProtection, "control_definition": p.ControlDefinition,
		"strict_seats": strconv.FormatBool(p.StrictSeats), "circular_votes": p.CircularVotes,
	}
}

// doubts warns of what may make two reports look different that are not.
func (r *Recheck) doubts() {
	if r.before.Egide != r.after.Egide {
		r.warn("recheck-other-version", report.Args{"before": word(r.before.Egide), "after": word(r.after.Egide)})
	}
	if len(r.Policy) > 0 {
		r.warn("recheck-other-policy", report.Args{"keys": {Kind: report.ArgText, Texts: policyKeys(r.Policy), List: true}})
	}
	old, now := missing(r.before, r.after), missing(r.after, r.before)
	for _, e := range now {
		for _, old := range old {
			if !sameEntity(old, e) {
				continue
			}
			r.warn("recheck-other-id", report.Args{"entity": {Kind: report.ArgEntity, Texts: []string{e.ID}}, "before": word(old.ID), "after": word(e.ID)})
		}
	}
}

// missing lists the entities of a report that the other lacks.
func missing(r, other *report.Report) []*report.Entity {
	known := ids(other)
	var list []*report.Entity
	for _, e := range r.Entities {
		if !known[e.ID] {
			list = append(list, e)
		}
	}
	return list
}

// sameEntity tells whether two entities that have different ids are one: by an
// identifier, or by their name.
func sameEntity(a, b *report.Entity) bool {
	return a.LEI != "" && a.LEI == b.LEI || a.RegistrationNumber != "" && a.RegistrationNumber == b.RegistrationNumber ||
		a.Name == b.Name && a.Name != a.ID
}

func policyKeys(list []Setting) []string {
	keys := make([]string, len(list))
	for i, s := range list {
		keys[i] = s.Key
	}
	return keys
}

func word(text string) report.Arg { return report.Arg{Kind: report.ArgText, Texts: []string{text}} }

func (r *Recheck) warn(code string, args report.Args) {
	n := report.Note{Code: code, Args: args}
	n.Text = r.voice.Say(n)
	r.Warnings = append(r.Warnings, n)
}
