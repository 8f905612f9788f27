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

// issuerRows are the rows of one issuer.
type issuerRows struct {
	id    string
	rows  []*capRow
	total *big.Rat // all shares of the issuer, as a column of the file says; nil when none does
}

// build makes the rows of a dossier.
func (c *capTable) build() {
	groups, ok := c.issuers()
	if !ok {
		return
	}
	c.tellVotes()
	for _, g := range groups {
		c.buildIssuer(g)
	}
	for _, e := range c.entities.list {
		if !e.known {
			c.draft.Entities = append(c.draft.Entities, intake.Filled(e.row))
		}
	}
	if len(c.draft.Shareholdings) == 0 && c.Wrong() == 0 {
		c.Fault(c.at, "captable-no-holder", nil)
	}
}

// issuers groups the rows by their issuer, each of which becomes an entity or
// is one of the dossier.
func (c *capTable) issuers() ([]*issuerRows, bool) {
	if c.has(roleIssuer) || c.has(roleIssuerNumber) {
		return c.issuersInRows()
	}
	g := &issuerRows{}
	for i := range c.rows {
		if c.rows[i].kind == detailRow {
			g.rows = append(g.rows, &c.rows[i])
		}
	}
	id, ok := c.issuerOfFile()
	g.id = id
	return []*issuerRows{g}, ok
}

// issuerOfFile is the one company whose holders the file lists.
func (c *capTable) issuerOfFile() (string, bool) {
	title := ownership.Position{File: c.at.File, Sheet: c.at.Sheet}
	name := c.opts.IssuerName
	id := c.opts.Issuer
	if id == "" && c.title != "" && c.opts.Known != nil {
		key, form := identity.NameKey(c.title)
		var found []string
		for _, e := range c.opts.Known.Entities {
			if k, f := identity.NameKey(e.Name); k == key && f == form {
				found = append(found, e.ID)
			}
		}
		if len(found) == 1 {
			c.Warn(title, "captable-issuer-by-title", found[0], ownership.Args{"text": written.Echo(c.title), "id": found[0]})
			c.entities.ids.Take(found[0])
			return found[0], true
		}
	}
	if id == "" {
		args := ownership.Args{"text": written.Echo(c.title)}
		if c.title == "" {
			c.ask(true, "captable-which-issuer", nil, title)
		} else {
			c.ask(true, "captable-which-issuer-titled", args, title)
		}
		return "", false
	}
	c.entities.ids.Take(id)
	if c.opts.Known != nil {
		if e := c.opts.Known.Entity(id); e != nil {
			if key, form := identity.NameKey(c.title); c.title != "" {
				if k, f := identity.NameKey(e.Name); k != key || f != form {
					c.ask(false, "captable-other-issuer", ownership.Args{"text": written.Echo(c.title), "name": written.Echo(e.Label()), "id": id}, title)
				}
			}
			c.holdsItself(e, named{})
			return id, true
		}
	}
	switch {
	case name != "":
	case c.title != "":
		name = c.title
	case c.opts.Known == nil || len(c.opts.Known.Entities) == 0:
		name = id // a new dossier, in which the id can be no slip
	default:
		args := ownership.Args{"id": id}
		code := "captable-issuer-unknown"
		var ids []string
		for _, e := range c.opts.Known.Entities {
			ids = append(ids, e.ID)
		}
		if near := written.Nearest(id, ids); near != "" {
			code, args["near"] = "captable-issuer-unknown-near", near
		}
		c.ask(true, code, args, title)
		return id, false
	}
	c.ask(false, "captable-new-issuer", ownership.Args{"id": id, "text": written.Echo(name)}, title)
	_, form := identity.SplitForm(name)
	row := intake.DraftRow{"id": id, "name": name, "kind": string(ownership.Company), "legal_form": form.Form, "source": c.position(0, -1).String()}
	if c.day != 0 {
		row["source_date"] = c.day.String()
	}
	key, f := identity.NameKey(name)
	e := &capEntity{row: row, name: key + "|" + f}
	c.entities.list = append(c.entities.list, e)
	c.entities.byName[e.name] = append(c.entities.byName[e.name], e)
	return id, true
}

