// Package raster paints drawings dot by dot, for programs that show no outlines.
package raster

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"golang.org/x/image/vector"

	"egide/cmd/internal/drawing"
	"egide/cmd/internal/typeface"
)

// most is how many dots a picture has at the most: a larger one is painted less
// finely.
const most = 24_000_000

// PNG is the drawing on white paper, so many dots to one of its pixels. The same
// drawing gives the same bytes.
func PNG(d *drawing.Drawing, scale float64) ([]byte, error) {
	scale, wide, high := size(d, scale)
	c := &canvas{image: image.NewRGBA(image.Rect(0, 0, wide, high)), scale: scale, metrics: typeface.NewMetrics()}
	draw.Draw(c.image, c.image.Bounds(), image.White, image.Point{}, draw.Src)
	for _, part := range d.Parts {
		for _, s := range part.Shapes {
			switch s := s.(type) {
			case drawing.Path:
				c.path(s)
			case drawing.Text:
				c.text(s)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, c.image); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// size is that of a drawing in dots, and the scale at which it is not too large.
func size(d *drawing.Drawing, scale float64) (at float64, wide, high int) {
	at = min(scale, math.Sqrt(most/max(d.Width*d.Height, 1)))
	return at, max(int(math.Ceil(d.Width*at)), 1), max(int(math.Ceil(d.Height*at)), 1)
}

// canvas is a picture under way.
type canvas struct {
	image   *image.RGBA
	scale   float64
	metrics *typeface.Metrics
}

// outline is closed polygons, in dots.
type outline [][]drawing.Point

// fill paints what lies inside of polygons. Those that turn the same way and
// overlap are one.
func (c *canvas) fill(o outline, ink drawing.Ink) {
	rgb, ok := ink.Light()
	if !ok {
		return
	}
	box := bounds(o).Intersect(c.image.Bounds())
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	for _, polygon := range o {
		for i, p := range polygon {
			x, y := float32(p.X-float64(box.Min.X)), float32(p.Y-float64(box.Min.Y))
			if i == 0 {
				r.MoveTo(x, y)
			} else {
				r.LineTo(x, y)
			}
		}
		r.ClosePath()
	}
	r.Draw(c.image, box, image.NewUniform(color.RGBA{rgb.R, rgb.G, rgb.B, 0xff}), image.Point{})
}

// bounds is the dots that polygons touch.
func bounds(o outline) image.Rectangle {
	least, largest := drawing.At(math.Inf(1), math.Inf(1)), drawing.At(math.Inf(-1), math.Inf(-1))
	for _, polygon := range o {
		for _, p := range polygon {
			least = drawing.At(min(least.X, p.X), min(least.Y, p.Y))
			largest = drawing.At(max(largest.X, p.X), max(largest.Y, p.Y))
		}
	}
	if math.IsInf(least.X, 0) {
		return image.Rectangle{}
	}
	const far = 1 << 20 // beyond any picture
	whole := func(f float64) int { return int(math.Floor(min(max(f, -far), far))) }
	return image.Rect(whole(least.X), whole(least.Y), whole(largest.X)+1, whole(largest.Y)+1)
}

// path paints a path: first what is inside of it, then its line.
func (c *canvas) path(p drawing.Path) {
	lines := c.flat(p.Steps)
	if p.Fill != drawing.None {
		o := make(outline, len(lines))
		for i, l := range lines {
			o[i] = l.points
		}
		c.fill(o, p.Fill)
	}
	if p.Stroke == drawing.None || p.Width <= 0 {
		return
	}
	var o outline
	for _, l := range lines {
		points := l.points
		if l.closed && len(points) > 0 {
			points = append(points[:len(points):len(points)], points[0])
		}
		for _, part := range dashed(points, p.Dash, c.scale) {
			o = append(o, stroked(part, p.Width*c.scale/2, l.closed || len(p.Dash) == 0)...)
		}
	}
	c.fill(o, p.Stroke)
}

// polyline is a path of straight lines.
type polyline struct {
	points []drawing.Point
	closed bool
}

// flat is a path without curves, in dots.
func (c *canvas) flat(steps []drawing.Step) []polyline {
	var lines []polyline
	at := func(p drawing.Point) drawing.Point { return drawing.At(p.X*c.scale, p.Y*c.scale) }
	add := func(p drawing.Point) {
		if len(lines) == 0 {
			lines = append(lines, polyline{})
		}
		last := &lines[len(lines)-1]
		last.points = append(last.points, p)
	}
	for _, s := range steps {
		switch s.Op {
		case drawing.MoveTo:
			lines = append(lines, polyline{})
			add(at(s.P[0]))
		case drawing.LineTo:
			add(at(s.P[0]))
		case drawing.CurveTo:
			if len(lines) == 0 || len(lines[len(lines)-1].points) == 0 {
				continue
			}
			points := lines[len(lines)-1].points
			for _, p := range cubic(points[len(points)-1], at(s.P[0]), at(s.P[1]), at(s.P[2])) {
				add(p)
			}
		case drawing.Close:
			if len(lines) > 0 {
				lines[len(lines)-1].closed = true
			}
		}
	}
	return lines
}

// cubic is points of a Bézier curve, near enough to each other to look round.
func cubic(a, b, c, d drawing.Point) []drawing.Point {
	length := distance(a, b) + distance(b, c) + distance(c, d)
	n := min(max(int(length/3), 4), 200)
	out := make([]drawing.Point, n)
	for i := range out {
		t := float64(i+1) / float64(n)
		u := 1 - t
		k0, k1, k2, k3 := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		out[i] = drawing.At(k0*a.X+k1*b.X+k2*c.X+k3*d.X, k0*a.Y+k1*b.Y+k2*c.Y+k3*d.Y)
	}
	return out
}

func distance(a, b drawing.Point) float64 { return math.Hypot(b.X-a.X, b.Y-a.Y) }

// dashed cuts a line into its dashes. Dashes are in pixels of the drawing.
func dashed(points []drawing.Point, dash []float64, scale float64) [][]drawing.Point {
	whole := 0.0
	for _, length := range dash {
		whole += length * scale
	}
	if whole < 0.5 || len(points) < 2 {
		return [][]drawing.Point{points}
	}
	var out [][]drawing.Point
	now := []drawing.Point{points[0]}
	n, rest := 0, dash[0]*scale
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		for length := distance(a, b); length > rest; length = distance(a, b) {
			t := 0.0
			if length > 0 {
				t = rest / length
			}
			a = drawing.At(a.X+(b.X-a.X)*t, a.Y+(b.Y-a.Y)*t)
			if n%2 == 0 {
				out = append(out, append(now, a))
			}
			n++
			rest = dash[n%len(dash)] * scale
			if rest <= 0 {
				rest = 1e-3
			}
			now = []drawing.Point{a}
		}
		rest -= distance(a, b)
		now = append(now, b)
	}
	if n%2 == 0 {
		out = append(out, now)
	}
	return out
}

// stroked is a line so wide to each side, round at its corners and, where round
// says so, at its ends. All polygons turn the same way.
func stroked(points []drawing.Point, half float64, round bool) outline {
	var o outline
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := distance(a, b)
		if length == 0 {
			continue
		}
		x, y := -(b.Y-a.Y)/length*half, (b.X-a.X)/length*half
		o = append(o, []drawing.Point{drawing.At(a.X+x, a.Y+y), drawing.At(a.X-x, a.Y-y), drawing.At(b.X-x, b.Y-y), drawing.At(b.X+x, b.Y+y)})
	}
	for i, p := range points {
		if half < 0.4 || !round && (i == 0 || i == len(points)-1) {
			continue
		}
		const sides = 12
		circle := make([]drawing.Point, sides)
		for n := range circle {
			sin, cos := math.Sincos(2 * math.Pi * float64(n) / sides)
			circle[n] = drawing.At(p.X+half*cos, p.Y+half*sin)
		}
		o = append(o, circle)
	}
	return o
}
