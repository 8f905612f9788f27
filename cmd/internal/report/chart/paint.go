package chart

import (
	"cmp"
	"math"
	"slices"

	"egide/cmd/internal/drawing"
)

// Widths of strokes, in pixels, and the dashes of a right.
const (
	thin      = 1.1
	firm      = 1.6
	heavy     = 2.5
	loopRoom  = 26.0
	bend      = 5.0 // radius of the bends of a wire
	arrowSize = 7.0
)

var (
	rightDash   = []float64{6, 4}
	unknownDash = []float64{4, 3}
)

// draw paints what has been laid out.
func (s *sketch) draw() *drawing.Drawing {
	g := s.graph
	s.drawing = &drawing.Drawing{Lang: g.Lang, Title: g.Title, Description: g.Description}
	top := s.heading()
	dx, dy := margin, top
	for i := range s.rects {
		s.rects[i].X, s.rects[i].Y = s.rects[i].X+dx, s.rects[i].Y+dy
	}
	for i := range s.wires {
		w := &s.wires[i]
		for k := range w.points {
			w.points[k].X, w.points[k].Y = w.points[k].X+dx, w.points[k].Y+dy
		}
		w.label.X, w.label.Y = w.label.X+dx, w.label.Y+dy
	}
	if s.band != nil {
		s.band.X, s.band.Y = s.band.X+dx, s.band.Y+dy
		s.paintBand()
	}
	// What comes from outside is painted over the rest, so that a stretch that
	// several lines share shows it.
	order := make([]int, len(s.wires))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.priority(a), s.priority(b)), cmp.Compare(long(s.wires[b].points), long(s.wires[a].points)))
	})
	n := network{}
	for _, i := range order {
		s.paintWire(&s.wires[i], n)
	}
	for _, i := range s.loops {
		s.paintLoop(i)
	}
	for i := range g.Boxes {
		s.paintBox(i)
	}
	y := s.legend(top + s.height + 22)
	y = s.notes(y)
	s.drawing.Width = math.Ceil(s.width + 2*margin)
	s.drawing.Height = math.Ceil(y + margin - 6)
	paper := drawing.Part{Role: "paper", Bounds: drawing.Box(0, 0, s.drawing.Width, s.drawing.Height)}
	paper.Shapes = []drawing.Shape{drawing.Path{Steps: box(paper.Bounds), Fill: drawing.Paper}}
	s.drawing.Parts = slices.Insert(s.drawing.Parts, 0, paper)
	return s.drawing
}

func (s *sketch) priority(wire int) int {
	l := s.graph.Lines[s.wires[wire].line]
	switch {
	case l.Carries:
		return 2
	case l.Kind == Right:
		return 1
	}
	return 0
}

func (s *sketch) add(p drawing.Part) { s.drawing.Parts = append(s.drawing.Parts, p) }

// text is a line of text with its base line at y.
func text(l line, x, y float64, anchor drawing.Anchor) drawing.Text {
	width, known := drawing.TextWidth(l.text, l.size, l.bold)
	return drawing.Text{X: x, Y: y, Text: l.text, Size: l.size, Bold: l.bold, Anchor: anchor, Ink: l.ink, Width: width, Guessed: !known}
}

// baseline is where letters stand in a line of that height, below its top.
func baseline(size, height float64) float64 { return height/2 + 0.36*size }

func (s *sketch) heading() float64 {
	p := drawing.Part{Role: "heading"}
	y := margin
	titles, _ := drawing.Wrap(s.graph.Title, headingSize, true, 3, func(int) float64 { return s.width })
	for _, t := range titles {
		l := line{text: t, size: headingSize, bold: true, ink: drawing.Letters}.measured()
		p.Shapes = append(p.Shapes, text(l, margin, y+baseline(l.size, l.height), drawing.Start))
		y += l.height
	}
	p.Bounds = drawing.Box(margin, margin, s.width, y-margin)
	s.add(p)
	return math.Round(y + 18)
}

