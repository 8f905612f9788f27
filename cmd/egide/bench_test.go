package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// medium and large are dossiers as groups of companies have them: three holdings
// to two entities, eight layers, three companies of ten with some capital unexplained.
var (
	medium = generated{entities: 200, holdings: 300, depth: 8, growth: 1.5, open: 0.3}
	large  = generated{entities: 5000, holdings: 7500, depth: 8, growth: 2.5, open: 0.3}
)

// built compiles the program once, as it ships: the test binary would start
// more slowly.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "egide-bench")
	if err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "egide")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return binary, cmd.Run()
})

// BenchmarkProcess times the program as a user does: from the start of the
// process to its end, reading CSV files and writing a report. The second figure
// is the time of all processors, which other work on the machine does not
// stretch.
func BenchmarkProcess(b *testing.B) {
	binary, err := built()
	require.NoError(b, err)
	b.Cleanup(func() { os.RemoveAll(filepath.Dir(binary)) })
	for _, c := range []struct {
		name   string
		dir    string
		format string
	}{
		{"help", "", ""},
		{"200 entities to text", medium.write(b, 1), "text"},
		{"5000 entities to json", large.write(b, 1), "json"},
		{"60 companies that all hold each other", dense(b, 60), "json"},
		{"chain of 100000 companies", chain(b, 100_000), "text"},
	} {
		b.Run(c.name, func(b *testing.B) {
			args := []string{"check", c.dir, "--as-of", "2026-11-22", "--format", c.format}
			if c.dir == "" {
				args = []string{"--help"}
			}
			var cpu time.Duration
			for b.Loop() {
				got := process(b, binary, args...)
				require.Less(b, got.status, 3, "%.300s", got.stderr)
				cpu += got.cpu
			}
			b.ReportMetric(float64(cpu.Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
}

// TestLargeInput holds the answers on input of unusual size and shape, with time
// bounds so wide that only a wrong algorithm passes them.
func TestLargeInput(t *testing.T) {
	check := func(t *testing.T, dir, format string) []byte {
		got := egide(t, "check", dir, "--as-of", "2026-11-22", "--format", format)
		require.Less(t, got.status, 3, "%.300s", got.stderr)
		return got.stdout
	}
	for name, dir := range map[string]string{
		"5000 entities":                         large.write(t, 1),
		"60 companies that all hold each other": dense(t, 60),
	} {
		t.Run(name, func(t *testing.T) {
			report, err := decode(check(t, dir, "json"))
			require.NoError(t, err)
			bounded(t, report)
		})
	}
	t.Run("chain of 100000 companies", func(t *testing.T) {
		text := string(check(t, chain(t, 100_000), "text"))
		assert.Regexp(t, `Capital, together +100% +of 39% +fails`, text)
		assert.Contains(t, text, "Summit Inc.")
		assert.Less(t, strings.Count(text, "\n"), 1000, "a report that nobody could read")
	})
}

// bounded holds what must be so in any report: 0 ≤ low ≤ high ≤ 100, and no
// reading above the combined one.
func bounded(t *testing.T, report any) {
	t.Helper()
	for _, dimension := range []string{"capital", "votes"} {
		for _, of := range []string{"collective", "individual"} {
			combinedLow, combinedHigh := bounds(t, report, figurePath(dimension, of, "combined"))
			for _, reading := range []string{"look_through", "control", "combined"} {
				low, high := bounds(t, report, figurePath(dimension, of, reading))
				assert.LessOrEqual(t, 0.0, low)
				assert.LessOrEqual(t, low, high)
				assert.LessOrEqual(t, high, 100.0)
				assert.LessOrEqual(t, low, combinedLow+1e-9, "%s %s %s", dimension, of, reading)
				assert.LessOrEqual(t, high, combinedHigh+1e-9, "%s %s %s", dimension, of, reading)
			}
		}
	}
}
