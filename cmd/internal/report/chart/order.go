package chart

import (
	"cmp"
	"math"
	"slices"
)

// makeRows makes the trunks and the nodes of each row, in the order in which a
// walk up from the root meets them.
func (p *plan) makeRows() {
	top := 0
	for _, c := range p.cells {
		top = max(top, c.rank)
		c.node = &node{cell: c, rank: c.rank}
	}
	p.rows = make([][]*node, top+1)
	shared := map[int]*trunk{}
	above := make([][]*trunk, len(p.cells))
	for _, w := range p.wires {
		t := shared[w.lower]
		if t == nil || w.alone || w.upward {
			t = &trunk{lower: w.lower}
			above[w.lower] = append(above[w.lower], t)
			if !w.alone && !w.upward {
				shared[w.lower] = t
			}
		}
		t.wires = append(t.wires, w)
		w.trunk = t
	}
	for lower, trunks := range above {
		for _, t := range trunks {
			high := 0
			for _, w := range t.wires {
				high = max(high, p.cells[w.upper].rank)
			}
			below := p.cells[lower].node
			for rank := p.cells[lower].rank + 1; rank < high; rank++ {
				step := &node{trunk: t, rank: rank, left: stepRoom, right: stepRoom}
				t.steps = append(t.steps, step)
				weight := 16.0
				if below.cell != nil {
					weight = 4
				}
				join(step, below, new(float64), t.entry(below), weight)
				below = step
			}
			beside := map[int]float64{} // by rank: how many wires join there
			for _, w := range t.wires {
				beside[p.cells[w.upper].rank]++
			}
			for _, w := range t.wires {
				upper := p.cells[w.upper]
				next := p.cells[lower].node
				if n := upper.rank - p.cells[lower].rank - 2; n >= 0 {
					next = t.steps[n]
				}
				// Those that join in one row pull together as one does, and one that
				// comes alone is to come straight.
				weight := 4 / beside[upper.rank]
				if next.cell != nil {
					weight = 2 / beside[upper.rank]
					if len(t.wires) == 1 {
						weight = 3
					}
				}
				join(upper.node, next, &w.slot, t.entry(next), weight)
			}
		}
	}
	seen := map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		n.place = len(p.rows[n.rank])
		p.rows[n.rank] = append(p.rows[n.rank], n)
		for _, j := range n.up {
			visit(j.to)
		}
	}
	for _, c := range p.cells {
		visit(c.node)
	}
}

// entry is where a trunk enters a node.
func (t *trunk) entry(n *node) *float64 {
	if n.cell != nil {
		return &t.port
	}
	return new(float64)
}

func join(upper, lower *node, own, other *float64, weight float64) {
	upper.down = append(upper.down, joint{lower, own, other, weight})
	lower.up = append(lower.up, joint{upper, other, own, weight})
}

// Bounds of the search for an order with few crossings.
const (
	sweeps   = 24
	bigGraph = 1500 // nodes, above which each sweep is done without exchanges
)

// orderRows looks for an order with few crossings: sweeps by the mean place of
// the neighbours, then exchanges of neighbours, from two first orders.
func (p *plan) orderRows() {
	size := 0
	for _, row := range p.rows {
		size += len(row)
	}
	first := p.places()
	best, least := first, p.crossings()
	for start := range 2 {
		p.restore(first)
		if start == 1 {
			for _, row := range p.rows {
				slices.Reverse(row)
				number(row)
			}
		}
		idle := 0
		for n := 0; n < sweeps && idle < 6 && least > 0; n++ {
			p.sweep(n%2 == 0)
			if size <= bigGraph {
				p.exchange()
			}
			idle++
			if c := p.crossings(); c < least {
				best, least, idle = p.places(), c, 0
			}
		}
	}
	p.restore(best)
	for _, row := range p.rows {
		p.centre(row)
	}
}

// centre moves a step between the cells that join its trunk in this row, half of
// them on each side, where no crossing comes of it.
func (p *plan) centre(row []*node) {
	joins := func(n *node) *node {
		if len(n.down) == 1 {
			return n.down[0].to
		}
		return nil
	}
	for i, n := range row {
		if n.cell != nil {
			continue
		}
		from, to := i, i+1
		for from > 0 && row[from-1].cell != nil && joins(row[from-1]) == joins(n) {
			from--
		}
		for to < len(row) && row[to].cell != nil && joins(row[to]) == joins(n) {
			to++
		}
		middle := (from + to - 1) / 2
		before := p.crossings()
		row = slices.Insert(slices.Delete(row, i, i+1), middle, n)
		number(row)
		if p.crossings() > before {
			row = slices.Insert(slices.Delete(row, middle, middle+1), i, n)
			number(row)
		}
	}
}

func number(row []*node) {
	for i, n := range row {
		n.place = i
	}
}

