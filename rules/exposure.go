package rules

import (
	"cmp"
	"maps"
	"slices"

	"egide/data"
	"egide/ownership"
)

// Exposure is how a law of a State outside the Union may reach an entity: every
// ground that was found, the strongest first. A pass under 19.6 is no immunity
// from it.
type Exposure struct {
	Law    data.Law
	Level  string // of data.Grounds, or none, or undetermined
	Role   data.Role
	Reason data.Text // of the role
	Status data.Status
	// Grounds are all that were found. Doubts are what could add one.
	Grounds []Ground
	Doubts  []ownership.Note
}

// Levels beside the grounds.
const (
	LevelNone         = "none"
	LevelUndetermined = "undetermined"
)

// Ground is one way in which a law reaches an entity.
type Ground struct {
	Ground  string // of data.Grounds
	Path    []int  // from the entity to whom the law applies
	Because ownership.Note
}

// reach is who may be reached by the laws of one State, computed once for all
// subjects and for every law of that State.
type reach struct {
	c       *check
	state   string
	grounds map[int][]Ground // direct and control, by entity
	doubts  map[int][]ownership.Note
	weaker  map[int][]Ground // presence and minority, by entity
}

// exposures computes the exposure of every subject under every law.
func (c *check) exposures(all []*supplier) {
	reaches := map[string]*reach{}
	for _, law := range c.policy.laws() {
		r := reaches[law.State]
		if r == nil {
			r = c.reach(law.State, all)
			reaches[law.State] = r
		}
		c.exposeAll(law, r, all)
	}
}

// reach finds the direct and the control grounds of every subject.
func (c *check) reach(state string, all []*supplier) *reach {
	r := &reach{c: c, state: state, grounds: map[int][]Ground{}, doubts: map[int][]ownership.Note{}, weaker: map[int][]Ground{}}
	for n := range c.Subjects {
		s := &c.Subjects[n]
		r.grounds[s.Entity] = r.own(s)
		if len(r.grounds[s.Entity]) == 0 {
			r.doubts[s.Entity] = r.ownDoubts(s)
		}
		r.weaker[s.Entity] = append(c.presences(r, s), c.minorities(r, s)...)
	}
	return r
}

// seated tells whether an entity has a seat, or a branch, in the State.
func (r *reach) seated(i int) (ownership.Note, bool) {
	e := r.c.Field.Entities[i]
	ref := r.c.Field.Ref(i)
	places := []struct {
		name  string
		place ownership.Place
	}{
		{"place-registered_office", e.RegisteredOffice},
		{"place-central_administration", e.CentralAdministration},
		{"place-principal_establishment", e.PrincipalEstablishment},
	}
	for _, p := range places {
		if p.place.Country == r.state && e.Kind != ownership.Person {
			return ownership.Note{Code: "ground-seat", Entity: e.ID, Args: ownership.Args{"entity": ref, "place": ownership.Word(p.name), "country": r.state}, At: e.At}, true
		}
	}
	for _, p := range e.Presence {
		if p.Country == r.state && p.What == "branch" {
			return ownership.Note{Code: "ground-branch", Entity: e.ID, Args: ownership.Args{"entity": ref, "country": r.state}, At: e.At}, true
		}
	}
	return ownership.Note{}, false
}

// own finds the grounds direct and control of a subject.
func (r *reach) own(s *Subject) []Ground {
	var grounds []Ground
	if because, yes := r.seated(s.Entity); yes {
		grounds = append(grounds, Ground{"direct", []int{s.Entity}, because})
	}
	f := r.c.Field
	for _, k := range s.Controllers {
		if !k.Certain || k.Who >= f.Len() {
			continue
		}
		if _, yes := r.seated(k.Who); !yes {
			continue
		}
		path := []int{k.Who}
		for _, l := range f.ControlPath(k.Who, s.Entity) {
			path = append(path, l.Issuer)
		}
		slices.Reverse(path)
		grounds = append(grounds, Ground{"control", path, ownership.Note{
			Code: "ground-control", Entity: f.Entities[s.Entity].ID, At: f.Entities[k.Who].At,
			Args: ownership.Args{"entity": f.Ref(s.Entity), "controller": f.Ref(k.Who), "country": r.state, "basis": ownership.Word("basis-" + string(k.Basis))},
		}})
	}
	return grounds
}

