package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership/intake"
	"egide/rules"
)

// BenchmarkHeadroom finds every room of a dossier of 60 entities and of one of
// 200.
func BenchmarkHeadroom(b *testing.B) {
	for name, dir := range map[string]string{
		"60":  filepath.Join(dossiersDir, "big-60"),
		"200": generated{entities: 200, holdings: 320, depth: 5, growth: 1.6, open: 0.2}.write(b, 7),
	} {
		d, err := intake.ReadDossier(dir, intake.Options{})
		require.NoError(b, err)
		r, faults, err := rules.Check(d, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
		require.NoError(b, err)
		require.Empty(b, faults)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rooms, unlimited, err := rules.Headroom(r)
				require.NoError(b, err)
				b.ReportMetric(float64(len(rooms)), "rooms")
				b.ReportMetric(float64(unlimited), "unlimited")
			}
		})
	}
}
