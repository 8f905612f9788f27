package report

import (
	"fmt"
	"strconv"
	"strings"

	"egide/cmd/internal/document/markdown"
)

// paper is a Markdown document under way. What comes from the dossier goes
// through [markdown.Escape] before it stands there, so that a name is never markup.
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
	p.item("doc-day", "day", markdown.Escape(p.voice.Day(r.AsOf)))
	p.item("doc-verdict", "verdict", markdown.Escape(p.voice.Word("verdict-"+r.Verdict)))
	p.Gap()
	p.para(p.word("doc-"+kind+"-purpose", "name", markdown.Escape(provider.Name)))
	return p
}

// word is a sentence whose values are Markdown already.
func (p *paper) word(code string, pairs ...string) string { return p.voice.Word(code, pairs...) }

func (p *paper) title(level int, text string) {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n\n") {
		p.Gap()
	}
	p.Line(strings.Repeat("#", level) + " " + text)
	p.Gap()
}

// section is a numbered part of the document.
func (p *paper) section(text string) {
	p.numbered++
	p.title(2, strconv.Itoa(p.numbered)+". "+text)
}

func (p *paper) para(text string) {
	p.Line(text)
	p.Gap()
}

// item is a line of a list.
func (p *paper) item(code string, pairs ...string) { p.bullet(p.word(code, pairs...)) }

func (p *paper) bullet(text string) { p.Line("- " + text) }

// bullets is a list with its heading, and nothing where the list is empty.
func (p *paper) bullets(heading string, texts []string) {
	if len(texts) == 0 {
		return
	}
	p.para("**" + heading + "**")
	for _, text := range texts {
		p.bullet(text)
	}
	p.Gap()
}

// rows writes a table: its heading, given as codes of words, and its cells as
// Markdown.
func (p *paper) rows(heading []string, rows [][]string) {
	cells := make([]string, len(heading))
	for i, code := range heading {
		cells[i] = p.word(code)
	}
	p.Line("| " + strings.Join(cells, " | ") + " |")
	p.Line("|" + strings.Repeat(" --- |", len(heading)))
	for _, row := range rows {
		p.Line("| " + strings.Join(row, " | ") + " |")
	}
	p.Gap()
}

// identity is an entity as a list of parties names it: its name with its id,
// and its numbers in registers.
func (p *paper) identity(id string) string {
	text := markdown.Escape(p.name(id)) + " (`" + markdown.Code(id) + "`)"
	if e := p.entities[id]; e != nil {
		if e.LegalForm != "" && !strings.Contains(e.Name, e.LegalForm) {
			text += ", " + markdown.Escape(e.LegalForm)
		}
		if e.RegistrationNumber != "" {
			text += ", " + markdown.Escape(e.RegistrationNumber)
		}
		if e.LEI != "" {
			text += ", LEI " + markdown.Escape(e.LEI)
		}
	}
	return text
}

// path is the names along a path of ids, each with its country.
func (p *paper) path(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = markdown.Escape(p.placed(id))
	}
	return strings.Join(names, " → ")
}

// source is a position in the dossier.
func source(position string) string {
	if position == "" {
		return ""
	}
	return "`" + markdown.Code(position) + "`"
}

// close ends a document: what the reader still has to supply, the files it was
// made from, and room for a signature.
func (p *paper) close() []byte {
	p.section(p.word("doc-basis-heading"))
	p.para(p.word("doc-basis", "program", markdown.Escape("egide "+p.report.Egide)))
	for _, in := range p.report.Inputs {
		p.item("doc-file", "file", source(in.File), "n", strconv.Itoa(in.Rows), "sum", "`"+markdown.Code(in.SHA256)+"`")
	}
	if len(p.report.Inputs) > 0 {
		p.Gap()
	}
	if len(p.report.Policy.Changed) > 0 {
		keys := make([]string, len(p.report.Policy.Changed))
		for i, key := range p.report.Policy.Changed {
			keys[i] = "`" + markdown.Code(key) + "`"
		}
		p.para(p.word("doc-policy", "keys", p.voice.List(keys)))
	}
	p.para(markdown.Escape(p.word("disclaimer")))
	p.item("doc-signed-name")
	p.item("doc-signed-day")
	return []byte(p.String())
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
