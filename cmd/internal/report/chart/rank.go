package chart

import (
	"cmp"
	"slices"
)

// orient breaks cycles: it takes the wires in order of how surely they lead down,
// and turns those round that would close a cycle with the ones before.
func (p *plan) orient() {
	distance := p.distances()
	order := make([]*wire, 0, len(p.wires))
	for _, w := range p.wires {
		w.upper, w.lower, w.upward = w.from, w.to, false
		order = append(order, w)
	}
	slices.SortStableFunc(order, func(a, b *wire) int {
		down := func(w *wire) int { return cmp.Compare(distance[w.to], distance[w.from]) }
		return cmp.Or(cmp.Compare(down(a), down(b)), cmp.Compare(b.weight, a.weight))
	})
	below := make([][]int, len(p.cells)) // what was taken, from the upper cell down
	mark := make([]int, len(p.cells))
	var stack []int
	for n, w := range order {
		reaches := false
		for stack = append(stack[:0], w.to); len(stack) > 0 && !reaches; {
			c := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if mark[c] == n+1 {
				continue
			}
			mark[c] = n + 1
			reaches = c == w.from
			stack = append(stack, below[c]...)
		}
		if reaches {
			w.upper, w.lower, w.upward = w.to, w.from, true
		}
		below[w.upper] = append(below[w.upper], w.lower)
	}
}

// distances are how many wires each cell is from the root; a cell that does not
// reach it counts as far away.
func (p *plan) distances() []int {
	above := make([][]int, len(p.cells))
	for _, w := range p.wires {
		above[w.to] = append(above[w.to], w.from)
	}
	distance := make([]int, len(p.cells))
	for i := range distance {
		distance[i] = len(p.cells)
	}
	distance[0] = 0
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		for _, from := range above[queue[0]] {
			if distance[from] == len(p.cells) {
				distance[from] = distance[queue[0]] + 1
				queue = append(queue, from)
			}
		}
	}
	return distance
}

// rankCells puts each cell one row above the highest that it has a wire down to.
func (p *plan) rankCells() {
	above := make([][]int, len(p.cells))
	waits := make([]int, len(p.cells))
	for _, w := range p.wires {
		above[w.lower] = append(above[w.lower], w.upper)
		waits[w.upper]++
	}
	var queue []int
	for i, c := range p.cells {
		c.rank = 0
		if waits[i] == 0 {
			queue = append(queue, i)
			if i > 0 {
				c.rank = 1
			}
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		i := queue[0]
		for _, up := range above[i] {
			p.cells[up].rank = max(p.cells[up].rank, p.cells[i].rank+1)
			if waits[up]--; waits[up] == 0 {
				queue = append(queue, up)
			}
		}
	}
}

// spread lifts cells that nothing stands above to higher rows, until no row is
// wider than limit, or nothing can be lifted. Of the cells above one issuer the
// last go first, the issuer that has most of them gives first, and what was
// lifted already stays as long as anything else can be lifted. Who stands alone
// above an issuer stays there.
func (p *plan) spread(limit float64) {
	if limit <= 0 {
		return
	}
	leaf := make([]bool, len(p.cells))
	for i := range leaf {
		leaf[i] = i > 0
	}
	issuers := make([][]int, len(p.cells))
	lifts, holders := make([]int, len(p.cells)), make([]int, len(p.cells))
	room := make([]float64, len(p.cells))
	for _, w := range p.wires {
		leaf[w.lower] = false
		holders[w.lower]++
		issuers[w.upper] = append(issuers[w.upper], w.lower)
		room[w.upper] += max(w.width, slotLeast) + labelGap
	}
	top := 0
	for i, c := range p.cells {
		room[i] = max(room[i], c.width+c.beyond) + boxGap
		top = max(top, c.rank)
	}
	for rank := 1; rank <= top; rank++ {
		width := 0.0
		passing := map[int]bool{}
		var leaves []int
		for i, c := range p.cells {
			switch {
			case c.rank == rank:
				width += room[i]
				if leaf[i] && len(issuers[i]) == 1 && holders[issuers[i][0]] > 1 && lifts[i] < p.lifts {
					leaves = append(leaves, i)
				}
			case c.rank > rank:
				for _, k := range issuers[i] {
					if p.cells[k].rank < rank && !passing[k] {
						passing[k] = true
						width += 2*stepRoom + boxGap
					}
				}
			}
		}
		kept := map[int]int{}
		for _, i := range leaves {
			kept[issuers[i][0]]++
		}
		lifted := false
		for width > limit && len(leaves) > 0 {
			best := 0
			for n, i := range leaves {
				j := leaves[best]
				if cmp.Or(cmp.Compare(lifts[i], lifts[j]), cmp.Compare(kept[issuers[j][0]], kept[issuers[i][0]])) <= 0 {
					best = n
				}
			}
			i := leaves[best]
			k := issuers[i][0]
			leaves = slices.Delete(leaves, best, best+1)
			kept[k]--
			p.cells[i].rank++
			lifts[i]++
			lifted = true
			width -= room[i]
			if !passing[k] {
				passing[k] = true
				width += 2*stepRoom + boxGap
			}
		}
		if lifted {
			top = max(top, rank+1)
		}
	}
}
