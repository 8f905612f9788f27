package listing

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/cmd/internal/report"
	"egide/data"
	"egide/ownership/intake"
	"egide/ownership/intake/spreadsheet"
	"egide/rules"
)

const dossiers = "../../../../testdata/dossiers"

func reported(t testing.TB, name, lang string) *report.Report {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join(dossiers, name), intake.Options{})
	require.NoError(t, err)
	result, faults, err := rules.Check(d, rules.Options{AsOf: 20261122, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	return report.Make(result, lang)
}

// sheet is a table of a workbook as it is read back.
func sheet(t testing.TB, raw []byte, name string) *spreadsheet.Grid {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.xlsx")
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	book, err := spreadsheet.Open(file, spreadsheet.Limits{})
	require.NoError(t, err)
	for _, s := range book.Sheets {
		if s.Name == name {
			grid, err := s.Read()
			require.NoError(t, err)
			for _, row := range grid.Rows {
				for _, cell := range row.Cells {
					require.False(t, cell.Formula)
				}
			}
			return grid
		}
	}
	t.Fatalf("no sheet %s", name)
	return nil
}

// column is the number of the column with that title.
func column(t testing.TB, g *spreadsheet.Grid, title string) int {
	t.Helper()
	for _, cell := range g.Rows[0].Cells {
		if cell.Text == title {
			return cell.Column
		}
	}
	t.Fatalf("no column %s", title)
	return 0
}

// Every finding, holder, link, note, third party, ground and file of a report is
// a row, in both languages, and the same report gives the same bytes.
func TestWorkbook(t *testing.T) {
	names := map[string][]string{
		"en": {"Findings", "Holders", "Chains", "Assumptions", "Third parties", "Exposures", "To ask for", "Inputs"},
		"fr": {"Constats", "Détenteurs", "Chaînes", "Hypothèses", "Tiers", "Expositions", "À demander", "Fichiers"},
	}
	for _, name := range []string{"clean", "atelier-cloud", "big-60", "t13a", "t17"} {
		for _, lang := range data.Languages {
			r := reported(t, name, lang)
			raw, err := Workbook(r)
			require.NoError(t, err)
			again, err := Workbook(reported(t, name, lang))
			require.NoError(t, err)
			assert.True(t, bytes.Equal(raw, again), "the same bytes")
			want := make([]int, 8)
			want[3] = len(r.Assumptions) + len(r.Warnings) + len(r.Policy.Questions)
			want[6] = len(report.NewTelling(r).Asks())
			want[7] = len(r.Inputs)
			for _, s := range r.Subjects {
				want[0] += len(s.Findings)
				want[1] += len(s.Holders)
				for _, f := range s.Findings {
					for _, c := range f.Chains {
						want[2] += len(c.Links)
					}
				}
				if s.Role == "third_party" {
					want[4]++
				}
				for _, x := range s.Exposures {
					want[5] += max(1, len(x.Grounds))
				}
			}
			for i, sheetName := range names[lang] {
				grid := sheet(t, raw, sheetName)
				assert.Len(t, grid.Rows, want[i]+1, "%s of %s in %s", sheetName, name, lang)
				for _, cell := range grid.Rows[0].Cells {
					assert.NotContains(t, cell.Text, "listing-", "a title lacks its words")
				}
				for _, row := range grid.Rows {
					for _, cell := range row.Cells {
						assert.NotRegexp(t, `^(listing|level|law-role|law-status|basis|access-short|answer|verdict|test-verdict)-`, cell.Text)
					}
				}
			}
		}
	}
}

// Figures are numbers, as they are in the report, and are shown in percent.
func TestFigures(t *testing.T) {
	r := reported(t, "atelier-cloud", "en")
	raw, err := Workbook(r)
	require.NoError(t, err)
	grid := sheet(t, raw, "Findings")
	test, low, high, limit := column(t, grid, "Test, code"), column(t, grid, "Figure, low"), column(t, grid, "Figure, high"), column(t, grid, "Limit")
	seen := 0
	for i, f := range r.Subjects[0].Findings {
		row := grid.Rows[i+1]
		require.Equal(t, f.Test, row.At(test).Text)
		if f.Value == nil {
			assert.Empty(t, row.At(low).Text)
			continue
		}
		seen++
		for at, want := range map[int]float64{low: f.Value.Low, high: f.Value.High, limit: *f.Limit} {
			cell := row.At(at)
			assert.Equal(t, spreadsheet.CellPercent, cell.Kind)
			got, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(cell.Text, "%")), 64)
			require.NoError(t, err, cell.Text)
			assert.InDelta(t, want, got, 1e-12)
		}
	}
	assert.Equal(t, 5, seen)
}

// hostile puts a text in the place of every name.
func hostile(r *report.Report, text string) *report.Report {
	for _, e := range r.Entities {
		e.Name, e.Note = text, text
	}
	for _, s := range r.Subjects {
		s.Name = text
		for _, h := range s.Holders {
			h.Name = text
		}
	}
	for _, s := range r.Supplies {
		s.Service = text
	}
	return r
}

// No name becomes a formula, in a workbook or in CSV.
func TestNoFormulas(t *testing.T) {
	for _, text := range []string{`=HYPERLINK("https://example.org","x")`, "+1", "-1+2", "@SUM(A1)", "\t=1", "\uff1d1", `<script>alert(1)</script>`, "a\x00\u202eb", strings.Repeat("x", 300), "a\"b;c,d\ne"} {
		for _, name := range []string{"atelier-cloud", "t13a"} {
			r := hostile(reported(t, name, "fr"), text)
			raw, err := Workbook(r)
			require.NoError(t, err)
			grid := sheet(t, raw, "Constats")
			assert.Equal(t, report.Clean(text), grid.Rows[1].At(1).Text)
			rows, err := csv.NewReader(bytes.NewReader(CSV(r))).ReadAll()
			require.NoError(t, err)
			for _, row := range rows {
				for _, cell := range row {
					assert.NotRegexp(t, regexp.MustCompile("^[\\s\u00a0]*[=+@|%\uff1d-]"), cell)
				}
			}
		}
	}
}

func TestCSV(t *testing.T) {
	r := reported(t, "t13a", "en")
	rows, err := csv.NewReader(bytes.NewReader(CSV(r))).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, csvColumns, rows[0])
	n := 0
	for _, s := range report.NewTelling(r).Subjects() {
		for _, f := range s.Findings {
			n++
			assert.Equal(t, []string{s.Entity, s.Name, s.Role}, rows[n][:3])
			assert.Equal(t, []string{f.Test, f.Verdict}, []string{rows[n][5], rows[n][7]})
			if f.Value != nil {
				low, err := strconv.ParseFloat(rows[n][10], 64)
				require.NoError(t, err)
				assert.Equal(t, f.Value.Low, low, "with full precision")
			}
		}
	}
	assert.Len(t, rows, n+1)
	assert.Equal(t, CSV(r), CSV(reported(t, "t13a", "en")))
}
