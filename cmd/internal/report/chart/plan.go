package chart

import "egide/cmd/internal/drawing"

// plan is a layout under way: cells to be placed in rows, and wires between
// them. It knows sizes and nothing of what they stand for. Cell 0 is the root;
// every wire leads towards it, and it stands at the bottom.
//
// The method is that of Sugiyama, Tagawa and Toda (1981): break cycles, put
// cells in rows, order each row so that few wires cross, place the cells of each
// row, and route the wires between rows. Wires into the same cell join on the
// way, as lawyers draw them.
type plan struct {
	cells []*cell
	wires []*wire
	rows  [][]*node // the root's row first
	// lifts is how many rows a cell may be lifted to keep rows narrow.
	lifts int
	// width and height are what the finished layout takes.
	width, height float64
}

// cell is a box by its size.
type cell struct {
	width, height float64
	beyond        float64 // room that it needs to its right, for a loop
	slope         float64 // how much of its top, from each corner, is no place for a wire
	rank          int     // the row; the root's is 0
	x, y          float64 // the centre, and the top
	node          *node
}

// wire is a line between two cells, with the label that hangs below its upper
// end.
type wire struct {
	from, to      int // the holder's cell and the issuer's
	weight        float64
	width, height float64 // of the label; zero where there is none
	// alone keeps the wire from joining others on their way to the same cell.
	alone bool

	upper, lower int  // from and to, or the reverse where a cycle was broken
	upward       bool // to is the upper one
	trunk        *trunk
	slot         float64         // where it leaves the upper cell, from its centre
	points       []drawing.Point // from the upper cell down to the lower
	labelX       float64         // the centre of the label
	labelY       float64         // its top
}

// trunk is what wires into the same cell share: a way down through the rows.
type trunk struct {
	lower int
	wires []*wire
	// steps are the places on the way, by rank less the lower cell's less one.
	steps []*node
	port  float64 // where it enters the lower cell, from its centre
}

// node is what stands in a row: a cell, or a step of a trunk.
type node struct {
	cell        *cell  // nil for a step
	trunk       *trunk // nil for a cell
	rank, place int
	x           float64
	left, right float64 // room that it needs on each side of x
	up, down    []joint
}

// joint is where a wire or trunk meets the next node.
type joint struct {
	to     *node
	own    *float64 // how far from the centre of this node, and of the other
	other  *float64
	weight float64
}

// Distances, in pixels.
const (
	boxGap     = 22.0 // between neighbours in a row
	stepRoom   = 8.0  // on each side of a wire that passes a row
	labelGap   = 9.0  // between labels below one box
	slotLeast  = 12.0 // room for a wire without a label
	portGap    = 22.0 // between wires that enter a box
	stub       = 7.0  // of a wire above its label
	belowLabel = 9.0
	trackGap   = 10.0 // between horizontal stretches of wires
	aboveBox   = 15.0
	clearance  = 9.0 // between vertical stretches
	hairline   = 3.0 // at which two seem one
)

// arrange lays the plan out, no row wider than limit where that can be helped.
func (p *plan) arrange(limit float64) {
	p.orient()
	p.rankCells()
	p.spread(limit)
	p.makeRows()
	p.orderRows()
	p.putPorts()
	p.putColumns()
	p.route()
}
