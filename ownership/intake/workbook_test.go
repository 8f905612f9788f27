package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

// bookOf writes a workbook with a sheet for each name, whose rows are texts,
// numbers and whatever else excelize takes.
func bookOf(tb testing.TB, sheets map[string][][]any, more ...func(f *excelize.File)) string {
	tb.Helper()
	raw := trial.Workbook(tb, func(f *excelize.File) {
		names := make([]string, 0, len(sheets))
		for name := range sheets {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			_, err := f.NewSheet(name)
			require.NoError(tb, err)
			for i, row := range sheets[name] {
				require.NoError(tb, f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row))
			}
		}
		require.NoError(tb, f.DeleteSheet("Sheet1"))
		for _, change := range more {
			change(f)
		}
	})
	path := filepath.Join(tb.TempDir(), "dossier.xlsx")
	require.NoError(tb, os.WriteFile(path, raw, 0o600))
	return path
}

// exportOf is the workbook that a dossier is exported to, as bytes and as a
// file.
func exportOf(tb testing.TB, path, lang string) ([]byte, string) {
	tb.Helper()
	var b bytes.Buffer
	require.NoError(tb, WriteWorkbook(&b, path, lang, Options{}))
	file := filepath.Join(tb.TempDir(), "dossier.xlsx")
	require.NoError(tb, os.WriteFile(file, b.Bytes(), 0o600))
	return b.Bytes(), file
}

// edited opens a workbook in a spreadsheet program and saves what was done.
func edited(tb testing.TB, file string, edit func(f *excelize.File)) string {
	tb.Helper()
	f, err := excelize.OpenFile(file)
	require.NoError(tb, err)
	defer f.Close()
	edit(f)
	other := filepath.Join(tb.TempDir(), "dossier.xlsx")
	require.NoError(tb, f.SaveAs(other))
	return other
}

// full writes everything that a dossier says, positions included.
func full(tb testing.TB, path string) string {
	tb.Helper()
	d, err := ReadDossier(path, Options{})
	require.NoError(tb, err, path)
	text, err := json.Marshal(d)
	require.NoError(tb, err)
	return string(text) + fmt.Sprintf("%+v", shares(d))
}

// shares are what JSON does not show of a dossier.
func shares(d *ownership.Dossier) (all []string) {
	for _, h := range d.Holdings {
		all = append(all, fmt.Sprint(written.ShareText(h.Capital), " ", written.ShareText(h.Votes), " ", h.Shares, h.VotesPerShare))
	}
	return all
}

// TestEveryExampleComesBack exports each dossier of the repository, in both
// languages, and reads it back: nothing differs, positions and digests included.
func TestEveryExampleComesBack(t *testing.T) {
	n := 0
	for _, kind := range []string{"dossiers", "published"} {
		root := filepath.Join("..", "..", "testdata", kind)
		require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.Name() != "entities.csv" {
				return err
			}
			dir := filepath.Dir(path)
			lang := data.Languages[n%2]
			n++
			raw, file := exportOf(t, dir, lang)
			want := full(t, dir)
			require.Equal(t, want, full(t, file), dir)
			again, _ := exportOf(t, dir, lang)
			require.True(t, bytes.Equal(raw, again), "%s: other bytes the second time", dir)
			second, _ := exportOf(t, file, lang)
			require.True(t, bytes.Equal(raw, second), "%s: other bytes from the workbook", dir)
			saved := edited(t, file, func(*excelize.File) {})
			require.Equal(t, want, full(t, saved), "%s, saved by another program", dir)
			return nil
		}))
	}
	require.Greater(t, n, 30)
}

