package register

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// TestDossierHasTheSameLinks holds that the claims that a register gives back
// resolve to the links that those it was made from do.
func TestDossierHasTheSameLinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := withRights(t, drawDossier(t, drawing{companies: 5, others: 5, dirty: true, unknown: true}))
		want := sound(t, d)
		again := fromDossier(d).Dossier(func(int) string { return "here" })
		got, faults, err := ownership.Resolve(again, day)
		require.NoError(t, err)
		require.Empty(t, faults)
		require.Len(t, got.Entities, len(want.Entities))
		require.Len(t, got.Rights, len(want.Rights))
		for j, e := range want.Entities {
			require.Equal(t, "here", got.Entities[j].Source)
			a, b := want.Holders(j), got.Holders(j)
			require.Equal(t, len(a), len(b), e.ID)
			for k := range a {
				require.Equal(t, a[k].Holder, b[k].Holder)
				require.Equal(t, a[k].Declared, b[k].Declared)
				for _, dim := range ownership.Dimensions {
					require.Equal(t, a[k].Share[dim].Lo.RatString(), b[k].Share[dim].Lo.RatString(), "%s %s", e.ID, dim)
					require.Equal(t, a[k].Share[dim].Hi.RatString(), b[k].Share[dim].Hi.RatString(), "%s %s", e.ID, dim)
				}
			}
		}
		lens := lens()
		a, b := ownership.NewField(want, lens), ownership.NewField(got, lens)
		require.Equal(t, a.Concerts(), b.Concerts())
	})
}

// TestDossierOfAPartKeepsFigures holds that the claims of an entity and of all that
// is above it give the exact figures that all claims give, where people act in
// concert, rights are recorded and things go round too.
func TestDossierOfAPartKeepsFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := withRights(t, drawDossier(t, drawing{companies: 6, others: 5, dirty: rapid.Bool().Draw(t, "dirty"), unknown: rapid.Bool().Draw(t, "unknown")}))
		l := lens()
		whole := ownership.NewField(sound(t, d), l)
		r := fromDossier(d)
		i := rapid.IntRange(0, r.Len()-1).Draw(t, "entity")
		part, err := r.Above(0, i)
		require.NoError(t, err)
		structure, faults, err := ownership.Resolve(part.Dossier(nil), day)
		require.NoError(t, err)
		require.Empty(t, faults)
		f := ownership.NewField(structure, l)
		at, there := f.Index(r.ID(i))
		require.True(t, there)
		t.Log(shown(d))
		all, own := whole.Measure(i), f.Measure(at)
		for _, d := range ownership.Dimensions {
			for _, reading := range ownership.Readings {
				where := r.ID(i) + " " + d.String() + " " + reading.String()
				require.Equal(t, all.Collective[d][reading].Low.RatString(), own.Collective[d][reading].Low.RatString(), where)
				require.Equal(t, all.Collective[d][reading].High.RatString(), own.Collective[d][reading].High.RatString(), where)
				want, who := mostOfOne(whole, all, d, reading)
				got, whom := mostOfOne(f, own, d, reading)
				require.Equal(t, want.Low.RatString(), got.Low.RatString(), where)
				require.Equal(t, want.High.RatString(), got.High.RatString(), where)
				require.Equal(t, who < 0, whom < 0, where)
				if who >= 0 {
					require.Equal(t, whole.RefOf(who), f.RefOf(whom), where)
				}
			}
		}
	})
}

// TestDossierOfColumnsOverOne holds that a register that says more than there is
// gives claims that the exact engine takes.
func TestDossierOfColumnsOverOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, drawing{companies: 4, others: 4, dirty: true})
		if len(d.Holdings) == 0 {
			return
		}
		for range rapid.IntRange(1, 3).Draw(t, "more") {
			h := *d.Holdings[0]
			h.Class = rapid.StringMatching("[a-z]{8}").Draw(t, "class")
			d.Holdings = append(d.Holdings, &h)
			if len(d.Holdings) > 1 {
				d.Holdings[1].Issuer = d.Holdings[0].Issuer
			}
		}
		_, faults, err := ownership.Resolve(fromDossier(d).Dossier(nil), day)
		require.NoError(t, err)
		require.Empty(t, faults)
	})
}
