package html

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	pages "egide/cmd/internal/document/html"
	"egide/cmd/internal/document/markdown"
	plaintext "egide/cmd/internal/document/text"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/listing"
	"egide/cmd/internal/report/paper"
	"egide/data"
	"egide/ownership/intake"
	"egide/rules"
)

const testdata = "../../../../testdata"

// go test ./cmd/internal/report/html -update writes the golden pages.
var update = flag.Bool("update", false, "write the golden pages")

// reported is the report of a dossier of testdata.
func reported(t testing.TB, name, lang string) *report.Report {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join(testdata, "dossiers", name), intake.Options{})
	require.NoError(t, err)
	result, faults, err := rules.Check(d, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	return report.Make(result, lang)
}

func document(t testing.TB, r *report.Report) string {
	t.Helper()
	text, err := Document(r)
	require.NoError(t, err)
	return string(text)
}

// TestGolden compares whole pages. The chart, the style sheet and the script
// have files of their own, and are left out.
func TestGolden(t *testing.T) {
	foreign := regexp.MustCompile(`(?s)<(svg) xmlns.*?</svg>|<(style)>.*?</style>|<(script)>.*?</script>`)
	sums := regexp.MustCompile(`sha256-.*?&#39;`)
	for _, name := range []string{"clean", "atelier-cloud"} {
		for _, lang := range data.Languages {
			got := foreign.ReplaceAllString(document(t, reported(t, name, lang)), "<!-- $1$2$3 -->")
			got = sums.ReplaceAllString(got, "sha256-SUM&#39;")
			file := filepath.Join(testdata, "html", name+"."+lang+".html")
			if *update {
				require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o777))
				require.NoError(t, os.WriteFile(file, []byte(got), 0o666))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			if got != string(want) {
				a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
				for i := range min(len(a), len(b)) {
					require.Equal(t, b[i], a[i], "%s:%d; run the tests of this package with -update if that is meant", file, i+1)
				}
				t.Fatalf("%s has another length", file)
			}
		}
	}
}

func TestSameBytes(t *testing.T) {
	for _, name := range []string{"atelier-cloud", "big-60"} {
		r := reported(t, name, "fr")
		first := document(t, r)
		assert.Equal(t, first, document(t, r))
		assert.Equal(t, first, document(t, reported(t, name, "fr")))
	}
}

// TestPolicy holds that the policy names the sums of what stands in the page,
// and that nothing of the page needs more.
func TestPolicy(t *testing.T) {
	text := document(t, reported(t, "atelier-cloud", "en"))
	inside := func(element string) string {
		found := regexp.MustCompile(`(?s)<`+element+`>(.*?)</`+element+`>`).FindAllStringSubmatch(text, -1)
		require.Len(t, found, 1, element)
		return found[0][1]
	}
	policy := regexp.MustCompile(`http-equiv="Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)
	require.NotNil(t, policy)
	got := html.UnescapeString(policy[1])
	assert.Contains(t, got, "default-src 'none'")
	sum := func(text string) string {
		hash := sha256.Sum256([]byte(text))
		return "sha256-" + base64.StdEncoding.EncodeToString(hash[:])
	}
	assert.Contains(t, got, "style-src '"+sum(inside("style"))+"'")
	assert.Contains(t, got, "script-src '"+sum(inside("script"))+"'")
	assert.NotContains(t, got, "unsafe")
	assert.Less(t, strings.Index(text, "Content-Security-Policy"), strings.Index(text, "<style>"), "the policy comes first")
}

// hostile are texts that would be something else than text in a careless page.
var hostile = []string{
	`"><img src=x>`, `<script>alert(1)</script>`, `' onmouseover='alert(1)`, `</style></script><svg onload=alert(1)>`,
	`{{.Report}} <!-- -->`, `&lt;b&gt; &amp;`, "שלום עולם", "\u202egnp.exe", "🏴‍☠️ Pirates & Söhne", "a\x00b\u2028c",
	strings.Repeat("Société des Participations ", 12), strings.Repeat("x", 300), `javascript:alert(1)`, `]]>`,
}

// TestTextsAreText puts hostile text in the place of every text of a report that
// comes from a dossier, and then of every text that there is, codes and dates
// too, as a saved report may have them.
func TestTextsAreText(t *testing.T) {
	for _, name := range []string{"atelier-cloud", "t13a", "t17"} {
		plain := elements(t, document(t, renamed(reported(t, name, "fr"), "Acme")))
		for _, text := range hostile {
			page := document(t, renamed(reported(t, name, "fr"), text))
			got := elements(t, page)
			assert.True(t, slices.Equal(plain.names, got.names), "%s: other elements with %.30q", name, text)
			assert.Contains(t, got.text, strings.Join(strings.Fields(report.Clean(text)), " "), "%.30q", text)
			harmless(t, page)
		}
	}
	for _, text := range append(hostile, "", "-1", "2026-13-45") {
		r := reported(t, "big-60", "en")
		overwrite(reflect.ValueOf(r).Elem(), text)
		harmless(t, document(t, r))
	}
}

// renamed puts a text in the place of every name and remark of a dossier.
func renamed(r *report.Report, text string) *report.Report {
	for _, e := range r.Entities {
		e.Name, e.LegalForm, e.Note, e.Document, e.RegistrationNumber = text, text, text, text, text
	}
	for _, s := range r.Subjects {
		s.Name = text
		for _, h := range s.Holders {
			h.Name = text
		}
	}
	for _, l := range r.Links {
		for i := range l.Claims {
			l.Claims[i].Document, l.Claims[i].Note, l.Claims[i].Class = text, text, text
		}
	}
	for _, s := range r.Supplies {
		s.Service, s.Contribution, s.Document = text, text, text
	}
	return r
}

// overwrite puts a text in the place of every text of a value.
func overwrite(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Pointer:
		if !v.IsNil() {
			overwrite(v.Elem(), text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			overwrite(v.Field(i), text)
		}
	case reflect.Slice:
		for i := range v.Len() {
			overwrite(v.Index(i), text)
		}
	}
}

// structure is what a page is made of, the chart apart.
type structure struct {
	names []string // of elements
	text  string   // words, with single spaces
}

func elements(t testing.TB, page string) structure {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	var s structure
	var words []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			words = append(words, strings.FieldsFunc(n.Data, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })...)
		case n.Type == html.ElementNode:
			s.names = append(s.names, n.Data)
			if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "aria-hidden" }) {
				return // a sign beside its word
			}
			if n.Data == "svg" || n.Data == "style" || n.Data == "script" {
				return
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	s.text = strings.Join(words, " ")
	return s
}

