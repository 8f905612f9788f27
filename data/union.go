package data

import "slices"

// Link is what ties a country code to the European Union.
type Link string

// The links.
const (
	// None: never a part of the Union, nor of a Member State.
	None Link = "none"
	// Member is a Member State, between its days.
	Member Link = "member"
	// Part is in the Union under a code of its own, as a region of a State:
	// the outermost regions (TFEU 349) and Åland. It follows its State, within
	// its own days.
	Part Link = "part"
	// Overseas belongs to a Member State but is no territory of the Union: the
	// overseas countries and territories of Annex II TFEU, and the Faroes.
	Overseas Link = "oct"
)

// EUStatus is what a country code is to the Union on a day.
type EUStatus uint8

// The statuses. The zero value is for a code that the table does not have.
const (
	EUUnknown EUStatus = iota
	EUNo
	EUYes
	// EUOCT is outside the Union and yet part of a Member State's realm: taken
	// as outside, with a warning.
	EUOCT
)

// String is unknown, no, yes or oct.
func (s EUStatus) String() string {
	switch s {
	case EUNo:
		return "no"
	case EUYes:
		return "yes"
	case EUOCT:
		return "oct"
	}
	return "unknown"
}

// Inside tells whether the place is in the Union. An overseas territory and an
// unknown code are not.
func (s EUStatus) Inside() bool { return s == EUYes }

// Membership is what a country code is to the Union on a day, and why.
type Membership struct {
	Status EUStatus
	Link   Link
	// Of is the State that a Part or an Overseas territory belongs to.
	Of string
	// From and Until bound the code's own time in the Union; 0 is none.
	From, Until int
	// Source is the treaty that says so.
	Source string
}

// MembershipOn tells what the code is to the Union on the day yyyymmdd. A code
// that is not in the table has status EUUnknown.
func MembershipOn(code string, day int) Membership {
	c, ok := ByCode(code)
	if !ok {
		return Membership{}
	}
	m := Membership{Status: EUNo, Link: c.Link, Of: c.Of, From: c.EUFrom, Until: c.EUUntil, Source: c.Source}
	within := c.EUFrom != 0 && c.EUFrom <= day && (c.EUUntil == 0 || day < c.EUUntil)
	switch c.Link {
	case Member:
		if within {
			m.Status = EUYes
		}
	case Part, Overseas:
		if !InEU(c.Of, day).Inside() {
			break
		}
		m.Status = EUOCT
		if within {
			m.Status = EUYes
		}
	}
	return m
}

// InEU is the status alone of [MembershipOn].
func InEU(code string, day int) EUStatus { return MembershipOn(code, day).Status }

// EUChangeDays lists, in order, the days on which the status of some code
// changes.
func EUChangeDays() []int {
	var days []int
	for _, c := range theAtlas().countries {
		for _, day := range []int{c.EUFrom, c.EUUntil} {
			if day != 0 {
				days = append(days, day)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}
