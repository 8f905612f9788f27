package register

import (
	"math"
	"slices"
)

// system is the equations of one component: of each member p,
//
//	d·x = Σ w·x of the members that hold it + b,   d = Σ w + mass
//
// where mass is what leaves the component, known or not, and b what of it is
// counted. All of it is positive, and d is computed as a sum and never as one
// less something, after Grassmann, Taksar and Heyman ("Regenerative analysis
// and steady state distributions for Markov chains", Oper. Res. 33(5), 1985):
// so nothing cancels, however nearly the members own each other wholly.
//
// Members that are fixed are ends of walks: the others' walks stop at them, with
// one. What their own walks meet, other than themselves, is asked as well.
type system struct {
	n       int
	cells   []cell
	begin   []int32 // of each member's cells
	out     [][]cell
	in      [][]int32
	fixed   []bool
	b       [][2]float64
	mass    []float64
	both    bool       // two columns, or the first alone
	unknown [2]float64 // what a walk without end is worth
	err     float64    // of what b was made from

	x        [][2]float64
	wrong    []float64 // bound on the error of x
	trapped  []bool    // in a ring that no walk leaves
	iterated bool

	// Members that are solved as a full matrix at once, and those of the largest
	// full matrix that is ever made.
	small, largest int

	gone  []bool
	steps []float64 // expected steps of a walk: its column's b is one
	merge []float64 // eliminated members whose walks a member's row includes
	pos   []int32
	order []int32
}

// cell is a coefficient: the share that a walk goes along, to a member.
type cell struct {
	to int32
	w  float64
}

func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

func (s *system) reset(n int) {
	s.n, s.err, s.iterated = n, 0, false
	s.cells, s.begin = s.cells[:0], append(s.begin[:0], 0)
	s.out, s.in, s.fixed = grown(s.out, n), grown(s.in, n), grown(s.fixed, n)
	s.b, s.mass, s.x = grown(s.b, n), grown(s.mass, n), grown(s.x, n)
	s.wrong, s.trapped, s.gone = grown(s.wrong, n), grown(s.trapped, n), grown(s.gone, n)
	s.steps, s.merge, s.pos = grown(s.steps, n), grown(s.merge, n), grown(s.pos, n)
}

// row is the cells of member p as they were loaded.
func (s *system) row(p int) []cell { return s.cells[s.begin[p]:s.begin[p+1]] }

// mostJoined is how many members' pairs one elimination may connect.
const mostJoined = 1 << 24

const (
	denseSmall   = 40
	denseLargest = 6000
)

// solve computes x. Small systems are full matrices; large ones are eliminated
// member by member, those with the fewest connections first, until what is left
// is small or full of connections.
func (s *system) solve(threads int) {
	for p := range s.n {
		s.steps[p], s.pos[p] = 1, -1
		if s.fixed[p] {
			s.steps[p] = 0
		}
	}
	if s.n <= s.small {
		s.dense(s.everyone(), threads)
		s.closeRings()
		for p := range s.n {
			s.wrong[p] = s.err + 8*float64((s.n+1)*(s.n+1))*roundoff
		}
		return
	}
	b0, mass0 := append([][2]float64(nil), s.b...), append([]float64(nil), s.mass...)
	rest := s.eliminate()
	if len(rest) > 0 {
		if len(rest) <= s.largest {
			s.dense(rest, threads)
		} else {
			s.iterate(rest)
		}
	}
	s.substitute()
	if s.iterated {
		return
	}
	s.closeRings()
	s.verify(b0, mass0)
}

// closeRings marks all members of the rings that no walk leaves. The
// elimination finds the last of each; the others are those that it leads to.
func (s *system) closeRings() {
	var ring []int32
	for p := range s.n {
		if s.trapped[p] {
			ring = append(ring, int32(p))
		}
	}
	for len(ring) > 0 {
		p := ring[len(ring)-1]
		ring = ring[:len(ring)-1]
		for _, c := range s.row(int(p)) {
			if !s.trapped[c.to] && !s.fixed[c.to] {
				s.trapped[c.to] = true
				ring = append(ring, c.to)
			}
		}
	}
}

func (s *system) everyone() []int32 {
	s.order = s.order[:0]
	for p := range s.n {
		s.order = append(s.order, int32(p))
	}
	return s.order
}