// holdsItself makes the dossier's entry of the issuer known by its name, so that
// a company that lists itself among its holders is found; n is what the file
// itself tells of it.
func (c *capTable) holdsItself(e *ownership.Entity, n named) {
	own := &capEntity{row: intake.DraftRow{"id": e.ID, "name": e.Name, "registered_office": e.RegisteredOffice.String()}, known: true}
	c.entities.list = append(c.entities.list, own)
	for _, name := range []string{e.Name, n.name} {
		if key, form := identity.NameKey(name); key != "" {
			own.name = key + "|" + form
			c.entities.byName[own.name] = append(c.entities.byName[own.name], own)
		}
	}
	if n.number != "" {
		own.scheme, own.number = identity.NumberKey(n.number, n.scheme)
		c.entities.byKey["number:"+own.scheme+":"+own.number] = own
	}
	if e.RegistrationNumber != "" {
		own.scheme, own.number = identity.NumberKey(e.RegistrationNumber, e.RegisteredOffice.Country)
		c.entities.byKey["number:"+own.scheme+":"+own.number] = own
	}
	if e.LEI != "" {
		c.entities.byKey["lei:"+e.LEI] = own
	}
}

// issuersInRows reads the issuers of a file whose rows name them, as the
// Norwegian register of shareholders does.
func (c *capTable) issuersInRows() ([]*issuerRows, bool) {
	var only *ownership.Entity
	if c.opts.Issuer != "" && c.opts.Known != nil {
		only = c.opts.Known.Entity(c.opts.Issuer)
	}
	byKey := map[string]*issuerRows{}
	var list []*issuerRows
	norwegian := c.has(roleIssuerNumber) && written.Fold(c.columns[c.first[roleIssuerNumber]].name) != written.Fold("siren émetteur")
	for i := range c.rows {
		r := &c.rows[i]
		if r.kind != detailRow {
			continue
		}
		at := c.cellAt(r.Row, roleIssuer)
		if r.issuer == "" {
			c.Fault(at, "captable-no-issuer", nil)
			continue
		}
		g := byKey[r.issuer]
		if g == nil {
			g = &issuerRows{}
			byKey[r.issuer] = g
			n := named{name: cleanName(c.text(r.Row, roleIssuer)), at: at, kind: ownership.Company, number: c.text(r.Row, roleIssuerNumber)}
			if norwegian && n.number != "" {
				// The register is of Norwegian companies.
				n.scheme, n.country = "NO", "NO"
				c.suppose("captable-norwegian-issuer", at, n.name)
			}
			if n.name == "" {
				n.name = n.number
			}
			switch {
			case c.opts.Issuer != "" && !sameCompany(only, n, c.opts.Issuer):
			case only != nil:
				g.id = only.ID
				c.entities.ids.Take(g.id)
				c.holdsItself(only, n)
				list = append(list, g)
			default:
				e := c.entities.enter(n)
				if c.opts.Issuer != "" && !e.known {
					e.row["id"] = c.opts.Issuer
					c.entities.ids.Take(c.opts.Issuer)
				}
				g.id = e.row["id"]
				list = append(list, g)
			}
		}
		if g.id == "" {
			c.leaveOut(at, "captable-left-issuer", ownership.Args{"text": written.Echo(c.text(r.Row, roleIssuer))})
			continue
		}
		if text := c.text(r.Row, roleIssuerShares); text != "" {
			n, fault := written.Count(text, 0)
			if fault != nil {
				c.cellFault(c.cellAt(r.Row, roleIssuerShares), c.columns[c.first[roleIssuerShares]], fault)
			} else if g.total == nil || g.total.Cmp(n) < 0 {
				g.total = n
			}
		}
		g.rows = append(g.rows, r)
	}
	if len(list) == 0 && c.Wrong() == 0 {
		c.Fault(c.at, "captable-issuer-absent", ownership.Args{"id": written.Echo(c.opts.Issuer)})
	}
	return list, c.Wrong() == 0
}

