package rules

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
	"egide/ownership/deal"
)

func mends(t *testing.T, d *ownership.Dossier) []string {
	list, err := Mends(checkedUnder(t, d, DefaultPolicy()))
	require.NoError(t, err)
	var texts []string
	for _, m := range list {
		text := fmt.Sprint(m.Test, " ", m.Kind, " ", m.Holder)
		if m.Share != nil {
			text += " " + new(big.Rat).Mul(m.Share, big.NewRat(100, 1)).FloatString(4)
		}
		if m.Issuer != "" {
			text += " of " + m.Issuer
		}
		texts = append(texts, text+string(m.Right)+m.Place+" → "+string(m.Verdict))
	}
	return texts
}

func TestMends(t *testing.T) {
	// 60 % of h, which has 40 % of p: all of that counts. It ends where the
	// American holder has 40 % of h, above which it is presumed to control.
	assert.Equal(t, []string{
		"19.6.b/capital-collective sale h 1.0000 of p → compliant",
		"19.6.b/capital-collective sale us 20.0000 of h → compliant",
		"19.6.b/capital-collective seat us → undetermined",
		"19.6.b/capital-individual sale h 16.0000 of p → compliant",
		"19.6.b/capital-individual sale us 20.0000 of h → compliant",
		"19.6.b/capital-individual seat us → undetermined",
	}, mends(t, stakes(t, "us 60 h; person 40 h; h 40 p; person 60 p"))[:6])
}

func TestMendsOfRightsAndPlaces(t *testing.T) {
	d := stakes(t, "us 1 p; person 99 p")
	d.Rights = []*ownership.Right{{Holder: "us", Company: "p", Right: ownership.Veto, Basis: "contract", Seats: -1, OfSeats: -1},
		{Holder: "us", Company: "p", Right: ownership.Appoint, Seats: 3, OfSeats: 5}}
	assert.Equal(t, []string{"19.6.b/board right us of pappoint → compliant", "19.6.b/veto right us of pveto → compliant"}, mends(t, d))
	d = stakes(t, "person 100 p")
	d.Entities[0].CentralAdministration.Country = "CH"
	assert.Equal(t, []string{"19.6.a seat pcentral_administration → compliant"}, mends(t, d))
	d.Entities[0].RegisteredOffice.Country = "CH"
	assert.Equal(t, []string{"19.6.a seat p → compliant"}, mends(t, d))
	assert.Empty(t, mends(t, stakes(t, "person 100 p")))
}

// After the sale that mends a test it does not fail any more, and after one that
// is a ten-thousandth of a point smaller it does.
func TestMendJustMends(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawStakes(t)
		r := checkedUnder(t, d, DefaultPolicy())
		list, err := Mends(r)
		require.NoError(t, err)
		after := func(m Mend, share *big.Rat) Verdict {
			one, fault := deal.Parse(fmt.Sprintf("%s sells %s of %s to buyer (FR, person)", m.Holder, share.RatString(), m.Issuer), 1)
			if share.RatString() == "1" {
				one, fault = deal.Parse(fmt.Sprintf("%s sells all of %s to buyer (FR, person)", m.Holder, m.Issuer), 1)
			}
			require.Nil(t, fault)
			o, faults, err := deal.Apply(d, today, []deal.Deal{one})
			require.NoError(t, err)
			require.Empty(t, faults)
			return verdictOf(t, checkedUnder(t, o.After[0], DefaultPolicy()), m.Test)
		}
		for _, m := range list {
			if m.Kind != MendSale {
				continue
			}
			require.Equal(t, m.Verdict, after(m, m.Share), "%v", m)
			if less := new(big.Rat).Sub(m.Share, tick); less.Sign() > 0 && ticks(m.Share) == ticks(ratioOf(ticks(m.Share))) {
				require.Equal(t, NonCompliant, after(m, ratioOf(ticks(less))), "%v less a ten-thousandth", m)
			}
		}
	})
}

func settled(t *testing.T, d *ownership.Dossier) []string {
	r := checkedUnder(t, d, DefaultPolicy())
	list, err := Settle(r)
	require.NoError(t, err)
	var texts []string
	for _, s := range list {
		text := s.Test
		for _, set := range [][]ownership.Gap{s.Clears, s.Fails, s.Either} {
			text += " |"
			for _, g := range set {
				text += fmt.Sprint(" ", g.Kind, " ", r.Field.Ref(g.Entity))
			}
		}
		texts = append(texts, fmt.Sprint(text, " ", s.Exact))
	}
	return texts
}

func TestSettle(t *testing.T) {
	assert.Empty(t, settled(t, stakes(t, "a 20 p; person 80 p")), "less than any limit")
	// Of x nothing is known, and half of y is held by nobody knows whom. One of x's
	// 30 % alone is over the limit for one holder, and under that for all.
	d := stakes(t, "x 30 p; y 30 p; person 40 p; person 50 y")
	assert.Equal(t, []string{
		"19.6.b/capital-individual | holders x place x | holders x | holders x place x true",
		"19.6.b/capital-collective | holders y | place x holders y | place x holders y true",
	}, settled(t, d)[:2])
}

// What is said to be enough is, by the check of the dossier that the documents
// would make.
func TestSettlementsSettle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := checkedUnder(t, drawStakes(t), DefaultPolicy())
		list, err := Settle(r)
		require.NoError(t, err)
		for _, s := range list {
			require.Equal(t, Undetermined, verdictOf(t, r, s.Test))
			for _, g := range s.Clears {
				require.Contains(t, []ownership.GapKind{ownership.GapHolders, ownership.GapShares, ownership.GapPlace}, g.Kind)
			}
			require.GreaterOrEqual(t, len(s.Either), len(s.Clears)*min(len(s.Either), 1))
		}
	})
}

func TestSmallest(t *testing.T) {
	never := func() bool { return false }
	needs := func(all ...int) func([]int) bool {
		return func(set []int) bool {
			for _, i := range all {
				found := false
				for _, k := range set {
					found = found || k == i
				}
				if !found {
					return false
				}
			}
			return true
		}
	}
	set, exact := smallest(6, needs(1, 4), never)
	assert.Equal(t, []int{1, 4}, set)
	assert.True(t, exact)
	set, exact = smallest(6, needs(1, 4), func() bool { return true })
	assert.Equal(t, []int{1, 4}, set)
	assert.False(t, exact)
	set, exact = smallest(3, needs(0, 1, 2), never)
	assert.Equal(t, []int{0, 1, 2}, set)
	assert.True(t, exact)
	set, _ = smallest(1, needs(0), never)
	assert.Equal(t, []int{0}, set)
	set, _ = smallest(2, needs(7), never)
	assert.Nil(t, set)
}
