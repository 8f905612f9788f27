package match

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"strings"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// mostContradictions is how many warnings of one register are listed; a reader
// who meets more has the wrong file, or the wrong day.
const mostContradictions = 200

// roundingOfShares is how far two exact figures may be apart and still be one
// that was rounded twice: 0.05 points, as a ratio.
var roundingOfShares = big.NewRat(5, 10_000)

// everything is all of a company, as a ratio.
var everything = big.NewRat(1, 1)

// CrossCheck compares what a dossier declares on a day with what a register says
// of the same companies, and returns a warning for each contradiction: a holder
// that the register names and the dossier lacks, a share that is out by more
// than rounding or outside the register's band, another seat, a parent that
// nobody declared, and an identifier under which the register has quite another
// name. At is the row of the dossier; the sentence has the register's record.
//
// Companies are found again as a [Matcher] finds them, in another dossier also by
// their id and name together. Two holders of one company
// who have one name, and nothing that keeps them apart, are one. What is doubtful
// is a warning and nothing is compared. A holder of whom the register is silent is
// no contradiction: most registers begin at a quarter, and most are late.
func CrossCheck(d *ownership.Dossier, day ownership.Date, r *Register) []ownership.Note {
	s, faults, err := ownership.Resolve(d, day)
	if err != nil || len(faults) > 0 {
		return nil // the check refuses the dossier, and says why
	}
	x := &crossing{
		dossier: d, day: day, s: s, r: r, m: NewMatcher(d),
		entities: map[string]*ownership.Entity{}, same: map[string]string{}, doubt: map[string]string{}, known: map[string]bool{},
		up: map[string][]string{}, told: map[string]bool{}, over: map[string][]*ownership.Holding{},
	}
	x.index()
	x.match()
	for _, e := range r.says.Entities {
		if id := x.same[e.ID]; id != "" {
			x.seats(x.m.byID[id], x.dossierEntity(id), e)
		}
	}
	for _, issuer := range slices.Sorted(maps.Keys(x.over)) {
		if id := x.same[issuer]; id != "" {
			x.holders(id, issuer)
		}
	}
	for _, right := range r.says.Rights {
		if id := x.same[right.Company]; id != "" && right.Covers(day) && right.Right != ownership.Veto {
			x.parent(id, right)
		}
	}
	return x.result()
}

// crossing is one register held against one dossier.
type crossing struct {
	dossier *ownership.Dossier
	day     ownership.Date
	s       *ownership.Structure
	r       *Register
	m       *Matcher

	entities map[string]*ownership.Entity    // the register's, by id
	over     map[string][]*ownership.Holding // the register's holdings on the day, by issuer
	up       map[string][]string             // who stands directly above whom in the dossier
	same     map[string]string               // ids of the register to those of the dossier
	doubt    map[string]string               // ids of the register to the one of the dossier that it may be
	known    map[string]bool                 // ids of the dossier that the register has or may have

	told  map[string]bool
	notes []ownership.Note
}

func (x *crossing) index() {
	for _, e := range x.r.says.Entities {
		if x.entities[e.ID] == nil {
			x.entities[e.ID] = e
		}
	}
	for _, h := range x.r.says.Holdings {
		if h.Covers(x.day) {
			x.over[h.Issuer] = append(x.over[h.Issuer], h)
		}
	}
	above := func(issuer, holder string) {
		if holder != "" && !slices.Contains(x.up[issuer], holder) {
			x.up[issuer] = append(x.up[issuer], holder)
		}
	}
	for _, h := range x.dossier.Holdings {
		if h.Covers(x.day) {
			above(h.Issuer, h.Holder)
			above(h.Issuer, h.NomineeFor)
		}
	}
	for _, right := range x.s.Rights {
		if right.Right != ownership.Veto {
			above(right.Company, right.Holder)
		}
	}
}

func (x *crossing) dossierEntity(id string) *ownership.Entity {
	if i, ok := x.s.Index(id); ok {
		return x.s.Entities[i]
	}
	return &ownership.Entity{ID: id}
}

