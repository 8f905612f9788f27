package intake

import (
	"math/big"
	"sync"

	"golang.org/x/text/unicode/norm"

	"egide/ownership"
	"egide/ownership/register"
)

// Facts are what the fault's sentence is made from.
func (f *Fault) Facts() ownership.Args { return f.Args }

// RegisterDialect is how the tables of a dossier are written, for the reader of
// whole registers: the same column names, words and forms.
func RegisterDialect() register.Dialect {
	names := map[string]columnNames{entitySchema.table: entitySchema.names(), holdingSchema.table: holdingSchema.names()}
	var places sync.Mutex
	known := gazetteer{}
	return register.Dialect{
		Column: func(table, header string) string { return names[table][fold(trim(header))] },
		Canonical: func(column, text string) (string, error) {
			value, fault := word(column, text)
			return value, errorOf(fault)
		},
		Country: func(text string) (string, error) {
			places.Lock()
			defer places.Unlock()
			place, fault := known.place(text)
			return place.Country, errorOf(fault)
		},
		Share: ParseShare,
		Count: func(text string) (*big.Rat, error) { return ParseCount(text, 0) },
		Date:  ParseDate,
		ID:    norm.NFC.String,
		Decode: func(raw []byte) []byte {
			text, _ := Decode(raw)
			return text
		},
	}
}

// errorOf is a fault as an error: nil when there is none.
func errorOf(fault *Fault) error {
	if fault == nil {
		return nil
	}
	return fault
}
