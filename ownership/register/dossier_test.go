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
