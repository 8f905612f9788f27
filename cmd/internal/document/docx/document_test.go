package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/docx"
	"egide/cmd/internal/document/pdf"
	"egide/cmd/internal/document/specimen"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/paper"
	"egide/cmd/internal/terminal"
	"egide/data"
	"egide/ownership/intake"
	"egide/rules"
)

// made is the document of a dossier of testdata.
func made(t testing.TB, name, lang string) *document.Document {
	t.Helper()
	dossier, err := intake.ReadDossier(filepath.Join("../../../../testdata/dossiers", name), intake.Options{})
	require.NoError(t, err)
	result, faults, err := rules.Check(dossier, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	d, err := paper.Of(report.Make(result, lang), nil)
	require.NoError(t, err)
	return d
}

func written(t testing.TB, d *document.Document, paper string) []byte {
	t.Helper()
	raw, err := docx.Document(d, docx.Options{Paper: paper})
	require.NoError(t, err)
	return raw
}

// node is an element of a part.
type node struct {
	name       string // with its prefix, as the writer has it
	attributes map[string]string
	nodes      []*node
	text       string
}

// each visits an element and all in it.
func (n *node) each(visit func(*node)) {
	visit(n)
	for _, child := range n.nodes {
		child.each(visit)
	}
}

var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":              "w",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":       "r",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing":    "wp",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                     "a",
	"http://schemas.openxmlformats.org/drawingml/2006/picture":                  "pic",
	"http://schemas.microsoft.com/office/drawing/2016/SVG/main":                 "asvg",
	"http://schemas.openxmlformats.org/package/2006/content-types":              "",
	"http://schemas.openxmlformats.org/package/2006/relationships":              "",
	"http://schemas.openxmlformats.org/package/2006/metadata/core-properties":   "cp",
	"http://purl.org/dc/elements/1.1/":                                          "dc",
	"http://purl.org/dc/terms/":                                                 "dcterms",
	"http://www.w3.org/2001/XMLSchema-instance":                                 "xsi",
	"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": "",
	"http://www.w3.org/2000/svg":                                                "svg",
	"http://www.w3.org/XML/1998/namespace":                                      "xml",
}

func prefixed(t testing.TB, name xml.Name) string {
	t.Helper()
	if name.Space == "" || name.Space == "xmlns" {
		return name.Local
	}
	prefix, ok := prefixes[name.Space]
	require.True(t, ok, "nothing is known of %s", name.Space)
	if prefix == "" {
		return name.Local
	}
	return prefix + ":" + name.Local
}

func parse(t testing.TB, part []byte) *node {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(part))
	root := &node{}
	stack := []*node{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		last := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: prefixed(t, token.Name), attributes: map[string]string{}}
			for _, a := range token.Attr {
				n.attributes[prefixed(t, a.Name)] = a.Value
			}
			last.nodes = append(last.nodes, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			last.text += string(token)
		}
	}
	require.Len(t, root.nodes, 1)
	return root.nodes[0]
}

// parts are the files of an archive.
func parts(t testing.TB, raw []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	require.NoError(t, err)
	all := map[string][]byte{}
	for i, f := range z.File {
		if i == 0 {
			assert.Equal(t, "[Content_Types].xml", f.Name, "the types come first")
		}
		assert.Equal(t, time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), f.Modified.UTC(), "no day of the machine's")
		r, err := f.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NotContains(t, all, f.Name)
		all[f.Name] = content
	}
	return all
}

