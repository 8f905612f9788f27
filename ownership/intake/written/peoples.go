package written

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

//go:embed peoples.csv
var peoplesCSV string

// peoples are the rows of peoples.csv, folded: what the people of a country are
// called in English and French, with the country's code.
var peoples = sync.OnceValue(func() map[string]string {
	all := map[string]string{}
	rows, err := csv.NewReader(strings.NewReader(peoplesCSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return all
	}
	for _, row := range rows[1:] {
		for name := range strings.SplitSeq(row[1], ";") {
			all[Fold(name)] = row[0]
		}
	}
	return all
})

// People is the country whose people are called so: British, Française.
func People(text string) (country string, ok bool) {
	if len(text) > 200 {
		return "", false
	}
	country, ok = peoples()[Fold(text)]
	return country, ok
}