// sameCompany tells whether the issuer of a row is the one that was asked for.
func sameCompany(e *ownership.Entity, n named, id string) bool {
	if e == nil {
		_, key := identity.NumberKey(n.number, "")
		return key != "" && (strings.EqualFold(key, id) || strings.EqualFold("no-"+key, id) || strings.EqualFold("siren-"+key, id)) || identity.Slug(n.name) == id
	}
	if e.RegistrationNumber != "" && n.number != "" {
		_, a := identity.NumberKey(e.RegistrationNumber, "")
		_, b := identity.NumberKey(n.number, "")
		return a == b
	}
	key, form := identity.NameKey(e.Name)
	k, f := identity.NameKey(n.name)
	return k == key && f == form
}

// tellVotes says which of several columns of votes counts.
func (c *capTable) tellVotes() {
	switch {
	case c.has(roleVotesNet) && c.has(roleVotesGross):
		c.Warn(c.position(c.header, c.columns[c.first[roleVotesNet]].index), "captable-net-votes", "", nil)
	case c.has(roleVotesGross) && !c.has(roleVotes):
		c.Warn(c.position(c.header, c.columns[c.first[roleVotesGross]].index), "captable-gross-only", "", nil)
	}
}

// votesRole is the role of the columns that votes are read from.
func (c *capTable) votesRole() string {
	for _, role := range []string{roleVotesNet, roleVotes, roleVotesGross} {
		if c.has(role) {
			return role
		}
	}
	return ""
}

// figureColumn is the first column of a role and one of some units, an index
// into figures; -1 when there is none.
func (c *capTable) figureColumn(role string, units ...unit) int {
	for k, i := range c.figures {
		if c.columns[i].role != role {
			continue
		}
		for _, u := range units {
			if c.units[k] == u {
				return k
			}
		}
	}
	return -1
}

// stake is what a row of an issuer comes to.
type stake struct {
	*capRow
	shares  *big.Rat
	class   string
	classes []string // of several columns, with their counts
}

