package chart

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"egide/cmd/internal/drawing"
)

// Two lines lie on one another only where they join on the way to the same box.
func TestLinesStayApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := anyGraph(t)
		s := sketched(g)
		for i, v := range s.wires {
			for _, w := range s.wires[:i] {
				a, b := g.Lines[v.line], g.Lines[w.line]
				if a.To == b.To && a.Kind != Right && b.Kind != Right && !v.upward && !w.upward {
					continue
				}
				for m := 1; m < len(v.points); m++ {
					for n := 1; n < len(w.points); n++ {
						if length := shared(v.points[m-1], v.points[m], w.points[n-1], w.points[n]); length > 2 {
							t.Fatalf("lines %d and %d share %v: %v %v", v.line, w.line, length, v.points, w.points)
						}
					}
				}
			}
		}
	})
}

// shared is how far two stretches, level or upright, run less than two pixels
// apart.
func shared(a, b, c, d drawing.Point) float64 {
	along := func(p, q float64, r, s float64) float64 {
		return min(max(p, q), max(r, s)) - max(min(p, q), min(r, s))
	}
	switch {
	case a.X == b.X && c.X == d.X && math.Abs(a.X-c.X) < 2:
		return along(a.Y, b.Y, c.Y, d.Y)
	case a.Y == b.Y && c.Y == d.Y && math.Abs(a.Y-c.Y) < 2:
		return along(a.X, b.X, c.X, d.X)
	}
	return 0
}
