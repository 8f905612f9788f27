package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// tolerance is how far a JSON number may be from an exact figure: the report
// prints a rational as the nearest number.
var tolerance = big.NewRat(1, 1_000_000_000)

// decode reads JSON and keeps numbers as they are written.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	return value, nil
}

// lookup follows a path like subjects[0].findings[test=19.6.b/veto].verdict: keys
// between dots, and in brackets the index of a list's member or key=value of
// the first member that has it.
func lookup(value any, path string) (any, error) {
	for step := range steps(path) {
		var err error
		if value, err = follow(value, step); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return value, nil
}

// steps splits a path; a bracket's dots are part of its value.
func steps(path string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for path != "" {
			var step string
			switch end := strings.IndexAny(path, ".["); {
			case path[0] == '[':
				stop := strings.IndexByte(path, ']')
				if stop < 0 {
					stop = len(path) - 1
				}
				step, path = path[:stop+1], strings.TrimPrefix(path[stop+1:], ".")
			case end < 0:
				step, path = path, ""
			default:
				step, path = path[:end], strings.TrimPrefix(path[end:], ".")
			}
			if !yield(step) {
				return
			}
		}
	}
}

func follow(value any, step string) (any, error) {
	if inner, ok := strings.CutPrefix(step, "["); ok {
		inner = strings.TrimSuffix(inner, "]")
		list, ok := value.([]any)
		if !ok {
			return nil, fmt.Errorf("[%s] of something that is not a list", inner)
		}
		if key, want, ok := strings.Cut(inner, "="); ok {
			for _, member := range list {
				if object, ok := member.(map[string]any); ok && object[key] != nil && fmt.Sprint(object[key]) == want {
					return member, nil
				}
			}
			return nil, fmt.Errorf("no member with %s", inner)
		}
		i, err := strconv.Atoi(inner)
		if err != nil || i < 0 || i >= len(list) {
			return nil, fmt.Errorf("no member [%s] in a list of %d", inner, len(list))
		}
		return list[i], nil
	}
	object, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("key %q of something that is not an object", step)
	}
	value, ok = object[step]
	if !ok {
		return nil, fmt.Errorf("no key %q", step)
	}
	return value, nil
}

// differs tells how a JSON value is not the expected one, given as text: a
// word, true, null, or a decimal or fraction for numbers. Nil when it is.
func differs(value any, want string) error {
	if number, ok := value.(json.Number); ok {
		got, ok := new(big.Rat).SetString(number.String())
		if !ok {
			return fmt.Errorf("number %s cannot be read", number)
		}
		wanted, ok := new(big.Rat).SetString(want)
		if !ok {
			return fmt.Errorf("is the number %s, not %q", number, want)
		}
		if gap := new(big.Rat).Sub(got, wanted); gap.Abs(gap).Cmp(tolerance) > 0 {
			return fmt.Errorf("is %s, not %s", number, want)
		}
		return nil
	}
	got := fmt.Sprint(value)
	if value == nil {
		got = "null"
	}
	if _, isText := value.(string); !isText {
		switch value.(type) {
		case nil, bool:
		default:
			return fmt.Errorf("is an object or a list, not %q", want)
		}
	}
	if got != want {
		return fmt.Errorf("is %q, not %q", got, want)
	}
	return nil
}

// TestLookup keeps the tests' own instrument honest: it must find what is
// there, and must not find what is not.
func TestLookup(t *testing.T) {
	value, err := decode([]byte(`{"a": [{"test": "19.6.b/veto", "v": {"low": 31.578947368421051}}, {"test": "x", "v": null}], "b": true}`))
	require.NoError(t, err)
	for _, c := range []struct{ path, want string }{
		{"a[test=19.6.b/veto].v.low", "600/19"},
		{"a[0].v.low", "31.578947368"},
		{"a[1].v", "null"},
		{"b", "true"},
	} {
		got, err := lookup(value, c.path)
		require.NoError(t, err)
		require.NoError(t, differs(got, c.want), c.path)
	}
	for _, path := range []string{"c", "a[2]", "a[test=y]", "a.test", "b[0]", "a[0].v.high", "a[-1]", "a["} {
		_, err := lookup(value, path)
		require.Error(t, err, path)
	}
	for path, want := range map[string]string{"a[0].v.low": "31.578946", "a[0].test": "19.6.b", "b": "false", "a[1].v": "0", "a[0].v": "map[]"} {
		got, err := lookup(value, path)
		require.NoError(t, err)
		require.Error(t, differs(got, want), path)
	}
}

// bounds reads the two ends of a figure.
func bounds(t testing.TB, report any, path string) (low, high float64) {
	t.Helper()
	ends := [2]float64{}
	for i, end := range []string{"low", "high"} {
		value, err := lookup(report, path+"."+end)
		require.NoError(t, err)
		number, ok := value.(json.Number)
		require.True(t, ok, "%s.%s is not a number", path, end)
		ends[i], err = number.Float64()
		require.NoError(t, err)
	}
	return ends[0], ends[1]
}
