package document

import (
	"fmt"
	"net/url"
	"strings"
)

// PlainText is the text of a run of spans without its looks.
func PlainText(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Address is the address outside the document that a span leads to, as RFC 3986
// writes one: in ASCII, with the rest by its bytes. ok is false for a span that
// leads nowhere, or to a section. No other scheme than https is an address, so
// that a link never does anything but open a page.
func (s Span) Address() (address string, ok bool) {
	if !strings.HasPrefix(s.Link, "https://") || strings.ContainsFunc(s.Link, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return "", false
	}
	parsed, err := url.Parse(s.Link)
	if err != nil || parsed.User != nil || parsed.Hostname() == "" || strings.Trim(parsed.Host, hostMarks) != "" {
		return "", false
	}
	const marks = "-._~:/?#[]@!$&'()*+,;="
	var b strings.Builder
	fragment := false
	for i := range len(s.Link) {
		c := s.Link[i]
		switch {
		case c == '%' && i+2 < len(s.Link) && isHex(s.Link[i+1]) && isHex(s.Link[i+2]):
			b.WriteByte(c)
		case c == '#' && fragment, // a second one is none
			(c == '[' || c == ']') && i >= len("https://")+len(parsed.Host):
			fmt.Fprintf(&b, "%%%02X", c)
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(marks, c) >= 0:
			fragment = fragment || c == '#'
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String(), true
}

// hostMarks is what the name of a host is made of, with its port.
const hostMarks = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]"

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// Target is the id of the section that a span leads to; ok is false for a span
// that leads nowhere, or outside.
func (s Span) Target() (id string, ok bool) {
	id, ok = strings.CutPrefix(s.Link, "#")
	return id, ok && id != ""
}

// Entry is a line of the list of contents.
type Entry struct {
	ID, Title string
	Level     int // 1 for a section, 2 for a part of one
}

// Listed tells whether a list of contents is of use: two headings are found
// without one.
func (d *Document) Listed() bool { return len(d.Sections) > 1 && len(d.Contents(2)) > 2 }

// Contents lists the sections in their order, down to the given level.
func (d *Document) Contents(depth int) []Entry {
	var list []Entry
	var walk func(sections []Section, level int)
	walk = func(sections []Section, level int) {
		for _, s := range sections {
			list = append(list, Entry{s.ID, s.Title, level})
			if level < depth {
				walk(s.Sections, level+1)
			}
		}
	}
	walk(d.Sections, 1)
	return list
}
