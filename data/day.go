package data

import (
	"fmt"
	"time"
)

// parseDay reads an ISO 8601 day into the number yyyymmdd.
func parseDay(text string) (int, bool) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, false
	}
	return t.Year()*10000 + int(t.Month())*100 + t.Day(), true
}

// FormatDay writes the day as 2026-11-22, and 0 as the empty string.
func FormatDay(day int) string {
	if day == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", day/10000, day/100%100, day%100)
}
