package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/docx"
	"egide/cmd/internal/document/html"
	"egide/cmd/internal/document/markdown"
	"egide/cmd/internal/document/pdf"
	"egide/cmd/internal/document/text"
	"egide/cmd/internal/terminal"
)

// foundFormats are the formats that what a command found can be had in: as data,
// and as a document.
func foundFormats() []string { return []string{"text", "json", "html", "md", "pdf", "docx"} }

// binaryFormats are those that no terminal can show.
var binaryFormats = []string{"pdf", "docx", "xlsx", "png"}

// paperFlag is the size of paper, of formats that have pages.
func (s *session) paperFlag() cli.Flag {
	return &cli.StringFlag{Name: "paper", Usage: s.voice.Word("flag-paper"), DefaultText: strings.Join(pdf.Papers, "|"), Value: pdf.Papers[0]}
}

// form is how what a command found is to be written.
type form struct {
	format string
	paper  string // one of [pdf.Papers], for a format that has pages
	screen terminal.Screen
}

// form reads from the flags how to write, in one of the formats.
func (s *session) form(c *cli.Context, formats ...string) (f form, err error) {
	if f.format, err = formatOf(c, "format", formats...); err != nil {
		return f, err
	}
	if f.paper, err = choice(c, "paper", pdf.Papers...); err != nil {
		return f, err
	}
	if err = s.fits(c, f.format); err != nil {
		return f, err
	}
	f.screen, err = s.screen(c)
	return f, err
}

// fits refuses to write a format that no terminal can show on one.
func (s *session) fits(c *cli.Context, format string) error {
	if slices.Contains(binaryFormats, format) && !c.IsSet("output") && isTerminal(s.stdout) {
		return wrong("output-binary", "format", format)
	}
	return nil
}

// write is a document in the form; an error for a format that is no document's.
func (f form) write(d *document.Document) ([]byte, error) {
	switch f.format {
	case "text":
		return text.Document(d, f.screen), nil
	case "html":
		return html.Document(d), nil
	case "md":
		return markdown.Document(d), nil
	case "pdf":
		return pdf.Write(d, pdf.Options{Paper: f.paper})
	case "docx":
		return docx.Document(d, docx.Options{Paper: f.paper})
	}
	return nil, fmt.Errorf("there is no document as %s", f.format)
}
