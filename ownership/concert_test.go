package ownership

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A company of the Union acts with a Japanese holder. Who controls it decides
// whether the two count together as holders outside the Union.
func TestConcertWithMemberInside(t *testing.T) {
	for _, c := range []struct {
		name, rows string
		together   string // look-through / control / combined; empty where there is no concert
		note       string
	}{
		{"wholly held", "us h 100", "28 / 28 / 28", "concert-led-member"},
		{"held by a majority", "us h 60, fr h 40", "22.4 / 28 / 28", "concert-led-member"},
		{"held by a minority", "us h 30, fr h 70", "", "concert-inside-member"},
		{"perhaps held", "us h 45", "14..28 / 14..28 / 14..28", "concert-led-member"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, m := measure(t, dossier(t, "p h us:US j:JP fr:person",
				append(strings.Split(c.rows, ", "), "h p 14 concert=pact", "j p 14 concert=pact", "fr p 72")...), "p")
			var codes []string
			for _, n := range f.Notes {
				codes = append(codes, n.Code)
			}
			assert.Contains(t, codes, c.note)
			if c.together == "" {
				require.Empty(t, f.Concerts())
				return
			}
			require.Len(t, f.Concerts(), 1)
			h, ok := m.Holder(f.Len())
			require.True(t, ok)
			assert.Equal(t, c.together, figures(h.Figures, Capital))
		})
	}
}
