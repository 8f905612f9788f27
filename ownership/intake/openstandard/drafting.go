package openstandard

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"egide/data"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
)

// whole is all of a company, as a ratio.
var whole = big.NewRat(1, 1)

// drafting is one import on its way to rows.
type drafting struct {
	input.Collector
	opts        Options
	mostRecords int
	places      written.Gazetteer
	words       *data.Lexicon
	draft       intake.Draft
	entities    map[string]intake.DraftRow
	chosen      map[uint64]bool // what was asked for and all above it; nil takes everything
	lostLeftOut int
	tallies     []tally
	ended       *ownership.Note // the fault behind which a file could not be read on
}

// tally is a remark that holds of many records alike, and is made once.
type tally struct {
	code  string
	first ownership.Position
	n     int
}

func newDrafting(opts Options) *drafting {
	return &drafting{opts: opts, mostRecords: cmp.Or(opts.MaxRecords, defaultRecords), places: written.Gazetteer{},
		words: data.Words(opts.Lang), entities: map[string]intake.DraftRow{}}
}

// takes tells whether a number is of what is to be taken.
func (m *drafting) takes(key uint64) bool { return m.chosen == nil || m.chosen[key] }

// result is the draft, or what was wrong.
func (m *drafting) result() (*intake.Draft, error) {
	if err := m.Err(); err != nil {
		return nil, err
	}
	for _, t := range m.tallies {
		m.Warn(t.first, t.code, "", ownership.Args{"n": t.n})
	}
	if m.lostLeftOut > 0 {
		m.Warn(ownership.Position{}, "open-left-out-cut", "", ownership.Args{"n": m.lostLeftOut})
	}
	for _, rows := range [][]intake.DraftRow{m.draft.Entities, m.draft.Shareholdings, m.draft.Rights} {
		for _, row := range rows {
			intake.Filled(row)
		}
	}
	m.draft.Notes = m.Warned()
	return &m.draft, nil
}

// entity returns the row of an entity, and makes one when there is none yet.
func (m *drafting) entity(id string) (row intake.DraftRow, made bool) {
	if row, ok := m.entities[id]; ok {
		return row, false
	}
	row = intake.DraftRow{"id": id}
	m.entities[id] = row
	m.draft.Entities = append(m.draft.Entities, row)
	return row, true
}

func (m *drafting) holding(row intake.DraftRow) {
	m.draft.Shareholdings = append(m.draft.Shareholdings, intake.Filled(row))
}

func (m *drafting) right(row intake.DraftRow) {
	m.draft.Rights = append(m.draft.Rights, intake.Filled(row))
}

// mostLeftOut is how many records are listed that no row was made from.
const mostLeftOut = 10_000

// leftOut notes a record that no row was made from.
func (m *drafting) leftOut(at ownership.Position, code string, args ownership.Args) {
	if len(m.draft.LeftOut) >= mostLeftOut {
		m.lostLeftOut++
		return
	}
	m.draft.LeftOut = append(m.draft.LeftOut, intake.LeftOut{At: at, Why: ownership.Note{Code: code, Args: args, At: at}})
}

// count notes once more what is told once, with how often it was.
func (m *drafting) count(at ownership.Position, code string) {
	for i := range m.tallies {
		if m.tallies[i].code == code {
			m.tallies[i].n++
			return
		}
	}
	m.tallies = append(m.tallies, tally{code, at, 1})
}

// remark adds a sentence to the note of a row, in the language of the import.
func (m *drafting) remark(row intake.DraftRow, code string, values map[string]string) {
	addNote(row, m.words.Sentence(code, values))
}

func addNote(row intake.DraftRow, text string) {
	switch have := row["note"]; {
	case text == "" || have == text || strings.HasSuffix(have, "; "+text):
	case have == "":
		row["note"] = text
	default:
		row["note"] = have + "; " + text
	}
}

// text is a value of the file as a cell can hold it.
func (m *drafting) text(at ownership.Position, text string) string {
	text = written.Trim(text)
	if len(text) > input.LongestCell {
		if n := utf8.RuneCountInString(text); n > input.LongestCell {
			m.Fault(at, "cell-too-long", ownership.Args{"n": n, "limit": input.LongestCell})
			return ""
		}
	}
	return text
}

// country is a place as a cell writes it. One that is not known is blank, with
// a warning: an import guesses nothing.
func (m *drafting) country(at ownership.Position, entity, column, text string) string {
	if text = written.Trim(text); text == "" {
		return ""
	}
	place, fault := m.places.Place(text)
	if fault != nil {
		m.unread(at, entity, column, text)
		return ""
	}
	return place.String()
}

// nationality is a country that may be written as the people of it are called:
// British, Française.
func (m *drafting) nationality(at ownership.Position, entity, text string) string {
	if text = written.Trim(text); text == "" {
		return ""
	}
	if place, fault := m.places.Place(text); fault == nil {
		return place.Country
	}
	if code, ok := written.People(text); ok {
		return code
	}
	m.unread(at, entity, "nationality", text)
	return ""
}

// nationalities enters what a file says of the nationality of a person, when it
// says one; a dossier has room for one, so several are a remark and no guess.
func (m *drafting) nationalities(at ownership.Position, row intake.DraftRow, texts ...string) {
	var found []string
	for _, text := range texts {
		if _, fault := m.places.Place(text); fault != nil {
			// several in one text: British,Irish
			for part := range strings.SplitSeq(text, ",") {
				if code := m.nationality(at, row["id"], part); code != "" && !slices.Contains(found, code) {
					found = append(found, code)
				}
			}
			continue
		}
		if code := m.nationality(at, row["id"], text); code != "" && !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	switch len(found) {
	case 0:
	case 1:
		row["nationality"] = found[0]
	default:
		m.Warn(at, "open-several-nationalities", row["id"], ownership.Args{"found": found})
		m.remark(row, "open-note-nationalities", map[string]string{"found": strings.Join(found, ", ")})
	}
}

// unread warns that a value was not understood and its cell left blank.
func (m *drafting) unread(at ownership.Position, entity, column, text string) {
	m.Warn(at, "open-value-unread", entity, ownership.Args{"column": column, "text": written.Echo(text)})
}

// day is the day of a date or a time as a cell writes it.
func (m *drafting) day(at ownership.Position, entity, column, text string) string {
	text = written.Trim(text)
	if text == "" {
		return ""
	}
	day := text
	if len(day) > 10 && (day[10] == 'T' || day[10] == ' ') {
		day = day[:10]
	}
	if date, err := ownership.ParseDate(day); err == nil {
		return date.String()
	}
	m.unread(at, entity, column, text)
	return ""
}

// draftID makes an id that a dossier takes of any text: no more than 200 bytes,
// no invisible characters. Two texts do not become one id.
func draftID(text string) string {
	const longest = 200 // as in a dossier
	id := norm.NFC.String(written.Trim(text))
	if id != "" && len(id) <= longest && utf8.ValidString(id) && !written.Invisible(id) {
		return id
	}
	sum := sha256.Sum256([]byte(text))
	id = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(id, ""))
	if len(id) > longest/2 {
		id = strings.ToValidUTF8(id[:longest/2], "")
	}
	return id + "~" + hex.EncodeToString(sum[:8])
}

// recordSource tells where a row came from: the file, the line, and the name of
// the record in its own register.
func recordSource(at ownership.Position, record string) string {
	text := at.Row().String()
	if record != "" {
		text += " (" + written.Echo(record) + ")"
	}
	return text
}
