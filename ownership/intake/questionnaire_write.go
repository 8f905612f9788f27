package intake

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"egide/data"
	"egide/ownership/intake/spreadsheet"
)

// questionnaireColumns are the columns of a questionnaire with their widths in
// characters. Those of the second half are the landlord's to fill in.
var questionnaireColumns = []struct {
	name   string
	width  float64
	filled bool
}{
	{"about", 4, false}, {"item", 20, false}, {"question", 40, false}, {"why", 34, false}, {"shows", 30, false}, {"serves", 9, false},
	{"answer", 10, true}, {"evidence", 26, true}, {"evidence_date", 11, true}, {"valid_until", 11, true}, {"site", 13, true}, {"note", 20, true},
}

// writeQuestionnaire writes the questionnaire for a colocation landlord as a
// workbook in the language, "en" or "fr": a sheet that says what to do, and one
// of the questions with a list of the words that answer each. A dossier folder
// in which it lies, filled in, is read with its answers. The same bytes come out
// each time.
func writeQuestionnaire(w io.Writer, lang string) error {
	b, err := newWorkbook(lang)
	if err != nil {
		return err
	}
	defer b.Close()
	words := data.Words(lang)
	say := func(code string, values map[string]string) string { return words.Sentence(code, values) }
	sheet := say("questionnaire-sheet", nil)
	b.questionnaireGuide(sheet)
	b.AddSheet(sheet)
	b.OnPaper(sheet)
	edge := 0.3 // inches, for the columns are many
	b.Keep(b.File.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{Left: &edge, Right: &edge, Top: &edge, Bottom: &edge, Header: &edge, Footer: &edge}))

	look := func(fill string, font *excelize.Font, locked bool) int {
		border := []excelize.Border{}
		for _, side := range []string{"left", "top", "right", "bottom"} {
			border = append(border, excelize.Border{Type: side, Color: "BFC7D1", Style: 1})
		}
		s := &excelize.Style{NumFmt: 49, Font: font, Border: border, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}, Protection: &excelize.Protection{Locked: locked}}
		if fill != "" {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
		}
		return b.Style(s)
	}
	font := func(bold bool, color string) *excelize.Font {
		return &excelize.Font{Bold: bold, Color: color, Family: "Calibri", Size: 10}
	}
	header, headerFilled := look("1F3864", font(true, "FFFFFF"), true), look("8A5A00", font(true, "FFFFFF"), true)
	asked, faint, mono := look("", font(false, "1B2430"), true), look("", font(false, "4A5563"), true), look("", font(true, "1F3864"), true)
	fill := look("FFF6DD", font(false, "1B2430"), false)
	const groupFill = "DCE4EF"
	group := look(groupFill, font(true, "1F3864"), true)

	last := spreadsheet.ColumnName(len(questionnaireColumns))
	for i, c := range questionnaireColumns {
		name := spreadsheet.ColumnName(i + 1)
		b.Keep(b.File.SetColWidth(sheet, name, name, c.width))
		b.Keep(b.File.SetCellStr(sheet, name+"1", say("questionnaire-column."+c.name, nil)))
		style := header
		if c.filled {
			style = headerFilled
			b.Note(sheet, name+"1", noteOf(lang, "diligence", c.name))
		}
		b.Keep(b.File.SetCellStyle(sheet, name+"1", name+"1", style))
	}
	b.Keep(b.File.SetRowHeight(sheet, 1, 30))
	row, point := 1, 0
	for _, q := range data.Diligence() {
		if q.Point != point {
			row++
			point = q.Point
			title := say("questionnaire-point", map[string]string{"n": strconv.Itoa(point), "title": say("colo-point-"+strconv.Itoa(point), nil)})
			// The mark that makes the reader pass over the row, in the colour of
			// the ground.
			b.Keep(b.File.SetCellRichText(sheet, "A"+strconv.Itoa(row), []excelize.RichTextRun{
				{Text: "#", Font: &excelize.Font{Color: groupFill, Family: "Calibri", Size: 8}},
				{Text: " " + title, Font: &excelize.Font{Bold: true, Color: "1F3864", Family: "Calibri", Size: 11}},
			}))
			b.Keep(b.File.SetCellStyle(sheet, "A"+strconv.Itoa(row), last+strconv.Itoa(row), group))
			b.Keep(b.File.MergeCell(sheet, "A"+strconv.Itoa(row), last+strconv.Itoa(row)))
			b.Keep(b.File.SetRowHeight(sheet, row, 20))
		}
		row++
		lines := 1
		for i, c := range questionnaireColumns {
			text, style := questionnaireCell(q, c.name, lang), asked
			switch {
			case c.filled:
				style = fill
			case c.name == "item":
				style = mono
			case c.name == "why" || c.name == "shows" || c.name == "serves":
				style = faint
			}
			cell := spreadsheet.ColumnName(i+1) + strconv.Itoa(row)
			if text != "" {
				b.Keep(b.File.SetCellStr(sheet, cell, text))
				lines = max(lines, linesOf(text, c.width))
			}
			b.Keep(b.File.SetCellStyle(sheet, cell, cell, style))
		}
		b.Keep(b.File.SetRowHeight(sheet, row, float64(14*lines+4)))
	}
	for i, c := range questionnaireColumns {
		if words := listOf(lang, "diligence", c.name); words != nil {
			list := excelize.NewDataValidation(true)
			list.Sqref = fmt.Sprintf("%s2:%s%d", spreadsheet.ColumnName(i+1), spreadsheet.ColumnName(i+1), row+200)
			b.Keep(list.SetDropList(words))
			list.SetError(excelize.DataValidationErrorStyleWarning, sheet, say("workbook-note.diligence.answer", nil)+" "+strings.Join(words, ", "))
			b.Keep(b.File.AddDataValidation(sheet, list))
		}
	}
	b.Keep(b.File.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"}))
	b.Keep(b.File.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$1:$1", sheet), Scope: sheet}))
	return b.Finish(w)
}

// questionnaireCell is what stands in a column of a question before anybody
// answers it.
func questionnaireCell(q data.DiligenceItem, column, lang string) string {
	switch column {
	case "about":
		return strconv.Itoa(q.Point)
	case "item":
		return q.ID
	case "question":
		return q.Asks.In(lang)
	case "why":
		return q.Why.In(lang)
	case "shows":
		return q.Evidence.In(lang)
	case "serves":
		return strings.Join(q.Serves, ", ")
	}
	return ""
}

// linesOf is about how many lines a text takes in a column of so many
// characters.
func linesOf(text string, width float64) int {
	const perLine = 1.05 // characters of body text to a unit of width, with words kept whole
	return int(float64(utf8.RuneCountInString(text))/(width*perLine)) + 1
}

// questionnaireGuide writes the first sheet: what it is, and how to answer.
func (b *workbookWriter) questionnaireGuide(sheet string) {
	words := data.Words(b.lang)
	name := words.Sentence("workbook-guide.sheet", nil)
	b.AddSheet(name)
	b.OnPaper(name)
	wrapped := b.Style(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}, Font: &excelize.Font{Family: "Calibri", Size: 11}})
	b.Keep(b.File.SetColWidth(name, "A", "A", 100))
	row := 0
	put := func(text string, style int) {
		row++
		cell := "A" + strconv.Itoa(row)
		b.Keep(b.File.SetCellStr(name, cell, text))
		b.Keep(b.File.SetCellStyle(name, cell, cell, style))
		height := 17.0
		if style == b.Styles.Title {
			height = 24
		}
		b.Keep(b.File.SetRowHeight(name, row, height*float64(linesOf(text, 95))))
	}
	put(words.Sentence("questionnaire-title", nil), b.Styles.Title)
	put(words.Sentence("questionnaire-subtitle", nil), wrapped)
	row++
	for _, code := range []string{"1", "2", "3", "4", "xlsx"} {
		put(words.Sentence("questionnaire-intro."+code, map[string]string{"sheet": sheet}), wrapped)
	}
	row++
	for _, code := range []string{"company", "signatory", "signed"} {
		put(words.Sentence("questionnaire-"+code, nil)+"\u00a0:", wrapped)
		b.Keep(b.File.SetRowHeight(name, row, 26))
	}
}
