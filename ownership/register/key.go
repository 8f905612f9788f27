package register

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"sync/atomic"
)

// key stands for an id: the id itself when it has twelve bytes at most, as
// nearly all have; or a hash of it.
type key struct {
	a uint64 // the first eight bytes, the first of all highest, zeros behind
	b uint32 // the next four; hashed when a is a hash
}

const (
	keyBytes = 12
	hashed   = ^uint32(0) // no text ends in such bytes
)

// prefix is the first twelve bytes of an id from a place on, as a number in the
// order of ids. text may be read beyond the id.
func prefix(text []byte, from, to int) (a uint64, b uint32) {
	if to-from > keyBytes {
		to = from + keyBytes
	}
	n := to - from
	if from+16 <= len(text) {
		a = binary.BigEndian.Uint64(text[from:])
		b = binary.BigEndian.Uint32(text[from+8:])
		if n <= 8 {
			return a &^ (^uint64(0) >> (8 * uint(n))), 0
		}
		return a, b &^ (^uint32(0) >> (8 * uint(n-8)))
	}
	for k := range n {
		if k < 8 {
			a |= uint64(text[from+k]) << (56 - 8*k)
		} else {
			b |= uint32(text[from+k]) << (24 - 8*(k-8))
		}
	}
	return a, b
}

// slot is a place of the index: a key, and one more than the number it is for.
type slot struct {
	a     uint64
	b     uint32
	entry uint32
}

// index finds entities by their ids: a table with open addressing and linear
// probing, made in one go. Its hash is another one in every run, so that nobody
// can make ids that all meet in one place.
type index struct {
	slots  []slot
	shift  uint
	seed   maphash.Seed
	ka, kb uint64
	common []byte // what all ids begin with; keys are of the rest
}

// lineSlots is how many slots a line of the cache holds.
const lineSlots = 4

func newIndex(n int) *index {
	size := 16
	for size < n+n/2 {
		size *= 2
	}
	x := &index{slots: make([]slot, size), seed: maphash.MakeSeed(), shift: uint(64 - bits.TrailingZeros(uint(size)))}
	x.ka, x.kb = maphash.String(x.seed, "a")|1, maphash.String(x.seed, "b")|1
	return x
}

// keyOf is the key of an id, given with the bytes that follow it in the memory.
// One that no entity can have gets a key that none has.
func (x *index) keyOf(text []byte, length int) key {
	from := len(x.common)
	if length < from || string(text[:from]) != string(x.common) {
		return key{0, hashed}
	}
	if length-from > keyBytes {
		return key{maphash.Bytes(x.seed, text[from:length]), hashed}
	}
	a, b := prefix(text, from, length)
	return key{a, b}
}

// place is where the search for a key begins: at the first slot of a line of the
// cache, so that most searches end in that line.
func (x *index) place(k key) uint64 {
	high, low := bits.Mul64(k.a^x.ka, uint64(k.b)*0x9E3779B97F4A7C15^x.kb)
	return ((high ^ low) * 0x9E3779B97F4A7C15) >> x.shift &^ (lineSlots - 1)
}

// find returns the number of an id, given its key and where the search begins.
func (x *index) find(k key, at uint64, id []byte, r *Register) (number uint32, ok bool) {
	mask := uint64(len(x.slots) - 1)
	for {
		s := &x.slots[at]
		if s.entry == 0 {
			return 0, false
		}
		if s.a == k.a && s.b == k.b && (k.b != hashed || string(r.texts.at(r.ids[s.entry-1])) == string(id)) {
			return s.entry - 1, true
		}
		at = (at + 1) & mask
	}
}

// fill enters all entities, which all have different ids, so that several
// threads can do it at the same time: a slot is its whose number gets into it
// first. order has the leading bytes of the ids behind what they have in common;
// it is nil when the ids stand in the file in their order.
func (x *index) fill(r *Register, order []ranked, threads int) {
	mask := uint64(len(x.slots) - 1)
	spread(threads, len(r.ids), func(from, to int) {
		const atOnce = 64
		var keys [atOnce]key
		var at [atOnce]uint64
		for ; from < to; from += atOnce {
			n := min(atOnce, to-from)
			for k := range n {
				id := r.ids[from+k]
				if order != nil && id.length()-len(x.common) <= keyBytes {
					keys[k] = key{order[from+k].a, order[from+k].b}
				} else {
					text := r.texts.at(id)
					keys[k] = x.keyOf(text[:cap(text)], len(text))
				}
				at[k] = x.place(keys[k])
			}
			for k := range n {
				atomic.LoadUint32(&x.slots[at[k]].entry) // so that many are under way at once
			}
			for k := range n {
				for p := at[k]; ; p = (p + 1) & mask {
					s := &x.slots[p]
					if atomic.CompareAndSwapUint32(&s.entry, 0, uint32(from+k)+1) {
						s.a, s.b = keys[k].a, keys[k].b
						break
					}
				}
			}
		}
	})
}
