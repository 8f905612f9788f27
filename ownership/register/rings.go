package register

import (
	"cmp"
	"slices"

	"egide/ownership"
)

// Rings finds the entities that hold each other, directly or through others: the
// largest so many sets of them, by size and then by their first id, and how many
// sets there are.
func (r *Register) Rings(most int) (largest [][]int, count int) {
	// Only those that hold and are held can be in one, and they are few.
	holds := newBitset(r.Len())
	for _, h := range r.holder {
		holds.set(h)
	}
	var list []uint32
	between := newBitset(r.Len())
	for i := range r.Len() {
		if r.first[i] < r.first[i+1] && holds.has(uint32(i)) {
			list = append(list, uint32(i))
			between.set(uint32(i))
		}
	}
	part := &Register{ids: make([]ref, len(list)), first: make([]uint32, 1, len(list)+1)}
	for _, i := range list {
		for e := r.first[i]; e < r.first[i+1]; e++ {
			if between.has(r.holder[e]) {
				k, _ := slices.BinarySearch(list, r.holder[e])
				part.holder = append(part.holder, uint32(k))
				part.hi[0], part.hi[1] = append(part.hi[0], r.hi[0][e]), append(part.hi[1], r.hi[1][e])
			}
		}
		part.first = append(part.first, uint32(len(part.holder)))
	}
	o := orderOf(part, powersIn(&Register{}), 1)
	cycles := slices.Clone(o.cycles)
	first := func(c cycle) uint32 { return slices.Min(o.list[c.from:c.to]) }
	slices.SortFunc(cycles, func(a, b cycle) int {
		return cmp.Or(cmp.Compare(b.to-b.from, a.to-a.from), cmp.Compare(first(a), first(b)))
	})
	for _, c := range cycles[:min(most, len(cycles))] {
		var members []int
		for _, k := range o.list[c.from:c.to] {
			members = append(members, int(list[k]))
		}
		slices.Sort(members)
		largest = append(largest, members)
	}
	return largest, len(cycles)
}

// Excess is an issuer of which more than 100.05 % is recorded in a dimension.
type Excess struct {
	Issuer int
	Of     ownership.Dimension
	Sum    float64 // of what each holder may have, which is all at most; a ratio
}

// Excesses finds the issuers of which most is recorded: the first so many, and
// how many there are. An issuer that is over in both dimensions is listed for the
// one in which it is more so.
func (r *Register) Excesses(most int) (worst []Excess, count int) {
	for j, state := range r.state {
		if state&(overCapital|overVotes) == 0 {
			continue
		}
		count++
		e := Excess{Issuer: j, Sum: -1}
		for _, d := range ownership.Dimensions {
			if !r.Over(j, d) {
				continue
			}
			sum := 0.0
			for edge, to := r.Row(j); edge < to; edge++ {
				_, hi := r.Share(j, edge, d)
				v, _ := hi.Float64()
				sum += v
			}
			if sum > e.Sum {
				e.Sum, e.Of = sum, d
			}
		}
		worst = append(worst, e)
		if len(worst) >= 2*most+1024 {
			worst = top(worst, most)
		}
	}
	return top(worst, most), count
}

func top(worst []Excess, most int) []Excess {
	slices.SortFunc(worst, func(a, b Excess) int { return cmp.Or(cmp.Compare(b.Sum, a.Sum), cmp.Compare(a.Issuer, b.Issuer)) })
	return worst[:min(most, len(worst))]
}
