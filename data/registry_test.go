package data

import (
	"errors"
	"math/big"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestLimits(t *testing.T) {
	for id, want := range map[string]*big.Rat{
		"individual_limit": big.NewRat(24, 100), "collective_limit": big.NewRat(39, 100), "majority": big.NewRat(1, 2), "presumption": big.NewRat(2, 5),
		"declaration_threshold": big.NewRat(1, 20), "blocking_minority": big.NewRat(1, 3), "board_majority": big.NewRat(1, 2), "rounding_tolerance": big.NewRat(2001, 2000),
	} {
		l, ok := LimitByID(id)
		require.True(t, ok, id)
		assert.Zero(t, want.Cmp(l.Ratio()), "%s is %s", id, l.Ratio())
		assert.Equal(t, "above", l.Passed, id)
		assert.False(t, l.Exceeded(want), "%s: reaching the limit is not passing it", id)
		hair := new(big.Rat).Add(want, big.NewRat(1, 1_000_000_000_000))
		assert.True(t, l.Exceeded(hair), id)
	}
	for id, want := range map[string]int{"notice_months": 1, "alternatives_needed": 2, "qualification_years": 3} {
		l, ok := LimitByID(id)
		require.True(t, ok, id)
		assert.Equal(t, want, l.Int(), id)
	}
	two, _ := LimitByID("alternatives_needed")
	assert.True(t, two.Exceeded(big.NewRat(2, 1)), "two alternatives are enough")
	assert.False(t, two.Exceeded(big.NewRat(1, 1)))
	l, _ := LimitByID("majority")
	l.Ratio().SetInt64(7)
	assert.Zero(t, l.Ratio().Cmp(big.NewRat(1, 2)), "a caller cannot change the table")
	_, ok := LimitByID("nothing")
	assert.False(t, ok)
}

func TestRequirements(t *testing.T) {
	var ids []string
	for _, q := range Requirements() {
		ids = append(ids, q.ID)
		assert.Contains(t, Marks, q.Review, q.ID)
		assert.NotEmpty(t, q.Kind, q.ID)
		assert.Regexp(t, `^[a-z0-9-]+$`, q.Example, q.ID)
		for _, cited := range q.Cites {
			_, ok := RequirementByID(cited)
			assert.True(t, ok, "%s cites %s", q.ID, cited)
		}
	}
	for id := range strings.FieldsSeq(`19.6.a 19.6.b/capital-individual 19.6.b/capital-collective 19.6.b/votes-individual 19.6.b/votes-collective 19.6.b/veto 19.6.b/board
		19.6.c 19.6.d 19.6.e 19.6.f 19.2 5.3.d 5.3.e 15.1.a 15.1.b L.233-3 L.233-4 L.233-7 L.233-9 L.225-210 L.233-31 L.225-123 L.225-96`) {
		assert.Contains(t, ids, id)
	}
	q, ok := RequirementByID("19.2/backup")
	assert.True(t, ok)
	assert.Equal(t, "19.2", q.ID)
	_, ok = RequirementByID("19.9/x/y")
	assert.False(t, ok)
}

func TestQuestions(t *testing.T) {
	switches := map[string]string{}
	for _, q := range Questions() {
		assert.Regexp(t, `^Q[1-9][0-9]?$`, q.ID)
		for _, id := range q.Requirements {
			_, ok := RequirementByID(id)
			assert.True(t, ok, "%s bears on %s", q.ID, id)
		}
		if q.Switch == "" {
			assert.Empty(t, q.Values, q.ID)
			continue
		}
		switches[q.Switch] = q.Value
		assert.GreaterOrEqual(t, len(q.Values), 2, q.ID)
		found, ok := QuestionBySwitch(q.Switch)
		assert.True(t, ok)
		assert.Equal(t, q.ID, found.ID)
		assert.False(t, q.Allows("nonsense"), q.ID)
	}
	assert.Equal(t, map[string]string{"natural_persons": "exclude", "reading": "combined", "listed_by_analogy": "yes", "minority_protection": "undetermined",
		"control_definition": "whole", "strict_seats": "no"}, switches)
	_, ok := QuestionBySwitch("")
	assert.False(t, ok)
}

// Every record of the law registry: days in order, sources there, sentences in
// both languages, its examples fire. The reading of the file proves the rest.
func TestLaws(t *testing.T) {
	_, err := ParseLaws(lawsYAML, "laws.yaml")
	require.NoError(t, err)
	var ids []string
	for _, l := range Laws() {
		ids = append(ids, l.ID)
		assert.NotEmpty(t, l.Sources, l.ID)
		assert.NotEmpty(t, l.Examples, "%s names no case on which it must fire", l.ID)
		assert.NotZero(t, l.Reviewed, l.ID)
		assert.Equal(t, EUNo, InEU(l.State, 20261122), "%s is a law from outside the Union", l.ID)
		fires := false
		for _, ex := range l.Examples {
			fires = fires || ex.Role == RoleCovered && ex.Status != StatusNotYet
		}
		assert.True(t, fires, "%s never covers anybody", l.ID)
		allUnverified := true
		for _, s := range l.Sources {
			allUnverified = allUnverified && s.Mark == "unverified"
		}
		assert.Equal(t, allUnverified, !l.Verified, "%s: a record is verified when one of its sources was read", l.ID)
		for _, service := range append([]string{"", "no such service"}, Services...) {
			for _, access := range []string{"none", "technical", "customer", "unknown", ""} {
				for _, p := range l.Periods {
					role, reason := l.RoleWith(service, access, p.From)
					assert.NotEmpty(t, role, "%s %s %s", l.ID, service, access)
					assert.NotEmpty(t, reason.EN, "%s %s %s", l.ID, service, access)
				}
			}
		}
	}
	assert.Equal(t, strings.Fields("us-cloud-act us-fisa-702 cn-nil cn-dsl cn-csl gb-ipa ca-487 au-tola in-it69 ru-yarovaya ch-buepf"), ids)
	for id, verified := range map[string]bool{"cn-nil": false, "cn-dsl": true, "cn-csl": true, "gb-ipa": true, "ca-487": true, "au-tola": false, "in-it69": false, "ru-yarovaya": false, "ch-buepf": false} {
		l, ok := LawByID(Laws(), id)
		assert.True(t, ok)
		assert.Equal(t, verified, l.Verified, id)
		want := StatusInForce
		if !verified {
			want = StatusUnverified
		}
		assert.Equal(t, want, l.StatusOn(20261122), id)
	}
}

func TestFISA702(t *testing.T) {
	l, ok := LawByID(Laws(), "us-fisa-702")
	require.True(t, ok)
	for day, want := range map[int]Status{
		20080709: StatusNotYet, 20080710: StatusInForce, 20260401: StatusInForce, 20260611: StatusInForce, 20260612: StatusResidual,
		20261122: StatusResidual, 20270330: StatusResidual, 20270331: StatusLapsed, 20270601: StatusLapsed,
	} {
		assert.Equal(t, want, l.StatusOn(day), "%d", day)
	}
	p, ok := l.PeriodOn(20270601)
	assert.True(t, ok)
	assert.True(t, p.Approximate, "nobody outside knows the day the certifications end")
	for day, want := range map[int]Role{20240419: RoleNotCovered, 20240420: RoleCovered} {
		role, reason := l.Role("colocation", day)
		assert.Equal(t, want, role, "%d", day)
		assert.NotEmpty(t, reason.FR)
	}
}

func TestRoleWithAccess(t *testing.T) {
	l, _ := LawByID(Laws(), "us-cloud-act")
	for access, want := range map[string]Role{"none": RoleArguable, "customer": RoleCovered, "technical": RoleCovered, "unknown": RoleCovered, "": RoleCovered} {
		role, _ := l.RoleWith("cloud", access, 20261122)
		assert.Equal(t, want, role, access)
	}
	role, _ := l.Role("something else", 20261122)
	assert.Equal(t, RoleUnknown, role)
	assert.True(t, RoleCovered.Stronger(RoleArguable) && RoleArguable.Stronger(RoleUnknown) && RoleUnknown.Stronger(RoleNotCovered))
	assert.False(t, RoleCovered.Stronger(RoleCovered))
	assert.True(t, l.Reaches("minority"))
	assert.False(t, l.Reaches("affinity"))
}

const smallLaw = `
- id: xx-test
  state: US
  title: {en: t, fr: t}
  citation: c
  compels: {en: c, fr: c}
  verified: yes
  reviewed: 2026-11-22
  periods: [{from: 2020-01-01, status: in_force}]
  grounds: [control, direct]
  hooks: [{services: [other], role: covered, reason: {en: r, fr: r}}]
  remove: {en: r, fr: r}
  sources: [{cite: s, mark: text}]
`

func TestParseLaws(t *testing.T) {
	laws, err := ParseLaws([]byte(smallLaw), "policy.yaml")
	require.NoError(t, err)
	require.Len(t, laws, 1)
	assert.Equal(t, []string{"direct", "control"}, laws[0].Grounds, "in the order of their strength")
	assert.Equal(t, 2, laws[0].Line)

	policy := "individual_limit: 20\nlaws:" + strings.ReplaceAll(smallLaw, "\n", "\n  ")
	laws, err = ParseLaws([]byte(policy), "policy.yaml")
	require.NoError(t, err)
	require.Len(t, laws, 1, "a policy file holds other keys as well")

	for _, none := range []string{"", "\n# nothing\n", "reading: control\n", "[]", "laws: []"} {
		laws, err = ParseLaws([]byte(none), "policy.yaml")
		assert.NoError(t, err, none)
		assert.Empty(t, laws, none)
	}
	laws, err = ParseLaws([]byte(strings.Replace(smallLaw, "xx-test", "us-cloud-act", 1)), "p")
	require.NoError(t, err)
	merged := OverrideLaws(Laws(), laws)
	assert.Len(t, merged, len(Laws()))
	l, _ := LawByID(merged, "us-cloud-act")
	assert.Equal(t, "c", l.Citation)
	l, _ = LawByID(Laws(), "us-cloud-act")
	assert.NotEqual(t, "c", l.Citation, "the registry itself is as it was")
	assert.Len(t, OverrideLaws(nil, laws), 1)
}

// One change to a sound record, and the fault it makes with its line.
func TestLawFaults(t *testing.T) {
	for _, x := range []struct {
		old, new string
		line     int
		code     string
	}{
		{"  citation: c", "  citatoin: c", 5, "record-unknown-key"},
		{"  citation: c\n", "", 2, "record-missing-key"},
		{"  citation: c", "  citation:", 2, "record-missing-key"},
		{"  citation: c", "  citation: [c]", 5, "record-not-a-word"},
		{"  citation: c", "  citation: c\n  citation: d", 6, "record-key-twice"},
		{"state: US", "state: Atlantis", 3, "record-no-such-state"},
		{"reviewed: 2026-11-22", "reviewed: 22/11/2026", 8, "record-not-a-day"},
		{"reviewed: 2026-11-22", "reviewed: 2026-02-30", 8, "record-not-a-day"},
		{"verified: yes", "verified: perhaps", 7, "record-not-allowed"},
		{"status: in_force", "status: dormant", 9, "record-not-allowed"},
		{"grounds: [control, direct]", "grounds: [control, affinity]", 10, "record-not-allowed"},
		{"grounds: [control, direct]", "grounds: [control, control]", 10, "record-word-twice"},
		{"grounds: [control, direct]", "grounds: control", 10, "record-not-a-list"},
		{"grounds: [control, direct]", "grounds: []", 10, "record-missing-key"},
		{"title: {en: t, fr: t}", "title: t", 4, "record-not-two-languages"},
		{"title: {en: t, fr: t}", "title: {en: t}", 4, "record-missing-key"},
		{"services: [other]", "services: [cloud]", 11, "record-no-role"},
		{"services: [other]", "services: [other], until: 2021-01-01", 11, "record-no-role"},
		{"hooks: [", "hooks: [{services: [other], access: none, role: unknown, reason: {en: r, fr: r}}, ", 11, "record-two-roles"},
		{"services: [other]", "services: [other], from: 2021-01-01, until: 2020-01-01", 11, "record-days-out-of-order"},
		{"{from: 2020-01-01, status: in_force}", "{from: 2020-01-01, status: in_force}, {from: 2019-01-01, status: lapsed}", 9, "record-days-out-of-order"},
		{"  citation: c", "  citation: c\n  examples: [{day: 2021-01-01, service: cloud, status: lapsed, role: covered}]", 6, "record-example-status"},
		{"  citation: c", "  citation: c\n  examples: [{day: 2021-01-01, service: cloud, status: in_force, role: arguable}]", 6, "record-example-role"},
		{"- id: xx-test", "- 7\n- id: xx-test", 2, "record-not-a-mapping"},
		{"  citation: c", "  citation: \"c", 13, "record-not-yaml"},
	} {
		require.Contains(t, smallLaw, x.old)
		laws, err := ParseLaws([]byte(strings.Replace(smallLaw, x.old, x.new, 1)), "policy.yaml")
		var faults Faults
		if !assert.True(t, errors.As(err, &faults), "%s: %v", x.new, err) {
			continue
		}
		assert.Nil(t, laws, x.new)
		found := false
		for _, f := range faults {
			found = found || f.Code == x.code && (f.Line == x.line || x.code == "record-not-yaml" && f.Line > 0)
			for _, lang := range Languages {
				text, ok := Words(lang).Text(f.Code)
				require.True(t, ok, f.Code)
				for _, name := range Placeholders(text) {
					assert.Contains(t, f.Args, name, f.Code)
				}
				assert.True(t, strings.HasPrefix(f.In(lang), "policy.yaml:"), f.In(lang))
			}
		}
		assert.True(t, found, "%s: want %s on line %d, got %v", x.new, x.code, x.line, err)
	}
	twice := smallLaw + strings.TrimPrefix(smallLaw, "\n")
	_, err := ParseLaws([]byte(twice), "policy.yaml")
	assert.ErrorContains(t, err, "policy.yaml:14:3: the id xx-test is there twice")
}

func TestAllLawFaultsInOneRun(t *testing.T) {
	text := strings.NewReplacer("state: US", "state: ZZ", "reviewed: 2026-11-22", "reviewed: soon", "mark: text", "mark: rumour", "citation", "citatoin").Replace(smallLaw)
	_, err := ParseLaws([]byte(text), "policy.yaml")
	var faults Faults
	require.True(t, errors.As(err, &faults))
	var codes []string
	last := 0
	for _, f := range faults {
		codes = append(codes, f.Code)
		assert.LessOrEqual(t, last, f.Line)
		last = f.Line
	}
	assert.Equal(t, []string{"record-missing-key", "record-no-such-state", "record-unknown-key", "record-not-a-day", "record-not-allowed"}, codes)
	assert.Contains(t, err.Error(), `policy.yaml:5:3: there is no key citatoin; did you mean citation?`)
}

func TestParseLawsNeverPanics(t *testing.T) {
	lines := strings.Split(smallLaw, "\n")
	odd := []string{"", "~", "[]", "{}", "- - -", "*a", "&a [*a]", "? x", "|", "\"", "!!int x", "2020-01-01", "- {", "\t", "<<: *b", "laws: 7", "&b {id: *b}"}
	rapid.Check(t, func(t *rapid.T) {
		text := append([]string(nil), lines...)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			i := rapid.IntRange(0, len(text)-1).Draw(t, "line")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				text[i] = rapid.SampledFrom(odd).Draw(t, "odd")
			case 1:
				key, _, _ := strings.Cut(text[i], ":")
				text[i] = key + ": " + rapid.SampledFrom(odd).Draw(t, "odd")
			case 2:
				text[i] = "  " + text[i]
			}
		}
		laws, err := ParseLaws([]byte(strings.Join(text, "\n")), "p")
		if err != nil && laws != nil {
			t.Fatal("laws and an error")
		}
		for _, l := range laws {
			l.StatusOn(20261122)
			l.Role("cloud", 20261122)
		}
	})
}

