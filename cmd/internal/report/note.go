package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"unicode/utf8"

	"egide/ownership"
)

// Note is something that a reader has to know. Text is the sentence in the
// report's language, and empty where the key that the note explains has it; Code
// and Args are what it is made from, so that another language can be chosen
// later.
type Note struct {
	Code   string `json:"code"`
	Entity string `json:"entity,omitempty"`
	Text   string `json:"text,omitempty"`
	Source string `json:"source,omitempty"` // file, line and column
	Args   Args   `json:"args,omitempty"`
}

// NoteList is the assumptions or the warnings of a report. In JSON each has
// every key, with null for an entity or a source that it does not have.
type NoteList []Note

// MarshalJSON writes the notes with every key.
func (list NoteList) MarshalJSON() ([]byte, error) {
	type full struct {
		Code   string  `json:"code"`
		Entity *string `json:"entity"`
		Text   string  `json:"text"`
		Source *string `json:"source"`
		Args   Args    `json:"args,omitempty"`
	}
	known := func(s *string) *string {
		if *s == "" {
			return nil
		}
		return s
	}
	notes := make([]full, len(list))
	for i := range list {
		n := &list[i]
		notes[i] = full{n.Code, known(&n.Entity), n.Text, known(&n.Source), n.Args}
	}
	return encode(notes)
}

// ArgKind says what an argument of a note is.
type ArgKind string

// The kinds of argument; each is the key of its JSON object. A text, or a list
// of texts, stands in JSON without an object.
const (
	ArgText     ArgKind = "text"
	ArgWord     ArgKind = "word" // the code of a word, or of several
	ArgNumber   ArgKind = "number"
	ArgAnswer   ArgKind = "answer"
	ArgPercent  ArgKind = "percent"
	ArgDate     ArgKind = "date"
	ArgSource   ArgKind = "source"
	ArgEntity   ArgKind = "entity"
	ArgEntities ArgKind = "entities"
)

// Arg is one fact of a note.
type Arg struct {
	Kind   ArgKind
	Texts  []string // texts, codes or ids; the answer, the day or the position
	List   bool     // Texts is a list, even of one
	Number float64  // a count, or percent
}

// Args are the facts of a note, by the name of their place in its sentence.
type Args map[string]Arg

// MarshalJSON writes the facts in the order of their names. There are several to
// each sentence of a report, which is why it is done by hand.
func (args Args) MarshalJSON() ([]byte, error) {
	if args == nil {
		return []byte("null"), nil
	}
	out := append(make([]byte, 0, 128), '{')
	for i, name := range slices.Sorted(maps.Keys(args)) {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendText(out, name), ':')
		var err error
		if out, err = args[name].append(out); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

// MarshalJSON writes {"percent": 24}, {"entity": "us"}; texts and lists of texts
// stand as they are.
func (a Arg) MarshalJSON() ([]byte, error) { return a.append(nil) }

func (a Arg) append(out []byte) ([]byte, error) {
	if a.Kind != ArgText {
		out = append(append(append(out, `{"`...), a.Kind...), `":`...)
	}
	switch {
	case a.Kind == ArgNumber || a.Kind == ArgPercent:
		number, err := json.Marshal(a.Number)
		if err != nil {
			return nil, err
		}
		out = append(out, number...)
	case a.List:
		out = append(out, '[')
		for i, text := range a.Texts {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendText(out, text)
		}
		out = append(out, ']')
	default:
		out = appendText(out, a.first())
	}
	if a.Kind != ArgText {
		out = append(out, '}')
	}
	return out, nil
}

// appendText writes a JSON string as [encode] does.
func appendText(out []byte, text string) []byte {
	plain := func(c byte) bool { return ' ' <= c && c < utf8.RuneSelf && c != '"' && c != '\\' }
	for i := range len(text) {
		if !plain(text[i]) {
			quoted, _ := encode(text) // a string always encodes
			return append(out, quoted...)
		}
	}
	return append(append(append(out, '"'), text...), '"')
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Arg) UnmarshalJSON(text []byte) error {
	*a = Arg{Kind: ArgText}
	if bytes.HasPrefix(text, []byte("{")) {
		var object map[ArgKind]json.RawMessage
		if err := json.Unmarshal(text, &object); err != nil {
			return err
		}
		if len(object) != 1 {
			return fmt.Errorf("an argument has one key, not %d", len(object))
		}
		for kind, value := range object {
			a.Kind, text = kind, value
		}
		switch a.Kind {
		case ArgNumber, ArgPercent:
			return json.Unmarshal(text, &a.Number)
		case ArgWord, ArgAnswer, ArgDate, ArgSource, ArgEntity, ArgEntities:
		default:
			return fmt.Errorf("there is no kind of argument %q", a.Kind)
		}
	}
	if bytes.HasPrefix(text, []byte("[")) {
		a.List = true
		return json.Unmarshal(text, &a.Texts)
	}
	a.Texts = []string{""}
	return json.Unmarshal(text, &a.Texts[0])
}

// facts turns the arguments of a note into those of a report.
func (s scale) facts(args ownership.Args) map[string]Arg {
	if len(args) == 0 {
		return nil
	}
	facts := make(map[string]Arg, len(args))
	for name, value := range args {
		facts[name] = s.fact(value)
	}
	return facts
}

func (s scale) fact(value any) Arg {
	switch v := value.(type) {
	case *big.Rat:
		return Arg{Kind: ArgPercent, Number: s.percent(v)}
	case int:
		return Arg{Kind: ArgNumber, Number: float64(v)}
	case bool:
		answer := ownership.No
		if v {
			answer = ownership.Yes
		}
		return Arg{Kind: ArgAnswer, Texts: []string{answer.String()}}
	case ownership.Tri:
		return Arg{Kind: ArgAnswer, Texts: []string{v.String()}}
	case ownership.Date:
		return Arg{Kind: ArgDate, Texts: []string{v.String()}}
	case ownership.Position:
		return Arg{Kind: ArgSource, Texts: []string{v.String()}}
	case ownership.Ref:
		return Arg{Kind: ArgEntity, Texts: []string{string(v)}}
	case []ownership.Ref:
		ids := make([]string, len(v))
		for i, ref := range v {
			ids[i] = string(ref)
		}
		return Arg{Kind: ArgEntities, Texts: ids, List: true}
	case ownership.Word:
		return Arg{Kind: ArgWord, Texts: []string{string(v)}}
	case []ownership.Word:
		codes := make([]string, len(v))
		for i, word := range v {
			codes[i] = string(word)
		}
		return Arg{Kind: ArgWord, Texts: codes, List: true}
	case []string:
		return Arg{Kind: ArgText, Texts: append([]string{}, v...), List: true}
	}
	return Arg{Kind: ArgText, Texts: []string{fmt.Sprint(value)}}
}
