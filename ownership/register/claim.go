package register

import (
	"math/big"
	"sync"
	"sync/atomic"

	"egide/ownership"
)

// claim is a row of holdings: most say no more than one share of the capital.
type claim struct {
	issuer, holder uint32
	capital        uint32 // in parts
	more           uint32 // 0, or one more than the place of its detail
}

// none stands for a number that a row does not have.
const none = ^uint32(0)

// detail is what else a row says. In a chunk of rows, then in all.
type detail struct {
	lo, hi   [2]uint32 // by dimension, in parts; lo is none when the share is blank
	shares   uint64    // number of shares; noShares when not given
	perShare uint32    // votes for each; none when not given
	mark     mark
	rare     uint32 // 0, or one more than the place of its rarity
	// rest is a hash of everything else by which two rows of one holder differ:
	// class, concert, dates, the nominee.
	rest uint64
}

const noShares = ^uint64(0)

// rarity is what few rows have.
type rarity struct {
	share            [2]ownership.Share // exact, when parts cannot hold it
	odd              [2]bool            // tells for which dimension it is set
	shares, perShare *big.Rat           // when they are no whole numbers
	concert          string
}

// toParts is a ratio in [0, 1] as parts; ok is false when it is none.
func toParts(r *big.Rat) (parts uint32, ok bool) {
	if r.IsInt() {
		return uint32(r.Num().Int64() * Parts), true
	}
	den := r.Denom()
	if !den.IsInt64() || Parts%den.Int64() != 0 {
		return 0, false
	}
	return uint32(r.Num().Int64() * (Parts / den.Int64())), true
}

// plain is the detail of a row that needs none: a share of the capital.
func plain(capital uint32) detail {
	return detail{lo: [2]uint32{capital, none}, hi: [2]uint32{capital, none}, shares: noShares, perShare: none}
}

// hoard keeps details, in pages, so that many threads can add theirs and none
// has to move.
type hoard struct {
	mu     sync.Mutex
	pages  []*detailPage
	rare   []rarity
	votes  atomic.Bool // some row has votes that are not its capital
	ranges atomic.Bool // some share is not exact
}

const pageBits = 10

type detailPage [1 << pageBits]detail

// page is where one thread adds details: the place of the next, and where its
// page ends.
type page struct {
	next, end uint32
	rows      *detailPage
}

// add keeps a detail and returns what refers to it in a claim.
func (h *hoard) add(p *page, d *detail, r *rarity) uint32 {
	if r != nil {
		h.mu.Lock()
		h.rare = append(h.rare, *r)
		d.rare = uint32(len(h.rare))
		h.mu.Unlock()
	}
	if p.next == p.end {
		p.rows = new(detailPage)
		h.mu.Lock()
		p.next = uint32(len(h.pages)) << pageBits
		h.pages = append(h.pages, p.rows)
		h.mu.Unlock()
		p.end = p.next + 1<<pageBits
	}
	if d.lo[ownership.Votes] != none && (d.lo[0] != d.lo[1] || d.hi[0] != d.hi[1]) && !h.votes.Load() {
		h.votes.Store(true)
	}
	if (d.lo[0] == none || d.lo[0] != d.hi[0] || d.lo[1] != d.hi[1]) && !h.ranges.Load() {
		h.ranges.Store(true)
	}
	p.rows[p.next&(1<<pageBits-1)] = *d
	p.next++
	return p.next
}

// of is the detail of a claim that has one.
func (h *hoard) of(c claim) *detail {
	return &h.pages[(c.more-1)>>pageBits][(c.more-1)&(1<<pageBits-1)]
}

// enter writes the share of a dimension into a detail.
func (d *detail) enter(dim ownership.Dimension, s ownership.Share, r *rarity) {
	if !s.Known() {
		d.lo[dim], d.hi[dim] = none, none
		return
	}
	lo, hi, loOpen, hiOpen := s.Ends()
	if loOpen {
		d.mark |= [2]mark{openLoCapital, openLoVotes}[dim]
	}
	if hiOpen {
		d.mark |= [2]mark{openHiCapital, openHiVotes}[dim]
	}
	var okLo, okHi bool
	d.lo[dim], okLo = toParts(lo)
	d.hi[dim], okHi = toParts(hi)
	if !okLo || !okHi {
		r.share[dim], r.odd[dim] = s, true
		d.lo[dim], d.hi[dim] = 0, Parts
	}
}
