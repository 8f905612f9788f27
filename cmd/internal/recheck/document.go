package recheck

import (
	"cmp"
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	"egide/data"
	"egide/rules"
)

// Document is the re-check as a document to hand over.
func (r *Recheck) Document() *document.Document {
	t := r.teller(r.Language)
	d := &document.Document{
		Lang: r.Language, Day: r.AsOf,
		Kicker:   t.Word("recheck-document-kicker", "since", t.Day(r.Since)),
		Title:    t.Word("recheck-document-title", "name", r.Name),
		Subtitle: t.Word("recheck-document-subtitle", "day", t.Day(r.AsOf), "since", t.Day(r.Since)),
		Front:    t.front(),
	}
	add := func(id, code string, blocks ...document.Block) {
		if len(blocks) > 0 {
			d.Sections = append(d.Sections, document.Section{ID: id, Title: t.Word(code), Blocks: blocks})
		}
	}
	add("tests", "recheck-section-tests", t.tests()...)
	if list := t.changes(); len(list.Items) > 0 {
		add("changes", "recheck-section-changes", list)
	}
	add("told", "recheck-section-told", t.told()...)
	add("laws", "recheck-section-beside", t.beside()...)
	add("evidence", "recheck-section-evidence", t.evidence()...)
	if len(r.Renewed) > 0 {
		add("renewed", "recheck-section-renewed", t.renewed())
	}
	if r.Notice != nil {
		letters := document.Section{ID: "notice", Title: t.Word("recheck-section-letters"), NewPage: true,
			Blocks: []document.Block{document.Paragraph{Spans: document.Text(t.Word("recheck-draft")), Tone: document.Faint}}}
		for _, lang := range r.languages() {
			letters.Sections = append(letters.Sections, document.Section{ID: "notice-" + lang, Title: t.Word("recheck-letter-lang-" + lang), Blocks: r.letterBlocks(lang, true)})
		}
		d.Sections = append(d.Sections, letters)
	}
	add("basis", "recheck-section-basis", t.basis()...)
	return d
}

// Letters is the draft of the notice to customers as a document of its own, in
// both languages, that of the re-check first. There must be a [Notice].
func (r *Recheck) Letters() *document.Document {
	t := r.teller(r.Language)
	d := &document.Document{Lang: r.Language, Day: r.AsOf, Title: r.Notice.In(r.Language).Title,
		Subtitle: t.Word("recheck-document-subtitle", "day", t.Day(r.AsOf), "since", t.Day(r.Since)),
		Front: []document.Block{
			document.Paragraph{Spans: document.Text(t.Word("recheck-draft")), Tone: document.Faint},
			document.Para(t.by()),
		}}
	for i, lang := range r.languages() {
		d.Sections = append(d.Sections, document.Section{ID: "notice-" + lang, Title: t.Word("recheck-letter-lang-" + lang), NewPage: i > 0, Blocks: r.letterBlocks(lang, false)})
	}
	return d
}

// languages are those of the letters, that of the re-check first.
func (r *Recheck) languages() []string {
	list := []string{r.Language}
	for _, lang := range data.Languages {
		if lang != r.Language {
			list = append(list, lang)
		}
	}
	return list
}

// letterBlocks is the letter of a language, with lines to sign on when it stands
// alone.
func (r *Recheck) letterBlocks(lang string, within bool) []document.Block {
	t, l := r.teller(lang), r.Notice.In(lang)
	list := func(texts []string) document.List {
		var items document.List
		for _, text := range texts {
			items.Items = append(items.Items, document.Item{Spans: document.Text(text)})
		}
		return items
	}
	blocks := []document.Block{
		document.Paragraph{Spans: []document.Span{{Text: l.Title, Bold: true}}},
		document.Para(l.Address), document.Para(l.Opening),
	}
	changes := list(l.Changes)
	changes.Ordered = true
	blocks = append(blocks, changes, document.Para(l.Outcome[0]))
	if len(l.Outcome) > 1 {
		blocks = append(blocks, list(l.Outcome[1:]))
	}
	if within {
		blocks = append(blocks, document.Para(l.Closing))
	} else {
		blocks = append(blocks, document.Para(t.Word("recheck-letter-closing")), document.Para(t.Word("recheck-letter-for", "name", r.Name)), document.Lines{t.Word("recheck-letter-sign-place"), t.Word("recheck-letter-sign-name"), t.Word("recheck-letter-sign-signature")})
	}
	return blocks
}

