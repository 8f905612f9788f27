package data

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that a decomposition leaves whole, as people write them without a
// compose key.
var letters = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "ə", "e", "&", " and ")

// words are the letters and digits of a text in lower case, without accents,
// split at everything else.
func words(text string) []string {
	text = letters.Replace(strings.ToLower(text))
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		case r == '.': // U.S.A. is one word
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(strings.ToLower(b.String()))
}

// small words carry no meaning in a country's name.
var small = map[string]bool{
	"the": true, "of": true, "and": true, "st": true, "saint": true, "sainte": true,
	"le": true, "la": true, "les": true, "l": true, "d": true, "de": true, "du": true, "des": true, "et": true, "en": true,
}

// styles are what stands before the short name in a State's full name.
var styles = [][]string{
	{"republic", "of"}, {"federal", "republic", "of"}, {"kingdom", "of"}, {"grand", "duchy", "of"}, {"principality", "of"}, {"state", "of"}, {"province", "of"}, {"commonwealth", "of"},
	{"hellenic", "republic", "of"}, {"islamic", "republic", "of"}, {"sultanate", "of"}, {"bailiwick", "of"}, {"territory", "of"}, {"republic"}, {"state"},
	{"republique", "de"}, {"republique", "d"}, {"republique", "du"}, {"republique", "des"}, {"royaume", "de"}, {"royaume", "du"}, {"royaume", "des"}, {"royaume", "d"}, {"grand", "duche", "de"}, {"grand", "duche", "du"},
	{"principaute", "de"}, {"principaute", "d"}, {"etat", "de"}, {"etat", "du"}, {"etat", "d"}, {"province", "de"}, {"province", "du"}, {"province", "d"}, {"bailliage", "de"}, {"sultanat", "d"},
}

// bag is the words that matter, in one order: "Korea (the Republic of)" and
// "Republic of Korea" have the same.
func bag(ws []string) string {
	var kept []string
	for _, w := range ws {
		if !small[w] {
			kept = append(kept, w)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, " ")
}

func (a *atlas) index() {
	a.byName = make(map[string]place, 1200)
	a.byWords = make(map[string]place, 1200)
	taken := map[string]bool{}
	name := func(text string, at place) {
		ws := words(text)
		if key := strings.Join(ws, ""); key != "" {
			if _, there := a.byName[key]; !there {
				a.byName[key] = at
			}
		}
		key := bag(ws)
		if before, there := a.byWords[key]; there && before.country != at.country {
			taken[key] = true // two countries share the words: neither is meant for certain
		} else if key != "" && !there {
			a.byWords[key] = at
		}
	}
	for i, c := range a.countries {
		name(c.EN, place{i, -1})
		name(c.FR, place{i, -1})
	}
	for i, c := range a.countries {
		for _, alias := range c.Aliases {
			name(alias, place{i, -1})
		}
	}
	for i, s := range a.subdivisions {
		at := place{a.byCode[s.Country], i}
		name(s.EN, at)
		name(s.FR, at)
		for _, alias := range s.Aliases {
			name(alias, at)
		}
	}
	for key := range taken {
		delete(a.byWords, key)
	}
}

var subdivisionShape = regexp.MustCompile(`^([A-Za-z]{2})[-_:/]([A-Za-z0-9]{1,3})$`)

// FindCountry finds the country that a text means: a code (FR, fra, EL, UK), a
// subdivision (US-DE, us_de, CA-ON) or a name in English or French, whatever its
// case, accents and punctuation. The subdivision, when the text names one, is
// its ISO 3166-2 code; the country decides, and a subdivision with a country
// code of its own (FR-NC is NC) gives that country. ok is false when the text
// means no country or could mean more than one; [NearestCountry] then has a name
// to propose.
func FindCountry(text string) (c Country, subdivision string, ok bool) {
	// no name is that long: a cell of megabytes is not worth folding
	if len(text) > 200 {
		return Country{}, "", false
	}
	a := theAtlas()
	at, sub, ok := a.find(text)
	if !ok {
		return Country{}, "", false
	}
	if at.sub >= 0 {
		sub = a.subdivisions[at.sub].Code
	}
	return a.countries[at.country], sub, true
}

func (a *atlas) find(text string) (at place, sub string, ok bool) {
	text = strings.TrimSpace(text)
	if i, ok := a.byCode[strings.ToUpper(text)]; ok {
		return place{i, -1}, "", true
	}
	if m := subdivisionShape.FindStringSubmatch(text); m != nil {
		if at, sub, ok := a.subdivision(strings.ToUpper(m[1]), strings.ToUpper(m[2])); ok {
			return at, sub, true
		}
	}
	if at, ok := a.named(text); ok {
		return at, "", true
	}
	return a.several(text)
}

// subdivision finds XX-YYY: against the list where the list is whole, by its
// shape elsewhere.
func (a *atlas) subdivision(country, part string) (place, string, bool) {
	i, ok := a.byCode[country]
	if !ok {
		return place{}, "", false
	}
	code := a.countries[i].Code + "-" + part
	if j, ok := a.bySub[code]; ok {
		return place{a.byCode[a.subdivisions[j].Country], j}, code, true
	}
	if a.closed[a.countries[i].Code] {
		return place{}, "", false
	}
	return place{i, -1}, code, true
}

// named finds a name, as it is written or without its articles, style or order
// of words.
func (a *atlas) named(text string) (place, bool) {
	ws := words(text)
	if len(ws) == 0 {
		return place{}, false
	}
	if at, ok := a.byName[strings.Join(ws, "")]; ok {
		return at, true
	}
	key := bag(ws)
	if at, ok := a.byWords[key]; ok && key != "" {
		return at, true
	}
	for len(ws) > 1 && small[ws[0]] {
		ws = ws[1:]
	}
	for _, style := range styles {
		if len(ws) > len(style) && slices.Equal(ws[:len(style)], style) {
			if at, ok := a.byName[strings.Join(ws[len(style):], "")]; ok {
				return at, true
			}
		}
	}
	return place{}, false
}

// several finds a place that is written twice over: "Allemagne (RFA)",
// "Delaware, USA", "France / FR". All parts have to mean the same country.
func (a *atlas) several(text string) (place, string, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("(),;/[]|–—", r) })
	found, sub, any := place{-1, -1}, "", false
	for k := len(parts) - 1; k >= 0; k-- { // the country comes last
		part := strings.TrimSpace(parts[k])
		if len(bag(words(part))) == 0 {
			continue
		}
		if len(parts) == 1 {
			return place{}, "", false
		}
		at, s, ok := a.find1(part, found.country)
		if !ok || any && at.country != found.country {
			return place{}, "", false
		}
		any = true
		found.country = at.country
		if at.sub >= 0 {
			found.sub = at.sub
		}
		if s != "" {
			sub = s
		}
	}
	return found, sub, any
}

