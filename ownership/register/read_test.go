package register_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/register"
)

const day = ownership.Date(20261122)

// hand is how somebody writes a table.
type hand struct {
	comma, newline string
	quote, french  bool
	mark           string
}

func drawHand(t *rapid.T) hand {
	return hand{
		comma:   rapid.SampledFrom([]string{",", ";", "\t"}).Draw(t, "comma"),
		newline: rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "newline"),
		quote:   rapid.Bool().Draw(t, "quote"),
		french:  rapid.Bool().Draw(t, "french"),
		mark:    rapid.SampledFrom([]string{"", "\ufeff"}).Draw(t, "mark"),
	}
}

// write writes a table with its columns in some order.
func (h hand) write(t *rapid.T, columns []string, french map[string]string, rows [][]string) []byte {
	order := rapid.Permutation(slices.Collect(func(yield func(int) bool) {
		for k := range columns {
			if !yield(k) {
				return
			}
		}
	})).Draw(t, "order")
	var b strings.Builder
	b.WriteString(h.mark)
	line := func(cells []string) {
		for n, k := range order {
			if n > 0 {
				b.WriteString(h.comma)
			}
			cell := cells[k]
			if h.quote || strings.ContainsAny(cell, h.comma+"\"\n") {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		b.WriteString(h.newline)
	}
	names := slices.Clone(columns)
	for k, name := range names {
		if f := french[name]; h.french && f != "" {
			names[k] = f
		}
	}
	line(names)
	for _, row := range rows {
		line(row)
	}
	return []byte(b.String())
}

var (
	entityColumns  = []string{"id", "name", "kind", "registered_office", "listed", "ultimate"}
	entityFrench   = map[string]string{"id": "Identifiant", "name": "Dénomination sociale", "registered_office": "Pays du siège", "listed": "cotée", "ultimate": "Ultime"}
	holdingColumns = []string{"holder", "issuer", "capital", "votes", "shares", "votes_per_share", "share_class", "declared", "nominee_for", "until", "concert"}
	holdingFrench  = map[string]string{"holder": "Actionnaire", "issuer": "Société émettrice", "capital": "% du capital", "votes": "Droits de vote", "until": "jusqu'au"}
)

func percent(s ownership.Share) string {
	if !s.Known() {
		return ""
	}
	number := func(r *big.Rat) string {
		text := new(big.Rat).Mul(r, big.NewRat(100, 1)).FloatString(12)
		return strings.Replace(strings.TrimSuffix(strings.TrimRight(text, "0"), "."), ".", ",", 1)
	}
	lo, hi, _, _ := s.Ends()
	if s.Exact() {
		return number(lo) + " %"
	}
	return number(lo) + "-" + number(hi)
}

func tables(d *ownership.Dossier) (entities, holdings [][]string) {
	answer := func(t ownership.Tri) string {
		if t == ownership.Unknown {
			return ""
		}
		return t.String()
	}
	number := func(r *big.Rat) string {
		if r == nil {
			return ""
		}
		return r.RatString()
	}
	for _, e := range d.Entities {
		ultimate := ""
		if e.Ultimate {
			ultimate = "oui"
		}
		entities = append(entities, []string{e.ID, e.Name, string(e.Kind), e.RegisteredOffice.Country, string(e.Listed), ultimate})
	}
	for _, h := range d.Holdings {
		holdings = append(holdings, []string{h.Holder, h.Issuer, percent(h.Capital), percent(h.Votes), number(h.Shares), number(h.VotesPerShare),
			h.Class, answer(h.Declared), h.NomineeFor, h.Until.String(), h.Concert})
	}
	return entities, holdings
}

// ids gives the entities longer ids, of letters that take several bytes and of
// which some begin alike for more than one word.
func renamed(t *rapid.T, d *ownership.Dossier) {
	names := make(map[string]string)
	style := rapid.SampledFrom([]string{"%s", "GB-COH-000000%s", "société %s", "%s with a \"name\", and a comma", "969500T3MBS4SQAMHJ%s"}).Draw(t, "ids")
	for _, e := range d.Entities {
		names[e.ID] = fmt.Sprintf(style, e.ID)
		e.ID = names[e.ID]
		if e.Name == "" && rapid.Bool().Draw(t, "named") {
			e.Name = rapid.SampledFrom([]string{"Société \"X\"\nSA", "Ünal; Söhne, GmbH", "plain"}).Draw(t, "name")
		}
	}
	for _, h := range d.Holdings {
		h.Holder, h.Issuer = names[h.Holder], names[h.Issuer]
		if h.NomineeFor != "" {
			h.NomineeFor = names[h.NomineeFor]
		}
		if h.Holder == h.NomineeFor {
			h.NomineeFor = ""
		}
	}
}

func read(t require.TestingT, entities, holdings []byte, o register.Options) (*register.Register, []ownership.Note) {
	var notes []ownership.Note
	o.AsOf, o.Dialect = day, intake.RegisterDialect()
	o.Note = func(n ownership.Note) { notes = append(notes, n) }
	r, err := register.Read(register.Table{File: "entities.csv", Text: entities}, register.Table{File: "shareholdings.csv", Text: holdings}, o)
	require.NoError(t, err)
	return r, notes
}

func TestTablesAreReadAsTheBuilderIsTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := register.DrawDossier(t, register.NewDrawing(6, 6, rapid.Bool().Draw(t, "dirty"), true))
		renamed(t, d)
		want := register.FromDossier(d).Dump()
		entities, holdings := tables(d)
		h := drawHand(t)
		for _, threads := range []int{1, 2, 7} {
			random := rand.New(rand.NewPCG(uint64(threads), 0))
			random.Shuffle(len(entities), func(i, k int) { entities[i], entities[k] = entities[k], entities[i] })
			random.Shuffle(len(holdings), func(i, k int) { holdings[i], holdings[k] = holdings[k], holdings[i] })
			r, notes := read(t, h.write(t, entityColumns, entityFrench, entities), h.write(t, holdingColumns, holdingFrench, holdings),
				register.Options{Threads: threads}.InPieces(rapid.IntRange(1, 300).Draw(t, "piece")))
			for _, n := range notes {
				// The builder leaves the same out.
				require.Contains(t, []string{"person-with-holders", "float-with-holders"}, n.Code, "%+v", n)
			}
			require.Equal(t, want, r.Dump(), "%d threads", threads)
			for k := range r.Len() {
				at, ok := r.Find(r.ID(k))
				require.True(t, ok)
				require.Equal(t, k, at)
			}
		}
	})
}

