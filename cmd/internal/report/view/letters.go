package view

import (
	"strconv"
	"strings"

	"egide/cmd/internal/report"
)

// Letter is what is asked of one entity.
type Letter struct {
	Anchor string
	To     string
	Entity *report.Entity
	Items  []Item
}

// Item is one thing asked for.
type Item struct{ Text, Points, Tests string }

// Letters are what to ask for, a letter to each entity that is in question, the
// most telling first.
func (v *View) Letters() []*Letter {
	var letters []*Letter
	by := map[string]*Letter{}
	for _, a := range v.Telling.Asks() {
		letter := by[a.Entity]
		if letter == nil {
			letter = &Letter{Anchor: "letter-" + strconv.Itoa(len(letters)+1), To: v.Placed(a.Entity), Entity: v.Entity(a.Entity)}
			by[a.Entity] = letter
			letters = append(letters, letter)
		}
		item := Item{Text: v.AskSentence(a.Ask), Tests: strings.Join(a.Tests, ", ")}
		if a.Width != nil {
			item.Points = v.Voice().Points(*a.Width)
		}
		letter.Items = append(letter.Items, item)
	}
	return letters
}

// First are the first things to ask for.
func (v *View) First() []string {
	const most = 3
	var list []string
	asks := v.Telling.Asks()
	for _, a := range asks[:min(len(asks), most)] {
		list = append(list, v.AskSentence(a.Ask))
	}
	return list
}

// MoreAsks is how many things there are besides the first.
func (v *View) MoreAsks() int { return max(len(v.Telling.Asks())-3, 0) }

// Address is where a letter goes, as far as the dossier tells.
func (v *View) Address(e *report.Entity) string {
	if e == nil {
		return ""
	}
	var parts []string
	if text := v.Identity(e.ID); text != "" {
		parts = append(parts, text)
	}
	if e.Country != nil {
		parts = append(parts, v.Country(*e.Country))
	}
	return strings.Join(parts, ", ")
}
