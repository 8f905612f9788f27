package watch

import (
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/report"
	"egide/cmd/internal/terminal"
)

// Text is a line for each dossier, no wider than the page.
func (w *Watch) Text(screen terminal.Screen) []byte {
	p := &terminal.Page{Screen: screen}
	p.Put("", w.summary(), terminal.Bold)
	p.Gap()
	const gap, mostPath = 2, 34
	state, path := 0, 0
	for _, d := range w.Dossiers {
		state = max(state, terminal.Width(w.state(d)))
		path = max(path, terminal.Width(terminal.Clean(d.Path)))
	}
	path = min(path, mostPath)
	room := terminal.Columns - 2 - state - gap - path - gap
	for _, d := range w.Dossiers {
		line := p.Paint(style(d), p.Draw(mark(d))+w.state(d)) + strings.Repeat(" ", state-terminal.Width(w.state(d))+gap)
		where := cutFront(terminal.Clean(d.Path), path, p.Screen.Unicode)
		line += where + strings.Repeat(" ", path-terminal.Width(where)+gap) + cutBack(terminal.Clean(w.news(d)), room, p.Screen.Unicode)
		p.Line(line)
	}
	return p.Bytes()
}

// cutFront keeps the end of a text that is too wide: the end of a path tells the
// dossiers apart.
func cutFront(text string, columns int, unicode bool) string {
	if terminal.Width(text) <= columns {
		return text
	}
	more := ellipsis(unicode)
	runes := []rune(text)
	for len(runes) > 0 && terminal.Width(string(runes))+len([]rune(more)) > columns {
		runes = runes[1:]
	}
	return more + string(runes)
}

