package ownership

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// Dimension is what is measured: the share capital or the voting rights.
type Dimension int

// The two dimensions of SecNumCloud 19.6.b.
const (
	Capital Dimension = iota
	Votes
)

// Dimensions lists both.
var Dimensions = []Dimension{Capital, Votes}

// String is capital or votes.
func (d Dimension) String() string {
	if d == Votes {
		return "votes"
	}
	return "capital"
}

// Range is the ratio of an issuer that a link carries: exact when both ends
// are equal.
type Range struct {
	Lo, Hi *big.Rat
}

// Exact tells whether the range is one ratio.
func (r Range) Exact() bool { return r.Lo.Cmp(r.Hi) == 0 }

// Link is what a holder has of an issuer on the as-of day, all its claims
// together. Holder and Issuer are indices into the structure's entities.
type Link struct {
	Holder, Issuer int
	Share          [2]Range // by dimension
	Claims         []*Holding
	Declared       Tri
	Concerts       []string
	VotesAssumed   bool // no votes were written: taken to be the capital's
}

// Structure is the graph as it stands on a day: every link resolved to ratios
// of its issuer.
type Structure struct {
	AsOf     Date
	Entities []*Entity // by id
	Rights   []*Right  // those in force on the day
	Notes    []Note    // what was assumed or looks wrong

	index    map[string]int
	supplies [][]*Supply // by client, in the order of the suppliers' ids
	holders  [][]*Link   // by issuer, in the order of the holders' ids
	issuers  [][]*Link   // by holder, in the order of the issuers' ids
	hidden   []bool      // holders of whom nobody knows who they are
}

// roundingTolerance is how far over one the recorded shares of an issuer may
// be before they are wrong rather than rounded (100.05 %).
var roundingTolerance = big.NewRat(10005, 10000)

// RoundedWhole is the most, as a ratio, that the shares of an issuer can add up
// to because they were rounded; what is more is wrong.
func RoundedWhole() *big.Rat { return new(big.Rat).Set(roundingTolerance) }

// countTolerance is how far a printed percentage may be from the share counts
// beside it and still be their rounding (0.05 points).
var countTolerance = big.NewRat(5, 10000)

var one = big.NewRat(1, 1)

// Resolve takes the dossier's claims that hold on the day, adds them up for
// each pair, and turns share counts into ratios. The notes that it returns are
// faults: an issuer of which more than 100 % is recorded, beyond rounding. The
// structure is nil when there are any.
func Resolve(d *Dossier, day Date) (*Structure, []Note, error) {
	g, err := NewGraph(d)
	if err != nil {
		return nil, nil, err
	}
	entities, err := g.entities(d)
	if err != nil {
		return nil, nil, err
	}
	edges, err := g.edges()
	if err != nil {
		return nil, nil, err
	}
	s := &Structure{
		AsOf:     day,
		Entities: entities,
		index:    make(map[string]int, len(entities)),
		supplies: make([][]*Supply, len(entities)),
		holders:  make([][]*Link, len(entities)),
		issuers:  make([][]*Link, len(entities)),
		hidden:   make([]bool, len(entities)),
	}
	for i, e := range entities {
		s.index[e.ID] = i
		s.hidden[i] = e.Kind == PublicFloat || e.Kind == UnknownKind || namesNominee(e)
	}
	for _, r := range d.Rights {
		if r.Covers(day) {
			s.Rights = append(s.Rights, r)
		}
	}
	slices.SortFunc(s.Rights, func(a, b *Right) int {
		return cmp.Or(cmp.Compare(a.Company, b.Company), cmp.Compare(a.Holder, b.Holder),
			cmp.Compare(a.Right, b.Right), cmp.Compare(a.Organ, b.Organ), comparePositions(a.At, b.At))
	})
	s.dropRepeatedRights()
	var faults []Note
	for len(edges) > 0 {
		n := 1
		for n < len(edges) && edges[n].to == edges[0].to {
			n++
		}
		j := s.index[edges[0].to]
		faults = append(faults, s.resolveIssuer(j, edges[:n])...)
		s.resolveClient(j, edges[:n])
		edges = edges[n:]
	}
	if len(faults) > 0 {
		return nil, faults, nil
	}
	for _, links := range s.holders {
		for _, l := range links {
			s.issuers[l.Holder] = append(s.issuers[l.Holder], l)
		}
	}
	return s, nil, nil
}

