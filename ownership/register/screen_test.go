package register

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

var standard = Limits{Individual: big.NewRat(24, 100), Collective: big.NewRat(39, 100)}

// followed has candidates followed through every cycle.
const followed = 0

// uncontended leaves open who has most in a cycle.
const uncontended = -1

// requireScreen compares every line of a screening with the exact engine.
func requireScreen(t *rapid.T, d *ownership.Dossier, l ownership.Lens, reading ownership.Reading, threads, separate int) *Screening {
	s := sound(t, d)
	t.Log(shown(d))
	exact := ownership.NewField(s, l)
	f := NewField(fromDossier(d), l, threads)
	switch f.separate = separate; separate {
	case followed:
		f.tangled = followed
	case uncontended:
		f.separate, f.inverted = 1, 0
	}
	got := f.Screen(reading, standard)
	want := &Screening{Field: f, Reading: reading, Limits: standard}
	for j, e := range s.Entities {
		a, b := want.line(exact, exact.Measure(j)), got.Line(j)
		require.False(t, b.Rough, e.ID)
		near := func(what string, want, got Figure) {
			require.InDelta(t, want.Low, got.Low, b.Error+1e-15, "least of %s, %s", e.ID, what)
			require.InDelta(t, want.High, got.High, b.Error+1e-15, "most of %s, %s", e.ID, what)
		}
		for _, d := range ownership.Dimensions {
			near("together "+d.String(), a.Collective[d], b.Collective[d])
			near("alone "+d.String(), a.Individual[d], b.Individual[d])
			require.Equal(t, a.Holder[d], b.Holder[d], "who has most of %s, %s", e.ID, d)
		}
		requireBounds(t, got, j, a)
		if separate == smallest {
			require.LessOrEqual(t, b.Error, 1e-11)
		} else {
			require.LessOrEqual(t, b.Error, 1e-7)
		}
		require.Equal(t, a.Answer, b.Answer, e.ID)
		require.Equal(t, a.Controller, b.Controller, "controller of %s", e.ID)
	}
	return got
}

// requireBounds holds what the search itself says of an entity, before the exact
// engine is asked, against the exact figures.
func requireBounds(t *rapid.T, s *Screening, j int, want *Line) {
	if s.slot[j] == 0 {
		return
	}
	for _, d := range ownership.Dimensions {
		g := s.measured(uint32(j), int(s.slot[j]-1), d)
		err, slack := float64(g.err)+1e-15, float64(g.slack)
		require.LessOrEqual(t, g.low, want.Collective[d].Low+err)
		require.GreaterOrEqual(t, g.high, want.Collective[d].High-err)
		require.LessOrEqual(t, g.least, want.Individual[d].Low+err)
		require.GreaterOrEqual(t, g.most+slack, want.Individual[d].High-err)
		if left := g.open || g.low == 0 && g.high == 1 && g.least == 0 && g.most == 1 && g.err < 1e-30; left {
			continue
		}
		require.GreaterOrEqual(t, g.low, want.Collective[d].Low-err)
		require.LessOrEqual(t, g.high, want.Collective[d].High+err)
		require.GreaterOrEqual(t, g.least+slack, want.Individual[d].Low-err)
		require.LessOrEqual(t, g.most, want.Individual[d].High+err)
	}
}

func TestScreenIsThatOfTheExactEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, drawing{companies: rapid.SampledFrom([]int{4, 8, 12}).Draw(t, "size"), others: 5,
			dirty: rapid.Bool().Draw(t, "dirty"), unknown: rapid.Bool().Draw(t, "unknown")})
		if rapid.Bool().Draw(t, "layers") {
			upwardsOnly(d)
		}
		if rapid.Bool().Draw(t, "rights") {
			drawRights(t, d)
		}
		reading := rapid.SampledFrom(ownership.Readings).Draw(t, "reading")
		l := lens()
		l.SuspendCircular = rapid.Bool().Draw(t, "suspend")
		requireScreen(t, d, l, reading, 1, rapid.SampledFrom([]int{followed, uncontended, 1, smallest}).Draw(t, "separate"))
	})
}

