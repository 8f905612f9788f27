package spreadsheet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
)

// The least that a workbook is made of.
const (
	bareRoot  = `<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bareBook  = `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`
	bareRels  = `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>`
	bareStyle = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="0.00\%"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>`
)

// bare is a workbook of one sheet, as XML.
func bare(tb testing.TB, sheet string, more ...string) []byte {
	return trial.Zip(tb, append([]string{"_rels/.rels", bareRoot, "xl/workbook.xml", bareBook, "xl/_rels/workbook.xml.rels", bareRels,
		"xl/styles.xml", bareStyle, "xl/worksheets/sheet1.xml", sheet}, more...)...)
}

func data1(cells string) string {
	return `<worksheet><sheetData>` + cells + `</sheetData></worksheet>`
}

// openFirst reads the first sheet, with small limits where they are given.
func openFirst(tb testing.TB, raw []byte, limits Limits) (*Grid, error) {
	tb.Helper()
	s, err := Read("f.xlsx", raw, limits)
	if err != nil {
		return nil, err
	}
	return s.Sheets[0].Read()
}

func textsOf(row GridRow) (texts []string) {
	for _, cell := range row.Cells {
		texts = append(texts, cell.Text)
	}
	return texts
}

func TestSpreadsheetOfAProgram(t *testing.T) {
	raw := trial.Workbook(t, func(f *excelize.File) {
		require.NoError(t, f.SetSheetName("Sheet1", "Répartition 2025"))
		_, err := f.NewSheet("calculs")
		require.NoError(t, err)
		require.NoError(t, f.SetSheetVisible("calculs", false))
		sheet := "Répartition 2025"
		percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
		require.NoError(t, err)
		day := "dd/mm/yyyy"
		date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &day})
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow(sheet, "B2", &[]any{"Actionnaire", "Nombre", "%", "Depuis", "Coté"}))
		require.NoError(t, f.SetSheetRow(sheet, "B3", &[]any{"Société Générale & <Co>\n\"x\"", 1234567, 0.29, 46022, true}))
		require.NoError(t, f.SetSheetRow(sheet, "B4", &[]any{"  deux espaces ", 0.1 + 0.2, 0.245, 46022.75, false}))
		require.NoError(t, f.SetCellFormula(sheet, "C5", "SUM(C3:C4)"))
		require.NoError(t, f.SetCellStyle(sheet, "D3", "D4", percent))
		require.NoError(t, f.SetCellStyle(sheet, "E3", "E4", date))
		require.NoError(t, f.MergeCell(sheet, "B1", "F1"))
		require.NoError(t, f.SetRowVisible(sheet, 4, false))
		require.NoError(t, f.SetColVisible(sheet, "C:D", false))
	})
	path := filepath.Join(t.TempDir(), "table.xlsx")
	require.NoError(t, os.WriteFile(path, raw, 0o600))
	s, err := Open(path, Limits{})
	require.NoError(t, err)
	require.Equal(t, "table.xlsx", s.Name)
	require.Len(t, s.SHA256, 64)
	require.Len(t, s.Sheets, 2)
	require.Equal(t, []any{"Répartition 2025", false, "calculs", true}, []any{s.Sheets[0].Name, s.Sheets[0].Hidden, s.Sheets[1].Name, s.Sheets[1].Hidden})
	g, err := s.Sheets[0].Read()
	require.NoError(t, err)
	require.Len(t, g.Rows, 4)
	require.Equal(t, []string{"Actionnaire", "Nombre", "%", "Depuis", "Coté"}, textsOf(g.Rows[0]))
	require.Equal(t, []Cell{
		{Text: "Société Générale & <Co>\n\"x\"", Column: 2},
		{Text: "1234567", Column: 3, Kind: CellNumber},
		{Text: "29 %", Column: 4, Kind: CellPercent},
		{Text: "2025-12-31", Column: 5, Kind: CellDate},
		{Text: "TRUE", Column: 6, Kind: CellTruth},
	}, g.Rows[1].Cells)
	require.Equal(t, []string{"  deux espaces ", "0.3", "24.5 %", "2025-12-31", "FALSE"}, textsOf(g.Rows[2]))
	require.Equal(t, []Cell{{Column: 3, Kind: CellNoValue, Formula: true}}, g.Rows[3].Cells)
	require.Equal(t, []int{2, 3, 4, 5}, []int{g.Rows[0].Number, g.Rows[1].Number, g.Rows[2].Number, g.Rows[3].Number})
	require.Equal(t, []bool{false, true, false}, []bool{g.Rows[1].Hidden, g.Rows[2].Hidden, g.Rows[3].Hidden})
	require.Equal(t, []Range{{1, 2, 1, 6}}, g.Merged)
	require.True(t, g.Merged[0].Holds(1, 6))
	require.False(t, g.Merged[0].Holds(2, 6))
	require.Equal(t, []bool{false, true, true, false}, []bool{g.ColumnHidden(2), g.ColumnHidden(3), g.ColumnHidden(4), g.ColumnHidden(5)})
	require.Equal(t, "29 %", g.Rows[1].At(4).Text)
	require.Equal(t, Cell{}, g.Rows[1].At(1))
	require.Equal(t, Cell{}, g.Rows[1].At(9))
	require.Equal(t, "table.xlsx[Répartition 2025]!D3", s.Sheets[0].Position(3, 4).String())
}

