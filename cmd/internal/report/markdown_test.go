package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
		assert.Equal(t, want, escape(text))
	}
	assert.Equal(t, "a'b¦c d", code("a`b|c\nd"))
}

// A name of any kind is one cell of one row.
func TestEscapeKeepsTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching("[-|<>&`*_#!.:/\\\\\\[\\]() \n\r0-9a]{0,20}")).Draw(t, "text")
		escaped, quoted := escape(text), code(text)
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

func TestCSVRunsNothing(t *testing.T) {
	assert.Equal(t, "id,name\r\n1,'=1+1\r\n2,' @SUM(A1)\r\n3,'-2\r\n4,a=b\r\n,\r\n",
		string(CSV([][]string{{"id", "name"}, {"1", "=1+1"}, {"2", " @SUM(A1)"}, {"3", "-2"}, {"4", "a=b"}, {"", ""}})))
	for _, cell := range []string{"=x", "+x", "-x", "@x", "\t=x", "\u00a0=x", "|cmd", "%x", "＝x"} {
		assert.Equal(t, byte('\''), harmless(cell)[0], cell)
	}
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringMatching(`[ \t=+@'a-]{0,6}`).Draw(t, "cell")
		if shown := strings.TrimLeft(harmless(cell), " "); shown != "" && strings.ContainsAny(shown[:1], "=+-@") {
			t.Fatalf("%q became %q", cell, shown)
		}
	})
}

// Every dossier gives every document in both languages: no sentence lacks a word
// or a fact, and every table has as many cells in each row.
func TestDocumentsOfEveryDossier(t *testing.T) {
	for name, result := range results(t) {
		for _, lang := range []string{"en", "fr"} {
			r := Make(result, lang)
			for _, kind := range Documents() {
				document, err := Document(r, kind)
				require.NoError(t, err)
				text := string(document)
				assert.NotContains(t, text, "{", "%s in %s of %s", kind, lang, name)
				assert.NotContains(t, text, "doc-", "%s in %s of %s", kind, lang, name)
				assert.NotContains(t, text, "\n\n\n", "%s in %s of %s", kind, lang, name)
				cells := 0
				for line := range strings.SplitSeq(text, "\n") {
					bars := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
					if !strings.HasPrefix(line, "|") {
						cells = 0
						continue
					}
					if cells == 0 {
						cells = bars
					}
					assert.Equal(t, cells, bars, "%s in %s of %s: %s", kind, lang, name, line)
				}
			}
		}
	}
	_, err := Document(&Report{}, "none")
	require.Error(t, err)
}

// Every law examined stands in the residual risks, whatever it came to.
func TestResidualRisksNameEveryLaw(t *testing.T) {
	for name, result := range results(t) {
		r := Make(result, "en")
		document := string(ResidualRisks(r))
		require.NotEmpty(t, r.Laws)
		for _, law := range r.Laws {
			assert.Contains(t, document, escape(law.Title), name)
			assert.Contains(t, document, escape(law.Citation), name)
		}
		assert.Contains(t, document, "no immunity", name)
	}
}

// Every third party stands in the list, and in the list of those that can reach
// data unless each of its supplies excludes it.
func TestThirdPartiesAreAllListed(t *testing.T) {
	seen := 0
	for name, result := range results(t) {
		r := Make(result, "en")
		list, access := string(ThirdParties(r)), string(DataAccess(r))
		for _, s := range r.Subjects[1:] {
			seen++
			id := "(`" + code(s.Entity) + "`)"
			assert.Contains(t, list, id, name)
			if s.Access == "none" {
				assert.NotContains(t, access, "| "+escape(s.Name)+" "+id, name)
			} else {
				assert.Contains(t, access, id, name)
			}
		}
	}
	assert.Greater(t, seen, 20)
}
