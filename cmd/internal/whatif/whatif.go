package whatif

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/deal"
	"egide/rules"
)

// Schema names the form of a what-if; the JSON Schema of the same name describes
// it.
const Schema = "egide.whatif/1"

// WhatIf is everything that was found, in one language. Percentages are in
// percent.
type WhatIf struct {
	Schema   string `json:"schema"`
	Egide    string `json:"egide"`
	Language string `json:"language"`
	AsOf     string `json:"as_of"`
	Provider string `json:"provider"`
	Name     string `json:"name"`
	// Verdict is the one after the deals, or the one there is where there are none.
	Verdict string `json:"verdict"`
	Deals   []Deal `json:"deals"`
	Tests   []Test `json:"tests"`
	// Headroom, Mend and Settle are about the state after the deals.
	Headroom []Room `json:"headroom"`
	// Unlimited is how many further pairs of a holder and a company there are in
	// which everything on offer could be bought.
	Unlimited int `json:"unlimited"`
	// LeftOut is how many pairs were not looked at, in a very large dossier.
	LeftOut int    `json:"left_out"`
	Mend    []Mend `json:"mend"`
	// MendLeftOut is how many changes were not tried, in a very large dossier.
	MendLeftOut int            `json:"mend_left_out"`
	Settle      []Settlement   `json:"settle"`
	Before      *report.Report `json:"before"`
	After       *report.Report `json:"after"`
	Disclaimer  string         `json:"disclaimer"`

	voice *report.Voice
	name  func(id string) string
}

// Deal is a deal as it was understood.
type Deal struct {
	N       int    `json:"n"`
	Text    string `json:"text"`
	Kind    string `json:"kind"`
	Reads   string `json:"reads"`   // what was understood, in words
	Verdict string `json:"verdict"` // of the dossier after it
}

// Side is what a test comes to, before or after.
type Side struct {
	Verdict string           `json:"verdict"`
	Value   *report.Interval `json:"value"`
	Holder  *string          `json:"holder"`
}

// Test is a test before and after.
type Test struct {
	Subject string   `json:"subject"`
	Test    string   `json:"test"`
	Title   string   `json:"title"`
	Limit   *float64 `json:"limit"`
	Before  *Side    `json:"before"` // nil for a subject that there was not
	After   *Side    `json:"after"`  // nil for a subject that there is no more
	// Deal is the number of the deal with which the verdict became the last one;
	// nil where it is the first one.
	Deal    *int   `json:"deal"`
	Because string `json:"because,omitempty"` // why it is what it is after
	// Chain is the largest chain behind the figure: of the state after where the
	// test got worse, of the one before where it got better.
	Chain *report.Chain `json:"chain"`

	name string // of the subject
}

// Tipped tells that the verdict is another one.
func (t Test) Tipped() bool { return t.Deal != nil }

// Room is how much more of a company a holder could have.
type Room struct {
	Subject string   `json:"subject"`
	Test    string   `json:"test"`
	Holder  *string  `json:"holder"` // nil for one that the dossier does not know yet
	Issuer  string   `json:"issuer"`
	Room    float64  `json:"room"`
	All     bool     `json:"all"` // no limit: it is all that is on offer
	Reading string   `json:"reading"`
	From    []string `json:"from"`
}

// Mend is a change that would mend a failing test.
type Mend struct {
	Subject string   `json:"subject"`
	Test    string   `json:"test"`
	Kind    string   `json:"kind"`
	Holder  string   `json:"holder"`
	Issuer  *string  `json:"issuer"`
	Share   *float64 `json:"share"`
	Right   string   `json:"right,omitempty"`
	Place   string   `json:"place,omitempty"`
	Verdict string   `json:"verdict"` // of the test afterwards
	Text    string   `json:"text"`
	Deal    string   `json:"deal"` // the same as a deal to try
}

// Settlement is what would settle a test that is not determined.
type Settlement struct {
	Subject string `json:"subject"`
	Test    string `json:"test"`
	Clears  []Ask  `json:"clears"`
	Fails   []Ask  `json:"fails"`
	Either  []Ask  `json:"either"`
	Exact   bool   `json:"exact"`
}

// Ask is a document to ask for, and how many points of the figure's interval
// hang on it.
type Ask struct {
	What   string  `json:"what"`
	Kind   string  `json:"kind"`
	Entity string  `json:"entity"`
	Width  float64 `json:"width"`
}

