package data

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// accessions is written out a second time, by the day and not by the code, so
// that a slip in the table shows.
var accessions = map[int]string{
	19580101: "BE DE FR IT LU NL GP GF MQ RE MF",
	19730101: "DK IE GB",
	19810101: "GR",
	19860101: "ES PT",
	19950101: "AT FI SE AX",
	20040501: "CY CZ EE HU LT LV MT PL SI SK",
	20070101: "BG RO",
	20130701: "HR",
	20140101: "YT",
}

func dayBefore(day int) int {
	// near enough for a bound: no day of the table is the first of March
	switch {
	case day%10000 == 101:
		return (day/10000-1)*10000 + 1231
	case day%100 == 1:
		return day - 100 + 29
	}
	return day - 1
}

func TestAccessions(t *testing.T) {
	inside := map[string]bool{}
	for day, codes := range accessions {
		for _, code := range strings.Fields(codes) {
			inside[code] = true
			assert.Equal(t, EUYes, InEU(code, day), "%s on %d", code, day)
			assert.NotEqual(t, EUYes, InEU(code, dayBefore(day)), "%s on the day before %d", code, day)
			want := EUYes
			if code == "GB" {
				want = EUNo
			}
			assert.Equal(t, want, InEU(code, 20261122), "%s now", code)
		}
	}
	// and nobody else, then or now
	for _, c := range Countries() {
		if !inside[c.Code] {
			assert.NotEqual(t, EUYes, InEU(c.Code, 20261122), c.Code)
			assert.NotEqual(t, EUYes, InEU(c.Code, 20140101), c.Code)
		}
	}
}

func TestMembership(t *testing.T) {
	for _, x := range []struct {
		code string
		day  int
		want EUStatus
	}{
		{"GB", 20191231, EUYes}, {"GB", 20200131, EUYes}, {"GB", 20200201, EUNo}, {"UK", 20200201, EUNo}, {"UK", 20191231, EUYes},
		{"EL", 19801231, EUNo}, {"EL", 19810101, EUYes}, {"grc", 20261122, EUYes},
		{"YT", 20131231, EUOCT}, {"YT", 20140101, EUYes},
		{"HR", 20130630, EUNo}, {"HR", 20130701, EUYes},
		{"BL", 20111231, EUYes}, {"BL", 20120101, EUOCT},
		{"GL", 19850131, EUYes}, {"GL", 19850201, EUOCT}, {"GL", 19700101, EUNo},
		{"AX", 19941231, EUNo}, {"AX", 19950101, EUYes},
		{"ZZ", 20261122, EUUnknown}, {"", 20261122, EUUnknown},
	} {
		assert.Equal(t, x.want, InEU(x.code, x.day), "%s on %d", x.code, x.day)
	}
	for code := range strings.FieldsSeq("NC PF WF PM BL TF GL FO AW CW SX BQ") {
		assert.Equal(t, EUOCT, InEU(code, 20261122), code)
		assert.False(t, InEU(code, 20261122).Inside(), code)
	}
	for code := range strings.FieldsSeq("GB GI IM JE GG CH NO IS LI MC SM VA AD SJ US CN XK TR UA") {
		assert.Equal(t, EUNo, InEU(code, 20261122), code)
	}
	assert.Equal(t, []int{19580101, 19730101, 19810101, 19850201, 19860101, 19950101, 20040501, 20070101, 20120101, 20130701, 20140101, 20200201}, EUChangeDays())
	for status, word := range map[EUStatus]string{EUUnknown: "unknown", EUNo: "no", EUYes: "yes", EUOCT: "oct"} {
		assert.Equal(t, word, status.String())
	}
	m := MembershipOn("YT", 20130101)
	assert.Equal(t, []any{Part, "FR", 20140101}, []any{m.Link, m.Of, m.From})
	assert.Contains(t, m.Source, "2012/419/EU")
}

