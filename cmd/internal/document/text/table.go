package text

import (
	"strings"

	"egide/cmd/internal/document"
	"egide/cmd/internal/terminal"
)

const (
	between = 2  // columns of the page between two of a table
	longest = 22 // columns that a word has on one line at the least
)

// table writes rows in columns, their cells folded. Where the page is too narrow
// for the columns, each row is a list of its cells under the titles.
func (w *writer) table(indent string, t document.Table) {
	if len(t.Columns) == 0 {
		return
	}
	w.Gap()
	if t.Caption != "" {
		w.Put(indent, t.Caption, terminal.Bold)
	}
	widths, ok := w.widths(t, terminal.Columns-terminal.Width(indent)-2)
	if !ok {
		w.records(indent, t)
		return
	}
	titles := make([]document.Cell, len(t.Columns))
	titled := false
	for i, c := range t.Columns {
		titles[i] = document.Of(c.Title)
		titled = titled || c.Title != ""
	}
	if titled {
		w.row(indent+"  ", t, titles, widths, terminal.Dim)
	}
	for _, r := range t.Rows {
		switch {
		case r.Group && len(r.Cells) > 0:
			w.spans(indent+"  ", indent+"    ", r.Cells[0].Spans, terminal.Bold)
		case r.Total:
			w.row(indent+"  ", t, r.Cells, widths, terminal.Bold)
		default:
			w.row(indent+"  ", t, r.Cells, widths, terminal.Plain)
		}
	}
}

// widths shares the room among the columns: each has what it needs where there
// is enough, and else the widest give way, down to their longest word. ok is
// false when that is not enough.
func (w *writer) widths(t document.Table, room int) (wide []int, ok bool) {
	least := make([]int, len(t.Columns))
	wide = make([]int, len(t.Columns))
	look := func(i int, spans []document.Span) {
		sum := -1
		for _, word := range w.split(spans, terminal.Plain) {
			n := widthOf(word)
			least[i] = max(least[i], min(n, longest))
			sum += 1 + n
		}
		wide[i] = max(wide[i], sum)
		if t.Columns[i].Right {
			least[i] = wide[i] // figures are not broken
		}
	}
	for i, c := range t.Columns {
		look(i, document.Text(c.Title))
		if c.Right { // but their title may be
			least[i] = 0
			for _, word := range w.split(document.Text(c.Title), terminal.Plain) {
				least[i] = max(least[i], widthOf(word))
			}
			wide[i] = least[i]
		}
	}
	for _, r := range t.Rows {
		for i := range t.Columns {
			if i < len(r.Cells) && !r.Group {
				look(i, r.Cells[i].Spans)
			}
		}
	}
	room -= between * (len(wide) - 1)
	sum := func(list []int) (n int) {
		for _, v := range list {
			n += v
		}
		return n
	}
	for sum(wide) > room {
		widest := -1
		for i := range wide {
			if wide[i] > least[i] && (widest < 0 || wide[i] > wide[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil, false
		}
		wide[widest]--
	}
	return wide, true
}

// row writes the cells of a row beside each other, as many lines as the longest
// needs.
func (w *writer) row(indent string, t document.Table, cells []document.Cell, widths []int, style terminal.Style) {
	columns := make([][]folded, len(t.Columns))
	height := 0
	for i := range t.Columns {
		if i < len(cells) {
			look := style
			if tone := styleOf(cells[i].Tone); tone != terminal.Plain {
				look = style.And(tone)
			}
			columns[i] = w.folded(cells[i].Spans, look, widths[i])
			height = max(height, len(columns[i]))
		}
	}
	for n := range height {
		line := indent
		for i, column := range columns {
			cell := folded{}
			if n < len(column) {
				cell = column[n]
			}
			space := strings.Repeat(" ", max(widths[i]-cell.width, 0))
			if t.Columns[i].Right {
				line += space + cell.text
			} else {
				line += cell.text + space
			}
			if i+1 < len(columns) {
				line += strings.Repeat(" ", between)
			}
		}
		w.Line(line)
	}
}

// records writes each row as its cells under each other.
func (w *writer) records(indent string, t document.Table) {
	for n, r := range t.Rows {
		if n > 0 {
			w.Gap()
		}
		if len(r.Cells) == 0 {
			continue
		}
		if r.Group {
			w.spans(indent+"  ", indent+"    ", r.Cells[0].Spans, terminal.Bold)
			continue
		}
		var facts document.Facts
		for i, cell := range r.Cells[1:] {
			if i+1 < len(t.Columns) && strings.TrimSpace(document.PlainText(cell.Spans)) != "" {
				facts = append(facts, document.Fact{Term: t.Columns[i+1].Title, Spans: cell.Spans})
			}
		}
		w.spans(indent+"  ", indent+"    ", r.Cells[0].Spans, terminal.Bold)
		w.facts(indent+"  ", facts)
	}
}
