package timeline

import (
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
)

// word says what a test came to.
func (t *Timeline) word(verdict string) string {
	if verdict == faulty {
		return t.voice.Word("timeline-fault")
	}
	return t.voice.Word("test-verdict-" + verdict)
}

// lastDay is the last day of a span.
func (t *Timeline) lastDay(s Span) string { return t.voice.Day(s.until.AddDays(-1).String()) }

// spanTitle is a stretch of a band in a sentence.
func (t *Timeline) spanTitle(b Band, s Span) string {
	return t.voice.Word("timeline-span", "test", b.Title, "from", t.voice.Day(s.From), "to", t.lastDay(s), "result", t.result(b.Test, s))
}

// result is what a test came to on the days of a span, with its figure.
func (t *Timeline) result(test string, s Span) string {
	text := t.word(s.word())
	if s.Fault != "" {
		return text + ", " + s.Fault
	}
	if s.Value != nil && test != seats {
		text += ", " + t.voice.Interval(*s.Value)
		if s.Whose != "" && s.Value.High > 0 {
			text += " (" + s.Whose + ")"
		}
	}
	if s.Contested {
		text += ", " + t.voice.Word("contested")
	}
	return text
}

// seats is the test whose figure is of seats, which are no percentage of
// anybody's capital.
const seats = "19.6.b/board"

// sentence says how a test stood over the whole time.
func (t *Timeline) sentence(b Band) string {
	title := b.Title
	if b.Subject != t.Provider {
		title += " (" + b.Name + ")"
	}
	if b.Held {
		return t.voice.Word("timeline-held", "test", title, "from", t.voice.Day(t.From), "to", t.voice.Day(t.To))
	}
	var parts []string
	for _, word := range []string{"non_compliant", "undetermined", faulty} {
		if n := b.Days[word]; n > 0 {
			parts = append(parts, t.voice.Word("timeline-days", "n", strconv.Itoa(n), "result", t.word(word)))
		}
	}
	return t.voice.Word("timeline-not-held", "test", title, "parts", t.voice.List(parts), "days", strconv.Itoa(t.Days))
}

// Document is the timeline as a document to hand over. Where nothing can be
// drawn, as on a terminal, the bands are written.
func (t *Timeline) Document(written bool) *document.Document {
	d := &document.Document{
		Lang: t.Language, Day: t.To,
		Kicker:   t.voice.Word("timeline-kicker"),
		Title:    t.voice.Word("timeline-title", "name", t.Name),
		Subtitle: t.voice.Word("timeline-subtitle", "from", t.voice.Day(t.From), "to", t.voice.Day(t.To), "n", strconv.Itoa(t.Days)),
	}
	tone := document.ToneOf(t.Verdict)
	d.Front = []document.Block{document.Answer{Tone: tone, Mark: tone.Mark(),
		Word: report.Capital(t.voice.Word("verdict-" + t.Verdict)), Spans: document.Text(t.sentence(t.Overall))}}
	var bands document.Block = document.Picture{Caption: t.voice.Word("timeline-picture"), Drawing: t.Drawing()}
	if written {
		bands = t.strips()
	}
	d.Sections = append(d.Sections,
		document.Section{ID: "bands", Title: t.voice.Word("timeline-section-bands"), Blocks: []document.Block{bands}},
		document.Section{ID: "tests", Title: t.voice.Word("timeline-section-tests"), Blocks: t.tests()},
		document.Section{ID: "turns", Title: t.voice.Word("timeline-section-turns"), Blocks: t.turns()},
		document.Section{ID: "basis", Title: t.voice.Word("timeline-section-basis"), Blocks: t.basis()})
	return d
}

// strips are the bands as lines of signs.
func (t *Timeline) strips() document.Block {
	const wide = 40
	signs := map[string]rune{"compliant": '=', "non_compliant": 'x', "undetermined": '?', "not_applicable": '.', faulty: '!'}
	table := document.Table{
		Caption: t.voice.Word("timeline-signs"),
		Columns: []document.Column{{Title: t.voice.Word("recheck-column-test")}, {Title: t.From + " – " + t.To, Weight: 2}},
	}
	strip := func(b Band) {
		var signed strings.Builder
		for i := range wide {
			// The worst of the days that a sign stands for.
			first, end := t.from.AddDays(i*t.Days/wide), t.from.AddDays(max((i+1)*t.Days/wide, i*t.Days/wide+1))
			sign := ' '
			for _, word := range []string{"not_applicable", "compliant", "undetermined", faulty, "non_compliant"} {
				for _, s := range b.Spans {
					if s.word() == word && s.from < end && first < s.until {
						sign = signs[word]
					}
				}
			}
			signed.WriteRune(sign)
		}
		table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{
			{Spans: []document.Span{{Text: b.Title, Bold: b.Test == ""}}},
			{Spans: []document.Span{{Text: strings.ReplaceAll(signed.String(), " ", "\u00a0"), Mono: true}}},
		}})
	}
	strip(t.Overall)
	subject := t.Provider
	for _, b := range t.Bands {
		if b.Subject != t.Provider && b.Held {
			continue
		}
		if b.Subject != subject {
			subject = b.Subject
			table.Rows = append(table.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(b.Name)}})
		}
		strip(b)
	}
	return table
}

