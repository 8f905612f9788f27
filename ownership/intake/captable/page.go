package captable

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// headerWithin is how many rows of a file may stand above a cap table's header.
const headerWithin = 60

// page is a CSV file or a sheet of a workbook, row for row as it was found.
// Blank rows are left out.
type page struct {
	at    ownership.Position
	rows  []input.Row
	grid  *spreadsheet.Grid // of a sheet; nil for a CSV file
	empty map[[2]int]bool   // line and column of formulas without a value
}

// position is where a cell of a row stands; a negative column is the row.
func (p *page) position(row input.Row, column int) ownership.Position {
	t := input.Table{At: p.at}
	return t.Position(row, column)
}

// textPage reads a CSV file, with whatever dialect finds a header in it.
func (c *capTable) textPage(at ownership.Position, raw []byte) *page {
	text, enc := input.Decode(raw)
	if enc == input.Windows1252 {
		c.Warn(at, "encoding-guessed", "", ownership.Args{"encoding": string(enc)})
	}
	comma, rest, said := input.SeparatorLine(text)
	skipped := 0
	if said {
		text, skipped = rest, 1
	} else {
		comma = c.findComma(at, text)
	}
	p := &page{at: at}
	r := textReader(text, comma)
	damage := input.NewDamage(&c.Collector, enc)
	t := &input.Table{At: at}
	cells := 0
	for {
		start := r.InputOffset()
		row, err := input.NextRow(r, skipped)
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && quoteRunsOn(text[start:r.InputOffset()], comma) {
			column := max(slices.IndexFunc(row.Cells, func(cell string) bool { return strings.Contains(cell, "\n") }), 0)
			c.Fault(p.position(row, column), "quote-not-closed", nil)
			return nil
		}
		if err != nil {
			var parse *csv.ParseError
			if errors.As(err, &parse) {
				at.Line = parse.StartLine + skipped
				c.Fault(at, "quote-not-closed", nil)
			} else {
				c.Fault(at, "file-unreadable", ownership.Args{"why": err.Error()})
			}
			return nil
		}
		if input.Blank(row.Cells) {
			continue
		}
		if n := len(row.Cells); n > c.limits.Columns {
			if last := strings.TrimRight(strings.Join(row.Cells[c.limits.Columns:], ""), " "); last != "" {
				c.Fault(p.position(row, c.limits.Columns), "captable-columns", ownership.Args{"n": n, "limit": c.limits.Columns})
				return nil
			}
			row.Cells = row.Cells[:c.limits.Columns]
		}
		if cells += len(row.Cells); cells > c.limits.Cells || len(p.rows) >= c.limits.Rows {
			c.Fault(p.position(row, -1), "captable-rows", ownership.Args{"limit": c.limits.Rows, "cells": c.limits.Cells})
			return nil
		}
		damage.Look(t, row)
		p.rows = append(p.rows, row)
	}
	if c.Wrong() > 0 {
		return nil
	}
	return p
}

// findComma tells what separates the cells of a text: the delimiter under which
// a cap table's header is found with most columns, else the one that makes most
// cells.
func (c *capTable) findComma(at ownership.Position, text []byte) rune {
	best, most, cells := input.Delimiters[0], -1, 0
	for _, comma := range input.Delimiters {
		r := textReader(text[:min(len(text), 1<<18)], comma)
		p := &page{at: at}
		n := 0
		for len(p.rows) < headerWithin+2 {
			row, err := input.NextRow(r, 0)
			if err != nil {
				break
			}
			if !input.Blank(row.Cells) {
				row.Cells = row.Cells[:min(len(row.Cells), c.limits.Columns)]
				p.rows = append(p.rows, row)
				n += len(row.Cells)
			}
		}
		hits := 0
		if h, ok := c.findHeader(p); ok {
			hits = h.known
		}
		if hits > most || hits == most && n > cells {
			best, most, cells = comma, hits, n
		}
	}
	return best
}

func textReader(text []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = comma != '\t'
	r.LazyQuotes = true
	return r
}

