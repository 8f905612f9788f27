package spreadsheet

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func listed(t require.TestingT, listings ...Listing) []byte {
	var b bytes.Buffer
	require.NoError(t, WriteListings(&b, listings))
	return b.Bytes()
}

// Numbers are numbers that show in percent, texts are texts, titles are frozen
// and have filters, and the same listings give the same bytes.
func TestWriteListings(t *testing.T) {
	first := Listing{Name: "Holders", Titles: []string{"Name", "Capital", "Points", "Rows"}, Rows: [][]ListingCell{
		{TextCell("=HYPERLINK(\"https://example.org\")"), PercentCell(29.4, 1), PointsCell(4.9), CountCell(12)},
		{TextCell("-1"), PercentCell(24.0000001, 7), {}, CountCell(0)},
		{TextCell(strings.Repeat("Société des Participations ", 9))},
	}}
	second := Listing{Name: "À demander", Titles: []string{"Quoi"}}
	raw := listed(t, first, second)
	assert.True(t, bytes.Equal(raw, listed(t, first, second)), "the same bytes")

	f, err := excelize.OpenReader(bytes.NewReader(raw))
	require.NoError(t, err)
	defer f.Close()
	assert.Equal(t, []string{"Holders", "À demander"}, f.GetSheetList())
	cell := func(name string, options ...excelize.Options) string {
		value, err := f.GetCellValue("Holders", name, options...)
		require.NoError(t, err)
		return value
	}
	assert.Equal(t, "=HYPERLINK(\"https://example.org\")", cell("A2"))
	assert.Equal(t, "-1", cell("A3"))
	assert.Equal(t, "0.294", cell("B2", excelize.Options{RawCellValue: true}))
	assert.Equal(t, "29.40%", cell("B2"))
	assert.Equal(t, "24.0000001%", cell("B3"))
	assert.Equal(t, "4.90", cell("C2"))
	assert.Equal(t, "", cell("C3"))
	assert.Equal(t, "12", cell("D2"))
	kind, err := f.GetCellType("Holders", "B2")
	require.NoError(t, err)
	assert.NotEqual(t, excelize.CellTypeInlineString, kind)
	for _, name := range []string{"A2", "B2", "A3"} {
		formula, err := f.GetCellFormula("Holders", name)
		require.NoError(t, err)
		assert.Empty(t, formula)
	}
	panes, err := f.GetPanes("Holders")
	require.NoError(t, err)
	assert.True(t, panes.Freeze)
	assert.Equal(t, 1, panes.YSplit)
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Scope+" "+n.Name] = n.RefersTo
	}
	assert.Equal(t, "'Holders'!$A$1:$D$4", names["Holders _xlnm._FilterDatabase"])
	assert.Equal(t, "'À demander'!$1:$1", names["À demander _xlnm.Print_Titles"])
	high, err := f.GetRowHeight("Holders", 4)
	require.NoError(t, err)
	assert.Greater(t, high, 40.0, "a long text is seen whole")
}

// Whatever the texts are, the workbook opens, has them, and no formula.
func TestListingsOfAnyText(t *testing.T) {
	file := filepath.Join(t.TempDir(), "l.xlsx")
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"=1+1", "+1", "@x", "\t=1", "\uFF1D1", "<c><f>1</f></c>", "a\x00b\ufffe", strings.Repeat("é", 40000)})).Draw(t, "text")
		raw := listed(t, Listing{Name: "S", Titles: []string{text}, Rows: [][]ListingCell{{TextCell(text), CountCell(1)}}})
		require.NoError(t, os.WriteFile(file, raw, 0o600))
		book, err := Open(file, Limits{})
		require.NoError(t, err)
		for _, part := range sheetParts(t, raw) {
			if strings.Contains(part, "<f>") || strings.Contains(part, "<f ") {
				t.Fatalf("%q became a formula", text)
			}
		}
		if len(book.Sheets) != 1 {
			t.Fatalf("%d sheets", len(book.Sheets))
		}
	})
}

// sheetParts are the sheets of a workbook as XML.
func sheetParts(t require.TestingT, raw []byte) []string {
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	require.NoError(t, err)
	var parts []string
	for _, f := range archive.File {
		if strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
			r, err := f.Open()
			require.NoError(t, err)
			text, err := io.ReadAll(r)
			require.NoError(t, err)
			parts = append(parts, string(text))
		}
	}
	return parts
}
