package register

import (
	"hash/maphash"
	"slices"

	"egide/ownership"
)

// Builder makes a register from entities and holdings as they come, from any
// source but the CSV files that [Read] is for. It copies what it needs.
type Builder struct {
	asOf     ownership.Date
	arena    []byte
	ids      []ref
	names    []ref
	profile  []uint32
	profiles []Profile
	known    map[Profile]uint32
	index    map[string]uint32
	holdings []written
	claims   []claim
	hoard    hoard
	page     page
	rights   []*ownership.Right
	numbered bool
	numbers  []numbered
	seed     maphash.Seed
	counts   Counts
	note     func(ownership.Note)
}

// written is a holding whose ends are not looked for before all entities are
// known.
type written struct {
	holder, issuer ref
	at             ownership.Position
}

// NewBuilder returns a builder of what holds on the day. Each fault that it
// finds, it gives to note, and leaves the row out; note may be nil.
func NewBuilder(asOf ownership.Date, note func(ownership.Note)) *Builder {
	if note == nil {
		note = func(ownership.Note) {}
	}
	return &Builder{
		asOf: asOf, known: make(map[Profile]uint32), index: make(map[string]uint32),
		seed: maphash.MakeSeed(), note: note,
	}
}

func (b *Builder) keep(text string) ref {
	at := len(b.arena)
	b.arena = append(b.arena, text...)
	return newRef(0, at, len(text))
}

// AddEntity enters an entity. Of two with one id, the first is kept.
func (b *Builder) AddEntity(e *ownership.Entity) {
	b.counts.EntityRows++
	if _, there := b.index[e.ID]; there || e.ID == "" || len(e.ID) > longest {
		b.counts.FaultyRows++
		code := "duplicate-id"
		if e.ID == "" {
			code = "blank-cell"
		}
		b.note(ownership.Note{Code: code, Entity: e.ID, At: e.At, Args: ownership.Args{"text": e.ID, "column": "id", "first": ownership.Position{}}})
		return
	}
	b.index[e.ID] = uint32(len(b.ids))
	b.ids = append(b.ids, b.keep(e.ID))
	b.names = append(b.names, b.keep(e.Name))
	p := profileOf(e)
	n, there := b.known[p]
	if !there {
		n = uint32(len(b.profiles))
		b.known[p] = n
		b.profiles = append(b.profiles, p)
	}
	b.profile = append(b.profile, n)
	if b.numbered {
		b.number(e)
	}
}

// AddHolding enters a holding, which may come before its entities.
func (b *Builder) AddHolding(h *ownership.Holding) {
	b.counts.HoldingRows++
	if !h.Covers(b.asOf) {
		b.counts.OtherDays++
		return
	}
	holder := h.Holder
	d := detail{shares: noShares, perShare: none}
	var r rarity
	d.enter(ownership.Capital, h.Capital, &r)
	d.enter(ownership.Votes, h.Votes, &r)
	switch h.Declared {
	case ownership.Yes:
		d.mark |= declaredYes
	case ownership.No:
		d.mark |= declaredNo
	}
	if h.Shares != nil {
		if h.Shares.IsInt() && h.Shares.Num().IsUint64() && h.Shares.Num().Uint64() < noShares {
			d.shares = h.Shares.Num().Uint64()
		} else {
			r.shares = h.Shares
		}
	}
	if h.VotesPerShare != nil {
		if h.VotesPerShare.IsInt() && h.VotesPerShare.Num().IsUint64() && h.VotesPerShare.Num().Uint64() < uint64(none) {
			d.perShare = uint32(h.VotesPerShare.Num().Uint64())
		} else {
			r.perShare = h.VotesPerShare
		}
	}
	r.concert = h.Concert
	original := ""
	if h.NomineeFor != "" {
		original, holder = h.Holder, h.NomineeFor
	}
	if h.Class != "" || h.Concert != "" || original != "" || h.Span != (ownership.Span{}) {
		d.rest = restOf(b.seed, h.Class, h.Concert, original, h.Span)
	}
	c := claim{capital: d.lo[ownership.Capital]}
	switch {
	case r.odd != [2]bool{} || r.shares != nil || r.perShare != nil || r.concert != "":
		c.more = b.hoard.add(&b.page, &d, &r)
	case d != plain(c.capital) || c.capital == none:
		c.more = b.hoard.add(&b.page, &d, nil)
	}
	b.claims = append(b.claims, c)
	b.holdings = append(b.holdings, written{b.keep(holder), b.keep(h.Issuer), h.At})
}

// AddRight enters a right over a company.
func (b *Builder) AddRight(r *ownership.Right) {
	if r.Covers(b.asOf) {
		b.rights = append(b.rights, r)
	}
}

// Build makes the register. The builder is not to be used afterwards.
func (b *Builder) Build() *Register {
	r := &Register{AsOf: b.asOf, Counts: b.counts, texts: texts{sources: [][]byte{b.arena}}}
	n := len(b.ids)
	order := make([]uint32, n)
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int { return slices.Compare(r.texts.at(b.ids[x]), r.texts.at(b.ids[y])) })
	rank := make([]uint32, n)
	r.ids, r.names, r.profile = make([]ref, n), make([]ref, n), make([]uint32, n)
	for to, from := range order {
		rank[from] = uint32(to)
		r.ids[to], r.names[to], r.profile[to] = b.ids[from], b.names[from], b.profile[from]
	}
	r.profiles = b.profiles
	r.sortProfiles()
	for _, x := range b.numbers {
		r.numbers = append(r.numbers, numbered{text: x.text, entity: rank[x.entity]})
	}
	r.sortNumbers()
	kept := b.claims[:0]
	for k, w := range b.holdings {
		c := b.claims[k]
		holder, there := b.index[string(r.texts.at(w.holder))]
		issuer, too := b.index[string(r.texts.at(w.issuer))]
		if !there || !too {
			missing, column := w.holder, "holder"
			if there {
				missing, column = w.issuer, "issuer"
			}
			r.Counts.FaultyRows++
			b.note(ownership.Note{Code: "unknown-id", At: w.at, Args: ownership.Args{"column": column, "text": string(r.texts.at(missing))}})
			continue
		}
		c.holder, c.issuer = rank[holder], rank[issuer]
		if k := r.Profile(int(c.issuer)).Kind; k == ownership.Person || k == ownership.PublicFloat {
			code := "person-with-holders"
			if k == ownership.PublicFloat {
				code = "float-with-holders"
			}
			r.Counts.FaultyRows++
			b.note(ownership.Note{Code: code, At: w.at, Args: ownership.Args{"id": ownership.Ref(r.ID(int(c.issuer)))}})
			continue
		}
		kept = append(kept, c)
	}
	r.rights = b.rights
	r.assemble([][]claim{kept}, &b.hoard, 1)
	return r
}

// sortProfiles numbers the profiles in an order of their own, so that it does
// not matter which was met first.
func (r *Register) sortProfiles() {
	order := make([]uint32, len(r.profiles))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return r.profiles[a].compare(&r.profiles[b]) })
	rank := make([]uint32, len(order))
	sorted := make([]Profile, len(order))
	for to, from := range order {
		rank[from], sorted[to] = uint32(to), r.profiles[from]
	}
	r.profiles = sorted
	for i, p := range r.profile {
		r.profile[i] = rank[p]
	}
}