func TestFaultsAreTold(t *testing.T) {
	entities := "id,name,kind,registered_office\n" +
		"a,Alpha,company,FR\n" +
		"b,Beta,compny,Zzyzx\n" + // line 3: kind, country
		",Gamma,company,FR\n" + // line 4: no id
		"a,Again,company,DE\n" + // line 5: twice
		"c,\"Two\nlines\",person,FR\n" + // lines 6 and 7
		"d,Delta,company,FR,more\n" // line 8: too many cells
	holdings := "holder,issuer,capital,until\n" +
		"a,b,24,\n" +
		"x,b,1,\n" + // line 3: unknown
		"a,c,5,\n" + // line 4: a person
		"a,b,33.3.3,\n" + // line 5: two marks
		"a,b,1,soon\n" + // line 6: no day
		"b,,1,\n" + // line 7: no issuer
		"b,a,1\"2,\n" + // line 8: a quotation mark
		"b,a,5,2020-01-01\n" + // another day
		"b,a,7,\n"
	for _, piece := range []int{0, 1, 9, 30} {
		r, notes := read(t, []byte(entities), []byte(holdings), register.Options{Threads: 2}.InPieces(piece))
		var told []string
		for _, n := range notes {
			told = append(told, n.At.String()+" "+n.Code)
		}
		assert.Equal(t, []string{
			"entities.csv:3:3 value-unknown", "entities.csv:3:4 country-unknown", "entities.csv:4:1 blank-cell",
			"entities.csv:5:1 duplicate-id", "entities.csv:8:5 extra-cells",
			"shareholdings.csv:3:1 unknown-id", "shareholdings.csv:4:2 person-with-holders", "shareholdings.csv:5:3 share-two-marks",
			"shareholdings.csv:6:4 date-form", "shareholdings.csv:7:2 blank-cell", "shareholdings.csv:8:3 quote-inside",
		}, told)
		assert.Equal(t, register.Counts{EntityRows: 6, HoldingRows: 9, FaultyRows: 10, OtherDays: 1}, r.Counts)
		require.Equal(t, 3, r.Len())
		b, _ := r.Find("b")
		assert.Equal(t, ownership.UnknownKind, r.Profile(b).Kind)
		assert.Empty(t, r.Profile(b).RegisteredOffice)
		c, _ := r.Find("c")
		assert.Equal(t, "Two\nlines", r.Name(c))
	}
}

