package ownership

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// drawDossier draws a dossier of a few companies and final holders, with
// cross-holdings, own shares, ranges, blanks and remainders as asked. Shares are
// multiples of one fortieth, so that limits are often met exactly.
func drawDossier(t *rapid.T, ranges bool) *Dossier {
	d := &Dossier{}
	n := rapid.IntRange(1, 6).Draw(t, "companies")
	final := rapid.IntRange(1, 5).Draw(t, "others")
	countries := []string{"FR", "FR", "US", "CN"}
	if ranges {
		countries = append(countries, "")
	}
	for i := range n {
		e := &Entity{ID: fmt.Sprintf("c%d", i), Kind: Company, RegisteredOffice: Place{Country: "FR"}}
		if i > 0 {
			e.RegisteredOffice.Country = rapid.SampledFrom(countries).Draw(t, "country")
		}
		if rapid.IntRange(0, 5).Draw(t, "listed") == 0 {
			e.Listed = RegulatedMarket
		}
		d.Entities = append(d.Entities, e)
	}
	for i := range final {
		e := &Entity{ID: fmt.Sprintf("h%d", i), Kind: rapid.SampledFrom([]Kind{Person, Company, Fund, State}).Draw(t, "kind"),
			RegisteredOffice: Place{Country: rapid.SampledFrom(countries).Draw(t, "country")}}
		if e.Kind == State && e.RegisteredOffice.Country == "" {
			e.RegisteredOffice.Country = "US"
		}
		d.Entities = append(d.Entities, e)
	}
	fortieths := func(k int) *big.Rat { return big.NewRat(int64(k), 40) }
	for j := range n {
		left := 40
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			holder := d.Entities[rapid.IntRange(0, n+final-1).Draw(t, "holder")].ID
			k := rapid.IntRange(0, left).Draw(t, "share")
			left -= k
			h := &Holding{Holder: holder, Issuer: d.Entities[j].ID, Capital: Exactly(fortieths(k)),
				At: Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}, Class: fmt.Sprint(len(d.Holdings))}
			if ranges && rapid.IntRange(0, 3).Draw(t, "range") == 0 {
				wide := rapid.IntRange(0, left).Draw(t, "width")
				left -= wide
				h.Capital = Between(fortieths(k), fortieths(k+wide), false, false)
			}
			if rapid.IntRange(0, 5).Draw(t, "concert") == 0 {
				h.Concert = "pact"
			}
			d.Holdings = append(d.Holdings, h)
		}
	}
	t.Log(show(d))
	return d
}

// show writes a dossier in a few lines, for the report of a failure.
func show(d *Dossier) string {
	text := ""
	for _, e := range d.Entities {
		text += fmt.Sprintf("%s %s %s %s; ", e.ID, e.Kind, e.RegisteredOffice.Country, e.Listed)
	}
	for _, h := range d.Holdings {
		text += fmt.Sprintf("\n%s of %s %s %s", h.Holder, h.Issuer, percent(Bounds{h.Capital.Lo(), h.Capital.Hi()}), h.Concert)
	}
	return text
}

func looseLens() Lens {
	l := lens()
	l.SuspendCircular = false
	return l
}

func field(t require.TestingT, d *Dossier, l Lens) *Field {
	s, faults, err := Resolve(d, 20261122)
	require.NoError(t, err)
	require.Empty(t, faults)
	return NewField(s, l)
}

