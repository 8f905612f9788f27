package chart

import (
	"math"
	"slices"

	"egide/cmd/internal/drawing"
)

// stretch is a trunk between two rows: from where it comes, and to where it
// goes.
type stretch struct {
	trunk    *trunk
	from     []float64
	to       float64
	min, max float64
	track    int // counted from 1 downwards; 0 goes straight down
	y        float64
}

// route gives the rows their heights and the wires their ways: down from the
// upper cell past its label, along a track between two rows, and down again.
func (p *plan) route() {
	way := map[*trunk][]*stretch{} // from the lower cell upwards
	y := 0.0
	for k := len(p.rows) - 1; k >= 0; k-- {
		high, label := 0.0, 0.0
		for _, n := range p.rows[k] {
			if n.cell != nil {
				high = max(high, n.cell.height)
			}
		}
		for _, n := range p.rows[k] {
			if n.cell != nil {
				n.cell.y = y + high - n.cell.height
			}
		}
		y += high
		if k == 0 {
			break
		}
		for _, w := range p.wires {
			if p.cells[w.upper].rank == k {
				w.labelX, w.labelY = p.cells[w.upper].x+w.slot, y+stub
				label = max(label, w.height)
			}
		}
		y += stub + label + belowLabel
		stretches := p.between(k)
		tracks := assign(stretches)
		for _, s := range stretches {
			s.y = y + float64(s.track-1)*trackGap
			way[s.trunk] = append(way[s.trunk], s)
		}
		y += float64(max(0, tracks-1))*trackGap + aboveBox
	}
	p.height = y
	for _, w := range p.wires {
		upper, lower := p.cells[w.upper], p.cells[w.lower]
		x := upper.x + w.slot
		w.points = append(w.points[:0], drawing.At(x, upper.y+upper.height))
		list := way[w.trunk] // the highest first
		for _, s := range list[len(list)-(upper.rank-lower.rank):] {
			if s.track > 0 && s.to != x {
				w.points = append(w.points, drawing.At(x, s.y), drawing.At(s.to, s.y))
			}
			x = s.to
		}
		w.points = append(w.points, drawing.At(x, lower.y))
	}
}

// between lists the trunks that lead from one row to the one below.
func (p *plan) between(rank int) []*stretch {
	var list []*stretch
	byTrunk := map[*trunk]*stretch{}
	add := func(t *trunk, x float64) {
		s := byTrunk[t]
		if s == nil {
			s = &stretch{trunk: t}
			lower := p.cells[t.lower]
			if n := rank - 1 - lower.rank; n > 0 {
				s.to = t.steps[n-1].x
			} else {
				s.to = lower.x + t.port
			}
			s.min, s.max = s.to, s.to
			byTrunk[t] = s
			list = append(list, s)
		}
		if math.Abs(x-s.to) < 0.5 {
			x = s.to
		}
		s.from = append(s.from, x)
		s.min, s.max = min(s.min, x), max(s.max, x)
	}
	for _, n := range p.rows[rank] {
		if n.trunk != nil {
			add(n.trunk, n.x)
		}
	}
	for _, w := range p.wires {
		if p.cells[w.upper].rank == rank {
			add(w.trunk, p.cells[w.upper].x+w.slot)
		}
	}
	return list
}

// conflict outweighs any number of crossings: two verticals on one another.
// crowding is for two that are close.
const (
	conflict = 1000
	crowding = 8
)

// cost is what it costs to have a above b.
func cost(a, b *stretch) int {
	if a.max+clearance < b.min || b.max+clearance < a.min {
		return 0
	}
	n := 0
	for _, x := range b.from {
		if x > a.min && x < a.max {
			n++
		}
		switch off := math.Abs(x - a.to); {
		case off < hairline:
			n += conflict
		case off < clearance:
			n += crowding
		}
	}
	if a.to > b.min && a.to < b.max {
		n++
	}
	return n
}

// assign gives each stretch that goes sideways a track, so that few cross, and
// returns how many tracks there are.
func assign(stretches []*stretch) int {
	var order []*stretch
	for _, s := range stretches {
		if s.max-s.min >= 0.5 {
			order = append(order, s)
		}
	}
	slices.SortStableFunc(order, func(a, b *stretch) int {
		switch {
		case a.to < b.to:
			return -1
		case a.to > b.to:
			return 1
		}
		return 0
	})
	if len(order) <= 80 {
		reorder(order)
	}
	tracks := 0
	for i, s := range order {
		s.track = 1
		for _, before := range order[:i] {
			if before.max+clearance >= s.min && s.max+clearance >= before.min {
				s.track = max(s.track, before.track+1)
			}
		}
		tracks = max(tracks, s.track)
	}
	return tracks
}

// reorder moves each stretch to where it costs least, until none moves.
func reorder(order []*stretch) {
	for changed, n := true, 0; changed && n < 10; n++ {
		changed = false
		for i := range order {
			s := order[i]
			// gain is what moving s to another place changes.
			best, at, gain := 0, i, 0
			for k := i - 1; k >= 0; k-- {
				gain += cost(s, order[k]) - cost(order[k], s)
				if gain < best {
					best, at = gain, k
				}
			}
			gain = 0
			for k := i + 1; k < len(order); k++ {
				gain += cost(order[k], s) - cost(s, order[k])
				if gain < best {
					best, at = gain, k
				}
			}
			if at == i {
				continue
			}
			changed = true
			if at < i {
				copy(order[at+1:i+1], order[at:i])
			} else {
				copy(order[i:at], order[i+1:at+1])
			}
			order[at] = s
		}
	}
}
