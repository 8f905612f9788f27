package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"

	"egide/cmd/internal/drawing"
	"egide/cmd/internal/typeface"
)

// emit writes the pages that were laid out.
func (w *writer) emit() ([]byte, error) {
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: w.portrait.width, Ht: w.portrait.height}})
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	f.SetCatalogSort(true)
	day, err := time.Parse(time.DateOnly, w.document.Day)
	if err != nil {
		day = time.Unix(0, 0).UTC() // a document without a day still has no clock in it
	}
	f.SetCreationDate(day)
	f.SetModificationDate(day)
	f.SetProducer("egide", false)
	f.SetTitle(utf16Text(plain(w.document.Title)), false)
	if w.document.Subtitle != "" {
		f.SetSubject(utf16Text(plain(w.document.Subtitle)), false)
	}

	p := &press{f: f, writer: w, links: map[place]int{}}
	for _, page := range w.pages {
		orientation := "P"
		if page.paper.width > page.paper.height {
			orientation = "L"
		}
		f.AddPageFormat(orientation, fpdf.SizeType{Wd: w.portrait.width, Ht: w.portrait.height})
		p.high = page.paper.height
		for _, it := range page.items {
			p.put(it)
		}
		if p.clipped {
			p.put(window{})
		}
	}
	var out bytes.Buffer
	if err := f.Output(&out); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return w.finish(out.Bytes())
}

// press puts what was laid out on the pages of a file.
type press struct {
	f       *fpdf.Fpdf
	writer  *writer
	links   map[place]int
	loaded  [typeface.Faces]bool
	high    float64 // of the page
	clipped bool
}

func (p *press) put(i item) {
	switch i := i.(type) {
	case writing:
		p.writing(i)
	case shape:
		p.shape(i)
	case window:
		p.window(i)
	case jump:
		p.jump(i)
	}
}

// writing writes glyphs, as many at once as have one face, size and colour.
func (p *press) writing(t writing) {
	x := t.x
	for i := 0; i < len(t.glyphs); {
		first := t.glyphs[i]
		end, width := i, 0.0
		var shown, actual strings.Builder
		for end < len(t.glyphs) && t.glyphs[end].goesWith(first) {
			shown.WriteString(t.glyphs[end].shown)
			actual.WriteString(t.glyphs[end].actual)
			width += t.glyphs[end].width
			end++
			if first.replaced() && (end == len(t.glyphs) || t.glyphs[end].actual != "") {
				break
			}
		}
		p.text(x, t.y, first, shown.String(), actual.String())
		x += width
		i = end
	}
}

// replaced tells that what is shown is not the characters that are meant, so
// that the file has to say which are.
func (g glyph) replaced() bool { return g.shown != g.actual }

func (g glyph) goesWith(other glyph) bool {
	return g.face == other.face && g.look == other.look && g.replaced() == other.replaced()
}

func (p *press) text(x, y float64, g glyph, shown, actual string) {
	if shown == "" {
		return
	}
	if !p.loaded[g.face] {
		p.f.AddUTF8FontFromBytes(g.face.Name(), "", g.face.File())
		p.loaded[g.face] = true
	}
	p.f.SetFont(g.face.Name(), "", g.look.size)
	p.f.SetTextColor(int(g.look.colour.R), int(g.look.colour.G), int(g.look.colour.B))
	if g.replaced() {
		p.f.RawWriteStr("/Span <</ActualText <" + fmt.Sprintf("%X", utf16Text(actual)) + ">>> BDC")
	}
	// A face that has no bold letters has its own drawn around.
	heavy := g.look.bold && (g.face == typeface.Symbols || g.face == typeface.Han)
	if heavy {
		c := g.look.colour
		p.f.SetDrawColor(int(c.R), int(c.G), int(c.B))
		p.f.SetDashPattern(nil, 0)
		p.f.SetLineWidth(g.look.size * 0.03)
		p.f.SetTextRenderingMode(2)
	}
	p.f.Text(x, y, shown)
	if heavy {
		p.f.SetTextRenderingMode(0)
	}
	if g.replaced() {
		p.f.RawWriteStr("EMC")
	}
}

func (p *press) shape(s shape) {
	fill, filled := s.path.Fill.Light()
	stroke, stroked := s.path.Stroke.Light()
	if s.fill != nil {
		fill, filled = *s.fill, true
	}
	if s.stroke != nil {
		stroke, stroked = *s.stroke, true
	}
	how := ""
	if filled {
		p.f.SetFillColor(int(fill.R), int(fill.G), int(fill.B))
		how = "F"
	}
	if stroked {
		p.f.SetDrawColor(int(stroke.R), int(stroke.G), int(stroke.B))
		p.f.SetLineWidth(s.path.Width)
		p.f.SetDashPattern(s.path.Dash, 0)
		how += "D"
	}
	if how == "" || len(s.path.Steps) == 0 {
		return
	}
	for _, step := range s.path.Steps {
		switch a, b, c := step.P[0], step.P[1], step.P[2]; step.Op {
		case drawing.MoveTo:
			p.f.MoveTo(a.X, a.Y)
		case drawing.LineTo:
			p.f.LineTo(a.X, a.Y)
		case drawing.CurveTo:
			p.f.CurveBezierCubicTo(a.X, a.Y, b.X, b.Y, c.X, c.Y)
		case drawing.Close:
			p.f.ClosePath()
		}
	}
	p.f.DrawPath(how)
}

func (p *press) window(s window) {
	if p.clipped {
		p.f.ClipEnd()
		p.clipped = false
	}
	if s.width > 0 {
		p.f.ClipRect(s.x, s.y, s.width, s.height, false)
		p.clipped = true
	}
}

func (p *press) jump(j jump) {
	var at place
	switch {
	case j.section != nil:
		at = p.writer.begins[j.section]
	case strings.HasPrefix(j.link, "#"):
		var ok bool
		if at, ok = p.writer.places[j.link[1:]]; !ok {
			return
		}
	default:
		p.f.LinkString(j.x, j.y, j.width, j.height, j.link)
		return
	}
	link, ok := p.links[at]
	if !ok {
		link = p.f.AddLink()
		p.f.SetLink(link, at.y-4, at.page+1)
		p.links[at] = link
	}
	p.f.Link(j.x, j.y, j.width, j.height, link)
}

// utf16Text is a text as the strings of a PDF have it that are no plain ASCII.
func utf16Text(text string) string {
	out := []byte{0xfe, 0xff}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit>>8), byte(unit))
	}
	return string(out)
}
