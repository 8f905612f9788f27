package openstandard

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/written"
)

// bodsSchema compiles the schema of BODS 0.4.
func bodsSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "testdata", "schemas", "bods-0.4", "*.json"))
	require.NoError(t, err)
	require.Len(t, files, 5)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		require.NoError(t, err)
		require.NoError(t, c.AddResource(doc.(map[string]any)["$id"].(string), doc))
	}
	schema, err := c.Compile("urn:statement")
	require.NoError(t, err)
	return schema
}

// writeDraft writes a draft as a dossier folder, for a test to read.
func writeDraft(t testing.TB, d *intake.Draft) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range intake.TableFiles() {
		table := strings.TrimSuffix(file, ".csv")
		columns := intake.Columns(table)
		rows := map[string][]intake.DraftRow{"entities": d.Entities, "shareholdings": d.Shareholdings, "rights": d.Rights,
			"subcontracts": d.Subcontracts, "sites": d.Sites, "attestations": d.Attestations, "diligence": d.Diligence}[table]
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		require.NoError(t, w.Write(columns))
		for _, row := range rows {
			cells := make([]string, len(columns))
			for i, column := range columns {
				cells[i] = row[column]
			}
			require.NoError(t, w.Write(cells))
		}
		w.Flush()
		require.NoError(t, os.WriteFile(filepath.Join(dir, file), b.Bytes(), 0o600))
	}
	return dir
}

// claims are what a dossier says, without where it says it.
func claims(t testing.TB, d *ownership.Dossier) string {
	t.Helper()
	c := *d
	c.Inputs, c.Notes = nil, nil
	text, err := json.Marshal(intake.DraftOf(&c))
	require.NoError(t, err)
	return string(text)
}

// roundTrip writes a dossier as BODS, checks it against the schema, and reads it
// back.
func roundTrip(t testing.TB, schema *jsonschema.Schema, d *ownership.Dossier) *ownership.Dossier {
	t.Helper()
	var out, again bytes.Buffer
	require.NoError(t, WriteBODS(&out, d, 20261122))
	require.NoError(t, WriteBODS(&again, d, 20261122))
	require.Equal(t, out.String(), again.String(), "the same dossier gives the same bytes")
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
	require.NoError(t, err)
	require.NoError(t, schema.Validate(doc))
	path := filepath.Join(t.TempDir(), "dossier.json")
	require.NoError(t, os.WriteFile(path, out.Bytes(), 0o600))
	draft, err := Import(context.Background(), path, Options{})
	require.NoError(t, err, "%v", err)
	require.Empty(t, draft.LeftOut)
	require.Empty(t, draft.Notes)
	back, err := intake.ReadDossier(writeDraft(t, draft), intake.Options{})
	require.NoError(t, err, "%v", err)
	return back
}

// TestBODSRoundTrip takes every dossier of the test data through BODS 0.4: the
// file is valid, and the same claims come back in the same order.
func TestBODSRoundTrip(t *testing.T) {
	schema := bodsSchema(t)
	n := 0
	for _, root := range []string{"dossiers", "published"} {
		folders, err := filepath.Glob(filepath.Join("..", "..", "..", "testdata", root, "*", "entities.csv"))
		require.NoError(t, err)
		for _, file := range folders {
			dir := filepath.Dir(file)
			d, err := intake.ReadDossier(dir, intake.Options{})
			if err != nil {
				continue // a published case whose input is wrong on purpose
			}
			n++
			t.Run(root+"/"+filepath.Base(dir), func(t *testing.T) {
				back := roundTrip(t, schema, d)
				assert.Equal(t, claims(t, d), claims(t, back))
				assertSameClaims(t, d, back)
			})
		}
	}
	require.Greater(t, n, 50)
}

// assertSameClaims compares the values themselves, not only their text.
func assertSameClaims(t testing.TB, want, got *ownership.Dossier) {
	t.Helper()
	require.Len(t, got.Holdings, len(want.Holdings))
	for i, h := range want.Holdings {
		g := got.Holdings[i]
		assert.True(t, h.Capital.Equal(g.Capital), "capital of %s", h.At)
		assert.True(t, h.Votes.Equal(g.Votes), "votes of %s", h.At)
		assert.Equal(t, h.Span, g.Span)
	}
	require.Len(t, got.Entities, len(want.Entities))
	for i, e := range want.Entities {
		g := *got.Entities[i]
		g.At = e.At
		assert.Equal(t, *e, g)
	}
}

