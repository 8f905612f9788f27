package openstandard

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// recorder keeps claims as they come, without where they stand.
type recorder struct {
	entities, holdings, rights []string
}

func (r *recorder) AddEntity(e *ownership.Entity) {
	r.entities = append(r.entities, strings.Join([]string{
		e.ID, e.Name, string(e.Kind), e.RegisteredOffice.Country, e.CentralAdministration.Country, e.PrincipalEstablishment.Country,
		e.Nationality.Country, e.Residence.Country, string(e.Listed),
	}, "|"))
}

func (r *recorder) AddHolding(h *ownership.Holding) {
	r.holdings = append(r.holdings, strings.Join([]string{
		h.Holder, h.Issuer, written.ShareText(h.Capital), written.ShareText(h.Votes), h.From.String(), h.Until.String(), h.NomineeFor,
	}, "|"))
}

func (r *recorder) AddRight(x *ownership.Right) {
	r.rights = append(r.rights, strings.Join([]string{x.Holder, x.Company, string(x.Right), x.Organ, x.From.String(), x.Until.String()}, "|"))
}

// recorded is what a dossier's claims say.
func recorded(claims *ownership.Dossier) *recorder {
	r := &recorder{}
	for _, e := range claims.Entities {
		r.AddEntity(e)
	}
	for _, h := range claims.Holdings {
		r.AddHolding(h)
	}
	for _, right := range claims.Rights {
		r.AddRight(right)
	}
	r.sort()
	return r
}

func (r *recorder) sort() {
	slices.Sort(r.entities)
	slices.Sort(r.holdings)
	slices.Sort(r.rights)
}

// TestRegisterIsReadAsAnImport holds that a register read a few records at a time
// says what an import of it says.
func TestRegisterIsReadAsAnImport(t *testing.T) {
	samples := filepath.Join("..", "..", "..", "testdata", "imports")
	for _, name := range []string{
		"psc/snapshot.jsonl", "gleif/csv", "gleif/json", "bods/array-0.3.json", "bods/chain-0.4.json", "bods/lines-0.2.jsonl",
		"ftm/entities.ftm.jsonl", "rne/entreprise.json", "register/bods.jsonl", "register/psc.jsonl", "register/gleif",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(samples, filepath.FromSlash(name))
			draft, err := Import(context.Background(), path, Options{})
			require.NoError(t, err)
			claims, faults := draft.Claims(ownership.Position{})
			require.Empty(t, faults)
			want := recorded(claims)
			for _, batch := range []int{1, 3, 4096} {
				got := &recorder{}
				var faults []ownership.Note
				fill, err := readRegister(context.Background(), path, Options{}, batch, got, func(n ownership.Note) { faults = append(faults, n) }, nil)
				require.NoError(t, err)
				got.sort()
				assert.Equal(t, want, got, batch)
				for _, n := range faults {
					assert.Equal(t, "open-value-unread", n.Code) // an import asks somebody to fill it in
				}
				assert.Equal(t, len(faults), fill.Faulty)
				assert.NotZero(t, fill.Records)
				assert.NotEmpty(t, fill.Standard)
				assert.NotEmpty(t, fill.Inputs)
			}
		})
	}
}

// TestRegisterWithFaults holds that a record that cannot be read is left out and
// told of, and that a file that ends in the middle is no register.
func TestRegisterWithFaults(t *testing.T) {
	lines, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", "imports", "psc", "snapshot.jsonl"))
	require.NoError(t, err)
	whole := &recorder{}
	file := filepath.Join(t.TempDir(), "psc.jsonl")
	require.NoError(t, os.WriteFile(file, lines, 0o666))
	_, err = ReadRegister(context.Background(), file, Options{}, whole, nil, nil)
	require.NoError(t, err)

	dirty := append([]byte("{\"company_number\": 5, \"data\": {\"kind\": []}}\n"), lines...)
	dirty = append(dirty, "{\"company_number\": \"\", \"data\": {\"kind\": \"x\"}}\n{\"a\": }\n"...)
	require.NoError(t, os.WriteFile(file, dirty, 0o666))
	got := &recorder{}
	var faults []ownership.Note
	told := 0
	fill, err := readRegister(context.Background(), file, Options{}, 2, got, func(n ownership.Note) { faults = append(faults, n) }, func(int) { told++ })
	require.NoError(t, err)
	assert.Equal(t, whole.holdings, got.holdings)
	assert.Len(t, faults, 4)
	assert.Equal(t, 4, fill.Faulty)
	assert.NotZero(t, told)
	for _, n := range faults {
		assert.NotZero(t, n.At.Line, n.Code)
	}

	require.NoError(t, os.WriteFile(file, append([]byte("["), lines[:40]...), 0o666))
	_, err = ReadRegister(context.Background(), file, Options{}, &recorder{}, nil, nil)
	var f *input.Faults
	require.ErrorAs(t, err, &f)
	_, err = ReadRegister(context.Background(), t.TempDir(), Options{}, &recorder{}, nil, nil)
	require.ErrorAs(t, err, &f)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = ReadRegister(ctx, filepath.Join("..", "..", "..", "testdata", "imports", "psc", "snapshot.jsonl"), Options{}, &recorder{}, nil, nil)
	require.ErrorIs(t, err, context.Canceled)
}
