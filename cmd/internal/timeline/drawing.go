package timeline

import (
	"fmt"
	"slices"
	"strconv"

	"egide/cmd/internal/drawing"
	"egide/ownership"
)

// Lengths of the drawing, in pixels.
const (
	wide     = 760.0
	margin   = 10.0
	label    = 176.0 // of the names of tests
	row      = 26.0  // from one band to the next
	bar      = 18.0  // height of a band
	axis     = 22.0  // height of the days below
	small    = 10.5  // of letters
	ordinary = 12.0
)

// shownThird is how many bands of third parties a drawing has; the tables have
// all.
const shownThird = 24

// Drawing is the bands of days, one a test. What a band says is told three ways:
// by its colour, by its pattern (whole where the test holds, hatched where it
// fails, hollow and dashed where it is open, a line where it does not apply), and
// by a sign and the figure where there is room.
func (t *Timeline) Drawing() *drawing.Drawing {
	p := &painter{t: t, d: &drawing.Drawing{Width: wide, Lang: t.Language,
		Title:       t.voice.Word("timeline-drawing", "name", t.Name, "from", t.voice.Day(t.From), "to", t.voice.Day(t.To)),
		Description: t.described()}, y: margin}
	p.legend()
	p.top = p.y
	p.heading(t.Name)
	p.band(t.Overall)
	subject, left := t.Provider, 0
	third := 0
	for _, b := range t.Bands {
		if b.Subject != t.Provider {
			if third == shownThird || b.Held {
				left++
				continue
			}
			third++
			if b.Subject != subject {
				subject = b.Subject
				p.heading(b.Name)
			}
		}
		p.band(b)
	}
	p.axis()
	if left > 0 {
		p.note(t.voice.Word("timeline-left-out", "n", strconv.Itoa(left)))
	}
	p.d.Height = p.y + margin
	paper := drawing.Part{Role: "paper", Bounds: drawing.Box(0, 0, wide, p.d.Height)}
	paper.Shapes = []drawing.Shape{drawing.Path{Steps: rect(0, 0, wide, p.d.Height), Fill: drawing.Paper}}
	p.d.Parts = slices.Insert(p.d.Parts, 0, paper)
	return p.d
}

// described says in a few sentences what the drawing shows.
func (t *Timeline) described() string {
	text := t.sentence(t.Overall)
	for _, b := range t.Bands {
		if !b.Held {
			text += " " + t.sentence(b)
		}
	}
	return text
}

type painter struct {
	t      *Timeline
	d      *drawing.Drawing
	y, top float64
	shapes []drawing.Shape
}

func (p *painter) flush(role, title string, bounds drawing.Rect) {
	p.d.Parts = append(p.d.Parts, drawing.Part{Role: role, Title: title, Shapes: p.shapes, Bounds: bounds})
	p.shapes = nil
}

func (p *painter) text(x, y float64, text string, size float64, bold bool, anchor drawing.Anchor, ink drawing.Ink) {
	width, known := drawing.TextWidth(text, size, bold)
	p.shapes = append(p.shapes, drawing.Text{X: x, Y: y, Text: text, Size: size, Bold: bold, Anchor: anchor, Ink: ink, Width: width, Guessed: !known})
}

// at is where a day stands.
func at(t *Timeline, day ownership.Date) float64 {
	left, right := margin+label, wide-margin
	return left + (right-left)*float64(days(t.from, day))/float64(max(t.Days, 1))
}

func (p *painter) heading(name string) {
	lines, _ := drawing.Wrap(name, ordinary, true, 1, func(int) float64 { return wide - 2*margin })
	p.text(margin, p.y+15, lines[0], ordinary, true, drawing.Start, drawing.Letters)
	p.flush("heading", "", drawing.Box(margin, p.y, wide-2*margin, 22))
	p.y += 24
}

