package pdf

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// visual puts what is read in one order into the order in which it stands on the
// line, for a line that goes from left to right: the levels of the Unicode
// bidirectional algorithm (UAX 9) without its explicit marks, which are shown as
// what they are and turn nothing around.
func visual(line []glyph) []glyph {
	levels := levelsOf(line)
	if len(levels) == 0 || slices.Max(levels) == 0 {
		return line
	}
	out := slices.Clone(line)
	for i, level := range levels {
		if level == 1 {
			out[i].mirror()
		}
	}
	for level := slices.Max(levels); level > 0; level-- {
		for i := 0; i < len(out); {
			if levels[i] < level {
				i++
				continue
			}
			end := i
			for end < len(out) && levels[end] >= level {
				end++
			}
			slices.Reverse(out[i:end])
			slices.Reverse(levels[i:end])
			i = end
		}
	}
	return out
}

// levelsOf is 0 for what goes from left to right, 1 for the other way, and 2 for
// figures within the latter.
func levelsOf(line []glyph) []int {
	const open = -1
	levels := make([]int, len(line))
	strong := 0
	for i, g := range line {
		class := bidi.L
		if !g.named {
			properties, _ := bidi.LookupString(g.actual)
			class = properties.Class()
		}
		switch class {
		case bidi.L:
			levels[i], strong = 0, 0
		case bidi.R, bidi.AL:
			levels[i], strong = 1, 1
		case bidi.EN, bidi.AN:
			levels[i] = 2 * strong
		default:
			levels[i] = open
		}
	}
	for i := 0; i < len(levels); {
		if levels[i] != open {
			i++
			continue
		}
		end := i
		for end < len(levels) && levels[end] == open {
			end++
		}
		level := 0
		if i > 0 && end < len(levels) && levels[i-1] > 0 && levels[end] > 0 {
			level = 1
		}
		// A separator between two figures belongs to them.
		if level == 1 && end == i+1 && levels[i-1] == 2 && levels[end] == 2 {
			level = 2
		}
		for ; i < end; i++ {
			levels[i] = level
		}
	}
	return levels
}

// mirror turns a bracket round that stands among letters from right to left.
func (g *glyph) mirror() {
	if properties, _ := bidi.LookupString(g.shown); properties.IsBracket() {
		g.shown = bidi.ReverseString(g.shown)
	}
}
