package register

import (
	"math/big"
	"slices"

	"egide/ownership"
)

// The same steps as package ownership's for one issuer, where whole parts do
// not do: numbers of shares, columns a little or far over 100 %, own shares,
// figures of very many digits.

var (
	one = big.NewRat(1, 1)
	// roundingTolerance is how far over one the recorded shares of an issuer
	// may be before they are wrong rather than rounded (100.05 %).
	roundingTolerance = big.NewRat(10005, 10000)
	// countTolerance is how far a printed percentage may be from the share
	// counts beside it and still be their rounding (0.05 points).
	countTolerance = big.NewRat(5, 10000)
)

func (r *rarity) equal(o *rarity) bool {
	equal := func(a, b *big.Rat) bool {
		if a == nil || b == nil {
			return a == b
		}
		return a.Cmp(b) == 0
	}
	return r.odd == o.odd && r.concert == o.concert && r.share[0].Equal(o.share[0]) && r.share[1].Equal(o.share[1]) &&
		equal(r.shares, o.shares) && equal(r.perShare, o.perShare)
}

// said is a claim in exact ratios.
type said struct {
	claim
	detail
	lo, hi           [2]*big.Rat // nil when blank
	shares, perShare *big.Rat    // nil when not given
	concert          string
}

func (p *resolver) said(c claim) said {
	s := said{claim: c, detail: p.detail(c)}
	for k := range s.lo {
		if s.detail.lo[k] != none {
			s.lo[k], s.hi[k] = big.NewRat(int64(s.detail.lo[k]), Parts), big.NewRat(int64(s.detail.hi[k]), Parts)
		}
	}
	if s.detail.shares != noShares {
		s.shares = new(big.Rat).SetUint64(s.detail.shares)
	}
	if s.detail.perShare != none {
		s.perShare = big.NewRat(int64(s.detail.perShare), 1)
	}
	if s.rare != 0 {
		r := &p.h.rare[s.rare-1]
		for k := range r.odd {
			if r.odd[k] {
				s.lo[k], s.hi[k], _, _ = r.share[k].Ends()
			}
		}
		if r.shares != nil {
			s.shares = r.shares
		}
		if r.perShare != nil {
			s.perShare = r.perShare
		}
		s.concert = r.concert
	}
	return s
}

// voteCount is the number of votes of the claim's shares.
func (s *said) voteCount() *big.Rat {
	if s.perShare == nil {
		return s.shares
	}
	return new(big.Rat).Mul(s.shares, s.perShare)
}

// tally are the totals of an issuer's share counts, nil where they cannot be
// read as fractions: some row has none, or a percentage printed beside one
// does not agree with it.
type tally struct {
	shares, votes *big.Rat
	weighted      bool
}

func tallyOf(claims []said) tally {
	t := tally{shares: new(big.Rat), votes: new(big.Rat)}
	counted := 0
	for i := range claims {
		if c := &claims[i]; c.shares != nil {
			counted++
			t.shares.Add(t.shares, c.shares)
			t.votes.Add(t.votes, c.voteCount())
			t.weighted = t.weighted || c.perShare != nil
		}
	}
	if counted == 0 {
		return tally{}
	}
	for i := range claims {
		c := &claims[i]
		if c.shares == nil || t.shares.Sign() == 0 {
			if c.shares == nil && c.lo[0] != nil && c.hi[0].Sign() == 0 {
				continue
			}
			return tally{}
		}
		if c.lo[0] == nil {
			continue
		}
		fraction := new(big.Rat).Quo(c.shares, t.shares)
		if fraction.Cmp(new(big.Rat).Sub(c.lo[0], countTolerance)) < 0 || fraction.Cmp(new(big.Rat).Add(c.hi[0], countTolerance)) > 0 {
			return tally{}
		}
	}
	return t
}

// link is an edge in exact ratios.
type link struct {
	holder uint32
	lo, hi [2]*big.Rat
	mark   mark
}