// awkward are files of a dossier in every dialect and with every oddity that is
// no fault.
func awkward(tb testing.TB) string {
	dir := trial.Folder(tb, map[string]string{
		"Entities.CSV": "\ufeff# a comment\r\nNom ;ID;;Couleur;;\r\n\"Prestataire\r\nSAS\";p;odd;bleu;;\r\n# gone;x\r\n;;;;\r\n" +
			"\"=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\";us;;\r\n\"  @SUM \x01_x0041_\t\";q;;  ;;\r\nA\u00a0B;#4\r\n" + strings.Repeat("é", 40) + ";z;",
		"shareholdings.csv": "holder\tissuer\tcapital\tnote\nus\tp\t24,5 %\t-1+1\nq\tp\t25-50\t+33 1 23\n#4\tp\t\t007\n",
		"sites.csv":         "operator,site\np,\"two\nlines\"\n",
		"rights.csv":        "holder,company,right\n",
		"entity.csv":        "x",
		"notes.csv":         "y",
	})
	latin := latin("client;supplier;service\np;us;h\u00e9bergement\n")
	require.NoError(tb, os.WriteFile(filepath.Join(dir, "subcontracts.csv"), latin, 0o600))
	return dir
}

func TestAwkwardDossierComesBack(t *testing.T) {
	dir := awkward(t)
	want := full(t, dir)
	require.Contains(t, want, "encoding-guessed")
	require.Contains(t, want, "unknown-file")
	require.Contains(t, want, "short-rows")
	require.Contains(t, want, "unnamed-column")
	_, file := exportOf(t, dir, "fr")
	require.Equal(t, want, full(t, file))
	require.Equal(t, want, full(t, edited(t, file, func(f *excelize.File) {
		require.NoError(t, f.SetColWidth("entities", "A", "F", 3))
		require.NoError(t, f.InsertRows("entities", 3, 2))
		require.NoError(t, f.SetCellStr("sites", "A5", "# a remark"))
	})), "neither widths nor blank rows nor remarks are edits")
	for name, edit := range map[string]func(f *excelize.File) error{
		"a cell":    func(f *excelize.File) error { return f.SetCellStr("entities", "A2", "Autre") },
		"a column":  func(f *excelize.File) error { return f.SetCellStr("entities", "A1", "Name") },
		"a row":     func(f *excelize.File) error { return f.SetSheetRow("sites", "A3", &[]string{"p", "x"}) },
		"no row":    func(f *excelize.File) error { return f.RemoveRow("shareholdings", 2) },
		"an order":  func(f *excelize.File) error { return f.DuplicateRowTo("shareholdings", 2, 4) },
		"new table": func(f *excelize.File) error { return f.SetSheetRow("diligence", "A2", &[]string{"1"}) },
		"a formula": func(f *excelize.File) error {
			return f.SetCellFormula("notes", "A1", "1")
		},
		"no sheet":  func(f *excelize.File) error { return f.DeleteSheet("rights") },
		"no origin": func(f *excelize.File) error { return f.DeleteSheet("_egide") },
		"other":     func(f *excelize.File) error { return f.SetCellStr("_egide", "A1", "egide.origin/2") },
	} {
		after := edited(t, file, func(f *excelize.File) {
			if name == "a formula" {
				_, err := f.NewSheet("notes")
				require.NoError(t, err)
			}
			require.NoError(t, edit(f), name)
		})
		d, err := ReadDossier(after, Options{})
		require.NoError(t, err, name)
		if name == "a formula" {
			require.Len(t, d.Inputs, 5, "a sheet that is no table is no edit")
			continue
		}
		require.Len(t, d.Inputs, 1, name)
		require.Equal(t, "dossier.xlsx", d.Inputs[0].File, name)
		rows := len(d.Entities) + len(d.Holdings) + len(d.Sites) + len(d.Rights) + len(d.Supplies) + len(d.Diligence)
		require.Equal(t, rows, d.Inputs[0].Rows, name)
		require.Equal(t, "dossier.xlsx[entities]:2", d.Entities[0].At.String(), name)
	}
	after := edited(t, file, func(f *excelize.File) { require.NoError(t, f.SetCellFormula("sites", "B2", `"two"`)) })
	_, err := ReadDossier(after, Options{})
	require.ErrorContains(t, err, "dossier.xlsx[sites]!B2: formula-no-value")
}

