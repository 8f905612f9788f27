package drawing

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// inkNames are the names of the inks in the style sheet.
var inkNames = [inks]string{
	Paper: "paper", Letters: "letters", Faint: "faint", Outline: "outline", Inside: "inside",
	SubjectInk: "subject", OnSubject: "on-subject", Wire: "wire", Foreign: "foreign",
	ForeignFaint: "foreign-faint", OnForeign: "on-foreign", Doubt: "doubt", Ground: "ground", Sound: "sound",
}

// fonts are those whose letters have the widths that the layout reckons with.
const fonts = "Arial, Helvetica, 'Liberation Sans', Arimo, sans-serif"

// StyleSheet is the CSS that gives a chart its colours on light and on dark
// paper. Each colour is a variable, such as --chart-foreign, that a page may set
// on the svg element.
func StyleSheet() string {
	var b strings.Builder
	set := func(paper int) {
		b.WriteString(".egide-chart{")
		for i := Paper; i < inks; i++ {
			fmt.Fprintf(&b, "--chart-%s:%s;", inkNames[i], colours[i][paper])
		}
		b.WriteString("}")
	}
	set(0)
	b.WriteString("@media screen and (prefers-color-scheme:dark){")
	set(1)
	b.WriteString("}")
	for i := Paper; i < inks; i++ {
		fmt.Fprintf(&b, ".egide-chart .f-%[1]s{fill:var(--chart-%[1]s)}.egide-chart .s-%[1]s{stroke:var(--chart-%[1]s)}", inkNames[i])
	}
	return b.String()
}

// String is the colour as CSS writes it.
func (c RGB) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// SVG is the drawing as a file of its own: no script, no font and no picture
// from anywhere. Where style sheets are not read, the colours are the light ones.
func (d *Drawing) SVG() []byte { return d.svg("chart", StyleSheet()) }

// InlineSVG is the drawing as an element for a page that has [StyleSheet] in its
// own style sheet, and so may forbid inline styles. The prefix keeps the ids of
// several charts of one page apart.
func (d *Drawing) InlineSVG(prefix string) []byte { return d.svg(prefix, "") }

func (d *Drawing) svg(prefix, style string) []byte {
	var b strings.Builder
	b.Grow(1 << 16)
	prefix = escapeXML(prefix)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="egide-chart" role="img" aria-labelledby="%[1]s-title %[1]s-desc" lang="%[2]s" width="%[3]s" height="%[4]s" viewBox="0 0 %[3]s %[4]s" font-family="%[5]s">`,
		prefix, escapeXML(d.Lang), decimal(d.Width), decimal(d.Height), fonts)
	fmt.Fprintf(&b, "\n<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", prefix, escapeXML(d.Title), prefix, escapeXML(d.Description))
	if style != "" {
		b.WriteString("<style>" + style + "</style>\n")
	}
	for i := range d.Parts {
		d.Parts[i].svg(&b)
	}
	b.WriteString("</svg>\n")
	return []byte(b.String())
}

func (p *Part) svg(b *strings.Builder) {
	fmt.Fprintf(b, `<g class="%s"`, p.Role)
	if p.ID != "" {
		fmt.Fprintf(b, ` data-entity="%s"`, escapeXML(p.ID))
	}
	b.WriteString(">")
	if p.Title != "" {
		fmt.Fprintf(b, "<title>%s</title>", escapeXML(p.Title))
	}
	for _, s := range p.Shapes {
		switch s := s.(type) {
		case Path:
			s.svg(b)
		case Text:
			s.svg(b)
		}
	}
	b.WriteString("</g>\n")
}

func (p Path) svg(b *strings.Builder) {
	b.WriteString(`<path d="`)
	for _, s := range p.Steps {
		switch s.Op {
		case MoveTo:
			b.WriteString("M" + place(s.P[0]))
		case LineTo:
			b.WriteString("L" + place(s.P[0]))
		case CurveTo:
			b.WriteString("C" + place(s.P[0]) + " " + place(s.P[1]) + " " + place(s.P[2]))
		case Close:
			b.WriteString("Z")
		}
	}
	b.WriteByte('"')
	var classes []string
	paint := func(attribute, letter string, ink Ink) {
		colour, ok := ink.Light()
		if !ok {
			return
		}
		fmt.Fprintf(b, ` %s="%s"`, attribute, colour)
		classes = append(classes, letter+inkNames[ink])
	}
	if p.Fill == None {
		b.WriteString(` fill="none"`)
	}
	paint("fill", "f-", p.Fill)
	if p.Stroke != None {
		paint("stroke", "s-", p.Stroke)
		fmt.Fprintf(b, ` stroke-width="%s"`, decimal(p.Width))
		if len(p.Dash) > 0 {
			lengths := make([]string, len(p.Dash))
			for i, length := range p.Dash {
				lengths[i] = decimal(length)
			}
			fmt.Fprintf(b, ` stroke-dasharray="%s"`, strings.Join(lengths, " "))
		}
	}
	if len(classes) > 0 {
		fmt.Fprintf(b, ` class="%s"`, strings.Join(classes, " "))
	}
	b.WriteString("/>")
}

func (t Text) svg(b *strings.Builder) {
	fmt.Fprintf(b, `<text x="%s" y="%s" font-size="%s"`, decimal(t.X), decimal(t.Y), decimal(t.Size))
	if t.Bold {
		b.WriteString(` font-weight="700"`)
	}
	switch t.Anchor {
	case Middle:
		b.WriteString(` text-anchor="middle"`)
	case End:
		b.WriteString(` text-anchor="end"`)
	}
	if t.Guessed {
		fmt.Fprintf(b, ` textLength="%s" lengthAdjust="spacingAndGlyphs"`, decimal(t.Width))
	}
	if colour, ok := t.Ink.Light(); ok {
		fmt.Fprintf(b, ` fill="%s" class="f-%s"`, colour, inkNames[t.Ink])
	}
	b.WriteString(">" + escapeXML(t.Text) + "</text>")
}

// decimal is a length with two decimals at most. What lies half way goes up even
// where a machine that multiplies and adds in one step comes out a hair below.
func decimal(f float64) string {
	return strconv.FormatFloat(math.Round(f*100+1e-6)/100+0, 'f', -1, 64)
}

func place(p Point) string { return decimal(p.X) + " " + decimal(p.Y) }

// escape is text that can stand in an element or an attribute of XML, whatever
// it is.
func escapeXML(text string) string {
	var b strings.Builder
	for _, r := range text { // broken bytes become the replacement character
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&quot;")
		case r == '\'':
			b.WriteString("&#39;")
		case r < ' ' && r != '\t' && r != '\n', r == 0xfffe, r == 0xffff:
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
