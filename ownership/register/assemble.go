package register

import (
	"cmp"
	"slices"
	"sync"

	"egide/ownership"
)

// assemble makes the edges from claims, in the order of the rows: by issuer,
// and within one by holder. The claims are first brought together by ranges of
// issuers, which then are worked on apart.
func (r *Register) assemble(chunks [][]claim, h *hoard, threads int) {
	n := len(r.ids)
	giveBack(n)
	const shift = 14 // of an issuer's number: issuers of one range
	ranges := n>>shift + 1
	total := 0
	for _, c := range chunks {
		total += len(c)
	}
	counts := make([][]uint32, len(chunks))
	each(threads, len(chunks), func(k int) {
		count := make([]uint32, ranges)
		for i := range chunks[k] {
			count[chunks[k][i].issuer>>shift]++
		}
		counts[k] = count
	})
	begin := make([]uint32, ranges+1)
	at := uint32(0)
	for b := range ranges {
		begin[b] = at
		for k := range counts {
			counts[k][b], at = at, at+counts[k][b]
		}
	}
	begin[ranges] = at
	all := make([]claim, total)
	each(threads, len(chunks), func(k int) {
		next := counts[k]
		for _, c := range chunks[k] {
			b := c.issuer >> shift
			all[next[b]] = c
			next[b]++
		}
		chunks[k] = nil
	})

	giveBack(n)
	r.holder, r.mark = make([]uint32, total), make([]mark, total)
	r.lo[ownership.Capital] = make([]uint32, total)
	r.hi[ownership.Capital] = r.lo[ownership.Capital]
	if h.ranges.Load() {
		r.hi[ownership.Capital] = make([]uint32, total)
	}
	r.lo[ownership.Votes], r.hi[ownership.Votes] = r.lo[ownership.Capital], r.hi[ownership.Capital]
	if h.votes.Load() {
		r.lo[ownership.Votes] = make([]uint32, total)
		r.hi[ownership.Votes] = r.lo[ownership.Votes]
		if h.ranges.Load() {
			r.hi[ownership.Votes] = make([]uint32, total)
		}
	}
	r.first, r.state = make([]uint32, n+1), make([]state, n)
	results := make([]part, ranges)
	each(threads, ranges, func(b int) {
		p := resolver{r: r, h: h, part: &results[b]}
		p.stretch(all[begin[b]:begin[b+1]], b<<shift, min((b+1)<<shift, n), begin[b])
	})
	r.close(begin, results, shift)
}

// part is what a range of issuers comes to beside its edges.
type part struct {
	end      uint32 // where its edges end
	odd      []uint32
	oddShare []oddShare
	concerts []inConcert
	counts   Counts
}

type inConcert struct {
	label  string
	holder uint32
}

// close moves the edges together where claims of one holder were added up, and
// gathers what is particular.
func (r *Register) close(begin []uint32, parts []part, shift int) {
	to := uint32(0)
	var concerts []inConcert
	for b := range parts {
		p := &parts[b]
		gone := begin[b] - to
		if gone > 0 {
			move(r.holder, begin[b], p.end, to)
			move(r.mark, begin[b], p.end, to)
			for i, s := range [][]uint32{r.lo[0], r.hi[0], r.lo[1], r.hi[1]} {
				earlier := [][]uint32{r.lo[0], r.hi[0], r.lo[1], r.hi[1]}[:i]
				if !slices.ContainsFunc(earlier, func(e []uint32) bool { return len(e) > 0 && &e[0] == &s[0] }) {
					move(s, begin[b], p.end, to)
				}
			}
			for j := b << shift; j < min((b+1)<<shift, len(r.ids)); j++ {
				r.first[j] -= gone
			}
			for k := range p.odd {
				p.odd[k] -= gone
			}
		}
		to += p.end - begin[b]
		r.odd = append(r.odd, p.odd...)
		r.oddShare = append(r.oddShare, p.oddShare...)
		concerts = append(concerts, p.concerts...)
		r.Counts.Repeated += p.counts.Repeated
		r.Counts.OverOne += p.counts.OverOne
		r.Counts.Rounded += p.counts.Rounded
	}
	r.first[len(r.ids)] = to
	r.holder, r.mark = r.holder[:to], r.mark[:to]
	for d := range r.lo {
		r.lo[d], r.hi[d] = r.lo[d][:to], r.hi[d][:to]
	}
	slices.SortFunc(concerts, func(a, b inConcert) int {
		return cmp.Or(cmp.Compare(a.label, b.label), cmp.Compare(a.holder, b.holder))
	})
	for i, c := range slices.Compact(concerts) {
		if i == 0 || r.concerts[len(r.concerts)-1].label != c.label {
			r.concerts = append(r.concerts, concert{label: c.label})
		}
		last := &r.concerts[len(r.concerts)-1]
		last.members = append(last.members, c.holder)
	}
}

func move[T any](s []T, from, end, to uint32) { copy(s[to:], s[from:end]) }

// resolver makes the edges of a range of issuers.
type resolver struct {
	r    *Register
	h    *hoard
	part *part
	next uint32 // place of the next edge
	near mark   // what was read ahead
}

var spare = sync.Pool{New: func() any { return new([]claim) }}

