package register

import (
	"cmp"
	"math"
	"slices"
)

// basis is the equations of the members of a cycle of which some are ends, each
// the shares of a member and what leaves the cycle,
//
//	d·x = Σ share·x of the members that are no ends + b,   d = Σ share + mass,
//
// decomposed once, so that one column b after the other is solved in so much
// time as it takes to read the members' shares in each other. Nothing is
// subtracted, as in system, and residues are kept beside the values.
type basis struct {
	c      *circle
	ends   []bool
	list   []int32 // members that are no ends, as they are eliminated
	beyond []int32 // those that are
	place  []int32 // by member: its place in one of the two
	lu     matrix  // below the diagonal the factors, above it what is left of shares
	whole  []number
	// closed tells that there are members that no walk leaves: nothing is solved.
	closed bool
	// steps is for how many steps a walk goes on at most, by place: what is left
	// over in the equations is to be multiplied by it, and divided by least.
	steps []float64
	least float64
}

// portion is a number in a column.
type portion struct {
	p int32 // member
	n number
}

// panel is how many members are eliminated at once: their rows fit a cache.
const panel = 32

func (c *circle) basis(ends []bool) *basis {
	n := len(c.members)
	b := &basis{c: c, ends: ends, place: make([]int32, n)}
	degree := make([]int, n)
	for p := range c.lines {
		degree[p] += len(c.lines[p].inner)
		for _, s := range c.lines[p].inner {
			degree[s.to]++
		}
	}
	for p := range int32(n) {
		if ends[p] {
			b.place[p] = int32(len(b.beyond))
			b.beyond = append(b.beyond, p)
		} else {
			b.list = append(b.list, p)
		}
	}
	// Those with few connections first make few new ones.
	slices.SortStableFunc(b.list, func(p, q int32) int { return cmp.Compare(degree[p], degree[q]) })
	for k, p := range b.list {
		b.place[p] = int32(k)
	}
	return b
}

// free gives back what only solving needs.
func (b *basis) free() { b.lu = matrix{} }

func (b *basis) decompose() {
	m := len(b.list)
	b.lu, b.whole = newMatrix(m, m+1), make([]number, m) // the last column is the mass
	for k, p := range b.list {
		l := &b.c.lines[p]
		mass := l.mass
		for _, s := range l.inner {
			if b.ends[s.to] {
				mass = mass.plus(s.share)
			} else {
				b.lu.add(k, int(b.place[s.to]), s.share)
			}
		}
		b.lu.set(k, m, mass)
	}
	inverses := make([]uint64, m)
	// apply takes the members from to up to out of row k.
	apply := func(k, from, to int) {
		for i := from; i < to; i++ {
			w := b.lu.at(k, i)
			if w == nought {
				continue
			}
			f := number{w.v / b.whole[i].v, mulMod(w.m, inverses[i])}
			b.lu.set(k, i, f)
			self := b.lu.at(k, k)
			b.lu.addTimes(f, i, i+1, m+1, &b.lu, k)
			b.lu.set(k, k, self)
		}
	}
	for from := 0; from < m; from += panel {
		to := min(from+panel, m)
		for i := from; i < to; i++ {
			apply(i, from, i)
			d := nought
			for k := i + 1; k <= m; k++ {
				d = d.plus(b.lu.at(i, k))
			}
			if d.v == 0 {
				b.closed = true
				return
			}
			b.whole[i], inverses[i] = d, inverse(d.m)
		}
		if rest := m - to; rest > 0 {
			pieces := min(b.c.s.threads*4, rest/8+1)
			each(b.c.s.threads, pieces, func(t int) {
				for k := to + rest*t/pieces; k < to+rest*(t+1)/pieces; k++ {
					apply(k, from, to)
				}
			})
		}
	}
}

// measureSteps finds how long walks are, with a bound on its own error.
func (b *basis) measureSteps() {
	column := make([]portion, len(b.list))
	for k, p := range b.list {
		column[k] = portion{p, unit}
	}
	x := newMatrix(len(b.list), 1)
	b.into(&x, [][]portion{column})
	b.steps, b.least = x.v, math.Inf(1)
	for _, p := range b.list {
		d, left, size := b.row(p, func(q int32, share float64) float64 { return share * b.steps[b.place[q]] })
		mine := b.steps[b.place[p]]
		b.least = min(b.least, d*mine-left-(size+6)*2*roundoff*(d*mine+left))
	}
}

