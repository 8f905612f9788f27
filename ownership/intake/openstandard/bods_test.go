package openstandard

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership/intake"
)

// bodsLines are statements of 0.4 about two companies and what stands between
// them: the interests of one relationship.
func bodsLines(interests string) string {
	return `{"statementId":"s1","statementDate":"2026-01-01","recordId":"p","recordType":"entity","recordDetails":{"isComponent":false,"entityType":{"type":"registeredEntity"},"name":"P"}}
{"statementId":"s2","statementDate":"2026-01-01","recordId":"h","recordType":"entity","recordDetails":{"isComponent":false,"entityType":{"type":"registeredEntity"},"name":"H"}}
{"statementId":"s3","statementDate":"2026-01-01","recordId":"r","recordType":"relationship","recordDetails":{"isComponent":false,"subject":"p","interestedParty":"h","interests":[` + interests + `]}}
`
}

func TestBODSComponentsAreNotCountedTwice(t *testing.T) {
	d := importFile(t, Options{}, "bods", "chain-0.4.json")
	require.Equal(t, []intake.DraftRow{{"capital": "60", "votes": "65.5", "from": "2020-01-01"}}, held(d, "hold", "nuage"))
	require.Equal(t, []intake.DraftRow{{"capital": ">25-50"}}, held(d, "atlas", "hold"))
	require.Equal(t, []intake.DraftRow{{"capital": "4"}}, held(d, "atlas", "nuage"), "the direct interest stays, the sum of the legs goes")
	require.Contains(t, leftOutCodes(d), "bods-indirect-legs")
}

func TestBODSIndirectInterestWithoutLegs(t *testing.T) {
	indirect := `{"type":"shareholding","directOrIndirect":"indirect","share":{"exact":30}}`
	d := imported(t, "x.jsonl", bodsLines(indirect), Options{})
	require.Equal(t, []intake.DraftRow{{"capital": "30", "note": "held indirectly, through others whom the source does not name"}}, held(d, "h", "p"))
	// the same, and the file shows the way in between
	between := `{"statementId":"s4","statementDate":"2026-01-01","recordId":"m","recordType":"entity","recordDetails":{"isComponent":false,"entityType":{"type":"registeredEntity"}}}
{"statementId":"s5","statementDate":"2026-01-01","recordId":"r2","recordType":"relationship","recordDetails":{"isComponent":false,"subject":"p","interestedParty":"m","interests":[{"type":"shareholding","share":{"exact":50}}]}}
{"statementId":"s6","statementDate":"2026-01-01","recordId":"r3","recordType":"relationship","recordDetails":{"isComponent":false,"subject":"m","interestedParty":"h","interests":[{"type":"shareholding","share":{"exact":60}}]}}
`
	d = imported(t, "x.jsonl", bodsLines(indirect)+between, Options{})
	require.Empty(t, held(d, "h", "p"))
	require.Equal(t, []string{"open-indirect-path"}, leftOutCodes(d))
	// a direct holding beside it is no way in between
	d = imported(t, "x.jsonl", bodsLines(indirect+`,{"type":"shareholding","directOrIndirect":"direct","share":{"exact":5}}`), Options{})
	require.Len(t, held(d, "h", "p"), 2)
}

func TestBODSNewestOfEachRecord(t *testing.T) {
	d := importFile(t, Options{}, "bods", "chain-0.4.json")
	require.Equal(t, []intake.DraftRow{{"capital": "12"}}, held(d, "anne", "nuage"), "the older statement stands behind the newer one in the file")
	require.Contains(t, leftOutCodes(d), "bods-superseded")
}

func TestBODSClosedEnds(t *testing.T) {
	d := importFile(t, Options{}, "bods", "chain-0.4.json")
	require.Equal(t, []intake.DraftRow{{"capital": "20", "from": "2019-01-01", "until": "2023-06-30"}}, held(d, "etat", "nuage"))

	// a closing statement without interests ends those of the statement before
	text := bodsLines(`{"type":"shareholding","share":{"exact":20},"endDate":"2030-01-01"}`) +
		`{"statementId":"s4","statementDate":"2026-05-01T10:00:00Z","recordId":"r","recordStatus":"closed","recordType":"relationship","recordDetails":{"isComponent":false,"subject":"p","interestedParty":"h"}}`
	d = imported(t, "x.jsonl", text, Options{})
	require.Equal(t, []intake.DraftRow{{"capital": "20", "until": "2026-05-01"}}, held(d, "h", "p"))
}

