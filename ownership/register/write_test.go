package register

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

var verdicts = [3]string{"compliant", "undetermined", "non_compliant"}

func limits() Limits { return Limits{Individual: big.NewRat(24, 100), Collective: big.NewRat(39, 100)} }

// TestWriteTellsTheLines holds that both forms say what the screening says, in
// the order of ids, whatever the number of threads.
func TestWriteTellsTheLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := fromDossier(drawDossier(t, drawing{companies: 6, others: 5, unknown: true}))
		s := NewField(r, lens(), 1).Screen(ownership.Combined, limits())
		write := func(form Form, threads int) string {
			var b bytes.Buffer
			require.NoError(t, r.Write(&b, Writing{Form: form, Lines: s.Line, Verdicts: verdicts, Threads: threads}))
			return b.String()
		}
		text, lines := write(CSV, 1), write(JSONLines, 1)
		for _, threads := range []int{2, 7} {
			require.Equal(t, text, write(CSV, threads))
			require.Equal(t, lines, write(JSONLines, threads))
		}
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		require.NoError(t, err)
		require.Equal(t, "id,name,country,capital_collective_low,capital_collective_high,capital_individual_low,capital_individual_high,capital_individual_holder,"+
			"votes_collective_low,votes_collective_high,votes_individual_low,votes_individual_high,votes_individual_holder,controller,verdict,flags", strings.Join(rows[0], ","))
		rows = rows[1:]
		objects := strings.Split(strings.TrimSuffix(lines, "\n"), "\n")
		n := 0
		for i := range r.Len() {
			if !r.CanBeHeld(i) {
				continue
			}
			l, row := s.Line(i), rows[n]
			var object struct {
				ID, Verdict    string
				Controller     *string
				Capital, Votes struct {
					Collective struct{ Low, High float64 }
					Individual struct {
						Low, High float64
						Holder    *string
					}
				}
			}
			require.NoError(t, json.Unmarshal([]byte(objects[n]), &object))
			n++
			require.Equal(t, r.ID(i), row[0])
			require.Equal(t, r.ID(i), object.ID)
			require.Equal(t, verdicts[l.Answer], row[14])
			require.Equal(t, verdicts[l.Answer], object.Verdict)
			for d := range l.Collective {
				for k, want := range []float64{l.Collective[d].Low, l.Collective[d].High, l.Individual[d].Low, l.Individual[d].High} {
					got, err := strconv.ParseFloat(row[3+5*d+k], 64)
					require.NoError(t, err)
					require.InDelta(t, want*100, got, 1e-9)
				}
				holder := ""
				if l.Holder[d] != NoHolder {
					holder = r.ID(l.Holder[d])
				}
				require.Equal(t, holder, row[7+5*d])
			}
			require.InDelta(t, l.Collective[0].High*100, object.Capital.Collective.High, 1e-9)
			require.InDelta(t, l.Individual[1].Low*100, object.Votes.Individual.Low, 1e-9)
			require.Equal(t, row[12] == "", object.Votes.Individual.Holder == nil)
			require.Equal(t, row[13] == "", object.Controller == nil)
		}
		require.Len(t, rows, n)
		require.Len(t, objects, max(n, 1))
	})
}

