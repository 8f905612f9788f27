package openstandard

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership/intake"
)

const (
	leiNuage  = "9695TESTNUAGE0000087"
	leiHold   = "9695TESTHOLD00000050"
	leiAtlas  = "9695TESTATLAS0000063"
	leiFonds  = "9695TESTFONDS0000092"
	leiGest   = "9695TESTGEST00000031"
	leiBerlin = "9695TESTBERLIN000025"
	leiMere   = "9695TESTMERE00000007"
)

func unsourced(rows []intake.DraftRow) (all []intake.DraftRow) {
	for _, row := range rows {
		all = append(all, without(row, "source", "source_date"))
	}
	return all
}

// TestGLEIFRelationshipRunsFromChildToParent proves that the parent becomes the
// holder, that control by accounting is a right without a percentage, and that
// the period of a relationship is not that of the accounts.
func TestGLEIFRelationshipRunsFromChildToParent(t *testing.T) {
	d := importFile(t, Options{}, "gleif", "csv")
	require.Empty(t, d.Shareholdings, "no percentage is known, so no shareholding is claimed")
	require.Equal(t, []intake.DraftRow{
		{"holder": leiHold, "company": leiNuage, "right": "de_facto_control", "from": "2020-01-01"},
		{"holder": leiAtlas, "company": leiNuage, "right": "de_facto_control", "from": "2020-01-01"},
		{"holder": leiAtlas, "company": leiHold, "right": "de_facto_control", "from": "2020-01-01", "until": "2025-06-30"},
		{"holder": leiGest, "company": leiFonds, "right": "control_agreement", "basis": "contract", "from": "2020-01-01"},
	}, unsourced(d.Rights))
	require.Equal(t, []string{"gleif-inactive", "gleif-no-control"}, leftOutCodes(d))
	require.Equal(t, []string{"gleif-accounting-control", "gleif-exception", "gleif-fund-manager", "gleif-lapsed", "gleif-two-seats"}, noted(d))
}

func TestGLEIFThreeFactsOfJurisdiction(t *testing.T) {
	d := importFile(t, Options{}, "gleif", "csv")
	for lei, want := range map[string][2]string{
		leiNuage: {"FR", "FR"}, leiHold: {"LU", "FR"}, leiAtlas: {"US-DE", "GB"}, leiFonds: {"KY", "IE"},
	} {
		row := entityOf(d, lei)
		assert.Equal(t, want[0], row["registered_office"], lei)
		assert.Equal(t, want[1], row["central_administration"], lei)
		assert.Empty(t, row["principal_establishment"], "an LEI record does not tell it")
	}
	require.Equal(t, "legal address: IE", entityOf(d, leiFonds)["note"])
	require.Equal(t, "fund", entityOf(d, leiFonds)["kind"])
	require.Equal(t, "ELF 6CHY", entityOf(d, leiNuage)["legal_form"])
	require.Equal(t, "Société de participations", entityOf(d, leiHold)["legal_form"])
}

// TestGLEIFExceptionsAreNoUltimateParent proves that an answer instead of a
// parent is kept as what it is.
func TestGLEIFExceptionsAreNoUltimateParent(t *testing.T) {
	d := importFile(t, Options{}, "gleif", "csv")
	require.Equal(t, "LEI, direct parent: NO_KNOWN_PERSON; LEI, ultimate parent: NATURAL_PERSONS", entityOf(d, leiAtlas)["note"])
	require.Equal(t, "LEI, direct parent: NON_PUBLIC", entityOf(d, leiGest)["note"])
	for _, row := range d.Entities {
		require.Empty(t, row["ultimate"])
	}
}

func TestGLEIFBranchIsItsHeadOffice(t *testing.T) {
	d := importFile(t, Options{}, "gleif", "csv")
	require.Equal(t, "DE:branch", entityOf(d, leiNuage)["presence"])
	require.Equal(t, "branch of "+leiNuage+", not a company of its own", entityOf(d, leiBerlin)["note"])
	d = importFile(t, Options{}, "gleif", "csv", "rr.csv")
	require.Contains(t, leftOutCodes(d), "gleif-branch", "without level 1 nobody knows where the branch is")
	require.Contains(t, noted(d), "gleif-lei-only")
	require.Nil(t, entityOf(d, leiMere), "an inactive relationship enters nobody")
}

func TestGLEIFGoldenCopyJSON(t *testing.T) {
	d := importFile(t, Options{}, "gleif", "json", "golden-copy.json")
	require.Equal(t, "Nuage Clair, SAS", entityOf(d, leiNuage)["name"])
	require.Equal(t, "FR", entityOf(d, leiNuage)["central_administration"])
	require.Equal(t, "LEI, ultimate parent: NO_LEI", entityOf(d, leiHold)["note"])
	require.Equal(t, []intake.DraftRow{{"holder": leiHold, "company": leiNuage, "right": "de_facto_control", "from": "2020-01-01"}}, unsourced(d.Rights))
}

func TestGLEIFFaults(t *testing.T) {
	header := `"LEI","Entity.LegalName"` + "\n"
	for text, want := range map[string][]string{
		header + `"A","x"` + "\n" + `"a","y"`:     {"x.csv:3 duplicate-id"},
		header + `"A"` + "\n" + `"B","y"`:         {"x.csv:2 open-csv-columns"},
		header + `"A","x` + "\n":                  {"x.csv:2 open-csv-quote"},
		header + `,"x"`:                           {"x.csv:2 gleif-no-lei"},
		`[{"LEI":"A","Entity":{"LegalName":3}}]`:  {"x.csv:1 open-json-type"},
		`[{"LEI":"A","Entity":null},{"LEI":"B"}]`: {"x.csv:1 gleif-record", "x.csv:1 gleif-record"},
		`{"records":[{"LEI":"A","Entity":{}}`:     {"x.csv:1 open-json-cut"},
	} {
		assert.Equal(t, want, standardFaults(t, "x.csv", text, Options{}), text)
	}
	require.Equal(t, []string{"x.csv:2 open-csv-long"}, standardFaults(t, "x.csv", header+`"A","`+strings.Repeat("x", mostRecord+10_000), Options{}))
}