// TestAnyTableComesBack: whatever the texts are, an export gives the same rows
// with the same positions.
func TestAnyTableComesBack(t *testing.T) {
	cell := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=+@ \-#a-z_x0-9A-F\x00-\x20\r\n\x{E000}\x{FFFE}\x{10FFFF}]{0,12}`), rapid.Just(""))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(t, "width")
		s := schemas[rapid.IntRange(0, len(schemas)-1).Draw(t, "table")]
		table := &input.Table{Name: s.table, At: ownership.Position{File: "f.csv"}, Header: input.Row{Line: rapid.IntRange(1, 9).Draw(t, "header")}}
		table.Header.Cells = append(slices.Clone(s.needed), make([]string, width)...)
		line := table.Header.Line
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			line += rapid.IntRange(1, 3).Draw(t, "gap")
			row := input.Row{Line: line, Cells: rapid.SliceOfN(cell, 1, len(table.Header.Cells)).Draw(t, "row")}
			row.Cells[0] = "x" + row.Cells[0]
			if rapid.Bool().Draw(t, "lines") {
				for i := range row.Cells {
					row.Lines = append(row.Lines, line+i)
				}
				line += len(row.Cells)
			}
			table.Rows = append(table.Rows, row)
		}
		b, err := newWorkbook("en")
		require.NoError(t, err)
		defer b.Close()
		known := origin{tables: map[string]*tableOrigin{}, inputs: []ownership.Input{{File: "f.csv", SHA256: strings.Repeat("0", 64)}}}
		for _, other := range schemas {
			l := layOut(other, nil)
			if other.table == s.table {
				l = layOut(s, table)
			}
			known.tables[other.table] = l.origin()
			b.add(l)
		}
		var raw bytes.Buffer
		require.NoError(t, b.write(&raw, &known))
		book, err := spreadsheet.Read("f.xlsx", raw.Bytes(), spreadsheet.Limits{})
		require.NoError(t, err)
		r := newReading()
		sheets, hidden := r.tablesOf(book)
		o := readOrigin(hidden)
		require.True(t, o.valid)
		grid, err := sheets[s.table].Read()
		require.NoError(t, err)
		found := r.tableOf(grid, s)
		require.Empty(t, r.Found())
		require.True(t, o.tables[s.table].describes(found))
		back := o.tables[s.table].restore(found.Table)
		if table.Rows == nil {
			back.Rows = nil
		}
		require.Equal(t, table, back)
	})
}

func TestWorkbookByHand(t *testing.T) {
	path := bookOf(t, map[string][][]any{
		"Entités": {{"Groupe Atelier"}, {"# remplir ci-dessous"}, {"Identifiant", "Nom", "Type", "Rôle", "Siège"},
			{"p", "Prestataire", "société", "prestataire", "France"}, nil, {812345678, "US Corp", nil, nil, "Delaware"}, {"# fin"}},
		"PARTICIPATIONS": {{"Détenteur", "Émetteur", "Capital", "Votes", "Depuis", "Source"}, {812345678, "p", 0.24, 24.5, 46022, "registre"}},
	}, func(f *excelize.File) {
		percent, err := f.NewStyle(&excelize.Style{NumFmt: 9})
		require.NoError(t, err)
		day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("PARTICIPATIONS", "C2", "C2", percent))
		require.NoError(t, f.SetCellStyle("PARTICIPATIONS", "E2", "E2", day))
		require.NoError(t, f.MergeCell("Entités", "A1", "E1"))
	})
	d, err := ReadDossier(path, Options{})
	require.NoError(t, err)
	require.Len(t, d.Entities, 2)
	require.Equal(t, "812345678", d.Entities[1].ID)
	require.Equal(t, ownership.Place{Country: "US", Subdivision: "US-DE"}, d.Entities[1].RegisteredOffice)
	h := d.Holdings[0]
	require.Equal(t, "6/25 49/200", h.Capital.Lo().RatString()+" "+h.Votes.Lo().RatString())
	require.Equal(t, ownership.Date(20251231), h.From)
	require.Equal(t, "dossier.xlsx[PARTICIPATIONS]:2", h.At.String())
	at := h.At
	at.Column = h.CapitalColumn
	require.Equal(t, "dossier.xlsx[PARTICIPATIONS]!C2", at.String())
	require.Equal(t, 3, d.Inputs[0].Rows)
	require.Len(t, d.Notes, 1)
	require.Equal(t, "rows-above-header", d.Notes[0].Code)
	require.Equal(t, "dossier.xlsx[Entités]:1", d.Notes[0].At.String())
}

