package rules

import "egide/ownership"

// StandingOf finds where a company stands against the limits of 19.6.b, in a
// dossier that holds it and all that is above it: the figures that a check has of
// it, as the only subject of the result, and nothing that a register cannot tell.
// The verdict is that of the four tests of 19.6.b under the reading of the
// policy. The notes are faults of the input, as those of [Check].
func StandingOf(d *ownership.Dossier, company string, o Options) (*Result, []ownership.Note, error) {
	structure, faults, err := ownership.Resolve(d, o.AsOf)
	if err != nil || len(faults) > 0 {
		return nil, faults, err
	}
	c := &check{seats: seats{o.AsOf, o.Policy}, Result: &Result{AsOf: o.AsOf, Policy: o.Policy, Dossier: d}}
	c.Field = ownership.NewField(structure, c.lens())
	index, ok := c.Field.Index(company)
	if !ok {
		return nil, []ownership.Note{{Code: "provider-unknown", Args: ownership.Args{"id": company}, At: ownership.Position{File: "entities.csv"}}}, nil
	}
	s := c.examine(index, ThirdParty)
	var verdicts []Verdict
	for _, d := range ownership.Dimensions {
		verdicts = append(verdicts,
			judge(s.Measures.Collective[d][o.Policy.Reading], o.Policy.CollectiveLimit),
			judge(s.Individual[d][o.Policy.Reading].Bounds, o.Policy.IndividualLimit))
	}
	s.Verdict = worst(verdicts...)
	c.Subjects, c.Verdict = []Subject{*s}, s.Verdict
	return c.Result, nil, nil
}
