package pdf

import (
	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
)

// paper is the width and height of a page and the margin on both sides of it,
// in points.
type paper struct{ width, height, margin float64 }

var paperSizes = map[string]paper{"a4": {595.28, 841.89, 62}, "letter": {612, 792, 62}}

// landscape is the paper turned on its side, for a picture: its margins are
// narrower.
func (p paper) landscape() paper { return paper{p.height, p.width, 40} }

// wide is the width between the margins.
func (p paper) wide() float64 { return p.width - 2*p.margin }

// high is the height between what stands above and below the text.
func (p paper) high() float64 { return p.height - topMargin - bottomMargin }

// Margins above and below the text, in points. The running header and the page
// number stand in them.
const (
	topMargin    = 74.0
	bottomMargin = 66.0
	headerLine   = 44.0 // from the top to the base line of the running header
	footerLine   = 36.0 // from the bottom to the base line of the page number
)

// Colours of what is not a picture.
var (
	ink      = drawing.RGB{R: 0x15, G: 0x1a, B: 0x21}
	faintInk = drawing.RGB{R: 0x4c, G: 0x55, B: 0x61}
	navy     = drawing.RGB{R: 0x1c, G: 0x3a, B: 0x5e}
	rule     = drawing.RGB{R: 0xc4, G: 0xcb, B: 0xd4}
	ground   = drawing.RGB{R: 0xf1, G: 0xf3, B: 0xf6}
	red      = drawing.RGB{R: 0xa8, G: 0x1e, B: 0x17}
	green    = drawing.RGB{R: 0x1d, G: 0x6b, B: 0x3a}
	amber    = drawing.RGB{R: 0x7a, G: 0x52, B: 0x00}
)

// The looks of text.
var (
	bodyLook    = look{size: 9.5, colour: ink}
	faintLook   = look{size: 8.5, colour: faintInk}
	captionLook = look{size: 8.5, bold: true, colour: navy}
	runningLook = look{size: 8, colour: faintInk}
)

// leading is the distance from one base line to the next, of a type size.
func leading(size float64) float64 { return size * 1.42 }

// page is what stands on a page.
type page struct {
	paper paper
	items []item
}

// item is something at a place of a page, measured from its top left corner.
type item interface{ item() }

// writing is glyphs on a base line, in the order in which they stand there.
type writing struct {
	x, y   float64
	glyphs line
}

// shape is a path of a drawing, at its place on the page.
type shape struct {
	path drawing.Path
	// fill and stroke are colours of their own, for what is not of a drawing.
	fill, stroke *drawing.RGB
}

// window is a part of the page outside which shapes are not painted, until the
// next window; one without width ends it.
type window struct{ x, y, width, height float64 }

// jump is a rectangle that leads somewhere: to a section, or where a link says.
type jump struct {
	x, y, width, height float64
	link                string
	section             *document.Section
}

func (writing) item() {}
func (shape) item()   {}
func (window) item()  {}
func (jump) item()    {}

// newPage begins a page; what follows begins at its top.
func (w *writer) newPage(size paper) {
	indent := 0.0
	if len(w.pages) > 0 {
		indent = w.left - w.page().paper.margin
	}
	w.pages = append(w.pages, &page{paper: size})
	w.y, w.left, w.right = topMargin, size.margin+indent, size.width-size.margin
}

func (w *writer) page() *page { return w.pages[len(w.pages)-1] }

func (w *writer) add(i ...item) { w.page().items = append(w.page().items, i...) }

// bottom is where the text of the page ends.
func (w *writer) bottom() float64 { return w.page().paper.height - bottomMargin }

// room is how much height is left on the page.
func (w *writer) room() float64 { return w.bottom() - w.y }

// fresh tells that nothing stands on the page yet.
func (w *writer) fresh() bool { return w.y <= topMargin }

// need begins a page where the height is not left on this one.
func (w *writer) need(height float64) {
	if height > w.room() && !w.fresh() {
		w.newPage(w.portrait)
	}
}

// space leaves a gap, except at the top of a page.
func (w *writer) space(height float64) {
	if !w.fresh() {
		w.y += height
	}
}

// write puts a line of glyphs on a base line, with its links.
func (w *writer) write(l line, x, y float64) {
	if len(l) == 0 {
		return
	}
	placed := visual(l)
	w.add(writing{x, y, placed})
	for i := 0; i < len(placed); {
		end, width := i, 0.0
		for end < len(placed) && placed[end].link == placed[i].link {
			width += placed[end].width
			end++
		}
		if link := placed[i].link; link != "" {
			size := placed[i].look.size
			w.add(jump{x: x, y: y - size, width: width, height: size * 1.3, link: link})
			if link[0] != '#' {
				w.rule(x, y+1.2, x+width, 0.4, placed[i].look.colour)
			}
		}
		x += width
		i = end
	}
}

// rule draws a level line.
func (w *writer) rule(x0, y, x1, width float64, colour drawing.RGB) {
	w.add(shape{path: drawing.Path{Steps: []drawing.Step{
		{Op: drawing.MoveTo, P: [3]drawing.Point{{X: x0, Y: y}}},
		{Op: drawing.LineTo, P: [3]drawing.Point{{X: x1, Y: y}}},
	}, Width: width}, stroke: &colour})
}

// box fills a rectangle.
func (w *writer) box(x, y, width, height float64, colour drawing.RGB) {
	w.add(shape{path: drawing.Path{Steps: polygon(true, drawing.At(x, y), drawing.At(x+width, y), drawing.At(x+width, y+height), drawing.At(x, y+height))}, fill: &colour})
}

// polygon is the steps through points, and back to the first where closed.
func polygon(closed bool, points ...drawing.Point) []drawing.Step {
	var steps []drawing.Step
	for i, p := range points {
		op := drawing.LineTo
		if i == 0 {
			op = drawing.MoveTo
		}
		steps = append(steps, drawing.Step{Op: op, P: [3]drawing.Point{p}})
	}
	if closed {
		steps = append(steps, drawing.Step{Op: drawing.Close})
	}
	return steps
}

// level is the thin line under a running header.
func level(x0, y, x1 float64) shape {
	colour := rule
	return shape{path: drawing.Path{Steps: polygon(false, drawing.At(x0, y), drawing.At(x1, y)), Width: 0.5}, stroke: &colour}
}

// dots lead from a title to its page number.
func dots(x0, y, x1 float64) shape {
	colour := faintInk
	return shape{path: drawing.Path{Steps: polygon(false, drawing.At(x0, y), drawing.At(x1, y)), Width: 0.6, Dash: []float64{0.6, 3.4}}, stroke: &colour}
}
