package rules

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership"
)

// supplyTree is a provider and n third parties, of which each takes part through
// the client that the function names: -1 is the provider. Each belongs wholly to a founder of its
// own; one in ten to a company in the United States.
func supplyTree(n int, client func(k int) int) *ownership.Dossier {
	d := &ownership.Dossier{}
	id := func(k int) string {
		if k < 0 {
			return "p"
		}
		return fmt.Sprintf("s%05d", k)
	}
	fr := ownership.Place{Country: "FR"}
	add := func(e ownership.Entity) {
		e.At = ownership.Position{File: "entities.csv", Line: len(d.Entities) + 2}
		d.Entities = append(d.Entities, &e)
	}
	hold := func(holder, issuer string) {
		d.Holdings = append(d.Holdings, &ownership.Holding{
			Holder: holder, Issuer: issuer, Capital: ownership.Exactly(big.NewRat(1, 1)),
			At: ownership.Position{File: "shareholdings.csv", Line: len(d.Holdings) + 2},
		})
	}
	add(ownership.Entity{ID: "p", Kind: ownership.Company, Provider: true, RegisteredOffice: fr, CentralAdministration: fr, PrincipalEstablishment: fr})
	add(ownership.Entity{ID: "founder", Kind: ownership.Person, Nationality: fr})
	add(ownership.Entity{ID: "us", Kind: ownership.Company, RegisteredOffice: ownership.Place{Country: "US"}})
	hold("founder", "p")
	for k := range n {
		add(ownership.Entity{ID: id(k), Kind: ownership.Company, RegisteredOffice: fr, Services: []string{"hosting"}})
		if k%10 == 9 {
			hold("us", id(k))
		} else {
			hold("founder", id(k))
		}
		d.Supplies = append(d.Supplies, &ownership.Supply{
			Client: id(client(k)), Supplier: id(k), Service: "hosting", DataAccess: ownership.AccessCustomer, OwnSkills: ownership.Yes,
			At: ownership.Position{File: "subcontracts.csv", Line: k + 2},
		})
	}
	return d
}

// BenchmarkThirdParties checks a provider with 50,000 third parties: all of them
// its own, each the next one's client, and four to a client.
func BenchmarkThirdParties(b *testing.B) {
	for _, shape := range []struct {
		name   string
		client func(int) int
	}{
		{"star", func(int) int { return -1 }},
		{"chain", func(k int) int { return k - 1 }},
		{"tree", func(k int) int { return k/4 - 1 }},
		{"comb", func(k int) int { return k - 1 - k%2 }},
	} {
		d := supplyTree(50_000, shape.client)
		b.Run(shape.name, func(b *testing.B) {
			for b.Loop() {
				_, faults, err := Check(d, Options{AsOf: today, Policy: DefaultPolicy()})
				require.NoError(b, err)
				require.Empty(b, faults)
			}
		})
	}
}

// everyOther has 300 suppliers that all supply each other.
func everyOther() *ownership.Dossier {
	d := supplyTree(300, func(int) int { return -1 })
	all := d.Supplies
	for _, client := range all {
		for _, supplier := range all {
			if client != supplier {
				row := *supplier
				row.Client = client.Supplier
				d.Supplies = append(d.Supplies, &row)
			}
		}
	}
	return d
}

func BenchmarkEverySupplierSuppliesEveryOther(b *testing.B) {
	d := everyOther()
	for b.Loop() {
		_, faults, err := Check(d, Options{AsOf: today, Policy: DefaultPolicy()})
		require.NoError(b, err)
		require.Empty(b, faults)
	}
}
