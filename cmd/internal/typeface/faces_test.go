package typeface

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"egide/cmd/internal/drawing"
)

// Every face is there and has letters, and what one lacks another has.
func TestFaces(t *testing.T) {
	m := NewMetrics()
	for f := range Faces {
		assert.NotEmpty(t, f.Name())
		assert.NotEmpty(t, f.File())
		assert.Positive(t, f.Outline().NumGlyphs())
		assert.NotEmpty(t, f.InPlace())
	}
	for _, text := range []string{"Société Générale 24,5\u00a0%", "株式会社", "שלום", "شركة", "Ελλάδα", "Ђорђе", "✓ ✗ →"} {
		for _, r := range text {
			has := m.Has(Regular, string(r))
			for _, f := range Regular.InPlace() {
				has = has || m.Has(f, string(r))
			}
			assert.True(t, has, "no face has %q", r)
		}
	}
	assert.Equal(t, Absent, m.Advance(Regular, '株'))
}

// Drawings are laid out with the widths that the letters have.
func TestWidthsAreThoseOfDrawings(t *testing.T) {
	m := NewMetrics()
	for _, text := range []string{"Atelier Cloud SAS", "cap. 23,04\u00a0% · votes 29,49\u00a0%", "ÀÉÎÔÜçœŒß €«»–—’"} {
		for face, bold := range map[Face]bool{Regular: false, Bold: true} {
			want, known := drawing.TextWidth(text, 12, bold)
			assert.True(t, known)
			assert.InDelta(t, want, m.Width(face, 12, text), 0.05, text)
		}
	}
}

// Letters stand in the order in which a line shows them.
func TestOrder(t *testing.T) {
	assert.Equal(t, []int{0, 1, 2}, Order(Levels([]string{"a", "b", "c"})))
	assert.Equal(t, []int{2, 1, 0}, Order(Levels([]string{"א", "ב", "ג"})))
	assert.Equal(t, []int{0, 1, 4, 3, 2, 5, 6}, Order(Levels([]string{"a", " ", "א", "ב", "ג", " ", "b"})))
	assert.Empty(t, Order(nil))
	assert.Equal(t, ")", Mirrored("("))
	assert.Equal(t, "a", Mirrored("a"))
	assert.Equal(t, []string{"\ufefb", ""}, Joined([]string{"\u0644", "\u0627"}))
}
