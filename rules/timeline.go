package rules

import (
	"cmp"
	"maps"
	"math/big"
	"runtime"
	"slices"
	"sync"

	"egide/data"
	"egide/ownership"
)

// TimelineOptions say which days to look at; both ends are included.
type TimelineOptions struct {
	From, To ownership.Date
	Provider string // id; empty is the entity whose role is provider
	Policy   Policy
}

// Timeline is a dossier's history: what a check comes to on every day of a time.
type Timeline struct {
	From, To ownership.Date
	// Verdict is the worst of any day: compliant only when it held all the time.
	Verdict Verdict
	// Periods follow each other without a gap. Nothing that a check looks at
	// changes inside one.
	Periods []Period
}

// Period is the days from From to the day before Until.
type Period struct {
	From, Until ownership.Date
	// Turns are what changed on the first day; nil for the first period.
	Turns []Turn
	// Faults are why the rows of those days cannot be checked (more than 100 %
	// of a company); Verdict and Subjects are empty then.
	Faults   []ownership.Note
	Verdict  Verdict
	Subjects []Standing // the provider first
}

// Turn is something that changed on a day.
type Turn struct {
	Kind ChangeKind
	Note ownership.Note
	Law  string // id, of a law that turned
	// Before and After are what a holder had of its issuer, by dimension; nil
	// where it had nothing, and of what is no holding.
	Before, After *[2]ownership.Range
}

// Standing is what a check came to for one subject.
type Standing struct {
	Entity   string
	Role     Role
	Critical bool
	Verdict  Verdict
	Tests    []TestStanding
}

// TestStanding is what one test came to. Several findings of one test (19.2 on
// two sites of one use) are the worst of them.
type TestStanding struct {
	Test      string
	Verdict   Verdict
	Contested bool
	Limit     *big.Rat          // ratio; nil where the test has none
	Value     *ownership.Bounds // ratios; nil where the test has none
	Holder    ownership.Ref     // whose figure it is; empty where it is not one holder's
}

// CheckOver runs the check on every day of a time on which something changed
// that it looks at, and on the first. The notes that it returns are faults that
// no day is without; the timeline is nil then.
func CheckOver(d *ownership.Dossier, o TimelineOptions) (*Timeline, []ownership.Note, error) {
	h := newHistory(d, o)
	days := []ownership.Date{o.From}
	for _, day := range slices.Sorted(maps.Keys(h.turns)) {
		if o.From < day && day <= o.To {
			days = append(days, day)
		}
	}
	found := make([]looked, len(days))
	next := make(chan int)
	var work sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(days)) {
		work.Go(func() {
			for i := range next {
				pairs := h.pairs(h.turns[days[i]])
				if k := slices.IndexFunc(days[i+1:], h.decides); k >= 0 {
					pairs = append(pairs, h.pairs(h.turns[days[i+1+k]])...)
				}
				found[i] = h.look(days[i], pairs)
			}
		})
	}
	for i := range days {
		if i == 0 || h.decides(days[i]) {
			next <- i
		}
	}
	close(next)
	work.Wait()
	t := &Timeline{From: o.From, To: o.To}
	var verdicts []Verdict
	checked := false
	for i, day := range days {
		if i > 0 && !h.decides(day) {
			found[i] = found[i-1] // only foreign laws turned, which no verdict depends on
		}
		if found[i].err != nil {
			return nil, nil, found[i].err
		}
		p := Period{From: day, Until: o.To.AddDays(1), Faults: found[i].faults, Verdict: found[i].verdict, Subjects: found[i].subjects}
		if i+1 < len(days) {
			p.Until = days[i+1]
		}
		if i > 0 {
			p.Turns = h.told(day, found[i-1].shares, found[i].shares)
		}
		t.Periods = append(t.Periods, p)
		checked = checked || len(p.Faults) == 0
		if len(p.Faults) > 0 {
			p.Verdict = Undetermined
		}
		verdicts = append(verdicts, p.Verdict)
	}
	if !checked {
		return nil, t.Periods[0].Faults, nil
	}
	t.Verdict = worst(verdicts...)
	return t, nil, nil
}

// FirstDay is where the history of a dossier begins: the first day of the
// calendar year of the first day on which one of its rows begins or ends, when
// something of the structure is recorded for the time before; else that day. It
// is zero when no row has a day.
func FirstDay(d *ownership.Dossier) ownership.Date {
	h := history{dossier: d, turns: map[ownership.Date][]turn{}}
	h.rows()
	days := slices.Sorted(maps.Keys(h.turns))
	if len(days) == 0 {
		return 0
	}
	first := days[0]
	before := first.AddDays(-1)
	for _, c := range d.Holdings {
		if c.Covers(before) {
			return before/10000*10000 + 101
		}
	}
	return first
}

// turn is what happens on a day, before its figures are known.
type turn struct {
	kind   ChangeKind
	code   string
	entity string
	args   ownership.Args
	at     ownership.Position
	law    string
	pair   [2]string // holder and issuer; empty for what is no holding
	begins bool
}

