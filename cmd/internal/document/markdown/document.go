// Package markdown writes documents as Markdown of the kind that has tables
// (GitHub Flavored Markdown), and escapes what would be markup in it.
package markdown

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"egide/cmd/internal/document"
	"egide/cmd/internal/terminal"
	"egide/data"
)

// Document is the document as Markdown. Links between sections are plain text,
// for the anchors of headings differ from program to program, and a picture is
// its description. The same document gives the same bytes.
func Document(d *document.Document) []byte {
	w := &writer{words: data.Words(d.Lang)}
	if d.Kicker != "" {
		w.para("", Escape(d.Kicker))
	}
	w.para("", "# "+Escape(d.Title))
	if d.Subtitle != "" {
		w.para("", Escape(d.Subtitle))
	}
	w.blocks("", d.Front)
	w.sections(d.Sections, 2)
	return []byte(strings.TrimRight(w.String(), "\n") + "\n")
}

// writer is a document under way. Every block ends with a blank line.
type writer struct {
	strings.Builder
	words *data.Lexicon
}

// line writes a line inside a list that is that far indented.
func (w *writer) line(indent, text string) {
	w.WriteString(strings.TrimRight(indent+text, " ") + "\n")
}

func (w *writer) para(indent, text string) {
	w.line(indent, text)
	w.WriteByte('\n')
}

func (w *writer) sections(list []document.Section, level int) {
	for _, s := range list {
		w.para("", strings.Repeat("#", min(level, 6))+" "+Escape(s.Title))
		w.blocks("", s.Blocks)
		w.sections(s.Sections, level+1)
	}
}

func (w *writer) blocks(indent string, list []document.Block) {
	for i, block := range list {
		// Two lists after each other would be one.
		if i > 0 && isList(list[i-1]) && isList(block) {
			w.para(indent, "<!-- -->")
		}
		w.block(indent, block)
	}
}

func isList(b document.Block) bool {
	switch b.(type) {
	case document.List, document.Facts, document.Lines:
		return true
	}
	return false
}

func (w *writer) block(indent string, block document.Block) {
	switch b := block.(type) {
	case document.Paragraph:
		if text := inline(b.Spans); text != "" {
			w.para(indent, text)
		}
	case document.List:
		w.list(indent, b)
	case document.Facts:
		for _, f := range b {
			w.line(indent, strings.TrimRight("- **"+Escape(w.label(f.Term))+"** "+inline(f.Spans), " "))
		}
		w.gap(len(b))
	case document.Answer:
		w.line(indent, "> **"+Escape(strings.TrimSpace(b.Mark+" "+b.Word))+"**")
		if text := inline(b.Spans); text != "" {
			w.line(indent, ">")
			w.line(indent, "> "+text)
		}
		w.WriteByte('\n')
	case document.Table:
		w.table(indent, b)
	case document.Picture:
		w.picture(indent, b)
	case document.Lines:
		for _, label := range b {
			w.line(indent, "- "+Escape(w.label(label))+" "+strings.Repeat(`\_`, 20))
		}
		w.gap(len(b))
	}
}

// gap ends a block of so many lines.
func (w *writer) gap(lines int) {
	if lines > 0 {
		w.WriteByte('\n')
	}
}

// label is a text with the colon of the language.
func (w *writer) label(text string) string {
	return w.words.Sentence("report-label", map[string]string{"text": text})
}

func (w *writer) list(indent string, l document.List) {
	for i, item := range l.Items {
		mark := "- "
		if l.Ordered {
			mark = strconv.Itoa(i+1) + ". "
		}
		w.line(indent, mark+inline(item.Spans))
		if len(item.Under) > 0 {
			w.WriteByte('\n')
			w.blocks(indent+strings.Repeat(" ", len(mark)), item.Under)
		}
	}
	if n := len(l.Items); n > 0 && len(l.Items[n-1].Under) == 0 {
		w.WriteByte('\n')
	}
}

func (w *writer) table(indent string, t document.Table) {
	if t.Caption != "" {
		w.para(indent, "**"+Escape(t.Caption)+"**")
	}
	if len(t.Columns) == 0 {
		return
	}
	row := func(cell func(i int) string) {
		var b strings.Builder
		b.WriteString("|")
		for i := range t.Columns {
			b.WriteString(" " + cell(i) + " |")
		}
		w.line(indent, b.String())
	}
	row(func(i int) string { return Escape(t.Columns[i].Title) })
	row(func(i int) string {
		if t.Columns[i].Right {
			return "---:"
		}
		return "---"
	})
	for _, r := range t.Rows {
		row(func(i int) string {
			if i >= len(r.Cells) || r.Group && i > 0 {
				return ""
			}
			spans := r.Cells[i].Spans
			if r.Group || r.Total {
				spans = emboldened(spans)
			}
			return inline(spans)
		})
	}
	w.WriteByte('\n')
}

func emboldened(spans []document.Span) []document.Span {
	out := make([]document.Span, len(spans))
	for i, s := range spans {
		s.Bold = true
		out[i] = s
	}
	return out
}

func (w *writer) picture(indent string, p document.Picture) {
	if p.Caption != "" {
		w.para(indent, "**"+Escape(p.Caption)+"**")
	}
	if p.Drawing != nil && p.Drawing.Description != "" {
		w.para(indent, Escape(p.Drawing.Description))
	}
	w.para(indent, "*"+Escape(w.words.Sentence("writer-picture-elsewhere", nil))+"*")
}

// inline is a run of spans in one line.
func inline(spans []document.Span) string {
	var b strings.Builder
	for i, s := range spans {
		lead, core, tail := trimmed(s.Text)
		if core == "" {
			b.WriteString(lead)
			continue
		}
		b.WriteString(lead)
		text := Escape(core)
		if s.Mono {
			text = "`" + Code(core) + "`"
		}
		before, _ := utf8.DecodeLastRuneInString(b.String())
		after := ' '
		if tail == "" && i+1 < len(spans) && spans[i+1].Text != "" {
			after, _ = utf8.DecodeRuneInString(spans[i+1].Text)
		}
		if mark := emphasis(s); mark != "" && stands(before, after, text) {
			text = mark + text + mark
		}
		if address, ok := s.Address(); ok {
			text = "[" + text + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", "|", "%7C").Replace(terminal.Clean(address)) + ">)"
		}
		b.WriteString(text + tail)
	}
	return strings.Trim(b.String(), " ")
}

// trimmed is a text without the space around it, and that space as one blank.
func trimmed(text string) (lead, core, tail string) {
	core = strings.TrimLeftFunc(text, isBlank)
	if core != text {
		lead = " "
	}
	if end := strings.TrimRightFunc(core, isBlank); end != core {
		core, tail = end, " "
	}
	return lead, core, tail
}

func emphasis(s document.Span) string {
	mark := ""
	if s.Bold {
		mark += "**"
	}
	if s.Italic {
		mark += "*"
	}
	return mark
}

// stands tells whether stars around the text are emphasis there: CommonMark
// takes them for stars where a sign is inside and a letter outside, or where
// other stars are next to them.
func stands(before, after rune, text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	sign := func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }
	open := func(r rune) bool { return r == utf8.RuneError || unicode.IsSpace(r) || sign(r) && r != '*' }
	switch {
	case before == '*' || after == '*':
		return false
	case sign(first) && !open(before), sign(last) && !open(after):
		return false
	}
	return true
}
