package openstandard

import (
	"crypto/sha256"
	"encoding/json"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// bodsRegister makes rows of the statements of a whole register, which do not fit
// in memory. A first pass keeps a few numbers of each statement, by which the one
// that counts of each record is found as [bodsReader] finds it; a second makes
// rows of those one by one. Ids are kept as numbers of eight bytes: two with one
// number are as good as impossible.
type bodsRegister struct {
	*bodsReader
	marks      []bodsMark        // by statement, in the order of the files
	statements map[uint64]uint32 // by statement id: the place of its mark
	counts     map[uint64]uint32 // by record: the place of the statement that counts
	replaced   []bodsReplaced
	references []uint64 // what relationships refer to

	// Of the statements that are referred to by another id than their record's,
	// the records' ids. They are gathered in a pass of their own, if there are any.
	names map[uint32]string
	found bool // it is known which statement counts
	next  uint32

	places   map[uint32]ownership.Position // of statements that faults of others name
	ended    map[uint64][]bodsInterest     // by record: the interests that a statement without any ends
	normal   map[string]string             // records by the ids that they get instead of their own
	indirect bool                          // somebody has an indirect interest
	direct   *reach
	later    []bodsTie // with an indirect interest: all direct ones have to be known
}

// bodsMark is what is kept of a statement.
type bodsMark struct {
	record uint64
	sum    [8]byte
	date   [20]byte // as text, which is long enough for a second
	by     uint32   // one more than the place of the statement that replaces it
	other  uint32   // one more than the place of that with which it is at odds
	is     bodsTraits
}

// bodsTraits are what a mark says yes or no to.
type bodsTraits uint8

const (
	bodsEntity bodsTraits = 1 << iota
	bodsPerson
	bodsRelationship
	bodsNamed  // its record has an id of its own
	bodsEnds   // it is closed, and has no interests of its own
	bodsEnded  // such a one has taken its place
	bodsEchoed // the fault of another names its place
	bodsTwice  // another statement has its id

	bodsKinds = bodsEntity | bodsPerson | bodsRelationship
)

type bodsReplaced struct {
	by  uint32
	old uint64
}

func newBODSRegister(m *drafting) *bodsRegister {
	r := &bodsRegister{
		bodsReader: newBODSReader(m), statements: map[uint64]uint32{}, counts: map[uint64]uint32{}, names: map[uint32]string{},
		places: map[uint32]ownership.Position{}, ended: map[uint64][]bodsInterest{}, normal: map[string]string{}, direct: &reach{},
	}
	r.refer = r.referred
	return r
}

// bodsGlance is what the first pass reads of a statement.
type bodsGlance struct {
	bodsSides
	StatementID   string     `json:"statementId"`
	StatementType string     `json:"statementType"`
	Replaces      []string   `json:"replacesStatements"`
	StatementDate string     `json:"statementDate"`
	RecordID      string     `json:"recordId"`
	RecordType    string     `json:"recordType"`
	RecordStatus  string     `json:"recordStatus"`
	RecordDetails *bodsSides `json:"recordDetails"`
}

// bodsSides are the sides of a relationship, and what kinds of interests it has.
type bodsSides struct {
	Subject         *bodsParty `json:"subject"`
	InterestedParty *bodsParty `json:"interestedParty"`
	Interests       []struct {
		Level  string `json:"interestLevel"`
		Direct string `json:"directOrIndirect"`
	} `json:"interests"`
}

// record is the id of the record that the statement is about.
func (g *bodsGlance) record() string {
	if g.RecordID != "" {
		return g.RecordID
	}
	return g.StatementID
}

// traits are the kind of the statement, zero for one that cannot be taken.
func (g *bodsGlance) traits() (is bodsTraits, sides *bodsSides) {
	if sides = g.RecordDetails; sides == nil {
		sides = &g.bodsSides
	}
	switch {
	case g.StatementType == "entityStatement" || g.StatementType == "" && g.RecordType == "entity":
		is = bodsEntity
	case g.StatementType == "personStatement" || g.StatementType == "" && g.RecordType == "person":
		is = bodsPerson
	case g.StatementType == "ownershipOrControlStatement" || g.StatementType == "" && g.RecordType == "relationship":
		is = bodsRelationship
	}
	if g.record() == "" || is == bodsRelationship && sides.Subject == nil {
		return 0, sides
	}
	if g.RecordID != "" {
		is |= bodsNamed
	}
	return is, sides
}

func bodsKey(id string) uint64 { return reachKey("", id) }

// survey looks at a statement before any is taken.
func (r *bodsRegister) survey(rec record) {
	var g bodsGlance
	readable := rec.json != nil && json.Unmarshal(rec.json, &g) == nil
	n := r.next
	r.next++
	if r.found {
		if _, asked := r.names[n]; asked {
			r.names[n] = g.record()
		}
		return
	}
	r.marks = append(r.marks, bodsMark{})
	m := &r.marks[n]
	is, sides := g.traits()
	if !readable || is&bodsKinds == 0 {
		return // the second pass tells what is wrong with it
	}
	m.record = bodsKey(g.record())
	copy(m.date[:], bodsTime(g.StatementDate))
	sum := sha256.Sum256(rec.json)
	m.sum = [8]byte(sum[:8])
	if g.StatementID != "" {
		id := bodsKey(g.StatementID)
		if first, there := r.statements[id]; there {
			m.is, m.other = bodsTwice, first+1
			r.marks[first].is |= bodsEchoed
			return
		}
		r.statements[id] = n
	}
	m.is = is
	for _, old := range g.Replaces {
		r.replaced = append(r.replaced, bodsReplaced{n, bodsKey(old)})
	}
	if is&bodsRelationship == 0 {
		return
	}
	if g.RecordStatus == "closed" && len(sides.Interests) == 0 {
		m.is |= bodsEnds
	}
	for _, i := range sides.Interests {
		r.indirect = r.indirect || (&bodsInterest{Level: i.Level, Direct: i.Direct}).indirect()
	}
	for _, p := range []*bodsParty{sides.Subject, sides.InterestedParty} {
		if p != nil && p.ID != "" {
			r.references = append(r.references, bodsKey(p.ID))
		}
	}
}

// surveyed ends a pass of looking; more tells that another is needed.
func (r *bodsRegister) surveyed() (more bool) {
	r.next = 0
	if r.found {
		return false
	}
	r.found = true
	for _, x := range r.replaced {
		if first, there := r.statements[x.old]; there && first != x.by && (r.marks[first].is^r.marks[x.by].is)&bodsKinds == 0 {
			r.marks[first].by = x.by + 1
		}
	}
	for n := range r.marks {
		m := &r.marks[n]
		if m.is&bodsKinds == 0 || m.by != 0 && m.is&bodsNamed == 0 {
			continue
		}
		place, there := r.counts[m.record]
		if !there {
			r.counts[m.record] = uint32(n)
			continue
		}
		switch first := &r.marks[place]; {
		case (first.is^m.is)&bodsKinds != 0:
			m.other = place + 1
			first.is |= bodsEchoed
		case string(m.date[:]) < string(first.date[:]):
		default:
			if m.is&bodsEnds != 0 {
				first.is |= bodsEnded
			}
			r.counts[m.record] = uint32(n)
		}
	}
	for _, key := range r.references {
		if n, there := r.current(key); there && r.marks[n].record != key {
			r.names[n] = ""
		}
	}
	r.replaced, r.references = nil, nil
	return len(r.names) > 0
}

// current is the place of the statement that counts for what a relationship
// refers to: a record, or a statement that others may have replaced.
func (r *bodsRegister) current(key uint64) (place uint32, ok bool) {
	if n, there := r.counts[key]; there {
		return n, true
	}
	n, there := r.statements[key]
	for range len(r.marks) { // statements may replace each other in a ring
		if !there {
			break
		}
		if r.marks[n].by == 0 {
			n, there = r.counts[r.marks[n].record]
			return n, there
		}
		n = r.marks[n].by - 1
		if at, counts := r.counts[r.marks[n].record]; counts && r.marks[n].is&bodsNamed == 0 {
			return at, true
		}
	}
	return 0, false
}

// referred is what an id refers to, as current finds it.
func (r *bodsRegister) referred(id string) (record, recordType string, ok bool) {
	key := bodsKey(id)
	n, there := r.current(key)
	if !there {
		return "", "", false
	}
	switch {
	case r.marks[n].is&bodsEntity != 0:
		recordType = "entity"
	case r.marks[n].is&bodsPerson != 0:
		recordType = "person"
	default:
		recordType = "relationship"
	}
	if r.marks[n].record != key {
		id = r.names[n]
	}
	return id, recordType, true
}

// take makes rows of a statement, if it is the one of its record that counts.
func (r *bodsRegister) take(rec record) bool {
	n := r.next
	r.next++
	if int(n) >= len(r.marks) {
		return false // the file grew while it was read
	}
	m := &r.marks[n]
	if m.is&bodsEchoed != 0 {
		r.places[n] = rec.at
	}
	counts, there := r.counts[m.record]
	if at := m.other; at != 0 {
		s, ok := r.statement(rec)
		switch {
		case !ok:
		case m.is&bodsTwice == 0:
			r.Fault(rec.at, "bods-record-types", ownership.Args{"text": written.Echo(s.record()), "first": r.places[at-1]})
		case m.sum != r.marks[at-1].sum:
			r.Fault(rec.at, "bods-statement-twice", ownership.Args{"text": written.Echo(s.StatementID), "first": r.places[at-1]})
		}
		return false
	}
	if m.is&bodsKinds != 0 && (!there || counts != n) && m.is&bodsEnded == 0 {
		return false
	}
	s, ok := r.statement(rec)
	if !ok {
		return r.unreadable(rec, m.is)
	}
	if m.is&bodsKinds == 0 {
		return false
	}
	d := s.RecordDetails
	if m.is&bodsEnds != 0 {
		d.Interests = r.ended[m.record]
	}
	if m.is&bodsEnded != 0 {
		r.ended[m.record] = d.Interests
	}
	if counts != n {
		return false
	}
	delete(r.ended, m.record)
	if m.is&bodsRelationship == 0 {
		return r.enter(s)
	}
	tie, ok := r.tie(s)
	switch {
	case !ok:
		return false
	case r.indirect:
		for i := range d.Interests {
			if d.Interests[i].indirect() {
				r.later = append(r.later, tie)
				return true
			}
			r.direct.above(reachKey("", tie.subject), reachKey("", tie.party))
		}
	}
	r.relate(tie, r.direct)
	return true
}

// unreadable enters somebody of whom the statement that counts cannot be read: others
// may refer to it.
func (r *bodsRegister) unreadable(rec record, is bodsTraits) bool {
	var g bodsGlance
	if is&(bodsEntity|bodsPerson) != 0 && json.Unmarshal(rec.json, &g) == nil {
		row, _ := r.entity(draftID(g.record()))
		row["kind"] = string(ownership.UnknownKind)
	}
	return false
}

// enter makes the row of an entity or a person.
func (r *bodsRegister) enter(s *bodsStatement) bool {
	own := s.record()
	id := draftID(own)
	if id != own {
		// Another record may have that id, or get it instead of its own.
		_, there := r.counts[bodsKey(id)]
		if other, too := r.normal[id]; there || too && other != own {
			r.Fault(s.at, "duplicate-id", ownership.Args{"text": written.Echo(own), "first": s.at})
			return false
		}
		r.normal[id] = own
	}
	row, _ := r.entity(id)
	r.describe(row, s)
	r.extra.rows = nil
	return true
}

// finish makes rows of the relationships that had to wait for all others.
func (r *bodsRegister) finish() {
	for _, tie := range r.later {
		for i := range tie.RecordDetails.Interests {
			if !tie.RecordDetails.Interests[i].indirect() {
				r.direct.above(reachKey("", tie.subject), reachKey("", tie.party))
			}
		}
	}
	for _, tie := range r.later {
		r.relate(tie, r.direct)
	}
	r.later = nil
}
