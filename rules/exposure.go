package rules

import (
	"cmp"
	"math/big"
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

	share *big.Rat // of a minority holder; nil for other grounds
}

// furthestSupplier is how many supplies away, and how many from the provider, a
// third party's own exposure through its suppliers is looked for. Chains of
// contracts are a few long; past this a report would grow with the square of the
// chain.
const furthestSupplier = 64

// listedSteps is how many steps of paths through suppliers are listed for the
// provider under one State's laws; the nearest suppliers come first, and at
// least one is always listed.
const listedSteps = 100_000

// listedDoubts is how many suppliers of whom too little is known are named for
// the provider under one State's laws, the critical and the nearest first; their
// own findings ask for what is missing.
const listedDoubts = 50

// reach is who may be reached by the laws of one State, computed once for every
// law of that State. Its slices are by the place of the subject in the result.
type reach struct {
	*exposing
	state  string
	own    [][]Ground // direct and control
	all    [][]Ground // every ground, the strongest first
	doubts [][]ownership.Note
}

// exposing is what the laws of every State need to know of the subjects, found
// once.
type exposing struct {
	*check
	thirdParties []*supplier
	place        []int     // of each entity among the subjects; -1 when it is none
	clients      [][]int   // third parties that a third party supplies, by their places
	below        [][][]int // ways down to the subsidiaries of a subject
}

// exposures computes the exposure of every subject under every law.
func (c *check) exposures(thirdParties []*supplier) {
	x := &exposing{check: c, thirdParties: thirdParties, place: make([]int, c.Field.Len()), clients: make([][]int, len(c.Subjects)), below: make([][][]int, len(c.Subjects))}
	for i := range x.place {
		x.place[i] = -1
	}
	for n := range c.Subjects {
		x.place[c.Subjects[n].Entity] = n
		x.below[n] = c.Field.Subsidiaries(c.Subjects[n].Entity)
	}
	for k, s := range thirdParties {
		for _, row := range s.rows {
			client, _ := c.Field.Index(row.Client)
			if n := x.place[client]; n > 0 && n != k+1 {
				x.clients[k+1] = append(x.clients[k+1], n)
			}
		}
		slices.Sort(x.clients[k+1])
	}
	reaches := map[string]*reach{}
	for _, law := range c.policy.laws() {
		status := law.StatusOn(int(c.day))
		if status == data.StatusNotYet {
			continue
		}
		r := reaches[law.State]
		if r == nil {
			r = x.reach(law.State)
			reaches[law.State] = r
		}
		c.expose(law, status, r)
	}
}

// reach finds every ground by which the laws of a State reach the subjects.
func (x *exposing) reach(state string) *reach {
	n := len(x.Subjects)
	r := &reach{exposing: x, state: state, own: make([][]Ground, n), all: make([][]Ground, n), doubts: make([][]ownership.Note, n)}
	for n := range x.Subjects {
		s := &x.Subjects[n]
		r.own[n] = r.ownGrounds(s)
		if r.own[n] == nil {
			r.doubts[n] = r.ownDoubts(s)
		}
	}
	r.nearestExposed()
	r.throughSuppliers()
	for n := range x.Subjects {
		s := &x.Subjects[n]
		r.all[n] = slices.Concat(r.own[n], r.all[n], r.presences(s, x.below[n]), r.minorities(s))
		sortGrounds(r.all[n])
	}
	return r
}

// seated tells whether an entity has a seat, or a branch, in the State. A
// person's country is no seat.
func (r *reach) seated(i int) bool {
	e := r.Field.Entities[i]
	if e.Kind == ownership.Person {
		return false
	}
	return r.placed(i) || slices.Contains(e.Presence, ownership.Presence{Country: r.state, What: "branch"})
}

// placed tells whether one of an entity's three places is in the State: a branch
// is none.
func (r *reach) placed(i int) bool {
	e := r.Field.Entities[i]
	return e.Kind != ownership.Person &&
		(e.RegisteredOffice.Country == r.state || e.CentralAdministration.Country == r.state || e.PrincipalEstablishment.Country == r.state)
}

// says is the code of a sentence about an entity that is seated there, or of the
// one that says that it has a branch there.
func (r *reach) says(code string, i int) string {
	if r.placed(i) {
		return code
	}
	return code + "-branch"
}

