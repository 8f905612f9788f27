package timeline

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/drawing"
	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/rules"
)

const dossiers = "../../../testdata/dossiers"

func dossier(t testing.TB, name string) *ownership.Dossier {
	t.Helper()
	d, err := intake.ReadDossier(filepath.Join(dossiers, name), intake.Options{})
	require.NoError(t, err)
	return d
}

// over is the timeline of a dossier; nil where no day can be checked.
func over(t require.TestingT, d *ownership.Dossier, from, to ownership.Date, lang string) *Timeline {
	found, _, err := rules.CheckOver(d, rules.TimelineOptions{From: from, To: to, Policy: rules.DefaultPolicy()})
	require.NoError(t, err)
	if found == nil {
		return nil
	}
	return Make(found, d, rules.DefaultPolicy(), lang)
}

func names(t testing.TB) []string {
	all, err := os.ReadDir(dossiers)
	require.NoError(t, err)
	var list []string
	for _, one := range all {
		if one.IsDir() {
			list = append(list, one.Name())
		}
	}
	return list
}

// on is the span of a band that has the day; nil when the test was not made then.
func (b Band) on(day string) *Span {
	for i := range b.Spans {
		if s := &b.Spans[i]; s.From <= day && day < s.Until {
			return s
		}
	}
	return nil
}

// What a timeline says of a day is what the report of a check as of that day
// says: every verdict, figure and holder, of every dossier, on drawn days.
func TestEveryDayIsItsReport(t *testing.T) {
	from, to := ownership.Date(20180101), ownership.Date(20271231)
	read, lines := map[string]*ownership.Dossier{}, map[string]*Timeline{}
	var can []string
	for _, name := range names(t) {
		d := dossier(t, name)
		if line := over(t, d, from, to, "en"); line != nil {
			read[name], lines[name] = d, line
			can = append(can, name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(can).Draw(t, "dossier")
		d, line := read[name], lines[name]
		day := from.AddDays(rapid.IntRange(0, line.Days-1).Draw(t, "day"))
		result, _, err := rules.Check(d, rules.Options{AsOf: day, Policy: rules.DefaultPolicy()})
		require.NoError(t, err)
		all := line.Overall.on(day.String())
		require.NotNil(t, all)
		if result == nil {
			assert.Nil(t, all.Verdict)
			return
		}
		r := report.Make(result, "en")
		assert.Equal(t, r.Verdict, *all.Verdict)
		tests := map[[2]string]bool{}
		for _, s := range r.Subjects {
			for _, f := range s.Findings {
				tests[[2]string{s.Entity, f.Test}] = true
				if strings.HasPrefix(f.Test, "19.2/") {
					continue // several sites of one use are one band
				}
				for _, b := range line.Bands {
					if b.Subject != s.Entity || b.Test != f.Test {
						continue
					}
					span := b.on(day.String())
					require.NotNil(t, span, "%s %s %s", name, f.Test, day)
					assert.Equal(t, f.Verdict, *span.Verdict)
					assert.Equal(t, f.Value, span.Value)
					assert.Equal(t, f.Limit, span.Limit)
					assert.Equal(t, f.Contested, span.Contested)
				}
			}
		}
		for _, b := range line.Bands {
			if !tests[[2]string{b.Subject, b.Test}] {
				assert.Nil(t, b.on(day.String()), "%s has a band on a day without the test", name)
			}
		}
	})
}

// Spans follow each other, cover what they say, and two that touch differ.
func TestSpans(t *testing.T) {
	for _, name := range names(t) {
		line := over(t, dossier(t, name), 20180101, 20271231, "fr")
		if line == nil {
			continue
		}
		assert.Equal(t, 3652, line.Days)
		assert.Equal(t, line.From, line.Overall.Spans[0].From)
		assert.Equal(t, "2028-01-01", line.Overall.Spans[len(line.Overall.Spans)-1].Until)
		for _, b := range append([]Band{line.Overall}, line.Bands...) {
			total, counted := 0, 0
			for i, s := range b.Spans {
				assert.Less(t, s.From, s.Until)
				total += days(s.from, s.until)
				if i > 0 {
					assert.LessOrEqual(t, b.Spans[i-1].Until, s.From)
					if b.Spans[i-1].Until == s.From {
						assert.False(t, b.Spans[i-1].same(s), "%s %s", name, b.Test)
					}
				}
			}
			for _, n := range b.Days {
				counted += n
			}
			assert.Equal(t, total, counted)
			assert.Equal(t, b.Days["compliant"]+b.Days["not_applicable"] == total, b.Held)
		}
	}
}

// Days whose rows contradict each other are shown as such, between the others.
func TestDaysThatCannotBeChecked(t *testing.T) {
	d := dossier(t, "new-holder")
	d.Holdings[0].Until = 20261110 // a week in which 200 % are recorded
	line := over(t, d, 20261101, 20261130, "en")
	require.Len(t, line.Overall.Spans, 3)
	assert.Nil(t, line.Overall.Spans[1].Verdict)
	assert.Contains(t, line.Overall.Spans[1].Fault, "shareholdings.csv:2")
	assert.Equal(t, 8, line.Overall.Days[faulty])
	assert.False(t, line.Overall.Held)
	for _, b := range line.Bands {
		require.NotNil(t, b.on("2026-11-05"), b.Test)
		assert.Nil(t, b.on("2026-11-05").Verdict)
	}
}

func TestSchema(t *testing.T) {
	text, ok := report.SchemaOf("timeline")
	require.True(t, ok)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	closed(doc)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource("timeline.json", doc))
	schema, err := c.Compile("timeline.json")
	require.NoError(t, err)
	for _, name := range names(t) {
		for _, lang := range []string{"en", "fr"} {
			line := over(t, dossier(t, name), 20180101, 20271231, lang)
			if line == nil {
				continue
			}
			text, err := report.JSON(line)
			require.NoError(t, err)
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			require.NoError(t, err)
			require.NoError(t, schema.Validate(value), name)
		}
	}
}

