package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/report"
	"egide/ownership/deal"
	"egide/ownership/intake"
	"egide/rules"
)

// schemaNamed compiles a schema that the program publishes.
func schemaNamed(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	published := egide(t, "schema", name)
	require.Zero(t, published.status, "%s", published.stderr)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(published.stdout))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource(name+".json", document))
	schema, err := compiler.Compile(name + ".json")
	require.NoError(t, err)
	return schema
}

// TestWhatIfFollowsItsSchema validates what every dossier comes to, as it is and
// after a capital increase, and the reports in it.
func TestWhatIfFollowsItsSchema(t *testing.T) {
	schema, reports := schemaNamed(t, "whatif"), schemaNamed(t, "report")
	validate := func(name string, text []byte) {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err, name)
		assert.NoError(t, schema.Validate(value), name)
		for _, key := range []string{"before", "after"} {
			if part := value.(map[string]any)[key]; part != nil {
				assert.NoError(t, reports.Validate(part), "%s %s", name, key)
			}
		}
	}
	empty, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(`{}`)))
	require.NoError(t, err)
	require.Error(t, schema.Validate(empty))

	for _, name := range folders(t, dossiersDir) {
		got := egide(t, "whatif", filepath.Join(dossiersDir, name), "--as-of", "2026-11-22", "--format", "json")
		if got.status == 3 {
			continue // rows that are not of that day, which other tests look at
		}
		validate(name, got.stdout)
		value, err := decode(got.stdout)
		require.NoError(t, err)
		provider, err := lookup(value, "provider")
		require.NoError(t, err)
		got = egide(t, "whatif", filepath.Join(dossiersDir, name), "--as-of", "2026-11-22", "--format", "json", "--lang", "fr",
			"--deal", fmt.Sprintf("%q émet 30 %% au profit de us-nouveau (US)", provider))
		require.Less(t, got.status, 3, "%s: %s", name, got.stderr)
		validate(name, got.stdout)
	}
}

// TestDealAndReverse does to every dossier a deal and its reverse: the report is
// the first one again, byte for byte.
func TestDealAndReverse(t *testing.T) {
	const day = 20261122
	options := rules.Options{AsOf: day, Policy: rules.DefaultPolicy()}
	done := 0
	for _, name := range folders(t, dossiersDir) {
		d, err := intake.ReadDossier(filepath.Join(dossiersDir, name), intake.Options{})
		require.NoError(t, err, name)
		first, faults, err := rules.Check(d, options)
		require.NoError(t, err, name)
		if len(faults) > 0 {
			continue // rows that are not of that day, which other tests look at
		}
		want, err := report.JSON(report.Make(first, "en"))
		require.NoError(t, err)
		for _, h := range d.Holdings {
			if !h.Covers(day) || h.NomineeFor != "" || !h.Capital.Exact() || h.Capital.Lo().Sign() == 0 {
				continue
			}
			for _, pair := range [][2]string{
				{`new (US) buys 1/1000 of %[2]q from %[1]q`, `%[1]q buys 1/1000 of %[2]q from new`},
				{`%[2]q issues 20%% to %[1]q`, `%[2]q cancels 20%% of %[1]q`},
				{`new (US) gains a veto over %[2]q`, `new gives up its veto over %[2]q`},
			} {
				var deals []deal.Deal
				for i, text := range pair {
					one, fault := deal.Parse(fmt.Sprintf(text, h.Holder, h.Issuer), i+1)
					require.Nil(t, fault)
					deals = append(deals, one)
				}
				outcome, faults, err := deal.Apply(d, day, deals)
				require.NoError(t, err)
				if len(faults) > 0 {
					require.Contains(t, []string{"deal-holds-less", "deal-issue-to-itself"}, faults[0].Code, "%s %v", name, pair)
					continue
				}
				back, faults, err := rules.Check(outcome.After[1], options)
				require.NoError(t, err)
				require.Empty(t, faults)
				got, err := report.JSON(report.Make(back, "en"))
				require.NoError(t, err)
				require.Equal(t, string(want), string(got), "%s: %v", name, pair)
				done++
			}
		}
	}
	assert.Greater(t, done, 200)
}