// dropRepeatedRights counts a right once that two rows give in the same words,
// as with holdings, and reports the second.
func (s *Structure) dropRepeatedRights() {
	var rights []*Right
	for _, r := range s.Rights {
		same := func(o *Right) bool {
			return o.Company == r.Company && o.Holder == r.Holder && o.Right == r.Right && o.Organ == r.Organ &&
				o.Seats == r.Seats && o.OfSeats == r.OfSeats && o.Basis == r.Basis && o.Scope == r.Scope && o.Span == r.Span
		}
		if i := slices.IndexFunc(rights, same); i >= 0 {
			s.note("repeated-right", s.index[r.Company], Args{"holder": Ref(r.Holder), "company": Ref(r.Company), "first": rights[i].At.Row()}, r.At.Row())
			continue
		}
		rights = append(rights, r)
	}
	s.Rights = rights
}

// Index finds an entity by its id.
func (s *Structure) Index(id string) (int, bool) {
	i, ok := s.index[id]
	return i, ok
}

// Holders lists the links into an issuer, by the holder's id.
func (s *Structure) Holders(issuer int) []*Link { return s.holders[issuer] }

// Issuers lists the links out of a holder, by the issuer's id.
func (s *Structure) Issuers(holder int) []*Link { return s.issuers[holder] }

// Supplies lists what a client relies on others for on the day, by the
// supplier's id, then in the order of the rows.
func (s *Structure) Supplies(client int) []*Supply { return s.supplies[client] }

// resolveClient keeps the supplies to one client that hold on the day.
func (s *Structure) resolveClient(client int, edges []edge) {
	for _, e := range edges {
		for _, c := range e.supplies {
			if c.Covers(s.AsOf) {
				s.supplies[client] = append(s.supplies[client], c)
			}
		}
	}
}

// Hidden tells whether nobody knows who the holder is: the public float, an
// unknown, a nominee that does not say for whom.
func (s *Structure) Hidden(i int) bool { return s.hidden[i] }

// namesNominee tells whether a company's own name says that it holds for
// others: such a line shows no owner unless nominee_for does.
func namesNominee(e *Entity) bool {
	if e.Kind == Person || e.Kind == State {
		return false
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(e.Name), func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' || r == '.' }) {
		if word == "nominee" || word == "nominees" || word == "a/c" {
			return true
		}
	}
	return false
}

// resolveIssuer makes the links into one issuer from its edges.
func (s *Structure) resolveIssuer(issuer int, edges []edge) []Note {
	claims := s.claimsOn(edges)
	if len(claims) == 0 {
		return nil
	}
	counts := s.countedShares(issuer, claims)
	links := make(map[int]*Link)
	explicitVotes := false
	for _, c := range claims {
		explicitVotes = explicitVotes || c.Votes.Known()
	}
	var faults []Note
	var total [2]*big.Rat
	total[Capital], total[Votes] = new(big.Rat), new(big.Rat)
	assumed := false
	for _, c := range claims {
		holder := s.index[c.Holder]
		if c.NomineeFor != "" {
			holder = s.index[c.NomineeFor]
		}
		l := links[holder]
		if l == nil {
			l = &Link{Holder: holder, Issuer: issuer}
			for d := range l.Share {
				l.Share[d] = Range{Lo: new(big.Rat), Hi: new(big.Rat)}
			}
			links[holder] = l
		}
		capital := counts.capital(c)
		votes, fromCapital := counts.votes(c, capital)
		if holder == issuer && fromCapital && explicitVotes {
			// The other rows' votes are written net of the issuer's own shares.
			votes, fromCapital = Exactly(new(big.Rat)), false
		}
		l.VotesAssumed = l.VotesAssumed || fromCapital
		assumed = assumed || fromCapital && holder != issuer
		for d, share := range [2]Share{capital, votes} {
			l.Share[d].Lo = new(big.Rat).Add(l.Share[d].Lo, share.Lo())
			l.Share[d].Hi = new(big.Rat).Add(l.Share[d].Hi, share.Hi())
			total[d].Add(total[d], share.Lo())
		}
		l.Claims = append(l.Claims, c)
		switch {
		case c.Declared == Yes:
			l.Declared = Yes
		case c.Declared == No && l.Declared == Unknown:
			l.Declared = No
		}
		if c.Concert != "" && !slices.Contains(l.Concerts, c.Concert) {
			l.Concerts = append(l.Concerts, c.Concert)
			slices.Sort(l.Concerts)
		}
	}
	if assumed {
		s.note("votes-as-capital", issuer, Args{"issuer": s.Ref(issuer)}, claims[0].At.Row())
	}
	list := make([]*Link, 0, len(links))
	for _, l := range links {
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b *Link) int { return cmp.Compare(a.Holder, b.Holder) })
	for _, d := range Dimensions {
		if total[d].Cmp(one) <= 0 {
			continue
		}
		if total[d].Cmp(roundingTolerance) > 0 {
			if d == Votes && len(faults) > 0 && !explicitVotes {
				continue // the same rows and the same fault as the capital
			}
			faults = append(faults, s.overOne(issuer, d, total[d], claims))
			continue
		}
		for _, l := range list {
			l.Share[d].Lo = new(big.Rat).Quo(l.Share[d].Lo, total[d])
			l.Share[d].Hi = new(big.Rat).Quo(l.Share[d].Hi, total[d])
		}
		s.note("rounding", issuer, Args{"issuer": s.Ref(issuer), "total": total[d], "dimension": Word("dimension-" + d.String())}, claims[0].At.Row())
	}
	for _, l := range list {
		for d := range l.Share {
			if l.Share[d].Hi.Cmp(one) > 0 {
				l.Share[d].Hi = new(big.Rat).Set(one)
			}
		}
	}
	silenceOwnVotes(issuer, list)
	s.holders[issuer] = list
	return faults
}

