package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// endings are what file names end in, and the format that one so named is
// expected to hold.
var endings = map[string]string{
	".txt": "text", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
	".html": "html", ".htm": "html", ".md": "md", ".markdown": "md",
	".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".csv": "csv",
	".svg": "svg", ".png": "png", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid",
	// These nothing writes: who asks for one is told so.
	".doc": "doc", ".odt": "odt", ".rtf": "rtf", ".xls": "xls", ".xlsm": "xlsm", ".ods": "ods", ".xml": "xml",
	".jpg": "jpg", ".jpeg": "jpeg", ".gif": "gif", ".webp": "webp", ".zip": "zip",
}

// formatOf is the format of a flag that takes one of a few. Where the flag is not
// given the name after -o tells, and else the first of them is meant. A name that
// promises what the command cannot write is refused, and so is one that other
// programs would fail to open: text in a file called .pdf, or the reverse.
func formatOf(c *cli.Context, flag string, formats ...string) (string, error) {
	file := c.String("output")
	promised, ending := promise(file, formats)
	if !c.IsSet(flag) {
		switch {
		case promised == "":
			return formats[0], nil
		case !slices.Contains(formats, promised):
			return "", wrong("output-ending", "file", file, "ending", ending, "command", c.Command.Name, "allowed", strings.Join(formats, ", "))
		}
		return promised, nil
	}
	format, err := choice(c, flag, formats...)
	if err != nil {
		return "", err
	}
	packed := func(format string) bool { return slices.Contains(binaryFormats, format) }
	if promised != "" && promised != format && (packed(promised) || packed(format)) {
		return "", wrong("output-ending-other", "file", file, "ending", ending, "flag", "--"+flag, "format", format)
	}
	return format, nil
}

// promise is the format that a file's name promises, and the ending that does;
// none for a name that promises nothing.
func promise(file string, formats []string) (format, ending string) {
	ending = strings.ToLower(filepath.Ext(file))
	format = endings[ending]
	if format == "json" && slices.Contains(formats, "bods") {
		format = "bods"
	}
	return format, ending
}
