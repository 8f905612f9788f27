package chart

import "egide/cmd/internal/drawing"

// Sizes of type, in pixels.
const (
	nameSize    = 12.0
	placeSize   = 10.5
	noteSize    = 10.0
	pillSize    = 9.5
	labelSize   = 11.0
	headingSize = 16.0
	legendSize  = 10.5
	leading     = 1.22 // height of a line by its size
)

// mark is what stands beside or around a line of text.
type mark int

const (
	plain mark = iota
	outsidePill
	doubtPill
	criticalPill
	accessMark
)

// line is a line of text in a box or on a wire.
type line struct {
	text    string
	size    float64
	bold    bool
	ink     drawing.Ink
	mark    mark
	width   float64 // with its mark
	height  float64
	above   float64 // empty room in the height, above the text
	guessed bool
}

func (l line) measured() line {
	l.width, l.guessed = 0, false
	width, known := drawing.TextWidth(l.text, l.size, l.bold)
	l.width, l.guessed = width, !known
	l.height = l.size * leading
	switch l.mark {
	case outsidePill, doubtPill, criticalPill:
		l.width += 12
		l.height += 5.5
	case accessMark:
		l.width += 14
		l.height += 2.5
	}
	return l
}

// Bounds of the text of a box.
const (
	nameLines  = 3
	placeLines = 2
	noteLines  = 2
	notesShown = 4
)

// textWidths are the widths that the text of a box may be wrapped to.
var textWidths = []float64{88, 100, 112, 126, 142, 160}

// lettered is a box with its text in lines and its outline around them.
type lettered struct {
	lines []line
	figure
}

// letter wraps the text of a box to the width that makes the box least, and cuts
// what does not fit.
func letter(b *Box) lettered {
	var best lettered
	least := 0.0
	for i, width := range textWidths {
		l, whole := letterAt(b, width)
		cost := l.width + 2.6*l.height
		if !whole {
			cost += 10000 - 10*width
		}
		if i == 0 || cost < least {
			best, least = l, cost
		}
	}
	return best
}

func letterAt(b *Box, width float64) (lettered, bool) {
	var l lettered
	all := true
	put := func(text string, lines int, form line) {
		if text == "" {
			return
		}
		texts, whole := drawing.Wrap(text, form.size, form.bold, lines, func(int) float64 { return width })
		all = all && whole
		for _, t := range texts {
			form.text = t
			l.lines = append(l.lines, form.measured())
		}
	}
	ink, faint := drawing.Letters, drawing.Faint
	if b.Subject {
		ink, faint = drawing.OnSubject, drawing.OnSubject
	}
	made := b.Kind == Undisclosed || b.Kind == Others
	name := line{size: nameSize, bold: !made, ink: ink}
	if made {
		name.size = labelSize
	}
	put(b.Name, nameLines, name)
	put(b.Place, placeLines, line{size: placeSize, ink: faint})
	for _, note := range b.Notes[:min(len(b.Notes), notesShown)] {
		put(note, noteLines, line{size: noteSize, ink: faint})
	}
	if b.Supplier && b.Access != "" {
		l.lines = append(l.lines, line{text: b.accessText, size: noteSize, ink: ink, mark: accessMark}.measured())
	}
	for _, pill := range []struct {
		text string
		mark mark
		ink  drawing.Ink
	}{{b.Outside, outsidePill, drawing.OnForeign}, {b.Doubtful, doubtPill, drawing.Doubt}, {b.Critical, criticalPill, ink}} {
		if pill.text != "" {
			l.lines = append(l.lines, line{text: pill.text, size: pillSize, bold: true, ink: pill.ink, mark: pill.mark}.measured())
		}
	}
	widths, heights := make([]float64, len(l.lines)), make([]float64, len(l.lines))
	for i, t := range l.lines {
		widths[i], heights[i] = t.width, t.height
	}
	l.figure = around(b.Kind, widths, heights)
	return l, all
}

// Bounds of the text of a label.
const (
	shareWidth = 130.0
	rightWidth = 104.0
	rightLines = 3
	partGap    = 4.0  // between two rights
	diamond    = 11.0 // room for the mark of what comes from outside
)

// label is the text of a line in lines, in one where there is room for that.
func label(l *Line, room float64) []line {
	form := line{size: labelSize, bold: l.Controls && l.Kind == Holding, ink: drawing.Letters}
	if l.Kind != Holding {
		form.size = noteSize + 0.5
	}
	joined := ""
	for i, part := range l.Label {
		if i > 0 {
			joined += " · "
		}
		joined += part
	}
	extra := 0.0
	if l.Carries {
		extra = diamond
	}
	if joined == "" {
		return nil
	}
	form.text = joined
	if one := form.measured(); one.width+extra <= room {
		return []line{one}
	}
	var lines []line
	width, most := shareWidth, 2
	if l.Kind != Holding {
		width, most = rightWidth, rightLines
	}
	for n, part := range l.Label {
		texts, _ := drawing.Wrap(part, form.size, form.bold, most, func(int) float64 { return width })
		for i, t := range texts {
			form.text = t
			m := form.measured()
			if i == 0 && n > 0 && l.Kind != Holding {
				m.above = partGap
				m.height += partGap
			}
			lines = append(lines, m)
		}
	}
	return lines
}