func TestATableWithoutItsColumnsIsRefused(t *testing.T) {
	_, err := register.Read(register.Table{File: "entities.csv", Text: []byte("identity,name\n1,A\n")},
		register.Table{File: "shareholdings.csv", Text: nil}, register.Options{AsOf: day, Dialect: intake.RegisterDialect()})
	var faults *register.Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults.Notes, 2)
	assert.Equal(t, "missing-column", faults.Notes[0].Code)
	assert.Equal(t, "entities.csv:1", faults.Notes[0].At.String())
	assert.Equal(t, "empty-file", faults.Notes[1].Code)
}

func TestAnIDThatBeginsOtherwiseIsUnknown(t *testing.T) {
	// "a" is what all ids begin with, and an id itself.
	r, notes := read(t, []byte("id\na\nab\nabcdefghijklmnopqrst\nabcdefghijklmnopqrsu\n"),
		[]byte("holder,issuer,capital\na,ab,10\nb,ab,20\nabcdefghijklmnopqrst,ab,30\nabcdefghijklmnopqrsv,ab,1\n,ab,1\nb\x00,ab,1\na\x00,ab,1\n"), register.Options{})
	var told []string
	for _, n := range notes {
		told = append(told, n.At.String()+" "+n.Code)
	}
	assert.Equal(t, []string{
		"shareholdings.csv:3:1 unknown-id", "shareholdings.csv:5:1 unknown-id", "shareholdings.csv:6:1 blank-cell",
		"shareholdings.csv:7:1 unknown-id", "shareholdings.csv:8:1 unknown-id",
	}, told)
	ab, there := r.Find("ab")
	require.True(t, there)
	from, to := r.Row(ab)
	require.Equal(t, 2, to-from)
	assert.Equal(t, "a", r.ID(r.Holder(from)))
	assert.Equal(t, "abcdefghijklmnopqrst", r.ID(r.Holder(from+1)))
}

// Of a company more than 100.05 % of which is recorded, some row is wrong, and
// nobody knows which: each share may be less by all that is too much.
func TestMoreThanAllIsAnInterval(t *testing.T) {
	r, _ := read(t, []byte("id,kind,registered_office\nc,,FR\nus,,US\nfr,person,FR\nde,person,DE\n"),
		[]byte("holder,issuer,capital\nus,c,60\nfr,c,35\nde,c,25\n"), register.Options{})
	c, _ := r.Find("c")
	assert.True(t, r.Over(c, ownership.Capital))
	assert.Equal(t, 1, r.Counts.OverOne)
	figures := register.NewField(r, register.WideLens(), 1).Collective(ownership.Capital)
	assert.InDelta(t, 0.40, figures.At[c].Low, 1e-12)
	// The least of all are 40, 15 and 5: what is left may be anybody's.
	assert.InDelta(t, 0.80, figures.At[c].High, 1e-12)
}

