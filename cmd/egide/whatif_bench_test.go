package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/cmd/internal/whatif"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

// BenchmarkWhatIf works out the rooms, mends and settlements of a dossier of 60
// entities and of some of 200: one that fails, one of which not everything is
// known, and one most of whose holders are moved into the Union so that it passes.
func BenchmarkWhatIf(b *testing.B) {
	big := generated{entities: 200, holdings: 320, depth: 5, growth: 1.6}
	open := big
	open.open = 0.2
	for _, of := range []struct {
		name, dir string
		inside    int // of how many holders outside all but one are moved
	}{
		{"60", filepath.Join(dossiersDir, "big-60"), 1},
		{"200-fails", big.write(b, 7), 1},
		{"200-open", open.write(b, 7), 12},
		{"200-passes", big.write(b, 7), 12},
	} {
		d, err := intake.ReadDossier(of.dir, intake.Options{})
		require.NoError(b, err)
		held := map[string]bool{}
		for _, h := range d.Holdings {
			held[h.Issuer] = true
		}
		met := 0
		for _, e := range d.Entities {
			e.Ultimate = of.name == "200-passes" && !held[e.ID]
			switch e.RegisteredOffice.Country {
			case "US", "GB", "CH", "JP":
				if met++; met%of.inside != 0 {
					e.RegisteredOffice = ownership.Place{Country: "FR"}
				}
			}
		}
		r, faults, err := rules.Check(d, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
		require.NoError(b, err)
		require.Empty(b, faults)
		b.Run(of.name, func(b *testing.B) {
			for b.Loop() {
				w, err := whatif.Make(r, nil, nil, "en")
				require.NoError(b, err)
				b.ReportMetric(float64(len(w.Headroom)), "rooms")
				b.ReportMetric(float64(w.Unlimited), "unlimited")
				b.ReportMetric(float64(len(w.Mend)), "mends")
				b.ReportMetric(float64(len(w.Settle)), "settlements")
			}
		})
	}
}