// Who controls a member on two grounds is one end of the walks, not two: the
// equations of two would have no solution.
func TestScreenOfControlOnTwoGrounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &ownership.Dossier{}
		for i, seat := range []string{"FR", "US", "FR"} {
			d.Entities = append(d.Entities, &ownership.Entity{ID: fmt.Sprintf("c%d", i), Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: seat}})
		}
		percent := func(n int) ownership.Share { return ownership.Exactly(big.NewRat(int64(n), 100)) }
		d.Holdings = []*ownership.Holding{
			{Holder: "c1", Issuer: "c2", Capital: percent(rapid.IntRange(51, 60).Draw(t, "share"))},
			{Holder: "c0", Issuer: "c2", Capital: percent(rapid.IntRange(0, 20).Draw(t, "other"))},
		}
		d.Rights = []*ownership.Right{{Holder: "c0", Company: "c1", Right: ownership.ControlAgreement}, {Holder: "c2", Company: "c0", Right: ownership.Veto}}
		got := requireScreen(t, d, lens(), ownership.Combined, 1, 1)
		for d := range got.figures {
			for _, g := range got.figures[d] {
				require.Less(t, g.err, float32(1e-9))
			}
		}
	})
}

// upwardsOnly turns the holdings of a dossier so that nothing goes round.
func upwardsOnly(d *ownership.Dossier) {
	place := make(map[string]int)
	for i, e := range d.Entities {
		place[e.ID] = i
	}
	var kept []*ownership.Holding
	for _, h := range d.Holdings {
		if h.NomineeFor != "" && place[h.NomineeFor] <= place[h.Issuer] {
			h.NomineeFor = ""
		}
		if place[h.Holder] > place[h.Issuer] || place[h.Holder] == place[h.Issuer] {
			kept = append(kept, h)
		}
	}
	d.Holdings = kept
}

// What is written does not depend on the number of threads.
func TestScreenOnAnyNumberOfThreads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, drawing{companies: 12, others: 6, dirty: true, unknown: true})
		if rapid.Bool().Draw(t, "dense") {
			d = drawDense(t, denseDrawing{from: 5, to: 12, ranges: true, votes: true, controls: true})
		}
		r := fromDossier(d)
		separate := rapid.SampledFrom([]int{followed, uncontended, 1, smallest}).Draw(t, "separate")
		var lines [3][]Line
		for k, threads := range []int{1, 2, 7} {
			f := NewField(r, lens(), threads)
			if f.separate = separate; separate == followed {
				f.tangled = followed
			}
			s := f.Screen(ownership.Combined, standard)
			for i := range r.Len() {
				lines[k] = append(lines[k], s.Line(i))
			}
		}
		require.Equal(t, lines[0], lines[1])
		require.Equal(t, lines[0], lines[2])
	})
}

