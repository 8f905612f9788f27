// Package population makes registers of companies for benchmarks: seeded, so
// that everybody measures the same one, streamed, so that any size can be made,
// and in the proportions of a real register.
//
// The proportions are those of the register of the United Kingdom in 2021 as
// graph studies of it give them: 7.97 million nodes, 151,803 of which are
// companies that both hold and are held, about ten layers, and 498 nodes in
// rings. A register of another size has them scaled.
package population

import (
	"bufio"
	"io"
)

// The register that the proportions are taken from.
const (
	ukNodes          = 7_970_000
	ukIntermediaries = 151_803
	ukInRings        = 498
	layers           = 10
)

// Options say what to make. The zero value is an empty register.
type Options struct {
	Seed     uint64
	Entities int
	Holdings int  // rows; the stress structures have their own
	Ordered  bool // ids ascend in the order of the rows, as some registers publish them
	Dirt     int  // one row of holdings in so many has a fault; 0 is none
	Rights   int  // one company in so many has a row of rights.csv; 0 is none

	// Structures that no register has in this size, each beside the rest.

	Component bool // one strongly connected component of 1,318 companies and 12,191 links
	Chain     int  // companies that each hold the next one
	Ring      int  // companies in one ring
	Holders   int  // holders of one company
	Complete  int  // companies that each hold every other
}

// Counts are what was written.
type Counts struct {
	Entities, Holdings, Rights int
}

// Write writes the three tables of a register as CSV.
func Write(o Options, entities, holdings, rights io.Writer) (Counts, error) {
	g := newGenerator(o, entities, holdings, rights)
	g.entities.text(entityHeader)
	g.holdings.text(holdingHeader)
	g.rights.text(rightHeader)
	g.register()
	g.stress()
	for _, t := range []*table{&g.entities, &g.holdings, &g.rights} {
		if err := t.w.Flush(); err != nil {
			return Counts{}, err
		}
	}
	return Counts{Entities: g.entities.rows, Holdings: g.holdings.rows, Rights: g.rights.rows}, nil
}

const (
	entityHeader  = "id,name,kind,registered_office,central_administration,nationality,listed\n"
	holdingHeader = "holder,issuer,capital,votes,from,until\n"
	rightHeader   = "holder,company,right,organ,seats,of_seats\n"
)

// table is a file that is being written.
type table struct {
	w    *bufio.Writer
	line []byte
	rows int
}

func newTable(w io.Writer) table {
	return table{w: bufio.NewWriterSize(w, 1<<20), line: make([]byte, 0, 256)}
}

// text writes without counting a row. A failure stays with the writer, and
// Flush tells of it.
func (t *table) text(s string) { _, _ = t.w.WriteString(s) }

// end writes the line as a row.
func (t *table) end() {
	t.line = append(t.line, '\n')
	_, _ = t.w.Write(t.line)
	t.line = t.line[:0]
	t.rows++
}

// generator holds what a row needs to know of the rest of the register. What an
// entity is follows from its number alone, so that nothing is kept.
type generator struct {
	o                          Options
	entities, holdings, rights table

	companies      int // numbers below are companies of the register
	intermediaries int // numbers below are those that hold others
	inRings        int // numbers below are in rings
	tops           int // numbers from companies to below are holders from elsewhere, the rest persons
	step, shift    uint64
	personStep     uint64

	picked []int
	seen   map[int]bool
	shares []int
}

func newGenerator(o Options, entities, holdings, rights io.Writer) *generator {
	g := &generator{o: o, entities: newTable(entities), holdings: newTable(holdings), rights: newTable(rights), seen: map[int]bool{}}
	n := o.Entities
	g.companies = n * 55 / 100
	g.intermediaries = int(int64(n) * ukIntermediaries / ukNodes)
	g.inRings = int(int64(n) * ukInRings / ukNodes)
	g.tops = g.companies + n*2/100
	g.step, g.shift = 1, 0
	if persons := uint64(n - g.tops); persons > 0 {
		g.personStep = coprime(persons, random(o.Seed, 2, saltOrder)%persons)
	}
	if n > 1 && !o.Ordered {
		g.step = coprime(uint64(n), random(o.Seed, 0, saltOrder)%uint64(n))
		g.shift = random(o.Seed, 1, saltOrder) % uint64(n)
	}
	return g
}

// at is the number of the entity in a row: rows are in an order of their own,
// as the registers that are sorted by name have them.
func (g *generator) at(row int) int {
	return int((uint64(row)*g.step + g.shift) % uint64(g.o.Entities))
}

// coprime is the first number from about a half of n that has no factor in
// common with it.
func coprime(n, near uint64) uint64 {
	k := n/2 + near/3 + 1
	for divisor(n, k) != 1 {
		k++
	}
	return k
}

func divisor(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
