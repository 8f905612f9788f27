package typeface

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Arabic letters change with their neighbours. Each shape has a character of its
// own among the presentation forms, in the order isolated, final, initial,
// medial; a letter that never joins the one after it has the first two only.

type shapes struct {
	isolated, final, initial, medial rune // 0 where there is none
}

// joining is the shapes of each letter, and of each pair of lam and an alef,
// which are written as one.
var joining = sync.OnceValue(func() map[string]shapes {
	all := map[string]shapes{}
	collect := func(first, last rune) {
		for r := first; r <= last; {
			base := norm.NFKD.String(string(r))
			if !unicode.Is(unicode.Arabic, []rune(base)[0]) || base == string(r) {
				r++
				continue
			}
			var forms [4]rune
			n := rune(0)
			for n < 4 && r+n <= last && norm.NFKD.String(string(r+n)) == base {
				forms[n] = r + n
				n++
			}
			if key := norm.NFC.String(base); all[key] == (shapes{}) {
				all[key] = shapes{forms[0], forms[1], forms[2], forms[3]}
			}
			r += n
		}
	}
	collect(0xfe80, 0xfefc)
	collect(0xfb50, 0xfbb1)
	collect(0xfbfc, 0xfbff)
	return all
})

const lam = "\u0644"

// tatweel joins on both sides and has one shape.
const tatweel = '\u0640'

// Joined gives the letters of a text the shapes that they have beside each
// other. texts are the characters as a reader counts them, in the order in which
// they are read; what is left of one that is written with the one before is "".
func Joined(texts []string) []string {
	if !slices.ContainsFunc(texts, func(s string) bool { r, _ := utf8.DecodeRuneInString(s); return unicode.Is(unicode.Arabic, r) }) {
		return texts
	}
	out := slices.Clone(texts)
	letter := func(i int) (shapes, string, bool) {
		if i < 0 || i >= len(texts) {
			return shapes{}, "", false
		}
		base, marks := split(texts[i])
		s, ok := joining()[base]
		return s, marks, ok
	}
	// before tells whether the character joins the one that follows it.
	before := func(i int) bool {
		if i >= 0 && texts[i] == string(tatweel) {
			return true
		}
		s, _, ok := letter(i)
		return ok && s.initial != 0
	}
	after := func(i int) bool {
		if i < len(texts) && texts[i] == string(tatweel) {
			return true
		}
		s, _, ok := letter(i)
		return ok && s.final != 0
	}
	for i := 0; i < len(texts); i++ {
		s, marks, ok := letter(i)
		if !ok {
			continue
		}
		last := i
		if base, _ := split(texts[i]); base == lam && i+1 < len(texts) {
			alef, more := split(texts[i+1])
			if pair, ok := joining()[lam+alef]; ok {
				s, marks, last = pair, marks+more, i+1
			}
		}
		left, right := before(i-1) && s.final != 0, s.initial != 0 && after(last+1)
		form := s.isolated
		switch {
		case left && right && s.medial != 0:
			form = s.medial
		case right:
			form = s.initial
		case left:
			form = s.final
		}
		out[i] = string(form) + marks
		if last > i {
			out[last] = ""
			i = last
		}
	}
	return out
}

// split parts a character into its letter, composed, and the marks above and
// below it.
func split(character string) (base, marks string) {
	for i, r := range character {
		if i > 0 && unicode.Is(unicode.Mn, r) {
			return character[:i], character[i:]
		}
	}
	return character, ""
}
