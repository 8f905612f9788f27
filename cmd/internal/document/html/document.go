package html

import (
	"html"
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/data"
)

const (
	fitting  = 1400 // pixels, of a picture that is shrunk and not scrolled
	upright  = 720  // pixels, of a picture that is printed on an upright page
	contents = 60   // entries of a list of contents that has the parts of sections
)

// Document is the document as a page. The same document gives the same bytes.
func Document(d *document.Document) []byte {
	w := &writer{Document: d, words: data.Words(d.Lang), ids: map[string]bool{}}
	for _, e := range d.Contents(99) {
		w.ids[e.ID] = true
	}
	w.page()
	return Visible([]byte(w.String()))
}

// writer is a page under way. Text comes into it through text and tag alone,
// which escape it.
type writer struct {
	*document.Document
	strings.Builder
	words            *data.Lexicon
	ids              map[string]bool // of the sections
	tables, pictures int
}

// tag begins an element with attributes, given as pairs of name and value; one
// with an empty value is left out.
func (w *writer) tag(name string, attributes ...string) {
	w.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			w.WriteString(" " + attributes[i] + `="` + html.EscapeString(attributes[i+1]) + `"`)
		}
	}
	w.WriteString(">")
}

func (w *writer) text(text string) { w.WriteString(html.EscapeString(text)) }

func (w *writer) end(name string) { w.WriteString("</" + name + ">") }

// element is a whole element that holds text.
func (w *writer) element(name, text string, attributes ...string) {
	w.tag(name, attributes...)
	w.text(text)
	w.end(name)
}

func (w *writer) newLine() { w.WriteByte('\n') }

func (w *writer) word(code string) string { return w.words.Sentence(code, nil) }

func (w *writer) page() {
	w.WriteString("<!DOCTYPE html>\n")
	w.tag("html", "lang", w.words.Lang)
	w.WriteString("\n<head>\n<meta charset=\"utf-8\">\n")
	w.tag("meta", "http-equiv", "Content-Security-Policy", "content", Policy(""))
	w.WriteString("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n")
	w.element("title", w.Title)
	w.WriteString("\n<link rel=\"icon\" href=\"data:,\">\n<style>" + Style() + "</style>\n</head>\n<body>\n")
	w.element("a", w.word("writer-skip"), "class", "skip", "href", "#text")
	w.WriteString("\n<header class=\"title layout\">\n<div class=\"wide\">\n")
	if w.Kicker != "" {
		w.element("p", w.Kicker, "class", "kicker")
	}
	w.element("h1", w.Title, "dir", "auto")
	if w.Subtitle != "" {
		w.element("p", w.Subtitle, "class", "kicker")
	}
	w.WriteString("\n</div>\n</header>\n<main id=\"text\" class=\"layout\">\n<div class=\"front wide\">\n")
	w.blocks(w.Front)
	w.WriteString("</div>\n")
	w.contents()
	w.WriteString("<div class=\"sections\">\n")
	w.sections(w.Sections, 2)
	w.WriteString("</div>\n</main>\n</body>\n</html>\n")
}

// contents is the list of contents, without the parts of sections where it would
// be too long.
func (w *writer) contents() {
	if !w.Listed() {
		return
	}
	parts := len(w.Document.Contents(2)) <= contents
	class := ""
	if w.short() {
		class = "brief"
	}
	w.tag("nav", "class", class, "aria-labelledby", "contents")
	w.newLine()
	w.element("h2", w.word("report-contents"), "id", "contents")
	w.WriteString("\n<ol>\n")
	for _, s := range w.Sections {
		w.tag("li")
		w.element("a", s.Title, "href", "#"+s.ID)
		if parts && len(s.Sections) > 0 {
			w.tag("ul")
			for _, part := range s.Sections {
				w.tag("li")
				w.element("a", part.Title, "href", "#"+part.ID)
				w.end("li")
			}
			w.end("ul")
		}
		w.end("li")
		w.newLine()
	}
	w.WriteString("</ol>\n</nav>\n")
}

// short tells that the list of contents has a few lines only, so that in print
// neither it nor what follows needs a page of its own.
func (w *writer) short() bool { return len(w.Document.Contents(2)) <= 8 }

func (w *writer) sections(list []document.Section, level int) {
	for i, s := range list {
		class, heading := "", ""
		if level == 2 {
			heading = s.ID + "-h" // a landmark: the sections, and not their parts
			switch {
			case charted(s):
				class = "charted"
			case !s.NewPage && (i > 0 || w.short()):
				class = "follows"
			}
		} else if s.NewPage {
			class = "apart"
		}
		w.tag("section", "id", s.ID, "class", class, "aria-labelledby", heading)
		w.newLine()
		w.element("h"+strconv.Itoa(min(level, 6)), s.Title, "id", heading)
		w.newLine()
		w.blocks(s.Blocks)
		w.sections(s.Sections, level+1)
		w.end("section")
		w.newLine()
	}
}