// plainInverse computes look-through chances by solving (I − W) x = b for the
// whole dossier with schoolbook elimination, from the rows alone. It knows no
// listed layers and no ranges.
func plainInverse(d *Dossier, hit func(*Entity) bool) map[string]*big.Rat {
	n := len(d.Entities)
	index := make(map[string]int)
	for i, e := range d.Entities {
		index[e.ID] = i
	}
	m := make([][]*big.Rat, n)
	for i := range m {
		m[i] = make([]*big.Rat, n+1)
		for k := range m[i] {
			m[i][k] = new(big.Rat)
		}
		m[i][i].SetInt64(1)
		if hit(d.Entities[i]) {
			m[i][n].SetInt64(1)
		}
	}
	for _, h := range d.Holdings {
		j, k := index[h.Issuer], index[h.Holder]
		if !hit(d.Entities[j]) {
			m[j][k].Sub(m[j][k], h.Capital.Lo())
		}
	}
	for p := range n {
		pivot := p
		for pivot < n && m[pivot][p].Sign() == 0 {
			pivot++
		}
		if pivot == n {
			return nil // a closed ring
		}
		m[p], m[pivot] = m[pivot], m[p]
		for i := range n {
			if i == p || m[i][p].Sign() == 0 {
				continue
			}
			factor := new(big.Rat).Quo(m[i][p], m[p][p])
			for k := p; k <= n; k++ {
				m[i][k].Sub(m[i][k], new(big.Rat).Mul(factor, m[p][k]))
			}
		}
	}
	x := make(map[string]*big.Rat)
	for i, e := range d.Entities {
		x[e.ID] = m[i][n].Quo(m[i][n], m[i][i])
	}
	return x
}

func unlist(d *Dossier) *Dossier {
	for _, e := range d.Entities {
		e.Listed = ""
	}
	return d
}

func TestLookThroughIsThePlainInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := unlist(drawDossier(t, false))
		f := field(t, d, lens())
		m := f.Measure(0)
		outside := func(e *Entity) bool {
			i, _ := f.Index(e.ID)
			return i != 0 && f.Outside(i) == Yes && f.Counted(i)
		}
		if x := plainInverse(d, outside); x != nil {
			require.Zero(t, x["c0"].Cmp(m.Collective[Capital][LookThrough].Low), "collective: %v and %v", x["c0"], m.Collective[Capital][LookThrough].Low)
		}
		for _, h := range m.Holders {
			if h.Who >= f.Len() {
				continue // a concert
			}
			if x := plainInverse(d, func(e *Entity) bool { return e.ID == f.Entities[h.Who].ID }); x != nil {
				require.Zero(t, x["c0"].Cmp(h.Figures[Capital][LookThrough].Low), "%s: %v and %v", f.Entities[h.Who].ID, x["c0"], h.Figures[Capital][LookThrough].Low)
			}
		}
	})
}

// complete makes one of the worlds that a dossier allows: every range an exact
// share, every unknown seat a place, every remainder somebody's. What lies
// above an entity outside goes to somebody unrelated, as the measures assume.
// related tells that some are related all the same, in ways that could undo a
// presumption of control that the measures take to be certain: two that hold shares
// of one company side by side; or those who lead members of a concert from outside,
// and thereby act together.
func complete(d *Dossier, random *rand.Rand) (done *Dossier, related bool) {
	done = &Dossier{}
	for _, e := range d.Entities {
		c := *e
		if c.RegisteredOffice.Country == "" {
			c.RegisteredOffice.Country = []string{"FR", "US"}[random.IntN(2)]
		}
		done.Entities = append(done.Entities, &c)
	}
	place := make(map[string]string)
	for i, e := range done.Entities {
		place[e.ID] = d.Entities[i].RegisteredOffice.Country
	}
	outsider := &Entity{ID: "zz", Kind: Company, RegisteredOffice: Place{Country: "US"}}
	done.Entities = append(done.Entities, outsider)
	left := make(map[string]*big.Rat)
	for _, e := range d.Entities {
		left[e.ID] = new(big.Rat).Set(one)
	}
	for _, h := range d.Holdings {
		left[h.Issuer].Sub(left[h.Issuer], h.Capital.Lo())
	}
	part := func(whole *big.Rat) *big.Rat {
		return new(big.Rat).Mul(whole, big.NewRat(int64(random.IntN(5)), 4))
	}
	for _, h := range d.Holdings {
		c := *h
		width := new(big.Rat).Sub(h.Capital.Hi(), h.Capital.Lo())
		if width.Cmp(left[h.Issuer]) > 0 {
			width.Set(left[h.Issuer])
		}
		extra := part(width)
		left[h.Issuer].Sub(left[h.Issuer], extra)
		c.Capital = Exactly(new(big.Rat).Add(h.Capital.Lo(), extra))
		done.Holdings = append(done.Holdings, &c)
	}
	// The measures take holders who are not recorded as related to be
	// unrelated: each remainder is a stranger's, but for one that somebody
	// already recorded may have.
	taken := random.IntN(len(d.Entities))
	for i, e := range done.Entities[:len(d.Entities)] {
		rest := left[e.ID]
		if e.Kind == Person || e.Kind == State || rest.Sign() == 0 || e.Listed == RegulatedMarket && place[e.ID] != "US" && place[e.ID] != "CN" {
			continue
		}
		taker := fmt.Sprintf("z%d", i)
		stranger := &Entity{ID: taker, Kind: Person, RegisteredOffice: Place{Country: "FR"}}
		beyond := place[e.ID] == "US" || place[e.ID] == "CN" || place[e.ID] == "" && e.RegisteredOffice.Country == "US"
		switch {
		case beyond && e.ID != "c0":
		case i == taken && random.IntN(2) == 0:
			if k := random.IntN(len(d.Entities)); k != i {
				taker, stranger = done.Entities[k].ID, nil
				related = related || sideBySide(d, e.ID, taker)
			}
		case i == taken:
			taker, stranger = outsider.ID, nil
		case random.IntN(2) == 0:
			stranger.Kind, stranger.RegisteredOffice.Country = Company, "US"
		}
		if stranger != nil {
			done.Entities = append(done.Entities, stranger)
		}
		done.Holdings = append(done.Holdings, &Holding{Holder: taker, Issuer: e.ID, Capital: Exactly(rest), Class: "rest",
			At: Position{File: "shareholdings.csv", Line: len(done.Holdings) + 2}})
	}
	for _, h := range d.Holdings {
		related = related || h.Concert != "" && place[h.Holder] != "US" && place[h.Holder] != "CN"
	}
	return done, related
}

