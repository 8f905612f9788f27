package register

// Who controls a company is kept upwards: the lowest of its controllers, and
// through it those that control that one, for whoever controls X controls what
// X controls. Most companies that have a controller have one lowest one, so a
// pointer stands for the set and a chain of any length takes linear space.

// severalBit tells that the rest is a place in control.lists.
const severalBit = 1 << 31

// control is who controls whom: the least fixpoint that package ownership
// computes for one dossier (Code de commerce L.233-3 with the attribution of
// L.233-4), for every company at once.
type control struct {
	lowest []uint32 // by entity: none, a controller, or severalBit and a place
	// lists holds the controllers of those that have several lowest ones: their
	// number doubled, one more when the list is complete as it stands, and them.
	lists  []uint32
	anyone bitset // an undisclosed holder, hence anyone, may control it
	led    bitset // a counted holder outside controls it, or may
}

func (c *control) several(i uint32) (list []uint32, complete bool) {
	place := c.lowest[i] &^ severalBit
	head := c.lists[place]
	return c.lists[place+1 : place+1+head>>1], head&1 != 0
}

// each calls visit for each of the lowest controllers of j, and tells whether
// they are all of its controllers.
func (c *control) each(j uint32, visit func(x uint32)) (complete bool) {
	switch x := c.lowest[j]; {
	case x == none:
		return true
	case x&severalBit == 0:
		visit(x)
		return false
	}
	list, complete := c.several(j)
	for _, x := range list {
		if x != j {
			visit(x)
		}
	}
	return complete
}

// all adds to list every controller of j, each once.
func (c *control) all(j uint32, list []uint32) []uint32 {
	start, i := len(list), j
	for c.lowest[i] < severalBit {
		i = c.lowest[i]
		list = append(list, i)
	}
	if c.lowest[i] == none {
		return list
	}
	several, complete := c.several(i)
	if start == len(list) && complete {
		for _, x := range several {
			if x != j {
				list = append(list, x)
			}
		}
		return list
	}
	met := map[uint32]bool{j: true}
	for _, x := range list[start:] {
		met[x] = true
	}
	next := len(list)
	add := func(x uint32) {
		if !met[x] {
			met[x] = true
			list = append(list, x)
		}
	}
	for _, x := range several {
		add(x)
	}
	if complete {
		return list
	}
	read := make(map[uint32]bool) // lists that many share
	for ; next < len(list); next++ {
		switch x := c.lowest[list[next]]; {
		case x == none:
		case x < severalBit:
			add(x)
		case !read[x]:
			read[x] = true
			several, _ := c.several(list[next])
			for _, y := range several {
				add(y)
			}
		}
	}
	return list
}

// enter writes a list and returns what stands for it.
func (c *control) enter(list []uint32, complete bool) uint32 {
	place := uint32(len(c.lists))
	head := uint32(len(list)) << 1
	if complete {
		head++
	}
	c.lists = append(append(c.lists, head), list...)
	return severalBit | place
}
