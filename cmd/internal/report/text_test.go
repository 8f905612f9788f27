package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/terminal"
	"egide/data"
	"egide/ownership"
	"egide/rules"
)

var escapes = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestTextFits holds that no line of any report is wider than a page, in either
// language, drawn either way, and that nothing acts on the terminal but colour.
func TestTextFits(t *testing.T) {
	for name, result := range results(t) {
		for _, lang := range data.Languages {
			r := Make(result, lang)
			for _, screen := range []Screen{{}, {Unicode: true}, {Color: true, Unicode: true}} {
				text := string(Text(r, screen))
				assertPage(t, name, text, screen)
				assert.Equal(t, text, string(Text(r, screen)), name)
			}
			line := string(Line(r))
			assert.Equal(t, 1, strings.Count(line, "\n"), name)
		}
	}
}

func assertPage(t *testing.T, name, text string, screen Screen) {
	t.Helper()
	if !screen.Color {
		assert.NotContains(t, text, "\x1b", name)
	}
	for line := range strings.Lines(escapes.ReplaceAllString(text, "")) {
		line = strings.TrimSuffix(line, "\n")
		assert.LessOrEqual(t, terminal.Width(line), terminal.Columns, "%s: %s", name, line)
		assert.False(t, strings.ContainsFunc(line, unicode.IsControl), "%s: %q", name, line)
		assert.Equal(t, strings.TrimRight(line, " "), line, name)
		if !screen.Unicode {
			for _, r := range line {
				assert.True(t, r < 0x80 || unicode.IsLetter(r) || strings.ContainsRune("«»⅓⅔°", r), "%s: %q", name, line)
			}
		}
	}
}

// TestHostileNames puts into names what could act on a terminal or break a page.
func TestHostileNames(t *testing.T) {
	names := []string{
		"\x1b[2J\x1b[31mRed Inc.", "two\r\nlines", "\u202egnp.exe", strings.Repeat("株式会社", 40),
		strings.Repeat("x", 400), "👩‍💻 Holding 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "a\tb\x00c", "{holder} {n|a|b}", "\u200b\u200b",
	}
	d := &ownership.Dossier{Entities: []*ownership.Entity{{
		ID: "p", Name: names[0], Provider: true, Kind: ownership.Company,
		RegisteredOffice: ownership.Place{Country: "FR"}, CentralAdministration: ownership.Place{Country: "FR"}, PrincipalEstablishment: ownership.Place{Country: "FR"},
	}}}
	for i, name := range names {
		id := string(rune('a' + i))
		d.Entities = append(d.Entities, &ownership.Entity{ID: "h" + id, Name: name, Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "US"}})
		d.Holdings = append(d.Holdings, &ownership.Holding{Holder: "h" + id, Issuer: "p", Capital: ownership.Exactly(ratio(t, "1/10")), At: ownership.Position{File: "shareholdings.csv", Line: i + 2}})
	}
	result, faults, err := rules.Check(d, rules.Options{AsOf: asOf, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	for _, lang := range data.Languages {
		r := Make(result, lang)
		for _, screen := range []Screen{{Unicode: true}, {Color: true, Unicode: true}} {
			assertPage(t, lang, string(Text(r, screen)), screen)
		}
		assert.NotContains(t, string(Line(r)), "\x1b")
		field := result.Field
		for i := range field.Entities {
			if i == result.Subjects[0].Entity {
				continue
			}
			x := Explain(result, &result.Subjects[0], i, 10, lang)
			assertPage(t, lang, string(ExplainText(x, Screen{Unicode: true})), Screen{Unicode: true})
		}
	}
	// In JSON the names are whole.
	r := Make(result, "en")
	assert.Equal(t, names[0], r.Subjects[0].Name)
}

// TestTextSaysWhatMatters reads one report as its reader does.
func TestTextSaysWhatMatters(t *testing.T) {
	r := Make(checked(t, "t01"), "en")
	text := string(Text(r, Screen{Unicode: true}))
	for _, part := range []string{
		"NON-COMPLIANT  SecNumCloud 3.2, section 19.6\n",
		"fails 4 of 7 tests on 22 November 2026",
		"✗  Capital, one holder  40%  of 24%  fails, contested",
		"Contested: look-through alone (24%) would pass.",
		"which it controls (majority of votes)",
		"shareholdings.csv:2",
		"This report is no legal advice.",
	} {
		assert.Contains(t, text, part)
	}
	lines := strings.Split(text, "\n")
	assert.Less(t, slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "✗") }), 6, "the tests follow the verdict")
	plain := string(Text(r, Screen{}))
	assert.Contains(t, plain, "x  Capital, one holder  40%  of 24%  fails, contested")
	assert.NotContains(t, plain, "└")
	assert.Equal(t, "non-compliant: Nuages de Loire SAS, 2026-11-22; fails 19.6.b/capital-individual, 19.6.b/capital-collective, 19.6.b/votes-individual, 19.6.b/votes-collective\n", string(Line(r)))
}