// paintBand paints the ground of the third parties and its heading, beside the
// wire that comes down from the subject.
func (s *sketch) paintBand() {
	l := line{text: s.graph.words.Word("chart-band"), size: labelSize, bold: true, ink: drawing.Faint}.measured()
	p := drawing.Part{Role: "band", Bounds: *s.band}
	p.Shapes = append(p.Shapes, drawing.Path{Steps: rounded(*s.band, 6), Fill: drawing.Ground})
	x := s.band.X + 12
	subject := s.rects[0]
	if from := subject.X + subject.Width/2; from-subject.Width/2 < x+l.width+10 {
		x = max(x, from+14)
	}
	p.Shapes = append(p.Shapes, text(l, x, s.band.Y+6+baseline(l.size, l.height), drawing.Start))
	s.add(p)
}

// ink is the colour and the width of a line.
func ink(l *Line) (drawing.Ink, float64) {
	switch {
	case l.Carries && l.Kind == Right:
		return drawing.Foreign, firm + 0.4
	case l.Carries:
		return drawing.Foreign, heavy
	}
	return drawing.Wire, thin + 0.1
}

// paintWire paints a line as it runs from the upper box down, and its label,
// which interrupts it.
func (s *sketch) paintWire(w *wired, painted network) {
	l := s.graph.Lines[w.line]
	colour, wide := ink(l)
	points := slices.Clone(w.points)
	first, last := 0, len(points)-1
	// In the band of third parties the way leads upwards.
	above := points[last].Y < points[first].Y
	ends := [2]int{l.From, l.To}
	if w.upward {
		ends = [2]int{l.To, l.From}
	}
	meet := func(n, boxAt int, top bool) {
		points[n].Y = edge(s.graph.Boxes[boxAt].Kind, s.rects[boxAt], points[n].X, top)
	}
	meet(first, ends[0], above)
	meet(last, ends[1], !above)
	part := drawing.Part{Role: "line", Title: l.Title}
	stroke := func(points []drawing.Point) {
		if l.Kind != Right && !w.upward {
			points = painted.add(painting{l.To, colour}, points)
		}
		path := drawing.Path{Steps: bent(points), Stroke: colour, Width: wide}
		if l.Kind == Right {
			path.Dash = rightDash
		}
		part.Shapes = append(part.Shapes, path)
	}
	if w.label.Width > 0 {
		before, after := w.label.Y-1, w.label.Y+w.label.Height+1
		if above {
			before, after = after, before
		}
		stroke([]drawing.Point{points[0], drawing.At(points[0].X, before)})
		rest := slices.Clone(points)
		rest[0].Y = after
		stroke(rest)
	} else {
		stroke(points)
	}
	if w.upward {
		part.Shapes = append(part.Shapes, arrow(points[first], above, colour))
	}
	s.add(part)
	if w.label.Width > 0 {
		s.add(drawing.Part{Role: "label", Title: l.Title, Bounds: w.label, Shapes: lettering(s.labels[w.line], l, w.label)})
	}
}

// long is how long a way is.
func long(points []drawing.Point) float64 {
	sum := 0.0
	for i := 1; i < len(points); i++ {
		sum += math.Abs(points[i].X-points[i-1].X) + math.Abs(points[i].Y-points[i-1].Y)
	}
	return sum
}

// network is what has been painted of the lines that join on their way to a box,
// so that a stretch they share is painted once: twice would look heavier.
type network map[painting][][2]drawing.Point

// painting tells lines that may share stretches: those to one box in one ink.
type painting struct {
	to  int
	ink drawing.Ink
}

