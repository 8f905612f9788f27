package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/rules"
)

func policyKeys() []string { return rules.PolicyKeys() }

// compiled is the schema of reports, changed by edit.
func compiled(t testing.TB, edit func(map[string]any)) *jsonschema.Schema {
	t.Helper()
	text, ok := SchemaOf("report")
	require.True(t, ok)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	if edit != nil {
		edit(doc.(map[string]any))
	}
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("report.json", doc))
	schema, err := c.Compile("report.json")
	require.NoError(t, err)
	assert.Equal(t, 2020, schema.DraftVersion)
	return schema
}

// closed forbids every key that the schema does not name.
func closed(node map[string]any) {
	if _, ok := node["properties"]; ok {
		node["additionalProperties"] = false
	}
	for _, value := range node {
		switch value := value.(type) {
		case map[string]any:
			closed(value)
		case []any:
			for _, member := range value {
				if object, ok := member.(map[string]any); ok {
					closed(object)
				}
			}
		}
	}
}

func instance(t testing.TB, r *Report) any {
	t.Helper()
	text, err := JSON(r)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return value
}

// TestSchema validates the report of every dossier, and holds that the schema
// names every key that a report has.
func TestSchema(t *testing.T) {
	schema, strict := compiled(t, nil), compiled(t, closed)
	for name, result := range results(t) {
		value := instance(t, Make(result, "fr"))
		require.NoError(t, schema.Validate(value), name)
		require.NoError(t, strict.Validate(value), "%s has a key that the schema does not name", name)
	}
	// A later version may add keys.
	value := instance(t, Make(checked(t, "t01"), "en"))
	value.(map[string]any)["later"] = true
	assert.NoError(t, schema.Validate(value))
	assert.Error(t, strict.Validate(value))
}

// TestSchemaRefuses breaks a report in one place at a time.
func TestSchemaRefuses(t *testing.T) {
	schema := compiled(t, nil)
	text, err := JSON(Make(checked(t, "t13a"), "en"))
	require.NoError(t, err)
	for _, c := range []struct{ old, new string }{
		{`"schema": "egide.report/1"`, `"schema": "egide.report/2"`},
		{`"as_of": "2026-11-22"`, `"as_of": "22/11/2026"`},
		{`"individual_limit": 24`, `"individual_limit": "24"`},
		{`"individual_limit": 24`, `"individual_limit": 240`},
		{`"verdict": "non_compliant"`, `"verdict": "failed"`},
		{`"holders":`, `"holder":`},
		{`"look_through":`, `"lookthrough":`},
		{`"contested": false`, `"contested": null`},
		{`"low": 0`, `"low": -1`},
		{`"eu": "yes"`, `"eu": true`},
		{`"tier": 1`, `"tier": 1.5`},
		{`"because":`, `"reasons":`},
		{`"sha256": "`, `"sha256": "x`},
	} {
		broken := strings.Replace(string(text), c.old, c.new, 1)
		require.NotEqual(t, string(text), broken, c.old)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(broken))
		require.NoError(t, err)
		assert.Error(t, schema.Validate(value), c.new)
	}
	// Nor is any key of the top to be missed.
	var whole map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &whole))
	for key := range whole {
		less := map[string]json.RawMessage{}
		for k, v := range whole {
			if k != key {
				less[k] = v
			}
		}
		part, err := json.Marshal(less)
		require.NoError(t, err)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(part))
		require.NoError(t, err)
		assert.Error(t, schema.Validate(value), "without %s", key)
	}
}

func TestSchemaNames(t *testing.T) {
	for _, name := range SchemaNames() {
		text, ok := SchemaOf(name)
		assert.True(t, ok)
		assert.True(t, json.Valid(text))
	}
	_, ok := SchemaOf("nothing")
	assert.False(t, ok)
}
