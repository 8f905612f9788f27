package spreadsheet

import (
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Listing is a table that is written to be read in a spreadsheet program, a sheet
// of its own.
type Listing struct {
	Name   string // at most 31 characters, without any of []:*?/\
	Titles []string
	Rows   [][]ListingCell
}

// ListingCell is a cell of a [Listing]; the zero value is a blank one.
type ListingCell struct {
	text   string
	number float64
	kind   listedKind
	// decimals are those that are shown of a number in percent.
	decimals int
}

type listedKind byte

const (
	listedText listedKind = iota
	listedPercent
	listedPoints
	listedCount
)

// TextCell is a text, whatever it is: no formula comes of it.
func TextCell(text string) ListingCell { return ListingCell{text: text} }

// PercentCell is a number given in percent. The cell has the ratio as it is, and
// shows it in percent with so many decimals, two at the least and nine at most.
func PercentCell(percent float64, decimals int) ListingCell {
	return ListingCell{number: percent, kind: listedPercent, decimals: min(max(decimals, leastDecimals), mostDecimals)}
}

// The decimals of a number in percent.
const (
	leastDecimals = 2
	mostDecimals  = 9
)

// PointsCell is a difference of two numbers in percent, in points.
func PointsCell(points float64) ListingCell { return ListingCell{number: points, kind: listedPoints} }

// CountCell is a whole number.
func CountCell(n int) ListingCell { return ListingCell{number: float64(n), kind: listedCount} }

// WriteListings writes a workbook to be read: each listing with its titles frozen
// and filters on them, numbers as numbers, and no formula. The titles of columns
// say what their numbers are. The same listings give the same bytes.
func WriteListings(w io.Writer, listings []Listing) error {
	b, err := NewWriter()
	if err != nil {
		return err
	}
	defer b.Close()
	styles := b.listingStyles()
	for _, l := range listings {
		b.AddSheet(l.Name)
	}
	for _, l := range listings {
		b.listing(l, styles)
	}
	return b.Finish(w)
}

// listingStyles are the styles of cells, by what they hold; inert is that of a
// text that begins as a formula does.
type listingStyles struct {
	header, inert, text, points, count int
	percent                            [mostDecimals + 1]int // by the decimals shown
}

func (b *Writer) listingStyles() listingStyles {
	const asText, whole = 49, 1 // built-in formats
	points := "0.00"
	above := &excelize.Alignment{Vertical: "top", WrapText: true}
	number := &excelize.Alignment{Vertical: "top", Horizontal: "right", Indent: 1}
	s := listingStyles{
		header: b.Styles.Needed,
		text:   b.Style(&excelize.Style{NumFmt: asText, Alignment: above}),
		points: b.Style(&excelize.Style{CustomNumFmt: &points, Alignment: number}),
		count:  b.Style(&excelize.Style{NumFmt: whole, Alignment: number}),
		inert:  b.Style(&excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true, Horizontal: "left"}}),
	}
	for n := leastDecimals; n <= mostDecimals; n++ {
		format := "0." + strings.Repeat("0", n) + "%"
		s.percent[n] = b.Style(&excelize.Style{CustomNumFmt: &format, Alignment: number})
	}
	if b.err == nil {
		yes := true
		b.File.Styles.CellXfs.Xf[s.inert].QuotePrefix = &yes
	}
	return s
}

// listing writes one sheet.
func (b *Writer) listing(l Listing, styles listingStyles) {
	if b.err != nil {
		return
	}
	if len(l.Titles) > 0 {
		b.Keep(b.File.AutoFilter(l.Name, "A1:"+ColumnName(len(l.Titles))+strconv.Itoa(len(l.Rows)+1), nil))
		b.Keep(b.File.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + l.Name + "'!$1:$1", Scope: l.Name}))
	}
	b.OnPaper(l.Name) // after the filter, which takes the place of what it sets
	w, err := b.File.NewStreamWriter(l.Name)
	if err != nil {
		b.Keep(err)
		return
	}
	wide := l.widths()
	for i, width := range wide {
		b.Keep(w.SetColWidth(i+1, i+1, width))
	}
	b.Keep(w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	titles := make([]any, len(l.Titles))
	for i, title := range l.Titles {
		titles[i] = excelize.Cell{StyleID: styles.header, Value: Shown(title)}
	}
	b.Keep(w.SetRow("A1", titles))
	for n, row := range l.Rows {
		values := make([]any, len(row))
		for i, cell := range row {
			switch cell.kind {
			case listedPercent:
				values[i] = excelize.Cell{StyleID: styles.percent[cell.decimals], Value: hundredth(cell.number)}
			case listedPoints:
				values[i] = excelize.Cell{StyleID: styles.points, Value: cell.number}
			case listedCount:
				values[i] = excelize.Cell{StyleID: styles.count, Value: cell.number}
			default:
				style := styles.text
				if formulaLike(cell.text) {
					style = styles.inert
				}
				if cell.text != "" {
					values[i] = excelize.Cell{StyleID: style, Value: Shown(cell.text)}
				}
			}
		}
		b.Keep(w.SetRow("A"+strconv.Itoa(n+2), values, excelize.RowOpts{Height: rowHeight(row, wide)}))
		if b.err != nil {
			return
		}
	}
	b.Keep(w.Flush())
}

// hundredth is that of a number, as its decimals have it: 0.294 of 29.4.
func hundredth(percent float64) float64 {
	number, err := strconv.ParseFloat(strconv.FormatFloat(percent, 'f', -1, 64)+"E-2", 64)
	if err != nil {
		return percent / 100 // no number
	}
	return number
}

// widths are those of the columns, in characters, by what most cells hold; a
// longer text is folded in its cell.
func (l Listing) widths() []float64 {
	const least, most, looked = 9, 66, 2000
	wide := make([]float64, len(l.Titles))
	for i, title := range l.Titles {
		lengths := []int{}
		for _, row := range l.Rows[:min(len(l.Rows), looked)] {
			if i < len(row) {
				length := utf8.RuneCountInString(row[i].text)
				if row[i].kind != listedText {
					length = 10
				}
				lengths = append(lengths, length)
			}
		}
		slices.Sort(lengths)
		usual := 0
		if n := len(lengths); n > 0 {
			usual = lengths[((n-1)*9+9)/10]
		}
		// The button of the filter stands over the end of the title.
		wide[i] = float64(min(max(least, usual+3, min(utf8.RuneCountInString(title)+5, 30)), most))
	}
	return wide
}

// rowHeight is the room, in points, for the texts of a row as they are folded in
// columns of those widths. Programs that are not asked to find it themselves
// would show the first line alone.
func rowHeight(row []ListingCell, wide []float64) float64 {
	const line, most = 15, 27 // a row is 409 points high at most
	lines := 1
	for i, cell := range row[:min(len(row), len(wide))] {
		// Words that do not fit leave some of each line blank.
		lines = max(lines, int(math.Ceil(float64(utf8.RuneCountInString(cell.text))*1.1/wide[i])))
	}
	return float64(min(lines, most) * line)
}
