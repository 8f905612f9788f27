package rules

import (
	"math/big"
	"slices"

	"egide/data"
	"egide/ownership"
)

// judge compares a figure with a limit that has to be exceeded to fail.
func judge(b ownership.Bounds, limit *big.Rat) Verdict {
	switch {
	case b.Low.Cmp(limit) > 0:
		return NonCompliant
	case b.High.Cmp(limit) > 0:
		return Undetermined
	}
	return Compliant
}

// individual finds the largest figure that one counted holder outside the Union
// has, and whose it is: the one that surely has most; failing one, the one that
// may have most, or an undisclosed holder when nobody may have more.
func (c *check) individual(m *ownership.Measures, d ownership.Dimension, r ownership.Reading) Individual {
	best := Individual{
		Bounds: ownership.Bounds{Low: new(big.Rat), High: m.Undisclosed[d][r].High},
		Holder: ownership.Undisclosed,
	}
	for _, h := range m.Holders {
		if !c.Field.CountedOf(h.Who) {
			continue
		}
		figure := h.Figures[d][r]
		outside := c.Field.OutsideOf(h.Who)
		if outside == ownership.No {
			continue
		}
		low := figure.Low
		if outside == ownership.Unknown {
			low = new(big.Rat)
		}
		switch {
		case low.Cmp(best.Low) > 0:
			best.Low, best.Holder = low, h.Who
		case best.Low.Sign() == 0 && figure.High.Cmp(best.High) > 0:
			best.Holder = h.Who
		}
		if figure.High.Cmp(best.High) > 0 {
			best.High = figure.High
		}
	}
	return best
}

// mightHaveMost finds the holder whose figure has the highest upper end: the
// one to ask about when the individual figure is not settled.
func (c *check) mightHaveMost(m *ownership.Measures, d ownership.Dimension, r ownership.Reading) int {
	most, who := m.Undisclosed[d][r].High, ownership.Undisclosed
	for _, h := range m.Holders {
		if c.Field.CountedOf(h.Who) && c.Field.OutsideOf(h.Who) != ownership.No && h.Figures[d][r].High.Cmp(most) > 0 {
			most, who = h.Figures[d][r].High, h.Who
		}
	}
	return who
}

// holdings runs the four tests of 19.6.b on capital and votes.
func (c *check) holdings(s *Subject) {
	for _, d := range ownership.Dimensions {
		s.Findings = append(s.Findings, c.share(s, d, true), c.share(s, d, false))
	}
	c.watchUnrelated(s)
	c.watchPersons(s)
	c.watchRings(s)
	c.watchBlocking(s)
}

// share runs one of the four tests.
func (c *check) share(s *Subject, d ownership.Dimension, individual bool) Finding {
	kind, limit := "collective", c.policy.CollectiveLimit
	if individual {
		kind, limit = "individual", c.policy.IndividualLimit
	}
	f := Finding{Test: "19.6.b/" + d.String() + "-" + kind, Limit: limit, Dimension: d, Holder: ownership.Together}
	for _, r := range ownership.Readings {
		value := ReadingValue{Reading: r, Value: s.Measures.Collective[d][r], Holder: ownership.Together}
		if individual {
			value.Value, value.Holder = s.Individual[d][r].Bounds, s.Individual[d][r].Holder
		}
		value.Verdict = judge(value.Value, limit)
		f.Readings = append(f.Readings, value)
	}
	decides := f.Readings[c.policy.Reading]
	f.Verdict, f.Value, f.Holder = decides.Verdict, &decides.Value, decides.Holder
	for _, r := range f.Readings {
		f.Contested = f.Contested || r.Verdict != f.Verdict
	}
	if decides.Value.Low.Sign() > 0 && !c.brief {
		f.Chains, f.Further = s.Measures.Chains(d, c.policy.Reading, f.Holder, chainsShown)
	}
	f.Because = c.shareBecause(s, f, kind)
	if f.Verdict == Undetermined && !c.brief {
		who := ownership.Together
		if individual {
			who = c.mightHaveMost(s.Measures, d, c.policy.Reading)
		}
		f.AskFor = c.asks(s, d, who)
	}
	return f
}

func (c *check) shareBecause(s *Subject, f Finding, kind string) ownership.Note {
	args := ownership.Args{
		"subject": c.Field.Ref(s.Entity), "dimension": dimension(f.Dimension),
		"low": f.Value.Low, "high": f.Value.High, "limit": f.Limit,
	}
	code := kind + "-" + string(f.Verdict)
	if f.Holder >= 0 {
		args["holder"] = c.Field.RefOf(f.Holder)
	}
	switch {
	case f.Verdict == Compliant && f.Value.High.Sign() == 0:
		code = kind + "-nobody"
	case f.Holder == ownership.Undisclosed:
		code = kind + "-undisclosed-" + string(f.Verdict)
	case f.Verdict == Compliant && !f.Value.Exact():
		code = kind + "-compliant-at-most"
	}
	return ownership.Note{Code: code, Entity: string(c.Field.Ref(s.Entity)), Args: args}
}

