package deal

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

const day = ownership.Date(20261122)

// dossier reads "us 60 h; fr 40 h; h 40/45 p": who has what of whom, in percent,
// with votes after a stroke.
func dossier(t require.TestingT, rows string) *ownership.Dossier {
	d := &ownership.Dossier{}
	seen := map[string]bool{}
	for row := range strings.SplitSeq(rows, ";") {
		f := strings.Fields(row)
		if len(f) == 0 {
			continue
		}
		require.Len(t, f, 3, row)
		for _, id := range []string{f[0], f[2]} {
			if !seen[id] {
				seen[id] = true
				d.Entities = append(d.Entities, &ownership.Entity{ID: id, Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "FR"}})
			}
		}
		h := &ownership.Holding{Holder: f[0], Issuer: f[2], At: ownership.Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}}
		capital, votes, both := strings.Cut(f[1], "/")
		h.Capital = share(t, capital)
		if both {
			h.Votes = share(t, votes)
		}
		d.Holdings = append(d.Holdings, h)
	}
	return d
}

func share(t require.TestingT, text string) ownership.Share {
	ratio := func(text string) *big.Rat {
		r, ok := new(big.Rat).SetString(text)
		require.True(t, ok, text)
		return r.Quo(r, big.NewRat(100, 1))
	}
	if text == "?" {
		return ownership.Share{}
	}
	if lo, hi, ranged := strings.Cut(text, ".."); ranged {
		return ownership.Between(ratio(lo), ratio(hi), false, false)
	}
	return ownership.Exactly(ratio(text))
}

func parsed(t require.TestingT, texts ...string) []Deal {
	var deals []Deal
	for i, text := range texts {
		d, fault := Parse(text, i+1)
		require.Nil(t, fault, text)
		deals = append(deals, d)
	}
	return deals
}

// after does the deals and gives the links of a company as "b 10/10, s 20/20".
func after(t require.TestingT, d *ownership.Dossier, issuer string, texts ...string) string {
	o, faults, err := Apply(d, day, parsed(t, texts...))
	require.NoError(t, err)
	require.Empty(t, faults)
	return links(t, o.After[len(o.After)-1], issuer)
}

