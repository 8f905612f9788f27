package captable

import (
	"math/big"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// rowKind is what a row of a cap table is.
type rowKind int

const (
	detailRow   rowKind = iota // a holder
	totalRow                   // the sum of all holders
	subtotalRow                // the sum of some
	promisedRow                // what nobody holds yet
	otherRow                   // left out already
)

// unit is how the figures of a column are counted.
type unit int

const (
	unitNone unit = iota
	unitCount
	unitPercent
	unitRatio
)

// capRow is a row with figures.
type capRow struct {
	input.Row
	kind    rowKind
	label   string
	figures []quantity // by the order of capTable.figures
	section int        // how many sections began above it
	block   int        // how many sections and sub-totals stand above it
	issuer  string     // what tells the row's issuer from others
	bare    bool       // bare ownership: the capital without all of the votes
	usus    bool       // usufruct: votes without the capital

	declared bool // the name says so in parentheses
}

var footnoteStart = written.Pattern(`^(?:\(\d{1,2}\)|\*|\d\)|[¹²³⁴⁵⁶⁷⁸⁹]|#|†)`)

// classify tells holders from totals, sections and footnotes. Every row that is
// no holder is left out with its reason.
func (c *capTable) classify() {
	all := c.page.rows[c.header+1:]
	grouping := groupingIn(all, c.columns)
	percent := make([]bool, len(c.figures))
	for k, i := range c.figures {
		percent[k] = c.percentColumn(c.page, c.columns[i])
	}
	filled := make([]bool, len(all)) // whether a row has anything in a figure column
	last := -1
	for i, row := range all {
		for _, k := range c.figures {
			if row.Text(c.columns[k].index) != "" {
				filled[i], last = true, i
				break
			}
		}
	}
	section, block, promised := 0, 0, false
	label := ""
	above := newRunning(len(c.figures))
	for i, row := range all {
		at := c.cellAt(row, roleHolder)
		text := cleanName(c.text(row, roleHolder))
		if given := c.text(row, roleGivenName); given != "" && text != "" {
			text = cleanName(given + " " + text)
		}
		switch {
		case c.repeatsHeader(row):
			c.leaveOut(c.page.position(row, -1), "captable-left-header", nil)
			continue
		case c.beginsTable(row):
			for _, rest := range all[i:] {
				c.leaveOut(c.page.position(rest, -1), "captable-left-second-table", nil)
			}
			c.Warn(c.page.position(row, -1), "captable-second-table", "", ownership.Args{"n": len(all) - i})
			return
		}
		if !filled[i] {
			shown := text
			for j := 0; shown == "" && j < len(row.Cells); j++ {
				shown = row.Text(j)
			}
			args := ownership.Args{"text": written.Echo(shown)}
			switch {
			case c.emptyFormula(row):
				c.Fault(at, "captable-formula", args)
			case c.onlyPromised(row):
				c.leaveOut(at, "captable-left-promised", args)
			case i > last || footnoteStart().MatchString(shown) || c.words.rowStarts("footnote", shown) || len(shown) > 120:
				c.leaveOut(at, "captable-left-footnote", args)
			case c.text(row, roleNumber)+c.text(row, roleSIREN)+c.text(row, roleLEI)+c.text(row, roleCountry) != "":
				c.Warn(at, "captable-without-figure", "", args)
				c.leaveOut(at, "captable-left-no-figure", args)
			default:
				section++
				block++
				promised = c.words.promised(shown)
				c.leaveOut(at, "captable-left-section", args)
			}
			continue
		}
		r := capRow{Row: row, label: text, section: section, block: block}
		shown := text
		if shown == "" {
			shown = c.anyLabel(row)
		}
		somebody := c.hasIdentity(row) || hasForm(shown)
		switch {
		case !somebody && (c.words.rowIs("total", shown) || c.words.rowStarts("total", shown)):
			if r.kind = totalRow; !c.words.rowIs("total", shown) {
				r.kind = subtotalRow
			}
		case !somebody && (c.words.rowIs("subtotal", shown) || c.words.rowStarts("subtotal", shown)):
			r.kind = subtotalRow
		}
		args := ownership.Args{"text": written.Echo(shown)}
		if r.kind != detailRow && c.words.promised(shown) || r.kind == detailRow && !somebody && (promised || c.words.rowStarts("forecast", shown)) {
			c.leaveOut(at, "captable-left-promised", args)
			if r.kind == detailRow {
				r.kind = promisedRow
				for k, j := range c.figures {
					q, _ := parseQuantity(row.Text(c.columns[j].index), grouping, percent[k])
					r.figures = append(r.figures, q)
				}
				c.rows = append(c.rows, r)
			}
			continue
		}
		before := c.Wrong()
		something := false
		for k, j := range c.figures {
			q, fault := parseQuantity(row.Text(c.columns[j].index), grouping, percent[k])
			if fault != nil {
				c.cellFault(c.page.position(row, c.columns[j].index), c.columns[j], fault)
			}
			something = something || q.known
			r.figures = append(r.figures, q)
		}
		if c.Wrong() > before {
			continue
		}
		if !something {
			c.Warn(at, "captable-without-figure", "", args)
			c.leaveOut(at, "captable-left-no-figure", args)
			continue
		}
		if r.kind == detailRow && text == "" {
			switch {
			case shown == "" && c.sumsUp(r, above):
				r.kind = subtotalRow
			case label != "" && c.has(roleClass) && shown != "":
				r.label = label
				c.suppose("captable-holder-above", at, label)
			default:
				c.Fault(at, "captable-nobody", nil)
				continue
			}
		}
		switch r.kind {
		case detailRow:
			label = r.label
			r.issuer = c.issuerKey(row)
			c.readTitleKind(&r)
			for k, q := range r.figures {
				if q.known && !q.ranged && !r.usus {
					above[k].add(q.value)
				}
			}
		case subtotalRow:
			block++
			fallthrough
		default:
			r.label = shown
			c.leaveOut(at, "captable-left-total", args)
		}
		c.rows = append(c.rows, r)
	}
}

func hasForm(name string) bool {
	_, form := identity.SplitForm(name)
	return form.Form != ""
}

func (c *capTable) cellFault(at ownership.Position, col capColumn, fault *written.Fault) {
	args := ownership.Args{"column": written.Echo(col.name)}
	for name, value := range fault.Args {
		args[name] = value
	}
	c.Fault(at, fault.Code, args)
}

// hasIdentity tells whether a row gives a number or a country, which no total
// has.
func (c *capTable) hasIdentity(row input.Row) bool {
	for _, role := range []string{roleNumber, roleSIREN, roleOrgnr, roleBornOrOrgnr, roleLEI, roleCountry, roleNationality} {
		if c.text(row, role) != "" {
			return true
		}
	}
	return false
}

// anyLabel is the first text of a row that is no figure.
func (c *capTable) anyLabel(row input.Row) string {
	for j := range row.Cells {
		text := row.Text(j)
		if text == "" || looksNumeric(text) {
			continue
		}
		figure := false
		for _, k := range c.figures {
			figure = figure || c.columns[k].index == j
		}
		if !figure {
			return cleanName(text)
		}
	}
	return ""
}

// onlyPromised tells whether all that a row has is not held yet.
func (c *capTable) onlyPromised(row input.Row) bool {
	for _, col := range c.columns {
		if col.role == roleForecast && looksNumeric(row.Text(col.index)) {
			return true
		}
	}
	return false
}

func (c *capTable) emptyFormula(row input.Row) bool {
	for _, k := range c.figures {
		if c.page.empty[[2]int{row.Line, c.columns[k].index + 1}] {
			return true
		}
	}
	return false
}

// repeatsHeader tells whether a row is the header again, as printed pages have
// it at their top.
func (c *capTable) repeatsHeader(row input.Row) bool {
	header := c.page.rows[c.header]
	same := 0
	for j := range row.Cells {
		text := row.Text(j)
		if text == "" {
			continue
		}
		if !strings.EqualFold(text, header.Text(j)) {
			return false
		}
		same++
	}
	return same >= 2
}

// beginsTable tells whether a row is the header of another table below.
func (c *capTable) beginsTable(row input.Row) bool {
	holder, figures := false, 0
	for j := range row.Cells {
		text := row.Text(j)
		if text == "" {
			continue
		}
		if looksNumeric(text) {
			return false
		}
		role, _ := c.words.column(text)
		holder = holder || role == roleHolder
		if figureRole(role) || role == roleForecast {
			figures++
		}
	}
	return holder && figures > 0
}

// sumsUp tells whether an unlabelled row is the sum of the holders above it.
func (c *capTable) sumsUp(r capRow, above []running) bool {
	checked := 0
	for k := range c.figures {
		if !r.figures[k].known || r.figures[k].ranged {
			continue
		}
		if n := above[k].rows[0]; n < 2 || !near(above[k].sums[0], r.figures[k], n) {
			return false
		}
		checked++
	}
	return checked > 0
}

// sum adds up a figure of the holders' rows that a condition picks. Usufruct is
// of shares that are there already.
func (c *capTable) sum(k int, picks func(capRow) bool) (sum *big.Rat, n int) {
	sum = new(big.Rat)
	for _, r := range c.rows {
		if r.kind != detailRow || r.usus || !picks(r) {
			continue
		}
		if q := r.figures[k]; q.known && !q.ranged {
			sum.Add(sum, q.value)
			n++
		}
	}
	return sum, n
}

// promised adds up a figure of what nobody holds yet.
func (c *capTable) promised(k int) *big.Rat {
	sum := new(big.Rat)
	for _, r := range c.rows {
		if q := r.figures[k]; r.kind == promisedRow && q.known && !q.ranged {
			sum.Add(sum, q.value)
		}
	}
	return sum
}

// near tells whether a printed total is the sum of n figures that were rounded
// as it was. Whole numbers are not rounded.
func near(sum *big.Rat, printed quantity, n int) bool {
	gap := new(big.Rat).Sub(sum, printed.value)
	gap.Abs(gap)
	if printed.decimal == 0 && !printed.sign {
		return gap.Sign() == 0
	}
	half := lastDecimal(printed)
	half.Mul(half, big.NewRat(int64(n+1), 2))
	return gap.Cmp(half) <= 0
}

// readTitleKind tells bare ownership and usufruct from full ownership, by a
// column or by what the name says in parentheses.
func (c *capTable) readTitleKind(r *capRow) {
	title := c.text(r.Row, roleTitle)
	if m := bracketed().FindStringSubmatch(r.label); m != nil && title == "" {
		if c.words.rowHas("declared", m[2]) {
			r.declared, r.label = true, written.Trim(m[1])
		} else if inside := identity.Words(m[2]); len(strings.Join(inside, "")) > 3 && (c.words.rowIs("usufruct", m[2]) || c.words.rowIs("bare", m[2]) || c.words.rowIs("full", m[2])) {
			title, r.label = m[2], written.Trim(m[1])
		}
	}
	switch {
	case title == "" || c.words.rowIs("full", title):
	case c.words.rowIs("usufruct", title):
		r.usus = true
	case c.words.rowIs("bare", title):
		r.bare = true
	default:
		c.Warn(c.cellAt(r.Row, roleTitle), "captable-title-unknown", "", ownership.Args{"text": written.Echo(title)})
	}
	if r.usus || r.bare {
		c.suppose("captable-usufruct", c.cellAt(r.Row, roleHolder), r.label)
	}
}

var bracketed = written.Pattern(`^(.*\S)\s*[(\[]([^()\[\]]+)[)\]]$`)

// issuerKey tells rows of one issuer from those of another.
func (c *capTable) issuerKey(row input.Row) string {
	if number := c.text(row, roleIssuerNumber); number != "" {
		_, key := identity.NumberKey(number, "")
		return "#" + key
	}
	if name := c.text(row, roleIssuer); name != "" {
		key, form := identity.NameKey(name)
		return key + "|" + form
	}
	return ""
}

// dropHeadings finds sections whose own row carries the sum of the holders
// below it: they would count twice. It acts only where the table adds up
// without them and not with them.
func (c *capTable) dropHeadings() {
	for _, k := range c.primary() {
		goal, ok := c.goal(k)
		if !ok {
			continue
		}
		sum, n := c.sum(k, func(capRow) bool { return true })
		if near(sum, goal, n) || sum.Cmp(goal.value) <= 0 {
			continue
		}
		var headings []int
		for i := 0; i < len(c.rows); i++ {
			if size := c.headingAt(i, k); size > 0 {
				headings = append(headings, i)
				i += size
			}
		}
		rest := new(big.Rat).Set(sum)
		for _, i := range headings {
			rest.Sub(rest, c.rows[i].figures[k].value)
		}
		if len(headings) == 0 || !near(rest, goal, n) {
			continue
		}
		for _, i := range headings {
			c.rows[i].kind = otherRow
			c.leaveOut(c.cellAt(c.rows[i].Row, roleHolder), "captable-left-heading", ownership.Args{"text": written.Echo(c.rows[i].label)})
		}
		return
	}
}

// primary are the columns by which a table is checked, the best first.
func (c *capTable) primary() []int {
	var counts, shares []int
	for k, i := range c.figures {
		switch c.columns[i].role {
		case roleShares:
			counts = append(counts, k)
		case roleCapital, roleCapitalRatio:
			shares = append(shares, k)
		}
	}
	return append(counts, shares...)
}

// goal is what a column adds up to: the printed total, else 100 %.
func (c *capTable) goal(k int) (quantity, bool) {
	if total, ok := c.printed(k); ok {
		return total, true
	}
	switch c.units[k] {
	case unitPercent:
		return quantity{known: true, value: hundred, decimal: 1}, true
	case unitRatio:
		return quantity{known: true, value: one, decimal: 3}, true
	}
	return quantity{}, false
}

// printed is the total that the table prints of a column: the last one that is
// called so.
func (c *capTable) printed(k int) (quantity, bool) {
	for i := len(c.rows) - 1; i >= 0; i-- {
		if r := c.rows[i]; r.kind == totalRow && r.figures[k].known && !r.figures[k].ranged {
			return r.figures[k], true
		}
	}
	return quantity{}, false
}

// headingAt is how many rows below row i add up to it, at least two and all of
// them holders; 0 when none do.
func (c *capTable) headingAt(i, k int) int {
	head := c.rows[i]
	if head.kind != detailRow || !head.figures[k].known || head.figures[k].ranged || head.figures[k].value.Sign() == 0 || hasForm(head.label) {
		return 0
	}
	sum := new(big.Rat)
	for j := i + 1; j < len(c.rows); j++ {
		r := c.rows[j]
		if r.kind != detailRow || !r.figures[k].known || r.figures[k].ranged {
			return 0
		}
		sum.Add(sum, r.figures[k].value)
		switch cmp := sum.Cmp(head.figures[k].value); {
		case cmp == 0 && j > i+1:
			return j - i
		case cmp > 0:
			return 0
		}
	}
	return 0
}

// running is what has been added up of a column so far: in all, since the last
// section began, and since the last section or sub-total.
type running struct {
	sums [3]*big.Rat
	rows [3]int
}

func newRunning(columns int) []running {
	all := make([]running, columns)
	for k := range all {
		for i := range all[k].sums {
			all[k].reset(i)
		}
	}
	return all
}

func (r *running) reset(i int) { r.sums[i], r.rows[i] = new(big.Rat), 0 }

func (r *running) add(n *big.Rat) {
	for i := range r.sums {
		r.sums[i] = new(big.Rat).Add(r.sums[i], n)
		r.rows[i]++
	}
}

// checkTotals compares every printed total with the holders above it: the last
// total with all of them, the others with those of their section or since the
// total before.
func (c *capTable) checkTotals() {
	last := -1
	for i, r := range c.rows {
		if r.kind == totalRow {
			last = i
		}
	}
	so := newRunning(len(c.figures))
	section, block := 0, 0
	for i, t := range c.rows {
		for k := range so {
			if t.section != section {
				so[k].reset(1)
			}
			if t.block != block {
				so[k].reset(2)
			}
		}
		section, block = t.section, t.block
		for k, j := range c.figures {
			q := t.figures[k]
			if !q.known || q.ranged || c.columns[j].role == rolePerShare {
				continue
			}
			if t.kind == detailRow {
				if !t.usus {
					so[k].add(q.value)
				}
				continue
			}
			if t.kind == otherRow || t.kind == promisedRow {
				continue
			}
			ok, found := near(so[k].sums[0], q, so[k].rows[0]), so[k].sums[0]
			if i != last {
				if so[k].rows[2] > 0 {
					found = so[k].sums[2]
				}
				ok = ok || near(so[k].sums[1], q, so[k].rows[1]) || near(so[k].sums[2], q, so[k].rows[2])
			}
			if promised := c.promised(k); !ok && promised.Sign() > 0 && near(new(big.Rat).Add(so[k].sums[0], promised), q, so[k].rows[0]) {
				c.Warn(c.page.position(t.Row, c.columns[j].index), "captable-total-diluted", "", ownership.Args{
					"text": written.Echo(t.label), "column": written.Echo(c.columns[j].name), "printed": c.amount(q.value, k), "promised": c.amount(promised, k),
				})
				continue
			}
			if !ok {
				c.Warn(c.page.position(t.Row, c.columns[j].index), "captable-total", "", ownership.Args{
					"text": written.Echo(t.label), "column": written.Echo(c.columns[j].name), "printed": c.amount(q.value, k), "found": c.amount(found, k),
				})
			}
		}
	}
}

// amount writes a figure of a column for a sentence.
func (c *capTable) amount(n *big.Rat, k int) string {
	switch c.units[k] {
	case unitPercent:
		return c.inWords(spelled(n) + " %")
	case unitRatio:
		return c.inWords(spelled(new(big.Rat).Mul(n, hundred)) + " %")
	}
	return c.spelled(n)
}
