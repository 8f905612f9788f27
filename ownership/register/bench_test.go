package register_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/register"
	"egide/rules"
	"egide/testdata/bench/population"
)

// made is a register as CSV.
type made struct{ entities, holdings []byte }

func makeRegister(t testing.TB, o population.Options) made {
	var entities, holdings bytes.Buffer
	_, err := population.Write(o, &entities, &holdings, io.Discard)
	require.NoError(t, err)
	return made{entities.Bytes(), holdings.Bytes()}
}

func (m made) read(t testing.TB, o register.Options) *register.Register {
	o.AsOf, o.Dialect = day, intake.RegisterDialect()
	r, err := register.Read(register.Table{File: "entities.csv", Text: m.entities}, register.Table{File: "shareholdings.csv", Text: m.holdings}, o)
	require.NoError(t, err)
	return r
}

// screen writes the collective figures of every company.
func (m made) screen(t testing.TB, threads int, w io.Writer) *register.Figures {
	r := m.read(t, register.Options{Threads: threads}.InPieces(50_000))
	f := register.NewField(r, rules.Lens(day, rules.DefaultPolicy()), threads)
	figures := [2]*register.Figures{f.Collective(ownership.Capital), f.Collective(ownership.Votes)}
	require.NoError(t, r.Write(w, register.Writing{Collective: figures, Threads: threads}))
	return figures[0]
}

// stressed is a small register with everything that no register has much of.
var stressed = population.Options{Seed: 7, Entities: 20_000, Holdings: 30_000, Dirt: 500, Component: true, Chain: 20_000, Ring: 5_000, Holders: 10_000, Complete: 60}

func TestAnyNumberOfThreadsGivesTheSameBytes(t *testing.T) {
	m := makeRegister(t, stressed)
	var want bytes.Buffer
	figures := m.screen(t, 1, &want)
	for i, err := range figures.Err {
		require.LessOrEqual(t, err, float32(1e-8), "entity %d", i)
	}
	for _, threads := range []int{2, 7} {
		var got bytes.Buffer
		m.screen(t, threads, &got)
		assert.True(t, bytes.Equal(want.Bytes(), got.Bytes()), "%d threads", threads)
	}
}

// crowded has more issuers side by side than one thread takes.
var crowded = population.Options{Seed: 11, Entities: 60_000, Holdings: 100_000, Dirt: 500}

// everything screens a register and writes all that is found.
func (m made) everything(t testing.TB, threads int, w io.Writer) {
	r := m.read(t, register.Options{Threads: threads}.InPieces(50_000))
	p := rules.DefaultPolicy()
	s := register.NewField(r, rules.Lens(day, p), threads).Screen(p.Reading, register.Limits{Individual: p.IndividualLimit, Collective: p.CollectiveLimit})
	require.NoError(t, r.Write(w, register.Writing{Lines: s.Line, Verdicts: [3]string{"compliant", "undetermined", "non_compliant"}, Threads: threads}))
}

func TestAnyNumberOfThreadsFindsTheSame(t *testing.T) {
	m := makeRegister(t, crowded)
	var want bytes.Buffer
	m.everything(t, 1, &want)
	for _, threads := range []int{2, 7} {
		var got bytes.Buffer
		m.everything(t, threads, &got)
		assert.True(t, bytes.Equal(want.Bytes(), got.Bytes()), "%d threads", threads)
	}
}

func TestTheOrderOfRowsDoesNotMatter(t *testing.T) {
	m := makeRegister(t, stressed)
	var want, got bytes.Buffer
	m.screen(t, 2, &want)
	backwards := func(text []byte) []byte {
		lines := bytes.SplitAfter(text, []byte{'\n'})
		var turned []byte
		turned = append(turned, lines[0]...)
		for k := len(lines) - 1; k > 0; k-- {
			turned = append(turned, lines[k]...)
		}
		return turned
	}
	made{backwards(m.entities), backwards(m.holdings)}.screen(t, 2, &got)
	assert.True(t, bytes.Equal(want.Bytes(), got.Bytes()))
	want.Reset()
	got.Reset()
	m = makeRegister(t, crowded)
	m.everything(t, 2, &want)
	made{backwards(m.entities), backwards(m.holdings)}.everything(t, 2, &got)
	assert.True(t, bytes.Equal(want.Bytes(), got.Bytes()))
}

// ofBench is the register of the benchmarks.
var ofBench = sync.OnceValue(func() made {
	var entities, holdings bytes.Buffer
	if _, err := population.Write(population.Options{Seed: 1, Entities: 300_000, Holdings: 450_000}, &entities, &holdings, io.Discard); err != nil {
		panic(err)
	}
	return made{entities.Bytes(), holdings.Bytes()}
})