// stretch makes the edges of the issuers from first up to but not end, from
// their claims in the order of the rows.
func (p *resolver) stretch(claims []claim, first, end int, at uint32) {
	p.next = at
	// A counting sort by issuer, in memory that stays in the cache.
	place := make([]uint32, end-first+1)
	inOrder := true
	for i := range claims {
		place[int(claims[i].issuer)-first+1]++
		inOrder = inOrder && (i == 0 || claims[i-1].issuer <= claims[i].issuer)
		if claims[i].more != 0 {
			p.near |= p.h.of(claims[i]).mark // so that the memory has it at hand below
		}
	}
	for i := 1; i < len(place); i++ {
		place[i] += place[i-1]
	}
	sorted := claims
	if !inOrder {
		buffer := spare.Get().(*[]claim)
		defer spare.Put(buffer)
		*buffer = slices.Grow((*buffer)[:0], len(claims))[:len(claims)]
		sorted = *buffer
		next := slices.Clone(place)
		for _, c := range claims {
			k := int(c.issuer) - first
			sorted[next[k]] = c
			next[k]++
		}
	}
	for j := first; j < end; j++ {
		p.r.first[j] = p.next
		if row := sorted[place[j-first]:place[j-first+1]]; len(row) > 0 {
			p.issuer(j, row)
		}
	}
	p.part.end = p.next
}

// issuer makes the edges of one issuer.
func (p *resolver) issuer(j int, row []claim) {
	if len(row) <= 12 {
		for i := 1; i < len(row); i++ {
			for k := i; k > 0 && row[k-1].holder > row[k].holder; k-- {
				row[k-1], row[k] = row[k], row[k-1]
			}
		}
	} else {
		slices.SortStableFunc(row, func(a, b claim) int { return cmp.Compare(a.holder, b.holder) })
	}
	sum, simple := uint64(0), true
	for i := range row {
		c := &row[i]
		sum += uint64(c.capital)
		simple = simple && c.more == 0 && int(c.holder) != j && (i == 0 || row[i-1].holder != c.holder)
	}
	if simple && sum <= Parts {
		// As most issuers are: a few shares of the capital.
		r := p.r
		for i := range row {
			e := p.next
			r.holder[e], r.mark[e] = row[i].holder, votesAssumed
			r.lo[0][e], r.hi[0][e] = row[i].capital, row[i].capital
			r.lo[1][e], r.hi[1][e] = row[i].capital, row[i].capital
			p.next++
		}
		return
	}
	if !p.whole(j, row) {
		p.fractions(j, row)
	}
}

// detail is the detail of a claim, made up for one that needs none.
func (p *resolver) detail(c claim) detail {
	if c.more == 0 {
		return plain(c.capital)
	}
	return *p.h.of(c)
}

// repeats tells whether a claim repeats one of those before it of the same
// holder in every figure, class and date.
func (p *resolver) repeats(row []claim, i int) bool {
	d := p.detail(row[i])
	if d.lo == [2]uint32{none, none} && d.shares == noShares && (d.rare == 0 || p.h.rare[d.rare-1].shares == nil) {
		return false // it has no figure
	}
	for k := i - 1; k >= 0 && row[k].holder == row[i].holder; k-- {
		o := p.detail(row[k])
		if o.rare != 0 && d.rare != 0 && p.h.rare[o.rare-1].equal(&p.h.rare[d.rare-1]) {
			o.rare = d.rare
		}
		if o == d {
			return true
		}
	}
	return false
}

// whole makes the edges of an issuer in whole parts; it returns false, with
// nothing done, when that is not possible.
func (p *resolver) whole(j int, row []claim) bool {
	var total [2]uint64
	for i := range row {
		d := p.detail(row[i])
		if d.rare != 0 || d.shares != noShares || int(row[i].holder) == j {
			return false
		}
		votes := d.lo[1]
		if votes == none {
			votes = d.lo[0]
		}
		for k, lo := range [2]uint32{d.lo[0], votes} {
			if lo != none {
				total[k] += uint64(lo)
			}
		}
	}
	if total[0] > Parts || total[1] > Parts {
		return false
	}
	r := p.r
	for i := 0; i < len(row); {
		var lo, hi [2]uint64
		m, holder, ranges := mark(0), row[i].holder, false
		for first := true; i < len(row) && row[i].holder == holder; i, first = i+1, false {
			if !first && p.repeats(row, i) {
				p.part.counts.Repeated++
				continue
			}
			d := p.detail(row[i])
			m |= d.votesFollow()
			for k := range lo {
				if d.lo[k] == none {
					hi[k] += Parts
					continue
				}
				lo[k] += uint64(d.lo[k])
				hi[k] += uint64(d.hi[k])
			}
		}
		if m&declaredYes != 0 {
			m &^= declaredNo
		}
		e := p.next
		for k := range lo {
			if hi[k] > Parts {
				hi[k] = Parts
				m &^= [2]mark{openHiCapital, openHiVotes}[k]
			}
			r.lo[k][e], r.hi[k][e] = uint32(lo[k]), uint32(hi[k])
			ranges = ranges || lo[k] < hi[k]
		}
		if ranges {
			r.state[j] |= rangeShares
		}
		r.holder[e], r.mark[e] = holder, m
		p.next++
	}
	return true
}

// votesFollow gives a detail without votes those of its capital, and returns
// its marks.
func (d *detail) votesFollow() mark {
	if d.lo[ownership.Votes] != none {
		return d.mark
	}
	d.lo[1], d.hi[1] = d.lo[0], d.hi[0]
	m := d.mark | votesAssumed
	if m&openLoCapital != 0 {
		m |= openLoVotes
	}
	if m&openHiCapital != 0 {
		m |= openHiVotes
	}
	return m
}
