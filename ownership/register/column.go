package register

import (
	"math/big"
	"math/bits"
	"slices"

	"egide/ownership"
)

// tickBits is how far above the units of a column an excluded end counts: more
// than 50 % is half of the whole and one tick.
const tickBits = 20

// fewest units of a column that fit with their ticks, for a few thousand rows.
const mostUnits = 1 << 40

// column is the shares of an issuer in one dimension as whole numbers, those of
// holders of whom somebody knows who they are. Adding and comparing them is
// exact.
type column struct {
	whole  int64 // all of the issuer
	rows   []stake
	rest   int64 // what nobody shows, in any completion that is asked about
	open   int64 // the same, where it may belong to the one asked about
	hidden int64 // least shares of the holders of whom nobody knows who they are
	slack  int64 // what ranges may add up to beyond their lower ends
	loose  bool  // the numbers are rounded, for want of a common denominator
}

type stake struct {
	holder, edge uint32
	lo, hi       int64
}

// column reads the shares of an issuer into c.
func (f *Field) column(j uint32, d ownership.Dimension, c *column) {
	from, to := f.first[j], f.first[j+1]
	c.rows, c.rest, c.open, c.hidden, c.slack, c.loose = c.rows[:0], 0, 0, 0, 0, false
	units := int64(Parts)
	var scale []oddShare
	switch {
	case f.sight[j]&recast != 0:
		scale = f.recastShares[f.recast[j]]
	case f.state[j]&oddShares != 0:
		k, _ := slices.BinarySearch(f.odd, from)
		scale = f.oddShare[k:][:to-from]
	}
	odd := scale != nil
	if odd {
		units = commonUnits(scale, d)
		if c.loose = units == 0; c.loose {
			units = mostUnits
		}
	}
	c.whole = units << tickBits
	sum := int64(0)
	for e := from; e < to; e++ {
		var lo, hi int64
		if odd {
			o := &scale[e-from]
			lo, hi = unitsOf(o.lo[d], units), unitsOf(o.hi[d], units)
		} else {
			lo, hi = int64(f.lo[d][e]), int64(f.hi[d][e])
		}
		if hi == 0 {
			continue
		}
		lo, hi = lo<<tickBits, hi<<tickBits
		if loOpen, hiOpen := f.mark[e].open(d); loOpen || hiOpen {
			if loOpen {
				lo++
			}
			if hiOpen {
				hi--
			}
		}
		if f.sight[f.holder[e]]&hidden != 0 {
			c.hidden += lo
			continue
		}
		sum += lo
		c.rows = append(c.rows, stake{f.holder[e], e, lo, hi})
	}
	c.slack = max(c.whole-sum-c.hidden, 0)
	if s := f.sight[j]; s&(ending|listed|hidden) == 0 && sum < c.whole {
		c.rest = c.whole - sum
		if s&outsideYes == 0 {
			c.open = c.rest
		}
	}
}

// commonUnits is a number of units in which all the fractions are whole; zero
// when there is none small enough.
func commonUnits(shares []oddShare, d ownership.Dimension) int64 {
	units := uint64(1)
	for i := range shares {
		for _, den := range [2]uint64{shares[i].lo[d].Den, shares[i].hi[d].Den} {
			if den == 0 || units%den == 0 {
				continue
			}
			a, b := units, den
			for b != 0 {
				a, b = b, a%b
			}
			hi, lo := bits.Mul64(units, den/a)
			if hi != 0 || lo > mostUnits {
				return 0
			}
			units = lo
		}
	}
	return int64(units)
}

// unitsOf is a fraction in units, to the nearest.
func unitsOf(f Fraction, units int64) int64 {
	hi, lo := bits.Mul64(f.Num, uint64(units))
	q, r := bits.Div64(hi, lo, f.Den)
	if r > f.Den/2 {
		q++
	}
	return int64(q)
}

// part is the greatest number of units that is not above a ratio of the whole.
func (c *column) part(ratio *big.Rat) int64 {
	if ratio.Num().IsInt64() && ratio.Denom().IsInt64() && ratio.Sign() > 0 {
		hi, lo := bits.Mul64(uint64(c.whole), uint64(ratio.Num().Int64()))
		if den := uint64(ratio.Denom().Int64()); hi < den {
			q, _ := bits.Div64(hi, lo, den)
			return int64(q)
		}
	}
	scaled := new(big.Int).Mul(big.NewInt(c.whole), ratio.Num())
	return scaled.Div(scaled, ratio.Denom()).Int64()
}

// threshold is a ratio in the units of columns, most of which have the same.
type threshold struct {
	ratio       *big.Rat
	whole, part int64
}

// of is the greatest number of a column's units that is not above the threshold.
func (t *threshold) of(c *column) int64 {
	if t.whole != c.whole {
		t.whole, t.part = c.whole, c.part(t.ratio)
	}
	return t.part
}
