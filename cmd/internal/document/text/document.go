// Package text writes documents for a terminal, 80 columns wide.
package text

import (
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/terminal"
	"egide/data"
)

// Document is the document as a text for the screen. Links to addresses are
// written out, and a picture is its description.
func Document(d *document.Document, screen terminal.Screen) []byte {
	w := &writer{Page: terminal.Page{Screen: screen}, words: data.Words(d.Lang)}
	if d.Kicker != "" {
		w.Put("", d.Kicker, terminal.Dim)
	}
	w.Put("", d.Title, terminal.Bold)
	if d.Subtitle != "" {
		w.Put("", d.Subtitle, terminal.Dim)
	}
	w.blocks("", d.Front)
	w.sections(d.Sections, 1)
	return w.Bytes()
}

// writer is a page under way. Every block begins with a blank line.
type writer struct {
	terminal.Page
	words *data.Lexicon
}

func (w *writer) sections(list []document.Section, level int) {
	for _, s := range list {
		w.Gap()
		if level == 1 {
			w.Line(w.Paint(terminal.Dim, strings.Repeat(w.Draw("─", "-"), terminal.Columns)))
		}
		w.Put("", s.Title, terminal.Bold)
		w.blocks("", s.Blocks)
		w.sections(s.Sections, level+1)
	}
}

func (w *writer) blocks(indent string, list []document.Block) {
	for _, block := range list {
		w.block(indent, block)
	}
}

func (w *writer) block(indent string, block document.Block) {
	switch b := block.(type) {
	case document.Paragraph:
		w.Gap()
		w.spans(indent, indent, b.Spans, styleOf(b.Tone))
	case document.List:
		w.Gap()
		w.list(indent, b)
	case document.Facts:
		w.Gap()
		w.facts(indent, b)
	case document.Answer:
		w.Gap()
		w.Put(indent, strings.TrimSpace(b.Mark+" "+strings.ToUpper(b.Word)), styleOf(b.Tone).And(terminal.Bold))
		if len(b.Spans) > 0 {
			w.spans(indent, indent, b.Spans, terminal.Plain)
		}
	case document.Table:
		w.table(indent, b)
	case document.Picture:
		w.picture(indent, b)
	case document.Lines:
		w.Gap()
		for _, label := range b {
			w.Put(indent, w.label(label)+" "+strings.Repeat("_", 20), terminal.Plain)
		}
	}
}

// plain is a text with the signs that the screen can show.
func (w *writer) plain(text string) string {
	if w.Screen.Unicode {
		return text
	}
	return signs.Replace(text)
}

// signs are those that documents use besides letters, in ASCII.
var signs = strings.NewReplacer("✓", "+", "✗", "x", "→", "->", "…", "...", "−", "-", "─", "-", "«", `"`, "»", `"`, "“", `"`, "”", `"`)

// Put writes a text folded to the page, with the signs that the screen can show.
func (w *writer) Put(first, text string, s terminal.Style) { w.Page.Put(first, w.plain(text), s) }

func (w *writer) label(text string) string {
	return w.words.Sentence("report-label", map[string]string{"text": text})
}

func styleOf(t document.Tone) terminal.Style {
	switch t {
	case document.Pass:
		return terminal.Green
	case document.Fail:
		return terminal.Red
	case document.Open:
		return terminal.Yellow
	case document.Faint:
		return terminal.Dim
	}
	return terminal.Plain
}

func (w *writer) list(indent string, l document.List) {
	for i, item := range l.Items {
		mark := "- "
		if l.Ordered {
			mark = pad(strconv.Itoa(i+1), len(strconv.Itoa(len(l.Items)))) + ". "
		}
		first := indent + "  " + mark
		under := strings.Repeat(" ", len(first))
		w.spans(first, under, item.Spans, terminal.Plain)
		w.blocks(under, item.Under)
		if len(item.Under) > 0 && i+1 < len(l.Items) {
			w.Gap()
		}
	}
}

// pad puts a text at the right of so many columns.
func pad(text string, columns int) string {
	return strings.Repeat(" ", max(columns-terminal.Width(text), 0)) + text
}

// facts writes terms beside what stands for them.
func (w *writer) facts(indent string, facts document.Facts) {
	const most = 26 // columns of a term; a longer one has its own line
	wide := 0
	for _, f := range facts {
		if n := terminal.Width(terminal.Clean(f.Term)); n <= most {
			wide = max(wide, n)
		}
	}
	under := indent + strings.Repeat(" ", 2+wide+2)
	for _, f := range facts {
		term := terminal.Clean(f.Term)
		first := indent + "  " + w.Paint(terminal.Dim, term) + strings.Repeat(" ", max(wide-terminal.Width(term), 0)+2)
		if terminal.Width(term) > wide {
			w.Put(indent+"  ", term, terminal.Dim)
			first = under
		}
		w.spans(first, under, f.Spans, terminal.Plain)
	}
}

func (w *writer) picture(indent string, p document.Picture) {
	w.Gap()
	if p.Caption != "" {
		w.Put(indent, p.Caption, terminal.Bold)
	}
	if p.Drawing != nil && p.Drawing.Description != "" {
		w.Put(indent, p.Drawing.Description, terminal.Plain)
	}
	w.Put(indent, w.words.Sentence("writer-picture-elsewhere", nil), terminal.Dim)
}

// spans writes a run of text folded to the page.
func (w *writer) spans(first, under string, spans []document.Span, style terminal.Style) {
	begin := first
	for _, line := range w.folded(spans, style, terminal.Columns-terminal.Width(under)) {
		w.Line(begin + line.text)
		begin = under
	}
}
