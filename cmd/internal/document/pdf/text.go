package pdf

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
	"egide/cmd/internal/typeface"
)

// look is how a text is set.
type look struct {
	size   float64 // in points
	bold   bool
	italic bool
	mono   bool
	colour drawing.RGB
}

// of is the look of a span within a text of that look.
func (l look) of(s document.Span) look {
	l.bold, l.italic = l.bold || s.Bold, l.italic || s.Italic
	if s.Mono {
		l.mono, l.size = true, l.size*0.94
	}
	if target(s.Link) != "" {
		l.colour = navy
	}
	return l
}

func (l look) face() typeface.Face {
	switch {
	case l.mono:
		return typeface.Mono
	case l.bold && l.italic:
		return typeface.BoldItalic
	case l.bold:
		return typeface.Bold
	case l.italic:
		return typeface.Italic
	}
	return typeface.Regular
}

// target is where a link leads, empty for one that is not followed: only to a
// section of the document, or to a page by https.
func target(link string) string {
	s := document.Span{Link: link}
	if _, ok := s.Target(); ok {
		return link
	}
	if address, ok := s.Address(); ok {
		if parsed, err := url.Parse(address); err == nil {
			return parsed.String() // in ASCII
		}
	}
	return ""
}

// glyph is what a reader takes for one character, set.
type glyph struct {
	shown  string // in characters of the face
	actual string // as the document has it; empty for what goes on from the glyph before
	face   typeface.Face
	look   look
	link   string
	width  float64
	// named tells that it is of the number of a character that no face has.
	named bool
	// brk is how a line may end after it.
	brk breaking
}

type breaking byte

const (
	stay breaking = iota
	mayBreak
)

// set makes glyphs of spans.
func (w *writer) set(spans []document.Span, base look) []glyph {
	type stretch struct {
		span  document.Span
		until int
	}
	var text strings.Builder
	var stretches []stretch
	for _, s := range spans {
		text.WriteString(plain(s.Text))
		stretches = append(stretches, stretch{s, text.Len()})
	}
	whole := text.String()
	var glyphs []glyph
	var actual []string
	at, state, now := 0, -1, 0
	for rest := whole; rest != ""; {
		var cluster string
		var boundaries int
		cluster, rest, boundaries, state = uniseg.StepString(rest, state)
		for now < len(stretches)-1 && at >= stretches[now].until {
			now++
		}
		at += len(cluster)
		span := stretches[now].span
		g := glyph{actual: cluster, look: base.of(span), link: target(span.Link)}
		if boundaries&uniseg.MaskLine != uniseg.LineDontBreak {
			g.brk = mayBreak
		}
		glyphs = append(glyphs, g)
		actual = append(actual, cluster)
	}
	out := make([]glyph, 0, len(glyphs))
	for i, shown := range typeface.Joined(actual) {
		if shown == "" { // it is written with the one before
			last := &out[len(out)-1]
			last.actual += actual[i]
			last.brk = glyphs[i].brk
			continue
		}
		next := w.choose(glyphs[i], shown)
		if n := len(out); n > 0 && next[0].named && out[n-1].named && out[n-1].look == next[0].look && out[n-1].link == next[0].link {
			// Numbers that follow each other stand in one pair of brackets.
			last := &out[n-1]
			last.shown, last.brk = " ", mayBreak
			last.width = w.metrics.Width(last.face, last.look.size, last.shown)
			next[1].actual, next = next[0].actual, next[1:]
		}
		out = append(out, next...)
	}
	return out
}

// plain is a text in composed letters, with nothing in it that a line of print
// has no place for.
func plain(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, "\ufffd"))
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t', '\v', '\f', '\u0085', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, text)
}

