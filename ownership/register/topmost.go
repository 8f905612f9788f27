package register

import "slices"

// highest is what is known of the controllers of a company from one of them up:
// the first by number that nobody controls, none where they control each other,
// and the first two of all.
type highest struct{ top, first, second uint32 }

func (h *highest) add(x uint32) {
	switch {
	case x < h.first:
		h.first, h.second = x, h.first
	case x != h.first && x < h.second:
		h.second = x
	}
}

// without is the one to name of them for i, which does not control itself.
func (h *highest) without(i uint32) uint32 {
	switch {
	case h.top != none:
		return h.top
	case h.first != i:
		return h.first
	}
	return h.second
}

// topmostOf is, for each company of a list, the controller of it that nobody
// controls, the first by number where there are several or they control each
// other; none where nobody surely controls it. What many have in common is found
// once, so that a chain or a ring takes linear time.
func (c *control) topmostOf(list []uint32) []uint32 {
	above := make(map[uint32]highest) // by company that others are led through, itself included
	sets := make(map[uint32]highest)  // by place of a list of controllers
	var way []uint32
	up := func(x uint32) highest {
		way = way[:0]
		h, there := above[x]
		for !there && c.lowest[x] < severalBit {
			way = append(way, x)
			x = c.lowest[x]
			h, there = above[x]
		}
		if !there {
			if c.lowest[x] == none {
				h = highest{x, none, none}
			} else {
				h = c.set(x, c.lowest[x], sets)
			}
			h.add(x)
			above[x] = h
		}
		for n := len(way) - 1; n >= 0; n-- {
			h.add(way[n])
			above[way[n]] = h
		}
		return h
	}
	topmost := make([]uint32, len(list))
	for n, i := range list {
		var h highest
		switch next := c.lowest[i]; {
		case next == none:
			h = highest{none, none, none}
		case next < severalBit:
			h = up(next)
		default:
			h = c.set(i, next, sets)
		}
		topmost[n] = h.without(i)
	}
	return topmost
}

// set is what is known of the controllers that a list leads to, from the company
// that has it.
func (c *control) set(i, place uint32, sets map[uint32]highest) highest {
	if h, there := sets[place]; there {
		return h
	}
	h := highest{none, none, none}
	for _, x := range c.all(i, nil) {
		h.add(x)
		if c.lowest[x] == none && x < h.top {
			h.top = x
		}
	}
	if several, _ := c.several(i); slices.Contains(several, i) {
		h.add(i)
	}
	sets[place] = h
	return h
}
