package data

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters that a decomposition leaves whole, as people write them without a
// compose key.
var letters = map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ə': "e"}

// words are the letters and digits of a text in lower case, without accents,
// split at everything else. An ampersand is the word and.
func words(text string) []string {
	b := make([]byte, 0, len(text)+8)
	for _, r := range text {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b = append(b, byte(r))
		case 'A' <= r && r <= 'Z':
			b = append(b, byte(r)+'a'-'A')
		case r == '.': // U.S.A. is one word
		case r == '&':
			b = append(b, " and "...)
		case r < 0x80:
			b = append(b, ' ')
		default:
			b = foldRune(b, r)
		}
	}
	return strings.Fields(string(b))
}

func foldRune(b []byte, r rune) []byte {
	var whole [utf8.UTFMax]byte
	for _, part := range string(norm.NFKD.Append(nil, whole[:utf8.EncodeRune(whole[:], r)]...)) {
		part = unicode.ToLower(part)
		switch plain, ok := letters[part]; {
		case ok:
			b = append(b, plain...)
		case unicode.Is(unicode.Mn, part):
		case unicode.IsLetter(part), unicode.IsDigit(part):
			b = utf8.AppendRune(b, part)
		default:
			b = append(b, ' ')
		}
	}
	return b
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

// nameIndex finds places by what people call them. It is built when the first
// text comes that is no code.
type nameIndex struct {
	byName map[string]place // words run together
	within map[string]int   // subdivisions by their country's code and their name
}

var theNames = sync.OnceValue(func() nameIndex {
	a := theAtlas()
	x := nameIndex{byName: make(map[string]place, 1500), within: make(map[string]int, 128)}
	a.everyName(func(text string, at place) {
		ws := words(text)
		key := strings.Join(ws, "")
		if _, there := x.byName[key]; !there {
			x.byName[key] = at
		}
		if at.sub >= 0 {
			x.within[a.subdivisions[at.sub].Country+strings.Join(words(clipBracket(text)), "")] = at.sub
		}
	})
	return x
})

// theBags finds places by the words of their names in any order. Words that two
// countries share mean neither.
var theBags = sync.OnceValue(func() map[string]place {
	bags, shared := make(map[string]place, 1500), map[string]bool{}
	theAtlas().everyName(func(text string, at place) {
		key := bag(words(text))
		if before, there := bags[key]; !there {
			bags[key] = at
		} else if before.country != at.country {
			shared[key] = true
		}
	})
	for key := range shared {
		delete(bags, key)
	}
	delete(bags, "")
	return bags
})

// everyName goes through the names: those of countries before their aliases,
// and both before subdivisions, so that Georgia is the country.
func (a *atlas) everyName(visit func(text string, at place)) {
	for i, c := range a.countries {
		visit(c.EN, place{i, -1})
		visit(c.FR, place{i, -1})
	}
	for i, c := range a.countries {
		for _, alias := range c.Aliases {
			visit(alias, place{i, -1})
		}
	}
	for i, s := range a.subdivisions {
		if s.EN == "" {
			continue // known by its code alone
		}
		at := place{a.byCode[s.Country], i}
		visit(s.EN, at)
		visit(s.FR, at)
		for _, alias := range s.Aliases {
			visit(alias, at)
		}
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
	if at, ok := theNames().byName[strings.Join(words(text), "")]; ok {
		return at, "", true
	}
	if at, sub, ok := a.several(text); ok {
		return at, sub, true
	}
	at, ok = a.named(text)
	return at, "", ok
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
	names := theNames().byName
	if at, ok := names[strings.Join(ws, "")]; ok {
		return at, true
	}
	if at, ok := theBags()[bag(ws)]; ok {
		return at, true
	}
	for len(ws) > 1 && small[ws[0]] {
		ws = ws[1:]
	}
	for _, style := range styles {
		if len(ws) > len(style) && slices.Equal(ws[:len(style)], style) {
			if at, ok := names[strings.Join(ws[len(style):], "")]; ok {
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
		if len(parts) == 1 {
			return place{}, "", false
		}
		if len(bag(words(part))) == 0 && !a.isPart(part, found.country) {
			continue // the article of "Netherlands (the)"
		}
		at, s, ok := a.findPart(part, found.country)
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

// clipBracket drops what tells a name from another country's.
func clipBracket(name string) string {
	name, _, _ = strings.Cut(name, " (")
	return name
}

// isPart tells whether the text is the short code of a part of the country: the
// DE of "DE, USA".
func (a *atlas) isPart(text string, country int) bool {
	if country < 0 {
		return false
	}
	_, ok := a.bySub[a.countries[country].Code+"-"+strings.ToUpper(text)]
	return ok
}

// findPart finds one part of a place of which the country may be known already, so
// that the GA of "GA, USA" is Georgia and not Gabon.
func (a *atlas) findPart(part string, country int) (place, string, bool) {
	if a.isPart(part, country) {
		j := a.bySub[a.countries[country].Code+"-"+strings.ToUpper(part)]
		return place{a.byCode[a.subdivisions[j].Country], j}, "", true
	}
	if country >= 0 {
		code := a.countries[country].Code
		if j, ok := theNames().within[code+strings.Join(words(part), "")]; ok {
			return place{country, j}, "", true
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

// NamesTheUnion tells whether a text that should name a country names the Union,
// or Europe, and so no State at all.
func NamesTheUnion(text string) bool {
	switch strings.Join(words(clip(text, 80)), "") {
	case "eu", "ue", "europe", "europeanunion", "unioneuropeenne", "eea", "eee", "europeaneconomicarea", "espaceeconomiqueeuropeen":
		return true
	}
	return false
}

// NearestCountry is the name, in the language the text comes nearest to, that a
// text which [FindCountry] does not know may have meant; empty when nothing is
// near. Where the text is a part of the names of several countries, as Korea is,
// these are given, with strokes between them.
func NearestCountry(text string) (name string) {
	runes := []rune(strings.Join(words(clip(text, 80)), ""))
	if len(runes) == 0 {
		return ""
	}
	if names := namesWith(words(clip(text, 80))); names != nil {
		return strings.Join(names, " / ")
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
		try(clipBracket(s.EN))
		try(clipBracket(s.FR))
	}
	return name
}

// namesWith are the names of the countries in which the words stand one after the
// other, in the language that has them: three at most, and none where the words
// are too short to tell.
func namesWith(ws []string) []string {
	const least, most = 4, 3
	if len(strings.Join(ws, "")) < least {
		return nil
	}
	has := func(name string) bool {
		all := words(clipBracket(name))
		for i := 0; i+len(ws) <= len(all); i++ {
			if slices.Equal(all[i:i+len(ws)], ws) {
				return true
			}
		}
		return false
	}
	var names []string
	for _, c := range theAtlas().countries {
		switch {
		case has(c.EN):
			names = append(names, clipBracket(c.EN))
		case has(c.FR):
			names = append(names, clipBracket(c.FR))
		}
	}
	return names[:min(len(names), most)]
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
