package chart

import (
	"cmp"
	"math"
	"slices"

	"egide/cmd/internal/drawing"
)

// Margins, in pixels.
const (
	margin    = 18.0
	leastWide = 560.0 // of a drawing, so that heading and legend have room
	bandGap   = 26.0  // between the subject and the band of third parties
)

// Draw lays the chart out.
func (g *Graph) Draw() *drawing.Drawing {
	s := newSketch(g)
	s.layOut()
	return s.draw()
}

func newSketch(g *Graph) *sketch {
	s := &sketch{graph: g, lettered: make([]lettered, len(g.Boxes)), rects: make([]drawing.Rect, len(g.Boxes)), labels: make([][]line, len(g.Lines))}
	for i, b := range g.Boxes {
		s.lettered[i] = letter(b)
	}
	return s
}

// sketch is a drawing under way.
type sketch struct {
	graph    *Graph
	lettered []lettered
	rects    []drawing.Rect // of the boxes
	labels   [][]line
	wires    []wired
	loops    []int         // the lines that lead from a box to itself
	band     *drawing.Rect // of the third parties; nil where there are none
	width    float64
	height   float64
	drawing  *drawing.Drawing
}

// wired is a line of the graph with its way.
type wired struct {
	line   int
	points []drawing.Point
	upward bool
	label  drawing.Rect // zero where the line has no label
}

// How many rows a box is lifted at most to keep rows narrow. The line of a holder
// grows by a row each time; third parties hang from one line anyway.
const (
	holderLifts   = 4
	supplierLifts = 40
)

// side is one half of the chart: what is above the subject, or below.
type side struct {
	plan  *plan
	boxes []int // by cell
	lines []int // by wire
}

func (s *sketch) side(suppliers bool) *side {
	d := &side{plan: &plan{lifts: holderLifts}}
	if suppliers {
		d.plan.lifts = supplierLifts
	}
	at := make([]int, len(s.graph.Boxes))
	for i, b := range s.graph.Boxes {
		at[i] = -1
		if b.Subject || b.Supplier == suppliers {
			at[i] = len(d.boxes)
			d.boxes = append(d.boxes, i)
			d.plan.cells = append(d.plan.cells, &cell{width: math.Ceil(s.lettered[i].width), height: math.Ceil(s.lettered[i].height), slope: slope(b.Kind, s.lettered[i].width)})
		}
	}
	outgoing := make([]int, len(s.graph.Boxes))
	for _, l := range s.graph.Lines {
		if l.From != l.To {
			outgoing[l.From]++
		}
	}
	// The larger lines first: they decide the order from which the rows start.
	order := make([]int, len(s.graph.Lines))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(s.graph.Lines[b].weight, s.graph.Lines[a].weight)
	})
	for _, i := range order {
		l := s.graph.Lines[i]
		if (l.Kind == Supply) != suppliers {
			continue
		}
		from := d.plan.cells[at[l.From]]
		if l.From == l.To {
			s.labels[i] = label(l, 0)
			w, h := size(s.labels[i], l.Carries)
			from.beyond = max(from.beyond, w+loopRoom)
			from.height = max(from.height, math.Ceil(h))
			if !suppliers {
				s.loops = append(s.loops, i)
			}
			continue
		}
		room := 0.0
		if outgoing[l.From] == 1 {
			room = max(from.width, 90)
		}
		s.labels[i] = label(l, room)
		w, h := size(s.labels[i], l.Carries)
		d.plan.wires = append(d.plan.wires, &wire{from: at[l.From], to: at[l.To], width: math.Ceil(w), height: math.Ceil(h), alone: l.Kind == Right, weight: l.weight})
		d.lines = append(d.lines, i)
	}
	return d
}

// size is the room that the lines of a label take.
func size(lines []line, carries bool) (w, h float64) {
	for _, l := range lines {
		w = max(w, l.width)
		h += l.height
	}
	if carries {
		w, h = w+diamond, max(h, diamond)
	}
	return w, h
}

// The page that a chart is best read on: a sheet of A4 across, and its shape.
const (
	pageWide = 1040.0
	pageHigh = 700.0
)

