package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership/intake/internal/trial"
)

// manyHolders is a dossier of n companies with three holders for every two of
// them, as a group of that size has.
func manyHolders(tb testing.TB, n int) string {
	countries := []string{"FR", "États-Unis", "Germany", "US-DE", "Pays-Bas"}
	var entities, holdings strings.Builder
	entities.WriteString("id,name,kind,role,registered_office,central_administration,principal_establishment,listed,lei,source\n")
	holdings.WriteString("holder,issuer,capital,votes,from,source,source_date\n")
	for i := range n {
		fmt.Fprintf(&entities, "e%d,Company %d SAS,company,,%s,%s,%s,no,,register\n", i, i, countries[i%5], countries[i%5], countries[i%5])
		if i > 0 {
			fmt.Fprintf(&holdings, "e%d,e%d,%d.%02d,\"24,5 %%\",2020-01-01,annual report,31/12/2025\n", i, i/2, i%30, i%100)
		}
		if i%2 == 1 {
			fmt.Fprintf(&holdings, "e%d,e%d,25-50,,,,\n", i, i/3)
		}
	}
	return trial.Folder(tb, map[string]string{"entities.csv": entities.String(), "shareholdings.csv": holdings.String()})
}

// chainOf is a chain of n companies, each wholly owned by the next.
func chainOf(tb testing.TB, n int) string {
	var entities, holdings strings.Builder
	entities.WriteString("id,name,role,registered_office\n")
	holdings.WriteString("holder,issuer,capital\n")
	for i := range n {
		fmt.Fprintf(&entities, "c%d,Company %d,,FR\n", i, i)
		if i > 0 {
			fmt.Fprintf(&holdings, "c%d,c%d,100\n", i, i-1)
		}
	}
	return trial.Folder(tb, map[string]string{"entities.csv": entities.String(), "shareholdings.csv": holdings.String()})
}

func benchmarkRead(b *testing.B, dir string, entities int) {
	b.ReportAllocs()
	for b.Loop() {
		d, err := ReadDossier(dir, Options{})
		require.NoError(b, err)
		require.Len(b, d.Entities, entities)
	}
}

func BenchmarkReadDossier5000(b *testing.B) { benchmarkRead(b, manyHolders(b, 5000), 5000) }

func BenchmarkReadChain100000(b *testing.B) { benchmarkRead(b, chainOf(b, 100_000), 100_000) }