// eliminate takes members out of the equations of the others until none is
// left but fixed ones that no other is connected to, or until the next would
// connect too many. It returns those that are left; s.order is the order of
// those that are gone.
func (s *system) eliminate() []int32 {
	n := s.n
	degree := make([]int32, n)
	cells := slices.Clone(s.cells) // to be changed, while those that were loaded stay to be compared with
	for p := range n {
		s.out[p] = cells[s.begin[p]:s.begin[p+1]:s.begin[p+1]]
		for _, c := range s.out[p] {
			degree[c.to]++
		}
	}
	arena := make([]int32, s.begin[n])
	at := int32(0)
	for p := range n {
		s.in[p] = arena[at : at : at+degree[p]]
		at += degree[p]
	}
	for p := range n {
		for _, c := range s.out[p] {
			s.in[c.to] = append(s.in[c.to], int32(p))
		}
	}
	const most = 1 << 10
	buckets := make([][]int32, most+1)
	cost := func(p int32) int { return min(len(s.in[p])*len(s.out[p]), most) }
	left := 0
	for p := n - 1; p >= 0; p-- {
		if !s.fixed[p] {
			left++
			c := cost(int32(p))
			buckets[c] = append(buckets[c], int32(p))
		}
	}
	s.order = s.order[:0]
	for c := 0; c <= most && left > 0; {
		if len(buckets[c]) == 0 {
			c++
			continue
		}
		last := len(buckets[c]) - 1
		p := buckets[c][last]
		buckets[c] = buckets[c][:last]
		if s.gone[p] {
			continue
		}
		s.in[p] = s.alive(s.in[p])
		if now := cost(p); now > c {
			buckets[now] = append(buckets[now], p)
			continue
		}
		if c == most && (left <= s.largest || len(s.in[p])*len(s.out[p]) > mostJoined) {
			break // full of connections
		}
		s.remove(p)
		left--
		for _, t := range s.out[p] {
			if !s.fixed[t.to] {
				if lower := cost(t.to); lower < c {
					buckets[lower] = append(buckets[lower], t.to)
					c = lower
				}
			}
		}
		c = max(c-2, 0)
	}
	if left == 0 && !s.fixedConnected() {
		return nil
	}
	var rest []int32
	for p := range n {
		if !s.gone[p] {
			rest = append(rest, int32(p))
		}
	}
	if left == 0 {
		// Only ends are left: each one's equation is its answer.
		for _, p := range rest {
			s.finish(p)
		}
		return nil
	}
	return rest
}

// fixedConnected tells whether there are members that are ends.
func (s *system) fixedConnected() bool {
	for _, f := range s.fixed {
		if f {
			return true
		}
	}
	return false
}

// alive keeps those that are not gone.
func (s *system) alive(list []int32) []int32 {
	kept := list[:0]
	for _, p := range list {
		if !s.gone[p] {
			kept = append(kept, p)
		}
	}
	return kept
}

// remove puts the equation of member i into those of its issuers.
func (s *system) remove(i int32) {
	s.gone[i] = true
	s.order = append(s.order, i)
	d := s.mass[i]
	for _, c := range s.out[i] {
		d += c.w
	}
	for _, p := range s.in[i] {
		row := s.out[p]
		w := 0.0
		for k := range row {
			if row[k].to == i {
				w = row[k].w
				row[k] = row[len(row)-1]
				row = row[:len(row)-1]
				break
			}
		}
		s.merge[p] += s.merge[i] + 1
		if d == 0 {
			s.mass[p] += w
			s.b[p][0] += w * s.unknown[0]
			s.b[p][1] += w * s.unknown[1]
			s.out[p] = row
			continue
		}
		f := w / d
		s.mass[p] += f * s.mass[i]
		s.b[p][0] += f * s.b[i][0]
		s.b[p][1] += f * s.b[i][1]
		s.steps[p] += f * s.steps[i]
		if len(s.out[i]) > 0 {
			for k := range row {
				s.pos[row[k].to] = int32(k)
			}
			for _, c := range s.out[i] {
				switch k := s.pos[c.to]; {
				case c.to == p:
				case k >= 0:
					row[k].w += f * c.w
				default:
					s.pos[c.to] = int32(len(row))
					row = append(row, cell{c.to, f * c.w})
					s.in[c.to] = append(s.in[c.to], p)
				}
			}
			for k := range row {
				s.pos[row[k].to] = -1
			}
		}
		s.out[p] = row
	}
	if d == 0 {
		s.trapped[i] = true
	}
	s.mass[i] = d // kept for the substitution
}

