package register

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// denseDrawing is what a drawn dossier in which nearly everybody holds everybody
// may have in it.
type denseDrawing struct {
	from, to                          int // companies
	ranges, votes, concerts, controls bool
}

// drawDense draws companies that nearly all hold each other, and holders above
// some of them.
func drawDense(t *rapid.T, w denseDrawing) *ownership.Dossier {
	d := &ownership.Dossier{}
	n := rapid.IntRange(w.from, w.to).Draw(t, "companies")
	countries := rapid.SampledFrom([][]string{{"FR"}, {"FR", "FR", "FR", "US"}, {"US", "CN"}, {"FR", "US", ""}}).Draw(t, "countries")
	for i := range n {
		d.Entities = append(d.Entities, &ownership.Entity{ID: fmt.Sprintf("c%02d", i), Kind: ownership.Company,
			RegisteredOffice: ownership.Place{Country: rapid.SampledFrom(countries).Draw(t, "seat")}})
	}
	hold := func(holder, issuer string, of int64, share int64) *ownership.Holding {
		h := &ownership.Holding{Holder: holder, Issuer: issuer, Capital: ownership.Exactly(big.NewRat(share, of)), Class: fmt.Sprint(len(d.Holdings)),
			At: ownership.Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}}
		if w.ranges && rapid.IntRange(0, 9).Draw(t, "range") == 0 {
			h.Capital = ownership.Between(big.NewRat(share, of), big.NewRat(2*share, of), false, false)
		}
		if w.votes && rapid.IntRange(0, 3).Draw(t, "votes") == 0 {
			h.Votes = ownership.Exactly(big.NewRat(share, 2*of))
		}
		d.Holdings = append(d.Holdings, h)
		return h
	}
	// Not too many digits for the exact engine, and the whole now and then.
	same := rapid.Bool().Draw(t, "all the same")
	whole := rapid.SampledFrom([]int64{60, 100, 100, 140, 200}).Draw(t, "inside") // of 200
	for j := range n {
		parts := int64(n * 200)
		for i := range n {
			if i == j || !same && rapid.IntRange(0, 9).Draw(t, "none") == 0 {
				continue
			}
			hold(d.Entities[i].ID, d.Entities[j].ID, parts, whole)
		}
	}
	for k := range rapid.IntRange(0, 6).Draw(t, "holders") {
		id := fmt.Sprintf("h%d", k)
		d.Entities = append(d.Entities, &ownership.Entity{ID: id, Kind: ownership.Company,
			RegisteredOffice: ownership.Place{Country: rapid.SampledFrom([]string{"US", "US", "CN", "FR", ""}).Draw(t, "country")}})
		share := int64(10)
		if w.controls {
			share = rapid.SampledFrom([]int64{10, 60}).Draw(t, "share")
		}
		for _, j := range rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, 3, rapid.ID[int]).Draw(t, "of") {
			h := hold(id, d.Entities[j].ID, 200, share)
			if w.concerts && rapid.Bool().Draw(t, "acts") {
				h.Concert = "pact"
			}
		}
	}
	for k := range rapid.SampledFrom([]int{0, 0, 12}).Draw(t, "small holders") {
		id := fmt.Sprintf("s%02d", k)
		d.Entities = append(d.Entities, &ownership.Entity{ID: id, Kind: ownership.Company,
			RegisteredOffice: ownership.Place{Country: rapid.SampledFrom([]string{"US", ""}).Draw(t, "country")}})
		hold(id, d.Entities[rapid.IntRange(0, 1).Draw(t, "of")].ID, 200, rapid.Int64Range(1, 3).Draw(t, "share"))
	}
	// No more than the whole of anybody: the last rows are left out.
	sums := make(map[string]*big.Rat)
	kept := d.Holdings[:0]
	for _, h := range d.Holdings {
		if sums[h.Issuer] == nil {
			sums[h.Issuer] = new(big.Rat)
		}
		sum := new(big.Rat).Add(sums[h.Issuer], h.Capital.Hi())
		if sum.Cmp(one) <= 0 {
			sums[h.Issuer], kept = sum, append(kept, h)
		}
	}
	d.Holdings = kept
	return d
}

// Decomposed once for all or for each candidate by itself, the equations have
// the same solution, and residues tell the same names in both.
func TestTanglesAreSolvedAsOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDense(t, denseDrawing{from: 20, to: smallest, votes: rapid.Bool().Draw(t, "own votes"), controls: rapid.Bool().Draw(t, "controls")})
		reading := rapid.SampledFrom([]ownership.Reading{ownership.LookThrough, ownership.Combined}).Draw(t, "reading")
		r := fromDossier(d)
		var screens [2]*Screening
		for k, separate := range []int{smallest, 1} {
			f := NewField(r, lens(), 2)
			f.separate = separate
			screens[k] = f.Screen(reading, standard)
		}
		require.Equal(t, screens[0].Redone, screens[1].Redone)
		for dimension := range screens[0].figures {
			for n, want := range screens[0].figures[dimension] {
				got := screens[1].figures[dimension][n]
				for k, ends := range [][2]float64{{want.low, got.low}, {want.high, got.high}, {want.least, got.least}, {want.most, got.most}} {
					require.InDelta(t, ends[0], ends[1], float64(want.err)+float64(got.err), "figure %d", k)
				}
				require.Equal(t, want.holder, got.holder)
			}
		}
	})
}

func TestTanglesAreThoseOfTheExactEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDense(t, denseDrawing{from: 5, to: 9, ranges: rapid.Bool().Draw(t, "ranges"), votes: rapid.Bool().Draw(t, "own votes"),
			concerts: rapid.IntRange(0, 4).Draw(t, "concerts") == 0, controls: rapid.Bool().Draw(t, "controls")})
		reading := rapid.SampledFrom(ownership.Readings).Draw(t, "reading")
		requireScreen(t, d, lens(), reading, 2, rapid.SampledFrom([]int{followed, 1, smallest}).Draw(t, "separate"))
	})
}
