package chart

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"egide/cmd/internal/drawing"
)

// mermaidShapes are the brackets that stand for a kind.
var mermaidShapes = map[Kind][2]string{
	Company: {"[", "]"}, Person: {"([", "])"}, State: {"[[", "]]"}, Fund: {"{{", "}}"}, Partnership: {"[/", `\]`}, Trust: {`[\`, "/]"},
	PublicFloat: {"(", ")"}, Unknown: {"(", ")"}, Undisclosed: {"(", ")"}, Others: {"[(", ")]"},
}

// Mermaid is the graph as a Mermaid flowchart. Every name is text, whatever
// stands in it.
func (g *Graph) Mermaid() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%%%% %s\n", strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune("{}<>`", r) {
			return ' '
		}
		return r
	}, g.Title))
	b.WriteString("flowchart TB\n")
	for i, box := range g.Boxes {
		lines := box.text()
		for k := range lines {
			lines[k] = entities(lines[k])
		}
		shape := mermaidShapes[box.Kind]
		fmt.Fprintf(&b, "  n%d%s\"%s\"%s\n", i, shape[0], strings.Join(lines, "<br/>"), shape[1])
	}
	var carrying []string
	for i, l := range g.Lines {
		from, to, arrow := l.From, l.To, "-->"
		switch {
		case l.Kind == Right:
			arrow = "-.->"
		case l.Kind == Supply:
			from, to, arrow = to, from, "---"
		case l.Carries:
			arrow = "==>"
		}
		label := ""
		if len(l.Label) > 0 {
			label = "|\"" + entities(strings.Join(l.Label, " · ")) + "\"|"
		}
		if l.Carries {
			carrying = append(carrying, strconv.Itoa(i))
		}
		fmt.Fprintf(&b, "  n%d %s%s n%d\n", from, arrow, label, to)
	}
	fmt.Fprintf(&b, "  classDef subject fill:%s,color:%s,stroke-width:2px\n", hex(drawing.SubjectInk), hex(drawing.OnSubject))
	fmt.Fprintf(&b, "  classDef outside stroke:%s,stroke-width:3px\n", hex(drawing.Foreign))
	fmt.Fprintf(&b, "  classDef doubtful stroke:%s,stroke-dasharray:4 3\n", hex(drawing.Doubt))
	b.WriteString("  classDef undisclosed stroke-dasharray:4 3\n")
	for i, box := range g.Boxes {
		for _, class := range []struct {
			name string
			has  bool
		}{
			{"subject", box.Subject}, {"outside", box.Outside != ""}, {"doubtful", box.Doubtful != ""},
			{"undisclosed", box.Kind == Undisclosed || box.Kind == PublicFloat || box.Kind == Unknown},
		} {
			if class.has {
				fmt.Fprintf(&b, "  class n%d %s\n", i, class.name)
			}
		}
	}
	if len(carrying) > 0 {
		fmt.Fprintf(&b, "  linkStyle %s stroke:%s\n", strings.Join(carrying, ","), hex(drawing.Foreign))
	}
	return []byte(b.String())
}

// entities is text for a quoted string of Mermaid: what is no letter, digit or
// plain mark becomes a code, so that no markup or list is read into it.
func entities(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r >= 0x80 && !unicode.IsControl(r), r == ' ', r == ',', r == '%', r == ':', r == '(', r == ')',
			'0' <= r && r <= '9', 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			b.WriteRune(r)
		case r == '.' && (i == 0 || !strings.ContainsRune("0123456789", rune(text[i-1]))):
			b.WriteRune(r)
		case unicode.IsControl(r):
			b.WriteByte(' ')
		default:
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}
