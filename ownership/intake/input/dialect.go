package input

import (
	"bytes"
	"encoding/csv"
)

// Delimiters are tried in this order; the first of equals wins.
var Delimiters = []rune{',', ';', '\t', '|'}

// FindDelimiter tells what separates the cells of a text by its header, the
// first row that is neither blank nor a comment: the delimiter under which most
// of its cells are known column names, and among equals the one that makes most
// cells. The rows below do not matter, so commas in names do no harm.
func FindDelimiter(text []byte, known func(name string) bool) rune {
	header := text[:min(len(text), 1<<16)]
	for len(header) > 0 {
		line, rest, _ := bytes.Cut(header, []byte{'\n'})
		line = bytes.TrimSpace(line)
		if len(bytes.Trim(line, ",;\t|\" ")) > 0 && line[0] != '#' && !bytes.HasPrefix(line, []byte(`"#`)) {
			break
		}
		header = rest
	}
	best, most, cells := Delimiters[0], -1, 0
	for _, d := range Delimiters {
		r := csv.NewReader(bytes.NewReader(header))
		r.Comma = d
		r.LazyQuotes = true
		r.FieldsPerRecord = -1
		row, err := r.Read()
		if err != nil {
			continue
		}
		hits := 0
		for _, name := range row {
			if known(name) {
				hits++
			}
		}
		if hits > most || hits == most && len(row) > cells {
			best, most, cells = d, hits, len(row)
		}
	}
	return best
}

// SeparatorLine reads the first line "sep=;" that Excel writes and obeys, and
// returns the delimiter it names with the rest of the text.
func SeparatorLine(text []byte) (delimiter rune, rest []byte, ok bool) {
	line, rest, _ := bytes.Cut(text, []byte{'\n'})
	line = bytes.TrimRight(line, "\r")
	line = bytes.Trim(line, `"`)
	if len(line) != 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return 0, text, false
	}
	for _, d := range Delimiters {
		if rune(line[4]) == d {
			return d, rest, true
		}
	}
	return 0, text, false
}
