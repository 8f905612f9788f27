package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/terminal"
	"egide/ownership/intake"
)

// Import is what an import understood of its files, and what it did: the value
// of egide import.
type Import struct {
	Schema   string          `json:"schema"`
	Egide    string          `json:"egide"`
	Language string          `json:"language"`
	Dossier  string          `json:"dossier"`
	Files    []string        `json:"files"`
	Written  bool            `json:"written"`
	Rows     int             `json:"rows"` // holdings and rights
	Mapped   []ImportHeader  `json:"mapped"`
	Tables   []ImportTable   `json:"tables"`
	LeftOut  []ImportLeftOut `json:"left_out"`
	Asked    []ImportAsked   `json:"questions"`
	Warnings []Note          `json:"warnings"`
	Changed  []string        `json:"changed"` // files of the dossier
}

// ImportHeader is a header and the column it was taken for; an empty column is
// one that was set aside.
type ImportHeader struct {
	File   string `json:"file"`
	Header string `json:"header"`
	Column string `json:"column"`
}

// ImportTable is the rows for one table of the dossier, by column.
type ImportTable struct {
	Table string              `json:"table"`
	Rows  []map[string]string `json:"rows"`
}

// ImportLeftOut is a row or column that was read and not taken.
type ImportLeftOut struct {
	Source string `json:"source"`
	Code   string `json:"code"`
	Why    string `json:"why"`
}

// ImportAsked is what only a person can decide.
type ImportAsked struct {
	Code    string         `json:"code"`
	Entity  string         `json:"entity,omitempty"`
	Text    string         `json:"text"`
	Sources []string       `json:"sources"`
	Blocks  bool           `json:"blocks"` // nothing is written before it is answered
	Args    map[string]Arg `json:"args,omitempty"`
}

// NewImport is an import into a dossier of which nothing is known yet.
func NewImport(dossier, lang string) *Import {
	return &Import{
		Schema: "egide.import/1", Egide: Version, Language: lang, Dossier: dossier, Files: []string{}, Mapped: []ImportHeader{},
		Tables: []ImportTable{}, LeftOut: []ImportLeftOut{}, Asked: []ImportAsked{}, Warnings: []Note{}, Changed: []string{},
	}
}

// Add adds what was understood of a file.
func (m *Import) Add(file string, d *intake.Draft) {
	voice := NewVoice(m.Language, nil, nil)
	m.Files = append(m.Files, file)
	for _, h := range d.Mapped {
		m.Mapped = append(m.Mapped, ImportHeader{File: file, Header: h.Header, Column: h.Column})
	}
	for _, t := range []struct {
		name string
		rows []intake.DraftRow
	}{
		{"entities", d.Entities}, {"shareholdings", d.Shareholdings}, {"rights", d.Rights}, {"subcontracts", d.Subcontracts},
		{"sites", d.Sites}, {"attestations", d.Attestations}, {"diligence", d.Diligence},
	} {
		if len(t.rows) == 0 {
			continue
		}
		i := slices.IndexFunc(m.Tables, func(have ImportTable) bool { return have.Table == t.name })
		if i < 0 {
			i = len(m.Tables)
			m.Tables = append(m.Tables, ImportTable{Table: t.name})
		}
		for _, row := range t.rows {
			m.Tables[i].Rows = append(m.Tables[i].Rows, row)
		}
		if t.name == "shareholdings" || t.name == "rights" {
			m.Rows += len(t.rows)
		}
	}
	for _, l := range d.LeftOut {
		n := NoteOf(l.Why)
		m.LeftOut = append(m.LeftOut, ImportLeftOut{Source: l.At.String(), Code: n.Code, Why: voice.Say(n)})
	}
	for _, q := range d.Questions {
		n := NoteOf(q.Note)
		asked := ImportAsked{Code: n.Code, Entity: n.Entity, Text: voice.Say(n), Sources: []string{}, Blocks: q.Blocks, Args: n.Args}
		for _, at := range q.At {
			if text := at.String(); text != "" {
				asked.Sources = append(asked.Sources, text)
			}
		}
		m.Asked = append(m.Asked, asked)
	}
	for _, n := range d.Notes {
		note := NoteOf(n)
		note.Text = voice.Say(note)
		m.Warnings = append(m.Warnings, note)
	}
}

