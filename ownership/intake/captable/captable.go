package captable

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/input"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// Options are what a caller tells of a cap table that the file itself
// may not say.
type Options struct {
	// Limits bound what the reading may cost; the zero value is [spreadsheet.DefaultLimits].
	Limits spreadsheet.Limits
	// Issuer is the id of the company whose holders the file lists. It is
	// needed unless the file names the issuer in its rows or its title. Where
	// the rows name issuers, only those of this one are taken.
	Issuer string
	// IssuerName is the name of the issuer, when the dossier has no such id.
	IssuerName string
	// Sheet is the sheet of a workbook to read.
	Sheet string
	// Columns says what headers mean, before anything is guessed. The columns
	// are those of a dossier, capital_ratio and votes_ratio for figures from 0
	// to 1, holder and the others of aliases.csv; "-" sets one aside.
	Columns []intake.Mapping
	// Replay takes a register of movements for what it leaves on AsOf.
	Replay bool
	AsOf   ownership.Date
	// Lang is the language of what is written into the note column, en or fr.
	Lang string
	// Known is the dossier that the rows are to join; nil when there is none.
	Known *ownership.Dossier
}

// ParseMapping reads "HEADER=column", as a user says what a header means. The
// last equals sign counts, because headers may hold one. The column is checked
// when the file is read.
func ParseMapping(text string) (intake.Mapping, bool) {
	i := strings.LastIndexByte(text, '=')
	if i < 0 {
		return intake.Mapping{}, false
	}
	m := intake.Mapping{Header: written.Trim(text[:i]), Column: strings.ToLower(written.Trim(text[i+1:]))}
	return m, m.Header != "" && m.Column != ""
}

// Columns lists the columns that a header may be mapped to.
func Columns() []string {
	seen := map[string]bool{"-": true, roleCapitalRatio: true, roleVotesRatio: true}
	words := capTableVocabulary()
	for _, role := range words.columns {
		seen[role] = true
	}
	for _, rule := range words.headers {
		seen[rule.meaning] = true
	}
	var all []string
	for role := range seen {
		all = append(all, role)
	}
	slices.Sort(all) // for stable output
	return all
}

// capTable is one cap table on its way in.
type capTable struct {
	input.Collector
	opts   Options
	limits spreadsheet.Limits
	words  *capTableWords
	places written.Gazetteer
	voice  *data.Lexicon
	at     ownership.Position
	draft  *intake.Draft

	page    *page
	header  int // index of the header's last row in the page
	columns []capColumn
	figures []int // the columns that hold figures, indices into columns
	units   []unit
	first   map[string]int // the first column of each role, an index into columns
	rows    []capRow
	day     ownership.Date // of the figures, as the file says
	title   string         // the company that the lines above the header name

	entities holderIndex
	guesses  map[string]*guess
}

// guess is something that was concluded of several holders.
type guess struct {
	at    ownership.Position
	names []string
	n     int
}

// Import reads a cap table, a list of who holds how much of a company,
// from a CSV file or a workbook: any dialect, any sheet, headers in English,
// French or Norwegian, in counts, percent or ratios. It decides nothing in
// silence: what it left out, concluded or could not decide stands in the draft.
//
// The error is a [*input.Faults] when the file cannot be read as one. A draft with a
// question that blocks has no rows.
func Import(path string, opts Options) (*intake.Draft, error) {
	c := newCapTable(filepath.Base(filepath.Clean(path)), opts)
	raw, ok := c.Load(path, c.at, c.limits.FileBytes)
	if !ok {
		return nil, c.Err()
	}
	if isSpreadsheet(path, raw) {
		c.page = c.sheetPage(c.at, path)
	} else {
		c.page = c.textFile(raw)
	}
	return c.finish()
}

// Read reads a cap table from the text of a CSV file with that name.
func Read(name string, r io.Reader, opts Options) (*intake.Draft, error) {
	c := newCapTable(name, opts)
	raw, err := io.ReadAll(io.LimitReader(r, c.limits.FileBytes+1))
	switch {
	case err != nil:
		c.Fault(c.at, "file-unreadable", ownership.Args{"why": input.Reason(err)})
	case int64(len(raw)) > c.limits.FileBytes:
		c.Fault(c.at, "file-too-large", ownership.Args{"limit": int(c.limits.FileBytes >> 20)})
	default:
		c.page = c.textFile(raw)
	}
	return c.finish()
}

