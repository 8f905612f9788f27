package chart

import (
	"math"

	"egide/cmd/internal/drawing"
)

// pen collects the steps of a path.
type pen struct{ steps []drawing.Step }

func (p *pen) move(x, y float64) *pen {
	p.steps = append(p.steps, drawing.Step{Op: drawing.MoveTo, P: [3]drawing.Point{drawing.At(x, y)}})
	return p
}

func (p *pen) line(x, y float64) *pen {
	p.steps = append(p.steps, drawing.Step{Op: drawing.LineTo, P: [3]drawing.Point{drawing.At(x, y)}})
	return p
}

func (p *pen) curve(ax, ay, bx, by, x, y float64) *pen {
	p.steps = append(p.steps, drawing.Step{Op: drawing.CurveTo, P: [3]drawing.Point{drawing.At(ax, ay), drawing.At(bx, by), drawing.At(x, y)}})
	return p
}

func (p *pen) close() *pen {
	p.steps = append(p.steps, drawing.Step{Op: drawing.Close})
	return p
}

// polygon is a closed path through the points.
func polygon(points ...drawing.Point) []drawing.Step {
	p := &pen{}
	for i, q := range points {
		if i == 0 {
			p.move(q.X, q.Y)
		} else {
			p.line(q.X, q.Y)
		}
	}
	return p.close().steps
}

// quarter is how far the handles of a cubic curve are for a quarter of a circle.
const quarter = 0.5523

func ellipse(cx, cy, a, b float64) []drawing.Step {
	p := &pen{}
	ka, kb := quarter*a, quarter*b
	p.move(cx-a, cy).
		curve(cx-a, cy-kb, cx-ka, cy-b, cx, cy-b).
		curve(cx+ka, cy-b, cx+a, cy-kb, cx+a, cy).
		curve(cx+a, cy+kb, cx+ka, cy+b, cx, cy+b).
		curve(cx-ka, cy+b, cx-a, cy+kb, cx-a, cy)
	return p.close().steps
}

func rounded(r drawing.Rect, radius float64) []drawing.Step {
	radius = min(radius, r.Width/2, r.Height/2)
	k := radius * (1 - quarter)
	x, y, X, Y := r.X, r.Y, r.X+r.Width, r.Y+r.Height
	p := &pen{}
	p.move(x+radius, y).line(X-radius, y).curve(X-k, y, X, y+k, X, y+radius).
		line(X, Y-radius).curve(X, Y-k, X-k, Y, X-radius, Y).
		line(x+radius, Y).curve(x+k, Y, x, Y-k, x, Y-radius).
		line(x, y+radius).curve(x, y+k, x+k, y, x+radius, y)
	return p.close().steps
}

// cloud is an outline of arcs around a rectangle.
func cloud(r drawing.Rect) []drawing.Step {
	p := &pen{}
	const bump = 19.0
	p.move(r.X, r.Y+r.Height)
	side := func(x0, y0, x1, y1 float64) {
		length := math.Hypot(x1-x0, y1-y0)
		n := max(1, math.Round(length/bump))
		dx, dy := (x1-x0)/n, (y1-y0)/n
		// The arcs bulge to the left of the way round.
		out := 0.5
		for range int(n) {
			p.curve(x0+dy*out, y0-dx*out, x0+dx+dy*out, y0+dy-dx*out, x0+dx, y0+dy)
			x0, y0 = x0+dx, y0+dy
		}
	}
	side(r.X, r.Y+r.Height, r.X, r.Y)
	side(r.X, r.Y, r.X+r.Width, r.Y)
	side(r.X+r.Width, r.Y, r.X+r.Width, r.Y+r.Height)
	side(r.X+r.Width, r.Y+r.Height, r.X, r.Y+r.Height)
	return p.close().steps
}

// Measures of outlines.
const (
	padX, padY = 9.0, 7.0
	chamfer    = 11.0 // of a fund's box
	taper      = 14.0 // of a trust's
	twice      = 3.5  // between the two borders of a State's
	behind     = 3.0  // how far the boxes stand out that lie behind
	scallop    = 5.0  // of a cloud
)

