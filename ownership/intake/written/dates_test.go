package written

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

func TestParseDate(t *testing.T) {
	for text, want := range map[string]ownership.Date{
		"": 0, " ": 0, "2025-12-31": 20251231, "31/12/2025": 20251231, "1/2/2025": 20250201, " 29/02/2024 ": 20240229, "2024-02-29": 20240229,
	} {
		got, fault := Date(text)
		if assert.Nil(t, fault, text) {
			assert.Equal(t, want, got, text)
		}
	}
	for text, want := range map[string]struct{ code, write string }{
		"31.12.2025":          {"date-other-form", "2025-12-31"},
		"31-12-2025":          {"date-other-form", "2025-12-31"},
		"2025/12/31":          {"date-other-form", "2025-12-31"},
		"2025-1-5":            {"date-other-form", "2025-01-05"},
		"20251231":            {"date-other-form", "2025-12-31"},
		"2025-12-31T00:00:00": {"date-other-form", "2025-12-31"},
		"12/31/2025":          {"date-month-first", "2025-12-31"},
		"46022":               {"date-serial", "2025-12-31"},
		"46022.5":             {"date-serial", "2025-12-31"},
		"2025-02-30":          {"date-none", ""},
		"31/02/2025":          {"date-none", ""},
		"0000-01-01":          {"date-none", ""},
		"32.12.2025":          {"date-none", ""},
		"31/12/25":            {"date-form", ""},
		"2025":                {"date-form", ""},
		"December 2025":       {"date-form", ""},
		"٢٠٢٥-١٢-٣١":          {"date-form", ""},
	} {
		_, fault := Date(text)
		if assert.NotNil(t, fault, text) {
			assert.Equal(t, want.code, fault.Code, text)
			if want.write != "" {
				assert.Equal(t, want.write, fault.Args["write"], text)
			}
		}
	}
}

func TestEveryDayReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := ownership.Date(18000101).AddDays(rapid.IntRange(0, 200_000).Draw(t, "days"))
		for _, layout := range []string{"2006-01-02", "02/01/2006", "2/1/2006"} {
			got, fault := Date(day.Time().Format(layout))
			if fault != nil || got != day {
				t.Fatalf("%s: %s, %v", day, got, fault)
			}
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, seed := range []string{"2025-12-31", "31/12/2025", "12/31/2025", "31.12.2025", "46022", "2025-12-31T10:00", "99999-99-99"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		date, fault := Date(text)
		if fault != nil {
			require.Zero(t, date)
			return
		}
		if !date.IsZero() {
			again, fault := Date(date.String())
			require.Nil(t, fault)
			require.Equal(t, date, again)
		}
	})
}