// TestFilesOfLibreOffice reads what that program saved, and refuses its other
// formats.
func TestFilesOfLibreOffice(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "testdata", "workbooks")
	s, err := Open(filepath.Join(dir, "by-hand.xlsx"), Limits{})
	require.NoError(t, err)
	require.Equal(t, "Entités", s.Sheets[0].Name)
	g, err := s.Sheets[0].Read()
	require.NoError(t, err)
	require.Equal(t, []Range{{1, 1, 1, 4}}, g.Merged)
	require.Equal(t, []string{"812345678", "=Larkspur Ventures Inc.", "États-Unis"}, textsOf(g.Rows[3]))
	require.Equal(t, []bool{false, true}, []bool{g.Rows[2].Hidden, g.Rows[3].Hidden})
	g, err = s.Sheets[1].Read()
	require.NoError(t, err)
	require.Equal(t, []Cell{
		{Text: "812345678", Column: 1, Kind: CellNumber},
		{Text: "cirrus", Column: 2},
		{Text: "29 %", Column: 3, Kind: CellPercent},
		{Text: "59 %", Column: 4, Kind: CellPercent, Formula: true},
		{Text: "2024-03-01", Column: 5, Kind: CellDate},
	}, g.Rows[1].Cells)
}

// TestCellsAsTheyAreStored has what programs write and excelize does not.
func TestCellsAsTheyAreStored(t *testing.T) {
	strings := `<sst><si><t>plain</t></si><si><r><rPr><b/></rPr><t>bo</t></r><r><t xml:space="preserve">ld </t></r><rPh sb="0" eb="1"><t>phonetic</t></rPh></si><si><t/></si><si><t>a_x000D_b_x005F_x0041__x4</t></si></sst>`
	for _, test := range []struct {
		xml  string
		want Cell
	}{
		{`<c t="s"><v>0</v></c>`, Cell{Text: "plain"}},
		{`<c t="s"><v>1</v></c>`, Cell{Text: "bold "}},
		{`<c t="s"><v>3</v></c>`, Cell{Text: "a\rb_x0041__x4"}},
		{`<c t="inlineStr"><is><t>in</t><rPh><t>no</t></rPh><r><t>line</t></r></is></c>`, Cell{Text: "inline"}},
		{`<c t="str"><f>A1&amp;"x"</f><v>made</v></c>`, Cell{Text: "made", Formula: true}},
		{`<c t="str"><f>IF(TRUE,"")</f><v></v></c>`, Cell{Formula: true}},
		{`<c t="str"><f>A1</f></c>`, Cell{Formula: true, Kind: CellNoValue}},
		{`<c><f>1+1</f><v/></c>`, Cell{Formula: true, Kind: CellNoValue}},
		{`<c><f t="shared" si="0"/><v>2</v></c>`, Cell{Text: "2", Formula: true, Kind: CellNumber}},
		{`<c t="e"><f>1/0</f><v>#DIV/0!</v></c>`, Cell{Text: "#DIV/0!", Formula: true, Kind: CellError}},
		{`<c t="b"><v>1</v></c>`, Cell{Text: "TRUE", Kind: CellTruth}},
		{`<c t="d"><v>2025-12-31T00:00:00</v></c>`, Cell{Text: "2025-12-31", Kind: CellDate}},
		{`<c s="1"><v>0.28999999999999998</v></c>`, Cell{Text: "29 %", Kind: CellPercent}},
		{`<c s="1"><v>1</v></c>`, Cell{Text: "100 %", Kind: CellPercent}},
		{`<c s="1"><v>0.00001</v></c>`, Cell{Text: "0.001 %", Kind: CellPercent}},
		{`<c s="1"><v>0</v></c>`, Cell{Text: "0 %", Kind: CellPercent}},
		{`<c s="3"><v>24.5</v></c>`, Cell{Text: "24.5 %", Kind: CellPercent}},
		{`<c s="2"><v>60</v></c>`, Cell{Text: "60", Kind: CellNumber}},
		{`<c s="2"><v>59</v></c>`, Cell{Text: "1900-02-28", Kind: CellDate}},
		{`<c s="2"><v>61</v></c>`, Cell{Text: "1900-03-01", Kind: CellDate}},
		{`<c s="4"><v>46022.5</v></c>`, Cell{Text: "2025-12-31T12:00:00", Kind: CellDate}},
		{`<c s="4"><v>46021.999999999</v></c>`, Cell{Text: "2025-12-31", Kind: CellDate}},
		{`<c s="5"><v>0.25</v></c>`, Cell{Text: "06:00:00", Kind: CellDate}},
		{`<c s="99"><v>7</v></c>`, Cell{Text: "7", Kind: CellNumber}},
		{`<c><v>1e3</v></c>`, Cell{Text: "1000", Kind: CellNumber}},
		{`<c><v>-12.50</v></c>`, Cell{Text: "-12.5", Kind: CellNumber}},
		{`<c><v>12345678901234</v></c>`, Cell{Text: "12345678901234", Kind: CellNumber}},
		{`<c><v>NaN</v></c>`, Cell{Text: "NaN"}},
		{`<x:c xmlns:x="x"><x:v>5</x:v></x:c>`, Cell{Text: "5", Kind: CellNumber}},
	} {
		g, err := openFirst(t, bare(t, data1(`<row>`+test.xml+`</row>`), "xl/sharedStrings.xml", strings), Limits{})
		if assert.NoError(t, err, test.xml) && assert.Len(t, g.Rows, 1, test.xml) {
			test.want.Column = 1
			assert.Equal(t, test.want, g.Rows[0].Cells[0], test.xml)
		}
	}
	for _, nothing := range []string{`<c s="1"/>`, `<c><v></v></c>`, `<c t="s"><v>2</v></c>`, `<c t="inlineStr"><is><t/></is></c>`} {
		g, err := openFirst(t, bare(t, data1(`<row>`+nothing+`</row>`), "xl/sharedStrings.xml", strings), Limits{})
		if assert.NoError(t, err, nothing) {
			assert.Empty(t, g.Rows, nothing)
		}
	}
}

