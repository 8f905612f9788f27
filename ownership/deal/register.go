package deal

import (
	"math/big"
	"slices"

	"egide/ownership"
)

// register is who has what of one company while deals are done, in lots: a row
// of the dossier, or a part of one that was sold on. A lot remembers its row, so
// that one that comes back is the row again.
type register struct {
	issuer   string
	claims   []ownership.Claim // as the dossier has them
	explicit bool              // some row has votes of its own
	lots     []*lot
}

type lot struct {
	holder         string
	claim          int // index of the claim that it is, or is part of; -1 for new shares
	capital, votes ownership.Share
	deal           int // by which the holder has it; 0 for a row of the dossier
}

// register finds the register of a company, and opens it the first time.
func (l *ledger) register(issuer string) *register {
	if r := l.registers[issuer]; r != nil {
		return r
	}
	r := &register{issuer: issuer}
	if i, ok := l.structure.Index(issuer); ok {
		r.claims = l.structure.Claims(i)
	}
	for i, c := range r.claims {
		r.explicit = r.explicit || !c.VotesAssumed
		r.lots = append(r.lots, &lot{holder: c.Holder, claim: i, capital: c.Capital, votes: c.Votes})
	}
	l.registers[issuer] = r
	return r
}

// has is the least that a holder has of the capital, and whether it has a lot.
func (r *register) has(holder string) (least *big.Rat, any, exact bool) {
	least, exact = new(big.Rat), true
	for _, t := range r.lots {
		if t.holder == holder {
			any = true
			exact = exact && t.capital.Exact()
			least.Add(least, t.capital.Lo())
		}
	}
	return least, any, exact
}

// take takes a part of the capital out of a holder's lots, what it acquired last
// first and of its rows in proportion, and returns it as lots without a holder.
// A nil share is all there is. The caller knows that there is enough.
func (r *register) take(holder string, share *big.Rat) []*lot {
	var mine []*lot
	for _, t := range r.lots {
		if t.holder == holder {
			mine = append(mine, t)
		}
	}
	if share == nil {
		r.lots = slices.DeleteFunc(r.lots, func(t *lot) bool { return t.holder == holder })
		return mine
	}
	left := new(big.Rat).Set(share)
	var taken []*lot
	own := new(big.Rat) // in rows of its own
	for i := len(mine) - 1; i >= 0; i-- {
		t := mine[i]
		if t.claim >= 0 && r.claims[t.claim].Holder == holder {
			own.Add(own, t.capital.Lo())
			continue
		}
		if part := least(t.capital.Lo(), left); part.Sign() > 0 {
			left.Sub(left, part)
			taken = append(taken, t.split(part))
		}
	}
	if left.Sign() > 0 {
		rate := new(big.Rat).Quo(left, own)
		for _, t := range mine {
			if t.claim >= 0 && r.claims[t.claim].Holder == holder {
				if part := new(big.Rat).Mul(t.capital.Lo(), rate); part.Sign() > 0 {
					taken = append(taken, t.split(part))
				}
			}
		}
	}
	r.lots = slices.DeleteFunc(r.lots, (*lot).empty)
	return taken
}

func least(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return new(big.Rat).Set(a)
	}
	return new(big.Rat).Set(b)
}

func (t *lot) empty() bool {
	return t.capital.Known() && t.capital.Hi().Sign() == 0 && t.votes.Known() && t.votes.Hi().Sign() == 0
}

// split takes a part of the capital off a lot, with its votes: in proportion
// where both are exact, else one vote a share as far as there are any.
func (t *lot) split(part *big.Rat) *lot {
	votes := new(big.Rat)
	switch {
	case t.capital.Exact() && t.votes.Exact():
		votes.Quo(part, t.capital.Lo())
		votes.Mul(votes, t.votes.Lo())
	default:
		votes = least(part, t.votes.Lo())
	}
	off := &lot{claim: t.claim, capital: ownership.Exactly(part), votes: ownership.Exactly(votes)}
	t.capital, t.votes = shifted(t.capital, new(big.Rat).Neg(part)), shifted(t.votes, new(big.Rat).Neg(votes))
	return off
}

// give adds lots to a holder. Parts of one row that the same holder has become
// one lot again.
func (r *register) give(d *Deal, holder string, lots []*lot) {
	for _, t := range lots {
		t.holder, t.deal = holder, d.N
		at := slices.IndexFunc(r.lots, func(o *lot) bool {
			return o.holder == holder && o.claim == t.claim && o.capital.Known() && o.votes.Known() && t.capital.Exact() && t.votes.Exact()
		})
		if at < 0 || t.claim < 0 {
			r.lots = append(r.lots, t)
			continue
		}
		r.lots[at].capital = shifted(r.lots[at].capital, t.capital.Lo())
		r.lots[at].votes = shifted(r.lots[at].votes, t.votes.Lo())
	}
}