// Make works everything out. The first result is of the dossier as it is, the
// others of the dossier after each of the deals.
func Make(first *rules.Result, after []*rules.Result, deals []deal.Deal, lang string) (*WhatIf, error) {
	last := first
	if len(after) > 0 {
		last = after[len(after)-1]
	}
	name := func(id string) string {
		for _, r := range append([]*rules.Result{last, first}, after...) {
			if i, ok := r.Field.Index(id); ok {
				return r.Field.Entities[i].Label()
			}
		}
		return id
	}
	limits := []float64{0, 100, report.Percent(first.Policy.IndividualLimit), report.Percent(first.Policy.CollectiveLimit)}
	voice := report.NewVoice(lang, name, limits)
	provider := last.Field.Entities[last.Subjects[0].Entity]
	w := &WhatIf{
		Schema: Schema, Egide: report.Version, Language: voice.Lang(), AsOf: first.AsOf.String(),
		Provider: provider.ID, Name: provider.Label(), Verdict: string(last.Verdict),
		Deals: []Deal{}, Tests: []Test{}, Headroom: []Room{}, Mend: []Mend{}, Settle: []Settlement{},
		Before: report.Make(first, lang), Disclaimer: voice.Word("disclaimer"),
		voice: voice, name: name,
	}
	if len(after) > 0 {
		w.After = report.Make(last, lang)
	}
	for i, d := range deals {
		w.Deals = append(w.Deals, Deal{N: d.N, Text: d.Text, Kind: string(d.Kind), Reads: w.reads(d), Verdict: string(after[i].Verdict)})
	}
	w.compare(first, after)
	return w, w.work(last)
}

// compare sets the tests side by side.
func (w *WhatIf) compare(first *rules.Result, after []*rules.Result) {
	type key struct{ subject, test string }
	verdicts := func(r *rules.Result) map[key]rules.Verdict {
		m := map[key]rules.Verdict{}
		for _, s := range r.Subjects {
			for _, f := range s.Findings {
				m[key{string(r.Field.Ref(s.Entity)), f.Test}] = f.Verdict
			}
		}
		return m
	}
	steps := []map[key]rules.Verdict{verdicts(first)}
	for _, r := range after {
		steps = append(steps, verdicts(r))
	}
	index := map[key]int{}
	each := func(r *report.Report, set func(*Test, *report.Finding)) {
		if r == nil {
			return
		}
		for _, s := range r.Subjects {
			for _, f := range s.Findings {
				k := key{s.Entity, f.Test}
				if _, met := index[k]; !met {
					index[k] = len(w.Tests)
					w.Tests = append(w.Tests, Test{Subject: s.Entity, Test: f.Test, Title: f.Title, Limit: f.Limit, name: s.Name})
				}
				set(&w.Tests[index[k]], f)
			}
		}
	}
	side := func(f *report.Finding) *Side { return &Side{f.Verdict, f.Value, f.Holder} }
	chains := map[key]*report.Chain{}
	each(w.Before, func(t *Test, f *report.Finding) {
		t.Before, t.Because = side(f), f.Because
		if len(f.Chains) > 0 {
			chains[key{t.Subject, t.Test}] = &f.Chains[0]
		}
	})
	each(w.After, func(t *Test, f *report.Finding) {
		t.After, t.Because, t.Limit = side(f), f.Because, f.Limit
		k := key{t.Subject, t.Test}
		for n := len(steps) - 1; n > 0; n-- {
			if steps[n][k] != steps[n-1][k] {
				if steps[0][k] != steps[len(steps)-1][k] {
					t.Deal = &w.Deals[n-1].N
				}
				break
			}
		}
		if t.Before != nil && t.Tipped() && rank(t.After.Verdict) < rank(t.Before.Verdict) {
			t.Chain = chains[k]
		} else if len(f.Chains) > 0 {
			t.Chain = &f.Chains[0]
		}
	})
	if w.After == nil {
		for i := range w.Tests {
			t := &w.Tests[i]
			t.After, t.Chain = t.Before, chains[key{t.Subject, t.Test}]
		}
	}
}

// rank orders verdicts, the best first.
func rank(verdict string) int {
	return slices.Index([]string{"not_applicable", "compliant", "undetermined", "non_compliant"}, verdict)
}