// seat is the reason why an entity is reached directly.
func (r *reach) seat(i int) ownership.Note {
	e := r.Field.Entities[i]
	args := ownership.Args{"entity": r.Field.Ref(i), "country": r.state}
	note := ownership.Note{Code: "ground-seat", Entity: e.ID, Args: args, At: e.At}
	switch r.state {
	case e.RegisteredOffice.Country:
		args["place"] = ownership.Word("place-registered_office")
	case e.CentralAdministration.Country:
		args["place"] = ownership.Word("place-central_administration")
	case e.PrincipalEstablishment.Country:
		args["place"] = ownership.Word("place-principal_establishment")
	default:
		note.Code = "ground-branch"
	}
	return note
}

// ownGrounds finds the grounds direct and control of a subject. Those who
// control it in concert are each named, if they hold some of it: a concert leads
// its members in one company, and nowhere else.
func (r *reach) ownGrounds(s *Subject) []Ground {
	var grounds []Ground
	if r.seated(s.Entity) {
		grounds = append(grounds, Ground{Ground: "direct", Path: []int{s.Entity}, Because: r.seat(s.Entity)})
	}
	f := r.Field
	named := map[int]bool{s.Entity: true}
	add := func(i int, code string, basis ownership.Basis, path []int) {
		named[i] = true
		grounds = append(grounds, Ground{Ground: "control", Path: path, Because: ownership.Note{
			Code: r.says(code, i), Entity: f.Entities[s.Entity].ID, At: f.Entities[i].At,
			Args: ownership.Args{"entity": f.Ref(s.Entity), "controller": f.Ref(i), "country": r.state, "basis": ownership.Word("basis-" + string(basis))},
		}})
	}
	for _, k := range s.Controllers {
		switch {
		case !k.Certain:
		case k.Who >= f.Len():
			for _, i := range f.Concerts()[k.Who-f.Len()].Members {
				if r.seated(i) && !named[i] && s.Measures != nil {
					if path := holdingPath(s.Measures, i); path != nil {
						add(i, "ground-concert", k.Basis, path)
					}
				}
			}
		case r.seated(k.Who) && !named[k.Who]:
			path := []int{s.Entity}
			for _, l := range slices.Backward(f.ControlPath(k.Who, s.Entity)) {
				path = append(path, l.Holder)
			}
			add(k.Who, "ground-control", k.Basis, path)
		}
	}
	return grounds
}

// holdingPath leads from a subject up to a holder along the largest chain by
// which it holds; nil when it holds nothing.
func holdingPath(m *ownership.Measures, holder int) []int {
	for _, d := range ownership.Dimensions {
		if chains, _ := m.Chains(d, ownership.LookThrough, holder, 1); len(chains) > 0 {
			path := []int{m.Subject}
			for _, l := range slices.Backward(chains[0].Links) {
				path = append(path, l.Holder)
			}
			return path
		}
	}
	return nil
}

// ownDoubts lists what could hide a ground: a seat nobody knows, a controller
// who is only possible, capital that nobody shows.
func (r *reach) ownDoubts(s *Subject) []ownership.Note {
	f := r.Field
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
		if !k.Certain && k.Who < f.Len() && r.seated(k.Who) {
			note("doubt-control", ownership.Args{"controller": f.Ref(k.Who)})
		}
	}
	for _, k := range s.Controllers {
		if k.Certain && k.Who < f.Len() && f.Counted(k.Who) && f.Outside(k.Who) == ownership.Unknown {
			note("doubt-controller-seat", ownership.Args{"controller": f.Ref(k.Who)})
		}
	}
	if s.AnyoneMayControl {
		note("doubt-undisclosed", ownership.Args{})
	}
	return doubts
}

// expose adds one law's exposure to every subject that it reaches or may reach,
// and to the provider and critical third parties also when it does not.
func (c *check) expose(law data.Law, status data.Status, r *reach) {
	for n := range c.Subjects {
		s := &c.Subjects[n]
		grounds := r.all[n]
		if !always(law, grounds) {
			grounds = slices.DeleteFunc(slices.Clone(grounds), func(g Ground) bool { return !law.Reaches(g.Ground) })
		}
		level := LevelNone
		if len(grounds) > 0 {
			level = grounds[0].Ground
		}
		if (level == LevelNone || level == "minority" || level == "presence") && len(r.doubts[n]) > 0 {
			level = LevelUndetermined
		}
		if s.Role == ThirdParty && !s.Critical && (level == LevelNone || level == LevelUndetermined) {
			continue
		}
		role, reason := c.role(law, s)
		s.Exposures = append(s.Exposures, Exposure{Law: law, Level: level, Role: role, Reason: reason, Status: status, Grounds: grounds, Doubts: r.doubts[n]})
	}
}

