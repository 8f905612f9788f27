package html_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	net "golang.org/x/net/html"

	"egide/cmd/internal/browser"
	"egide/cmd/internal/document"
	"egide/cmd/internal/document/html"
	"egide/cmd/internal/document/specimen"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/paper"
	"egide/data"
	"egide/ownership/intake"
	"egide/rules"
)

// made is the document of a dossier of testdata.
func made(t testing.TB, name, lang string) *document.Document {
	t.Helper()
	dossier, err := intake.ReadDossier(filepath.Join("../../../../testdata/dossiers", name), intake.Options{})
	require.NoError(t, err)
	result, faults, err := rules.Check(dossier, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	d, err := paper.Of(report.Make(result, lang), nil)
	require.NoError(t, err)
	return d
}

// parsed is a page as a tree.
func parsed(t testing.TB, d *document.Document) *net.Node {
	t.Helper()
	root, err := net.Parse(strings.NewReader(string(html.Document(d))))
	require.NoError(t, err)
	return root
}

func elements(root *net.Node) []string {
	var names []string
	for n := range root.Descendants() {
		if n.Type == net.ElementNode {
			names = append(names, n.Data)
		}
	}
	return names
}

// Text is text, whatever it is: no element comes of it, and no attribute but
// those that pages have.
func TestTextsAreText(t *testing.T) {
	allowed := strings.Fields(`lang charset http-equiv content name rel href class id aria-labelledby aria-label aria-hidden
		role tabindex scope colspan data-label data-entity dir viewbox x y width height d xmlns font-family font-size font-weight
		text-anchor fill stroke stroke-width stroke-dasharray textlength lengthadjust`)
	plain := elements(parsed(t, specimen.Whole("en", "Acme")))
	for _, text := range specimen.Hostile {
		root := parsed(t, specimen.Whole("en", text))
		if strings.TrimSpace(text) != "" {
			assert.True(t, slices.Equal(plain, elements(root)), "other elements with %.30q", text)
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				assert.Contains(t, allowed, strings.ToLower(a.Key), "<%s>", n.Data)
				if a.Key == "href" {
					ok := strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "https://") && n.Data == "a" || a.Val == "data:," && n.Data == "link"
					assert.True(t, ok, "a link to %q", a.Val)
				}
			}
		}
		for _, r := range string(html.Document(specimen.Whole("en", text))) {
			assert.NotContains(t, "\x00\x1b\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029", string(r))
		}
	}
}

// Every link has its target, no id stands twice, and the page is the same each
// time.
func TestWhole(t *testing.T) {
	for _, lang := range data.Languages {
		for _, d := range []*document.Document{specimen.Whole(lang, "Acme"), made(t, "atelier-cloud", lang), made(t, "t13a", lang), {Lang: lang, Title: "Nothing"}} {
			page := html.Document(d)
			assert.Equal(t, page, html.Document(d))
			assert.NotContains(t, string(page), "<script")
			assert.NotContains(t, string(page), "unsafe")
			root := parsed(t, d)
			ids, links := map[string]bool{}, []string{}
			for n := range root.Descendants() {
				for _, a := range n.Attr {
					switch a.Key {
					case "id":
						assert.False(t, ids[a.Val], "%s stands twice", a.Val)
						ids[a.Val] = true
					case "aria-labelledby":
						links = append(links, strings.Fields(a.Val)...)
					case "href":
						if id, ok := strings.CutPrefix(a.Val, "#"); ok {
							links = append(links, id)
						}
					}
				}
			}
			for _, id := range links {
				assert.True(t, ids[id], "nothing has the id %q", id)
			}
			for _, e := range d.Contents(99) {
				assert.True(t, ids[e.ID], "no section %q", e.ID)
			}
		}
	}
}

// TestInBrowser opens pages as a reader does.
func TestInBrowser(t *testing.T) {
	b := browser.Start(t)
	for name, d := range map[string]*document.Document{
		"every block": specimen.Whole("en", "Loire Énergie SA"), "a long name": specimen.Whole("en", strings.Repeat("x", 300)), "right to left": specimen.Whole("fr", "שלום עולם"),
		"markup": specimen.Whole("fr", `"><img src=x><script>alert(1)</script>`), "a report": made(t, "t13a", "fr"), "no script at all": made(t, "atelier-cloud", "en"),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, w, address := browser.Open(t, b, string(html.Document(d)))
			browser.Headings(t, ctx)
			browser.Contrast(t, ctx)
			browser.Narrow(t, ctx)
			assert.Zero(t, browser.Ask[int](t, ctx, `() => document.querySelectorAll("img, iframe, object, script").length`))
			assert.Empty(t, browser.Ask[[]string](t, ctx, `() => Array.from(document.querySelectorAll("nav a")).map(a => {
				scrollTo(0, 0);
				a.click();
				const box = document.getElementById(a.getAttribute("href").slice(1)).getBoundingClientRect();
				const end = document.documentElement.scrollHeight - innerHeight - scrollY;
				return Math.abs(box.top) < 60 || end < 2 && box.top < innerHeight ? "" : a.textContent + " does not come into view";
			}).filter(x => x)`))
			w.Quiet(t, address)
		})
	}
}

// TestAxe lets axe-core look for what keeps people out.
func TestAxe(t *testing.T) {
	b := browser.Start(t)
	for _, d := range []*document.Document{specimen.Whole("en", "Loire Énergie SA"), made(t, "t13a", "fr"), made(t, "atelier-cloud", "en")} {
		ctx, _, _ := browser.Open(t, b, string(html.Document(d)))
		browser.Axe(t, ctx)
	}
}
