package markdown

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestEscape(t *testing.T) {
	for text, want := range map[string]string{
		"Müller & Söhne GmbH & Co. KG":   "Müller & Söhne GmbH & Co. KG",
		"A|B":                            `A\|B`,
		"<script>alert(1)</script>":      "&lt;script&gt;alert(1)&lt;/script&gt;",
		"&copy; and &#60;":               `\&copy; and \&#60;`,
		"*x* _y_ `z`":                    "\\*x\\* \\_y\\_ \\`z\\`",
		"[a](b) ![c](d)":                 `\[a\](b) !\[c\](d)`,
		"see https://example.org":        `see https\://example.org`,
		"see www.example.org":            `see www\.example.org`,
		"a@example.org":                  `a\@example.org`,
		"# heading":                      `\# heading`,
		"- item":                         `\- item`,
		"12. item":                       `12\. item`,
		"2026 was the year":              "2026 was the year",
		"two\nlines\t\tand  a tab":       "two lines and a tab",
		"turned \u202eround":             "turned \ufffdround",
		`back\slash`:                     `back\\slash`,
		"3 > 2":                          "3 &gt; 2",
		"Données « du » Nord : l'Étoile": "Données « du » Nord : l'Étoile",
	} {
		assert.Equal(t, want, Escape(text))
	}
	assert.Equal(t, "a'b¦c d", Code("a`b|c\nd"))
}

// A name of any kind is one cell of one row.
func TestEscapeKeepsTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching("[-|<>&`*_#!.:/\\\\\\[\\]() \n\r0-9a]{0,20}")).Draw(t, "text")
		escaped, quoted := Escape(text), Code(text)
		if !utf8.ValidString(escaped) || strings.ContainsAny(escaped, "\n\r\t<") {
			t.Fatalf("%q became %q", text, escaped)
		}
		if !utf8.ValidString(quoted) || strings.ContainsAny(quoted, "\n\r\t`|") {
			t.Fatalf("%q became %q", text, quoted)
		}
		for i, r := range escaped {
			if r != '|' {
				continue
			}
			slashes := len(escaped[:i]) - len(strings.TrimRight(escaped[:i], `\`))
			if slashes%2 == 0 {
				t.Fatalf("%q became %q, which has a bare bar", text, escaped)
			}
		}
	})
}
