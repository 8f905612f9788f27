package chart

import (
	"cmp"
	"slices"
)

// How much a chart shows before it folds, and after.
const (
	// foldAbove is the number of entities from which on a chart is folded.
	foldAbove = 60
	// boxesWanted and linesWanted are how much a folded chart shows at most, as
	// far as what must be shown allows.
	boxesWanted = 80
	linesWanted = 140
	// chainWanted is how many companies in a row, each held wholly by the next,
	// are shown one by one in a folded chart; of more, both ends are.
	chainWanted = 8
	chainEnds   = 2
	// controllersShown and chainsShown are how many controllers, and how many
	// chains of a test that failed, are shown however small: the first.
	controllersShown = 5
	chainsShown      = 2
	// muchMore is by how many times the threshold an issuer has to weigh for its
	// folded holders to have a box when nothing else stands above it.
	muchMore = 5
)

// thresholds are the ratios of the subject below which a holder joins the
// others: the first that leaves little enough.
var thresholds = []float64{0.01, 0.02, 0.03, 0.05, 0.1, 0.2}

// folding is what a chart shows of a structure.
type folding struct {
	keep []bool
	// threshold is the ratio below which holders were folded; zero where none
	// was.
	threshold float64
	by        []float64 // the weights that it was compared with
	// folded counts the entities that have no box of their own.
	folded int
	// chain gives, for an entity inside a long chain, the number of the chain
	// that stands for it, from 1.
	chain  []int
	chains [][]int // by number less one: the entities, the highest last
}

// fold decides what has a box of its own.
func (s *structure) fold() *folding {
	f := &folding{keep: make([]bool, len(s.entities)), chain: make([]int, len(s.entities))}
	for _, i := range s.order {
		f.keep[i] = true
	}
	f.by = s.weight[combined]
	if len(s.order) <= foldAbove {
		return f
	}
	must := s.must()
	s.foldChains(f, must)
	for _, f.by = range [][]float64{s.weight[combined], s.weight[share]} {
		for _, f.threshold = range thresholds {
			if s.keepFrom(f, must); s.fits(f) {
				return f
			}
		}
	}
	// So many large holders: the largest of them, as many as can be read.
	weights := make([]float64, 0, len(s.order))
	for _, i := range s.order {
		weights = append(weights, f.by[i])
	}
	slices.SortFunc(weights, func(a, b float64) int { return cmp.Compare(b, a) })
	for n := boxesWanted; n >= 1; n /= 2 {
		f.threshold = weights[min(n, len(weights)-1)]
		if s.keepFrom(f, must); s.fits(f) {
			break
		}
	}
	return f
}

// keepFrom keeps what has at least that ratio of the subject, what must be
// shown, and what leads from there down to the subject.
func (s *structure) keepFrom(f *folding, must []bool) {
	f.folded = 0
	for _, i := range s.order {
		f.keep[i] = i == s.subject || must[i] || f.by[i] >= f.threshold
	}
	for k := len(s.order) - 1; k > 0; k-- { // the highest first
		i := s.order[k]
		if !f.keep[i] {
			continue
		}
		best := -1
		for _, t := range s.down[i] {
			if !s.back[t] && (best < 0 || f.by[t.to] > f.by[best]) {
				best = t.to
			}
		}
		if best >= 0 {
			f.keep[best] = true
		}
	}
	for _, i := range s.order {
		if !f.keep[i] || f.chain[i] > 0 {
			f.folded++
		}
	}
}

// fits tells whether what is kept can be read.
func (s *structure) fits(f *folding) bool {
	boxes, lines := 0, 0
	met := make([]bool, len(f.chains)+1)
	for _, i := range s.order {
		if n := f.chain[i]; f.keep[i] && (n == 0 || !met[n]) {
			met[n] = true
			boxes++
			if n == 0 && s.hasOthers(f, i) && s.othersBoxed(f, i) {
				boxes++
			}
			if open := s.undisclosed(i); n == 0 && s.openBoxed(f, i, max(open.Capital.High, open.Votes.High)) {
				boxes++
			}
		}
	}
	for _, t := range s.ties {
		if f.keep[t.from] && f.keep[t.to] && (f.chain[t.from] == 0 || f.chain[t.from] != f.chain[t.to]) {
			lines++
		}
	}
	return boxes <= boxesWanted && lines <= linesWanted
}

// hasOthers tells whether holders of an issuer were folded.
func (s *structure) hasOthers(f *folding, i int) bool {
	return slices.ContainsFunc(s.up[i], func(t *tie) bool { return !f.keep[t.from] })
}

// othersBoxed tells whether the folded holders of an issuer have a box: where
// others are shown beside them, or they come to much; else its own box says how
// many they are.
func (s *structure) othersBoxed(f *folding, i int) bool {
	return f.by[i] >= muchMore*f.threshold ||
		slices.ContainsFunc(s.up[i], func(t *tie) bool { return f.keep[t.from] && t.from != i })
}

// openBoxed tells whether so much undisclosed capital, in percent, has a box.
func (s *structure) openBoxed(f *folding, i int, percent float64) bool {
	return percent > 0 && (f.threshold == 0 || f.by[i]*percent >= 100*f.threshold)
}

// must marks what is shown however small: who has a right or controls, and the
// chains of what a test failed on.
func (s *structure) must() []bool {
	must, reached := make([]bool, len(s.entities)), make([]bool, len(s.entities))
	for _, i := range s.order {
		reached[i] = true
	}
	mark := func(id string) {
		if i, ok := s.index[id]; ok && reached[i] {
			must[i] = true
		}
	}
	for _, r := range s.report.Rights {
		if to, ok := s.index[r.Company]; ok && s.weight[combined][to] >= thresholds[0] {
			mark(r.Holder)
		}
	}
	for _, subject := range s.report.Subjects {
		if subject.Entity != s.entities[s.subject].ID {
			continue
		}
		for _, c := range subject.Controllers[:min(len(subject.Controllers), controllersShown)] {
			mark(c.Entity)
		}
		for _, f := range subject.Findings {
			if f.Verdict != "non_compliant" {
				continue
			}
			if f.Holder != nil {
				mark(*f.Holder)
			}
			for _, chain := range f.Chains[:min(len(f.Chains), chainsShown)] {
				for _, l := range chain.Links {
					mark(l.Holder)
				}
			}
		}
	}
	return must
}

// foldChains finds long chains of companies, each held wholly by one holder and
// holding one issuer, all inside the Union or all outside, and lets one box
// stand for those in the middle.
func (s *structure) foldChains(f *folding, must []bool) {
	inner := func(i int) bool {
		return i != s.subject && len(s.up[i]) == 1 && len(s.down[i]) == 1 &&
			s.wholly(s.up[i][0]) && s.wholly(s.down[i][0])
	}
	seen := make([]bool, len(s.entities))
	for _, i := range s.order {
		if !inner(i) || seen[i] {
			continue
		}
		run := []int{}
		for k := i; inner(k) && !seen[k] && s.entities[k].NonEU == s.entities[i].NonEU; k = s.up[k][0].from {
			seen[k] = true
			run = append(run, k)
		}
		if len(run) <= chainWanted {
			continue
		}
		middle := run[chainEnds : len(run)-chainEnds]
		f.chains = append(f.chains, middle)
		for _, k := range middle {
			f.chain[k] = len(f.chains)
			must[k] = false
		}
	}
}

// wholly tells whether a tie is the whole of its issuer.
func (s *structure) wholly(t *tie) bool {
	return t.link != nil && t.link.Capital.Low >= 100 && t.link.Votes.Low >= 100
}