func (p *painter) band(b Band) {
	lines, _ := drawing.Wrap(b.Title, ordinary, b.Test == "", 1, func(int) float64 { return label - 8 })
	p.text(margin, p.y+bar-5, lines[0], ordinary, b.Test == "", drawing.Start, drawing.Letters)
	p.flush("label", b.Title, drawing.Box(margin, p.y, label, bar))
	for i, s := range b.Spans {
		x, end := at(p.t, s.from), at(p.t, s.until)
		if i > 0 && end-x > 2 {
			x++ // paper between two stretches
		}
		p.span(b.Test, s, x, p.y, end-x)
		p.flush("band", p.t.spanTitle(b, s), drawing.Box(x, p.y, end-x, bar))
	}
	p.y += row
}

// span paints one stretch of a band.
func (p *painter) span(test string, s Span, x, y, width float64) {
	ink, text := drawing.Letters, ""
	switch word := s.word(); word {
	case "compliant":
		p.shapes = append(p.shapes, drawing.Path{Steps: rect(x, y, width, bar), Fill: drawing.Sound})
		ink, text = drawing.Paper, "✓"
	case "non_compliant":
		p.shapes = append(p.shapes, drawing.Path{Steps: rect(x, y, width, bar), Fill: drawing.ForeignFaint, Stroke: drawing.Foreign, Width: 1.2})
		p.hatch(x, y, width)
		ink, text = drawing.Letters, "✗"
	case "undetermined":
		p.shapes = append(p.shapes, drawing.Path{Steps: rect(x+0.7, y+0.7, max(width-1.4, 0.2), bar-1.4), Fill: drawing.Paper, Stroke: drawing.Doubt, Width: 1.4, Dash: []float64{5, 3}})
		text = "?"
	case faulty:
		p.shapes = append(p.shapes, line(x, y+1, x+width, y+bar-1, drawing.Foreign, 1), line(x, y+bar-1, x+width, y+1, drawing.Foreign, 1))
		text = "!"
	default:
		p.shapes = append(p.shapes, line(x, y+bar/2, x+width, y+bar/2, drawing.Faint, 1.2))
		return
	}
	labels := []string{text}
	if s.Value != nil && test != seats {
		labels = []string{text + " " + p.t.voice.Interval(*s.Value), text}
	}
	for _, l := range labels {
		long, _ := drawing.TextWidth(l, small, true)
		if long+10 > width {
			continue
		}
		if ink == drawing.Letters {
			// A clear ground under the letters, whatever the pattern.
			p.shapes = append(p.shapes, drawing.Path{Steps: rect(x+width/2-long/2-3, y+3, long+6, bar-6), Fill: drawing.Paper})
		}
		p.text(x+width/2, y+bar-5.5, l, small, true, drawing.Middle, ink)
		return
	}
}

// hatch paints slanted lines into a stretch.
func (p *painter) hatch(x, y, width float64) {
	const step = 7.0
	for from := x - bar; from < x+width; from += step {
		// The line from the bottom at from to the top at from+bar, cut at both ends.
		x1, x2 := max(from, x), min(from+bar, x+width)
		if x2 <= x1 {
			continue
		}
		p.shapes = append(p.shapes, line(x1, y+bar-(x1-from), x2, y+bar-(x2-from), drawing.Foreign, 1))
	}
}

