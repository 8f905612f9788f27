package recheck

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/rules"
)

// weight is what a change does to the tests, for the ranking: the worst verdict
// that it bears on, how far that moved, and whether it is a link of a chain.
type weight struct {
	failing int     // a test that now fails, or is now open: 2, 1
	turn    int     // how much worse the test became
	moved   bool    // a figure moved
	direct  bool    // the change is of what the test looks at
	shift   float64 // percentage points
}

func (w weight) compare(o weight) int {
	yes := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	size := func(turn int) int { return max(turn, -turn) }
	return cmp.Or(
		cmp.Compare(yes(w.turn > 0), yes(o.turn > 0)), cmp.Compare(w.failing, o.failing),
		cmp.Compare(size(w.turn), size(o.turn)), cmp.Compare(yes(w.moved), yes(o.moved)),
		cmp.Compare(yes(w.direct), yes(o.direct)), cmp.Compare(w.shift, o.shift))
}

// attribute tells of each change which of the tests that moved it bears on, and
// ranks the changes. A holding or a right bears directly on a figure when it is a
// link in one of the chains that prove it, before or after, or of an entity that
// the test asks for documents of; otherwise, above the subject, it may.
func (r *Recheck) attribute() {
	for _, t := range r.Tests {
		if !t.Moved {
			continue
		}
		reach := r.reachOf(t)
		for _, c := range r.Changes {
			bears, direct := reach.bears(c)
			if !bears {
				continue
			}
			c.Effects = append(c.Effects, Effect{Subject: t.Subject, Test: t.Test, Before: verdictOf(t.Before), After: verdictOf(t.After), Direct: direct})
			w := weight{moved: true, direct: direct, turn: t.turn(), shift: t.shift()}
			w.failing = max(0, severity(verdictOf(t.After))-1)
			if w.compare(c.weight) > 0 {
				c.weight = w
			}
		}
	}
	for _, c := range r.Changes {
		slices.SortStableFunc(c.Effects, func(a, b Effect) int {
			return cmp.Or(cmp.Compare(severity(b.After), severity(a.After)), compareBools(b.Direct, a.Direct))
		})
	}
	slices.SortStableFunc(r.Changes, func(a, b *Change) int {
		return cmp.Or(b.weight.compare(a.weight), compareBools(b.Notifiable, a.Notifiable),
			cmp.Compare(kindOrder(a.Kind), kindOrder(b.Kind)), cmp.Compare(a.Key, b.Key))
	})
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// kindOrder puts what ties entities together before the entities.
func kindOrder(kind string) int {
	return slices.Index([]rules.ChangeKind{rules.HoldingChange, rules.RightChange, rules.PlaceChange, rules.SupplyChange, rules.SiteChange, rules.EntityChange, rules.LawChange}, rules.ChangeKind(kind))
}

// reach is what a test looks at.
type reach struct {
	subject, test, dimension string
	above                    map[string]bool    // the subject and all that hold it
	links, rights            map[[2]string]bool // holdings and rights in its chains
	named                    map[string]bool    // whom its chains and its finding name
	asked                    map[string]bool    // of whom it asks for something
}

// reachOf gathers what a test looked at in both reports.
func (r *Recheck) reachOf(t *Test) *reach {
	x := &reach{subject: t.Subject, test: t.Test, links: map[[2]string]bool{}, rights: map[[2]string]bool{}, named: map[string]bool{}, asked: map[string]bool{}}
	switch {
	case t.Test == "19.6.b/veto":
		x.above = r.aboveHolders(t.Subject, ownership.Veto)
	case t.Test == "19.6.b/board":
		x.above = r.aboveHolders(t.Subject, ownership.Appoint)
	case t.Subject == r.Provider:
		x.above = r.over
	default:
		x.above = r.above(t.Subject)
	}
	for _, dimension := range []string{"capital", "votes"} {
		if strings.HasPrefix(t.Test, "19.6.b/"+dimension+"-") {
			x.dimension = dimension
		}
	}
	for _, side := range []*report.Report{r.before, r.after} {
		for _, s := range side.Subjects {
			if s.Entity != t.Subject {
				continue
			}
			for _, f := range s.Findings {
				// Whether 19.6.d has anything to look at, 19.6.c has shown.
				if f.Test == t.Test || t.Test == "19.6.d" && f.Test == "19.6.c" {
					x.look(f)
				}
			}
		}
	}
	return x
}

// aboveHolders is everybody who holds a right of a kind over the subject in either
// report, and all that hold them: whether such a right counts depends on who
// controls its holder.
func (r *Recheck) aboveHolders(subject string, kind ownership.RightKind) map[string]bool {
	above := map[string]bool{}
	for _, side := range []*report.Report{r.before, r.after} {
		for _, right := range side.Rights {
			if right.Company == subject && right.Right == string(kind) && !above[right.Holder] {
				maps.Copy(above, r.above(right.Holder))
			}
		}
	}
	return above
}

func (x *reach) look(f *report.Finding) {
	for _, c := range f.Chains {
		for _, l := range c.Links {
			of := x.links
			if l.Right != "" {
				of = x.rights
			}
			of[[2]string{l.Holder, l.Issuer}] = true
			x.named[l.Holder], x.named[l.Issuer] = true, true
		}
	}
	for _, id := range f.Entities {
		x.named[id] = true
	}
	for _, a := range f.AskFor {
		x.asked[a.Entity] = true
	}
	if f.Holder != nil {
		x.named[*f.Holder] = true
	}
}

// bears tells whether the test looks at what changed, and whether that is
// directly.
func (x *reach) bears(c *Change) (bears, direct bool) {
	about := func(fact string) string {
		for _, s := range []*State{c.After, c.Before} {
			if id, ok := s.fact(fact).(string); ok {
				return id
			}
		}
		return ""
	}
	// touches tells whether the change is of one of the facts; what is new or
	// ended is of all.
	touches := func(fields ...string) bool {
		return c.What != "changed" || slices.ContainsFunc(fields, func(f string) bool { return slices.Contains(c.Fields, f) })
	}
	kind := rules.ChangeKind(c.Kind)
	switch x.test {
	case "19.6.a":
		return kind == rules.PlaceChange && c.Entities[0] == x.subject, true
	case "19.6.c", "19.6.d":
		if kind != rules.SupplyChange {
			break
		}
		fields := []string{"data_access"}
		if x.test == "19.6.d" {
			fields = []string{"own_skills", "alternatives", "qualified_service", "qualified_until", "qualification"}
		}
		return about("supplier") == x.subject && touches(fields...), true
	default:
		if use, ok := strings.CutPrefix(x.test, "19.2"); ok {
			return kind == rules.SiteChange && (use == "" || "/"+cmp.Or(about("use"), "primary") == use), true
		}
	}
	switch kind {
	case rules.HoldingChange:
		pair := [2]string{about("holder"), about("issuer")}
		moves := touches("votes", "declared", "concerts", "nominees") || x.dimension != "votes" && touches("capital")
		return x.above[pair[1]] && moves, x.links[pair] || x.asked[pair[0]] || x.asked[pair[1]]
	case rules.RightChange:
		return x.bearsRight(about("holder"), about("company"), about("right"))
	case rules.PlaceChange:
		id := c.Entities[0]
		return x.above[id] && slices.Contains(c.Fields, "eu"), x.named[id] || x.asked[id] || id == x.subject
	case rules.EntityChange:
		id := c.Entities[0]
		return x.above[id] && c.What == "changed" && touches("kind", "listed", "ultimate"), x.named[id] || x.asked[id]
	}
	return false, false
}

// bearsRight is bears for a right. What lets its holder control a company may move
// every figure; a veto, and seats that make no majority, are looked at for
// themselves only.
func (x *reach) bearsRight(holder, company, right string) (bears, direct bool) {
	of := map[string]ownership.RightKind{"19.6.b/veto": ownership.Veto, "19.6.b/board": ownership.Appoint}
	if kind, ok := of[x.test]; ok && company == x.subject {
		return right == string(kind), true
	}
	controls := right == string(ownership.ControlAgreement) || right == string(ownership.DeFactoControl)
	proof := x.rights[[2]string{holder, company}]
	return x.above[company] && (controls || proof), proof
}
