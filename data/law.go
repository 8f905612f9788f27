package data

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"
)

//go:embed laws.yaml
var lawsYAML []byte

// Status is what a law is on a day.
type Status string

// The statuses. A law whose record nobody has checked has StatusUnverified from
// its first day on.
const (
	StatusNotYet     Status = "not_yet"
	StatusInForce    Status = "in_force"
	StatusResidual   Status = "residual"
	StatusLapsed     Status = "lapsed"
	StatusUnverified Status = "unverified"
)

// Role is whether a law covers an entity for what it does.
type Role string

// The roles, from the weakest.
const (
	RoleNotCovered Role = "not_covered"
	RoleUnknown    Role = "unknown"
	RoleArguable   Role = "arguable"
	RoleCovered    Role = "covered"
)

var roleOrder = []Role{RoleNotCovered, RoleUnknown, RoleArguable, RoleCovered}

// Stronger tells whether the role covers more surely than the other.
func (r Role) Stronger(other Role) bool {
	return slices.Index(roleOrder, r) > slices.Index(roleOrder, other)
}

// Grounds lists the ways by which a law reaches an entity, the strongest first:
// a seat or branch in the State, control by an entity seated there, a supplier
// that it reaches, some presence, a minority holder.
var Grounds = []string{"direct", "control", "supplier", "presence", "minority"}

// Services lists the kinds of service that a law's record has to tell a role
// for. A service of another name is other.
var Services = []string{"cloud", "hosting", "colocation", "telecom", "software", "support", "managed_operations", "certificates", "other"}

// Marks lists how far a source was checked: read in its own text, reported by a
// secondary source, or not checked.
var Marks = []string{"text", "secondary", "unverified"}

// Law is a dated, cited and reviewed record of a law outside the Union that can
// oblige whoever serves a provider to hand over data.
type Law struct {
	ID       string // us-cloud-act
	State    string // alpha-2 code of the State whose law it is
	Title    Text
	Citation string
	Compels  Text // what it obliges to, and whom
	Periods  []Period
	Grounds  []string // of [Grounds], in that order
	Hooks    []Hook
	Remove   Text // what would end the exposure
	Sources  []Source
	Reviewed int // day on which somebody last read the record against its sources
	Verified bool
	Examples []LawExample

	File string // where the record stands
	Line int
}

// Period is a law's status from a day until the next period's first day.
type Period struct {
	From   int
	Status Status
	// Approximate tells that the day is known to about a month only.
	Approximate bool
	Note        Text
}

// Hook is the role in which a law finds the one who renders a service, between
// two days (0: open).
type Hook struct {
	Services    []string
	Access      string // able, none, or empty for both
	From, Until int
	Role        Role
	Reason      Text
}

// Source is where a statement comes from.
type Source struct {
	Cite string
	URL  string
	Mark string // of [Marks]
	Date int    // of the source; 0 is not known
}

// LawExample is a case on which a record must give this answer.
type LawExample struct {
	Day     int
	Service string
	Access  string // of the dossier's data_access: none, technical, customer, unknown
	Status  Status
	Role    Role
}

// Laws lists the embedded laws in the order of the registry. The caller may
// change the slice, not what its records hold.
func Laws() []Law { return slices.Clone(theLaws()) }

var theLaws = sync.OnceValue(func() []Law { return own(ParseLaws(lawsYAML, "laws.yaml")) })

// LawByID finds a law of the list.
func LawByID(laws []Law, id string) (Law, bool) {
	i := slices.IndexFunc(laws, func(l Law) bool { return l.ID == id })
	if i < 0 {
		return Law{}, false
	}
	return laws[i], true
}

// OverrideLaws is the base with each law of over in place of the one of the same
// id, and the new ones after them.
func OverrideLaws(base, over []Law) []Law {
	merged := slices.Clone(base)
	for _, law := range over {
		if i := slices.IndexFunc(merged, func(l Law) bool { return l.ID == law.ID }); i >= 0 {
			merged[i] = law
		} else {
			merged = append(merged, law)
		}
	}
	return merged
}

// StatusOn is what the law is on the day.
func (l Law) StatusOn(day int) Status {
	p, ok := l.PeriodOn(day)
	switch {
	case !ok:
		return StatusNotYet
	case !l.Verified:
		return StatusUnverified
	}
	return p.Status
}

// PeriodOn is the period that the day falls in; ok is false before the first.
func (l Law) PeriodOn(day int) (p Period, ok bool) {
	for _, next := range l.Periods {
		if next.From <= day {
			p, ok = next, true
		}
	}
	return p, ok
}