// fractions makes the edges of an issuer, whatever its rows hold.
func (p *resolver) fractions(j int, row []claim) {
	var claims []said
	for i := range row {
		if p.repeats(row, i) {
			p.part.counts.Repeated++
			continue
		}
		claims = append(claims, p.said(row[i]))
	}
	explicitVotes := slices.ContainsFunc(claims, func(s said) bool { return s.lo[1] != nil })
	counts := tallyOf(claims)
	total := [2]*big.Rat{new(big.Rat), new(big.Rat)}
	var links []link
	for i := range claims {
		c := &claims[i]
		if len(links) == 0 || links[len(links)-1].holder != c.holder {
			l := link{holder: c.holder}
			for k := range l.lo {
				l.lo[k], l.hi[k] = new(big.Rat), new(big.Rat)
			}
			links = append(links, l)
		}
		l := &links[len(links)-1]
		lo, hi, m := c.shareOf(counts)
		if int(c.holder) == j && m&votesAssumed != 0 && explicitVotes {
			// The other rows' votes are written net of the issuer's own shares.
			lo[1], hi[1], m = new(big.Rat), new(big.Rat), m&^votesAssumed
		}
		for k := range lo {
			l.lo[k].Add(l.lo[k], lo[k])
			l.hi[k].Add(l.hi[k], hi[k])
			total[k].Add(total[k], lo[k])
		}
		l.mark |= m
		if c.concert != "" {
			p.part.concerts = append(p.part.concerts, inConcert{c.concert, c.holder})
		}
	}
	over, rounded := false, false
	for k := range total {
		if total[k].Cmp(one) <= 0 {
			continue
		}
		if total[k].Cmp(roundingTolerance) > 0 {
			over = true
			p.r.state[j] |= [2]state{overCapital, overVotes}[k]
			excess := new(big.Rat).Sub(total[k], one)
			for i := range links {
				// Some row is wrong, and nobody knows which.
				if links[i].lo[k].Sub(links[i].lo[k], excess); links[i].lo[k].Sign() < 0 {
					links[i].lo[k].SetInt64(0)
				}
			}
			continue
		}
		rounded = true
		p.r.state[j] |= roundedSum
		for i := range links {
			links[i].lo[k].Quo(links[i].lo[k], total[k])
			links[i].hi[k].Quo(links[i].hi[k], total[k])
		}
	}
	if over {
		p.part.counts.OverOne++
	} else if rounded {
		p.part.counts.Rounded++
	}
	for i := range links {
		l := &links[i]
		if l.mark&declaredYes != 0 {
			l.mark &^= declaredNo
		}
		for k := range l.hi {
			if l.hi[k].Cmp(one) > 0 {
				l.hi[k].Set(one)
				l.mark &^= [2]mark{openHiCapital, openHiVotes}[k]
			}
		}
	}
	p.silenceOwn(j, links)
	p.write(j, links)
}

// shareOf are the ends of a claim's shares by dimension, and its marks.
func (s *said) shareOf(counts tally) (lo, hi [2]*big.Rat, m mark) {
	m = s.detail.mark
	lo, hi = s.lo, s.hi
	if counts.shares != nil && s.shares != nil {
		lo[0] = new(big.Rat).Quo(s.shares, counts.shares)
		hi[0] = lo[0]
		m &^= openLoCapital | openHiCapital
	}
	if lo[0] == nil {
		lo[0], hi[0] = new(big.Rat), one
	}
	switch {
	case lo[1] != nil:
	case counts.shares != nil && s.shares != nil && counts.weighted && counts.votes.Sign() > 0:
		lo[1] = new(big.Rat).Quo(s.voteCount(), counts.votes)
		hi[1] = lo[1]
	default:
		lo[1], hi[1] = lo[0], hi[0]
		m |= votesAssumed
		if m&openLoCapital != 0 {
			m |= openLoVotes
		}
		if m&openHiCapital != 0 {
			m |= openHiVotes
		}
	}
	return lo, hi, m
}

