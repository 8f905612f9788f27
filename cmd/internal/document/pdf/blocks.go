package pdf

import (
	"strconv"
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
	"egide/cmd/internal/typeface"
)

// Looks of headings by their level.
var headingLooks = []look{
	{size: 15, bold: true, colour: navy},
	{size: 11.5, bold: true, colour: navy},
	{size: 10, bold: true, colour: ink},
	{size: 9.5, bold: true, italic: true, colour: ink},
}

// section lays a section out, with the ones within it.
func (w *writer) section(s *document.Section, level int, between bool) {
	form := headingLooks[min(level, len(headingLooks)-1)]
	w.heads(s)
	if s.NewPage && !w.fresh() {
		w.newPage(w.portrait)
	}
	lines := wrap(w.set(document.Text(s.Title), form), w.full)
	high := float64(len(lines)) * leading(form.size)
	if between || level > 0 {
		w.space(form.size * 1.5)
	}
	follows := 64.0 // a heading stays with what it heads
	if len(s.Blocks) > 0 {
		if p, ok := s.Blocks[0].(document.Picture); ok {
			follows = max(follows, 14+w.amongText(p))
		}
	}
	w.need(min(high+follows, w.bottom()-topMargin))
	at := place{len(w.pages) - 1, w.y}
	w.headings = append(w.headings, heading{s.Title, level, at})
	w.begins[s] = at
	if _, twice := w.places[s.ID]; s.ID != "" && !twice {
		w.places[s.ID] = at
	}
	for _, l := range lines {
		w.write(l, w.left, w.y+form.size)
		w.y += leading(form.size)
	}
	if level == 0 {
		w.y += 1
		w.rule(w.left, w.y, w.right, 0.8, navy)
		w.y += 9
	} else {
		w.y += 3
	}
	w.blocks(s.Blocks)
	for i := range s.Sections {
		w.section(&s.Sections[i], level+1, i > 0 || len(s.Blocks) > 0)
	}
}

// full is how long a line may be between the edges.
func (w *writer) full(int) float64 { return w.right - w.left }

func (w *writer) blocks(blocks []document.Block) {
	for _, b := range blocks {
		w.block(b)
	}
}

func (w *writer) block(b document.Block) {
	switch b := b.(type) {
	case document.Paragraph:
		w.paragraph(b, bodyLook)
	case document.List:
		w.list(b)
	case document.Facts:
		w.facts(b)
	case document.Answer:
		w.answer(b)
	case document.Table:
		w.table(b)
	case document.Picture:
		w.picture(b)
	case document.Lines:
		w.lines(b)
	}
}

// inked is a look in the colour of a tone.
func inked(form look, tone document.Tone) look {
	switch tone {
	case document.Pass, document.Fail, document.Open:
		form.colour = colourOf(tone)
	case document.Faint:
		form.colour = faintInk
		form.size *= 0.92
	}
	return form
}

func colourOf(tone document.Tone) drawing.RGB {
	switch tone {
	case document.Pass:
		return green
	case document.Fail:
		return red
	case document.Open:
		return amber
	}
	return ink
}

// markWidth is how much a mark takes of a line, beside its size.
const markWidth = 1.15

// marked tells whether a text of a tone is given a mark: not where it has a sign
// of its own.
func marked(tone document.Tone, spans []document.Span) bool {
	sign := tone.Mark()
	text := document.PlainText(spans)
	return sign != "" && !strings.Contains(text, sign) && !strings.HasPrefix(text, "!")
}

// mark draws the sign of a tone before a base line: a tick, a cross, an empty
// diamond. Signs tell results apart where colours do not.
func (w *writer) mark(tone document.Tone, x, y, size float64) {
	colour := colourOf(tone)
	s := size * 0.72
	stroke := func(closed bool, points ...drawing.Point) {
		w.add(shape{path: drawing.Path{Steps: polygon(closed, points...), Width: size * 0.13}, stroke: &colour})
	}
	switch tone {
	case document.Pass:
		stroke(false, drawing.At(x, y-s*0.45), drawing.At(x+s*0.36, y-s*0.08), drawing.At(x+s, y-s*0.95))
	case document.Fail:
		stroke(false, drawing.At(x+s*0.08, y-s*0.92), drawing.At(x+s*0.92, y-s*0.08))
		stroke(false, drawing.At(x+s*0.92, y-s*0.92), drawing.At(x+s*0.08, y-s*0.08))
	case document.Open:
		stroke(true, drawing.At(x+s/2, y-s), drawing.At(x+s, y-s/2), drawing.At(x+s/2, y), drawing.At(x, y-s/2))
	}
}

// paragraph lays out a run of sentences.
func (w *writer) paragraph(p document.Paragraph, form look) {
	form = inked(form, p.Tone)
	indent := 0.0
	if marked(p.Tone, p.Spans) {
		indent = form.size * markWidth
	}
	lines := wrap(w.set(p.Spans, form), func(int) float64 { return w.right - w.left - indent })
	if len(lines) == 1 && heads(p) {
		w.space(3)
		w.need(3.5 * leading(form.size))
	}
	w.flow(lines, form, indent, func(x, y float64) {
		if indent > 0 {
			w.mark(p.Tone, x, y, form.size)
		}
	})
	w.y += form.size * 0.55
}