// add is the part of a way that has still to be painted: up to where it is bent
// into what has been.
func (n network) add(of painting, points []drawing.Point) []drawing.Point {
	var own [][2]drawing.Point
	cut := points
	for i := 0; i+1 < len(points); i++ {
		a, b := points[i], points[i+1]
		join, ok := n.covered(of, a, b)
		for k := i + 1; ok && k+1 < len(points); k++ {
			var whole drawing.Point
			whole, ok = n.covered(of, points[k], points[k+1])
			ok = ok && whole == points[k]
		}
		if !ok {
			own = append(own, [2]drawing.Point{a, b})
			continue
		}
		cut = slices.Clone(points[:i+1])
		if join != a {
			own = append(own, [2]drawing.Point{a, join})
			cut = append(cut, join)
		} else if length := math.Hypot(b.X-a.X, b.Y-a.Y); i > 0 && length > 0 {
			r := min(bend, length/2) / length
			cut = append(cut, drawing.At(a.X+(b.X-a.X)*r, a.Y+(b.Y-a.Y)*r))
		}
		break
	}
	n[of] = append(n[of], own...)
	return cut
}

// covered is from where on the way between two points has been painted.
func (n network) covered(of painting, a, b drawing.Point) (from drawing.Point, ok bool) {
	const near = 0.01
	best := math.Inf(1)
	for _, s := range n[of] {
		c, d := s[0], s[1]
		switch {
		case math.Abs(a.X-b.X) < near && math.Abs(c.X-a.X) < near && math.Abs(d.X-a.X) < near:
			low, high := min(c.Y, d.Y), max(c.Y, d.Y)
			if b.Y < low-near || b.Y > high+near {
				continue
			}
			if y := min(max(a.Y, low), high); math.Abs(y-a.Y) < best {
				best, from, ok = math.Abs(y-a.Y), drawing.At(a.X, y), true
			}
		case math.Abs(a.Y-b.Y) < near && math.Abs(c.Y-a.Y) < near && math.Abs(d.Y-a.Y) < near:
			low, high := min(c.X, d.X), max(c.X, d.X)
			if b.X < low-near || b.X > high+near {
				continue
			}
			if x := min(max(a.X, low), high); math.Abs(x-a.X) < best {
				best, from, ok = math.Abs(x-a.X), drawing.At(x, a.Y), true
			}
		}
	}
	if ok && math.Hypot(from.X-b.X, from.Y-b.Y) < near {
		return from, false // it only ends there
	}
	return from, ok
}

// lettering is the text of a label, with the mark of what comes from outside.
func lettering(lines []line, l *Line, r drawing.Rect) []drawing.Shape {
	var shapes []drawing.Shape
	high := 0.0
	for _, t := range lines {
		high += t.height
	}
	cx, y := r.X+r.Width/2, r.Y+(r.Height-high)/2
	for i, t := range lines {
		x := cx
		if l.Carries && i == 0 {
			x += diamond / 2
			shapes = append(shapes, lozenge(x-t.width/2-diamond/2-0.5, y+t.height/2, 4))
		}
		shapes = append(shapes, text(t, x, y+t.above+baseline(t.size, t.height-t.above), drawing.Middle))
		y += t.height
	}
	return shapes
}

func lozenge(x, y, r float64) drawing.Path {
	return drawing.Path{Steps: polygon(drawing.At(x, y-r), drawing.At(x+r, y), drawing.At(x, y+r), drawing.At(x-r, y)), Fill: drawing.Foreign}
}

// bent is the way through the points with its corners rounded.
func bent(points []drawing.Point) []drawing.Step {
	p := &pen{}
	p.move(points[0].X, points[0].Y)
	for i := 1; i < len(points)-1; i++ {
		a, b, c := points[i-1], points[i], points[i+1]
		before, after := math.Hypot(b.X-a.X, b.Y-a.Y), math.Hypot(c.X-b.X, c.Y-b.Y)
		r := min(bend, before/2, after/2)
		if r <= 0 {
			continue
		}
		toward := func(q drawing.Point, length float64) drawing.Point {
			return drawing.At(b.X+(q.X-b.X)/length*r, b.Y+(q.Y-b.Y)/length*r)
		}
		in, out := toward(a, before), toward(c, after)
		p.line(in.X, in.Y)
		mid := func(q drawing.Point) drawing.Point {
			return drawing.At(q.X+(b.X-q.X)*quarter, q.Y+(b.Y-q.Y)*quarter)
		}
		h, k := mid(in), mid(out)
		p.curve(h.X, h.Y, k.X, k.Y, out.X, out.Y)
	}
	end := points[len(points)-1]
	p.line(end.X, end.Y)
	return p.steps
}

