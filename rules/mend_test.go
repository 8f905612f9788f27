package rules

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
	"egide/ownership/deal"
)

func mends(t *testing.T, d *ownership.Dossier) []string {
	found, err := Mends(checkedUnder(t, d, DefaultPolicy()))
	require.NoError(t, err)
	require.Zero(t, found.LeftOut)
	var texts []string
	for _, m := range found.List {
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

// Where not everything can be tried, some of each kind is, and the rest is
// counted.
func TestMendsOfLargeDossiers(t *testing.T) {
	var rows strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&rows, "us%d 0.02 p; ", i)
	}
	found, err := Mends(checkedUnder(t, stakes(t, rows.String()+"us 30 p; person 20 p"), DefaultPolicy()))
	require.NoError(t, err)
	kinds := map[MendKind]int{}
	for _, m := range found.List {
		if m.Test == "19.6.b/capital-individual" {
			assert.Equal(t, "us", m.Holder)
			kinds[m.Kind]++
		}
	}
	assert.Equal(t, map[MendKind]int{MendSale: 1, MendSeat: 1}, kinds)
	assert.Positive(t, found.LeftOut)
}

func TestInTurn(t *testing.T) {
	taken, left := inTurn(4, []int{1, 2, 3}, nil, []int{7, 8})
	assert.Equal(t, []int{1, 7, 2, 8}, taken)
	assert.Equal(t, 1, left)
	taken, left = inTurn(9, []int{1, 2}, []int{7})
	assert.Equal(t, []int{1, 7, 2}, taken)
	assert.Zero(t, left)
}

// After the sale that mends a test it does not fail any more, and after one that
// is a ten-thousandth of a point smaller it does.
func TestMendJustMends(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawStakes(t)
		r := checkedUnder(t, d, DefaultPolicy())
		found, err := Mends(r)
		require.NoError(t, err)
		require.Zero(t, found.LeftOut)
		after := func(m Mend, share *big.Rat) Verdict {
			text := m.Holder + " moves to FR"
			if share != nil {
				text = fmt.Sprintf("%s sells %s of %s to buyer (FR, person)", m.Holder, share.RatString(), m.Issuer)
			}
			one, fault := deal.Parse(text, 1)
			if share != nil && share.RatString() == "1" {
				one, fault = deal.Parse(fmt.Sprintf("%s sells all of %s to buyer (FR, person)", m.Holder, m.Issuer), 1)
			}
			require.Nil(t, fault)
			o, faults, err := deal.Apply(d, today, []deal.Deal{one})
			require.NoError(t, err)
			require.Empty(t, faults)
			return verdictOf(t, checkedUnder(t, o.After[0], DefaultPolicy()), m.Test)
		}
		for _, m := range found.List {
			require.Equal(t, m.Verdict, after(m, m.Share), "%v", m)
			if m.Kind != MendSale {
				continue
			}
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
// would make: one French person, or one American company, behind all of them.
func TestSettlementsSettle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawStakes(t)
		r := checkedUnder(t, d, DefaultPolicy())
		list, err := Settle(r)
		require.NoError(t, err)
		for _, s := range list {
			require.Equal(t, Undetermined, verdictOf(t, r, s.Test))
			require.True(t, s.Exact)
			for _, of := range []struct {
				set     []ownership.Gap
				outside bool
				want    Verdict
			}{{s.Clears, false, Compliant}, {s.Fails, true, NonCompliant}, {s.Either, false, Compliant}, {s.Either, true, NonCompliant}} {
				if len(of.set) == 0 {
					continue
				}
				after, ok := disclosed(t, d, r, of.set, of.outside)
				if ok {
					require.Equal(t, of.want, verdictOf(t, after, s.Test), "%v %v", s, of.outside)
				}
				if len(of.set) > 1 && len(of.set) == len(s.Clears) && !of.outside && ok {
					less, ok := disclosed(t, d, r, of.set[1:], false)
					if ok && len(s.Clears) == len(of.set) {
						require.NotEqual(t, Compliant, verdictOf(t, less, s.Test), "one less would do: %v", s)
					}
				}
			}
		}
	})
}

// disclosed is the result once the gaps are closed; ok is false where a gap is
// about ranges.
func disclosed(t require.TestingT, d *ownership.Dossier, r *Result, gaps []ownership.Gap, outside bool) (after *Result, ok bool) {
	var deals []deal.Deal
	moved := *d
	place := ownership.Place{Country: "FR"}
	holder := "newcomer (FR, person)"
	if outside {
		place.Country, holder = "US", "newcomer (US)"
	}
	for _, g := range gaps {
		id := r.Field.Entities[g.Entity].ID
		switch g.Kind {
		case ownership.GapPlace:
			e := *moved.Entity(id)
			e.RegisteredOffice = place
			moved.Entities = append([]*ownership.Entity{}, moved.Entities...)
			for i := range moved.Entities {
				if moved.Entities[i].ID == id {
					moved.Entities[i] = &e
				}
			}
		default:
			for _, l := range r.Field.Holders(g.Entity) {
				if !l.Share[0].Exact() || !l.Share[1].Exact() || r.Field.Hidden(l.Holder) {
					return nil, false
				}
			}
			one, fault := deal.Parse(fmt.Sprintf("%s buys all of %s from undisclosed", holder, id), len(deals)+1)
			require.Nil(t, fault)
			deals = append(deals, one)
		}
	}
	if len(deals) == 0 {
		return checkedUnder(t, &moved, DefaultPolicy()), true
	}
	o, faults, err := deal.Apply(&moved, today, deals)
	require.NoError(t, err)
	if len(faults) > 0 {
		return nil, false // all of the capital is known, and not all of the votes
	}
	return checkedUnder(t, o.After[len(deals)-1], DefaultPolicy()), true
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
