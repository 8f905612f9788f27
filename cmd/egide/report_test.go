package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReportsFollowTheirSchema validates the report of every dossier and of
// every published case against the schema that the program publishes.
func TestReportsFollowTheirSchema(t *testing.T) {
	schema := compiled(t, "report")

	// The instrument first: it must refuse what is no report.
	for _, wrong := range []string{`{}`, `[]`, `{"schema": "egide.report/2"}`} {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(wrong)))
		require.NoError(t, err)
		require.Error(t, schema.Validate(value), wrong)
	}

	reports := 0
	for _, dir := range []string{dossiersDir, publishedDir} {
		for _, name := range folders(t, dir) {
			got := egide(t, "check", filepath.Join(dir, name), "--as-of", "2026-11-22", "--format", "json")
			if got.status == 3 {
				continue // no report, which other tests look at
			}
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.stdout))
			require.NoError(t, err, name)
			assert.NoError(t, schema.Validate(value), name)
			reports++
		}
	}
	assert.Greater(t, reports, 40)
}

// TestRegistriesFollowTheirSchemas validates the JSON of the commands that give
// no report, whole and with each key left out.
func TestRegistriesFollowTheirSchemas(t *testing.T) {
	atelier := filepath.Join(dossiersDir, "atelier-cloud")
	table := filepath.Join(t.TempDir(), "holders.csv")
	require.NoError(t, os.WriteFile(table, []byte("Shareholder,Country,% Capital,Remark\nAlpha SAS,France,60,\nBeta Inc,USA,45,\nTotal,,105,\n"), 0o666))
	folder := filepath.Join(t.TempDir(), "new")
	require.Zero(t, egide(t, "init", folder).status)
	for name, args := range map[string][]string{
		"laws":    {"laws"},
		"rules":   {"rules"},
		"explain": {"explain", atelier, "hanami", "--as-of", "2026-11-22"},
		"import":  {"import", table, "--into", folder, "--issuer", "p", "--dry-run"},
	} {
		t.Run(name, func(t *testing.T) {
			schema := compiled(t, name)
			got := egide(t, append(args, "--format", "json")...)
			require.Zero(t, got.status, "%s", got.stderr)
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.stdout))
			require.NoError(t, err)
			require.NoError(t, schema.Validate(value))
			whole := value.(map[string]any)
			for key := range whole {
				less := maps.Clone(whole)
				delete(less, key)
				assert.Error(t, schema.Validate(less), "without %s", key)
			}
		})
	}
}

// compiled is the published schema of that name.
func compiled(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	published := egide(t, "schema", name)
	require.Zero(t, published.status, "%s", published.stderr)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(published.stdout))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("published.json", document))
	schema, err := compiler.Compile("published.json")
	require.NoError(t, err)
	return schema
}
