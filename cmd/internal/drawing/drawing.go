// Package drawing is pictures as plain shapes and text with sizes and places,
// which any document can hold: a structure chart, a band of days.
//
// Nothing is measured on the machine: the widths of letters are those of a
// table. [Drawing.SVG] writes a drawing as a file of its own, and
// [Drawing.InlineSVG] as an element of a page that has [StyleSheet].
package drawing

// Drawing is a picture with everything in its place: shapes and text, in the order
// in which they are painted. Lengths are in pixels of 1/96 inch, x to the right
// and y down.
type Drawing struct {
	Width, Height float64
	// Lang, Title and Description are for those who do not see the picture.
	Lang, Title, Description string
	Parts                    []Part
}

// Part is what belongs together: a box, a line, an entry of the legend.
type Part struct {
	// Role tells what it is: paper, heading, band, line, box, legend, note.
	Role string
	// ID is the entity's, of a box that stands for one.
	ID string
	// Title is what a reader is told who points at it; empty where there is
	// nothing to tell.
	Title  string
	Shapes []Shape
	// Bounds is the rectangle that its text and outline lie in.
	Bounds Rect
}

// Shape is a [Path] or a [Text].
type Shape interface{ shape() }

// Point is a place in a drawing.
type Point struct{ X, Y float64 }

// Rect is a rectangle by its top left corner.
type Rect struct{ X, Y, Width, Height float64 }

// At is the point of those coordinates.
func At(x, y float64) Point { return Point{x, y} }

// Box is the rectangle with its top left corner at x and y.
func Box(x, y, width, height float64) Rect { return Rect{x, y, width, height} }

// Path is an outline that is filled, stroked, or both.
type Path struct {
	Steps  []Step
	Fill   Ink
	Stroke Ink
	Width  float64   // of the stroke
	Dash   []float64 // lengths of dashes and gaps; nil for a line without gaps
}

// Text is a line of text; X and Y are of its base line, at the anchor.
type Text struct {
	X, Y   float64
	Text   string
	Size   float64
	Bold   bool
	Anchor Anchor
	Ink    Ink
	// Width is how long the text is meant to be.
	Width float64
	// Guessed tells that Width is not of letters whose widths are known, so that
	// a writer has to make the text that long.
	Guessed bool
}

func (Path) shape() {}
func (Text) shape() {}

// Anchor is which point of a text X gives.
type Anchor int

// The anchors.
const (
	Start Anchor = iota
	Middle
	End
)

// Operation is what a step of a path does.
type Operation byte

// The operations: go to a point, draw a line to it, draw a cubic curve to the
// third of three points, draw a line back to where the path began.
const (
	MoveTo Operation = iota
	LineTo
	CurveTo
	Close
)

// Step is one step of a path; MoveTo and LineTo have their point in P[0].
type Step struct {
	Op Operation
	P  [3]Point
}

// Ink is a colour by what it is used for.
type Ink int

// The inks. None paints nothing.
const (
	None Ink = iota
	Paper
	Letters      // text
	Faint        // text of less weight
	Outline      // of boxes
	Inside       // of boxes
	SubjectInk   // inside the subject's box
	OnSubject    // text in the subject's box
	Wire         // lines
	Foreign      // what is outside the Union
	ForeignFaint // hatching
	OnForeign    // text on Foreign
	Doubt        // what nobody knows
	Ground       // of a band behind boxes
	Sound        // what holds
	inks         // how many there are
)

// RGB is a colour.
type RGB struct{ R, G, B uint8 }

// colours are what each ink looks like on white and on dark paper.
var colours = [inks][2]RGB{
	Paper:        {{0xff, 0xff, 0xff}, {0x15, 0x18, 0x1d}},
	Letters:      {{0x15, 0x1a, 0x21}, {0xee, 0xf1, 0xf5}},
	Faint:        {{0x4c, 0x55, 0x61}, {0xb4, 0xbd, 0xc9}},
	Outline:      {{0x36, 0x42, 0x55}, {0x9a, 0xa7, 0xb8}},
	Inside:       {{0xf7, 0xf9, 0xfb}, {0x20, 0x26, 0x2e}},
	SubjectInk:   {{0x1c, 0x3a, 0x5e}, {0xc9, 0xdd, 0xf5}},
	OnSubject:    {{0xff, 0xff, 0xff}, {0x10, 0x1c, 0x2b}},
	Wire:         {{0x56, 0x61, 0x70}, {0x8f, 0x9b, 0xaa}},
	Foreign:      {{0xa8, 0x1e, 0x17}, {0xff, 0x8f, 0x80}},
	ForeignFaint: {{0xf0, 0xcb, 0xc5}, {0x5a, 0x2b, 0x28}},
	OnForeign:    {{0xff, 0xff, 0xff}, {0x2a, 0x06, 0x04}},
	Doubt:        {{0x7a, 0x52, 0x00}, {0xf0, 0xc4, 0x62}},
	Ground:       {{0xf1, 0xf3, 0xf6}, {0x1b, 0x20, 0x27}},
	Sound:        {{0x1d, 0x6b, 0x3a}, {0x86, 0xd8, 0xa0}},
}

// Light is the colour on white paper, and for print. None has none.
func (i Ink) Light() (colour RGB, ok bool) { return i.on(0) }

// Dark is the colour on dark paper.
func (i Ink) Dark() (colour RGB, ok bool) { return i.on(1) }

func (i Ink) on(paper int) (RGB, bool) {
	if i <= None || i >= inks {
		return RGB{}, false
	}
	return colours[i][paper], true
}