// finish answers for an end whose equation refers to other ends alone.
func (s *system) finish(p int32) {
	sum, d := 0.0, s.mass[p]
	for _, c := range s.out[p] {
		if c.to != p {
			sum += c.w
			d += c.w
		}
	}
	if d == 0 {
		s.x[p], s.trapped[p] = s.unknown, true
		return
	}
	s.x[p] = [2]float64{(sum + s.b[p][0]) / d, (sum + s.b[p][1]) / d}
}

// worth is what a walk that comes to member p is worth, by column.
func (s *system) worth(p int32) (low, high float64) {
	if s.fixed[p] {
		return 1, 1
	}
	return s.x[p][0], s.x[p][1]
}

// substitute computes the members that were eliminated, the last first.
func (s *system) substitute() {
	for k := len(s.order) - 1; k >= 0; k-- {
		i := s.order[k]
		d := s.mass[i]
		if d == 0 {
			s.x[i], s.steps[i] = s.unknown, 0
			continue
		}
		low, high, steps := s.b[i][0], s.b[i][1], s.steps[i]
		for _, c := range s.out[i] {
			l, h := s.worth(c.to)
			low += c.w * l
			high += c.w * h
			if !s.fixed[c.to] {
				steps += c.w * s.steps[c.to]
			}
		}
		s.x[i] = [2]float64{low / d, high / d}
		s.steps[i] = steps / d
		if s.iterated {
			for _, c := range s.out[i] {
				if !s.fixed[c.to] {
					s.wrong[i] = max(s.wrong[i], s.wrong[c.to])
				}
			}
			s.wrong[i] += s.err + 1e-12
		}
	}
}

// dense solves what is left as a full matrix: first those that are not fixed.
func (s *system) dense(list []int32, threads int) {
	moving := 0
	local := make([]int32, 0, len(list))
	for _, p := range list {
		if !s.fixed[p] {
			local = append(local, p)
			moving++
		}
	}
	for _, p := range list {
		if s.fixed[p] {
			local = append(local, p)
		}
	}
	n := len(local)
	for k, p := range local {
		s.pos[p] = int32(k)
	}
	// Beside the shares: b in two columns, mass and steps.
	width := n + 4
	full := make([]float64, n*width)
	at := func(k int) []float64 { return full[k*width : (k+1)*width : (k+1)*width] }
	for k, p := range local {
		row := at(k)
		cells := s.out[p]
		if s.n <= s.small {
			cells = s.row(int(p))
		}
		for _, c := range cells {
			if int(s.pos[c.to]) != k {
				row[s.pos[c.to]] += c.w
			}
		}
		row[n], row[n+1], row[n+2], row[n+3] = s.b[p][0], s.b[p][1], s.mass[p], s.steps[p]
	}
	for i := range moving {
		pivot := at(i)
		d := pivot[n+2]
		for _, w := range pivot[i+1 : n] {
			d += w
		}
		pivot[i] = d
		work := func(from, to int) {
			for k := from; k < to; k++ {
				row := at(k)
				w := row[i]
				if w == 0 {
					continue
				}
				if d == 0 {
					row[n] += w * s.unknown[0]
					row[n+1] += w * s.unknown[1]
					row[n+2] += w
					continue
				}
				f := w / d
				self := row[k]
				src, dst := pivot[i+1:], row[i+1:]
				dst = dst[:len(src)]
				for c, v := range src {
					dst[c] += f * v
				}
				row[k] = self
			}
		}
		if (n-i)*(n-i) < 1<<16 {
			work(i+1, n)
		} else {
			rows := n - i - 1
			each(threads, threads, func(t int) { work(i+1+rows*t/threads, i+1+rows*(t+1)/threads) })
		}
	}
	for i := n - 1; i >= 0; i-- {
		row, p := at(i), local[i]
		if i >= moving {
			sum, d := 0.0, row[n+2]
			for k := moving; k < n; k++ {
				if k != i {
					sum += row[k]
					d += row[k]
				}
			}
			s.merge[p] += float64(moving)
			if d == 0 {
				s.x[p], s.trapped[p] = s.unknown, true
				continue
			}
			s.x[p] = [2]float64{(sum + row[n]) / d, (sum + row[n+1]) / d}
			continue
		}
		d := row[i]
		if d == 0 {
			s.x[p], s.steps[p], s.trapped[p] = s.unknown, 0, true
			continue
		}
		low, high, steps := row[n], row[n+1], row[n+3]
		for k := i + 1; k < n; k++ {
			if row[k] == 0 {
				continue
			}
			l, h := s.worth(local[k])
			low += row[k] * l
			high += row[k] * h
			if k < moving {
				steps += row[k] * s.steps[local[k]]
			}
		}
		s.x[p] = [2]float64{low / d, high / d}
		s.steps[p] = steps / d
	}
	for _, p := range local {
		s.pos[p] = -1
	}
}

