package pdf

import (
	"embed"
	"fmt"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The typefaces, each under the licence that lies beside it. Liberation Sans has
// the widths of Arial, which drawings are laid out with.
//
//go:embed fonts
var fontFiles embed.FS

// face is one of the typefaces.
type face int

const (
	regular face = iota
	bold
	italic
	boldItalic
	mono
	symbols // signs, Arabic, Hebrew, Armenian, Georgian
	han     // Chinese, Japanese, Korean
	faces   // how many there are
)

var faceNames = [faces]string{
	regular: "LiberationSans-Regular", bold: "LiberationSans-Bold", italic: "LiberationSans-Italic", boldItalic: "LiberationSans-BoldItalic",
	mono: "LiberationMono-Regular", symbols: "DejaVuSans", han: "DroidSansFallbackFull",
}

// inPlace is which faces have the letters that a face lacks, in the order in
// which they are asked.
func (f face) inPlace() []face {
	switch f {
	case mono, italic, bold, boldItalic:
		return []face{regular, symbols, han}
	}
	return []face{symbols, han}
}

// file is the typeface's file, a copy of it: the writer of fonts scribbles on
// what it is given.
func (f face) file() []byte {
	content, err := fontFiles.ReadFile("fonts/" + faceNames[f] + ".ttf")
	if err != nil {
		panic(fmt.Sprintf("pdf: %v", err)) // embedded, so it is there
	}
	return content
}

var outlines = func() (all [faces]func() *sfnt.Font) {
	for f := range faces {
		all[f] = sync.OnceValue(func() *sfnt.Font {
			parsed, err := sfnt.Parse(f.file())
			if err != nil {
				panic(fmt.Sprintf("pdf: %s: %v", faceNames[f], err)) // embedded, so it parses
			}
			return parsed
		})
	}
	return all
}()

// absent is the width of a letter that a face does not have.
const absent = -1

// metrics is what is known of the letters of the faces. It is of one document,
// and no two goroutines may use it.
type metrics struct {
	buffer sfnt.Buffer
	known  [faces]map[rune]int
}

func newMetrics() *metrics {
	m := new(metrics)
	for f := range m.known {
		m.known[f] = map[rune]int{}
	}
	return m
}

// advance is the width of a letter in thousandths of the type size, or absent.
// Letters beyond the first 65,536 cannot be written, whatever the face has.
func (m *metrics) advance(f face, r rune) int {
	if width, ok := m.known[f][r]; ok {
		return width
	}
	width := absent
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

// has tells whether a face has all letters of a text.
func (m *metrics) has(f face, text string) bool {
	for _, r := range text {
		if m.advance(f, r) == absent {
			return false
		}
	}
	return true
}

// width is how long a text of that face and size is, in points. All its letters
// have to be there.
func (m *metrics) width(f face, size float64, text string) float64 {
	sum := 0
	for _, r := range text {
		sum += max(0, m.advance(f, r))
	}
	return float64(sum) * size / 1000
}