// ownDoubts lists what could hide a ground: a seat nobody knows, a controller
// who is only possible, capital that nobody shows.
func (r *reach) ownDoubts(s *Subject) []ownership.Note {
	f := r.c.Field
	e := f.Entities[s.Entity]
	var doubts []ownership.Note
	note := func(code string, args ownership.Args) {
		args["entity"] = f.Ref(s.Entity)
		doubts = append(doubts, ownership.Note{Code: code, Entity: e.ID, Args: args, At: e.At})
	}
	if f.Outside(s.Entity) == ownership.Unknown {
		note("doubt-seat", ownership.Args{})
	}
	for _, k := range s.Controllers {
		if k.Certain || k.Who >= f.Len() {
			continue
		}
		if _, yes := r.seated(k.Who); yes {
			note("doubt-control", ownership.Args{"controller": f.Ref(k.Who)})
		}
	}
	if s.AnyoneMayControl {
		note("doubt-undisclosed", ownership.Args{})
	}
	return doubts
}

// exposeAll adds one law's exposure to every subject.
func (c *check) exposeAll(law data.Law, r *reach, all []*supplier) {
	status := law.StatusOn(int(c.day))
	if status == data.StatusNotYet {
		return
	}
	able := map[int]*supplier{}
	for _, s := range all {
		able[s.entity] = s
	}
	nearest := c.nearestExposed(r, able)
	for n := range c.Subjects {
		s := &c.Subjects[n]
		x := Exposure{Law: law, Status: status, Grounds: slices.Clone(r.grounds[s.Entity]), Doubts: slices.Clone(r.doubts[s.Entity])}
		if s.Role == Provider {
			more, doubts := c.throughSuppliers(r, all)
			x.Grounds, x.Doubts = append(x.Grounds, more...), append(x.Doubts, doubts...)
		} else if path, yes := nearest[s.Entity]; yes {
			x.Grounds = append(x.Grounds, c.supplierGround(r, path))
		}
		x.Grounds = append(x.Grounds, r.weaker[s.Entity]...)
		x.Grounds = slices.DeleteFunc(x.Grounds, func(g Ground) bool { return !law.Reaches(g.Ground) })
		sortGrounds(x.Grounds)
		x.Level = LevelNone
		if len(x.Grounds) > 0 {
			x.Level = x.Grounds[0].Ground
		}
		if (x.Level == LevelNone || x.Level == "minority" || x.Level == "presence") && len(x.Doubts) > 0 {
			x.Level = LevelUndetermined
		}
		x.Role, x.Reason = c.role(law, s)
		if x.Level != LevelNone && (x.Level != LevelUndetermined || s.Critical) || s.Role == Provider || s.Critical {
			s.Exposures = append(s.Exposures, x)
		}
	}
}

// sortGrounds puts the strongest ground first, then the shortest path.
func sortGrounds(grounds []Ground) {
	slices.SortStableFunc(grounds, func(a, b Ground) int {
		return cmp.Or(
			cmp.Compare(slices.Index(data.Grounds, a.Ground), slices.Index(data.Grounds, b.Ground)),
			cmp.Compare(len(a.Path), len(b.Path)),
			slices.Compare(a.Path, b.Path),
		)
	})
}

// role is the strongest role in which a law finds a subject, over what it
// serves.
func (c *check) role(law data.Law, s *Subject) (data.Role, data.Text) {
	e := c.Field.Entities[s.Entity]
	services := slices.Clone(e.Services)
	access := string(ownership.AccessCustomer)
	if s.Role == Provider && len(services) == 0 {
		services = []string{"cloud"} // what a qualified provider renders
	}
	if s.Role == ThirdParty {
		access = string(s.Access)
		for _, row := range s.Supplies {
			if row.Service != "" {
				services = append(services, row.Service)
			}
		}
	}
	slices.Sort(services)
	role, reason := data.RoleUnknown, data.Text{}
	for n, service := range slices.Compact(services) {
		r, why := law.RoleWith(service, access, int(c.day))
		if n == 0 || r.Stronger(role) {
			role, reason = r, why
		}
	}
	return role, reason
}

// throughSuppliers finds the third parties, at any tier, that a law reaches and
// that can obtain data: through them it reaches the provider.
func (c *check) throughSuppliers(r *reach, all []*supplier) (grounds []Ground, doubts []ownership.Note) {
	for _, s := range all {
		own := r.grounds[s.entity]
		ref := c.Field.Ref(s.entity)
		row := s.rows[0]
		switch {
		case s.access == ownership.AccessNone:
		case len(own) > 0 && s.access == ownership.AccessUnknown:
			doubts = append(doubts, ownership.Note{Code: "doubt-supplier-access", Entity: string(ref), Args: ownership.Args{"entity": ref}, At: row.At.Row()})
		case len(own) > 0:
			path := slices.Concat(s.through, own[0].Path[1:])
			grounds = append(grounds, c.supplierGround(r, path))
		case len(r.doubts[s.entity]) > 0:
			doubts = append(doubts, ownership.Note{Code: "doubt-supplier", Entity: string(ref), Args: ownership.Args{"entity": ref}, At: row.At.Row()})
		}
	}
	return grounds, doubts
}

