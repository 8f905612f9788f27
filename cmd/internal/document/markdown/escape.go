package markdown

import (
	"strings"
	"unicode"

	"egide/cmd/internal/terminal"
)

// Escape makes a text stand in Markdown as it is: no emphasis, link, table cell
// or HTML comes of it.
func Escape(text string) string {
	text = flat(text)
	var b strings.Builder
	for i, r := range text {
		rest := text[i:]
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '>':
			b.WriteString("&gt;")
			continue
		case strings.ContainsRune("\\`*_[]|~$@^", r),
			r == '&' && len(rest) > 1 && (rest[1] == '#' || letter(rest[1])),
			r == ':' && strings.HasPrefix(rest, "://"),
			r == '.' && strings.HasSuffix(strings.ToLower(text[:i]), "www"),
			i == 0 && strings.ContainsRune("#+-=", r),
			(r == '.' || r == ')') && i > 0 && strings.Trim(text[:i], "0123456789") == "":
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// Code is a text inside backquotes of a table's cell: nothing can be escaped
// there, so what would end it is replaced.
func Code(text string) string {
	return strings.NewReplacer("`", "'", "|", "¦").Replace(flat(text))
}

// flat is a text in one line, with single spaces; those that no line is broken
// at stay.
func flat(text string) string {
	return strings.Join(strings.FieldsFunc(terminal.Clean(text), isBlank), " ")
}

// isBlank tells a space that a line may be broken at.
func isBlank(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }
