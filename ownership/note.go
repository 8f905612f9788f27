package ownership

import (
	"fmt"
	"strconv"
)

// Position is where a value was read: a file, and in it a line and a column
// counted from one, or a sheet and its cell. Line 0 is the whole file, column
// 0 the whole line.
type Position struct {
	File         string
	Sheet        string
	Line, Column int
}

// String is file:line:column as compilers write it, or file[sheet]!C14 for a
// cell of a workbook.
func (p Position) String() string {
	switch {
	case p.File == "":
		return ""
	case p.Sheet != "" && p.Line > 0 && p.Column > 0:
		return p.File + "[" + p.Sheet + "]!" + columnLetters(p.Column) + strconv.Itoa(p.Line)
	case p.Sheet != "" && p.Line > 0:
		return p.File + "[" + p.Sheet + "]:" + strconv.Itoa(p.Line)
	case p.Sheet != "":
		return p.File + "[" + p.Sheet + "]"
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Row is the position without its column.
func (p Position) Row() Position {
	p.Column = 0
	return p
}

// Before orders positions by file, sheet, line and column.
func (p Position) Before(q Position) bool {
	if p.File != q.File {
		return p.File < q.File
	}
	if p.Sheet != q.Sheet {
		return p.Sheet < q.Sheet
	}
	if p.Line != q.Line {
		return p.Line < q.Line
	}
	return p.Column < q.Column
}

func columnLetters(n int) string {
	letters := ""
	for ; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}

// Ref names an entity by its id in the arguments of a note; a presenter shows
// the entity's name.
type Ref string

// Word is the code of a word or phrase that stands in a sentence, itself to be
// said in the reader's language: the dimension, a place, an organ.
type Word string

// Args are the facts that a note's sentence is made from, by the name of their
// place in it. A value is a string, an int, a bool, a Tri, a Date, a Position,
// a Ref, a []Ref, a Word, a []Word, a []string, or a *big.Rat, which is a ratio
// that presenters write in percent.
type Args map[string]any

// Note is something a reader has to know about the input or a figure: a fault,
// a warning, an assumption, a reason. It is a code and its facts; the sentence
// in the reader's language is made by the presenter.
type Note struct {
	Code   string
	Entity string // the id it is about; empty when it is about none
	Args   Args
	At     Position
}
