package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"sync"
)

// encode is JSON without the escapes that browsers once needed.
func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Compact is the value as JSON on one line, as [JSON] writes it before it is laid
// out: for values that write a part of themselves.
func Compact(value any) ([]byte, error) { return encode(value) }

// JSON is the value as JSON, laid out for people too: what fits a line stands on
// one. A document that nobody reads to the end is left on a single line. The same
// value gives the same bytes.
func JSON(value any) ([]byte, error) {
	if r, ok := value.(*Report); ok {
		return reportJSON(r)
	}
	compact, err := encode(value)
	if err != nil {
		return nil, err
	}
	if len(compact) > laidOut {
		return append(compact, '\n'), nil
	}
	return append(layOut(compact, 0), '\n'), nil
}

// reportJSON is the same for a report, whose parts are written at once: a large
// one has several halves.
func reportJSON(r *Report) ([]byte, error) {
	value := reflect.ValueOf(r).Elem()
	n := value.NumField()
	parts, faults := make([][]byte, n), make([]error, n)
	each := func(do func(i int)) {
		var work sync.WaitGroup
		for i := range n {
			work.Go(func() { do(i) })
		}
		work.Wait()
	}
	each(func(i int) { parts[i], faults[i] = encode(value.Field(i).Interface()) })
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	start, between, colon, end := "{", ",", ":", "}\n"
	if size <= laidOut {
		each(func(i int) { parts[i] = layOut(parts[i], 1) })
		start, between, colon, end = "{\n  ", ",\n  ", ": ", "\n}\n"
	}
	out := make([]byte, 0, size+size/3)
	for i, part := range parts {
		if i == 0 {
			out = append(out, start...)
		} else {
			out = append(out, between...)
		}
		out = append(strconv.AppendQuote(out, value.Type().Field(i).Tag.Get("json")), colon...)
		out = append(out, part...)
	}
	return append(out, end...), nil
}

// laidOut is the size in bytes up to which JSON is laid out.
const laidOut = 16 << 20

// lineWidth is how long an object or list may be to stay on one line.
const lineWidth = 110

// layOut breaks compact JSON into lines, of which all but the first are set in by
// the depth at which it stands.
func layOut(compact []byte, base int) []byte {
	ends := brackets(compact)
	out := make([]byte, 0, len(compact)+len(compact)/3)
	depth, opened := 0, 0
	var flat []bool // by depth: whether the bracket around stands on one line
	line := func() {
		out = append(out, '\n')
		for range base + depth {
			out = append(out, ' ', ' ')
		}
	}
	onLine := func() bool { return depth > 0 && flat[depth-1] }
	inside := false
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		if inside {
			end := i
			for compact[end] != '"' {
				if compact[end] == '\\' {
					end++
				}
				end++
			}
			out = append(out, compact[i:end+1]...)
			i, inside = end, false
			continue
		}
		switch c {
		case '"':
			out = append(out, c)
			inside = true
		case '{', '[':
			end := ends[opened]
			opened++
			out = append(out, c)
			flat = append(flat[:depth], onLine() || end-i < lineWidth-2*(base+depth) || end == i+1)
			depth++
			if !flat[depth-1] {
				line()
			}
		case '}', ']':
			broken := !flat[depth-1]
			depth--
			if broken {
				line()
			}
			out = append(out, c)
		case ',':
			out = append(out, c)
			if onLine() {
				out = append(out, ' ')
			} else {
				line()
			}
		case ':':
			out = append(out, c, ' ')
		default:
			out = append(out, c)
		}
	}
	return out
}

// brackets gives, for each opening bracket in order, where it closes.
func brackets(compact []byte) []int {
	var ends, stack []int
	for i := 0; i < len(compact); i++ {
		switch compact[i] {
		case '"':
			for i++; compact[i] != '"'; i++ {
				if compact[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			stack = append(stack, len(ends))
			ends = append(ends, 0)
		case '}', ']':
			ends[stack[len(stack)-1]] = i
			stack = stack[:len(stack)-1]
		}
	}
	return ends
}

// errNotReport is what Read says of JSON that is something else.
var errNotReport = errors.New("this is no report of the form " + Schema)

// Read reads a report that was saved as JSON. Keys that it does not know are
// passed over: a later version may have added them.
func Read(from io.Reader) (*Report, error) {
	r := &Report{}
	d := json.NewDecoder(from)
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("%w: %w", errNotReport, err)
	}
	if r.Schema != Schema {
		return nil, errNotReport
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows it", errNotReport)
	}
	return r, nil
}
