package docx

import (
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/document"
)

// level is where a block stands: in how many lists, and how far from the margin.
type level struct {
	depth  int
	indent twip
}

// step is how far a list is from the text that it is part of.
const step twip = 360

// ind is the indentation of a paragraph, none at the margin.
func (l level) ind() string {
	if l.indent == 0 {
		return ""
	}
	return `<w:ind w:left="` + strconv.Itoa(int(l.indent)) + `"/>`
}

func (w *writer) blocks(list []document.Block, at level) error {
	for i, block := range list {
		if p, ok := block.(document.Paragraph); ok {
			keep := keepNext(i+1 < len(list) && introduces(p, list[i+1]))
			if len(p.Spans) > 0 {
				w.paragraph("Normal", keep+at.ind(), p.Spans, look{tone: p.Tone})
			}
			continue
		}
		tied := false // what is filled in by hand stays with what is asked
		if i+1 < len(list) {
			_, tied = list[i+1].(document.Lines)
		}
		if err := w.block(block, at, tied); err != nil {
			return err
		}
	}
	return nil
}

// introduces tells whether a paragraph stands over what follows, and goes with
// it to the next page: a label, or the sentence before a list.
func introduces(p document.Paragraph, next document.Block) bool {
	switch next.(type) {
	case document.List, document.Facts, document.Lines:
		return true
	}
	label := len(p.Spans) > 0
	for _, s := range p.Spans {
		label = label && (s.Bold || strings.TrimSpace(s.Text) == "")
	}
	return label
}

// block is a block of any kind but a paragraph, tied where it goes to the next
// page with what follows.
func (w *writer) block(block document.Block, at level, tied bool) error {
	switch b := block.(type) {
	case document.List:
		return w.list(b, at)
	case document.Facts:
		w.facts(b, at, tied)
	case document.Answer:
		w.answer(b, at)
	case document.Table:
		w.table(b, at)
	case document.Picture:
		return w.picture(b)
	case document.Lines:
		for i, label := range b {
			room := strconv.Itoa(int(w.page.room()))
			w.raw(`<w:p><w:pPr><w:pStyle w:val="Blank"/>` + keepNext(tied || i < len(b)-1) + `<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="` + room + `"/></w:tabs>` + at.ind() + `</w:pPr>`)
			w.run(w.words.Sentence("report-label", map[string]string{"text": label})+" ", "")
			w.raw(`<w:r><w:tab/></w:r></w:p>`)
		}
	}
	return nil
}

// keepNext keeps a paragraph on the page of the one that follows.
func keepNext(tied bool) string {
	if tied {
		return `<w:keepNext/>`
	}
	return ""
}

// paragraph is a paragraph of that style. The properties are what comes after
// its style.
func (w *writer) paragraph(style, properties string, spans []document.Span, l look) {
	w.raw(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + properties + `</w:pPr>`)
	w.spans(spans, l)
	w.close("w:p")
}

// look is how the text of a paragraph looks, besides what its style says.
type look struct {
	bold bool
	tone document.Tone
}

// colours are those of the tones; they stand out from white paper by 4.5 to 1 at
// the least.
var colours = map[document.Tone]string{document.Pass: "17633A", document.Fail: "A1151C", document.Open: "7A4B00", document.Faint: "4D5560"}

// grounds are what an answer stands on.
var grounds = map[document.Tone]string{document.Pass: "E4F3EA", document.Fail: "FCE8E8", document.Open: "FDF0D8"}

func (w *writer) spans(spans []document.Span, l look) {
	for _, s := range spans {
		if s.Text == "" {
			continue
		}
		link := false
		if id, ok := s.Target(); ok && w.marks[id] != "" {
			link = true
			w.open("w:hyperlink", "w:anchor", w.marks[id], "w:history", "1")
		} else if address, ok := s.Address(); ok {
			link = true
			w.open("w:hyperlink", "r:id", w.link(address), "w:history", "1")
		}
		w.run(s.Text, properties(s, l, link))
		if link {
			w.close("w:hyperlink")
		}
	}
}

// properties are those of a run, in the order that the format wants.
func properties(s document.Span, l look, link bool) string {
	var b strings.Builder
	switch {
	case link:
		b.WriteString(`<w:rStyle w:val="Hyperlink"/>`)
	case s.Mono:
		b.WriteString(`<w:rStyle w:val="Code"/>`)
	}
	if link && s.Mono {
		b.WriteString(`<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>`)
	}
	if s.Bold || l.bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if s.Italic {
		b.WriteString(`<w:i/><w:iCs/>`)
	}
	if colour := colours[l.tone]; colour != "" && !link {
		b.WriteString(`<w:color w:val="` + colour + `"/>`)
	}
	return b.String()
}

// link is the id of the relationship that leads to an address.
func (w *writer) link(address string) string {
	i := slices.Index(w.links, address)
	if i < 0 {
		i = len(w.links)
		w.links = append(w.links, address)
	}
	return "link" + strconv.Itoa(i+1)
}

// list is a list, its marks those of the word processor. The first definition of
// numbering is that of bullets; each ordered list has one of its own, so that it
// begins at 1.
func (w *writer) list(l document.List, at level) error {
	number, depth := 1, min(at.depth, 8)
	if l.Ordered {
		w.numbered = append(w.numbered, depth)
		number = 1 + len(w.numbered)
	}
	under := level{at.depth + 1, at.indent + step}
	for i, item := range l.Items {
		after := ""
		if i == len(l.Items)-1 {
			after = `<w:spacing w:after="140"/>`
		}
		w.paragraph("ListParagraph", `<w:numPr><w:ilvl w:val="`+strconv.Itoa(depth)+`"/><w:numId w:val="`+strconv.Itoa(number)+`"/></w:numPr>`+after+
			`<w:ind w:left="`+strconv.Itoa(int(under.indent))+`" w:hanging="`+strconv.Itoa(int(step))+`"/>`, item.Spans, look{})
		if err := w.blocks(item.Under, under); err != nil {
			return err
		}
	}
	return nil
}

// answer is the result, set apart by its ground and a bar at its side.
func (w *writer) answer(a document.Answer, at level) {
	colour, ground := colours[a.Tone], grounds[a.Tone]
	if ground == "" {
		colour, ground = colours[document.Faint], "F5F6F8"
	}
	frame := `<w:pBdr>`
	for _, edge := range []string{"top", "left", "bottom", "right"} {
		size := "6"
		if edge == "left" {
			size = "36"
		}
		frame += `<w:` + edge + ` w:val="single" w:sz="` + size + `" w:space="7" w:color="` + colour + `"/>`
	}
	frame += `</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="` + ground + `"/>`
	w.raw(`<w:p><w:pPr><w:pStyle w:val="Answer"/>`)
	if len(a.Spans) > 0 {
		w.raw(`<w:keepNext/>`)
	}
	w.raw(frame + at.answer(len(a.Spans) == 0) + `</w:pPr>`)
	w.run(strings.TrimSpace(a.Mark+" "+a.Word), `<w:b/><w:bCs/><w:color w:val="`+colour+`"/><w:sz w:val="28"/><w:szCs w:val="28"/>`)
	w.close("w:p")
	if len(a.Spans) > 0 {
		w.paragraph("Answer", frame+at.answer(true), a.Spans, look{})
	}
}

// answer is the place of a paragraph of an answer; the last leaves room below.
func (l level) answer(last bool) string {
	after := ""
	if last {
		after = `<w:spacing w:before="0" w:after="240"/>`
	}
	return after + `<w:ind w:left="` + strconv.Itoa(int(l.indent+170)) + `" w:right="113"/>`
}