// charted tells whether a section is printed on pages across: one that holds a
// picture and nothing else, when the picture is too wide for an upright page.
func charted(s document.Section) bool {
	if len(s.Blocks) != 1 || len(s.Sections) > 0 {
		return false
	}
	p, ok := s.Blocks[0].(document.Picture)
	return ok && p.Drawing != nil && p.Drawing.Width > upright
}

func (w *writer) blocks(list []document.Block) {
	for _, block := range list {
		w.block(block)
		w.newLine()
	}
}

func (w *writer) block(block document.Block) {
	switch b := block.(type) {
	case document.Paragraph:
		if len(b.Spans) == 0 {
			return
		}
		w.tag("p", "class", classOf(b.Tone))
		w.spans(b.Spans)
		w.end("p")
	case document.List:
		w.list(b)
	case document.Facts:
		w.facts(b)
	case document.Answer:
		w.tag("div", "class", strings.TrimSpace("banner "+classOf(b.Tone)))
		w.tag("p", "class", "verdict")
		w.element("span", b.Mark, "aria-hidden", "true")
		w.text(" " + b.Word)
		w.end("p")
		if len(b.Spans) > 0 {
			w.tag("p")
			w.spans(b.Spans)
			w.end("p")
		}
		w.end("div")
	case document.Table:
		w.table(b)
	case document.Picture:
		w.picture(b)
	case document.Lines:
		for _, label := range b {
			w.element("p", w.words.Sentence("report-label", map[string]string{"text": label}), "class", "blank")
		}
	}
}

// classOf is the class of a tone in the style sheet, which has the verdicts.
func classOf(t document.Tone) string {
	switch t {
	case document.Pass:
		return "compliant"
	case document.Fail:
		return "non_compliant"
	case document.Open:
		return "undetermined"
	case document.Faint:
		return "faint"
	}
	return ""
}

func (w *writer) list(l document.List) {
	if len(l.Items) == 0 {
		return
	}
	name := "ul"
	if l.Ordered {
		name = "ol"
	}
	w.tag(name)
	for _, item := range l.Items {
		w.tag("li")
		w.spans(item.Spans)
		w.blocks(item.Under)
		w.end("li")
		w.newLine()
	}
	w.end(name)
}

func (w *writer) facts(facts document.Facts) {
	if len(facts) == 0 {
		return
	}
	w.tag("dl", "class", "facts")
	for _, f := range facts {
		w.tag("div")
		w.element("dt", f.Term)
		w.tag("dd")
		w.spans(f.Spans)
		w.end("dd")
		w.end("div")
		w.newLine()
	}
	w.end("dl")
}

func (w *writer) picture(p document.Picture) {
	if p.Drawing == nil {
		return
	}
	w.pictures++
	prefix := "picture-" + strconv.Itoa(w.pictures)
	name := p.Caption
	if name == "" {
		name = p.Drawing.Title
	}
	class := "chart"
	if p.Drawing.Width <= fitting {
		class += " fits"
	}
	w.tag("figure")
	if p.Caption != "" {
		w.element("figcaption", p.Caption)
	}
	w.tag("div", "class", class, "role", "group", "aria-label", name, "tabindex", "0")
	w.Write(p.Drawing.InlineSVG(prefix)) // escapes for itself
	w.end("div")
	w.end("figure")
}

// spans is a run of text. A run of one span is kept from turning what stands
// around it to its direction.
func (w *writer) spans(spans []document.Span) {
	for _, s := range spans {
		if s.Text == "" {
			continue
		}
		var ends []string
		open := func(name string, attributes ...string) {
			w.tag(name, attributes...)
			ends = append(ends, name)
		}
		if id, ok := s.Target(); ok && w.ids[id] {
			open("a", "href", "#"+id)
		} else if address, ok := s.Address(); ok {
			open("a", "href", address, "rel", "noopener noreferrer external")
		}
		if len(spans) == 1 {
			open("bdi")
		}
		if s.Bold {
			open("strong")
		}
		if s.Italic {
			open("em")
		}
		if s.Mono {
			open("code")
		}
		w.text(s.Text)
		for i := len(ends) - 1; i >= 0; i-- {
			w.end(ends[i])
		}
	}
}