func links(t require.TestingT, d *ownership.Dossier, issuer string) string {
	s, faults, err := ownership.Resolve(d, day)
	require.NoError(t, err)
	require.Empty(t, faults)
	i, ok := s.Index(issuer)
	require.True(t, ok)
	var parts []string
	for _, l := range s.Holders(i) {
		text := s.Entities[l.Holder].ID
		for d, r := range l.Share {
			text += []string{" ", "/"}[d] + percent(r.Lo)
			if !r.Exact() {
				text += ".." + percent(r.Hi)
			}
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func percent(r *big.Rat) string { return new(big.Rat).Mul(r, big.NewRat(100, 1)).RatString() }

func TestDeals(t *testing.T) {
	p := "a 60/70 p; b 40/30 p"
	for _, c := range []struct{ rows, deal, want string }{
		{p, "b buys 30% of p from a", "a 30/35, b 70/65"},
		{p, "a sells all of p to b", "b 100/100"},
		{p, "c (US) buys 10% of p from b", "a 60/70, b 30/45/2, c 10/15/2"},
		{p, "p issues 20% to c (US)", "a 48/56, b 32/24, c 20/20"},
		{p, "p buys back 40% from b and cancels", "a 100/100"},
		{p, "p cancels 20% of b", "a 75/1400/17, b 25/300/17"},
		{"a 60 p; b 40 p", "p cancels 20% of b", "a 75/75, b 25/25"},
		{"a 60 p; b 40 p", "p buys back 20% from b", "a 60/75, b 20/25, p 20/0"},
		{"a 60 p; b 20 p; p 20 p", "p cancels all", "a 75/75, b 25/25"},
		{"a 60 p; b 20 p; p 20 p", "p buys back 10% and cancels", "a 200/3/75, b 200/9/25, p 100/9/0"},
		{"a 60 p; b 20 p", "c (DE) buys 10% of p", "a 54/54, b 18/18, c 10/10"},
		{"a 60 p; b 20 p", "c (DE) buys 10% of p from undisclosed", "a 60/60, b 20/20, c 10/10"},
		{"a 60 p; b 20 p", "c (DE) buys all of p from undisclosed holders", "a 60/60, b 20/20, c 20/20"},
		{"a 60 p; b 20 p", "p cancels 20% of undisclosed", "a 75/75, b 25/25"},
		{"a 25..50 p; b 20 p", "b buys 10% of p from a", "a 15..40/15..40, b 30/30"},
		{"a 25..50 p; b 20 p", "b buys all of p from a", "b 45..70/45..70"},
		{"a 25..50 p; b 20 p", "p issues 50% to b", "a 25/2..25/25/2..25, b 60/60"},
		{p, "a loses double votes in p", "a 60/700/13, b 40/600/13"},
		{"a 60 p; b 40 p", "a gains double votes in p", "a 60/75, b 40/25"},
		{"a 60/50 p; a 10/20 p; b 30/30 p", "b buys 35% of p from a", "a 35/35, b 65/65"},
	} {
		d := dossier(t, c.rows)
		before := links(t, d, "p")
		assert.Equal(t, c.want, after(t, d, "p", c.deal), "%s: %s", c.rows, c.deal)
		assert.Equal(t, before, links(t, d, "p"), "the dossier stays: %s", c.deal)
	}
}

func TestShareCounts(t *testing.T) {
	d := dossier(t, "a ? p; b ? p; c ? p")
	for i, n := range []int64{500, 300, 200} {
		d.Holdings[i].Shares = big.NewRat(n, 1)
	}
	d.Holdings[0].VotesPerShare = big.NewRat(2, 1)
	assert.Equal(t, "a 50/200/3, b 30/20, c 20/40/3", links(t, d, "p"))
	assert.Equal(t, "a 40/160/3, b 40/100/3, c 20/40/3", after(t, d, "p", "b buys 10% of p from a"))
	assert.Equal(t, links(t, d, "p"), after(t, d, "p", "b buys 10% of p from a", "a buys 10% of p from b"))
}

func TestOtherDays(t *testing.T) {
	d := dossier(t, "a 60 p; b 40 p; c 40 p")
	d.Holdings[1].Until = 20270101
	d.Holdings[2].From = 20270101
	o, faults, err := Apply(d, day, parsed(t, "a buys all of p from b"))
	require.NoError(t, err)
	require.Empty(t, faults)
	assert.Contains(t, o.After[0].Holdings, d.Holdings[2])
	assert.NotContains(t, o.After[0].Holdings, d.Holdings[1])
}

func TestSeatsAndRights(t *testing.T) {
	d := dossier(t, "a 60 p; b 40 p")
	d.Entities[0].CentralAdministration = ownership.Place{Country: "DE"}
	d.Rights = []*ownership.Right{
		{Holder: "a", Company: "p", Right: ownership.Veto}, {Holder: "b", Company: "p", Right: ownership.Veto},
		{Holder: "a", Company: "p", Right: ownership.Appoint, Organ: "board", Seats: 1, OfSeats: 5},
	}
	o, faults, err := Apply(d, day, parsed(t, "a moves to GB", "a moves its registered office to US-DE", "a gives up its veto over p", "b fills 2 of 5 seats of p", "c (US) gains control of p"))
	require.NoError(t, err)
	require.Empty(t, faults)
	e := o.After[0].Entity("a")
	assert.Equal(t, [3]string{"GB", "GB", ""}, [3]string{e.RegisteredOffice.String(), e.CentralAdministration.String(), e.PrincipalEstablishment.String()})
	e = o.After[1].Entity("a")
	assert.Equal(t, "US-DE", e.RegisteredOffice.String())
	assert.Equal(t, "GB", e.CentralAdministration.String())
	assert.Len(t, o.After[2].Rights, 2)
	assert.Equal(t, "board", o.After[3].Rights[2].Organ)
	last := o.After[4].Rights[3]
	assert.Equal(t, []any{"c", ownership.ControlAgreement, "deal:5"}, []any{last.Holder, last.Right, last.At.String()})
	assert.Equal(t, "FR", d.Entity("a").RegisteredOffice.Country)
	assert.Len(t, d.Rights, 3)
}

func TestSuppliers(t *testing.T) {
	d := dossier(t, "a 60 p; b 40 p")
	d.Supplies = []*ownership.Supply{
		{Client: "p", Supplier: "a", Service: "hosting", QualifiedService: "s", QualifiedUntil: 20300101},
		{Client: "b", Supplier: "a", Service: "support"},
	}
	o, faults, err := Apply(d, day, parsed(t, "x (DE) replaces a for p", "a replaces x"))
	require.NoError(t, err)
	require.Empty(t, faults)
	assert.Equal(t, []string{"x", "a"}, []string{o.After[0].Supplies[0].Supplier, o.After[0].Supplies[1].Supplier})
	assert.Empty(t, o.After[0].Supplies[0].QualifiedService, "it was the other's service")
	assert.Equal(t, d.Supplies, o.After[1].Supplies)
	assert.Equal(t, d.Entities, o.After[1].Entities)
}

func TestWhatCannotBeDone(t *testing.T) {
	rows := "a 60 p; b 40 p; r 20..30 q; s 30 q; h 100/100 n"
	for _, c := range []struct {
		deal, code string
		column     int
	}{
		{"x buys 10% of p from a", "deal-unknown", 1},
		{"aa buys 10% of p from b", "deal-unknown", 1},
		{"a buys 10% of p from x (US)", "deal-unknown-party", 22},
		{"a buys 10% of x (US) from b", "deal-unknown-party", 15},
		{"a (US) buys 10% of p from b", "deal-country-differs", 1},
		{"x (Qqqqqq) buys 10% of p from b", "deal-country", 1},
		{"x (Frnce) buys 10% of p from b", "deal-country-near", 1},
		{"a moves to Qqqqqq", "deal-country", 12},
		{"a buys 41% of p from b", "deal-holds-less", 8},
		{"a buys 1% of p from r", "deal-holds-nothing", 21},
		{"s buys 21% of q from r", "deal-holds-less-surely", 8},
		{"a buys 10% of q", "deal-from-whom", 8},
		{"a buys 10% of p from a", "deal-from-itself", 1},
		{"a buys 41% of p", "deal-others-have-less", 8},
		{"a buys 1% of p from undisclosed", "deal-undisclosed-less", 8},
		{"p issues 10% to p", "deal-issue-to-itself", 17},
		{"p cancels 1%", "deal-cancel-whose", 11},
		{"n cancels all of h", "deal-cancel-all", 11},
		{"q cancels all of r", "deal-cancel-range", 11},
		{"a loses double votes in p", "deal-no-double", 1},
		{"r gains double votes in q", "deal-votes-range", 1},
		{"r gains double votes in p", "deal-holds-nothing", 1},
		{"a gives up its veto over p", "deal-no-right", 1},
		{"a gains a veto over a", "deal-itself", 21},
		{"a replaces b", "deal-no-supply", 12},
	} {
		d := dossier(t, rows)
		_, faults, err := Apply(d, day, parsed(t, c.deal))
		require.NoError(t, err)
		require.Len(t, faults, 1, c.deal)
		assert.Equal(t, c.code, faults[0].Code, c.deal)
		assert.Equal(t, c.column, faults[0].At.Column, c.deal)
	}
	_, faults, err := Apply(dossier(t, rows), day, parsed(t, "x buys 1% of p from y", "z moves to GB"))
	require.NoError(t, err)
	assert.Len(t, faults, 3, "all unknown names at once")
}

// drawn is a company with a few holders, some with votes apart from the capital.
func drawn(t *rapid.T) *ownership.Dossier {
	left, leftVotes := 40, 40
	apart := rapid.Bool().Draw(t, "votes apart")
	var rows []string
	for i := range rapid.IntRange(2, 5).Draw(t, "holders") {
		holder := string(rune('a' + rapid.IntRange(0, i).Draw(t, "holder")))
		k := rapid.IntRange(1, max(1, left/2)).Draw(t, "capital")
		left -= k
		row := fmt.Sprintf("%s %d.5", holder, k*2)
		if apart {
			v := rapid.IntRange(0, max(0, leftVotes/2)).Draw(t, "votes")
			leftVotes -= v
			row += fmt.Sprintf("/%d", v*2)
		}
		rows = append(rows, row+" p")
	}
	d := dossier(t, strings.Join(rows, "; "))
	for i, h := range d.Holdings {
		h.Class = fmt.Sprint(i) // no row repeats another
	}
	return d
}

// A deal and its reverse give the dossier again, row by row.
func TestReverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		seller := d.Holdings[0].Holder
		s, _, err := ownership.Resolve(d, day)
		require.NoError(t, err)
		i, _ := s.Index("p")
		has := new(big.Rat)
		for _, l := range s.Holders(i) {
			if s.Entities[l.Holder].ID == seller {
				has = l.Share[ownership.Capital].Lo
			}
		}
		part := new(big.Rat).Mul(has, big.NewRat(int64(rapid.IntRange(1, 7).Draw(t, "sevenths")), 7))
		for _, pair := range [][2]string{
			{"new (US) buys %s of p from " + seller, seller + " buys %s of p from new"},
			{"b (FR) buys %s of p from " + seller, seller + " buys %s of p from b"},
			{"p issues %s to " + seller, "p cancels %s of " + seller},
			{"p issues %s to new (US)", "p annule %s de new"},
			{seller + " gains double votes in p", seller + " loses double votes in p"},
		} {
			if strings.HasPrefix(pair[0], "b ") && (seller == "b" || d.Entity("b") == nil) {
				continue
			}
			var texts []string
			for _, text := range pair {
				if strings.Contains(text, "%s") {
					text = fmt.Sprintf(text, part.RatString())
				}
				texts = append(texts, text)
			}
			deals := make([]Deal, 0, 2)
			for k, text := range texts {
				one, fault := Parse(text, k+1)
				if fault != nil {
					t.Skip(fault.Code) // all of a company is no share to issue
				}
				deals = append(deals, one)
			}
			o, faults, err := Apply(d, day, deals)
			require.NoError(t, err)
			if len(faults) > 0 && faults[0].Code == "deal-no-double" {
				continue
			}
			require.Empty(t, faults, "%v", texts)
			require.Equal(t, d.Entities, o.After[1].Entities)
			require.Equal(t, d.Holdings, o.After[1].Holdings, "%v", texts)
			require.NotEqual(t, d.Holdings, o.After[0].Holdings, "%v", texts)
		}
	})
}

