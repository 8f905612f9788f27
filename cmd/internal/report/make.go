package report

import (
	"cmp"
	"math/big"
	"slices"
	"sync"

	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// Make is the report of a result, its sentences in the language.
func Make(result *rules.Result, lang string) *Report {
	m := newMaker(result, lang)
	r := &Report{
		Schema: Schema, Egide: Version, Language: m.voice.Lang(),
		AsOf: result.AsOf.String(), Verdict: string(result.Verdict),
		Policy:      m.policy(),
		Inputs:      []Input{},
		Subjects:    make([]*Subject, 0, len(result.Subjects)),
		Assumptions: m.notes(result.Assumptions),
		Warnings:    m.notes(result.Warnings),
		Disclaimer:  m.voice.Word("disclaimer"),
	}
	for _, in := range result.Dossier.Inputs {
		r.Inputs = append(r.Inputs, Input{File: in.File, SHA256: in.SHA256, Rows: in.Rows, Use: in.Use})
	}
	// The structure and the subjects are the two halves of a large report; what
	// both read was finished before.
	var work sync.WaitGroup
	work.Go(func() { m.structure(r) })
	for i := range result.Subjects {
		r.Subjects = append(r.Subjects, m.subject(&result.Subjects[i]))
	}
	work.Wait()
	r.Laws = LawsOf(result.Policy, result.AsOf, m.voice.Lang())
	return r
}

// maker turns the indices, ratios and notes of a result into what a report has.
type maker struct {
	*rules.Result
	voice *Voice
	scale scale
	names map[string]string      // of concerts, by their reference
	third map[int]*rules.Subject // third parties, by their index
}

func newMaker(result *rules.Result, lang string) *maker {
	m := &maker{
		Result: result,
		scale:  newScale(result.Policy.IndividualLimit, result.Policy.CollectiveLimit),
		names:  make(map[string]string),
	}
	marks := make([]float64, len(m.scale.marks))
	for i, mark := range m.scale.marks {
		marks[i] = mark.nearest
	}
	m.voice = NewVoice(lang, m.name, marks)
	m.third = make(map[int]*rules.Subject, len(result.Subjects))
	for i := range result.Subjects {
		if s := &result.Subjects[i]; s.Role == rules.ThirdParty {
			m.third[s.Entity] = s
		}
	}
	// A landlord is examined before it has a tenant.
	m.names[""] = m.voice.Word("colo-the-tenant")
	for i, c := range result.Field.Concerts() {
		names := make([]string, len(c.Members))
		for k, member := range c.Members {
			names[k] = result.Field.Entities[member].Label()
		}
		m.names[m.id(result.Field.Len()+i)] = m.voice.Word("concert-name", "label", c.Label, "members", m.voice.List(names))
	}
	return m
}

// name is the name of an entity, or of a concert, by its id.
func (m *maker) name(id string) string {
	if name, ok := m.names[id]; ok {
		return name
	}
	if i, ok := m.Field.Index(id); ok {
		return m.Field.Entities[i].Label()
	}
	return id
}

// id is the id of a holder by its index.
func (m *maker) id(who int) string { return string(m.Field.RefOf(who)) }

// holder is the id of whose figure it is: nil where it is not one holder's.
func (m *maker) holder(who int) *string {
	if who < 0 {
		return nil
	}
	id := m.id(who)
	return &id
}

func (m *maker) ids(indices []int) []string {
	if len(indices) == 0 {
		return nil
	}
	ids := make([]string, len(indices))
	for i, who := range indices {
		ids[i] = m.id(who)
	}
	return ids
}

func (m *maker) note(n ownership.Note) Note {
	note := Note{Code: n.Code, Entity: n.Entity, Source: n.At.String(), Args: m.scale.facts(n.Args)}
	note.Text = m.voice.Say(note)
	return note
}

func (m *maker) notes(list []ownership.Note) []Note {
	notes := make([]Note, len(list))
	for i, n := range list {
		notes[i] = m.note(n)
	}
	return notes
}

func (m *maker) policy() Policy {
	p := m.Policy
	policy := Policy{
		IndividualLimit: m.scale.percent(p.IndividualLimit), CollectiveLimit: m.scale.percent(p.CollectiveLimit),
		Reading: p.Reading.String(), NaturalPersons: p.NaturalPersons, ListedByAnalogy: p.ListedByAnalogy,
		MinorityProtection: p.MinorityVetoes, ControlDefinition: p.ControlDefinition,
		StrictSeats: p.StrictSeats, CircularVotes: p.CircularVotes,
		Changed: slices.Sorted(slices.Values(p.Changed)), Questions: []Question{},
	}
	if policy.Changed == nil {
		policy.Changed = []string{}
	}
	for _, q := range data.Questions() {
		policy.Questions = append(policy.Questions, questionOf(q, p, m.voice.Lang()))
	}
	return policy
}

// questionOf is an open question with the stand that a policy takes.
func questionOf(q data.Question, policy rules.Policy, lang string) Question {
	question := Question{ID: q.ID, Title: q.Title.In(lang), Stand: q.Default.In(lang), Switch: q.Switch}
	if q.Switch == "" {
		return question
	}
	switch set := policy.Setting(q.Switch).(type) {
	case string:
		question.Value = set
	case bool:
		question.Value = yesNo(set)
	}
	question.Changed = question.Value != q.Value
	for _, v := range q.Values {
		if v.Value == question.Value {
			question.Means = v.Means.In(lang)
		}
	}
	return question
}

func (m *maker) interval(b ownership.Bounds) Interval {
	return Interval{m.scale.percent(b.Low), m.scale.percent(b.High)}
}

func (m *maker) rangeOf(r ownership.Range) Interval {
	return Interval{m.scale.percent(r.Lo), m.scale.percent(r.Hi)}
}

func (m *maker) readings(f [3]ownership.Bounds) Readings {
	return Readings{
		LookThrough: m.interval(f[ownership.LookThrough]),
		Control:     m.interval(f[ownership.ControlReading]),
		Combined:    m.interval(f[ownership.Combined]),
	}
}

func (m *maker) subject(s *rules.Subject) *Subject {
	e := m.Field.Entities[s.Entity]
	subject := &Subject{
		Entity: e.ID, Name: e.Label(), Role: string(s.Role), Critical: s.Critical, Tier: s.Tier, Verdict: string(s.Verdict),
		HeadOffice: m.headOffice(s.HeadOffice), Holders: []*Holder{}, Controllers: []Controller{},
		AnyoneMayControl: s.AnyoneMayControl, Persons: m.ids(s.Persons),
		Findings: make([]*Finding, 0, len(s.Findings)), Exposures: make([]Exposure, len(s.Exposures)),
		Access: string(s.Access), Through: m.ids(s.Through),
	}
	for i := range s.Exposures {
		subject.Exposures[i] = m.exposure(&s.Exposures[i], s.Role == rules.Provider || s.Critical)
	}
	for _, c := range s.Controllers {
		id := m.id(c.Who)
		subject.Controllers = append(subject.Controllers, Controller{Entity: id, Name: m.name(id), Certain: c.Certain, Basis: string(c.Basis)})
	}
	if s.Measures != nil {
		subject.NonEU = &Dimensions[NonEU]{m.nonEU(s, ownership.Capital), m.nonEU(s, ownership.Votes)}
		subject.Ring = m.ids(s.Measures.Ring)
		for _, h := range s.Measures.Holders {
			subject.Holders = append(subject.Holders, m.holderOf(h))
		}
	}
	for i := range s.Findings {
		subject.Findings = append(subject.Findings, m.finding(&s.Findings[i]))
	}
	return subject
}

// doubtsListed is how many doubts an exposure lists. The findings of the third
// parties ask for each one.
const doubtsListed = 50

func (m *maker) exposure(x *rules.Exposure, full bool) Exposure {
	lang := m.voice.Lang()
	exposure := Exposure{
		Law: x.Law.ID, Title: x.Law.Title.In(lang), State: x.Law.State,
		Level: x.Level, Role: string(x.Role), RoleBecause: x.Reason.In(lang), Status: string(x.Status),
		Grounds: make([]Ground, len(x.Grounds)),
	}
	if full {
		listed := min(len(x.Doubts), doubtsListed)
		if listed > 0 {
			exposure.Doubts, exposure.DoubtsLeftOut = m.notes(x.Doubts[:listed]), len(x.Doubts)-listed
		}
		exposure.Citation, exposure.Verified = x.Law.Citation, &x.Law.Verified
		exposure.Reviewed, exposure.Remove = data.FormatDay(x.Law.Reviewed), x.Law.Remove.In(lang)
	}
	for i, g := range x.Grounds {
		reason := m.note(g.Because)
		ground := Ground{Ground: g.Ground, Path: m.ids(g.Path), Because: reason.Text, Source: reason.Source}
		if full {
			reason.Text = ""
			ground.Reason = &reason
		}
		exposure.Grounds[i] = ground
	}
	return exposure
}

func (m *maker) nonEU(s *rules.Subject, d ownership.Dimension) NonEU {
	share := func(r ownership.Reading) Share {
		alone := s.Individual[d][r]
		return Share{
			Collective: m.interval(s.Measures.Collective[d][r]),
			Individual: Largest{
				Interval: m.interval(alone.Bounds), Holder: m.holder(alone.Holder),
				Undisclosed: alone.Holder == ownership.Undisclosed && alone.High.Sign() > 0,
			},
		}
	}
	return NonEU{share(ownership.LookThrough), share(ownership.ControlReading), share(ownership.Combined)}
}

func (m *maker) holderOf(h ownership.HolderFigures) *Holder {
	id := m.id(h.Who)
	holder := &Holder{
		Entity: id, Name: m.name(id), NonEU: m.Field.OutsideOf(h.Who).String(), Counted: m.Field.CountedOf(h.Who),
		Capital:  m.readings(h.Figures[ownership.Capital]),
		Controls: h.Basis != "", Basis: string(h.Basis), Concert: h.Who >= m.Field.Len(),
	}
	// Where all votes follow the capital, both were computed once.
	holder.Votes = holder.Capital
	if h.Figures[ownership.Votes] != h.Figures[ownership.Capital] {
		holder.Votes = m.readings(h.Figures[ownership.Votes])
	}
	if !holder.Concert {
		holder.Country = m.country(h.Who)
	}
	return holder
}

func (m *maker) headOffice(h rules.HeadOffice) HeadOffice {
	return HeadOffice{
		RegisteredOffice: seat(h.RegisteredOffice), CentralAdministration: seat(h.CentralAdministration),
		PrincipalEstablishment: seat(h.PrincipalEstablishment), NonEU: h.NonEU.String(),
	}
}

func seat(s rules.Seat) Seat {
	if !s.Place.Known() {
		return Seat{EU: s.EU.String()}
	}
	return Seat{Country: &s.Place.Country, Place: s.Place.Subdivision, EU: s.EU.String(), Overseas: s.Overseas}
}

// country is the place of an entity that decides: a seat outside the Union
// before one inside; a person's nationality, then residence.
func (m *maker) country(i int) *string {
	e := m.Field.Entities[i]
	if e.Kind == ownership.Person {
		return firstKnown(e.Nationality, e.Residence)
	}
	places := m.HeadOffice(i).Places()
	slices.SortStableFunc(places, func(a, b rules.Seat) int {
		outside := func(s rules.Seat) int {
			if s.EU == ownership.No {
				return 0
			}
			return 1
		}
		return cmp.Compare(outside(a), outside(b))
	})
	return firstKnown(places[0].Place, places[1].Place, places[2].Place, e.Nationality)
}

func firstKnown(places ...ownership.Place) *string {
	for _, p := range places {
		if p.Known() {
			return &p.Country
		}
	}
	return nil
}

func (m *maker) finding(f *rules.Finding) *Finding {
	finding := &Finding{
		Test: f.Test, Title: m.voice.TestName(f.Test), Verdict: string(f.Verdict), Contested: f.Contested,
		Entities: slices.Clone(f.Entities), Reason: m.note(f.Because),
		Chains: m.chains(f.Chains, f.Control), AskFor: []Ask{},
	}
	finding.Because, finding.Reason.Text = finding.Reason.Text, ""
	if f.Limit != nil {
		limit := m.scale.percent(f.Limit)
		finding.Limit = &limit
	}
	if f.Value != nil {
		value := m.interval(*f.Value)
		finding.Value = &value
	}
	if f.Readings != nil {
		finding.Dimension = f.Dimension.String()
		finding.Holder = m.holder(f.Holder)
		finding.Undisclosed = f.Holder == ownership.Undisclosed && f.Value.High.Sign() > 0
	} else if len(f.Entities) > 0 {
		finding.Holder = &finding.Entities[0]
	}
	if f.Further != nil {
		further := m.scale.percent(f.Further)
		finding.Further = &further
	}
	for _, r := range f.Readings {
		value := m.interval(r.Value)
		finding.Readings = append(finding.Readings, ReadingValue{
			Reading: r.Reading.String(), Decides: r.Reading == m.Policy.Reading,
			Low: value.Low, High: value.High, Holder: m.holder(r.Holder), Verdict: string(r.Verdict),
		})
	}
	for _, a := range f.AskFor {
		ask := Ask{Entity: a.Entity, Reason: m.note(a.What), Width: m.width(a.Width)}
		ask.What, ask.Reason.Text = ask.Reason.Text, ""
		finding.AskFor = append(finding.AskFor, ask)
	}
	return finding
}

// width is the width of an interval in percentage points.
func (m *maker) width(ratio *big.Rat) *float64 {
	if ratio == nil {
		return nil
	}
	points := nearest(ratio)
	return &points
}

func (m *maker) chains(list []ownership.Chain, control bool) []Chain {
	chains := make([]Chain, len(list))
	for i, c := range list {
		chains[i].Links = m.links(c.Links)
		if !control {
			share := m.scale.percent(c.Share)
			chains[i].Share = &share
		}
	}
	return chains
}

func (m *maker) links(list []ownership.ChainLink) []ChainLink {
	links := make([]ChainLink, len(list))
	for i, l := range list {
		link := ChainLink{Holder: m.id(l.Holder), Issuer: m.id(l.Issuer), Basis: string(l.Basis)}
		if l.Right != nil {
			link.Right, link.Source = string(l.Right.Right), l.Right.At.Row().String()
		} else {
			share := m.rangeOf(l.Share)
			link.Share, link.Source = &share.Low, l.Link.Claims[0].At.Row().String()
			if !l.Share.Exact() {
				link.High = &share.High
			}
		}
		links[i] = link
	}
	return links
}

// structure adds the entities above the subjects and what joins them.
func (m *maker) structure(r *Report) {
	f := m.Field
	shown := make([]bool, f.Len())
	for _, s := range m.Subjects {
		shown[s.Entity] = true
		if s.Measures != nil {
			for _, i := range s.Measures.Above() {
				shown[i] = true
			}
		}
	}
	above := slices.Clone(shown)
	show := func(id string) {
		if i, ok := f.Index(id); ok {
			shown[i] = true
		}
	}
	for _, right := range f.Rights {
		if i, _ := f.Index(right.Company); above[i] {
			r.Rights = append(r.Rights, rightOf(right))
			show(right.Holder)
		}
	}
	r.Concerts = []Concert{}
	for i, c := range f.Concerts() {
		r.Concerts = append(r.Concerts, Concert{ID: m.id(f.Len() + i), Label: c.Label, Members: m.ids(c.Members)})
		for _, member := range c.Members {
			shown[member] = true
		}
	}
	for i := range f.Entities {
		if !above[i] {
			continue
		}
		for _, l := range f.Holders(i) {
			r.Links = append(r.Links, m.link(l))
			shown[l.Holder] = true
		}
	}
	m.services(r, show)
	for _, s := range m.Subjects {
		for _, x := range s.Exposures {
			for _, g := range x.Grounds {
				for _, i := range g.Path {
					shown[i] = true
				}
			}
		}
	}
	for i := range f.Entities {
		if !shown[i] {
			continue
		}
		entity := m.entity(i)
		if third := m.third[i]; third != nil && third.Measures == nil {
			entity.Places, entity.Undisclosed = nil, nil // the subject has its places
		}
		r.Entities = append(r.Entities, entity)
	}
	if r.Rights == nil {
		r.Rights = []*Right{}
	}
	if r.Links == nil {
		r.Links = []*Link{}
	}
}

// services adds the supplies, sites and attestations that hold on the day.
func (m *maker) services(r *Report, show func(id string)) {
	r.Supplies, r.Sites, r.Attestations = []*Supply{}, []Site{}, []Attestation{}
	for _, s := range m.Dossier.Supplies {
		if !s.Covers(m.AsOf) {
			continue
		}
		show(s.Client)
		show(s.Supplier)
		supply := &Supply{
			Client: s.Client, Supplier: s.Supplier, Service: s.Service, Critical: s.Critical.String(),
			DataAccess: cmp.Or(string(s.DataAccess), string(ownership.AccessUnknown)), OwnSkills: s.OwnSkills.String(),
			Alternatives: s.Alternatives, QualifiedService: s.QualifiedService, QualifiedUntil: s.QualifiedUntil.String(),
			Contribution: s.Contribution, From: s.From.String(), Until: s.Until.String(),
			Document: s.Source, DocumentDate: s.SourceDate.String(), Source: s.At.Row().String(),
		}
		r.Supplies = append(r.Supplies, supply)
	}
	for _, s := range m.Dossier.Sites {
		if s.Covers(m.AsOf) {
			show(s.Operator)
			r.Sites = append(r.Sites, Site{
				Operator: s.Operator, Site: s.Site, Country: s.Country.Country, Use: string(s.Use),
				From: s.From.String(), Until: s.Until.String(),
				Document: s.Source, DocumentDate: s.SourceDate.String(), Source: s.At.Row().String(),
			})
		}
	}
	for _, a := range m.Dossier.Attestations {
		if a.Date <= m.AsOf {
			r.Attestations = append(r.Attestations, Attestation{
				Requirement: a.Requirement, Statement: a.Statement, Signatory: a.Signatory,
				Date: a.Date.String(), Evidence: a.Evidence, Source: a.At.Row().String(),
			})
		}
	}
}

func (m *maker) entity(i int) *Entity {
	f := m.Field
	e := f.Entities[i]
	entity := &Entity{
		ID: e.ID, Name: e.Label(), Kind: string(e.Kind), Country: m.country(i), NonEU: f.Outside(i).String(), Counted: f.Counted(i),
		Nationality: e.Nationality.String(), Residence: e.Residence.String(),
		Listed: string(e.Listed), Services: e.Services, DeclaredOnly: f.Listed(i), Ultimate: e.Ultimate, Hidden: f.Hidden(i),
		LegalForm: e.LegalForm, LEI: e.LEI, RegistrationNumber: e.RegistrationNumber,
		Document: e.Source, DocumentDate: e.SourceDate.String(), Note: e.Note, Source: e.At.Row().String(),
	}
	for _, p := range e.Presence {
		entity.Presence = append(entity.Presence, p.Country+":"+p.What)
	}
	if e.Kind != ownership.Person && !f.Hidden(i) {
		places := m.headOffice(m.HeadOffice(i))
		entity.Places = &places
		if e.Kind != ownership.State && !e.Ultimate {
			entity.Undisclosed = &Dimensions[float64]{m.undisclosed(i, ownership.Capital), m.undisclosed(i, ownership.Votes)}
		}
	}
	return entity
}

// undisclosed is what the recorded rows of an issuer leave open, in percent.
func (m *maker) undisclosed(issuer int, d ownership.Dimension) float64 {
	rest := big.NewRat(1, 1)
	for _, l := range m.Field.Holders(issuer) {
		if !m.Field.Hidden(l.Holder) {
			rest.Sub(rest, l.Share[d].Lo)
		}
	}
	if rest.Sign() <= 0 {
		return 0
	}
	return m.scale.percent(rest)
}

func (m *maker) link(l *ownership.Link) *Link {
	link := &Link{
		Holder: m.id(l.Holder), Issuer: m.id(l.Issuer),
		Capital: m.rangeOf(l.Share[ownership.Capital]), Votes: m.rangeOf(l.Share[ownership.Votes]),
		Concerts: l.Concerts, VotesAssumed: l.VotesAssumed, Claims: make([]Claim, len(l.Claims)),
	}
	if l.Declared != ownership.Unknown {
		link.Declared = l.Declared.String()
	}
	link.Controls = m.controlByLink(l)
	for i, c := range l.Claims {
		claim := Claim{
			Source: c.At.Row().String(), Class: c.Class, From: c.From.String(), Until: c.Until.String(),
			Document: c.Source, DocumentDate: c.SourceDate.String(), Note: c.Note,
		}
		if c.NomineeFor != "" {
			claim.NomineeOf = c.Holder
		}
		link.Claims[i] = claim
	}
	link.Source = link.Claims[0].Source
	return link
}

// controlByLink is why a link by itself lets its holder control the issuer. Only
// the largest link may: to look for others would go up every chain for every
// link.
func (m *maker) controlByLink(l *ownership.Link) string {
	votes := l.Share[ownership.Votes].Lo
	for _, other := range m.Field.Holders(l.Issuer) {
		if other != l && other.Share[ownership.Votes].Lo.Cmp(votes) >= 0 {
			return ""
		}
	}
	if votes.Sign() == 0 || l.Holder == l.Issuer {
		return ""
	}
	basis, _ := m.Field.Controls(l.Holder, l.Issuer)
	return string(basis)
}

func rightOf(r *ownership.Right) *Right {
	right := &Right{
		Holder: r.Holder, Company: r.Company, Right: string(r.Right), Organ: r.Organ, Basis: r.Basis, Scope: r.Scope,
		From: r.From.String(), Until: r.Until.String(), Document: r.Source, DocumentDate: r.SourceDate.String(), Source: r.At.Row().String(),
	}
	if r.Seats >= 0 {
		right.Seats = &r.Seats
	}
	if r.OfSeats >= 0 {
		right.OfSeats = &r.OfSeats
	}
	return right
}
