package main

import (
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// publishedCase is expected.json of a folder in testdata/published; its
// README.md says what the keys mean.
type publishedCase struct {
	Figures []struct {
		Subject, Dimension, Of, Reading string
		Low, High, Printed              string
	}
	Controllers []struct {
		Subject string
		Certain []string
	}
	Exit   int
	Faults []string
}

// TestPublished takes the worked examples that others printed through the
// program.
func TestPublished(t *testing.T) {
	for _, name := range folders(t, publishedDir) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(publishedDir, name)
			text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
			require.NoError(t, err)
			var want publishedCase
			d := json.NewDecoder(strings.NewReader(string(text)))
			d.DisallowUnknownFields()
			require.NoError(t, d.Decode(&want))

			if want.Exit == 3 {
				got := egide(t, "check", dir, "--format", "json")
				assert.Equal(t, 3, got.status)
				assert.Empty(t, got.stdout)
				require.NotEmpty(t, want.Faults)
				for _, position := range want.Faults {
					assert.Contains(t, string(got.stderr), position)
				}
				return
			}
			require.NotEmpty(t, len(want.Figures)+len(want.Controllers))

			reports := map[string]any{}
			report := func(subject string) any {
				if reports[subject] == nil {
					got := egide(t, "check", dir, "--provider", subject, "--format", "json")
					require.Less(t, got.status, 3, "%s", got.stderr)
					value, err := decode(got.stdout)
					require.NoError(t, err)
					reports[subject] = value
				}
				return reports[subject]
			}
			for _, f := range want.Figures {
				path := figurePath(f.Dimension, f.Of, f.Reading)
				figure, err := lookup(report(f.Subject), path)
				if !assert.NoError(t, err, f.Subject) {
					continue
				}
				require.NotEmpty(t, f.Low+f.High)
				for end, percent := range map[string]string{"low": f.Low, "high": f.High} {
					if percent == "" {
						continue
					}
					got, err := lookup(figure, end)
					require.NoError(t, err)
					assert.NoError(t, differs(got, percent), "%s %s.%s", f.Subject, path, end)
				}
				if f.Printed != "" {
					assertPrinted(t, f.Low, f.Printed)
				}
			}
			for _, c := range want.Controllers {
				list, err := lookup(report(c.Subject), "subjects[0].controllers")
				require.NoError(t, err)
				certain := []string{}
				members, ok := list.([]any)
				require.True(t, ok, "controllers is not a list")
				for _, member := range members {
					if controller := member.(map[string]any); controller["certain"] == true {
						certain = append(certain, controller["entity"].(string))
					}
				}
				assert.ElementsMatch(t, c.Certain, certain, "who controls %s", c.Subject)
			}
		})
	}
}

// assertPrinted holds the exact figure against what the source printed, which
// may be rounded or cut off: less than one unit of the last digit apart.
func assertPrinted(t *testing.T, exact, printed string) {
	t.Helper()
	value, ok := new(big.Rat).SetString(exact)
	require.True(t, ok)
	source, ok := new(big.Rat).SetString(printed)
	require.True(t, ok)
	unit := big.NewRat(1, 1)
	if _, digits, ok := strings.Cut(printed, "."); ok {
		unit.SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(digits))), nil))
	}
	gap := new(big.Rat).Sub(value, source)
	assert.Negative(t, gap.Abs(gap).Cmp(unit), "%s is printed as %s", exact, printed)
}
