package intake

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/written"
)

// TestEveryEncodingAndDelimiter reads one dossier in every encoding and with
// every delimiter: the claims are the same.
func TestEveryEncodingAndDelimiter(t *testing.T) {
	rows := [][]string{
		{"Identifiant", "DÉNOMINATION SOCIALE", "Nature", "Rôle", "Siège social", "remarque"},
		{"p", "Société; Générale, \"Nuage\"", "société", "prestataire", "France", "ligne un\nligne deux"},
		{"us", "Widget|Corp\tInc", "", "", "États-Unis", ""},
	}
	encodings := map[string]func(string) []byte{
		"UTF-8":        func(s string) []byte { return []byte(s) },
		"mark":         func(s string) []byte { return []byte("\ufeff" + s) },
		"UTF-16LE":     func(s string) []byte { return trial.UTF16(s, binary.LittleEndian, true) },
		"UTF-16BE":     func(s string) []byte { return trial.UTF16(s, binary.BigEndian, false) },
		"CRLF":         func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) },
		"blank lines":  func(s string) []byte { return []byte("\n \n# note, with; both\n;;;\n" + s + "\n\n") },
		"Windows-1252": latin,
	}
	for name, encode := range encodings {
		for _, comma := range input.Delimiters {
			var text bytes.Buffer
			w := csv.NewWriter(&text)
			w.Comma = comma
			require.NoError(t, w.WriteAll(rows))
			dir := trial.Folder(t, map[string]string{
				"entities.csv":      string(encode(text.String())),
				"shareholdings.csv": "Détenteur;Société détenue;% du capital;Droits de vote;Depuis\nus;p;20,5;20,5 %;01/02/2020\n",
			})
			d, err := ReadDossier(dir, Options{})
			if !assert.NoError(t, err, "%s %q", name, comma) {
				continue
			}
			require.Len(t, d.Entities, 2)
			p := d.Entities[0]
			assert.Equal(t, "Société; Générale, \"Nuage\"", p.Name)
			assert.True(t, p.Provider)
			assert.Equal(t, ownership.Place{Country: "FR"}, p.RegisteredOffice)
			assert.Equal(t, "Widget|Corp\tInc", d.Entities[1].Name)
			assert.Equal(t, "US", d.Entities[1].RegisteredOffice.Country)
			if name == "UTF-8" {
				assert.Equal(t, "entities.csv:4", d.Entities[1].At.String(), "the cell above has two lines")
			}
			assert.Equal(t, ownership.Date(20200201), d.Holdings[0].From)
			if name == "Windows-1252" {
				require.Len(t, d.Notes, 1)
				assert.Equal(t, "encoding-guessed", d.Notes[0].Code)
			} else {
				assert.Empty(t, d.Notes)
			}
		}
	}
}

func latin(s string) []byte {
	var out []byte
	for _, r := range s {
		out = append(out, byte(r))
	}
	return out
}

func TestSeparatorLineOfExcel(t *testing.T) {
	dir := trial.Folder(t, map[string]string{
		"entities.csv":      "\ufeffsep=;\r\nid;name\r\np;A, B\r\n;\r\nq;x;y\r\n",
		"shareholdings.csv": "holder,issuer\n",
	})
	_, err := ReadDossier(dir, Options{})
	require.ErrorContains(t, err, "entities.csv:5:3: extra-cells")
}

func TestSpaceBeforeQuotes(t *testing.T) {
	for _, comma := range []string{", ", "; ", ",", "\t"} {
		dir := trial.Folder(t, map[string]string{
			"entities.csv":      strings.ReplaceAll("id/name/kind/note\np/\"A, B; C\"//x\n", "/", comma),
			"shareholdings.csv": "holder, issuer, capital\np, p, \"24,5 %\"\n",
		})
		d, err := ReadDossier(dir, Options{})
		require.NoError(t, err, "%q", comma)
		require.Equal(t, "A, B; C", d.Entities[0].Name)
		require.Equal(t, "x", d.Entities[0].Note)
		require.Equal(t, "49/200", d.Holdings[0].Capital.Lo().RatString())
	}
}

