package register

import "math/bits"

// A figure is carried as a float64 and as its residue modulo a prime. The
// float tells how large it is, up to a known error; the residue, which sums,
// products and quotients keep exactly, tells whether two figures that the
// floats cannot tell apart are the same number, as 40 % of 60 % and the limit
// of 24 % are. Two different rationals have one residue with a chance of 2⁻⁶¹
// (J. T. Schwartz, "Fast probabilistic algorithms for verification of
// polynomial identities", J. ACM 27(4), 1980), so the exact engine is needed
// only where two figures differ by less than the error of the floats.

const prime = 1<<61 - 1

func addMod(a, b uint64) uint64 {
	if s := a + b; s < prime {
		return s
	}
	return a + b - prime
}

func subMod(a, b uint64) uint64 {
	if a >= b {
		return a - b
	}
	return a + prime - b
}

func mulMod(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	// 2⁶¹ is one: the high part counts for itself.
	return addMod(lo&prime, hi<<3|lo>>61)
}

// inverse is the number by which a multiplies to one, for a other than zero.
func inverse(a uint64) uint64 {
	x := uint64(1)
	for e := uint64(prime - 2); e > 0; e >>= 1 {
		if e&1 != 0 {
			x = mulMod(x, a)
		}
		a = mulMod(a, a)
	}
	return x
}

// number is a figure with its residue.
type number struct {
	v float64
	m uint64
}

var (
	nought = number{}
	unit   = number{1, 1}
)

func (a number) plus(b number) number  { return number{a.v + b.v, addMod(a.m, b.m)} }
func (a number) minus(b number) number { return number{a.v - b.v, subMod(a.m, b.m)} }

// times is the product, without work where a factor is nothing or whole.
func (a number) times(b number) number {
	switch {
	case a == unit:
		return b
	case b == unit:
		return a
	case a == nought || b == nought:
		return nought
	}
	return number{a.v * b.v, mulMod(a.m, b.m)}
}

func (a number) over(b number) number {
	return number{a.v / b.v, mulMod(a.m, inverse(b.m))}
}

// order compares two figures known up to an error: -1 and 1 when they surely
// differ, 0 when they are one number; sure is false when nobody can say.
func (a number) order(b number, err float64) (sign int, sure bool) {
	switch d := a.v - b.v; {
	case d > err:
		return 1, true
	case d < -err:
		return -1, true
	case a.m == b.m:
		return 0, true
	case d > 0:
		return 1, false
	}
	return -1, false
}
