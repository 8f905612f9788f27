package whatif

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
)

const (
	roomsShown = 30 // rows of the table of rooms
	mendsShown = 8  // changes for one test
)

// Document is the what-if as a document in its language.
func (w *WhatIf) Document() *document.Document {
	v := w.voice
	d := &document.Document{
		Lang: w.Language, Day: w.AsOf,
		Kicker: v.Word("whatif-kicker"), Title: w.Name, Subtitle: v.Word("whatif-subtitle", "day", v.Day(w.AsOf)),
		Front: []document.Block{document.Answer{
			Tone: document.ToneOf(w.Verdict), Mark: mark(w.Verdict), Word: report.Capital(v.Word("verdict-" + w.Verdict)), Spans: document.Text(w.headline()),
		}},
	}
	if len(w.Deals) > 0 {
		d.Sections = append(d.Sections, w.deals())
	}
	d.Sections = append(d.Sections, w.tests())
	if s, any := w.tipped(); any {
		d.Sections = append(d.Sections, s)
	}
	d.Sections = append(d.Sections, w.rooms())
	if s, any := w.mends(); any {
		d.Sections = append(d.Sections, s)
	}
	if s, any := w.settles(); any {
		d.Sections = append(d.Sections, s)
	}
	last := &d.Sections[len(d.Sections)-1]
	last.Blocks = append(last.Blocks, document.Paragraph{Spans: document.Text(w.Disclaimer), Tone: document.Faint})
	return d
}

// Line is the what-if in one line.
func (w *WhatIf) Line() []byte {
	return []byte(w.voice.Word("whatif-line", "verdict", w.voice.Word("verdict-"+w.Verdict), "name", w.Name, "day", w.AsOf,
		"n", strconv.Itoa(len(w.Deals)), "tests", strconv.Itoa(w.tips())) + "\n")
}

func (w *WhatIf) tips() int {
	n := 0
	for _, t := range w.Tests {
		if t.Tipped() {
			n++
		}
	}
	return n
}

func (w *WhatIf) headline() string {
	if w.After == nil {
		return w.voice.Word("whatif-as-it-is", "name", w.Name)
	}
	code := "whatif-changes"
	if w.Before.Verdict == w.After.Verdict {
		code = "whatif-same"
	}
	return w.voice.Word(code, "n", strconv.Itoa(len(w.Deals)), "tests", strconv.Itoa(w.tips()),
		"before", w.voice.Word("verdict-"+w.Before.Verdict), "after", w.voice.Word("verdict-"+w.After.Verdict))
}

// mark is the sign of a verdict; a hyphen where a test does not apply.
func mark(verdict string) string { return cmp.Or(document.ToneOf(verdict).Mark(), "-") }

func (w *WhatIf) deals() document.Section {
	list := document.List{Ordered: true}
	for _, d := range w.Deals {
		list.Items = append(list.Items, document.Item{Spans: document.Text(w.voice.Word("whatif-deal-result", "deal", d.Reads, "verdict", w.voice.Word("verdict-"+d.Verdict)))})
	}
	return document.Section{ID: "deals", Title: w.voice.Word("whatif-deals"), Blocks: []document.Block{list}}
}

// tests is the table of the tests, side by side.
func (w *WhatIf) tests() document.Section {
	v := w.voice
	t := document.Table{Columns: []document.Column{
		{Title: v.Word("whatif-test"), Weight: 3}, {Title: v.Word("whatif-limit"), Right: true},
		{Title: v.Word("whatif-before"), Right: true, Weight: 1.6}, {Title: v.Word("whatif-after"), Right: true, Weight: 1.6}, {Title: v.Word("whatif-by"), Weight: 1.2},
	}}
	title := "whatif-tests"
	if w.After == nil {
		title = "whatif-tests-now"
		t.Columns = slices.Delete(t.Columns, 3, 5)
		t.Columns[2].Title = v.Word("whatif-now")
	}
	subject := w.Provider
	for _, test := range w.Tests {
		if test.Subject != subject {
			subject = test.Subject
			t.Rows = append(t.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(v.Word("whatif-third", "name", test.name))}})
		}
		limit := ""
		if test.Limit != nil {
			limit = v.Percent(*test.Limit)
		}
		cells := []document.Cell{document.Of(test.Title), document.Of(limit), w.side(test.Before)}
		if w.After != nil {
			by := ""
			if test.Tipped() {
				by = v.Word("whatif-by-deal", "n", strconv.Itoa(*test.Deal))
			}
			cells = append(cells, w.side(test.After), document.Of(by))
		}
		t.Rows = append(t.Rows, document.Row{Cells: cells})
	}
	return document.Section{ID: "tests", Title: v.Word(title), Blocks: []document.Block{t}}
}

