// Package docx writes documents for word processors (Office Open XML,
// ISO/IEC 29500): real headings, lists and tables, so that who gets one can go
// on writing.
package docx

import (
	"cmp"
	"fmt"
	"strconv"

	"egide/cmd/internal/document"
	"egide/cmd/internal/drawing"
	"egide/data"
)

// Options are what a reader may choose.
type Options struct {
	// Paper is a4 or letter; empty is a4.
	Paper string
}

// twip is the unit of lengths on a page: a twentieth of a point.
type twip int

const (
	side   twip = 1020 // margins: 18 mm
	top    twip = 1250
	bottom twip = 1130
)

// sheet is a size of paper, upright.
type sheet struct{ width, height twip }

// page is a sheet, upright or across.
type page struct {
	sheet
	across bool
}

// room is the length of a line of text.
func (p page) room() twip {
	if p.across {
		return p.height - 2*side
	}
	return p.width - 2*side
}

// high is the room for text from top to bottom.
func (p page) high() twip {
	if p.across {
		return p.width - top - bottom
	}
	return p.height - top - bottom
}

// sheets are each paper, and the one twice as large on which a picture goes
// that is too wide for the first.
var sheets = map[string][2]sheet{
	"a4":     {{11906, 16838}, {16838, 23811}},
	"letter": {{12240, 15840}, {15840, 24480}},
}

// Document is the document as a file for word processors. The same document
// gives the same bytes: its day is the only one in the file. The error is for a
// paper that is neither, or from a picture.
func Document(d *document.Document, o Options) ([]byte, error) {
	paper, ok := sheets[cmp.Or(o.Paper, "a4")]
	if !ok {
		return nil, fmt.Errorf("docx: there is no paper %q", o.Paper)
	}
	w := &writer{Document: d, words: data.Words(d.Lang), paper: paper, page: page{sheet: paper[0]}, marks: map[string]string{}}
	for i, e := range d.Contents(99) {
		w.marks[e.ID] = "section_" + strconv.Itoa(i+1)
	}
	if err := w.body(); err != nil {
		return nil, err
	}
	return w.pack()
}

// writer is the main part of a file under way, and what goes with it.
type writer struct {
	*document.Document
	markup
	words    *data.Lexicon
	paper    [2]sheet
	page     page              // now
	turned   bool              // pages of another kind came before
	marks    map[string]string // the bookmark of each section, by its id
	marked   int               // bookmarks so far
	numbered []int             // the depth of each ordered list so far
	links    []string          // addresses; their relationships have numbers from 1
	pictures []picture
}

// body is the whole main part.
func (w *writer) body() error {
	w.raw(xmlHead)
	w.open("w:document", "xmlns:w", wordMain, "xmlns:r", officeRelations, "xmlns:wp", wordDrawing, "xmlns:a", drawingMain, "xmlns:pic", drawingPicture)
	w.open("w:body")
	if w.Kicker != "" {
		w.plainParagraph("Kicker", w.Kicker)
	}
	w.plainParagraph("Title", w.Title)
	if w.Subtitle != "" {
		w.plainParagraph("Subtitle", w.Subtitle)
	}
	if err := w.blocks(w.Front, level{}); err != nil {
		return err
	}
	w.contents()
	if err := w.sections(w.Sections, 1); err != nil {
		return err
	}
	w.pagesEnd()
	w.close("w:body")
	w.close("w:document")
	return nil
}