// Between two neighbouring change days nothing changes: what a timeline rests
// on.
func TestNothingChangesBetweenChangeDays(t *testing.T) {
	all := Countries()
	days := EUChangeDays()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(all).Draw(t, "country")
		day := rapid.IntRange(1950, 2040).Draw(t, "year")*10000 + rapid.IntRange(1, 12).Draw(t, "month")*100 + rapid.IntRange(1, 28).Draw(t, "day")
		last := 19500101
		for _, change := range days {
			if change <= day {
				last = change
			}
		}
		if InEU(c.Code, day) != InEU(c.Code, last) {
			t.Fatalf("%s: %s on %d, %s on %d", c.Code, InEU(c.Code, day), day, InEU(c.Code, last), last)
		}
	})
}

func TestCountryTable(t *testing.T) {
	r := csv.NewReader(strings.NewReader(countriesCSV))
	all, err := r.ReadAll()
	require.NoError(t, err)
	assert.Equal(t, strings.Fields("code alpha3 en fr aliases status of eu_from eu_until source"), all[0])
	assert.Len(t, all, 1+249+1, "every code of ISO 3166-1, and XK")
	codes, last := map[string]bool{}, ""
	for i, row := range all[1:] {
		assert.Regexp(t, `^[A-Z]{2}$`, row[0])
		assert.Regexp(t, `^[A-Z]{3}$`, row[1])
		assert.False(t, codes[row[0]] || codes[row[1]], "line %d: %s is there twice", i+2, row[0])
		codes[row[0]], codes[row[1]] = true, true
		assert.Less(t, last, row[0], "line %d is out of order", i+2)
		last = row[0]
		assert.NotEmpty(t, row[2], row[0])
		assert.NotEmpty(t, row[3], row[0])
		link := Link(row[5])
		assert.Contains(t, []Link{Member, Part, Overseas, None}, link, row[0])
		assert.Equal(t, link != None, row[9] != "", "%s: what is said of the Union has a source", row[0])
		assert.Equal(t, link == Part || link == Overseas, row[6] != "", "%s: a territory has a State", row[0])
		if row[6] != "" {
			of, ok := ByCode(row[6])
			assert.True(t, ok && of.Link == Member, row[0])
		}
		for _, day := range row[7:9] {
			if day != "" {
				_, ok := parseDay(day)
				assert.True(t, ok, "%s: %s", row[0], day)
			}
		}
		if row[7] != "" && row[8] != "" {
			assert.Less(t, row[7], row[8], row[0])
		}
		assert.Equal(t, link == Member || link == Part, row[7] != "" && (link != Overseas), "%s: members and parts have a first day", row[0])
	}

	subs, err := csv.NewReader(strings.NewReader(subdivisionsCSV)).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, strings.Fields("code country en fr aliases"), subs[0])
	last = ""
	count := map[string]int{}
	for _, row := range subs[1:] {
		assert.Regexp(t, `^[A-Z]{2}-[A-Z0-9]{1,3}$`, row[0])
		assert.Less(t, last, row[0])
		last = row[0]
		_, ok := ByCode(row[1])
		assert.True(t, ok, row[0])
		assert.Equal(t, row[2] == "", row[3] == "", "%s: a name in one language only", row[0])
		if row[2] != "" {
			count[row[1]]++
		}
	}
	assert.Equal(t, map[string]int{"US": 51, "CA": 13, "GB": 7}, count)
}

// The codes against the copy of the standard that Debian carries, where there is
// one.
func TestCodesAreTheStandards(t *testing.T) {
	text, err := os.ReadFile("/usr/share/iso-codes/json/iso_3166-1.json")
	if err != nil {
		t.Skip("the package iso-codes is not installed")
	}
	var iso map[string][]struct {
		Alpha2 string `json:"alpha_2"`
		Alpha3 string `json:"alpha_3"`
	}
	require.NoError(t, json.Unmarshal(text, &iso))
	for _, want := range iso["3166-1"] {
		c, ok := ByCode(want.Alpha2)
		require.True(t, ok, want.Alpha2)
		assert.Equal(t, [2]string{want.Alpha2, want.Alpha3}, [2]string{c.Code, c.Alpha3})
	}
}
