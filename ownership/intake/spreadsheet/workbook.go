package spreadsheet

import (
	"encoding/xml"
	"strconv"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/input"
)

// relation is what a part points at: a type and a target.
type relation struct{ kind, target string }

// relations reads the relationships of a part by their ids; "" is the package.
// Those that lead out of the file are left out: nothing is fetched.
func (a *archive) relations(of string) (map[string]relation, error) {
	name := "_rels/.rels"
	if of != "" {
		i := strings.LastIndexByte(of, '/') + 1
		name = of[:i] + "_rels/" + of[i:] + ".rels"
	}
	all := map[string]relation{}
	if !a.has(name) {
		return all, nil
	}
	p, err := a.open(name)
	if err != nil {
		return nil, err
	}
	err = p.each(func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		kind := attr(e, "Type")
		if len(all) >= a.limits.Members {
			return p.damaged()
		}
		all[attr(e, "Id")] = relation{kind: kind[strings.LastIndexByte(kind, '/')+1:], target: resolve(of, attr(e, "Target"))}
		return nil
	})
	return all, err
}

// readWorkbook lists the sheets.
func (s *Book) readWorkbook() error {
	roots, err := s.archive.relations("")
	if err != nil {
		return err
	}
	book := ""
	for _, r := range roots {
		if r.kind == "officeDocument" && s.archive.has(r.target) && (book == "" || r.target < book) {
			book = r.target
		}
	}
	if book == "" {
		return input.Refusal(s.archive.at, "workbook-none", nil)
	}
	parts, err := s.archive.relations(book)
	if err != nil {
		return err
	}
	p, err := s.archive.open(book)
	if err != nil {
		return err
	}
	err = p.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			s.from1904 = truth(attr(e, "date1904"))
		case "sheet":
			to, ok := parts[idOf(e)]
			if !ok || to.kind != "worksheet" {
				return nil // a chart, a dialogue
			}
			if len(s.Sheets) >= s.archive.limits.Members {
				return p.damaged()
			}
			state := attr(e, "state")
			s.Sheets = append(s.Sheets, &Sheet{Name: attr(e, "name"), Hidden: state == "hidden" || state == "veryHidden", of: s, part: to.target})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(s.Sheets) == 0 {
		return input.Refusal(s.archive.at, "workbook-no-sheet", nil)
	}
	for _, r := range parts {
		switch {
		case r.kind == "sharedStrings" && s.archive.has(r.target):
			s.textsPart = max(s.textsPart, r.target)
		case r.kind == "styles" && s.archive.has(r.target):
			s.stylesPart = max(s.stylesPart, r.target)
		}
	}
	return nil
}

// idOf is the relationship that an element names: r:id, and not its own id.
func idOf(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// readCommon reads what all sheets share, once.
func (s *Book) readCommon() error {
	if s.read {
		return nil
	}
	if err := s.readStyles(); err != nil {
		return err
	}
	if err := s.readTexts(); err != nil {
		return err
	}
	s.read = true
	return nil
}

// readTexts reads the table of texts that cells point into.
func (s *Book) readTexts() error {
	if s.textsPart == "" {
		return nil
	}
	p, err := s.archive.open(s.textsPart)
	if err != nil {
		return err
	}
	defer p.content.Close()
	var text textRun
	for {
		token, err := p.next()
		if err != nil || token == nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "si" {
				text.reset()
			}
			text.start(t.Name.Local)
		case xml.EndElement:
			text.end(t.Name.Local)
			if t.Name.Local == "si" {
				if len(s.texts) >= s.archive.limits.Cells {
					return input.Refusal(s.archive.at, "workbook-texts", ownership.Args{"limit": s.archive.limits.Cells})
				}
				s.texts = append(s.texts, text.string())
			}
		case xml.CharData:
			text.add(t)
		}
	}
}

// textRun gathers the text of a shared or inline string: its own, or those of
// its runs of one style, without the phonetic guides of Japanese.
type textRun struct {
	text     strings.Builder
	in       bool // inside <t>
	phonetic int
}

func (r *textRun) reset() {
	r.text.Reset()
	r.in, r.phonetic = false, 0
}

func (r *textRun) start(name string) {
	switch name {
	case "rPh":
		r.phonetic++
	case "t":
		r.in = r.phonetic == 0
	}
}

func (r *textRun) end(name string) {
	switch name {
	case "rPh":
		r.phonetic--
	case "t":
		r.in = false
	}
}

func (r *textRun) add(text []byte) {
	if r.in {
		r.text.Write(text)
	}
}

func (r *textRun) string() string { return unescape(r.text.String()) }

// unescape reads _x000D_, by which workbooks write characters that XML cannot
// (ECMA-376-1, 22.9.2.19, ST_Xstring).
func unescape(s string) string {
	i := strings.Index(s, "_x")
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for {
		b.WriteString(s[:i])
		s = s[i:]
		if len(s) >= 7 && s[6] == '_' {
			if n, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				b.WriteRune(rune(n))
				s = s[7:]
				if i = strings.Index(s, "_x"); i < 0 {
					break
				}
				continue
			}
		}
		b.WriteString(s[:2])
		s = s[2:]
		if i = strings.Index(s, "_x"); i < 0 {
			break
		}
	}
	b.WriteString(s)
	return b.String()
}
