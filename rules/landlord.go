package rules

import (
	"cmp"
	"slices"

	"egide/data"
	"egide/ownership"
)

// structure checks the landlord as a third party: 19.6.c and d on it and on
// whoever supplies it, its figures, who controls it, and the laws that reach it.
func (x *examination) structure() ([]ownership.Note, error) {
	structure, faults, err := ownership.Resolve(x.dossier, x.AsOf)
	if err != nil || len(faults) > 0 {
		return faults, err
	}
	c := &check{seats: seats{x.AsOf, x.Policy}, provider: -1, Result: &Result{AsOf: x.AsOf, Policy: x.Policy, Dossier: x.dossier}}
	c.Field = ownership.NewField(structure, c.lens())
	landlord, _ := c.Field.Index(x.id)
	if x.ColoOptions.Tenant != "" {
		x.Colo.Tenant, _ = c.Field.Index(x.ColoOptions.Tenant)
		c.provider = x.Colo.Tenant
	}
	x.rows = x.supplies()
	s := &supplier{entity: landlord, tier: 1, provider: landlord, rows: x.rows, critical: true, access: strongestAccess(x.rows)}
	first := c.thirdParty(s)
	x.check, x.why = c, c.catch(s, &first)
	first.Through = nil
	c.Subjects = append(c.Subjects, first)
	below := c.suppliers(landlord)
	for _, s := range below {
		c.Subjects = append(c.Subjects, c.thirdParty(s))
	}
	c.watchStates(&c.Subjects[0])
	c.exposures(below)
	var verdicts []Verdict
	for i := range c.Subjects {
		if i > 0 {
			// Tiers are counted from the tenant.
			c.Subjects[i].Tier++
			c.Subjects[i].Through = nil
		}
		verdicts = append(verdicts, c.Subjects[i].Verdict)
	}
	c.Verdict = worst(verdicts...)
	c.gatherNotes()
	x.Landlord = c.Result
	return nil, nil
}

// supplies are what the landlord supplies: the rows that say so, those of the
// tenant where it is known, or else one of colocation as it would be. What they
// leave open of access and autonomy is taken from the landlord's answers. Where a
// row and an answer contradict each other the worse of the two counts, and that
// is told.
func (x *examination) supplies() []*ownership.Supply {
	var rows []*ownership.Supply
	for _, row := range x.dossier.Supplies {
		if row.Supplier == x.id && row.Covers(x.AsOf) && (x.ColoOptions.Tenant == "" || row.Client == x.ColoOptions.Tenant) {
			own := *row
			rows = append(rows, &own)
		}
	}
	if rows == nil {
		rows = []*ownership.Supply{{Client: x.ColoOptions.Tenant, Supplier: x.id, Service: "colocation", Critical: ownership.Yes}}
	}
	access, autonomy := x.fed("access"), x.fed("autonomy")
	for _, row := range rows {
		if access != nil {
			said := ownership.AccessTechnical
			if access.Answer == "yes" {
				said = ownership.AccessNone
			}
			known := row.DataAccess != "" && row.DataAccess != ownership.AccessUnknown
			switch none := row.DataAccess == ownership.AccessNone; {
			case !known:
				row.DataAccess = said
				row.At = cmp.Or(row.At, access.At)
			case none != (said == ownership.AccessNone):
				x.differs(row, access)
				if none {
					row.DataAccess = said
				}
			}
		}
		if autonomy != nil && autonomy.Answer != "partial" {
			said := ownership.No
			if autonomy.Answer == "yes" {
				said = ownership.Yes
			}
			switch {
			case row.OwnSkills == ownership.Unknown:
				row.OwnSkills = said
				row.At = cmp.Or(row.At, autonomy.At)
			case row.OwnSkills != said:
				x.differs(row, autonomy)
				row.OwnSkills = ownership.No
			}
		}
	}
	return rows
}

// differs tells that a row and an answer contradict each other.
func (x *examination) differs(row *ownership.Supply, g *ownership.Diligence) {
	x.differ = append(x.differ, ownership.Note{Code: "colo-supply-differs", Entity: x.id, At: g.At.Row(), Args: ownership.Args{"item": g.Item, "row": row.At.Row()}})
}

// fed is the answer that a test takes for a fact: one that was proved where it
// is yes, and the worst of several. Nil when there is none.
func (x *examination) fed(test string) *ownership.Diligence {
	at := slices.IndexFunc(data.Diligence(), func(q data.DiligenceItem) bool { return q.Feeds == test })
	var found *ownership.Diligence
	order := []string{"yes", "partial", "no"}
	for _, g := range x.answersTo(data.Diligence()[at].ID) {
		switch {
		case g.Answer == "unknown" || g.Answer == "yes" && (g.Evidence == "" || g.EvidenceDate > x.AsOf || g.ValidUntil != 0 && g.ValidUntil < x.AsOf):
			return nil
		case found == nil || slices.Index(order, g.Answer) > slices.Index(order, found.Answer):
			found = g
		}
	}
	return found
}

