package captable

import (
	"math/big"
	"strings"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// quantity is a figure as a cell has it, before its column settles whether it
// is a count, a percentage or a ratio.
type quantity struct {
	known   bool
	value   *big.Rat // the number as it is written; in percent when sign is set
	sign    bool     // a percent sign stands behind it
	ranged  bool     // only share is known: a range or a bound
	share   ownership.Share
	decimal int // decimals written
}

var (
	one     = big.NewRat(1, 1)
	hundred = big.NewRat(100, 1)
)

// lastDecimal is one in the last decimal that is written of a figure: 0.01 of
// 24.50.
func lastDecimal(q quantity) *big.Rat {
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(min(q.decimal, 30))), nil)
	return new(big.Rat).SetFrac(big.NewInt(1), power)
}

// parseQuantity reads a cell of a figure column. A dash is zero, as accountants
// write it; what says that a figure is not given is blank. grouping is the mark
// of thousands in the file, if that is known; comma makes a lone comma a decimal
// mark, as it always is in a percentage.
func parseQuantity(text string, grouping rune, comma bool) (quantity, *written.Fault) {
	s := written.Trim(text)
	switch s {
	case "":
		return quantity{}, nil
	case "-", "–", "—", "−":
		return quantity{known: true, value: new(big.Rat)}, nil
	}
	switch written.Fold(s) {
	case "na", "nc", "nd", "ns", "np", "inconnu", "unknown", "nonconnu", "noncommunique", "notavailable", "ukjent":
		return quantity{}, nil
	}
	if len(s) > 200 {
		return quantity{}, written.NewFault("number-form", text)
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") && looksNumeric(s[1:len(s)-1]) {
		return quantity{}, written.NewFault("number-negative", text)
	}
	number, sign := strings.CutSuffix(s, "%")
	number = written.Trim(number)
	if sign || comma {
		if n, ok := written.Decimal(number); ok {
			return quantity{known: true, value: n, sign: sign, decimal: decimalsOf(number)}, nil
		}
	}
	if !sign {
		n, fault := written.Count(s, grouping)
		if fault == nil {
			return quantity{known: true, value: n, decimal: decimalsOf(s)}, nil
		}
		if fault.Code == "number-negative" || !strings.ContainsAny(s, "<>≤≥-–à") {
			return quantity{}, fault
		}
	}
	share, fault := written.Share(s)
	if fault != nil {
		return quantity{}, fault
	}
	if share.Exact() {
		return quantity{known: true, value: new(big.Rat).Mul(share.Lo(), hundred), sign: true}, nil
	}
	return quantity{known: true, sign: true, ranged: true, share: share}, nil
}

func decimalsOf(s string) int {
	if i := strings.LastIndexAny(s, ".,"); i >= 0 {
		return len(s) - i - 1
	}
	return 0
}

// groupingIn finds the mark that groups thousands in the counts of a page: from
// a cell that can be read in one way only, else from the decimal mark of its
// percentages; 0 when nothing tells.
func groupingIn(rows []input.Row, columns []capColumn) rune {
	mark, decimalMark := rune(0), rune(0)
	for _, row := range rows {
		for _, col := range columns {
			if !figureRole(col.role) {
				continue
			}
			text := row.Text(col.index)
			if m := written.Grouping(text); m != 0 {
				if mark != 0 && mark != m {
					return 0
				}
				mark = m
			}
			if number, ok := strings.CutSuffix(text, "%"); ok {
				if i := strings.IndexAny(number, ".,"); i >= 0 {
					decimalMark = rune(number[i])
				}
			}
		}
	}
	switch {
	case mark != 0:
		return mark
	case decimalMark == '.':
		return ','
	case decimalMark == ',':
		return '.'
	}
	return 0
}

// spelled writes a number for a sentence: 100 000 000, 34.5.
func spelled(n *big.Rat) string {
	text := written.DecimalText(n)
	if !n.IsInt() {
		if digits, exact := n.FloatPrec(); !exact || digits > 6 {
			text = strings.TrimRight(strings.TrimRight(n.FloatString(6), "0"), ".")
		}
	}
	whole, rest, point := strings.Cut(text, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	if point {
		b.WriteString("." + rest)
	}
	return b.String()
}

// spelled writes a number for a sentence in the language of the notes.
func (c *capTable) spelled(n *big.Rat) string { return c.inWords(spelled(n)) }

// inWords gives a figure the decimal mark and the no-break spaces of French,
// where the notes are in French.
func (c *capTable) inWords(figure string) string {
	if c.opts.Lang != "fr" {
		return figure
	}
	return strings.NewReplacer(".", ",", " ", "\u00a0").Replace(figure)
}
