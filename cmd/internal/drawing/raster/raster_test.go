package raster

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/document/specimen"
	"egide/cmd/internal/drawing"
)

func square(x, y, size float64) []drawing.Step {
	to := func(op drawing.Operation, x, y float64) drawing.Step {
		return drawing.Step{Op: op, P: [3]drawing.Point{drawing.At(x, y)}}
	}
	return []drawing.Step{to(drawing.MoveTo, x, y), to(drawing.LineTo, x+size, y), to(drawing.LineTo, x+size, y+size), to(drawing.LineTo, x, y+size), {Op: drawing.Close}}
}

// What is painted has its colour where it is, and paper is white elsewhere.
func TestPaths(t *testing.T) {
	d := &drawing.Drawing{Width: 60, Height: 40, Parts: []drawing.Part{{Shapes: []drawing.Shape{
		drawing.Path{Steps: square(10, 10, 20), Fill: drawing.Foreign, Stroke: drawing.Letters, Width: 2},
		drawing.Path{Steps: []drawing.Step{{Op: drawing.MoveTo, P: [3]drawing.Point{drawing.At(35, 20)}}, {Op: drawing.LineTo, P: [3]drawing.Point{drawing.At(59, 20)}}}, Stroke: drawing.Letters, Width: 4, Dash: []float64{8, 8}},
	}}}}
	raw, err := PNG(d, 2)
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(raw))
	require.NoError(t, err)
	assert.Equal(t, 120, img.Bounds().Dx())
	assert.Equal(t, 80, img.Bounds().Dy())
	at := func(x, y float64) drawing.RGB {
		r, g, b, _ := img.At(int(x*2), int(y*2)).RGBA()
		return drawing.RGB{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8)}
	}
	ink := func(i drawing.Ink) drawing.RGB { c, _ := i.Light(); return c }
	assert.Equal(t, ink(drawing.Foreign), at(20, 20))
	assert.Equal(t, ink(drawing.Letters), at(10, 20), "the outline is on the edge")
	assert.Equal(t, ink(drawing.Paper), at(3, 3))
	assert.Equal(t, ink(drawing.Letters), at(39, 20), "a dash")
	assert.Equal(t, ink(drawing.Paper), at(47, 20), "a gap")
	assert.Equal(t, ink(drawing.Letters), at(55, 20), "a dash again")
}

// A text stands where its anchor says, and is as long as it is meant to be.
func TestText(t *testing.T) {
	columns := func(anchor drawing.Anchor, width float64, guessed bool) (first, last int) {
		d := &drawing.Drawing{Width: 200, Height: 30, Parts: []drawing.Part{{Shapes: []drawing.Shape{
			drawing.Text{X: 100, Y: 20, Text: "HHHH", Size: 12, Anchor: anchor, Ink: drawing.Letters, Width: width, Guessed: guessed},
		}}}}
		raw, err := PNG(d, 1)
		require.NoError(t, err)
		img, err := png.Decode(bytes.NewReader(raw))
		require.NoError(t, err)
		first = -1
		for x := range 200 {
			for y := range 30 {
				if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
					if first < 0 {
						first = x
					}
					last = x
				}
			}
		}
		return first, last
	}
	natural, _ := drawing.TextWidth("HHHH", 12, false)
	first, last := columns(drawing.Start, natural, false)
	assert.InDelta(t, 100, first, 2)
	assert.InDelta(t, 100+natural, last, 2)
	first, last = columns(drawing.End, natural, false)
	assert.InDelta(t, 100-natural, first, 2)
	assert.InDelta(t, 100, last, 2)
	first, last = columns(drawing.Middle, 80, true)
	assert.InDelta(t, 60, first, 3)
	assert.InDelta(t, 140, last, 3)
}

// Any drawing is painted, the same each time, and never larger than there is
// room for.
func TestAnyDrawing(t *testing.T) {
	for _, text := range specimen.Hostile {
		d := specimen.Picture("en", text)
		first, err := PNG(d, 1)
		require.NoError(t, err)
		again, err := PNG(d, 1)
		require.NoError(t, err)
		assert.Equal(t, first, again)
	}
	_, wide, high := size(&drawing.Drawing{Width: 90000, Height: 90000}, 3)
	assert.LessOrEqual(t, wide*high, most+2*wide)
	_, err := PNG(&drawing.Drawing{}, 1)
	require.NoError(t, err)

	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Float64Range(-300, 300)
		var steps []drawing.Step
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			op := rapid.SampledFrom([]drawing.Operation{drawing.MoveTo, drawing.LineTo, drawing.CurveTo, drawing.Close}).Draw(t, "operation")
			steps = append(steps, drawing.Step{Op: op, P: [3]drawing.Point{drawing.At(n.Draw(t, "x"), n.Draw(t, "y")), drawing.At(n.Draw(t, "x"), n.Draw(t, "y")), drawing.At(n.Draw(t, "x"), n.Draw(t, "y"))}})
		}
		dash := rapid.SliceOfN(rapid.Float64Range(0, 9), 0, 3).Draw(t, "dash")
		d := &drawing.Drawing{Width: 100, Height: 100, Parts: []drawing.Part{{Shapes: []drawing.Shape{
			drawing.Path{Steps: steps, Fill: drawing.Ground, Stroke: drawing.Wire, Width: rapid.Float64Range(0, 5).Draw(t, "width"), Dash: dash},
			drawing.Text{X: n.Draw(t, "x"), Y: n.Draw(t, "y"), Text: strings.ToValidUTF8(rapid.String().Draw(t, "text"), ""), Size: rapid.Float64Range(0, 40).Draw(t, "size"), Ink: drawing.Letters},
		}}}}
		if _, err := PNG(d, 1); err != nil {
			t.Fatal(err)
		}
	})
}