// silenceOwn takes the votes from the shares that an issuer holds of itself
// (Code de commerce L.225-210); the others' votes are then fractions of what
// can be voted.
func (p *resolver) silenceOwn(j int, links []link) {
	at := slices.IndexFunc(links, func(l link) bool { return int(l.holder) == j })
	if at < 0 {
		return
	}
	p.r.state[j] |= ownShares
	const votes = ownership.Votes
	silence(links[at].lo[votes], links[at].hi[votes], func(rescale func(lo, hi *big.Rat)) {
		for i := range links {
			if i != at {
				rescale(links[i].lo[votes], links[i].hi[votes])
			}
		}
	})
	links[at].lo[votes], links[at].hi[votes] = new(big.Rat), new(big.Rat)
	links[at].mark &^= openLoVotes | openHiVotes
}

// silence rescales the votes of an issuer's other holders when those from lo to
// hi of them cannot be voted: every calls what it is given for each of the others.
func silence(lo, hi *big.Rat, every func(rescale func(lo, hi *big.Rat))) {
	most := new(big.Rat).Set(one) // what the others leave
	every(func(lo, _ *big.Rat) { most.Sub(most, lo) })
	if hi.Cmp(most) > 0 {
		hi = most
	}
	if hi.Cmp(one) >= 0 || hi.Cmp(lo) < 0 {
		hi = lo
	}
	loRest, hiRest := new(big.Rat).Sub(one, lo), new(big.Rat).Sub(one, hi)
	if hiRest.Sign() <= 0 {
		return
	}
	every(func(lo, hi *big.Rat) {
		lo.Quo(lo, loRest)
		hi.Quo(hi, hiRest)
		if hi.Cmp(one) > 0 {
			hi.Set(one)
		}
	})
}

// write enters the edges, in parts where they can be written so.
func (p *resolver) write(j int, links []link) {
	r := p.r
	odd, ranges := false, false
	for i := range links {
		for k := range links[i].lo {
			lo, hi := links[i].lo[k], links[i].hi[k]
			_, okLo := toParts(lo)
			_, okHi := toParts(hi)
			exact := lo.Cmp(hi) == 0
			odd = odd || !okLo || !okHi
			ranges = ranges || !exact
			// The arrays have no place for a range, or for votes of their own,
			// when no row has any.
			odd = odd || !exact && !p.h.ranges.Load() || k == 1 && !p.h.votes.Load() && (lo.Cmp(links[i].lo[0]) != 0 || hi.Cmp(links[i].hi[0]) != 0)
		}
	}
	if odd {
		r.state[j] |= oddShares
	}
	if ranges {
		r.state[j] |= rangeShares
	}
	for i := range links {
		l := &links[i]
		e := p.next
		r.holder[e], r.mark[e] = l.holder, l.mark
		if odd {
			var o oddShare
			for k := range l.lo {
				o.lo[k], o.hi[k] = fraction(l.lo[k], false), fraction(l.hi[k], true)
			}
			p.part.odd = append(p.part.odd, e)
			p.part.oddShare = append(p.part.oddShare, o)
		}
		for _, k := range []int{1, 0} { // the capital last, where one array serves both
			hi, _ := l.hi[k].Float64()
			lo, _ := l.lo[k].Float64()
			r.hi[k][e] = uint32(hi*Parts + 0.5)
			r.lo[k][e] = uint32(lo*Parts + 0.5)
		}
		p.next++
	}
}

// fraction is a ratio as a fraction: exact when its terms have 64 bits at most,
// or else the next multiple of 2⁻⁶² above or below it.
func fraction(ratio *big.Rat, up bool) Fraction {
	if ratio.Num().IsUint64() && ratio.Denom().IsUint64() {
		return Fraction{ratio.Num().Uint64(), ratio.Denom().Uint64()}
	}
	const bits = 62
	num := new(big.Int).Lsh(ratio.Num(), bits)
	num, rest := num.QuoRem(num, ratio.Denom(), new(big.Int))
	if up && rest.Sign() > 0 {
		num.Add(num, big.NewInt(1))
	}
	return Fraction{num.Uint64(), 1 << bits}
}
