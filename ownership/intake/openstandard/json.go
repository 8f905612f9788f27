package openstandard

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// Limits on one record of a JSON file. No register writes records of a hundredth
// of these.
const (
	mostDepth  = 64
	mostRecord = 16 << 20
)

// jsonRecords goes through the objects of a JSON file one after the other and
// keeps one of them in memory at a time. The file is an array of objects, JSON
// lines, objects one behind the other, or a single object that holds the array
// under one of the keys in wrappers.
//
// It only finds where an object begins and ends; whether what is between is
// JSON is known when somebody unmarshals it.
type jsonRecords struct {
	in       io.Reader
	wrappers []string

	chunk     []byte // what was read and not yet looked at is chunk[next:]
	buffer    []byte
	next      int
	line      int
	record    []byte
	inArray   bool
	inWrapper bool // the array is one of an object's values
	started   bool // something other than space was seen
	perLine   bool // the first object ended on its line, outside of an array
	ended     bool
}

func newJSONRecords(in io.Reader, wrappers ...string) *jsonRecords {
	return &jsonRecords{in: in, wrappers: wrappers, line: 1, buffer: make([]byte, 256<<10)}
}

// jsonError is why a record is not taken: a fault at its line.
type jsonError struct {
	code  string
	limit int
	fatal bool // nothing behind it can be read
}

func (e *jsonError) Error() string { return e.code }

func (r *jsonRecords) fill() error {
	n := 0
	var err error
	for n == 0 && err == nil {
		n, err = r.in.Read(r.buffer)
	}
	r.chunk, r.next = r.buffer[:n], 0
	if n > 0 {
		return nil // an error comes back with the next read
	}
	return err
}

// Next returns the next object and the line on which it begins. The bytes are
// valid until the next call. The error is io.EOF at the end, a *jsonError for an
// object that cannot be taken (the next call goes on behind it, unless it is
// fatal), or what the reader said.
func (r *jsonRecords) Next() (object []byte, line int, err error) {
	if r.ended {
		return nil, r.line, io.EOF
	}
	for {
		if r.next == len(r.chunk) {
			if err := r.fill(); err != nil {
				r.ended = true
				if errors.Is(err, io.EOF) && (r.inArray || r.inWrapper) {
					return nil, r.line, &jsonError{code: "open-json-cut", fatal: true}
				}
				return nil, r.line, err
			}
		}
		b := r.chunk[r.next]
		switch {
		case b == '\n':
			r.line++
		case b == ' ' || b == '\t' || b == '\r':
		case b == '{':
			first := !r.started
			r.started = true
			line := r.line
			object, err := r.object()
			if err == nil && object == nil {
				continue // an array was found in it, or the rest behind one was passed over
			}
			if first && err == nil && !r.inArray {
				r.perLine = r.line == line
			}
			return object, line, err
		case b == ',' && r.inArray:
		case b == '[' && !r.inArray && !r.started:
			r.inArray, r.started = true, true
		case b == ']' && r.inArray:
			r.inArray = false
			if r.inWrapper {
				r.next++
				if err := r.afterArray(); err != nil {
					return nil, r.line, err
				}
				continue
			}
		case b == 0xEF && !r.started && r.bom():
			continue
		default:
			r.started = true
			e := &jsonError{code: "open-json-no-object", fatal: !r.perLine}
			line := r.line
			r.ended = e.fatal
			if !e.fatal {
				if err := r.skipLine(); err != nil {
					return nil, line, err
				}
			}
			return nil, line, e
		}
		r.next++
	}
}

// bom passes over the three bytes of a byte order mark.
func (r *jsonRecords) bom() bool {
	rest := r.chunk[r.next:]
	if !bytes.HasPrefix(rest, []byte{0xEF, 0xBB, 0xBF}) {
		return false
	}
	r.next += 3
	return true
}