// contents is the list of contents: a field that the word processor renews, and
// that shows the headings with their links until it does.
func (w *writer) contents() {
	if !w.Listed() {
		return
	}
	const depth = 2
	w.open("w:sdt")
	w.raw(`<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr>`)
	w.open("w:sdtContent")
	w.open("w:p")
	w.raw(`<w:pPr><w:pStyle w:val="TOCHeading"/>`)
	if !w.short() {
		w.raw(`<w:pageBreakBefore/>`)
	}
	w.raw(`</w:pPr>`)
	w.run(w.words.Sentence("report-contents", nil), "")
	w.close("w:p")
	list := w.Contents(depth)
	for i, e := range list {
		w.open("w:p")
		w.raw(`<w:pPr><w:pStyle w:val="TOC` + strconv.Itoa(e.Level) + `"/></w:pPr>`)
		if i == 0 {
			w.raw(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-` + strconv.Itoa(depth) + `" \h \z \u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`)
		}
		w.open("w:hyperlink", "w:anchor", w.marks[e.ID], "w:history", "1")
		w.run(e.Title, "")
		w.close("w:hyperlink")
		if i == len(list)-1 {
			w.raw(`<w:r><w:fldChar w:fldCharType="end"/></w:r>`)
		}
		w.close("w:p")
	}
	w.close("w:sdtContent")
	w.close("w:sdt")
}

// short tells that the list of contents has a few lines only, so that neither it
// nor what follows needs a page of its own.
func (w *writer) short() bool { return len(w.Contents(2)) <= 8 }

func (w *writer) sections(list []document.Section, depth int) error {
	for i, s := range list {
		next := page{sheet: w.paper[0]}
		if across, ok := w.across(s); ok {
			next = across
		}
		begins := depth == 1 && i == 0 && !w.short() || s.NewPage || next != w.page
		w.turn(next)
		w.open("w:p")
		w.raw(`<w:pPr><w:pStyle w:val="Heading` + strconv.Itoa(min(depth, 6)) + `"/>`)
		if begins {
			w.raw(`<w:pageBreakBefore/>`)
		}
		w.raw(`</w:pPr>`)
		w.bookmark(s)
		w.close("w:p")
		if err := w.blocks(s.Blocks, level{}); err != nil {
			return err
		}
		if err := w.sections(s.Sections, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// across is the pages of a section that holds a picture and nothing else, when
// the picture is too wide for an upright one: its heading goes with it.
func (w *writer) across(s document.Section) (page, bool) {
	if len(s.Blocks) != 1 || len(s.Sections) > 0 {
		return page{}, false
	}
	p, ok := s.Blocks[0].(document.Picture)
	if !ok {
		return page{}, false
	}
	next := w.pageOf(p.Drawing)
	return next, next.across
}

// pageOf is the page on which a drawing stays legible: upright, across, or the
// larger sheet across.
func (w *writer) pageOf(d *drawing.Drawing) page {
	upright, across := page{sheet: w.paper[0]}, page{w.paper[0], true}
	fits := func(p page) bool { return d == nil || d.Width*float64(pixel)*legible <= float64(p.room()) }
	switch {
	case fits(upright):
		return upright
	case fits(across):
		return across
	}
	return page{w.paper[1], true}
}

// bookmark is the title of a section, which links lead to.
func (w *writer) bookmark(s document.Section) {
	w.marked++
	id := strconv.Itoa(w.marked)
	w.empty("w:bookmarkStart", "w:id", id, "w:name", w.marks[s.ID])
	w.run(s.Title, "")
	w.empty("w:bookmarkEnd", "w:id", id)
}

// turn begins pages of another kind, where they are.
func (w *writer) turn(next page) {
	if next == w.page {
		return
	}
	w.raw(`<w:p><w:pPr><w:pStyle w:val="Break"/>`)
	w.pagesEnd()
	w.raw(`</w:pPr></w:p>`)
	w.page = next
}

// pagesEnd says what the pages before it are like.
func (w *writer) pagesEnd() {
	wide, high, way := w.page.width, w.page.height, ""
	if w.page.across {
		wide, high, way = high, wide, ` w:orient="landscape"`
	}
	w.raw(fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:headerReference w:type="first" r:id="first"/><w:footerReference w:type="default" r:id="footer"/><w:footerReference w:type="first" r:id="footer"/><w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/>`,
		wide, high, way, top, side, bottom, side))
	if !w.turned { // the first page has its title instead of the header
		w.raw(`<w:titlePg/>`)
	}
	w.raw(`</w:sectPr>`)
	w.turned = true
}
