package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/specimen"
)

// tool is the path of a program that reads PDFs; without it the test is skipped.
func tool(t *testing.T, name string) string {
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	return path
}

// run runs a program that reads a PDF and returns what it writes. A complaint of
// it about the file fails the test.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	command := exec.Command(tool(t, name), args...)
	command.Stdout, command.Stderr = &out, &complaints
	require.NoError(t, command.Run(), "%s: %s", name, complaints.String())
	assert.Empty(t, complaints.String(), name)
	return out.String()
}

// saved writes a document to a file of the test.
func saved(t *testing.T, d *document.Document, o Options) string {
	t.Helper()
	content, err := Write(d, o)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "document.pdf")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	return file
}

// squeezed is a text without the spaces that only its layout has.
func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

// inOrder asserts that the parts stand in the text, one after the other.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	at := 0
	for _, part := range parts {
		i := strings.Index(text[at:], part)
		if !assert.GreaterOrEqual(t, i, 0, "%q does not follow, in %q", part, text[at:min(len(text), at+400)]) {
			return
		}
		at += i + len(part)
	}
}

// Text is found in the order in which it is read: headings, paragraphs, rows.
func TestTextInOrder(t *testing.T) {
	file := saved(t, specimen.Whole("en", "Rhône & Fils SA"), Options{})
	inOrder(t, squeezed(run(t, "pdftotext", "-raw", file, "-")),
		"Kicker Rhône & Fils SA", "Title Rhône & Fils SA", "Subtitle", "non-compliant", "The Rhône & Fils SA of Rhône & Fils SA",
		"Contents", "First Rhône", "Second",
		"First Rhône & Fils SA", "The Rhône & Fils SA of", "24,5 %", "with more", "inside",
		"Table Rhône & Fils SA", "Name Capital", "Group Rhône & Fils SA", "24,5 %", "✓ compliant",
		"Rhône & Fils SA 3 Rhône", "short row", "Total 27,5 %", "Part Rhône & Fils SA", "Deeper", "considerations", "Second",
		"Chart Rhône", "Loire", "? undetermined", "✓ compliant", "Place and day", "Signature Rhône & Fils SA")
}

// Whatever a text is, it is in the file, whole, as what it is, and on the page.
func TestHostile(t *testing.T) {
	for i, text := range specimen.Hostile {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			file := saved(t, specimen.Whole([]string{"en", "fr"}[i/2%2], text), Options{Paper: Papers[i%2]})
			onPages(t, file)
			assert.Contains(t, run(t, "pdfdetach", "-list", file), "a.json")
		})
	}
}

var boxes = regexp.MustCompile(`<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">(.*)</word>`)
var sheets = regexp.MustCompile(`<page width="([0-9.]+)" height="([0-9.]+)">`)

// onPages asserts that no word of a file stands outside its page or its margins.
func onPages(t *testing.T, file string) {
	t.Helper()
	width, height := 0.0, 0.0
	for l := range strings.Lines(run(t, "pdftotext", "-bbox", file, "-")) {
		if m := sheets.FindStringSubmatch(l); m != nil {
			n := numbers(m[1:])
			width, height = n[0], n[1]
		}
		if m := boxes.FindStringSubmatch(l); m != nil {
			n := numbers(m[1:5])
			margin := paperSizes["a4"].margin
			if width > height {
				margin = paperSizes["a4"].landscape().margin
			}
			if n[0] < margin-2 || n[2] > width-margin+2 || n[1] < 20 || n[3] > height-20 {
				t.Errorf("%q stands at %v of a page of %v by %v", m[5], n, width, height)
			}
		}
	}
	assert.Positive(t, width)
}

func numbers(texts []string) []float64 {
	var out []float64
	for _, text := range texts {
		f, _ := strconv.ParseFloat(text, 64)
		out = append(out, f)
	}
	return out
}

// The same document gives the same bytes.
func TestSameBytes(t *testing.T) {
	for _, text := range []string{"Rhône", "株式会社", "شركة الاستثمار", "🏴‍☠️"} {
		first, err := Write(specimen.Whole("fr", text), Options{})
		require.NoError(t, err)
		for range 2 {
			again, err := Write(specimen.Whole("fr", text), Options{})
			require.NoError(t, err)
			require.True(t, bytes.Equal(first, again), text)
		}
	}
}

