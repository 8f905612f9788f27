package ownership

import (
	"fmt"
	"time"
)

// Date is a civil day written as the number yyyymmdd (20261122), so that days
// compare with < and print without a clock or a time zone. Zero means that no
// day was given.
type Date int32

// NewDate returns the day, or an error when the calendar has no such day.
func NewDate(year, month, day int) (Date, error) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Year() != year || int(t.Month()) != month || t.Day() != day {
		return 0, fmt.Errorf("there is no day %04d-%02d-%02d", year, month, day)
	}
	return Date(year*10000 + month*100 + day), nil
}

// ParseDate reads an ISO 8601 day, 2026-11-22.
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a day; write it as 2026-11-22", text)
	}
	return NewDate(t.Year(), int(t.Month()), t.Day())
}

// IsZero tells whether no day was given.
func (d Date) IsZero() bool { return d == 0 }

// String is the ISO 8601 form, or the empty string when no day was given.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100)
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time {
	return time.Date(int(d/10000), time.Month(d/100%100), int(d%100), 0, 0, 0, 0, time.UTC)
}

// AddDays returns the day n days later (earlier when n is negative).
func (d Date) AddDays(n int) Date {
	t := d.Time().AddDate(0, 0, n)
	return Date(t.Year()*10000 + int(t.Month())*100 + t.Day())
}

// AddMonths returns the same day of the month n months later, or the last day
// of that month when it is shorter: a period of one month that starts on
// 31 January ends on 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	first := time.Date(int(d/10000), time.Month(d/100%100)+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	day := min(int(d%100), last)
	return Date(first.Year()*10000 + int(first.Month())*100 + day)
}

// Span is the time for which a claim holds: from its first day to the day
// before Until. A zero From has no beginning, a zero Until no end.
type Span struct {
	From, Until Date
}

// Covers tells whether the claim holds on the day.
func (s Span) Covers(day Date) bool {
	return (s.From == 0 || s.From <= day) && (s.Until == 0 || day < s.Until)
}
