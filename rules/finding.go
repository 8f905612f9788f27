package rules

import (
	"math/big"

	"egide/ownership"
)

// Verdict is the answer of a test, of a subject, or of a dossier.
type Verdict string

// The verdicts. NotApplicable is for a test that has nothing to look at.
const (
	Compliant     Verdict = "compliant"
	NonCompliant  Verdict = "non_compliant"
	Undetermined  Verdict = "undetermined"
	NotApplicable Verdict = "not_applicable"
)

// worst is the verdict of several taken together: one failure fails, else one
// doubt leaves a doubt.
func worst(verdicts ...Verdict) Verdict {
	answer := Compliant
	for _, v := range verdicts {
		switch {
		case v == NonCompliant:
			return NonCompliant
		case v == Undetermined:
			answer = Undetermined
		}
	}
	return answer
}

// Finding is what a test comes to for a subject, with its proof.
type Finding struct {
	Test      string // 19.6.b/capital-individual
	Verdict   Verdict
	Contested bool              // look-through or control alone would give another verdict
	Limit     *big.Rat          // ratio; nil where the test has none
	Value     *ownership.Bounds // ratios; nil where the test has none
	Dimension ownership.Dimension
	// Holder is whose figure it is: an index as in ownership, Together for a
	// collective figure, Undisclosed where one unknown holder would have most.
	Holder  int
	Because ownership.Note
	// Readings are the figure and its verdict in each reading.
	Readings []ReadingValue
	Chains   []ownership.Chain // the largest, that make up the low end
	Further  *big.Rat          // what cycles and further chains add to them; nil without chains
	// Control tells that the one chain shows who controls the entity, and
	// carries no share of a figure.
	Control bool
	AskFor  []Ask
	// Entities are the ids that the finding is about, besides the subject:
	// holders of a veto, of seats.
	Entities []string
}

// ReadingValue is a figure as one reading gives it.
type ReadingValue struct {
	Reading ownership.Reading
	Value   ownership.Bounds
	Holder  int
	Verdict Verdict
}

// Ask is a document or a fact to ask for, and how much of a figure's interval
// it would settle.
type Ask struct {
	What   ownership.Note
	Entity string   // the id of whom it is about
	Width  *big.Rat // ratio; nil where the test has no figure
}

// Seat is one of an entity's three places and where it lies on the day.
type Seat struct {
	Place ownership.Place
	EU    ownership.Tri
	// Overseas tells that the place belongs to a Member State's realm without
	// being part of the Union.
	Overseas bool
}

// HeadOffice is the three places that 19.6 looks at.
type HeadOffice struct {
	RegisteredOffice       Seat
	CentralAdministration  Seat
	PrincipalEstablishment Seat
	NonEU                  ownership.Tri
}

// Individual is the largest figure that one holder has.
type Individual struct {
	ownership.Bounds
	Holder int // Undisclosed where an unknown holder's would be the largest
}

// Role is what a subject is in the dossier.
type Role string

// The two roles.
const (
	Provider   Role = "provider"
	ThirdParty Role = "third_party"
)

// Subject is an entity that is examined, with everything found about it.
type Subject struct {
	Entity     int
	Role       Role
	Critical   bool
	Tier       int // 0 for the provider, then the least number of supplies away
	Verdict    Verdict
	HeadOffice HeadOffice
	Measures   *ownership.Measures // nil for a third party whose figures are not shown
	Individual [2][3]Individual    // of counted holders that are outside, or may be
	// Persons are the natural persons of a non-EU nationality or residence
	// that the figures leave out.
	Persons     []int
	Controllers []ownership.Controller
	// AnyoneMayControl tells that undisclosed votes could hide a controller.
	AnyoneMayControl bool
	Findings         []Finding
	Exposures        []Exposure

	// Of a third party: what it can obtain over all its supplies, those
	// supplies, and the way from the provider to it, which is left out beyond
	// 64 tiers.
	Access   ownership.Access
	Supplies []*ownership.Supply
	Through  []int
}

// Result is everything that a check comes to.
type Result struct {
	AsOf        ownership.Date
	Verdict     Verdict
	Policy      Policy
	Dossier     *ownership.Dossier
	Field       *ownership.Field // the structure on the day, seen by these rules
	Subjects    []Subject        // the provider first
	Assumptions []ownership.Note
	Warnings    []ownership.Note
}
