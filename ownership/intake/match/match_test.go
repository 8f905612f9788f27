package match

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/internal/trial"
)

// join joins one entity with a dossier and returns its id, and the code of the
// note or question about it.
func join(t *testing.T, d *ownership.Dossier, row intake.DraftRow, opts Options) (id, code string) {
	t.Helper()
	if row["kind"] == "" {
		row["kind"] = "company"
	}
	row["id"], row["source"] = "x", "t.csv:2:1"
	draft := &intake.Draft{Entities: []intake.DraftRow{row}, Shareholdings: []intake.DraftRow{{"holder": "x", "issuer": "x", "nominee_for": "x"}}, Rights: []intake.DraftRow{{"holder": "x", "company": "x"}}}
	NewMatcher(d).Join(draft, opts)
	id = draft.Shareholdings[0]["holder"]
	for _, row := range []intake.DraftRow{draft.Shareholdings[0], draft.Rights[0]} {
		for _, column := range []string{"issuer", "nominee_for", "company"} {
			if row[column] != "" {
				require.Equal(t, id, row[column])
			}
		}
	}
	require.Equal(t, id == "x", len(draft.Entities) == 1, "a match is no new entity")
	for _, n := range draft.Notes {
		trial.Sentence(t, n)
		if n.Code != "match-tells" {
			code = n.Code
		}
	}
	for _, q := range draft.Questions {
		trial.Sentence(t, q.Note)
		require.GreaterOrEqual(t, len(q.At), 1)
		code = q.Note.Code
	}
	return id, code
}