func TestNumberFormats(t *testing.T) {
	for code, want := range map[string]format{
		"General": {}, "0.00": {}, "#,##0": {}, "Standard": {}, "@": {}, "0%": {percent: true}, "0.0 %": {percent: true},
		`0.0\%`: {sign: true}, `0.0"%"`: {sign: true}, "yyyy-mm-dd": {day: true}, "jj/mm/aaaa": {day: true}, "mmm": {day: true},
		"dd/mm/yyyy hh:mm": {day: true, clock: true}, "[h]:mm": {clock: true}, "mm:ss": {clock: true}, `#,##0 "days"`: {}, `0\d`: {},
		"[Red]0.00": {}, "[$-40C]d mmmm yyyy": {day: true}, "0;-0%": {}, `#,##0.00\ [$€-40C]`: {}, "_-* #,##0_-": {}, `"open`: {}, "[open": {}, `\`: {},
	} {
		assert.Equal(t, want, parseFormat(code), code)
	}
}

// TestNumbersKeepFifteenDigits: what a cell shows is what is read.
func TestNumbersKeepFifteenDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-999_999_999_999_999, 999_999_999_999_999).Draw(t, "digits")
		shift := rapid.IntRange(0, 20).Draw(t, "decimals")
		value, err := strconv.ParseFloat(fmt.Sprintf("%de-%d", n, shift), 64)
		require.NoError(t, err)
		text, kind := format{}.show(strconv.FormatFloat(value, 'g', 17, 64), false)
		require.Equal(t, CellNumber, kind)
		back, err := strconv.ParseFloat(text, 64)
		require.NoError(t, err)
		require.Equal(t, value, back, text)
		require.LessOrEqual(t, len(strings.TrimLeft(strings.NewReplacer("-", "", ".", "").Replace(text), "0")), 15)
	})
	for _, value := range []float64{math.MaxFloat64, math.SmallestNonzeroFloat64, 1e31, 1e-32} {
		text, _ := format{}.show(strconv.FormatFloat(value, 'g', -1, 64), false)
		require.Contains(t, text, "e")
		require.Less(t, len(text), 30)
	}
}

func TestFilesThatAreNoWorkbook(t *testing.T) {
	compound := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 600)...)
	locked := bytes.Clone(compound)
	for _, b := range []byte("EncryptedPackage") {
		locked = append(locked, b, 0)
	}
	encrypted := bare(t, data1(""))
	for i := 0; ; {
		j := bytes.Index(encrypted[i:], []byte("PK\x01\x02"))
		if j < 0 {
			break
		}
		encrypted[i+j+8] |= 1
		i += j + 4
	}
	for want, raw := range map[string][]byte{
		"workbook-xls":           compound,
		"workbook-encrypted":     locked,
		"workbook-encrypted ":    encrypted,
		"workbook-none":          []byte("id,name\np,P\n"),
		"workbook-none ":         nil,
		"workbook-none  ":        trial.Zip(t, "word/document.xml", "<x/>"),
		"workbook-ods":           trial.Zip(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<x/>"),
		"workbook-binary":        trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.bin", "x"),
		"workbook-numbers":       trial.Zip(t, "Index/Document.iwa", "x"),
		"workbook-no-sheet":      trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", "<workbook/>"),
		"workbook-damaged":       []byte("PK\x03\x04 and no more"),
		"workbook-damaged ":      trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", "<workbook><sheets>"),
		"workbook-damaged  ":     trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", "<workbook></sheets>"),
		"workbook-damaged   ":    trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", `<?xml version="1.0" encoding="UTF-16"?><workbook/>`),
		"workbook-member-name":   bare(t, data1(""), "../../etc/cron.d/x", "x"),
		"workbook-member-name ":  bare(t, data1(""), `xl\..\..\x`, "x"),
		"workbook-member-name  ": bare(t, data1(""), "/etc/passwd", "x"),
		"workbook-member-name 2": bare(t, data1(""), "C:/x", "x"),
		"workbook-member-twice":  bare(t, data1(""), "XL/Workbook.xml", "<workbook/>"),
		"workbook-doctype":       trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>`),
	} {
		_, err := Read("f.xlsx", raw, Limits{})
		assert.Equal(t, "f.xlsx "+strings.TrimRight(want, " 2"), trial.Fault(t, err), want)
	}
	_, err := Open(filepath.Join(t.TempDir(), "none.xlsx"), Limits{})
	require.Equal(t, "none.xlsx file-unreadable", trial.Fault(t, err))
	_, err = Open(t.TempDir(), Limits{})
	require.ErrorContains(t, err, "file-not-regular")
}

