package captable

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"

	"egide/ownership"
	"egide/ownership/intake/identity"
	"egide/ownership/intake/written"
)

//go:embed aliases.csv
var aliasesCSV string

// The columns that a cap table may have. Those that are no column of a dossier
// tell how others are to be read.
const (
	roleHolder       = "holder"
	roleGivenName    = "given_name"
	roleShares       = "shares"
	roleClassShares  = "class_shares" // shares of the class that the header names
	roleCapital      = "capital"
	roleCapitalRatio = "capital_ratio" // 0 to 1; only by the user's word
	roleVotes        = "votes"
	roleVotesRatio   = "votes_ratio"
	roleVotesNet     = "votes_net"   // exercisable
	roleVotesGross   = "votes_gross" // theoretical
	rolePerShare     = "votes_per_share"
	roleClass        = "share_class"
	roleCountry      = "country"
	roleNationality  = "nationality"
	roleResidence    = "residence"
	roleNumber       = "registration_number"
	roleSIREN        = "siren"
	roleOrgnr        = "orgnr"
	roleBornOrOrgnr  = "born_or_orgnr" // a Norwegian company's number or a person's year of birth
	roleBorn         = "born"
	roleLEI          = "lei"
	roleKind         = "kind"
	roleLegalForm    = "legal_form"
	roleIssuer       = "issuer"
	roleIssuerNumber = "issuer_number"
	roleIssuerShares = "issuer_shares" // all shares of the row's issuer
	roleTitle        = "title_kind"    // full, bare or usufruct
	roleNomineeFor   = "nominee_for"
	roleDeclared     = "declared"
	roleConcert      = "concert"
	roleSourceDate   = "source_date"
	roleNote         = "note"
	roleForecast     = "forecast" // not held yet
	roleAside        = "aside"    // known and of no use here
	roleMovedOn      = "moved_on"
	roleMovement     = "movement"
	roleTransferor   = "transferor"
	roleTransferee   = "transferee"
	roleDebit        = "debit"
	roleCredit       = "credit"
	roleBalance      = "balance"
)

// capTableWords is aliases.csv, ready for use.
type capTableWords struct {
	columns map[string]string // folded header to column
	headers []wordRule        // headers by some of their words, the first that fits
	held    [][]string        // words that say a column is of shares that are held
	rows    map[string]map[string]bool
	starts  []wordRule // rows by how their label begins
	has     []wordRule // rows by words in their label
	kinds   []wordRule // kinds of holders by their names
	values  map[string]string
}

// wordRule gives a meaning to texts with certain words.
type wordRule struct {
	meaning, match string
	words          []string
}

var capTableVocabulary = sync.OnceValue(func() *capTableWords {
	v := &capTableWords{columns: map[string]string{}, rows: map[string]map[string]bool{}, values: map[string]string{}}
	rows, err := csv.NewReader(strings.NewReader(aliasesCSV)).ReadAll()
	if err != nil || len(rows) == 0 {
		return v
	}
	for _, row := range rows[1:] {
		sort, meaning, match, text := row[0], row[1], row[2], row[3]
		rule := wordRule{meaning: meaning, match: match, words: identity.Words(text)}
		switch {
		case sort == "column" && match == "is":
			v.columns[written.Fold(text)] = meaning
			v.columns[written.Fold(strings.ReplaceAll(text, "%", "% "))] = meaning
		case sort == "column":
			rule.words = headerWords(text)
			v.headers = append(v.headers, rule)
		case sort == "held":
			v.held = append(v.held, headerWords(text))
		case sort == "row" && match == "is":
			if v.rows[meaning] == nil {
				v.rows[meaning] = map[string]bool{}
			}
			v.rows[meaning][strings.Join(rule.words, " ")] = true
		case sort == "row" && match == "starts":
			v.starts = append(v.starts, rule)
		case sort == "row":
			v.has = append(v.has, rule)
		case sort == "kind" && match == "value":
			v.values[written.Fold(text)] = meaning
		case sort == "kind":
			v.kinds = append(v.kinds, rule)
		}
	}
	return v
})

