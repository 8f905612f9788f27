package spreadsheet

import "strings"

// Inert writes a text so that no spreadsheet program takes it for a formula
// when it opens a CSV file: an apostrophe goes before a first character that
// begins one ("=", "+", "-", "@", a tab, a line end), and before the full-width
// forms of those that some programs take for the same. It is for files that are
// made to be opened so; egide itself would read the apostrophe as a part of the
// text. Cells of the workbooks that egide writes are text and need none.
func Inert(text string) string {
	if formulaLike(text) {
		return "'" + text
	}
	return text
}

// formulaLike tells whether a text begins as a formula does.
func formulaLike(text string) bool {
	first := strings.TrimLeft(text, " \u00a0")
	if first == "" {
		return false
	}
	return strings.ContainsRune("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20", []rune(first)[0])
}
