package written

import (
	"strings"

	"egide/data"
	"egide/ownership"
)

// Gazetteer finds places and remembers them: a dossier names the same few
// countries over and over. Make one with Gazetteer{}.
type Gazetteer map[string]found

type found struct {
	place ownership.Place
	fault *Fault
}

// Place reads a country: a code, a subdivision's code, or a name in English or
// French; blank is not known.
func (g Gazetteer) Place(text string) (ownership.Place, *Fault) {
	if text == "" {
		return ownership.Place{}, nil
	}
	if f, ok := g[text]; ok {
		return f.place, f.fault
	}
	var f found
	if country, subdivision, ok := data.FindCountry(text); ok {
		f.place = ownership.Place{Country: country.Code, Subdivision: subdivision}
	} else if data.NamesTheUnion(text) {
		f.fault = NewFault("country-union", text)
	} else if f.fault = NewFault("country-unknown", text); true {
		if near := data.NearestCountry(text); near != "" {
			f.fault.Code, f.fault.Args["near"] = "country-unknown-near", near
		}
	}
	if len(text) <= 200 {
		g[strings.Clone(text)] = f
	}
	return f.place, f.fault
}

// Presence reads US:branch; CA:customers. Every faulty item is a fault.
func (g Gazetteer) Presence(items []string) (all []ownership.Presence, faults []*Fault) {
	for _, item := range items {
		country, what, ok := strings.Cut(item, ":")
		if !ok || Trim(country) == "" || Trim(what) == "" {
			faults = append(faults, NewFault("presence-form", item))
			continue
		}
		place, fault := g.Place(Trim(country))
		if fault != nil {
			faults = append(faults, fault)
		}
		kind, wrong := Choice("presence", what)
		if wrong != nil {
			faults = append(faults, wrong)
		}
		if fault == nil && wrong == nil {
			all = append(all, ownership.Presence{Country: place.Country, What: kind})
		}
	}
	return all, faults
}