// scale multiplies all lots.
func (r *register) scale(capital, votes *big.Rat) {
	for _, t := range r.lots {
		t.capital, t.votes = scaled(t.capital, capital), scaled(t.votes, votes)
	}
}

func shifted(s ownership.Share, by *big.Rat) ownership.Share {
	return mapped(s, func(end *big.Rat) *big.Rat { return new(big.Rat).Add(end, by) })
}

func scaled(s ownership.Share, by *big.Rat) ownership.Share {
	return mapped(s, func(end *big.Rat) *big.Rat { return new(big.Rat).Mul(end, by) })
}

func mapped(s ownership.Share, f func(*big.Rat) *big.Rat) ownership.Share {
	if !s.Known() {
		return s
	}
	lo, hi, loOpen, hiOpen := s.Ends()
	lo, hi = f(lo), f(hi)
	if hi.Cmp(one) > 0 {
		hi, hiOpen = one, false
	}
	if lo.Cmp(hi) == 0 {
		return ownership.Exactly(lo)
	}
	return ownership.Between(lo, hi, loOpen, hiOpen)
}

// total is the least sum of what is recorded.
func (r *register) total() (capital, votes *big.Rat) {
	capital, votes = new(big.Rat), new(big.Rat)
	for _, t := range r.lots {
		capital.Add(capital, t.capital.Lo())
		votes.Add(votes, t.votes.Lo())
	}
	return capital, votes
}

// short tells that a holder has less than a deal is about, or nothing.
func (r *register) short(d *Deal, holder string, column int) *ownership.Note {
	has, any, exact := r.has(holder)
	args := ownership.Args{"holder": ownership.Ref(holder), "issuer": ownership.Ref(r.issuer), "has": has}
	code := ""
	switch {
	case !any:
		code = "deal-holds-nothing"
	case d.Share == nil:
	case has.Cmp(d.Share) >= 0:
	case exact:
		code, args["share"], column = "deal-holds-less", d.Share, d.ShareColumn
	default:
		code, args["share"], column = "deal-holds-less-surely", d.Share, d.ShareColumn
	}
	if code == "" {
		return nil
	}
	n := d.fault(column, code, args)
	return &n
}

// transfer moves shares from one holder to another; from all others in
// proportion where nobody is named, those that nobody shows included; or from
// those alone.
func (r *register) transfer(l *ledger, d *Deal) *ownership.Note {
	buyer, seller := d.Who.Text, d.Other.Text
	fault := func(column int, code string, args ownership.Args) *ownership.Note {
		n := d.fault(column, code, args)
		return &n
	}
	if e := l.entity(r.issuer); e.Kind == ownership.Person || e.Kind == ownership.State {
		return fault(d.Of.Column, "deal-no-shares", ownership.Args{"entity": ownership.Ref(r.issuer)})
	}
	switch {
	case buyer == seller:
		return fault(d.Who.Column, "deal-from-itself", ownership.Args{"entity": ownership.Ref(buyer)})
	case seller != "":
		if n := r.short(d, seller, d.Other.Column); n != nil {
			return n
		}
		r.give(d, buyer, r.take(seller, d.Share))
		return nil
	}
	capital, votes := r.total()
	rest := new(big.Rat).Sub(one, capital)
	restVotes := new(big.Rat).Sub(one, votes)
	if rest.Sign() < 0 {
		rest.SetInt64(0)
	}
	if restVotes.Sign() < 0 {
		restVotes.SetInt64(0)
	}
	if d.Undisclosed {
		share := d.Share
		if share == nil {
			share = rest
		}
		if share.Cmp(rest) > 0 || share.Sign() == 0 {
			return fault(d.ShareColumn, "deal-undisclosed-less", ownership.Args{"issuer": ownership.Ref(r.issuer), "has": rest, "share": share})
		}
		v := new(big.Rat).Quo(share, rest)
		r.give(d, buyer, []*lot{{claim: -1, capital: ownership.Exactly(share), votes: ownership.Exactly(v.Mul(v, restVotes))}})
		return nil
	}
	// From everybody else: each gives the same part of what it has. The
	// company's own shares are not for sale.
	sellers := map[string]bool{}
	for _, t := range r.lots {
		if t.holder == buyer || t.holder == r.issuer {
			continue
		}
		if !t.capital.Exact() || !t.votes.Exact() {
			return fault(d.ShareColumn, "deal-from-whom", ownership.Args{"issuer": ownership.Ref(r.issuer), "holder": ownership.Ref(t.holder)})
		}
		sellers[t.holder] = true
	}
	all := new(big.Rat).Set(rest)
	for holder := range sellers {
		has, _, _ := r.has(holder)
		all.Add(all, has)
	}
	if d.Share.Cmp(all) > 0 {
		return fault(d.ShareColumn, "deal-others-have-less", ownership.Args{"issuer": ownership.Ref(r.issuer), "has": all, "share": d.Share})
	}
	rate := new(big.Rat).Quo(d.Share, all)
	var bought []*lot
	for _, holder := range sortedKeys(sellers) {
		has, _, _ := r.has(holder)
		if part := has.Mul(has, rate); part.Sign() > 0 {
			bought = append(bought, r.take(holder, part)...)
		}
	}
	if rest.Sign() > 0 || restVotes.Sign() > 0 {
		bought = append(bought, &lot{claim: -1, capital: ownership.Exactly(rest.Mul(rest, rate)), votes: ownership.Exactly(restVotes.Mul(restVotes, rate))})
	}
	r.give(d, buyer, bought)
	return nil
}