// Attachments come out as they went in.
func TestAttachments(t *testing.T) {
	d := specimen.Whole("fr", "Rhône")
	content := []byte("{\"a\": [1, 2, 3]}\r\n\x00\xff")
	d.Attachments = []document.Attachment{
		{Name: "rapport.json", Description: "les données (du rapport)", MediaType: "application/json", Content: content},
		{Name: "été 株.bin", Content: nil},
	}
	file := saved(t, d, Options{Paper: "letter"})
	out := filepath.Join(t.TempDir(), "out")
	run(t, "pdfdetach", "-save", "1", "-o", out, file)
	got, err := os.ReadFile(out)
	require.NoError(t, err)
	assert.Equal(t, content, got)
	assert.Contains(t, run(t, "pdfdetach", "-list", file), "2 embedded files")
}

// The file says what it is, and when its facts are of; it has no other day.
func TestProperties(t *testing.T) {
	file := saved(t, specimen.Whole("fr", "Rhône 🚀"), Options{Paper: "letter"})
	info := run(t, "pdfinfo", "-isodates", file)
	for _, line := range []string{"Title:           Title Rhône 🚀", "CreationDate:    2026-11-22T00:00:00", "Page size:       612 x 792 pts (letter)", "PDF version:     1.7"} {
		assert.Contains(t, info, line)
	}
	d := specimen.Whole("fr", "x")
	d.Day = "no day"
	assert.Contains(t, run(t, "pdfinfo", "-isodates", saved(t, d, Options{})), "CreationDate:    1970-01-01")
	_, err := Write(d, Options{Paper: "a7"})
	assert.Error(t, err)
	_, err = Write(&document.Document{}, Options{})
	assert.NoError(t, err)
}

// A file has no fault that qpdf finds.
func TestSound(t *testing.T) {
	for _, text := range []string{"Rhône", specimen.Hostile[15], specimen.Hostile[18], "(a\\b) <c>"} {
		out := run(t, "qpdf", "--check", saved(t, specimen.Whole("en", text), Options{}))
		assert.Contains(t, out, "No syntax or stream encoding errors found")
	}
}

// Every page but the first has the title above and its number below.
func TestPages(t *testing.T) {
	file := saved(t, specimen.Whole("en", "Rhône"), Options{})
	pages := strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-layout", file, "-"), "\f"), "\f")
	require.Greater(t, len(pages), 3)
	for i, text := range pages {
		assert.Contains(t, text, fmt.Sprintf("page %d of %d", i+1, len(pages)))
		if i > 0 {
			assert.True(t, strings.HasPrefix(strings.TrimSpace(text), "Title Rhône"), "page %d: %s", i+1, text)
		}
	}
}

// FuzzCompose holds that no text breaks the layout, and that all of it stands on
// its page.
func FuzzCompose(f *testing.F) {
	for _, text := range specimen.Hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 300 {
			return
		}
		w := newWriter(specimen.Whole("en", text), paperSizes["letter"])
		w.compose()
		for i, p := range w.pages {
			for _, it := range p.items {
				s, ok := it.(writing)
				if !ok {
					continue
				}
				if end := s.x + s.glyphs.width(); s.x < p.paper.margin-0.1 || end > p.paper.width-p.paper.margin+0.1 || s.y < 20 || s.y > p.paper.height-20 {
					t.Fatalf("page %d: a text from %v to %v at %v", i+1, s.x, end, s.y)
				}
			}
		}
	})
}

// What the file says of itself is XML, whatever the title is, and names title,
// language and day.
func TestMetadata(t *testing.T) {
	title := "A < B & \"C\" ]]> <?x?> Rhône \U0001F680\x00"
	content, err := Write(&document.Document{Lang: "fr", Title: title, Day: "2026-11-22"}, Options{})
	require.NoError(t, err)
	assert.Contains(t, string(content), "/ViewerPreferences <</DisplayDocTitle true>> /Lang (fr)")
	_, packet, found := strings.Cut(string(content), "/Type /Metadata /Subtype /XML /Length ")
	require.True(t, found)
	_, packet, _ = strings.Cut(packet, "stream\n")
	packet, _, _ = strings.Cut(packet, "\nendstream")
	var about struct {
		Title    string `xml:"RDF>Description>title>Alt>li"`
		Language string `xml:"RDF>Description>language>Bag>li"`
		Day      string `xml:"RDF>Description>CreateDate"`
	}
	require.NoError(t, xml.Unmarshal([]byte(packet), &about))
	assert.Equal(t, strings.ReplaceAll(title, "\x00", "\uFFFD"), about.Title)
	assert.Equal(t, "fr", about.Language)
	assert.Equal(t, "2026-11-22T00:00:00Z", about.Day)
}