// TestBODSRoundTripOfEveryColumn fills every column of every table.
func TestBODSRoundTripOfEveryColumn(t *testing.T) {
	dir := trial.Folder(t, map[string]string{
		"entities.csv": "id,name,kind,role,registered_office,central_administration,principal_establishment,nationality,residence,listed,services,presence,ultimate,legal_form,lei,registration_number,source,source_date,note\n" +
			"p,\"Nuage \"\"Bleu\"\" <b>\",company,provider,FR,DE,IT,,,regulated,cloud;hosting,US:branch;CA:customers,,SA,969500UP76J52A9OXU27,552 100 554,\"Kbis, p. 1\",2026-01-31,\"=1+1\nsecond line\"\n" +
			"us,Beta Inc.,company,,US-DE,US,US,,,mtf,,US:listing,yes,,,,,,\n" +
			"a,Anne,person,,,,,FR,US-NY,,,,,,,,,,\nfloat,,public_float,,,,,,,,,,,,,,,,\nf,Fonds,fund,,LU,,,,,no,,,,FPCI,,,,,\n" +
			"lp,LP,partnership,,KY,,,,,,,,,,,,,,\ntr,Trust,trust,,JE,,,,,,,,,,,,,,\nst,State,state,,FI,,,,,,,,,,,,,,\nun,,unknown,,,,,,,,,,,,,,,,said nothing\n",
		"shareholdings.csv": "holder,issuer,capital,votes,shares,votes_per_share,share_class,declared,concert,nominee_for,from,until,source,source_date,note\n" +
			"us,p,24.5,>25-<50,1200.5,2,ADP,yes,c1,,2020-01-01,2027-01-01,\"register, p. 3\",2026-02-01,pledged\n" +
			"us,p,,,7,10,AO,no,,,,,,,\na,p,<5,75-<100,,,,,,lp,,,,,\nf,p,>=0.000000000000000000000000000001,,,,,,,,,,,,\nfloat,p,2.5e-3,0,,,,,,,,,,,\n",
		"rights.csv": "holder,company,right,organ,seats,of_seats,basis,scope,from,until,source,source_date\n" +
			"us,p,veto,,,,contract,minority_protection,2020-01-01,,pact,2026-01-01\nus,p,veto,,,,articles,,,,,\na,p,appoint,board,2,7,law,,,,,\nf,p,appoint,,,,,,,,,\nst,p,control_agreement,,,,articles,,,,,\nlp,p,control_agreement,,,,,,,,,\ntr,p,de_facto_control,,,,law,,,,,\n",
		"subcontracts.csv": "client,supplier,service,critical,data_access,own_skills,alternatives,qualified_service,qualified_until,contribution,from,until,source,source_date\n" +
			"p,us,hosting,yes,technical,no,a;Gamma SAS,IaaS,2027-05-05,racks,2020-01-01,2028-01-01,contract,2026-01-01\nus,p,own thing,no,unknown,,,,,,,,,\np,f,,,,,,,,,,,,\n",
		"sites.csv":        "operator,site,country,use,from,until,source,source_date\nus,Ashburn,US-VA,primary,2020-01-01,,lease,2026-01-01\np,Lyon,FR,backup,,,,\n",
		"attestations.csv": "requirement,statement,signatory,date,evidence\n19.6.e,All well,A. B.,2026-03-03,annex 4\n19.2,second,,,\n",
		"diligence.csv":    "point,item,answer,evidence,evidence_date,note\n3,keys,partial,photo,2026-04-04,see\n1,door,,,,\n",
	})
	d, err := intake.ReadDossier(dir, intake.Options{})
	require.NoError(t, err)
	back := roundTrip(t, bodsSchema(t), d)
	require.Equal(t, claims(t, d), claims(t, back))
	assertSameClaims(t, d, back)
}

// TestBODSRoundTripOfAnyText puts any text where a dossier takes any.
func TestBODSRoundTripOfAnyText(t *testing.T) {
	schema := bodsSchema(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringN(0, 30, -1)
		id := rapid.StringMatching(`[ -~é]{1,20}`)
		d := &ownership.Dossier{}
		seen := map[string]bool{}
		for range rapid.IntRange(1, 4).Draw(rt, "n") {
			e := &ownership.Entity{ID: written.Trim(id.Draw(rt, "id")), Name: written.Trim(text.Draw(rt, "name")),
				Kind: rapid.SampledFrom(ownership.Kinds).Draw(rt, "kind"), Note: written.Trim(text.Draw(rt, "note")), Source: written.Trim(text.Draw(rt, "source")),
				LegalForm: written.Trim(text.Draw(rt, "form")), RegistrationNumber: written.Trim(text.Draw(rt, "number"))}
			if e.ID == "" || seen[e.ID] || strings.HasPrefix(e.ID, "#") {
				continue
			}
			seen[e.ID] = true
			d.Entities = append(d.Entities, e)
		}
		if len(d.Entities) == 0 {
			rt.Skip()
		}
		var out bytes.Buffer
		require.NoError(rt, WriteBODS(&out, d, 20261122))
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		require.NoError(rt, err)
		require.NoError(rt, schema.Validate(doc))
		draft := imported(rt, "x.json", out.String(), Options{})
		require.Equal(rt, intake.DraftOf(d).Entities, draft.Entities)
	})
}