// places is a copy of the order of every row.
func (p *plan) places() [][]*node {
	copied := make([][]*node, len(p.rows))
	for i, row := range p.rows {
		copied[i] = slices.Clone(row)
	}
	return copied
}

func (p *plan) restore(places [][]*node) {
	for i, row := range places {
		copy(p.rows[i], row)
		number(p.rows[i])
	}
}

// sweep orders each row by the mean place of its neighbours in the row before.
func (p *plan) sweep(upwards bool) {
	for k := range p.rows {
		row := p.rows[k]
		if !upwards {
			row = p.rows[len(p.rows)-1-k]
		}
		mean := make(map[*node]float64, len(row))
		for _, n := range row {
			joints := n.down
			if !upwards {
				joints = n.up
			}
			if len(joints) == 0 {
				mean[n] = float64(n.place)
				continue
			}
			sum := 0.0
			for _, j := range joints {
				sum += relative(j.to, p.rows)
			}
			mean[n] = sum / float64(len(joints)) * float64(len(row))
		}
		slices.SortStableFunc(row, func(a, b *node) int { return cmp.Compare(mean[a], mean[b]) })
		number(row)
	}
}

// relative is the place of a node in its row, from 0 to 1, so that rows of
// different length compare.
func relative(n *node, rows [][]*node) float64 {
	return (float64(n.place) + 0.5) / float64(len(rows[n.rank]))
}

// exchange swaps neighbours as long as that takes away crossings.
func (p *plan) exchange() {
	for changed, rounds := true, 0; changed && rounds < 20; rounds++ {
		changed = false
		for _, row := range p.rows {
			for i := 0; i+1 < len(row); i++ {
				a, b := row[i], row[i+1]
				if pair(a, b) > pair(b, a) {
					row[i], row[i+1] = b, a
					a.place, b.place = i+1, i
					changed = true
				}
			}
		}
	}
}

// pair counts the crossings between the wires of two neighbours, a being on the
// left.
func pair(a, b *node) int {
	count := 0
	for _, side := range [2][2][]joint{{a.up, b.up}, {a.down, b.down}} {
		for _, i := range side[0] {
			for _, j := range side[1] {
				if i.to.place > j.to.place {
					count++
				}
			}
		}
	}
	return count
}

// crossings counts the pairs of wires that cross, row by row.
func (p *plan) crossings() int {
	count := 0
	for k, row := range p.rows {
		if k == 0 {
			continue
		}
		tree := make([]int, len(p.rows[k-1])+1)
		total := 0
		for _, n := range row {
			for _, j := range n.down {
				before := 0
				for i := j.to.place + 1; i > 0; i -= i & -i {
					before += tree[i]
				}
				count += total - before
			}
			for _, j := range n.down {
				for i := j.to.place + 1; i < len(tree); i += i & -i {
					tree[i]++
				}
				total++
			}
		}
	}
	return count
}

// putPorts places the wires along the lower and the upper side of each cell, in
// the order of where they go, and makes cells as wide as that needs.
func (p *plan) putPorts() {
	leaving := make([][]*wire, len(p.cells))
	for _, w := range p.wires {
		leaving[w.upper] = append(leaving[w.upper], w)
	}
	next := func(w *wire) int {
		if n := p.cells[w.upper].rank - p.cells[w.lower].rank - 2; n >= 0 {
			return w.trunk.steps[n].place
		}
		return p.cells[w.lower].node.place
	}
	entering := make([][]*trunk, len(p.cells))
	met := map[*trunk]bool{}
	for _, w := range p.wires {
		if !met[w.trunk] {
			met[w.trunk] = true
			entering[w.lower] = append(entering[w.lower], w.trunk)
		}
	}
	for i, c := range p.cells {
		slices.SortStableFunc(leaving[i], func(a, b *wire) int { return cmp.Compare(next(a), next(b)) })
		total := 0.0
		for n, w := range leaving[i] {
			if n > 0 {
				total += labelGap
			}
			total += max(w.width, slotLeast)
		}
		at := -total / 2
		for _, w := range leaving[i] {
			wide := max(w.width, slotLeast)
			w.slot = at + wide/2
			at += wide + labelGap
			c.width = max(c.width, 2*math.Abs(w.slot)+16)
		}
		c.width = max(c.width, float64(len(entering[i]))*portGap+8)
		c.node.left = max(c.width, total) / 2
		c.node.right = max(c.width/2+c.beyond, total/2)

		mean := map[*trunk]float64{}
		for _, t := range entering[i] {
			for _, w := range t.wires {
				mean[t] += relative(p.cells[w.upper].node, p.rows)
			}
			mean[t] /= float64(len(t.wires))
		}
		slices.SortStableFunc(entering[i], func(a, b *trunk) int { return cmp.Compare(mean[a], mean[b]) })
		for n, t := range entering[i] {
			t.port = (float64(n) - float64(len(entering[i])-1)/2) * portGap
		}
	}
}
