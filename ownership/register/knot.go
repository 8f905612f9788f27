package register

import (
	"math"
	"slices"
)

// knot settles one strongly connected component after the other. Its members
// hold each other, so their figures are the solution of a system of equations,
// each member's v = Σ share·v of its holders.
type knot struct {
	*meeting
	members []uint32
	place   []uint32 // by number among the open ones: place among the members, from 1
	number  []uint32 // by entity: number among the open ones, from 1
	rows    []row    // of the members
	arcs    []arc
	sys     system
}

// inside is the place of an entity among the members, or -1.
func (k *knot) inside(i uint32) int {
	if n := k.number[i]; n != 0 {
		return int(k.place[n-1]) - 1
	}
	return -1
}

// settle computes the figures of the members.
func (k *knot) settle() {
	members := k.members
	if j := members[0]; len(members) == 1 && !k.ownsItself(j) {
		k.At[j], k.Err[j], _ = k.figure(j)
		k.meeting.settle(j)
		return
	}
	slices.Sort(members)
	for p, j := range members {
		k.place[k.number[j]-1] = uint32(p) + 1
	}
	k.gather()
	choices, doubtful := false, false
	for p, j := range members {
		choices = choices || k.chooses(p)
		doubtful = doubtful || k.hits[j] == perhaps
	}
	switch {
	case !choices && !doubtful:
		k.load(true, true, nil, nil)
		k.sys.solve(k.threads)
		k.take(true, true)
	default:
		k.load(true, false, nil, nil)
		k.sys.solve(k.threads)
		k.take(true, false)
		if choices {
			k.choose()
		} else {
			k.load(false, true, nil, nil)
			k.sys.solve(k.threads)
			k.take(false, true)
		}
	}
	for _, j := range members {
		k.meeting.settle(j)
		k.place[k.number[j]-1] = 0
	}
}

func (k *knot) ownsItself(j uint32) bool {
	return slices.Contains(k.holder[k.first[j]:k.first[j+1]], j)
}

// gather reads the rows of the members.
func (k *knot) gather() {
	k.rows, k.arcs = k.rows[:0], k.arcs[:0]
	total := 0
	for _, j := range k.members {
		total += int(k.first[j+1] - k.first[j])
	}
	k.arcs = slices.Grow(k.arcs, total)
	for _, j := range k.members {
		at := len(k.arcs)
		r := k.row(j, k.arcs[at:at])
		k.arcs = k.arcs[:at+len(r.arcs)]
		k.rows = append(k.rows, r)
	}
}

// chooses tells whether a member has ranges that no remainder covers, so that
// in the upper bound somebody has to be chosen to have them.
func (k *knot) chooses(p int) bool {
	r := &k.rows[p]
	return r.rest == 0 && r.left > 0 && slices.ContainsFunc(r.arcs, func(a arc) bool { return a.lo < a.hi })
}

// load writes the equations of the lower bound, the upper, or of both where
// they have the same ends. given are the shares above the lower ends by place
// and arc, nil for none; free is a member that is no end although it would be,
// nil for none.
func (k *knot) load(low, high bool, given [][]float64, free *int) {
	s := &k.sys
	s.reset(len(k.members))
	end := perhaps
	if low {
		end = sure
	}
	for p, j := range k.members {
		r := &k.rows[p]
		s.fixed[p] = k.hits[j]&end != 0 && (free == nil || *free != p)
		mass := r.free
		for n, a := range r.arcs {
			share := a.lo
			if given != nil && given[p] != nil {
				share += given[p][n]
				mass -= given[p][n]
			}
			if share == 0 {
				continue
			}
			if q := k.inside(a.holder); q >= 0 {
				if q != p {
					s.cells = append(s.cells, cell{int32(q), share})
				}
				continue
			}
			w, err := k.worth(a.holder)
			mass += share
			s.b[p][0] += share * w.Low
			s.b[p][1] += share * w.High
			s.err = max(s.err, err)
		}
		s.b[p][1] += r.rest
		s.mass[p] = max(mass, 0)
		s.begin = append(s.begin, int32(len(s.cells)))
	}
	s.both = low && high
	if !low {
		// The one column is the upper bound.
		for p := range s.b {
			s.b[p][0] = s.b[p][1]
		}
	}
	s.unknown = [2]float64{0, 1}
	if !low {
		s.unknown[0] = 1
	}
}

