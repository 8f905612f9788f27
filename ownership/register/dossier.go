package register

import (
	"math/big"
	"strconv"

	"egide/ownership"
)

// Dossier gives the register's claims one by one, for the exact engine and for
// those who compare it with a dossier: resolving them gives the same links.
// Capital and votes are as they were resolved, so that share counts are ratios
// and the columns that added up to more than 100 % ranges. Source, which may be
// nil, tells where the holdings of an issuer come from. It is meant for a part of
// a register: see [Register.Above].
func (r *Register) Dossier(source func(issuer int) string) *ownership.Dossier {
	d := &ownership.Dossier{Rights: r.rights}
	for i := range r.Len() {
		e := r.Profile(i).Entity()
		e.ID, e.Name = r.ID(i), r.Name(i)
		if source != nil {
			e.Source = source(i)
		}
		d.Entities = append(d.Entities, e)
	}
	of := make(map[int][]string)
	for _, c := range r.concerts {
		for _, m := range c.members {
			of[int(m)] = append(of[int(m)], c.label)
		}
	}
	for j := range r.Len() {
		for edge, to := r.Row(j); edge < to; edge++ {
			h := r.claim(j, edge)
			h.Source = d.Entities[j].Source
			// A claim has room for one concert: what holds nothing more carries
			// the others.
			labels := of[r.Holder(edge)]
			if len(labels) > 0 {
				h.Concert = labels[0]
				delete(of, r.Holder(edge))
			}
			d.Holdings = append(d.Holdings, h)
			for k := 1; k < len(labels); k++ {
				nothing := ownership.Exactly(new(big.Rat))
				d.Holdings = append(d.Holdings, &ownership.Holding{
					Holder: h.Holder, Issuer: h.Issuer, Capital: nothing, Votes: nothing, Declared: h.Declared, Concert: labels[k], Class: strconv.Itoa(k),
				})
			}
		}
	}
	r.lone(d, of)
	return d
}

// lone has those of a concert who hold nothing carry its label on a claim of
// nothing, of somebody whom another of them holds, or failing one of themselves
// or of anybody: whoever controls them counts with the others. of are their labels.
func (r *Register) lone(d *ownership.Dossier, of map[int][]string) {
	if len(of) == 0 {
		return
	}
	held := make(map[string]string) // by label
	for _, h := range d.Holdings {
		if h.Concert != "" && held[h.Concert] == "" {
			held[h.Concert] = h.Issuer
		}
	}
	for m := range r.Len() {
		for k, label := range of[m] {
			issuer := held[label]
			if issuer == "" && r.CanBeHeld(m) {
				issuer = r.ID(m)
			}
			for i := 0; i < r.Len() && issuer == ""; i++ {
				if r.CanBeHeld(i) {
					issuer = r.ID(i)
				}
			}
			if issuer == "" {
				continue // nobody here is held: nothing depends on who acts with whom
			}
			nothing := ownership.Exactly(new(big.Rat))
			d.Holdings = append(d.Holdings, &ownership.Holding{
				Holder: r.ID(m), Issuer: issuer, Capital: nothing, Votes: nothing, Concert: label, Class: label + strconv.Itoa(k),
			})
		}
	}
}

// claim is an edge as a claim.
func (r *Register) claim(issuer, edge int) *ownership.Holding {
	h := &ownership.Holding{Holder: r.ID(r.Holder(edge)), Issuer: r.ID(issuer), Declared: r.Declared(edge)}
	share := func(d ownership.Dimension) ownership.Share {
		lo, hi := r.ends(issuer, edge, d)
		if lo.Cmp(hi) == 0 {
			return ownership.Exactly(lo)
		}
		loOpen, hiOpen := r.mark[edge].open(d)
		return ownership.Between(lo, hi, loOpen, hiOpen)
	}
	h.Capital = share(ownership.Capital)
	votes := share(ownership.Votes)
	switch {
	case r.Holder(edge) == issuer: // own shares have none, and the others' are net of them
	case r.state[issuer]&ownShares != 0, r.mark[edge]&votesAssumed == 0, !votes.Equal(h.Capital):
		h.Votes = votes
	}
	return h
}
