package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/data"
)

// TestSavedReports holds that a report read back from its JSON is the report:
// the same value, and the same text.
func TestSavedReports(t *testing.T) {
	for name, result := range results(t) {
		for _, lang := range data.Languages {
			r := Make(result, lang)
			text, err := JSON(r)
			require.NoError(t, err)
			again, err := JSON(Make(result, lang))
			require.NoError(t, err)
			require.Equal(t, string(text), string(again), name)
			whole, err := encode(r)
			require.NoError(t, err)
			require.Equal(t, string(layOut(whole, 0))+"\n", string(text), "written in parts it is the same")
			read, err := Read(bytes.NewReader(text))
			require.NoError(t, err)
			require.Equal(t, r, read, "%s in %s is not what was saved", name, lang)
			screen := Screen{Unicode: true}
			require.Equal(t, string(Text(r, screen)), string(Text(read, screen)), name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	good, err := JSON(Make(checked(t, "t01"), "en"))
	require.NoError(t, err)
	for _, wrong := range []string{
		"", "{", "[]", "{}", `{"schema": "egide.report/2"}`, `{"schema": 1}`, string(good) + "{}",
		strings.Replace(string(good), `"percent"`, `"per cent"`, 1),
	} {
		_, err := Read(strings.NewReader(wrong))
		assert.ErrorIs(t, err, errNotReport, "%.40s", wrong)
	}
}

// TestLayOut holds that laying out changes white space alone, and keeps short
// things on a line.
func TestLayOut(t *testing.T) {
	value := rapid.Deferred(func() *rapid.Generator[any] { return anyJSON(3) })
	rapid.Check(t, func(t *rapid.T) {
		compact, err := encode(value.Draw(t, "value"))
		if err != nil {
			t.Fatal(err)
		}
		out := layOut(compact, rapid.IntRange(0, 3).Draw(t, "base"))
		var back bytes.Buffer
		if err := json.Compact(&back, out); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if back.String() != string(compact) {
			t.Fatalf("%s became %s", compact, out)
		}
	})
	assert.Equal(t, "{\"a\": [1, 2], \"b\": {}}", string(layOut([]byte(`{"a":[1,2],"b":{}}`), 0)))
	long := strings.Repeat("x", lineWidth)
	assert.Equal(t, "[\n  \""+long+"\",\n  {\"a\": \"} ] , : \\\"\"}\n]", string(layOut([]byte(`["`+long+`",{"a":"} ] , : \""}]`), 0)))
}

func anyJSON(depth int) *rapid.Generator[any] {
	leaf := rapid.OneOf(rapid.String().AsAny(), rapid.Float64Range(-1e6, 1e6).AsAny(), rapid.Bool().AsAny(), rapid.Just[any](nil))
	if depth == 0 {
		return leaf
	}
	return rapid.OneOf(leaf,
		rapid.SliceOfN(anyJSON(depth-1), 0, 6).AsAny(),
		rapid.MapOfN(rapid.String(), anyJSON(depth-1), 0, 6).AsAny())
}

func TestArgsAreSaved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Arg{Kind: rapid.SampledFrom([]ArgKind{ArgText, ArgWord, ArgNumber, ArgAnswer, ArgPercent, ArgDate, ArgSource, ArgEntity, ArgEntities}).Draw(t, "kind")}
		switch a.Kind {
		case ArgNumber, ArgPercent:
			a.Number = rapid.Float64Range(-1e9, 1e9).Draw(t, "number")
		default:
			a.List = rapid.Bool().Draw(t, "list")
			n := 1
			if a.List {
				n = rapid.IntRange(0, 3).Draw(t, "n")
			}
			a.Texts = []string{}
			for range n {
				a.Texts = append(a.Texts, rapid.String().Draw(t, "text"))
			}
		}
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		var b Arg
		if err := json.Unmarshal(text, &b); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("%#v became %#v through %s", a, b, text)
		}
	})
	var a Arg
	for _, wrong := range []string{`{}`, `{"a":1,"b":2}`, `{"percent":"x"}`, `{"colour":"red"}`, `3`, `[1]`} {
		assert.Error(t, json.Unmarshal([]byte(wrong), &a), wrong)
	}
}

// TestPolicyKeys holds that every key of a policy file stands in the report.
func TestPolicyKeys(t *testing.T) {
	result := checked(t, "t01")
	text, err := encode(Make(result, "en").Policy)
	require.NoError(t, err)
	var shown map[string]any
	require.NoError(t, json.Unmarshal(text, &shown))
	for _, key := range policyKeys() {
		assert.Contains(t, shown, key)
	}
}
