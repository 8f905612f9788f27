package pdf

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"egide/cmd/internal/document"
	"egide/cmd/internal/typeface"
	"egide/data"
)

func newTestWriter() *writer {
	return &writer{document: &document.Document{}, metrics: typeface.NewMetrics(), words: data.Words("en"), portrait: paperSizes["a4"]}
}

// shownAs is a text as it stands on the line.
func shownAs(text string) string {
	var b strings.Builder
	for _, g := range visual(newTestWriter().set(document.Text(text), bodyLook)) {
		b.WriteString(g.shown)
	}
	return b.String()
}

// A name from right to left stands the other way, its brackets turned, and
// nothing that is said of it changes places with it.
func TestVisual(t *testing.T) {
	for text, want := range map[string]string{
		"Loire (SA) 24,5 %":            "Loire (SA) 24,5 %",
		"אבג":                          "גבא",
		"אב גד holds 24,5 %":           "דג בא holds 24,5 %",
		"אבג 24,5 %":                   "גבא 24,5 %",
		"אבג 24 %, דהו 30 %":           "גבא 24 %, והד 30 %",
		"אבג, דהו":                     "גבא, והד",
		"אב 2024 גד":                   "דג 2024 בא",
		"אב (גד) x":                    "(דג) בא x",
		"x (אב)":                       "x (בא)",
		"אב 1.5 גד":                    "דג 1.5 בא",
		"אב \u202eגד":                  "בא [U+202E]דג",
		"\u0644\u0627 \u0634\u0631":    "\ufeae\ufeb7 \ufefb",
		"\u0643\u062a\u0628":           "\ufe90\ufe98\ufedb",
		"\u0627\u0633\u062a\u0640":     "\u0640\ufe98\ufeb3\ufe8d",
		"\u0628\u064e\u0628 \u0628":    "\ufe8f \ufe90\ufe91\u064e",
		"กข ค":                         "[U+0E01 U+0E02] [U+0E04]",
		"e\u0301 \u00adx\u200dy\ufe0f": "é xy",
	} {
		assert.Equal(t, want, shownAs(text), text)
	}
}

// Whatever stands on a line, nothing of it is lost.
func TestVisualLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", " ", "אב", "(", ")", "12", ",", "شر", "لا", ".", "\u202e", "🚀", "[", "]", "%", "ـ", "َ"}), 0, 20).Draw(t, "parts"), "")
		glyphs := newTestWriter().set(document.Text(text), bodyLook)
		if got, want := len(visual(glyphs)), len(glyphs); got != want {
			t.Fatalf("%d glyphs of %d", got, want)
		}
		var actual strings.Builder
		for _, g := range glyphs {
			actual.WriteString(g.actual)
		}
		if actual.String() != plain(text) {
			t.Fatalf("%q became %q", text, actual.String())
		}
		for _, g := range glyphs {
			if g.width < 0 {
				t.Fatalf("%q has the width %v", g.actual, g.width)
			}
		}
	})
}
