package pdf

import (
	"math"
	"strconv"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
)

// The sizes of type in a picture, in points. At the first it is read without
// effort, and a picture that has it in an upright page stays in the text. One
// that is wider gets a page on its side. Where its letters would be smaller than
// the second even there, the page shows the whole, to be enlarged on a screen,
// and pages after it show the parts, at the third.
const (
	easySize  = 6.2
	leastSize = 4.8
	partSize  = 5.8
)

// pixel is the length of a drawing's unit in points.
const pixel = 0.75

// picture lays out a drawing.
func (w *writer) picture(p document.Picture) {
	d := p.Drawing
	if d == nil || d.Width <= 0 || d.Height <= 0 {
		return
	}
	indent := w.left - w.page().paper.margin
	size, own := w.ownPage(p)
	if !own {
		scale := w.upright(p)
		w.space(4)
		w.need(w.captionHigh(p) + d.Height*scale)
		w.caption(p.Caption)
		w.draw(d, scale, w.left+(w.right-w.left-d.Width*scale)/2, w.y)
		w.y += d.Height*scale + 12
		return
	}
	turn := func() {
		w.newPage(size)
		w.left = size.margin
	}
	if w.ready != len(w.pages) { // no page of its own has begun with a heading
		turn()
	}
	w.caption(p.Caption)
	scale := fit(d, w.right-w.left, w.room())
	w.draw(d, scale, w.left+(w.right-w.left-d.Width*scale)/2, w.y)
	if small := smallest(d); small*scale < leastSize {
		w.parts(p, partSize/small, turn)
	}
	w.newPage(w.portrait)
	w.left += indent
}

// amongText is the height of a picture that stands among text; none for one with a
// page of its own.
func (w *writer) amongText(p document.Picture) float64 {
	if p.Drawing == nil || p.Drawing.Width <= 0 || p.Drawing.Height <= 0 {
		return 0
	}
	if _, own := w.ownPage(p); own {
		return 0
	}
	return w.captionHigh(p) + p.Drawing.Height*w.upright(p)
}

// fit is the scale at which a drawing fits, at most its natural one.
func fit(d *drawing.Drawing, wide, high float64) float64 {
	return min(pixel, wide/d.Width, high/d.Height)
}

// captionHigh is the height of a picture's caption.
func (w *writer) captionHigh(p document.Picture) float64 {
	if p.Caption == "" {
		return 0
	}
	return float64(len(wrap(w.set(document.Text(p.Caption), captionLook), w.full)))*leading(captionLook.size) + 6
}

// upright is the scale at which a picture fits on an upright page among text.
func (w *writer) upright(p document.Picture) float64 {
	return fit(p.Drawing, w.portrait.wide()-(w.left-w.page().paper.margin), w.portrait.high()-w.captionHigh(p))
}

// ownPage tells whether a picture gets a page of its own, and which.
func (w *writer) ownPage(p document.Picture) (paper, bool) {
	side := w.portrait.landscape()
	upright := w.upright(p)
	turned := fit(p.Drawing, side.wide(), side.high()-w.captionHigh(p))
	small := smallest(p.Drawing)
	switch {
	case small*upright >= easySize, upright >= turned*0.95 && small*upright >= leastSize:
		return w.portrait, false
	case upright > turned:
		return w.portrait, true
	}
	return side, true
}

// heads gives a section whose first block is a picture with a page of its own
// that page from its heading on.
func (w *writer) heads(s *document.Section) {
	for len(s.Blocks) == 0 && len(s.Sections) > 0 {
		s = &s.Sections[0]
	}
	if len(s.Blocks) == 0 || w.ready == len(w.pages) {
		return
	}
	p, ok := s.Blocks[0].(document.Picture)
	if !ok || p.Drawing == nil || p.Drawing.Width <= 0 || p.Drawing.Height <= 0 {
		return
	}
	if size, own := w.ownPage(p); own {
		w.newPage(size)
		w.ready = len(w.pages)
	}
}

// caption puts a heading over a picture.
func (w *writer) caption(text string) {
	if text == "" {
		return
	}
	for _, l := range wrap(w.set(document.Text(text), captionLook), w.full) {
		w.write(l, w.left, w.y+captionLook.size)
		w.y += leading(captionLook.size)
	}
	w.y += 6
}

// smallest is the size of the smallest type of a drawing, in its pixels.
func smallest(d *drawing.Drawing) float64 {
	least := math.Inf(1)
	for _, part := range d.Parts {
		for _, s := range part.Shapes {
			if t, ok := s.(drawing.Text); ok && t.Size > 0 {
				least = min(least, t.Size)
			}
		}
	}
	if math.IsInf(least, 1) {
		return 12
	}
	return least
}

