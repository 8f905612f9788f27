package html

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// browser starts a Chromium without a window. Where the machine has none the
// test is skipped; .ci/run installs one.
func browser(t *testing.T) context.Context {
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

// watch is what a page said and asked for while it was open.
type watch struct {
	mu                  sync.Mutex
	complaints, fetched []string
	received            []string // what was let in
}

func (w *watch) listen(event any) {
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

// open loads a page from a file in a tab of its own, and returns what goes on.
func open(t *testing.T, browser context.Context, text string) (context.Context, *watch, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	w := &watch{}
	chromedp.ListenTarget(ctx, w.listen)
	address := "file://" + filepath.ToSlash(file)
	require.NoError(t, chromedp.Run(ctx, network.Enable(), log.Enable(), runtime.Enable(),
		chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address), chromedp.WaitReady("footer")))
	return ctx, w, address
}

// ask runs a function in the page and reads what it returns.
func ask[T any](t *testing.T, ctx context.Context, function string) T {
	t.Helper()
	var text string
	require.NoError(t, chromedp.Run(ctx, chromedp.Evaluate("JSON.stringify(("+function+")())", &text)), "%.60s", function)
	var value T
	require.NoError(t, json.Unmarshal([]byte(text), &value), "%s", text)
	return value
}

// TestInBrowser opens pages as a reader does.
func TestInBrowser(t *testing.T) {
	b := browser(t)
	t.Run("atelier-cloud in French", func(t *testing.T) {
		ctx, w, address := open(t, b, document(t, reported(t, "atelier-cloud", "fr")))
		contents(t, ctx)
		links(t, ctx)
		filter(t, ctx, 13)
		named(t, ctx)
		headings(t, ctx)
		contrast(t, ctx)
		narrow(t, ctx)
		printed(t, ctx)
		w.quiet(t, address)
	})
	t.Run("big-60 in English", func(t *testing.T) {
		ctx, w, address := open(t, b, document(t, reported(t, "big-60", "en")))
		contents(t, ctx)
		filter(t, ctx, 55)
		named(t, ctx)
		headings(t, ctx)
		contrast(t, ctx)
		narrow(t, ctx)
		printed(t, ctx)
		w.quiet(t, address)
	})
	t.Run("third parties", func(t *testing.T) {
		ctx, w, address := open(t, b, document(t, reported(t, "t13a", "en")))
		contents(t, ctx)
		links(t, ctx)
		named(t, ctx)
		headings(t, ctx)
		contrast(t, ctx)
		narrow(t, ctx)
		w.quiet(t, address)
	})
	t.Run("hostile names", func(t *testing.T) {
		for _, text := range hostile {
			ctx, w, address := open(t, b, document(t, renamed(reported(t, "t13a", "en"), text)))
			narrow(t, ctx)
			assert.Zero(t, ask[int](t, ctx, `() => document.querySelectorAll("img, iframe, object, svg script").length`))
			w.quiet(t, address)
		}
	})
	t.Run("a script of somebody else's", func(t *testing.T) {
		text := strings.Replace(document(t, reported(t, "clean", "en")), "</footer>", `</footer><script>document.title = "broken"</script><img src="https://example.org/x.png">`, 1)
		ctx, w, address := open(t, b, text)
		assert.NotEqual(t, "broken", ask[string](t, ctx, `() => document.title`))
		w.mu.Lock()
		defer w.mu.Unlock()
		assert.NotEmpty(t, w.complaints, "the policy is in force, and refuses")
		for _, got := range w.received {
			assert.True(t, got == address || got == "data:,", "%s was let in", got)
		}
	})
}

// quiet holds that nothing was complained of, and nothing asked for.
func (w *watch) quiet(t *testing.T, address string) {
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

// contents follows each entry of the list of contents to its section.
func contents(t *testing.T, ctx context.Context) {
	t.Helper()
	type followed struct {
		ID  string
		Top float64
	}
	list := ask[[]followed](t, ctx, `() => Array.from(document.querySelectorAll("nav a")).map(a => {
		scrollTo(0, 0);
		a.click();
		const id = a.getAttribute("href").slice(1);
		const target = document.getElementById(id);
		if (location.hash !== "#" + id || !target) { return {ID: id, Top: -1}; }
		const box = target.getBoundingClientRect();
		const end = document.documentElement.scrollHeight - innerHeight - scrollY;
		return {ID: id, Top: end < 2 && box.top < innerHeight ? 0 : box.top};
	})`)
	assert.Len(t, list, 13)
	for _, one := range list {
		assert.InDelta(t, 0, one.Top, 40, "%s does not come into view", one.ID)
	}
}

// links follows a link to a part that is folded: it opens.
func links(t *testing.T, ctx context.Context) {
	t.Helper()
	assert.Empty(t, ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll('main a[href^="#"]')).map(a => {
		document.querySelectorAll("details").forEach(d => { d.open = false; });
		history.replaceState(null, "", "#");
		a.click();
		dispatchEvent(new HashChangeEvent("hashchange"));
		const target = document.getElementById(a.getAttribute("href").slice(1));
		for (let e = target; e; e = e.parentElement) {
			if (e.tagName === "DETAILS" && !e.open) { return a.href + " stays folded"; }
		}
		return target && target.getClientRects().length ? "" : a.href + " is not seen";
	}).filter(x => x)`))
}

// filter tries the filter of holders.
func filter(t *testing.T, ctx context.Context, all int) {
	t.Helper()
	shown := func(text, place string) []string {
		return ask[[]string](t, ctx, fmt.Sprintf(`() => {
			const text = document.getElementById("filter-text"), place = document.getElementById("filter-place");
			text.value = %q; text.dispatchEvent(new Event("input"));
			place.value = %q; place.dispatchEvent(new Event("change"));
			return Array.from(document.querySelectorAll("#holders tbody tr")).filter(r => r.getClientRects().length).map(r => r.dataset.nonEu + ": " + r.textContent);
		}`, text, place))
	}
	assert.Len(t, shown("", ""), all)
	outside := shown("", "yes")
	assert.NotEmpty(t, outside)
	assert.Less(t, len(outside), all)
	for _, row := range outside {
		assert.True(t, strings.HasPrefix(row, "yes: "), row)
	}
	assert.Equal(t, len(outside), len(shown("", "yes")))
	name := ask[string](t, ctx, `() => document.querySelector("#holders tbody th").textContent`)
	found := shown(strings.ToUpper(name), "")
	assert.NotEmpty(t, found)
	assert.Less(t, len(found), all)
	assert.Empty(t, shown("nobody has this name", ""))
	status := ask[string](t, ctx, `() => document.getElementById("filter-count").textContent`)
	assert.Regexp(t, fmt.Sprintf(`^0\D.*\D%d\b`, all), status)
	assert.Len(t, shown("", ""), all)
	assert.Positive(t, ask[int](t, ctx, `() => document.getElementById("filter").getClientRects().length`))
}

// named holds that a page has its landmarks, each once, and that what can be
// reached by the keyboard or is a picture has a name, as a screen reader gets
// it.
func named(t *testing.T, ctx context.Context) {
	t.Helper()
	// The tree as it comes: a browser may know properties that a package does not.
	type value struct {
		Value json.RawMessage `json:"value"`
	}
	var tree struct {
		Nodes []struct {
			Ignored    bool  `json:"ignored"`
			Role, Name value // of any letters' case
		} `json:"nodes"`
	}
	require.NoError(t, chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		var raw jsontext.Value
		if err := cdp.Execute(ctx, "Accessibility.getFullAXTree", nil, &raw); err != nil {
			return err
		}
		return json.Unmarshal(raw, &tree)
	})))
	text := func(v value) (s string) {
		_ = json.Unmarshal(v.Value, &s)
		return s
	}
	roles := map[string]int{}
	needs := map[string]bool{"link": true, "button": true, "image": true, "img": true, "searchbox": true, "combobox": true, "navigation": true, "search": true, "table": true, "article": true, "DisclosureTriangle": true, "DisclosureTriangleGrouped": true}
	for _, n := range tree.Nodes {
		if n.Ignored {
			continue
		}
		role := text(n.Role)
		roles[role]++
		if needs[role] {
			assert.NotEmpty(t, strings.TrimSpace(text(n.Name)), "a %s has no name", role)
		}
	}
	for _, role := range []string{"banner", "main", "navigation", "contentinfo", "search"} {
		assert.Equal(t, 1, roles[role], role)
	}
	assert.Positive(t, roles["table"])
	assert.Positive(t, roles["image"]+roles["img"], "the chart is a picture with a name")
	assert.Empty(t, ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("[tabindex]")).filter(e => !e.getAttribute("role") || !(e.getAttribute("aria-label") || document.getElementById(e.getAttribute("aria-labelledby")).textContent)).map(e => e.outerHTML.slice(0, 90))`), "what the keyboard scrolls has a name")
	assert.NotEmpty(t, ask[string](t, ctx, `() => document.documentElement.lang`))
	assert.Empty(t, ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("table")).filter(t => !t.caption || !t.querySelector("thead th") || Array.from(t.querySelectorAll("th")).some(th => !th.scope)).map(t => t.textContent.slice(0, 60))`))
	assert.Empty(t, ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("input, select")).filter(i => !i.labels.length).map(i => i.id)`))
}