// asks turns the gaps of a figure into what to ask for, the widest first.
func (c *check) asks(s *Subject, d ownership.Dimension, who int) []Ask {
	var asks []Ask
	if who >= 0 && c.Field.OutsideOf(who) == ownership.Unknown && who < c.Field.Len() {
		h, _ := s.Measures.Holder(who)
		asks = append(asks, c.ask("ask-place", who, h.Figures[d][c.policy.Reading].Low))
	}
	for _, g := range s.Measures.Gaps(d, c.policy.Reading, who) {
		asks = append(asks, c.ask("ask-"+string(g.Kind), g.Entity, g.Width))
	}
	slices.SortStableFunc(asks, func(a, b Ask) int { return b.Width.Cmp(a.Width) })
	if len(asks) > asksShown {
		asks = asks[:asksShown]
	}
	return asks
}

// ask is a thing to ask for about an entity. A person has no head office: what
// places it is its nationality or residence.
func (c *check) ask(code string, entity int, width *big.Rat) Ask {
	ref := c.Field.Ref(entity)
	if code == "ask-place" && c.Field.Entities[entity].Kind == ownership.Person {
		code = "ask-person-place"
	}
	return Ask{
		Entity: string(ref), Width: width,
		What: ownership.Note{Code: code, Entity: string(ref), Args: ownership.Args{"entity": ref}, At: c.Field.Entities[entity].At},
	}
}

// watchUnrelated lists the assumption that holders outside the Union are not
// one and the same, where their sum would pass the limit that each is under.
func (c *check) watchUnrelated(s *Subject) {
	for _, d := range ownership.Dimensions {
		alone, together := s.Individual[d][c.policy.Reading], s.Measures.Collective[d][c.policy.Reading]
		if alone.Low.Cmp(c.policy.IndividualLimit) <= 0 && alone.Low.Sign() > 0 && together.Low.Cmp(c.policy.IndividualLimit) > 0 {
			c.assume("unrelated-holders", s.Entity, ownership.Args{
				"subject": c.Field.Ref(s.Entity), "dimension": dimension(d), "together": together.Low, "limit": c.policy.IndividualLimit,
			})
		}
	}
}

// watchPersons warns of natural persons who would pass a limit if they counted.
func (c *check) watchPersons(s *Subject) {
	for _, d := range ownership.Dimensions {
		sum := new(big.Rat)
		for _, i := range s.Persons {
			h, _ := s.Measures.Holder(i)
			value := h.Figures[d][c.policy.Reading]
			sum.Add(sum, h.Figures[d][ownership.LookThrough].Low)
			if value.Low.Cmp(c.policy.IndividualLimit) > 0 {
				c.warn("person-above-limit", i, ownership.Args{
					"person": c.Field.Ref(i), "subject": c.Field.Ref(s.Entity), "dimension": dimension(d), "value": value.Low, "limit": c.policy.IndividualLimit,
				}, c.Field.Entities[i].At)
			}
		}
		if sum.Cmp(c.policy.CollectiveLimit) > 0 {
			c.warn("persons-above-limit", s.Entity, ownership.Args{
				"subject": c.Field.Ref(s.Entity), "dimension": dimension(d), "value": sum, "limit": c.policy.CollectiveLimit,
			}, ownership.Position{})
		}
	}
}

// watchRings warns of companies that own each other wholly.
func (c *check) watchRings(s *Subject) {
	if len(s.Measures.Ring) == 0 {
		return
	}
	var members []ownership.Ref
	for _, i := range s.Measures.Ring {
		members = append(members, c.Field.Ref(i))
	}
	c.warn("closed-ring", s.Entity, ownership.Args{"subject": c.Field.Ref(s.Entity), "members": members}, ownership.Position{})
}

// watchBlocking notes holders outside the Union who together could stop an
// extraordinary general meeting: the law gives that, not the articles (Q13).
func (c *check) watchBlocking(s *Subject) {
	third, _ := data.LimitByID("blocking_minority")
	direct := s.Measures.Collective[ownership.Votes][ownership.ControlReading]
	if third.Exceeded(direct.Low) {
		c.warn("blocking-minority", s.Entity, ownership.Args{"subject": c.Field.Ref(s.Entity), "votes": direct.Low}, ownership.Position{})
	}
}

// dimension names a dimension in a sentence.
func dimension(d ownership.Dimension) ownership.Word {
	return ownership.Word("dimension-" + d.String())
}
