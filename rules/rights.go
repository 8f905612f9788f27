package rules

import (
	"cmp"
	"maps"
	"math/big"
	"slices"

	"egide/data"
	"egide/ownership"
)

// foreign tells whether an entity is a third entity outside the Union, or is
// controlled by one: Yes for certain, Unknown when a gap could make it so. The
// second result is who controls it, or the entity itself.
func (c *check) foreign(i int) (ownership.Tri, int) {
	if c.Field.Counted(i) && c.Field.Outside(i) == ownership.Yes {
		return ownership.Yes, i
	}
	answer, who := ownership.No, i
	if c.Field.Counted(i) && c.Field.Outside(i) == ownership.Unknown {
		answer = ownership.Unknown
	}
	controllers, anyone := c.Field.Controllers(i)
	for _, k := range controllers {
		if !c.Field.CountedOf(k.Who) {
			continue
		}
		switch outside := c.Field.OutsideOf(k.Who); {
		case outside == ownership.Yes && k.Certain:
			return ownership.Yes, k.Who
		case outside != ownership.No && answer == ownership.No:
			answer, who = ownership.Unknown, k.Who
		}
	}
	if anyone && answer == ownership.No {
		answer = ownership.Unknown
	}
	return answer, who
}

// where says in a sentence what foreign found of a holder: outside itself, or led
// from there.
func where(foreign ownership.Tri, itself bool) ownership.Word {
	switch {
	case foreign != ownership.Yes:
		return "where-unknown"
	case itself:
		return "where-outside"
	}
	return "where-led"
}

// vetoes tests that no holder outside the Union has a veto over the provider by
// contract or articles. What the law itself gives a minority is no such veto. One
// over a company that controls the provider may reach the provider's decisions,
// as pacts at the head of a group often do: only its clause tells.
func (c *check) vetoes(s *Subject) {
	f := Finding{Test: "19.6.b/veto", Verdict: Compliant, Holder: ownership.Together}
	company := c.Field.Entities[s.Entity].ID
	subject := c.Field.Ref(s.Entity)
	f.Because = ownership.Note{Code: "veto-none", Args: ownership.Args{"subject": subject}}
	recorded := false
	strength := 0
	above := c.leadersInside(s.Entity)
	for _, r := range c.Field.Rights {
		if r.Right == ownership.Veto && r.Basis != "law" && above[r.Company] {
			holder, _ := c.Field.Index(r.Holder)
			over, _ := c.Field.Index(r.Company)
			if foreign, through := c.foreign(holder); foreign != ownership.No {
				args := ownership.Args{"holder": c.Field.Ref(holder), "where": where(foreign, through == holder), "company": c.Field.Ref(over), "subject": subject}
				f.Verdict = worst(f.Verdict, Undetermined)
				f.Entities = append(f.Entities, r.Holder)
				f.AskFor = append(f.AskFor, Ask{Entity: r.Holder, What: ownership.Note{Code: "ask-veto-above", Entity: r.Holder, Args: args, At: r.At}})
				if strength < 2 {
					strength = 2
					f.Because = ownership.Note{Code: "veto-above", Entity: r.Holder, Args: args, At: r.At}
				}
			}
		}
		if r.Company != company {
			continue
		}
		recorded = true
		if r.Right != ownership.Veto {
			continue
		}
		holder, _ := c.Field.Index(r.Holder)
		if r.Basis == "law" {
			c.warn("veto-by-law", holder, ownership.Args{"holder": c.Field.Ref(holder), "subject": subject}, r.At)
			continue
		}
		foreign, through := c.foreign(holder)
		args := ownership.Args{"holder": c.Field.Ref(holder), "subject": subject, "controller": c.Field.RefOf(through), "source": r.At.Row()}
		verdict, code, weight := Compliant, "veto-inside", 1
		switch {
		case foreign == ownership.No && c.nonEU(c.Field.Entities[holder]) == ownership.Yes:
			code = "veto-of-person"
			c.warn("veto-person", holder, args, r.At)
		case foreign == ownership.No:
		case r.Scope == "minority_protection" && c.policy.MinorityVetoes == "undetermined" && foreign == ownership.Yes:
			verdict, code, weight = Undetermined, "veto-minority-protection", 3
			if through != holder {
				code = "veto-minority-controlled"
			}
		case foreign == ownership.Unknown:
			verdict, code, weight = Undetermined, "veto-doubtful", 2
			f.AskFor = append(f.AskFor, Ask{Entity: r.Holder, What: ownership.Note{Code: "ask-veto-holder", Entity: r.Holder, Args: args, At: r.At}})
		case through != holder:
			verdict, code, weight = NonCompliant, "veto-controlled", 4
		default:
			verdict, code, weight = NonCompliant, "veto-outside", 5
		}
		if verdict == Undetermined && r.Scope == "minority_protection" && c.policy.MinorityVetoes == "undetermined" {
			f.AskFor = append(f.AskFor, Ask{Entity: r.Holder, What: ownership.Note{Code: "ask-veto-scope", Entity: r.Holder, Args: args, At: r.At}})
		}
		if verdict != Compliant {
			f.Entities = append(f.Entities, r.Holder)
		}
		f.Verdict = worst(f.Verdict, verdict)
		if weight > strength {
			strength = weight
			f.Because = ownership.Note{Code: code, Entity: r.Holder, Args: args, At: r.At}
		}
	}
	if !recorded {
		c.assume("no-rights-recorded", s.Entity, ownership.Args{"subject": subject})
	}
	s.Findings = append(s.Findings, f)
}

