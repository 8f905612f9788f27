package register

import (
	"errors"
	"slices"

	"egide/ownership"
)

// ErrTooMany tells that more entities are above one than were asked for.
var ErrTooMany = errors.New("more entities are above it than were asked for")

// Above is the register of some entities and all that is above them: their
// holders, the holders of those, and so on. Figures of these entities are the
// same in it, for none depends on anything else. The error is [ErrTooMany] when
// there are more than the most; zero is no limit.
func (r *Register) Above(most int, of ...int) (*Register, error) {
	over := make(map[string][]*ownership.Right, len(r.rights))
	for _, x := range r.rights {
		over[x.Company] = append(over[x.Company], x)
	}
	u := upward{
		r: r, before: func(int) error { return nil },
		find:   func(id string) (int, bool, error) { i, there := r.Find(id); return i, there, nil },
		rights: func(i int) ([]*ownership.Right, error) { return over[r.ID(i)], nil },
	}
	return u.gather(most, of)
}

// upward walks from issuers to holders.
type upward struct {
	r      *Register
	before func(i int) error // called before anything of an entity is read
	find   func(id string) (int, bool, error)
	rights func(i int) ([]*ownership.Right, error) // over a company
}

func (u *upward) gather(most int, of []int) (*Register, error) {
	r := u.r
	number := map[uint32]uint32{}
	var all []uint32
	var rights []*ownership.Right
	concerts := map[uint32][]int{}
	for k, c := range r.concerts {
		for _, m := range c.members {
			concerts[m] = append(concerts[m], k)
		}
	}
	reach := func(i uint32) error {
		if _, there := number[i]; there {
			return nil
		}
		if most > 0 && len(all) == most {
			return ErrTooMany
		}
		number[i] = 0
		all = append(all, i)
		return u.before(int(i))
	}
	for _, i := range of {
		if err := reach(uint32(i)); err != nil {
			return nil, err
		}
	}
	for k := 0; k < len(all); k++ {
		i := int(all[k])
		for from, to := r.Row(i); from < to; from++ {
			if err := reach(r.holder[from]); err != nil {
				return nil, err
			}
		}
		over, err := u.rights(i)
		if err != nil {
			return nil, err
		}
		for _, x := range over {
			// Who has a right over a company stands above it too.
			holder, there, err := u.find(x.Holder)
			if err == nil && there {
				err = reach(uint32(holder))
			}
			if err != nil {
				return nil, err
			}
		}
		rights = append(rights, over...)
		for _, c := range concerts[all[k]] {
			// Those who act together count together, wherever they stand.
			for _, m := range r.concerts[c].members {
				if err := reach(m); err != nil {
					return nil, err
				}
			}
		}
	}
	slices.Sort(all)
	for k, i := range all {
		number[i] = uint32(k)
	}
	return u.part(all, number, rights), nil
}

// part is the register of the entities in all, which are in order, with their
// numbers in it.
func (u *upward) part(all []uint32, number map[uint32]uint32, rights []*ownership.Right) *Register {
	r := u.r
	p := &Register{AsOf: r.AsOf, texts: r.texts, profiles: r.profiles, rights: rights, first: make([]uint32, 0, len(all)+1)}
	shares := func(q *Register) []*[]uint32 { return []*[]uint32{&q.lo[0], &q.hi[0], &q.lo[1], &q.hi[1]} }
	from, to := shares(r), shares(p)
	// Where one array serves for several, it does here.
	first := make([]int, len(from))
	for k := range from {
		first[k] = slices.IndexFunc(from, func(s *[]uint32) bool { return len(*s) > 0 && len(*from[k]) > 0 && &(*s)[0] == &(*from[k])[0] })
	}
	for _, i := range all {
		p.ids, p.names = append(p.ids, r.ids[i]), append(p.names, r.names[i])
		p.profile, p.state = append(p.profile, r.profile[i]), append(p.state, r.state[i])
		p.first = append(p.first, uint32(len(p.holder)))
		for e := r.first[i]; e < r.first[i+1]; e++ {
			if r.state[i]&oddShares != 0 {
				p.odd, p.oddShare = append(p.odd, uint32(len(p.holder))), append(p.oddShare, *r.oddAt(int(e)))
			}
			p.holder, p.mark = append(p.holder, number[r.holder[e]]), append(p.mark, r.mark[e])
			for k := range from {
				if first[k] == k {
					*to[k] = append(*to[k], (*from[k])[e])
				}
			}
		}
	}
	for k := range to {
		if first[k] >= 0 {
			*to[k] = *to[first[k]]
		}
	}
	p.first = append(p.first, uint32(len(p.holder)))
	for _, c := range r.concerts {
		part := concert{label: c.label}
		for _, m := range c.members {
			if n, there := number[m]; there {
				part.members = append(part.members, n)
			}
		}
		if len(part.members) > 0 {
			p.concerts = append(p.concerts, part)
		}
	}
	return p
}
