package data

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

//go:embed countries.csv
var countriesCSV string

//go:embed subdivisions.csv
var subdivisionsCSV string

// Country is a country or territory that has an ISO 3166-1 code of its own.
type Country struct {
	// Code is the alpha-2 code, Alpha3 the alpha-3 code, in capitals.
	Code, Alpha3 string
	// EN and FR are the short names.
	EN, FR string
	// Aliases are the other names and codes that people write, as they write
	// them, in both languages.
	Aliases []string
	// Link is what ties the code to the European Union.
	Link Link
	// Of is the code of the State that the territory belongs to, for a Part or
	// an Overseas one.
	Of string
	// EUFrom is the first day on which the code is in the Union, EUUntil the
	// first day on which it no longer is; 0 is none.
	EUFrom, EUUntil int
	// Source is where the link and its days come from; empty when Link is None.
	Source string
}

// Name is the short name in the language, "fr" or "en"; any other language gives
// the English one.
func (c Country) Name(lang string) string {
	if lang == "fr" {
		return c.FR
	}
	return c.EN
}

// Subdivision is a part of a country as ISO 3166-2 codes it.
type Subdivision struct {
	Code    string // US-DE
	Country string // the country that decides, which for FR-NC is NC
	EN, FR  string
	Aliases []string
}

// Name is the name in the language, "fr" or "en", or the code where the table
// has no name.
func (s Subdivision) Name(lang string) string {
	if s.EN == "" {
		return s.Code
	}
	if lang == "fr" {
		return s.FR
	}
	return s.EN
}

// atlas is countries.csv and subdivisions.csv, parsed and indexed.
type atlas struct {
	countries    []Country
	subdivisions []Subdivision
	byCode       map[string]int // alpha-2, alpha-3 and alias codes
	bySub        map[string]int
	closed       map[string]bool // countries all of whose subdivisions are listed
}

// place is where a name leads: a country, and a subdivision or -1.
type place struct{ country, sub int }

var theAtlas = sync.OnceValue(readAtlas)

func readAtlas() *atlas {
	a := &atlas{byCode: map[string]int{}, bySub: map[string]int{}, closed: map[string]bool{}}
	for _, row := range rows(countriesCSV) {
		from, _ := parseDay(row[7])
		until, _ := parseDay(row[8])
		c := Country{Code: row[0], Alpha3: row[1], EN: row[2], FR: row[3], Aliases: list(row[4]),
			Link: Link(row[5]), Of: row[6], EUFrom: from, EUUntil: until, Source: row[9]}
		i := len(a.countries)
		a.countries = append(a.countries, c)
		a.byCode[c.Code], a.byCode[c.Alpha3] = i, i
		for _, alias := range c.Aliases {
			if len(alias) == 2 && strings.ToUpper(alias) == alias {
				a.byCode[alias] = i
			}
		}
	}
	for _, row := range rows(subdivisionsCSV) {
		s := Subdivision{Code: row[0], Country: row[1], EN: row[2], FR: row[3], Aliases: list(row[4])}
		a.bySub[s.Code] = len(a.subdivisions)
		a.subdivisions = append(a.subdivisions, s)
	}
	for _, code := range []string{"US", "CA", "GB"} {
		a.closed[code] = true
	}
	return a
}

// rows is a CSV table of this package without its header. The tests prove that
// each one parses and has the columns that its reader takes.
func rows(table string) [][]string {
	all, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil || len(all) == 0 {
		return nil
	}
	return all[1:]
}

func list(cell string) []string {
	var items []string
	for item := range strings.SplitSeq(cell, ";") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// ByCode finds a country by its alpha-2 or alpha-3 code, or by EL and UK, which
// EU bodies and people write for GR and GB. Case does not matter.
func ByCode(code string) (Country, bool) {
	a := theAtlas()
	i, ok := a.byCode[strings.ToUpper(strings.TrimSpace(code))]
	if !ok {
		return Country{}, false
	}
	return a.countries[i], true
}

// SubdivisionByCode finds a listed subdivision by its ISO 3166-2 code: all
// those of the United States, Canada and the United Kingdom, and those elsewhere
// that have a country code of their own.
func SubdivisionByCode(code string) (Subdivision, bool) {
	a := theAtlas()
	i, ok := a.bySub[strings.ToUpper(code)]
	if !ok {
		return Subdivision{}, false
	}
	return a.subdivisions[i], true
}

// Countries lists every country in the order of its code.
func Countries() []Country { return slices.Clone(theAtlas().countries) }