// notesOf is everything that reading a workbook has to say.
func notesOf(t *testing.T, path string) []string {
	t.Helper()
	lines, notes := readNotes(t, path)
	for _, note := range notes {
		trial.Sentence(t, note)
	}
	return lines
}

func TestWorkbookFaults(t *testing.T) {
	entities := [][]any{{"id", "name"}, {"p", "P"}, {"us", "US"}}
	for name, test := range map[string]struct {
		sheets map[string][][]any
		change func(f *excelize.File) error
		want   []string
	}{
		"cells": {
			sheets: map[string][][]any{"entities": entities, "shareholdings": {{"holder", "issuer", "capital"}, {"us", "p", "33,3.3"}, {"x", "p", 120}}},
			want: []string{"fault dossier.xlsx[shareholdings]!C2 share-two-marks", "fault dossier.xlsx[shareholdings]!A3 unknown-id",
				"fault dossier.xlsx[shareholdings]!C3 share-over-100"},
		},
		"no sheets": {
			sheets: map[string][][]any{"Feuil1": {{"x"}}},
			want:   []string{"fault dossier.xlsx sheet-missing", "fault dossier.xlsx sheet-missing"},
		},
		"two sheets": {
			sheets: map[string][][]any{"entities": entities, "entités": entities, "shareholdings": {{"holder", "issuer"}}},
			want:   []string{"fault dossier.xlsx[entités] sheet-twice"},
		},
		"blank sheets": {
			sheets: map[string][][]any{"entities": {}, "shareholdings": {}, "rights": {}},
			want:   []string{"fault dossier.xlsx[entities] empty-file", "fault dossier.xlsx[shareholdings] empty-file"},
		},
		"only a header": {
			sheets: map[string][][]any{"entities": {{"id"}}, "shareholdings": {{"holder", "issuer"}}, "sites": {{"operator"}}},
			want:   []string{"fault dossier.xlsx[entities] no-entity"},
		},
		"no column": {
			sheets: map[string][][]any{"entities": {nil, {"name", "country"}, {"p", "FR"}}, "shareholdings": {{"holder", "issuer"}}},
			want:   []string{"fault dossier.xlsx[entities]:2 missing-column"},
		},
		"formulas": {
			sheets: map[string][][]any{"entities": entities, "shareholdings": {{"holder", "issuer", "capital", "own"}, {"us", "p"}}},
			change: func(f *excelize.File) error {
				_ = f.SetCellFormula("shareholdings", "D2", "1/3")
				return f.SetCellFormula("shareholdings", "C2", "1+1")
			},
			want: []string{"fault dossier.xlsx[shareholdings]!C2 formula-no-value"},
		},
		"merged": {
			sheets: map[string][][]any{"entities": entities, "shareholdings": {{"title"}, {"holder", "issuer", "capital"}, {"us", "p", "1"}, {nil, "us", "2"}}},
			change: func(f *excelize.File) error {
				_ = f.MergeCell("shareholdings", "A1", "C1")
				return f.MergeCell("shareholdings", "A3", "A4")
			},
			want: []string{"fault dossier.xlsx[shareholdings]!A3 cells-merged", "fault dossier.xlsx[shareholdings]!A4 blank-cell"},
		},
		"hidden": {
			sheets: map[string][][]any{"entities": entities, "shareholdings": {{"holder", "issuer", "capital"}, {"us", "p", 10}}, "sits": {{"x"}}},
			change: func(f *excelize.File) error {
				_ = f.SetSheetVisible("shareholdings", false)
				_ = f.SetRowVisible("entities", 3, false)
				return f.SetColVisible("shareholdings", "C", false)
			},
			want: []string{"warning dossier.xlsx[entities]:3 rows-hidden", "warning dossier.xlsx[shareholdings] sheet-hidden",
				"warning dossier.xlsx[shareholdings]:1 columns-hidden", "warning dossier.xlsx[sits] unknown-sheet-near"},
		},
		"right of the table": {
			sheets: map[string][][]any{"entities": {{"id", "name"}, {"p", "P", "stray"}}, "shareholdings": {{"holder", "issuer", "capital"}}},
			want:   []string{"warning dossier.xlsx[entities]!C2 unnamed-column"},
		},
		"counts": {
			sheets: map[string][][]any{"entities": entities, "shareholdings": {{"holder", "issuer", "shares"}, {"us", "p", 1234567}, {"us", "p", 1.234}, {"us", "p", "1,234"}}},
			want:   []string{"fault dossier.xlsx[shareholdings]!C4 number-ambiguous"},
		},
		"long": {
			sheets: map[string][][]any{"entities": {{"id", "name"}, {"p"}}, "shareholdings": {{"holder", "issuer", "capital"}}},
			change: func(f *excelize.File) error {
				return f.SetCellRichText("entities", "B2", []excelize.RichTextRun{{Text: strings.Repeat("é", 20_000)}, {Text: strings.Repeat("a", 12_767)}})
			},
		},
	} {
		path := bookOf(t, test.sheets, func(f *excelize.File) {
			if test.change != nil {
				require.NoError(t, test.change(f))
			}
		})
		assert.Equal(t, test.want, notesOf(t, path), name)
	}
}