func TestCutUTF16(t *testing.T) {
	raw := trial.UTF16("id,name\np,Prestataire\n", binary.LittleEndian, true)
	raw = append(raw[:len(raw)-2], 0x00, 0xD8) // half of a pair at the end
	dir := trial.Folder(t, map[string]string{"entities.csv": string(raw), "shareholdings.csv": "holder,issuer\n"})
	_, err := ReadDossier(dir, Options{})
	require.ErrorContains(t, err, "entities.csv:2:2: broken-encoding")
}

func TestHeaderInAnyOrderCaseAndLanguage(t *testing.T) {
	for _, header := range []string{
		"holder,issuer,capital,votes", "Holder , ISSUER,Capital (%),VOTES", "HOLDER,iSSUER,% capital,voting rights",
		"Actionnaire,Société émettrice,% du capital,% des droits de vote", "détenteur,emettrice,PART DU CAPITAL,Droits De Vote", "Share-holder,issuer_id,ownership %,Voting Power",
	} {
		dir := trial.Folder(t, map[string]string{"entities.csv": "id\na\nb\n", "shareholdings.csv": header + "\na,b,24,25\n"})
		d, err := ReadDossier(dir, Options{})
		if assert.NoError(t, err, header) {
			assert.Equal(t, "6/25", d.Holdings[0].Capital.Lo().RatString(), header)
			assert.Equal(t, "1/4", d.Holdings[0].Votes.Lo().RatString(), header)
			assert.Equal(t, [2]int{3, 4}, [2]int{d.Holdings[0].CapitalColumn, d.Holdings[0].VotesColumn})
			assert.Empty(t, d.Notes, header)
		}
	}
}

// TestAliasesMeanOneColumn checks aliases.csv: every alias names a column that
// its table has, and no two columns share one.
func TestAliasesMeanOneColumn(t *testing.T) {
	columns := map[string]map[string]bool{}
	seen := map[string]string{}
	for _, s := range schemas {
		columns[s.table] = map[string]bool{}
		for _, column := range s.columns {
			columns[s.table][column] = true
			seen[s.table+"/"+written.Fold(column)] = column
		}
	}
	require.NotEmpty(t, aliases())
	for _, row := range aliases() {
		require.Len(t, row, 3)
		assert.True(t, columns[row[0]][row[1]], "%v", row)
		key := row[0] + "/" + written.Fold(row[2])
		assert.NotEmpty(t, written.Fold(row[2]), "%v", row)
		before, there := seen[key]
		assert.False(t, there, "%v is already %s", row, before)
		seen[key] = row[1]
	}
}

func TestIDs(t *testing.T) {
	dir := trial.Folder(t, map[string]string{
		"entities.csv":      "id,name\n soci\u0065\u0301te\u0301\u00a0,one\nSOCIÉTÉ,two\n\"a;b, \"\"c\"\"\",three\n",
		"shareholdings.csv": "holder,issuer,capital\nsociété,SOCIÉTÉ,10\n\"a;b, \"\"c\"\"\",société,20\n",
	})
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	require.Equal(t, "société", d.Entities[0].ID)
	require.Equal(t, "société", d.Holdings[0].Holder)
	require.Equal(t, "SOCIÉTÉ", d.Holdings[0].Issuer)
	require.Equal(t, `a;b, "c"`, d.Holdings[1].Holder)
}

func TestUnknownServiceIsKeptAndWarnedOfOnce(t *testing.T) {
	dir := trial.Folder(t, map[string]string{
		"entities.csv":      "id,services,lei\np,Hébergement; hostng,529900T8BM49AURSDO54\nq,hostng ;cloud,\n",
		"shareholdings.csv": "holder,issuer\np,q\n",
	})
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"hosting", "hostng"}, d.Entities[0].Services)
	require.Equal(t, []string{"hostng", "cloud"}, d.Entities[1].Services)
	var codes []string
	for _, note := range d.Notes {
		codes = append(codes, note.At.String()+" "+note.Code)
		trial.Sentence(t, note)
	}
	require.Equal(t, []string{"entities.csv:2:2 service-unknown", "entities.csv:2:3 lei-check", "shareholdings.csv:1 no-figure-column"}, codes)
}

