package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

// BenchmarkHeadroom finds every room of a dossier of 60 entities and of one of
// 200, most of which are moved into the Union so that it passes.
func BenchmarkHeadroom(b *testing.B) {
	for _, of := range []struct{ name, dir string }{
		{"60", filepath.Join(dossiersDir, "big-60")},
		{"200", generated{entities: 200, holdings: 320, depth: 5, growth: 1.6}.write(b, 7)},
	} {
		d, err := intake.ReadDossier(of.dir, intake.Options{})
		require.NoError(b, err)
		for i, e := range d.Entities {
			if of.name == "200" && (i < 60 || i%4 > 0) && e.RegisteredOffice.Known() {
				e.RegisteredOffice = ownership.Place{Country: "FR"}
			}
		}
		r, faults, err := rules.Check(d, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
		require.NoError(b, err)
		require.Empty(b, faults)
		b.Run(of.name, func(b *testing.B) {
			for b.Loop() {
				rooms, unlimited, err := rules.Headroom(r)
				require.NoError(b, err)
				require.NotEmpty(b, rooms)
				b.ReportMetric(float64(len(rooms)), "rooms")
				b.ReportMetric(float64(unlimited), "unlimited")
			}
		})
	}
}
