package report

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/terminal"
	"egide/ownership"
	"egide/rules"
)

// A registry's page is 80 columns wide, in both languages, with nothing that has
// no word; only an address may be broken inside.
func TestRegistryPages(t *testing.T) {
	for _, lang := range []string{"en", "fr"} {
		laws, list := ListLaws(rules.DefaultPolicy(), asOf, lang), ListRules(rules.DefaultPolicy(), asOf, lang)
		pages := map[string][]byte{"laws": LawsText(laws, Screen{Unicode: true}), "rules": RulesText(list, Screen{Unicode: true})}
		for _, id := range laws.IDs() {
			one, ok := laws.Of(strings.ToUpper(id))
			require.True(t, ok, id)
			pages[id] = LawText(one, Screen{Unicode: true})
			assert.Contains(t, string(pages[id]), id)
		}
		for _, id := range list.IDs() {
			one, ok := list.Of(id)
			require.True(t, ok, id)
			pages[id] = RuleText(one, Screen{Unicode: true})
			assert.Contains(t, string(pages[id]), id)
		}
		for name, page := range pages {
			assert.True(t, utf8.Valid(page))
			assert.NotContains(t, string(page), "{", "%s in %s", name, lang)
			for line := range strings.SplitSeq(string(page), "\n") {
				assert.LessOrEqual(t, uniseg.StringWidth(line), terminal.Columns, "%s in %s: %s", name, lang, line)
				for _, prefix := range []string{"law-", "rules-", "service-", "unit-", "exposure-"} {
					assert.NotRegexp(t, `(^|[ :;(])`+prefix+`[a-z]`, line, "%s in %s", name, lang)
				}
			}
		}
		_, ok := laws.Of("none")
		assert.False(t, ok)
		_, ok = list.Of("none")
		assert.False(t, ok)
	}
}

func TestRegistryTables(t *testing.T) {
	laws, list := ListLaws(rules.DefaultPolicy(), asOf, "en"), ListRules(rules.DefaultPolicy(), asOf, "en")
	for records, table := range map[int][]byte{len(laws.Laws): laws.CSV(), len(list.IDs()): list.CSV()} {
		rows, err := csv.NewReader(strings.NewReader(string(table))).ReadAll()
		require.NoError(t, err)
		assert.Len(t, rows, records+1)
	}
}

// A law is on a day what its record says, with the day of the next change.
func TestLawOnADay(t *testing.T) {
	for _, c := range []struct {
		day                  ownership.Date
		status, since, until string
	}{
		{20080709, "not_yet", "", "2008-07-10"},
		{20260611, "in_force", "2008-07-10", "2026-06-12"},
		{20260612, "residual", "2026-06-12", "2027-03-31"},
		{20270331, "lapsed", "2027-03-31", ""},
	} {
		one, ok := ListLaws(rules.DefaultPolicy(), c.day, "en").Of("us-fisa-702")
		require.True(t, ok)
		law := one.Laws[0]
		assert.Equal(t, []string{c.status, c.since, c.until}, []string{law.Status, law.Since, law.Until}, c.day.String())
	}
}

// A saved list is read back as it was.
func TestRegistryJSON(t *testing.T) {
	laws := ListLaws(rules.DefaultPolicy(), asOf, "fr")
	text, err := JSON(laws)
	require.NoError(t, err)
	var again Laws
	require.NoError(t, json.Unmarshal(text, &again))
	assert.Equal(t, laws, &again)
}
