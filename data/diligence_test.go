package data

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every question is whole: it belongs to a point, serves a chapter, is asked and
// explained in both languages, and what mends its lack is there.
func TestDiligence(t *testing.T) {
	_, err := parseDiligence(diligenceYAML, "diligence.yaml")
	require.NoError(t, err)
	points, fed := map[int]int{}, map[string]int{}
	last := 0
	for _, q := range Diligence() {
		assert.Regexp(t, `^[a-z]+(-[a-z]+)*$`, q.ID)
		assert.LessOrEqual(t, last, q.Point, "%s: questions stand in the order of the points", q.ID)
		last = q.Point
		points[q.Point]++
		fed[q.Feeds]++
		assert.NotEmpty(t, q.Serves, q.ID)
		for _, section := range q.Serves {
			assert.Regexp(t, `^(5|7|11|15|17|19)(\.\d+(\.[a-z])?)?$`, section, q.ID)
			if _, ok := RequirementByID(section); strings.Contains(section, ".") {
				assert.True(t, ok, "%s serves %s, which the registry of requirements does not have", q.ID, section)
			}
		}
		assert.Contains(t, Marks, q.Review, q.ID)
		assert.True(t, strings.HasSuffix(q.Asks.EN, "?"), "%s is no question", q.ID)
		assert.True(t, strings.HasSuffix(q.Asks.FR, "\u00a0?"), "%s is no question", q.ID)
		assert.True(t, strings.HasSuffix(q.Why.EN, ".") && strings.HasSuffix(q.Why.FR, "."), q.ID)
		assert.False(t, strings.HasSuffix(q.Evidence.EN, ".") || strings.HasSuffix(q.Evidence.FR, "."), "%s: evidence is named, not told", q.ID)
		if q.Gravity == GravityCondition {
			assert.NotEmpty(t, q.Clause, "%s: a condition has a clause that mends it", q.ID)
		}
		found, ok := DiligenceByID(q.ID)
		assert.True(t, ok)
		assert.Equal(t, q, found)
	}
	for point := range DiligencePoints {
		assert.GreaterOrEqual(t, points[point+1], 4, "point %d", point+1)
	}
	assert.Equal(t, 1, fed["access"])
	assert.Equal(t, 1, fed["autonomy"])
	_, ok := DiligenceByID("nothing")
	assert.False(t, ok)
}

// Every clause mends something, is a sentence, and leaves the same blanks in
// both languages.
func TestClauses(t *testing.T) {
	var ids []string
	for _, c := range Clauses() {
		ids = append(ids, c.ID)
		assert.True(t, strings.HasSuffix(c.Text.EN, ".") && strings.HasSuffix(c.Text.FR, "."), c.ID)
		assert.Equal(t, strings.Count(c.Text.EN, "["), strings.Count(c.Text.FR, "["), "%s leaves other blanks in French", c.ID)
		assert.Equal(t, strings.Count(c.Text.EN, "["), strings.Count(c.Text.EN, "]"), c.ID)
		assert.True(t, slices.ContainsFunc(Diligence(), func(q DiligenceItem) bool { return q.Clause == c.ID }), "nothing asks for the clause %s", c.ID)
	}
	assert.True(t, slices.IsSorted(ids))
	_, ok := ClauseByID("nothing")
	assert.False(t, ok)
}

func TestDiligenceSentences(t *testing.T) {
	count := 0
	each := func(id string, v reflect.Value) {
		for i := range v.NumField() {
			if text, ok := v.Field(i).Interface().(Text); ok {
				count++
				assert.NotEmpty(t, text.EN, id)
				assert.NotEmpty(t, text.FR, id)
				assert.Empty(t, frenchSlip(text.FR), "%s: %s", id, text.FR)
				assert.NotContains(t, text.EN, "\u00a0", id)
			}
		}
	}
	for _, q := range Diligence() {
		each(q.ID, reflect.ValueOf(q))
	}
	for _, c := range Clauses() {
		each(c.ID, reflect.ValueOf(c))
	}
	assert.Greater(t, count, 180)
}

func TestDiligenceFaults(t *testing.T) {
	_, err := parseDiligence([]byte("- {id: a, point: 8, gravity: grave, clause: nothing, per_site: all, feeds: fish}\n"), "diligence.yaml")
	for _, part := range []string{`point "8" is not allowed`, `gravity "grave"`, `clause "nothing"`, `per_site "all"`, `feeds "fish"`, "asks is missing", "sources is missing"} {
		assert.ErrorContains(t, err, part)
	}
	_, err = parseDiligence([]byte("- {id: a}\n- {id: a}\n"), "diligence.yaml")
	assert.ErrorContains(t, err, "diligence.yaml:2:3: the id a is there twice")
	_, err = parseClauses([]byte("- {id: a, title: {en: t}, tekst: x}\n"), "clauses.yaml")
	assert.ErrorContains(t, err, "fr is missing")
	assert.ErrorContains(t, err, "did you mean text?")
}
