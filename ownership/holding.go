package ownership

import (
	"math/big"
	"strings"
)

// openMargin keeps an excluded end of a range apart from the end itself: "more
// than 50 %" begins at 50 % plus this ratio. It is smaller than one share of
// any company that exists, so no verdict depends on its size.
var openMargin = new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil))

// Share is a fraction of an issuer's capital or votes as somebody wrote it: a
// ratio in [0, 1], exact or a range. The zero value is a share that nobody
// wrote; it may be anything.
type Share struct {
	lo, hi         *big.Rat
	loOpen, hiOpen bool
}

// Exactly is the share of that ratio.
func Exactly(ratio *big.Rat) Share { return Share{lo: ratio, hi: ratio} }

// Between is a share known only to lie between two ratios; an end that is open
// is not in the range (more than, less than).
func Between(lo, hi *big.Rat, loOpen, hiOpen bool) Share {
	if loOpen {
		lo = new(big.Rat).Add(lo, openMargin)
	}
	if hiOpen {
		hi = new(big.Rat).Sub(hi, openMargin)
	}
	return Share{lo: lo, hi: hi, loOpen: loOpen, hiOpen: hiOpen}
}

// Ends are the two ends of the share as ratios, as they were written: an end
// that is open is not in the share, and [Share.Lo] and [Share.Hi] stand just
// inside it. Both are nil when nobody wrote the share.
func (s Share) Ends() (lo, hi *big.Rat, loOpen, hiOpen bool) {
	lo, hi = s.lo, s.hi
	if s.loOpen {
		lo = new(big.Rat).Sub(lo, openMargin)
	}
	if s.hiOpen {
		hi = new(big.Rat).Add(hi, openMargin)
	}
	return lo, hi, s.loOpen, s.hiOpen
}

// Known tells whether anybody wrote the share.
func (s Share) Known() bool { return s.lo != nil }

// Exact tells whether the share is one known ratio.
func (s Share) Exact() bool { return s.lo != nil && s.lo.Cmp(s.hi) == 0 }

// Lo is the least ratio that the share may be: zero when nobody wrote it.
func (s Share) Lo() *big.Rat {
	if s.lo == nil {
		return new(big.Rat)
	}
	return s.lo
}

// Hi is the greatest ratio that the share may be: one when nobody wrote it.
func (s Share) Hi() *big.Rat {
	if s.hi == nil {
		return big.NewRat(1, 1)
	}
	return s.hi
}

// Equal tells whether two shares were written alike.
func (s Share) Equal(t Share) bool {
	if s.Known() != t.Known() {
		return false
	}
	return !s.Known() || s.lo.Cmp(t.lo) == 0 && s.hi.Cmp(t.hi) == 0
}

// Holding is a claim that a holder has a share of an issuer for a time. One
// holder may have several in the same issuer: share classes, dates.
type Holding struct {
	Holder, Issuer string
	Capital, Votes Share
	Shares         *big.Rat // number held; nil when not given
	VotesPerShare  *big.Rat // nil when not given
	Class          string
	Declared       Tri    // declared under the transparency rules of a regulated market
	Concert        string // label shared by those who act in concert
	NomineeFor     string // id of the one on whose behalf the holder is registered
	Span
	Source     string
	SourceDate Date
	Note       string

	At                         Position // the row
	CapitalColumn, VotesColumn int      // columns of the two figures in the row's file
}

// RightKind is what a right lets its holder do.
type RightKind string

// The rights that count beside shares.
const (
	Veto             RightKind = "veto"
	Appoint          RightKind = "appoint"
	ControlAgreement RightKind = "control_agreement"
	DeFactoControl   RightKind = "de_facto_control"
)

// Right is a power over a company that does not come from a share of it.
type Right struct {
	Holder, Company string
	Right           RightKind
	Organ           string // the body whose seats are filled
	Seats, OfSeats  int    // seats that the holder fills, of all; -1 when not given
	Basis           string // contract, articles, law
	Scope           string // minority_protection or blank
	Span
	Source     string
	SourceDate Date
	At         Position
}

// Body is the name by which rights over the seats of one body are found, however
// each row writes it: case, spaces and the form of the apostrophe do not matter.
func (r *Right) Body() string {
	organ := strings.ReplaceAll(r.Organ, "’", "'")
	return strings.ToLower(strings.Join(strings.Fields(organ), " "))
}