// allowedAttributes are all that a page has, the chart included.
var allowedAttributes = strings.Fields(`lang charset http-equiv content name rel href class id aria-labelledby aria-label aria-hidden
	role tabindex scope data-label data-non-eu data-text data-entity for type autocomplete spellcheck value hidden open colspan
	viewbox preserveaspectratio focusable x y x1 x2 y1 y2 width height d vector-effect xmlns font-family font-size font-weight
	text-anchor fill stroke stroke-width stroke-dasharray textlength lengthadjust direction unicode-bidi dir`)

// harmless holds that a page has nothing that acts or loads besides its own
// style sheet and script.
func harmless(t testing.TB, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	count := map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		for _, a := range n.Attr {
			require.Contains(t, allowedAttributes, strings.ToLower(a.Key), "<%s>", n.Data)
			if a.Key != "href" {
				continue
			}
			ok := strings.HasPrefix(a.Val, "#") || strings.HasPrefix(a.Val, "https://") && n.Data == "a" || a.Val == "data:," && n.Data == "link"
			require.True(t, ok, "a link to %q", a.Val)
		}
	}
	require.Equal(t, 1, count["script"])
	require.Equal(t, 1, count["style"])
	for _, name := range []string{"img", "iframe", "object", "embed", "base", "image", "use", "foreignobject", "audio", "video"} {
		require.Zero(t, count[name], name)
	}
	for _, r := range page {
		require.NotContains(t, "\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029", string(r))
	}
}

// TestLinks holds that every link inside a page has its target, and that no id
// stands twice.
func TestLinks(t *testing.T) {
	for _, name := range []string{"clean", "atelier-cloud", "big-60", "t13a", "t17", "global-switch-2019"} {
		root, err := html.Parse(strings.NewReader(document(t, reported(t, name, "en"))))
		require.NoError(t, err)
		ids, links := map[string]bool{}, []string{}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				switch a.Key {
				case "id":
					assert.False(t, ids[a.Val], "%s: %s stands twice", name, a.Val)
					ids[a.Val] = true
				case "aria-labelledby", "for":
					links = append(links, strings.Fields(a.Val)...)
				case "href":
					if id, ok := strings.CutPrefix(a.Val, "#"); ok {
						links = append(links, id)
					}
				}
			}
		}
		for _, id := range links {
			assert.True(t, ids[id], "%s: nothing has the id %q", name, id)
		}
		assert.Greater(t, len(links), 40)
	}
}

