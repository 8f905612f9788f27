package openstandard

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership/intake"
)

// ftmLines are two companies and the ownership between them, with these
// properties in JSON.
func ftmLines(properties string) string {
	return `{"id":"p","schema":"Company","properties":{"name":["P"]}}` + "\n" + `{"id":"h","schema":"Company","properties":{"name":["H"]}}` + "\n" +
		`{"id":"o","schema":"Ownership","properties":{"owner":["h"],"asset":["p"]` + properties + "}}\n"
}

func TestFTMPercentagesInWords(t *testing.T) {
	for text, want := range map[string]string{
		"51%": "51", "60": "60", " 62,5 % ": "62.5", "25-50": "25-50", "25% - 50%": "25-50", ">50": ">50", "75-100%": ">=75",
		"more than 25% but not more than 50%": ">25-50", "More than 25%": ">25", "at least 10 %": ">=10", "75% or more": ">=75", "plus de 5 %": ">5", "": "",
	} {
		value, err := json.Marshal(text)
		require.NoError(t, err)
		d := imported(t, "x.jsonl", ftmLines(`,"percentage":[`+string(value)+`]`), Options{})
		row := intake.DraftRow{"capital": want}
		assert.Equal(t, []intake.DraftRow{intake.Filled(row)}, held(d, "h", "p"), text)
		assert.Empty(t, d.Notes, text)
	}
	for _, text := range []string{"about half", "~50", "majority", "150%", "-5", "NaN", "50 shares", "circa 25%"} {
		value, err := json.Marshal(text)
		require.NoError(t, err)
		d := imported(t, "x.jsonl", ftmLines(`,"percentage":[`+string(value)+`]`), Options{})
		assert.Equal(t, []intake.DraftRow{{}}, held(d, "h", "p"), text)
		assert.Equal(t, []string{"open-value-unread"}, noted(d), text)
	}
}

func TestFTMValuesAreLists(t *testing.T) {
	d := importFile(t, Options{}, "ftm", "entities.ftm.jsonl")
	require.Equal(t, []intake.DraftRow{{"capital": "60-62.5", "from": "2018-01-01", "until": "2031-01-01",
		"note": "figures given: 60, 62,5 %; day not given: 2018; day not given: 2030"}}, held(d, "atlas", "hold"))
	require.Equal(t, []intake.DraftRow{{"capital": "51", "from": "2019-05-01", "note": "shareholder"}}, held(d, "hold", "nuage"))
	require.Equal(t, []intake.DraftRow{{"capital": ">25-50", "shares": "1200", "share_class": "A"}}, held(d, "who", "nuage"))
	require.Equal(t, "name also: Claire Holding", entityOf(d, "hold")["note"])
	// a number and a lone text in place of a list are read too
	e := imported(t, "x.jsonl", ftmLines(`,"percentage":51.5,"startDate":"2020-02"`), Options{})
	require.Equal(t, []intake.DraftRow{{"capital": "51.5", "from": "2020-02-01", "note": "day not given: 2020-02"}}, held(e, "h", "p"))
}

func TestFTMCountriesAreListsInLowerCase(t *testing.T) {
	d := importFile(t, Options{}, "ftm", "entities.ftm.jsonl")
	require.Equal(t, "FR", entityOf(d, "nuage")["registered_office"])
	require.Empty(t, entityOf(d, "hold")["registered_office"], "two jurisdictions are none")
	require.Equal(t, "US", entityOf(d, "atlas")["registered_office"])
	require.Equal(t, leiAtlas, entityOf(d, "atlas")["lei"])
	require.Equal(t, "state", entityOf(d, "pb")["kind"])
	require.Equal(t, "FR", entityOf(d, "anne")["nationality"])
	require.Equal(t, []string{"ftm-country-taken", "ftm-kind-open", "ftm-several-countries", "ftm-several-ends", "ftm-several-figures",
		"ftm-share-small", "open-not-described", "open-value-unread"}, noted(d))
}

func TestFTMIndirectIsNotCountedTwice(t *testing.T) {
	d := importFile(t, Options{}, "ftm", "entities.ftm.jsonl")
	require.Empty(t, held(d, "atlas", "nuage"))
	require.Contains(t, leftOutCodes(d), "open-indirect-path")
	d = imported(t, "x.jsonl", ftmLines(`,"percentage":["30"],"ownershipType":["Indirect"]`), Options{})
	require.Equal(t, "30", held(d, "h", "p")[0]["capital"], "without the way in between it is all that is known")
}

func TestFTMFragmentsAreOneEntity(t *testing.T) {
	d := importFile(t, Options{}, "ftm", "entities.ftm.jsonl")
	require.Equal(t, "Nuage Clair SAS", entityOf(d, "nuage")["name"])
	require.Equal(t, "name also: Nuage Clair", entityOf(d, "nuage")["note"])
	require.Equal(t, "900000001", entityOf(d, "nuage")["registration_number"])
}

func TestFTMOwnershipOfSeveral(t *testing.T) {
	d := importFile(t, Options{}, "ftm", "entities.ftm.jsonl")
	require.Equal(t, []intake.DraftRow{{}}, held(d, "pb", "hold"), "whose 10 % it is, the record does not say")
	require.Equal(t, []intake.DraftRow{{}}, held(d, "anne", "hold"))
}

func TestFTMFaults(t *testing.T) {
	for text, want := range map[string][]string{
		`{"id":"a","schema":"","properties":{}}`:                          {"x.jsonl:1 ftm-no-id"},
		ftmLines("") + `{"id":"p","schema":"Ownership","properties":{}}`:  {"x.jsonl:4 duplicate-id"},
		`{"id":"a","schema":"Company","properties":{"name":[{"id":{}}]}}`: {"x.jsonl:1 open-json-type"},
		`{"id":"a","schema":"Company","properties":[]}`:                   {"x.jsonl:1 open-json-type"},
	} {
		assert.Equal(t, want, standardFaults(t, "x.jsonl", text, Options{}), text)
	}
	d := imported(t, "x.jsonl", ftmLines("")+`{"id":"q","schema":"Ownership","properties":{"owner":["h"]}}`, Options{})
	require.Equal(t, []string{"ftm-no-ends"}, leftOutCodes(d))
}