func TestBODSReplacedStatements(t *testing.T) {
	d := importFile(t, Options{}, "bods", "lines-0.2.jsonl")
	require.Nil(t, entityOf(d, "ancien-0002-0000-0000-0000-00000000000"))
	require.Equal(t, "Atlas Ventures Inc.", entityOf(d, "ancien-0003-0000-0000-0000-00000000000")["name"])
	require.Equal(t, []string{"bods-replaced"}, leftOutCodes(d))
	require.Len(t, held(d, "ancien-0003-0000-0000-0000-00000000000", "ancien-0001-0000-0000-0000-00000000000"), 1,
		"the relationship names the statement that was replaced")
}

func TestBODSExclusiveMarks(t *testing.T) {
	for share, want := range map[string]string{
		`{"exact":24.5}`:              "24.5",
		`{"exact":"24.5"}`:            "24.5",
		`{"exact":0}`:                 "0",
		`{"minimum":25,"maximum":50}`: "25-50",
		`{"minimum":25,"maximum":50,"exclusiveMinimum":true,"exclusiveMaximum":false}`: ">25-50", // to 0.3
		`{"minimum":50,"maximum":75,"exclusiveMinimum":true,"exclusiveMaximum":true}`:  ">50-<75",
		`{"exclusiveMinimum":25,"maximum":50}`:                                         ">25-50", // 0.4
		`{"exclusiveMinimum":25,"exclusiveMaximum":50}`:                                ">25-<50",
		`{"minimum":75}`:         ">=75",
		`{"maximum":5}`:          "<=5",
		`{"exclusiveMaximum":5}`: "<5",
		`{"minimum":20,"exclusiveMinimum":25,"maximum":50}`: ">25-50", // the nearer end counts
		`{"minimum":30,"exclusiveMinimum":25,"maximum":50}`: "30-50",
		`{"exact":24,"minimum":0,"maximum":100}`:            "24",
		`{"exact":33.33333333333333333333333}`:              "33.33333333333333333333333",
	} {
		d := imported(t, "x.jsonl", bodsLines(`{"type":"shareholding","directOrIndirect":"direct","share":`+share+`}`), Options{})
		assert.Equal(t, []intake.DraftRow{{"capital": want}}, held(d, "h", "p"), share)
		assert.Empty(t, d.Notes, share)
	}
	for _, share := range []string{`{"exact":120}`, `{"exact":-3}`, `{"minimum":50,"maximum":25}`, `{"exact":1e400}`, `{"exclusiveMinimum":25,"exclusiveMaximum":25}`, `{"exact":"NaN"}`, `{"minimum":"a quarter"}`} {
		d := imported(t, "x.jsonl", bodsLines(`{"type":"shareholding","directOrIndirect":"direct","share":`+share+`}`), Options{})
		assert.Equal(t, []intake.DraftRow{{}}, held(d, "h", "p"), share)
		assert.Equal(t, []string{"open-value-unread"}, noted(d), share)
	}
}

func TestBODSInterestTypesOf02(t *testing.T) {
	d := importFile(t, Options{}, "bods", "lines-0.2.jsonl")
	company, atlas, person := "ancien-0001-0000-0000-0000-00000000000", "ancien-0003-0000-0000-0000-00000000000", "ancien-0004-0000-0000-0000-00000000000"
	require.Equal(t, []intake.DraftRow{{"capital": ">25-50", "votes": ">50-<75", "from": "2018-05-01"}}, held(d, atlas, company))
	require.Len(t, d.Rights, 2)
	require.Equal(t, intake.DraftRow{"holder": atlas, "company": company, "right": "appoint", "organ": "board", "from": "2018-05-01"}, without(d.Rights[0], "source", "source_date"))
	require.Equal(t, intake.DraftRow{"holder": person, "company": company, "right": "de_facto_control"}, without(d.Rights[1], "source", "source_date"))
}