func TestMatching(t *testing.T) {
	fr, us := ownership.Place{Country: "FR"}, ownership.Place{Country: "US", Subdivision: "US-DE"}
	known := trial.Dossier(
		ownership.Entity{ID: "a", Name: "Atelier Nuage SAS", RegisteredOffice: fr, RegistrationNumber: "732 829 320"},
		ownership.Entity{ID: "b", Name: "Larkspur Ventures, Inc.", RegisteredOffice: us, LEI: "529900T8BM49AURSDO55"},
		ownership.Entity{ID: "c", Name: "Granit GmbH"},
		ownership.Entity{ID: "d", Name: "Jean Dupont", Kind: ownership.Person, Nationality: fr},
		ownership.Entity{ID: "e", Name: "Double SA", RegisteredOffice: fr},
		ownership.Entity{ID: "f", Name: "Double S.A.", RegisteredOffice: fr},
		ownership.Entity{ID: "g", Name: "Harbour Fund 2 LP", RegisteredOffice: us},
	)
	for name, c := range map[string]struct {
		row      intake.DraftRow
		opts     Options
		id, code string
	}{
		"LEI":                       {row: intake.DraftRow{"name": "Another Name", "lei": "529900t8bm49aursdo55", "registered_office": "US"}, id: "b", code: "match-lei"},
		"SIREN in a VAT number":     {row: intake.DraftRow{"name": "Atelier Nuage SAS", "registration_number": "FR44732829320"}, id: "a", code: "match-number"},
		"number and country":        {row: intake.DraftRow{"name": "Atelier Nuage SAS", "registration_number": "732829320", "registered_office": "FR"}, id: "a", code: "match-number"},
		"number without country":    {row: intake.DraftRow{"name": "Something Else", "registration_number": "732829320"}, id: "x", code: "match-number-alone"},
		"name, form, country":       {row: intake.DraftRow{"name": "LARKSPUR VENTURES INC", "registered_office": "US-NY"}, id: "b", code: "match-name"},
		"no country here":           {row: intake.DraftRow{"name": "Larkspur Ventures Inc"}, id: "x", code: "match-country"},
		"no country there":          {row: intake.DraftRow{"name": "Granit GmbH", "registered_office": "DE"}, id: "x", code: "match-country"},
		"the user trusts names":     {row: intake.DraftRow{"name": "Granit GmbH", "registered_office": "DE"}, opts: Options{SameNames: true}, id: "c", code: "match-same-names"},
		"another country":           {row: intake.DraftRow{"name": "Larkspur Ventures Inc", "registered_office": "CA"}, id: "x", code: "match-elsewhere"},
		"another country, no form":  {row: intake.DraftRow{"name": "Larkspur Ventures", "registered_office": "CA"}, id: "x", code: "match-elsewhere"},
		"another country and form":  {row: intake.DraftRow{"name": "Larkspur Ventures GmbH", "registered_office": "DE"}, id: "x"},
		"another country and LEI":   {row: intake.DraftRow{"name": "Larkspur Ventures Inc", "registered_office": "CA", "lei": "549300DTUYXVMJXZNY75"}, id: "x"},
		"another number":            {row: intake.DraftRow{"name": "Atelier Nuage SAS", "registered_office": "FR", "registration_number": "552100554"}, id: "x"},
		"another LEI":               {row: intake.DraftRow{"name": "Larkspur Ventures Inc", "registered_office": "US", "lei": "549300DTUYXVMJXZNY75"}, id: "x"},
		"another form":              {row: intake.DraftRow{"name": "Atelier Nuage SA", "registered_office": "FR"}, id: "x", code: "match-form"},
		"no form":                   {row: intake.DraftRow{"name": "Atelier Nuage", "registered_office": "FR"}, id: "x", code: "match-form"},
		"one letter":                {row: intake.DraftRow{"name": "Atelier Nuages SAS", "registered_office": "FR"}, id: "x", code: "match-near"},
		"two letters swapped":       {row: intake.DraftRow{"name": "Atelier Naugee SAS", "registered_office": "FR"}, id: "x"},
		"neighbours swapped":        {row: intake.DraftRow{"name": "Ateleir Nuage SAS", "registered_office": "FR"}, id: "x", code: "match-near"},
		"another number in a name":  {row: intake.DraftRow{"name": "Harbour Fund 3 LP", "registered_office": "US"}, id: "x"},
		"words in another order":    {row: intake.DraftRow{"name": "Nuage Atelier SAS", "registered_office": "FR"}, id: "x", code: "match-near"},
		"persons of one name":       {row: intake.DraftRow{"name": "Jean Dupont", "kind": "person", "nationality": "FR"}, id: "x", code: "match-person"},
		"a company like a person":   {row: intake.DraftRow{"name": "Jean Dupont", "registered_office": "FR"}, id: "x", code: "match-form"},
		"two of the dossier":        {row: intake.DraftRow{"name": "Double SA", "registered_office": "FR"}, id: "x", code: "match-several"},
		"told":                      {row: intake.DraftRow{"name": "Nobody Knows"}, opts: Options{Same: map[string]string{"nobody knows": "c"}}, id: "c", code: "match-told"},
		"told that it is new":       {row: intake.DraftRow{"name": "Larkspur Ventures Inc", "registered_office": "US"}, opts: Options{Same: map[string]string{"Larkspur Ventures Inc": "new"}}, id: "x"},
		"told what is not there":    {row: intake.DraftRow{"name": "Nobody"}, opts: Options{Same: map[string]string{"Nobody": "zz"}}, id: "x", code: "match-no-such-id"},
		"a float is another's":      {row: intake.DraftRow{"name": "Public", "kind": "public_float"}, id: "x"},
		"a name that nobody has":    {row: intake.DraftRow{"name": "Quarry Holdings Ltd", "registered_office": "GB"}, id: "x"},
		"no name and no number":     {row: intake.DraftRow{"name": ""}, id: "x"},
		"the id is taken otherwise": {row: intake.DraftRow{"name": "Ravine SAS", "registered_office": "FR"}, id: "x"},
	} {
		id, code := join(t, known, c.row, c.opts)
		assert.Equal(t, c.id, id, name)
		assert.Equal(t, c.code, code, name)
	}
}