// headerWords are the words of a header without the s of a plural.
func headerWords(text string) []string {
	words := identity.Words(text)
	for i, w := range words {
		if len(w) > 3 && strings.HasSuffix(w, "s") {
			words[i] = w[:len(w)-1]
		}
	}
	return words
}

// column is what a header means, and whether it says that it is of shares that
// are held and not only promised. Empty is unknown.
func (v *capTableWords) column(header string) (role string, held bool) {
	if role, ok := v.columns[written.Fold(header)]; ok {
		return role, false
	}
	words := headerWords(header)
	for _, phrase := range v.held {
		if i := phraseAt(words, phrase); i >= 0 {
			words = slices.Concat(words[:i], words[i+len(phrase):])
			held = true
		}
	}
	if held {
		if role, ok := v.columns[written.Fold(strings.Join(words, " "))]; ok {
			return role, true
		}
	}
	for _, rule := range v.headers {
		if all(words, rule.words) {
			return rule.meaning, held
		}
	}
	return "", held
}

// rowIs tells whether a label is, to the word, one of those of a meaning.
func (v *capTableWords) rowIs(meaning, label string) bool {
	return v.rows[meaning][strings.Join(identity.Words(label), " ")]
}

// rowStarts tells whether a label begins with words of a meaning.
func (v *capTableWords) rowStarts(meaning, label string) bool {
	words := identity.Words(label)
	for _, rule := range v.starts {
		if rule.meaning == meaning && phraseAt(words[:min(len(rule.words), len(words))], rule.words) == 0 {
			return true
		}
	}
	return false
}

// rowHas tells whether words of a meaning stand in a label.
func (v *capTableWords) rowHas(meaning, label string) bool {
	words := identity.Words(label)
	for _, rule := range v.has {
		if rule.meaning == meaning && phraseAt(words, rule.words) >= 0 {
			return true
		}
	}
	return false
}

// promised tells whether a label speaks of shares that nobody holds yet.
func (v *capTableWords) promised(label string) bool {
	words := headerWords(label)
	for _, rule := range v.headers {
		if rule.meaning == roleForecast && all(words, rule.words) {
			return true
		}
	}
	return false
}

// diluted tells whether a title says that a table counts what is not held yet.
func (v *capTableWords) diluted(title string) bool {
	words := headerWords(title)
	for _, phrase := range v.held {
		if phraseAt(words, phrase) >= 0 {
			return false
		}
	}
	for _, w := range words {
		if strings.HasPrefix(w, "dilut") || strings.HasPrefix(w, "dilue") {
			return true
		}
	}
	return false
}

// kind is what the name of a holder tells of its kind; empty when nothing.
func (v *capTableWords) kind(name string) ownership.Kind {
	words := identity.Words(name)
	for _, rule := range v.kinds {
		i := phraseAt(words, rule.words)
		ok := false
		switch rule.match {
		case "is":
			ok = i == 0 && len(words) == len(rule.words)
		case "starts":
			ok = i == 0 && len(words) > len(rule.words)
		case "ends":
			last := len(words) - len(rule.words)
			ok = last > 0 && slices.Equal(words[last:], rule.words)
		default:
			ok = i >= 0
		}
		if ok {
			return ownership.Kind(rule.meaning)
		}
	}
	return ""
}

// phraseAt is where a phrase stands among words; -1 when it does not.
func phraseAt(words, phrase []string) int {
	if len(phrase) == 0 {
		return -1
	}
	for i := 0; i+len(phrase) <= len(words); i++ {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return i
		}
	}
	return -1
}

// all tells whether every one of some words is among others.
func all(words, wanted []string) bool {
	for _, w := range wanted {
		if !slices.Contains(words, w) {
			return false
		}
	}
	return len(wanted) > 0
}
