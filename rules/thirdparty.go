package rules

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"egide/data"
	"egide/ownership"
)

// supplier is a third party used for the service, with the supplies by which it
// is: its own rows decide, never those of whoever stands between it and the
// provider.
type supplier struct {
	entity   int
	tier     int       // the least number of supplies from the provider
	client   *supplier // whom it supplies on such a way; nil for the provider
	provider int
	rows     []*ownership.Supply
	critical bool
	access   ownership.Access // the strongest of its rows; unknown before none
}

// suppliers finds every third party used, at every tier, nearest first. Clients
// may supply each other: each entity is met once.
func (c *check) suppliers(provider int) []*supplier {
	met := map[int]*supplier{}
	var order []*supplier
	for queue := []int{provider}; len(queue) > 0; queue = queue[1:] {
		client := queue[0]
		for _, row := range c.Field.Supplies(client) {
			k, _ := c.Field.Index(row.Supplier)
			if k == provider || k == client {
				continue // what the provider supplies to its own suppliers is no third party's
			}
			s := met[k]
			if s == nil {
				s = &supplier{entity: k, tier: 1, client: met[client], provider: provider}
				if s.client != nil {
					s.tier += s.client.tier
				}
				met[k] = s
				order = append(order, s)
				queue = append(queue, k)
			}
			s.rows = append(s.rows, row)
		}
	}
	for _, s := range order {
		s.access = strongestAccess(s.rows)
		for _, row := range s.rows {
			s.critical = s.critical || row.Critical == ownership.Yes
		}
	}
	slices.SortStableFunc(order, func(a, b *supplier) int {
		first := 0
		if a.critical != b.critical {
			first = 1
			if a.critical {
				first = -1
			}
		}
		return cmp.Or(first, cmp.Compare(a.tier, b.tier), cmp.Compare(a.entity, b.entity))
	})
	return order
}

// through is a shortest way from the provider to the third party, both included.
func (s *supplier) through() []int {
	way := make([]int, s.tier+1)
	way[0] = s.provider
	for ; s != nil; s = s.client {
		way[s.tier] = s.entity
	}
	return way
}

// strongestAccess is what an entity can obtain over all its supplies; a row
// that does not say counts as unknown, which only a stronger row outweighs.
func strongestAccess(rows []*ownership.Supply) ownership.Access {
	order := []ownership.Access{ownership.AccessNone, ownership.AccessUnknown, ownership.AccessTechnical, ownership.AccessCustomer}
	strongest := ownership.AccessNone
	for _, row := range rows {
		access := row.DataAccess
		if access == "" {
			access = ownership.AccessUnknown
		}
		if slices.Index(order, access) > slices.Index(order, strongest) {
			strongest = access
		}
	}
	return strongest
}

// caught is whether 19.6.c is concerned with a third party, and why.
type caught struct {
	answer ownership.Tri
	code   string // of the reason: seat, belonging, control …
	by     int    // who owns or controls it; the entity itself for its seat
	path   []ownership.ChainLink
	asks   []Ask
	alone  ownership.Tri // the answer if L.233-3 II alone were control
}

// thirdParty examines a third party: 19.6.c and d, and its figures when it is
// critical.
func (c *check) thirdParty(s *supplier) Subject {
	e := c.Field.Entities[s.entity]
	subject := Subject{Entity: s.entity, Role: ThirdParty, Critical: s.critical, Tier: s.tier, HeadOffice: c.headOffice(e), Access: s.access, Supplies: s.rows}
	if s.tier <= furthestSupplier {
		subject.Through = s.through()
	}
	if s.critical || len(c.Field.Holders(s.entity)) > 0 {
		whole := c.examine(s.entity, ThirdParty)
		subject.Measures, subject.Individual, subject.Persons = whole.Measures, whole.Individual, whole.Persons
	}
	subject.Controllers, subject.AnyoneMayControl = c.Field.Controllers(s.entity)
	why := c.catch(s, &subject)
	subject.Findings = append(subject.Findings, c.access(s, why))
	subject.Findings = append(subject.Findings, c.autonomy(s, why))
	c.watchThirdParty(s, &subject, why)
	subject.conclude()
	return subject
}

