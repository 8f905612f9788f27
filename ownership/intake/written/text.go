package written

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"egide/ownership"
)

// Trim takes away white space at both ends, no-break spaces and characters of
// no width included: they come with text that was copied from a page.
func Trim(s string) string {
	if n := len(s); n == 0 || plain(s[0]) && plain(s[n-1]) {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r >= 0x200B && r <= 0x200D || r == 0x2060 || r == 0xFEFF
	})
}

func plain(b byte) bool { return b > ' ' && b < utf8.RuneSelf }

// Fold brings spellings of one name together: case, accents, spaces and
// punctuation do not matter; the percent sign does.
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if !ascii {
		s = norm.NFKD.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == 'œ' || r == 'Œ':
			b.WriteString("oe")
		case r == '%' || unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Echo is a cell's text as a message may repeat it.
func Echo(s string) string { return ownership.Excerpt(Trim(s)) }

// Few is a list as a message may repeat it: the first of it, with an ellipsis when
// there are more.
func Few(names []string) []string {
	const most = 20
	if len(names) > most {
		return append(slices.Clone(names[:most]), "…")
	}
	return names
}

// Invisible tells whether a text holds a character that no screen shows, so
// that two texts may look alike and differ.
func Invisible(s string) bool {
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return true
		}
	}
	return false
}
