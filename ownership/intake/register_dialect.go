package intake

import (
	"math/big"
	"sync"

	"golang.org/x/text/unicode/norm"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
	"egide/ownership/register"
)

// RegisterDialect is how the tables of a dossier are written, for the reader of
// whole registers: the same column names, words and forms.
func RegisterDialect() register.Dialect {
	names := map[string]columnNames{entitySchema.table: entitySchema.names(), holdingSchema.table: holdingSchema.names()}
	var places sync.Mutex
	known := written.Gazetteer{}
	return register.Dialect{
		Column: func(table, header string) string { return names[table][written.Fold(written.Trim(header))] },
		Canonical: func(column, text string) (string, error) {
			value, fault := written.Choice(column, text)
			return value, errorOf(fault)
		},
		Country: func(text string) (string, error) {
			places.Lock()
			defer places.Unlock()
			place, fault := known.Place(text)
			return place.Country, errorOf(fault)
		},
		Share: func(text string) (ownership.Share, error) {
			share, fault := written.Share(text)
			return share, errorOf(fault)
		},
		Count: func(text string) (*big.Rat, error) {
			count, fault := written.Count(text, 0)
			return count, errorOf(fault)
		},
		Date: func(text string) (ownership.Date, error) {
			date, fault := written.Date(text)
			return date, errorOf(fault)
		},
		ID: norm.NFC.String,
		Decode: func(raw []byte) []byte {
			text, _ := input.Decode(raw)
			return text
		},
	}
}

// errorOf is a fault as an error: nil when there is none.
func errorOf(fault *written.Fault) error {
	if fault == nil {
		return nil
	}
	return fault
}
