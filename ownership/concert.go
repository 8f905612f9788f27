package ownership

import (
	"maps"
	"slices"
)

// Concert is a set of holders that declared to act together. Only those that
// count and may be outside are its members, and with them whoever from outside
// controls one that declared it, be that one inside or outside: what a company
// holds is its controller's (Code de commerce L.233-4), who is taken to act with
// it (L.233-10 II).
type Concert struct {
	Label   string
	Members []int

	declared []int // those that count, as the rows say, inside or outside
	perhaps  []int // members that may not control the one they are here for
}

// sure tells whether the member belongs to the concert for certain.
func (c *Concert) sure(member int) bool { return !slices.Contains(c.perhaps, member) }

// declaredConcerts gathers the concerts as the rows declare them, by label,
// those of a single member too.
func (f *Field) declaredConcerts() []Concert {
	declared := make(map[string][]int)
	for j := range f.holders {
		for _, l := range f.holders[j] {
			for _, label := range l.Concerts {
				if !slices.Contains(declared[label], l.Holder) {
					declared[label] = append(declared[label], l.Holder)
				}
			}
		}
	}
	var concerts []Concert
	for _, label := range slices.Sorted(maps.Keys(declared)) {
		c := Concert{Label: label}
		slices.Sort(declared[label])
		for _, i := range declared[label] {
			if !f.counted[i] || f.hidden[i] {
				continue
			}
			c.declared = append(c.declared, i)
			if f.outside[i] != No {
				c.Members = append(c.Members, i)
			}
		}
		concerts = append(concerts, c)
	}
	return concerts
}

// setConcerts makes concerts of those with two members or more, unless they are
// one of those who declared it and its controllers.
func (f *Field) setConcerts(declared []Concert) {
	f.declared, f.concerts = declared, nil
	f.memberOf = make([][]int, len(f.Entities))
	for _, c := range declared {
		acting := 0
		for _, i := range c.declared {
			if f.outside[i] != No || len(f.controllersOutside(i)) > 0 {
				acting++
			}
		}
		if acting < 2 || len(c.Members) < 2 {
			continue
		}
		for _, i := range c.Members {
			f.memberOf[i] = append(f.memberOf[i], len(f.Entities)+len(f.concerts))
		}
		f.concerts = append(f.concerts, c)
	}
}

// joinConcerts puts whoever controls, from outside, one that declared a concert
// among its members, and tells whether there was anybody to put there. Members
// are only ever added, so that repeating it ends.
func (f *Field) joinConcerts() bool {
	joined := false
	concerts := slices.Clone(f.declared)
	for n := range concerts {
		c := &concerts[n]
		for _, i := range c.declared {
			for _, by := range f.controllersOutside(i) {
				x := by.Who
				switch member := slices.Contains(c.Members, x); {
				case !member:
					c.Members = append(slices.Clone(c.Members), x)
					slices.Sort(c.Members)
					if !by.Certain {
						c.perhaps = append(slices.Clone(c.perhaps), x)
					}
				case by.Certain && !c.sure(x):
					c.perhaps = slices.DeleteFunc(slices.Clone(c.perhaps), func(k int) bool { return k == x })
				default:
					continue
				}
				joined = true
			}
		}
	}
	if joined {
		f.setConcerts(concerts)
	}
	return joined
}

// controllersOutside lists the entities that count, may be outside, and control
// a company or may do so; nobody before control has been computed.
func (f *Field) controllersOutside(i int) []Controller {
	if f.possible == nil {
		return nil
	}
	controllers, _ := f.Controllers(i)
	return slices.DeleteFunc(controllers, func(c Controller) bool {
		return c.Who >= len(f.Entities) || !f.counted[c.Who] || f.outside[c.Who] == No
	})
}

// noteInsideMembers warns of the companies inside that act with others in a
// concert: of those that nobody outside controls, for they do not count in it,
// and of the others, for their controllers do.
func (f *Field) noteInsideMembers() {
	for _, c := range f.declared {
		for _, i := range c.declared {
			if f.outside[i] != No {
				continue
			}
			code := "concert-inside-member"
			if len(f.controllersOutside(i)) > 0 {
				code = "concert-led-member"
			}
			f.note(code, i, Args{"concert": c.Label, "member": f.Ref(i)}, Position{})
		}
	}
}
