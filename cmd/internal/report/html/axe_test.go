package html

import (
	"testing"

	"egide/cmd/internal/browser"
)

// TestAxe lets axe-core look for what keeps people out.
func TestAxe(t *testing.T) {
	b := browser.Start(t)
	for _, name := range []string{"clean", "atelier-cloud", "t13a", "three-tiers", "global-switch-2019"} {
		ctx, _, _ := browser.Open(t, b, document(t, reported(t, name, "fr")))
		browser.Axe(t, ctx)
	}
}
