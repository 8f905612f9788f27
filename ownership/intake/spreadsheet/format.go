package spreadsheet

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// format is what matters of a cell's number format.
type format struct {
	percent bool // shows the hundredfold with a percent sign
	sign    bool // shows a percent sign behind the number as it is
	day     bool
	clock   bool
}

// builtin are the formats that have a number and no code in the file
// (ECMA-376-1, 18.8.30), as far as they are not plain numbers. 27 to 36 and 50
// to 58 are days in the East Asian versions.
func builtin(id int) format {
	switch {
	case id == 9 || id == 10:
		return format{percent: true}
	case id >= 14 && id <= 17 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58:
		return format{day: true}
	case id == 22:
		return format{day: true, clock: true}
	case id >= 18 && id <= 21 || id >= 32 && id <= 35 || id >= 45 && id <= 47:
		return format{clock: true}
	}
	return format{}
}

// parseFormat reads the code of a number format, of which the part for positive
// numbers tells what it shows.
func parseFormat(code string) format {
	var f format
	if strings.EqualFold(code, "Standard") { // General, in the language of some writers
		return f
	}
	month := false
	for i := 0; i < len(code); i++ {
		switch b := code[i]; b {
		case ';':
			i = len(code)
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return f
			}
			f.sign = f.sign || strings.Contains(code[i+1:i+1+end], "%")
			i += end + 1
		case '\\':
			i++
			f.sign = f.sign || i < len(code) && code[i] == '%'
		case '_', '*': // the width of the next character, and its repetition
			i++
		case '[': // a colour, a condition, a language, or hours beyond a day
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return f
			}
			f.clock = f.clock || strings.Trim(code[i+1:i+end], "hHmMsS") == ""
			i += end
		case '%':
			f.percent = true
		case 'y', 'Y', 'd', 'D':
			f.day = true
		case 'h', 'H', 's', 'S':
			f.clock = true
		case 'm', 'M':
			month = true
		}
	}
	if month && !f.clock {
		f.day = true // a month and nothing else
	}
	return f
}

// readStyles reads the number format of each cell style.
func (s *Book) readStyles() error {
	if s.stylesPart == "" {
		return nil
	}
	p, err := s.archive.open(s.stylesPart)
	if err != nil {
		return err
	}
	const most = 65_536 // cell styles of one workbook in any program
	codes := map[int]format{}
	inStyles := false
	var ids []int
	defer p.content.Close()
	for {
		token, err := p.next()
		if err != nil {
			return err
		}
		if token == nil {
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "numFmt":
				if id, err := strconv.Atoi(attr(t, "numFmtId")); err == nil && len(codes) < most {
					codes[id] = parseFormat(attr(t, "formatCode"))
				}
			case "cellXfs":
				inStyles = true
			case "xf":
				if inStyles && len(ids) < most {
					id, _ := strconv.Atoi(attr(t, "numFmtId"))
					ids = append(ids, id)
				}
			}
		case xml.EndElement:
			if t.Name.Local == "cellXfs" {
				inStyles = false
			}
		}
	}
	s.formats = make([]format, len(ids))
	for i, id := range ids {
		f, ok := codes[id]
		if !ok {
			f = builtin(id)
		}
		s.formats[i] = f
	}
	return nil
}

// show writes a stored number as the cell shows it, to the last digit.
func (f format) show(raw string, from1904 bool) (string, CellKind) {
	digits, exponent, ok := roundDecimal(raw)
	if !ok {
		return raw, CellText
	}
	switch {
	case f.day || f.clock:
		if text, ok := f.when(raw, from1904); ok {
			return text, CellDate
		}
	case f.percent:
		return plainDecimal(digits, exponent+2) + " %", CellPercent
	case f.sign:
		return plainDecimal(digits, exponent) + " %", CellPercent
	}
	return plainDecimal(digits, exponent), CellNumber
}

// roundDecimal rounds a stored number to the 15 digits that spreadsheets count
// in, so that 0.1+0.2, stored as 0.30000000000000004, is 0.3 as its cell shows.
// The number is 0.digits times ten to the power of exponent, with its sign
// before the digits.
func roundDecimal(raw string) (digits string, exponent int, ok bool) {
	for i := range len(raw) {
		if b := raw[i]; (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b != 'e' && b != 'E' {
			return "", 0, false
		}
	}
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(value, 0) {
		return "", 0, false
	}
	text := strconv.FormatFloat(value, 'e', 14, 64)
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	mantissa, power, _ := strings.Cut(text, "e")
	exponent, _ = strconv.Atoi(power)
	digits = strings.TrimRight(mantissa[:1]+mantissa[2:], "0")
	if digits == "" {
		return "0", 1, true
	}
	return sign + digits, exponent + 1, true
}

// mostZeros is how far a number is written out without an exponent.
const mostZeros = 30

// firstDay is day 0 of the 1900 count, as it holds from March of that year on.
var firstDay = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// plainDecimal writes 0.digits times ten to the power of exponent without an
// exponent, unless it is so far off that nobody would write it so.
func plainDecimal(digits string, exponent int) string {
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	switch {
	case digits == "0":
		return "0"
	case exponent > mostZeros || exponent < -mostZeros:
		return fmt.Sprintf("%s%s.%se%d", sign, digits[:1], digits[1:]+"0", exponent-1)
	case exponent <= 0:
		return sign + "0." + strings.Repeat("0", -exponent) + digits
	case exponent >= len(digits):
		return sign + digits + strings.Repeat("0", exponent-len(digits))
	}
	return sign + digits[:exponent] + "." + digits[exponent:]
}

// when writes a day number. Day 60 of the 1900 count is the 29 February that
// 1900 did not have; the days before it are one off.
func (f format) when(raw string, from1904 bool) (string, bool) {
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || value < 0 || value >= 2_958_466 { // the year 10000
		return "", false
	}
	days := math.Floor(value)
	seconds := math.Round((value - days) * 86_400)
	if seconds == 86_400 {
		days, seconds = days+1, 0
	}
	clock := fmt.Sprintf("%02d:%02d:%02d", int(seconds)/3600, int(seconds)/60%60, int(seconds)%60)
	if !f.day {
		return clock, days == 0
	}
	epoch := firstDay
	switch {
	case from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 1 || days == 60:
		return "", false
	case days < 60:
		days++
	}
	text := epoch.AddDate(0, 0, int(days)).Format("2006-01-02")
	if f.clock && seconds > 0 {
		text += "T" + clock
	}
	return text, true
}