// TestLongChain holds that a chain of any length takes a few lines.
func TestLongChain(t *testing.T) {
	d := &ownership.Dossier{}
	const n = 500
	id := func(i int) string {
		return "c" + string(rune('a'+i/26/26)) + string(rune('a'+i/26%26)) + string(rune('a'+i%26))
	}
	for i := range n {
		e := &ownership.Entity{ID: id(i), Name: "Company " + id(i), Provider: i == 0, Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "FR"}}
		if i == n-1 {
			e.RegisteredOffice.Country = "US"
		} else {
			d.Holdings = append(d.Holdings, &ownership.Holding{Holder: id(i + 1), Issuer: id(i), Capital: ownership.Exactly(ratio(t, "1"))})
		}
		d.Entities = append(d.Entities, e)
	}
	result, faults, err := rules.Check(d, rules.Options{AsOf: asOf, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	r := Make(result, "en")
	text := string(Text(r, Screen{Unicode: true}))
	assert.Contains(t, text, "491 links between")
	assert.Less(t, strings.Count(text, "\n"), 200)
	assertPage(t, "chain", text, Screen{Unicode: true})
	for _, f := range r.Subjects[0].Findings {
		for _, c := range f.Chains {
			assert.Len(t, c.Links, n-1, "in JSON the chain is whole")
		}
	}
}

// TestChainsSumToTheFigure holds that the chains of a finding, with what is said
// to come besides, make its low end.
func TestChainsSumToTheFigure(t *testing.T) {
	seen := 0
	for name, result := range results(t) {
		for _, s := range Make(result, "en").Subjects {
			for _, f := range s.Findings {
				if f.Further == nil {
					continue
				}
				sum := *f.Further
				for i, c := range f.Chains {
					sum += *c.Share
					assert.Equal(t, s.Entity, c.Links[len(c.Links)-1].Issuer, name)
					if i > 0 {
						assert.LessOrEqual(t, *c.Share, *f.Chains[i-1].Share, name)
					}
				}
				assert.InDelta(t, f.Value.Low, sum, 1e-9, "%s %s", name, f.Test)
				seen++
			}
		}
	}
	assert.Greater(t, seen, 30)
}

func TestOrder(t *testing.T) {
	r := &Report{Language: "en", Subjects: []*Subject{
		{Entity: "p", Role: "provider"}, {Entity: "a", Role: "third_party", Verdict: "compliant"},
		{Entity: "b", Role: "third_party", Verdict: "non_compliant"}, {Entity: "c", Role: "third_party", Critical: true, Verdict: "compliant"},
		{Entity: "d", Role: "third_party", Critical: true, Verdict: "undetermined"},
	}}
	var order []string
	for _, s := range newSheet(r, Screen{}).ordered() {
		order = append(order, s.Entity)
	}
	assert.Equal(t, []string{"p", "d", "c", "b", "a"}, order)
}
