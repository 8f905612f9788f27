package rules

import (
	"slices"

	"egide/data"
	"egide/ownership"
)

// ChangeKind is what a change is about.
type ChangeKind string

// The kinds of change.
const (
	EntityChange  ChangeKind = "entity"
	PlaceChange   ChangeKind = "place"
	HoldingChange ChangeKind = "holding"
	RightChange   ChangeKind = "right"
	SupplyChange  ChangeKind = "supply"
	SiteChange    ChangeKind = "site"
	LawChange     ChangeKind = "law"
)

// ChangeKinds lists the kinds, in the order of the documentation.
var ChangeKinds = []ChangeKind{EntityChange, PlaceChange, HoldingChange, RightChange, SupplyChange, SiteChange, LawChange}

// Change is what 19.6.f has to know of a change between two days.
type Change struct {
	Kind ChangeKind
	// Fields are the columns in which an entity or a supply differs; nil when it
	// is new or ended.
	Fields []string
	// Provider tells that it is about the provider itself, Above that it is about
	// an entity above the provider, a holding or right in one.
	Provider, Above bool
	// Border tells that a place came into the Union, left it, or is not known to
	// be on the side on which it was.
	Border bool
	// Outside tells that a site is, or was, not known to be in the Union.
	Outside bool
}

// Notice is what 19.6.f says of a change: whether the provider tells its
// customer, and why.
func (c Change) Notice() data.Notice {
	n, _ := data.NoticeByID(c.notice())
	return n
}

func (c Change) notice() string {
	touches := func(fields ...string) bool {
		return slices.ContainsFunc(fields, func(f string) bool { return slices.Contains(c.Fields, f) })
	}
	either := func(above, third string) string {
		if c.Provider || c.Above {
			return above
		}
		return third
	}
	switch c.Kind {
	case PlaceChange:
		switch {
		case c.Provider:
			return "provider-place"
		case !c.Border:
			return "place-same-side"
		}
		return either("holder-place", "third-party-place")
	case HoldingChange:
		return either("holding", "third-party-holding")
	case RightChange:
		return either("right", "third-party-right")
	case SupplyChange:
		switch {
		case c.Fields == nil:
			return "supply"
		case touches("data_access"):
			return "supply-access"
		case touches("own_skills", "alternatives", "qualified_service", "qualified_until", "qualification"):
			return "supply-autonomy"
		}
		return "supply-description"
	case SiteChange:
		switch {
		case c.Outside:
			return "site-outside"
		case !c.Provider:
			return "site-third-party"
		}
		return "site-own-inside"
	case LawChange:
		return "law-status"
	}
	switch {
	case c.Fields == nil:
		return "entity-linked"
	case touches("kind", "listed", "ultimate"):
		return "who-counts"
	}
	return "entity-description"
}

// NotifyBy is the last day of the month that 19.6.f gives to tell of a change of
// a day: the same day of the next month, or the last of a shorter one.
func NotifyBy(day ownership.Date) ownership.Date {
	months, _ := data.LimitByID("notice_months")
	return day.AddMonths(months.Int())
}
