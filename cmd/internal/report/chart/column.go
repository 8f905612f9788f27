package chart

import (
	"math"
	"slices"
)

// rounds is how often the rows are placed, down and up.
const rounds = 300

// putColumns places the nodes of each row, in their order, so that wires are as
// straight as can be: the sum of the squares of how far each goes sideways is
// least. A row is placed exactly while the others stay, by pooling those that
// would overlap (Ayer and others, 1955), and the rows in turn until nothing
// moves: the sum is convex, so that ends at its least.
func (p *plan) putColumns() {
	for _, row := range p.rows {
		at := 0.0
		for i, n := range row {
			if i > 0 {
				at += apart(row[i-1], n)
			}
			n.x = at
		}
		for _, n := range row {
			n.x -= at / 2
		}
	}
	many := 0
	for _, row := range p.rows {
		many += len(row)
	}
	turns := rounds
	if many > bigGraph {
		turns = rounds / 10
	}
	for range turns {
		moved := 0.0
		for k := range p.rows {
			moved = max(moved, settle(p.rows[k]))
		}
		for k := len(p.rows) - 2; k >= 0; k-- {
			moved = max(moved, settle(p.rows[k]))
		}
		if moved < 0.05 {
			break
		}
	}
	p.straighten()
	p.shift()
}

// apart is how far the centres of two neighbours are at least.
func apart(a, b *node) float64 {
	gap := boxGap
	if a.cell == nil || b.cell == nil {
		gap = boxGap / 2
	}
	return a.right + gap + b.left
}

// settle places one row where its neighbours in other rows want it, and tells
// how far the node that moved most did.
func settle(row []*node) float64 {
	type pool struct {
		sum, weight float64
		n           int
	}
	pools := make([]pool, 0, len(row))
	offset := 0.0
	for i, n := range row {
		if i > 0 {
			offset += apart(row[i-1], n)
		}
		sum, weight := 0.0, 0.0
		for _, joints := range [2][]joint{n.up, n.down} {
			for _, j := range joints {
				// The conversion keeps every machine from rounding once for both.
				sum += float64(j.weight * (j.to.x + *j.other - *j.own))
				weight += j.weight
			}
		}
		if weight == 0 {
			sum, weight = 1e-6*n.x, 1e-6
		}
		pools = append(pools, pool{sum - float64(weight*offset), weight, 1})
		for k := len(pools) - 1; k > 0 && pools[k-1].sum/pools[k-1].weight >= pools[k].sum/pools[k].weight; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].weight += pools[k].weight
			pools[k-1].n += pools[k].n
			pools = pools[:k]
		}
	}
	moved, i := 0.0, 0
	offset = 0
	for _, q := range pools {
		for range q.n {
			if i > 0 {
				offset += apart(row[i-1], row[i])
			}
			x := q.sum/q.weight + offset
			moved = max(moved, math.Abs(x-row[i].x))
			row[i].x = x
			i++
		}
	}
	return moved
}

// Bounds of what is straightened.
const (
	smallBend = 16.0 // a wire that would go this little sideways
	portEdge  = 12.0 // how near to the corner of a box a wire may come
)

// straighten takes small bends out: a step moves under the wire from above where
// there is room, and a wire that enters a box alone enters it where it comes
// from.
func (p *plan) straighten() {
	for _, row := range p.rows {
		for _, n := range row {
			n.x = math.Round(n.x)
		}
	}
	seen := map[*trunk]bool{}
	for _, w := range p.wires {
		if !seen[w.trunk] && len(w.trunk.steps) > 0 {
			seen[w.trunk] = true
			p.plumb(w.trunk)
		}
	}
	p.slide()
	ports := make([][]*trunk, len(p.cells))
	for _, w := range p.wires {
		if ports[w.lower] == nil || !slices.Contains(ports[w.lower], w.trunk) {
			ports[w.lower] = append(ports[w.lower], w.trunk)
		}
	}
	for i, trunks := range ports {
		c := p.cells[i]
		for _, t := range trunks {
			from := p.sources(t, c.rank)
			if len(from) == 0 {
				continue
			}
			// The nearest of what comes from above goes straight down.
			want := from[0] - c.node.x
			for _, x := range from {
				if math.Abs(x-c.node.x-t.port) < math.Abs(want-t.port) {
					want = x - c.node.x
				}
			}
			if len(from) > 1 && math.Abs(want-t.port) > smallBend/2 || math.Abs(want-t.port) > max(smallBend, c.width/2) || math.Abs(want) > c.width/2-max(portEdge, c.slope) {
				continue
			}
			free := true
			for _, other := range trunks {
				free = free && (other == t || math.Abs(other.port-want) >= clearance+3 && (other.port < t.port) == (other.port < want))
			}
			if free {
				t.port = want
			}
		}
	}
	p.nudge()
}

// slide moves cells that nothing stands above, and that have one wire, over where
// that wire goes, if it is a little.
func (p *plan) slide() {
	for _, row := range p.rows {
		for _, n := range row {
			if n.cell == nil || len(n.up) > 0 || len(n.down) != 1 {
				continue
			}
			j := n.down[0]
			if x := j.to.x + *j.other - *j.own; math.Abs(x-n.x) < smallBend {
				from, to := p.free(n)
				n.x = min(max(x, from), max(from, to))
			}
		}
	}
}

