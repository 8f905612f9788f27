package deal

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		text           string
		kind           Kind
		who, of, other string
		share          string
	}{
		{"B buys 10% of P from S", Transfer, "B", "P", "S", "1/10"},
		{"B buys 10.5 % of P", Transfer, "B", "P", "", "21/200"},
		{"b Buys 1/3 OF \"Bank of P\" from us-fund (US)", Transfer, "b", "Bank of P", "us-fund", "1/3"},
		{"S sells all of P to B (FR, person).", Transfer, "B", "P", "S", ""},
		{"Northgate Cloud Inc. buys 10% of Atelier from Horizon Lux", Transfer, "Northgate Cloud Inc.", "Atelier", "Horizon Lux", "1/10"},
		{"p issues 20% to us-fund", Issue, "us-fund", "p", "", "1/5"},
		{"p buys back 20.4% from s and cancels", Cancel, "", "p", "s", "51/250"},
		{"p buys back 20.4% and cancels", Cancel, "", "p", "", "51/250"},
		{"p buys back 5% from s", Transfer, "p", "p", "s", "1/20"},
		{"p cancels 20.4% of s", Cancel, "", "p", "s", "51/250"},
		{"x replaces y", ReplaceOther, "x", "", "y", ""},
		{"x replaces y for p", ReplaceOther, "x", "p", "y", ""},
		{"h loses double votes in p", LoseDouble, "h", "p", "", ""},
		{"h gives up its veto over p", LoseVeto, "h", "p", "", ""},
		{"h takes control of p", GainControl, "h", "p", "", ""},

		{"x achète 10\u00a0% d'atelier à y", Transfer, "x", "atelier", "y", "1/10"},
		{"x ACHETE 10,5 % de «\u00a0Banque de P\u00a0» auprès de y", Transfer, "x", "Banque de P", "y", "21/200"},
		{"y cède tout de p à x", Transfer, "x", "p", "y", ""},
		{"p émet 20 % au profit de us-fund (États-Unis)", Issue, "us-fund", "p", "", "1/5"},
		{"p rachète 20,4 % à s et les annule", Cancel, "", "p", "s", "51/250"},
		{"p annule 20,4 % de s", Cancel, "", "p", "s", "51/250"},
		{"h perd le droit de vote double dans p", LoseDouble, "h", "p", "", ""},
		{"h renonce à son droit de veto sur p", LoseVeto, "h", "p", "", ""},
		{"h renonce à ses sièges de p", GiveUpSeats, "h", "p", "", ""},
		{"x remplace y pour p", ReplaceOther, "x", "p", "y", ""},
	} {
		d, fault := Parse(c.text, 1)
		require.Nil(t, fault, c.text)
		share := ""
		if d.Share != nil {
			share = d.Share.RatString()
		}
		assert.Equal(t, []string{string(c.kind), c.who, c.of, c.other, c.share}, []string{string(d.Kind), d.Who.Text, d.Of.Text, d.Other.Text, share}, c.text)
	}
	d, fault := Parse("h transfère son siège statutaire au Royaume-Uni", 1)
	require.Nil(t, fault)
	assert.Equal(t, []string{"h", RegisteredOffice, "Royaume-Uni"}, []string{d.Who.Text, d.Which, d.Place})
	d, fault = Parse("x fills 2 of 5 seats of p", 1)
	require.Nil(t, fault)
	assert.Equal(t, []int{2, 5}, []int{d.Seats, d.OfSeats})
}

// A mistake is told with the column where it is.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		text   string
		code   string
		column int
	}{
		{"", "deal-empty", 1},
		{"  ", "deal-empty", 1},
		{"B purchases 10% of P", "deal-no-verb", 3},
		{"B", "deal-no-verb", 1},
		{"buys 10% of p", "deal-no-verb", 6},
		{"B buys 10 of P", "deal-share", 8},
		{"B buys ten percent of P", "deal-share", 8},
		{"B buys 10%% of P", "deal-share", 8},
		{"é buys 10% P", "deal-expected", 12},
		{"B buys", "deal-unfinished", 7},
		{"B buys 10% of", "deal-unfinished", 14},
		{"B buys 0% of p from s", "deal-share-range", 8},
		{"B buys 110% of p from s", "deal-share-range", 8},
		{"B buys 4/3 of p from s", "deal-share-range", 8},
		{"p issues 100% to x", "deal-issue-range", 10},
		{"B buys all of p", "deal-all-of-whom", 8},
		{"\"b buys 10% of p", "deal-quote-open", 1},
		{"b (US buys 10% of p", "deal-quote-open", 3},
		{"h moves to", "deal-unfinished", 11},
		{"x fills a of b seats of p", "deal-count", 9},
		{"x fills 6 of 5 seats of p", "deal-seats-range", 9},
		{"h moves its foo to GB", "deal-expected", 13},
		{strings.Repeat("a", 2000), "deal-too-long", 1},
		{"b buys \xff", "deal-not-text", 1},
	} {
		_, fault := Parse(c.text, 3)
		require.NotNil(t, fault, c.text)
		assert.Equal(t, c.code, fault.Code, c.text)
		assert.Equal(t, c.column, fault.At.Column, c.text)
		assert.Equal(t, 3, fault.At.Line)
	}
}

func TestUsagesAreUnderstood(t *testing.T) {
	replace := strings.NewReplacer("COUNTRY", "FR", "PAYS", "FR")
	for _, lang := range []string{"en", "fr"} {
		require.NotEmpty(t, Usages(lang))
		for _, usage := range Usages(lang) {
			_, fault := Parse(replace.Replace(usage), 1)
			assert.Nil(t, fault, usage)
		}
	}
	assert.NotContains(t, Usages("en"), "ACHETEUR achète 10 % de SOCIÉTÉ à VENDEUR")
}

// Whatever somebody writes, the answer is a deal or a mistake with a column
// within the text.
func TestAnyText(t *testing.T) {
	words := []string{"b", "buys", "back", "10%", "of", "p", "from", "and", "cancels", "issues", "to", "\"", "(", ")", "(US)", "achète", "d'", "d'x", "à", "moves", "%", "10", "all", "«", "»", ".", "\u00a0", "é"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 12).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", "  "}).Draw(t, "between"))
		if rapid.Bool().Draw(t, "any") {
			text = rapid.String().Draw(t, "text")
		}
		d, fault := Parse(text, 1)
		if fault == nil {
			if d.Kind == "" {
				t.Fatalf("%q is understood as nothing", text)
			}
			return
		}
		if most := utf8.RuneCountInString(text) + 1; fault.At.Column < 1 || fault.At.Column > most {
			t.Fatalf("%q: column %d of %d", text, fault.At.Column, most)
		}
	})
}