// catch decides whether a third party is outside by any of its places, belongs
// to a company outside (more than half of its capital, Q18) or is controlled by
// one (L.233-3, Q16).
func (c *check) catch(s *supplier, subject *Subject) caught {
	i := s.entity
	if !c.Field.Counted(i) {
		// A natural person is no company, and has no seat (Q3).
		return caught{answer: ownership.No, code: "person", by: i, alone: ownership.No}
	}
	if c.Field.Outside(i) == ownership.Yes {
		why := caught{answer: ownership.Yes, code: "state", by: i, alone: ownership.Yes}
		if _, ok := subject.HeadOffice.away(); ok {
			why.code = "seat"
		}
		return why
	}
	whole := c.controlled(i, subject.Controllers, subject.AnyoneMayControl)
	alone := whole
	if c.Field.RightsMatter() {
		controllers, anyone := c.Field.ControllersByVotes(i)
		alone = c.controlled(i, controllers, anyone)
	}
	if c.policy.ControlDefinition == "presumption" {
		whole, alone = alone, whole
	}
	belongs := c.belonging(subject)
	best := whole
	if belongs.answer == ownership.Yes && whole.answer != ownership.Yes || belongs.answer == ownership.Unknown && whole.answer == ownership.No {
		best = belongs
	}
	if best.answer == ownership.Unknown && len(belongs.asks) > 0 {
		best.asks = belongs.asks // the same gaps, ranked
	}
	best.alone = alone.answer
	if belongs.answer == ownership.Yes || belongs.answer == ownership.Unknown && alone.answer == ownership.No {
		best.alone = belongs.answer
	}
	if best.answer != ownership.Yes && c.Field.Outside(i) == ownership.Unknown {
		if best.answer == ownership.No {
			best = caught{answer: ownership.Unknown, code: "seat-unknown", by: i, alone: ownership.Unknown}
		}
		best.asks = append([]Ask{c.ask("ask-place", i, nil)}, best.asks...)
	}
	return best
}

// controlled decides by who controls an entity.
func (c *check) controlled(i int, controllers []ownership.Controller, anyone bool) caught {
	answer := caught{answer: ownership.No, code: "inside", by: i}
	for _, k := range controllers {
		if !c.Field.CountedOf(k.Who) || k.Who < c.Field.Len() && c.Field.Entities[k.Who].Kind == ownership.Person {
			continue
		}
		switch outside := c.Field.OutsideOf(k.Who); {
		case outside == ownership.Yes && k.Certain:
			return caught{answer: ownership.Yes, code: "controlled-" + string(k.Basis), by: k.Who, path: c.Field.ControlPath(k.Who, i)}
		case outside != ownership.No && answer.answer == ownership.No:
			answer = caught{answer: ownership.Unknown, code: "perhaps-controlled", by: k.Who}
		}
	}
	if answer.answer == ownership.No && anyone {
		answer = caught{answer: ownership.Unknown, code: "undisclosed", by: i}
	}
	if answer.answer == ownership.Unknown {
		answer.asks = c.controlAsks(i, answer.by)
	}
	return answer
}

// controlAsks lists what would settle who controls an entity.
func (c *check) controlAsks(i, by int) []Ask {
	var asks []Ask
	if by != i && by < c.Field.Len() && c.Field.Outside(by) == ownership.Unknown {
		asks = append(asks, c.ask("ask-place", by, nil))
	}
	for _, g := range c.Field.ControlGaps(i) {
		asks = append(asks, c.ask("ask-"+string(g.Kind), g.Entity, nil))
	}
	return asks
}

