package rules

import (
	"slices"
	"strings"

	"egide/data"
	"egide/ownership"
)

// ColoOptions say whom to examine before a colocation contract is signed.
type ColoOptions struct {
	Options // Provider is the id of the landlord; empty finds it
	// Tenant is the id of the provider that would sign; empty for none.
	Tenant string
	// France asks for every site to be in France, as a French public contract
	// may.
	France bool
	// Several tells that other landlords of the same dossier are examined too, so
	// that an answer has to say whose it is.
	Several bool
}

// Advice is what the seven points come to.
type Advice string

// The three answers.
const (
	Sign               Advice = "sign"
	SignWithConditions Advice = "sign_with_conditions"
	DoNotSignYet       Advice = "do_not_sign_yet"
)

// Colo is a landlord in seven points, before its tenant signs.
type Colo struct {
	AsOf   ownership.Date
	Advice Advice
	// Landlord is the check of the landlord as a third party: the first of its
	// subjects. Those who supply it follow.
	Landlord *Result
	Points   []Point // all of them, in order
	// Tenant is who would sign, -1 for nobody. Before and After are its own
	// check without the landlord and with it.
	Tenant        int
	Before, After *Result
	France        bool
}

// Point is one of the seven.
type Point struct {
	Number  int
	Verdict Verdict
	// Replies are the questions of the point with their answers, Findings what
	// was computed, and Proofs what the computation rests on.
	Replies  []Reply
	Findings []Finding
	Proofs   []Proof
	Remarks  []ownership.Note
	// Conditions are what has to be met before, or in, the contract, and AskFor
	// the documents that are missing.
	Conditions []Condition
	AskFor     []Ask

	blocked bool // nothing in a contract mends what it lacks
}

// Condition is something to be met: a clause that the contract needs, or a
// document that is to be given before it is signed.
type Condition struct {
	Clause  data.Clause // its id is empty for a document
	Item    string      // the question that it comes from; empty for a computed one
	Site    string      // empty for all
	Gravity string
	Because ownership.Note
}

// Proof is where a fact of the structure, or of a site, was read.
type Proof struct {
	About  ownership.Note // what it shows
	Source string
	Date   ownership.Date
	Old    bool // older than the months that data.Limits sets, or without a day
	At     ownership.Position
}

// Examine puts a landlord to the seven points. The notes that it returns are
// faults of the input, as those of [Check]; the result is nil when there are
// any.
func Examine(d *ownership.Dossier, o ColoOptions) (*Colo, []ownership.Note, error) {
	landlord, faults := findLandlord(d, o)
	faults = append(faults, tenantFaults(d, o, landlord)...)
	if o.Several {
		faults = append(faults, unsigned(d)...)
	}
	if len(faults) > 0 {
		return nil, faults, nil
	}
	x := &examination{ColoOptions: o, dossier: d, id: landlord, Colo: &Colo{AsOf: o.AsOf, Tenant: -1, France: o.France}}
	if faults, err := x.structure(); err != nil || len(faults) > 0 {
		return nil, faults, err
	}
	x.sites = x.sitesOf()
	x.Points = make([]Point, data.DiligencePoints)
	for i := range x.Points {
		p := &x.Points[i]
		*p = Point{Number: i + 1, Verdict: Compliant}
		// What is computed is told first.
		switch p.Number {
		case 2:
			x.located(p)
		case 3:
			x.owned(p)
		}
		x.answers(p)
	}
	x.advise()
	if faults, err := x.effect(); err != nil || len(faults) > 0 {
		return nil, faults, err
	}
	return x.Colo, nil, nil
}

// examination is a landlord under examination.
type examination struct {
	ColoOptions
	*Colo
	dossier *ownership.Dossier
	id      string // the landlord
	check   *check // of the landlord as a third party
	why     caught // whether 19.6.c is concerned with it
	sites   []*ownership.Site
	rows    []*ownership.Supply // what the landlord supplies to its tenant
	differ  []ownership.Note    // where those rows and its answers contradict each other
}

// advise draws the answer from the points: whatever no clause mends keeps the
// tenant from signing; whatever one does is a condition.
func (x *examination) advise() {
	x.Advice = Sign
	for i := range x.Points {
		p := &x.Points[i]
		switch {
		case p.blocked:
			x.Advice = DoNotSignYet
		case x.Advice == Sign && (len(p.Conditions) > 0 || p.Verdict != Compliant):
			x.Advice = SignWithConditions
		}
	}
}

// findLandlord finds whom the questions are put to: the one named; or the only
// entity besides the tenant that offers colocation; or the dossier's provider.
func findLandlord(d *ownership.Dossier, o ColoOptions) (string, []ownership.Note) {
	entities := ownership.Position{File: "entities.csv"}
	if o.Provider != "" {
		if d.Entity(o.Provider) == nil {
			return "", []ownership.Note{{Code: "provider-unknown", Args: ownership.Args{"id": o.Provider}, At: entities}}
		}
		return o.Provider, nil
	}
	var offering, providers []string
	for _, e := range d.Entities {
		if e.ID == o.Tenant {
			continue
		}
		if slices.Contains(e.Services, "colocation") {
			offering = append(offering, e.ID)
		}
		if e.Provider {
			providers = append(providers, e.ID)
		}
	}
	both := slices.DeleteFunc(slices.Clone(offering), func(id string) bool { return !slices.Contains(providers, id) })
	for _, list := range [][]string{both, offering, providers} {
		if len(list) == 1 {
			return list[0], nil
		}
		if len(list) > 1 {
			slices.Sort(list)
			return "", []ownership.Note{{Code: "landlord-several", Args: ownership.Args{"ids": strings.Join(list, ", ")}, At: entities}}
		}
	}
	return "", []ownership.Note{{Code: "landlord-missing", At: entities}}
}

// tenantFaults tells what is wrong with the tenant that was named.
func tenantFaults(d *ownership.Dossier, o ColoOptions, landlord string) []ownership.Note {
	entities := ownership.Position{File: "entities.csv"}
	switch {
	case o.Tenant == "":
		return nil
	case d.Entity(o.Tenant) == nil:
		return []ownership.Note{{Code: "tenant-unknown", Args: ownership.Args{"id": o.Tenant}, At: entities}}
	case o.Tenant == landlord:
		return []ownership.Note{{Code: "tenant-is-landlord", Args: ownership.Args{"id": o.Tenant}, At: entities}}
	}
	return nil
}

// unsigned finds the answers that do not say which landlord gave them.
func unsigned(d *ownership.Dossier) []ownership.Note {
	var faults []ownership.Note
	for _, g := range d.Diligence {
		if g.Operator == "" && (g.Answer != ownership.Unknown.String() || g.Evidence != "") {
			faults = append(faults, ownership.Note{Code: "diligence-operator", Args: ownership.Args{"item": g.Item}, At: g.At.Row()})
		}
	}
	return faults
}
