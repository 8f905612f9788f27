// Package document is what is handed over, before it has a format: a title,
// sections, and in them paragraphs, lists, tables and pictures. A command makes
// one [Document] of what it found, and each writer writes it whole: the same
// words, numbers and order in every format.
//
// Every text of a document is plain, and may be anything, for names come from
// the dossier: a writer escapes what its format would take for markup.
package document

import "egide/cmd/internal/drawing"

// Document is a text with its headings, in one language.
type Document struct {
	Lang string // "en" or "fr"
	// Title is the heading of the first page, and Kicker and Subtitle the lines
	// above and below it.
	Kicker, Title, Subtitle string
	// Day is the as-of day, as 2026-11-22: the only day that a format may put
	// among its properties.
	Day string
	// Front is what stands on the first page, before the contents.
	Front    []Block
	Sections []Section
	// Attachments are files that travel in the document where its format can
	// hold them.
	Attachments []Attachment
}

// Attachment is a file in a document.
type Attachment struct {
	Name, Description, MediaType string
	Content                      []byte
}

// Section is a part of a document under a heading, which the contents list.
type Section struct {
	// ID is what a [Span] of the same document links to: letters, digits and
	// hyphens, once in the document.
	ID     string
	Title  string
	Blocks []Block
	// Sections are the parts of the section, under headings one level down.
	Sections []Section
	// NewPage tells that the section begins a page where there are pages.
	NewPage bool
}

// Block is what a section holds: a [Paragraph], [List], [Table], [Facts],
// [Answer], [Picture] or [Lines].
type Block interface{ block() }

// Span is a run of text of one look.
type Span struct {
	Text   string
	Bold   bool
	Italic bool
	Mono   bool // a code, a file, a sum
	// Link is where the text leads: #id of a section, or an address of https;
	// empty for no link.
	Link string
}

// Tone is what a text says of a result, so that colour can repeat it. The words
// say it too.
type Tone string

// The tones.
const (
	Plain Tone = ""
	Pass  Tone = "pass"
	Fail  Tone = "fail"
	Open  Tone = "open"  // undetermined
	Faint Tone = "faint" // of less weight: a remark, a position in a file
)

// Paragraph is a run of sentences.
type Paragraph struct {
	Spans []Span
	Tone  Tone
}

// List is items under each other, numbered where Ordered says so.
type List struct {
	Ordered bool
	Items   []Item
}

// Item is one entry of a list, with the blocks that belong under it.
type Item struct {
	Spans []Span
	Under []Block
}

// Facts are terms with what stands for each.
type Facts []Fact

// Fact is a term and its text.
type Fact struct {
	Term  string
	Spans []Span
}

// Answer is the result that a reader looks for first.
type Answer struct {
	Tone Tone
	// Mark is a sign for those who see no colour, and Word the result in a word
	// or two.
	Mark, Word string
	Spans      []Span // the sentence that gives the reason
}

// Table is rows in columns.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Row
}

// Column is a column of a table.
type Column struct {
	Title string
	Right bool // figures, set to the right
	// Weight is the share of the width that the column may take beside the
	// others; 0 is 1.
	Weight float64
}

// Row is a row of a table: a cell a column.
type Row struct {
	Cells []Cell
	// Group tells that the row is a heading over those that follow: its first
	// cell spans all columns.
	Group bool
	Total bool // a sum of the rows above
}

// Cell is a cell of a table.
type Cell struct {
	Spans []Span
	Tone  Tone
}

// Picture is a drawing with its caption.
type Picture struct {
	Caption string
	Drawing *drawing.Drawing
}

// Lines are ruled lines to be filled in by hand, each with its label: a place, a
// day, a signature.
type Lines []string

func (Paragraph) block() {}
func (List) block()      {}
func (Facts) block()     {}
func (Answer) block()    {}
func (Table) block()     {}
func (Picture) block()   {}
func (Lines) block()     {}

// Text is a run of plain text.
func Text(text string) []Span { return []Span{{Text: text}} }

// Para is a paragraph of plain text.
func Para(text string) Paragraph { return Paragraph{Spans: Text(text)} }

// Of is a cell of plain text.
func Of(text string) Cell { return Cell{Spans: Text(text)} }

// Mark is the sign of a result, for those who see no colour; empty where there is
// none.
func (t Tone) Mark() string {
	switch t {
	case Pass:
		return "✓"
	case Fail:
		return "✗"
	case Open:
		return "?"
	}
	return ""
}

// ToneOf is the tone of a verdict.
func ToneOf(verdict string) Tone {
	switch verdict {
	case "compliant":
		return Pass
	case "non_compliant":
		return Fail
	case "undetermined":
		return Open
	}
	return Plain
}
