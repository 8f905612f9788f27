package rules

import (
	"egide/data"
	"egide/ownership"
)

// seats decides where entities have their places, on a day and under a policy.
type seats struct {
	day    ownership.Date
	policy Policy
}

// seat is a place and whether it lies in the Union on the day.
func (s seats) seat(p ownership.Place) Seat {
	if !p.Known() {
		return Seat{}
	}
	switch data.InEU(p.Country, int(s.day)) {
	case data.EUYes:
		return Seat{Place: p, EU: ownership.Yes}
	case data.EUNo:
		return Seat{Place: p, EU: ownership.No}
	case data.EUOCT:
		return Seat{Place: p, EU: ownership.No, Overseas: true}
	}
	return Seat{Place: p}
}

// headOffice reads an entity's three places. It is outside when any known one
// is, for 19.6.b says "or"; where only the registered office is known the two
// others are taken to be there (Q24), unless the policy asks for all three.
func (s seats) headOffice(e *ownership.Entity) HeadOffice {
	h := HeadOffice{
		RegisteredOffice:       s.seat(e.RegisteredOffice),
		CentralAdministration:  s.seat(e.CentralAdministration),
		PrincipalEstablishment: s.seat(e.PrincipalEstablishment),
	}
	h.NonEU = ownership.No
	for _, place := range h.Places() {
		switch {
		case place.EU == ownership.No:
			h.NonEU = ownership.Yes
			return h
		case place.EU == ownership.Unknown && (s.policy.StrictSeats && !single(e.Kind)):
			h.NonEU = ownership.Unknown
		}
	}
	if h.RegisteredOffice.EU == ownership.Unknown {
		h.NonEU = ownership.Unknown
	}
	return h
}

// single tells whether a kind of entity has one place and not three.
func single(k ownership.Kind) bool { return k == ownership.State || k == ownership.Person }

// Places lists the three in the order of the standard.
func (h HeadOffice) Places() []Seat {
	return []Seat{h.RegisteredOffice, h.CentralAdministration, h.PrincipalEstablishment}
}

// nonEU tells whether an entity is outside the Union. Persons have no seat:
// under the policy's switch their nationality or residence stands for it;
// where they are left out, either one does, for the report only. A State is
// often written with a nationality and no seat: that is a place of it too.
func (s seats) nonEU(e *ownership.Entity) ownership.Tri {
	switch {
	case e.Kind == ownership.Person && s.policy.NaturalPersons == "nationality":
		return outside(s.seat(e.Nationality))
	case e.Kind == ownership.Person && s.policy.NaturalPersons == "residence":
		return outside(s.seat(e.Residence))
	case e.Kind == ownership.Person:
		answer := ownership.Unknown
		for _, p := range []Seat{s.seat(e.Nationality), s.seat(e.Residence)} {
			switch o := outside(p); {
			case o == ownership.Yes:
				return o
			case o == ownership.No:
				answer = o
			}
		}
		return answer
	}
	places := s.headOffice(e).NonEU
	if e.Kind == ownership.State {
		switch country := outside(s.seat(e.Nationality)); {
		case country == ownership.Yes:
			return country
		case places == ownership.Unknown:
			return country
		}
	}
	return places
}

func outside(p Seat) ownership.Tri {
	switch p.EU {
	case ownership.Yes:
		return ownership.No
	case ownership.No:
		return ownership.Yes
	}
	return ownership.Unknown
}

// counts tells whether an entity is a third entity in the sense of 19.6.b when
// it is outside.
func (s seats) counts(e *ownership.Entity) bool {
	return e.Kind != ownership.Person || s.policy.NaturalPersons != "exclude"
}

// declaredOnly tells whether only the entity's declared holders count (19.6.b
// and L.233-7 I): it is listed on a regulated market and seated in France, or
// in another Member State by analogy with the Transparency Directive (Q11).
func (s seats) declaredOnly(e *ownership.Entity) bool {
	if e.Listed != ownership.RegulatedMarket || s.headOffice(e).NonEU != ownership.No {
		return false
	}
	return e.RegisteredOffice.Country == "FR" || s.policy.ListedByAnalogy
}

// lens is what the measures need to know of these rules.
func (s seats) lens() ownership.Lens {
	threshold, _ := data.LimitByID("declaration_threshold")
	majority, _ := data.LimitByID("majority")
	presumption, _ := data.LimitByID("presumption")
	return ownership.Lens{
		Outside: s.nonEU, Counted: s.counts, DeclaredOnly: s.declaredOnly,
		DeclarationThreshold: threshold.Ratio(),
		Majority:             majority.Ratio(), Presumption: presumption.Ratio(),
		SuspendCircular: s.policy.CircularVotes == "suspended",
	}
}
