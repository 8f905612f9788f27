package report

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"egide/ownership"
)

func voices() (en, fr *Voice) {
	name := func(id string) string { return map[string]string{"a": "Atelier SAS", "n": "Northgate LP"}[id] }
	return NewVoice("en", name, nil), NewVoice("fr", name, nil)
}

func TestSay(t *testing.T) {
	en, fr := voices()
	for _, c := range []struct {
		note   ownership.Note
		en, fr string
	}{
		{
			ownership.Note{Code: "individual-non_compliant", Args: ownership.Args{"holder": ownership.Ref("n"), "low": big.NewRat(51, 200), "dimension": ownership.Word("dimension-votes"), "limit": big.NewRat(6, 25)}},
			"Northgate LP has at least 25.5% of the votes, above 24%",
			"Northgate LP détient au moins 25,5\u00a0% des droits de vote, plus que 24\u00a0%",
		},
		{
			ownership.Note{Code: "office-missing", Args: ownership.Args{"entity": ownership.Ref("a"), "places": []ownership.Word{"place-registered_office", "place-central_administration"}}},
			"not known: the registered office and the central administration of Atelier SAS; 19.6.a asks for all three places, and a missing one is not taken to be anywhere",
			"non connu\u00a0: le siège statutaire et l'administration centrale d'Atelier SAS\u00a0; 19.6.a exige les trois lieux, et un lieu manquant n'est présumé nulle part",
		},
	} {
		assert.Equal(t, c.en, en.Say(NoteOf(c.note)))
		assert.Equal(t, c.fr, fr.Say(NoteOf(c.note)))
	}
}

func TestArgs(t *testing.T) {
	en, fr := voices()
	for _, c := range []struct {
		name   string
		value  any
		en, fr string
	}{
		{"x", big.NewRat(1, 8), "12.5%", "12,5\u00a0%"},
		{"x", 3, "3", "3"},
		{"x", true, "yes", "oui"},
		{"x", ownership.Unknown, "not known", "inconnu"},
		{"x", ownership.Date(20261101), "1 November 2026", "1er novembre 2026"},
		{"x", ownership.Date(20260831), "31 August 2026", "31 août 2026"},
		{"x", ownership.Position{File: "a.csv", Line: 3, Column: 2}, "a.csv:3:2", "a.csv:3:2"},
		{"x", ownership.Ref("n"), "Northgate LP", "Northgate LP"},
		{"x", []ownership.Ref{"a", "n"}, "Atelier SAS and Northgate LP", "Atelier SAS et Northgate LP"},
		{"x", []string{"1", "2", "3"}, "1, 2 and 3", "1, 2 et 3"},
		{"x", []string{}, "", ""},
		{"x", ownership.Word("use-backup"), "backups", "les sauvegardes"},
		{"country", "US", "the United States", "États-Unis"},
		{"country", "FR", "France", "France"},
		{"country", "XX", "XX", "XX"},
	} {
		arg := newScale().fact(c.value)
		assert.Equal(t, c.en, en.arg(c.name, arg), c.value)
		assert.Equal(t, c.fr, fr.arg(c.name, arg), c.value)
	}
}

func TestDayThatIsNone(t *testing.T) {
	en, _ := voices()
	for _, text := range []string{"", "soon", "2026-13-01", "2026-1"} {
		assert.Equal(t, text, en.Day(text))
	}
}

func TestInterval(t *testing.T) {
	en, fr := voices()
	assert.Equal(t, "19–23.9%", en.Interval(Interval{19, 23.9}))
	assert.Equal(t, "19–23,9\u00a0%", fr.Interval(Interval{19, 23.9}))
	assert.Equal(t, "24%", en.Interval(Interval{24, 24}))
	assert.Equal(t, "1 point", en.Points(1))
	assert.Equal(t, "4,9 points", fr.Points(4.9))
}

// TestElision: French de and que before a vowel, but only as words.
func TestElision(t *testing.T) {
	_, fr := voices()
	for name, want := range map[string]string{"Atelier": "d'Atelier", "Éole": "d'Éole", "Hanami": "de Hanami", "Sud": "de Sud", "": "de "} {
		got := fr.Word("link-share", "share", "5", "issuer", name)
		assert.Equal(t, "5 "+want, got)
	}
	assert.True(t, strings.HasPrefix(fr.Word("ask-holders", "entity", "Orange"), "le registre des associés d'Orange"))
}

func TestSentence(t *testing.T) {
	en, fr := voices()
	note := NoteOf(ownership.Note{Code: "veto-none", Args: ownership.Args{"subject": ownership.Ref("a")}})
	assert.Equal(t, "No veto over Atelier SAS by contract or articles is recorded.", en.sentence(note))
	assert.True(t, strings.HasPrefix(fr.sentence(note), "Aucun droit de veto"))
	// A name keeps its own first letter.
	lower := NewVoice("en", func(string) string { return "iliad SA" }, nil)
	inside := NoteOf(ownership.Note{Code: "veto-inside", Args: ownership.Args{"holder": ownership.Ref("i"), "subject": ownership.Ref("i")}})
	assert.True(t, strings.HasPrefix(lower.sentence(inside), "iliad SA has"))
	assert.Equal(t, "no-such-code", en.Say(Note{Code: "no-such-code"}))
}

func TestTestNames(t *testing.T) {
	en, fr := voices()
	assert.Equal(t, "Votes, one holder", en.TestName("19.6.b/votes-individual"))
	assert.Equal(t, "Location, backups", en.TestName("19.2/backup"))
	assert.Equal(t, "Localisation, les sauvegardes", fr.TestName("19.2/backup"))
	assert.Equal(t, "99.9", en.TestName("99.9"))
}
