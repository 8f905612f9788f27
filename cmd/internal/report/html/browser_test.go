package html

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"egide/cmd/internal/browser"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestInBrowser opens pages as a reader does.
func TestInBrowser(t *testing.T) {
	b := browser.Start(t)
	t.Run("atelier-cloud in French", func(t *testing.T) {
		ctx, w, address := browser.Open(t, b, document(t, reported(t, "atelier-cloud", "fr")))
		contents(t, ctx)
		links(t, ctx)
		filter(t, ctx, 13)
		named(t, ctx)
		browser.Headings(t, ctx)
		browser.Contrast(t, ctx)
		browser.Narrow(t, ctx)
		printed(t, ctx)
		w.Quiet(t, address)
	})
	t.Run("big-60 in English", func(t *testing.T) {
		ctx, w, address := browser.Open(t, b, document(t, reported(t, "big-60", "en")))
		contents(t, ctx)
		filter(t, ctx, 55)
		named(t, ctx)
		browser.Headings(t, ctx)
		browser.Contrast(t, ctx)
		browser.Narrow(t, ctx)
		printed(t, ctx)
		w.Quiet(t, address)
	})
	t.Run("third parties", func(t *testing.T) {
		ctx, w, address := browser.Open(t, b, document(t, reported(t, "t13a", "en")))
		contents(t, ctx)
		links(t, ctx)
		named(t, ctx)
		browser.Headings(t, ctx)
		browser.Contrast(t, ctx)
		browser.Narrow(t, ctx)
		w.Quiet(t, address)
	})
	t.Run("hostile names", func(t *testing.T) {
		for _, text := range hostile {
			ctx, w, address := browser.Open(t, b, document(t, renamed(reported(t, "t13a", "en"), text)))
			browser.Narrow(t, ctx)
			assert.Zero(t, browser.Ask[int](t, ctx, `() => document.querySelectorAll("img, iframe, object, svg script").length`))
			w.Quiet(t, address)
		}
	})
	t.Run("a script of somebody else's", func(t *testing.T) {
		text := strings.Replace(document(t, reported(t, "clean", "en")), "</footer>", `</footer><script>document.title = "broken"</script><img src="https://example.org/x.png">`, 1)
		ctx, w, address := browser.Open(t, b, text)
		assert.NotEqual(t, "broken", browser.Ask[string](t, ctx, `() => document.title`))
		assert.NotEmpty(t, w.Complaints(), "the policy is in force, and refuses")
		for _, got := range w.Received() {
			assert.True(t, got == address || got == "data:,", "%s was let in", got)
		}
	})
}

// contents follows each entry of the list of contents to its section.
func contents(t *testing.T, ctx context.Context) {
	t.Helper()
	type followed struct {
		ID  string
		Top float64
	}
	list := browser.Ask[[]followed](t, ctx, `() => Array.from(document.querySelectorAll("nav a")).map(a => {
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
	assert.Empty(t, browser.Ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll('main a[href^="#"]')).map(a => {
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
		return browser.Ask[[]string](t, ctx, fmt.Sprintf(`() => {
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
	name := browser.Ask[string](t, ctx, `() => document.querySelector("#holders tbody th").textContent`)
	found := shown(strings.ToUpper(name), "")
	assert.NotEmpty(t, found)
	assert.Less(t, len(found), all)
	assert.Empty(t, shown("nobody has this name", ""))
	status := browser.Ask[string](t, ctx, `() => document.getElementById("filter-count").textContent`)
	assert.Regexp(t, fmt.Sprintf(`^0\D.*\D%d\b`, all), status)
	assert.Len(t, shown("", ""), all)
	assert.Positive(t, browser.Ask[int](t, ctx, `() => document.getElementById("filter").getClientRects().length`))
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
	assert.Empty(t, browser.Ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("[tabindex]")).filter(e => !e.getAttribute("role") || !(e.getAttribute("aria-label") || document.getElementById(e.getAttribute("aria-labelledby")).textContent)).map(e => e.outerHTML.slice(0, 90))`), "what the keyboard scrolls has a name")
	assert.NotEmpty(t, browser.Ask[string](t, ctx, `() => document.documentElement.lang`))
	assert.Empty(t, browser.Ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("table")).filter(t => !t.caption || !t.querySelector("thead th") || Array.from(t.querySelectorAll("th")).some(th => !th.scope)).map(t => t.textContent.slice(0, 60))`))
	assert.Empty(t, browser.Ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("input, select")).filter(i => !i.labels.length).map(i => i.id)`))
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
	require.Positive(t, browser.Ask[int](t, ctx, `() => { const all = document.querySelectorAll("details"); all.forEach(d => { d.open = false; }); return all.length; }`))
	assert.Empty(t, browser.Ask[[]string](t, ctx, lacking), "by the style sheet alone")
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
	for _, heading := range browser.Ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("section > h2")).map(h => h.textContent)`) {
		heading = strings.Join(strings.Fields(heading), " ")
		at := strings.Index(words[from:], heading)
		require.GreaterOrEqual(t, at, 0, "%q does not stand in the print, or out of order", heading)
		from += at
	}
	assert.Contains(t, words, "shareholdings.csv:", "chains are open to their rows")
}
