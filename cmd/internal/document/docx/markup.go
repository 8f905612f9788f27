package docx

import (
	"encoding/xml"
	"strings"

	"egide/cmd/internal/terminal"
)

// The namespaces.
const (
	xmlHead           = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordMain          = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wordDrawing       = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
	drawingMain       = "http://schemas.openxmlformats.org/drawingml/2006/main"
	drawingPicture    = "http://schemas.openxmlformats.org/drawingml/2006/picture"
	officeRelations   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageRelations  = "http://schemas.openxmlformats.org/package/2006/relationships"
	packageTypes      = "http://schemas.openxmlformats.org/package/2006/content-types"
	packageProperties = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
)

// markup is XML under way. What comes from a document goes through text or an
// attribute, which escape it.
type markup struct{ strings.Builder }

// raw writes XML as it stands.
func (m *markup) raw(text string) { m.WriteString(text) }

// open begins an element with attributes, given as pairs of name and value.
func (m *markup) open(name string, attributes ...string) { m.start(name, ">", attributes) }

// empty is an element that holds nothing.
func (m *markup) empty(name string, attributes ...string) { m.start(name, "/>", attributes) }

func (m *markup) start(name, end string, attributes []string) {
	m.raw("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		m.raw(" " + attributes[i] + `="` + escape(attributes[i+1]) + `"`)
	}
	m.raw(end)
}

func (m *markup) close(name string) { m.raw("</" + name + ">") }

// run is text with its properties, which are markup.
func (m *markup) run(text, properties string) {
	if text == "" {
		return
	}
	m.raw("<w:r>")
	if properties != "" {
		m.raw("<w:rPr>" + properties + "</w:rPr>")
	}
	m.raw(`<w:t xml:space="preserve">` + escape(text) + "</w:t></w:r>")
}

// plainParagraph is a paragraph of one style that holds text.
func (m *markup) plainParagraph(style, text string) {
	m.raw(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	m.run(text, "")
	m.raw("</w:p>")
}

// escape makes any text stand in an element or an attribute. Characters that XML
// cannot hold, or that would act without being seen, become the replacement
// character.
func escape(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(terminal.Clean(text))) // a builder never fails
	return b.String()
}
