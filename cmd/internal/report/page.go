package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"egide/cmd/internal/terminal"
)

// Screen says how a text is to look where it goes.
type Screen = terminal.Screen

// Clean takes out of a text what would act on a terminal and not be seen; see
// [terminal.Clean].
func Clean(text string) string { return terminal.Clean(text) }

// page is a text under way that speaks one language.
type page struct {
	terminal.Page
	voice *Voice
}

// sentence is the whole sentence of a note: it begins with a capital, unless it
// begins with a name, and ends with a full stop.
func (v *Voice) sentence(n Note) string {
	template, _ := v.words.Text(n.Code)
	text := v.Say(n)
	first, _, _ := strings.Cut(strings.TrimPrefix(template, "{"), "}")
	kind, concert := n.Args[first].Kind, strings.HasPrefix(n.Args[first].first(), "concert:")
	if !strings.HasPrefix(template, "{") || concert || kind != ArgEntity && kind != ArgEntities && kind != ArgText {
		text = capital(text)
	}
	return stopped(text)
}

// capital is the text with its first letter a capital.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

func stopped(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!") {
		return text
	}
	return text + "."
}