// sideBySide tells whether two hold shares of one company. A rival there counts
// with what it surely controls alone, as the measures say.
func sideBySide(d *Dossier, a, b string) bool {
	of := make(map[string]bool)
	for _, h := range d.Holdings {
		if h.Holder == a {
			of[h.Issuer] = true
		}
	}
	return slices.ContainsFunc(d.Holdings, func(h *Holding) bool { return h.Holder == b && of[h.Issuer] })
}

func within(t *rapid.T, what string, exact, bounds Bounds) {
	require.True(t, bounds.Low.Cmp(exact.Low) <= 0 && exact.High.Cmp(bounds.High) <= 0,
		"%s: [%s] is not within [%s]", what, percent(exact), percent(bounds))
}

// atMost leaves of what is measured in a reading the upper ends.
func (m *Measures) atMost(r Reading) {
	nothing := new(big.Rat)
	m.Collective[Capital][r].Low = nothing
	for k := range m.Holders {
		m.Holders[k].Figures[Capital][r].Low = nothing
	}
}

func TestBoundsContainEveryCompletion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := unlist(drawDossier(t, true))
		m := field(t, d, looseLens())
		partial := m.Measure(0)
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7))
		whole, related := complete(d, random)
		t.Log(show(whole))
		f := field(t, whole, looseLens())
		full := f.Measure(0)
		if len(full.Ring) > 0 {
			return // nobody's capital: no exact figure
		}
		for _, r := range Readings {
			if related && r != LookThrough {
				partial.atMost(r)
			}
			within(t, "collective "+r.String(), full.Collective[Capital][r], partial.Collective[Capital][r])
			for _, h := range partial.Holders {
				if related && h.Who >= m.Len() {
					continue // a concert with other members there
				}
				ref := m.RefOf(h.Who)
				if i, found := indexOf(f, ref); found {
					if exact, ok := full.Holder(i); ok {
						within(t, string(ref)+" "+r.String(), exact.Figures[Capital][r], h.Figures[Capital][r])
					}
				}
			}
			i, _ := f.Index("zz")
			if exact, ok := full.Holder(i); ok {
				within(t, "undisclosed "+r.String(), exact.Figures[Capital][r], partial.Undisclosed[Capital][r])
			}
		}
	})
}

// indexOf finds an entity or a concert by its reference.
func indexOf(f *Field, ref Ref) (int, bool) {
	for i := range f.Concerts() {
		if f.RefOf(f.Len()+i) == ref {
			return f.Len() + i, true
		}
	}
	return f.Index(string(ref))
}

func TestCombinedIsNeverBelowTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := field(t, drawDossier(t, true), lens())
		m := f.Measure(0)
		check := func(what string, figures Figures) {
			for _, d := range Dimensions {
				both := figures[d][Combined]
				for _, r := range []Reading{LookThrough, ControlReading} {
					require.True(t, figures[d][r].Low.Cmp(both.Low) <= 0, "%s %s low: %s above %s", what, r, percent(figures[d][r]), percent(both))
					require.True(t, figures[d][r].High.Cmp(both.High) <= 0, "%s %s high: %s above %s", what, r, percent(figures[d][r]), percent(both))
				}
				for _, r := range Readings {
					b := figures[d][r]
					require.True(t, b.Low.Sign() >= 0 && b.Low.Cmp(b.High) <= 0 && b.High.Cmp(one) <= 0, "%s %s: %s", what, r, percent(b))
				}
			}
		}
		check("collective", m.Collective)
		for _, h := range m.Holders {
			check(string(f.RefOf(h.Who)), h.Figures)
			if f.CountedOf(h.Who) && f.OutsideOf(h.Who) == Yes {
				for _, d := range Dimensions {
					for _, r := range Readings {
						require.True(t, h.Figures[d][r].Low.Cmp(m.Collective[d][r].Low) <= 0, "%s has more than all together", f.RefOf(h.Who))
					}
				}
			}
		}
	})
}

// Everything that a walk can come to, and what it is lost to, is the whole.
func TestConservation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := field(t, unlist(drawDossier(t, false)), lens())
		w := newWalk(f, 0, Capital)
		n := w.visits(nil, nil)
		sum := new(big.Rat)
		for i := range w.nodes {
			if n[i] == nil {
				continue
			}
			out := new(big.Rat).Set(one)
			if !w.terminal(i, nil) {
				out = new(big.Rat).Set(f.rest[Capital][w.nodes[i]])
				if len(w.up[i]) == 0 {
					out.SetInt64(1)
				}
			}
			sum.Add(sum, out.Mul(out, n[i]))
		}
		if w.ring[0] != nil {
			return
		}
		require.Zero(t, sum.Cmp(one), "the walk's ends sum to %v", sum)
	})
}

func TestRowOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, true)
		before := field(t, d, lens()).Measure(0)
		shuffled := &Dossier{Entities: rapid.Permutation(d.Entities).Draw(t, "entities"), Holdings: rapid.Permutation(d.Holdings).Draw(t, "rows")}
		after := field(t, shuffled, lens()).Measure(0)
		require.Equal(t, len(before.Holders), len(after.Holders))
		same := func(a, b Figures) {
			for _, d := range Dimensions {
				for _, r := range Readings {
					require.Equal(t, percent(a[d][r]), percent(b[d][r]))
				}
			}
		}
		same(before.Collective, after.Collective)
		for i := range before.Holders {
			same(before.Holders[i].Figures, after.Holders[i].Figures)
		}
	})
}

// A holder outside that puts its shares into two companies that it wholly owns,
// seated where it is, has what it had; and a company of the Union put between a
// holder and its shares changes nothing in the look-through.
func TestShells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := unlist(drawDossier(t, false))
		i := slices.IndexFunc(d.Entities, func(e *Entity) bool { return e.Kind != Person && e.Kind != State && e.RegisteredOffice.Country == "US" })
		if i <= 0 {
			return
		}
		holder := d.Entities[i]
		before := field(t, d, looseLens()).Measure(0)
		shells := func(seat string) *Dossier {
			split := &Dossier{Entities: slices.Clone(d.Entities)}
			for _, id := range []string{"s1", "s2"} {
				split.Entities = append(split.Entities, &Entity{ID: id, Kind: Company, RegisteredOffice: Place{Country: seat}})
				split.Holdings = append(split.Holdings, &Holding{Holder: holder.ID, Issuer: id, Capital: Exactly(one), At: Position{Line: 900}})
			}
			moved := 0
			for _, h := range d.Holdings {
				c := *h
				if c.Holder == holder.ID && c.Issuer != holder.ID {
					c.Holder = []string{"s1", "s2"}[moved%2]
					moved++
				}
				split.Holdings = append(split.Holdings, &c)
			}
			return split
		}
		split := field(t, shells("US"), looseLens()).Measure(0)
		for _, r := range Readings {
			require.Equal(t, percent(before.Collective[Capital][r]), percent(split.Collective[Capital][r]), r.String())
		}
		shelled := field(t, shells("FR"), looseLens())
		between := shelled.Measure(0)
		require.Equal(t, percent(before.Collective[Capital][LookThrough]), percent(between.Collective[Capital][LookThrough]))
		k, _ := shelled.Index(holder.ID)
		j, _ := field(t, d, looseLens()).Index(holder.ID)
		was, above := before.Holder(j)
		is, still := between.Holder(k)
		require.Equal(t, above, still)
		for r := range Readings {
			if above {
				require.Equal(t, percent(was.Figures[Capital][LookThrough]), percent(is.Figures[Capital][LookThrough]), r)
			}
		}
	})
}