// Line is the re-check in one line.
func (r *Recheck) Line() []byte {
	return []byte(report.Clean(r.voice.Word("recheck-line", "verdict", r.voice.Word("verdict-"+r.Verdict), "name", r.Name, "day", r.voice.Day(r.AsOf),
		"since", r.voice.Day(r.Since), "n", strconv.Itoa(len(r.Changes)), "notifiable", strconv.Itoa(r.notifiable()))) + "\n")
}

func (r *Recheck) notifiable() int {
	n := 0
	for _, c := range r.Changes {
		if c.Notifiable {
			n++
		}
	}
	return n
}

func (t teller) front() []document.Block {
	r := t.r
	turn := t.Word("recheck-verdict-same", "since", t.Day(r.Since))
	if r.Before != r.Verdict {
		turn = t.Word("recheck-verdict-turned", "since", t.Day(r.Since), "before", t.Word("verdict-"+r.Before))
	}
	blocks := []document.Block{document.Answer{Tone: document.ToneOf(r.Verdict), Mark: document.ToneOf(r.Verdict).Mark(), Word: report.Capital(t.Word("verdict-" + r.Verdict)), Spans: document.Text(turn)}}
	turned, overdue, structure := 0, 0, 0
	for _, x := range r.Tests {
		if verdictOf(x.Before) != verdictOf(x.After) {
			turned++
		}
	}
	for _, c := range r.Changes {
		if c.Overdue {
			overdue++
		}
		if c.Kind != string(rules.LawChange) {
			structure++
		}
	}
	if structure == 0 && turned == 0 {
		return append(blocks, document.Para(t.Word("recheck-front-none", "since", t.Day(r.Since), "day", t.Day(r.AsOf))))
	}
	text := t.Word("recheck-front", "n", strconv.Itoa(structure), "notifiable", strconv.Itoa(r.notifiable()), "turned", strconv.Itoa(turned))
	if r.Notice != nil {
		text += " " + t.by()
	}
	blocks = append(blocks, document.Para(text))
	if overdue > 0 {
		blocks = append(blocks, document.Paragraph{Tone: document.Fail, Spans: document.Text(t.Word("recheck-front-overdue", "n", strconv.Itoa(overdue)))})
	}
	return blocks
}

// by says when the first month of 19.6.f ends, or that it has.
func (t teller) by() string {
	if t.r.Notice.By < t.r.AsOf {
		return t.Word("recheck-front-ended", "day", t.Day(t.r.Notice.By))
	}
	return t.Word("recheck-front-by", "day", t.Day(t.r.Notice.By))
}

// tests are those of the provider, and those of third parties that moved.
func (t teller) tests() []document.Block {
	r := t.r
	table := document.Table{Columns: []document.Column{
		{Title: t.Word("recheck-column-test"), Weight: 1.4}, {Title: t.Word("recheck-column-before", "day", t.Day(r.Since)), Weight: 1.3},
		{Title: t.Word("recheck-column-before", "day", t.Day(r.AsOf)), Weight: 1.3}, {Title: t.Word("recheck-column-margin"), Right: true, Weight: 0.8},
	}}
	rest, subject := 0, ""
	for _, x := range r.Tests {
		if x.Subject != r.Provider && !x.Moved {
			rest++
			continue
		}
		if x.Subject != subject {
			table.Rows = append(table.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(x.Name)}})
			subject = x.Subject
		}
		margin := ""
		if x.After != nil && x.After.Margin != nil && x.Test != seats {
			margin = t.margin(*x.After.Margin)
		}
		name := []document.Span{{Text: x.Title, Bold: x.Moved}}
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{{Spans: name}, t.standing(x.Before, x.Test), t.standing(x.After, x.Test), document.Of(margin)}})
	}
	blocks := []document.Block{table}
	if rest > 0 {
		blocks = append(blocks, document.Paragraph{Tone: document.Faint, Spans: document.Text(t.Word("recheck-tests-rest", "n", strconv.Itoa(rest)))})
	}
	return blocks
}