// take reads the figures out of the solution.
func (k *knot) take(low, high bool) {
	s := &k.sys
	for p, j := range k.members {
		switch {
		case low && high:
			k.At[j] = Figure{s.x[p][0], s.x[p][1]}
		case low:
			k.At[j].Low = s.x[p][0]
		default:
			k.At[j].High = s.x[p][0]
		}
		k.At[j].Low, k.At[j].High = min(k.At[j].Low, 1), min(k.At[j].High, 1)
		k.Err[j] = max(k.Err[j], errorOf(s.wrong[p]))
		if s.trapped[p] && (len(k.Ring) == 0 || k.Ring[len(k.Ring)-1] != j) {
			k.Ring = append(k.Ring, j)
		}
	}
}

// choose computes the upper bound where ranges have to be chosen, by policy
// iteration (R. A. Howard, "Dynamic Programming and Markov Processes", 1960).
// One choice is best for all members that are no ends; an end has its own.
func (k *knot) choose() {
	const most = 64 // members of a component in which each end has its own
	n := len(k.members)
	k.best(nil)
	k.take(false, true)
	for p, j := range k.members {
		if k.hits[j]&perhaps == 0 {
			continue
		}
		if n <= most {
			k.best(&p)
			k.At[j].High = min(k.sys.x[p][0], 1)
			k.Err[j] = max(k.Err[j], errorOf(k.sys.wrong[p]))
			continue
		}
		// At most as much as if coming back to itself were a hit.
		bound := 0.0
		var gains []gain
		for _, a := range k.rows[p].arcs {
			worth := 0.0
			if q := k.inside(a.holder); q < 0 {
				w, _ := k.worth(a.holder)
				worth = w.High
			} else if k.hits[a.holder]&perhaps != 0 {
				worth = 1
			} else {
				worth = k.At[a.holder].High
			}
			bound += a.lo * worth
			gains = append(gains, gain{worth: worth, room: a.hi - a.lo})
		}
		if r := &k.rows[p]; r.rest > 0 {
			bound += r.rest
		} else {
			bound += raise(gains, r.left)
		}
		k.Err[j] = max(k.Err[j], errorOf(math.Abs(bound-k.At[j].High)))
	}
}

// best solves for the upper bound with the best choice of ranges; free is a
// member that is no end.
func (k *knot) best(free *int) {
	n := len(k.members)
	given := make([][]float64, n)
	for {
		k.load(false, true, given, free)
		k.sys.solve(k.threads)
		improved := false
		for p := range k.members {
			if !k.chooses(p) || k.sys.fixed[p] {
				continue
			}
			arcs := k.rows[p].arcs
			gains := make([]gain, len(arcs))
			now := 0.0
			for i, a := range arcs {
				worth := 0.0
				switch q := k.inside(a.holder); {
				case q < 0:
					w, _ := k.worth(a.holder)
					worth = w.High
				case k.sys.fixed[q]:
					worth = 1
				default:
					worth = k.sys.x[q][0]
				}
				gains[i] = gain{worth: worth, room: a.hi - a.lo, at: i}
				if given[p] != nil {
					now += given[p][i] * worth
				}
			}
			if raise(gains, k.rows[p].left) > now+1e-12 {
				given[p] = make([]float64, len(arcs))
				for _, g := range gains {
					given[p][g.at] = g.given
				}
				improved = true
			}
		}
		if !improved {
			k.sys.err += 1e-12
			return
		}
	}
}