// belonging decides by more than half of the capital in the hands of one
// company outside.
func (c *check) belonging(s *Subject) caught {
	answer := caught{answer: ownership.No, code: "inside", by: s.Entity}
	if s.Measures == nil {
		return answer
	}
	majority, _ := data.LimitByID("majority")
	most := s.Individual[ownership.Capital][ownership.Combined]
	switch {
	case majority.Exceeded(most.Low):
		answer = caught{answer: ownership.Yes, code: "belongs", by: most.Holder}
		if chains, _ := s.Measures.Chains(ownership.Capital, ownership.Combined, most.Holder, 1); len(chains) > 0 {
			answer.path = chains[0].Links
		}
	case majority.Exceeded(most.High):
		answer = caught{answer: ownership.Unknown, code: "undisclosed", by: s.Entity}
		who := c.mightHaveMost(s.Measures, ownership.Capital, ownership.Combined)
		for _, g := range s.Measures.Gaps(ownership.Capital, ownership.Combined, who) {
			answer.asks = append(answer.asks, c.ask("ask-"+string(g.Kind), g.Entity, g.Width))
		}
	}
	return answer
}

// access tests 19.6.c: a third party that is caught has no technical
// possibility of obtaining the data.
func (c *check) access(s *supplier, why caught) Finding {
	ref := c.Field.Ref(s.entity)
	f := Finding{Test: "19.6.c", Holder: s.entity}
	args := ownership.Args{"entity": ref, "by": c.Field.RefOf(why.by), "access": ownership.Word("access-" + string(s.access)), "reason": ownership.Word("caught-" + why.code)}
	if place, ok := c.headOffice(c.Field.Entities[s.entity]).away(); ok {
		args["place"], args["country"] = ownership.Word("place-"+placeNames[place]), c.headOffice(c.Field.Entities[s.entity]).Places()[place].Place.Country
	}
	able := s.access == ownership.AccessCustomer || s.access == ownership.AccessTechnical
	switch {
	case why.code == "person":
		f.Verdict, f.Because = Compliant, ownership.Note{Code: "access-person", Args: args}
		if e := c.Field.Entities[s.entity]; c.nonEU(e) == ownership.Yes {
			c.warn("person-supplies", s.entity, ownership.Args{"person": ref}, e.At)
		}
	case why.answer == ownership.No:
		f.Verdict, f.Because = Compliant, ownership.Note{Code: "access-not-concerned", Args: args}
	case s.access == ownership.AccessNone:
		f.Verdict, f.Because = Compliant, ownership.Note{Code: "access-clear", Args: args}
	case why.answer == ownership.Yes && able:
		f.Verdict, f.Because = NonCompliant, ownership.Note{Code: "access-able", Args: args}
	case why.answer == ownership.Yes:
		f.Verdict, f.Because = Undetermined, ownership.Note{Code: "access-unknown", Args: args}
	case able:
		f.Verdict, f.Because = Undetermined, ownership.Note{Code: "access-owner-unknown", Args: args}
	default:
		f.Verdict, f.Because = Undetermined, ownership.Note{Code: "access-both-unknown", Args: args}
	}
	if why.answer == ownership.Yes && why.path != nil {
		f.Chains = []ownership.Chain{{Share: new(big.Rat), Links: why.path}}
		f.Control = true
	}
	if why.answer != ownership.No {
		for _, row := range s.rows {
			f.Because.At = cmp.Or(f.Because.At, row.At.Row())
			if row.DataAccess == "" || row.DataAccess == ownership.AccessUnknown {
				f.Because.At = row.At.Row()
				f.AskFor = append(f.AskFor, Ask{Entity: string(ref), What: ownership.Note{Code: "ask-access", Entity: string(ref), Args: ownership.Args{"entity": ref, "service": row.Service}, At: row.At}})
			}
		}
	}
	if f.Verdict == Undetermined {
		f.AskFor = append(f.AskFor, why.asks...)
	}
	if f.Verdict == Compliant {
		f.AskFor = nil
	}
	if why.answer != why.alone {
		code := "presumption-alone-differs"
		if c.policy.ControlDefinition == "presumption" {
			code = "whole-article-differs"
		}
		c.warn(code, s.entity, ownership.Args{"entity": ref, "by": c.Field.RefOf(why.by)}, ownership.Position{})
	}
	return f
}