// side is a test's figure with its mark, or its verdict where it has none.
func (w *WhatIf) side(s *Side) document.Cell {
	switch {
	case s == nil:
		return document.Of("")
	case s.Verdict == "not_applicable":
		return document.Of("–")
	case s.Value != nil:
		return document.Cell{Spans: document.Text(w.voice.Interval(*s.Value) + " " + mark(s.Verdict)), Tone: document.ToneOf(s.Verdict)}
	}
	return document.Cell{Spans: document.Text(w.voice.Word("test-verdict-"+s.Verdict) + " " + mark(s.Verdict)), Tone: document.ToneOf(s.Verdict)}
}

// tipped tells of each test whose verdict is another one, and the chain behind.
func (w *WhatIf) tipped() (document.Section, bool) {
	v := w.voice
	list := document.List{}
	for _, t := range w.Tests {
		if !t.Tipped() || t.Before == nil || t.After == nil {
			continue
		}
		title := t.Title
		if t.Subject != w.Provider {
			title = t.name + ", " + title
		}
		item := document.Item{Spans: []document.Span{{Text: v.Word("whatif-tips", "test", title, "n", strconv.Itoa(*t.Deal),
			"before", v.Word("test-verdict-"+t.Before.Verdict), "after", v.Word("test-verdict-"+t.After.Verdict)), Bold: true}}}
		if t.Because != "" {
			item.Under = append(item.Under, document.Para(report.Capital(t.Because)+"."))
		}
		if t.Chain != nil {
			code := "whatif-chain-after"
			if rank(t.After.Verdict) < rank(t.Before.Verdict) {
				code = "whatif-chain-before"
			}
			item.Under = append(item.Under, document.Para(v.Word(code)), w.chain(t.Chain))
		}
		list.Items = append(list.Items, item)
	}
	return document.Section{ID: "tipped", Title: v.Word("whatif-tipped"), Blocks: []document.Block{list}}, len(list.Items) > 0
}

// linksShown is how many links of a chain are written out.
const linksShown = 12

func (w *WhatIf) chain(c *report.Chain) document.List {
	list := document.List{}
	for i, l := range c.Links {
		if i == linksShown {
			list.Items = append(list.Items, document.Item{Spans: document.Text("…")})
			break
		}
		pairs := []string{"holder", w.name(l.Holder), "issuer", w.name(l.Issuer)}
		text := ""
		switch {
		case l.Right != "":
			text = w.voice.Word("whatif-link-right", append(pairs, "right", w.voice.Word("right-"+l.Right))...)
		case l.Share != nil:
			high := *l.Share
			if l.High != nil {
				high = *l.High
			}
			text = w.voice.Word("whatif-link", append(pairs, "share", w.voice.Interval(report.Interval{Low: *l.Share, High: high}))...)
			if l.Basis != "" {
				text += ", " + w.voice.Word("basis-"+l.Basis)
			}
		default:
			text = w.voice.Word("whatif-link-counts", pairs...)
		}
		spans := document.Text(text)
		if l.Source != "" {
			spans = append(spans, document.Span{Text: " "}, document.Span{Text: l.Source, Mono: true})
		}
		list.Items = append(list.Items, document.Item{Spans: spans})
	}
	return list
}

