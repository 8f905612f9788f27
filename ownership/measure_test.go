package ownership

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadings(t *testing.T) {
	for _, c := range []struct {
		name, entities, subject string
		rows                    []string
		collective              string // look-through / control / combined, capital
		holder, individual      string
	}{
		{"a majority of a minority holder", "us:US h p fr:person", "p",
			[]string{"us h 60", "fr h 40", "h p 40", "fr p 60"}, "24 / 40 / 40", "us", "24 / 40 / 40"},
		{"a bare majority", "us:US h p fr:person", "p",
			[]string{"us h 51", "fr h 49", "h p 40", "fr p 60"}, "20.4 / 40 / 40", "us", "20.4 / 40 / 40"},
		{"a minority of a majority holder", "us:US h p fr:person", "p",
			[]string{"us h 49", "fr h 51", "h p 60", "fr p 40"}, "29.4 / 0 / 29.4", "us", "29.4 / 0 / 29.4"},
		{"two holders outside", "a:US b:US p fr:person", "p",
			[]string{"a p 20", "b p 19", "fr p 61"}, "39 / 39 / 39", "a", "20 / 20 / 20"},
		{"a subsidiary of a holder outside counts once", "x:US y:US p fr:person", "p",
			[]string{"x y 100", "y p 20", "x p 5", "fr p 75"}, "25 / 25 / 25", "x", "25 / 25 / 25"},
		{"a shell outside, owned inside", "d:US p fr:person", "p",
			[]string{"fr d 100", "d p 30", "fr p 70"}, "30 / 30 / 30", "d", "30 / 30 / 30"},
		{"a cross-holding", "us:US h p fr:person", "p",
			[]string{"p h 10", "us h 60", "fr h 30", "h p 50", "fr p 50"}, "31.578947 / 50 / 50", "us", "31.578947 / 50 / 50"},
		{"nobody recorded for the rest", "p fr:person", "p",
			[]string{"fr p 70"}, "0..30 / 0..30 / 0..30", "fr", "70..100 / 70..100 / 70..100"},
		{"ranges in a chain", "us:US h p fr:person", "p",
			[]string{"us h 25-50", "fr h 40", "h p 75-100", "fr p 10"}, "18.75..60 / 0..90 / 18.75..90", "us", "18.75..60 / 0..90 / 18.75..90"},
		{"own shares", "m:US a", "a",
			[]string{"m a 60", "a a 5"}, "63.157895..100 / 60..95 / 63.157895..100", "m", "63.157895..100 / 60..95 / 63.157895..100"},
		{"two companies that own each other", "x:US a b", "a",
			[]string{"b a 10", "a b 50", "x b 50"}, "5.263158..100 / 0..100 / 5.263158..100", "x", "5.263158..100 / 0..100 / 5.263158..100"},
		{"a listed layer", "a:US b:US p:listed", "p",
			[]string{"a p 6 declared=yes", "b p 1"}, "6 / 6 / 6", "a", "6 / 6 / 6"},
		{"a closed ring", "a b p us:US", "p",
			[]string{"a b 100", "b a 100", "a p 60", "us p 40"}, "40..100 / 40..100 / 40..100", "us", "40..100 / 40..100 / 40..100"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, m := measure(t, dossier(t, c.entities, c.rows...), c.subject)
			assert.Equal(t, c.collective, figures(m.Collective, Capital), "collective")
			assert.Equal(t, c.individual, figures(holder(t, f, m, c.holder).Figures, Capital), c.holder)
		})
	}
}

// The four companies of a consolidation manual whose printed third figure is
// 19.33; its own equations give 19.305.
func TestRingOfThree(t *testing.T) {
	d := dossier(t, "m:US f1 f2 f3", "m f1 90", "f1 f2 70", "f2 f3 30", "f3 f1 10")
	for subject, want := range map[string]string{"f1": "91.930541", "f2": "64.351379", "f3": "19.305414"} {
		f, m := measure(t, d, subject)
		assert.Equal(t, want, percent(Bounds{holder(t, f, m, "m").Figures[Capital][LookThrough].Low, holder(t, f, m, "m").Figures[Capital][LookThrough].Low}), subject)
	}
}

func TestRepeatedRightsCountOnce(t *testing.T) {
	d := dossier(t, "a:US p", "a p 10")
	for line := 2; line < 4; line++ {
		d.Rights = append(d.Rights, &Right{Holder: "a", Company: "p", Right: Appoint, Organ: "board", Seats: 2, OfSeats: 5, At: Position{File: "rights.csv", Line: line}})
	}
	s, _, err := Resolve(d, 20261122)
	require.NoError(t, err)
	assert.Len(t, s.Rights, 1)
	assert.Contains(t, s.Notes, Note{Code: "repeated-right", Entity: "p", At: Position{File: "rights.csv", Line: 3},
		Args: Args{"holder": Ref("a"), "company": Ref("p"), "first": Position{File: "rights.csv", Line: 2}}})
}
