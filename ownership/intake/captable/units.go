package captable

import (
	"math/big"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// settleUnits decides for each column of figures whether they are counts,
// percentages or ratios, by what they add up to.
func (c *capTable) settleUnits() {
	c.units = make([]unit, len(c.figures))
	for k, i := range c.figures {
		col := c.columns[i]
		switch col.role {
		case roleShares, roleClassShares, rolePerShare:
			c.units[k] = unitCount
		case roleCapitalRatio, roleVotesRatio:
			c.units[k] = unitRatio
		default:
			c.units[k] = c.unitOf(k, col)
		}
	}
	for k, i := range c.figures {
		switch c.columns[i].role {
		case roleCapitalRatio:
			c.columns[i].role = roleCapital
		case roleVotesRatio:
			c.columns[i].role = roleVotes
		}
		if c.units[k] == unitNone || c.units[k] == unitCount {
			continue
		}
		// A sign in the cells is the figures' own word; a column by ratio has none.
		for n := range c.rows {
			if q := &c.rows[n].figures[k]; q.known && q.sign && !q.ranged && c.units[k] == unitRatio {
				q.value = new(big.Rat).Quo(q.value, hundred)
			}
		}
	}
}

// unitOf decides for a column of capital or votes.
func (c *capTable) unitOf(k int, col capColumn) unit {
	sums := map[string]*big.Rat{}
	most, whole, signs, any := new(big.Rat), true, false, false
	for _, r := range c.rows {
		q := r.figures[k]
		if !q.known || r.kind != detailRow && r.kind != promisedRow {
			continue
		}
		signs = signs || q.sign
		if q.ranged {
			continue
		}
		any = true
		whole = whole && q.value.IsInt()
		if q.value.Cmp(most) > 0 {
			most = q.value
		}
		if r.usus {
			continue
		}
		if sums[r.issuer] == nil {
			sums[r.issuer] = new(big.Rat)
		}
		sums[r.issuer].Add(sums[r.issuer], q.value)
	}
	sum := new(big.Rat)
	for _, s := range sums { // the largest, whatever the order
		if s.Cmp(sum) > 0 {
			sum = s
		}
	}
	at := c.position(c.header, col.index)
	said := c.percentColumn(c.page, col)
	isVotes := col.role != roleCapital
	about := func(n int64) bool {
		return sum.Cmp(big.NewRat(95*n, 100)) >= 0 && sum.Cmp(big.NewRat(105*n, 100)) <= 0
	}
	switch {
	case most.Sign() == 0 || !any || signs || col.byUser && col.role == roleCapital:
		return unitPercent
	case isVotes && !said && (most.Cmp(hundred) > 0 || whole && !about(1) && !about(100) && c.has(roleShares)):
		return unitCount
	case about(100):
		// More than rounding makes of a whole is for a person to look at: the
		// dossier would be refused.
		if new(big.Rat).Quo(sum, hundred).Cmp(ownership.RoundedWhole()) > 0 {
			c.ask(false, "captable-percent-sum", ownership.Args{"text": written.Echo(col.name), "sum": c.spelled(sum)}, at)
		}
		return unitPercent
	case about(1):
		c.Warn(at, "captable-ratio", "", ownership.Args{"text": written.Echo(col.name), "sum": c.spelled(sum)})
		return unitRatio
	}
	if u := c.unitByCounts(k); u != unitNone {
		return u
	}
	args := ownership.Args{"text": written.Echo(col.name), "sum": c.spelled(sum), "as": col.role}
	if isVotes {
		args["as"] = roleVotes
	}
	switch {
	case most.Cmp(hundred) > 0:
		if whole && !c.has(roleShares) && !said {
			c.ask(false, "captable-counts-as-shares", args, at)
			return unitCount
		}
		c.ask(true, "captable-unit", args, at)
	case most.Cmp(one) > 0:
		// Ratios never exceed one, so these are percentages; their sum tells
		// that somebody is missing, or there twice.
		c.ask(false, "captable-percent-sum", args, at)
	default:
		c.ask(true, "captable-unit", args, at)
	}
	return unitPercent
}

// unitByCounts compares a column with the fractions that the share counts make:
// the unit under which every row agrees.
func (c *capTable) unitByCounts(k int) unit {
	shares := -1
	for s, i := range c.figures {
		if c.columns[i].role == roleShares {
			shares = s
		}
	}
	if shares < 0 {
		return unitNone
	}
	total, _ := c.sum(shares, func(capRow) bool { return true })
	if printed, ok := c.printed(shares); ok && printed.value.Cmp(total) > 0 {
		total = printed.value
	}
	if total.Sign() == 0 {
		return unitNone
	}
	tolerance := big.NewRat(1, 1000)
	percent, ratio, n := true, true, 0
	for _, r := range c.rows {
		p, s := r.figures[k], r.figures[shares]
		if r.kind != detailRow || !p.known || !s.known || p.ranged {
			continue
		}
		n++
		fraction := new(big.Rat).Quo(s.value, total)
		gap := func(value *big.Rat) bool {
			d := new(big.Rat).Sub(value, fraction)
			return d.Abs(d).Cmp(tolerance) <= 0
		}
		ratio = ratio && gap(p.value)
		percent = percent && gap(new(big.Rat).Quo(p.value, hundred))
	}
	switch {
	case n == 0 || ratio == percent:
		return unitNone
	case ratio:
		return unitRatio
	}
	return unitPercent
}
