package written

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"egide/ownership"
)

//go:embed values.csv
var valuesCSV string

// vocabulary is the words that one column takes, and the ways to write them.
type vocabulary struct {
	words  []string          // canonical, in the order of values.csv
	french []string          // the same in French, which values.csv has first of their other ways
	folded map[string]string // every way to write a word, folded, with the word
}

// vocabularies are the rows of values.csv (column,value,alias), by column. A
// word may always be written as itself.
var vocabularies = sync.OnceValue(func() map[string]*vocabulary {
	all := map[string]*vocabulary{}
	rows, err := csv.NewReader(strings.NewReader(valuesCSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return all
	}
	for _, row := range rows[1:] {
		v := all[row[0]]
		if v == nil {
			v = &vocabulary{folded: map[string]string{}}
			all[row[0]] = v
		}
		if _, there := v.folded[Fold(row[1])]; !there {
			v.words = append(v.words, row[1])
			v.french = append(v.french, cmp.Or(row[2], row[1]))
			v.folded[Fold(row[1])] = row[1]
		}
		if row[2] != "" {
			v.folded[Fold(row[2])] = row[1]
		}
	}
	return all
})

// Choices are the words that a column takes, as a dossier writes them; nil when it
// takes any text.
func Choices(column string) []string {
	if v := vocabularies()[column]; v != nil {
		return v.words
	}
	return nil
}

// FindChoice is the word of a column's vocabulary that a text means; ok is false
// when it is none.
func FindChoice(column, text string) (word string, ok bool) {
	if v := vocabularies()[column]; v != nil {
		return v.find(text)
	}
	return "", false
}

// find returns the canonical word for a text; ok is false when it is none.
func (v *vocabulary) find(text string) (word string, ok bool) {
	if len(text) > 200 {
		return "", false
	}
	word, ok = v.folded[Fold(text)]
	return word, ok
}

// Choice reads a cell that takes one of the words of a column's vocabulary; blank
// stays blank.
func Choice(column, text string) (string, *Fault) {
	if text = Trim(text); text == "" {
		return "", nil
	}
	v := vocabularies()[column]
	if word, ok := v.find(text); ok {
		return word, nil
	}
	f := NewFault("value-unknown", text)
	f.Args["choices"], f.Args["french"] = v.words, v.french
	return "", f
}

// Answer reads yes and no; blank and the words for unknown are unknown.
func Answer(text string) (ownership.Tri, *Fault) {
	text, fault := Choice("yes_no", text)
	switch text {
	case "yes":
		return ownership.Yes, fault
	case "no":
		return ownership.No, fault
	}
	return ownership.Unknown, fault
}

// AnswerText writes an answer as [Answer] reads it; blank when nobody knows.
func AnswerText(t ownership.Tri) string {
	if t == ownership.Unknown {
		return ""
	}
	return t.String()
}

// List splits a cell at its semicolons and leaves out what is blank.
func List(text string) []string {
	if Trim(text) == "" {
		return nil
	}
	var items []string
	for item := range strings.SplitSeq(text, ";") {
		if item = Trim(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}
