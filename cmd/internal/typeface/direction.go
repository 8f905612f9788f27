package typeface

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Levels are those of the characters of a line, as a reader counts them: 0 for what goes from left to right, 1 for the other way, and 2 for
// figures within the latter: the levels of the Unicode bidirectional algorithm
// (UAX 9), without its explicit marks, which are shown as what they are. Unlike
// there, what stands between two names is of neither when it is more than a
// space or a sign that names have within them.
//
// A character that is "" is of no direction, and stands as if it were a letter
// from left to right.
func Levels(line []string) []int {
	const open = -1
	levels := make([]int, len(line))
	for i, character := range line {
		if character == "" {
			continue
		}
		properties, _ := bidi.LookupString(character)
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
func within(between []string, levels []int) {
	for i, character := range between {
		if levels[i] != 2 && !strings.Contains(" \u00a0-–'’\"״׳._&ـ", character) {
			if properties, _ := bidi.LookupString(character); !properties.IsBracket() && properties.Class() != bidi.NSM {
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
		if i > 0 && i+1 < len(levels) && levels[i-1] == 2 && levels[i+1] == 2 && between[i] != " " {
			levels[i] = 2
		}
	}
}

// brackets gives a pair around a name the direction of the name, when one stands
// before it too.
func brackets(line []string, levels []int) {
	var opened []int
	for i, character := range line {
		if character == "" {
			continue
		}
		properties, _ := bidi.LookupString(character)
		switch {
		case !properties.IsBracket():
		case properties.IsOpeningBracket():
			opened = append(opened, i)
		case len(opened) > 0:
			from := opened[len(opened)-1]
			opened = opened[:len(opened)-1]
			inside, before := levels[from+1:i], from-1
			for before >= 0 && line[before] == " " {
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

// Order is where the characters of a line stand, from left to right, whose
// levels are given: their places in the order in which they are read.
func Order(levels []int) []int {
	levels = slices.Clone(levels)
	out := make([]int, len(levels))
	for i := range out {
		out[i] = i
	}
	if len(levels) == 0 {
		return out
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

// Mirrored is a bracket turned round, as it is among letters from right to left,
// and any other character as it is.
func Mirrored(character string) string {
	if character == "" {
		return ""
	}
	if properties, _ := bidi.LookupString(character); properties.IsBracket() {
		return bidi.ReverseString(character)
	}
	return character
}

// Unseen tells that a character only acts on its neighbours: a joiner, a
// selector of a variant, a hyphen for line ends. Those that turn the direction
// of writing around are not of them: they are shown.
func Unseen(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u200b', r == '\u200c', r == '\u200d', r == '\u2060', r == '\ufeff':
		return true
	case unicode.Is(unicode.Variation_Selector, r):
		return true
	}
	return 0xe0020 <= r && r <= 0xe007f // tags, of flags
}