// history is the turns of a dossier by their days.
type history struct {
	dossier *ownership.Dossier
	options TimelineOptions
	turns   map[ownership.Date][]turn
}

func newHistory(d *ownership.Dossier, o TimelineOptions) *history {
	h := &history{dossier: d, options: o, turns: map[ownership.Date][]turn{}}
	h.rows()
	h.union()
	h.laws()
	return h
}

func (h *history) add(day ownership.Date, t turn) {
	if !day.IsZero() {
		h.turns[day] = append(h.turns[day], t)
	}
}

// span adds the two ends of a row's time: the turn is that of its beginning, and
// until the code of its end.
func (h *history) span(s ownership.Span, t turn, until string) {
	begin, end := t, t
	begin.begins = true
	end.code = until
	h.add(s.From, begin)
	h.add(s.Until, end)
}

// rows adds the days on which rows begin and end to hold.
func (h *history) rows() {
	d := h.dossier
	for _, c := range d.Holdings {
		holder := cmp.Or(c.NomineeFor, c.Holder)
		h.span(c.Span, turn{kind: HoldingChange, code: "turn-holding-from", entity: c.Issuer, pair: [2]string{holder, c.Issuer}, at: c.At.Row(),
			args: ownership.Args{"holder": ownership.Ref(holder), "issuer": ownership.Ref(c.Issuer)}}, "turn-holding-until")
	}
	for _, r := range d.Rights {
		h.span(r.Span, turn{kind: RightChange, code: "turn-right-from", entity: r.Company, at: r.At.Row(),
			args: ownership.Args{"holder": ownership.Ref(r.Holder), "company": ownership.Ref(r.Company), "right": ownership.Word("right-" + string(r.Right))}}, "turn-right-until")
	}
	for _, s := range d.Supplies {
		args := ownership.Args{"client": ownership.Ref(s.Client), "supplier": ownership.Ref(s.Supplier), "service": s.Service}
		h.span(s.Span, turn{kind: SupplyChange, code: "turn-supply-from", entity: s.Supplier, at: s.At.Row(), args: args}, "turn-supply-until")
		if end := s.QualifiedUntil; s.QualifiedService != "" && !end.IsZero() && s.Covers(end.AddDays(1)) {
			h.add(end.AddDays(1), turn{kind: SupplyChange, code: "turn-qualification-ended", entity: s.Supplier, at: s.At.Row(),
				args: ownership.Args{"supplier": ownership.Ref(s.Supplier), "service": s.QualifiedService}})
		}
	}
	for _, s := range d.Sites {
		h.span(s.Span, turn{kind: SiteChange, code: "turn-site-from", entity: s.Operator, at: s.At.Row(),
			args: ownership.Args{"site": s.Site, "operator": ownership.Ref(s.Operator)}}, "turn-site-until")
	}
	for _, a := range d.Attestations {
		h.add(a.Date, turn{kind: EntityChange, code: "turn-attestation", at: a.At.Row(),
			args: ownership.Args{"requirement": a.Requirement, "signatory": a.Signatory}})
	}
}

// countries lists the countries in which entities of the dossier have a place or
// are present, or in which sites are.
func (h *history) countries() []string {
	met := map[string]bool{}
	for _, e := range h.dossier.Entities {
		for _, p := range []ownership.Place{e.RegisteredOffice, e.CentralAdministration, e.PrincipalEstablishment, e.Nationality, e.Residence} {
			met[p.Country] = true
		}
		for _, p := range e.Presence {
			met[p.Country] = true
		}
	}
	for _, s := range h.dossier.Sites {
		met[s.Country.Country] = true
	}
	delete(met, "")
	return slices.Sorted(maps.Keys(met))
}

// union adds the days on which a country of the dossier joined the Union or left
// it.
func (h *history) union() {
	countries := h.countries()
	for _, n := range data.EUChangeDays() {
		day := ownership.Date(n)
		before := int(day.AddDays(-1))
		for _, country := range countries {
			was, is := data.InEU(country, before), data.InEU(country, n)
			if was == is {
				continue
			}
			code := "turn-union-left"
			if is.Inside() {
				code = "turn-union-joined"
			}
			h.add(day, turn{kind: PlaceChange, code: code, args: ownership.Args{"country": country}})
		}
	}
}

// laws adds the days on which a law of a State of the dossier turned: its status,
// or whom it covers.
func (h *history) laws() {
	countries := h.countries()
	for _, law := range h.options.Policy.laws() {
		if !slices.Contains(countries, law.State) {
			continue
		}
		days := map[int]bool{}
		for _, p := range law.Periods {
			days[p.From] = true
		}
		for _, hook := range law.Hooks {
			days[hook.From], days[hook.Until] = true, true
		}
		delete(days, 0)
		for _, day := range slices.Sorted(maps.Keys(days)) {
			was, is := law.StatusOn(int(ownership.Date(day).AddDays(-1))), law.StatusOn(day)
			t := turn{kind: LawChange, code: "turn-law-reach", law: law.ID}
			if was != is {
				t.code, t.args = "turn-law", ownership.Args{"status": ownership.Word("law-status-" + string(is))}
			} else if is == data.StatusNotYet {
				continue
			}
			h.add(ownership.Date(day), t)
		}
	}
}

