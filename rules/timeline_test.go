package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// drawHistory draws a dossier whose rows begin and end, with a British holder,
// sites and attestations.
func drawHistory(t *rapid.T) *ownership.Dossier {
	d := drawSupplies(t)
	day := func() ownership.Date {
		if rapid.IntRange(0, 2).Draw(t, "open") == 0 {
			return 0
		}
		return ownership.Date(20190601).AddDays(rapid.IntRange(0, 2900).Draw(t, "day"))
	}
	span := func(s *ownership.Span) {
		s.From, s.Until = day(), day()
		if s.Until != 0 && s.Until <= s.From {
			s.From, s.Until = s.Until, s.From
			if s.From == s.Until {
				s.Until = 0
			}
		}
	}
	for _, h := range d.Holdings {
		span(&h.Span)
	}
	for _, r := range d.Rights {
		span(&r.Span)
	}
	for _, s := range d.Supplies {
		span(&s.Span)
		if s.QualifiedService != "" {
			s.QualifiedUntil = day()
		}
	}
	if rapid.Bool().Draw(t, "british") {
		d.Entities[len(d.Entities)-2].RegisteredOffice.Country = "GB"
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "sites") {
		site := &ownership.Site{Operator: "p", Site: string(rune('A' + i)), Use: ownership.SupportUse,
			Country: ownership.Place{Country: rapid.SampledFrom([]string{"FR", "GB", "TN"}).Draw(t, "site")}}
		span(&site.Span)
		d.Sites = append(d.Sites, site)
	}
	for range rapid.IntRange(0, 2).Draw(t, "attestations") {
		d.Attestations = append(d.Attestations, &ownership.Attestation{Date: day(), Evidence: "e",
			Requirement: rapid.SampledFrom([]string{"19.6.e", "19.2"}).Draw(t, "requirement")})
	}
	return d
}

// The timeline says of each day what a check as of that day says: on the days
// around every turn, and on any other.
func TestTimelineIsTheCheckOfEachDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawHistory(t)
		from := ownership.Date(20190101).AddDays(rapid.IntRange(0, 1500).Draw(t, "from"))
		to := from.AddDays(rapid.IntRange(0, 3000).Draw(t, "long"))
		timeline, faults, err := CheckOver(d, TimelineOptions{From: from, To: to, Policy: DefaultPolicy()})
		require.NoError(t, err)
		on := func(day ownership.Date) {
			result, wrong, err := Check(d, Options{AsOf: day, Policy: DefaultPolicy()})
			require.NoError(t, err)
			if timeline == nil {
				assert.NotEmpty(t, wrong, "%s", day)
				return
			}
			p := timeline.periodOf(day)
			require.NotNil(t, p, "%s is in no period", day)
			assert.Equal(t, wrong, p.Faults, "%s", day)
			if result == nil {
				return
			}
			assert.Equal(t, result.Verdict, p.Verdict, "%s", day)
			require.Len(t, p.Subjects, len(result.Subjects))
			for i := range result.Subjects {
				assert.Equal(t, standing(result, &result.Subjects[i]), p.Subjects[i], "%s", day)
			}
		}
		if timeline == nil {
			assert.NotEmpty(t, faults)
		} else {
			assert.Equal(t, from, timeline.Periods[0].From)
			worst := Compliant
			for i, p := range timeline.Periods {
				require.Less(t, p.From, p.Until)
				if i > 0 {
					assert.Equal(t, timeline.Periods[i-1].Until, p.From)
				}
				on(p.From)
				on(p.Until.AddDays(-1))
				if severity(p.Verdict) > severity(worst) {
					worst = p.Verdict
				}
				if len(p.Faults) > 0 && worst == Compliant {
					worst = Undetermined
				}
			}
			assert.Equal(t, to.AddDays(1), timeline.Periods[len(timeline.Periods)-1].Until)
			assert.Equal(t, worst, timeline.Verdict)
		}
		for range 5 {
			if day := from.AddDays(rapid.IntRange(0, 3000).Draw(t, "any")); day <= to {
				on(day)
			}
		}
	})
}

// periodOf finds the period of a day.
func (t *Timeline) periodOf(day ownership.Date) *Period {
	for i := range t.Periods {
		if p := &t.Periods[i]; p.From <= day && day < p.Until {
			return p
		}
	}
	return nil
}

func codesOf(turns []Turn) []string {
	var codes []string
	for _, turn := range turns {
		codes = append(codes, turn.Note.Code)
	}
	return codes
}

func TestTimelineTellsWhatTurned(t *testing.T) {
	timeline, faults, err := CheckOver(read(t, "new-holder"), TimelineOptions{From: 20260101, To: 20261231, Policy: DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	assert.Equal(t, NonCompliant, timeline.Verdict)
	last := timeline.Periods[len(timeline.Periods)-1]
	assert.Equal(t, ownership.Date(20261102), last.From)
	assert.Equal(t, ownership.Date(20270101), last.Until)
	assert.ElementsMatch(t, []string{"turn-holding-changed", "turn-holding-from"}, codesOf(last.Turns))

	timeline, _, err = CheckOver(read(t, "t15"), TimelineOptions{From: 20200101, To: 20201231, Policy: DefaultPolicy()})
	require.NoError(t, err)
	require.Len(t, timeline.Periods, 2)
	assert.Equal(t, Compliant, timeline.Periods[0].Verdict)
	assert.Equal(t, ownership.Date(20200201), timeline.Periods[1].From)
	assert.Equal(t, []string{"turn-union-left"}, codesOf(timeline.Periods[1].Turns))

	// Foreign laws turn without a test turning on them.
	timeline, _, err = CheckOver(read(t, "us-holder-24"), TimelineOptions{From: 20260101, To: 20261122, Policy: DefaultPolicy()})
	require.NoError(t, err)
	assert.Equal(t, Compliant, timeline.Verdict)
	assert.Equal(t, "us-fisa-702", timeline.Periods[1].Turns[0].Law)
	assert.Equal(t, timeline.Periods[0].Subjects, timeline.Periods[1].Subjects)

	_, faults, err = CheckOver(read(t, "etix-2025"), TimelineOptions{From: 20260101, To: 20261122, Policy: DefaultPolicy()})
	require.NoError(t, err)
	assert.NotEmpty(t, faults)
}

func TestFirstDay(t *testing.T) {
	assert.Equal(t, ownership.Date(20260101), FirstDay(read(t, "new-holder")))
	assert.Zero(t, FirstDay(read(t, "us-holder-24")))
	d := &ownership.Dossier{Holdings: []*ownership.Holding{{Holder: "h", Issuer: "p", Span: ownership.Span{From: 20190315}}}}
	assert.Equal(t, ownership.Date(20190315), FirstDay(d), "nothing is recorded before")
}