func TestWriteChooses(t *testing.T) {
	b := NewBuilder(day, nil)
	for i := range 30_000 {
		b.AddEntity(&ownership.Entity{ID: fmt.Sprintf("e%05d", i), RegisteredOffice: ownership.Place{Country: []string{"FR", "US"}[i%2]}})
	}
	for i := 1; i < 30_000; i += 2 {
		b.AddHolding(&ownership.Holding{Holder: fmt.Sprintf("e%05d", i), Issuer: fmt.Sprintf("e%05d", i-1), Capital: ownership.Exactly(big.NewRat(1, 1))})
	}
	r := b.Build()
	s := NewField(r, lens(), 2).Screen(ownership.Combined, limits())
	rows := func(o Writing) [][]string {
		var out bytes.Buffer
		o.Verdicts = verdicts
		require.NoError(t, r.Write(&out, o))
		rows, err := csv.NewReader(&out).ReadAll()
		require.NoError(t, err)
		return rows[1:]
	}
	var seen atomic.Int64
	last := int64(0)
	all := rows(Writing{Lines: s.Line, Seen: func(int, int, *Line) { seen.Add(1) }, Progress: func(done, total int64) {
		assert.Greater(t, done, last)
		assert.EqualValues(t, 30_000, total)
		last = done
	}})
	assert.Len(t, all, 30_000)
	assert.EqualValues(t, 30_000, seen.Load())
	assert.EqualValues(t, 30_000, last)
	above := rows(Writing{Lines: s.Line, Keep: func(l *Line) bool { return l.Answer == Above }})
	assert.Len(t, above, 15_000)
	assert.Equal(t, []string{"e00000", "", "FR", "100", "100", "100", "100", "e00001", "100", "100", "100", "100", "e00001", "e00001", "non_compliant", ""}, above[0])
	some := rows(Writing{Lines: s.Line, Only: []int{1, 20_000}})
	assert.Len(t, some, 2)
	assert.Equal(t, "e20000", some[1][0])
	f := NewField(r, lens(), 2)
	capital := f.Collective(ownership.Capital)
	together := rows(Writing{Collective: [2]*Figures{capital, capital}, Only: []int{0}})
	assert.Equal(t, [][]string{{"e00000", "", "FR", "100", "100", "100", "100"}}, together)

	full := errors.New("disk full")
	assert.ErrorIs(t, r.Write(&failing{left: 3, err: full}, Writing{Lines: s.Line, Verdicts: verdicts, Threads: 3}), full)
	assert.ErrorIs(t, r.Write(&failing{err: full}, Writing{Lines: s.Line, Verdicts: verdicts}), full)
}

// failing fails after so many writes.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, f.err
	}
	return len(p), nil
}

func TestWritePercent(t *testing.T) {
	f := &lineWriter{marks: []int64{24e9, 39e9}}
	for ratio, want := range map[float64]string{
		0: "0", 1: "100", 0.24: "24", 0.245: "24.5", 1.0 / 3: "33.333333333", 2.0 / 3: "66.666666667", 1e-12: "0", 1e-11: "0.000000001",
		0.31578947368421051: "31.578947368", 0.24 + 2e-12: "24.000000001", 0.24 - 2e-12: "23.999999999", 0.24 + 1e-16: "24", 0.39 + 4e-12: "39.000000001", 0.25 + 2e-12: "25",
	} {
		assert.Equal(t, want, string(f.percent(nil, ratio)), ratio)
	}
}

// TestWriteTexts holds that a text comes back from both forms, and that none
// becomes a formula.
func TestWriteTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-=+@ ",\n\x{a0}a\\]{0,6}`)).Draw(t, "text")
		var back string
		require.NoError(t, json.Unmarshal(jsonText(nil, []byte(text)), &back))
		require.Equal(t, text, back)
		rows, err := csv.NewReader(bytes.NewReader(append(csvCell([]byte("x,"), []byte(text)), '\n'))).ReadAll()
		require.NoError(t, err)
		got := rows[0][1]
		if rest, ok := strings.CutPrefix(got, "'"); ok && rest == strings.ReplaceAll(text, "\r\n", "\n") {
			got = rest
		} else {
			require.NotContains(t, "=+-@\t\r", strings.TrimLeft(got+"x", " \u00a0")[:1])
		}
		require.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), got)
	})
	assert.Equal(t, `'=1+1`, string(csvCell(nil, []byte("=1+1"))))
	assert.Equal(t, `"'-a,b"`, string(csvCell(nil, []byte("-a,b"))))
	assert.Equal(t, `"a ""b"""`, string(csvCell(nil, []byte(`a "b"`))))
}

// Lines come in the order of the ids, however the threads take turns: they are
// given one entity at a time, so that many turns are taken.
func TestWriteKeepsTheOrder(t *testing.T) {
	b := NewBuilder(20261122, nil)
	const n = 200_000
	for i := range n {
		b.AddEntity(&ownership.Entity{ID: fmt.Sprintf("e%07d", i), Kind: ownership.Company})
	}
	r := b.Build()
	require.Equal(t, n, r.Len())
	line := func(int) Line { return Line{Holder: [2]int{NoHolder, NoHolder}, Controller: NoHolder} }
	for _, threads := range []int{2, 3, 16} {
		var text bytes.Buffer
		require.NoError(t, r.Write(&text, Writing{Threads: threads, Lines: line, Verdicts: verdicts, chunk: 1}))
		rows := bytes.Split(bytes.TrimSpace(text.Bytes()), []byte("\n"))
		require.Len(t, rows, n+1)
		require.True(t, slices.IsSortedFunc(rows[1:], bytes.Compare))
	}
}