func TestBODSIncorporatedInJurisdiction(t *testing.T) {
	d := importFile(t, Options{}, "bods", "lines-0.2.jsonl")
	require.Equal(t, "FR", entityOf(d, "ancien-0001-0000-0000-0000-00000000000")["registered_office"])
	require.Equal(t, "US-DE", entityOf(d, "ancien-0003-0000-0000-0000-00000000000")["registered_office"], "a subdivision is kept")
}

func TestBODSJurisdictions(t *testing.T) {
	for where, want := range map[string]string{
		`{"name":"Delaware","code":"US-DE"}`: "US-DE", `{"name":"France"}`: "FR", `{"name":"?","code":"us_de"}`: "US-DE", `{"name":"Royaume-Uni"}`: "GB",
	} {
		text := strings.Replace(bodsLines(""), `"name":"H"`, `"jurisdiction":`+where, 1)
		d := imported(t, "x.jsonl", text, Options{})
		assert.Equal(t, want, entityOf(d, "h")["registered_office"], where)
	}
	d := imported(t, "x.jsonl", strings.Replace(bodsLines(""), `"name":"H"`, `"jurisdiction":{"name":"Ruritania"}`, 1), Options{})
	require.Empty(t, entityOf(d, "h")["registered_office"], "a country that is not known is not guessed")
	require.Contains(t, noted(d), "open-value-unread")
	d = imported(t, "x.jsonl", strings.Replace(bodsLines(""), `"name":"H"`,
		`"jurisdiction":{"name":"France"},"addresses":[{"type":"registered","country":{"name":"Luxembourg"}}]`, 1), Options{})
	require.Equal(t, "FR", entityOf(d, "h")["registered_office"])
	require.Contains(t, noted(d), "bods-two-seats")
}

func TestBODSUnspecifiedPartyHasItsReason(t *testing.T) {
	d := importFile(t, Options{}, "bods", "chain-0.4.json")
	nobody := entityOf(d, "unspecified nobody")
	require.Equal(t, "unknown", nobody["kind"])
	require.Equal(t, "interestedPartyHasNotProvidedInformation: No answer to two letters", nobody["note"])
	require.Len(t, held(d, "unspecified nobody", "hold"), 1)
	d = importFile(t, Options{}, "bods", "lines-0.2.jsonl")
	require.Equal(t, "no-beneficial-owners: Listed", entityOf(d, "unspecified ancien-0007-0000-0000-0000-00000000000")["note"])
	require.Equal(t, "anonymousPerson", entityOf(d, "ancien-0004-0000-0000-0000-00000000000")["note"])
}

func TestBODSListingIsNoRegulatedMarket(t *testing.T) {
	d := importFile(t, Options{}, "bods", "chain-0.4.json")
	atlas := entityOf(d, "atlas")
	require.Empty(t, atlas["listed"], "the standard does not tell a regulated market from another")
	require.Equal(t, "US:listing", atlas["presence"])
	require.Contains(t, noted(d), "bods-listed")
	require.Equal(t, "no", importFile(t, Options{}, "bods", "array-0.3.json").Entities[0]["listed"])
}

func TestBODSRelationshipThatSaysNothing(t *testing.T) {
	for _, interests := range []string{``, `{"directOrIndirect":"unknown","beneficialOwnershipOrControl":true}`, `{"type":"unknownInterest"}`} {
		d := imported(t, "x.jsonl", bodsLines(interests), Options{})
		require.Equal(t, []intake.DraftRow{{"note": "the source does not say what is held"}}, held(d, "h", "p"), "blank is unknown, never 0")
		require.Equal(t, []string{"bods-interest-unknown"}, noted(d))
	}
}

func TestBODSPartyThatIsNotDescribed(t *testing.T) {
	text := strings.ReplaceAll(bodsLines(`{"type":"shareholding","share":{"exact":5}}`), `"interestedParty":"h"`, `"interestedParty":"ghost"`)
	d := imported(t, "x.jsonl", text, Options{})
	require.Equal(t, "unknown", entityOf(d, "ghost")["kind"])
	require.Equal(t, []string{"open-not-described"}, noted(d))
}