// always tells whether the law reaches by every one of the grounds.
func always(law data.Law, grounds []Ground) bool {
	return !slices.ContainsFunc(grounds, func(g Ground) bool { return !law.Reaches(g.Ground) })
}

// sortGrounds puts the strongest ground first, then the largest minority, then
// the shortest path.
func sortGrounds(grounds []Ground) {
	slices.SortStableFunc(grounds, func(a, b Ground) int {
		return cmp.Or(
			cmp.Compare(slices.Index(data.Grounds, a.Ground), slices.Index(data.Grounds, b.Ground)),
			compareShares(b.share, a.share),
			cmp.Compare(len(a.Path), len(b.Path)),
			slices.Compare(a.Path, b.Path),
		)
	})
}

func compareShares(a, b *big.Rat) int {
	if a == nil || b == nil {
		return 0
	}
	return a.Cmp(b)
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

// throughSuppliers finds the third parties, at any tier, that the State's laws
// reach and that can obtain data: through them they reach the provider.
func (r *reach) throughSuppliers() {
	var reached []int // places of those
	doubtful := 0
	for k, s := range r.thirdParties {
		ref := r.Field.Ref(s.entity)
		doubt := ""
		switch {
		case s.access == ownership.AccessNone:
		case len(r.own[k+1]) > 0 && s.access == ownership.AccessUnknown:
			doubt = "doubt-supplier-access"
		case len(r.own[k+1]) > 0:
			reached = append(reached, k)
		case len(r.doubts[k+1]) > 0 && s.access == ownership.AccessUnknown:
			doubt = "doubt-supplier-both"
		case len(r.doubts[k+1]) > 0:
			doubt = "doubt-supplier"
		}
		if doubt == "" {
			continue
		}
		if doubtful++; doubtful <= listedDoubts {
			r.doubts[0] = append(r.doubts[0], ownership.Note{Code: doubt, Entity: string(ref), Args: ownership.Args{"entity": ref}, At: s.rows[0].At.Row()})
		}
	}
	if more := doubtful - listedDoubts; more > 0 {
		provider := r.Field.Ref(r.Subjects[0].Entity)
		r.doubts[0] = append(r.doubts[0], ownership.Note{Code: "doubt-suppliers-more", Entity: string(provider), Args: ownership.Args{"entity": provider, "count": more}})
	}
	steps := func(k int) int { return r.thirdParties[k].tier + len(r.own[k+1][0].Path) }
	slices.SortStableFunc(reached, func(a, b int) int { return cmp.Compare(steps(a), steps(b)) })
	listed := 0
	for n, k := range reached {
		if listed += steps(k); listed > listedSteps && n > 0 {
			r.warn("grounds-unlisted", r.Subjects[0].Entity, ownership.Args{"country": r.state, "count": len(reached) - n, "entity": r.Field.Ref(r.Subjects[0].Entity)}, ownership.Position{})
			break
		}
		r.add(0, slices.Concat(r.thirdParties[k].through(), r.own[k+1][0].Path[1:]))
	}
}

// add gives a subject the ground supplier along a path that ends with whom the
// law applies to; its second entity is the first supplier. A path that comes back
// to the subject, because it controls its own supplier, shows nothing new.
func (r *reach) add(place int, path []int) {
	f := r.Field
	last := path[len(path)-1]
	if last == path[0] {
		return
	}
	r.all[place] = append(r.all[place], Ground{Ground: "supplier", Path: path, Because: ownership.Note{
		Code: "ground-supplier", Entity: string(f.Ref(path[0])), At: f.Entities[last].At,
		Args: ownership.Args{"entity": f.Ref(path[0]), "supplier": f.Ref(path[1]), "reached": f.Ref(last), "country": r.state},
	}})
}

// nearestExposed finds, for each third party, its nearest supplier that the
// State's laws reach and that can obtain data, by one search back from all of
// them: every client is met once, however suppliers supply each other.
func (r *reach) nearestExposed() {
	type step struct{ next, origin, far int }
	met := make(map[int]step) // by the place of the client: towards the exposed one
	source := make(map[int]bool)
	var queue []int
	for k, s := range r.thirdParties {
		if len(r.own[k+1]) > 0 && (s.access == ownership.AccessCustomer || s.access == ownership.AccessTechnical) {
			source[k+1] = true
			queue = append(queue, k+1)
		}
	}
	for ; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		from := met[n]
		if source[n] {
			from = step{origin: n}
		}
		if from.far == furthestSupplier {
			continue
		}
		for _, client := range r.clients[n] {
			if _, yes := met[client]; yes || client == from.origin {
				continue
			}
			met[client] = step{n, from.origin, from.far + 1}
			if !source[client] {
				queue = append(queue, client)
			}
		}
	}
	for client, s := range met {
		if r.thirdParties[client-1].tier > furthestSupplier {
			continue
		}
		path := []int{r.Subjects[client].Entity}
		for ; !source[s.next]; s = met[s.next] {
			path = append(path, r.Subjects[s.next].Entity)
		}
		path = append(path, r.own[s.next][0].Path...)
		r.add(client, path)
	}
}

