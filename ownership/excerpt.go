package ownership

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ExcerptLength is how many characters of a text [Excerpt] keeps.
const ExcerptLength = 60

// Excerpt is a text from a file as a note may repeat it: short, on one line, and
// without characters that steer a terminal.
func Excerpt(text string) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if n == ExcerptLength {
			b.WriteRune('…')
			break
		}
		switch {
		case unicode.IsSpace(r):
			r = ' '
		case !unicode.IsPrint(r):
			r = utf8.RuneError
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}