// Shapes no register has end, with what is plain to see of them.
func TestScreenOfShapes(t *testing.T) {
	company := func(b *Builder, id, seat string) {
		b.AddEntity(&ownership.Entity{ID: id, Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: seat}})
	}
	hold := func(b *Builder, holder, issuer string, percent int64) {
		b.AddHolding(&ownership.Holding{Holder: holder, Issuer: issuer, Capital: ownership.Exactly(big.NewRat(percent, 100))})
	}
	id := func(i int) string { return fmt.Sprintf("c%07d", i) }
	const n = 20_000
	t.Run("a chain", func(t *testing.T) {
		b := NewBuilder(day, nil)
		for i := range n {
			company(b, id(i), "US")
			if i > 0 {
				hold(b, id(i), id(i-1), 100)
			}
		}
		s := NewField(b.Build(), lens(), 2).Screen(ownership.Combined, standard)
		line := s.Line(0)
		require.Equal(t, Figure{1, 1}, line.Individual[0])
		require.Equal(t, 1, line.Holder[0], "the first of those that have the whole")
		require.Equal(t, n-1, line.Controller)
		require.Equal(t, Above, line.Answer)
	})
	t.Run("a ring", func(t *testing.T) {
		const apart = 400 // from one holder outside to the next
		b := NewBuilder(day, nil)
		for i := range n {
			company(b, id(i), "FR")
			hold(b, id(i), id((i+1)%n), 60)
			if i%apart == 0 {
				company(b, "us"+id(i), "US")
				hold(b, "us"+id(i), id(i), 30)
			}
		}
		company(b, "x", "FR")
		hold(b, id(1), "x", 50)
		r := b.Build()
		find := func(id string) int { i, _ := r.Find(id); return i }
		for _, reading := range ownership.Readings {
			s := NewField(r, lens(), 2).Screen(reading, standard)
			for i := range n {
				far, line := i%apart, s.Line(find(id(i)))
				want := 0.3 * math.Pow(0.6, float64(far))
				if reading == ownership.ControlReading {
					if want = 0; far == 0 {
						want = 0.3
					}
				}
				require.InDelta(t, want, line.Collective[0].Low, 1e-12)
				require.InDelta(t, want, line.Individual[0].Low, 1e-12)
				require.False(t, line.Rough)
				if want > 0 {
					require.Equal(t, find("us"+id(i/apart*apart)), line.Holder[0])
				}
			}
			if reading != ownership.ControlReading {
				line := s.Line(find("x"))
				require.InDelta(t, 0.09, line.Individual[0].Low, 1e-12)
				require.Equal(t, find("us"+id(0)), line.Holder[0])
			}
		}
	})
	t.Run("a ring that casts no votes in itself", func(t *testing.T) {
		b := NewBuilder(day, nil)
		for i := range n {
			company(b, id(i), "FR")
			hold(b, id(i), id((i+1)%n), 60)
		}
		company(b, "us", "US")
		hold(b, "us", id(0), 30)
		l := lens()
		l.SuspendCircular = true
		r := b.Build()
		us, _ := r.Find("us")
		s := NewField(r, l, 2).Screen(ownership.Combined, standard)
		for i := range 1000 { // of the last, what it has is less than any number
			require.False(t, s.Line(i).Rough)
		}
		line := s.Line(0)
		require.InDelta(t, 0.3, line.Individual[0].Low, 1e-12)
		require.InDelta(t, 0.75, line.Individual[1].Low, 1e-12, "30 of the 40 that can be cast")
		require.Equal(t, us, line.Controller)
		line = s.Line(1)
		require.InDelta(t, 0.6, line.Individual[0].Low, 1e-12, "of what it controls, the whole")
		require.Equal(t, us, line.Holder[0])
		require.Equal(t, NoHolder, line.Holder[1])
	})
	t.Run("a ring outside", func(t *testing.T) {
		b := NewBuilder(day, nil)
		for i := range n {
			company(b, id(i), "US")
			hold(b, id(i), id((i+1)%n), 60)
			company(b, "fr"+id(i), "FR")
			hold(b, "fr"+id(i), id(i), 40)
		}
		r := b.Build()
		s := NewField(r, lens(), 2).Screen(ownership.Combined, standard)
		for i := range n {
			line := s.Line(i)
			require.False(t, line.Rough)
			require.Equal(t, Figure{0.6, 1}, line.Collective[0])
			require.InDelta(t, 0.6, line.Individual[0].Low, 1e-12)
			first := 0 // they all control each other
			if i == 0 {
				first = 1
			}
			require.Equal(t, first, line.Holder[0])
		}
	})
	t.Run("many holders", func(t *testing.T) {
		b := NewBuilder(day, nil)
		company(b, "p", "FR")
		for i := range n {
			company(b, id(i), "US")
			b.AddHolding(&ownership.Holding{Holder: id(i), Issuer: "p", Capital: ownership.Exactly(big.NewRat(1, n))})
		}
		r := b.Build()
		p, _ := r.Find("p")
		line := NewField(r, lens(), 2).Screen(ownership.Combined, standard).Line(p)
		require.InDelta(t, 1, line.Collective[0].Low, 1e-9)
		require.Equal(t, 0, line.Holder[0])
		require.Equal(t, Above, line.Answer)
	})
}
