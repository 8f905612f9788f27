package captable

import (
	"math/big"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// isLedger tells whether the table is a register of movements: who passed
// shares to whom, and not who holds them.
func (c *capTable) isLedger() bool {
	switch {
	case c.has(roleTransferor) && (c.has(roleTransferee) || c.has(roleShares)):
		return true
	case c.has(roleTransferee) && (c.has(roleMovedOn) || c.has(roleMovement)):
		return true
	case c.has(roleDebit) && c.has(roleCredit):
		return true
	case c.has(roleBalance) && (c.has(roleMovedOn) || c.has(roleMovement) || c.has(roleDebit) || c.has(roleCredit)):
		return true
	}
	if i, ok := c.first[roleTransferee]; ok && !c.has(roleHolder) {
		c.columns[i].role = roleHolder // a beneficiary and nothing that moves
		c.findFirst()
	}
	if i, ok := c.first[roleBalance]; ok && !c.has(roleShares) {
		// A balance for each holder and nothing that moves is a holding.
		c.columns[i].role = roleShares
		c.findFirst()
	}
	return false
}

// account is what one holder has of one class while a register is replayed.
type account struct {
	holder, class string
	balance       *big.Rat
	at            ownership.Position // the last movement
}

// ledger replays a register of movements to the as-of day, when that is wanted.
func (c *capTable) ledger() {
	for _, col := range c.columns {
		column := col.role
		if slices.Contains([]string{roleAside, roleForecast, roleMovement, roleKind, roleMovedOn, roleDebit, roleCredit, roleBalance, roleTransferor, roleTransferee}, column) {
			column = map[string]string{
				roleTransferor: roleHolder, roleTransferee: roleHolder, roleDebit: roleShares, roleCredit: roleShares, roleMovedOn: roleSourceDate,
			}[column]
		}
		c.draft.Mapped = append(c.draft.Mapped, intake.Mapping{Header: written.Echo(col.name), Column: column})
	}
	if !c.opts.Replay {
		c.Fault(c.position(c.header, -1), "captable-movements", ownership.Args{"found": c.headerNames()})
		return
	}
	if !c.has(roleMovedOn) {
		c.Fault(c.position(c.header, -1), "captable-movements-undated", ownership.Args{"found": c.headerNames()})
		return
	}
	issuer, ok := c.issuerOfFile()
	if !ok {
		return
	}
	accounts := c.replay()
	if c.Wrong() > 0 {
		return
	}
	day := "" // of the register itself, where it says so: that of the last movement is not its own
	if c.day != 0 {
		day = c.day.String()
	}
	for _, a := range accounts {
		if a.balance.Sign() == 0 {
			continue
		}
		r := capRow{label: a.holder, Row: input.Row{Line: a.at.Line}}
		holder, note := c.holderOf(&r, issuer, a.at)
		c.draft.Shareholdings = append(c.draft.Shareholdings, intake.Filled(intake.DraftRow{
			"holder": holder, "issuer": issuer, "shares": written.CountText(a.balance), "share_class": a.class,
			"source": a.at.String(), "source_date": day, "note": note,
		}))
	}
	for _, e := range c.entities.list {
		if !e.known {
			c.draft.Entities = append(c.draft.Entities, intake.Filled(e.row))
		}
	}
	if len(c.draft.Shareholdings) == 0 {
		c.Fault(c.at, "captable-no-holder", nil)
		return
	}
	c.Warn(c.position(c.header, -1), "captable-replayed", issuer, ownership.Args{"day": c.opts.AsOf})
}

// replay goes through the movements in the order of their days, those of one
// day in the order of the file, and returns the accounts in the order in which
// they were opened.
func (c *capTable) replay() []*account {
	type movement struct {
		row input.Row
		day ownership.Date
	}
	var moves []movement
	all := c.page.rows[c.header+1:]
	var counts []capColumn
	for _, col := range c.columns {
		if figureRole(col.role) {
			counts = append(counts, col)
		}
	}
	grouping := groupingIn(all, counts)
	for _, row := range all {
		at := c.cellAt(row, roleMovedOn)
		text := c.text(row, roleMovedOn)
		day := dayIn(text)
		switch {
		case day != 0 && day > c.opts.AsOf:
			c.leaveOut(c.page.position(row, -1), "captable-left-later", ownership.Args{"day": day, "as_of": c.opts.AsOf})
		case day != 0:
			moves = append(moves, movement{row, day})
		case text == "" || c.text(row, roleShares)+c.text(row, roleDebit)+c.text(row, roleCredit) == "":
			c.leaveOut(c.page.position(row, -1), "captable-left-no-movement", ownership.Args{"text": written.Echo(strings.Join(row.Cells, " "))})
		default:
			c.Fault(at, "captable-movement-day", ownership.Args{"text": written.Echo(text)})
		}
	}
	slices.SortStableFunc(moves, func(a, b movement) int { return int(a.day) - int(b.day) })
	var order []*account
	open := map[string]*account{}
	book := func(name, class string, at ownership.Position, n *big.Rat) *account {
		name = cleanName(name)
		key, form := identity.NameKey(name)
		id := key + "|" + form + "|" + written.Fold(class)
		a := open[id]
		if a == nil {
			a = &account{holder: name, class: class, balance: new(big.Rat)}
			open[id] = a
			order = append(order, a)
		}
		a.balance = new(big.Rat).Add(a.balance, n)
		a.at = at
		if a.balance.Sign() < 0 {
			c.Fault(at, "captable-negative-balance", ownership.Args{"text": written.Echo(name), "n": c.spelled(a.balance)})
			a.balance = new(big.Rat)
		}
		return a
	}
	for _, m := range moves {
		count := func(role string) (*big.Rat, bool) {
			text := c.text(m.row, role)
			q, fault := parseQuantity(text, grouping, false)
			if fault != nil {
				c.cellFault(c.cellAt(m.row, role), c.columns[c.first[role]], fault)
				return nil, false
			}
			if !q.known || q.ranged {
				return new(big.Rat), true
			}
			return q.value, true
		}
		debit, ok1 := count(roleDebit)
		credit, ok2 := count(roleCredit)
		n, ok3 := count(roleShares)
		balance, ok4 := count(roleBalance)
		if !ok1 || !ok2 || !ok3 || !ok4 {
			continue
		}
		class := c.text(m.row, roleClass)
		from, to := c.text(m.row, roleTransferor), c.text(m.row, roleTransferee)
		switch {
		case from != "" || to != "":
			if n.Sign() == 0 {
				if n = credit; n.Sign() == 0 {
					n = debit
				}
			}
			if n.Sign() == 0 {
				c.Fault(c.page.position(m.row, -1), "captable-movement-count", nil)
				continue
			}
			if to != "" && !c.words.rowIs("nobody", to) {
				book(to, class, c.cellAt(m.row, roleTransferee), n)
			}
			if from != "" && !c.words.rowIs("nobody", from) {
				book(from, class, c.cellAt(m.row, roleTransferor), new(big.Rat).Neg(n))
			}
		case c.text(m.row, roleHolder) != "":
			at := c.cellAt(m.row, roleHolder)
			a := book(c.text(m.row, roleHolder), class, at, new(big.Rat).Sub(credit, debit))
			if c.text(m.row, roleBalance) != "" && balance.Cmp(a.balance) != 0 {
				c.Warn(c.cellAt(m.row, roleBalance), "captable-balance", "", ownership.Args{"text": written.Echo(a.holder), "printed": c.spelled(balance), "found": c.spelled(a.balance)})
			}
		default:
			c.Fault(c.page.position(m.row, -1), "captable-nobody", nil)
		}
	}
	return order
}
