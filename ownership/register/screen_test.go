package register

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

var standard = Limits{Individual: big.NewRat(24, 100), Collective: big.NewRat(39, 100)}

// requireScreen compares every line of a screening with the exact engine.
func requireScreen(t *rapid.T, d *ownership.Dossier, l ownership.Lens, reading ownership.Reading, threads int) *Screening {
	s := sound(t, d)
	t.Log(shown(d))
	exact := ownership.NewField(s, l)
	f := NewField(fromDossier(d), l, threads)
	got := f.Screen(reading, standard)
	want := &Screening{Field: f, Reading: reading, Limits: standard}
	for j, e := range s.Entities {
		a, b := want.line(exact, exact.Measure(j)), got.Line(j)
		require.False(t, b.Rough, e.ID)
		near := func(what string, want, got Figure) {
			require.InDelta(t, want.Low, got.Low, b.Error+1e-15, "least of %s, %s", e.ID, what)
			require.InDelta(t, want.High, got.High, b.Error+1e-15, "most of %s, %s", e.ID, what)
		}
		for _, d := range ownership.Dimensions {
			near("together "+d.String(), a.Collective[d], b.Collective[d])
			near("alone "+d.String(), a.Individual[d], b.Individual[d])
			require.Equal(t, a.Holder[d], b.Holder[d], "who has most of %s, %s", e.ID, d)
		}
		require.LessOrEqual(t, b.Error, 1e-12)
		require.Equal(t, a.Answer, b.Answer, e.ID)
		require.Equal(t, a.Controller, b.Controller, "controller of %s", e.ID)
	}
	return got
}

func TestScreenIsThatOfTheExactEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, drawing{companies: rapid.SampledFrom([]int{4, 8, 12}).Draw(t, "size"), others: 5,
			dirty: rapid.Bool().Draw(t, "dirty"), unknown: rapid.Bool().Draw(t, "unknown")})
		if rapid.Bool().Draw(t, "layers") {
			upwardsOnly(d)
		}
		if rapid.Bool().Draw(t, "rights") {
			drawRights(t, d)
		}
		reading := rapid.SampledFrom(ownership.Readings).Draw(t, "reading")
		requireScreen(t, d, lens(), reading, 1)
	})
}

// upwardsOnly turns the holdings of a dossier so that nothing goes round.
func upwardsOnly(d *ownership.Dossier) {
	place := make(map[string]int)
	for i, e := range d.Entities {
		place[e.ID] = i
	}
	var kept []*ownership.Holding
	for _, h := range d.Holdings {
		if h.NomineeFor != "" && place[h.NomineeFor] <= place[h.Issuer] {
			h.NomineeFor = ""
		}
		if place[h.Holder] > place[h.Issuer] || place[h.Holder] == place[h.Issuer] {
			kept = append(kept, h)
		}
	}
	d.Holdings = kept
}