// row adds up what a member has of the others that are no ends, and the whole of
// what its walk leaves along.
func (b *basis) row(p int32, worth func(q int32, share float64) float64) (whole, sum, size float64) {
	l := &b.c.lines[p]
	whole = l.mass.v
	for _, s := range l.inner {
		whole += s.share.v
		if !b.ends[s.to] {
			sum += worth(s.to, s.share.v)
			size++
		}
	}
	return whole, sum, size + 1
}

// into solves columns into x, of which the rows are by place.
func (b *basis) into(x *matrix, columns [][]portion) {
	for j, column := range columns {
		for _, e := range column {
			x.add(int(b.place[e.p]), j, e.n)
		}
	}
	m := len(b.list)
	for k := range m {
		for i := range k {
			if f := b.lu.at(k, i); f != nought {
				x.addTimes(f, i, 0, x.width, x, k)
			}
		}
	}
	for k := m - 1; k >= 0; k-- {
		for i := k + 1; i < m; i++ {
			if w := b.lu.at(k, i); w != nought {
				x.addTimes(w, i, 0, x.width, x, k)
			}
		}
		x.divide(k, b.whole[k])
	}
}

// solved is columns that were solved.
type solved struct {
	b      *basis
	blocks []matrix // of blockWidth columns each, by place
	beyond []matrix // what ends have of them through those that are no ends
	err    []float64
}

const blockWidth = 64

// solve solves columns; those of ends are left out.
func (b *basis) solve(columns [][]portion) *solved {
	count := (len(columns) + blockWidth - 1) / blockWidth
	s := &solved{b: b, blocks: make([]matrix, count), beyond: make([]matrix, count), err: make([]float64, len(columns))}
	each(b.c.s.threads, count, func(k int) {
		from := k * blockWidth
		some := columns[from:min(from+blockWidth, len(columns))]
		x := newMatrix(len(b.list), len(some))
		b.into(&x, some)
		b.verify(&x, some, s.err[from:])
		s.blocks[k] = x
		out := newMatrix(len(b.beyond), len(some))
		for i, p := range b.beyond {
			for _, l := range b.c.lines[p].inner {
				if !b.ends[l.to] {
					x.addTimes(l.share, int(b.place[l.to]), 0, x.width, &out, i)
				}
			}
		}
		s.beyond[k] = out
	})
	return s
}

// verify bounds the errors of columns that were solved, from what they leave over
// in the equations: as in system.
func (b *basis) verify(x *matrix, columns [][]portion, err []float64) {
	width := len(columns)
	left, most, worst := make([]float64, width), make([]float64, width), make([]float64, width)
	given := make([]float64, len(b.list)*width)
	for j, column := range columns {
		for _, e := range column {
			given[int(b.place[e.p])*width+j] += e.n.v
		}
	}
	for k := range b.list {
		for j := range width {
			most[j] = max(most[j], x.v[k*width+j])
		}
	}
	for k, p := range b.list {
		copy(left, given[k*width:])
		l := &b.c.lines[p]
		d, size := l.mass.v, 6.0
		for _, s := range l.inner {
			w := s.share.v
			d += w
			size++
			if b.ends[s.to] {
				continue
			}
			q := int(b.place[s.to]) * width
			for j, v := range x.v[q : q+width] {
				left[j] += w * v
			}
		}
		for j := range width {
			v := x.v[k*width+j]
			worst[j] = max(worst[j], math.Abs(left[j]-d*v)+size*2*roundoff*(d*most[j]+given[k*width+j]))
		}
	}
	long := 0.0
	for _, steps := range b.steps {
		long = max(long, steps)
	}
	for j := range width {
		switch {
		case worst[j] == 0:
		case b.least <= 0:
			err[j] = math.Inf(1)
		default:
			err[j] = worst[j] * long / b.least * (1 + 1e-9)
		}
	}
}

// at is what column j is worth at a member: through those that are no ends, for
// an end.
func (s *solved) at(p, j int) number {
	k := int(s.b.place[p])
	if s.b.ends[p] {
		return s.beyond[j/blockWidth].at(k, j%blockWidth)
	}
	return s.blocks[j/blockWidth].at(k, j%blockWidth)
}
