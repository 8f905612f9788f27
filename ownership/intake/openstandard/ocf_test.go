package openstandard

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
)

// lotsOf are the shares that an import found, by holder and class.
func lotsOf(d *intake.Draft) map[string]string {
	all := map[string]string{}
	for _, row := range d.Shareholdings {
		all[row["holder"]+" "+row["share_class"]] = row["shares"] + "x" + row["votes_per_share"]
	}
	return all
}

// TestOCFReplay follows a company from its founding through a split, a
// repurchase, a transfer, a retraction, a partial cancellation, a conversion and
// a reissue.
func TestOCFReplay(t *testing.T) {
	for day, want := range map[ownership.Date]map[string]string{
		20200101: {"ada Common": "600x1", "bea Common": "400x1"},
		20210101: {"ada Common": "6000x1", "bea Common": "4000x1"}, // 10 for 1
		20210601: {"ada Common": "6000x1", "bea Common": "4000x1", "seed Series A": "5000x10"},
		20220101: {"ada Common": "6000x1", "bea Common": "3900x1", "angel Common": "100x1", "seed Series A": "5000x10"},
		20230101: {"ada Common": "5000x1", "bea Common": "3900x1", "angel Common": "100x1", "seed Series A": "5000x10"},
		20230201: {"ada Common": "5000x1", "bea Common": "3900x1", "angel Common": "177x1", "seed Series A": "5000x10"},
		20230202: {"ada Common": "5000x1", "bea Common": "3900x1", "angel Common": "100x1", "seed Series A": "5000x10"},
		20230401: {"ada Common": "5000x1", "bea Common": "3900x1", "angel Common": "100x1", "seed Series A": "5000x10", "seed Non-voting": "30x"},
		20260101: {"ada Common": "5000x1", "bea Common": "3900x1", "angel Common": "110x1", "seed Series A": "4000x10", "seed Common": "1000x1", "seed Non-voting": "30x"},
	} {
		d := importFile(t, Options{AsOf: day}, "ocf")
		assert.Equal(t, want, lotsOf(d), day.String())
		for _, row := range d.Shareholdings {
			assert.Equal(t, "nuage", row["issuer"])
			assert.Equal(t, day.String(), row["source_date"])
		}
	}
	d := importFile(t, Options{AsOf: 20200101}, "ocf")
	require.Contains(t, leftOutCodes(d), "ocf-later")
}

func TestOCFOptionsAndConvertiblesAreNotHeld(t *testing.T) {
	d := importFile(t, Options{}, "ocf")
	require.Equal(t, []string{"ocf-not-held"}, leftOutCodes(d))
	require.Len(t, d.LeftOut, 3)
	require.Nil(t, entityOf(d, "opt"))
}

func TestOCFStakeholdersHaveNoCountry(t *testing.T) {
	d := importFile(t, Options{}, "ocf")
	require.Equal(t, "US-DE", entityOf(d, "nuage")["registered_office"], "only the issuer's is known")
	for _, row := range d.Entities[1:] {
		for _, column := range []string{"registered_office", "central_administration", "principal_establishment", "nationality", "residence"} {
			require.Empty(t, row[column])
		}
	}
	require.Equal(t, "person", entityOf(d, "ada")["kind"])
	require.Equal(t, "company", entityOf(d, "seed")["kind"])
	require.Equal(t, []string{"ocf-no-country", "ocf-no-votes", "ocf-result-missing", "open-not-described"}, noted(d))
}

func TestOCFSharesThatWentToNobodyKnown(t *testing.T) {
	d := importFile(t, Options{}, "ocf")
	require.Equal(t, "unknown", entityOf(d, "unknown t9")["kind"])
	require.Equal(t, "10x1", lotsOf(d)["unknown t9 Common"])
}

// ocfPackage writes a package of one class with these transactions.
func ocfPackage(t *testing.T, transactions ...map[string]any) string {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, value any) {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	write("Manifest.ocf.json", map[string]any{"file_type": "OCF_MANIFEST_FILE", "issuer": map[string]any{"object_type": "ISSUER", "id": "p", "legal_name": "P", "country_of_formation": "FR"}})
	write("Stakeholders.ocf.json", map[string]any{"file_type": "OCF_STAKEHOLDERS_FILE", "items": []any{
		map[string]any{"object_type": "STAKEHOLDER", "id": "a", "stakeholder_type": "INDIVIDUAL", "name": map[string]any{"legal_name": "A"}}}})
	write("StockClasses.ocf.json", map[string]any{"file_type": "OCF_STOCK_CLASSES_FILE", "items": []any{
		map[string]any{"object_type": "STOCK_CLASS", "id": "c", "name": "C", "votes_per_share": 1}}})
	write("Transactions.ocf.json", map[string]any{"file_type": "OCF_TRANSACTIONS_FILE", "items": transactions})
	return dir
}