// limits are the widths of rows that are tried; zero is no limit.
var limits = []float64{0, 2600, 2200, 1850, 1550, 1300, 1050}

// best lays a side out as it fills a page best.
func (s *sketch) best(suppliers bool) *side {
	var best *side
	least := math.Inf(1)
	loops := s.loops
	for n, limit := range limits {
		s.loops = slices.Clone(loops)
		d := s.side(suppliers)
		if n > 0 && best.plan.width <= limit {
			continue
		}
		if len(d.plan.cells) > bigGraph && n > 0 {
			break
		}
		d.plan.arrange(limit)
		scale := max(d.plan.width/pageWide, d.plan.height/pageHigh, 1)
		if cost := scale * (1 + 0.02*float64(n)); cost < least {
			best, least = d, cost
		}
		if scale <= 1 {
			break
		}
	}
	return best
}

// layOut places boxes, lines and labels, with the left and top edge at zero.
func (s *sketch) layOut() {
	upper := s.best(false)
	root := upper.plan.cells[0]
	s.take(upper, func(p drawing.Point) drawing.Point { return p }, false)
	if slices.ContainsFunc(s.graph.Boxes, func(b *Box) bool { return b.Supplier }) {
		lower := s.best(true)
		below := lower.plan.cells[0]
		bottom := root.y + root.height
		// The band is laid out as if suppliers were holders, and turned over.
		turn := func(p drawing.Point) drawing.Point {
			y := bottom + (below.y - p.Y)
			if p.Y < below.y {
				y += bandGap
			}
			return drawing.At(p.X-below.x+root.x, y)
		}
		s.take(lower, turn, true)
		s.band = &drawing.Rect{Y: bottom + bandGap/2 - 4, Height: lower.plan.height - below.height + bandGap/2 + 16}
	}
	left, right := math.Inf(1), math.Inf(-1)
	for i, r := range s.rects {
		left, right = min(left, r.X), max(right, r.X+r.Width)
		s.height = max(s.height, r.Y+r.Height)
		for _, n := range s.loops {
			if s.graph.Lines[n].From == i {
				w, _ := size(s.labels[n], false)
				right = max(right, r.X+r.Width+w+loopRoom)
			}
		}
	}
	for _, w := range s.wires {
		for _, p := range w.points {
			left, right = min(left, p.X), max(right, p.X)
		}
		if w.label.Width > 0 {
			left, right = min(left, w.label.X), max(right, w.label.X+w.label.Width)
		}
	}
	inside := right - left
	s.width = max(inside, leastWide)
	shift := math.Round((s.width-inside)/2 - left)
	for i := range s.rects {
		s.rects[i].X += shift
	}
	for i := range s.wires {
		for k := range s.wires[i].points {
			s.wires[i].points[k].X += shift
		}
		s.wires[i].label.X += shift
	}
	if s.band != nil {
		s.band.Width = s.width
		s.height = max(s.height, s.band.Y+s.band.Height)
	}
}

// take reads the places of one side, turned as the function says.
func (s *sketch) take(d *side, turn func(drawing.Point) drawing.Point, over bool) {
	for i, c := range d.plan.cells {
		corner := turn(drawing.At(c.x-c.width/2, c.y))
		if over {
			corner = turn(drawing.At(c.x-c.width/2, c.y+c.height))
		}
		if i > 0 || !over {
			s.rects[d.boxes[i]] = drawing.Box(corner.X, corner.Y, c.width, c.height)
		}
	}
	for i, w := range d.plan.wires {
		out := wired{line: d.lines[i], upward: w.upward}
		for _, p := range w.points {
			out.points = append(out.points, turn(p))
		}
		if w.width > 0 {
			corner := turn(drawing.At(w.labelX-w.width/2, w.labelY))
			if over {
				corner = turn(drawing.At(w.labelX-w.width/2, w.labelY+w.height))
			}
			out.label = drawing.Box(corner.X, corner.Y, w.width, w.height)
		}
		s.wires = append(s.wires, out)
	}
}
