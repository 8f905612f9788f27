package deal

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"egide/ownership"
)

// longest is how long a deal may be, in bytes: more is no sentence.
const longest = 1000

// Parse reads a deal, the nth of several. The note is what is wrong with it,
// with the column where that is; nil when nothing is.
func Parse(text string, n int) (Deal, *ownership.Note) {
	d := Deal{N: n, Text: strings.TrimSpace(text)}
	fail := func(column int, code string, args ownership.Args) (Deal, *ownership.Note) {
		note := d.fault(column, code, args)
		return d, &note
	}
	switch {
	case len(text) > longest:
		return fail(1, "deal-too-long", ownership.Args{"most": longest})
	case !utf8.ValidString(text):
		return fail(1, "deal-not-text", nil)
	}
	tokens, open := split(text)
	if open > 0 {
		return fail(open, "deal-quote-open", nil)
	}
	if n := len(tokens) - 1; n >= 0 && tokens[n].folded == "" && strings.Trim(tokens[n].text, ".;") == "" {
		tokens = tokens[:n] // a full stop after a bracket
	}
	if len(tokens) == 0 {
		return fail(1, "deal-empty", nil)
	}
	var best *match
	known := spelled()
	for i := range known {
		m := &match{form: &known[i], tokens: tokens, source: text, filled: map[string][2]int{}}
		if m.from(0, 0) {
			return m.deal(d)
		}
		if best == nil || m.words > best.words || m.words == best.words && m.reach > best.reach {
			best = m
		}
	}
	if best.words == 0 {
		column := tokens[0].column
		if len(tokens) > 1 {
			column = tokens[1].column
		}
		return fail(column, "deal-no-verb", nil)
	}
	column, found := 1+utf8.RuneCountInString(strings.TrimRightFunc(text, unicode.IsSpace)), ""
	if best.reach < len(tokens) {
		column, found = tokens[best.reach].column, tokens[best.reach].text
	}
	args := ownership.Args{"found": found, "usage": best.form.usage}
	switch want := best.want; {
	case want == "":
		return fail(column, "deal-extra", args)
	case want == "SHARE" && found != "":
		return fail(column, "deal-share", args)
	case (want == "SEATS" || want == "TOTAL") && found != "":
		return fail(column, "deal-count", args)
	case isSlot(want) && found == "":
		return fail(column, "deal-unfinished", args)
	case found == "":
		args["want"] = want
		return fail(column, "deal-unfinished", args)
	default:
		args["want"] = want
		return fail(column, "deal-expected", args)
	}
}

// token is a word of a deal, a text in quotation marks, or one in brackets.
type token struct {
	text       string // without quotation marks
	folded     string // empty for a quoted text, which is never a word of the grammar
	begin, end int    // bytes of the source
	column     int    // in characters, from one
	bracket    bool
}

// split cuts a deal into tokens. open is the column of a quotation mark or
// bracket that is not closed; zero when there is none.
func split(text string) (tokens []token, open int) {
	closing := map[rune]rune{'"': '"', '“': '”', '«': '»', '(': ')'}
	column := func(at int) int { return utf8.RuneCountInString(text[:at]) + 1 }
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		begin := at
		if mark, quoted := closing[r]; quoted {
			inside := at + size
			length := strings.IndexRune(text[inside:], mark)
			if length < 0 {
				return nil, column(begin)
			}
			at = inside + length + utf8.RuneLen(mark)
			tokens = append(tokens, token{text: strings.TrimSpace(text[inside : inside+length]), begin: begin, end: at, column: column(begin), bracket: r == '('})
			continue
		}
		for at < len(text) {
			c, size := utf8.DecodeRuneInString(text[at:])
			if _, quoted := closing[c]; unicode.IsSpace(c) || quoted {
				break
			}
			at += size
			if fold(text[begin:at]) == "d'" { // d'Atelier is two words, as de Atelier would be
				break
			}
		}
		word := text[begin:at]
		tokens = append(tokens, token{text: word, folded: strings.TrimRight(fold(word), ".;"), begin: begin, end: at, column: column(begin)})
	}
	return tokens, 0
}

// match is a form held against a deal.
type match struct {
	form   *form
	tokens []token
	source string
	filled map[string][2]int // first token of each place, and the one after its last

	// How far it came: how many words of the form were found, the token at which
	// it went wrong, and what was wanted there.
	words, reach int
	want         string
}

func (m *match) from(element, at int) bool {
	return m.step(element, at, 0)
}

func (m *match) step(element, at, words int) bool {
	stuck := func(want string) bool {
		if words > m.words || words == m.words && at >= m.reach {
			m.words, m.reach, m.want = words, at, want
		}
		return false
	}
	if element == len(m.form.elements) {
		return at == len(m.tokens) || stuck("")
	}
	want := m.form.elements[element]
	if at >= len(m.tokens) {
		return stuck(want)
	}
	if !isSlot(want) {
		if m.tokens[at].folded != want {
			return stuck(want)
		}
		return m.step(element+1, at+1, words+1)
	}
	longest := len(m.tokens)
	switch want {
	case "SEATS", "TOTAL":
		if n, err := strconv.Atoi(m.tokens[at].text); err != nil || n < 0 || n > 10_000 {
			return stuck(want)
		}
		longest = at + 1
	case "SHARE":
		found := false
		for end := min(at+3, len(m.tokens)); end > at && !found; end-- {
			if _, ok := shareOf(m.phrase(at, end)); ok {
				m.filled[want] = [2]int{at, end}
				found = m.step(element+1, end, words)
			}
		}
		if !found && m.reach <= at {
			return stuck(want)
		}
		return found
	case "REGISTERED":
		longest = min(at+2, longest)
	}
	for end := at + 1; end <= longest; end++ {
		if want == "REGISTERED" && namedPlaces[m.phrase(at, end)] == "" {
			continue
		}
		m.filled[want] = [2]int{at, end}
		if m.step(element+1, end, words) {
			return true
		}
	}
	if want == "REGISTERED" {
		return stuck(want)
	}
	return false
}

