package raster

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"

	"egide/cmd/internal/drawing"
	"egide/cmd/internal/typeface"
)

// sign is what a reader takes for one character, in the face that has it.
type sign struct {
	text  string
	face  typeface.Face
	width float64 // in the drawing's pixels
}

// text paints a line of text. Where its length is a guess it is made that long,
// as the drawing as SVG does.
func (c *canvas) text(t drawing.Text) {
	signs := c.signs(t)
	length := 0.0
	for _, s := range signs {
		length += s.width
	}
	stretch := 1.0
	if t.Guessed && length > 0 {
		stretch = t.Width / length
	}
	x := t.X
	switch t.Anchor {
	case drawing.Middle:
		x -= length * stretch / 2
	case drawing.End:
		x -= length * stretch
	}
	var o outline
	for _, s := range signs {
		o = append(o, c.letters(s, x, t.Y, t.Size, stretch)...)
		x += s.width * stretch
	}
	c.fill(o, t.Ink)
}

// signs are the characters of a text in the order in which they stand.
func (c *canvas) signs(t drawing.Text) []sign {
	var texts []string
	text := norm.NFC.String(strings.ToValidUTF8(t.Text, "\ufffd"))
	state := -1
	for rest := text; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		texts = append(texts, cluster)
	}
	levels := typeface.Levels(texts)
	shown := typeface.Joined(texts)
	first := typeface.Regular
	if t.Bold {
		first = typeface.Bold
	}
	out := make([]sign, 0, len(shown))
	for _, i := range typeface.Order(levels) {
		text := strings.Map(func(r rune) rune {
			if typeface.Unseen(r) || unicode.IsControl(r) {
				return -1
			}
			return r
		}, shown[i])
		if text == "" {
			continue
		}
		if levels[i] == 1 {
			text = typeface.Mirrored(text)
		}
		out = append(out, c.sign(text, first, t.Size))
	}
	return out
}

// sign finds a face that has a character. Where none has, it is the box that the
// first face has for what it lacks.
func (c *canvas) sign(text string, first typeface.Face, size float64) sign {
	for _, f := range append([]typeface.Face{first}, first.InPlace()...) {
		if c.metrics.Has(f, text) {
			return sign{text, f, c.metrics.Width(f, size, text)}
		}
	}
	return sign{lacking, first, 0.75 * size}
}

// lacking stands for a character that no face has.
const lacking = "\x00"

// letters is the outline of a character at a place of the drawing.
func (c *canvas) letters(s sign, x, y, size, stretch float64) outline {
	var buffer sfnt.Buffer
	var o outline
	font := s.face.Outline()
	for _, r := range s.text {
		index, err := font.GlyphIndex(&buffer, r)
		if err != nil {
			continue
		}
		segments, err := font.LoadGlyph(&buffer, index, fixed.Int26_6(size*c.scale*64), nil)
		if err != nil {
			continue
		}
		at := func(p fixed.Point26_6) drawing.Point {
			return drawing.At(x*c.scale+float64(p.X)/64*stretch, y*c.scale+float64(p.Y)/64)
		}
		for _, segment := range segments {
			if segment.Op == sfnt.SegmentOpMoveTo {
				o = append(o, []drawing.Point{at(segment.Args[0])})
				continue
			}
			if len(o) == 0 {
				continue
			}
			last := &o[len(o)-1]
			from := (*last)[len(*last)-1]
			switch segment.Op {
			case sfnt.SegmentOpLineTo:
				*last = append(*last, at(segment.Args[0]))
			case sfnt.SegmentOpQuadTo:
				a, b := at(segment.Args[0]), at(segment.Args[1])
				*last = append(*last, cubic(from, between(from, a), between(b, a), b)...)
			case sfnt.SegmentOpCubeTo:
				*last = append(*last, cubic(from, at(segment.Args[0]), at(segment.Args[1]), at(segment.Args[2]))...)
			}
		}
		x += max(0, c.metrics.Width(s.face, size, string(r))) * stretch
	}
	return o
}

// between is the point two thirds of the way: it makes a cubic curve of a
// quadratic one.
func between(from, to drawing.Point) drawing.Point {
	return drawing.At(from.X+(to.X-from.X)*2/3, from.Y+(to.Y-from.Y)*2/3)
}