// headings holds that the headings are one tree, with one at its root.
func headings(t *testing.T, ctx context.Context) {
	t.Helper()
	levels := ask[[]int](t, ctx, `() => Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6")).map(h => +h.tagName[1])`)
	require.Equal(t, 1, levels[0])
	for i, level := range levels[1:] {
		assert.Greater(t, level, 1)
		assert.LessOrEqual(t, level, levels[i]+1, "heading %d skips a level", i+2)
	}
}

// contrast computes that of every text against what it stands on, on light and
// on dark paper: 4.5 to 1 at the least, as WCAG 2.2 asks of small letters.
func contrast(t *testing.T, ctx context.Context) {
	t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		require.NoError(t, chromedp.Run(ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}})))
		faint := ask[[]string](t, ctx, `() => {
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
			if (seen < 200) { faint.add("only " + seen + " texts were looked at"); }
			return Array.from(faint);
		}`)
		assert.Empty(t, faint, "on %s paper", scheme)
	}
	paper := ask[string](t, ctx, `() => getComputedStyle(document.body).backgroundColor`)
	assert.NotEqual(t, "rgb(255, 255, 255)", paper, "dark paper is dark")
	require.NoError(t, chromedp.Run(ctx, emulation.SetEmulatedMedia()))
}

// narrow holds that nothing sticks out at the side, on a desk and on a phone.
func narrow(t *testing.T, ctx context.Context) {
	t.Helper()
	for _, wide := range []int64{1280, 800, 390, 320} {
		require.NoError(t, chromedp.Run(ctx, chromedp.EmulateViewport(wide, 900)))
		got := ask[[]string](t, ctx, `() => {
			document.querySelectorAll("details").forEach(d => { d.open = true; });
			if (document.documentElement.scrollWidth <= innerWidth) { return []; }
			return Array.from(document.querySelectorAll("body *")).filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .chart, .out")).slice(0, 4).map(e => e.tagName + "." + e.className);
		}`)
		assert.Empty(t, got, "at %d pixels", wide)
	}
	require.NoError(t, chromedp.Run(ctx, chromedp.EmulateViewport(1280, 900)))
}