// titles are forms of address, with which registers write the names of persons.
var titles = []string{"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "lord", "lady", "mme", "mlle", "monsieur", "madame"}

// plainName is the name of an entity without a form of address.
func plainName(e *ownership.Entity) string {
	if e.Kind != ownership.Person {
		return e.Name
	}
	words := identity.Words(e.Name)
	if len(words) > 1 && slices.Contains(titles, words[0]) || len(words) > 2 && words[0] == "m" {
		return strings.Join(words[1:], " ")
	}
	return e.Name
}

func registerCandidate(e *ownership.Entity) *candidate {
	place := e.RegisteredOffice
	if e.Kind == ownership.Person {
		place = cmp.Or(e.Nationality, e.Residence)
	}
	return newCandidate(e.ID, plainName(e), e.LegalForm, place.Country, e.LEI, e.RegistrationNumber, e.Kind, e.Source, "")
}

// match finds the dossier's entities in the register.
func (x *crossing) match() {
	for _, e := range x.r.says.Entities {
		if e.Kind == ownership.PublicFloat || e.Kind == ownership.UnknownKind {
			continue
		}
		var asked intake.Draft
		x.m.doubts = 0 // each is a warning of its own, bounded below
		c := registerCandidate(e)
		twin, _ := x.m.find(c, Options{}, &asked)
		switch o := x.m.byID[e.ID]; {
		case twin == nil && x.r.dossier && o != nil && o.kind == c.kind && o.name == c.name && !identity.Conflict(o.lei, c.lei):
			x.same[e.ID] = o.id // another state of one dossier; the seat may have moved
		case twin != nil:
			x.same[e.ID] = twin.id
		case len(asked.Questions) > 0:
			x.doubt[e.ID] = asked.Questions[0].Note.Entity
		}
	}
	// A cap table joins the dossier under the id of its issuer.
	for issuer := range x.over {
		if x.entities[issuer] == nil && x.m.byID[issuer] != nil {
			x.same[issuer] = issuer
		}
	}
	x.matchHolders()
	for _, id := range x.same {
		x.known[id] = true
	}
	certain := maps.Clone(x.known)
	for _, e := range x.r.says.Entities {
		id := x.doubt[e.ID]
		if id == "" {
			continue
		}
		x.known[id] = true
		if certain[id] && !x.holdsKnown(e.ID) {
			continue // another record is that entity, and nothing hangs on this one
		}
		x.warn("register-doubtful", id, x.dossierEntity(id).At, ownership.Args{
			"name": written.Echo(x.label(e.ID)), "entity": ownership.Ref(id), "record": x.record(e.Source),
		})
	}
}

// matchHolders finds holders again by the company that they hold: two holders of
// one company with one name are one, unless an identifier or a country keeps
// them apart. It goes up level by level, as long as it finds any.
func (x *crossing) matchHolders() {
	type link struct{ holder, company string }
	var links []link
	for _, h := range x.r.says.Holdings {
		if h.Covers(x.day) {
			links = append(links, link{h.Holder, h.Issuer})
		}
	}
	for _, right := range x.r.says.Rights {
		if right.Covers(x.day) {
			links = append(links, link{right.Holder, right.Company})
		}
	}
	for found := true; found; {
		found = false
		for _, l := range links {
			company, e := x.same[l.company], x.entities[l.holder]
			if company == "" || e == nil || x.same[l.holder] != "" || e.Name == "" || !x.named(l.holder) {
				continue
			}
			c := registerCandidate(e)
			var one, maybe []string
			for _, id := range x.allAbove(company) {
				o := x.m.byID[id]
				if o == nil || o.name == "" {
					continue
				}
				name, _ := identity.NameKey(plainName(x.dossierEntity(id)))
				switch alike := identity.WordKey(name) == identity.WordKey(c.name); {
				case alike && c.form == o.form && !x.m.others(c, o):
					one = append(one, id)
				case alike, sameWords(name, c.name):
					maybe = append(maybe, id)
				}
			}
			switch {
			case len(one) == 1:
				x.same[l.holder] = one[0]
				delete(x.doubt, l.holder)
				found = true
			case len(one) > 1 && x.doubt[l.holder] == "":
				x.doubt[l.holder] = one[0]
			case len(maybe) > 0 && x.doubt[l.holder] == "":
				x.doubt[l.holder] = maybe[0]
			}
		}
	}
}

// sameWords tells whether a name has all the words of another, and these are at
// least two: a second forename, a branch of a family, a country behind.
func sameWords(a, b string) bool {
	few, many := strings.Fields(a), strings.Fields(b)
	if len(few) > len(many) {
		few, many = many, few
	}
	return len(few) > 1 && !slices.ContainsFunc(few, func(word string) bool { return !slices.Contains(many, word) })
}

// allAbove lists everything above a company of the dossier, its holders first.
func (x *crossing) allAbove(company string) []string {
	seen := map[string]bool{company: true}
	all := []string{}
	for next := x.up[company]; len(next) > 0; {
		id := next[0]
		next = next[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		all = append(all, id)
		next = append(slices.Clone(next), x.up[id]...)
	}
	return all
}

func (x *crossing) stands(above, company string) bool {
	return slices.Contains(x.allAbove(company), above)
}

// holdsKnown tells whether an entity of the register is above a company that the
// dossier has too.
func (x *crossing) holdsKnown(id string) bool {
	return slices.ContainsFunc(x.r.says.Holdings, func(h *ownership.Holding) bool {
		return h.Holder == id && h.Covers(x.day) && x.same[h.Issuer] != ""
	}) || slices.ContainsFunc(x.r.says.Rights, func(r *ownership.Right) bool {
		return r.Holder == id && r.Covers(x.day) && x.same[r.Company] != ""
	})
}

// label is what the register calls an entity.
func (x *crossing) label(id string) string {
	e := x.entities[id]
	if e == nil {
		return id
	}
	return cmp.Or(e.Name, e.LEI, e.RegistrationNumber, id)
}

func (x *crossing) record(source string) string { return cmp.Or(source, x.r.name) }

// named tells whether the register says who an entity is.
func (x *crossing) named(id string) bool {
	if x.same[id] != "" {
		return true
	}
	e := x.entities[id]
	return e != nil && e.Kind != ownership.PublicFloat && e.Kind != ownership.UnknownKind && cmp.Or(e.Name, e.LEI, e.RegistrationNumber) != ""
}

// seats compares the places and the name of one entity.
func (x *crossing) seats(twin *candidate, mine, theirs *ownership.Entity) {
	record := x.record(theirs.Source)
	if mine.Kind != ownership.Person {
		for _, place := range []struct {
			word         ownership.Word
			mine, theirs ownership.Place
		}{
			{"register-registered-office", mine.RegisteredOffice, theirs.RegisteredOffice},
			{"register-central-administration", mine.CentralAdministration, theirs.CentralAdministration},
			{"register-principal-establishment", mine.PrincipalEstablishment, theirs.PrincipalEstablishment},
		} {
			if identity.Conflict(place.mine.Country, place.theirs.Country) {
				x.warn("register-seat", mine.ID, mine.At, ownership.Args{
					"place": place.word, "entity": ownership.Ref(mine.ID), "country": place.mine.Country, "other_country": place.theirs.Country, "record": record,
				})
			}
		}
	}
	if name, _ := identity.NameKey(plainName(theirs)); twin != nil && twin.name != "" && name != "" && farApart(twin.name, name) {
		x.warn("register-name", mine.ID, mine.At, ownership.Args{"entity": ownership.Ref(mine.ID), "name": written.Echo(theirs.Name), "record": record})
	}
}

// farApart tells whether two names, without legal forms, are not two spellings
// of one: neither has all the words of the other, and more than a quarter of the
// letters differ.
func farApart(a, b string) bool {
	if identity.WordKey(a) == identity.WordKey(b) || sameWords(a, b) || strings.HasPrefix(a+" ", b+" ") || strings.HasPrefix(b+" ", a+" ") {
		return false
	}
	left, right := []rune(a), []rune(b)
	limit := max(2, min(len(left), len(right))/4)
	return written.Edits(left, right, limit+1) > limit
}

// claimed is what one holder has of one issuer: the figure as it was written first,
// and as it counts.
type claimed struct {
	holder string
	figure [2][]ownership.Range
	claims []*ownership.Holding
	votes  bool // votes were written, or follow from counts
}

// holders compares who holds a company, id in the dossier and issuer in the
// register.
func (x *crossing) holders(id, issuer string) {
	company := x.dossierEntity(id)
	for _, theirs := range x.registerHolders(issuer) {
		record := x.record(theirs.claims[0].Source)
		mine := x.same[theirs.holder]
		switch {
		case x.doubt[theirs.holder] != "" && mine == "", !x.named(theirs.holder), mine == id:
			continue
		case theirs.figure[ownership.Capital][0].Hi.Sign() == 0 && theirs.figure[ownership.Votes][0].Hi.Sign() == 0:
			continue
		}
		own, direct, registered := x.dossierHolder(id, mine)
		switch {
		case registered:
			// as the nominee of somebody: its own share cannot be told
		case mine == "" || !direct && !(x.r.through && x.stands(mine, id)):
			x.missing(id, company, mine, theirs, record)
		default:
			at := company.At
			if len(own.claims) > 0 {
				at = own.claims[0].At
			}
			for _, dim := range ownership.Dimensions {
				if dim == ownership.Votes && !theirs.votes {
					continue
				}
				x.compare(id, mine, dim, at, own.figure[dim], theirs.figure[dim], record)
			}
		}
	}
}

// registerHolders are the holders of an issuer of the register, those that are one
// in the dossier together.
func (x *crossing) registerHolders(issuer string) []*claimed {
	claims := x.over[issuer]
	part := &ownership.Dossier{Holdings: claims}
	there := map[string]bool{}
	add := func(id string) {
		if id == "" || there[id] {
			return
		}
		there[id] = true
		e := x.entities[id]
		if e == nil {
			e = &ownership.Entity{ID: id, Kind: ownership.Company}
		}
		part.Entities = append(part.Entities, e)
	}
	add(issuer)
	for _, h := range claims {
		add(h.Holder)
		add(h.NomineeFor)
	}
	var all []*claimed
	if s, faults, err := ownership.Resolve(part, x.day); err == nil && len(faults) == 0 {
		i, _ := s.Index(issuer)
		for _, l := range s.Holders(i) {
			all = append(all, claimedBy(s.Entities[l.Holder].ID, l))
		}
	} else {
		// Bands of owners one behind the other add up to more than everything.
		by := map[string]*claimed{}
		for _, h := range claims {
			holder := cmp.Or(h.NomineeFor, h.Holder)
			if by[holder] == nil {
				by[holder] = &claimed{holder: holder}
				all = append(all, by[holder])
			}
			by[holder].claims = append(by[holder].claims, h)
		}
		for _, s := range all {
			for _, dim := range ownership.Dimensions {
				said, ok := writtenOf(s.claims, dim)
				if !ok {
					said = ownership.Range{Lo: new(big.Rat), Hi: everything}
				}
				s.figure[dim] = []ownership.Range{said}
				s.votes = s.votes || dim == ownership.Votes && ok
			}
		}
	}
	merged := map[string]*claimed{}
	var list []*claimed
	for _, s := range all {
		mine := x.same[s.holder]
		if first := merged[mine]; mine != "" && first != nil {
			for dim := range first.figure {
				first.figure[dim] = []ownership.Range{added(first.figure[dim][0], s.figure[dim][0])}
			}
			first.claims = append(first.claims, s.claims...)
			first.votes = first.votes && s.votes
			continue
		}
		merged[mine] = s
		list = append(list, s)
	}
	return list
}

func added(a, b ownership.Range) ownership.Range {
	sum := ownership.Range{Lo: new(big.Rat).Add(a.Lo, b.Lo), Hi: new(big.Rat).Add(a.Hi, b.Hi)}
	if sum.Hi.Cmp(everything) > 0 {
		sum.Hi = everything
	}
	return sum
}

// claimedBy is what a link claims.
func claimedBy(holder string, l *ownership.Link) *claimed {
	s := &claimed{holder: holder, claims: l.Claims, votes: !l.VotesAssumed}
	for _, dim := range ownership.Dimensions {
		if said, ok := writtenOf(l.Claims, dim); ok {
			s.figure[dim] = append(s.figure[dim], said)
		}
		s.figure[dim] = append(s.figure[dim], l.Share[dim])
	}
	return s
}

// writtenOf is the sum of what claims say of a dimension; false when one of them
// says nothing.
func writtenOf(claims []*ownership.Holding, dim ownership.Dimension) (ownership.Range, bool) {
	sum := ownership.Range{Lo: new(big.Rat), Hi: new(big.Rat)}
	for _, h := range claims {
		share := h.Capital
		if dim == ownership.Votes {
			share = h.Votes
		}
		if !share.Known() {
			return sum, false
		}
		sum = added(sum, ownership.Range{Lo: share.Lo(), Hi: share.Hi()})
	}
	return sum, len(claims) > 0
}

// dossierHolder is what a holder has of a company in the dossier, with what it may
// have through other holders of it when the register counts that too. direct
// tells whether a row names it as a holder, registered whether one names it as
// the nominee of somebody.
func (x *crossing) dossierHolder(company, holder string) (own *claimed, direct, registered bool) {
	own = &claimed{holder: holder}
	for dim := range own.figure {
		own.figure[dim] = []ownership.Range{{Lo: new(big.Rat), Hi: new(big.Rat)}}
	}
	if holder == "" {
		return own, false, false
	}
	registered = slices.ContainsFunc(x.dossier.Holdings, func(h *ownership.Holding) bool {
		return h.Issuer == company && h.Holder == holder && h.NomineeFor != "" && h.Covers(x.day)
	})
	i, ok := x.s.Index(company)
	if !ok {
		return own, false, registered
	}
	var others []*ownership.Link
	for _, l := range x.s.Holders(i) {
		if id := x.s.Entities[l.Holder].ID; id == holder {
			own, direct = claimedBy(id, l), true
		} else if x.r.through && x.stands(holder, id) {
			others = append(others, l)
		}
	}
	for _, l := range others {
		for dim, figures := range own.figure {
			for k, f := range figures {
				own.figure[dim][k] = added(f, ownership.Range{Lo: new(big.Rat), Hi: l.Share[dim].Hi})
			}
		}
	}
	return own, direct, registered
}

// missing tells of a holder that only the register has.
func (x *crossing) missing(id string, company *ownership.Entity, mine string, theirs *claimed, record string) {
	name := x.label(theirs.holder)
	if mine != "" {
		name = x.dossierEntity(mine).Label()
	}
	at := company.At
	args := ownership.Args{"name": written.Echo(name), "issuer": ownership.Ref(id), "record": record}
	code := "register-holder"
	for _, dim := range ownership.Dimensions {
		f := theirs.figure[dim][0]
		if f.Lo.Sign() == 0 && f.Hi.Cmp(everything) >= 0 || dim == ownership.Votes && !theirs.votes {
			continue
		}
		code = "register-holder-band"
		if f.Exact() {
			code = "register-holder-share"
		}
		args["dimension"] = ownership.Word("dimension-" + dim.String())
		bounds(args, "", f)
		break
	}
	x.told["parent\x00"+id+"\x00"+theirs.holder] = true
	x.warn(code, id, at, args)
}

// compare holds two figures of one holding against each other. Each side may have
// two, as written and as it counts; they contradict each other when all do.
func (x *crossing) compare(id, holder string, dim ownership.Dimension, at ownership.Position, mine, theirs []ownership.Range, record string) {
	for _, a := range mine {
		for _, b := range theirs {
			if agree(a, b) {
				return
			}
		}
	}
	a, b := mine[0], theirs[0]
	args := ownership.Args{
		"holder": ownership.Ref(holder), "issuer": ownership.Ref(id), "record": record, "dimension": ownership.Word("dimension-" + dim.String()),
	}
	bounds(args, "", a)
	bounds(args, "register_", b)
	code := "register-share"
	switch {
	case !a.Exact() && !b.Exact():
		code = "register-share-bands"
	case !a.Exact():
		code = "register-share-range"
	case !b.Exact():
		code = "register-share-band"
	}
	x.warn(code, id, at, args)
}

// agree tells whether two figures can be one. Two exact ones may be apart by a
// rounding, and so may an exact one of the register and the dossier's range; a
// band has the ends that its register gives it.
func agree(mine, theirs ownership.Range) bool {
	slack := new(big.Rat)
	if theirs.Exact() {
		slack = roundingOfShares
	}
	return new(big.Rat).Sub(mine.Lo, slack).Cmp(theirs.Hi) <= 0 && new(big.Rat).Add(mine.Hi, slack).Cmp(theirs.Lo) >= 0
}

// bounds enters a figure into the arguments of a sentence: a share, or the two
// ends of a band with the words that say whether they are in it.
func bounds(args ownership.Args, prefix string, f ownership.Range) {
	if f.Exact() {
		args[prefix+"share"] = f.Lo
		return
	}
	lo, loOpen := wholeEnd(f.Lo)
	hi, hiOpen := wholeEnd(f.Hi)
	args[prefix+"low"], args[prefix+"high"] = lo, hi
	args[prefix+"from"], args[prefix+"to"] = ownership.Word("register-at-least"), ownership.Word("register-at-most")
	if loOpen {
		args[prefix+"from"] = ownership.Word("register-more-than")
	}
	if hiOpen {
		args[prefix+"to"] = ownership.Word("register-less-than")
	}
}

// wholeEnd is the end of a band as it was written. One that is not in the band
// lies just beside it: see [ownership.Between].
func wholeEnd(end *big.Rat) (written *big.Rat, open bool) {
	margin := big.NewRat(1, 1_000_000_000_000)
	scale := big.NewRat(1_000_000, 1)
	scaled := new(big.Rat).Mul(end, scale)
	half := new(big.Rat).Add(scaled, big.NewRat(1, 2))
	near := new(big.Rat).SetInt(new(big.Int).Div(half.Num(), half.Denom()))
	near.Quo(near, scale)
	apart := new(big.Rat).Sub(end, near)
	if apart.Sign() == 0 || apart.Abs(apart).Cmp(margin) > 0 {
		return end, false
	}
	return near, true
}

// parent tells of control that only the register has.
func (x *crossing) parent(id string, right *ownership.Right) {
	mine := x.same[right.Holder]
	switch {
	case mine == id, mine == "" && x.doubt[right.Holder] != "", !x.named(right.Holder):
		return
	case mine != "" && x.stands(mine, id), x.told["parent\x00"+id+"\x00"+right.Holder]:
		return
	}
	x.told["parent\x00"+id+"\x00"+right.Holder] = true
	name := x.label(right.Holder)
	if mine != "" {
		name = x.dossierEntity(mine).Label()
	}
	x.warn("register-parent", id, x.dossierEntity(id).At, ownership.Args{
		"name": written.Echo(name), "company": ownership.Ref(id), "right": ownership.Word("right-" + string(right.Right)), "record": x.record(right.Source),
	})
}

func (x *crossing) warn(code, entity string, at ownership.Position, args ownership.Args) {
	x.notes = append(x.notes, ownership.Note{Code: code, Entity: entity, Args: args, At: at.Row()})
}

// result is the warnings in the order of the dossier's rows, and what they do
// not cover.
func (x *crossing) result() []ownership.Note {
	input.SortNotes(x.notes)
	if n := len(x.notes) - mostContradictions; n > 0 {
		x.notes = append(x.notes[:mostContradictions], ownership.Note{Code: "register-more", Args: ownership.Args{"n": n, "file": x.r.name}})
	}
	var unknown []string
	companies := companiesOf(x.dossier)
	for _, e := range companies {
		if !x.known[e.ID] {
			unknown = append(unknown, written.Echo(e.Label()))
		}
	}
	if x.r.asOf != 0 && x.r.asOf != x.day {
		x.warn("register-day", "", ownership.Position{}, ownership.Args{"file": x.r.name, "day": x.r.asOf})
	}
	if x.r.byNumber {
		x.warn("register-large", "", ownership.Position{}, ownership.Args{"file": x.r.name})
	}
	switch {
	case len(unknown) == 0:
	case len(unknown) == len(companies):
		x.warn("register-knows-none", "", ownership.Position{}, ownership.Args{"file": x.r.name})
	default:
		x.warn("register-unknown", "", ownership.Position{}, ownership.Args{"file": x.r.name, "n": len(unknown), "of": len(companies), "names": written.Few(unknown)})
	}
	return x.notes
}
