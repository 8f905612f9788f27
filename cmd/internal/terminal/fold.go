package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Clean takes out of a text what would act on a terminal and not be seen:
// control characters, broken bytes, and the marks that turn the direction of
// writing around. Each becomes the replacement character, so that it does not
// hide.
func Clean(text string) string {
	if !strings.ContainsFunc(text, acts) && utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			b.WriteByte(' ')
		case acts(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func acts(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\ufeff', r == '\u061c':
		return true
	case '\u200e' <= r && r <= '\u200f', '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
		return true
	}
	return false
}

// Width is how many columns of a terminal a text takes, paint apart.
func Width(text string) int {
	sum := 0
	for {
		before, after, painted := strings.Cut(text, "\x1b[")
		sum += uniseg.StringWidth(before)
		if !painted {
			return sum
		}
		_, text, _ = strings.Cut(after, "m")
	}
}

// Fold breaks a text into lines of at most so many columns, at spaces, and
// inside a word only when the word alone is too long.
func Fold(text string, columns int) []string {
	columns = max(columns, 2) // the width of the widest character
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' }) {
		w := Width(word)
		if line != "" && used+1+w <= columns {
			line, used = line+" "+word, used+1+w
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for w > columns {
			head, tail := CutAt(word, columns)
			lines, word = append(lines, head), tail
			w = Width(word)
		}
		line, used = word, w
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

// CutAt takes as many whole characters, as a reader sees them, as fit in the
// columns, and at least one.
func CutAt(text string, columns int) (head, tail string) {
	used, state := 0, -1
	rest := text
	for rest != "" {
		var w int
		var after string
		_, after, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used+w > columns && used > 0 {
			break
		}
		used, rest = used+w, after
	}
	return text[:len(text)-len(rest)], rest
}
