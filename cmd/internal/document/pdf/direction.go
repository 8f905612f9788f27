package pdf

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/bidi"
)

// visual puts what is read in one order into the order in which it stands on the
// line. The sentences go from left to right, and in them names that go the other
// way; a name is kept apart from what is said of it, as a page does with an
// isolate, so that no figure changes places with the name it belongs to.
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
// figures within the latter: the levels of the Unicode bidirectional algorithm
// (UAX 9), without its explicit marks, which are shown as what they are. Unlike
// there, what stands between two names is of neither when it is more than a
// space or a sign that names have within them.
func levelsOf(line []glyph) []int {
	const open = -1
	levels := make([]int, len(line))
	for i, g := range line {
		if g.named || g.actual == "" {
			continue
		}
		properties, _ := bidi.LookupString(g.actual)
		switch properties.Class() {
		case bidi.L:
		case bidi.R, bidi.AL:
			levels[i] = 1
		case bidi.EN, bidi.AN:
			levels[i] = 2
		default:
			levels[i] = open
		}
	}
	// From one letter of a name to the next: its figures and signs go with it.
	last := open
	for i := range levels {
		switch levels[i] {
		case 0:
			last = open
		case 1:
			if last != open {
				within(line[last+1:i], levels[last+1:i])
			}
			last = i
		}
	}
	brackets(line, levels)
	for i := range levels {
		if levels[i] == open || levels[i] == 2 && !enclosed(levels, i) {
			levels[i] = 0
		}
	}
	return levels
}

// within gives what stands between two letters of names their direction, when it
// is of one name.
func within(between []glyph, levels []int) {
	for i, g := range between {
		if levels[i] != 2 && !strings.Contains(" \u00a0-–'’\"״׳._&ـ", g.actual) {
			if properties, _ := bidi.LookupString(g.actual); !properties.IsBracket() && properties.Class() != bidi.NSM {
				return
			}
		}
	}
	for i := range levels {
		if levels[i] == 2 {
			continue
		}
		levels[i] = 1
		// The point in a figure belongs to it.
		if i > 0 && i+1 < len(levels) && levels[i-1] == 2 && levels[i+1] == 2 && between[i].actual != " " {
			levels[i] = 2
		}
	}
}

// brackets gives a pair around a name the direction of the name, when one stands
// before it too.
func brackets(line []glyph, levels []int) {
	var opened []int
	for i, g := range line {
		if g.named || g.actual == "" {
			continue
		}
		properties, _ := bidi.LookupString(g.actual)
		switch {
		case !properties.IsBracket():
		case properties.IsOpeningBracket():
			opened = append(opened, i)
		case len(opened) > 0:
			from := opened[len(opened)-1]
			opened = opened[:len(opened)-1]
			inside, before := levels[from+1:i], from-1
			for before >= 0 && line[before].actual == " " {
				before--
			}
			if slices.Contains(inside, 1) && !slices.Contains(inside, 0) && before >= 0 && levels[before] == 1 {
				for n := before + 1; n <= i; n++ {
					if levels[n] != 2 {
						levels[n] = 1
					}
				}
			}
		}
	}
}

// enclosed tells whether a figure stands between parts of a name.
func enclosed(levels []int, i int) bool {
	from, to := i, i
	for from >= 0 && levels[from] == 2 {
		from--
	}
	for to < len(levels) && levels[to] == 2 {
		to++
	}
	return from >= 0 && to < len(levels) && levels[from] == 1 && levels[to] == 1
}

// mirror turns a bracket round that stands among letters from right to left.
func (g *glyph) mirror() {
	if g.shown == "" {
		return
	}
	if properties, _ := bidi.LookupString(g.shown); properties.IsBracket() {
		g.shown = bidi.ReverseString(g.shown)
	}
}
