package pdf

import (
	"cmp"
	"slices"

	"egide/cmd/internal/document"
)

// Space within the cells of a table, in points.
const (
	cellPad = 4.0
	rowPad  = 3.2
)

// grid is a table with the widths of its columns reckoned.
type grid struct {
	w       *writer
	table   *document.Table
	form    look
	columns []float64 // widths, with the space within
	head    row
	under   *row // what is said again, on a new page, of the group that goes on; nil for none
}

// row is a row of a table with its texts broken into lines.
type row struct {
	cells  []cell
	group  bool
	total  bool
	header bool
}

type cell struct {
	lines  []line
	tone   document.Tone
	marked bool
	form   look
	right  bool
	wide   float64 // with the space within
}

// depth is how many lines the row has.
func (r *row) depth() int {
	most := 1
	for _, c := range r.cells {
		most = max(most, len(c.lines))
	}
	return most
}

// tableSizes are the type sizes that are tried until the longest words fit.
var tableSizes = []float64{8.5, 7.8, 7.1, 6.5}

// table lays out a table: its heading again on each page, no line cut.
func (w *writer) table(t document.Table) {
	if len(t.Columns) == 0 {
		return
	}
	g := &grid{w: w, table: &t}
	g.reckon()
	if t.Caption != "" {
		lines := wrap(w.set(document.Text(t.Caption), captionLook), w.full)
		w.space(2)
		w.need(float64(len(lines))*leading(captionLook.size) + 3*leading(g.form.size) + 40)
		for _, l := range lines {
			w.write(l, w.left, w.y+captionLook.size)
			w.y += leading(captionLook.size)
		}
		w.y += 3
	}
	rows := make([]row, len(t.Rows))
	for i := range t.Rows {
		rows[i] = g.row(&t.Rows[i])
	}
	headed := g.titled()
	first := 0.0
	if len(rows) > 0 {
		first = min(g.high(&rows[0]), 4*leading(g.form.size))
		if rows[0].group && len(rows) > 1 {
			first += min(g.high(&rows[1]), 4*leading(g.form.size))
		}
	}
	if headed {
		w.need(g.high(&g.head) + first)
		g.put(&g.head, 0, g.head.depth())
	}
	for i := range rows {
		r := &rows[i]
		together := g.high(r)
		if r.group && i+1 < len(rows) {
			together += min(g.high(&rows[i+1]), 4*leading(g.form.size))
		}
		if r.group {
			g.under = nil
		}
		g.place(r, together, headed)
		if r.group {
			again := g.again(&t.Rows[i])
			g.under = &again
		}
	}
	w.rule(w.left, w.y, w.right, 0.8, navy)
	w.y += 12
}

// titled tells whether any column has a title.
func (g *grid) titled() bool {
	for _, c := range g.table.Columns {
		if c.Title != "" {
			return true
		}
	}
	return false
}

// place puts a row on the page, or on the next where it does not fit here, or,
// where it is long, on both.
func (g *grid) place(r *row, together float64, headed bool) {
	w := g.w
	turn := func() {
		w.rule(w.left, w.y, w.right, 0.8, navy)
		w.newPage(w.portrait)
		// A heading of half a page is not said again.
		if headed && g.high(&g.head) < (w.bottom()-w.y)*0.4 {
			g.put(&g.head, 0, g.head.depth())
		}
		if g.under != nil && g.under.depth() <= 2 {
			g.put(g.under, 0, g.under.depth())
		}
	}
	body := w.bottom() - topMargin
	if together > w.room() && together <= body*0.4 && !w.fresh() {
		turn()
	}
	for from := 0; from < r.depth(); {
		fit := int((w.room() - 2*rowPad) / leading(g.form.size))
		left := r.depth() - from
		if fit < min(left, 2) && !w.fresh() {
			turn()
			fit = int((w.room() - 2*rowPad) / leading(g.form.size))
		}
		fit = min(max(fit, 1), left)
		g.put(r, from, from+fit)
		from += fit
		if from < r.depth() {
			turn()
		}
	}
}

// again is the heading of a group for a page on which the group goes on.
func (g *grid) again(r *document.Row) row {
	title := ""
	if len(r.Cells) > 0 {
		title = document.PlainText(r.Cells[0].Spans)
	}
	said := g.w.words.Sentence("pdf-continued", map[string]string{"title": title})
	return g.row(&document.Row{Group: true, Cells: []document.Cell{document.Of(said)}})
}

// high is the height of a row.
func (g *grid) high(r *row) float64 {
	return float64(r.depth())*leading(g.form.size) + 2*rowPad
}

// put draws the lines of a row from one to another.
func (g *grid) put(r *row, from, to int) {
	w := g.w
	high := float64(to-from)*leading(g.form.size) + 2*rowPad
	if r.header || r.group {
		w.box(w.left, w.y+0.5, w.right-w.left, high-0.5, ground) // below the line above
	}
	x := w.left
	for _, c := range r.cells {
		for n := from; n < min(to, len(c.lines)); n++ {
			l := c.lines[n]
			base := w.y + rowPad + float64(n-from)*leading(g.form.size) + c.form.size
			at := x + cellPad
			indent := 0.0
			if c.marked {
				indent = c.form.size * markWidth
			}
			if c.right {
				at = x + c.wide - cellPad - l.width() - indent
			}
			if n == 0 && indent > 0 {
				w.mark(c.tone, at, base, c.form.size)
			}
			w.write(l, at+indent, base)
		}
		x += c.wide
	}
	top := w.y
	w.y += high
	switch {
	case r.header:
		w.rule(w.left, w.y, w.right, 0.8, navy)
	case r.total:
		w.rule(w.left, top, w.right, 0.8, ink)
	default:
		w.rule(w.left, w.y, w.right, 0.4, rule)
	}
}

