// Package pdf writes a [document.Document] as a PDF: text that can be selected
// and searched, pictures as outlines, bookmarks, a contents list with page
// numbers, and the document's attachments.
//
// The typefaces come with the program and only the letters that are used travel
// in the file. A character that none of them has is shown by its number, such as
// [U+1F680], and copied or searched as what it is.
package pdf

import (
	"fmt"
	"slices"

	"egide/cmd/internal/document"
	"egide/cmd/internal/typeface"
	"egide/data"
)

// Papers are the sizes of paper that a document can be written for.
var Papers = []string{"a4", "letter"}

// Options are what a reader may choose.
type Options struct {
	// Paper is one of [Papers]; empty is a4.
	Paper string
}

// Write is the document as a PDF. The same document gives the same bytes: its
// day is the only one in the file.
func Write(d *document.Document, o Options) ([]byte, error) {
	if o.Paper == "" {
		o.Paper = Papers[0]
	}
	if !slices.Contains(Papers, o.Paper) {
		return nil, fmt.Errorf("pdf: unknown paper %q", o.Paper)
	}
	w := newWriter(d, paperSizes[o.Paper])
	w.compose()
	return w.emit()
}

func newWriter(d *document.Document, size paper) *writer {
	return &writer{
		document: d, metrics: typeface.NewMetrics(), words: data.Words(d.Lang),
		portrait: size,
		places:   map[string]place{}, begins: map[*document.Section]place{},
	}
}

// writer lays a document out, page by page, before anything is written, because
// the contents list stands before what it lists and every page says how many
// there are.
type writer struct {
	document *document.Document
	metrics  *typeface.Metrics
	words    *data.Lexicon
	portrait paper

	pages []*page
	y     float64 // where the next block begins, from the top
	left  float64 // the left and right edges of it
	right float64

	headings []heading
	places   map[string]place // of sections by id
	begins   map[*document.Section]place
	lacking  bool // a character was shown by its number
	// ready is how many pages there were when one was begun for a picture with
	// the headings over it.
	ready int
}

// place is a point of the document: the page from 0, and the height on it from
// the top.
type place struct {
	page int
	y    float64
}

// heading is a title as the bookmarks have it.
type heading struct {
	title string
	level int
	at    place
}

// entry is where the page number of a line of the contents list goes.
type entry struct {
	section *document.Section
	from, y float64 // where the dots begin
	look    look
}

func (entry) item() {}

// compose lays out the whole document.
func (w *writer) compose() {
	w.newPage(w.portrait)
	w.cover()
	w.contents()
	for i := range w.document.Sections {
		w.section(&w.document.Sections[i], 0, i > 0)
	}
	if w.lacking {
		w.remark()
	}
	w.number()
}

// remark says what the numbers in brackets are.
func (w *writer) remark() {
	w.space(14)
	w.paragraph(document.Para(w.words.Sentence("pdf-lacking", nil)), faintLook)
}
