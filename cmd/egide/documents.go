package main

import (
	"fmt"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/html"
	"egide/cmd/internal/document/markdown"
	"egide/cmd/internal/document/text"
	"egide/cmd/internal/terminal"
)

// documentFormats are the formats that every document can be had in.
func documentFormats() []string { return []string{"text", "html", "md"} }

// written is a document in one of [documentFormats].
func written(d *document.Document, format string, screen terminal.Screen) ([]byte, error) {
	switch format {
	case "text":
		return text.Document(d, screen), nil
	case "html":
		return html.Document(d), nil
	case "md":
		return markdown.Document(d), nil
	}
	return nil, fmt.Errorf("there is no document as %s", format)
}