// rooms is the table of the rooms: a row for each company and the holders whose
// room in it is the same, with the first limit that is met.
func (w *WhatIf) rooms() document.Section {
	v := w.voice
	s := document.Section{ID: "room", Title: v.Word("whatif-room")}
	passing := slices.ContainsFunc(w.Tests, func(t Test) bool {
		return t.Subject == w.Provider && t.After != nil && t.After.Value != nil && t.After.Verdict == "compliant" && t.Test != "19.6.b/board"
	})
	switch {
	case !passing:
		s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-room-none")))
		return s
	case len(w.Headroom) == 0 && w.Unlimited == 0:
		s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-room-nobody")))
		return s
	}
	s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-room-means")))
	groups := w.least()
	t := document.Table{Columns: []document.Column{
		{Title: v.Word("whatif-room-company"), Weight: 2}, {Title: v.Word("whatif-room-holder"), Weight: 2},
		{Title: v.Word("whatif-room-room"), Right: true, Weight: 1.2}, {Title: v.Word("whatif-room-until"), Weight: 2},
	}}
	for i, group := range groups {
		if i == roomsShown {
			break
		}
		r, until := group[0], v.TestName(group[0].Test)
		if r.All {
			until = v.Word("whatif-room-all")
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{
			document.Of(w.name(r.Issuer)), document.Of(w.buyers(group)), document.Of(v.Word("points", "n", w.digits(r.Room))), document.Of(until),
		}})
	}
	s.Blocks = append(s.Blocks, t)
	if n := len(groups) - roomsShown; n > 0 {
		s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-room-more", "n", strconv.Itoa(n))))
	}
	if w.Unlimited > 0 {
		s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-room-unlimited", "n", strconv.Itoa(w.Unlimited))))
	}
	if w.LeftOut > 0 {
		s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-room-left-out", "n", strconv.Itoa(w.LeftOut))))
	}
	return s
}

// digits writes a percentage of whole ten-thousandths to the last one, never
// more than it is: a room that is rounded up would not pass.
func (w *WhatIf) digits(percent float64) string {
	text := strconv.FormatFloat(math.Floor(percent*10_000+1e-6)/10_000, 'f', -1, 64)
	return strings.Replace(text, ".", w.voice.Word("decimal-mark"), 1)
}

// least is the smallest room of each holder in each company, together where they
// are the same: the provider's first, then by the smallest.
func (w *WhatIf) least() [][]Room {
	var list []Room
	for _, r := range w.Headroom {
		if n := len(list); n > 0 && list[n-1].Issuer == r.Issuer && holderOf(list[n-1]) == holderOf(r) {
			if last := &list[n-1]; !r.All && (last.All || r.Room < last.Room) {
				*last = r
			}
			continue
		}
		list = append(list, r)
	}
	slices.SortStableFunc(list, func(a, b Room) int {
		return cmp.Or(cmp.Compare(side(a.Issuer != w.Provider), side(b.Issuer != w.Provider)), cmp.Compare(side(a.All), side(b.All)), cmp.Compare(a.Room, b.Room))
	})
	var groups [][]Room
	for _, r := range list {
		at := slices.IndexFunc(groups, func(g []Room) bool {
			return g[0].Issuer == r.Issuer && g[0].Room == r.Room && g[0].All == r.All && g[0].Test == r.Test
		})
		if at < 0 {
			groups = append(groups, []Room{r})
			continue
		}
		groups[at] = append(groups[at], r)
	}
	return groups
}

// buyers names the holders of rooms that are the same.
func (w *WhatIf) buyers(group []Room) string {
	const named = 2
	var names []string
	for _, r := range group {
		if r.Holder == nil {
			names = append(names, w.voice.Word("whatif-room-new"))
		} else {
			names = append(names, w.name(*r.Holder))
		}
	}
	if n := len(names) - named; n > 1 {
		return w.voice.Word("whatif-room-others", "first", strings.Join(names[:named], ", "), "n", strconv.Itoa(n))
	}
	return w.voice.List(names)
}

