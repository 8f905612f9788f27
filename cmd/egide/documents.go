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

// documentFormats are the formats that every document can be had in.
func documentFormats() []string { return []string{"text", "html", "md", "pdf", "docx"} }

// binaryFormats are those that no terminal can show.
var binaryFormats = []string{"pdf", "docx", "xlsx", "png"}

// paperFlag is the size of paper, of formats that have pages.
func (s *session) paperFlag() cli.Flag {
	return &cli.StringFlag{Name: "paper", Usage: s.voice.Word("flag-paper"), DefaultText: strings.Join(pdf.Papers, "|"), Value: pdf.Papers[0]}
}

// paperOf is the size of paper that was asked for.
func paperOf(c *cli.Context) (string, error) { return choice(c, "paper", pdf.Papers...) }

// fits refuses to write a format that no terminal can show on one.
func (s *session) fits(c *cli.Context, format string) error {
	if slices.Contains(binaryFormats, format) && !c.IsSet("output") && isTerminal(s.stdout) {
		return wrong("output-binary", "format", format)
	}
	return nil
}

// written is a document in one of [documentFormats]. size is one of
// [pdf.Papers], for a format that has pages.
func written(d *document.Document, format, size string, screen terminal.Screen) ([]byte, error) {
	switch format {
	case "text":
		return text.Document(d, screen), nil
	case "html":
		return html.Document(d), nil
	case "md":
		return markdown.Document(d), nil
	case "pdf":
		return pdf.Write(d, pdf.Options{Paper: size})
	case "docx":
		return docx.Document(d, docx.Options{Paper: size})
	}
	return nil, fmt.Errorf("there is no document as %s", format)
}