// TestComputedCells: a formula's saved value counts, and an error never does.
func TestComputedCells(t *testing.T) {
	book := func(cell string) string {
		sheet := func(text string) string {
			var row strings.Builder
			for _, line := range strings.Split(text, "\n") {
				row.WriteString("<row>")
				for _, cell := range strings.Split(line, ",") {
					if strings.HasPrefix(cell, "<") {
						row.WriteString(cell)
					} else {
						row.WriteString(`<c t="inlineStr"><is><t>` + cell + `</t></is></c>`)
					}
				}
				row.WriteString("</row>")
			}
			return sheetOf(row.String())
		}
		raw := trial.Zip(t, "_rels/.rels", rootRelations,
			"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="entities" r:id="a"/><sheet name="shareholdings" r:id="b"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="x/worksheet" Target="a.xml"/><Relationship Id="b" Type="x/worksheet" Target="b.xml"/></Relationships>`,
			"xl/a.xml", sheet("id\np\nus"), "xl/b.xml", sheet("holder,issuer,capital\nus,p,"+cell))
		path := filepath.Join(t.TempDir(), "dossier.xlsx")
		require.NoError(t, os.WriteFile(path, raw, 0o600))
		return path
	}
	computed := book(`<c><f>B1*2</f><v>24.5</v></c>`)
	require.Equal(t, []string{"warning dossier.xlsx[shareholdings]!C2 formulas-read"}, notesOf(t, computed))
	d, err := ReadDossier(computed, Options{})
	require.NoError(t, err)
	require.Equal(t, "49/200", d.Holdings[0].Capital.Lo().RatString())
	require.Equal(t, []string{"fault dossier.xlsx[shareholdings]!C2 cell-error", "fault dossier.xlsx[shareholdings]!C2 share-not-a-number"},
		notesOf(t, book(`<c t="e"><v>#REF!</v></c>`)))
	require.Equal(t, []string{"fault dossier.xlsx[shareholdings]!C2 cell-too-long"},
		notesOf(t, book(`<c t="inlineStr"><is><t>`+strings.Repeat("1", 32_768)+`</t></is></c>`)))
}