func side(later bool) int {
	if later {
		return 1
	}
	return 0
}

func holderOf(r Room) string {
	if r.Holder == nil {
		return ""
	}
	return *r.Holder
}

// mends lists what would mend each failing test.
func (w *WhatIf) mends() (document.Section, bool) {
	v := w.voice
	s := document.Section{ID: "mend", Title: v.Word("whatif-mend")}
	any := false
	for _, t := range w.Tests {
		if t.Subject != w.Provider || t.After == nil || t.After.Verdict != "non_compliant" || t.Test != "19.6.a" && len(t.Test) > 6 && t.Test[:6] != "19.6.b" {
			continue
		}
		if !any {
			s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-mend-means")))
		}
		any = true
		list, more := document.List{Ordered: true}, 0
		for _, m := range w.Mend {
			switch {
			case m.Test != t.Test:
			case len(list.Items) == mendsShown:
				more++
			default:
				list.Items = append(list.Items, document.Item{Spans: document.Text(v.Word("whatif-mend-then", "change", m.Text, "verdict", v.Word("test-verdict-"+m.Verdict)))})
			}
		}
		if len(list.Items) == 0 {
			code := "whatif-mend-nothing"
			if w.MendLeftOut > 0 {
				code = "whatif-mend-nothing-tried"
			}
			s.Blocks = append(s.Blocks, document.Para(v.Word(code, "test", t.Title)))
			continue
		}
		s.Blocks = append(s.Blocks, document.Paragraph{Spans: []document.Span{{Text: t.Title, Bold: true}}}, list)
		if more > 0 {
			s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-mend-more", "n", strconv.Itoa(more))))
		}
	}
	if any && w.MendLeftOut > 0 {
		s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-mend-left-out", "n", strconv.Itoa(w.MendLeftOut))))
	}
	return s, any
}

// settles lists what would settle each open test, once where several have the
// same answer.
func (w *WhatIf) settles() (document.Section, bool) {
	v := w.voice
	s := document.Section{ID: "settle", Title: v.Word("whatif-settle")}
	var done []Settlement
	for i, one := range w.Settle {
		if slices.ContainsFunc(done, func(d Settlement) bool { return sameSets(d, one) }) {
			continue
		}
		done = append(done, one)
		title := v.TestName(one.Test)
		for _, other := range w.Settle[i+1:] {
			if sameSets(one, other) {
				title = v.Apart(title, v.TestName(other.Test))
			}
		}
		s.Blocks = append(s.Blocks, document.Paragraph{Spans: []document.Span{{Text: title, Bold: true}}})
		parts := []struct {
			code string
			asks []Ask
		}{{"whatif-settle-either", one.Either}, {"whatif-settle-clears", one.Clears}, {"whatif-settle-fails", one.Fails}}
		for i := range parts[1:] {
			if sameAsks(parts[i+1].asks, one.Either) {
				parts[i+1].asks = nil // said already
			}
		}
		said := false
		for _, part := range parts {
			if len(part.asks) == 0 {
				continue
			}
			said = true
			list := document.List{}
			for _, a := range part.asks {
				list.Items = append(list.Items, document.Item{Spans: document.Text(a.What)})
			}
			s.Blocks = append(s.Blocks, document.Para(v.Word(part.code)), list)
		}
		switch {
		case !said:
			s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-settle-impossible")))
		case !one.Exact:
			s.Blocks = append(s.Blocks, document.Para(v.Word("whatif-settle-greedy")))
		}
	}
	return s, len(done) > 0
}

func sameSets(a, b Settlement) bool {
	return a.Exact == b.Exact && sameAsks(a.Clears, b.Clears) && sameAsks(a.Fails, b.Fails) && sameAsks(a.Either, b.Either)
}

func sameAsks(a, b []Ask) bool {
	return slices.EqualFunc(a, b, func(x, y Ask) bool { return x.Kind == y.Kind && x.Entity == y.Entity })
}