func TestIDsNeverCollide(t *testing.T) {
	m := NewMatcher(trial.Dossier(ownership.Entity{ID: "nord-sas", Name: "Autre"}, ownership.Entity{ID: "nord-sas-2", Name: "Encore"}))
	first := &intake.Draft{Entities: []intake.DraftRow{{"id": "nord-sas", "name": "Nord SAS", "kind": "company", "source": "a.csv:2:1"}}, Shareholdings: []intake.DraftRow{{"holder": "nord-sas", "issuer": "p"}}}
	m.Join(first, Options{})
	require.Equal(t, "nord-sas-3", first.Entities[0]["id"])
	require.Equal(t, "nord-sas-3", first.Shareholdings[0]["holder"])
	require.Len(t, m.Dossier().Entities, 3)
	// A second file is compared with the first.
	second := &intake.Draft{Entities: []intake.DraftRow{{"id": "nord-sas", "name": "Nord SAS", "kind": "company", "source": "b.csv:2:1"}}}
	m.Join(second, Options{})
	require.Equal(t, "match-country", second.Questions[0].Note.Code)
	require.Equal(t, "nord-sas-4", second.Entities[0]["id"])
}

// TestFilesCompleteEachOther reads a relationship file, which knows its entities
// by their LEI alone, and the file of their names.
func TestFilesCompleteEachOther(t *testing.T) {
	const lei = "529900T8BM49AURSDO55"
	names := func() *intake.Draft {
		return &intake.Draft{Entities: []intake.DraftRow{{"id": "y", "name": "Nord SE", "lei": lei, "registered_office": "DE", "kind": "company", "source": "b.json:1"}}}
	}
	m := NewMatcher(nil)
	first := &intake.Draft{Entities: []intake.DraftRow{{"id": "x", "lei": lei, "kind": "company", "source": "a.csv:2"}}}
	m.Join(first, Options{})
	second := names()
	m.Join(second, Options{})
	require.Empty(t, second.Entities)
	require.Equal(t, intake.DraftRow{"id": "x", "lei": lei, "kind": "company", "source": "a.csv:2", "name": "Nord SE", "registered_office": "DE"}, first.Entities[0])
	// What stands in the dossier stays.
	known := trial.Dossier(ownership.Entity{ID: "x", LEI: lei})
	third := names()
	NewMatcher(known).Join(third, Options{})
	require.Equal(t, []string{"name Nord SE", "registered_office DE"}, trial.Note(t, third.Notes, "match-tells").Args["blank"])
	require.Empty(t, known.Entities[0].Name)
}

// Changing case, accents, points and commas of a name does not change its key.
func TestNameKeyForgivesSpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[b-df-hj-np-rt-vx-z]{3,8}e`), 1, 4).Draw(t, "words")
		plain := strings.Join(words, " ") + " SAS"
		spelled := strings.ToUpper(strings.Join(words, rapid.SampledFrom([]string{" ", "-", ", ", "  ", "\u00a0"}).Draw(t, "between")))
		spelled = strings.ReplaceAll(spelled, "E", rapid.SampledFrom([]string{"E", "É", "e", "è"}).Draw(t, "accent"))
		spelled += rapid.SampledFrom([]string{" S.A.S.", " SAS", ", S.A.S", " sas"}).Draw(t, "form")
		a, f := identity.NameKey(plain)
		b, g := identity.NameKey(spelled)
		if a != b || f != g {
			t.Fatalf("%q is %q %q, %q is %q %q", plain, a, f, spelled, b, g)
		}
	})
}

func TestManyDoubtsAreCut(t *testing.T) {
	known := &ownership.Dossier{}
	draft := &intake.Draft{}
	for i := range 5000 {
		name := fmt.Sprintf("%s Holding %c%c", strings.Repeat(string(rune('a'+i%26)), 3+i%7), 'a'+i/26%26, 'a'+i/676%26)
		known.Entities = append(known.Entities, &ownership.Entity{ID: fmt.Sprint("k", i), Name: name, Kind: ownership.Company})
		draft.Entities = append(draft.Entities, intake.DraftRow{"id": fmt.Sprint("n", i), "name": name + "x", "kind": "company", "source": "t.csv:2:1"})
	}
	NewMatcher(known).Join(draft, Options{})
	require.LessOrEqual(t, len(draft.Questions), mostDoubts)
	require.Equal(t, "match-more", draft.Notes[0].Code)
}