// supplierGround is the ground supplier along a path that ends with whom the
// law applies to; its second entity is the first supplier.
func (c *check) supplierGround(r *reach, path []int) Ground {
	last := path[len(path)-1]
	return Ground{"supplier", path, ownership.Note{
		Code: "ground-supplier", Entity: string(c.Field.Ref(path[0])), At: c.Field.Entities[last].At,
		Args: ownership.Args{"entity": c.Field.Ref(path[0]), "supplier": c.Field.Ref(path[1]), "reached": c.Field.Ref(last), "country": r.state},
	}}
}

// nearestExposed finds, for each third party, its nearest supplier that a law
// reaches and that can obtain data, by one search back from all of them: every
// client is met once, however suppliers supply each other.
func (c *check) nearestExposed(r *reach, able map[int]*supplier) map[int][]int {
	clients := map[int][]int{}
	for _, s := range able {
		for _, row := range s.rows {
			k, _ := c.Field.Index(row.Client)
			if _, used := able[k]; used {
				clients[s.entity] = append(clients[s.entity], k)
			}
		}
	}
	next := map[int]int{} // from an entity towards the exposed one
	var queue []int
	source := map[int]bool{}
	for _, i := range slices.Sorted(maps.Keys(able)) {
		s := able[i]
		if len(r.grounds[i]) > 0 && (s.access == ownership.AccessCustomer || s.access == ownership.AccessTechnical) {
			queue = append(queue, i)
			source[i] = true
		}
	}
	paths := map[int][]int{}
	for ; len(queue) > 0; queue = queue[1:] {
		k := queue[0]
		slices.Sort(clients[k])
		for _, client := range clients[k] {
			if _, met := next[client]; met || client == k {
				continue
			}
			next[client] = k
			if !source[client] {
				queue = append(queue, client)
			}
		}
	}
	for client := range next {
		path := []int{client}
		for k := client; ; {
			k = next[k]
			path = append(path, k)
			if source[k] {
				path = append(path, r.grounds[k][0].Path[1:]...)
				break
			}
		}
		paths[client] = path
	}
	return paths
}

// presences finds what may give jurisdiction over a subject without a seat:
// subsidiaries that it controls there, a listing, customers.
func (c *check) presences(r *reach, s *Subject) []Ground {
	f := c.Field
	e := f.Entities[s.Entity]
	var grounds []Ground
	for _, p := range e.Presence {
		if p.Country == r.state && (p.What == "listing" || p.What == "customers") {
			grounds = append(grounds, Ground{"presence", []int{s.Entity}, ownership.Note{
				Code: "ground-" + p.What, Entity: e.ID, Args: ownership.Args{"entity": f.Ref(s.Entity), "country": r.state}, At: e.At,
			}})
		}
	}
	for _, path := range f.Subsidiaries(s.Entity) {
		last := path[len(path)-1]
		if _, yes := r.seated(last); yes {
			grounds = append(grounds, Ground{"presence", path, ownership.Note{
				Code: "ground-subsidiary", Entity: e.ID, At: f.Entities[last].At,
				Args: ownership.Args{"entity": f.Ref(s.Entity), "subsidiary": f.Ref(last), "country": r.state},
			}})
		}
	}
	return grounds
}

// minorities lists the holders seated there that do not control the subject:
// information only.
func (c *check) minorities(r *reach, s *Subject) []Ground {
	if s.Measures == nil {
		return nil
	}
	f := c.Field
	controls := map[int]bool{}
	for _, k := range s.Controllers {
		if k.Certain {
			controls[k.Who] = true
		}
	}
	var grounds []Ground
	for _, h := range s.Measures.Holders {
		value := h.Figures[ownership.Capital][ownership.LookThrough]
		if votes := h.Figures[ownership.Votes][ownership.LookThrough]; votes.Low.Cmp(value.Low) > 0 {
			value = votes
		}
		if h.Who >= f.Len() || controls[h.Who] || value.Low.Sign() == 0 {
			continue
		}
		if _, yes := r.seated(h.Who); !yes {
			continue
		}
		path := []int{s.Entity, h.Who}
		d := ownership.Capital
		if chains, _ := s.Measures.Chains(d, ownership.LookThrough, h.Who, 1); len(chains) > 0 {
			path = []int{h.Who}
			for _, l := range chains[0].Links {
				path = append(path, l.Issuer)
			}
			slices.Reverse(path)
		}
		grounds = append(grounds, Ground{"minority", path, ownership.Note{
			Code: "ground-minority", Entity: string(f.Ref(s.Entity)), At: f.Entities[h.Who].At,
			Args: ownership.Args{"entity": f.Ref(s.Entity), "holder": f.Ref(h.Who), "share": value.Low, "country": r.state},
		}})
	}
	return grounds
}