// leadersInside lists by id the companies that certainly control an entity and
// are not outside themselves: of one that is, its own seat has decided already.
func (c *check) leadersInside(i int) map[string]bool {
	leaders := make(map[string]bool)
	controllers, _ := c.Field.Controllers(i)
	for _, k := range controllers {
		if k.Certain && k.Who < c.Field.Len() && !(c.Field.Counted(k.Who) && c.Field.Outside(k.Who) == ownership.Yes) {
			leaders[c.Field.Entities[k.Who].ID] = true
		}
	}
	return leaders
}

// watchControl warns of a third entity outside the Union that in fact controls
// the provider, which neither the limits nor a contract show.
func (c *check) watchControl(s *Subject) {
	subject := c.Field.Ref(s.Entity)
	for _, k := range s.Controllers {
		if k.Certain && k.Basis == ownership.ByDeFacto && c.Field.CountedOf(k.Who) && c.Field.OutsideOf(k.Who) == ownership.Yes {
			c.warn("control-beside-limits", s.Entity, ownership.Args{"holder": c.Field.RefOf(k.Who), "subject": subject, "basis": ownership.Word("basis-" + string(k.Basis))}, ownership.Position{})
		}
	}
}

// watchCircular warns of shares of the provider in the hands of a company that it
// controls otherwise than by a majority of votes, or may control. Their votes
// cannot be cast either (L.233-31), but only those held by way of majorities are
// taken out of the figures: the others' could be larger.
func (c *check) watchCircular(s *Subject) {
	if c.policy.CircularVotes != "suspended" {
		return
	}
	issuer := c.Field.Ref(s.Entity)
	out := make(map[any]bool)
	for _, n := range c.Field.Notes {
		if n.Code == "circular-votes" && n.Args["issuer"] == any(issuer) {
			out[n.Args["holder"]] = true
		}
	}
	for _, l := range c.Field.Holders(s.Entity) {
		holder, votes := c.Field.Ref(l.Holder), l.Share[ownership.Votes].Hi
		if l.Holder == s.Entity || votes.Sign() == 0 || out[holder] || c.Field.Outside(l.Holder) == ownership.Yes {
			continue
		}
		code := "circular-votes-counted"
		if _, certain := c.Field.Controls(s.Entity, l.Holder); !certain {
			if !c.Field.MayControl(s.Entity, l.Holder) || !slices.ContainsFunc(c.Field.Holders(l.Holder), func(own *ownership.Link) bool { return own.Holder == s.Entity }) {
				continue
			}
			code = "circular-votes-perhaps"
		}
		c.warn(code, l.Holder, ownership.Args{"holder": holder, "subject": issuer, "votes": votes}, l.Claims[0].At.Row())
	}
}

// organ is what is known of the seats of one body.
type organ struct {
	name     string
	sure     int // seats that holders outside the Union fill
	possible int // the same, where a gap could add to them
	of       int // all seats, the largest number given; 0 when nobody said
	least    int // the smallest number given, where rows disagree
	unclear  bool
	unnamed  int // those of the possible seats whose row does not name the body
	at       ownership.Position
	holders  []string
}