// orders are in which order the schema of the format wants what an element
// holds, as far as the writer uses it. A word processor offers to repair a file
// that has another.
var orders = map[string][]string{
	"w:pPr":        strings.Fields("w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:numPr w:pBdr w:shd w:tabs w:spacing w:ind w:jc w:outlineLvl w:sectPr"),
	"w:rPr":        strings.Fields("w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:noProof w:color w:sz w:szCs w:u w:lang"),
	"w:tblPr":      strings.Fields("w:tblW w:tblInd w:tblBorders w:tblLayout w:tblCellMar w:tblLook w:tblCaption"),
	"w:tcPr":       strings.Fields("w:tcW w:gridSpan w:tcBorders w:shd w:vAlign"),
	"w:trPr":       strings.Fields("w:cantSplit w:tblHeader"),
	"w:tbl":        strings.Fields("w:tblPr w:tblGrid w:tr"),
	"w:tr":         strings.Fields("w:trPr w:tc"),
	"w:tc":         strings.Fields("w:tcPr w:p"),
	"w:sectPr":     strings.Fields("w:headerReference w:footerReference w:pgSz w:pgMar w:titlePg"),
	"w:numPr":      strings.Fields("w:ilvl w:numId"),
	"w:pBdr":       strings.Fields("w:top w:left w:bottom w:right"),
	"w:tblBorders": strings.Fields("w:top w:left w:bottom w:right w:insideH"),
	"w:tblCellMar": strings.Fields("w:top w:left w:bottom w:right"),
	"w:lvl":        strings.Fields("w:start w:numFmt w:lvlText w:lvlJc w:pPr"),
	"w:numbering":  strings.Fields("w:abstractNum w:num"),
	"w:style":      strings.Fields("w:name w:basedOn w:next w:autoRedefine w:uiPriority w:semiHidden w:qFormat w:pPr w:rPr w:tblPr"),
	"w:settings":   strings.Fields("w:zoom w:defaultTabStop w:characterSpacingControl w:compat w:themeFontLang"),
	"wp:inline":    strings.Fields("wp:extent wp:docPr a:graphic"),
	"pic:pic":      strings.Fields("pic:nvPicPr pic:blipFill pic:spPr"),
	"w:sdt":        strings.Fields("w:sdtPr w:sdtContent"),
}

// sound holds what a word processor asks of a file, and returns its main part.
func sound(t testing.TB, raw []byte) *node {
	t.Helper()
	all := parts(t, raw)
	trees := map[string]*node{}
	for name, content := range all {
		if path.Ext(name) == ".png" {
			_, err := png.Decode(bytes.NewReader(content))
			require.NoError(t, err)
			continue
		}
		trees[name] = parse(t, content)
		trees[name].each(func(n *node) {
			order, ok := orders[n.name]
			if !ok {
				return
			}
			last := 0
			for _, child := range n.nodes {
				at := slices.Index(order, child.name)
				require.GreaterOrEqual(t, at, last, "%s in %s of %s", child.name, n.name, name)
				last = at
			}
		})
	}
	// Each part has a type, and each type that names a part has it.
	defaults, overrides := map[string]string{}, map[string]bool{}
	for _, n := range trees["[Content_Types].xml"].nodes {
		if n.name == "Default" {
			defaults[n.attributes["Extension"]] = n.attributes["ContentType"]
			continue
		}
		part := strings.TrimPrefix(n.attributes["PartName"], "/")
		assert.Contains(t, all, part)
		overrides[part] = true
	}
	for name := range all {
		if name != "[Content_Types].xml" && !overrides[name] {
			assert.NotEmpty(t, defaults[strings.TrimPrefix(path.Ext(name), ".")], name)
		}
	}
	// Each relationship leads to a part, and none is left alone.
	reached := map[string]bool{"[Content_Types].xml": true, "_rels/.rels": true, "word/_rels/document.xml.rels": true}
	ids := map[string]string{}
	for _, name := range []string{"_rels/.rels", "word/_rels/document.xml.rels"} {
		seen := map[string]bool{}
		for _, n := range trees[name].nodes {
			id, target := n.attributes["Id"], n.attributes["Target"]
			require.False(t, seen[id], "%s stands twice", id)
			seen[id] = true
			if n.attributes["TargetMode"] == "External" {
				assert.True(t, strings.HasPrefix(target, "https://"), target)
			} else {
				target = path.Join(path.Dir(path.Dir(name)), target)
				assert.Contains(t, all, target)
				reached[target] = true
			}
			if name != "_rels/.rels" {
				ids[id] = target
			}
		}
	}
	for name := range all {
		assert.True(t, reached[name], "nothing leads to %s", name)
	}
	// What is named is there: relationships, styles, numberings, bookmarks.
	known := map[string]bool{}
	trees["word/styles.xml"].each(func(n *node) {
		if n.name == "w:style" {
			known["style "+n.attributes["w:styleId"]] = true
		}
	})
	trees["word/numbering.xml"].each(func(n *node) {
		if n.name == "w:num" {
			known["num "+n.attributes["w:numId"]] = true
		}
	})
	main := trees["word/document.xml"]
	main.each(func(n *node) {
		if n.name == "w:bookmarkStart" {
			for _, key := range []string{"mark " + n.attributes["w:name"], "mark id " + n.attributes["w:id"]} {
				require.False(t, known[key], "%s stands twice", key)
				known[key] = true
			}
		}
	})
	pictures := 0
	for _, name := range []string{"word/document.xml", "word/header.xml", "word/first.xml", "word/footer.xml", "word/styles.xml"} {
		trees[name].each(func(n *node) {
			for key, value := range n.attributes {
				if strings.HasPrefix(key, "r:") {
					assert.NotEmpty(t, ids[value], "%s %s", n.name, value)
				}
			}
			switch n.name {
			case "w:pStyle", "w:rStyle", "w:basedOn", "w:next":
				assert.True(t, known["style "+n.attributes["w:val"]], "%s %s", n.name, n.attributes["w:val"])
			case "w:numId":
				assert.True(t, known["num "+n.attributes["w:val"]], n.attributes["w:val"])
			case "w:hyperlink":
				if anchor := n.attributes["w:anchor"]; anchor != "" {
					assert.True(t, known["mark "+anchor], anchor)
				}
			case "w:tc":
				require.NotEmpty(t, n.nodes)
				assert.Equal(t, "w:p", n.nodes[len(n.nodes)-1].name, "a cell ends with a paragraph")
			case "wp:docPr":
				pictures++
				assert.NotEmpty(t, n.attributes["name"])
			case "w:tr":
				columns := 0
				for _, cell := range n.nodes {
					if cell.name == "w:tc" {
						columns++
					}
				}
				assert.Positive(t, columns)
			}
		})
	}
	return main
}

