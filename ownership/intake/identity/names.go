package identity

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"egide/ownership"
)

//go:embed legal_forms.csv
var legalFormsCSV string

// LegalForm is a form of company as legal_forms.csv has it: the spelling that
// stands for it, and what kind of entity has it.
type LegalForm struct {
	Form string
	Kind ownership.Kind
}

// longestForm is how many words the longest spelling of a legal form has.
const longestForm = 8

// legalForms are the rows of legal_forms.csv by the words of their spelling,
// joined.
var legalForms = sync.OnceValue(func() map[string]LegalForm {
	forms := map[string]LegalForm{}
	rows, err := csv.NewReader(strings.NewReader(legalFormsCSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return forms
	}
	for _, row := range rows[1:] {
		forms[strings.Join(Words(row[2]), "")] = LegalForm{Form: row[0], Kind: ownership.Kind(row[1])}
	}
	return forms
})

// LegalFormOf is the legal form that a text means, in any of its spellings.
func LegalFormOf(text string) (form LegalForm, ok bool) {
	form, ok = legalForms()[strings.Join(Words(text), "")]
	return form, ok
}

// letters that a decomposition leaves whole.
var wholeLetters = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i"}

// Words are the words of a name in lower case and without accents. Points
// join what they separate, so that S.A.S. is sas; a stroke between two single
// letters stays, so that A/S is no AS; percent and currency signs are words.
func Words(text string) []string {
	runes := []rune(text)
	if !plainASCII(text) {
		runes = []rune(norm.NFKD.String(text))
	}
	var b strings.Builder
	b.Grow(len(text))
	for i, r := range runes {
		r = unicode.ToLower(r)
		switch whole, ok := wholeLetters[r]; {
		case ok:
			b.WriteString(whole)
		case unicode.Is(unicode.Mn, r), r == '.', unicode.Is(unicode.Cf, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		case r == '%' || r == '€' || r == '$' || r == '#':
			b.WriteRune(' ')
			b.WriteRune(r)
			b.WriteRune(' ')
		case r == '/' && single(runes, i-1, -1) && single(runes, i+1, 1):
			b.WriteRune(r)
		default:
			b.WriteRune(' ')
		}
	}
	return strings.Fields(b.String())
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// single tells whether the letter at i stands alone on the side that step looks
// to.
func single(runes []rune, i, step int) bool {
	if i < 0 || i >= len(runes) || !unicode.IsLetter(runes[i]) {
		return false
	}
	next := i + step
	return next < 0 || next >= len(runes) || !unicode.IsLetter(runes[next]) && !unicode.IsDigit(runes[next])
}

// SplitForm takes the legal form from a name: its words without the form, and
// the form, empty when the name has none. The form may stand at either end.
// A name that is nothing but a form keeps its words.
func SplitForm(name string) (stem []string, form LegalForm) {
	words := Words(name)
	forms := legalForms()
	for n := min(longestForm, len(words)-1); n > 0; n-- {
		if f, ok := forms[strings.Join(words[len(words)-n:], "")]; ok {
			return words[:len(words)-n], f
		}
	}
	for n := min(longestForm, len(words)-1); n > 0; n-- {
		// In front, only forms that are no word of their own: "SAS Larkspur",
		// "SCI Les Lilas", and not "As de Pique".
		joined := strings.Join(words[:n], "")
		if f, ok := forms[joined]; ok && (len(joined) > 2 || joined == "sa") {
			return words[n:], f
		}
	}
	return words, LegalForm{}
}

// NameKey is a name as it is compared: its words without the legal form.
func NameKey(name string) (key, form string) {
	stem, f := SplitForm(name)
	return strings.Join(stem, " "), f.Form
}

// WordKey is the words of a name in order of the alphabet and without what a
// person is addressed with, so that M. Jean Dupont and DUPONT Jean have one. It
// serves for questions only: two persons of a family may share it.
func WordKey(key string) string {
	words := strings.Fields(key)
	if len(words) > 2 && slices.Contains([]string{"m", "mr", "mrs", "ms", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "herr", "frau", "fru"}, words[0]) {
		words = words[1:]
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}