// autonomy tests 19.6.d on a third party that 19.6.c catches: the provider can
// go on without it, or its own service is qualified on the day.
func (c *check) autonomy(s *supplier, why caught) Finding {
	ref := c.Field.Ref(s.entity)
	f := Finding{Test: "19.6.d", Holder: s.entity, Verdict: Compliant}
	if why.answer == ownership.No {
		f.Verdict = NotApplicable
		f.Because = ownership.Note{Code: "autonomy-not-concerned", Args: ownership.Args{"entity": ref}}
		return f
	}
	for n, row := range s.rows {
		verdict, because, asks := c.autonomyOf(row, s.entity)
		if verdict != Compliant && why.answer == ownership.Unknown {
			if verdict == NonCompliant {
				because.Args["reason"] = ownership.Word(because.Code)
				because.Code = "autonomy-if-concerned"
			}
			verdict = Undetermined
			asks = append(asks, why.asks...)
		}
		if n == 0 || worst(f.Verdict, verdict) != f.Verdict {
			f.Because = because
		}
		f.Verdict = worst(f.Verdict, verdict)
		f.AskFor = append(f.AskFor, asks...)
	}
	if f.Verdict == Compliant {
		f.AskFor = nil
	}
	return f
}

// autonomyOf weighs one supply.
func (c *check) autonomyOf(row *ownership.Supply, i int) (Verdict, ownership.Note, []Ask) {
	ref := c.Field.Ref(i)
	others, itself := c.alternatives(row, i)
	args := ownership.Args{
		"entity": ref, "client": ownership.Ref(row.Client), "service": row.Service,
		"others": len(others), "names": others, "qualified": row.QualifiedService, "until": row.QualifiedUntil,
	}
	note := func(code string) ownership.Note {
		return ownership.Note{Code: code, Entity: string(ref), Args: args, At: row.At.Row()}
	}
	needed, _ := data.LimitByID("alternatives_needed")
	if itself {
		c.warn("alternative-is-supplier", i, args, row.At.Row())
	}
	ask := func(code string) []Ask { return []Ask{{Entity: string(ref), What: note(code)}} }
	qualified := row.QualifiedService != ""
	switch {
	case row.OwnSkills == ownership.Yes:
		return Compliant, note("autonomy-skills"), nil
	case len(others) >= needed.Int():
		return Compliant, note("autonomy-others"), nil
	case qualified && !row.QualifiedUntil.IsZero() && c.day <= row.QualifiedUntil:
		return Compliant, note("autonomy-qualified"), nil
	case qualified && row.QualifiedUntil.IsZero():
		return Undetermined, note("autonomy-qualified-no-end"), ask("ask-qualified-until")
	case !qualified && !row.QualifiedUntil.IsZero() && c.day <= row.QualifiedUntil:
		return Undetermined, note("autonomy-qualified-no-name"), ask("ask-qualified-service")
	case row.OwnSkills == ownership.Unknown:
		return Undetermined, note("autonomy-unknown"), ask("ask-autonomy")
	case qualified:
		return NonCompliant, note("autonomy-expired"), ask("ask-requalified")
	}
	return NonCompliant, note("autonomy-none"), ask("ask-autonomy")
}

