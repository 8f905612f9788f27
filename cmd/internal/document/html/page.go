// Package html writes documents as pages that stand by themselves: a page asks
// for nothing from anywhere, its Content-Security-Policy lets nothing in, and it
// has no script. The style sheet is that of every page of the program.
package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"strings"
	"sync"
	"unicode/utf8"

	"egide/cmd/internal/drawing"
	"egide/cmd/internal/terminal"
)

//go:embed style.css
var styleSheet string

// style is made when the first page is: other commands need none.
var style = sync.OnceValue(func() string { return strings.TrimSpace(styleSheet) + "\n" + drawing.StyleSheet() })

// Style is the style sheet of every page, drawings included. It has to stand in
// a page to the byte, for the policy names its sum.
func Style() string { return style() }

// Policy is the Content-Security-Policy of a page that has [Style] and, where it
// is not empty, the script.
func Policy(script string) string {
	policy := "default-src 'none'; style-src '" + sum(style()) + "'; "
	if script != "" {
		policy += "script-src '" + sum(script) + "'; "
	}
	return policy + "img-src data:; base-uri 'none'; form-action 'none'"
}

func sum(text string) string {
	hash := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(hash[:])
}

// Visible replaces what would act in a page without being seen, as
// [terminal.Clean] does in one text. A page has none of it itself, so that all
// of it comes from what is shown.
func Visible(page []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(page))
	for line := range bytes.Lines(page) {
		text, ended := bytes.CutSuffix(line, []byte("\n"))
		if plain(text) {
			b.Write(text)
		} else {
			b.WriteString(terminal.Clean(string(text)))
		}
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}

func plain(text []byte) bool {
	for _, c := range text {
		if c < ' ' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
