package ownership

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// forest is a dossier of n companies in layers above one subject, with about
// three holdings for every two companies, a tenth of them outside, and a
// remainder that nobody shows in three out of ten.
func forest(seed uint64, n int) *Dossier {
	random := rand.New(rand.NewPCG(seed, 1))
	d := &Dossier{}
	id := func(i int) string { return fmt.Sprintf("e%06d", i) }
	for i := range n {
		e := &Entity{ID: id(i), Kind: Company, RegisteredOffice: Place{Country: "FR"}}
		if random.IntN(10) == 0 {
			e.RegisteredOffice.Country = "US"
		}
		d.Entities = append(d.Entities, e)
	}
	add := func(holder, issuer int, percent int64) {
		d.Holdings = append(d.Holdings, &Holding{Holder: id(holder), Issuer: id(issuer), Capital: Exactly(big.NewRat(percent, 10000)),
			At: Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}})
	}
	left := make([]int64, n)
	for i := range left {
		left[i] = 10000
		if random.IntN(10) < 3 {
			left[i] = int64(4000 + random.IntN(6000))
		}
	}
	for i := 1; i < n; i++ {
		issuer := max(0, i/3-random.IntN(3))
		share := min(left[issuer], int64(100+random.IntN(6000)))
		if share > 0 {
			add(i, issuer, share)
			left[issuer] -= share
		}
		if random.IntN(2) == 0 && i > 4 {
			other := random.IntN(i / 2)
			if share := min(left[other], int64(100+random.IntN(2000))); share > 0 && other != issuer {
				add(i, other, share)
				left[other] -= share
			}
		}
	}
	return d
}

// dense is a dossier in which n companies all hold shares of each other.
func dense(n int) *Dossier {
	random := rand.New(rand.NewPCG(3, 1))
	d := &Dossier{}
	id := func(i int) string { return fmt.Sprintf("c%03d", i) }
	for i := range 2 * n {
		e := &Entity{ID: id(i), Kind: Company, RegisteredOffice: Place{Country: "FR"}}
		if i%3 == 0 {
			e.RegisteredOffice.Country = "US"
		}
		d.Entities = append(d.Entities, e)
	}
	for issuer := range n {
		add := func(holder int, share *big.Rat) {
			d.Holdings = append(d.Holdings, &Holding{Holder: id(holder), Issuer: id(issuer), Capital: Exactly(share),
				At: Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2}})
		}
		for holder := range n {
			if holder != issuer {
				add(holder, big.NewRat(int64(1+random.IntN(140)), 10000))
			}
		}
		add(n+issuer, big.NewRat(int64(1000+random.IntN(500)), 10000))
	}
	return d
}

// chain is a dossier of n companies, each held by the next.
func chain(n int, share *big.Rat) *Dossier {
	d := &Dossier{}
	id := func(i int) string { return fmt.Sprintf("e%06d", i) }
	for i := range n {
		e := &Entity{ID: id(i), Kind: Company, RegisteredOffice: Place{Country: "FR"}}
		if i == n-1 {
			e.RegisteredOffice.Country = "US"
		}
		d.Entities = append(d.Entities, e)
		if i > 0 {
			d.Holdings = append(d.Holdings, &Holding{Holder: id(i), Issuer: id(i - 1), Capital: Exactly(share)})
		}
	}
	return d
}

func benchmark(b *testing.B, d *Dossier) {
	for b.Loop() {
		s, faults, err := Resolve(d, 20261122)
		require.NoError(b, err)
		require.Empty(b, faults)
		f := NewField(s, lens())
		f.Measure(0)
	}
}

func BenchmarkForest5000(b *testing.B)    { benchmark(b, forest(1, 5000)) }
func BenchmarkDense60(b *testing.B)       { benchmark(b, dense(60)) }
func BenchmarkChain100000(b *testing.B)   { benchmark(b, chain(100_000, big.NewRat(1, 1))) }
func BenchmarkChainLossy(b *testing.B)    { benchmark(b, chain(100_000, big.NewRat(9999, 10000))) }
func BenchmarkChainPresumed(b *testing.B) { benchmark(b, chain(20_000, big.NewRat(45, 100))) }
