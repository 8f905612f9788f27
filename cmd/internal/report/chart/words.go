package chart

import (
	"math"
	"strings"

	"egide/cmd/internal/report"
)

// words says in one language what stands in a chart.
type words struct{ *report.Voice }

// name is the name of an entity as it can stand in a picture.
func (w words) name(e *report.Entity) string {
	if name := strings.TrimSpace(report.Clean(e.Name)); name != "" {
		return name
	}
	return report.Clean(e.ID)
}

// share is a figure: 24%, 25–50%, at least 75%.
func (w words) share(i report.Interval) string {
	i.Low, i.High = tidy(i.Low), tidy(i.High)
	switch {
	case i.Low == i.High:
		return w.Percent(i.Low)
	case i.Low <= 0 && i.High >= 100:
		return w.Word("chart-unknown-share")
	case i.High >= 100:
		return together(w.Word("chart-at-least", "share", w.Percent(i.Low)))
	case i.Low <= 0:
		return together(w.Word("chart-at-most", "share", w.Percent(i.High)))
	}
	return w.Interval(i)
}

// together is a text that no line is broken in.
func together(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// tidy takes the noise of adding and subtracting percentages off a figure.
func tidy(percent float64) float64 { return math.Round(percent*1e9) / 1e9 }

// shares is the figure of the capital and that of the votes: one when they are
// equal.
func (w words) shares(capital, votes report.Interval) []string {
	c, v := w.share(capital), w.share(votes)
	if c == v {
		return []string{c}
	}
	parts := []string{w.Word("chart-capital", "share", c), w.Word("chart-votes", "share", v)}
	if capital.High <= 0 {
		parts[0] = w.Word("chart-no-capital")
	}
	if votes.High <= 0 {
		parts[1] = w.Word("chart-no-votes")
	}
	return parts
}

// rights are what a holder may do in a company.
func (w words) right(r *report.Right) string {
	organ := report.Clean(r.Organ)
	switch r.Right {
	case "appoint":
		switch {
		case r.Seats != nil && r.OfSeats != nil:
			return w.withOrgan(w.Word("chart-appoints", "seats", whole(*r.Seats), "of", whole(*r.OfSeats)), organ)
		case r.Seats != nil:
			return w.withOrgan(w.Word("chart-appoints-some", "seats", whole(*r.Seats)), organ)
		}
		return w.withOrgan(w.Word("chart-appoints-majority"), organ)
	case "veto":
		text := w.withOrgan(w.Word("chart-veto"), organ)
		if r.Scope == "minority_protection" {
			text = w.Word("chart-minority", "right", text)
		}
		return text
	case "control_agreement", "de_facto_control":
		return w.Word("chart-" + r.Right)
	}
	return report.Clean(r.Right)
}

func (w words) withOrgan(text, organ string) string {
	if organ == "" {
		return text
	}
	return w.Word("chart-organ", "right", text, "organ", organ)
}

// country is the name of a place by its codes: Delaware, United States.
func (w words) country(country, subdivision string) string {
	if subdivision == "" || subdivision == country {
		return w.Country(country)
	}
	return w.Word("chart-subdivision", "part", w.Country(subdivision), "country", w.Country(country))
}

// place is where an entity is: the registered office, and the other two places
// where they are in another country; of a person, the nationality and the
// residence.
func (w words) place(e *report.Entity) string {
	if e.Kind == string(Person) {
		of := func(code string) string {
			country, _, _ := strings.Cut(code, "-")
			return w.country(country, code)
		}
		switch {
		case e.Nationality == "" && e.Residence == "":
			return w.Word("chart-nationality-unknown")
		case e.Nationality == "":
			return w.Word("chart-residence", "place", of(e.Residence))
		case e.Residence == "" || e.Residence == e.Nationality:
			return of(e.Nationality)
		}
		return of(e.Nationality) + " · " + w.Word("chart-residence", "place", of(e.Residence))
	}
	if e.Places == nil {
		return ""
	}
	of := func(s report.Seat) string {
		if s.Country == nil {
			return ""
		}
		return w.country(*s.Country, s.Place)
	}
	office := e.Places.RegisteredOffice
	text := of(office)
	if text == "" {
		text = w.Word("chart-seat-unknown")
	}
	for _, other := range []struct {
		code string
		seat report.Seat
	}{{"chart-administration", e.Places.CentralAdministration}, {"chart-establishment", e.Places.PrincipalEstablishment}} {
		if other.seat.Country != nil && (office.Country == nil || *other.seat.Country != *office.Country) {
			text += " · " + w.Word(other.code, "place", of(other.seat))
		}
	}
	return text
}