// choose finds a face that has a glyph's characters. Where none has, it shows
// their numbers, a glyph a letter so that a line can end among them; the first
// of these stands for all.
func (w *writer) choose(g glyph, shown string) []glyph {
	shown = strings.Map(func(r rune) rune {
		if typeface.Unseen(r) {
			return -1
		}
		return r
	}, shown)
	first := g.look.face()
	for _, f := range append([]typeface.Face{first}, first.InPlace()...) {
		if w.metrics.Has(f, shown) && !strings.ContainsFunc(shown, acts) {
			g.shown, g.face = shown, f
			g.width = w.metrics.Width(f, g.look.size, shown)
			return []glyph{g}
		}
	}
	var numbers []string
	for _, r := range g.actual {
		if !typeface.Unseen(r) {
			numbers = append(numbers, fmt.Sprintf("U+%04X", r))
		}
	}
	w.lacking = true
	var out []glyph
	for _, r := range "[" + strings.Join(numbers, " ") + "]" {
		part := glyph{shown: string(r), face: first, look: g.look, link: g.link, named: true}
		part.width = w.metrics.Width(first, g.look.size, part.shown)
		if r == ' ' {
			part.brk = mayBreak
		}
		out = append(out, part)
	}
	out[0].actual, out[len(out)-1].brk = g.actual, g.brk
	return out
}

// acts tells that a character steers a terminal, or turns the direction of
// writing around: a face may have a letter for it, which shows nothing.
func acts(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u061c', '\u200e' <= r && r <= '\u200f', '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069':
		return true
	}
	return false
}

// line is glyphs that stand beside each other.
type line []glyph

func (l line) width() float64 {
	sum := 0.0
	for _, g := range l {
		sum += g.width
	}
	return sum
}

// wrap breaks glyphs into lines that are at most limit(i) long, inside a word
// only where the word alone is longer.
func wrap(glyphs []glyph, limit func(line int) float64) []line {
	var lines []line
	upTo := make([]float64, len(glyphs)+1) // the width of all before a glyph
	for i, g := range glyphs {
		upTo[i+1] = upTo[i] + g.width
	}
	// long is the width of some glyphs without the spaces at their end.
	long := func(from, to int) float64 {
		for to > from && glyphs[to-1].actual == " " {
			to--
		}
		return upTo[to] - upTo[from]
	}
	begin := 0 // of the line
	flush := func(end int) {
		lines = append(lines, trim(glyphs[begin:end:end]))
		begin = end
	}
	for start := 0; start < len(glyphs); {
		end := start + 1
		for end < len(glyphs) && glyphs[end-1].brk != mayBreak {
			end++
		}
		if start > begin && long(begin, end) > limit(len(lines)) {
			flush(start)
		}
		for begin == start && long(start, end) > limit(len(lines)) {
			room := upTo[start] + limit(len(lines))
			cut := start + 1
			for cut < end && upTo[cut+1] <= room {
				cut++
			}
			if cut == end {
				break
			}
			flush(cut)
			start = cut
		}
		start = end
	}
	if begin < len(glyphs) || len(lines) == 0 {
		flush(len(glyphs))
	}
	return lines
}

func trim(l line) line {
	for len(l) > 0 && l[0].actual == " " {
		l = l[1:]
	}
	return trimRight(l)
}

func trimRight(l line) line {
	for len(l) > 0 && l[len(l)-1].actual == " " {
		l = l[:len(l)-1]
	}
	return l
}

// longest is the width of the longest stretch that should not be broken.
func longest(glyphs []glyph) float64 {
	most, sum := 0.0, 0.0
	for i, g := range glyphs {
		sum += g.width
		if g.brk == mayBreak || i == len(glyphs)-1 {
			if g.actual == " " {
				sum -= g.width
			}
			most, sum = max(most, sum), 0
		}
	}
	return most
}

// cutTo is as much of a line as fits, with an ellipsis where something is left
// out.
func (w *writer) cutTo(l line, room float64) line {
	if l.width() <= room || len(l) == 0 {
		return l
	}
	dots := w.choose(glyph{actual: "…", look: l[0].look}, "…")[0]
	n, wide := 0, dots.width
	for n < len(l) && wide+l[n].width <= room {
		wide += l[n].width
		n++
	}
	l = trimRight(l[:n:n])
	return append(l[:len(l):len(l)], dots)
}
