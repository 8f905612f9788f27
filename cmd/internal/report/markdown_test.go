package report

import (
	"strings"
	"testing"

	"egide/cmd/internal/document/markdown"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

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
			assert.Contains(t, document, markdown.Escape(law.Title), name)
			assert.Contains(t, document, markdown.Escape(law.Citation), name)
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
			id := "(`" + markdown.Code(s.Entity) + "`)"
			assert.Contains(t, list, id, name)
			if s.Access == "none" {
				assert.NotContains(t, access, "| "+markdown.Escape(s.Name)+" "+id, name)
			} else {
				assert.Contains(t, access, id, name)
			}
		}
	}
	assert.Greater(t, seen, 20)
}