// decides tells whether a verdict may change on the day: foreign laws reach
// subjects without any test turning on it.
func (h *history) decides(day ownership.Date) bool {
	return slices.ContainsFunc(h.turns[day], func(t turn) bool { return t.kind != LawChange })
}

// pairs lists the holders and issuers whose holdings turn.
func (h *history) pairs(turns []turn) [][2]string {
	var pairs [][2]string
	for _, t := range turns {
		if t.pair != [2]string{} {
			pairs = append(pairs, t.pair)
		}
	}
	return pairs
}

// looked is what a check of one day leaves behind.
type looked struct {
	err      error
	faults   []ownership.Note
	verdict  Verdict
	subjects []Standing
	shares   map[[2]string][2]ownership.Range // what some holders have of their issuers
}

func (h *history) look(day ownership.Date, pairs [][2]string) looked {
	result, faults, err := Check(h.dossier, Options{AsOf: day, Provider: h.options.Provider, Policy: h.options.Policy, Brief: true})
	if err != nil || len(faults) > 0 {
		return looked{err: err, faults: faults}
	}
	l := looked{verdict: result.Verdict, shares: map[[2]string][2]ownership.Range{}}
	for i := range result.Subjects {
		l.subjects = append(l.subjects, standing(result, &result.Subjects[i]))
	}
	for _, pair := range pairs {
		issuer, _ := result.Field.Index(pair[1])
		for _, link := range result.Field.Holders(issuer) {
			if string(result.Field.Ref(link.Holder)) == pair[0] {
				l.shares[pair] = link.Share
			}
		}
	}
	return l
}

func standing(r *Result, s *Subject) Standing {
	st := Standing{Entity: r.Field.Entities[s.Entity].ID, Role: s.Role, Critical: s.Critical, Verdict: s.Verdict}
	for i := range s.Findings {
		f := &s.Findings[i]
		test := TestStanding{Test: f.Test, Verdict: f.Verdict, Contested: f.Contested, Limit: f.Limit, Value: f.Value}
		if f.Readings != nil && f.Holder >= 0 {
			test.Holder = r.Field.RefOf(f.Holder)
		}
		if k := slices.IndexFunc(st.Tests, func(t TestStanding) bool { return t.Test == f.Test }); k >= 0 {
			if worst(st.Tests[k].Verdict, test.Verdict) != st.Tests[k].Verdict {
				st.Tests[k] = test
			}
			continue
		}
		st.Tests = append(st.Tests, test)
	}
	return st
}

// told lists the turns of a day, each thing once: a holder whose old row ends
// when the new one begins has changed, or has not where both say the same.
func (h *history) told(day ownership.Date, before, after map[[2]string][2]ownership.Range) []Turn {
	var turns []Turn
	met := map[[2]string]bool{}
	for _, t := range h.turns[day] {
		if t.pair == [2]string{} {
			turns = append(turns, t.turned(t.code))
			continue
		}
		if met[t.pair] {
			continue
		}
		met[t.pair] = true
		had, was := before[t.pair]
		has, is := after[t.pair]
		var told Turn
		switch {
		case before == nil || after == nil: // a day that cannot be checked is beside it
			told = t.turned(t.code)
		case was && is && equalRanges(had, has), !was && !is:
			continue
		case was && is:
			told = h.newest(day, t).turned("turn-holding-changed")
		case is:
			told = h.newest(day, t).turned("turn-holding-from")
		default:
			told = t.turned("turn-holding-until")
		}
		if was {
			told.Before = &had
		}
		if is {
			told.After = &has
		}
		turns = append(turns, told)
	}
	slices.SortStableFunc(turns, func(a, b Turn) int {
		return cmp.Compare(slices.Index(ChangeKinds, a.Kind), slices.Index(ChangeKinds, b.Kind))
	})
	return turns
}

// newest is the turn of the same pair on the day whose row begins: its source is
// the one that a reader wants to see.
func (h *history) newest(day ownership.Date, t turn) turn {
	for _, other := range h.turns[day] {
		if other.pair == t.pair && other.begins {
			return other
		}
	}
	return t
}

func equalRanges(a, b [2]ownership.Range) bool {
	for d := range a {
		if a[d].Lo.Cmp(b[d].Lo) != 0 || a[d].Hi.Cmp(b[d].Hi) != 0 {
			return false
		}
	}
	return true
}

func (t turn) turned(code string) Turn {
	return Turn{Kind: t.kind, Law: t.law, Note: ownership.Note{Code: code, Entity: t.entity, Args: t.args, At: t.at}}
}
