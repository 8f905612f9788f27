package rules

import (
	"slices"

	"egide/ownership"
)

// placeNames are what the three places of [HeadOffice.Places] are called.
var placeNames = []string{"registered_office", "central_administration", "principal_establishment"}

// away is the first place that is known to be outside the Union, by its number.
func (h HeadOffice) away() (int, bool) {
	n := slices.IndexFunc(h.Places(), func(s Seat) bool { return s.EU == ownership.No })
	return n, n >= 0
}

// office tests 19.6.a: the provider's registered office, central administration
// and principal establishment are each in a Member State. A missing place is
// not taken to be anywhere.
func (c *check) office(s *Subject) {
	f := Finding{Test: "19.6.a", Verdict: Compliant, Holder: s.Entity}
	ref := c.Field.Ref(s.Entity)
	var away, missing []ownership.Word
	for i, place := range s.HeadOffice.Places() {
		switch place.EU {
		case ownership.No:
			away = append(away, ownership.Word("place-"+placeNames[i]))
		case ownership.Unknown:
			missing = append(missing, ownership.Word("place-"+placeNames[i]))
			f.AskFor = append(f.AskFor, Ask{Entity: string(ref), What: ownership.Note{Code: "ask-" + placeNames[i], Entity: string(ref), Args: ownership.Args{"entity": ref}}})
		}
	}
	switch {
	case away != nil:
		f.Verdict = NonCompliant
		f.Because = ownership.Note{Code: "office-outside", Args: ownership.Args{"entity": ref, "places": away, "count": len(away)}}
	case missing != nil:
		f.Verdict = Undetermined
		f.Because = ownership.Note{Code: "office-missing", Args: ownership.Args{"entity": ref, "places": missing}}
	default:
		f.Because = ownership.Note{Code: "office-inside", Args: ownership.Args{"entity": ref}}
	}
	s.Findings = append(s.Findings, f)
}
