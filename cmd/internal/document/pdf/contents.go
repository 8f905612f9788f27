package pdf

import (
	"strconv"

	"egide/cmd/internal/document"
)

// cover lays out the top of the first page and what stands on it.
func (w *writer) cover() {
	d := w.document
	put := func(text string, form look, after float64) {
		if text == "" {
			return
		}
		for _, l := range wrap(w.set(document.Text(text), form), w.full) {
			w.need(leading(form.size))
			w.write(l, w.left, w.y+form.size)
			w.y += form.size * 1.28
		}
		w.y += after
	}
	put(d.Kicker, look{size: 9.5, bold: true, colour: faintInk}, 5)
	put(d.Title, look{size: 22, bold: true, colour: navy}, 4)
	put(d.Subtitle, look{size: 11, colour: faintInk}, 4)
	w.y += 4
	w.rule(w.left, w.y, w.right, 1.4, navy)
	w.y += 16
	w.blocks(d.Front)
}

// contentsLevels is how many levels of headings the contents list has.
const contentsLevels = 2

// contents lays out the list of sections: on the first page where it fits under
// what stands there, else on pages of its own.
func (w *writer) contents() {
	if !w.document.Listed() {
		w.space(14)
		return
	}
	type planned struct {
		section *document.Section
		lines   []line
		form    look
		indent  float64
	}
	var plan []planned
	high := 0.0
	var walk func(sections []document.Section, level int)
	walk = func(sections []document.Section, level int) {
		for i := range sections {
			s := &sections[i]
			form := look{size: 9.5, colour: ink, bold: level == 0}
			indent := 14 * float64(level)
			lines := wrap(w.set(document.Text(s.Title), form), func(int) float64 { return w.right - w.left - indent - 44 })
			plan = append(plan, planned{s, lines, form, indent})
			high += float64(len(lines))*leading(form.size) + gapBefore(level)
			if level+1 < contentsLevels {
				walk(s.Sections, level+1)
			}
		}
	}
	walk(w.document.Sections, 0)
	title := look{size: 12, bold: true, colour: navy}
	apart := 26 + leading(title.size) + high + 8
	own := apart > w.room()
	if own && !w.fresh() {
		w.newPage(w.portrait)
	}
	w.space(20)
	w.headings = append(w.headings, heading{w.words.Sentence("pdf-contents", nil), 0, place{len(w.pages) - 1, w.y}})
	w.write(w.set(document.Text(w.words.Sentence("pdf-contents", nil)), title), w.left, w.y+title.size)
	w.y += leading(title.size) + 2
	for _, p := range plan {
		w.y += gapBefore(int(p.indent / 14))
		for n, l := range p.lines {
			w.need(leading(p.form.size))
			base := w.y + p.form.size
			w.write(l, w.left+p.indent, base)
			w.add(jump{x: w.left + p.indent, y: w.y, width: w.right - w.left - p.indent, height: leading(p.form.size), section: p.section})
			if n == len(p.lines)-1 {
				w.add(entry{p.section, w.left + p.indent + l.width() + 6, base, look{size: 9.5, colour: ink}})
			}
			w.y += leading(p.form.size)
		}
	}
	switch {
	case own, w.room() < (w.bottom()-topMargin)*0.3:
		w.newPage(w.portrait)
	default:
		w.y += 26
	}
}

func gapBefore(level int) float64 {
	if level == 0 {
		return 4
	}
	return 0
}

// number puts the page numbers into the contents list, and the running header
// and the page number on every page.
func (w *writer) number() {
	for i, p := range w.pages {
		left, right := p.paper.margin, p.paper.width-p.paper.margin
		var items []item
		if i > 0 {
			title := w.cutTo(w.set(document.Text(w.document.Title), runningLook), right-left)
			items = append(items, writing{left, headerLine, visual(title)}, level(left, headerLine+6, right))
		}
		for _, it := range p.items {
			if e, ok := it.(entry); ok {
				items = append(items, w.numbered(e, right)...)
			} else {
				items = append(items, it)
			}
		}
		p.items = items
		foot := line(w.set(document.Text(w.words.Sentence("pdf-page", map[string]string{
			"page": strconv.Itoa(i + 1), "pages": strconv.Itoa(len(w.pages)),
		})), runningLook))
		p.items = append(p.items, writing{right - foot.width(), p.paper.height - footerLine, foot})
	}
}

// numbered is the page number of an entry at the right edge, and dots that lead
// to it.
func (w *writer) numbered(e entry, right float64) []item {
	text := line(w.set(document.Text(strconv.Itoa(w.begins[e.section].page+1)), e.look))
	items := []item{writing{right - text.width(), e.y, text}}
	if end := right - text.width() - 6; end > e.from {
		items = append(items, dots(e.from, e.y-1, end))
	}
	return items
}