func TestDamagedSheets(t *testing.T) {
	for _, sheet := range []string{
		"", "<worksheet>", `<row r="2"><c r="A2"><v>1</v></c></row><row r="1"/>`, `<row r="0"/>`, `<row r="1048577"/>`, `<row r="x"/>`,
		`<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, `<row><c r="A1"/><c r="A1"/></row>`, `<row r="1"><c r="A2"/></row>`,
		`<row><c r="XFE1"/></row>`, `<row><c r="1A"/></row>`, `<c><v>1</v></c>`, `<row><c t="s"><v>0</v></c></row>`, `<row><c t="s"><v>-1</v></c></row>`,
		`<row><c t="s"><v>x</v></c></row>`, `<row><c><v>&lol;</v></c></row>`, `<row><c></row></c>`, "<row><c><v>\x00</v></c></row>", "<row><c><v>\xff</v></c></row>",
		strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200),
		`<row><c t="inlineStr"><is><t>` + strings.Repeat("x", 9<<20) + `</t></is></c></row>`,
	} {
		if strings.HasPrefix(sheet, "<row") || strings.HasPrefix(sheet, "<c") || strings.HasPrefix(sheet, "<a") {
			sheet = data1(sheet)
		}
		g, err := openFirst(t, bare(t, sheet), Limits{})
		if sheet == "" {
			require.NoError(t, err)
			require.Empty(t, g.Rows)
			continue
		}
		assert.Contains(t, trial.Fault(t, err), "workbook-damaged", "%.100s", sheet)
	}
	_, err := openFirst(t, bare(t, `<!DOCTYPE a [<!ENTITY a "aaa">]>`+data1(`<row><c><v>&a;</v></c></row>`)), Limits{})
	require.Contains(t, trial.Fault(t, err), "workbook-doctype")
	missing := trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", bareBook, "xl/_rels/workbook.xml.rels", bareRels)
	_, err = openFirst(t, missing, Limits{})
	require.Contains(t, trial.Fault(t, err), "workbook-damaged")
	for n := range 400 {
		raw := bare(t, data1(`<row><c><v>1</v></c></row>`))
		_, err := openFirst(t, raw[:len(raw)*n/400], Limits{})
		require.Error(t, err)
	}
}

// TestLinksAreNotFollowed: what lies outside of the file is as if it were not
// there.
func TestLinksAreNotFollowed(t *testing.T) {
	rels := strings.Replace(bareRels, `Target="worksheets/sheet1.xml"`, `TargetMode="External" Target="file:///etc/passwd"`, 1)
	_, err := Read("f.xlsx", trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", bareBook, "xl/_rels/workbook.xml.rels", rels), Limits{})
	require.Equal(t, "f.xlsx workbook-no-sheet", trial.Fault(t, err))
	rels = strings.Replace(bareRels, `worksheets/sheet1.xml`, `../../../../etc/passwd`, 1)
	_, err = openFirst(t, trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", bareBook, "xl/_rels/workbook.xml.rels", rels), Limits{})
	require.Contains(t, trial.Fault(t, err), "workbook-damaged")
	rels = strings.Replace(bareRels, `worksheets/sheet1.xml`, `\XL\Worksheets\Sheet1.xml`, 1)
	g, err := openFirst(t, trial.Zip(t, "_rels/.rels", bareRoot, "xl/workbook.xml", bareBook, `xl\_rels\workbook.xml.rels`, rels, `xl\worksheets\sheet1.xml`, data1(`<row><c><v>1</v></c></row>`)), Limits{})
	require.NoError(t, err)
	require.Len(t, g.Rows, 1)
}

func TestSpreadsheetLimits(t *testing.T) {
	row := `<row><c><v>1</v></c><c/><c><v>1</v></c></row>`
	rows := bare(t, data1(strings.Repeat(row, 100)))
	for want, limits := range map[string]Limits{
		"f.xlsx workbook-members":     {Members: 4},
		"f.xlsx workbook-unpacked":    {UnpackedBytes: 4000},
		"f.xlsx[S]:100 sheet-rows":    {Rows: 99},
		"f.xlsx[S]!C1 sheet-columns":  {Columns: 2},
		"f.xlsx[S]!A51 sheet-cells":   {Cells: 100},
		"f.xlsx[S]!C100 sheet-cells ": {Cells: 199},
	} {
		_, err := openFirst(t, rows, limits)
		assert.Equal(t, strings.TrimRight(want, " "), trial.Fault(t, err))
	}
	g, err := openFirst(t, rows, Limits{Members: 5, UnpackedBytes: 10_000, Rows: 100, Columns: 3, Cells: 200})
	require.NoError(t, err)
	require.Len(t, g.Rows, 100)
	texts := bare(t, data1(row), "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", 101)+"</sst>")
	_, err = openFirst(t, texts, Limits{Cells: 100})
	require.Equal(t, "f.xlsx workbook-texts", trial.Fault(t, err))
	path := filepath.Join(t.TempDir(), "f.xlsx")
	require.NoError(t, os.WriteFile(path, rows, 0o600))
	_, err = Open(path, Limits{FileBytes: 100})
	require.Equal(t, "f.xlsx file-too-large", trial.Fault(t, err))
}

// bombs are small files that unpack to a lot.
func bombs(tb testing.TB) map[string][]byte {
	zeros := bare(tb, data1(strings.Repeat(" ", 64<<20)))
	lying := bytes.Clone(zeros) // says that its sheet has 100 bytes
	for i := 0; ; {
		j := bytes.Index(lying[i:], []byte("PK\x01\x02"))
		if j < 0 {
			break
		}
		if size := lying[i+j+24:]; binary.LittleEndian.Uint32(size) > 1<<20 {
			binary.LittleEndian.PutUint32(size, 100)
		}
		i += j + 4
	}
	nested := `<Relationships>` + strings.Repeat(`<Relationship Id="a" Type="x/worksheet"/>`, 1_000_000) + `</Relationships>`
	return map[string][]byte{
		"spaces":      zeros,
		"a lie":       lying,
		"rows":        bare(tb, data1(strings.Repeat(`<row><c><v>1</v></c></row>`, LastRow))),
		"blank rows":  bare(tb, data1(strings.Repeat(`<row/>`, LastRow+1))),
		"columns":     bare(tb, data1(`<row>`+strings.Repeat(`<c><v>1</v></c>`, 100_000)+`</row>`)),
		"texts":       bare(tb, data1(""), "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", 6_000_000)+"</sst>"),
		"relations":   trial.Zip(tb, "_rels/.rels", bareRoot, "xl/workbook.xml", bareBook, "xl/_rels/workbook.xml.rels", nested),
		"merges":      bare(tb, `<worksheet><mergeCells>`+strings.Repeat(`<mergeCell ref="A1:B2"/>`, 4_100_000)+`</mergeCells></worksheet>`),
		"one token":   bare(tb, `<worksheet a="`+strings.Repeat("x", 30<<20)+`"/>`),
		"many sheets": trial.Zip(tb, "_rels/.rels", bareRoot, "xl/workbook.xml", `<workbook xmlns:r="r">`+strings.Repeat(`<sheet name="S" r:id="rId1"/>`, 200_000)+`</workbook>`, "xl/_rels/workbook.xml.rels", bareRels),
	}
}

// TestBombs: each is refused, in little memory.
func TestBombs(t *testing.T) {
	for name, raw := range bombs(t) {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := openFirst(t, raw, Limits{})
		runtime.ReadMemStats(&after)
		var faults *input.Faults
		if !assert.ErrorAs(t, err, &faults, name) {
			continue
		}
		t.Logf("%-12s %8d bytes: %-18s %d MiB allocated", name, len(raw), faults.Notes[0].Code, (after.TotalAlloc-before.TotalAlloc)>>20)
		trial.Sentence(t, faults.Notes[0])
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(1<<30), name)
	}
}

// FuzzSpreadsheet reads any bytes as a workbook, and any XML as its sheet:
// there are rows in order, or one fault with a sentence.
func FuzzSpreadsheet(f *testing.F) {
	f.Add(bare(f, data1(`<row><c><v>1</v></c></row>`)), "")
	f.Add([]byte{}, data1(`<row r="3"><c r="C3" s="1"><f>A1</f><v>0.24</v></c><c r="D3" t="inlineStr"><is><t>x_x000D_</t></is></c></row>`)+`<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)
	f.Add([]byte{}, data1(`<row><c t="e"><v>#REF!</v></c><c s="2"><v>46022</v></c><c t="b"><v>1</v></c><c t="s"><v>0</v></c></row>`))
	f.Add([]byte{}, data1(`<row><c t="inlineStr"><is><t>holder</t></is></c><c t="inlineStr"><is><t>issuer</t></is></c><c t="inlineStr"><is><t>shares</t></is></c></row><row hidden="1"><c><v>1</v></c><c/><c><v>1.125</v></c></row>`))
	f.Add([]byte{}, data1(`<row><c t="inlineStr"><is><t>egide.origin/1</t></is></c></row><row><c t="inlineStr"><is><t>rows</t></is></c></row>`))
	f.Add([]byte("PK\x03\x04"), "<worksheet><cols><col min='1' max='2' hidden='1'/></cols></worksheet>")
	f.Fuzz(func(t *testing.T, raw []byte, sheet string) {
		if len(raw) == 0 {
			raw = bare(t, sheet, "xl/sharedStrings.xml", "<sst><si><t>a</t></si></sst>")
		}
		g, err := openFirst(t, raw, Limits{UnpackedBytes: 4 << 20, Rows: 1000, Cells: 5000})
		if err != nil {
			var faults *input.Faults
			require.True(t, errors.As(err, &faults), "%v", err)
			require.Len(t, faults.Notes, 1)
			trial.Sentence(t, faults.Notes[0])
			return
		}
		last := 0
		for _, row := range g.Rows {
			require.Greater(t, row.Number, last)
			last = row.Number
			column := 0
			for _, cell := range row.Cells {
				require.Greater(t, cell.Column, column)
				column = cell.Column
				require.True(t, cell.Text != "" || cell.Formula)
				require.Equal(t, cell, row.At(cell.Column))
			}
		}
	})
}

// bigSheet is a cap table of n rows.
func bigSheet(tb testing.TB, n int) []byte {
	return trial.Workbook(tb, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		require.NoError(tb, err)
		require.NoError(tb, w.SetRow("A1", []any{"Shareholder", "Class", "Shares", "% capital", "Votes", "Country", "Registration number", "Since"}))
		for i := range n {
			require.NoError(tb, w.SetRow("A"+strconv.Itoa(i+2), []any{fmt.Sprintf("Holder number %d", i), "Ordinary", 1000 + i, 100.0 / float64(i+1), 2 * i, "FR", strconv.Itoa(800_000_000 + i), 40_000 + i%6000}))
		}
		require.NoError(tb, w.Flush())
	})
}

func BenchmarkSpreadsheet5000(b *testing.B) {
	raw := bigSheet(b, 5000)
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		g, err := openFirst(b, raw, Limits{})
		require.NoError(b, err)
		require.Len(b, g.Rows, 5001)
	}
}