// skipLine passes over what is left of a line.
func (r *jsonRecords) skipLine() error {
	for {
		if i := bytes.IndexByte(r.chunk[r.next:], '\n'); i >= 0 {
			r.next += i
			return nil
		}
		if err := r.fill(); err != nil {
			r.ended = true
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// afterArray passes over the rest of the object that held an array, or stops in
// the next array that it finds there.
func (r *jsonRecords) afterArray() error {
	r.inWrapper = false
	r.record = append(r.record[:0], '{')
	_, err := r.scan(1, true)
	return err
}

// object reads an object of which the opening brace is next.
func (r *jsonRecords) object() ([]byte, error) {
	r.record = r.record[:0]
	return r.scan(0, len(r.wrappers) > 0 && !r.inArray)
}

// scan copies bytes to the record until the braces are even again. It returns
// nil without an error when it came upon the array of a wrapper.
func (r *jsonRecords) scan(depth int, mayWrap bool) ([]byte, error) {
	var problem *jsonError
	inString, escaped := false, false
	for {
		if r.next == len(r.chunk) {
			if err := r.fill(); err != nil {
				r.ended = true
				if errors.Is(err, io.EOF) {
					return nil, &jsonError{code: "open-json-cut", fatal: true}
				}
				return nil, err
			}
		}
		from, chunk := r.next, r.chunk
		i := from
	look:
		for i < len(chunk) {
			b := chunk[i]
			i++
			if inString {
				switch {
				case escaped:
					escaped = false
				case b == '"':
					inString = false
				case b == '\\':
					escaped = true
				case b == '\n' && r.perLine:
					r.next = i - 1
					return nil, &jsonError{code: "open-json-cut"}
				case b == '\n':
					r.line++
				}
				continue
			}
			switch b {
			case '"':
				inString = true
			case '\n':
				if r.perLine {
					r.next = i - 1
					return nil, &jsonError{code: "open-json-cut"}
				}
				r.line++
			case '{', '[':
				depth++
				if depth > mostDepth && problem == nil {
					problem = &jsonError{code: "open-json-deep", limit: mostDepth}
				}
				if b == '[' && depth == 2 && mayWrap && problem == nil {
					r.keep(chunk[from:i])
					if r.wraps() {
						r.next = i
						r.inArray, r.inWrapper = true, true
						return nil, nil
					}
					from = i
				}
			case '}', ']':
				depth--
				if depth == 0 {
					break look
				}
			}
		}
		if problem == nil {
			if len(r.record)+i-from > mostRecord {
				problem = &jsonError{code: "open-json-large", limit: mostRecord >> 20}
				r.record = r.record[:0]
			} else {
				r.keep(chunk[from:i])
			}
		}
		r.next = i
		if depth == 0 {
			if problem != nil {
				return nil, problem
			}
			return r.record, nil
		}
	}
}

func (r *jsonRecords) keep(bytes []byte) { r.record = append(r.record, bytes...) }

// wraps tells whether the record so far ends in a wrapper's key and the bracket
// that opens its array.
func (r *jsonRecords) wraps() bool {
	tail := r.record[:len(r.record)-1] // without the bracket
	tail = bytes.TrimRight(tail, " \t\r\n")
	tail, ok := bytes.CutSuffix(tail, []byte(":"))
	if !ok {
		return false
	}
	tail = bytes.TrimRight(tail, " \t\r\n")
	for _, key := range r.wrappers {
		if bytes.HasSuffix(tail, []byte(`"`+key+`"`)) {
			return true
		}
	}
	return false
}

// unmarshal reads a record into a value of the reader's type. What does not fit
// is a fault at the line where it stands; ok is false when there is one.
func (m *drafting) unmarshal(at ownership.Position, record []byte, into any) (ok bool) {
	if !utf8.Valid(record) {
		m.Fault(at, "open-json-encoding", nil)
		return false
	}
	err := json.Unmarshal(record, into)
	if err == nil {
		return true
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		at.Line += bytes.Count(record[:min(int(syntax.Offset), len(record))], []byte{'\n'})
		m.Fault(at, "open-json-syntax", ownership.Args{"why": syntax.Error()})
	case errors.As(err, &kind):
		at.Line += bytes.Count(record[:min(int(kind.Offset), len(record))], []byte{'\n'})
		m.Fault(at, "open-json-type", ownership.Args{"field": written.Echo(kind.Field), "found": written.Echo(kind.Value)})
	default:
		m.Fault(at, "open-json-syntax", ownership.Args{"why": written.Echo(err.Error())})
	}
	return false
}
