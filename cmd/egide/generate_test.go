package main

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/require"
)

// generated says what a made dossier looks like.
type generated struct {
	entities, holdings int
	depth              int     // layers above the provider
	growth             float64 // how much wider each layer is than the one below
	open               float64 // share of companies that leave some of their capital unexplained
}

// write makes the dossier in a new folder. The same seed makes the same files.
//
// Entities lie in layers above the provider, and each holds a company of the layer
// below, so that all of them reach the provider; further holdings join any two
// layers until their number is reached. The countries are mixed, most of them in
// the EU; every twentieth entity of the upper layers is a person.
func (g generated) write(t testing.TB, seed uint64) string {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 2016))
	countries := []string{"FR", "FR", "FR", "DE", "LU", "NL", "IE", "ES", "IT", "BE", "US", "US-DE", "GB", "CH", "JP"}

	// first has the first entity of each layer, and the end. Entity 0 is the
	// provider, alone in layer 0.
	first, width, total := []int{0, 1}, 1.0, 0.0
	for l := 1; l <= g.depth; l++ {
		total += math.Pow(g.growth, float64(l))
	}
	for l := 1; l < g.depth; l++ {
		width *= g.growth
		first = append(first, first[l]+max(1, int(width/total*float64(g.entities-1))))
	}
	first = append(first, g.entities)
	layer := func(i int) int { return sort.SearchInts(first, i+1) - 1 }
	isPerson := func(i int) bool { return layer(i) > 1 && i%20 == 0 }

	holders := make([][]int, g.entities)
	count := 0
	add := func(holder, below int) {
		issuer := first[below] + random.IntN(first[below+1]-first[below])
		if !isPerson(issuer) && !slices.Contains(holders[issuer], holder) {
			holders[issuer] = append(holders[issuer], holder)
			count++
		}
	}
	for i := 1; i < g.entities; i++ {
		for before := count; count == before; {
			add(i, layer(i)-1)
		}
	}
	for count < g.holdings {
		holder := 1 + random.IntN(g.entities-1)
		add(holder, random.IntN(layer(holder)))
	}

	dir := t.TempDir()
	table(t, filepath.Join(dir, "entities.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "id,name,kind,role,registered_office,central_administration,principal_establishment,nationality,source")
		fmt.Fprintln(w, "e0,Généré Cloud SAS,company,provider,FR,FR,FR,,extrait Kbis")
		for i := 1; i < g.entities; i++ {
			country := countries[random.IntN(len(countries))]
			if isPerson(i) {
				fmt.Fprintf(w, "e%d,Personne %d,person,,,,,%s,statuts\n", i, i, country[:2])
			} else {
				fmt.Fprintf(w, "e%d,Société %d,company,,%s,,,,extrait du registre\n", i, i, country)
			}
		}
	})
	table(t, filepath.Join(dir, "shareholdings.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "holder,issuer,capital,votes,source")
		for i, hs := range holders {
			left := 10000 // hundredths of a percent
			if random.Float64() < g.open {
				left -= 100 + random.IntN(3000)
			}
			for k, h := range hs {
				share := left
				if rest := len(hs) - k - 1; rest > 0 {
					share = 1 + random.IntN(left-rest)
				}
				left -= share
				fmt.Fprintf(w, "e%d,e%d,%d.%02d,,registre des mouvements de titres\n", h, i, share/100, share%100)
			}
		}
	})
	return dir
}

// dense makes n companies each of which holds a little of every other, with one
// American holder and one French person above each.
func dense(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	table(t, filepath.Join(dir, "entities.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "id,name,kind,role,registered_office,central_administration,principal_establishment,nationality")
		for i := range n {
			role := ""
			if i == 0 {
				role = "provider"
			}
			fmt.Fprintf(w, "c%d,Croisée %d SA,company,%s,FR,FR,FR,\n", i, i, role)
			fmt.Fprintf(w, "u%d,Outer %d Inc.,company,,US,,,\n", i, i)
			fmt.Fprintf(w, "f%d,Personne %d,person,,,,,FR\n", i, i)
		}
	})
	table(t, filepath.Join(dir, "shareholdings.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "holder,issuer,capital")
		for j := range n {
			for i := range n {
				if i != j {
					fmt.Fprintf(w, "c%d,c%d,1.%02d\n", i, j, (i*7+j*13)%37)
				}
			}
			fmt.Fprintf(w, "u%d,c%d,%d\n", j, j, 3+j%5)
			fmt.Fprintf(w, "f%d,c%d,%d\n", j, j, 10+j%7)
		}
	})
	return dir
}

// chain makes n companies, each of which wholly owns the one below, with an
// American company at the top.
func chain(t testing.TB, n int) string {
	t.Helper()
	dir := t.TempDir()
	table(t, filepath.Join(dir, "entities.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "id,name,kind,role,registered_office,central_administration,principal_establishment")
		fmt.Fprintln(w, "c0,Chaîne Cloud SAS,company,provider,FR,FR,FR")
		for i := 1; i < n-1; i++ {
			fmt.Fprintf(w, "c%d,Maillon %d SAS,company,,FR,,\n", i, i)
		}
		fmt.Fprintf(w, "c%d,Summit Inc.,company,,US,,\n", n-1)
	})
	table(t, filepath.Join(dir, "shareholdings.csv"), func(w *bufio.Writer) {
		fmt.Fprintln(w, "holder,issuer,capital")
		for i := range n - 1 {
			fmt.Fprintf(w, "c%d,c%d,100\n", i+1, i)
		}
	})
	return dir
}

func table(t testing.TB, path string, rows func(*bufio.Writer)) {
	t.Helper()
	file, err := os.Create(path)
	require.NoError(t, err)
	w := bufio.NewWriter(file)
	rows(w)
	require.NoError(t, w.Flush())
	require.NoError(t, file.Close())
}