// TestNoSentenceIsMissing holds that no code stands in the place of a sentence,
// and that French figures have their no-break space.
func TestNoSentenceIsMissing(t *testing.T) {
	slip := regexp.MustCompile(`\d %|\d%| [;:?!»](\s|<)`)
	code := regexp.MustCompile(`\b(html|doc|law|test|verdict|level|limit|removal|access|reading|right|basis|answer)-[a-z][a-z_-]*`)
	for _, name := range []string{"clean", "atelier-cloud", "big-60", "t08", "t09a", "t12a", "t13a", "t16", "t17", "global-switch-2019", "ovh-2021", "orange-2016"} {
		for _, lang := range data.Languages {
			text := elements(t, document(t, reported(t, name, lang))).text
			text = regexp.MustCompile(`https://\S+`).ReplaceAllString(text, "")
			assert.Empty(t, code.FindAllString(text, 3), "%s in %s", name, lang)
			assert.NotRegexp(t, `\{[a-z_]+\}`, text, "%s in %s", name, lang)
			if lang == "fr" {
				ours := strings.NewReplacer("depuis 2021 : vote double", "").Replace(text) // a dossier's own words
				assert.Empty(t, regexp.MustCompile(`.{0,30}(`+slip.String()+`)`).FindAllString(ours, 3), "%s", name)
			}
		}
	}
}

// TestDamagedReports takes parts out of saved reports: what is read after all is
// presented in every format without a crash.
func TestDamagedReports(t *testing.T) {
	var saved []any
	for _, name := range []string{"atelier-cloud", "t13a", "t17"} {
		text, err := report.JSON(reported(t, name, "en"))
		require.NoError(t, err)
		var value any
		require.NoError(t, json.Unmarshal(text, &value))
		saved = append(saved, value)
	}
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		value := copied(rapid.SampledFrom(saved).Draw(t, "report"))
		for range rapid.IntRange(1, 6).Draw(t, "cuts") {
			damage(t, value)
		}
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		r, err := report.ReadSaved(bytes.NewReader(text))
		if err != nil {
			return
		}
		read++
		r.Clean()
		if _, err := Document(r); err != nil {
			t.Fatal(err)
		}
		report.Text(r, report.Screen{Unicode: true})
		report.Line(r)
		listing.CSV(r)
		if _, err := listing.Workbook(r); err != nil {
			t.Fatal(err)
		}
		d, err := paper.Of(r, text)
		if err != nil {
			t.Fatal(err)
		}
		markdown.Document(d)
		plaintext.Document(d, report.Screen{})
		pages.Document(d)
		for _, name := range report.Documents() {
			if _, err := report.Document(r, name); err != nil {
				t.Fatal(err)
			}
		}
	})
	assert.Positive(t, read)
}

func copied(value any) any {
	switch v := value.(type) {
	case map[string]any:
		m := make(map[string]any, len(v))
		for key, item := range v {
			m[key] = copied(item)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = copied(item)
		}
		return list
	}
	return value
}

// damage walks down to some place of the value and changes what is there.
func damage(t *rapid.T, value any) {
	for {
		var next any
		var set func(any)
		var drop func()
		switch v := value.(type) {
		case map[string]any:
			keys := make([]string, 0, len(v))
			for key := range v {
				keys = append(keys, key)
			}
			if len(keys) == 0 {
				return
			}
			slices.Sort(keys)
			key := rapid.SampledFrom(keys).Draw(t, "key")
			next, set, drop = v[key], func(x any) { v[key] = x }, func() { delete(v, key) }
		case []any:
			if len(v) == 0 {
				return
			}
			i := rapid.IntRange(0, len(v)-1).Draw(t, "index")
			next, set, drop = v[i], func(x any) { v[i] = x }, func() { v[i] = map[string]any{} }
		default:
			return
		}
		switch rapid.IntRange(0, 9).Draw(t, "what") {
		case 0:
			drop()
			return
		case 1:
			set(nil)
			return
		case 2:
			set([]any{})
			return
		case 3:
			set("\x1b[31m<b>")
			return
		case 4:
			set(-1e9)
			return
		}
		value = next
	}
}

// BenchmarkDocument writes the page of 60 entities.
func BenchmarkDocument(b *testing.B) {
	r := reported(b, "big-60", "en")
	for b.Loop() {
		if _, err := Document(r); err != nil {
			b.Fatal(err)
		}
	}
}
