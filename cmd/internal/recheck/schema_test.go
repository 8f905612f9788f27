package recheck

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/report"
)

// schemaOf compiles the published schema of a document; strictly, it forbids
// every key that the schema does not name.
func schemaOf(t testing.TB, name string, strictly bool) *jsonschema.Schema {
	text, ok := report.SchemaOf(name)
	require.True(t, ok)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	if strictly {
		closed(doc)
	}
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource(name+".json", doc))
	schema, err := c.Compile(name + ".json")
	require.NoError(t, err)
	return schema
}

func closed(node any) {
	switch node := node.(type) {
	case map[string]any:
		if _, ok := node["properties"]; ok {
			node["additionalProperties"] = false
		}
		for _, value := range node {
			closed(value)
		}
	case []any:
		for _, value := range node {
			closed(value)
		}
	}
}

// Every comparison of two drawn dossiers, in both languages, is as the schema
// says, and the same bytes twice.
func TestSchema(t *testing.T) {
	schema := schemaOf(t, "recheck", true)
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDossier(t), drawDossier(t)
		before, after := on(t, a, 20240101, "en"), on(t, b, today, "fr")
		require.NotNil(t, before)
		require.NotNil(t, after)
		for _, lang := range []string{"en", "fr"} {
			text, err := report.JSON(compare(t, before, after, Options{Lang: lang, History: b}))
			require.NoError(t, err)
			again, err := report.JSON(compare(t, before, after, Options{Lang: lang, History: b}))
			require.NoError(t, err)
			require.Equal(t, string(text), string(again))
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			require.NoError(t, err)
			require.NoError(t, schema.Validate(value))
		}
	})
}
