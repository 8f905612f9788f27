package drawing

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/rivo/uniseg"
)

// widthsCSV has the advance widths of Arial, which are those of Helvetica and of
// Liberation Sans too, in thousandths of the type size: runs of characters from
// a first one, in regular and in bold.
//
//go:embed widths.csv
var widthsCSV string

// typeface is the widths of one weight by character.
type typeface map[rune]float64

var typefaces = sync.OnceValue(func() [2]typeface {
	var faces [2]typeface
	rows, _ := csv.NewReader(strings.NewReader(widthsCSV)).ReadAll() // the tests prove that it parses
	for weight := range faces {
		faces[weight] = make(typeface, 1536)
		for _, row := range rows[min(1, len(rows)):] {
			first, _ := strconv.ParseInt(row[0], 16, 32)
			for i, width := range strings.Fields(row[1+weight]) {
				n, _ := strconv.Atoi(width)
				faces[weight][rune(first)+rune(i)] = float64(n)
			}
		}
	}
	return faces
})

// Widths of characters that the table lacks, in thousandths: of scripts whose
// letters fill a square, of pictures, and of any other script, rather too much
// than too little.
const (
	squareWidth  = 1000.0
	pictureWidth = 1370.0
	otherWidth   = 720.0
)

// TextWidth is how long a text of that size is. known is false when characters
// stand in it whose widths depend on a font that the reader's machine chooses.
func TextWidth(text string, size float64, bold bool) (width float64, known bool) {
	face := typefaces()[0]
	if bold {
		face = typefaces()[1]
	}
	known = true
	state := -1
	for rest := text; rest != ""; {
		var cluster string
		var columns int
		cluster, rest, columns, state = uniseg.FirstGraphemeClusterInString(rest, state)
		wide, ok := clusterWidth(cluster, columns, face)
		width += wide
		known = known && ok
	}
	return width * size / 1000, known
}

// clusterWidth is the width of what a reader takes for one character.
func clusterWidth(cluster string, columns int, face typeface) (float64, bool) {
	width, ok := 0.0, true
	for i, r := range cluster {
		w, listed := face[r]
		switch {
		case listed && i == 0:
			width = w
		case listed:
			width = max(width, w)
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || unicode.Is(unicode.Cf, r):
		case i > 0:
			ok = false // a picture joined with another, a syllable of several signs
			width = max(width, otherWidth)
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
			width, ok = squareWidth, false
		case columns > 1:
			width, ok = pictureWidth, false
		default:
			width, ok = otherWidth, false
		}
	}
	return width, ok
}

// ellipsis ends a text that was cut.
const ellipsis = "…"

// Wrap breaks a text into lines, the one of index i at most limit(i) long, at
// the places where its script allows it, and inside a word only when the word
// alone is too long. What does not fit in so many lines is cut, and the last line
// ends in an ellipsis; whole tells that nothing was cut and no word broken.
func Wrap(text string, size float64, bold bool, lines int, limit func(line int) float64) (out []string, whole bool) {
	measure := func(s string) float64 {
		w, _ := TextWidth(strings.TrimRight(s, " "), size, bold)
		return w
	}
	line, broken := "", false
	flush := func() {
		out = append(out, strings.Trim(line, " "))
		line = ""
	}
	state := -1
	for rest := strings.Join(strings.FieldsFunc(text, isSpace), " "); rest != ""; {
		var segment string
		segment, rest, _, state = uniseg.FirstLineSegmentInString(rest, state)
		if line != "" && measure(line+segment) > limit(len(out)) {
			flush()
		}
		for line == "" && measure(segment) > limit(len(out)) {
			head, tail := cut(segment, measure, limit(len(out)))
			if tail == "" {
				break
			}
			line, broken = head, true
			flush()
			segment = tail
			if len(out) > lines {
				break
			}
		}
		line += segment
		if len(out) > lines {
			break
		}
	}
	if line != "" || len(out) == 0 {
		flush()
	}
	if len(out) <= lines {
		return out, !broken
	}
	last := out[lines-1] + " " + out[lines]
	for measure(last+ellipsis) > limit(lines-1) {
		head := dropLast(last)
		if head == "" {
			break
		}
		last = head
	}
	return append(out[:lines-1], strings.TrimRight(last, " ,;-")+ellipsis), false
}

// isSpace is the space that a line may be broken at; a no-break space is not.
func isSpace(r rune) bool { return r == ' ' }

// cut takes as many whole characters as fit, and at least one.
func cut(text string, measure func(string) float64, limit float64) (head, tail string) {
	state := -1
	rest, end := text, 0
	for rest != "" {
		var cluster, after string
		cluster, after, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if end > 0 && measure(text[:end+len(cluster)]) > limit {
			break
		}
		end += len(cluster)
		rest = after
	}
	return text[:end], text[end:]
}

// dropLast is the text without its last character, as a reader sees characters.
func dropLast(text string) string {
	state, last := -1, 0
	for rest := text; rest != ""; {
		last = len(text) - len(rest)
		_, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
	}
	return text[:last]
}