// quoteRunsOn tells whether a cell of a record opens with a quotation mark that
// is closed nowhere, or on a later line after a stray mark. The tolerance for
// stray marks would otherwise let one of them take in the rows under it, and
// their holders would be gone.
func quoteRunsOn(record []byte, comma rune) bool {
	text := string(bytes.TrimSpace(record))
	mark := string(comma)
	for text != "" {
		rest := text
		if comma != '\t' {
			rest = strings.TrimLeft(text, " \t")
		}
		cell, quoted := strings.CutPrefix(rest, `"`)
		if !quoted {
			if _, text, quoted = strings.Cut(text, mark); !quoted {
				return false
			}
			continue
		}
		lines, stray := false, false
		for closed := false; !closed; {
			i := strings.IndexByte(cell, '"')
			if i < 0 {
				return true
			}
			lines = lines || strings.Contains(cell[:i], "\n")
			cell = cell[i+1:]
			switch {
			case cell == "" || strings.HasPrefix(cell, mark):
				closed = true
				text = strings.TrimPrefix(cell, mark)
			case strings.HasPrefix(cell, `"`):
				cell = cell[1:]
			default:
				stray = true
			}
		}
		if lines && stray {
			return true
		}
	}
	return false
}

// sheetPage finds the sheet of a workbook that holds the cap table: the one
// that was asked for, or the only one with a header.
func (c *capTable) sheetPage(at ownership.Position, path string) *page {
	book, err := spreadsheet.Open(path, c.opts.Limits)
	if err != nil {
		c.refuse(err)
		return nil
	}
	var names, with []string
	var found *page
	for _, sheet := range book.Sheets {
		names = append(names, written.Echo(sheet.Name))
		asked := c.opts.Sheet != "" && strings.EqualFold(written.Trim(sheet.Name), written.Trim(c.opts.Sheet))
		switch {
		case c.opts.Sheet != "" && !asked:
			continue
		case sheet.Hidden && !asked:
			c.Warn(sheet.Position(0, 0), "captable-hidden-sheet", "", ownership.Args{"text": written.Echo(sheet.Name)})
			continue
		}
		grid, err := sheet.Read()
		if err != nil {
			c.refuse(err)
			return nil
		}
		p := gridPage(grid)
		if asked {
			found, with = p, []string{written.Echo(sheet.Name)}
			break
		}
		if _, ok := c.findHeader(p); ok {
			if found = p; len(p.rows) > 0 {
				with = append(with, written.Echo(sheet.Name))
			}
		}
	}
	switch {
	case c.opts.Sheet != "" && found == nil:
		c.Fault(at, "captable-no-sheet", ownership.Args{"text": written.Echo(c.opts.Sheet), "sheets": names})
	case found == nil && intake.IsQuestionnaire(book):
		c.Fault(at, "captable-questionnaire", nil)
	case found == nil:
		c.Fault(at, "captable-no-header", ownership.Args{"n": headerWithin, "found": names})
	case len(with) > 1:
		c.ask(true, "captable-which-sheet", ownership.Args{"sheets": with}, at)
		return nil
	default:
		return found
	}
	return nil
}

// gridPage writes a sheet as rows of texts. A text that is merged over several
// cells stands in each of them; a figure only in the first, because it would
// count again in the others.
func gridPage(g *spreadsheet.Grid) *page {
	p := &page{at: g.Sheet.Position(0, 0), grid: g, empty: map[[2]int]bool{}}
	for _, r := range g.Rows {
		width := r.Cells[len(r.Cells)-1].Column
		row := input.Row{Cells: make([]string, width), Line: r.Number}
		for _, cell := range r.Cells {
			row.Cells[cell.Column-1] = cell.Text
			switch cell.Kind {
			case spreadsheet.CellNoValue:
				p.empty[[2]int{r.Number, cell.Column}] = true
			case spreadsheet.CellNumber:
				if i := strings.IndexByte(cell.Text, '.'); i > 0 && len(cell.Text)-i == 4 {
					row.Cells[cell.Column-1] += "0" // the point of a stored number never groups thousands
				}
			case spreadsheet.CellDate:
				row.Cells[cell.Column-1] = strings.TrimSuffix(cell.Text, "T00:00:00")
			}
		}
		p.rows = append(p.rows, row)
	}
	p.spread(g)
	return p
}