// TestForgedOrigins: whatever the hidden sheet says, reading ends with a dossier
// or faults, and an origin that does not fit counts for nothing.
func TestForgedOrigins(t *testing.T) {
	_, file := exportOf(t, awkward(t), "en")
	for cell, texts := range map[string][]string{
		"A2": {"", "inputs", "rows", "cell", "note"},
		"B2": {"", "other.csv"},
		"C2": {"", "00", "zz"},
	} {
		for _, text := range texts {
			d, err := ReadDossier(edited(t, file, func(f *excelize.File) { require.NoError(t, f.SetCellStr("_egide", cell, text)) }), Options{})
			require.NoError(t, err)
			require.Equal(t, "dossier.xlsx", d.Inputs[0].File, "%s %q", cell, text)
		}
	}
	for _, record := range [][]string{
		{"rows", "entities", "1", "250000", "1024"}, {"rows", "entities", "1", "999999999", "1"}, {"rows", "entities", "-1", "1", "1"},
		{"row", "entities", "1", "2", "1 x"}, {"row", "entities", "1", "2", "1"}, {"rows", "nothing", "1", "1", "1"}, {"table", "entities", "x"},
		{"cell", "entities", "9999", "0", `"x"`}, {"cell", "entities", "0", "9999", `"x"`}, {"cell", "entities", "0", "0", `x`},
		{"note", "duplicate-id", "f", "", "1", "1", "{}"}, {"note", "rows-hidden", "f", "", "1", "1", "["}, {"note", "rows-hidden", "f", "", "x", "1", "{}"},
		{"input", "f", strings.Repeat("g", 64)}, {"more"},
	} {
		forged := edited(t, file, func(f *excelize.File) {
			rows, err := f.GetRows("_egide")
			require.NoError(t, err)
			require.NoError(t, f.SetSheetRow("_egide", fmt.Sprintf("A%d", len(rows)+1), &record))
		})
		d, err := ReadDossier(forged, Options{})
		require.NoError(t, err)
		require.Equal(t, "dossier.xlsx", d.Inputs[0].File, record)
	}
}

// TestNothingBecomesAFormula looks at an export as a spreadsheet program does.
func TestNothingBecomesAFormula(t *testing.T) {
	raw, file := exportOf(t, awkward(t), "en")
	f, err := excelize.OpenFile(file)
	require.NoError(t, err)
	defer f.Close()
	quoted := 0
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		require.NoError(t, err)
		for i, row := range rows {
			for j, text := range row {
				if text == "" {
					continue
				}
				cell, err := excelize.CoordinatesToCellName(j+1, i+1)
				require.NoError(t, err)
				formula, err := f.GetCellFormula(sheet, cell)
				require.NoError(t, err)
				require.Empty(t, formula)
				kind, err := f.GetCellType(sheet, cell)
				require.NoError(t, err)
				require.Contains(t, []excelize.CellType{excelize.CellTypeInlineString, excelize.CellTypeSharedString}, kind, "%s!%s", sheet, cell)
				id, err := f.GetCellStyle(sheet, cell)
				require.NoError(t, err)
				style, err := f.GetStyle(id)
				require.NoError(t, err)
				require.Equal(t, 49, style.NumFmt, "%s!%s", sheet, cell)
				if spreadsheet.Inert(text) != text {
					quoted++
					require.True(t, *f.Styles.CellXfs.Xf[id].QuotePrefix, "%s!%s %s", sheet, cell, text)
				}
			}
		}
	}
	require.Equal(t, 4, quoted)
	require.NotContains(t, string(raw), "20"+"26-")
	for text, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+33 1": "'+33 1", "-1": "'-1", "@x": "'@x", " =x": "' =x", "\t=x": "'\t=x", "\rx": "'\rx", "\uFF1Dx": "'\uFF1Dx", "a=b": "a=b",
	} {
		require.Equal(t, want, spreadsheet.Inert(text))
	}
}

