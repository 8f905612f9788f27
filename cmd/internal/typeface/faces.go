// Package typeface is the typefaces that come with the program, for documents
// and pictures whose letters have to be there on any machine: their outlines and
// widths, the shapes of letters that change with their neighbours, and the order
// in which letters stand that are read from right to left.
package typeface

import (
	"embed"
	"fmt"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// fontFiles are the typefaces, each under the licence that lies beside it. Liberation Sans has
// the widths of Arial, which drawings are laid out with.
//
//go:embed fonts
var fontFiles embed.FS

// Face is one of the typefaces.
type Face int

// The faces.
const (
	Regular Face = iota
	Bold
	Italic
	BoldItalic
	Mono
	Symbols // signs, Arabic, Hebrew, Armenian, Georgian
	Han     // Chinese, Japanese, Korean
	Faces   // how many there are
)

var faceNames = [Faces]string{
	Regular: "LiberationSans-Regular", Bold: "LiberationSans-Bold", Italic: "LiberationSans-Italic", BoldItalic: "LiberationSans-BoldItalic",
	Mono: "LiberationMono-Regular", Symbols: "DejaVuSans", Han: "DroidSansFallbackFull",
}

// InPlace is which faces have the letters that a face lacks, in the order in
// which they are asked.
func (f Face) InPlace() []Face {
	switch f {
	case Mono, Italic, Bold, BoldItalic:
		return []Face{Regular, Symbols, Han}
	}
	return []Face{Symbols, Han}
}

// File is the typeface's file, a copy of it: the writer of fonts scribbles on
// what it is given.
func (f Face) File() []byte {
	content, err := fontFiles.ReadFile("fonts/" + faceNames[f] + ".ttf")
	if err != nil {
		panic(fmt.Sprintf("typeface: %v", err)) // embedded, so it is there
	}
	return content
}

// outlines are the faces as they are parsed, each when it is first asked for.
var outlines = func() (all [Faces]func() *sfnt.Font) {
	for f := range Faces {
		all[f] = sync.OnceValue(func() *sfnt.Font {
			parsed, err := sfnt.Parse(f.File())
			if err != nil {
				panic(fmt.Sprintf("typeface: %s: %v", faceNames[f], err)) // embedded, so it parses
			}
			return parsed
		})
	}
	return all
}()

// Outline is the letters of the face.
func (f Face) Outline() *sfnt.Font { return outlines[f]() }

// Name is what the face is called.
func (f Face) Name() string { return faceNames[f] }

// Absent is the width of a letter that a face does not have.
const Absent = -1

// Metrics is what is known of the letters of the faces. It is of one document,
// and no two goroutines may use it.
type Metrics struct {
	buffer sfnt.Buffer
	known  [Faces]map[rune]int
}

// NewMetrics knows of no letter yet.
func NewMetrics() *Metrics {
	m := new(Metrics)
	for f := range m.known {
		m.known[f] = map[rune]int{}
	}
	return m
}

// Advance is the width of a letter in thousandths of the type size, or [Absent].
// Letters beyond the first 65,536 cannot be written, whatever the face has.
func (m *Metrics) Advance(f Face, r rune) int {
	if width, ok := m.known[f][r]; ok {
		return width
	}
	width := Absent
	outline := outlines[f]()
	if index, err := outline.GlyphIndex(&m.buffer, r); err == nil && index != 0 && r <= 0xffff {
		em := outline.UnitsPerEm()
		if units, err := outline.GlyphAdvance(&m.buffer, index, fixed.I(int(em)), font.HintingNone); err == nil {
			width = int(math.Round(float64(units) / 64 * 1000 / float64(em)))
		}
	}
	m.known[f][r] = width
	return width
}

// Has tells whether a face has all letters of a text.
func (m *Metrics) Has(f Face, text string) bool {
	for _, r := range text {
		if m.Advance(f, r) == Absent {
			return false
		}
	}
	return true
}

// Width is how long a text of that face and size is, in points. All its letters
// have to be there.
func (m *Metrics) Width(f Face, size float64, text string) float64 {
	sum := 0
	for _, r := range text {
		sum += max(0, m.Advance(f, r))
	}
	return float64(sum) * size / 1000
}
