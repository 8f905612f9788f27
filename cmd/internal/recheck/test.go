package recheck

import (
	"math/big"
	"slices"
	"strconv"

	"egide/cmd/internal/report"
)

// tests sets the tests of both reports side by side, in the order of the newer
// one. Several findings of one test are the worst of them.
func (r *Recheck) tests() {
	findings := func(side *report.Report) map[[2]string]*report.Finding {
		of := map[[2]string]*report.Finding{}
		for _, s := range side.Subjects {
			for _, f := range s.Findings {
				key := [2]string{s.Entity, f.Test}
				if of[key] == nil || severity(f.Verdict) > severity(of[key].Verdict) {
					of[key] = f
				}
			}
		}
		return of
	}
	old, now := findings(r.before), findings(r.after)
	met := map[[2]string]bool{}
	for _, side := range []*report.Report{r.after, r.before} {
		for _, s := range side.Subjects {
			for _, f := range s.Findings {
				key := [2]string{s.Entity, f.Test}
				if met[key] {
					continue
				}
				met[key] = true
				t := &Test{Subject: s.Entity, Name: r.voice.Name(s.Entity), Test: f.Test, Title: r.voice.TestName(f.Test),
					Before: r.standing(old[key]), After: r.standing(now[key])}
				t.Moved = t.moved()
				r.Tests = append(r.Tests, t)
			}
		}
	}
}

func (r *Recheck) standing(f *report.Finding) *Standing {
	if f == nil {
		return nil
	}
	s := &Standing{Verdict: f.Verdict, Value: f.Value, Limit: f.Limit, Holder: f.Holder, Contested: f.Contested,
		Because: r.voice.Say(f.Reason), Source: f.Reason.Source}
	if f.Value != nil && f.Limit != nil {
		s.Margin = &report.Interval{Low: less(*f.Limit, f.Value.High), High: less(*f.Limit, f.Value.Low)}
	}
	return s
}

// less is a − b without what binary fractions add: the two are taken for the
// decimals that they are written as.
func less(a, b float64) float64 {
	decimal := func(f float64) *big.Rat {
		exact, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'f', -1, 64))
		if !ok {
			return new(big.Rat)
		}
		return exact
	}
	difference, _ := new(big.Rat).Sub(decimal(a), decimal(b)).Float64()
	return difference
}

// moved tells whether the test came to something else.
func (t *Test) moved() bool {
	if t.Before == nil || t.After == nil {
		return true
	}
	a, b := t.Before, t.After
	same := a.Verdict == b.Verdict && a.Contested == b.Contested && text(a.Holder) == text(b.Holder) &&
		(a.Value == nil) == (b.Value == nil) && (a.Value == nil || *a.Value == *b.Value) &&
		(a.Limit == nil) == (b.Limit == nil) && (a.Limit == nil || *a.Limit == *b.Limit)
	return !same
}

// severity orders verdicts from the best to the worst.
func severity(verdict string) int {
	return slices.Index([]string{"not_applicable", "compliant", "undetermined", "non_compliant"}, verdict)
}

// turn is how much worse (above 0) or better a test became.
func (t *Test) turn() int {
	grade := func(s *Standing) int {
		if s == nil {
			return 0
		}
		return max(1, severity(s.Verdict))
	}
	return grade(t.After) - grade(t.Before)
}

// shift is by how many percentage points the figure of a test moved at its high
// end or its low one.
func (t *Test) shift() float64 {
	if t.Before == nil || t.After == nil || t.Before.Value == nil || t.After.Value == nil {
		return 0
	}
	size := func(a, b float64) float64 { return max(less(a, b), less(b, a)) }
	return max(size(t.After.Value.High, t.Before.Value.High), size(t.After.Value.Low, t.Before.Value.Low))
}

func verdictOf(s *Standing) string {
	if s == nil {
		return ""
	}
	return s.Verdict
}