func cutBack(text string, columns int, unicode bool) string {
	if terminal.Width(text) <= columns {
		return text
	}
	more := ellipsis(unicode)
	runes := []rune(text)
	for len(runes) > 0 && terminal.Width(string(runes))+len([]rune(more)) > columns {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ,;") + more
}

func ellipsis(unicode bool) string {
	if unicode {
		return "…"
	}
	return "..."
}

func mark(d *Dossier) (unicode, ascii string) {
	switch {
	case d.broken():
		return "! ", "! "
	case *d.Verdict == "compliant":
		return "✓ ", "+ "
	case *d.Verdict == "non_compliant":
		return "✗ ", "x "
	}
	return "? ", "? "
}

func style(d *Dossier) terminal.Style {
	switch {
	case d.broken():
		return terminal.Red.And(terminal.Bold)
	case *d.Verdict == "compliant":
		return terminal.Green
	case *d.Verdict == "non_compliant":
		return terminal.Red
	}
	return terminal.Yellow
}

// summary is how many dossiers there are, and how they stand.
func (w *Watch) summary() string {
	c := w.Counts
	n := strconv.Itoa
	text := w.voice.Word("watch-summary", "n", n(c.All), "day", w.voice.Day(w.AsOf),
		"fails", n(c.NonCompliant), "open", n(c.Undetermined), "passes", n(c.Compliant), "moved", n(c.Moved))
	if c.Broken > 0 {
		text += " " + w.voice.Word("watch-summary-broken", "n", n(c.Broken))
	}
	return text
}

// worst says how many dossiers stand as badly as the first.
func (w *Watch) worst() string {
	code, n := "watch-worst-broken", w.Counts.Broken
	if first := w.Dossiers[0]; !first.broken() {
		code = "watch-worst-" + *first.Verdict
		n = map[string]int{"non_compliant": w.Counts.NonCompliant, "undetermined": w.Counts.Undetermined, "compliant": w.Counts.Compliant}[*first.Verdict]
	}
	return w.voice.Word(code, "n", strconv.Itoa(n))
}

// state is the verdict of a dossier, or that it cannot be checked.
func (w *Watch) state(d *Dossier) string {
	if d.broken() {
		return w.voice.Word("watch-broken")
	}
	return w.voice.Word("verdict-" + *d.Verdict)
}

// news is what changed since the saved report, in a few words, what weighs most
// first.
func (w *Watch) news(d *Dossier) string {
	v := w.voice
	if d.broken() {
		text := d.Faults[0].Text
		if source := d.Faults[0].Source; source != nil && !strings.HasPrefix(text, *source) {
			text = *source + ": " + text
		}
		return v.Word("watch-faults", "n", strconv.Itoa(d.FaultCount), "first", text)
	}
	if d.Before == nil {
		return v.Apart(append([]string{v.Word("watch-first")}, w.standing(d)...)...)
	}
	var parts []string
	if *d.Before != *d.Verdict {
		parts = append(parts, v.Word("watch-was", "verdict", v.Word("verdict-"+*d.Before)))
	}
	if d.NotifyBy != nil {
		parts = append(parts, v.Word("watch-notify", "n", strconv.Itoa(*d.Notifiable), "day", *d.NotifyBy))
	}
	if len(d.Moved) > 0 {
		var titles []string
		for _, m := range d.Moved {
			titles = append(titles, m.title(d))
		}
		parts = append(parts, titles...)
	}
	switch {
	case len(parts) > 0:
		return v.Apart(parts...)
	case *d.Changes > 0:
		return v.Word("watch-changes", "n", strconv.Itoa(*d.Changes), "day", *d.Since)
	}
	return v.Word("watch-unchanged", "day", *d.Since)
}

// standing is what does not pass, for a dossier without a saved report.
func (w *Watch) standing(d *Dossier) []string {
	code, tests := "watch-fails", d.Fails
	if len(tests) == 0 {
		code, tests = "watch-open", d.Open
	}
	if len(tests) == 0 {
		return nil
	}
	titles := make([]string, len(tests))
	for i, test := range tests {
		titles[i] = w.voice.TestName(test)
	}
	return []string{w.voice.Word(code, "tests", w.voice.Apart(titles...))}
}

// title is the short name of the test, with the third party's where it is one's.
func (m Move) title(d *Dossier) string {
	if d.Provider != nil && m.Subject != *d.Provider {
		return m.name + " " + m.Test
	}
	return m.Title
}

// Line is the watch in one line.
func (w *Watch) Line() []byte { return []byte(report.Clean(w.summary()) + "\n") }

// CSV is the watch as a table, a dossier a row.
func (w *Watch) CSV() []byte {
	rows := [][]string{{"path", "provider", "name", "verdict", "since", "before", "moved", "changes", "notifiable", "notify_by", "fails", "open", "fault_count", "first_fault"}}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	number := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	for _, d := range w.Dossiers {
		var moved []string
		for _, m := range d.Moved {
			moved = append(moved, m.Subject+" "+m.Test)
		}
		first := ""
		if len(d.Faults) > 0 {
			first = d.Faults[0].Text
			if source := d.Faults[0].Source; source != nil {
				first = *source + ": " + first
			}
		}
		rows = append(rows, []string{
			d.Path, text(d.Provider), text(d.Name), text(d.Verdict), text(d.Since), text(d.Before), strings.Join(moved, ";"),
			number(d.Changes), number(d.Notifiable), text(d.NotifyBy), strings.Join(d.Fails, ";"), strings.Join(d.Open, ";"), strconv.Itoa(d.FaultCount), first,
		})
	}
	return report.CSV(rows)
}

// Document is the watch as a document.
func (w *Watch) Document() *document.Document {
	v := w.voice
	t := document.Table{Columns: []document.Column{
		{Title: v.Word("watch-column-verdict"), Weight: 1.3}, {Title: v.Word("watch-column-dossier"), Weight: 2},
		{Title: v.Word("watch-column-provider"), Weight: 2}, {Title: v.Word("watch-column-news"), Weight: 3.5},
	}}
	for _, d := range w.Dossiers {
		tone, name := document.Fail, ""
		if !d.broken() {
			tone = document.ToneOf(*d.Verdict)
		}
		if d.Name != nil {
			name = *d.Name
		}
		sign, _ := mark(d)
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{
			{Spans: document.Text(sign + w.state(d)), Tone: tone}, {Spans: []document.Span{{Text: d.Path, Mono: true}}}, document.Of(name), document.Of(w.news(d)),
		}})
	}
	worst := document.Answer{Tone: document.Fail, Mark: "!", Word: w.worst(), Spans: document.Text(w.summary())}
	if first := w.Dossiers[0]; !first.broken() {
		sign, _ := mark(first)
		worst.Tone, worst.Mark = document.ToneOf(*first.Verdict), strings.TrimSpace(sign)
	}
	return &document.Document{
		Lang: w.Language, Day: w.AsOf, Kicker: v.Word("standard"), Title: v.Word("watch-title"), Subtitle: v.Word("whatif-subtitle", "day", v.Day(w.AsOf)),
		Front:    []document.Block{worst},
		Sections: []document.Section{{ID: "dossiers", Title: v.Word("watch-dossiers"), Blocks: []document.Block{t, document.Paragraph{Spans: document.Text(v.Word("disclaimer")), Tone: document.Faint}}}},
	}
}
