package openstandard

import (
	"cmp"
	"slices"
)

// reach finds what stands above a company in a file that does not fit in
// memory: a first pass keeps only who holds whom, as two numbers of eight bytes
// for each link. Two names with one number are as good as impossible, and would
// only take an entity too many.
type reach struct {
	links  []upward
	starts []uint64
	sorted bool
}

type upward struct{ issuer, holder uint64 }

// reachKey is the number of a name of one kind: an id, an identifier of a
// scheme (FNV-1a).
func reachKey(kind, name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(kind) {
		h = (h ^ uint64(kind[i])) * 1099511628211
	}
	h = (h ^ 0xFF) * 1099511628211
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}

// above notes that the holder has something of the issuer.
func (r *reach) above(issuer, holder uint64) {
	r.links = append(r.links, upward{issuer, holder})
	r.sorted = false
}

// same notes that two numbers stand for one entity.
func (r *reach) same(a, b uint64) {
	r.above(a, b)
	r.above(b, a)
}

// start notes that a number is one of the company that was asked for.
func (r *reach) start(key uint64) { r.starts = append(r.starts, key) }

// climb returns everything at and above the company, or nil when there is more
// than the most that fits.
func (r *reach) climb(most int) map[uint64]bool { return r.from(r.starts, most) }

// from returns everything at and above the keys, or nil when there is more than
// the most.
func (r *reach) from(keys []uint64, most int) map[uint64]bool {
	found := map[uint64]bool{}
	queue := slices.Clone(keys)
	for len(queue) > 0 {
		key := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if found[key] {
			continue
		}
		found[key] = true
		if len(found) > most {
			return nil
		}
		for _, holder := range r.holders(key) {
			if !found[holder] {
				queue = append(queue, holder)
			}
		}
	}
	return found
}

// holders lists what stands directly above a key.
func (r *reach) holders(issuer uint64) []uint64 {
	if !r.sorted {
		slices.SortFunc(r.links, func(a, b upward) int {
			return cmp.Or(cmp.Compare(a.issuer, b.issuer), cmp.Compare(a.holder, b.holder))
		})
		r.links = slices.Compact(r.links)
		r.sorted = true
	}
	i, _ := slices.BinarySearchFunc(r.links, issuer, func(l upward, key uint64) int { return cmp.Compare(l.issuer, key) })
	var all []uint64
	for ; i < len(r.links) && r.links[i].issuer == issuer; i++ {
		all = append(all, r.links[i].holder)
	}
	return all
}

// through tells whether the holder stands above the issuer with at least one
// other between them. A structure of more than a few thousand is not searched
// to its end.
func (r *reach) through(issuer, holder uint64) bool {
	const most = 2000
	between := slices.DeleteFunc(r.holders(issuer), func(key uint64) bool { return key == holder || key == issuer })
	return r.from(between, most)[holder]
}