// heads tells whether a paragraph is a heading for what follows it: all of it
// is bold.
func heads(p document.Paragraph) bool {
	for _, s := range p.Spans {
		if !s.Bold {
			return false
		}
	}
	return len(p.Spans) > 0
}

// flow puts lines under each other, over as many pages as it takes; neither the
// first line nor the last stands alone. begin draws what goes with the first.
func (w *writer) flow(lines []line, form look, indent float64, begin func(x, y float64)) {
	high := leading(form.size)
	for i, l := range lines {
		left := len(lines) - i
		switch {
		case i == 0 && left > 1:
			w.need(2 * high)
		case left == 2 && i > 1, left == 3 && i == 0:
			w.need(2 * high)
		default:
			w.need(high)
		}
		y := w.y + form.size
		if i == 0 {
			begin(w.left, y)
		}
		w.write(l, w.left+indent, y)
		w.y += high
	}
}

// list lays out items under each other.
func (w *writer) list(l document.List) {
	form := bodyLook
	indent := 14.0
	if l.Ordered {
		indent = w.metrics.Width(typeface.Regular, form.size, strconv.Itoa(len(l.Items))+".") + 7
	}
	for i, it := range l.Items {
		lead := "•"
		if l.Ordered {
			lead = strconv.Itoa(i+1) + "."
		}
		sign := line(w.set(document.Text(lead), look{size: form.size, colour: navy}))
		lines := wrap(w.set(it.Spans, form), func(int) float64 { return w.right - w.left - indent })
		w.flow(lines, form, indent, func(x, y float64) {
			if l.Ordered {
				x += indent - 7 - sign.width()
			} else {
				x += 3
			}
			w.write(sign, x, y)
		})
		w.y += form.size * 0.25
		if len(it.Under) > 0 {
			w.left += indent
			w.blocks(it.Under)
			w.left -= indent
		}
	}
	w.y += form.size * 0.35
}

// facts lays out terms with what stands for each, side by side.
func (w *writer) facts(facts document.Facts) {
	form := bodyLook
	wide := w.right - w.left
	terms := make([][]glyph, len(facts))
	column := 0.0
	for i, f := range facts {
		terms[i] = w.set(document.Text(f.Term), look{size: form.size, colour: faintInk})
		column = max(column, line(terms[i]).width())
	}
	column = min(column, wide*0.36)
	gap := 14.0
	high := leading(form.size)
	for i, f := range facts {
		term := wrap(terms[i], func(int) float64 { return column })
		text := wrap(w.set(f.Spans, form), func(int) float64 { return wide - column - gap })
		for n := range max(len(term), len(text)) {
			if n == 0 {
				w.need(high * float64(min(3, max(len(term), len(text)))))
			} else {
				w.need(high)
			}
			if n < len(term) {
				w.write(term[n], w.left, w.y+form.size)
			}
			if n < len(text) {
				w.write(text[n], w.left+column+gap, w.y+form.size)
			}
			w.y += high
		}
		w.y += 2
	}
	w.y += form.size * 0.5
}

// answer lays out the result in a box.
func (w *writer) answer(a document.Answer) {
	colour := colourOf(a.Tone)
	const pad, bar = 14.0, 5.0
	word := look{size: 17, bold: true, colour: colour}
	form := look{size: 10.5, colour: ink}
	head := a.Word
	if a.Mark != "" {
		head = a.Mark + "\u00a0\u00a0" + a.Word
	}
	limit := func(int) float64 { return w.right - w.left - 2*pad - bar }
	first := wrap(w.set(document.Text(head), word), limit)
	var then []line
	if len(a.Spans) > 0 {
		then = wrap(w.set(a.Spans, form), limit)
	}
	w.space(4)
	w.need(min(w.bottom()-topMargin, 2*pad+float64(len(first))*leading(word.size)+float64(len(then))*leading(form.size)))
	// A result that is longer than a page goes on in a box on the next.
	for len(first)+len(then) > 0 {
		top := w.y
		y := top + pad - 3
		var put []func()
		take := func(lines *[]line, size float64) {
			for len(*lines) > 0 && (y+leading(size)+pad <= w.bottom() || len(put) == 0) {
				l, base := (*lines)[0], y+size
				put = append(put, func() { w.write(l, w.left+bar+pad, base) })
				y += leading(size)
				*lines = (*lines)[1:]
			}
		}
		take(&first, word.size)
		if len(first) == 0 {
			take(&then, form.size)
		}
		y += pad - 5
		w.box(w.left, top, w.right-w.left, y-top, ground)
		w.box(w.left, top, bar, y-top, colour)
		for _, f := range put {
			f()
		}
		w.y = y
		if len(first)+len(then) > 0 {
			w.newPage(w.portrait)
		}
	}
	w.y += 12
}

// lines lays out ruled lines to write on.
func (w *writer) lines(labels document.Lines) {
	form := bodyLook
	for _, label := range labels {
		text := wrap(w.set(document.Text(label), form), func(int) float64 { return (w.right - w.left) / 2 })
		high := float64(len(text)) * leading(form.size)
		w.need(high + 16)
		w.y += 16
		end := 0.0
		for _, l := range text {
			w.write(l, w.left, w.y+form.size)
			w.y += leading(form.size)
			end = l.width()
		}
		w.rule(w.left+end+8, w.y-leading(form.size)+form.size+1.5, w.right, 0.6, faintInk)
	}
	w.y += 10
}