// closed forbids every key that a schema does not name.
func closed(node any) {
	switch node := node.(type) {
	case map[string]any:
		if _, ok := node["properties"]; ok {
			node["additionalProperties"] = false
		}
		for _, value := range node {
			closed(value)
		}
	case []any:
		for _, value := range node {
			closed(value)
		}
	}
}

// Everything painted lies inside the drawing, letters inside their bands, and no
// two names of days touch.
func TestDrawingFits(t *testing.T) {
	for _, name := range names(t) {
		for _, to := range []ownership.Date{20180101, 20180301, 20190615, 20271231} {
			line := over(t, dossier(t, name), 20180101, to, "fr")
			if line == nil {
				continue
			}
			d := line.Drawing()
			assert.NotEmpty(t, d.Description)
			var right float64
			for _, part := range d.Parts {
				for _, shape := range part.Shapes {
					switch s := shape.(type) {
					case drawing.Text:
						left, end := s.X, s.X+s.Width
						if s.Anchor == drawing.Middle {
							left, end = s.X-s.Width/2, s.X+s.Width/2
						}
						assert.GreaterOrEqual(t, left, 0.0, s.Text)
						assert.LessOrEqual(t, end, d.Width, s.Text)
						assert.LessOrEqual(t, s.Y, d.Height, s.Text)
						switch part.Role {
						case "band":
							assert.GreaterOrEqual(t, left, part.Bounds.X, s.Text)
							assert.LessOrEqual(t, end, part.Bounds.X+part.Bounds.Width, s.Text)
						case "label":
							assert.LessOrEqual(t, end, part.Bounds.X+part.Bounds.Width, s.Text)
						case "axis":
							assert.Greater(t, left, right, s.Text)
							right = end
						}
					case drawing.Path:
						for _, step := range s.Steps {
							if step.Op != drawing.Close {
								assert.True(t, step.P[0].X >= -0.01 && step.P[0].X <= d.Width+0.01 && step.P[0].Y >= -0.01 && step.P[0].Y <= d.Height+0.01, "%s: %v", name, step.P[0])
							}
						}
					}
				}
			}
		}
	}
}
