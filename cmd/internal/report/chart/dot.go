package chart

import (
	"fmt"
	"strings"

	"egide/cmd/internal/drawing"
)

// dotShapes are the shapes of Graphviz that stand for a kind.
var dotShapes = map[Kind]string{
	Company: "box", Person: "ellipse", State: "box", Fund: "hexagon", Partnership: "triangle", Trust: "trapezium",
	PublicFloat: "box", Unknown: "box", Undisclosed: "box", Others: "box3d",
}

// DOT is the graph in the language of Graphviz. Every name is text, whatever
// stands in it.
func (g *Graph) DOT() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n", quoted(g.Title))
	fmt.Fprintf(&b, "  graph [rankdir=TB, label=%s, labelloc=t, fontname=\"Arial\", newrank=true]\n", quoted(g.Title))
	b.WriteString("  node [fontname=\"Arial\", fontsize=10, shape=box, margin=\"0.12,0.06\"]\n")
	b.WriteString("  edge [fontname=\"Arial\", fontsize=9, arrowsize=0.6]\n")
	for i, box := range g.Boxes {
		var attributes []string
		set := func(format string, args ...any) { attributes = append(attributes, fmt.Sprintf(format, args...)) }
		set("label=%s", quoted(strings.Join(box.text(), "\n")))
		set("tooltip=%s", quoted(box.Title))
		set("shape=%s", dotShapes[box.Kind])
		var style []string
		switch {
		case box.Subject:
			set("penwidth=2, fillcolor=\"%s\", fontcolor=\"%s\"", hex(drawing.SubjectInk), hex(drawing.OnSubject))
			style = append(style, "filled")
		case box.Outside != "":
			set("penwidth=2.5, color=\"%s\"", hex(drawing.Foreign))
		case box.Doubtful != "":
			set("color=\"%s\"", hex(drawing.Doubt))
			style = append(style, "dashed")
		}
		switch box.Kind {
		case State:
			set("peripheries=2")
		case Undisclosed, PublicFloat, Unknown:
			style = append(style, "rounded", "dashed")
		}
		if len(style) > 0 {
			set("style=\"%s\"", strings.Join(style, ","))
		}
		fmt.Fprintf(&b, "  n%d [%s]\n", i, strings.Join(attributes, ", "))
	}
	for _, l := range g.Lines {
		from, to := l.From, l.To
		if l.Kind == Supply {
			from, to = to, from // third parties stand below
		}
		attributes := []string{"tooltip=" + quoted(l.Title)}
		if len(l.Label) > 0 {
			attributes = append(attributes, "label="+quoted(strings.Join(l.Label, "\n")))
		}
		switch {
		case l.Kind == Right:
			attributes = append(attributes, "style=dashed")
		case l.Kind == Supply:
			attributes = append(attributes, "arrowhead=none")
		}
		if l.Carries {
			attributes = append(attributes, fmt.Sprintf("penwidth=2.5, color=\"%s\", arrowtail=diamond, dir=both", hex(drawing.Foreign)))
		}
		fmt.Fprintf(&b, "  n%d -> n%d [%s]\n", from, to, strings.Join(attributes, ", "))
	}
	b.WriteString("}\n")
	return []byte(b.String())
}

// text is what stands in a box, a line each.
func (b *Box) text() []string {
	lines := []string{b.Name}
	for _, line := range append(append([]string{b.Place}, b.Notes...), b.accessText) {
		if line != "" {
			lines = append(lines, line)
		}
	}
	for _, pill := range []string{b.Outside, b.Doubtful, b.Critical} {
		if pill != "" {
			lines = append(lines, "["+pill+"]")
		}
	}
	return lines
}

// quoted is a string of DOT: escapes and entities are kept from being read.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;", "\r", " ", "\n", `\n`, "\x00", "\ufffd").Replace(text) + `"`
}

// hex is an ink on white paper, as both languages write colours.
func hex(i drawing.Ink) string {
	colour, _ := i.Light()
	return colour.String()
}