// buildIssuer makes the holdings of one issuer. Where every holder has a share
// count, counts are what is written, so that fractions stay exact.
func (c *capTable) buildIssuer(g *issuerRows) {
	perClass := c.has(roleClassShares)
	votes := c.votesRole()
	voteCounts, votePercents := -1, -1
	if votes != "" {
		voteCounts, votePercents = c.figureColumn(votes, unitCount), c.figureColumn(votes, unitPercent, unitRatio)
	}
	capital := c.figureColumn(roleCapital, unitPercent, unitRatio)
	counted := c.figureColumn(roleShares, unitCount)
	if counted < 0 {
		counted = c.figureColumn(roleCapital, unitCount)
	}
	perShare := c.figureColumn(rolePerShare, unitCount)

	var stakes []stake
	for _, r := range g.rows {
		stakes = append(stakes, c.stakesOf(r, counted, perClass, votes != "" || perShare >= 0 || capital >= 0)...)
	}
	c.tellOneVote(stakes, g.id, votes != "" || perShare >= 0)
	inCounts := len(stakes) > 0
	total := new(big.Rat)
	for _, s := range stakes {
		if s.usus {
			continue
		}
		if s.shares == nil {
			inCounts = false
			continue
		}
		total.Add(total, s.shares)
	}
	missing := new(big.Rat)
	if inCounts {
		missing = c.missingShares(g, total, counted)
	}
	all := new(big.Rat).Add(total, missing)
	if all.Sign() == 0 {
		inCounts = false
	}
	allVotes := new(big.Rat)
	votesInCounts := voteCounts >= 0
	if votesInCounts {
		for _, s := range stakes {
			q := s.figures[voteCounts]
			if !q.known {
				votesInCounts = false
				continue
			}
			allVotes.Add(allVotes, q.value)
		}
		if !votesInCounts && votePercents < 0 {
			c.Warn(c.position(c.header, c.columns[c.figures[voteCounts]].index), "captable-votes-missing", g.id, nil)
		}
	}
	agree := c.percentsAgree(stakes, capital, all, inCounts)
	for i := range stakes {
		s := &stakes[i]
		at := c.cellAt(s.Row, roleHolder)
		holder, note := c.holderOf(s.capRow, g.id, at)
		row := intake.DraftRow{"holder": holder, "issuer": g.id, "share_class": s.class, "source": at.String()}
		notes := []string{note}
		if c.day != 0 {
			row["source_date"] = c.day.String()
		}
		ratio := (*big.Rat)(nil) // of the capital, when it is one figure
		switch {
		case inCounts && s.shares != nil:
			ratio = new(big.Rat).Quo(s.shares, all)
			if !s.usus {
				row["shares"] = written.CountText(s.shares)
			}
			if capital >= 0 && s.figures[capital].known {
				if agree {
					row["capital"] = c.percentOf(s.figures[capital], capital)
				} else {
					notes = append(notes, c.say("captable-note-printed", "n", c.inWords(c.percentOf(s.figures[capital], capital))))
				}
			}
		case capital >= 0 && s.figures[capital].known:
			q := s.figures[capital]
			row["capital"] = c.percentOf(q, capital)
			if !q.ranged {
				ratio = c.ratioOf(q, capital)
			}
			if s.shares != nil {
				row["shares"] = written.CountText(s.shares)
			}
		case s.shares != nil:
			row["shares"] = written.CountText(s.shares)
		}
		switch {
		case s.bare || s.usus:
			c.splitVotes(row, s, ratio, voteCounts, votePercents, allVotes)
		case votesInCounts && inCounts && s.shares.Sign() > 0:
			row["votes_per_share"] = quotientText(s.figures[voteCounts].value, s.shares)
		case votesInCounts && allVotes.Sign() > 0:
			row["votes"] = written.PercentText(new(big.Rat).Quo(s.figures[voteCounts].value, allVotes))
		case inCounts && perShare >= 0 && s.figures[perShare].known:
			row["votes_per_share"] = written.CountText(s.figures[perShare].value)
		case votePercents >= 0 && s.figures[votePercents].known:
			row["votes"] = c.percentOf(s.figures[votePercents], votePercents)
		}
		notes = append(notes, c.grossNote(s, votes), c.forecastNote(s.Row))
		if len(s.classes) > 0 {
			notes = append(notes, strings.Join(s.classes, ", "))
		}
		c.otherColumns(s, row, at, &notes)
		row["note"] = joined(notes)
		c.draft.Shareholdings = append(c.draft.Shareholdings, intake.Filled(row))
	}
	if inCounts && missing.Sign() > 0 {
		at := c.cellAt(g.rows[len(g.rows)-1].Row, roleHolder)
		id := c.entities.special("undisclosed", g.id, c.say("captable-undisclosed"), ownership.UnknownKind, at)
		row := intake.DraftRow{"holder": id, "issuer": g.id, "shares": written.CountText(missing), "source": at.String(), "note": c.say("captable-undisclosed-note", "found", c.spelled(total), "printed", c.spelled(all))}
		if c.day != 0 {
			row["source_date"] = c.day.String()
		}
		c.draft.Shareholdings = append(c.draft.Shareholdings, row)
	}
}

// tellOneVote warns that classes of shares may vote otherwise than each other
// where no column tells.
func (c *capTable) tellOneVote(stakes []stake, issuer string, told bool) {
	if told {
		return
	}
	var classes []string
	for _, s := range stakes {
		names := []string{s.class}
		for _, each := range s.classes {
			names = append(names, strings.TrimRight(each, " 0123456789"))
		}
		for _, name := range names {
			if name = written.Echo(name); name != "" && !slices.Contains(classes, name) {
				classes = append(classes, name)
			}
		}
	}
	if len(classes) > 1 {
		c.Warn(c.position(c.header, -1), "captable-one-vote", issuer, ownership.Args{"classes": written.Few(classes)})
	}
}

