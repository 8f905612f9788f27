package register

import "math/bits"

// matrix is rows of numbers, values and residues apart, so that the loops over a
// row are short.
type matrix struct {
	width int
	v     []float64
	m     []uint64
}

func newMatrix(height, width int) matrix {
	return matrix{width, make([]float64, height*width), make([]uint64, height*width)}
}

func (a *matrix) at(row, column int) number {
	k := row*a.width + column
	return number{a.v[k], a.m[k]}
}

func (a *matrix) set(row, column int, n number) {
	k := row*a.width + column
	a.v[k], a.m[k] = n.v, n.m
}

func (a *matrix) add(row, column int, n number) { a.set(row, column, a.at(row, column).plus(n)) }

// addTimes adds f times row from, from a column up to another, to row to of b.
func (a *matrix) addTimes(f number, from, left, right int, b *matrix, to int) {
	i, k := from*a.width, to*b.width
	src, dst := a.v[i+left:i+right], b.v[k+left:k+right]
	dst = dst[:len(src)]
	for c, v := range src {
		dst[c] += f.v * v
	}
	addTimesMod(f.m, a.m[i+left:i+right], b.m[k+left:k+right])
}

// addTimesMod is the same of residues. The modulus is one less than a power of
// two, so that what is above the power counts for itself.
func addTimesMod(f uint64, src, dst []uint64) {
	dst = dst[:len(src)]
	for c, v := range src {
		hi, lo := bits.Mul64(f, v)
		s := (lo & prime) + (hi<<3 | lo>>61) + dst[c]
		s = (s & prime) + (s >> 61)
		if s >= prime {
			s -= prime
		}
		dst[c] = s
	}
}

// divide divides the columns of a row.
func (a *matrix) divide(row int, by number) {
	inv := inverse(by.m)
	for k := row * a.width; k < (row+1)*a.width; k++ {
		a.v[k] /= by.v
		a.m[k] = mulMod(a.m[k], inv)
	}
}