// iterate approaches what is left from below and from above, where it is too
// much for a full matrix; what lies between the two is the error. A walk without
// end is worth what it is from its own side: nothing from below, all from above.
func (s *system) iterate(list []int32) {
	const rounds = 2000
	s.iterated = true
	above := make([][2]float64, s.n)
	for _, p := range list {
		above[p] = [2]float64{1, 1}
		s.x[p] = [2]float64{}
		if s.fixed[p] {
			s.x[p] = above[p]
		}
	}
	for round, gap := 0, 1.0; round < rounds && gap > 1e-13; round++ {
		gap = 0
		for _, p := range list {
			if s.fixed[p] {
				continue
			}
			d := s.mass[p]
			low, high := s.b[p], s.b[p]
			for _, c := range s.out[p] {
				d += c.w
				for k := range low {
					low[k] += c.w * s.x[c.to][k]
					high[k] += c.w * above[c.to][k]
				}
			}
			if d == 0 {
				continue
			}
			for k := range low {
				low[k], high[k] = low[k]/d, high[k]/d
				gap = max(gap, high[k]-low[k])
			}
			s.x[p], above[p] = low, high
		}
	}
	for _, p := range list {
		for k := range s.x[p] {
			s.wrong[p] = max(s.wrong[p], above[p][k]-s.x[p][k])
			if s.unknown[k] == 1 {
				s.x[p][k] = above[p][k]
			}
		}
		s.wrong[p] += s.err + 1e-12
	}
	for _, p := range list {
		if !s.fixed[p] {
			continue
		}
		// What comes back to itself is not known apart: its figure is between
		// nothing and all of what it meets.
		sum, d := s.b[p], s.mass[p]
		for _, c := range s.out[p] {
			d += c.w
			low, high := s.worth(c.to)
			sum[0] += c.w * low
			sum[1] += c.w * high
		}
		if d == 0 {
			s.x[p], s.trapped[p] = s.unknown, true
			continue
		}
		s.x[p] = [2]float64{sum[0] / d, sum[1] / d}
		s.wrong[p] = 1
	}
}

// verify bounds the errors from what the solution leaves over in the equations
// as they were loaded: A·(x−x*) = r, and as A⁻¹ is positive, |x−x*| is at most
// max|r|·A⁻¹1, and A⁻¹1 is the expected steps. For ends, whose own equations
// are not among them, it is the bound of the elimination itself.
func (s *system) verify(b [][2]float64, mass []float64) {
	worst, least := 0.0, math.Inf(1)
	for p := range s.n {
		if s.fixed[p] || s.trapped[p] || s.steps[p] == 0 {
			continue
		}
		d, size := mass[p], 0.0
		left := b[p]
		steps := 0.0
		for _, c := range s.row(p) {
			d += c.w
			l, h := s.worth(c.to)
			left[0] += c.w * l
			left[1] += c.w * h
			size++
			if !s.fixed[c.to] {
				steps += c.w * s.steps[c.to]
			}
		}
		rounding := (size + 6) * 2 * roundoff * d
		for k := range left {
			worst = max(worst, math.Abs(left[k]-d*s.x[p][k])+rounding)
		}
		least = min(least, d*s.steps[p]-steps-rounding*s.steps[p])
	}
	for p := range s.n {
		switch {
		case s.fixed[p]:
			s.wrong[p] = max(s.wrong[p], s.err+8*(s.merge[p]+1)*(s.merge[p]+1)*roundoff)
		case s.trapped[p]:
			s.wrong[p] = 0
		case least <= 0:
			s.wrong[p] = 1
		default:
			s.wrong[p] = s.err + worst*s.steps[p]/least
		}
		s.wrong[p] = min(s.wrong[p], 1)
	}
}