// claimsOn lists the claims of an issuer that hold on the day, in the order of
// their rows. A row that repeats another in every figure, class and date is one
// claim copied twice, not two holdings, and is reported.
func (s *Structure) claimsOn(edges []edge) []*Holding {
	var claims []*Holding
	for _, e := range edges {
		first := len(claims)
		for _, c := range e.holdings {
			if !c.Covers(s.AsOf) {
				continue
			}
			if i := slices.IndexFunc(claims[first:], func(o *Holding) bool { return sameClaim(c, o) }); i >= 0 {
				s.note("repeated-row", s.index[e.to], Args{
					"holder": Ref(e.from), "issuer": Ref(e.to), "first": claims[first+i].At.Row(),
				}, c.At.Row())
				continue
			}
			claims = append(claims, c)
		}
	}
	slices.SortStableFunc(claims, func(a, b *Holding) int { return comparePositions(a.At, b.At) })
	return claims
}

func sameClaim(a, b *Holding) bool {
	return a.Capital.Equal(b.Capital) && a.Votes.Equal(b.Votes) &&
		equalRat(a.Shares, b.Shares) && equalRat(a.VotesPerShare, b.VotesPerShare) &&
		a.Class == b.Class && a.Declared == b.Declared && a.Concert == b.Concert &&
		a.NomineeFor == b.NomineeFor && a.Span == b.Span &&
		(a.Capital.Known() || a.Votes.Known() || a.Shares != nil)
}

func equalRat(a, b *big.Rat) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Cmp(b) == 0
}

func comparePositions(a, b Position) int {
	switch {
	case a.Before(b):
		return -1
	case b.Before(a):
		return 1
	}
	return 0
}

// silenceOwnVotes takes the votes from the shares that a company holds of
// itself (Code de commerce L.225-210); the others' votes are then fractions of
// what can be voted.
func silenceOwnVotes(issuer int, list []*Link) {
	for _, own := range list {
		if own.Holder == issuer {
			silence([]*Link{own}, list)
			return
		}
	}
}

// silence takes the votes from some links of an issuer and rescales the rest.
func silence(mute, list []*Link) {
	lo, hi := new(big.Rat), new(big.Rat)
	most := new(big.Rat).Set(one) // what the others leave
	for _, l := range list {
		if slices.Contains(mute, l) {
			lo.Add(lo, l.Share[Votes].Lo)
			hi.Add(hi, l.Share[Votes].Hi)
		} else {
			most.Sub(most, l.Share[Votes].Lo)
		}
	}
	if hi.Cmp(most) > 0 {
		hi = most
	}
	if hi.Cmp(one) >= 0 || hi.Cmp(lo) < 0 { // the latter where there is more than the whole, which is a fault
		hi = lo
	}
	loRest, hiRest := new(big.Rat).Sub(one, lo), new(big.Rat).Sub(one, hi)
	for _, l := range list {
		v := &l.Share[Votes]
		switch {
		case slices.Contains(mute, l):
			*v = Range{Lo: new(big.Rat), Hi: new(big.Rat)}
		case hiRest.Sign() > 0:
			v.Lo = new(big.Rat).Quo(v.Lo, loRest)
			v.Hi = new(big.Rat).Quo(v.Hi, hiRest)
			if v.Hi.Cmp(one) > 0 {
				v.Hi = one
			}
		}
	}
}

