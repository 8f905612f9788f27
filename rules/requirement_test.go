package rules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/data"
	"egide/ownership"
)

// fires holds, for the requirements that are no tests, how one shows that it
// bears on a dossier.
var fires = map[string]func(t *testing.T, r *Result) bool{
	"19.6.b/listed": noted("listed-declared-only"),
	"L.233-7":       noted("listed-declared-only"),
	"L.233-31":      noted("circular-votes"),
	"L.225-96":      noted("blocking-minority"),
	"L.233-3": func(t *testing.T, r *Result) bool {
		return slices.ContainsFunc(r.Subjects, func(s Subject) bool {
			return slices.ContainsFunc(s.Controllers, func(k ownership.Controller) bool { return k.Certain })
		})
	},
	// What a controlled company holds counts whole: control says more than the
	// product of the chain.
	"L.233-4": func(t *testing.T, r *Result) bool {
		c := r.Subjects[0].Measures.Collective[ownership.Capital]
		return c[ownership.ControlReading].Low.Cmp(c[ownership.LookThrough].Low) > 0
	},
	// What a holder's companies hold counts with its own.
	"L.233-9": func(t *testing.T, r *Result) bool {
		most := r.Subjects[0].Individual[ownership.Capital][ownership.Combined]
		own := slices.IndexFunc(r.Field.Holders(r.Subjects[0].Entity), func(l *ownership.Link) bool { return l.Holder == most.Holder })
		return own >= 0 && most.Low.Cmp(r.Field.Holders(r.Subjects[0].Entity)[own].Share[ownership.Capital].Lo) > 0
	},
	"L.225-210": func(t *testing.T, r *Result) bool {
		return slices.ContainsFunc(r.Field.Holders(r.Subjects[0].Entity), func(l *ownership.Link) bool {
			return l.Holder == l.Issuer && l.Share[ownership.Capital].Lo.Sign() > 0 && l.Share[ownership.Votes].Hi.Sign() == 0
		})
	},
	"L.225-123": func(t *testing.T, r *Result) bool {
		return slices.ContainsFunc(r.Field.Holders(r.Subjects[0].Entity), func(l *ownership.Link) bool {
			return l.Share[ownership.Votes].Lo.Cmp(l.Share[ownership.Capital].Hi) > 0
		})
	},
	// A change on a day makes a test of 19.6 come out otherwise from then on.
	"19.6.f": func(t *testing.T, r *Result) bool {
		var days []ownership.Date
		for _, h := range r.Dossier.Holdings {
			if h.From != 0 {
				days = append(days, h.From)
			}
		}
		require.NotEmpty(t, days)
		before, _, err := Check(r.Dossier, Options{AsOf: days[0] - 1, Policy: r.Policy})
		require.NoError(t, err)
		return before.Verdict == Compliant && r.Verdict == NonCompliant
	},
	"5.3.d": exposed,
	"5.3.e": exposed,
	"15.1.a": func(t *testing.T, r *Result) bool {
		return slices.ContainsFunc(r.Subjects, func(s Subject) bool { return s.Tier > 1 && len(s.Supplies) > 0 && s.Supplies[0].Contribution != "" })
	},
	"15.1.b": func(t *testing.T, r *Result) bool {
		able := func(s Subject) bool {
			return s.Access == ownership.AccessCustomer || s.Access == ownership.AccessTechnical
		}
		return slices.ContainsFunc(r.Subjects[1:], able) && !slices.ContainsFunc(r.Subjects[1:], func(s Subject) bool { return s.Tier == 1 && able(s) })
	},
}

func noted(code string) func(*testing.T, *Result) bool {
	return func(t *testing.T, r *Result) bool {
		return slices.Contains(codes(r.Assumptions), code) || slices.Contains(codes(r.Warnings), code)
	}
}

func exposed(t *testing.T, r *Result) bool {
	return slices.ContainsFunc(r.Subjects[0].Exposures, func(x Exposure) bool { return len(x.Grounds) > 0 })
}

// Every requirement names a dossier on which it fires: its test is not passed,
// or what it defines shows.
func TestEveryRequirementFiresOnItsExample(t *testing.T) {
	for _, q := range data.Requirements() {
		t.Run(q.ID, func(t *testing.T) {
			require.DirExists(t, filepath.Join("..", "testdata", "dossiers", q.Example))
			r := checked(t, q.Example, today, "")
			if fire, ok := fires[q.ID]; ok {
				assert.NotEqual(t, "test", q.Kind)
				assert.True(t, fire(t, r), "%s does not show in %s", q.ID, q.Example)
				return
			}
			require.Equal(t, "test", q.Kind, "a requirement that nothing shows")
			fired := false
			for _, s := range r.Subjects {
				for _, f := range s.Findings {
					family := f.Test == q.ID || strings.HasPrefix(f.Test, q.ID+"/")
					fired = fired || family && (f.Verdict == NonCompliant || f.Verdict == Undetermined)
				}
			}
			assert.True(t, fired, "%s is passed in %s", q.ID, q.Example)
		})
	}
}

// Every test that a report shows is one of the registry's.
func TestEveryFindingCitesARequirement(t *testing.T) {
	for _, name := range dossiers(t) {
		if name == "etix-2025" {
			continue // more than 100 % recorded
		}
		for _, s := range checked(t, name, today, "").Subjects {
			for _, f := range s.Findings {
				_, ok := data.RequirementByID(f.Test)
				assert.True(t, ok, "%s: %s", name, f.Test)
			}
		}
	}
}

// Every folder is in the index, and the index names no other.
func TestTheIndexNamesEveryDossier(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "testdata", "dossiers", "README.md"))
	require.NoError(t, err)
	var named []string
	for line := range strings.Lines(string(text)) {
		first, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		for name := range strings.SplitSeq(first, ", ") {
			named = append(named, strings.Trim(name, "` "))
		}
	}
	assert.ElementsMatch(t, dossiers(t), named)
}