// margin is how many points are left to a limit: the least that is sure.
func (t teller) margin(m report.Interval) string {
	points := m.Low
	if m.High < 0 {
		points = m.High
	}
	if points < 0 {
		return "−" + t.Points(-points)
	}
	return t.Points(points)
}

// seats is the test whose figure is of seats, which are no percentage of anybody's
// capital.
const seats = "19.6.b/board"

// standing is what a test came to: its verdict, and its figure.
func (t teller) standing(s *Standing, test string) document.Cell {
	if s == nil {
		return document.Cell{Spans: document.Text("–"), Tone: document.Faint}
	}
	text := strings.TrimSpace(document.ToneOf(s.Verdict).Mark() + " " + t.Word("test-verdict-"+s.Verdict))
	if s.Value != nil && test != seats {
		text += ", " + t.Interval(*s.Value)
		if s.Holder != nil && s.Value.High > 0 {
			text += " (" + t.Name(*s.Holder) + ")"
		}
	}
	if s.Contested {
		text += ", " + t.Word("contested")
	}
	return document.Cell{Spans: document.Text(text), Tone: document.ToneOf(s.Verdict)}
}

// changes are told one after the other, the one that does most first.
func (t teller) changes() document.List {
	list := document.List{Ordered: true}
	for _, c := range t.r.Changes {
		if c.Kind == string(rules.LawChange) {
			continue // told of with the exposures
		}
		facts := document.Facts{}
		side := func(code string, s *State) {
			if s == nil {
				return
			}
			facts = append(facts, document.Fact{Term: t.Word(code), Spans: t.cited(t.facts(c, s), s.Evidence)})
		}
		side("recheck-term-before", c.Before)
		side("recheck-term-after", c.After)
		facts = append(facts,
			document.Fact{Term: t.Word("recheck-term-day"), Spans: document.Text(t.Word("recheck-day-"+c.DayFrom, "day", t.Day(c.Day)))},
			document.Fact{Term: t.Word("recheck-term-tests"), Spans: document.Text(t.effects(c))},
			document.Fact{Term: t.Word("recheck-term-notice"), Spans: document.Text(t.notifying(c))})
		list.Items = append(list.Items, document.Item{
			Spans: []document.Span{{Text: t.heading(c), Bold: true}, {Text: " – " + t.Word("recheck-what-"+c.What)}},
			Under: []document.Block{facts},
		})
	}
	return list
}

func (t teller) heading(c *Change) string {
	one := cmp.Or(c.After, c.Before)
	return report.Capital(t.title(c.Kind, one))
}

// cited is a text followed by where it stands and what that cites, in brackets.
func (t teller) cited(text string, evidence []Evidence) []document.Span {
	var spans []document.Span
	add := func(span document.Span) { spans = append(spans, span) }
	if text != "" {
		add(document.Span{Text: text})
	}
	for i, e := range evidence {
		const most = 4
		if i == most {
			add(document.Span{Text: " …"})
			break
		}
		open, end := "", ""
		if text != "" {
			open, end = " (", ")"
		} else if i > 0 {
			open = t.Apart("", "")
		}
		if open != "" {
			add(document.Span{Text: open})
		}
		add(document.Span{Text: e.Source, Mono: true})
		about := ""
		if e.Document != "" {
			about += ", " + e.Document
		}
		if e.DocumentDate != "" {
			about += ", " + t.Day(e.DocumentDate)
		}
		if about+end != "" {
			add(document.Span{Text: about + end})
		}
	}
	return spans
}