// find1 finds one part of a place of which the country may be known already, so
// that the GA of "GA, USA" is Georgia and not Gabon.
func (a *atlas) find1(part string, country int) (place, string, bool) {
	if country >= 0 && len(part) <= 3 {
		if j, ok := a.bySub[a.countries[country].Code+"-"+strings.ToUpper(part)]; ok {
			return place{a.byCode[a.subdivisions[j].Country], j}, "", true
		}
	}
	if i, ok := a.byCode[strings.ToUpper(part)]; ok {
		return place{i, -1}, "", true
	}
	if m := subdivisionShape.FindStringSubmatch(part); m != nil {
		return a.subdivision(strings.ToUpper(m[1]), strings.ToUpper(m[2]))
	}
	at, ok := a.named(part)
	return at, "", ok
}

// NearestCountry is the name, in the language the text comes nearest to, that a
// text which [FindCountry] does not know may have meant; empty when nothing is
// near.
func NearestCountry(text string) (name string) {
	runes := []rune(strings.Join(words(clip(text, 80)), ""))
	if len(runes) == 0 {
		return ""
	}
	best := len(runes)/2 + 1
	try := func(candidate string) {
		other := []rune(strings.Join(words(candidate), ""))
		if d := distance(runes, other, best); d < best && d < max(len(other), len(runes)) {
			best, name = d, candidate
		}
	}
	a := theAtlas()
	for _, c := range a.countries {
		try(c.EN)
		try(c.FR)
	}
	for _, c := range a.countries {
		for _, alias := range c.Aliases {
			if len(alias) > 3 {
				try(alias)
			}
		}
	}
	for _, s := range a.subdivisions {
		try(s.EN)
		try(s.FR)
	}
	return name
}

func clip(text string, runes int) string {
	for i := range text {
		if runes == 0 {
			return text[:i]
		}
		runes--
	}
	return text
}

// distance counts the letters to add, drop, change or swap with their neighbour
// to make one text from the other (optimal string alignment), or returns limit
// when it is no less.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}
