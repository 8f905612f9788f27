package report

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

// landlords are the dossiers of a landlord, and who would sign in some of them.
var landlords = map[string]string{"telehouse": "outscale", "us-colocation": "p"}

// examined is the landlord of a dossier in seven points.
func examined(t testing.TB, name, tenant string) *rules.Colo {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join("../../../testdata/dossiers", name), intake.Options{})
	require.NoError(t, err)
	day, err := ownership.ParseDate("2026-11-22")
	require.NoError(t, err)
	x, notes, err := rules.Examine(d, rules.ColoOptions{Options: rules.Options{AsOf: day, Policy: rules.DefaultPolicy()}, Tenant: tenant})
	require.NoError(t, err)
	require.Empty(t, notes, name)
	return x
}

// coloDossiers are the dossiers of landlords.
func coloDossiers(t testing.TB) []string {
	entries, err := os.ReadDir("../../../testdata/dossiers")
	require.NoError(t, err)
	names := []string{"telehouse", "us-colocation", "data4", "etix", "thesee"}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "colo-") {
			names = append(names, e.Name())
		}
	}
	return names
}

// schemaFor is a published schema, whole by itself.
func schemaFor(t testing.TB, name string, edit func(map[string]any)) *jsonschema.Schema {
	t.Helper()
	text, ok := SchemaOf(name)
	require.True(t, ok)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	if edit != nil {
		edit(doc.(map[string]any))
	}
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource(name+".json", doc))
	schema, err := c.Compile(name + ".json")
	require.NoError(t, err)
	return schema
}

func asJSON(t testing.TB, value any) any {
	t.Helper()
	text, err := JSON(value)
	require.NoError(t, err)
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	return read
}

// TestColoSchema validates every landlord, and holds that the schema names every
// key.
func TestColoSchema(t *testing.T) {
	schema, strict := schemaFor(t, "colo", nil), schemaFor(t, "colo", closed)
	for _, name := range coloDossiers(t) {
		value := asJSON(t, MakeColo(examined(t, name, landlords[name]), "fr"))
		require.NoError(t, schema.Validate(value), name)
		require.NoError(t, strict.Validate(value), "%s has a key that the schema does not name", name)
		value.(map[string]any)["answer"] = "perhaps"
		require.Error(t, schema.Validate(value))
	}
	all := CompareColo([]*Colo{MakeColo(examined(t, "colo-clean", ""), "en"), MakeColo(examined(t, "colo-no-audit", ""), "en")})
	require.NoError(t, schemaFor(t, "colo-comparison", nil).Validate(asJSON(t, all)))
	require.NoError(t, schemaFor(t, "colo-comparison", closed).Validate(asJSON(t, all)))
	all.Landlords = all.Landlords[:1]
	require.Error(t, schemaFor(t, "colo-comparison", nil).Validate(asJSON(t, all)))
}

// TestColoSaysEverything holds that no sentence lacks a word, in either language,
// and that both languages come to the same.
func TestColoSaysEverything(t *testing.T) {
	for _, name := range coloDossiers(t) {
		x := examined(t, name, landlords[name])
		var first *Colo
		for _, lang := range data.Languages {
			c := MakeColo(x, lang)
			text, err := JSON(c)
			require.NoError(t, err)
			assert.NotRegexp(t, `[^"]\{[a-z_]+(\|[^}]*)?\}`, strings.ReplaceAll(string(text), "{}", ""), "%s in %s", name, lang)
			for _, p := range c.Points {
				for _, a := range p.AskFor {
					assert.Greater(t, len(a.What), 10, "%s: %s", name, a.Reason.Code)
				}
				for _, r := range p.Replies {
					assert.NotEqual(t, "reply-"+r.State, r.Because, name)
				}
				for _, k := range p.Conditions {
					assert.NotEmpty(t, k.Text, name)
					assert.NotEmpty(t, k.Title, name)
				}
			}
			if first == nil {
				first = c
				continue
			}
			assert.Equal(t, first.Answer, c.Answer)
			for i, p := range c.Points {
				assert.Equal(t, first.Points[i].Verdict, p.Verdict)
				assert.Len(t, p.AskFor, len(first.Points[i].AskFor))
				assert.Len(t, p.Conditions, len(first.Points[i].Conditions))
			}
		}
	}
}