// effects says which tests moved, those together that did so alike.
func (t teller) effects(c *Change) string {
	if len(c.Effects) == 0 {
		return t.Word("recheck-effects-none")
	}
	verdict := func(v string) string {
		if v == "" {
			return t.Word("recheck-no-test")
		}
		return t.Word("test-verdict-" + v)
	}
	type alike struct{ before, after string }
	of := map[alike][]string{}
	var order []alike
	var above []string
	for _, e := range c.Effects {
		name := t.TestName(e.Test)
		if e.Subject != t.r.Provider {
			name += " (" + t.Name(e.Subject) + ")"
		}
		if !e.Direct {
			above = append(above, name)
			continue
		}
		key := alike{e.Before, e.After}
		if e.Before == e.After {
			key = alike{}
		}
		if of[key] == nil {
			order = append(order, key)
		}
		of[key] = append(of[key], name)
	}
	var told []string
	for _, key := range order {
		text := t.Word("recheck-effect-moved", "tests", t.Apart(of[key]...))
		if key.before != key.after {
			text = t.Word("recheck-effect-turned", "tests", t.Apart(of[key]...), "before", verdict(key.before), "after", verdict(key.after))
		}
		told = append(told, text)
	}
	if above != nil {
		told = append(told, t.Word("recheck-effect-indirect", "tests", t.Apart(above...)))
	}
	return strings.Join(told, " ")
}

func (t teller) notifying(c *Change) string {
	notice, _ := data.NoticeByID(c.notice)
	because := notice.Because.In(t.Lang())
	if c.NotifyBy == nil {
		return t.Word("recheck-notify-not", "because", because)
	}
	code := "recheck-notify"
	if c.Overdue {
		code = "recheck-notify-overdue"
	}
	return t.Word(code, "day", t.Day(*c.NotifyBy), "nature", t.Word("recheck-nature-"+notice.Nature), "because", because)
}

// told is the table of what the customer is told, the first month to end first.
func (t teller) told() []document.Block {
	table := document.Table{Columns: []document.Column{
		{Title: t.Word("recheck-column-change"), Weight: 2.4}, {Title: t.Word("recheck-column-day")}, {Title: t.Word("recheck-column-by"), Weight: 1.2},
	}}
	for _, c := range t.r.byDeadline() {
		notice, _ := data.NoticeByID(c.notice)
		by := document.Of(t.Day(*c.NotifyBy))
		if c.Overdue {
			by = document.Cell{Spans: document.Text(t.Word("recheck-overdue", "day", t.Day(*c.NotifyBy))), Tone: document.Fail}
		}
		about := []document.Span{{Text: t.heading(c), Bold: true}, {Text: ", " + t.Word("recheck-what-"+c.What) + " – " + t.Word("recheck-nature-"+notice.Nature) + " (" + t.List(notice.Touches) + ")"}}
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{{Spans: about}, document.Of(t.Day(c.Day)), by}})
	}
	if len(table.Rows) == 0 {
		return []document.Block{document.Para(t.Word("recheck-told-none"))}
	}
	return []document.Block{document.Para(t.Word("recheck-told-lead", "day", t.Day(t.r.AsOf))), table}
}

// beside is what changed that is no part of the structure.
func (t teller) beside() []document.Block {
	r := t.r
	var blocks []document.Block
	var laws document.List
	for _, c := range r.Changes {
		if c.Kind == string(rules.LawChange) {
			laws.Items = append(laws.Items, document.Item{Spans: document.Text(t.Word("recheck-law", "law", t.title(c.Kind, c.After),
				"before", t.value("status", c.Before.fact("status")), "after", t.value("status", c.After.fact("status")), "day", t.Day(c.Day)))})
		}
	}
	if laws.Items != nil {
		blocks = append(blocks, laws)
	}
	table := document.Table{Columns: []document.Column{
		{Title: t.Word("recheck-column-subject")}, {Title: t.Word("recheck-column-law"), Weight: 1.4},
		{Title: t.Word("recheck-column-before", "day", t.Day(r.Since)), Weight: 1.3}, {Title: t.Word("recheck-column-before", "day", t.Day(r.AsOf)), Weight: 1.3},
	}}
	doubtful := func(x *Reach) bool { return x == nil || x.Level == rules.LevelUndetermined }
	doubts := 0
	for _, x := range r.Exposures {
		if doubtful(x.Before) && doubtful(x.After) {
			doubts++
			continue
		}
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{document.Of(x.Name), document.Of(x.Title), t.reach(x.Before), t.reach(x.After)}})
	}
	if table.Rows != nil {
		blocks = append(blocks, table)
	}
	if doubts > 0 {
		blocks = append(blocks, document.Paragraph{Tone: document.Faint, Spans: document.Text(t.Word("recheck-exposure-doubts", "n", strconv.Itoa(doubts)))})
	}
	if len(r.Attestations) > 0 {
		var list document.List
		for _, a := range r.Attestations {
			one := cmp.Or(a.After, a.Before)
			list.Items = append(list.Items, document.Item{Spans: document.Text(t.Word("recheck-attested-"+a.What, "requirement", one.Requirement, "signatory", one.Signatory, "day", t.Day(one.Date)))})
		}
		blocks = append(blocks, list)
	}
	if len(r.Policy) > 0 {
		table := document.Table{Columns: []document.Column{
			{Title: t.Word("recheck-column-setting")}, {Title: t.Word("recheck-column-before", "day", t.Day(r.Since))}, {Title: t.Word("recheck-column-before", "day", t.Day(r.AsOf))},
		}}
		for _, p := range r.Policy {
			table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{{Spans: []document.Span{{Text: p.Key, Mono: true}}}, document.Of(p.Before), document.Of(p.After)}})
		}
		blocks = append(blocks, table)
	}
	return blocks
}

