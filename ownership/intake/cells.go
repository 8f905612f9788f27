package intake

import (
	"math/big"
	"strconv"

	"golang.org/x/text/unicode/norm"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// The types of cells that rows are bound to. Each one reads its text when gocsv
// hands it over, keeps what was wrong for the collector, and never stops the
// row. Its zero value is a blank cell.

// textCell is free text.
type textCell string

// UnmarshalCSV keeps the text without the space around it.
func (c *textCell) UnmarshalCSV(text string) error {
	*c = textCell(written.Trim(text))
	return nil
}

// idCell is an entity's id. Case counts; the way accents are composed does not.
type idCell string

// UnmarshalCSV keeps the id without the space around it, in normal form C.
func (c *idCell) UnmarshalCSV(text string) error {
	*c = idCell(norm.NFC.String(written.Trim(text)))
	return nil
}

// shareCell is a percentage of capital or votes.
type shareCell struct {
	share ownership.Share
	fault *written.Fault
}

// UnmarshalCSV reads the percentage.
func (c *shareCell) UnmarshalCSV(text string) error {
	c.share, c.fault = written.Share(text)
	return nil
}

// countCell is a number of shares or votes.
type countCell struct {
	value *big.Rat
	fault *written.Fault
}

// UnmarshalCSV reads the number.
func (c *countCell) UnmarshalCSV(text string) error {
	c.value, c.fault = written.Count(text, 0)
	return nil
}

// wholeCell is a small whole number; -1 when the cell is blank.
type wholeCell struct {
	filled bool
	value  int
	fault  *written.Fault
}

// UnmarshalCSV reads the number.
func (c *wholeCell) UnmarshalCSV(text string) error {
	text = written.Trim(text)
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 10_000 {
		c.fault = written.NewFault("whole-number-form", text)
		return nil
	}
	c.filled, c.value = true, n
	return nil
}

func (c wholeCell) orBlank() int {
	if !c.filled {
		return -1
	}
	return c.value
}

// dateCell is a day.
type dateCell struct {
	date  ownership.Date
	fault *written.Fault
}

// UnmarshalCSV reads the day.
func (c *dateCell) UnmarshalCSV(text string) error {
	c.date, c.fault = written.Date(text)
	return nil
}

// answerCell is yes, no or unknown.
type answerCell struct {
	answer ownership.Tri
	fault  *written.Fault
}

// UnmarshalCSV reads the answer.
func (c *answerCell) UnmarshalCSV(text string) error {
	c.answer, c.fault = written.Answer(text)
	return nil
}

// listCell is several texts with semicolons between them.
type listCell []string

// UnmarshalCSV splits the list.
func (c *listCell) UnmarshalCSV(text string) error {
	*c = written.List(text)
	return nil
}
