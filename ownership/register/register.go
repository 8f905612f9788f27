package register

import (
	"math/big"
	"sort"

	"egide/ownership"
)

// Parts is the number of parts that a whole issuer has in the arrays of a
// register: a share of 24.5 % is 245,000,000 of them.
const Parts = 1_000_000_000

// Register is what a register says on a day: who holds what of whom. Entities
// and edges are numbered from zero; entities in the order of their ids, edges
// by issuer and then by holder.
type Register struct {
	AsOf ownership.Date

	texts    texts
	ids      []ref // by entity
	names    []ref // by entity
	profile  []uint32
	profiles []Profile

	first  []uint32    // by entity: its first edge as an issuer; one more at the end
	holder []uint32    // by edge
	lo, hi [2][]uint32 // by dimension and edge, in parts, rounded outwards where odd
	mark   []mark      // by edge
	state  []state     // by entity

	odd      []uint32 // edges of the issuers that have Odd set, ascending
	oddShare []oddShare

	numbers  []numbered // in the order of their texts
	concerts []concert
	rights   []*ownership.Right
	release  func() error // of what the texts stand in; nil when nothing is to be given back

	// Counts are the numbers of rows that were read, kept and left out.
	Counts Counts
}

// Counts are numbers of rows.
type Counts struct {
	EntityRows, HoldingRows int // rows read, without the headers
	FaultyRows              int // rows that were left out because of a fault
	OtherDays               int // holdings that do not hold on the day
	Repeated                int // holdings that repeat another in every figure
	OverOne                 int // issuers of which more than 100.05 % is recorded
	Rounded                 int // issuers whose column adds up to more than 100 % by rounding
}

// mark is what an edge carries beside its shares.
type mark uint8

const (
	declaredYes mark = 1 << iota
	declaredNo
	openLoCapital // the lower end is excluded: more than
	openHiCapital // the upper end is excluded: less than
	openLoVotes
	openHiVotes
	votesAssumed // no votes were written: taken to be the capital's
)

// open tells whether the ends of an edge's share are excluded from it.
func (m mark) open(d ownership.Dimension) (lo, hi bool) {
	if d == ownership.Votes {
		return m&openLoVotes != 0, m&openHiVotes != 0
	}
	return m&openLoCapital != 0, m&openHiCapital != 0
}

// state is what is particular about an issuer.
type state uint8

const (
	overCapital state = 1 << iota // more than 100.05 % of the capital is recorded: shares are ranges
	overVotes                     // the same of the votes
	oddShares                     // shares that parts cannot hold: they are in Register.odd
	rangeShares                   // some share is a range, in some dimension
	ownShares                     // holds shares of itself
	roundedSum                    // the column adds up to a little over 100 %: scaled
)

// Fraction is a share that parts cannot hold: a number of shares of a total.
type Fraction struct {
	Num, Den uint64
}

// Float is the fraction's value, to the nearest.
func (f Fraction) Float() float64 { return float64(f.Num) / float64(f.Den) }

// Rat is the fraction's value.
func (f Fraction) Rat() *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(f.Num), new(big.Int).SetUint64(f.Den))
}

// oddShare is an edge's shares by dimension, when its issuer is odd.
type oddShare struct {
	lo, hi [2]Fraction
}

// concert is a label and those that declared to act together under it.
type concert struct {
	label   string
	members []uint32
}

// Len is the number of entities.
func (r *Register) Len() int { return len(r.ids) }

// Edges is the number of edges: pairs of a holder and an issuer.
func (r *Register) Edges() int { return len(r.holder) }

// ID is the id of entity i.
func (r *Register) ID(i int) string { return string(r.texts.at(r.ids[i])) }

// Name is the name of entity i, empty when it has none.
func (r *Register) Name(i int) string { return string(r.texts.at(r.names[i])) }

// Find is the number of the entity with an id.
func (r *Register) Find(id string) (int, bool) {
	i := sort.Search(len(r.ids), func(i int) bool { return string(r.texts.at(r.ids[i])) >= id })
	return i, i < len(r.ids) && string(r.texts.at(r.ids[i])) == id
}

// Profile is what the register says of entity i beside its id and name.
func (r *Register) Profile(i int) *Profile { return &r.profiles[r.profile[i]] }

// Row gives the edges into issuer j: from the first, up to but not the last.
func (r *Register) Row(j int) (from, to int) { return int(r.first[j]), int(r.first[j+1]) }

// Holder is the holder of an edge.
func (r *Register) Holder(edge int) int { return int(r.holder[edge]) }

// Declared tells whether the holder of an edge declared its share.
func (r *Register) Declared(edge int) ownership.Tri {
	switch m := r.mark[edge]; {
	case m&declaredYes != 0:
		return ownership.Yes
	case m&declaredNo != 0:
		return ownership.No
	}
	return ownership.Unknown
}

// Over tells whether more than 100.05 % of an issuer is recorded. Some row of
// it is wrong; nobody knows which, so that each share may be less than it says
// by the whole of what is too much.
func (r *Register) Over(issuer int, d ownership.Dimension) bool {
	if d == ownership.Votes {
		return r.state[issuer]&overVotes != 0
	}
	return r.state[issuer]&overCapital != 0
}

// Share is the share of an edge as exact ratios. An end that is excluded is a
// little inside, as in package ownership.
func (r *Register) Share(issuer, edge int, d ownership.Dimension) (lo, hi *big.Rat) {
	lo, hi = r.ends(issuer, edge, d)
	if loOpen, hiOpen := r.mark[edge].open(d); loOpen || hiOpen {
		s := ownership.Between(lo, hi, loOpen, hiOpen)
		lo, hi = s.Lo(), s.Hi()
	}
	return lo, hi
}

// ends are the ends of an edge's share as they were written, in it or not.
func (r *Register) ends(issuer, edge int, d ownership.Dimension) (lo, hi *big.Rat) {
	if r.state[issuer]&oddShares != 0 {
		o := r.oddAt(edge)
		return o.lo[d].Rat(), o.hi[d].Rat()
	}
	return big.NewRat(int64(r.lo[d][edge]), Parts), big.NewRat(int64(r.hi[d][edge]), Parts)
}

// oddAt finds the fractions of an edge into an odd issuer.
func (r *Register) oddAt(edge int) *oddShare { return &r.oddShare[r.oddPlace(edge)] }

// oddPlace finds the place of an edge into an odd issuer among the odd ones.
func (r *Register) oddPlace(edge int) int {
	return sort.Search(len(r.odd), func(k int) bool { return int(r.odd[k]) >= edge })
}
