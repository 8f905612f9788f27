package written

import (
	"strconv"
	"strings"
	"time"

	"egide/ownership"
)

var (
	dayFirst    = Pattern(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	otherDay    = Pattern(`^(\d{1,2})[.\- ](\d{1,2})[.\- ](\d{4})$`)
	otherYear   = Pattern(`^(\d{4})[./ ](\d{1,2})[./ ](\d{1,2})$|^(\d{4})-(\d{1,2})-(\d{1,2})$|^(\d{4})(\d{2})(\d{2})$|^(\d{4})-(\d{2})-(\d{2})[T ].*$`)
	serialDate  = Pattern(`^\d{4,6}(?:[.,]\d+)?$`)
	serialEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
)

// Date reads a day written as 2025-12-31 or, day first, as 31/12/2025. A
// blank text is the zero date. Every other form is refused, with the day that
// was probably meant: 31.12.2025 and a spreadsheet's day number are one typing
// error away from another day.
func Date(text string) (ownership.Date, *Fault) {
	s := Trim(text)
	if s == "" {
		return 0, nil
	}
	if len(s) > 40 {
		return 0, NewFault("date-form", text)
	}
	if len(s) == len("2025-12-31") && s[4] == '-' && s[7] == '-' && Digits(s[:4]) && Digits(s[5:7]) && Digits(s[8:]) {
		return civil(text, s[:4], s[5:7], s[8:])
	}
	if m := dayFirst().FindStringSubmatch(s); m != nil {
		date, fault := civil(text, m[3], m[2], m[1])
		if fault != nil {
			if swapped, no := civil(text, m[3], m[1], m[2]); no == nil {
				return 0, meant("date-month-first", text, swapped)
			}
		}
		return date, fault
	}
	if m := otherDay().FindStringSubmatch(s); m != nil {
		return 0, otherForm(text, m[3], m[2], m[1])
	}
	if m := otherYear().FindStringSubmatch(s); m != nil {
		for i := 1; i < len(m); i += 3 {
			if m[i] != "" {
				return 0, otherForm(text, m[i], m[i+1], m[i+2])
			}
		}
	}
	if serialDate().MatchString(s) {
		whole := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' })[0]
		if n, err := strconv.Atoi(whole); err == nil && n > 2200 && n < 100_000 {
			t := serialEpoch.AddDate(0, 0, n)
			if date, err := ownership.NewDate(t.Year(), int(t.Month()), t.Day()); err == nil {
				return 0, meant("date-serial", text, date)
			}
		}
	}
	return 0, NewFault("date-form", text)
}

func civil(text, year, month, day string) (ownership.Date, *Fault) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date, err := ownership.NewDate(y, m, d)
	if err != nil {
		return 0, NewFault("date-none", text)
	}
	return date, nil
}

// Digits tells whether a text is digits and nothing else.
func Digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// otherForm is the fault of a day that can be read but is not in a form of the
// dossier; it names the form that is.
func otherForm(text, year, month, day string) *Fault {
	date, fault := civil(text, year, month, day)
	if fault != nil {
		return fault
	}
	return meant("date-other-form", text, date)
}

func meant(code, text string, date ownership.Date) *Fault {
	f := NewFault(code, text)
	f.Args["write"] = date.String()
	return f
}