// stakesOf are the shares of one row: one stake for each class of shares that
// has a column of its own, or one in all where the votes or percentages beside
// them are of all classes together.
func (c *capTable) stakesOf(r *capRow, counted int, perClass, together bool) []stake {
	s := stake{capRow: r, class: c.text(r.Row, roleClass)}
	if counted >= 0 && r.figures[counted].known && !r.figures[counted].ranged {
		s.shares = r.figures[counted].value
	}
	if !perClass {
		return []stake{s}
	}
	sum := new(big.Rat)
	var each []stake
	for k, i := range c.figures {
		if c.columns[i].role != roleClassShares || !r.figures[k].known || r.figures[k].ranged || r.figures[k].value.Sign() == 0 {
			continue
		}
		n := r.figures[k].value
		sum.Add(sum, n)
		each = append(each, stake{capRow: r, shares: n, class: c.columns[i].class})
	}
	if s.shares != nil && s.shares.Cmp(sum) != 0 && len(each) > 0 {
		c.Warn(c.page.position(r.Row, c.columns[c.figures[counted]].index), "captable-classes-sum", "",
			ownership.Args{"text": written.Echo(r.label), "printed": c.spelled(s.shares), "found": c.spelled(sum)})
	}
	switch {
	case len(each) == 0:
		if s.shares == nil {
			s.shares = sum
		}
		return []stake{s}
	case len(each) == 1:
		return each
	case !together:
		return each
	}
	for _, e := range each {
		s.classes = append(s.classes, e.class+" "+c.spelled(e.shares))
	}
	s.shares, s.class = sum, ""
	return []stake{s}
}

// missingShares are those that a total counts and no row shows: who has them is
// not known.
func (c *capTable) missingShares(g *issuerRows, found *big.Rat, counted int) *big.Rat {
	total := g.total
	if total == nil && counted >= 0 && !c.has(roleIssuer) && !c.has(roleIssuerNumber) {
		if printed, ok := c.printed(counted); ok {
			total = printed.value
		}
	}
	gap := new(big.Rat)
	if total == nil {
		return gap
	}
	at := c.cellAt(g.rows[0].Row, roleIssuerShares)
	if counted >= 0 && g.total == nil {
		if promised := c.promised(counted); promised.Sign() > 0 && new(big.Rat).Add(found, promised).Cmp(total) == 0 {
			return gap // the printed total counts what nobody holds yet
		}
	}
	switch gap.Sub(total, found); {
	case gap.Sign() > 0:
		c.Warn(at, "captable-shares-missing", g.id, ownership.Args{"printed": c.spelled(total), "found": c.spelled(found), "missing": c.spelled(gap)})
	case gap.Sign() < 0:
		if g.total != nil {
			c.Warn(at, "captable-shares-over", g.id, ownership.Args{"printed": c.spelled(total), "found": c.spelled(found)})
		}
		return new(big.Rat)
	}
	return gap
}

// percentsAgree tells whether the printed percentages of the capital are those
// that the counts make; if not, the counts are taken, and the reader is asked.
func (c *capTable) percentsAgree(stakes []stake, capital int, all *big.Rat, inCounts bool) bool {
	if !inCounts || capital < 0 {
		return true
	}
	agree, n := true, 0
	var args ownership.Args
	var at ownership.Position
	close := big.NewRat(5, 10_000)
	for _, s := range stakes {
		q := s.figures[capital]
		if !q.known || q.ranged || s.usus || s.shares == nil {
			continue
		}
		fraction, printed := new(big.Rat).Quo(s.shares, all), c.ratioOf(q, capital)
		gap := new(big.Rat).Sub(fraction, printed)
		gap.Abs(gap)
		if gap.Cmp(close) > 0 {
			agree = false
		}
		if rounding := big.NewRat(1, 2); gap.Cmp(close) > 0 {
			rounding.Mul(rounding, lastDecimal(q))
			if c.units[capital] == unitPercent {
				rounding.Quo(rounding, hundred)
			}
			if gap.Cmp(rounding) > 0 {
				if n++; n == 1 {
					at = c.page.position(s.Row, c.columns[c.figures[capital]].index)
					args = ownership.Args{"text": written.Echo(s.label), "printed": c.amount(q.value, capital), "counted": fraction}
				}
			}
		}
	}
	if n > 0 {
		args["n"] = n
		c.ask(false, "captable-percent-counts", args, at)
	}
	return agree
}

// ratioOf is the ratio that a figure of a column stands for.
func (c *capTable) ratioOf(q quantity, k int) *big.Rat {
	if c.units[k] == unitRatio {
		return q.value
	}
	return new(big.Rat).Quo(q.value, hundred)
}

// percentOf is a figure of a column in percent, as a dossier writes it.
func (c *capTable) percentOf(q quantity, k int) string {
	if q.ranged {
		return written.ShareText(q.share)
	}
	return written.PercentText(c.ratioOf(q, k))
}

