package captable

import (
	"slices"
	"strconv"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// capHeader is where a cap table's header stands, and what it says.
type capHeader struct {
	top     int // of the header's first row
	row     int // of its last row
	columns []capColumn
	known   int // columns with a meaning
}

// capColumn is one column of a cap table.
type capColumn struct {
	index  int
	name   string // as the file writes it, with the group above it
	role   string // empty when unknown
	class  string // of class_shares
	period ownership.Date
	byUser bool
	asked  string // how the user named it
}

// figureRole tells whether a column holds figures of what is held.
func figureRole(role string) bool {
	switch role {
	case roleShares, roleClassShares, roleCapital, roleCapitalRatio, roleVotes, roleVotesRatio, roleVotesNet, roleVotesGross, rolePerShare,
		roleDebit, roleCredit, roleBalance:
		return true
	}
	return false
}

// findHeader looks for the first row with a name for the holder and one more
// known name. Its columns may be told in two rows, and a row of groups may
// stand above.
func (c *capTable) findHeader(p *page) (capHeader, bool) {
	for i := range p.rows[:min(headerWithin, len(p.rows))] {
		row := p.rows[i]
		holder, others := -1, 0
		for j := range row.Cells {
			role, _ := c.roleOf(row.Text(j), "")
			switch {
			case role == roleHolder || role == roleTransferor || role == roleTransferee:
				if holder >= 0 {
					others++
				} else {
					holder = j
				}
			case role != "" && role != roleAside:
				others++
			}
		}
		if holder < 0 {
			continue
		}
		if i+1 < len(p.rows) && c.subHeader(p.rows[i+1], holder) {
			return c.columnsOf(p, i, i+1), true
		}
		if others > 0 {
			above := -1
			if i > 0 && groupRow(p.rows[i-1], holder) {
				above = i - 1
			}
			return c.columnsOf(p, above, i), true
		}
	}
	return capHeader{}, false
}

// subHeader tells whether a row tells the columns below the groups of the row
// above it: nothing under the holder, no figure, and a known name.
func (c *capTable) subHeader(row input.Row, holder int) bool {
	if row.Text(holder) != "" {
		return false
	}
	named, known := 0, 0
	for j := range row.Cells {
		text := row.Text(j)
		if text == "" {
			continue
		}
		if looksNumeric(text) {
			return false
		}
		named++
		if role, _ := c.roleOf(text, ""); role != "" {
			known++
		}
	}
	return named >= 2 && known >= 1
}

// groupRow tells whether the row above a header names groups of its columns.
func groupRow(row input.Row, holder int) bool {
	groups := 0
	for j := range row.Cells {
		text := row.Text(j)
		switch {
		case text == "":
		case j <= holder, len(text) > 80:
			return false
		case looksNumeric(text) && !yearOnly().MatchString(text):
			return false
		default:
			groups++
		}
	}
	return groups > 0
}

func looksNumeric(text string) bool {
	value, _ := parseQuantity(text, 0, true)
	return value.known
}

// columnsOf reads the columns of a header; above is the row of its groups, or
// -1.
func (c *capTable) columnsOf(p *page, above, row int) capHeader {
	h := capHeader{top: row, row: row}
	if above >= 0 {
		h.top = above
	}
	width := len(p.rows[row].Cells)
	if above >= 0 {
		width = max(width, len(p.rows[above].Cells))
	}
	placed := c.placed(p.rows[h.top : row+1])
	group := ""
	for j := range width {
		own, text := "", p.rows[row].Text(j)
		if above >= 0 {
			if own = p.rows[above].Text(j); own != "" {
				group = own
			}
		}
		col := capColumn{index: j, name: text}
		switch {
		case text == "" && own == "":
			if placed[j].Column == "" {
				continue
			}
			col.name = columnLetters(j)
		case text == "":
			col.name = own
			col.role, _ = c.roleOf(own, "")
		default:
			role, held := c.roleOf(text, group)
			col.role, col.class = role, text
			if group != "" && group != text && (role == "" || role == roleForecast || figureRole(role)) {
				col.name = group + " / " + text
				col.role, col.class = c.inGroup(role, held, group, text)
			}
			col.period = periodOf(col.name)
		}
		m, ok := c.mapped(text, col.name, own)
		if !ok && placed[j].Column != "" {
			m, ok = placed[j], true
		}
		if ok {
			col.role, col.byUser, col.asked = m.Column, true, m.Header
			col.class = text
		}
		if col.role != "" {
			h.known++
		}
		h.columns = append(h.columns, col)
	}
	return h
}

// settleOrgnr takes the one company number of a table that names no issuer in
// its rows for the holders'.
func (c *capTable) settleOrgnr() {
	number := -1
	for i, col := range c.columns {
		switch col.role {
		case roleIssuer, roleOrgnr, roleBornOrOrgnr:
			return
		case roleIssuerNumber:
			if written.Fold(col.name) == "orgnr" || written.Fold(col.name) == "organisasjonsnummer" {
				number = i
			}
		}
	}
	if number >= 0 && !c.columns[number].byUser {
		c.columns[number].role = roleOrgnr
	}
}

// roleOf is what a header means, alone or with the name of its group.
func (c *capTable) roleOf(text, group string) (role string, held bool) {
	if text == "" || len(text) > 200 {
		return "", false
	}
	if m, ok := c.mapped(text, "", ""); ok {
		return m.Column, false
	}
	if role, held = c.words.column(text); role != "" || group == "" {
		return role, held
	}
	for _, both := range []string{group + " " + text, text + " " + group} {
		if role, held = c.words.column(both); role != "" {
			return role, held
		}
	}
	return "", held
}

// inGroup is what a column means under a group: a number of shares under
// "voting rights" is of votes, and everything under "diluted" is a forecast.
func (c *capTable) inGroup(role string, held bool, group, text string) (string, string) {
	over, groupHeld := c.words.column(group)
	if groupHeld || held {
		over = ""
	}
	switch {
	case over == roleForecast && (figureRole(role) || role == ""):
		return roleForecast, text
	case over == roleVotes || over == roleVotesNet || over == roleVotesGross:
		switch role {
		case roleShares, roleCapital:
			return over, text
		case roleVotesNet, roleVotesGross:
			return role, text
		}
	case over == roleClassShares:
		switch role {
		case roleShares:
			return roleClassShares, group
		case roleCapital, roleVotes:
			return roleAside, text
		}
	}
	return role, text
}

// mapped is what the user said that a header means.
func (c *capTable) mapped(names ...string) (intake.Mapping, bool) {
	for _, m := range c.opts.Columns {
		for _, name := range names {
			if name != "" && written.Fold(name) == written.Fold(m.Header) {
				return m, true
			}
		}
	}
	return intake.Mapping{}, false
}

// placed are the columns that the user named by their place, by index: by the
// letters of a spreadsheet or by a number from 1, where no header is called so.
func (c *capTable) placed(header []input.Row) map[int]intake.Mapping {
	at := map[int]intake.Mapping{}
	for _, m := range c.opts.Columns {
		j, ok := columnPlace(m.Header)
		if ok && !slices.ContainsFunc(header, func(r input.Row) bool {
			return slices.ContainsFunc(r.Cells, func(text string) bool { return written.Fold(text) == written.Fold(m.Header) })
		}) {
			at[j] = m
		}
	}
	return at
}

// columnPlace is the index of a column that letters or a number from 1 name.
func columnPlace(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	ok := err == nil
	if !ok {
		n, ok = spreadsheet.ColumnNumber(text)
	}
	return n - 1, ok && n > 0
}

// columnLetters are the letters that a spreadsheet has over a column.
func columnLetters(index int) string { return spreadsheet.ColumnName(index + 1) }

var (
	yearOnly  = written.Pattern(`^(?:19|20)\d\d$`)
	someYear  = written.Pattern(`\b((?:19|20)\d\d)\b`)
	someISO   = written.Pattern(`\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b`)
	someDay   = written.Pattern(`\b(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)\b`)
	dayOfName = written.Pattern(`(?i)\b(\d{1,2})(?:er|st|nd|rd|th)?\.?\s+(\p{L}+)\.?,?\s+((?:19|20)\d\d)\b`)
	nameOfDay = written.Pattern(`(?i)\b(\p{L}+)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b`)
)

var monthNames = map[string]int{
	"january": 1, "jan": 1, "janvier": 1, "januar": 1, "february": 2, "feb": 2, "fevrier": 2, "februar": 2, "march": 3, "mar": 3, "mars": 3,
	"april": 4, "apr": 4, "avril": 4, "may": 5, "mai": 5, "june": 6, "jun": 6, "juin": 6, "juni": 6, "july": 7, "jul": 7, "juillet": 7, "juli": 7,
	"august": 8, "aug": 8, "aout": 8, "september": 9, "sep": 9, "sept": 9, "septembre": 9, "october": 10, "oct": 10, "octobre": 10, "oktober": 10,
	"november": 11, "nov": 11, "novembre": 11, "december": 12, "dec": 12, "decembre": 12, "desember": 12,
}

// dayIn finds a day in a line of text, in any of the usual forms; a numeric one
// is day first unless that gives no day.
func dayIn(text string) ownership.Date {
	date := func(year, month, day string) ownership.Date {
		y, _ := strconv.Atoi(year)
		m, err := strconv.Atoi(month)
		if err != nil {
			m = monthNames[strings.Join(identity.Words(month), "")]
		}
		d, _ := strconv.Atoi(day)
		found, err := ownership.NewDate(y, m, d)
		if err != nil {
			return 0
		}
		return found
	}
	if m := someISO().FindStringSubmatch(text); m != nil {
		return date(m[1], m[2], m[3])
	}
	if m := someDay().FindStringSubmatch(text); m != nil {
		if found := date(m[3], m[2], m[1]); found != 0 {
			return found
		}
		return date(m[3], m[1], m[2])
	}
	if m := dayOfName().FindStringSubmatch(text); m != nil {
		if found := date(m[3], m[2], m[1]); found != 0 {
			return found
		}
	}
	if m := nameOfDay().FindStringSubmatch(text); m != nil {
		return date(m[3], m[1], m[2])
	}
	return 0
}

// periodOf is the day of which a column's figures are; of a year alone, its
// last day.
func periodOf(text string) ownership.Date {
	if day := dayIn(text); day != 0 {
		return day
	}
	if m := someYear().FindStringSubmatch(text); m != nil {
		y, _ := strconv.Atoi(m[1])
		day, _ := ownership.NewDate(y, 12, 31)
		return day
	}
	return 0
}

// chooseColumns settles which of several columns of one meaning counts: the
// newest period, and the exercisable votes before the others. What is set aside
// is said.
func (c *capTable) chooseColumns(p *page) {
	newest := ownership.Date(0)
	for _, col := range c.columns {
		if figureRole(col.role) {
			newest = max(newest, col.period)
		}
	}
	at := func(col capColumn) ownership.Position { return p.position(p.rows[c.header], col.index) }
	for i := range c.columns {
		col := &c.columns[i]
		switch {
		case figureRole(col.role) && col.period != 0 && col.period < newest && !col.byUser:
			c.leaveOut(at(*col), "captable-left-period", ownership.Args{"text": written.Echo(col.name), "day": newest})
			col.role = roleAside
		case col.role == roleForecast:
			c.leaveOut(at(*col), "captable-left-forecast", ownership.Args{"text": written.Echo(col.name)})
		case col.role == "":
			if slices.ContainsFunc(p.rows[c.header+1:], func(r input.Row) bool { return r.Text(col.index) != "" }) {
				c.leaveOut(at(*col), "captable-left-column", ownership.Args{"text": written.Echo(col.name)})
			}
		}
	}
	if newest != 0 {
		c.day = newest
	}
	first := map[string]int{}
	for i := range c.columns {
		col := &c.columns[i]
		switch col.role {
		case "", roleAside, roleForecast, roleClassShares, roleNote, roleMovement:
			continue
		}
		// A number of votes and a percentage of them are two columns of one
		// meaning; both are read.
		key := col.role
		if figureRole(col.role) {
			key += "/" + strconv.FormatBool(c.percentColumn(p, *col))
		}
		j, there := first[key]
		if !there {
			first[key] = i
			continue
		}
		if sameCells(p.rows[c.header+1:], c.columns[j].index, col.index) {
			c.leaveOut(at(*col), "captable-left-same", ownership.Args{"text": written.Echo(col.name), "other": written.Echo(c.columns[j].name)})
			col.role = roleAside
			continue
		}
		switch {
		case c.columns[j].byUser && !col.byUser:
			c.leaveOut(at(*col), "captable-left-column", ownership.Args{"text": written.Echo(col.name)})
			col.role = roleAside
		case col.byUser && !c.columns[j].byUser:
			c.leaveOut(at(c.columns[j]), "captable-left-column", ownership.Args{"text": written.Echo(c.columns[j].name)})
			c.columns[j].role, first[key] = roleAside, i
		default:
			one, two := written.Echo(c.columns[j].name), written.Echo(col.name)
			args := ownership.Args{"text": one, "other": two, "one": one, "two": two, "as": key[:strings.IndexByte(key+"/", '/')]}
			if written.Fold(one) == written.Fold(two) {
				args["one"], args["two"] = columnLetters(c.columns[j].index), columnLetters(col.index)
			}
			c.ask(true, "captable-two-columns", args, at(c.columns[j]), at(*col))
		}
	}
}

// percentColumn tells by its header or its cells whether a column is one of
// percentages.
func (c *capTable) percentColumn(p *page, col capColumn) bool {
	if col.role == roleShares || col.role == rolePerShare {
		return false
	}
	if strings.ContainsRune(col.name, '%') {
		return true
	}
	for _, row := range p.rows[c.header+1:] {
		if strings.ContainsRune(row.Text(col.index), '%') {
			return true
		}
	}
	return false
}

func sameCells(rows []input.Row, a, b int) bool {
	for _, row := range rows {
		if row.Text(a) != row.Text(b) {
			return false
		}
	}
	return true
}