// A fault in one of the other registries is told the same way.
func TestOtherRegistryFaults(t *testing.T) {
	_, err := parseLimits([]byte("- {id: a, value: many, unit: percent, title: {en: t, fr: t}, sources: [], example: e}\n"), "limits.yaml")
	assert.ErrorContains(t, err, `limits.yaml:1:18: value "many" is no number`)
	assert.ErrorContains(t, err, "sources is missing")
	_, err = parseRequirements([]byte("- {id: a}\n- {id: a, kind: wish}\n"), "requirements.yaml")
	assert.ErrorContains(t, err, "requirements.yaml:2")
	assert.ErrorContains(t, err, `kind "wish" is not allowed`)
	_, err = parseQuestions([]byte("- {id: Q1, switch: s, value: x}\n"), "questions.yaml")
	assert.ErrorContains(t, err, `value "x" is not allowed`)
}

// Every sentence of the registries is in both languages, the French with its
// no-break spaces.
func TestRegistrySentences(t *testing.T) {
	var walk func(path string, v reflect.Value)
	count := 0
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			if text, ok := v.Interface().(Text); ok {
				if text == (Text{}) {
					return // the note of a period may be left out
				}
				count++
				assert.NotEmpty(t, text.EN, path)
				assert.NotEmpty(t, text.FR, path)
				assert.Empty(t, frenchSlip(text.FR), "%s: %s", path, text.FR)
				return
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(path+"."+v.Type().Field(i).Name, v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(path, v.Index(i))
			}
		}
	}
	for _, l := range Laws() {
		walk(l.ID, reflect.ValueOf(l))
	}
	for _, l := range Limits() {
		walk(l.ID, reflect.ValueOf(l))
	}
	for _, q := range Requirements() {
		walk(q.ID, reflect.ValueOf(q))
	}
	for _, q := range Questions() {
		walk(q.ID, reflect.ValueOf(q))
	}
	assert.Greater(t, count, 150)
	for _, c := range Countries() {
		assert.Empty(t, frenchSlip(c.FR), c.FR)
	}
}

// The room knows no other room, and x/text's own idea of countries, which still
// has the United Kingdom in the Union, stays out of the product.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	require.NoError(t, err)
	for dep := range strings.FieldsSeq(string(out)) {
		assert.False(t, strings.HasPrefix(dep, "egide/") && dep != "egide/data", dep)
		assert.NotContains(t, dep, "x/text/language")
	}
}

// Reading a table may cost, starting the program may not: no package variable
// does any work.
func TestNothingIsReadAtStart(t *testing.T) {
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(file.Name())
		require.NoError(t, err)
		assert.NotRegexp(t, regexp.MustCompile(`(?m)^func init\(`), string(src), file.Name())
		assert.NotRegexp(t, regexp.MustCompile(`(?m)^var \w+ = (read|parse|own)\w*\(`), string(src), file.Name())
	}
}

func BenchmarkParseLaws(b *testing.B) {
	for b.Loop() {
		if _, err := ParseLaws(lawsYAML, "laws.yaml"); err != nil {
			b.Fatal(err)
		}
	}
}