func TestBODSVotesOfAnotherTime(t *testing.T) {
	d := imported(t, "x.jsonl", bodsLines(`{"type":"shareholding","share":{"exact":5},"startDate":"2020-01-01"},{"type":"votingRights","share":{"exact":6},"startDate":"2021-01-01"}`), Options{})
	require.Len(t, d.Shareholdings, 1)
	require.Equal(t, []string{"bods-dates-differ"}, noted(d))
	d = imported(t, "x.jsonl", bodsLines(`{"type":"shareholding","share":{"exact":5},"startDate":"2022-01-01","endDate":"2020-01-01"}`), Options{})
	require.Equal(t, []intake.DraftRow{{"capital": "5", "until": "2020-01-01"}}, held(d, "h", "p"))
	require.Equal(t, []string{"open-ends-before"}, noted(d))
}

func TestBODSFaults(t *testing.T) {
	entity := `{"statementId":"s1","statementDate":"2026-01-01","recordId":"p","recordType":"entity","recordDetails":{"isComponent":false,"entityType":{"type":"registeredEntity"}}}`
	other := strings.Replace(entity, "registered", "legal", 1)
	for text, want := range map[string][]string{
		entity + "\n" + other: {"x.jsonl:2 bods-statement-twice"},
		entity + "\n" + strings.Replace(strings.Replace(entity, "s1", "s2", 1), `"entity"`, `"person"`, 1):         {"x.jsonl:2 bods-record-types"},
		`{"statementId":"s","recordType":"event","recordDetails":{}}`:                                              {"x.jsonl:1 bods-type"},
		`{"statementId":"","recordType":"entity","recordDetails":{}}`:                                              {"x.jsonl:1 bods-no-id"},
		`{"statementId":"s","recordType":"relationship","recordDetails":{}}`:                                       {"x.jsonl:1 bods-no-subject"},
		entity + "\n" + `{"statementId":12,"recordType":"entity","recordDetails":{}}`:                              {"x.jsonl:2 open-json-type"},
		entity + "\n" + strings.Replace(bodsLines(`{"type":"shareholding","share":{"exact":NaN}}`), "s1", "s9", 1): {"x.jsonl:4 open-json-syntax"},
		entity + "\n" + entity[:40] + "\n" + other + "\n":                                                          {"x.jsonl:2 open-json-cut", "x.jsonl:3 bods-statement-twice"},
		"[\n" + entity + ",\n" + entity[:60]:                                                                       {"x.jsonl:3 open-json-cut"},
		"[\n" + entity + "\n":                                                                                      {"x.jsonl:3 open-json-cut"},
		entity + "\n" + `"text"` + "\n" + other:                                                                    {"x.jsonl:2 open-json-no-object", "x.jsonl:3 bods-statement-twice"},
		entity + "\n" + strings.Replace(other, "s1", "\xff", 1):                                                    {"x.jsonl:2 open-json-encoding"},
	} {
		assert.Equal(t, want, standardFaults(t, "x.jsonl", text, Options{}), text)
	}
	d := imported(t, "x.jsonl", entity+"\n"+entity+"\n", Options{})
	require.Equal(t, []string{"bods-statement-repeated"}, leftOutCodes(d), "the same statement again is no other one")
}

// TestBODSRingOfReplacements reads statements that replace each other in a ring.
func TestBODSRingOfReplacements(t *testing.T) {
	var b strings.Builder
	for i := range 3 {
		fmt.Fprintf(&b, `{"statementID":"s%d","statementType":"entityStatement","entityType":"registeredEntity","replacesStatements":["s%d"]}`+"\n", i, (i+1)%3)
	}
	b.WriteString(`{"statementID":"r","statementType":"ownershipOrControlStatement","subject":{"describedByEntityStatement":"s0"},"interestedParty":{"describedByEntityStatement":"s1"},"interests":[]}`)
	d := imported(t, "x.jsonl", b.String(), Options{})
	require.Len(t, d.Entities, 2, "nobody knows which is the newest: both are entered as not described")
	require.Contains(t, noted(d), "open-not-described")
}