// words is the text of a part, a space between paragraphs.
func words(n *node) string {
	var b strings.Builder
	n.each(func(n *node) {
		switch n.name {
		case "w:p":
			b.WriteString(" ")
		case "w:t":
			b.WriteString(n.text)
		}
	})
	return strings.Join(strings.Fields(b.String()), " ")
}

// Whatever a document holds, a word processor reads it as it is: names are text,
// and change nothing of what stands around them.
func TestHostile(t *testing.T) {
	shape := func(main *node) []string {
		var names []string
		main.each(func(n *node) {
			if n.name != "w:r" && n.name != "w:t" && n.name != "w:rPr" {
				names = append(names, n.name)
			}
		})
		return names
	}
	plain := shape(sound(t, written(t, specimen.Whole("en", "Acme"), "a4")))
	for i, text := range specimen.Hostile {
		d := specimen.Whole(data.Languages[i%2], text)
		main := sound(t, written(t, d, pdf.Papers[i%len(pdf.Papers)]))
		if strings.TrimSpace(text) == "" {
			continue
		}
		assert.Equal(t, len(plain), len(shape(main)), "%q", text)
		assert.Contains(t, words(main), strings.Join(strings.Fields("Title "+strings.ReplaceAll(terminal.Clean(text), "\ufffe", "\ufffd")), " "), "%q", text)
	}
}

// Headings, lists, tables and links are those of the format.
func TestStructure(t *testing.T) {
	main := sound(t, written(t, specimen.Whole("fr", "Acme"), "letter"))
	count := map[string]int{}
	main.each(func(n *node) {
		count[n.name]++
		if n.name == "w:pStyle" {
			count[n.attributes["w:val"]]++
		}
	})
	assert.Equal(t, 2, count["Heading1"])
	assert.Equal(t, 1, count["Heading2"])
	assert.Equal(t, 1, count["Heading3"])
	assert.Equal(t, 1, count["Heading4"])
	assert.Equal(t, 2, count["TOC1"])
	assert.Equal(t, 1, count["TOC2"])
	assert.Positive(t, count["w:numPr"])
	assert.Positive(t, count["w:tblHeader"], "titles stand on each page of a table")
	assert.Positive(t, count["w:gridSpan"])
	assert.Equal(t, 1, count["w:drawing"])
	assert.Equal(t, 1, count["asvg:svgBlip"])
	core := parse(t, parts(t, written(t, specimen.Whole("fr", "Acme"), ""))["docProps/core.xml"])
	text := map[string]string{}
	core.each(func(n *node) { text[n.name] = n.text })
	assert.Equal(t, "Title Acme", text["dc:title"])
	assert.Equal(t, "fr", text["dc:language"])
	assert.Equal(t, "2026-11-22T00:00:00Z", text["dcterms:created"])
	assert.Contains(t, string(parts(t, written(t, specimen.Whole("fr", "Acme"), ""))["word/styles.xml"]), `w:lang w:val="fr-FR"`)
}

