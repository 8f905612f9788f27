package register

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

var standard = Limits{Individual: big.NewRat(24, 100), Collective: big.NewRat(39, 100)}

// requireScreen compares every line of a screening with the exact engine.
func requireScreen(t *rapid.T, d *ownership.Dossier, l ownership.Lens, reading ownership.Reading, threads, separate int) *Screening {
	s := sound(t, d)
	t.Log(shown(d))
	exact := ownership.NewField(s, l)
	f := NewField(fromDossier(d), l, threads)
	f.separate = separate
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
		if separate == smallest {
			require.LessOrEqual(t, b.Error, 1e-11)
		} else {
			require.LessOrEqual(t, b.Error, 1e-9)
		}
		require.Equal(t, a.Answer, b.Answer, e.ID)
		require.Equal(t, a.Controller, b.Controller, "controller of %s", e.ID)
	}
	return got
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
		requireScreen(t, d, l, reading, 1, rapid.SampledFrom([]int{1, smallest}).Draw(t, "separate"))
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
		r := fromDossier(d)
		var lines [3][]Line
		for k, threads := range []int{1, 2, 7} {
			s := NewField(r, lens(), threads).Screen(ownership.Combined, standard)
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
		b := NewBuilder(day, nil)
		for i := range n {
			company(b, id(i), "FR")
			hold(b, id(i), id((i+1)%n), 60)
		}
		company(b, "us", "US")
		hold(b, "us", id(0), 30)
		s := NewField(b.Build(), lens(), 2).Screen(ownership.LookThrough, standard)
		require.InDelta(t, 0.3, s.Line(0).Collective[0].Low, 1e-9)
		require.InDelta(t, 0.18, s.Line(1).Collective[0].Low, 1e-9)
		require.InDelta(t, 0.18, s.Line(1).Individual[0].Low, 1e-9)
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