// printed holds that every section and all that is folded is on paper, with and
// without the script.
func printed(t *testing.T, ctx context.Context) {
	t.Helper()
	require.NoError(t, chromedp.Run(ctx, emulation.SetEmulatedMedia().WithMedia("print")))
	lacking := `() => {
		const lacks = Array.from(document.querySelectorAll("section")).filter(s => s.offsetHeight < 20).map(s => s.id);
		document.querySelectorAll("details > .inside").forEach(d => { if (!d.checkVisibility({contentVisibilityAuto: true}) || d.offsetHeight === 0) { lacks.push("folded: " + d.textContent.slice(0, 40)); } });
		if (document.querySelectorAll("section").length !== 13) { lacks.push("sections"); }
		if (document.getElementById("filter").offsetHeight) { lacks.push("the filter is printed"); }
		return lacks;
	}`
	require.Positive(t, ask[int](t, ctx, `() => { const all = document.querySelectorAll("details"); all.forEach(d => { d.open = false; }); return all.length; }`))
	assert.Empty(t, ask[[]string](t, ctx, lacking), "by the style sheet alone")
	require.NoError(t, chromedp.Run(ctx, emulation.SetEmulatedMedia()))
	var pdf []byte
	require.NoError(t, chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = printing.PrintToPDF().WithPreferCSSPageSize(true).Do(cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Target))
		return err
	})))
	require.Greater(t, len(pdf), 10000)
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		return
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	require.NoError(t, os.WriteFile(file, pdf, 0o666))
	text, err := exec.Command(tool, "-raw", file, "-").Output()
	require.NoError(t, err)
	words := strings.Join(strings.Fields(string(text)), " ")
	from := 0
	for _, heading := range ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("section > h2")).map(h => h.textContent)`) {
		heading = strings.Join(strings.Fields(heading), " ")
		at := strings.Index(words[from:], heading)
		require.GreaterOrEqual(t, at, 0, "%q does not stand in the print, or out of order", heading)
		from += at
	}
	assert.Contains(t, words, "shareholdings.csv:", "chains are open to their rows")
}