// nudge moves what enters a row a little, where a wire of another trunk leaves
// the row above just over it: the two could lie on one another.
func (p *plan) nudge() {
	for range 3 {
		for k := len(p.rows) - 2; k >= 0; k-- {
			leaving := p.leaving(k + 1)
			entering := p.entering(k)
			for _, e := range entering {
				x := e.x()
				if !slices.ContainsFunc(leaving, func(l end) bool { return l.trunk != e.trunk && math.Abs(l.x()-x) < hairline }) {
					continue
				}
				for _, by := range []float64{6, -6, 9, -9, 4, -4, 12, -12} {
					clear := !slices.ContainsFunc(leaving, func(l end) bool { return l.trunk != e.trunk && math.Abs(l.x()-x-by) < hairline }) &&
						!slices.ContainsFunc(entering, func(o end) bool { return o.trunk != e.trunk && math.Abs(o.x()-x-by) < clearance })
					if clear && e.mayMove(p, by) {
						*e.at += by
						break
					}
				}
			}
		}
	}
}

// end is where a trunk leaves or enters a row: at a step, whose place it is, or
// at a cell, from whose centre it is so far.
type end struct {
	trunk *trunk
	at    *float64
	cell  *cell
	step  *node
}

func (e end) x() float64 {
	if e.cell != nil {
		return e.cell.node.x + *e.at
	}
	return *e.at
}

func (e end) mayMove(p *plan, by float64) bool {
	if e.cell != nil {
		return math.Abs(*e.at+by) <= e.cell.width/2-max(portEdge/2, e.cell.slope)
	}
	from, to := p.free(e.step)
	return e.step.x+by >= from-boxGap/4 && e.step.x+by <= to+boxGap/4
}

// leaving lists where wires and trunks leave a row downwards.
func (p *plan) leaving(rank int) []end {
	var ends []end
	for _, n := range p.rows[rank] {
		if n.cell == nil {
			ends = append(ends, end{trunk: n.trunk, at: &n.x, step: n})
		}
	}
	for _, w := range p.wires {
		if c := p.cells[w.upper]; c.rank == rank {
			ends = append(ends, end{trunk: w.trunk, at: &w.slot, cell: c})
		}
	}
	return ends
}

// entering lists where trunks enter a row from above.
func (p *plan) entering(rank int) []end {
	var ends []end
	seen := map[*trunk]bool{}
	for _, n := range p.rows[rank] {
		if n.cell == nil {
			ends = append(ends, end{trunk: n.trunk, at: &n.x, step: n})
		}
	}
	for _, w := range p.wires {
		if c := p.cells[w.lower]; c.rank == rank && !seen[w.trunk] {
			seen[w.trunk] = true
			ends = append(ends, end{trunk: w.trunk, at: &w.trunk.port, cell: c})
		}
	}
	return ends
}

// plumb moves the steps of a trunk under one another, as many in a row as the
// neighbours leave room for, beginning under the highest.
func (p *plan) plumb(t *trunk) {
	for high := len(t.steps) - 1; high >= 0; {
		from, to := math.Inf(-1), math.Inf(1)
		low := high + 1
		for low > 0 {
			a, b := p.free(t.steps[low-1])
			if max(from, a) > min(to, b) {
				break
			}
			from, to = max(from, a), min(to, b)
			low--
		}
		if low > high {
			high--
			continue
		}
		// Where the wires come from that meet here, else where the steps are.
		top := t.steps[high]
		want := top.x
		for _, j := range top.up {
			if x := j.to.x + *j.other; len(top.up) == 1 || math.Abs(x-top.x) < smallBend {
				want = x
				break
			}
		}
		if below := t.entrance(p); low == 0 && below >= from && below <= to && (want < from || want > to) {
			want = below
		}
		x := math.Round(min(max(want, from), to))
		for _, s := range t.steps[low : high+1] {
			s.x = x
		}
		high = low - 1
	}
}

// entrance is where a trunk enters its lower cell.
func (t *trunk) entrance(p *plan) float64 { return p.cells[t.lower].node.x + t.port }

// free is between where a node may move and stay clear of its neighbours.
func (p *plan) free(n *node) (from, to float64) {
	row := p.rows[n.rank]
	from, to = math.Inf(-1), math.Inf(1)
	if n.place > 0 {
		from = row[n.place-1].x + apart(row[n.place-1], n) - boxGap/4
	}
	if n.place+1 < len(row) {
		to = row[n.place+1].x - apart(n, row[n.place+1]) + boxGap/4
	}
	return from, to
}

// sources are where the wires of a trunk come from, into its lower cell.
func (p *plan) sources(t *trunk, rank int) []float64 {
	var xs []float64
	for _, w := range t.wires {
		if p.cells[w.upper].rank == rank+1 {
			xs = append(xs, p.cells[w.upper].node.x+w.slot)
		}
	}
	if len(t.steps) > 0 {
		xs = append(xs, t.steps[0].x)
	}
	return xs
}

// shift moves everything so that the left edge is at zero, and takes the width.
func (p *plan) shift() {
	left, right := math.Inf(1), math.Inf(-1)
	for _, row := range p.rows {
		for _, n := range row {
			left = min(left, n.x-n.left)
			right = max(right, n.x+n.right)
		}
	}
	for _, row := range p.rows {
		for _, n := range row {
			n.x -= left
			if n.cell != nil {
				n.cell.x = n.x
			}
		}
	}
	p.width = right - left
}
