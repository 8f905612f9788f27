package recheck

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"egide/cmd/internal/report"
)

// State is what a report has of one thing: its facts, the days of its rows, and
// what they cite.
type State struct {
	Facts []Fact
	// From and Until are the days that its rows give.
	From, Until string
	Evidence    []Evidence
}

// Fact is one fact of a thing by the name of its column.
type Fact struct {
	Name  string
	Value any // string, []string, int, bool or report.Interval
	// Derived tells that it follows from other facts and is shown, not compared.
	Derived bool
}

// MarshalJSON writes the facts as keys of one object, with from, until, source
// (of the first row) and rows.
func (s *State) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	put := func(name string, value any) error {
		text, err := report.Compact(value)
		if err != nil {
			return err
		}
		if out.Len() == 0 {
			out.WriteByte('{')
		} else {
			out.WriteByte(',')
		}
		out.WriteString(`"` + name + `":`)
		out.Write(text)
		return nil
	}
	for _, f := range s.Facts {
		if err := put(f.Name, f.Value); err != nil {
			return nil, err
		}
	}
	for _, day := range []Fact{{Name: "from", Value: s.From}, {Name: "until", Value: s.Until}} {
		if day.Value != "" {
			if err := put(day.Name, day.Value); err != nil {
				return nil, err
			}
		}
	}
	if err := put("source", s.source()); err != nil {
		return nil, err
	}
	rows := s.Evidence
	if rows == nil {
		rows = []Evidence{}
	}
	if err := put("rows", rows); err != nil {
		return nil, err
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

var _ json.Marshaler = (*State)(nil)

func (s *State) source() string {
	if len(s.Evidence) == 0 {
		return ""
	}
	return s.Evidence[0].Source
}

// fact is the value of a fact; nil when the state, or the fact, is not there.
func (s *State) fact(name string) any {
	if s != nil {
		for _, f := range s.Facts {
			if f.Name == name {
				return f.Value
			}
		}
	}
	return nil
}

// differs lists the names of the facts in which two states differ.
func (s *State) differs(other *State) []string {
	var names []string
	for _, f := range s.Facts {
		if !f.Derived && !reflect.DeepEqual(f.Value, other.fact(f.Name)) {
			names = append(names, f.Name)
		}
	}
	return names
}

// sameEvidence tells whether two states cite the same documents, wherever their
// rows stand.
func (s *State) sameEvidence(other *State) bool {
	cited := func(s *State) []Evidence {
		list := slices.Clone(s.Evidence)
		for i := range list {
			list[i].Source = ""
		}
		slices.SortFunc(list, func(a, b Evidence) int {
			return strings.Compare(a.Document+"\x00"+a.DocumentDate, b.Document+"\x00"+b.DocumentDate)
		})
		return slices.Compact(list)
	}
	return slices.Equal(cited(s), cited(other))
}