// Blocked tells whether a question has to be answered before anything is
// written.
func (m *Import) Blocked() bool {
	return slices.ContainsFunc(m.Asked, func(q ImportAsked) bool { return q.Blocks })
}

// rows are the rows for a table.
func (m *Import) rows(table string) []map[string]string {
	for _, t := range m.Tables {
		if t.Table == table {
			return t.Rows
		}
	}
	return nil
}

// What of a long list is shown on a terminal; JSON has all of it.
const (
	importRowsShown  = 25
	importNotesShown = 15
)

// ImportText shows a reader what was understood: the columns, the rows, what was
// left out and why, and what is to be decided.
func ImportText(m *Import, screen Screen) []byte {
	p := &page{Page: terminal.Page{Screen: screen}, voice: NewVoice(m.Language, nil, nil)}
	p.Line(p.Paint(terminal.Bold, p.voice.Word("import-title", "files", Clean(strings.Join(m.Files, ", ")), "dossier", Clean(m.Dossier))))
	if len(m.Mapped) > 0 {
		p.Heading(p.voice.Word("import-columns"))
		rows := [][]string{{p.voice.Word("import-head-header"), p.voice.Word("import-head-column")}}
		for _, h := range m.Mapped {
			rows = append(rows, []string{clip(h.Header, 44), cmp.Or(h.Column, p.voice.Word("import-aside"))})
		}
		p.Table(rows)
	}
	p.importEntities(m)
	p.importHoldings(m)
	for _, t := range m.Tables {
		if t.Table != "entities" && t.Table != "shareholdings" {
			p.Gap()
			p.Line(p.voice.Word("import-other-rows", "n", strconv.Itoa(len(t.Rows)), "table", t.Table))
		}
	}
	left := make([][2]string, 0, len(m.LeftOut))
	for _, l := range m.LeftOut {
		left = append(left, [2]string{l.Source, l.Why})
	}
	p.importList("import-left-out", left, terminal.Plain)
	var blocks, doubts, warnings [][2]string
	for _, q := range m.Asked {
		line := [2]string{strings.Join(q.Sources, ", "), q.Text}
		if q.Blocks {
			blocks = append(blocks, line)
		} else {
			doubts = append(doubts, line)
		}
	}
	for _, n := range m.Warnings {
		warnings = append(warnings, [2]string{n.Source, n.Text})
	}
	p.importList("import-warnings", warnings, terminal.Plain)
	p.importList("import-questions", doubts, terminal.Yellow)
	p.importList("import-blocks", blocks, terminal.Red)
	p.Gap()
	entities, holdings := strconv.Itoa(len(m.rows("entities"))), strconv.Itoa(m.Rows)
	switch {
	case m.Written && m.Rows+len(m.Tables) == 0:
		p.Put("", p.voice.Word("import-nothing-new"), terminal.Plain)
	case m.Written:
		p.Put("", p.voice.Word("import-written", "entities", entities, "rows", holdings, "files", strings.Join(m.Changed, ", ")), terminal.Green)
	case m.Blocked():
		p.Put("", p.voice.Word("import-blocked"), terminal.Red)
	default:
		p.Put("", p.voice.Word("import-would-write", "entities", entities, "rows", holdings), terminal.Plain)
	}
	return p.Bytes()
}

// ImportLine is the import in one line.
func ImportLine(m *Import) []byte {
	voice := NewVoice(m.Language, nil, nil)
	code := "import-would-write"
	switch {
	case m.Written && m.Rows+len(m.Tables) == 0:
		code = "import-nothing-new"
	case m.Written:
		code = "import-written"
	}
	text := voice.Word(code, "entities", strconv.Itoa(len(m.rows("entities"))), "rows", strconv.Itoa(m.Rows), "files", strings.Join(m.Changed, ", "))
	return []byte(Clean(text) + "\n")
}