// boards tests, for each body, that holders outside the Union may not appoint
// the majority of its seats, alone or together: exactly half passes, and is
// warned of. Who has the majority of votes by an agreement (L.233-3 I 2) elects
// whom the agreement lets it elect, which has to be read.
func (c *check) boards(s *Subject) {
	f := Finding{Test: "19.6.b/board", Verdict: Compliant, Holder: ownership.Together}
	subject := c.Field.Ref(s.Entity)
	limit, _ := data.LimitByID("board_majority")
	f.Because = ownership.Note{Code: "board-none", Args: ownership.Args{"subject": subject}}
	var largest *organ
	var unclear *ownership.Note
	for _, o := range c.organs(s) {
		args := ownership.Args{"subject": subject, "organ": o.name, "seats": o.sure, "possible": o.possible, "of": o.of}
		if o.name == "" {
			args["organ"] = ownership.Word("organ-unnamed")
		}
		// Numbers that are missing or disagree leave a doubt, unless the seats that
		// are sure make a majority of the largest body already.
		if o.doubtful(limit) {
			if o.possible == 0 && !o.unclear {
				continue
			}
			f.Verdict = worst(f.Verdict, Undetermined)
			if unclear == nil {
				unclear = &ownership.Note{Code: "board-unclear", Args: args, At: o.at}
			}
			f.AskFor = append(f.AskFor, Ask{Entity: string(subject), What: ownership.Note{Code: "ask-seats", Entity: string(subject), Args: args, At: o.at}})
			continue
		}
		value := ownership.Bounds{Low: big.NewRat(int64(o.sure), int64(o.of)), High: big.NewRat(int64(o.possible), int64(o.of))}
		verdict := judge(value, limit.Ratio())
		f.Verdict = worst(f.Verdict, verdict)
		if verdict != NonCompliant && value.Low.Cmp(limit.Ratio()) == 0 {
			c.warn("board-half", s.Entity, args, o.at)
		}
		because, ask := "board-"+string(verdict), "ask-seat-holders"
		if verdict == Undetermined && !limit.Exceeded(big.NewRat(int64(o.possible-o.unnamed), int64(o.of))) {
			because, ask = "board-unnamed", "ask-seats"
		}
		if verdict == Undetermined {
			f.AskFor = append(f.AskFor, Ask{Entity: string(subject), What: ownership.Note{Code: ask, Entity: string(subject), Args: args, At: o.at}})
		}
		if largest == nil || value.Low.Cmp(f.Value.Low) > 0 || value.Low.Cmp(f.Value.Low) == 0 && value.High.Cmp(f.Value.High) > 0 {
			largest = o
			f.Value, f.Limit, f.Entities = &value, limit.Ratio(), o.holders
			f.Because = ownership.Note{Code: because, Args: args, At: o.at}
		}
	}
	// A figure that passes is no reason for a doubt about another body.
	if unclear != nil && (largest == nil || judge(*f.Value, limit.Ratio()) == Compliant) {
		f.Because = *unclear
		f.Value, f.Limit, f.Entities = nil, nil, nil
	}
	for _, r := range c.Field.Rights {
		if r.Right != ownership.ControlAgreement || r.Company != string(subject) {
			continue
		}
		holder, _ := c.Field.Index(r.Holder)
		if foreign, through := c.foreign(holder); foreign != ownership.No {
			args := ownership.Args{"holder": c.Field.Ref(holder), "where": where(foreign, through == holder), "subject": subject}
			f.AskFor = append(f.AskFor, Ask{Entity: r.Holder, What: ownership.Note{Code: "ask-agreement", Entity: r.Holder, Args: args, At: r.At}})
			if f.Verdict == Compliant {
				f.Verdict, f.Entities = Undetermined, []string{r.Holder}
				f.Value, f.Limit = nil, nil
				f.Because = ownership.Note{Code: "board-agreement", Entity: r.Holder, Args: args, At: r.At}
			}
		}
	}
	s.Findings = append(s.Findings, f)
}

// doubtful tells whether the numbers given for a body decide nothing.
func (o *organ) doubtful(limit data.Limit) bool {
	if o.of == 0 {
		return true
	}
	if limit.Exceeded(big.NewRat(int64(o.sure), int64(o.of))) {
		return false
	}
	return o.unclear || o.least < o.of && limit.Exceeded(big.NewRat(int64(o.possible), int64(o.least)))
}

// organs adds up the seats of each body that the dossier knows of.
func (c *check) organs(s *Subject) []*organ {
	organs := make(map[string]*organ)
	company := c.Field.Entities[s.Entity].ID
	for _, r := range c.Field.Rights {
		if r.Company != company || r.Right != ownership.Appoint {
			continue
		}
		body := r.Body()
		o := organs[body]
		if o == nil {
			o = &organ{name: r.Organ, at: r.At}
			organs[body] = o
		}
		if r.OfSeats > 0 && (o.least == 0 || r.OfSeats < o.least) {
			o.least = r.OfSeats
		}
		o.of = max(o.of, r.OfSeats)
		holder, _ := c.Field.Index(r.Holder)
		foreign, _ := c.foreign(holder)
		if foreign == ownership.No {
			continue
		}
		o.holders = append(o.holders, r.Holder)
		o.unclear = o.unclear || r.Seats < 0
		o.possible += max(r.Seats, 0)
		if foreign == ownership.Yes {
			o.sure += max(r.Seats, 0)
		}
	}
	// A row that names no body may speak of any of those that others name.
	if unnamed := organs[""]; unnamed != nil {
		for name, o := range organs {
			if name != "" {
				o.unnamed = unnamed.possible
				o.possible += unnamed.possible
				o.unclear = o.unclear || unnamed.unclear
			}
		}
	}
	for _, o := range organs {
		slices.Sort(o.holders)
		o.holders = slices.Compact(o.holders)
	}
	return slices.SortedFunc(maps.Values(organs), func(a, b *organ) int { return cmp.Compare(a.name, b.name) })
}
