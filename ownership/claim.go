package ownership

import (
	"math/big"
	"slices"
)

// Claim is a row that holds on the day, with what it amounts to: share counts
// turned into ratios, blank votes taken from the capital.
type Claim struct {
	Row    *Holding
	Holder string // whose it is: the one on whose behalf a nominee is registered
	// Capital and Votes are as written, before what is over one is scaled down
	// and before a company's own shares lose their votes.
	Capital, Votes Share
	VotesAssumed   bool // taken from the capital
}

// Claims lists what makes up the links into an issuer, in the order of the rows.
// A row that only repeats another is not among them.
func (s *Structure) Claims(issuer int) []Claim {
	var rows []*Holding
	explicit := false
	for _, l := range s.holders[issuer] {
		rows = append(rows, l.Claims...)
	}
	slices.SortStableFunc(rows, func(a, b *Holding) int { return comparePositions(a.At, b.At) })
	for _, h := range rows {
		explicit = explicit || h.Votes.Known()
	}
	aside := &Structure{Entities: s.Entities} // what is noted was noted before
	counts := aside.countedShares(issuer, rows)
	claims := make([]Claim, len(rows))
	for i, h := range rows {
		c := Claim{Row: h, Holder: h.Holder, Capital: counts.capital(h)}
		if h.NomineeFor != "" {
			c.Holder = h.NomineeFor
		}
		c.Votes, c.VotesAssumed = counts.votes(h, c.Capital)
		if c.VotesAssumed && explicit && c.Holder == h.Issuer {
			c.Votes = Exactly(new(big.Rat))
		}
		claims[i] = c
	}
	return claims
}
