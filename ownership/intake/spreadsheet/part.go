package spreadsheet

import (
	"encoding/xml"
	"errors"
	"io"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

const (
	deepest      = 64      // elements inside each other; a workbook has about ten
	longestToken = 4 << 20 // bytes of one tag or text; a cell's text is at most 196,602
)

// part is an XML part of the archive, read as a stream of tags and texts. It
// takes no entities but those of XML itself, and keeps one token in memory.
type part struct {
	*archive
	name    string
	content io.ReadCloser
	xml     *xml.Decoder
	token   int64    // bytes read since the last token
	open    []string // the elements that the token stands in
	refused error    // the limit that was met
}

func newPart(a *archive, name string, content io.ReadCloser) *part {
	p := &part{archive: a, name: name, content: content}
	p.xml = xml.NewDecoder(p)
	p.xml.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, errors.New(charset + " is not UTF-8")
	}
	return p
}

// Read gives the decoder the next bytes of the part, up to the limits.
func (p *part) Read(buffer []byte) (int, error) {
	switch {
	case p.left <= 0:
		p.refused = input.Refusal(p.at, "workbook-unpacked", ownership.Args{"limit": int(p.limits.UnpackedBytes >> 20)})
		return 0, p.refused
	case p.token > longestToken:
		p.refused = p.damaged()
		return 0, p.refused
	}
	if int64(len(buffer)) > p.left {
		buffer = buffer[:p.left]
	}
	n, err := p.content.Read(buffer)
	p.left -= int64(n)
	p.token += int64(n)
	return n, err
}

func (p *part) damaged() error {
	return input.Refusal(p.at, "workbook-damaged", ownership.Args{"part": written.Echo(p.name)})
}

// next is the next token; its bytes hold until the one after it. At the end of
// the part it is nil.
func (p *part) next() (xml.Token, error) {
	p.token = 0
	token, err := p.xml.RawToken()
	switch {
	case p.refused != nil:
		return nil, p.refused
	case errors.Is(err, io.EOF) && len(p.open) == 0:
		return nil, nil
	case err != nil:
		return nil, p.damaged()
	}
	switch t := token.(type) {
	case xml.Directive:
		return nil, input.Refusal(p.at, "workbook-doctype", ownership.Args{"part": written.Echo(p.name)})
	case xml.StartElement:
		if p.open = append(p.open, t.Name.Local); len(p.open) > deepest {
			return nil, p.damaged()
		}
	case xml.EndElement:
		last := len(p.open) - 1
		if last < 0 || p.open[last] != t.Name.Local {
			return nil, p.damaged()
		}
		p.open = p.open[:last]
	}
	return token, nil
}

// each calls a function for every element of the part.
func (p *part) each(visit func(xml.StartElement) error) error {
	defer p.content.Close()
	for {
		token, err := p.next()
		if err != nil || token == nil {
			return err
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := visit(start); err != nil {
				return err
			}
		}
	}
}

// attr is the value of an attribute, whatever its name space.
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space != "xmlns" {
			return a.Value
		}
	}
	return ""
}

// truth reads an attribute that says yes or no.
func truth(value string) bool { return value == "1" || value == "true" || value == "on" }