// presences finds what may give jurisdiction over a subject without a seat:
// subsidiaries that it controls there, a listing, customers.
func (r *reach) presences(s *Subject, below [][]int) []Ground {
	f := r.Field
	e := f.Entities[s.Entity]
	var grounds []Ground
	for _, p := range e.Presence {
		if p.Country == r.state && (p.What == "listing" || p.What == "customers") {
			grounds = append(grounds, Ground{Ground: "presence", Path: []int{s.Entity}, Because: ownership.Note{
				Code: "ground-" + p.What, Entity: e.ID, Args: ownership.Args{"entity": f.Ref(s.Entity), "country": r.state}, At: e.At,
			}})
		}
	}
	for _, path := range below {
		last := path[len(path)-1]
		if r.seated(last) {
			grounds = append(grounds, Ground{Ground: "presence", Path: path, Because: ownership.Note{
				Code: r.says("ground-subsidiary", last), Entity: e.ID, At: f.Entities[last].At,
				Args: ownership.Args{"entity": f.Ref(s.Entity), "subsidiary": f.Ref(last), "country": r.state},
			}})
		}
	}
	return grounds
}

// among tells whether a holder is the one that controls, or a member of the
// concert that does.
func (r *reach) among(controller, holder int) bool {
	if controller < r.Field.Len() {
		return controller == holder
	}
	return slices.Contains(r.Field.Concerts()[controller-r.Field.Len()].Members, holder)
}

// minorities lists the holders seated there of which it is not certain that they
// control the subject: information only.
func (r *reach) minorities(s *Subject) []Ground {
	if s.Measures == nil {
		return nil
	}
	f := r.Field
	var grounds []Ground
	for _, h := range s.Measures.Holders {
		if h.Who >= f.Len() || !r.placed(h.Who) || slices.ContainsFunc(s.Controllers, func(k ownership.Controller) bool { return k.Certain && r.among(k.Who, h.Who) }) {
			continue
		}
		code := "ground-minority"
		if f.MayControl(h.Who, s.Entity) {
			code = "ground-minority-perhaps"
		}
		d := ownership.Capital
		value := h.Figures[d][ownership.LookThrough]
		if votes := h.Figures[ownership.Votes][ownership.LookThrough]; votes.Low.Cmp(value.Low) > 0 {
			d, value = ownership.Votes, votes
		}
		if value.Low.Sign() == 0 {
			continue
		}
		grounds = append(grounds, Ground{Ground: "minority", Path: holdingPath(s.Measures, h.Who), Because: ownership.Note{
			Code: code, Entity: string(f.Ref(s.Entity)), At: f.Entities[h.Who].At,
			Args: ownership.Args{"entity": f.Ref(s.Entity), "holder": f.Ref(h.Who), "share": value.Low, "dimension": ownership.Word("dimension-" + d.String()), "country": r.state},
		}, share: value.Low})
	}
	return grounds
}
