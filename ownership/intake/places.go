package intake

import (
	"strings"

	"egide/data"
	"egide/ownership"
)

// gazetteer finds places and remembers them: a dossier names the same few
// countries over and over.
type gazetteer map[string]found

type found struct {
	place ownership.Place
	fault *Fault
}

// place reads a country: a code, a subdivision's code, or a name in English or
// French; blank is not known.
func (g gazetteer) place(text string) (ownership.Place, *Fault) {
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
		f.fault = faulty("country-union", text)
	} else if f.fault = faulty("country-unknown", text); true {
		if near := data.NearestCountry(text); near != "" {
			f.fault.Code, f.fault.Args["near"] = "country-unknown-near", near
		}
	}
	if len(text) <= 200 {
		g[strings.Clone(text)] = f
	}
	return f.place, f.fault
}

// presence reads US:branch; CA:customers. Every faulty item is a fault.
func (g gazetteer) presence(items []string) (all []ownership.Presence, faults []*Fault) {
	for _, item := range items {
		country, what, ok := strings.Cut(item, ":")
		if !ok || trim(country) == "" || trim(what) == "" {
			faults = append(faults, faulty("presence-form", item))
			continue
		}
		place, fault := g.place(trim(country))
		if fault != nil {
			faults = append(faults, fault)
		}
		kind, wrong := word("presence", what)
		if wrong != nil {
			faults = append(faults, wrong)
		}
		if fault == nil && wrong == nil {
			all = append(all, ownership.Presence{Country: place.Country, What: kind})
		}
	}
	return all, faults
}
