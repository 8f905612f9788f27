// Package html writes a report as one page that stands by itself: it asks for
// nothing from anywhere, and its Content-Security-Policy lets nothing in.
//
// Texts of the report come into the page through the contextual escaping of
// html/template alone; the structure chart, which escapes for itself, is the one
// exception. The page is whole without its script.
package html

import (
	"bytes"
	_ "embed"
	"html/template"
	"sync"

	pages "egide/cmd/internal/document/html"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/view"
)

var (
	//go:embed page.tmpl
	pageTemplate string
	//go:embed page.js
	script string
)

// fitting is the width of a chart that is shrunk and not scrolled, in pixels.
const fitting = 1400

// page is what the template reads.
type page struct {
	*view.View
	Chart template.HTML
	Fits  bool // the chart is still legible when it is made as small as the page
}

func newPage(r *report.Report) (*page, error) {
	p := &page{View: view.Of(r)}
	picture, err := p.View.Chart()
	if err != nil || picture == nil {
		return p, err
	}
	p.Chart, p.Fits = template.HTML(picture.InlineSVG("chart")), picture.Width <= fitting
	return p, nil
}

// parsed is made when the first page is: other commands need none.
var parsed = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageTemplate)) })

// Document is the report as a page, in the report's language. The report has at
// least one subject. The same report gives the same bytes.
func Document(r *report.Report) ([]byte, error) {
	p, err := newPage(r)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(1 << 18)
	if err := parsed().Execute(&b, p); err != nil {
		return nil, err
	}
	return pages.Visible(b.Bytes()), nil
}

// Style is the style element. It is the program's own, and has to stand in the
// page to the byte, for the policy names its sum.
func (p *page) Style() template.HTML { return template.HTML("<style>" + pages.Style() + "</style>") }

// Script is the script element.
func (p *page) Script() template.HTML { return template.HTML("<script>" + script + "</script>") }

// Policy is the Content-Security-Policy of the page.
func (p *page) Policy() string { return pages.Policy(script) }
