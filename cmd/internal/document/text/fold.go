package text

import (
	"strings"
	"unicode"

	"egide/cmd/internal/document"
	"egide/cmd/internal/terminal"
)

// piece is a part of a word in one style: a word may be half bold.
type piece struct {
	text  string
	style terminal.Style
}

// folded is a line that was painted, and how wide it is.
type folded struct {
	text  string
	width int
}

// folded breaks a run of spans into painted lines of at most so many columns.
func (w *writer) folded(spans []document.Span, style terminal.Style, columns int) []folded {
	columns = max(columns, 2)
	var lines []folded
	var line []piece
	used := 0
	flush := func() {
		lines = append(lines, folded{w.painted(line), used})
		line, used = nil, 0
	}
	for _, word := range w.split(spans, style) {
		wide := widthOf(word)
		if used > 0 && used+1+wide > columns {
			flush()
		}
		if used > 0 {
			// The blank belongs to what is on both its sides.
			blank := piece{" ", terminal.Plain}
			if last := line[len(line)-1]; last.style == word[0].style {
				blank.style = last.style
			}
			line = append(line, blank)
			used++
		}
		for used+widthOf(word) > columns { // longer than a line of its own
			var head []piece
			head, word = cut(word, columns)
			line, used = append(line, head...), widthOf(head)
			flush()
		}
		line = append(line, word...)
		used += widthOf(word)
	}
	if used > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// split cuts the spans at their spaces. Spans that no space parts are one word.
func (w *writer) split(spans []document.Span, style terminal.Style) [][]piece {
	var list [][]piece
	apart := true
	add := func(text string, s terminal.Style) {
		for text != "" {
			blank := strings.IndexFunc(text, isBlank)
			if blank == 0 {
				text, apart = strings.TrimLeftFunc(text, isBlank), true
				continue
			}
			part := text
			if blank > 0 {
				part = text[:blank]
			}
			text = text[len(part):]
			if apart {
				list = append(list, nil)
			}
			list[len(list)-1] = append(list[len(list)-1], piece{part, s})
			apart = false
		}
	}
	for _, s := range spans {
		look := style
		if s.Bold {
			look = look.And(terminal.Bold)
		}
		add(w.plain(terminal.Clean(s.Text)), look)
		if address, ok := s.Address(); ok && address != strings.TrimSpace(s.Text) {
			add(" ("+terminal.Clean(address)+")", style)
		}
	}
	return list
}

// isBlank tells a space that a line may be broken at.
func isBlank(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

func widthOf(word []piece) int {
	sum := 0
	for _, p := range word {
		sum += terminal.Width(p.text)
	}
	return sum
}

// cut takes as much of a word as fits, and at least one character.
func cut(word []piece, columns int) (head, tail []piece) {
	for i, p := range word {
		wide := terminal.Width(p.text)
		if wide <= columns {
			head, columns = append(head, p), columns-wide
			continue
		}
		if columns > 0 || len(head) == 0 {
			before, after := terminal.CutAt(p.text, columns)
			if terminal.Width(before) <= columns || len(head) == 0 {
				return append(head, piece{before, p.style}), append([]piece{{after, p.style}}, word[i+1:]...)
			}
		}
		return head, word[i:]
	}
	return head, nil
}

// painted is a line with neighbours of one style painted at once.
func (w *writer) painted(line []piece) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		text, style := "", line[i].style
		for ; i < len(line) && line[i].style == style; i++ {
			text += line[i].text
		}
		b.WriteString(w.Paint(style, text))
	}
	return b.String()
}
