package openstandard

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership/intake"
)

func rneText(modality string) string {
	return `{"siren":"900000001","formality":{"content":{"personneMorale":{"beneficiairesEffectifs":[{"beneficiaireId":"b","beneficiaire":{"descriptionPersonne":{"nom":"N","prenoms":["P","Q"]}},"modalite":` + modality + `}]}}}}`
}

func TestRNEDirectAndIndirectParts(t *testing.T) {
	d := importFile(t, Options{}, "rne", "entreprise.json")
	require.Equal(t, []intake.DraftRow{
		{"capital": "25", "votes": "20.5"}, // bare ownership is ownership
		{"capital": "10", "votes": "10", "note": "indirect part, through others whom the register does not name"},
	}, held(d, "be-1", "900000001"), "a sum that is printed beside its parts counts once")
	require.Equal(t, []intake.DraftRow{
		{"holder": "be-1", "company": "900000001", "right": "appoint", "organ": "board"},
		{"holder": "be-3", "company": "900000001", "right": "de_facto_control"},
	}, unsourced(d.Rights))
}

func TestRNEIsNoCapTable(t *testing.T) {
	d := importFile(t, Options{}, "rne", "entreprise.json")
	require.Equal(t, []string{"open-value-unread", "rne-not-a-cap-table", "rne-total"}, noted(d))
	for _, row := range d.Entities[1:] {
		require.Equal(t, "person", row["kind"])
	}
}

func TestRNECountriesInFrench(t *testing.T) {
	d := importFile(t, Options{}, "rne", "entreprise.json")
	require.Equal(t, "FR", entityOf(d, "900000001")["registered_office"])
	require.Equal(t, "FR", entityOf(d, "be-1")["nationality"])
	require.Equal(t, "BE", entityOf(d, "be-1")["residence"])
	require.Equal(t, "US", entityOf(d, "be-2")["nationality"])
	require.Equal(t, "US", entityOf(d, "be-2")["residence"])
	require.Empty(t, entityOf(d, "be-3")["nationality"])
}

func TestRNEFigures(t *testing.T) {
	for modality, want := range map[string][]intake.DraftRow{
		`{"partsDirectesPleinePropriete":33.33,"detentionPartTotale":33.33,"voteDirectePleinePropriete":33.33,"detentionVoteTotal":33.33}`: {{"capital": "33.33", "votes": "33.33"}},
		`{"partsDirectesPleinePropriete":30}`:                         {{"capital": "30"}}, // votes are not said, and not 0
		`{"partsDirectesPleinePropriete":0,"voteDirecteUsufruit":30}`: {{"capital": "0", "votes": "30"}},
		`{"detentionPartTotale":40}`:                                  {{"capital": "40", "note": "capital, direct or indirect: the register prints the total alone"}},
		`{"partsIndirectesIndivision":26,"partsIndirectesIndivisionPleinePropriete":20,"partsIndirectesIndivisionNuePropriete":6}`: {{"capital": "26", "note": "indirect part, through others whom the register does not name"}},
		`{"partsDirectesPleinePropriete":60,"partsDirectesNuePropriete":60}`:                                                       {{}}, // more than everything is not entered
		`{"partsDirectesPleinePropriete":null}`:                                                                                    nil,
		`{}`:                                                                                                                       nil,
	} {
		d := imported(t, "x.json", rneText(modality), Options{})
		assert.Equal(t, want, held(d, "b", "900000001"), modality)
	}
	d := imported(t, "x.json", rneText(`{"partsDirectesPleinePropriete":"a third","voteDirecteUsufruit":-4}`), Options{})
	require.Equal(t, []string{"open-value-unread", "rne-not-a-cap-table", "rne-nothing"}, noted(d))
	require.Equal(t, "P Q N", entityOf(d, "b")["name"])
}

func TestRNEFaults(t *testing.T) {
	company := `{"siren":"900000001","formality":{"content":{"personneMorale":{}}}}`
	require.Equal(t, []string{"x.json:2 duplicate-id"}, standardFaults(t, "x.json", company+"\n"+company, Options{}))
	require.Equal(t, []string{"x.json:1 rne-no-siren"}, standardFaults(t, "x.json", `{"siren":"","formality":{"content":{"personneMorale":{}}}}`, Options{}))
	require.Equal(t, []string{"x.json:1 open-json-type"}, standardFaults(t, "x.json", rneText(`[]`), Options{}))
	d := imported(t, "x.json", `{"siren":"900000001","formality":{"content":{"personnePhysique":{}}}}`, Options{})
	require.Equal(t, []string{"rne-no-company"}, leftOutCodes(d))
}