// row breaks the texts of a row into lines.
func (g *grid) row(r *document.Row) row {
	out := row{group: r.Group, total: r.Total}
	form := g.form
	form.bold = r.Group || r.Total
	if r.Group {
		form.colour = navy
		var first document.Cell
		if len(r.Cells) > 0 {
			first = r.Cells[0]
		}
		out.cells = []cell{g.cell(first, form, false, g.w.right-g.w.left)}
		return out
	}
	for i, column := range g.table.Columns {
		var c document.Cell
		if i < len(r.Cells) {
			c = r.Cells[i]
		}
		out.cells = append(out.cells, g.cell(c, form, column.Right, g.columns[i]))
	}
	return out
}

func (g *grid) cell(c document.Cell, form look, right bool, wide float64) cell {
	form = inked(form, c.Tone)
	room := wide - 2*cellPad
	mark := marked(c.Tone, c.Spans)
	if mark {
		room -= form.size * markWidth
	}
	return cell{wrap(g.w.set(c.Spans, form), func(int) float64 { return room }), c.Tone, mark, form, right, wide}
}

// reckon finds the type size and the widths of the columns.
func (g *grid) reckon() {
	wide := g.w.right - g.w.left
	var least, most []float64
	for _, size := range tableSizes {
		g.form = look{size: size, colour: ink}
		least, most = g.measure(wide)
		if sum(least) <= wide {
			break
		}
	}
	weights := make([]float64, len(g.table.Columns))
	for i, c := range g.table.Columns {
		weights[i] = 1
		if c.Weight > 0 {
			weights[i] = c.Weight
		}
	}
	// Short columns are not broken at all where the long ones can do with the
	// rest.
	order := make([]int, len(most))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(most[a], most[b]) })
	for _, i := range order {
		if most[i] <= wide/5 && sum(least)-least[i]+most[i] <= wide*0.9 {
			least[i] = most[i]
		}
	}
	g.columns = share(wide, weights, least, most)
	form := g.form
	form.bold, form.colour = true, navy
	g.head = row{header: true}
	for i, c := range g.table.Columns {
		g.head.cells = append(g.head.cells, g.cell(document.Of(c.Title), form, c.Right, g.columns[i]))
	}
}

// share parts a width among columns by their weights. None gets less than its
// least, and none more than its most while another could use it; where not even
// the least of each is there, each gets its part of that.
func share(wide float64, weights, least, most []float64) []float64 {
	out := make([]float64, len(weights))
	switch {
	case sum(least) >= wide:
		for i := range out {
			out[i] = least[i] / sum(least) * wide
		}
		return out
	case sum(most) <= wide:
		for i := range out {
			out[i] = most[i] + (wide-sum(most))*weights[i]/sum(weights)
		}
		return out
	}
	// The widths are weight times one factor, within their bounds, and the factor
	// is the one that uses up what there is.
	low, high := 0.0, wide/slices.Min(weights)
	for range 60 {
		factor := (low + high) / 2
		for i := range out {
			out[i] = min(max(weights[i]*factor, least[i]), most[i])
		}
		if sum(out) > wide {
			high = factor
		} else {
			low = factor
		}
	}
	return out
}

func sum(list []float64) float64 {
	total := 0.0
	for _, f := range list {
		total += f
	}
	return total
}

// measure is the width that the longest word of each column takes, as far as a
// column may go for one, and the width in which no line is broken.
func (g *grid) measure(wide float64) (least, most []float64) {
	n := len(g.table.Columns)
	bound := max(wide/float64(n)*1.6, 12)
	least, most = make([]float64, n), make([]float64, n)
	for i, c := range g.table.Columns {
		heading := g.form
		heading.bold = true
		take := func(glyphs []glyph, mark float64) {
			least[i] = max(least[i], longest(glyphs)+mark)
			most[i] = max(most[i], line(glyphs).width()+mark)
		}
		take(g.w.set(document.Text(c.Title), heading), 0)
		for _, r := range g.table.Rows {
			if r.Group || i >= len(r.Cells) {
				continue
			}
			form := inked(g.form, r.Cells[i].Tone)
			form.bold = r.Total
			mark := 0.0
			if marked(r.Cells[i].Tone, r.Cells[i].Spans) {
				mark = form.size * markWidth
			}
			take(g.w.set(r.Cells[i].Spans, form), mark)
			if c.Right && most[i] < wide/4 { // a figure is not broken, nor a range of them
				least[i] = most[i]
			}
		}
		least[i] = min(least[i]+2*cellPad+0.5, bound)
		most[i] = max(most[i]+2*cellPad+0.5, least[i])
	}
	return least, most
}