// BenchmarkRead reads a register of 300,000 entities and 450,000 holdings, and
// reports what each phase takes of it: taking the rows apart, bringing the ids
// in order, making their index, the holdings, and their order by issuer.
func BenchmarkRead(b *testing.B) {
	m := ofBench()
	b.SetBytes(int64(len(m.entities) + len(m.holdings)))
	spent := make(map[string]time.Duration)
	for b.Loop() {
		last := time.Now()
		m.read(b, register.Options{}.Staged(func(phase string) {
			spent[phase] += time.Since(last)
			last = time.Now()
		}))
	}
	for phase, d := range spent {
		b.ReportMetric(d.Seconds()*1000/float64(b.N), "ms-"+phase)
	}
}

func BenchmarkField(b *testing.B) {
	r := ofBench().read(b, register.Options{})
	for b.Loop() {
		register.NewField(r, rules.Lens(day, rules.DefaultPolicy()), 0)
	}
}

func BenchmarkCollective(b *testing.B) {
	f := register.NewField(ofBench().read(b, register.Options{}), rules.Lens(day, rules.DefaultPolicy()), 0)
	for b.Loop() {
		f.Collective(ownership.Capital)
	}
}

func BenchmarkWrite(b *testing.B) {
	r := ofBench().read(b, register.Options{})
	f := register.NewField(r, rules.Lens(day, rules.DefaultPolicy()), 0)
	figures := f.Collective(ownership.Capital)
	for b.Loop() {
		require.NoError(b, r.Write(io.Discard, register.Writing{Collective: [2]*register.Figures{figures}}))
	}
}

// BenchmarkOrder puts issuers below their holders; BenchmarkControl finds who
// controls whom, by majority, surely and possibly.
func BenchmarkOrder(b *testing.B) {
	f := register.NewField(ofBench().read(b, register.Options{}), rules.Lens(day, rules.DefaultPolicy()), 0)
	for b.Loop() {
		f.PutInOrder()
	}
}

func BenchmarkControl(b *testing.B) {
	f := register.NewField(ofBench().read(b, register.Options{}), rules.Lens(day, rules.DefaultPolicy()), 0)
	for b.Loop() {
		f.FindControl()
	}
}

// BenchmarkScreen computes everything: with order and control, the figures of all
// together and of the largest holders in both dimensions, and what the exact
// engine has to decide.
func BenchmarkScreen(b *testing.B) {
	r := ofBench().read(b, register.Options{})
	p := rules.DefaultPolicy()
	for b.Loop() {
		f := register.NewField(r, rules.Lens(day, p), 0)
		f.Screen(p.Reading, register.Limits{Individual: p.IndividualLimit, Collective: p.CollectiveLimit})
	}
}

func BenchmarkSnapshotWrite(b *testing.B) {
	r := ofBench().read(b, register.Options{})
	for b.Loop() {
		require.NoError(b, r.WriteSnapshot(io.Discard, nil))
	}
}

// BenchmarkSnapshotOpen checks and maps the whole of a snapshot; BenchmarkLookup
// finds one company in it and all that is above it.
func BenchmarkSnapshotOpen(b *testing.B) {
	path := snapshotOfBench(b)
	for b.Loop() {
		s, err := register.OpenSnapshot(path)
		require.NoError(b, err)
		_, err = s.Register(0)
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}

func BenchmarkLookup(b *testing.B) {
	path := snapshotOfBench(b)
	id := ofBench().read(b, register.Options{}).ID(100_000)
	for b.Loop() {
		s, err := register.OpenSnapshot(path)
		require.NoError(b, err)
		i, there, err := s.Find(id)
		require.NoError(b, err)
		require.True(b, there)
		_, err = s.Above(1_000, i)
		require.NoError(b, err)
		require.NoError(b, s.Close())
	}
}

func snapshotOfBench(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "register.egide")
	file, err := os.Create(path)
	require.NoError(b, err)
	require.NoError(b, ofBench().read(b, register.Options{}).WriteSnapshot(file, nil))
	require.NoError(b, file.Close())
	return path
}

// BenchmarkRing is one ring of 100,000 companies; BenchmarkComponent one of
// 1,318 with 12,191 links between them.
func BenchmarkRing(b *testing.B) { benchKnot(b, population.Options{Seed: 1, Ring: 100_000}) }

func BenchmarkComponent(b *testing.B) { benchKnot(b, population.Options{Seed: 1, Component: true}) }

func benchKnot(b *testing.B, o population.Options) {
	f := register.NewField(makeRegister(b, o).read(b, register.Options{}), rules.Lens(day, rules.DefaultPolicy()), 0)
	for b.Loop() {
		f.Collective(ownership.Capital)
	}
}