// Nobody is met twice among the controllers of a company: votes counted for
// each of them would count double.
func TestEachControllerOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := field(t, drawDossier(t, true), looseLens())
		for _, m := range []*controlMap{f.groups, f.certain, f.possible} {
			for j := range f.Entities {
				met := map[int]bool{}
				m.each(j, func(c controller) bool {
					require.False(t, met[c.who], "%s is met twice above %s", f.RefOf(c.who), f.RefOf(j))
					require.NotEqual(t, j, c.who)
					met[c.who] = true
					return true
				})
			}
		}
	})
}

// A ring of majorities with a company beside it that nobody has a majority of.
func TestRingOfMajoritiesAndACompanyBesideIt(t *testing.T) {
	f := field(t, dossier(t, "p us:US s1:US s2:US h", "h p 2.5", "s1 p 52.5", "p us 52.5", "s2 h 42.5", "us s1 100", "us s2 100"), looseLens())
	p, _ := f.Index("p")
	require.Equal(t, "53.5625..100 / 52.5..100 / 53.5625..100", figures(f.Measure(p).Collective, Capital))
}

// The largest chains and what is left sum to the figure.
func TestChainsSumToTheFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := field(t, drawDossier(t, true), lens())
		m := f.Measure(0)
		for _, d := range Dimensions {
			for _, r := range Readings {
				for who := Together; who < len(f.Entities); who++ {
					if _, above := m.Holder(who); who >= 0 && !above {
						continue
					}
					chains, further := m.Chains(d, r, who, 4)
					sum := new(big.Rat).Set(further)
					for i, c := range chains {
						sum.Add(sum, c.Share)
						require.NotEmpty(t, c.Links)
						require.Equal(t, 0, c.Links[len(c.Links)-1].Issuer, "a chain ends at the subject")
						for k := 1; k < len(c.Links); k++ {
							require.Equal(t, c.Links[k-1].Issuer, c.Links[k].Holder, "links meet")
						}
						if i > 0 {
							require.True(t, c.Share.Cmp(chains[i-1].Share) <= 0, "largest first")
						}
					}
					require.Zero(t, sum.Cmp(m.figure(d, r, who).Low), "%s %s %d", d, r, who)
				}
			}
		}
	})
}

// The widths of the gaps sum to the interval that they leave open.
func TestGapsSumToTheInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := field(t, unlist(drawDossier(t, true)), lens())
		m := f.Measure(0)
		for _, d := range Dimensions {
			for _, r := range []Reading{LookThrough, Combined} {
				for who := Undisclosed; who < len(f.Entities); who++ {
					if _, above := m.Holder(who); who >= 0 && !above {
						continue
					}
					figure := m.figure(d, r, who)
					sum := new(big.Rat)
					for _, g := range m.Gaps(d, r, who) {
						sum.Add(sum, g.Width)
					}
					interval := new(big.Rat).Sub(figure.High, figure.Low)
					require.Zero(t, sum.Cmp(interval), "%s %s %d: gaps %v, interval %v", d, r, who, sum, interval)
				}
			}
		}
	})
}