// shareCounts turns numbers of shares into fractions of their column's total.
type shareCounts struct {
	allShares, allVotes *big.Rat // totals; nil when the counts are not usable
	weighted            bool     // some class has votes of its own per share
}

// countedShares decides whether an issuer's share counts can be read as
// fractions: every row must have one, and printed percentages beside them must
// agree with them up to rounding.
func (s *Structure) countedShares(issuer int, claims []*Holding) shareCounts {
	counts := shareCounts{allShares: new(big.Rat), allVotes: new(big.Rat)}
	counted := 0
	for _, c := range claims {
		if c.Shares == nil {
			continue
		}
		counted++
		counts.allShares.Add(counts.allShares, c.Shares)
		counts.allVotes.Add(counts.allVotes, c.voteCount())
		counts.weighted = counts.weighted || c.VotesPerShare != nil
	}
	if counted == 0 {
		return shareCounts{}
	}
	for _, c := range claims {
		if c.Shares == nil || counts.allShares.Sign() == 0 {
			if c.Shares == nil && c.Capital.Known() && c.Capital.Hi().Sign() == 0 {
				continue
			}
			for _, m := range claims {
				if m.Shares != nil && !m.Capital.Known() {
					s.note("shares-without-total", issuer, Args{"issuer": s.Ref(issuer), "holder": Ref(m.Holder)}, m.At.Row())
				}
			}
			return shareCounts{}
		}
		if !c.Capital.Known() {
			continue
		}
		fraction := new(big.Rat).Quo(c.Shares, counts.allShares)
		low := new(big.Rat).Sub(c.Capital.Lo(), countTolerance)
		high := new(big.Rat).Add(c.Capital.Hi(), countTolerance)
		if fraction.Cmp(low) < 0 || fraction.Cmp(high) > 0 {
			s.note("shares-disagree", issuer, Args{
				"issuer": s.Ref(issuer), "holder": Ref(c.Holder), "printed": c.Capital.Lo(), "counted": fraction,
			}, c.At.Row())
			return shareCounts{}
		}
	}
	return counts
}

func (h *Holding) voteCount() *big.Rat {
	if h.VotesPerShare == nil {
		return h.Shares
	}
	return new(big.Rat).Mul(h.Shares, h.VotesPerShare)
}

func (n shareCounts) capital(c *Holding) Share {
	if n.allShares == nil || c.Shares == nil {
		return c.Capital
	}
	return Exactly(new(big.Rat).Quo(c.Shares, n.allShares))
}

// votes is the claim's share of the votes, and whether it had to be taken from
// the capital.
func (n shareCounts) votes(c *Holding, capital Share) (Share, bool) {
	switch {
	case c.Votes.Known():
		return c.Votes, false
	case n.allShares != nil && c.Shares != nil && n.weighted && n.allVotes.Sign() > 0:
		return Exactly(new(big.Rat).Quo(c.voteCount(), n.allVotes)), false
	}
	return capital, true
}

// overOne is the fault of an issuer of which more than 100 % is recorded.
func (s *Structure) overOne(issuer int, d Dimension, total *big.Rat, claims []*Holding) Note {
	const most = 20 // a sentence that names thousands nobody reads
	rows := make([]string, 0, most)
	for _, c := range claims {
		if len(rows) == most {
			rows = append(rows, "…")
			break
		}
		rows = append(rows, c.At.Row().String())
	}
	at := claims[0].At
	at.Column = claims[0].CapitalColumn
	if d == Votes {
		at.Column = claims[0].VotesColumn
	}
	return Note{
		Code: "over-100", Entity: s.Entities[issuer].ID, At: at,
		Args: Args{"issuer": s.Ref(issuer), "dimension": Word("dimension-" + d.String()), "total": total, "rows": rows},
	}
}

// Ref is the reference to the entity of an index.
func (s *Structure) Ref(i int) Ref { return Ref(s.Entities[i].ID) }

func (s *Structure) note(code string, entity int, args Args, at Position) {
	s.Notes = append(s.Notes, Note{Code: code, Entity: s.Entities[entity].ID, Args: args, At: at})
}