func (p *page) importEntities(m *Import) {
	entities := m.rows("entities")
	if len(entities) == 0 {
		return
	}
	p.Heading(p.voice.Word("import-entities", "n", strconv.Itoa(len(entities))))
	rows := [][]string{{"id", p.voice.Word("import-head-kind"), p.voice.Word("import-head-place"), p.voice.Word("import-head-name")}}
	for _, e := range entities[:min(importRowsShown, len(entities))] {
		place := cmp.Or(e["registered_office"], e["nationality"], e["residence"], "?")
		rows = append(rows, []string{clip(e["id"], 26), clip(e["kind"], 12), clip(place, 6), Clean(e["name"])})
	}
	p.Table(rows)
	p.importRest(len(entities) - importRowsShown)
}

func (p *page) importHoldings(m *Import) {
	holdings := m.rows("shareholdings")
	if len(holdings) == 0 {
		return
	}
	p.Heading(p.voice.Word("import-holdings", "n", strconv.Itoa(len(holdings))))
	rows := [][]string{{
		p.voice.Word("import-head-holder"), p.voice.Word("import-head-issuer"), p.voice.Word("import-head-shares"),
		p.voice.Word("import-head-capital"), p.voice.Word("import-head-votes"), p.voice.Word("import-head-cell"),
	}}
	for _, h := range holdings[:min(importRowsShown, len(holdings))] {
		votes := p.number(h["votes"]) + " %"
		switch {
		case h["votes"] == "" && h["votes_per_share"] != "":
			votes = p.voice.Word("import-per-share", "n", p.perShare(h["votes_per_share"]))
		case h["votes"] == "":
			votes = ""
		}
		capital := ""
		if h["capital"] != "" {
			capital = p.number(h["capital"]) + " %"
		}
		rows = append(rows, []string{clip(h["holder"], 22), clip(h["issuer"], 10), clip(h["shares"], 12), clip(capital, 9), clip(votes, 9), cellOf(h["source"])})
	}
	p.Table(rows, 2, 3, 4)
	p.importRest(len(holdings) - importRowsShown)
}

// number is a figure as a row has it, shortened to what a reader looks at.
func (p *page) number(text string) string {
	whole, decimals, ok := strings.Cut(text, ".")
	if ok && len(decimals) > 4 && !strings.ContainsAny(decimals, "-<>") {
		text = whole + "." + decimals[:4]
	}
	return p.voice.decimal(text)
}

// perShare shortens the votes of a share, which may stand as two numbers with a
// stroke between them.
func (p *page) perShare(text string) string {
	num, den, ok := strings.Cut(text, "/")
	if !ok {
		return p.number(text)
	}
	n, err1 := strconv.ParseFloat(num, 64)
	d, err2 := strconv.ParseFloat(den, 64)
	if err1 != nil || err2 != nil || d == 0 {
		return text
	}
	return p.voice.decimal(strconv.FormatFloat(n/d, 'f', 3, 64))
}

// cellOf is a source without its file: line and column, or the cell.
func cellOf(source string) string {
	if i := strings.LastIndexByte(source, '!'); i >= 0 {
		return clip(source[i+1:], 12)
	}
	if i := strings.IndexByte(source, ':'); i >= 0 {
		return clip(source[i+1:], 12)
	}
	return clip(source, 12)
}

func (p *page) importRest(n int) {
	if n > 0 {
		p.Line(p.voice.Word("import-and-more", "n", strconv.Itoa(n)))
	}
}

// importList writes places with what is said of them.
func (p *page) importList(code string, list [][2]string, s terminal.Style) {
	if len(list) == 0 {
		return
	}
	p.Heading(p.voice.Word(code, "n", strconv.Itoa(len(list))))
	for _, l := range list[:min(importNotesShown, len(list))] {
		text := l[1]
		if l[0] != "" {
			text = p.voice.Word("import-at", "at", l[0], "text", text)
		}
		p.Put("- ", text, s)
	}
	p.importRest(len(list) - importNotesShown)
}

// clip is a text cut to so many columns.
func clip(text string, columns int) string {
	text = Clean(text)
	if terminal.Width(text) <= columns {
		return text
	}
	head, _ := terminal.CutAt(text, columns-1)
	return head + "…"
}
