// Package terminal is pages of text for a terminal: 80 columns wide, with colour
// where it is wanted, and in ASCII where nothing else can be shown.
package terminal

import (
	"slices"
	"strings"
)

// Screen says how a text is to look where it goes.
type Screen struct {
	Color   bool
	Unicode bool // lines and marks may be drawn with more than ASCII
}

// Columns is the width of every page: what the narrowest terminal in use shows,
// and a printed page.
const Columns = 80

// Style is a way to set text off, as the terminal's number for it.
type Style string

// The styles. Plain sets nothing off.
const (
	Plain  Style = ""
	Bold   Style = "1"
	Dim    Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
)

// And is both styles at once.
func (s Style) And(t Style) Style {
	if s == Plain || t == Plain {
		return s + t
	}
	return s + ";" + t
}

// Page is a text under way.
type Page struct {
	strings.Builder
	Screen Screen
}

// Paint sets a text off where colour is wanted.
func (p *Page) Paint(s Style, text string) string {
	if !p.Screen.Color || s == Plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

// Draw is one of two drawings: with line-drawing characters, or in ASCII.
func (p *Page) Draw(unicode, ascii string) string {
	if p.Screen.Unicode {
		return unicode
	}
	return ascii
}

// Line ends a line.
func (p *Page) Line(text string) {
	p.WriteString(strings.TrimRight(text, " "))
	p.WriteByte('\n')
}

// Gap leaves a line blank.
func (p *Page) Gap() { p.WriteByte('\n') }

// Put writes a text folded to the page. The first line begins with first, the
// others with as many spaces.
func (p *Page) Put(first, text string, s Style) {
	p.PutBeside(first, text, s, "")
}

// PutBeside is Put with a remark at the right edge of the last line, or on a line
// of its own where there is no room.
func (p *Page) PutBeside(first, text string, s Style, remark string) {
	indent := strings.Repeat(" ", Width(first))
	lines := Fold(Clean(text), Columns-Width(first))
	for i, line := range lines {
		begin := indent
		if i == 0 {
			begin = first
		}
		shown := begin + p.Paint(s, line)
		if i < len(lines)-1 || remark == "" {
			p.Line(shown)
			continue
		}
		room := Columns - Width(begin) - Width(line) - Width(remark)
		if room >= 2 {
			p.Line(shown + strings.Repeat(" ", room) + p.Paint(Dim, remark))
			continue
		}
		p.Line(shown)
		for _, part := range Fold(remark, Columns-Width(indent)) {
			p.Line(strings.Repeat(" ", max(Columns-Width(part), 0)) + p.Paint(Dim, part))
		}
	}
}

// Heading begins a part of the page.
func (p *Page) Heading(text string) {
	p.Gap()
	p.Line(p.Paint(Bold, text))
}

// Table writes rows in columns without lines around them, the ones given in
// right set to the right. The last column is folded to what is left of the page.
// The cells are clean, and may be painted.
func (p *Page) Table(rows [][]string, right ...int) {
	const between = "  "
	if len(rows) == 0 {
		return
	}
	last := len(rows[0]) - 1
	wide := make([]int, last)
	room := Columns
	for i := range wide {
		for _, row := range rows {
			wide[i] = max(wide[i], Width(row[i]))
		}
		room -= wide[i] + len(between)
	}
	indent := strings.Repeat(" ", Columns-room)
	for _, row := range rows {
		line := ""
		for i, cell := range row[:last] {
			space := strings.Repeat(" ", wide[i]-Width(cell))
			if slices.Contains(right, i) {
				line += space + cell + between
			} else {
				line += cell + space + between
			}
		}
		for i, part := range Fold(row[last], room) {
			if i > 0 {
				line = indent
			}
			p.Line(line + part)
		}
	}
}

// Bytes is the finished page.
func (p *Page) Bytes() []byte {
	if p.Screen.Unicode {
		return []byte(p.String())
	}
	return []byte(ascii.Replace(p.String()))
}

// ascii replaces what the sentences use beyond ASCII and letters by something as
// wide.
var ascii = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "–", "-", "’", "'", "·", "-")
