package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Screen says how a text is to look where it goes.
type Screen struct {
	Color   bool
	Unicode bool // lines and marks may be drawn with more than ASCII
}

// columns is the width of every text report: what the narrowest terminal in use
// shows, and a printed page.
const columns = 80

// style is a way to set text off, as the terminal's number for it.
type style string

const (
	plain  style = ""
	bold   style = "1"
	dim    style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

func (s style) and(t style) style { return s + ";" + t }

// page is a text under way.
type page struct {
	strings.Builder
	screen Screen
	voice  *Voice
}

// paint sets a text off where colour is wanted.
func (p *page) paint(s style, text string) string {
	if !p.screen.Color || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// draw is one of two drawings: with line-drawing characters, or in ASCII.
func (p *page) draw(unicode, ascii string) string {
	if p.screen.Unicode {
		return unicode
	}
	return ascii
}

// line ends a line.
func (p *page) line(text string) {
	p.WriteString(strings.TrimRight(text, " "))
	p.WriteByte('\n')
}

// gap leaves a line blank.
func (p *page) gap() { p.WriteByte('\n') }

// put writes a text folded to the page. The first line begins with first, the
// others with as many spaces.
func (p *page) put(first, text string, s style) {
	p.putBeside(first, text, s, "")
}

// putBeside is put with a remark at the right edge of the last line, or on a line
// of its own where there is no room.
func (p *page) putBeside(first, text string, s style, remark string) {
	indent := strings.Repeat(" ", width(first))
	lines := fold(Clean(text), columns-width(first))
	for i, line := range lines {
		begin := indent
		if i == 0 {
			begin = first
		}
		shown := begin + p.paint(s, line)
		if i < len(lines)-1 || remark == "" {
			p.line(shown)
			continue
		}
		room := columns - width(begin) - width(line) - width(remark)
		if room >= 2 {
			p.line(shown + strings.Repeat(" ", room) + p.paint(dim, remark))
			continue
		}
		p.line(shown)
		for _, part := range fold(remark, columns-width(indent)) {
			p.line(strings.Repeat(" ", max(columns-width(part), 0)) + p.paint(dim, part))
		}
	}
}

// heading begins a part of the page.
func (p *page) heading(text string) {
	p.gap()
	p.line(p.paint(bold, text))
}

// table writes rows in columns without lines around them, the ones given in
// right set to the right. The last column is folded to what is left of the page.
// The cells are clean, and may be painted.
func (p *page) table(rows [][]string, right ...int) {
	const between = "  "
	if len(rows) == 0 {
		return
	}
	last := len(rows[0]) - 1
	wide := make([]int, last)
	room := columns
	for i := range wide {
		for _, row := range rows {
			wide[i] = max(wide[i], width(row[i]))
		}
		room -= wide[i] + len(between)
	}
	indent := strings.Repeat(" ", columns-room)
	for _, row := range rows {
		line := ""
		for i, cell := range row[:last] {
			space := strings.Repeat(" ", wide[i]-width(cell))
			if slices.Contains(right, i) {
				line += space + cell + between
			} else {
				line += cell + space + between
			}
		}
		for i, part := range fold(row[last], room) {
			if i > 0 {
				line = indent
			}
			p.line(line + part)
		}
	}
}

// bytes is the finished page.
func (p *page) bytes() []byte {
	if p.screen.Unicode {
		return []byte(p.String())
	}
	return []byte(ascii.Replace(p.String()))
}

// ascii replaces what the sentences use beyond ASCII and letters by something as
// wide.
var ascii = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "–", "-", "’", "'", "·", "-")

// sentence is the whole sentence of a note: it begins with a capital, unless it
// begins with a name, and ends with a full stop.
func (v *Voice) sentence(n Note) string {
	template, _ := v.words.Text(n.Code)
	text := v.Say(n)
	first, _, _ := strings.Cut(strings.TrimPrefix(template, "{"), "}")
	if kind := n.Args[first].Kind; !strings.HasPrefix(template, "{") || kind != ArgEntity && kind != ArgEntities && kind != ArgText {
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
