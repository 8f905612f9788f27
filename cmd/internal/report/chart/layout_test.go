package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/drawing"
	"egide/cmd/internal/report"
)

var anyName = rapid.OneOf(
	rapid.SampledFrom([]string{
		"Valmy", "Quai Nord Investissements Sàrl", `"><img src=x>`, "<script>alert(1)</script>", "株式会社日立製作所", "شركة الاتصالات", "🚀👩‍👩‍👧‍👦",
		strings.Repeat("Participations ", 20), strings.Repeat("x", 300), "&amp; \\N", "a\u202eb", "x",
	}),
	rapid.StringN(1, 30, 60),
)

// anyGraph draws a graph of any shape: cycles, own shares, several lines
// between two boxes, third parties.
func anyGraph(t *rapid.T) *Graph {
	g := &Graph{Lang: "fr", Title: anyName.Draw(t, "title"), Description: "…", words: words{report.NewVoice("fr", nil, nil)}}
	n := rapid.IntRange(1, 26).Draw(t, "boxes")
	kinds := rapid.SampledFrom([]Kind{Company, Company, Person, State, Fund, Partnership, Trust, PublicFloat, Unknown, Undisclosed, Others})
	mark := func(text string) string {
		if rapid.IntRange(0, 3).Draw(t, "mark") == 0 {
			return text
		}
		return ""
	}
	label := func() []string {
		return rapid.SliceOfN(rapid.SampledFrom([]string{"24\u00a0%", "cap. 23,04\u00a0%", "votes 29,49\u00a0%", "nomme 3 membres sur 7, conseil de surveillance", "veto"}), 0, 3).Draw(t, "label")
	}
	for i := range n {
		b := &Box{Kind: kinds.Draw(t, "kind"), Name: anyName.Draw(t, "name"), Place: mark("Delaware, États-Unis"), Outside: mark("hors UE"), Doubtful: mark("UE ?"), Ultimate: mark("x") != "", Subject: i == 0}
		if i > 0 {
			b.ID = fmt.Sprint("e", i)
		} else {
			b.Kind = Company
		}
		if note := mark("coté, marché réglementé"); note != "" {
			b.Notes = []string{note}
		}
		g.Boxes = append(g.Boxes, b)
		if i > 0 {
			g.Lines = append(g.Lines, &Line{From: i, To: rapid.IntRange(0, i-1).Draw(t, "to"), Kind: Holding, Label: label(), Carries: mark("x") != "", weight: rapid.Float64Range(0, 1).Draw(t, "weight")})
		}
	}
	own := map[int]bool{}
	for range rapid.IntRange(0, n).Draw(t, "more") {
		from, to := rapid.IntRange(0, n-1).Draw(t, "from"), rapid.IntRange(0, n-1).Draw(t, "to")
		if from == to && own[from] {
			continue
		}
		own[from] = own[from] || from == to
		g.Lines = append(g.Lines, &Line{
			From: from, To: to,
			Kind: rapid.SampledFrom([]LineKind{Holding, Holding, Right}).Draw(t, "kind"), Label: label(), Carries: mark("x") != "",
		})
	}
	clients := []int{0}
	for range rapid.IntRange(0, 10).Draw(t, "suppliers") {
		access := rapid.SampledFrom([]Access{NoAccess, TechnicalAccess, CustomerAccess, UnknownAccess}).Draw(t, "access")
		g.Boxes = append(g.Boxes, &Box{Kind: kinds.Draw(t, "kind"), Name: anyName.Draw(t, "name"), Supplier: true, Access: access, accessText: string(access), Critical: mark("critique"), Outside: mark("hors UE")})
		at := len(g.Boxes) - 1
		g.Lines = append(g.Lines, &Line{From: at, To: rapid.SampledFrom(clients).Draw(t, "client"), Kind: Supply, Label: label()})
		clients = append(clients, at)
	}
	return g
}

// sketched is a graph with everything in its place.
func sketched(g *Graph) *sketch {
	s := newSketch(g)
	s.layOut()
	s.draw()
	return s
}

func overlap(a, b drawing.Rect) bool {
	const touch = 0.01
	return a.X+touch < b.X+b.Width && b.X+touch < a.X+a.Width && a.Y+touch < b.Y+b.Height && b.Y+touch < a.Y+a.Height
}

// inside tells whether a stretch of a line runs through a rectangle.
func inside(a, b drawing.Point, r drawing.Rect) bool {
	return overlap(drawing.Box(min(a.X, b.X)-0.02, min(a.Y, b.Y)-0.02, math.Abs(a.X-b.X)+0.04, math.Abs(a.Y-b.Y)+0.04), r)
}