// figure is the outline of a kind of box around a block of text: a list of lines
// by their widths and heights, centred.
type figure struct {
	width, height float64
	// textTop is where the block begins, below the top.
	textTop float64
}

// around is the least figure of the kind in which the lines have room.
func around(kind Kind, widths, heights []float64) figure {
	w, h := 0.0, 0.0
	for i := range widths {
		w = max(w, widths[i])
		h += heights[i]
	}
	switch kind {
	case Person:
		// The factor by which an ellipse through the middles of the sides has to
		// grow for the corners of every line to lie in it.
		a, b := w/2+6, h/2+3
		k, y := 1.0, -h/2
		for i := range widths {
			edge := max(math.Abs(y), math.Abs(y+heights[i]))
			k = max(k, math.Hypot((widths[i]/2+2)/a, edge/b))
			y += heights[i]
		}
		a, b = math.Ceil(a*k), math.Ceil(b*k)
		return figure{2 * a, 2 * b, b - h/2}
	case Partnership:
		// The base is twice the height: each line has to lie between the legs.
		high, below := 40.0, h+padY-1
		for i := range widths {
			high = max(high, below+widths[i]/2+3)
			below -= heights[i]
		}
		high = math.Ceil(high)
		return figure{2 * high, high, high - padY + 1 - h}
	case Fund:
		return figure{w + 2*padX + 2*chamfer - 6, h + 2*padY, padY}
	case Trust:
		return figure{w + 2*padX + 2*taper - 6, h + 2*padY, padY}
	case State:
		return figure{w + 2*padX + 2*twice, h + 2*padY + 2*twice, padY + twice}
	case Undisclosed:
		return figure{w + 2*scallop + 10, h + 2*scallop + 4, scallop + 2}
	case Others:
		return figure{w + 2*padX + 2*behind, h + 2*padY + 2*behind, padY + 2*behind}
	}
	return figure{w + 2*padX, h + 2*padY, padY}
}

// outline is the path of a kind of box that fills the rectangle, and what is
// drawn behind and inside it.
func outline(kind Kind, r drawing.Rect) (path []drawing.Step, behindIt [][]drawing.Step, insideIt [][]drawing.Step) {
	x, y, X, Y := r.X, r.Y, r.X+r.Width, r.Y+r.Height
	switch kind {
	case Person:
		return ellipse(x+r.Width/2, y+r.Height/2, r.Width/2, r.Height/2), nil, nil
	case Partnership:
		return polygon(drawing.At(x+r.Width/2, y), drawing.At(X, Y), drawing.At(x, Y)), nil, nil
	case Fund:
		return polygon(drawing.At(x+chamfer, y), drawing.At(X-chamfer, y), drawing.At(X, y+r.Height/2),
			drawing.At(X-chamfer, Y), drawing.At(x+chamfer, Y), drawing.At(x, y+r.Height/2)), nil, nil
	case Trust:
		return polygon(drawing.At(x+taper, y), drawing.At(X-taper, y), drawing.At(X, Y), drawing.At(x, Y)), nil, nil
	case State:
		inner := drawing.Box(x+twice, y+twice, r.Width-2*twice, r.Height-2*twice)
		return box(r), nil, [][]drawing.Step{box(inner)}
	case Undisclosed:
		return cloud(drawing.Box(x+scallop, y+scallop, r.Width-2*scallop, r.Height-2*scallop)), nil, nil
	case PublicFloat, Unknown:
		return rounded(r, 9), nil, nil
	case Others:
		back := func(n float64) []drawing.Step {
			return box(drawing.Box(x+n*behind, y+(2-n)*behind, r.Width-2*behind, r.Height-2*behind))
		}
		return back(0), [][]drawing.Step{back(2), back(1)}, nil
	}
	return box(r), nil, nil
}

func box(r drawing.Rect) []drawing.Step {
	return polygon(drawing.At(r.X, r.Y), drawing.At(r.X+r.Width, r.Y), drawing.At(r.X+r.Width, r.Y+r.Height), drawing.At(r.X, r.Y+r.Height))
}