func ocfIssue(security, quantity string) map[string]any {
	return map[string]any{"object_type": "TX_STOCK_ISSUANCE", "id": "i" + security, "date": "2020-01-01", "security_id": security,
		"stakeholder_id": "a", "stock_class_id": "c", "quantity": quantity}
}

func TestOCFFaults(t *testing.T) {
	for name, c := range map[string]struct {
		transactions []map[string]any
		want         string
	}{
		"issued twice":  {[]map[string]any{ocfIssue("1", "5"), {"object_type": "TX_STOCK_ISSUANCE", "id": "x", "date": "2020-01-01", "security_id": "1", "stakeholder_id": "a", "quantity": "5"}}, "ocf-issued-twice"},
		"same id":       {[]map[string]any{ocfIssue("1", "5"), ocfIssue("1", "5")}, "duplicate-id"},
		"no quantity":   {[]map[string]any{ocfIssue("1", "many")}, "ocf-quantity"},
		"negative":      {[]map[string]any{ocfIssue("1", "-5")}, "ocf-quantity"},
		"no holder":     {[]map[string]any{{"object_type": "TX_STOCK_ISSUANCE", "id": "x", "date": "2020-01-01", "security_id": "1", "quantity": "5"}}, "ocf-no-security"},
		"no ratio":      {[]map[string]any{ocfIssue("1", "5"), {"object_type": "TX_STOCK_CLASS_SPLIT", "id": "x", "date": "2020-01-02", "stock_class_id": "c"}}, "ocf-split"},
		"no id":         {[]map[string]any{{"object_type": "TX_STOCK_ISSUANCE"}}, "ocf-no-id"},
		"wrong type":    {[]map[string]any{{"object_type": "TX_STOCK_ISSUANCE", "id": []int{1}}}, "open-json-type"},
		"second issuer": {[]map[string]any{{"object_type": "ISSUER", "id": "q"}}, "ocf-two-issuers"},
	} {
		_, err := Import(t.Context(), ocfPackage(t, c.transactions...), Options{})
		var faults *input.Faults
		if assert.ErrorAs(t, err, &faults, name) {
			assert.Equal(t, c.want, faults.Notes[0].Code, name)
			trial.Sentence(t, faults.Notes[0])
		}
	}
	_, err := Import(t.Context(), importPath("ocf", "Transactions.ocf.json"), Options{})
	require.EqualError(t, err, "ocf-no-issuer")
}

func TestOCFTransactionsThatDoNotFit(t *testing.T) {
	for _, c := range []struct {
		transaction map[string]any
		note, lots  string
	}{
		{map[string]any{"object_type": "TX_STOCK_CANCELLATION", "id": "x", "date": "2021-01-01", "security_id": "9", "quantity": "5"}, "ocf-unknown-security", "100"},
		{map[string]any{"object_type": "TX_STOCK_CANCELLATION", "id": "x", "date": "2021-01-01", "security_id": "1", "quantity": "500"}, "ocf-more-than-held", ""},
		{map[string]any{"object_type": "TX_STOCK_CANCELLATION", "id": "x", "date": "2021-01-01", "security_id": "1", "quantity": "40.5"}, "", "59.5"},
		{map[string]any{"object_type": "TX_STOCK_CANCELLATION", "id": "x", "date": "2021-01-01", "security_id": "1", "quantity": "1.125"}, "", "98.8750"},
		{map[string]any{"object_type": "TX_STOCK_REPURCHASE", "id": "x", "date": "2021-01-01", "security_id": "1", "quantity": "40", "balance_security_id": "1b"}, "", "60"},
		{map[string]any{"object_type": "TX_STOCK_CONSOLIDATION", "id": "x", "date": "2021-01-01", "security_ids": []string{"1"}, "resulting_security_id": "2"}, "ocf-result-missing", ""},
	} {
		d, err := Import(t.Context(), ocfPackage(t, ocfIssue("1", "100.000")), Options{})
		require.NoError(t, err)
		require.Equal(t, "100", d.Shareholdings[0]["shares"], "three decimals are decimals")
		d, err = Import(t.Context(), ocfPackage(t, ocfIssue("1", "100"), c.transaction), Options{})
		require.NoError(t, err)
		got := ""
		for _, row := range d.Shareholdings {
			got += row["shares"]
		}
		assert.Equal(t, c.lots, got, "%v", c.transaction)
		assert.Equal(t, c.note, strings.Join(noted(d), " "), "%v", c.transaction)
	}
}