func TestARingWithNoWayOutIsAnInterval(t *testing.T) {
	r, _ := read(t, []byte("id,registered_office\na,FR\nb,FR\nc,FR\nd,FR\nus,US\n"),
		[]byte("holder,issuer,capital\na,b,100\nb,c,100\nc,a,100\nc,d,50\nus,d,50\n"), register.Options{})
	figures := register.NewField(r, register.WideLens(), 1).Collective(ownership.Capital)
	for k, id := range []string{"a", "b", "c"} {
		assert.Equal(t, register.Figure{Low: 0, High: 1}, figures.At[k], id)
	}
	assert.Equal(t, []uint32{0, 1, 2}, figures.Ring)
	d, _ := r.Find("d")
	assert.InDelta(t, 0.5, figures.At[d].Low, 1e-12)
	assert.InDelta(t, 1, figures.At[d].High, 1e-12)
}

// What is text in no encoding is a fault of its row, wherever it stands, and
// nothing of it comes out as it is.
func TestBytesThatAreNoText(t *testing.T) {
	var b strings.Builder
	b.WriteString("id,name,registered_office\n")
	for i := range 9000 {
		fmt.Fprintf(&b, "e%d,Plain,FR\n", i)
	}
	b.WriteString("x,Société\xff\xfe,FR\nx\xff,Other,FR\n")
	for _, o := range []register.Options{{Threads: 2}, register.Options{Threads: 2}.InPieces(1000)} {
		r, notes := read(t, []byte(b.String()), []byte("holder,issuer,capital\n"), o)
		var told []string
		for _, n := range notes {
			told = append(told, n.At.String()+" "+n.Code)
		}
		assert.Equal(t, []string{"entities.csv:9002:2 broken-encoding", "entities.csv:9003:1 id-invisible"}, told)
		x, there := r.Find("x")
		require.True(t, there)
		assert.Equal(t, "Société\uFFFD", r.Name(x))
		assert.Equal(t, 2, r.Counts.FaultyRows)
	}
}

// Numbers are those of the entities that their rows became, whatever the order of
// the rows, how they are written and how the file is cut; a row that was left out
// has none.
func TestNumbersOfATable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "entities")
		want := map[string][]string{}
		seen := map[string]bool{}
		text := "registration_number,id,name,lei\n"
		for range n {
			id := fmt.Sprintf("e%d", rapid.IntRange(0, 9).Draw(t, "id"))
			if rapid.Bool().Draw(t, "accent") {
				id = "é" + id
			}
			number := rapid.SampledFrom([]string{"", "552 100 554", "552100554", "FR-12a", "12"}).Draw(t, "number")
			lei := rapid.SampledFrom([]string{"", "9695aa", "9695AA", "12", "É"}).Draw(t, "lei")
			text += number + "," + id + ",N," + lei + "\n"
			if seen[id] {
				continue
			}
			seen[id] = true
			for _, written := range []string{number, lei} {
				if plain := register.PlainNumber(written); plain != "" && !slices.Contains(want[plain], id) {
					want[plain] = append(want[plain], id)
				}
			}
		}
		o := register.Options{Threads: 2, Numbers: true}.InPieces(rapid.IntRange(1, 60).Draw(t, "piece"))
		r, _ := read(t, []byte(text), []byte("holder,issuer\n"), o)
		for _, number := range []string{"552100554", "FR12A", "9695AA", "12", "1"} {
			var got []string
			for _, i := range r.WithNumber(number) {
				got = append(got, r.ID(i))
			}
			slices.Sort(want[number])
			require.Equal(t, want[number], got, "%s in\n%s", number, text)
		}
		without, _ := read(t, []byte(text), []byte("holder,issuer\n"), register.Options{})
		require.Empty(t, without.WithNumber("12"))
	})
}