// Whatever the graph: no two boxes overlap, no label lies on a box or on another
// label, no line runs through a box or a label, every line leads from its holder
// to its issuer, and downwards unless a cycle has to be closed.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		s := sketched(g)
		var labels []drawing.Rect
		lines := map[int]bool{}
		for _, w := range s.wires {
			lines[w.line] = true
			if w.label.Width > 0 {
				labels = append(labels, w.label)
			}
		}
		for _, i := range s.loops {
			lines[i] = true
		}
		if len(lines) != len(g.Lines) {
			t.Fatalf("%d of %d lines are drawn", len(lines), len(g.Lines))
		}
		for _, p := range s.drawing.Parts {
			if b := p.Bounds; p.Role != "paper" && (b.X < -0.01 || b.Y < -0.01 || b.X+b.Width > s.drawing.Width+0.01 || b.Y+b.Height > s.drawing.Height+0.01) {
				t.Fatalf("%s %v is cut", p.Role, b)
			}
		}
		all := append([]drawing.Rect{}, s.rects...)
		for _, p := range s.drawing.Parts {
			if p.Role == "label" {
				all = append(all, p.Bounds)
			}
		}
		for i, a := range all {
			for k, b := range all[:i] {
				if overlap(a, b) {
					t.Fatalf("%d %v overlaps %d %v", i, a, k, b)
				}
			}
		}
		upward := 0
		for _, w := range s.wires {
			l := g.Lines[w.line]
			for i := 1; i < len(w.points); i++ {
				a, b := w.points[i-1], w.points[i]
				if a.X != b.X && a.Y != b.Y {
					t.Fatalf("line %d is aslant", w.line)
				}
				for k, r := range s.rects {
					if k != l.From && k != l.To && inside(a, b, r) {
						t.Fatalf("line %d from %d to %d runs through box %d: %v %v %v", w.line, l.From, l.To, k, a, b, r)
					}
				}
				for _, r := range labels {
					if r != w.label && inside(a, b, r) {
						t.Fatalf("line %d runs through a label: %v %v %v", w.line, a, b, r)
					}
				}
			}
			first, last := w.points[0], w.points[len(w.points)-1]
			from, to := s.rects[l.From], s.rects[l.To]
			if w.upward {
				upward++
				from, to = to, from
			}
			if !touches(first, from) || !touches(last, to) {
				t.Fatalf("line %d from %v to %v ends at %v and %v", w.line, from, to, first, last)
			}
			if down := last.Y > first.Y; down != (l.Kind != Supply) {
				t.Fatalf("line %d leads the wrong way: %v", w.line, w.points)
			}
		}
		if !cyclic(g) && upward > 0 {
			t.Fatalf("%d lines lead upwards without a cycle", upward)
		}
		if cyclic(g) && upward == 0 {
			t.Fatal("a cycle was not broken")
		}
	})
}

func touches(p drawing.Point, r drawing.Rect) bool {
	return p.X >= r.X-0.01 && p.X <= r.X+r.Width+0.01 && p.Y >= r.Y-0.01 && p.Y <= r.Y+r.Height+0.01
}

// cyclic tells whether holdings and rights go round, own shares apart.
func cyclic(g *Graph) bool {
	left := map[int]int{}
	for _, l := range g.Lines {
		if l.From != l.To {
			left[l.To]++
		}
	}
	removed := true
	gone := map[int]bool{}
	for removed {
		removed = false
		for i := range g.Boxes {
			if !gone[i] && left[i] == 0 {
				gone[i], removed = true, true
				for _, l := range g.Lines {
					if l.From == i && l.To != i {
						left[l.To]--
					}
				}
			}
		}
	}
	return len(gone) < len(g.Boxes)
}

// The text of a box lies within its outline, at the height where it stands.
func TestTextFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]Kind{Company, Person, State, Fund, Partnership, Trust, PublicFloat, Unknown, Undisclosed, Others}).Draw(t, "kind")
		b := &Box{Kind: kind, Name: anyName.Draw(t, "name"), Place: "Delaware, États-Unis", Outside: rapid.SampledFrom([]string{"", "hors UE, non compté"}).Draw(t, "outside")}
		l := letter(b)
		r := drawing.Box(0, 0, l.width, l.height)
		y, centre := l.textTop, l.width/2
		if kind == Others {
			centre -= behind
		}
		for _, line := range l.lines {
			for _, at := range []float64{y + 0.15*line.height, y + 0.85*line.height} {
				if right := sideEdge(kind, r, at); centre+line.width/2 > right+0.5 {
					t.Fatalf("%s: %q ends at %v, the outline at %v", kind, line.text, centre+line.width/2, right)
				}
			}
			y += line.height
		}
		if y > l.height {
			t.Fatalf("%s: text ends at %v of %v", kind, y, l.height)
		}
	})
}

// The same graph gives the same bytes, and what is written is well formed and
// holds nothing that acts or is fetched.
func TestSVG(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		text := g.Draw().SVG()
		if string(text) != string(g.Draw().SVG()) {
			t.Fatal("drawn twice, not the same")
		}
		harmless(t, text)
	})
}

// harmless fails when XML is not well formed, or has an element or attribute
// that a chart has no use for.
func harmless(t require.TestingT, text []byte) {
	elements := map[string]bool{"svg": true, "title": true, "desc": true, "style": true, "g": true, "path": true, "text": true}
	attributes := map[string]bool{
		"xmlns": true, "class": true, "role": true, "aria-labelledby": true, "id": true, "lang": true, "width": true, "height": true, "viewBox": true,
		"font-family": true, "font-size": true, "font-weight": true, "text-anchor": true, "textLength": true, "lengthAdjust": true,
		"data-entity": true, "d": true, "fill": true, "stroke": true, "stroke-width": true, "stroke-dasharray": true, "x": true, "y": true,
	}
	d := xml.NewDecoder(strings.NewReader(string(text)))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
		if e, ok := token.(xml.StartElement); ok {
			require.True(t, elements[e.Name.Local], e.Name.Local)
			for _, a := range e.Attr {
				require.True(t, attributes[a.Name.Local], a.Name.Local)
			}
		}
	}
}