// arrow points at an edge from below, or from above.
func arrow(tip drawing.Point, fromAbove bool, colour drawing.Ink) drawing.Path {
	d := arrowSize
	if fromAbove {
		d = -d
	}
	return drawing.Path{Steps: polygon(tip, drawing.At(tip.X-arrowSize/2, tip.Y+d), drawing.At(tip.X+arrowSize/2, tip.Y+d)), Fill: colour}
}

// paintLoop paints the shares that a box has of itself, on its right.
func (s *sketch) paintLoop(i int) {
	l := s.graph.Lines[i]
	r := s.rects[l.From]
	lines := s.labels[i]
	w, h := size(lines, l.Carries)
	cy := r.Y + r.Height/2
	reach := min(8, r.Height/4)
	x := r.X + r.Width
	out := x + 14
	colour, wide := ink(l)
	from := drawing.At(sideEdge(s.graph.Boxes[l.From].Kind, r, cy-reach), cy-reach)
	to := drawing.At(sideEdge(s.graph.Boxes[l.From].Kind, r, cy+reach), cy+reach)
	part := drawing.Part{Role: "line", Title: l.Title}
	part.Shapes = append(part.Shapes,
		drawing.Path{Steps: bent([]drawing.Point{from, drawing.At(out, from.Y), drawing.At(out, to.Y), to}), Stroke: colour, Width: wide},
		drawing.Path{Steps: polygon(to, drawing.At(to.X+arrowSize, to.Y-arrowSize/2), drawing.At(to.X+arrowSize, to.Y+arrowSize/2)), Fill: colour})
	s.add(part)
	at := drawing.Box(out+4, cy-h/2, w, h)
	s.add(drawing.Part{Role: "label", Title: l.Title, Bounds: at, Shapes: lettering(lines, l, at)})
}

// sideEdge is where a horizontal line at y meets the outline on the right.
func sideEdge(kind Kind, r drawing.Rect, y float64) float64 {
	cx, cy, half := r.X+r.Width/2, r.Y+r.Height/2, r.Width/2
	switch kind {
	case Person:
		v := (y - cy) / (r.Height / 2)
		return cx + half*math.Sqrt(max(0, 1-v*v))
	case Partnership:
		return cx + half*(y-r.Y)/r.Height
	case Fund:
		return cx + half - chamfer*math.Abs(y-cy)/(r.Height/2)
	case Trust:
		return cx + half - taper*(r.Y+r.Height-y)/r.Height
	case Others:
		return cx + half - 2*behind
	}
	return cx + half
}

// strokes are how the outline of a box is painted.
func strokes(b *Box) (fill, stroke drawing.Ink, width float64, dash []float64) {
	fill, stroke, width = drawing.Inside, drawing.Outline, thin
	switch b.Kind {
	case Undisclosed, PublicFloat, Unknown:
		fill, stroke, dash = drawing.Paper, drawing.Faint, unknownDash
	}
	if b.Subject {
		fill, stroke = drawing.SubjectInk, drawing.SubjectInk
	}
	if b.Doubtful != "" {
		stroke, dash = drawing.Doubt, unknownDash
		width = firm
	}
	if b.Outside != "" {
		stroke, width = drawing.Foreign, heavy
	}
	return fill, stroke, width, dash
}

