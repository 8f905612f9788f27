package pdf

import (
	"slices"

	"egide/cmd/internal/typeface"
)

// visual puts what is read in one order into the order in which it stands on the
// line. The sentences go from left to right, and in them names that go the other
// way; a name is kept apart from what is said of it, as a page does with an
// isolate, so that no figure changes places with the name it belongs to.
func visual(line []glyph) []glyph {
	texts := make([]string, len(line))
	for i, g := range line {
		if !g.named {
			texts[i] = g.actual
		}
	}
	levels := typeface.Levels(texts)
	if len(levels) == 0 || slices.Max(levels) == 0 {
		return line
	}
	out := make([]glyph, len(line))
	for to, from := range typeface.Order(levels) {
		out[to] = line[from]
		if levels[from] == 1 {
			out[to].shown = typeface.Mirrored(out[to].shown)
		}
	}
	return out
}