// parts shows a drawing piece by piece, row by row. The pieces overlap by as
// much as the largest box, so that each box is whole on one of them.
func (w *writer) parts(p document.Picture, scale float64, turn func()) {
	d := p.Drawing
	head := 2*leading(captionLook.size) + 6
	wide := (w.page().paper.wide()) / scale
	high := (w.page().paper.high() - head) / scale
	overX, overY := 0.0, 0.0
	for _, part := range d.Parts {
		if part.Role == "box" {
			overX, overY = max(overX, part.Bounds.Width), max(overY, part.Bounds.Height)
		}
	}
	columns, stepX := steps(d.Width, wide, overX)
	rows, stepY := steps(d.Height, high, overY)
	for row := range rows {
		for column := range columns {
			seen := drawing.Box(float64(column)*stepX, float64(row)*stepY, wide, high)
			if !painted(d, seen) {
				continue
			}
			turn()
			w.caption(w.words.Sentence("pdf-part", map[string]string{
				"caption": p.Caption, "row": strconv.Itoa(row + 1), "rows": strconv.Itoa(rows),
				"column": strconv.Itoa(column + 1), "columns": strconv.Itoa(columns),
			}))
			w.drawPart(d, scale, w.left, w.y, seen)
		}
	}
}

// steps is how many windows of a length, overlapping by so much, show the whole,
// and how far apart they begin.
func steps(whole, window, over float64) (int, float64) {
	if whole <= window {
		return 1, 0
	}
	over = min(over, window/2)
	n := int(math.Ceil((whole - over) / (window - over)))
	return n, (whole - window) / float64(n-1)
}

// painted tells whether anything but paper lies in a window.
func painted(d *drawing.Drawing, seen drawing.Rect) bool {
	for _, part := range d.Parts {
		if b := part.Bounds; part.Role != "paper" && part.Role != "band" && len(part.Shapes) > 0 &&
			b.X < seen.X+seen.Width && seen.X < b.X+b.Width && b.Y < seen.Y+seen.Height && seen.Y < b.Y+b.Height {
			return true
		}
	}
	return false
}

// draw puts a drawing on the page.
func (w *writer) draw(d *drawing.Drawing, scale, x, y float64) {
	for _, part := range d.Parts {
		for _, s := range part.Shapes {
			switch s := s.(type) {
			case drawing.Path:
				w.add(shape{path: scaled(s, scale, x, y)})
			case drawing.Text:
				w.label(s, d.Width, scale, x, y)
			}
		}
	}
}

// drawPart puts what lies in a window of a drawing on the page. A text that is
// not whole there is left to the window where it is.
func (w *writer) drawPart(d *drawing.Drawing, scale, x, y float64, seen drawing.Rect) {
	x, y = x-seen.X*scale, y-seen.Y*scale
	w.add(window{x + seen.X*scale, y + seen.Y*scale, min(seen.Width, d.Width-seen.X) * scale, min(seen.Height, d.Height-seen.Y) * scale})
	for _, part := range d.Parts {
		// A box that is cut here is whole on another page, and named there.
		b := part.Bounds
		cut := part.Role == "box" && (b.X < seen.X || b.X+b.Width > seen.X+seen.Width || b.Y < seen.Y || b.Y+b.Height > seen.Y+seen.Height)
		for _, s := range part.Shapes {
			if s, ok := s.(drawing.Path); ok && (!cut || s.Stroke != drawing.None) {
				w.add(shape{path: scaled(s, scale, x, y)})
			}
		}
		if cut {
			continue
		}
		for _, s := range part.Shapes {
			t, ok := s.(drawing.Text)
			if !ok {
				continue
			}
			left := t.X
			switch t.Anchor {
			case drawing.Middle:
				left -= t.Width / 2
			case drawing.End:
				left -= t.Width
			}
			if left >= seen.X && left+t.Width <= seen.X+seen.Width && t.Y-t.Size >= seen.Y && t.Y+t.Size*0.3 <= seen.Y+seen.Height {
				w.label(t, d.Width, scale, x, y)
			}
		}
	}
	w.add(window{})
}

// scaled is a path at its place on the page.
func scaled(p drawing.Path, scale, x, y float64) drawing.Path {
	out := drawing.Path{Fill: p.Fill, Stroke: p.Stroke, Width: p.Width * scale}
	for _, s := range p.Steps {
		for i := range s.P {
			s.P[i] = drawing.At(x+s.P[i].X*scale, y+s.P[i].Y*scale)
		}
		out.Steps = append(out.Steps, s)
	}
	for _, length := range p.Dash {
		out.Dash = append(out.Dash, length*scale)
	}
	return out
}

// label puts a text of a drawing on the page, no longer than it was meant to be
// and not beyond the drawing.
func (w *writer) label(t drawing.Text, wide, scale, x, y float64) {
	colour, ok := t.Ink.Light()
	if !ok {
		return
	}
	form := look{size: t.Size * scale, bold: t.Bold, colour: colour}
	l := line(w.set(document.Text(t.Text), form))
	room := wide - t.X
	switch t.Anchor {
	case drawing.Middle:
		room = 2 * min(t.X, wide-t.X)
	case drawing.End:
		room = t.X
	}
	if t.Width > 0 {
		room = min(room, t.Width*1.01)
	}
	if room *= scale; room > 0 && l.width() > room {
		form.size *= room / l.width()
		l = w.set(document.Text(t.Text), form)
	}
	at := x + t.X*scale
	switch t.Anchor {
	case drawing.Middle:
		at -= l.width() / 2
	case drawing.End:
		at -= l.width()
	}
	w.write(l, at, y+t.Y*scale)
}
