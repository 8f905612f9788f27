// Package browser opens pages in a Chromium without a window and looks at them
// as a reader does. It is for tests alone.
package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Start starts a Chromium without a window. Where the machine has none the
// test is skipped; .ci/run installs one.
func Start(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium on this machine: the page is not tried in a browser; .ci/run installs one with apt")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WSURLReadTimeout(time.Minute))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Run(ctx))
	return ctx
}

// Watch is what a page said and asked for while it was open.
type Watch struct {
	mu                  sync.Mutex
	complaints, fetched []string
	received            []string
}

func (w *Watch) listen(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		w.complaints = append(w.complaints, fmt.Sprint("console: ", e.Type, " ", e.Args))
	case *runtime.EventExceptionThrown:
		w.complaints = append(w.complaints, e.ExceptionDetails.Error())
	case *log.EventEntryAdded:
		w.complaints = append(w.complaints, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		w.fetched = append(w.fetched, e.Request.URL)
	case *network.EventResponseReceived:
		w.received = append(w.received, e.Response.URL)
	}
}

// Complaints is what the page complained of so far.
func (w *Watch) Complaints() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.complaints)
}

// Received is the addresses of what was let in so far.
func (w *Watch) Received() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.received)
}

// Open loads a page from a file in a tab of its own, and returns what goes on.
func Open(t *testing.T, browser context.Context, text string) (context.Context, *Watch, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	w := &Watch{}
	chromedp.ListenTarget(ctx, w.listen)
	address := "file://" + filepath.ToSlash(file)
	require.NoError(t, chromedp.Run(ctx, network.Enable(), log.Enable(), runtime.Enable(),
		chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address), chromedp.WaitReady("main")))
	return ctx, w, address
}

// Ask runs a function in the page and reads what it returns.
func Ask[T any](t *testing.T, ctx context.Context, function string) T {
	t.Helper()
	var text string
	require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate("JSON.stringify(("+function+")())", &text)), "%.60s", function)
	var value T
	require.NoError(t, json.Unmarshal([]byte(text), &value), "%s", text)
	return value
}

// Quiet holds that nothing was complained of, and nothing asked for.
func (w *Watch) Quiet(t *testing.T, address string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	assert.Empty(t, w.complaints)
	assert.NotEmpty(t, w.fetched)
	for _, got := range w.fetched {
		got, _, _ = strings.Cut(got, "#")
		assert.True(t, got == address || got == "data:,", "%s was asked for", got)
	}
}

// Headings holds that the headings are one tree, with one at its root.
func Headings(t *testing.T, ctx context.Context) {
	t.Helper()
	levels := Ask[[]int](t, ctx, `() => Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6")).map(h => +h.tagName[1])`)
	require.Equal(t, 1, levels[0])
	for i, level := range levels[1:] {
		assert.Greater(t, level, 1)
		assert.LessOrEqual(t, level, levels[i]+1, "heading %d skips a level", i+2)
	}
}

// Contrast computes that of every text against what it stands on, on light and
// on dark paper: 4.5 to 1 at the least, as WCAG 2.2 asks of small letters.
func Contrast(t *testing.T, ctx context.Context) {
	t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		require.NoError(t, chromedp.Run(ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}})))
		faint := Ask[[]string](t, ctx, `() => {
			document.querySelectorAll("details").forEach(d => { d.open = true; });
			const rgb = c => { const m = c.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
			const light = c => { const l = c.slice(0, 3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
			const under = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] > 0) { return c; } } return [255, 255, 255, 1]; };
			const faint = new Set();
			let seen = 0;
			const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			while (walk.nextNode()) {
				const e = walk.currentNode.parentElement;
				if (!walk.currentNode.data.trim() || e.closest("svg, script, style") || !e.getClientRects().length) { continue; }
				seen++;
				const a = light(rgb(getComputedStyle(e).color)), b = light(under(e));
				const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
				if (ratio < 4.5) { faint.add(e.tagName + "." + e.className + " " + ratio.toFixed(2)); }
			}
			if (seen < 20) { faint.add("only " + seen + " texts were looked at"); }
			return Array.from(faint);
		}`)
		assert.Empty(t, faint, "on %s paper", scheme)
	}
	paper := Ask[string](t, ctx, `() => getComputedStyle(document.body).backgroundColor`)
	assert.NotEqual(t, "rgb(255, 255, 255)", paper, "dark paper is dark")
	require.NoError(t, chromedp.Run(ctx, emulation.SetEmulatedMedia()))
}

// Narrow holds that nothing sticks out at the side, on a desk and on a phone.
func Narrow(t *testing.T, ctx context.Context) {
	t.Helper()
	for _, wide := range []int64{1280, 800, 390, 320} {
		require.NoError(t, chromedp.Run(ctx, chromedp.EmulateViewport(wide, 900)))
		got := Ask[[]string](t, ctx, `() => {
			document.querySelectorAll("details").forEach(d => { d.open = true; });
			if (document.documentElement.scrollWidth <= innerWidth) { return []; }
			return Array.from(document.querySelectorAll("body *")).filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .chart, .out")).slice(0, 4).map(e => e.tagName + "." + e.className);
		}`)
		assert.Empty(t, got, "at %d pixels", wide)
	}
	require.NoError(t, chromedp.Run(ctx, chromedp.EmulateViewport(1280, 900)))
}
