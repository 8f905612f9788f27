package register

import "sync/atomic"

// bitset is a set of entities, which several threads may look at and change.
type bitset []uint64

func newBitset(n int) bitset       { return make(bitset, n/64+1) }
func (b bitset) has(i uint32) bool { return atomic.LoadUint64(&b[i/64])>>(i%64)&1 != 0 }
func (b bitset) set(i uint32)      { b.put(i) }
func (b bitset) clear(i uint32)    { atomic.AndUint64(&b[i/64], ^uint64(1<<(i%64))) }

// put sets a member and tells whether it was one.
func (b bitset) put(i uint32) (was bool) {
	bit := uint64(1) << (i % 64)
	return atomic.OrUint64(&b[i/64], bit)&bit != 0
}
