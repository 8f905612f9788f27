package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"egide/data"
	"egide/ownership"
)

// Voice says things in one language.
type Voice struct {
	words *data.Lexicon
	// name gives the name of an entity by its id; nil leaves ids as they are.
	name  func(id string) string
	marks []float64
}

// NewVoice is a voice in the language, "fr" or "en". name gives the name of an
// entity by its id, and may be nil; marks are the percentages that rounding must
// not reach.
func NewVoice(lang string, name func(id string) string, marks []float64) *Voice {
	if marks == nil {
		marks = []float64{0, 100}
	}
	return &Voice{data.Words(lang), name, marks}
}

// Lang is the voice's language.
func (v *Voice) Lang() string { return v.words.Lang }

// Has tells whether there is a sentence of that code.
func (v *Voice) Has(code string) bool {
	_, ok := v.words.Text(code)
	return ok
}

// Word is the word or sentence of a code, its placeholders filled from pairs of
// name and value. A code that nobody wrote a sentence for stands for itself.
func (v *Voice) Word(code string, pairs ...string) string {
	if len(pairs) == 0 {
		return v.words.Sentence(code, nil)
	}
	values := make(map[string]string, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return v.fill(code, values)
}

// fill is the sentence of a code. In French, de and que lose their e before a
// name that begins with a vowel.
func (v *Voice) fill(code string, values map[string]string) string {
	text, ok := v.words.Text(code)
	if !ok {
		return code
	}
	if why, ok := values["why"]; ok {
		values["why"] = v.system(why)
	}
	if v.Lang() == "fr" {
		for name, value := range values {
			if first, _ := utf8.DecodeRuneInString(value); strings.ContainsRune("aeiouâàéèêëîïôûAEIOUÂÀÉÈÊËÎÏÔÛ", first) {
				place := "{" + name + "}"
				for _, word := range []string{"de", "que"} {
					whole := strings.NewReplacer(" "+word+" "+place, " "+word[:len(word)-1]+"'"+place)
					text = strings.TrimPrefix(whole.Replace(" "+text), " ")
				}
			}
		}
	}
	return v.words.Fill(text, values)
}

// system is what the operating system said, which it says in English, in words
// of the voice's language where there are any.
func (v *Voice) system(why string) string {
	if code := "system-" + strings.ReplaceAll(why, " ", "-"); v.Has(code) {
		return v.words.Sentence(code, nil)
	}
	return why
}

// Say is the sentence of a note.
func (v *Voice) Say(n Note) string {
	values := make(map[string]string, len(n.Args))
	var nested []string
	for name, arg := range n.Args {
		values[name] = v.arg(name, arg)
		if arg.Kind == ArgWord && !arg.List && strings.Contains(values[name], "{") {
			nested = append(nested, name)
		}
	}
	// A word may speak of the same facts as the sentence that it stands in.
	for _, name := range nested {
		values[name] = v.fill(n.Args[name].first(), values)
	}
	return v.fill(n.Code, values)
}

func (v *Voice) arg(name string, a Arg) string {
	switch a.Kind {
	case ArgNumber:
		return strconv.FormatFloat(a.Number, 'f', -1, 64)
	case ArgPercent:
		return v.Percent(a.Number)
	case ArgDate:
		return v.Day(a.first())
	case ArgAnswer:
		return v.Word("answer-" + a.first())
	case ArgSource:
		return a.first()
	case ArgEntity:
		return v.Name(a.first())
	}
	texts := make([]string, len(a.Texts))
	for i, text := range a.Texts {
		switch {
		case a.Kind == ArgEntities:
			texts[i] = v.Name(text)
		case a.Kind == ArgWord:
			texts[i] = v.Word(text)
		case name == "country", name == "other_country":
			texts[i] = v.inSentence(text)
		default:
			texts[i] = text
		}
	}
	return v.List(texts)
}

func (a Arg) first() string {
	if len(a.Texts) == 0 {
		return ""
	}
	return a.Texts[0]
}

// Name is the name of an entity by its id.
func (v *Voice) Name(id string) string {
	if v.name == nil {
		return id
	}
	return v.name(id)
}

// TestName is the short name of a test. A test that is made for each use, like
// 19.2/backup, has the name of its family and the word for the use.
func (v *Voice) TestName(test string) string {
	if v.Has("test-" + test) {
		return v.Word("test-" + test)
	}
	if family, use, ok := strings.Cut(test, "/"); ok && v.Has("test-"+family) {
		if v.Has("use-" + use) {
			use = v.Word("use-" + use)
		}
		return v.Word("test-within", "family", v.Word("test-"+family), "use", use)
	}
	return test
}

// Country is the name of a country by its code, or the code.
func (v *Voice) Country(code string) string {
	if s, ok := data.SubdivisionByCode(code); ok {
		return s.Name(v.Lang())
	}
	if c, ok := data.ByCode(code); ok {
		return c.Name(v.Lang())
	}
	return code
}

// inSentence is the name of a country as an English sentence has it: some take
// an article. The French sentences are made so that none needs one.
func (v *Voice) inSentence(code string) string {
	name := v.Country(code)
	if v.Lang() != "en" {
		return name
	}
	for _, kind := range []string{"United ", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Comoros", "Seychelles"} {
		if strings.HasPrefix(name, kind) {
			return "the " + name
		}
	}
	if strings.HasSuffix(name, " Islands") || strings.HasSuffix(name, " Republic") {
		return "the " + name
	}
	return name
}

// List joins texts as a sentence does.
func (v *Voice) List(texts []string) string {
	switch n := len(texts); n {
	case 0:
		return ""
	case 1:
		return texts[0]
	default:
		return v.Word("list-and", "before", strings.Join(texts[:n-1], ", "), "last", texts[n-1])
	}
}

// Apart joins texts that have commas of their own, with semicolons.
func (v *Voice) Apart(texts ...string) string {
	if v.Lang() == "fr" {
		return strings.Join(texts, "\u00a0; ")
	}
	return strings.Join(texts, "; ")
}

// Day is a day, given as 2026-11-22, in words. What is no such day stays as it
// is.
func (v *Voice) Day(iso string) string {
	parts := strings.Split(iso, "-")
	if len(parts) != 3 {
		return iso
	}
	month, err := strconv.Atoi(parts[1])
	if err != nil || month < 1 || month > 12 {
		return iso
	}
	day := strings.TrimPrefix(parts[2], "0")
	if day == "1" {
		day = v.Word("day-first")
	}
	return v.Word("day", "day", day, "month", v.Word("month-"+strconv.Itoa(month)), "year", parts[0])
}

// decimal writes a number in the language's way.
func (v *Voice) decimal(text string) string {
	return strings.Replace(text, ".", v.Word("decimal-mark"), 1)
}

// Count writes a whole number with its digits in groups: 10,000,000, or in French
// with narrow spaces.
func (v *Voice) Count(n int) string {
	text := strconv.Itoa(n)
	first := 0
	if n < 0 {
		first = 1
	}
	for at := len(text) - 3; at > first; at -= 3 {
		text = v.Word("digit-groups", "a", text[:at], "b", text[at:])
	}
	return text
}

// Percent writes a percentage: 24.5%, or 24,5 % in French.
func (v *Voice) Percent(percent float64) string {
	return v.Word("percent", "n", v.decimal(digits(percent, v.marks)))
}

// Interval writes a figure that may be a range: 19–23.9%.
func (v *Voice) Interval(i Interval) string {
	if i.Low == i.High {
		return v.Percent(i.Low)
	}
	low, high := digitsOf(i.Low, i.High, v.marks)
	return v.Word("percent", "n", v.decimal(low)+"–"+v.decimal(high))
}

// Points writes a difference between two percentages.
func (v *Voice) Points(width float64) string {
	text := digits(width, []float64{0})
	return v.Word("points", "n", v.decimal(text))
}

// NoteOf is a note as a report has it, without its sentence: for what has to be
// said when there is no report.
func NoteOf(n ownership.Note) Note {
	s := newScale()
	return Note{Code: n.Code, Entity: n.Entity, Source: n.At.String(), Args: s.facts(n.Args)}
}