func TestListsAndNotes(t *testing.T) {
	for _, lang := range data.Languages {
		for _, s := range schemas {
			for _, column := range s.columns {
				key := s.table + "." + column
				note := noteOf(lang, s.table, column)
				assert.NotContains(t, note, "workbook-note", "%s has no note", key)
				needed := slices.Contains(s.needed, column)
				assert.Equal(t, needed, strings.HasPrefix(note, map[string]string{"en": "Needed.", "fr": "Obligatoire."}[lang]), "%s %s", key, note)
				name := listedColumns[key]
				words := listOf(lang, s.table, column)
				assert.Equal(t, name != "", words != nil, key)
				assert.Less(t, len(strings.Join(words, ",")), 255, "%s: a list has 255 characters at most", key)
				for i, text := range words {
					got, fault := written.Choice(name, text)
					assert.Nil(t, fault, "%s %s", key, text)
					assert.Equal(t, written.Choices(name)[i], got, key)
					assert.NotContains(t, text, ",", "a comma ends a word of a list")
				}
			}
		}
	}
	for key := range listedColumns {
		table, column, _ := strings.Cut(key, ".")
		i := slices.IndexFunc(schemas, func(s schema) bool { return s.table == table })
		require.GreaterOrEqual(t, i, 0, key)
		require.Contains(t, schemas[i].columns, column)
	}
	_, file := exportOf(t, awkward(t), "fr")
	f, err := excelize.OpenFile(file)
	require.NoError(t, err)
	defer f.Close()
	lists, err := f.GetDataValidations("entities")
	require.NoError(t, err)
	require.Len(t, lists, 4)
	require.Contains(t, lists[0].Formula1, "société")
	lists, err = f.GetDataValidations("shareholdings")
	require.NoError(t, err)
	require.Equal(t, "entities!$B$2:$B$5000", lists[0].Formula1)
	notes, err := f.GetComments("shareholdings")
	require.NoError(t, err)
	require.Len(t, notes, 15)
	panes, err := f.GetPanes("sites")
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	visible, err := f.GetSheetVisible("_egide")
	require.NoError(t, err)
	require.False(t, visible)
}

func TestInitWorkbook(t *testing.T) {
	for _, lang := range data.Languages {
		dir := t.TempDir()
		file := filepath.Join(dir, "new", "dossier.xlsx")
		require.NoError(t, InitWorkbook(file, lang))
		require.Equal(t, []string{"fault dossier.xlsx[entities] no-entity"}, notesOf(t, file))
		before, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, "dossier.xlsx file-exists", trial.Fault(t, InitWorkbook(file, lang)))
		after, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, before, after)
		require.Equal(t, "dossier.xlsx file-unwritable", trial.Fault(t, InitWorkbook(filepath.Join(file, "dossier.xlsx"), lang)))

		f, err := excelize.OpenFile(file)
		require.NoError(t, err)
		defer f.Close()
		require.Equal(t, []string{data.Words(lang).Sentence("workbook-guide.sheet", nil), "entities", "shareholdings", "rights", "subcontracts", "sites", "attestations", "diligence"}, f.GetSheetList())
		// the example of the first sheet, typed in, is a dossier
		guide, err := f.GetRows(f.GetSheetName(0))
		require.NoError(t, err)
		for i, row := range guide {
			if len(row) != 1 || row[0] != "entities" && row[0] != "shareholdings" {
				continue
			}
			columns, err := f.GetRows(row[0])
			require.NoError(t, err)
			for line := 2; i+line < len(guide) && len(guide[i+line]) > 1; line++ {
				for j, text := range guide[i+line] {
					column := slices.Index(columns[0], guide[i+1][j])
					require.GreaterOrEqual(t, column, 0)
					cell, err := excelize.CoordinatesToCellName(column+1, line)
					require.NoError(t, err)
					require.NoError(t, f.SetCellStr(row[0], cell, text))
				}
			}
		}
		filled := filepath.Join(dir, "filled.xlsx")
		require.NoError(t, f.SaveAs(filled))
		d, err := ReadDossier(filled, Options{})
		require.NoError(t, err)
		require.Empty(t, d.Notes)
		require.Len(t, d.Entities, 3)
		require.Len(t, d.Holdings, 2)
		require.Equal(t, "51/250", d.Holdings[0].Capital.Lo().RatString())
	}
}

func TestExportOfWhatCannotBeRead(t *testing.T) {
	var out bytes.Buffer
	require.ErrorContains(t, WriteWorkbook(&out, t.TempDir(), "en", Options{}), "file-missing")
	wide := trial.Folder(t, map[string]string{"entities.csv": "id" + strings.Repeat(",x", 1100) + "\np\n", "shareholdings.csv": "holder,issuer\n"})
	require.Equal(t, "entities.csv sheet-columns", trial.Fault(t, WriteWorkbook(&out, wide, "en", Options{})))
	require.Zero(t, out.Len())
}