// What is recorded of a company adds up to the same after any purchase, however
// the rows are ordered.
func TestConservationAndOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn(t)
		texts := rapid.SliceOfN(rapid.SampledFrom([]string{
			"b buys 1% of p from a", "c (US) buys 1/50 of p from a", "d (FR) buys 2% of p", "p issues 10% to a", "p issues 5% to e (US)", "p buys back 1% from a",
		}), 1, 5).Draw(t, "deals")
		deals := parsed(t, texts...)
		o, faults, err := Apply(d, day, deals)
		require.NoError(t, err)
		if len(faults) > 0 {
			return
		}
		sum := func(d *ownership.Dossier) *big.Rat {
			total := new(big.Rat)
			for _, h := range d.Holdings {
				total.Add(total, h.Capital.Lo())
			}
			return total
		}
		rest := new(big.Rat).Sub(one, sum(d))
		for i, deal := range deals {
			switch {
			case deal.Kind == Issue:
				rest.Mul(rest, new(big.Rat).Sub(one, deal.Share))
			case deal.Other.Text == "":
				// Those whom nobody shows sold their part to a holder that is known.
				rest.Sub(one, sum(o.After[i]))
			}
			require.Equal(t, new(big.Rat).Sub(one, rest).RatString(), sum(o.After[i]).RatString(), deal.Text)
		}
		random := rand.New(rand.NewPCG(uint64(rapid.IntRange(0, 99).Draw(t, "seed")), 1))
		other := *d
		other.Holdings = append([]*ownership.Holding(nil), d.Holdings...)
		random.Shuffle(len(other.Holdings), func(i, j int) {
			other.Holdings[i], other.Holdings[j] = other.Holdings[j], other.Holdings[i]
		})
		again, faults, err := Apply(&other, day, deals)
		require.NoError(t, err)
		require.Empty(t, faults)
		require.Equal(t, links(t, o.After[len(texts)-1], "p"), links(t, again.After[len(texts)-1], "p"))
	})
}