// issue adds new shares: the share is of the capital after. Everybody else has
// that much less, those that nobody shows too.
func (r *register) issue(l *ledger, d *Deal) *ownership.Note {
	if e := l.entity(r.issuer); e.Kind == ownership.Person || e.Kind == ownership.State {
		n := d.fault(d.Of.Column, "deal-no-shares", ownership.Args{"entity": ownership.Ref(r.issuer)})
		return &n
	}
	if d.Who.Text == r.issuer {
		n := d.fault(d.Who.Column, "deal-issue-to-itself", ownership.Args{"entity": ownership.Ref(r.issuer)})
		return &n
	}
	kept := new(big.Rat).Sub(one, d.Share)
	r.scale(kept, kept)
	r.give(d, d.Who.Text, []*lot{{claim: -1, capital: ownership.Exactly(d.Share), votes: ownership.Exactly(d.Share)}})
	return nil
}

// cancel takes shares away: everybody else has more. Where nobody is named they
// are the company's own.
func (r *register) cancel(_ *ledger, d *Deal) *ownership.Note {
	holder, column := d.Other.Text, d.Other.Column
	if d.Undisclosed {
		return r.cancelUndisclosed(d)
	}
	if holder == "" {
		holder, column = r.issuer, d.ShareColumn
		if has, _, _ := r.has(holder); d.Share == nil && has.Sign() == 0 || d.Share != nil && has.Cmp(d.Share) < 0 {
			n := d.fault(d.ShareColumn, "deal-cancel-whose", ownership.Args{"issuer": ownership.Ref(r.issuer), "has": has})
			return &n
		}
	}
	if n := r.short(d, holder, column); n != nil {
		return n
	}
	if _, _, exact := r.has(holder); d.Share == nil && !exact {
		n := d.fault(d.ShareColumn, "deal-cancel-range", ownership.Args{"holder": ownership.Ref(holder), "issuer": ownership.Ref(r.issuer)})
		return &n
	}
	capital, votes := new(big.Rat), new(big.Rat)
	for _, t := range r.take(holder, d.Share) {
		capital.Add(capital, t.capital.Lo())
		votes.Add(votes, t.votes.Lo())
	}
	return r.shrink(d, capital, votes)
}

func (r *register) cancelUndisclosed(d *Deal) *ownership.Note {
	capital, votes := r.total()
	rest, restVotes := new(big.Rat).Sub(one, capital), new(big.Rat).Sub(one, votes)
	share := d.Share
	if share == nil {
		share = rest
	}
	if share.Sign() <= 0 || share.Cmp(rest) > 0 || restVotes.Sign() < 0 {
		n := d.fault(d.ShareColumn, "deal-undisclosed-less", ownership.Args{"issuer": ownership.Ref(r.issuer), "has": rest, "share": share})
		return &n
	}
	return r.shrink(d, share, restVotes.Mul(restVotes, new(big.Rat).Quo(share, rest)))
}

