package drawing

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The table parses, and has for each run as many widths in bold as in regular.
func TestWidthsTable(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(widthsCSV)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"first", "regular", "bold"}, rows[0])
	last := int64(-1)
	for _, row := range rows[1:] {
		first, err := strconv.ParseInt(row[0], 16, 32)
		require.NoError(t, err)
		regular, bold := strings.Fields(row[1]), strings.Fields(row[2])
		require.Len(t, bold, len(regular), row[0])
		assert.Greater(t, first, last, "runs are in order and do not overlap")
		last = first + int64(len(regular)) - 1
		for _, w := range append(regular, bold...) {
			n, err := strconv.Atoi(w)
			require.NoError(t, err)
			assert.True(t, n >= 0 && n <= 2500, w)
		}
	}
}

func TestTextWidth(t *testing.T) {
	for _, c := range []struct {
		text  string
		bold  bool
		width float64
		known bool
	}{
		{"A", false, 6.67, true},
		{"A", true, 7.22, true},
		{"iii", false, 3 * 2.22, true},
		{"24,5\u00a0%", false, 3*5.56 + 2*2.78 + 8.89, true},
		{"é", false, 5.56, true},
		{"e\u0301", false, 5.56, true}, // the same letter in two signs
		{"株", false, 10, false},
		{"👩‍👩‍👧‍👦", false, 13.7, false}, // one picture of several
		{"", false, 0, true},
	} {
		width, known := TextWidth(c.text, 10, c.bold)
		assert.InDelta(t, c.width, width, 0.001, c.text)
		assert.Equal(t, c.known, known, c.text)
	}
}

func TestWrap(t *testing.T) {
	at := func(width float64) func(int) float64 { return func(int) float64 { return width } }
	lines, whole := Wrap("Banque Rhône-Loire SA", 10, false, 3, at(75))
	assert.Equal(t, []string{"Banque Rhône-", "Loire SA"}, lines)
	assert.True(t, whole)

	lines, whole = Wrap(strings.Repeat("Une société nommée longuement ", 9), 10, false, 3, at(100))
	assert.Len(t, lines, 3)
	assert.True(t, strings.HasSuffix(lines[2], ellipsis), lines[2])
	assert.False(t, whole)

	lines, _ = Wrap("24,5\u00a0% et 30,5\u00a0%", 10, false, 3, at(45))
	assert.Equal(t, []string{"24,5\u00a0% et", "30,5\u00a0%"}, lines, "no line is broken at a no-break space")

	lines, whole = Wrap("", 10, false, 3, at(45))
	assert.Equal(t, []string{""}, lines)
	assert.True(t, whole)
}

// However a text is wrapped, no line is longer than it may be unless it is one
// character, there are not too many, and what is whole lacks nothing.
func TestWrapHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "Société", "株式会社", "شركة", "🚀", "e\u0301", "-", "x/y", "\u00a0", strings.Repeat("w", 40), "\u202e"}), 0, 12).Draw(t, "words"), rapid.SampledFrom([]string{" ", ""}).Draw(t, "between"))
		width := rapid.Float64Range(5, 200).Draw(t, "width")
		most := rapid.IntRange(1, 4).Draw(t, "lines")
		lines, whole := Wrap(text, 10, true, most, func(int) float64 { return width })
		if len(lines) > most {
			t.Fatalf("%d lines", len(lines))
		}
		for _, line := range lines {
			w, _ := TextWidth(line, 10, true)
			if w > width+0.001 && dropLast(strings.TrimSuffix(line, ellipsis)) != "" {
				t.Fatalf("%q is %v long, not %v", line, w, width)
			}
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if whole && squeeze(strings.Join(lines, "")) != squeeze(text) {
			t.Fatalf("%q became %q", text, lines)
		}
	})
}