// tests are the tables of spans: of the provider's tests, and of those of third
// parties that did not hold all the time.
func (t *Timeline) tests() []document.Block {
	table := document.Table{Columns: []document.Column{
		{Title: t.voice.Word("recheck-column-test"), Weight: 1.3}, {Title: t.voice.Word("timeline-column-from")}, {Title: t.voice.Word("timeline-column-to")},
		{Title: t.voice.Word("timeline-column-result"), Weight: 1.7},
	}}
	put := func(b Band) {
		for i, s := range b.Spans {
			title := document.Cell{}
			if i == 0 {
				title.Spans = []document.Span{{Text: b.Title, Bold: b.Test == ""}}
			}
			tone := document.ToneOf(s.word())
			if s.Verdict == nil {
				tone = document.Fail
			}
			table.Rows = append(table.Rows, document.Row{Cells: []document.Cell{title, document.Of(t.voice.Day(s.From)), document.Of(t.lastDay(s)), {Spans: document.Text(t.result(b.Test, s)), Tone: tone}}})
		}
	}
	put(t.Overall)
	held, subject := 0, ""
	for _, b := range t.Bands {
		if b.Subject != t.Provider && b.Held {
			held++
			continue
		}
		if b.Subject != subject {
			subject = b.Subject
			table.Rows = append(table.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(b.Name)}})
		}
		put(b)
	}
	blocks := []document.Block{table}
	if held > 0 {
		blocks = append(blocks, document.Paragraph{Tone: document.Faint, Spans: document.Text(t.voice.Word("timeline-third-held", "n", strconv.Itoa(held)))})
	}
	return blocks
}

// turns are the days on which something changed.
func (t *Timeline) turns() []document.Block {
	if len(t.Turns) == 0 {
		return []document.Block{document.Para(t.voice.Word("timeline-no-turns"))}
	}
	var list document.List
	for _, turn := range t.Turns {
		item := document.Item{Spans: []document.Span{{Text: t.voice.Day(turn.Day), Bold: true}}}
		var under document.List
		for _, c := range turn.Changes {
			spans := document.Text(c.Text)
			if c.Source != "" {
				spans = append(spans, document.Span{Text: " "}, document.Span{Text: c.Source, Mono: true})
			}
			under.Items = append(under.Items, document.Item{Spans: spans})
		}
		for _, x := range turn.Turned {
			name := t.voice.TestName(x.Test)
			if x.Subject != t.Provider {
				name += " (" + t.nameOf(x.Subject) + ")"
			}
			under.Items = append(under.Items, document.Item{Spans: []document.Span{{Text: t.voice.Word("recheck-effect-turned", "tests", name, "before", t.standing(x.Before), "after", t.standing(x.After)), Bold: true}}})
		}
		if under.Items != nil {
			item.Under = []document.Block{under}
		}
		list.Items = append(list.Items, item)
	}
	return []document.Block{list}
}

func (t *Timeline) nameOf(id string) string {
	for _, b := range t.Bands {
		if b.Subject == id {
			return b.Name
		}
	}
	return id
}

func (t *Timeline) standing(verdict string) string {
	if verdict == "" {
		return t.voice.Word("recheck-no-test")
	}
	return t.word(verdict)
}

func (t *Timeline) basis() []document.Block {
	var list document.List
	for _, in := range t.Inputs {
		list.Items = append(list.Items, document.Item{Spans: document.Text(t.voice.Word("source-file", "file", in.File, "n", strconv.Itoa(in.Rows), "sum", in.SHA256[:min(12, len(in.SHA256))]))})
	}
	blocks := []document.Block{
		document.Para(t.voice.Word("timeline-method")),
		document.Para(t.voice.Word("timeline-limits", "individual", t.voice.Percent(t.Policy.IndividualLimit), "collective", t.voice.Percent(t.Policy.CollectiveLimit), "reading", t.voice.Word("reading-"+t.Policy.Reading))),
	}
	if list.Items != nil {
		blocks = append(blocks, list)
	}
	return append(blocks, document.Paragraph{Tone: document.Faint, Spans: document.Text(t.Disclaimer)})
}

// Line is the timeline in one line.
func (t *Timeline) Line() []byte {
	return []byte(report.Clean(t.voice.Word("timeline-line", "verdict", t.voice.Word("verdict-"+t.Verdict), "name", t.Name,
		"sentence", t.sentence(t.Overall))) + "\n")
}
