package browser

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Axe lets axe-core, which others keep, look for what keeps people out of a page
// that is open: all of its rules for WCAG 2.2 A and AA, and its best practices,
// on light and on dark paper. AXE_CORE names its file axe.min.js, which .ci/run
// fetches; without it the test is skipped.
func Axe(t *testing.T, ctx context.Context) {
	t.Helper()
	file := os.Getenv("AXE_CORE")
	if file == "" {
		t.Skip("AXE_CORE does not name the file axe.min.js of axe-core; .ci/run fetches it")
	}
	axe, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, scheme := range []string{"light", "dark"} {
		require.NoError(t, chromedp.Run(ctx,
			emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}),
			chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => { d.open = true; })`, nil),
			chromedp.Evaluate(string(axe)+"; 0", nil)))
		var found []string
		require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate(`axe.run().then(r => r.passes.length < 20 ? ["only " + r.passes.length + " rules were tried"] :
			r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120) + " " + n.failureSummary).join(" | ")))`,
			&found, awaited)))
		assert.Empty(t, found, "on %s paper: %s", scheme, strings.Join(found, "\n"))
	}
}

// awaited is the value that a promise comes to.
func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams {
	return p.WithAwaitPromise(true).WithReturnByValue(true)
}
