package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"egide/data"
	"egide/ownership"
)

// Options say what to check, and when.
type Options struct {
	AsOf     ownership.Date
	Provider string // id; empty is the entity whose role is provider
	Policy   Policy
	// Brief leaves out what no verdict depends on: the chains that prove figures,
	// what to ask for, and how foreign laws reach the subjects.
	Brief bool
}

// chainsShown is how many chains a finding carries.
const chainsShown = 5

// asksShown is how many documents a finding asks for.
const asksShown = 12

// check is a check under way.
type check struct {
	seats
	*Result
	brief    bool           // of the options
	provider int            // the entity whose third parties are looked at; -1 for none
	names    map[string]int // entities by id and name, made when first asked for
}

// Check runs every test over a dossier. The notes that it returns are faults of
// the input (more than 100 % recorded, no provider); the result is nil when
// there are any.
func Check(d *ownership.Dossier, o Options) (*Result, []ownership.Note, error) {
	provider, faults := findProvider(d, o.Provider)
	structure, more, err := ownership.Resolve(d, o.AsOf)
	if err != nil {
		return nil, nil, err
	}
	if faults = append(faults, more...); len(faults) > 0 {
		return nil, faults, nil
	}
	c := &check{seats: seats{o.AsOf, o.Policy}, Result: &Result{AsOf: o.AsOf, Policy: o.Policy, Dossier: d}, brief: o.Brief}
	c.Field = ownership.NewField(structure, c.lens())
	index, _ := c.Field.Index(provider)
	c.provider = index
	subject := c.examine(index, Provider)
	c.office(subject)
	c.holdings(subject)
	c.vetoes(subject)
	c.boards(subject)
	c.watchControl(subject)
	c.watchCircular(subject)
	thirdParties := c.suppliers(index)
	c.Subjects = append(make([]Subject, 0, 1+len(thirdParties)), *subject)
	used := make(map[int]bool)
	for _, s := range thirdParties {
		used[s.entity] = true
		c.Subjects = append(c.Subjects, c.thirdParty(s))
	}
	if len(d.Supplies)+len(d.Sites)+len(d.Attestations) > 0 {
		c.locations(&c.Subjects[0], used)
		c.values(&c.Subjects[0])
	} else {
		c.watchStates(&c.Subjects[0])
	}
	if !c.brief {
		c.exposures(thirdParties)
	}
	c.Subjects[0].conclude()
	var verdicts []Verdict
	for _, s := range c.Subjects {
		verdicts = append(verdicts, s.Verdict)
	}
	c.Verdict = worst(verdicts...)
	c.gatherNotes()
	return c.Result, nil, nil
}