func TestSheetNamesMeanOneTable(t *testing.T) {
	require.Greater(t, len(sheetNames()), 25)
	for name, table := range sheetNames() {
		require.True(t, isTable(table) || table == guideSheet, "%s %s", name, table)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(workbookSheetsCSV) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), ",")
		require.False(t, seen[written.Fold(name)], name)
		seen[written.Fold(name)] = true
	}
	for _, lang := range data.Languages {
		require.Equal(t, guideSheet, sheetNames()[written.Fold(data.Words(lang).Sentence("workbook-guide.sheet", nil))])
	}
}

func BenchmarkWriteWorkbook5000(b *testing.B) {
	dir := manyHolders(b, 5000)
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		require.NoError(b, WriteWorkbook(&out, dir, "en", Options{}))
	}
}

func BenchmarkReadWorkbook5000(b *testing.B) {
	_, file := exportOf(b, manyHolders(b, 5000), "en")
	benchmarkRead(b, file, 5000)
}

// TestDossiersOfLibreOffice reads a dossier that that program saved, and refuses its
// other formats.
func TestDossiersOfLibreOffice(t *testing.T) {
	dir := filepath.Join("..", "..", "testdata", "workbooks")
	d, err := ReadDossier(filepath.Join(dir, "by-hand.xlsx"), Options{})
	require.NoError(t, err)
	require.Equal(t, "=Larkspur Ventures Inc.", d.Entities[1].Name)
	require.Equal(t, "29/100 59/100", d.Holdings[0].Capital.Lo().RatString()+" "+d.Holdings[0].Votes.Lo().RatString())
	var codes []string
	for _, note := range d.Notes {
		codes = append(codes, note.At.String()+" "+note.Code)
	}
	require.Equal(t, []string{"by-hand.xlsx[Entités]:1 rows-above-header", "by-hand.xlsx[Entités]:5 rows-hidden", "by-hand.xlsx[Participations]!D2 formulas-read"}, codes)
	for file, want := range map[string]string{"old.xls": "workbook-xls", "open-document.ods": "workbook-ods"} {
		_, err = ReadDossier(filepath.Join(dir, file), Options{})
		require.Equal(t, file+" "+want, trial.Fault(t, err))
	}
}

const rootRelations = `<Relationships><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`

// sheetOf is a sheet of rows, as XML.
func sheetOf(rows string) string {
	return `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

// FuzzSheet reads any XML as the sheet of each table: there is a dossier or there
// are faults, each with a sentence and a position in the file.
func FuzzSheet(f *testing.F) {
	f.Add(sheetOf(`<row r="3"><c r="C3" s="1"><f>A1</f><v>0.24</v></c><c r="D3" t="inlineStr"><is><t>x_x000D_</t></is></c></row>`) + `<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`)
	f.Add(sheetOf(`<row><c t="inlineStr"><is><t>holder</t></is></c><c t="inlineStr"><is><t>issuer</t></is></c><c t="inlineStr"><is><t>shares</t></is></c></row><row hidden="1"><c><v>1</v></c><c/><c><v>1.125</v></c></row>`))
	f.Add(sheetOf(`<row><c t="inlineStr"><is><t>egide.origin/1</t></is></c></row><row><c t="inlineStr"><is><t>rows</t></is></c></row>`))
	f.Fuzz(func(t *testing.T, sheet string) {
		raw := trial.Zip(t, "_rels/.rels", rootRelations,
			"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="a" Type="x/worksheet" Target="a.xml"/></Relationships>`, "xl/a.xml", sheet)
		book, err := spreadsheet.Read("f.xlsx", raw, spreadsheet.Limits{UnpackedBytes: 4 << 20, Rows: 1000, Cells: 5000})
		require.NoError(t, err)
		g, err := book.Sheets[0].Read()
		if err != nil {
			trial.Fault(t, err)
			return
		}
		for _, s := range schemas {
			r := newReading()
			found := r.tableOf(g, s)
			if found.Header.Cells != nil {
				r.dossier([]*input.Table{found.Table})
			}
			for _, note := range append(r.Found(), r.Warned()...) {
				require.Equal(t, "f.xlsx", note.At.File)
				trial.Sentence(t, note)
			}
		}
		if o := readOrigin(g.Sheet); o.valid {
			for _, table := range o.tables {
				require.LessOrEqual(t, table.size, spreadsheet.DefaultLimits.Cells)
			}
		}
	})
}