func (s *sketch) paintBox(i int) {
	b, l, r := s.graph.Boxes[i], s.lettered[i], s.rects[i]
	part := drawing.Part{Role: "box", ID: b.ID, Title: b.Title, Bounds: r}
	part.Shapes = outlined(b, r)
	if b.Ultimate {
		y := r.Y - 4.5
		cx := r.X + r.Width/2
		part.Shapes = append(part.Shapes, drawing.Path{Steps: (&pen{}).move(cx-13, y).line(cx+13, y).steps, Stroke: drawing.Outline, Width: firm})
	}
	cx := r.X + r.Width/2
	if b.Kind == Others {
		cx -= behind
	}
	y := r.Y + l.textTop + (r.Height-l.height)/2
	for _, t := range l.lines {
		part.Shapes = append(part.Shapes, s.boxLine(b, t, cx, y)...)
		y += t.height
	}
	s.add(part)
}

// outlined is the outline of a box with its fill and its hatching.
func outlined(b *Box, r drawing.Rect) []drawing.Shape {
	fill, stroke, width, dash := strokes(b)
	path, back, inside := outline(b.Kind, r)
	var shapes []drawing.Shape
	for _, steps := range back {
		shapes = append(shapes, drawing.Path{Steps: steps, Fill: fill, Stroke: stroke, Width: thin, Dash: dash})
	}
	shapes = append(shapes, drawing.Path{Steps: path, Fill: fill})
	if b.Outside != "" && !b.Subject {
		shapes = append(shapes, drawing.Path{Steps: hatch(b.Kind, r), Stroke: drawing.ForeignFaint, Width: thin})
	}
	shapes = append(shapes, drawing.Path{Steps: path, Stroke: stroke, Width: width, Dash: dash})
	for _, steps := range inside {
		shapes = append(shapes, drawing.Path{Steps: steps, Stroke: stroke, Width: thin})
	}
	return shapes
}

// boxLine is a line of text in a box with what marks it.
func (s *sketch) boxLine(b *Box, t line, cx, y float64) []drawing.Shape {
	r := drawing.Box(cx-t.width/2, y+2.5, t.width, t.height-3)
	base := y + baseline(t.size, t.height) + 0.5
	switch t.mark {
	case outsidePill:
		return []drawing.Shape{drawing.Path{Steps: rounded(r, 3), Fill: drawing.Foreign}, text(t, cx, base, drawing.Middle)}
	case doubtPill:
		return []drawing.Shape{drawing.Path{Steps: rounded(r, 3), Fill: drawing.Paper, Stroke: drawing.Doubt, Width: thin}, text(t, cx, base, drawing.Middle)}
	case criticalPill:
		return []drawing.Shape{drawing.Path{Steps: rounded(r, 3), Stroke: t.ink, Width: thin}, text(t, cx, base, drawing.Middle)}
	case accessMark:
		return append(eye(b.Access, r.X+5, y+t.height/2), text(t, cx+7, base, drawing.Middle))
	}
	shapes := []drawing.Shape{}
	if b.Outside != "" && !b.Subject {
		// Letters stand on plain ground, not on the hatching.
		w := t.width + 4
		shapes = append(shapes, drawing.Path{Steps: rounded(drawing.Box(cx-w/2, y+0.5, w, t.height-0.5), 2), Fill: drawing.Inside})
	}
	return append(shapes, text(t, cx, y+baseline(t.size, t.height), drawing.Middle))
}

// eye is the mark of access: full for customers' data, half for technical data,
// empty for none, dashed where nobody knows.
func eye(a Access, x, y float64) []drawing.Shape {
	const r = 4.2
	ring := drawing.Path{Steps: ellipse(x, y, r, r), Fill: drawing.Paper, Stroke: drawing.Letters, Width: thin}
	switch a {
	case CustomerAccess:
		ring.Fill = drawing.Letters
	case TechnicalAccess:
		k := quarter * r
		half := &pen{}
		half.move(x, y-r).curve(x-k, y-r, x-r, y-k, x-r, y).curve(x-r, y+k, x-k, y+r, x, y+r).close()
		return []drawing.Shape{ring, drawing.Path{Steps: half.steps, Fill: drawing.Letters}}
	case UnknownAccess:
		ring.Dash = []float64{2, 1.6}
	}
	return []drawing.Shape{ring}
}