func newCapTable(name string, opts Options) *capTable {
	c := &capTable{
		opts: opts, limits: opts.Limits.OrDefault(), words: capTableVocabulary(), places: written.Gazetteer{}, voice: data.Words(opts.Lang),
		at: ownership.Position{File: name}, draft: &intake.Draft{}, first: map[string]int{}, guesses: map[string]*guess{},
	}
	c.opts.Columns = nil
	columns := Columns()
	for _, m := range opts.Columns {
		switch {
		case m.Column == "-":
			m.Column = roleAside
		case !slices.Contains(columns, m.Column):
			c.Fault(c.at, "captable-no-such-column", ownership.Args{"text": written.Echo(m.Column), "columns": columns})
		}
		c.opts.Columns = append(c.opts.Columns, m)
	}
	c.entities.init(c)
	return c
}

// textFile reads the bytes of a CSV file.
func (c *capTable) textFile(raw []byte) *page {
	if len(bytes.TrimSpace(raw)) == 0 {
		c.Fault(c.at, "empty-file", nil)
		return nil
	}
	if input.IsWorkbook(raw) {
		c.Fault(c.at, "file-is-workbook", nil)
		return nil
	}
	return c.textPage(c.at, raw)
}

// finish makes the draft of the page.
func (c *capTable) finish() (*intake.Draft, error) {
	if c.page != nil && c.Wrong() == 0 {
		c.read()
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if c.draft.Blocked() {
		c.draft.Entities, c.draft.Shareholdings = nil, nil
	}
	c.tellGuesses()
	c.draft.Notes = c.Warned()
	return c.draft, nil
}

// read goes from the rows of the page to the rows of a dossier.
func (c *capTable) read() {
	h, ok := c.findHeader(c.page)
	if !ok {
		c.Fault(c.at, "captable-no-header", ownership.Args{"n": headerWithin, "found": c.firstCells()})
		return
	}
	c.header, c.columns = h.row, h.columns
	c.at = c.page.at
	c.readTitle(h.top)
	for _, m := range c.opts.Columns {
		if !slices.ContainsFunc(c.columns, func(col capColumn) bool { return col.byUser && namedBy(col, m) }) {
			c.Fault(c.position(c.header, -1), "captable-map-unused", ownership.Args{"text": written.Echo(m.Header), "found": c.headerNames()})
		}
	}
	if c.Wrong() > 0 {
		return
	}
	c.settleOrgnr()
	c.findFirst()
	if c.isLedger() {
		c.lookAtGrid(c.page, c.header+1)
		c.ledger()
		return
	}
	c.chooseColumns(c.page)
	if c.draft.Blocked() {
		c.tellMapping()
		return
	}
	c.findFirst()
	for i, col := range c.columns {
		if figureRole(col.role) {
			c.figures = append(c.figures, i)
		}
	}
	if _, ok := c.first[roleHolder]; !ok || len(c.figures) == 0 {
		c.Fault(c.position(c.header, -1), "captable-no-figures", ownership.Args{"found": c.headerNames()})
		return
	}
	c.lookAtGrid(c.page, c.header+1)
	c.classify()
	c.settleUnits()
	c.tellMapping()
	if c.Wrong() > 0 {
		return
	}
	c.dropHeadings()
	c.checkTotals()
	c.build()
}

// findFirst finds the first column of each role.
func (c *capTable) findFirst() {
	clear(c.first)
	for i, col := range c.columns {
		if _, there := c.first[col.role]; !there && col.role != "" {
			c.first[col.role] = i
		}
	}
}

func namedBy(col capColumn, m intake.Mapping) bool {
	if col.asked == m.Header {
		return true
	}
	_, last, _ := strings.Cut(col.name, " / ")
	return written.Fold(col.name) == written.Fold(m.Header) || written.Fold(last) == written.Fold(m.Header) || strings.HasPrefix(written.Fold(col.name), written.Fold(m.Header))
}

// position is where column j of row i of the page was written; a negative j is
// the row.
func (c *capTable) position(i, j int) ownership.Position {
	return c.page.position(c.page.rows[i], j)
}

// firstCells is what stands at the top of a page without a header.
func (c *capTable) firstCells() []string {
	var cells []string
	for _, row := range c.page.rows[:min(5, len(c.page.rows))] {
		for _, cell := range row.Cells {
			if written.Trim(cell) != "" && len(cells) < 15 {
				cells = append(cells, written.Echo(cell))
			}
		}
	}
	return cells
}

func (c *capTable) headerNames() []string {
	var names []string
	for _, col := range c.columns {
		names = append(names, written.Echo(col.name))
	}
	return written.Few(names)
}

// ask puts a question. One that blocks has to be answered before anything is
// written.
func (c *capTable) ask(blocks bool, code string, args ownership.Args, at ...ownership.Position) {
	note := ownership.Note{Code: code, Args: args}
	if len(at) > 0 {
		note.At = at[0]
	}
	c.draft.Questions = append(c.draft.Questions, intake.Question{Note: note, At: at, Blocks: blocks})
}

func (c *capTable) leaveOut(at ownership.Position, code string, args ownership.Args) {
	c.draft.LeftOut = append(c.draft.LeftOut, intake.LeftOut{At: at, Why: ownership.Note{Code: code, Args: args, At: at}})
}

// suppose keeps a conclusion about a holder for the one note that tells of all
// of its kind.
func (c *capTable) suppose(code string, at ownership.Position, name string) {
	g := c.guesses[code]
	if g == nil {
		g = &guess{at: at}
		c.guesses[code] = g
	}
	if g.n++; len(g.names) <= 20 {
		if text := written.Echo(name); !slices.Contains(g.names, text) {
			g.names = append(g.names, text)
		}
	}
}

func (c *capTable) tellGuesses() {
	codes := make([]string, 0, len(c.guesses))
	for code := range c.guesses {
		codes = append(codes, code)
	}
	slices.Sort(codes) // for stable output
	for _, code := range codes {
		g := c.guesses[code]
		args := ownership.Args{"names": written.Few(g.names), "n": g.n}
		if code == "captable-kind-matters" {
			c.ask(false, code, args, g.at)
			continue
		}
		c.Warn(g.at, code, "", args)
	}
}

// tellMapping lists what each header was taken for.
func (c *capTable) tellMapping() {
	for _, col := range c.columns {
		column := col.role
		switch column {
		case roleAside, roleForecast, roleMovement, roleMovedOn:
			column = ""
		case roleClassShares:
			column = roleShares
		case roleCapitalRatio:
			column = roleCapital
		case roleVotesNet, roleVotesRatio:
			column = roleVotes
		case roleVotesGross:
			column = roleNote
			if !c.has(roleVotesNet) && !c.has(roleVotes) {
				column = roleVotes
			}
		case roleSIREN, roleOrgnr, roleBornOrOrgnr:
			column = roleNumber
		case roleIssuerNumber, roleIssuerShares, roleTitle, roleBorn, roleGivenName:
			column = map[string]string{
				roleIssuerNumber: roleIssuer, roleIssuerShares: roleShares, roleTitle: roleVotes, roleBorn: roleNote, roleGivenName: roleHolder,
			}[column]
		case roleCountry:
			column = "registered_office"
		}
		c.draft.Mapped = append(c.draft.Mapped, intake.Mapping{Header: written.Echo(col.name), Column: column})
	}
}

// has tells whether the table has a column of a role.
func (c *capTable) has(role string) bool {
	_, ok := c.first[role]
	return ok
}

// text is what a row has in the first column of a role.
func (c *capTable) text(row input.Row, role string) string {
	i, ok := c.first[role]
	if !ok {
		return ""
	}
	return row.Text(c.columns[i].index)
}

// cellAt is where a row has the first column of a role.
func (c *capTable) cellAt(row input.Row, role string) ownership.Position {
	i, ok := c.first[role]
	if !ok {
		return c.page.position(row, -1)
	}
	return c.page.position(row, c.columns[i].index)
}

// say is a sentence for the note column, in the user's language.
func (c *capTable) say(code string, pairs ...string) string {
	values := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return c.voice.Sentence(code, values)
}

var titleParts = written.Pattern(`\s+[-–—|•·]\s+|\s*[:;]\s+|\s+(?:au|as of|as at|per|pr\.?|at|du|de la société|of)\s+|\t`)

// readTitle finds in the lines above the header the company that they name, by
// its legal form, and the day of which the table is.
func (c *capTable) readTitle(top int) {
	for _, row := range c.page.rows[:top] {
		for _, cell := range row.Cells {
			text := written.Trim(cell)
			if text == "" || len(text) > 300 {
				continue
			}
			if c.day == 0 {
				c.day = dayIn(text)
			}
			if c.words.diluted(text) {
				c.ask(false, "captable-diluted-title", ownership.Args{"text": written.Echo(text)}, c.page.position(row, -1))
			}
			if c.title != "" {
				continue
			}
			for _, part := range titleParts().Split(text, -1) {
				part = strings.Trim(written.Trim(part), "«»\"'()")
				if _, form := identity.SplitForm(part); form.Form != "" && len(identity.Words(part)) <= 8 && !looksNumeric(part) {
					c.title = cleanName(part)
					break
				}
			}
		}
	}
}

var (
	footMark = written.Pattern(`\s*(?:\(\d{1,2}\)|\([a-z]\)|\*+|[¹²³⁴⁵⁶⁷⁸⁹]+)$`)
	spaces   = written.Pattern(`\s+`)
)

// cleanName is a name on one line, without characters that no screen shows and
// without the mark of a footnote.
func cleanName(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		if written.Invisible(string(r)) {
			return -1
		}
		return r
	}, text)
	text = written.Trim(spaces().ReplaceAllString(text, " "))
	if cut := footMark().ReplaceAllString(text, ""); cut != "" {
		text = written.Trim(cut)
	}
	const longest = 500
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest]) + "…"
	}
	return text
}
