package drawing

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The inks of text stand out from what they are written on, on light and on dark
// paper, and so do lines and outlines: WCAG 2.2, 1.4.3 and 1.4.11.
func TestContrast(t *testing.T) {
	for _, c := range []struct {
		ink, ground Ink
		least       float64
	}{
		{Letters, Paper, 4.5}, {Letters, Inside, 4.5}, {Letters, Ground, 4.5}, {Faint, Paper, 4.5}, {Faint, Inside, 4.5}, {Faint, Ground, 4.5},
		{OnSubject, SubjectInk, 4.5}, {OnForeign, Foreign, 4.5}, {Doubt, Paper, 4.5}, {Sound, Paper, 4.5},
		{Outline, Paper, 3}, {Wire, Paper, 3}, {Wire, Ground, 3}, {Foreign, Paper, 3}, {Foreign, Ground, 3}, {Doubt, Ground, 3}, {SubjectInk, Paper, 3},
	} {
		for paper := range 2 {
			got := contrast(colours[c.ink][paper], colours[c.ground][paper])
			assert.GreaterOrEqual(t, got, c.least, "%s on %s, paper %d", inkNames[c.ink], inkNames[c.ground], paper)
		}
	}
	for i := Paper; i < inks; i++ {
		assert.NotEmpty(t, inkNames[i])
		_, ok := i.Light()
		assert.True(t, ok)
		_, ok = i.Dark()
		assert.True(t, ok)
	}
	_, ok := None.Light()
	assert.False(t, ok)
}

func contrast(a, b RGB) float64 {
	light := func(c RGB) float64 {
		of := func(v uint8) float64 {
			f := float64(v) / 255
			if f <= 0.04045 {
				return f / 12.92
			}
			return math.Pow((f+0.055)/1.055, 2.4)
		}
		return 0.2126*of(c.R) + 0.7152*of(c.G) + 0.0722*of(c.B)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
