package chart

import "egide/cmd/internal/drawing"

// key is an entry of the legend: a sample, and what it means.
type key struct {
	wide   float64
	sample func(x, y float64) []drawing.Shape // with the middle of its left side there
	text   string
}

const (
	sampleWide = 32.0
	sampleHigh = 15.0
)

// legend paints what the signs of this chart mean, those that stand in it, and
// returns where it ends.
func (s *sketch) legend(y float64) float64 {
	keys := s.keys()
	if len(keys) == 0 {
		return y
	}
	part := drawing.Part{Role: "legend", Bounds: drawing.Box(margin, y, s.width, 0)}
	rule := drawing.Path{Steps: (&pen{}).move(margin, y-8).line(margin+s.width, y-8).steps, Stroke: drawing.Outline, Width: 0.6}
	part.Shapes = append(part.Shapes, rule)
	const high = 22.0
	x := margin
	for _, k := range keys {
		l := line{text: k.text, size: legendSize, ink: drawing.Letters}.measured()
		wide := k.wide + 7 + l.width
		if x > margin && x+wide > margin+s.width {
			x, y = margin, y+high
		}
		part.Shapes = append(part.Shapes, k.sample(x, y+high/2)...)
		part.Shapes = append(part.Shapes, text(l, x+k.wide+7, y+high/2+0.36*legendSize, drawing.Start))
		x += wide + 20
	}
	y += high
	part.Bounds.Height = y - part.Bounds.Y
	s.add(part)
	return y + 4
}

func (s *sketch) keys() []key {
	var keys []key
	kinds := map[Kind]bool{}
	var outside, doubtful, ultimate, supplier bool
	access := map[Access]bool{}
	for _, b := range s.graph.Boxes {
		kinds[b.Kind] = true
		outside = outside || b.Outside != ""
		doubtful = doubtful || b.Doubtful != ""
		ultimate = ultimate || b.Ultimate
		supplier = supplier || b.Supplier
		access[b.Access] = true
	}
	boxKey := func(b *Box, text string) {
		keys = append(keys, key{sampleWide, func(x, y float64) []drawing.Shape {
			return outlined(b, drawing.Box(x, y-sampleHigh/2, sampleWide, sampleHigh))
		}, text})
	}
	for _, kind := range []Kind{Company, Person, Partnership, Fund, Trust, State, PublicFloat, Unknown, Undisclosed, Others} {
		if kinds[kind] {
			boxKey(&Box{Kind: kind}, s.graph.words.Word("chart-kind-"+string(kind)))
		}
	}
	if outside {
		boxKey(&Box{Kind: Company, Outside: "x"}, s.graph.words.Word("chart-key-outside"))
	}
	if doubtful {
		boxKey(&Box{Kind: Company, Doubtful: "x"}, s.graph.words.Word("chart-doubtful-long"))
	}
	if ultimate {
		keys = append(keys, key{sampleWide, func(x, y float64) []drawing.Shape {
			return append(outlined(&Box{Kind: Company}, drawing.Box(x, y-3.5, sampleWide, sampleHigh-4)),
				drawing.Path{Steps: (&pen{}).move(x+5, y-7).line(x+sampleWide-5, y-7).steps, Stroke: drawing.Outline, Width: firm})
		}, s.graph.words.Word("chart-ultimate")})
	}
	var right, carries, controls, upward bool
	for _, l := range s.graph.Lines {
		right = right || l.Kind == Right
		carries = carries || l.Carries
		controls = controls || l.Controls && l.Kind == Holding
	}
	for _, w := range s.wires {
		upward = upward || w.upward
	}
	stroke := func(l *Line, text string, also func(x, y float64) []drawing.Shape) {
		keys = append(keys, key{sampleWide, func(x, y float64) []drawing.Shape {
			colour, wide := ink(l)
			path := drawing.Path{Steps: (&pen{}).move(x, y).line(x+sampleWide, y).steps, Stroke: colour, Width: wide}
			if l.Kind == Right {
				path.Dash = rightDash
			}
			shapes := []drawing.Shape{path}
			if also != nil {
				shapes = append(shapes, also(x, y)...)
			}
			return shapes
		}, text})
	}
	stroke(&Line{Kind: Holding}, s.graph.words.Word("chart-key-holding"), nil)
	if controls {
		keys = append(keys, key{sampleWide, func(x, y float64) []drawing.Shape {
			l := line{text: s.graph.words.Percent(60), size: labelSize, bold: true, ink: drawing.Letters}.measured()
			return []drawing.Shape{text(l, x+sampleWide/2, y+0.36*labelSize, drawing.Middle)}
		}, s.graph.words.Word("chart-key-controls")})
	}
	if carries {
		stroke(&Line{Kind: Holding, Carries: true}, s.graph.words.Word("chart-carries"), func(x, y float64) []drawing.Shape {
			return []drawing.Shape{drawing.Path{Steps: ellipse(x+sampleWide/2, y, 6, 6), Fill: drawing.Paper}, lozenge(x+sampleWide/2, y, 4)}
		})
	}
	if right {
		stroke(&Line{Kind: Right}, s.graph.words.Word("chart-key-right"), nil)
	}
	if upward {
		stroke(&Line{Kind: Holding}, s.graph.words.Word("chart-key-upward"), func(x, y float64) []drawing.Shape {
			tip := x + sampleWide
			return []drawing.Shape{drawing.Path{Steps: polygon(drawing.At(tip, y), drawing.At(tip-arrowSize, y-arrowSize/2), drawing.At(tip-arrowSize, y+arrowSize/2)), Fill: drawing.Wire}}
		})
	}
	if supplier {
		for _, a := range []Access{CustomerAccess, TechnicalAccess, NoAccess, UnknownAccess} {
			if access[a] {
				keys = append(keys, key{10, func(x, y float64) []drawing.Shape { return eye(a, x+5, y) }, s.graph.words.Word("chart-key-access-" + string(a))})
			}
		}
	}
	return keys
}

// notes paints what a reader has to know of the chart, and returns where that
// ends.
func (s *sketch) notes(y float64) float64 {
	for _, note := range s.graph.Notes {
		part := drawing.Part{Role: "note", Bounds: drawing.Box(margin, y, s.width, 0)}
		texts, _ := drawing.Wrap(note, legendSize, false, 6, func(int) float64 { return s.width })
		for _, t := range texts {
			l := line{text: t, size: legendSize, ink: drawing.Faint}.measured()
			part.Shapes = append(part.Shapes, text(l, margin, y+baseline(l.size, l.height), drawing.Start))
			y += l.height
		}
		part.Bounds.Height = y - part.Bounds.Y
		s.add(part)
	}
	return y
}
