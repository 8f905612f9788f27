package openstandard

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership/intake"
)

// pscLine is a line of the register about an individual with these natures of
// control.
func pscLine(t *testing.T, company string, natures ...string) string {
	t.Helper()
	record := map[string]any{"company_number": company, "data": map[string]any{
		"kind": "individual-person-with-significant-control", "name": "A", "natures_of_control": natures,
		"links": map[string]any{"self": "/company/" + company + "/x/a"}}}
	text, err := json.Marshal(record)
	require.NoError(t, err)
	return string(text) + "\n"
}

// TestPSCBandsOfEveryNature reads each nature of control that the register has:
// bands stay ranges with the ends that the law gives them.
func TestPSCBandsOfEveryNature(t *testing.T) {
	bands := map[string]string{
		"-25-to-50-percent": ">25-50", "-50-to-75-percent": ">50-<75", "-75-to-100-percent": ">=75",
	}
	for _, as := range []string{"", "-as-firm", "-as-trust"} {
		for band, want := range bands {
			d := imported(t, "x.jsonl", pscLine(t, "1", "ownership-of-shares"+band+as), Options{})
			assert.Equal(t, []intake.DraftRow{{"capital": want}}, withoutNotes(held(d, "00000001/a", "00000001")))
			for _, of := range []string{"", "-limited-liability-partnership"} {
				d = imported(t, "x.jsonl", pscLine(t, "1", "voting-rights"+band+as+of), Options{})
				assert.Equal(t, []intake.DraftRow{{"votes": want}}, withoutNotes(held(d, "00000001/a", "00000001")))
				d = imported(t, "x.jsonl", pscLine(t, "1", "right-to-share-surplus-assets"+band+as+of), Options{})
				assert.Equal(t, []intake.DraftRow{{}}, withoutNotes(held(d, "00000001/a", "00000001")), "assets on winding up are no share")
			}
		}
		// all above 25 %, not the 75 to 100 % that one converter writes
		overseas := "-more-than-25-percent" + as + "-registered-overseas-entity"
		d := imported(t, "x.jsonl", pscLine(t, "OE000001", "ownership-of-shares"+overseas, "voting-rights"+overseas), Options{})
		assert.Equal(t, []intake.DraftRow{{"capital": ">25", "votes": ">25"}}, withoutNotes(held(d, "OE000001/a", "OE000001")))
		for nature, right := range map[string]string{
			"right-to-appoint-and-remove-directors" + as:                                  "appoint",
			"right-to-appoint-and-remove-directors" + as + "-registered-overseas-entity":  "appoint",
			"right-to-appoint-and-remove-members" + as + "-limited-liability-partnership": "appoint",
			"right-to-appoint-and-remove-person" + as:                                     "appoint",
			"significant-influence-or-control" + as:                                       "de_facto_control",
			"significant-influence-or-control" + as + "-limited-liability-partnership":    "de_facto_control",
			"significant-influence-or-control" + as + "-registered-overseas-entity":       "de_facto_control",
		} {
			d := imported(t, "x.jsonl", pscLine(t, "1", nature), Options{})
			if assert.Len(t, d.Rights, 1, nature) {
				assert.Equal(t, right, d.Rights[0]["right"], nature)
			}
			assert.Empty(t, d.Shareholdings, nature)
			assert.Empty(t, d.LeftOut, nature)
		}
	}
	d := imported(t, "x.jsonl", pscLine(t, "1", "ownership-of-everything"), Options{})
	require.Equal(t, []string{"psc-nature"}, leftOutCodes(d))
	require.Equal(t, []string{"psc-nothing"}, noted(d))
}

func withoutNotes(rows []intake.DraftRow) (all []intake.DraftRow) {
	for _, row := range rows {
		all = append(all, without(row, "note"))
	}
	return all
}

func TestPSCTwoBandsOfOneHolder(t *testing.T) {
	d := imported(t, "x.jsonl", pscLine(t, "1", "voting-rights-25-to-50-percent", "voting-rights-25-to-50-percent-as-trust", "ownership-of-shares-25-to-50-percent", "ownership-of-shares-25-to-50-percent"), Options{})
	require.Equal(t, []intake.DraftRow{{"capital": ">25-50", "votes": ">25", "note": "held as trustee of a trust"}}, held(d, "00000001/a", "00000001"))
}