// owned is point 3: the verdict of 19.6.c and d on the landlord and on whoever
// supplies it, and a doubt while capital that nobody shows could hide who
// controls it, whatever it can obtain.
func (x *examination) owned(p *Point) {
	f := x.check.Field
	verdicts := []Verdict{p.Verdict}
	ask := func(asks []Ask) {
		for _, a := range asks {
			p.ask(a)
		}
	}
	for i := range x.Landlord.Subjects {
		s := &x.Landlord.Subjects[i]
		for _, finding := range s.Findings {
			p.Findings = append(p.Findings, finding)
			if finding.Verdict == NotApplicable {
				continue
			}
			verdicts = append(verdicts, finding.Verdict)
			p.blocked = p.blocked || finding.Verdict != Compliant
			ask(finding.AskFor)
		}
	}
	if x.why.answer == ownership.Unknown {
		verdicts = append(verdicts, Undetermined)
		p.blocked = true
		p.Remarks = append(p.Remarks, ownership.Note{Code: "colo-owners-unknown", Entity: x.id, Args: ownership.Args{"entity": f.Ref(x.Landlord.Subjects[0].Entity), "reason": ownership.Word("caught-" + x.why.code), "by": f.RefOf(x.why.by)}})
		ask(x.why.asks)
	}
	p.Verdict = worst(verdicts...)
	p.Remarks = append(p.Remarks, x.differ...)
	x.proveOwners(p)
	for _, finding := range x.Landlord.Subjects[0].Findings {
		clause := ""
		switch {
		case finding.Verdict == Compliant || finding.Verdict == NotApplicable:
		case finding.Test == "19.6.c":
			clause = "no-access"
		case finding.Test == "19.6.d":
			clause = "autonomy"
		}
		if clause != "" {
			p.demand(clause, "", "", data.GravityBlocking, finding.Because)
		}
	}
}

// proveOwners lists what the structure above the landlord was read from.
func (x *examination) proveOwners(p *Point) {
	f := x.check.Field
	landlord := x.Landlord.Subjects[0]
	for _, i := range append([]int{landlord.Entity}, landlord.Measures.Above()...) {
		for _, l := range f.Holders(i) {
			// Each claim needs its proof: the oldest decides, one without a day first.
			oldest := slices.MinFunc(l.Claims, func(a, b *ownership.Holding) int { return cmp.Compare(a.SourceDate, b.SourceDate) })
			about := ownership.Note{Code: "proof-holding", Args: ownership.Args{"holder": f.Ref(l.Holder), "issuer": f.Ref(i)}}
			x.prove(p, about, oldest.Source, oldest.SourceDate, oldest.At.Row(), string(f.Ref(i)), "ask-fresh-holding")
		}
	}
}

// prove adds where something was read, and asks for it anew when that is old.
func (x *examination) prove(p *Point, about ownership.Note, source string, day ownership.Date, at ownership.Position, entity, ask string) {
	proof := Proof{About: about, Source: source, Date: day, Old: x.old(day), At: at}
	p.Proofs = append(p.Proofs, proof)
	if !proof.Old {
		return
	}
	note := ownership.Note{Code: ask, Entity: entity, Args: about.Args, At: at}
	p.ask(Ask{Entity: entity, What: note})
	p.Conditions = append(p.Conditions, Condition{Gravity: data.GravityCondition, Because: note})
}

// old tells whether evidence of a day has to be renewed: it is older than a
// year, or has no day.
func (x *examination) old(day ownership.Date) bool {
	months, _ := data.LimitByID("evidence_months")
	return day.IsZero() || day.AddMonths(months.Int()) < x.AsOf
}

// effect checks the tenant without the landlord, as before signing, and with it.
func (x *examination) effect() ([]ownership.Note, error) {
	if x.ColoOptions.Tenant == "" {
		return nil, nil
	}
	without, with := *x.dossier, *x.dossier
	without.Supplies = slices.DeleteFunc(slices.Clone(x.dossier.Supplies), func(s *ownership.Supply) bool {
		return s.Client == x.ColoOptions.Tenant && s.Supplier == x.id
	})
	with.Supplies = append(slices.Clone(without.Supplies), x.rows...)
	o := x.Options
	o.Provider = x.ColoOptions.Tenant
	var faults []ownership.Note
	var err error
	if x.Before, faults, err = Check(&without, o); err != nil || len(faults) > 0 {
		return faults, err
	}
	x.After, faults, err = Check(&with, o)
	return faults, err
}
