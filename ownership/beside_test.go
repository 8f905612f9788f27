package ownership

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whoever controls a holder of the subject without a share of its capital counts
// for the whole of what that holder has, alone as well as together with others.
func TestControlWithoutShares(t *testing.T) {
	rows := func(more ...string) []string { return append([]string{"h p 30", "fr p 70"}, more...) }
	for _, c := range []struct {
		name   string
		rows   []string
		rights []*Right
		votes  *big.Rat // of x in h
		figure string
	}{
		{"by agreement", rows("fr h 100"), []*Right{{Holder: "x", Company: "h", Right: ControlAgreement}}, nil, "0 / 30 / 30"},
		{"in fact", rows("fr h 100"), []*Right{{Holder: "x", Company: "h", Right: DeFactoControl}}, nil, "0 / 30 / 30"},
		{"by its board", rows("fr h 100"), []*Right{{Holder: "x", Company: "h", Right: Appoint, Organ: "board", Seats: 3, OfSeats: 5}}, nil, "0 / 30 / 30"},
		{"not by half of it", rows("fr h 100"), []*Right{{Holder: "x", Company: "h", Right: Appoint, Organ: "board", Seats: 2, OfSeats: 4}}, nil, ""},
		{"not by a veto", rows("fr h 100"), []*Right{{Holder: "x", Company: "h", Right: Veto}}, nil, ""},
		{"through another", rows("fr h 100", "x y 60", "fr y 40"), []*Right{{Holder: "y", Company: "h", Right: ControlAgreement}}, nil, "0 / 30 / 30"},
		{"by votes alone", rows("fr h 100"), nil, big.NewRat(60, 100), "0 / 30 / 30"},
		{"besides what it holds", rows("fr h 100", "x g 10", "fr g 90", "g h 0", "x p 0"), []*Right{{Holder: "x", Company: "h", Right: ControlAgreement}}, nil, "0 / 30 / 30"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := dossier(t, "x:US y h g p fr:person", c.rows...)
			d.Rights = c.rights
			if c.votes != nil {
				for _, h := range d.Holdings {
					if h.Issuer == "h" {
						h.Votes = Exactly(new(big.Rat).Sub(one, c.votes))
					}
				}
				d.Holdings = append(d.Holdings, &Holding{Holder: "x", Issuer: "h", Capital: Exactly(new(big.Rat)), Votes: Exactly(c.votes)})
			}
			f, m := measure(t, d, "p")
			x, _ := f.Index("x")
			h, listed := m.Holder(x)
			if c.figure == "" {
				assert.False(t, listed)
				return
			}
			require.True(t, listed)
			assert.Equal(t, c.figure, figures(h.Figures, Capital))
			chains, further := m.Chains(Capital, Combined, x, 3)
			assert.Zero(t, further.Sign())
			require.NotEmpty(t, chains)
			assert.Equal(t, "p", f.Entities[chains[0].Links[len(chains[0].Links)-1].Issuer].ID)
		})
	}
}

// Anyone who may control a company that has an agreement over another may
// control that one.
func TestAnyoneControlsByRights(t *testing.T) {
	d := dossier(t, "k h p fr:person", "h p 30", "fr p 70", "fr h 100", "fr k 20")
	d.Rights = []*Right{{Holder: "k", Company: "h", Right: ControlAgreement}}
	f, m := measure(t, d, "p")
	h, _ := f.Index("h")
	_, anyone := f.Controllers(h)
	assert.True(t, anyone)
	assert.Equal(t, "0 / 0..30 / 0..30", figures(m.Collective, Capital))
}
