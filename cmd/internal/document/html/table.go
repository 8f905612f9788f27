package html

import (
	"strconv"
	"strings"

	"egide/cmd/internal/document"
)

// table is a table that scrolls by itself, and on a phone is a card a row.
func (w *writer) table(t document.Table) {
	if len(t.Columns) == 0 {
		return
	}
	w.tables++
	id := "table-" + strconv.Itoa(w.tables)
	if t.Caption == "" {
		w.tag("div", "class", "scroll")
	} else {
		w.tag("div", "class", "scroll", "role", "group", "aria-labelledby", id, "tabindex", "0")
	}
	w.tag("table", "class", "cards")
	w.newLine()
	if t.Caption != "" {
		w.element("caption", t.Caption, "id", id)
		w.newLine()
	}
	w.titles(t)
	w.tag("tbody")
	w.newLine()
	for i, r := range t.Rows {
		if r.Group {
			if i > 0 {
				w.WriteString("</tbody><tbody>\n")
			}
			w.group(t, r)
		} else {
			w.row(t, r)
		}
		w.newLine()
	}
	w.end("tbody")
	w.end("table")
	w.end("div")
}

func (w *writer) titles(t document.Table) {
	titled := false
	for _, c := range t.Columns {
		titled = titled || strings.TrimSpace(c.Title) != ""
	}
	if !titled {
		return
	}
	w.tag("thead")
	w.tag("tr")
	for _, c := range t.Columns {
		if strings.TrimSpace(c.Title) == "" {
			w.element("td", "")
		} else {
			w.element("th", c.Title, "scope", "col", "class", columnClass(c))
		}
	}
	w.end("tr")
	w.end("thead")
	w.newLine()
}

func columnClass(c document.Column) string {
	switch {
	case c.Right:
		return "number"
	case c.Weight >= 2:
		return "name"
	}
	return ""
}

// group is a heading over the rows that follow.
func (w *writer) group(t document.Table, r document.Row) {
	w.tag("tr", "class", "group")
	w.tag("th", "scope", "rowgroup", "colspan", strconv.Itoa(len(t.Columns)))
	if len(r.Cells) > 0 {
		w.spans(r.Cells[0].Spans)
	}
	w.end("th")
	w.end("tr")
}

// row is a row. Its first cell names it, unless that is a figure or blank.
func (w *writer) row(t document.Table, r document.Row) {
	class := ""
	if r.Total {
		class = "totals"
	}
	w.tag("tr", "class", class)
	for i, c := range t.Columns {
		var cell document.Cell
		if i < len(r.Cells) {
			cell = r.Cells[i]
		}
		blank := strings.TrimSpace(document.PlainText(cell.Spans)) == ""
		classes := []string{columnClass(c), classOf(cell.Tone)}
		if blank {
			classes = append(classes, "empty")
		}
		name, scope, label := "td", "", c.Title
		if i == 0 && !c.Right && !blank {
			name, scope, label = "th", "row", ""
		}
		w.tag(name, "scope", scope, "class", strings.Join(strings.Fields(strings.Join(classes, " ")), " "), "data-label", strings.TrimSpace(label))
		w.spans(cell.Spans)
		w.end(name)
	}
	w.end("tr")
}