// What is to be filled in by hand is on the page of what is asked.
func TestLinesStayWithFacts(t *testing.T) {
	d := &document.Document{Lang: "en", Title: "Title", Sections: []document.Section{{ID: "a", Title: "A", Blocks: []document.Block{
		document.Facts{{Term: "Loose", Spans: document.Text("loose")}}, document.Para("between"),
		document.Facts{{Term: "Tied", Spans: document.Text("tied")}}, document.Lines{"First", "Last"},
	}}}}
	main := string(parts(t, written(t, d, ""))["word/document.xml"])
	kept := func(text string) bool {
		before, _, found := strings.Cut(main, ">"+text)
		require.True(t, found, text)
		return strings.Contains(before[strings.LastIndex(before, "<w:p>"):], "<w:keepNext/>")
	}
	assert.False(t, kept("loose"))
	assert.True(t, kept("Tied"))
	assert.True(t, kept("tied"))
	assert.True(t, kept("First"))
	assert.False(t, kept("Last"))
}

// Reports are whole in the file, on pages that are across where a chart is wide;
// the same report gives the same bytes.
func TestReports(t *testing.T) {
	for i, name := range []string{"clean", "atelier-cloud", "big-60", "t13a"} {
		lang, size := data.Languages[i%2], pdf.Papers[i/2]
		d := made(t, name, lang)
		raw := written(t, d, size)
		if name == "t13a" {
			assert.True(t, bytes.Equal(raw, written(t, made(t, name, lang), size)), "the same bytes")
		}
		main := sound(t, raw)
		text := words(main)
		at := 0
		for _, e := range d.Contents(9)[1:] {
			title := strings.Join(strings.Fields(terminal.Clean(e.Title)), " ")
			next := strings.Index(text[at:], title)
			require.GreaterOrEqual(t, next, 0, "%q does not stand there, or out of order", title)
			if e.Level > 2 { // the list of contents has the others too
				at += next
			}
		}
		pages := []string{}
		main.each(func(n *node) {
			if n.name == "w:pgSz" {
				pages = append(pages, n.attributes["w:orient"])
			}
		})
		if name == "big-60" {
			assert.Equal(t, []string{"", "landscape", ""}, pages)
		}
	}
	_, err := docx.Document(&document.Document{Lang: "en", Title: "T"}, docx.Options{Paper: "a5"})
	assert.Error(t, err)
	sound(t, written(t, &document.Document{Lang: "en", Title: "T"}, ""))
}

// LibreOffice opens the files, and shows the text in order. Where the machine
// has none the test is skipped; the parts are held to the format by the others.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no LibreOffice on this machine")
	}
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext on this machine")
	}
	dir := t.TempDir()
	d := made(t, "atelier-cloud", "fr")
	file := filepath.Join(dir, "report.docx")
	require.NoError(t, os.WriteFile(file, written(t, d, ""), 0o666))
	out, err := exec.Command(office, "-env:UserInstallation=file://"+filepath.ToSlash(dir)+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, file).CombinedOutput()
	require.NoError(t, err, "%s", out)
	raw, err := exec.Command(reader, "-raw", filepath.Join(dir, "report.pdf"), "-").Output()
	require.NoError(t, err)
	text := strings.Join(strings.Fields(string(raw)), " ")
	for _, s := range d.Sections {
		title := strings.Join(strings.Fields(s.Title), " ")
		at := strings.LastIndex(text, title)
		require.GreaterOrEqual(t, at, 0, "%q does not stand there", title)
	}
	assert.Contains(t, text, "Sommaire")
	assert.Contains(t, text, "shareholdings.csv:12")
	assert.Contains(t, text, "Page 1 sur ")
}