// Reaches tells whether the ground, one of [Grounds], is one by which the law
// reaches an entity.
func (l Law) Reaches(ground string) bool { return slices.Contains(l.Grounds, ground) }

// Role is [Law.RoleWith] for an access that nobody has told.
func (l Law) Role(service string, day int) (Role, Text) { return l.RoleWith(service, "unknown", day) }

// RoleWith is the role in which the law finds the one who renders the service on
// the day, and the reason. The access is the dossier's data_access: none,
// technical or customer; with anything else nothing is assumed in the entity's
// favour, and the strongest of the roles holds. A service that the record does
// not list is taken as other. Before the law's first day the role is
// RoleNotCovered.
func (l Law) RoleWith(service, access string, day int) (Role, Text) {
	if _, ok := l.PeriodOn(day); !ok {
		return RoleNotCovered, Text{}
	}
	listed := func(h Hook) bool { return slices.Contains(h.Services, service) }
	if !slices.ContainsFunc(l.Hooks, listed) {
		service = "other"
	}
	role, reason, found := RoleUnknown, Text{}, false
	for _, h := range l.Hooks {
		if !listed(h) || h.From > day || h.Until != 0 && h.Until <= day || !h.fits(access) {
			continue
		}
		if !found || h.Role.Stronger(role) {
			role, reason, found = h.Role, h.Reason, true
		}
	}
	return role, reason
}

func (h Hook) fits(access string) bool {
	switch access {
	case "none":
		return h.Access != "able"
	case "technical", "customer":
		return h.Access != "none"
	}
	return true
}

// ParseLaws reads laws in the schema of laws.yaml: a list of records, or a
// mapping whose key laws holds that list and whose other keys are not looked at
// (a policy file). name is the file's name for positions. The error is [Faults]:
// all of them, each with its line; no law is returned then.
func ParseLaws(src []byte, name string) ([]Law, error) {
	r := &reader{file: name}
	n := r.root(src)
	if n != nil && n.Kind == yaml.MappingNode {
		content := n.Content
		n = nil
		for i := 0; i+1 < len(content); i += 2 {
			if content[i].Value == "laws" {
				n = target(content[i+1])
			}
		}
	}
	var laws []Law
	seen := map[string]bool{}
	for _, item := range r.items(n, "laws") {
		law := r.law(item)
		if law.ID != "" && seen[law.ID] {
			r.fault(item, "record-id-twice", "id", law.ID)
		}
		seen[law.ID] = true
		laws = append(laws, law)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return laws, nil
}

func (r *reader) law(n *yaml.Node) Law {
	f := r.fields(n, "id", "state", "title", "citation", "compels", "periods", "grounds", "hooks", "remove", "sources", "reviewed", "verified", "examples")
	l := Law{File: r.file}
	before := len(r.faults)
	if f == nil {
		return l
	}
	l.Line = n.Line
	r.need(n, f, "id", "state", "title", "citation", "compels", "periods", "grounds", "hooks", "remove", "sources", "reviewed", "verified")
	l.ID = r.text(f["id"], "id")
	l.State = strings.ToUpper(r.text(f["state"], "state"))
	if c, ok := ByCode(l.State); ok {
		l.State = c.Code
	} else if l.State != "" {
		r.fault(f["state"], "record-no-such-state", "value", l.State)
	}
	l.Title = r.both(f["title"], "title")
	l.Citation = r.text(f["citation"], "citation")
	l.Compels = r.both(f["compels"], "compels")
	l.Remove = r.both(f["remove"], "remove")
	l.Reviewed = r.day(f["reviewed"], "reviewed")
	l.Verified = r.yes(f["verified"], "verified")
	l.Grounds = r.choices(f["grounds"], "grounds", Grounds)
	slices.SortFunc(l.Grounds, func(a, b string) int { return slices.Index(Grounds, a) - slices.Index(Grounds, b) })
	for _, item := range r.items(f["periods"], "periods") {
		p := r.period(item)
		if last := len(l.Periods) - 1; last >= 0 && p.From != 0 && p.From <= l.Periods[last].From {
			r.fault(item, "record-days-out-of-order", "day", FormatDay(p.From), "before", FormatDay(l.Periods[last].From))
		}
		l.Periods = append(l.Periods, p)
	}
	for _, item := range r.items(f["hooks"], "hooks") {
		l.Hooks = append(l.Hooks, r.hook(item))
	}
	for _, item := range r.items(f["sources"], "sources") {
		l.Sources = append(l.Sources, r.source(item))
	}
	for _, key := range []string{"periods", "hooks", "sources", "grounds"} {
		if v := f[key]; v != nil && v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
			r.fault(v, "record-missing-key", "key", key)
		}
	}
	if len(r.faults) == before {
		r.gaps(f["hooks"], l)
	}
	for _, item := range r.items(f["examples"], "examples") {
		ex := r.example(item)
		l.Examples = append(l.Examples, ex)
		if len(r.faults) > before {
			continue // a broken record proves nothing
		}
		if status := l.StatusOn(ex.Day); status != ex.Status {
			r.fault(item, "record-example-status", "id", l.ID, "day", FormatDay(ex.Day), "status", string(status), "expected", string(ex.Status))
		}
		if role, _ := l.RoleWith(ex.Service, ex.Access, ex.Day); role != ex.Role {
			r.fault(item, "record-example-role", "id", l.ID, "day", FormatDay(ex.Day), "service", ex.Service, "role", string(role), "expected", string(ex.Role))
		}
	}
	return l
}

