package ownership

import "slices"

// Above is the part of a dossier on which the figures of a subject rest on the
// day: the entities above it, by holdings and by rights, and whoever acts in
// concert with one of them. What it is supplied with, and by whom, is left out.
func (d *Dossier) Above(subject string, day Date) *Dossier {
	holdings := make(map[string][]*Holding)
	concerts := make(map[string][]*Holding)
	joined := make(map[string][]string)
	for _, h := range d.Holdings {
		if !h.Covers(day) {
			continue
		}
		holdings[h.Issuer] = append(holdings[h.Issuer], h)
		if h.Concert != "" {
			concerts[h.Concert] = append(concerts[h.Concert], h)
			for _, holder := range []string{h.Holder, h.NomineeFor} {
				joined[holder] = append(joined[holder], h.Concert)
			}
		}
	}
	rights := make(map[string][]*Right)
	for _, r := range d.Rights {
		if r.Covers(day) {
			rights[r.Company] = append(rights[r.Company], r)
		}
	}
	part := &Dossier{}
	met := map[string]bool{"": true}
	var queue []string
	meet := func(id string) {
		if !met[id] {
			met[id] = true
			queue = append(queue, id)
		}
	}
	meet(subject)
	took := make(map[*Holding]bool)
	take := func(h *Holding) {
		if !took[h] {
			took[h] = true
			part.Holdings = append(part.Holdings, h)
		}
		meet(h.Holder)
		meet(h.NomineeFor)
		meet(h.Issuer)
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, h := range holdings[queue[0]] {
			take(h)
		}
		for _, r := range rights[queue[0]] {
			part.Rights = append(part.Rights, r)
			meet(r.Holder)
		}
		for _, label := range joined[queue[0]] {
			for _, h := range concerts[label] {
				take(h)
			}
			delete(concerts, label)
		}
	}
	slices.SortStableFunc(part.Holdings, func(a, b *Holding) int { return comparePositions(a.At, b.At) })
	for _, e := range d.Entities {
		if met[e.ID] {
			part.Entities = append(part.Entities, e)
		}
	}
	return part
}

// Effort is about how much work the measures of a structure are: a step for each
// entity and link, and for companies that hold each other what solving their
// equations takes.
func (f *Field) Effort() int {
	effort := len(f.Entities)
	size := make(map[int]int)
	for j, links := range f.links {
		effort += len(links)
		size[f.rank[j]]++
	}
	for _, n := range size {
		if n > 1 {
			effort += n * n * n
		}
	}
	return effort
}
