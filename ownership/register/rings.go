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
	o := orderOf(r, powersIn(&Register{}))
	cycles := slices.Clone(o.cycles)
	first := func(c cycle) uint32 { return slices.Min(o.list[c.from:c.to]) }
	slices.SortFunc(cycles, func(a, b cycle) int {
		return cmp.Or(cmp.Compare(b.to-b.from, a.to-a.from), cmp.Compare(first(a), first(b)))
	})
	for _, c := range cycles[:min(most, len(cycles))] {
		var members []int
		for _, i := range o.list[c.from:c.to] {
			members = append(members, int(i))
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
	Sum    float64 // of the rows as they were written, at their most; a ratio
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