// alternatives lists the other companies that offer the same service, each once
// whether it is named or given by its id, and tells whether the present supplier
// is among them: it is not one (Q21), and neither is whoever asks.
func (c *check) alternatives(row *ownership.Supply, i int) (others []string, itself bool) {
	seen := map[string]bool{}
	for _, name := range row.Alternatives {
		key, label := foldName(name), name
		if k, ok := c.named(name); ok {
			switch {
			case k == i:
				itself = true
				continue
			case c.Field.Entities[k].ID == row.Client || k == c.provider:
				continue
			case c.sameGroup(i, k):
				c.warn("alternative-same-group", i, ownership.Args{"entity": c.Field.Ref(i), "other": c.Field.Ref(k)}, row.At.Row())
			}
			key, label = c.Field.Entities[k].ID, c.Field.Entities[k].Label()
		}
		if key != "" && !seen[key] {
			seen[key] = true
			others = append(others, label)
		}
	}
	slices.Sort(others)
	return others, itself
}

// named finds an entity by its id, or else by its name, however it is spaced
// and whatever its case.
func (c *check) named(text string) (int, bool) {
	if k, ok := c.Field.Index(text); ok {
		return k, true
	}
	if c.names == nil {
		c.names = make(map[string]int)
		for k, e := range c.Field.Entities {
			for _, name := range []string{foldName(e.ID), foldName(e.Name)} {
				if _, taken := c.names[name]; !taken && name != "" {
					c.names[name] = k
				}
			}
		}
	}
	k, ok := c.names[foldName(text)]
	return k, ok
}

func foldName(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// sameGroup tells whether one of two entities certainly controls the other, or
// a third controls both.
func (c *check) sameGroup(i, k int) bool {
	top := func(i int) map[int]bool {
		group := map[int]bool{i: true}
		controllers, _ := c.Field.Controllers(i)
		for _, x := range controllers {
			if x.Certain {
				group[x.Who] = true
			}
		}
		return group
	}
	first := top(i)
	for x := range top(k) {
		if first[x] {
			return true
		}
	}
	return false
}

// watchThirdParty warns of what 19.6.c and d leave to be weighed: equal stakes,
// which presume nothing (Q17), and natural persons in control (Q19).
func (c *check) watchThirdParty(s *supplier, subject *Subject, why caught) {
	ref := c.Field.Ref(s.entity)
	for _, k := range subject.Controllers {
		if k.Who < c.Field.Len() && k.Certain {
			if e := c.Field.Entities[k.Who]; e.Kind == ownership.Person && c.nonEU(e) == ownership.Yes {
				c.warn("person-controls-supplier", s.entity, ownership.Args{"entity": ref, "person": c.Field.Ref(k.Who)}, e.At)
			}
		}
	}
	if why.answer == ownership.Yes || subject.Measures == nil {
		return
	}
	presumption, _ := data.LimitByID("presumption")
	var first, second *ownership.HolderFigures
	for n := range subject.Measures.Holders {
		h := &subject.Measures.Holders[n]
		votes := func(h *ownership.HolderFigures) *big.Rat {
			return h.Figures[ownership.Votes][ownership.ControlReading].Low
		}
		if h.Who >= c.Field.Len() || len(c.Field.Issuers(h.Who)) == 0 || !directHolder(c.Field, h.Who, s.entity) {
			continue
		}
		switch {
		case first == nil || votes(h).Cmp(votes(first)) > 0:
			first, second = h, first
		case second == nil || votes(h).Cmp(votes(second)) > 0:
			second = h
		}
	}
	if first == nil || second == nil {
		return
	}
	a, b := first.Figures[ownership.Votes][ownership.ControlReading].Low, second.Figures[ownership.Votes][ownership.ControlReading].Low
	outside := c.Field.Outside(first.Who) == ownership.Yes || c.Field.Outside(second.Who) == ownership.Yes
	if a.Cmp(b) == 0 && presumption.Exceeded(a) && outside {
		c.warn("equal-stakes", s.entity, ownership.Args{"entity": ref, "first": c.Field.Ref(first.Who), "second": c.Field.Ref(second.Who), "votes": a}, ownership.Position{})
	}
}

func directHolder(f *ownership.Field, holder, issuer int) bool {
	return slices.ContainsFunc(f.Holders(issuer), func(l *ownership.Link) bool { return l.Holder == holder })
}
