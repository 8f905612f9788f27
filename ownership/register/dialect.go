package register

import (
	"math/big"

	"egide/ownership"
)

// Dialect is how people write the cells of a table: the names of columns, the
// words that a column takes, and the forms of shares, numbers and days beyond
// the plainest, which this package reads itself. Errors say in Error the code
// of what is wrong; those that have a method Facts() ownership.Args give with
// it what its sentence is made from.
type Dialect struct {
	// Column is the canonical name of a column in a table, entities or
	// shareholdings; empty when the header means nothing there.
	Column func(table, header string) string
	// Canonical is the canonical form of a word that a column takes.
	Canonical func(column, text string) (string, error)
	// Country is the code of a country, written as a code or a name.
	Country func(text string) (string, error)
	// Share reads a percentage, Count a number of shares, Date a day.
	Share func(text string) (ownership.Share, error)
	Count func(text string) (*big.Rat, error)
	Date  func(text string) (ownership.Date, error)
	// ID is the form in which two ids are the same when they look the same. It
	// is asked only for ids with letters beyond ASCII.
	ID func(text string) string
	// Decode turns the bytes of a file that is not in UTF-8 into text.
	Decode func(raw []byte) []byte
}

// facts are the arguments of a cell's fault.
func facts(column string, text []byte, err error) ownership.Args {
	args := ownership.Args{"text": echo(text)}
	if f, ok := err.(interface{ Facts() ownership.Args }); ok {
		for name, value := range f.Facts() {
			args[name] = value
		}
	}
	args["column"] = column
	return args
}
