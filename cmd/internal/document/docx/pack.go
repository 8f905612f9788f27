package docx

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"strconv"
	"strings"
	"time"
)

//go:embed parts/styles.xml
var styles string

// file is a part of the archive.
type file struct {
	name    string
	content []byte
}

// packed is the day that every file of the archive has: the first that the
// format knows.
var packed = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// pack is the archive of all parts.
func (w *writer) pack() ([]byte, error) {
	files := []file{
		{"[Content_Types].xml", w.types()},
		{"_rels/.rels", relations(
			relation{"document", officeRelations + "/officeDocument", "word/document.xml", false},
			relation{"core", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml", false},
			relation{"app", officeRelations + "/extended-properties", "docProps/app.xml", false})},
		{"docProps/app.xml", []byte(xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>egide</Application></Properties>`)},
		{"docProps/core.xml", w.core()},
		{"word/_rels/document.xml.rels", w.relations()},
		{"word/document.xml", []byte(w.String())},
		{"word/first.xml", []byte(xmlHead + `<w:hdr xmlns:w="` + wordMain + `"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p></w:hdr>`)},
		{"word/footer.xml", w.footer()},
		{"word/header.xml", w.header()},
	}
	for i, p := range w.pictures {
		name := "word/media/picture" + strconv.Itoa(i+1)
		files = append(files, file{name + ".png", p.png}, file{name + ".svg", p.svg})
	}
	files = append(files, file{"word/numbering.xml", w.numbering()}, file{"word/settings.xml", w.settings()}, file{"word/styles.xml", w.styles()})

	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		part, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: packed})
		if err == nil {
			_, err = part.Write(f.content)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// types says what kind each part is of.
func (w *writer) types() []byte {
	const word = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	var m markup
	m.raw(xmlHead + `<Types xmlns="` + packageTypes + `"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`)
	if len(w.pictures) > 0 {
		m.raw(`<Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>`)
	}
	for _, part := range [][2]string{
		{"/word/document.xml", word + "document.main+xml"}, {"/word/styles.xml", word + "styles+xml"}, {"/word/settings.xml", word + "settings+xml"},
		{"/word/numbering.xml", word + "numbering+xml"}, {"/word/header.xml", word + "header+xml"}, {"/word/first.xml", word + "header+xml"}, {"/word/footer.xml", word + "footer+xml"},
		{"/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"}, {"/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"},
	} {
		m.empty("Override", "PartName", part[0], "ContentType", part[1])
	}
	m.raw(`</Types>`)
	return []byte(m.String())
}

// relation is how a part leads to another, or outside.
type relation struct {
	id, kind, target string
	outside          bool
}

func relations(list ...relation) []byte {
	var m markup
	m.raw(xmlHead + `<Relationships xmlns="` + packageRelations + `">`)
	for _, r := range list {
		if r.outside {
			m.empty("Relationship", "Id", r.id, "Type", r.kind, "Target", r.target, "TargetMode", "External")
		} else {
			m.empty("Relationship", "Id", r.id, "Type", r.kind, "Target", r.target)
		}
	}
	m.raw(`</Relationships>`)
	return []byte(m.String())
}

func (w *writer) relations() []byte {
	list := []relation{
		{"styles", officeRelations + "/styles", "styles.xml", false}, {"settings", officeRelations + "/settings", "settings.xml", false},
		{"numbering", officeRelations + "/numbering", "numbering.xml", false},
		{"header", officeRelations + "/header", "header.xml", false}, {"first", officeRelations + "/header", "first.xml", false}, {"footer", officeRelations + "/footer", "footer.xml", false},
	}
	for i, address := range w.links {
		list = append(list, relation{"link" + strconv.Itoa(i+1), officeRelations + "/hyperlink", address, true})
	}
	for i := range w.pictures {
		n := strconv.Itoa(i + 1)
		list = append(list, relation{"png" + n, officeRelations + "/image", "media/picture" + n + ".png", false}, relation{"svg" + n, officeRelations + "/image", "media/picture" + n + ".svg", false})
	}
	return relations(list...)
}

// core is what the file says of itself. Its days are the document's.
func (w *writer) core() []byte {
	var m markup
	m.raw(xmlHead + `<cp:coreProperties xmlns:cp="` + packageProperties + `" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	element := func(name, text string) {
		if text != "" {
			m.raw("<" + name + ">" + escape(text) + "</" + name + ">")
		}
	}
	element("dc:title", w.Title)
	element("dc:subject", w.Subtitle)
	element("dc:creator", "egide")
	element("cp:lastModifiedBy", "egide")
	element("dc:language", w.words.Lang)
	if day, err := time.Parse(time.DateOnly, w.Day); err == nil {
		for _, name := range []string{"created", "modified"} {
			m.raw(`<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + day.Format(time.DateOnly) + `T00:00:00Z</dcterms:` + name + `>`)
		}
	}
	m.raw(`</cp:coreProperties>`)
	return []byte(m.String())
}

// language is the document's, with a country as spelling checkers want it.
func (w *writer) language() string {
	if w.words.Lang == "fr" {
		return "fr-FR"
	}
	return "en-GB"
}

func (w *writer) styles() []byte {
	return []byte(strings.NewReplacer("LANGUAGE", w.language(), "TEXTWIDTH", strconv.Itoa(int(page{sheet: w.paper[0]}.room()))).Replace(styles))
}

func (w *writer) settings() []byte {
	return []byte(xmlHead + `<w:settings xmlns:w="` + wordMain + `"><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/>` +
		`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="` + w.language() + `"/></w:settings>`)
}

// header stands over every page but the first: what the document is, and of
// whom.
func (w *writer) header() []byte {
	var m markup
	m.raw(xmlHead + `<w:hdr xmlns:w="` + wordMain + `"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>`)
	m.run(w.Title, "")
	m.raw(`<w:r><w:tab/></w:r>`)
	m.run(w.Kicker, "")
	m.raw(`</w:p></w:hdr>`)
	return []byte(m.String())
}

// footer is the number of the page, and how many there are.
func (w *writer) footer() []byte {
	var m markup
	m.raw(xmlHead + `<w:ftr xmlns:w="` + wordMain + `"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>`)
	const mark = "\x00"
	text := w.words.Sentence("writer-page", map[string]string{"page": mark + "PAGE" + mark, "pages": mark + "NUMPAGES" + mark})
	for i, part := range strings.Split(text, mark) {
		if i%2 == 0 {
			m.run(part, "")
			continue
		}
		m.raw(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + part + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`)
	}
	m.raw(`</w:p></w:ftr>`)
	return []byte(m.String())
}

// numbering is the marks of lists: bullets, figures, and for each ordered list
// the figures again, from 1.
func (w *writer) numbering() []byte {
	var m markup
	m.raw(xmlHead + `<w:numbering xmlns:w="` + wordMain + `">`)
	for kind, marks := range [][]string{{"•", "–", "·"}, {"decimal"}} {
		m.raw(`<w:abstractNum w:abstractNumId="` + strconv.Itoa(kind) + `"><w:multiLevelType w:val="hybridMultilevel"/>`)
		for depth := range 9 {
			format, text := marks[0], "%"+strconv.Itoa(depth+1)+"."
			if kind == 0 {
				format, text = "bullet", marks[depth%3]
			}
			m.raw(`<w:lvl w:ilvl="` + strconv.Itoa(depth) + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="` +
				strconv.Itoa((depth+1)*int(step)) + `" w:hanging="` + strconv.Itoa(int(step)) + `"/></w:pPr></w:lvl>`)
		}
		m.raw(`</w:abstractNum>`)
	}
	m.raw(`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	for i, depth := range w.numbered {
		m.raw(`<w:num w:numId="` + strconv.Itoa(i+2) + `"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="` + strconv.Itoa(depth) + `"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`)
	}
	m.raw(`</w:numbering>`)
	return []byte(m.String())
}