// work finds the room, what mends and what settles.
func (w *WhatIf) work(r *rules.Result) error {
	rooms, err := rules.Headroom(r)
	if err != nil {
		return err
	}
	w.Unlimited, w.LeftOut = rooms.Unlimited, rooms.LeftOut
	for _, room := range rooms.List {
		one := Room{
			Subject: w.Provider, Test: room.Test, Issuer: room.Issuer, Room: report.Percent(room.Share), All: room.All,
			Reading: r.Policy.Reading.String(), From: room.From,
		}
		if room.Holder != "" {
			one.Holder = &room.Holder
		}
		w.Headroom = append(w.Headroom, one)
	}
	mends, err := rules.Mends(r)
	if err != nil {
		return err
	}
	w.MendLeftOut = mends.LeftOut
	for _, m := range mends.List {
		w.Mend = append(w.Mend, w.mend(m))
	}
	settlements, err := rules.Settle(r)
	if err != nil {
		return err
	}
	for _, s := range settlements {
		w.Settle = append(w.Settle, Settlement{
			Subject: w.Provider, Test: s.Test, Exact: s.Exact,
			Clears: w.asks(r, s.Clears), Fails: w.asks(r, s.Fails), Either: w.asks(r, s.Either),
		})
	}
	return nil
}

func (w *WhatIf) asks(r *rules.Result, gaps []ownership.Gap) []Ask {
	asks := []Ask{}
	for _, g := range gaps {
		id := string(r.Field.Ref(g.Entity))
		asks = append(asks, Ask{
			Kind: string(g.Kind), Entity: id, Width: report.Percent(g.Width),
			What: w.voice.Word("ask-"+string(g.Kind), "entity", w.name(id)),
		})
	}
	return asks
}

// share is a ratio as a person writes it.
func (w *WhatIf) share(ratio *big.Rat) string {
	if ratio == nil {
		return w.voice.Word("deal-everything")
	}
	switch decimal := new(big.Rat).Mul(ratio, big.NewRat(1_000_000, 1)); {
	case decimal.IsInt(): // what was agreed is not rounded
		return w.voice.Word("percent", "n", w.digits(report.Percent(ratio)))
	case ratio.Denom().BitLen() < 20:
		return ratio.RatString()
	}
	return w.voice.Percent(report.Percent(ratio))
}

// reads is what was understood of a deal.
func (w *WhatIf) reads(d deal.Deal) string {
	sentence := "deal-reads-" + string(d.Kind)
	pairs := []string{"who", w.name(d.Who.Text), "of", w.name(d.Of.Text), "other", w.name(d.Other.Text), "share", w.share(d.Share)}
	switch {
	case d.Kind == deal.Transfer && d.Undisclosed:
		sentence += "-undisclosed"
	case d.Kind == deal.Transfer && d.Other.Text == "":
		sentence += "-all"
	case d.Kind == deal.Cancel && d.Undisclosed:
		sentence += "-undisclosed"
	case d.Kind == deal.Cancel && d.Other.Text == "":
		sentence += "-own"
	case d.Kind == deal.Move:
		if d.Which != deal.EveryPlace {
			sentence += "-" + d.Which
		}
		to := d.To()
		pairs = append(pairs, "place", w.voice.Country(cmp.Or(to.Subdivision, to.Country)))
	case d.Kind == deal.FillSeats:
		pairs = append(pairs, "seats", count(d.Seats), "total", count(d.OfSeats))
	case d.Kind == deal.ReplaceOther && d.Of.Text != "":
		sentence += "-for"
	}
	return w.voice.Word(sentence, pairs...)
}

func count(n int) string { return big.NewInt(int64(n)).String() }

func (w *WhatIf) mend(m rules.Mend) Mend {
	one := Mend{Subject: w.Provider, Test: m.Test, Kind: string(m.Kind), Holder: m.Holder, Right: string(m.Right), Place: m.Place, Verdict: string(m.Verdict)}
	if m.Issuer != "" {
		one.Issuer = &m.Issuer
	}
	sentence := "mend-" + string(m.Kind)
	share := ""
	switch m.Kind {
	case rules.MendSale:
		percent := report.Percent(m.Share)
		one.Share = &percent
		share = w.voice.Word("percent", "n", w.digits(percent))
	case rules.MendRight:
		sentence += "-" + string(m.Right)
	case rules.MendSeat:
		if m.Place != "" {
			sentence += "-" + m.Place
		}
	}
	one.Text = w.voice.Word(sentence, "holder", w.name(m.Holder), "issuer", w.name(m.Issuer), "share", share)
	one.Deal = w.voice.Word(strings.Replace(sentence, "mend-", "mend-deal-", 1), "holder", quoted(m.Holder), "issuer", quoted(m.Issuer), "share", share)
	return one
}

// quoted is an id as a deal has it.
func quoted(id string) string {
	if strings.ContainsAny(id, " ()\u00a0") {
		return `"` + id + `"`
	}
	return id
}