// shrink makes the rest the whole.
func (r *register) shrink(d *Deal, capital, votes *big.Rat) *ownership.Note {
	left, leftVotes := new(big.Rat).Sub(one, capital), new(big.Rat).Sub(one, votes)
	if left.Sign() <= 0 || leftVotes.Sign() <= 0 {
		n := d.fault(d.ShareColumn, "deal-cancel-all", ownership.Args{"issuer": ownership.Ref(r.issuer)})
		return &n
	}
	r.scale(left.Inv(left), leftVotes.Inv(leftVotes))
	return nil
}

// double halves or doubles the votes of a holder's shares, and gives the whole
// again to all.
func (r *register) double(_ *ledger, d *Deal) *ownership.Note {
	holder := d.Who.Text
	has, any, _ := r.has(holder)
	if !any {
		return r.short(d, holder, d.Who.Column)
	}
	votes := new(big.Rat)
	for _, t := range r.lots {
		if t.holder != holder {
			continue
		}
		if !t.votes.Exact() {
			n := d.fault(d.Who.Column, "deal-votes-range", ownership.Args{"holder": ownership.Ref(holder), "issuer": ownership.Ref(r.issuer)})
			return &n
		}
		votes.Add(votes, t.votes.Lo())
	}
	factor, whole := big.NewRat(2, 1), new(big.Rat).Add(one, votes)
	if d.Kind == LoseDouble {
		if votes.Cmp(has) <= 0 {
			n := d.fault(d.Who.Column, "deal-no-double", ownership.Args{"holder": ownership.Ref(holder), "issuer": ownership.Ref(r.issuer), "capital": has, "votes": votes})
			return &n
		}
		factor = big.NewRat(1, 2)
		whole = new(big.Rat).Sub(one, new(big.Rat).Mul(votes, factor))
	}
	rate := new(big.Rat).Inv(whole)
	factor = new(big.Rat).Mul(factor, rate)
	for _, t := range r.lots {
		if t.holder == holder {
			t.votes = scaled(t.votes, factor)
		} else {
			t.votes = scaled(t.votes, rate)
		}
	}
	return nil
}

// untouched tells whether every row is as the dossier has it.
func (r *register) untouched() bool {
	if len(r.lots) != len(r.claims) {
		return false
	}
	for _, t := range r.lots {
		if t.claim < 0 || !t.is(r.claims[t.claim]) {
			return false
		}
	}
	return true
}

func (t *lot) is(c ownership.Claim) bool {
	return t.holder == c.Holder && t.capital.Equal(c.Capital) && t.votes.Equal(c.Votes)
}

// rows writes the register as rows: those of the dossier that nothing touched as
// they were, then what changed, then what a holder has that it did not have.
func (r *register) rows(day ownership.Date) []*ownership.Holding {
	var rows []*ownership.Holding
	fresh := map[string]*ownership.Holding{}
	var order []string
	for _, t := range r.lots {
		if t.claim >= 0 && t.holder == r.claims[t.claim].Holder {
			c := r.claims[t.claim]
			if t.is(c) && c.Row.Shares == nil {
				rows = append(rows, c.Row)
				continue
			}
			h := *c.Row
			h.Capital, h.Votes, h.Shares, h.VotesPerShare = t.capital, t.votes, nil, nil
			if c.VotesAssumed && t.votes.Equal(r.assumed(t.holder, t.capital)) {
				h.Votes = ownership.Share{}
			}
			rows = append(rows, &h)
			continue
		}
		class := ""
		if t.claim >= 0 {
			class = r.claims[t.claim].Row.Class
		}
		key := t.holder + "\x00" + class
		if !t.capital.Exact() || !t.votes.Exact() {
			key += "\x00" + string(rune(len(order)))
		}
		h := fresh[key]
		if h == nil {
			h = &ownership.Holding{
				Holder: t.holder, Issuer: r.issuer, Class: class, Capital: t.capital, Votes: t.votes,
				Span: ownership.Span{From: day}, At: ownership.Position{File: File, Line: t.deal},
			}
			fresh[key] = h
			order = append(order, key)
			continue
		}
		h.Capital, h.Votes = shifted(h.Capital, t.capital.Lo()), shifted(h.Votes, t.votes.Lo())
	}
	for _, key := range order {
		h := fresh[key]
		if !r.explicit && h.Votes.Equal(r.assumed(h.Holder, h.Capital)) {
			h.Votes = ownership.Share{}
		}
		rows = append(rows, h)
	}
	return rows
}

// assumed is what blank votes would mean beside a capital.
func (r *register) assumed(holder string, capital ownership.Share) ownership.Share {
	if r.explicit && holder == r.issuer {
		return ownership.Exactly(new(big.Rat))
	}
	return capital
}

func sortedKeys(m map[string]bool) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