func TestInputsCarryHashesAndRows(t *testing.T) {
	dir := trial.Folder(t, map[string]string{
		"Entities.CSV":      "id\n# a comment\np\n\nq\n",
		"shareholdings.csv": "holder,issuer\np,q\n",
		"rights.csv":        "holder,company,right\n",
		"notes.txt":         "anything",
		".~lock.rights.csv": "x",
	})
	d, err := ReadDossier(dir, Options{})
	require.NoError(t, err)
	sum := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return hex.EncodeToString(sum[:])
	}
	require.Equal(t, []ownership.Input{
		{File: "Entities.CSV", SHA256: sum("id\n# a comment\np\n\nq\n"), Rows: 2},
		{File: "shareholdings.csv", SHA256: sum("holder,issuer\np,q\n"), Rows: 1},
		{File: "rights.csv", SHA256: sum("holder,company,right\n"), Rows: 0},
	}, d.Inputs)
}

// seeds are the tables of the repository's example dossiers.
func seeds(f *testing.F, add func(table string, raw []byte)) {
	f.Helper()
	err := filepath.WalkDir(filepath.Join("..", "..", "testdata", "bad"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".csv" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err == nil && len(raw) < 4096 {
			add(strings.TrimSuffix(entry.Name(), ".csv"), raw)
		}
		return err
	})
	require.NoError(f, err)
}

// FuzzReadTable reads any bytes as each of the tables: there is a dossier or
// there are faults, each with a sentence and a position in the file.
func FuzzReadTable(f *testing.F) {
	seeds(f, func(table string, raw []byte) {
		for i, s := range schemas {
			if s.table == table {
				f.Add(i, raw)
			}
		}
	})
	f.Add(0, trial.UTF16("id,name\np,P\n", binary.LittleEndian, true))
	f.Add(0, []byte("sep=;\nid;name\n\"p;P"))
	f.Fuzz(func(t *testing.T, which int, raw []byte) {
		s := schemas[uint(which)%uint(len(schemas))]
		r := newReading()
		at := ownership.Position{File: s.fileName()}
		var tables []*input.Table
		if table := r.Delimited(s.table, at, raw, s.known); table != nil {
			for _, row := range append(table.Rows, table.Header) {
				for _, cell := range row.Cells {
					require.LessOrEqual(t, utf8.RuneCountInString(cell), input.LongestCell)
				}
			}
			tables = append(tables, table)
		}
		d := r.dossier(tables)
		require.NotNil(t, d)
		for _, note := range append(r.Found(), r.Warned()...) {
			require.Equal(t, s.fileName(), note.At.File)
			text, ok := data.Words("en").Text(note.Code)
			require.True(t, ok, note.Code)
			for _, name := range data.Placeholders(text) {
				require.Contains(t, note.Args, name, note.Code)
			}
			for _, arg := range note.Args {
				if text, ok := arg.(string); ok {
					require.LessOrEqual(t, utf8.RuneCountInString(text), 2*ownership.ExcerptLength)
					require.False(t, strings.ContainsAny(text, "\x00\x1b\n\r"), "%q", text)
				}
			}
		}
	})
}

// TestColumnSettlesItsCounts reads counts that are clear beside those that are not.
func TestColumnSettlesItsCounts(t *testing.T) {
	read := func(cells ...string) ([]string, error) {
		text := "holder;issuer;shares\n"
		for _, cell := range cells {
			text += fmt.Sprintf("a;b;%s\n", cell)
		}
		d, err := ReadDossier(trial.Folder(t, map[string]string{"entities.csv": "id\na\nb\n", "shareholdings.csv": text}), Options{})
		if err != nil {
			return nil, err
		}
		var values []string
		for _, h := range d.Holdings {
			values = append(values, h.Shares.RatString())
		}
		return values, nil
	}
	values, err := read("12,000", "1,234,567")
	require.NoError(t, err)
	require.Equal(t, []string{"12000", "1234567"}, values)
	_, err = read("12,000", "500")
	require.ErrorContains(t, err, "shareholdings.csv:2:3: number-ambiguous")
	_, err = read("12,000", "1,234,567", "1.234.567")
	require.ErrorContains(t, err, "number-ambiguous")
}
