package data

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

//go:embed words/*.csv
var wordFiles embed.FS

// Languages lists the languages in which every sentence exists.
var Languages = []string{"en", "fr"}

// Lexicon is every sentence in one language, by code.
type Lexicon struct {
	// Lang is the language, one of Languages.
	Lang  string
	texts map[string]string
}

var lexicons = map[string]func() *Lexicon{
	"en": sync.OnceValue(func() *Lexicon { return readWords("en", 1) }),
	"fr": sync.OnceValue(func() *Lexicon { return readWords("fr", 2) }),
}

// Words is the lexicon of the language; a language that is not in Languages
// gives the English one. The first call for a language reads it.
func Words(lang string) *Lexicon {
	if read, ok := lexicons[lang]; ok {
		return read()
	}
	return lexicons["en"]()
}

// readWords merges the files under words/: code,en,fr. The tests prove that
// they parse and that no code stands in two rows.
func readWords(lang string, column int) *Lexicon {
	l := &Lexicon{Lang: lang, texts: make(map[string]string, 2048)}
	files, _ := wordFiles.ReadDir("words")
	for _, file := range files {
		raw, _ := wordFiles.ReadFile("words/" + file.Name())
		text := string(raw)
		for header := true; text != ""; header = false {
			var row [3]string
			row, text = nextRow(text)
			if !header {
				l.texts[row[0]] = row[column]
			}
		}
	}
	return l
}

// nextRow takes a row of three cells off a text, as encoding/csv does for the
// files under words/. Every run of the program reads all of them before it does
// anything else, and most of the cells are never looked at: a cell is a piece of
// the text unless it has quotation marks in it.
func nextRow(text string) (row [3]string, rest string) {
	for i := range row {
		if !strings.HasPrefix(text, `"`) {
			end := 0
			for end < len(text) && text[end] != ',' && text[end] != '\n' {
				end++
			}
			if end == len(text) {
				row[i] = text
				return row, ""
			}
			row[i] = text[:end]
			last := text[end] == '\n'
			if text = text[end+1:]; last {
				return row, text
			}
			continue
		}
		end, doubled := 1, false
		for {
			mark := strings.IndexByte(text[end:], '"')
			if mark < 0 {
				row[i] = text[1:]
				return row, ""
			}
			if end += mark; !strings.HasPrefix(text[end:], `""`) {
				break
			}
			end, doubled = end+2, true
		}
		if row[i] = text[1:end]; doubled {
			row[i] = strings.ReplaceAll(row[i], `""`, `"`)
		}
		text = text[end+1:]
		if strings.HasPrefix(text, "\n") || text == "" {
			return row, strings.TrimPrefix(text, "\n")
		}
		text = strings.TrimPrefix(text, ",")
	}
	return row, text
}

// Text is the sentence with its placeholders as they stand in the table; ok is
// false when no sentence has the code.
func (l *Lexicon) Text(code string) (text string, ok bool) {
	text, ok = l.texts[code]
	return text, ok
}

// Sentence is the sentence with its placeholders filled as [Lexicon.Fill] does.
// A code that no sentence has gives the code itself, so that a report shows what
// is missing and not a blank.
func (l *Lexicon) Sentence(code string, values map[string]string) string {
	text, ok := l.texts[code]
	if !ok {
		return code
	}
	return l.Fill(text, values)
}

// Fill puts the values in place of the placeholders. {name} is the value of
// name; {n|row|rows} is the first word when the value of n is one (in French:
// below two), else the second, and does not repeat the number. A placeholder
// without a value is left as it is. Values are never searched for placeholders.
func (l *Lexicon) Fill(text string, values map[string]string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		end += open
		b.WriteString(text[:open])
		name, forms, choice := strings.Cut(text[open+1:end], "|")
		value, ok := values[name]
		switch {
		case !ok:
			b.WriteString(text[open : end+1])
		case choice:
			one, many, _ := strings.Cut(forms, "|")
			if value == "1" || l.Lang == "fr" && belowTwo(value) {
				b.WriteString(one)
			} else {
				b.WriteString(many)
			}
		default:
			b.WriteString(value)
		}
		text = text[end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// belowTwo tells whether a number as French writes it, 1,35 or −0,5, is between
// minus two and two: such a one takes the singular.
func belowTwo(number string) bool {
	whole, _, _ := strings.Cut(strings.TrimLeft(number, "-−"), ",")
	return whole == "0" || whole == "1"
}

// Codes lists every code in order.
func (l *Lexicon) Codes() []string {
	codes := make([]string, 0, len(l.texts))
	for code := range l.texts {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

// Placeholders lists the names in braces of a text, each once, in order of
// name.
func Placeholders(text string) []string {
	var names []string
	for {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		name, _, _ := strings.Cut(text[open+1:open+end], "|")
		names = append(names, name)
		text = text[open+end+1:]
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Text is a sentence in both languages, as the registries carry them.
type Text struct{ EN, FR string }

// In is the sentence in the language, "fr" or "en"; any other language gives
// the English one.
func (t Text) In(lang string) string {
	if lang == "fr" {
		return t.FR
	}
	return t.EN
}
