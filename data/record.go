package data

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Fault is one thing wrong in a registry file, as a code and its facts: the
// sentence is in the lexicon. Line and Column count from one; 0 is the whole
// file.
type Fault struct {
	File         string
	Line, Column int
	Code         string
	Args         map[string]string
}

// In is the fault as a sentence in the language, after its position.
func (f Fault) In(lang string) string {
	at := f.File
	if f.Line > 0 {
		at += ":" + strconv.Itoa(f.Line)
		if f.Column > 0 {
			at += ":" + strconv.Itoa(f.Column)
		}
	}
	return at + ": " + Words(lang).Sentence(f.Code, f.Args)
}

// Error is the fault in English.
func (f Fault) Error() string { return f.In("en") }

// Faults is every fault of a file, in the order of its lines.
type Faults []Fault

// Error is the faults in English, one a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// reader walks the nodes of a YAML file and keeps every fault it meets instead
// of stopping at the first.
type reader struct {
	file   string
	faults Faults
}

func (r *reader) fault(n *yaml.Node, code string, args ...string) {
	f := Fault{File: r.file, Code: code, Args: map[string]string{}}
	if n != nil {
		f.Line, f.Column = n.Line, n.Column
	}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args[args[i]] = args[i+1]
	}
	r.faults = append(r.faults, f)
}

// err is the faults in the order of the file, or nil.
func (r *reader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return r.faults
}

// root parses the file and returns its content: nil when it holds none, or
// when it is no YAML, which is a fault.
func (r *reader) root(src []byte) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Load(src, &doc); err != nil {
		if blank(string(src)) {
			return nil // the parser asks for a document
		}
		var one *yaml.LoadError
		f := Fault{File: r.file, Code: "record-not-yaml"}
		if errors.As(err, &one) {
			f.Line, f.Column = one.Mark.Line, one.Mark.Column
		}
		r.faults = append(r.faults, f)
		return nil
	}
	n := &doc
	if n.Kind == yaml.DocumentNode {
		if len(n.Content) == 0 {
			return nil
		}
		n = n.Content[0]
	}
	return n
}

// blank tells whether a file holds nothing but comments.
func blank(src string) bool {
	for line := range strings.Lines(src) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

// target follows an alias to what it stands for.
func target(n *yaml.Node) *yaml.Node {
	for range 8 { // an alias of an alias is legal, a ring of them is not
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return nil
}

// fields is the values of a mapping by key. A key that is not known, a key given
// twice and a node that is no mapping are faults.
func (r *reader) fields(n *yaml.Node, known ...string) map[string]*yaml.Node {
	n = target(n)
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.fault(n, "record-not-a-mapping", "keys", strings.Join(known, ", "))
		return nil
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch _, twice := values[key.Value]; {
		case !slices.Contains(known, key.Value):
			r.fault(key, "record-unknown-key", "key", key.Value, "nearest", nearestOf(key.Value, known))
		case twice:
			r.fault(key, "record-key-twice", "key", key.Value)
		default:
			values[key.Value] = target(n.Content[i+1])
		}
	}
	return values
}

// nearestOf is the known word that comes nearest to the one written.
func nearestOf(word string, known []string) string {
	best, name := len(word)+16, ""
	for _, k := range known {
		if d := distance([]rune(word), []rune(k), best); d < best {
			best, name = d, k
		}
	}
	return name
}

// items is the elements of a sequence; a node that is none is a fault.
func (r *reader) items(n *yaml.Node, key string) []*yaml.Node {
	if n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fault(n, "record-not-a-list", "key", key)
		return nil
	}
	items := make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		items[i] = target(item)
	}
	return items
}

// need reports a key that is missing from the record that starts at n.
func (r *reader) need(n *yaml.Node, fields map[string]*yaml.Node, keys ...string) {
	for _, key := range keys {
		if v := fields[key]; fields != nil && (v == nil || v.Kind == yaml.ScalarNode && strings.TrimSpace(v.Value) == "") {
			r.fault(n, "record-missing-key", "key", key)
		}
	}
}

// text is a scalar; missing is empty.
func (r *reader) text(n *yaml.Node, key string) string {
	if n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		r.fault(n, "record-not-a-word", "key", key)
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// choice is one of the words allowed; missing is empty.
func (r *reader) choice(n *yaml.Node, key string, allowed []string) string {
	word := r.text(n, key)
	if word != "" && !slices.Contains(allowed, word) {
		r.fault(n, "record-not-allowed", "key", key, "value", word, "allowed", strings.Join(allowed, ", "))
		return ""
	}
	return word
}

// choices is a list of allowed words, none of them twice.
func (r *reader) choices(n *yaml.Node, key string, allowed []string) []string {
	var words []string
	for _, item := range r.items(n, key) {
		word := r.choice(item, key, allowed)
		if slices.Contains(words, word) {
			r.fault(item, "record-word-twice", "key", key, "value", word)
			continue
		}
		if word != "" {
			words = append(words, word)
		}
	}
	return words
}

// day is an ISO 8601 day; missing is 0.
func (r *reader) day(n *yaml.Node, key string) int {
	text := r.text(n, key)
	if text == "" {
		return 0
	}
	day, ok := parseDay(text)
	if !ok {
		r.fault(n, "record-not-a-day", "key", key, "value", text)
	}
	return day
}

// yes is yes or no (true and false are the same); missing is no.
func (r *reader) yes(n *yaml.Node, key string) bool {
	switch text := r.text(n, key); strings.ToLower(text) {
	case "yes", "true", "oui":
		return true
	case "no", "false", "non", "":
	default:
		r.fault(n, "record-not-allowed", "key", key, "value", text, "allowed", "yes, no")
	}
	return false
}

// both is a sentence in both languages, each of them needed.
func (r *reader) both(n *yaml.Node, key string) Text {
	if n == nil {
		return Text{}
	}
	if n.Kind != yaml.MappingNode {
		r.fault(n, "record-not-two-languages", "key", key)
		return Text{}
	}
	f := r.fields(n, "en", "fr")
	r.need(n, f, "en", "fr")
	return Text{EN: r.text(f["en"], "en"), FR: r.text(f["fr"], "fr")}
}

// own parses a registry of this package, which the tests prove to be free of
// faults: a fault here is a broken build, and it says where.
func own[T any](records []T, err error) []T {
	if err != nil {
		panic(fmt.Sprintf("embedded registry: %v", err))
	}
	return records
}