// spread repeats merged texts downwards.
func (p *page) spread(g *spreadsheet.Grid) {
	lines := make(map[int]int, len(p.rows))
	for i, row := range p.rows {
		lines[row.Line] = i
	}
	kinds := map[[2]int]spreadsheet.CellKind{}
	for _, r := range g.Rows {
		for _, cell := range r.Cells {
			if cell.Kind != spreadsheet.CellText {
				kinds[[2]int{r.Number, cell.Column}] = cell.Kind
			}
		}
	}
	for _, m := range g.Merged {
		first, ok := lines[m.FirstRow]
		if !ok || m.LastRow == m.FirstRow || m.LastRow-m.FirstRow > 10_000 || m.LastColumn-m.FirstColumn > 100 {
			continue
		}
		if _, figure := kinds[[2]int{m.FirstRow, m.FirstColumn}]; figure {
			continue
		}
		text := p.rows[first].Text(m.FirstColumn - 1)
		if text == "" {
			continue
		}
		for line := m.FirstRow + 1; line <= m.LastRow; line++ {
			i, ok := lines[line]
			if !ok {
				continue
			}
			row := &p.rows[i]
			for len(row.Cells) < m.FirstColumn {
				row.Cells = append(row.Cells, "")
			}
			if row.Cells[m.FirstColumn-1] == "" {
				row.Cells[m.FirstColumn-1] = text
			}
		}
	}
}

// lookAtGrid reports what a reader of the workbook does not see, or sees
// otherwise than it is: hidden rows and columns with something in them, figures
// merged over several rows, and formulas that were never computed.
func (c *capTable) lookAtGrid(p *page, first int) {
	if p.grid == nil || first >= len(p.rows) {
		return
	}
	start := p.rows[first].Line
	var rows []string
	for _, r := range p.grid.Rows {
		if r.Hidden && r.Number >= start {
			rows = append(rows, strconv.Itoa(r.Number))
		}
	}
	if len(rows) > 0 {
		c.Warn(p.at, "captable-hidden-rows", "", ownership.Args{"rows": written.Few(rows), "n": len(rows)})
	}
	for _, col := range c.columns {
		if col.role != "" && p.grid.ColumnHidden(col.index+1) {
			c.Warn(p.position(p.rows[c.header], col.index), "captable-hidden-column", "", ownership.Args{"text": written.Echo(col.name)})
		}
		if !figureRole(col.role) {
			continue
		}
		for _, m := range p.grid.Merged {
			if m.FirstRow >= start && m.LastRow > m.FirstRow && m.FirstColumn == col.index+1 {
				c.Warn(ownership.Position{File: p.at.File, Sheet: p.at.Sheet, Line: m.FirstRow, Column: m.FirstColumn}, "captable-merged-figure", "",
					ownership.Args{"rows": strconv.Itoa(m.FirstRow) + "–" + strconv.Itoa(m.LastRow)})
			}
		}
	}
	n := 0
	var at ownership.Position
	for _, row := range p.rows[first:] {
		for _, col := range c.columns {
			if col.role != "" && p.empty[[2]int{row.Line, col.index + 1}] {
				if n++; n == 1 {
					at = p.position(row, col.index)
				}
			}
		}
	}
	if n > 0 {
		c.Warn(at, "captable-no-value", "", ownership.Args{"n": n})
	}
}

// refuse reports why a workbook could not be read.
func (c *capTable) refuse(err error) {
	if !c.Take(err) {
		c.Fault(c.at, "file-unreadable", ownership.Args{"why": err.Error()})
	}
}

// isSpreadsheet tells by its name or its first bytes whether a file is a
// workbook.
func isSpreadsheet(path string, head []byte) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".xltx":
		return true
	}
	return input.IsWorkbook(head)
}