func (r *reader) period(n *yaml.Node) Period {
	f := r.fields(n, "from", "status", "approximate", "note")
	r.need(n, f, "from", "status")
	return Period{
		From:        r.day(f["from"], "from"),
		Status:      Status(r.choice(f["status"], "status", []string{"in_force", "residual", "lapsed"})),
		Approximate: r.yes(f["approximate"], "approximate"),
		Note:        r.both(f["note"], "note"),
	}
}

func (r *reader) hook(n *yaml.Node) Hook {
	f := r.fields(n, "services", "access", "from", "until", "role", "reason")
	r.need(n, f, "services", "role", "reason")
	h := Hook{
		Services: r.choices(f["services"], "services", Services),
		Access:   r.choice(f["access"], "access", []string{"able", "none"}),
		From:     r.day(f["from"], "from"),
		Until:    r.day(f["until"], "until"),
		Role:     Role(r.choice(f["role"], "role", []string{"covered", "arguable", "not_covered", "unknown"})),
		Reason:   r.both(f["reason"], "reason"),
	}
	if h.Until != 0 && h.Until <= h.From {
		r.fault(n, "record-days-out-of-order", "day", FormatDay(h.Until), "before", FormatDay(h.From))
	}
	return h
}

func (r *reader) source(n *yaml.Node) Source {
	f := r.fields(n, "cite", "url", "mark", "date")
	r.need(n, f, "cite", "mark")
	return Source{Cite: r.text(f["cite"], "cite"), URL: r.text(f["url"], "url"), Mark: r.choice(f["mark"], "mark", Marks), Date: r.day(f["date"], "date")}
}

func (r *reader) example(n *yaml.Node) LawExample {
	f := r.fields(n, "day", "service", "access", "status", "role")
	r.need(n, f, "day", "service", "status", "role")
	ex := LawExample{
		Day:     r.day(f["day"], "day"),
		Service: r.choice(f["service"], "service", Services),
		Access:  r.choice(f["access"], "access", []string{"none", "technical", "customer", "unknown"}),
		Status:  Status(r.choice(f["status"], "status", []string{"not_yet", "in_force", "residual", "lapsed", "unverified"})),
		Role:    Role(r.choice(f["role"], "role", []string{"covered", "arguable", "not_covered", "unknown"})),
	}
	if ex.Access == "" {
		ex.Access = "unknown"
	}
	return ex
}

// gaps reports days on which a service that the record lists has no role, or
// more than one, and a record without a role for other services.
func (r *reader) gaps(n *yaml.Node, l Law) {
	if len(l.Periods) == 0 {
		return
	}
	start := l.Periods[0].From
	for _, service := range Services {
		var hooks []Hook
		for _, h := range l.Hooks {
			if slices.Contains(h.Services, service) {
				hooks = append(hooks, h)
			}
		}
		if len(hooks) == 0 {
			if service == "other" {
				r.fault(n, "record-no-role", "id", l.ID, "service", service, "access", "none", "day", FormatDay(start))
			}
			continue
		}
		days := []int{start}
		for _, h := range hooks {
			for _, day := range []int{h.From, h.Until} {
				if day > start {
					days = append(days, day)
				}
			}
		}
		slices.Sort(days)
		for _, day := range slices.Compact(days) {
			for _, access := range []string{"none", "customer"} {
				count := 0
				for _, h := range hooks {
					if h.From <= day && (h.Until == 0 || day < h.Until) && h.fits(access) {
						count++
					}
				}
				if count == 0 {
					r.fault(n, "record-no-role", "id", l.ID, "service", service, "access", access, "day", FormatDay(day))
				} else if count > 1 {
					r.fault(n, "record-two-roles", "id", l.ID, "service", service, "access", access, "day", FormatDay(day))
				}
			}
		}
	}
}