// axis paints the days below the bands: years, or months of a short time, and the
// days on which something changed as lines behind all bands.
func (p *painter) axis() {
	t := p.t
	bottom := p.y - (row - bar)
	for _, turn := range t.Turns {
		day, err := ownership.ParseDate(turn.Day)
		if err != nil {
			continue
		}
		x := at(t, day)
		p.shapes = append(p.shapes, drawing.Path{Steps: []drawing.Step{move(x, p.top), to(x, bottom+5)}, Stroke: drawing.Outline, Width: 0.8, Dash: []float64{2, 3}})
	}
	if p.shapes != nil {
		// Behind the bands, whose letters they would cross.
		part := drawing.Part{Role: "turns", Shapes: p.shapes, Bounds: drawing.Box(margin+label, p.top, wide-2*margin-label, bottom-p.top)}
		p.d.Parts, p.shapes = slices.Insert(p.d.Parts, 0, part), nil
	}
	left, right := margin+label, wide-margin
	p.shapes = append(p.shapes, line(left, bottom+5, right, bottom+5, drawing.Outline, 1))
	last := -1e9
	for _, tick := range ticks(t.from, t.until) {
		x := at(t, tick.day)
		p.shapes = append(p.shapes, line(x, bottom+5, x, bottom+10, drawing.Outline, 1))
		long, _ := drawing.TextWidth(tick.text, small, false)
		at := min(max(x, left+long/2), right-long/2)
		if at-long/2 < last+10 {
			continue
		}
		last = at + long/2
		p.text(at, bottom+21, tick.text, small, false, drawing.Middle, drawing.Faint)
	}
	p.flush("axis", "", drawing.Box(left, bottom+5, right-left, axis))
	p.y = bottom + axis + 8
}

type tick struct {
	day  ownership.Date
	text string
}

// ticks are the days that the axis names: the first, then the first of January of
// years, or of months, as far apart as leaves room for their names.
func ticks(from, until ownership.Date) []tick {
	const most = 10
	months := days(from, until) / 30
	step := 1
	for _, step = range []int{1, 2, 3, 6, 12, 24, 60, 120, 1200} {
		if months/step <= most {
			break
		}
	}
	list := []tick{{from, name(from)}}
	for day := from/100*100 + 1; day < until; day = day.AddMonths(1) {
		if month := int(day/10000)*12 + int(day/100%100) - 1; day > from && month%step == 0 {
			list = append(list, tick{day, name(day)})
		}
	}
	return list
}

// name is a day as the axis writes it: in figures, which are the same in every
// language.
func name(day ownership.Date) string {
	year, month := int(day/10000), int(day/100%100)
	switch {
	case day%10000 == 101:
		return strconv.Itoa(year)
	case day%100 == 1:
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	return day.String()
}

func (p *painter) note(text string) {
	p.text(margin, p.y+12, text, small, false, drawing.Start, drawing.Faint)
	p.flush("note", "", drawing.Box(margin, p.y, wide-2*margin, 16))
	p.y += 18
}

// legend paints a sample of each pattern that stands in the drawing.
func (p *painter) legend() {
	met := map[string]bool{}
	for _, b := range append([]Band{p.t.Overall}, p.t.Bands...) {
		for _, s := range b.Spans {
			met[s.word()] = true
		}
	}
	x := margin
	for _, word := range []string{"compliant", "non_compliant", "undetermined", "not_applicable", faulty} {
		if !met[word] {
			continue
		}
		verdict := word
		s := Span{Verdict: &verdict}
		if word == faulty {
			s.Verdict = nil
		}
		p.span("", s, x, p.y, 30)
		text := p.t.word(word)
		p.text(x+36, p.y+bar-5, text, small, false, drawing.Start, drawing.Letters)
		long, _ := drawing.TextWidth(text, small, false)
		x += 36 + long + 22
	}
	p.flush("legend", "", drawing.Box(margin, p.y, x-margin, bar))
	p.y += bar + 14
}

func move(x, y float64) drawing.Step {
	return drawing.Step{Op: drawing.MoveTo, P: [3]drawing.Point{drawing.At(x, y)}}
}

func to(x, y float64) drawing.Step {
	return drawing.Step{Op: drawing.LineTo, P: [3]drawing.Point{drawing.At(x, y)}}
}

func rect(x, y, width, height float64) []drawing.Step {
	return []drawing.Step{move(x, y), to(x+width, y), to(x+width, y+height), to(x, y+height), {Op: drawing.Close}}
}

func line(x1, y1, x2, y2 float64, ink drawing.Ink, width float64) drawing.Path {
	return drawing.Path{Steps: []drawing.Step{move(x1, y1), to(x2, y2)}, Stroke: ink, Width: width}
}
