package report

import (
	"fmt"
	"strconv"
	"strings"
)

// paper is a Markdown document under way. What comes from the dossier goes
// through [escape] before it stands there, so that a name is never markup.
type paper struct {
	*sheet
	numbered int
}

// newPaper begins a document: its title, the passage that asks for it, whom it
// is about, and on which day.
func newPaper(r *Report, kind string) *paper {
	p := &paper{sheet: newSheet(r, Screen{Unicode: true})}
	provider := r.Subjects[0]
	p.title(1, p.word("doc-"+kind+"-title"))
	p.para(p.word("doc-" + kind + "-reference"))
	p.item("doc-provider", "name", p.identity(provider.Entity))
	p.item("doc-day", "day", escape(p.voice.Day(r.AsOf)))
	p.item("doc-verdict", "verdict", escape(p.voice.Word("verdict-"+r.Verdict)))
	p.gap()
	p.para(p.word("doc-"+kind+"-purpose", "name", escape(provider.Name)))
	return p
}

// word is a sentence whose values are Markdown already.
func (p *paper) word(code string, pairs ...string) string { return p.voice.Word(code, pairs...) }

func (p *paper) title(level int, text string) {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n\n") {
		p.gap()
	}
	p.line(strings.Repeat("#", level) + " " + text)
	p.gap()
}

// section is a numbered part of the document.
func (p *paper) section(text string) {
	p.numbered++
	p.title(2, strconv.Itoa(p.numbered)+". "+text)
}

func (p *paper) para(text string) {
	p.line(text)
	p.gap()
}

// item is a line of a list.
func (p *paper) item(code string, pairs ...string) { p.bullet(p.word(code, pairs...)) }

func (p *paper) bullet(text string) { p.line("- " + text) }

// bullets is a list with its heading, and nothing where the list is empty.
func (p *paper) bullets(heading string, texts []string) {
	if len(texts) == 0 {
		return
	}
	p.para("**" + heading + "**")
	for _, text := range texts {
		p.bullet(text)
	}
	p.gap()
}

// rows writes a table: its heading, given as codes of words, and its cells as
// Markdown.
func (p *paper) rows(heading []string, rows [][]string) {
	cells := make([]string, len(heading))
	for i, code := range heading {
		cells[i] = p.word(code)
	}
	p.line("| " + strings.Join(cells, " | ") + " |")
	p.line("|" + strings.Repeat(" --- |", len(heading)))
	for _, row := range rows {
		p.line("| " + strings.Join(row, " | ") + " |")
	}
	p.gap()
}

// identity is an entity as a list of parties names it: its name with its id,
// and its numbers in registers.
func (p *paper) identity(id string) string {
	text := escape(p.name(id)) + " (`" + code(id) + "`)"
	if e := p.entities[id]; e != nil {
		if e.LegalForm != "" && !strings.Contains(e.Name, e.LegalForm) {
			text += ", " + escape(e.LegalForm)
		}
		if e.RegistrationNumber != "" {
			text += ", " + escape(e.RegistrationNumber)
		}
		if e.LEI != "" {
			text += ", LEI " + escape(e.LEI)
		}
	}
	return text
}

// path is the names along a path of ids, each with its country.
func (p *paper) path(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = escape(p.placed(id))
	}
	return strings.Join(names, " → ")
}

// source is a position in the dossier.
func source(position string) string {
	if position == "" {
		return ""
	}
	return "`" + code(position) + "`"
}

// close ends a document: what the reader still has to supply, the files it was
// made from, and room for a signature.
func (p *paper) close() []byte {
	p.section(p.word("doc-basis-heading"))
	p.para(p.word("doc-basis", "program", escape("egide "+p.report.Egide)))
	for _, in := range p.report.Inputs {
		p.item("doc-file", "file", source(in.File), "n", strconv.Itoa(in.Rows), "sum", "`"+code(in.SHA256)+"`")
	}
	if len(p.report.Inputs) > 0 {
		p.gap()
	}
	if len(p.report.Policy.Changed) > 0 {
		keys := make([]string, len(p.report.Policy.Changed))
		for i, key := range p.report.Policy.Changed {
			keys[i] = "`" + code(key) + "`"
		}
		p.para(p.word("doc-policy", "keys", p.voice.List(keys)))
	}
	p.para(escape(p.word("disclaimer")))
	p.item("doc-signed-name")
	p.item("doc-signed-day")
	return []byte(p.String())
}

// escape makes a text stand in Markdown as it is: no emphasis, link, table cell
// or HTML comes of it.
func escape(text string) string {
	text = strings.Join(strings.Fields(Clean(text)), " ")
	var b strings.Builder
	for i, r := range text {
		rest := text[i:]
		switch {
		case r == '<':
			b.WriteString("&lt;")
			continue
		case r == '>':
			b.WriteString("&gt;")
			continue
		case strings.ContainsRune("\\`*_[]|~$@^", r),
			r == '&' && len(rest) > 1 && (rest[1] == '#' || letter(rest[1])),
			r == ':' && strings.HasPrefix(rest, "://"),
			r == '.' && strings.HasSuffix(strings.ToLower(text[:i]), "www"),
			i == 0 && strings.ContainsRune("#+-=", r),
			(r == '.' || r == ')') && i > 0 && strings.Trim(text[:i], "0123456789") == "":
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// code is a text inside backquotes of a table's cell: nothing can be escaped
// there, so what would end it is replaced.
func code(text string) string {
	return strings.NewReplacer("`", "'", "|", "¦").Replace(strings.Join(strings.Fields(Clean(text)), " "))
}

// Documents lists the documents of the standard that a report can be written as,
// by the names of their formats.
func Documents() []string { return []string{"residual-risks", "third-parties", "data-access"} }

// Document is the report as the document of that name, in Markdown.
func Document(r *Report, name string) ([]byte, error) {
	switch name {
	case "residual-risks":
		return ResidualRisks(r), nil
	case "third-parties":
		return ThirdParties(r), nil
	case "data-access":
		return DataAccess(r), nil
	}
	return nil, fmt.Errorf("there is no document %q", name)
}