func (t teller) reach(x *Reach) document.Cell {
	if x == nil {
		return document.Cell{Spans: document.Text(t.Word("recheck-exposure-none")), Tone: document.Faint}
	}
	return document.Of(t.Word("recheck-exposure", "level", t.Word("level-"+x.Level), "role", t.Word("law-role-"+x.Role), "status", t.Word("law-status-"+x.Status)))
}

func (t teller) evidence() []document.Block {
	r := t.r
	if len(r.Stale) == 0 {
		return []document.Block{document.Para(t.Word("recheck-evidence-none"))}
	}
	table := document.Table{Columns: []document.Column{
		{Title: t.Word("recheck-column-evidence"), Weight: 2}, {Title: t.Word("recheck-column-day")}, {Title: t.Word("recheck-column-rows"), Weight: 1.6},
	}}
	what := ""
	for _, s := range r.Stale {
		if s.What != what {
			what = s.What
			table.Rows = append(table.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(t.Word("recheck-stale-kind-"+what, "oldest", t.Day(r.Oldest)))}})
		}
		name := s.Document
		if name == "" {
			name = s.Text
		}
		var spans []document.Span
		const most = 12
		for i, row := range s.Rows {
			if i == most {
				spans = append(spans, document.Span{Text: " …"})
				break
			}
			if i > 0 {
				spans = append(spans, document.Span{Text: " "})
			}
			spans = append(spans, document.Span{Text: row, Mono: true})
		}
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{document.Of(name), document.Of(t.Day(s.Date)), {Spans: spans}}})
	}
	return []document.Block{document.Para(t.Word("recheck-evidence-lead", "oldest", t.Day(r.Oldest), "audit", t.Day(r.Audit))), table}
}

func (t teller) renewed() document.List {
	var list document.List
	for _, n := range t.r.Renewed {
		spans := []document.Span{{Text: report.Capital(n.Title), Bold: true}, {Text: ": "}}
		if t.Lang() == "fr" {
			spans[1].Text = "\u00a0: "
		}
		spans = append(spans, t.cited("", n.Before)...)
		spans = append(spans, document.Span{Text: " → "})
		spans = append(spans, t.cited("", n.After)...)
		list.Items = append(list.Items, document.Item{Spans: spans})
	}
	return list
}

func (t teller) basis() []document.Block {
	r := t.r
	blocks := []document.Block{document.Para(t.Word("recheck-compared", "since", t.Day(r.Since), "day", t.Day(r.AsOf), "before", r.before.Egide, "after", r.after.Egide))}
	var list document.List
	for _, n := range r.Warnings {
		list.Items = append(list.Items, document.Item{Spans: document.Text(t.Say(n))})
	}
	if list.Items != nil {
		blocks = append(blocks, list)
	}
	return append(blocks, document.Paragraph{Tone: document.Faint, Spans: document.Text(r.Disclaimer)})
}
