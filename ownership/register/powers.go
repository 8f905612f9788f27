package register

import (
	"slices"

	"egide/ownership"
)

// powers are the rights by which control may come without a majority of votes:
// by company.
type powers struct {
	companies bitset
	of        map[uint32][]power
}

// power is one such right.
type power struct {
	holder uint32
	right  *ownership.Right
}

// powersIn gathers the rights of a register. A company of which only a veto is
// recorded has powers over it as well: whoever has the majority of its votes is
// then looked for among all.
func powersIn(r *Register) powers {
	p := powers{of: make(map[uint32][]power)}
	for _, right := range r.rights {
		company, there := r.Find(right.Company)
		holder, too := r.Find(right.Holder)
		if !there || !too {
			continue
		}
		same := func(o power) bool {
			a, b := *o.right, *right
			a.At, b.At = ownership.Position{}, ownership.Position{}
			a.Source, b.Source, a.SourceDate, b.SourceDate = "", "", 0, 0
			return a == b
		}
		if slices.ContainsFunc(p.of[uint32(company)], same) {
			continue // a right written twice counts once
		}
		if p.companies == nil {
			p.companies = newBitset(r.Len())
		}
		p.companies.set(uint32(company))
		p.of[uint32(company)] = append(p.of[uint32(company)], power{uint32(holder), right})
	}
	return p
}

// over lists the powers over a company.
func (p *powers) over(company uint32) []power {
	if p.companies == nil || !p.companies.has(company) {
		return nil
	}
	return p.of[company]
}

// byPower adds to found those who control j by agreement, in fact, or by filling
// the majority of a body's seats, alone or with the companies they control; with
// all, those who control one of them as well. Anyone may, through companies that
// anyone may control.
func (d *finder) byPower(j uint32, found []uint32, all bool) (list []uint32, anyone bool) {
	powers := d.powersOver(j)
	if powers == nil {
		return found, false
	}
	type seat struct {
		body string
		who  uint32
	}
	seats := make(map[seat]int)
	of, open := make(map[string]int), make(map[string]int)
	for _, p := range powers {
		switch p.right.Right {
		case ownership.ControlAgreement, ownership.DeFactoControl:
			found = append(found, p.holder)
			if all {
				found = d.m.all(p.holder, found)
			}
			anyone = anyone || d.anyone(p.holder)
		case ownership.Appoint:
			body, filled := p.right.Body(), max(p.right.Seats, 0)
			of[body] = max(of[body], p.right.OfSeats)
			if d.anyone(p.holder) {
				open[body] += filled
				continue
			}
			for _, x := range d.m.all(p.holder, []uint32{p.holder}) {
				seats[seat{body, x}] += filled
			}
		}
	}
	for s, n := range seats {
		if of[s.body] > 0 && 2*(n+open[s.body]) > of[s.body] {
			found = append(found, s.who)
		}
	}
	for body, n := range open {
		anyone = anyone || of[body] > 0 && 2*n > of[body]
	}
	return without(found, j), anyone
}

func without(list []uint32, j uint32) []uint32 {
	return slices.DeleteFunc(list, func(x uint32) bool { return x == j })
}

// powersOver lists the powers over a company, where they count.
func (d *finder) powersOver(j uint32) []power {
	if d.groups == nil {
		return nil
	}
	return d.powers.over(j)
}