// phrase is a few tokens as folded words.
func (m *match) phrase(from, to int) string {
	var words []string
	for _, t := range m.tokens[from:to] {
		words = append(words, t.folded)
	}
	return strings.Join(words, " ")
}

var (
	percentShape  = regexp.MustCompile(`^([0-9]{1,3}(?:[.,][0-9]{1,30})?) ?(?:%|percent|per cent|pourcent|pour cent)$`)
	fractionShape = regexp.MustCompile(`^([0-9]{1,18})/([0-9]{1,18})$`)
	everything    = []string{"all", "all its shares", "tout", "toutes ses actions", "toutes ses parts"}
)

// shareOf reads a share: 10%, 10,5 %, 1/3, or all. The ratio is nil for all.
func shareOf(words string) (*big.Rat, bool) {
	if slices.Contains(everything, words) {
		return nil, true
	}
	if m := percentShape.FindStringSubmatch(words); m != nil {
		r, ok := new(big.Rat).SetString(strings.Replace(m[1], ",", ".", 1))
		return r.Quo(r, big.NewRat(100, 1)), ok
	}
	if m := fractionShape.FindStringSubmatch(words); m != nil {
		r, ok := new(big.Rat).SetString(m[1] + "/" + m[2])
		return r, ok
	}
	return nil, false
}

// undisclosed are the words for holders that nobody shows.
var undisclosed = []string{"undisclosed", "undisclosed holders", "the undisclosed holders", "inconnus", "detenteurs inconnus", "des detenteurs inconnus", "les detenteurs inconnus"}

// deal is what a form that matched says.
func (m *match) deal(d Deal) (Deal, *ownership.Note) {
	d.Kind = m.form.kind
	d.Who, d.Of, d.Other = m.party("WHO"), m.party("OF"), m.party("OTHER")
	if span, ok := m.filled["OTHER"]; ok && slices.Contains(undisclosed, m.phrase(span[0], span[1])) {
		d.Undisclosed, d.Other = true, Party{}
	}
	if d.Kind == BuyBack {
		d.Kind, d.Who = Transfer, d.Of
	}
	if span, ok := m.filled["SHARE"]; ok {
		d.ShareColumn = m.tokens[span[0]].column
		share, _ := shareOf(m.phrase(span[0], span[1]))
		if share != nil && (share.Sign() <= 0 || share.Cmp(one) > 0 || d.Kind == Issue && share.Cmp(one) == 0) {
			code := "deal-share-range"
			if d.Kind == Issue {
				code = "deal-issue-range"
			}
			note := d.fault(d.ShareColumn, code, ownership.Args{"found": m.text(span)})
			return d, &note
		}
		if share == nil && (d.Kind == Issue || d.Kind == Transfer && d.Other.Text == "" && !d.Undisclosed) {
			note := d.fault(d.ShareColumn, "deal-all-of-whom", ownership.Args{"found": m.text(span), "usage": m.form.usage})
			return d, &note
		}
		d.Share = share
	}
	if span, ok := m.filled["PLACE"]; ok {
		d.Place, d.At = m.text(span), m.tokens[span[0]].column
	}
	if span, ok := m.filled["REGISTERED"]; ok {
		d.Which = namedPlaces[m.phrase(span[0], span[1])]
	}
	if span, ok := m.filled["SEATS"]; ok {
		d.Seats, _ = strconv.Atoi(m.tokens[span[0]].text)
		total := m.filled["TOTAL"]
		d.OfSeats, _ = strconv.Atoi(m.tokens[total[0]].text)
		if d.Seats > d.OfSeats || d.Seats == 0 {
			note := d.fault(m.tokens[span[0]].column, "deal-seats-range", ownership.Args{"seats": d.Seats, "of": d.OfSeats})
			return d, &note
		}
	}
	return d, nil
}

// text is what stands in a place, as it was written.
func (m *match) text(span [2]int) string {
	if span[1] == span[0]+1 {
		return m.tokens[span[0]].text
	}
	return m.source[m.tokens[span[0]].begin:m.tokens[span[1]-1].end]
}

// party is who stands in a place. What follows in brackets is a country, or a
// kind and a country.
func (m *match) party(slot string) Party {
	span, ok := m.filled[slot]
	if !ok || !slices.Contains(m.form.elements, slot) {
		return Party{}
	}
	p := Party{Column: m.tokens[span[0]].column}
	if last := m.tokens[span[1]-1]; last.bracket && span[1]-span[0] > 1 {
		for _, part := range strings.FieldsFunc(last.text, func(r rune) bool { return r == ',' || r == ';' }) {
			part = strings.TrimSpace(part)
			if _, known := kinds[fold(part)]; known {
				p.Kind = part
			} else {
				p.Country = part
			}
		}
		p.Whole = m.text(span)
		span[1]--
	}
	p.Text = m.text(span)
	if p.Whole == "" {
		p.Whole = p.Text
	}
	return p
}

// kinds are the words for what a new holder is.
var kinds = map[string]ownership.Kind{
	"company": ownership.Company, "societe": ownership.Company,
	"person": ownership.Person, "personne": ownership.Person,
	"fund": ownership.Fund, "fonds": ownership.Fund,
	"state": ownership.State, "etat": ownership.State,
	"partnership": ownership.Partnership, "societe de personnes": ownership.Partnership,
	"trust": ownership.Trust, "fiducie": ownership.Trust,
}

var one = big.NewRat(1, 1)