// splitVotes writes what is known of the votes of shares whose ownership is
// split: the file's own figure, else that they are between none and all.
func (c *capTable) splitVotes(row intake.DraftRow, s *stake, ratio *big.Rat, counts, percents int, allVotes *big.Rat) {
	if s.usus {
		delete(row, "shares")
		row["capital"] = "0"
	}
	switch {
	case counts >= 0 && s.figures[counts].known && allVotes.Sign() > 0:
		row["votes"] = written.PercentText(new(big.Rat).Quo(s.figures[counts].value, allVotes))
	case percents >= 0 && s.figures[percents].known:
		row["votes"] = c.percentOf(s.figures[percents], percents)
	case ratio != nil && ratio.Sign() > 0 && ratio.Cmp(one) <= 0:
		row["votes"] = written.ShareText(ownership.Between(new(big.Rat), ratio, false, false))
	}
}

// grossNote keeps the theoretical votes beside the exercisable ones.
func (c *capTable) grossNote(s *stake, votes string) string {
	if votes == roleVotesGross || !c.has(roleVotesGross) {
		return ""
	}
	var parts []string
	if k := c.figureColumn(roleVotesGross, unitCount); k >= 0 && s.figures[k].known && !s.figures[k].ranged {
		parts = append(parts, c.spelled(s.figures[k].value))
	}
	if k := c.figureColumn(roleVotesGross, unitPercent, unitRatio); k >= 0 && s.figures[k].known {
		parts = append(parts, c.inWords(c.percentOf(s.figures[k], k)+" %"))
	}
	if len(parts) == 0 {
		return ""
	}
	return c.say("captable-note-gross", "n", strings.Join(parts, ", "))
}

// forecastNote keeps what the holder may come to have.
func (c *capTable) forecastNote(row input.Row) string {
	var parts []string
	for _, col := range c.columns {
		text := row.Text(col.index)
		if col.role != roleForecast || text == "" || strings.Trim(text, "-–—0.,% ") == "" {
			continue
		}
		parts = append(parts, written.Echo(col.name)+": "+written.Echo(text))
	}
	if len(parts) == 0 {
		return ""
	}
	return c.say("captable-note-forecast", "text", strings.Join(parts, ", "))
}

// otherColumns reads what else a row says of a holding.
func (c *capTable) otherColumns(s *stake, row intake.DraftRow, at ownership.Position, notes *[]string) {
	if text := c.text(s.Row, roleDeclared); text != "" {
		if found, fault := written.Answer(text); fault == nil {
			row["declared"] = written.AnswerText(found)
		} else if dayIn(text) != 0 {
			row["declared"] = "yes"
		} else {
			c.Warn(c.cellAt(s.Row, roleDeclared), "captable-declared-unknown", "", ownership.Args{"text": written.Echo(text)})
		}
	} else if s.declared {
		row["declared"] = "yes"
		c.suppose("captable-declared", at, s.label)
	}
	row["concert"] = c.text(s.Row, roleConcert)
	if text := c.text(s.Row, roleNomineeFor); text != "" {
		n := named{name: cleanName(text), at: c.cellAt(s.Row, roleNomineeFor)}
		other := capRow{Row: input.Row{Line: s.Line}}
		c.readKind(&other, &n)
		row["nominee_for"] = c.entities.enter(n).row["id"]
	}
	if text := c.text(s.Row, roleSourceDate); text != "" {
		if day := dayIn(text); day != 0 {
			row["source_date"] = day.String()
		}
	}
	if text := c.text(s.Row, roleNote); text != "" {
		*notes = append(*notes, cleanName(text))
	}
}

// quotientText writes how many votes one share has, from the votes and the
// shares: in decimals where they end, else as the two numbers with a stroke
// between them, which loses nothing.
func quotientText(votes, shares *big.Rat) string {
	q := new(big.Rat).Quo(votes, shares)
	if digits, exact := q.FloatPrec(); exact && digits <= 6 || !votes.IsInt() || !shares.IsInt() {
		return written.CountText(q)
	}
	return written.FractionText(votes.Num(), shares.Num())
}

// joined are the notes that are not blank.
func joined(notes []string) string {
	var all []string
	for _, n := range notes {
		if n != "" {
			all = append(all, n)
		}
	}
	return strings.Join(all, "; ")
}
