package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReportsFollowTheirSchema validates the report of every dossier and of
// every published case against the schema that the program publishes.
func TestReportsFollowTheirSchema(t *testing.T) {
	published := egide(t, "schema")
	require.Zero(t, published.status, "%s", published.stderr)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(published.stdout))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("report.json", document))
	schema, err := compiler.Compile("report.json")
	require.NoError(t, err)

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