// findProvider finds whom the dossier is about.
func findProvider(d *ownership.Dossier, id string) (string, []ownership.Note) {
	entities := ownership.Position{File: "entities.csv"}
	if id != "" {
		if d.Entity(id) == nil {
			return "", []ownership.Note{{Code: "provider-unknown", Args: ownership.Args{"id": id}, At: entities}}
		}
		return id, nil
	}
	var found []string
	for _, e := range d.Entities {
		if e.Provider {
			found = append(found, e.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", []ownership.Note{{Code: "provider-missing", At: entities}}
	case 1:
		return found[0], nil
	}
	slices.Sort(found)
	return "", []ownership.Note{{Code: "provider-several", Args: ownership.Args{"ids": strings.Join(found, ", ")}, At: entities}}
}

// examine makes a subject with its places, figures and controllers.
func (c *check) examine(entity int, role Role) *Subject {
	s := &Subject{
		Entity: entity, Role: role,
		HeadOffice: c.headOffice(c.Field.Entities[entity]),
		Measures:   c.Field.Measure(entity),
	}
	s.Controllers, s.AnyoneMayControl = c.Field.Controllers(entity)
	for _, d := range ownership.Dimensions {
		for _, r := range ownership.Readings {
			s.Individual[d][r] = c.individual(s.Measures, d, r)
		}
	}
	for _, h := range s.Measures.Holders {
		if h.Who < c.Field.Len() {
			if e := c.Field.Entities[h.Who]; e.Kind == ownership.Person && !c.counts(e) && c.nonEU(e) == ownership.Yes {
				s.Persons = append(s.Persons, h.Who)
			}
		}
	}
	return s
}

func (s *Subject) conclude() {
	var verdicts []Verdict
	for _, f := range s.Findings {
		verdicts = append(verdicts, f.Verdict)
	}
	s.Verdict = worst(verdicts...)
}

// assume lists an assumption that a figure rests on.
func (c *check) assume(code string, entity int, args ownership.Args) {
	c.Assumptions = append(c.Assumptions, ownership.Note{Code: code, Entity: string(c.Field.Ref(entity)), Args: args, At: c.Field.Entities[entity].At})
}

// warn lists something that the reader has to weigh.
func (c *check) warn(code string, entity int, args ownership.Args, at ownership.Position) {
	c.Warnings = append(c.Warnings, ownership.Note{Code: code, Entity: string(c.Field.Ref(entity)), Args: args, At: at})
}

// assumedOf tells which notes of the structure are assumptions that figures
// rest on; the others are warnings.
var assumedOf = map[string]bool{"votes-as-capital": true, "circular-votes": true, "rounding": true}

// gatherNotes adds what reading and resolving the dossier had to say. An
// assumption about a company is listed where the company is above a subject.
func (c *check) gatherNotes() {
	concerned := make(map[int]bool)
	for _, s := range c.Subjects {
		if s.Measures == nil {
			continue
		}
		concerned[s.Entity] = true
		for _, i := range s.Measures.Above() {
			concerned[i] = true
		}
	}
	for _, n := range c.Field.Notes {
		i, known := c.Field.Index(n.Entity)
		switch {
		case known && !concerned[i]:
		case assumedOf[n.Code]:
			c.Assumptions = append(c.Assumptions, n)
		default:
			c.Warnings = append(c.Warnings, n)
		}
	}
	for _, i := range slices.Sorted(maps.Keys(concerned)) {
		c.assumeOf(i)
	}
	c.Warnings = append(c.Warnings, c.Dossier.Notes...)
	sortNotes(c.Assumptions)
	sortNotes(c.Warnings)
}

// assumeOf lists what was taken for granted of one entity.
func (c *check) assumeOf(i int) {
	e := c.Field.Entities[i]
	ref := c.Field.Ref(i)
	office := c.headOffice(e)
	if c.Field.Hidden(i) || e.Kind == ownership.Person {
		if e.Kind != ownership.Person && e.Kind != ownership.PublicFloat && e.Kind != ownership.UnknownKind {
			c.warn("nominee-without-principal", i, ownership.Args{"entity": ref}, e.At)
		}
		return
	}
	if e.Kind != ownership.State && !e.Provider && office.NonEU == ownership.No &&
		(!e.CentralAdministration.Known() || !e.PrincipalEstablishment.Known()) {
		c.assume("seat-from-registered-office", i, ownership.Args{"entity": ref, "country": e.RegisteredOffice.Country})
	}
	if e.Ultimate {
		c.assume("ultimate", i, ownership.Args{"entity": ref, "source": e.Source})
	}
	if c.Field.Listed(i) {
		code := "listed-declared-only"
		if e.RegisteredOffice.Country != "FR" {
			code = "listed-by-analogy"
		}
		c.assume(code, i, ownership.Args{"entity": ref})
		c.watchUndeclared(i)
	}
	for _, place := range office.Places() {
		if place.Overseas {
			c.warn("overseas-territory", i, ownership.Args{"entity": ref, "country": place.Place.Country}, e.At)
			break
		}
	}
}

// watchUndeclared warns of holders from outside the Union, or perhaps so, that
// have more of a listed company than the law lets them have undeclared, and whose
// rows say that they did not declare it: 19.6.b does not count them.
func (c *check) watchUndeclared(i int) {
	threshold, _ := data.LimitByID("declaration_threshold")
	for _, l := range c.Field.Holders(i) {
		share := l.Share[ownership.Capital].Lo
		if votes := l.Share[ownership.Votes].Lo; votes.Cmp(share) > 0 {
			share = votes
		}
		if l.Declared != ownership.No || l.Holder == i || c.Field.Hidden(l.Holder) || !threshold.Exceeded(share) {
			continue
		}
		if foreign, through := c.foreign(l.Holder); foreign != ownership.No {
			c.warn("undeclared-above-threshold", l.Holder, ownership.Args{
				"holder": c.Field.Ref(l.Holder), "where": where(foreign, through == l.Holder), "entity": c.Field.Ref(i), "share": share, "threshold": threshold.Ratio(),
			}, l.Claims[0].At.Row())
		}
	}
}

// sortNotes puts notes in a stable order: by code, entity and place.
func sortNotes(notes []ownership.Note) {
	slices.SortStableFunc(notes, func(a, b ownership.Note) int {
		order := 0
		switch {
		case a.At.Before(b.At):
			order = -1
		case b.At.Before(a.At):
			order = 1
		}
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Entity, b.Entity), order)
	})
}