func TestPSCSharesAndVotesApart(t *testing.T) {
	d := importFile(t, Options{}, "psc", "snapshot.jsonl")
	require.Equal(t, []intake.DraftRow{{"capital": ">25-50", "votes": ">50-<75", "from": "2016-04-06"}}, held(d, "09000001/AdaOne", "09000001"))
	require.Equal(t, []intake.DraftRow{{"capital": ">=75", "from": "2018-01-02"}}, held(d, "09000002/Atlas", "09000002"), "votes are not said, and not 0")
}

func TestPSCCeased(t *testing.T) {
	d := importFile(t, Options{}, "psc", "snapshot.jsonl")
	require.Equal(t, "2018-01-02", held(d, "09000001/Former", "09000001")[0]["until"])
}

func TestPSCCorporateHolderIsTheCompanyOfItsNumber(t *testing.T) {
	d := importFile(t, Options{}, "psc", "snapshot.jsonl")
	require.Equal(t, "HOLDING EXAMPLE LIMITED", entityOf(d, "09000002")["name"])
	require.Len(t, held(d, "09000002", "09000001"), 1, "the number is written 9000002 there")
	require.Equal(t, "US-DE", entityOf(d, "09000002/Atlas")["registered_office"], "a number of another register is not one of this")
	for text, want := range map[string]string{"9000002": "09000002", " sc 123456 ": "SC123456", "SC1234": "SC001234", "OE000001": "OE000001",
		"": "", "123456789": "", "ABC12": "", "HRB 12": "", "12-34": "", "ÉÉ12": ""} {
		assert.Equal(t, want, ukNumber(text), text)
	}
}

func TestPSCSuperSecureAndStatements(t *testing.T) {
	d := importFile(t, Options{}, "psc", "snapshot.jsonl")
	require.Equal(t, intake.DraftRow{"id": "09000002/Hidden", "kind": "person", "note": "protected person, hidden by law"}, without(entityOf(d, "09000002/Hidden"), "source"))
	require.Len(t, held(d, "09000002/Hidden", "09000002"), 1)
	require.Equal(t, "register: no-individual-or-entity-with-signficant-control", entityOf(d, "09000003")["note"])
	require.Empty(t, entityOf(d, "09000003")["ultimate"])
	require.Empty(t, entityOf(d, "OE000004")["registered_office"], "an overseas entity is not seated in the register's country")
	require.Empty(t, entityOf(d, "OE000004/Ile")["registered_office"], "a country that is not known is not guessed")
	require.Empty(t, entityOf(d, "OC000005/Partner")["nationality"])
	require.Equal(t, []string{"open-several-nationalities", "open-value-unread", "psc-nothing", "psc-secure", "psc-statement"}, noted(d))
}

func TestPSCCountriesInWords(t *testing.T) {
	d := importFile(t, Options{}, "psc", "snapshot.jsonl")
	require.Equal(t, "GB-ENG", entityOf(d, "09000001/AdaOne")["residence"])
	require.Equal(t, "GB", entityOf(d, "09000001/AdaOne")["nationality"])
	require.Equal(t, "IE", entityOf(d, "09000001/Former")["nationality"])
}

func TestPSCFaults(t *testing.T) {
	require.Equal(t, []string{"x.jsonl:2 psc-no-company", "x.jsonl:3 open-json-type"},
		standardFaults(t, "x.jsonl", pscLine(t, "1")+`{"company_number":" ","data":{"kind":"x"}}`+"\n"+`{"company_number":"2","data":{"natures_of_control":"all"}}`, Options{}))
	d := imported(t, "x.jsonl", pscLine(t, "1", "voting-rights-25-to-50-percent")+pscLine(t, "1", "voting-rights-25-to-50-percent"), Options{})
	require.Equal(t, []string{"psc-repeated"}, leftOutCodes(d))
	require.Len(t, d.Shareholdings, 1)
}
