package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reader runs a program that reads PDFs; where it is not installed the test is
// skipped. It must not complain of the file.
func reader(t *testing.T, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed", name)
	}
	var complaints strings.Builder
	command := exec.Command(path, args...)
	command.Stderr = &complaints
	out, err := command.Output()
	require.NoError(t, err, complaints.String())
	assert.Empty(t, complaints.String())
	return string(out)
}

// bookmark is an entry of a PDF's outline.
type bookmark struct {
	Title string     `json:"title"`
	Page  int        `json:"destpageposfrom1"`
	Kids  []bookmark `json:"kids"`
}

// TestReportsAsPDF holds of real reports in both languages and on both papers
// that the file is sound, that its text stands within the page, that the
// bookmarks and the contents list tell the page of each section, and that every
// link to a page has one.
func TestReportsAsPDF(t *testing.T) {
	word := regexp.MustCompile(`<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">(.*)</word>`)
	sheet := regexp.MustCompile(`<page width="([0-9.]+)" height="([0-9.]+)">`)
	dir := t.TempDir()
	for _, name := range []string{"clean", "atelier-cloud", "big-60"} {
		for lang, paper := range map[string]string{"en": "letter", "fr": "a4"} {
			t.Run(name+"-"+lang, func(t *testing.T) {
				file := filepath.Join(dir, name+"."+lang+".pdf")
				got := egide(t, "check", filepath.Join(dossiersDir, name), "--as-of", "2026-11-22", "--lang", lang, "--format", "pdf", "--paper", paper, "-o", file)
				require.Less(t, got.status, 3, string(got.stderr))
				assert.Contains(t, reader(t, "qpdf", "--check", file), "No syntax or stream encoding errors found")

				width, height := 0.0, 0.0
				for line := range strings.Lines(reader(t, "pdftotext", "-bbox", file, "-")) {
					if m := sheet.FindStringSubmatch(line); m != nil {
						width, height = number(t, m[1]), number(t, m[2])
					}
					if m := word.FindStringSubmatch(line); m != nil {
						assert.True(t, number(t, m[1]) > 38 && number(t, m[3]) < width-38 && number(t, m[2]) > 25 && number(t, m[4]) < height-25, line)
					}
				}

				pages := strings.Split(reader(t, "pdftotext", "-raw", file, "-"), "\f")
				on := func(page int, title string) {
					require.True(t, page > 0 && page < len(pages), "%s: page %d", title, page)
					text := strings.Join(strings.Fields(pages[page-1]), " ")
					assert.Contains(t, text, strings.Join(strings.Fields(title), " "), "page %d", page)
				}
				var outline struct{ Outlines []bookmark }
				require.NoError(t, json.Unmarshal([]byte(reader(t, "qpdf", "--json", "--json-key=outlines", file)), &outline))
				require.Greater(t, len(outline.Outlines), 8)
				top := map[string]int{}
				var walk func(list []bookmark)
				walk = func(list []bookmark) {
					for _, b := range list {
						on(b.Page, b.Title)
						walk(b.Kids)
					}
				}
				walk(outline.Outlines)
				for _, b := range outline.Outlines {
					top[b.Title] = b.Page
				}
				// The contents list, on the second page, says the same.
				entries := regexp.MustCompile(`(?m)^(.+?) ([0-9]+)$`).FindAllStringSubmatch(pages[1], -1)
				seen := 0
				for _, e := range entries {
					if page, ok := top[e[1]]; ok {
						assert.Equal(t, strconv.Itoa(page), e[2], e[1])
						seen++
					}
				}
				assert.Greater(t, seen, 8)

				raw := reader(t, "qpdf", "--qdf", "--object-streams=disable", file, "-")
				isPage := map[string]bool{}
				for _, m := range regexp.MustCompile(`\n([0-9]+) 0 obj\n<<(?:\n  /[^\n]*|\n    [^\n]*|\n  [^\n]*)*?\n  /Type /Page\n`).FindAllStringSubmatch(raw, -1) {
					isPage[m[1]] = true
				}
				links := regexp.MustCompile(`/Dest \[\s*([0-9]+) 0 R`).FindAllStringSubmatch(raw, -1)
				require.Greater(t, len(links), 20)
				for _, m := range links {
					assert.True(t, isPage[m[1]], "object %s is no page", m[1])
				}
			})
		}
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return f
}