// edge is where a vertical line at x meets the outline: from above, or from
// below.
func edge(kind Kind, r drawing.Rect, x float64, above bool) float64 {
	top, bottom := r.Y, r.Y+r.Height
	cx, half := r.X+r.Width/2, r.Width/2
	off := min(math.Abs(x-cx), half)
	switch kind {
	case Person:
		rise := r.Height / 2 * math.Sqrt(max(0, 1-off*off/(half*half)))
		if above {
			return top + r.Height/2 - rise
		}
		return top + r.Height/2 + rise
	case Partnership:
		if above {
			return top + r.Height*off/half
		}
	case Fund:
		if in := off - (half - chamfer); in > 0 {
			cut := in / chamfer * r.Height / 2
			if above {
				return top + cut
			}
			return bottom - cut
		}
	case Trust:
		if in := off - (half - taper); in > 0 && above {
			return top + in/taper*r.Height
		}
	case Undisclosed:
		if above {
			return top + scallop
		}
		return bottom - scallop
	case Others:
		if above {
			if x < cx-half+2*behind {
				return top + 2*behind
			}
			return top
		}
		return bottom
	}
	if above {
		return top
	}
	return bottom
}

// slope is how much of the top of a kind of box, from each corner, is no place
// for a line to enter.
func slope(kind Kind, width float64) float64 {
	switch kind {
	case Person:
		return width * 0.2
	case Partnership:
		return width*0.5 - 12
	case Fund:
		return chamfer + 4
	case Trust:
		return taper + 4
	}
	return 0
}

// hatch is lines across the inside of an outline.
func hatch(kind Kind, r drawing.Rect) []drawing.Step {
	const gap = 6.0
	if kind == Others {
		r = drawing.Box(r.X, r.Y+2*behind, r.Width-2*behind, r.Height-2*behind)
	}
	p := &pen{}
	cx, cy := r.X+r.Width/2, r.Y+r.Height/2
	// Lines x + y = s, those on a grid of the whole picture.
	for s := math.Ceil((r.X+r.Y+1)/gap) * gap; s < r.X+r.Width+r.Y+r.Height; s += gap {
		var from, to drawing.Point
		switch kind {
		case Person:
			a, b := r.Width/2, r.Height/2
			c := s - cx - cy // u + v = c within u²/a² + v²/b² = 1
			root := a*a + b*b - c*c
			if root <= 0 {
				continue
			}
			root = math.Sqrt(root) * a * b
			u, v := (c*a*a-root)/(a*a+b*b), (c*a*a+root)/(a*a+b*b)
			from, to = drawing.At(cx+u, cy+c-u), drawing.At(cx+v, cy+c-v)
		default:
			var ok bool
			if from, to, ok = clip(corners(kind, r), s); !ok {
				continue
			}
		}
		if math.Hypot(to.X-from.X, to.Y-from.Y) < 3 {
			continue
		}
		p.move(from.X, from.Y).line(to.X, to.Y)
	}
	return p.steps
}

// corners are those of an outline of straight sides.
func corners(kind Kind, r drawing.Rect) []drawing.Point {
	path, _, _ := outline(kind, r)
	if kind == PublicFloat || kind == Unknown || kind == Undisclosed || kind == Others {
		path = box(r)
	}
	var points []drawing.Point
	for _, s := range path {
		if s.Op == drawing.MoveTo || s.Op == drawing.LineTo {
			points = append(points, s.P[0])
		}
	}
	return points
}

// clip is the piece of the line x + y = s inside a polygon without dents.
func clip(points []drawing.Point, s float64) (from, to drawing.Point, ok bool) {
	found := 0
	for i, a := range points {
		b := points[(i+1)%len(points)]
		da, db := a.X+a.Y-s, b.X+b.Y-s
		if da == db || (da < 0) == (db < 0) {
			continue
		}
		t := da / (da - db)
		q := drawing.At(a.X+t*(b.X-a.X), a.Y+t*(b.Y-a.Y))
		if found == 0 {
			from = q
		} else {
			to = q
		}
		found++
	}
	if from.X > to.X {
		from, to = to, from
	}
	return from, to, found >= 2
}
