package rules

import (
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
)

// withRights is the dossier of the veto (a French provider, an American holder
// of 1 %) with other rights in the place of the veto.
func withRights(t *testing.T, rights ...ownership.Right) *Result {
	t.Helper()
	d := checked(t, "t08", today, "").Dossier
	d.Rights = nil
	for i, r := range rights {
		if r.Company == "" {
			r.Company = "p"
		}
		r.At = ownership.Position{File: "rights.csv", Line: i + 2}
		d.Rights = append(d.Rights, &r)
	}
	result, faults, err := Check(d, Options{AsOf: today, Policy: DefaultPolicy()})
	require.NoError(t, err)
	require.Empty(t, faults)
	return result
}

func fills(organ string, seats, of int) ownership.Right {
	return ownership.Right{Holder: "us", Right: ownership.Appoint, Organ: organ, Seats: seats, OfSeats: of}
}

func TestSeatsOfABody(t *testing.T) {
	for name, c := range map[string]struct {
		rights []ownership.Right
		want   Verdict
		code   string
	}{
		"one body, written in two ways": {
			[]ownership.Right{fills("Conseil d'administration", 2, 5), fills("conseil  d’administration", 1, 5)}, NonCompliant, "board-non_compliant",
		},
		"two bodies do not add up":               {[]ownership.Right{fills("conseil", 2, 5), fills("comité", 2, 5)}, Compliant, "board-compliant"},
		"a row that names no body":               {[]ownership.Right{fills("conseil", 2, 5), fills("", 1, 5)}, Undetermined, "board-unnamed"},
		"a row that names no body, to no effect": {[]ownership.Right{fills("conseil", 1, 5), fills("", 1, 5)}, Compliant, "board-compliant"},
		"a majority, whatever else is not said":  {[]ownership.Right{fills("conseil", 3, 5), fills("conseil", -1, 5)}, NonCompliant, "board-non_compliant"},
		"a doubt, beside a body that passes":     {[]ownership.Right{fills("a", -1, -1), fills("b", 1, 5)}, Undetermined, "board-unclear"},
		"a majority, beside a doubt":             {[]ownership.Right{fills("a", -1, -1), fills("b", 4, 5)}, NonCompliant, "board-non_compliant"},
		"rows that disagree on all seats":        {[]ownership.Right{fills("conseil", 2, 5), fills("conseil", 2, 9)}, Undetermined, "board-unclear"},
		"rows that disagree to no effect":        {[]ownership.Right{fills("conseil", 1, 5), fills("conseil", 1, 9)}, Compliant, "board-compliant"},
	} {
		t.Run(name, func(t *testing.T) {
			f := finding(t, withRights(t, c.rights...), "p", "19.6.b/board")
			assert.Equal(t, c.want, f.Verdict)
			assert.Equal(t, c.code, f.Because.Code)
			if c.want == Undetermined {
				assert.NotEmpty(t, f.AskFor)
			}
		})
	}
}

func TestSeatsOfABodyWrittenInTwoWaysGiveControl(t *testing.T) {
	r := withRights(t, fills("Conseil", 2, 5), fills("conseil", 1, 5))
	us, _ := r.Field.Index("us")
	assert.True(t, slices.ContainsFunc(r.Subjects[0].Controllers, func(k ownership.Controller) bool {
		return k.Who == us && k.Basis == ownership.ByBoard && k.Certain
	}))
}

// Control that no share shows passes the limits, and is not passed over.
func TestControlBesideTheLimitsIsWarnedOf(t *testing.T) {
	r := withRights(t, ownership.Right{Holder: "us", Right: ownership.DeFactoControl})
	assert.Equal(t, Compliant, r.Verdict)
	assert.Contains(t, codes(r.Warnings), "control-beside-limits")
	assert.NotContains(t, codes(withRights(t, fills("conseil", 1, 5)).Warnings), "control-beside-limits")
	assert.NotContains(t, codes(withRights(t, ownership.Right{Holder: "fr", Right: ownership.ControlAgreement}).Warnings), "control-beside-limits")
}

// An agreement that gives the majority of votes lets its holder elect whom it
// says, and no row tells whom: it has to be read.
func TestControlByAgreementLeavesBoardsOpen(t *testing.T) {
	f := finding(t, withRights(t, ownership.Right{Holder: "us", Right: ownership.ControlAgreement}), "p", "19.6.b/board")
	assert.Equal(t, Undetermined, f.Verdict)
	assert.Equal(t, "board-agreement", f.Because.Code)
	assert.Equal(t, "ask-agreement", f.AskFor[0].What.Code)
	f = finding(t, withRights(t, ownership.Right{Holder: "fr", Right: ownership.ControlAgreement}), "p", "19.6.b/board")
	assert.Equal(t, Compliant, f.Verdict)
	f = finding(t, withRights(t, ownership.Right{Holder: "us", Right: ownership.ControlAgreement}, fills("conseil", 3, 5)), "p", "19.6.b/board")
	assert.Equal(t, NonCompliant, f.Verdict)
}

// A veto over a company that controls the provider may reach the provider's
// decisions: only its clause tells.
func TestAVetoAboveTheProviderIsOpen(t *testing.T) {
	d := checked(t, "t02", today, "").Dossier
	for _, basis := range []string{"contract", "law"} {
		// The holding company turns French and takes control: it holds 60 %.
		for _, h := range d.Holdings {
			switch {
			case h.Issuer == "p" && h.Holder == "h":
				h.Capital = ownership.Exactly(big.NewRat(60, 100))
			case h.Issuer == "p":
				h.Capital = ownership.Exactly(big.NewRat(40, 100))
			case h.Holder == "us":
				h.Capital = ownership.Exactly(big.NewRat(10, 100))
			default:
				h.Capital = ownership.Exactly(big.NewRat(90, 100))
			}
		}
		d.Rights = []*ownership.Right{{Holder: "us", Company: "h", Right: ownership.Veto, Basis: basis}}
		r, faults, err := Check(d, Options{AsOf: today, Policy: DefaultPolicy()})
		require.NoError(t, err)
		require.Empty(t, faults)
		f := finding(t, r, "p", "19.6.b/veto")
		if basis == "law" {
			assert.Equal(t, Compliant, f.Verdict)
			continue
		}
		assert.Equal(t, Undetermined, f.Verdict)
		assert.Equal(t, "veto-above", f.Because.Code)
		assert.Equal(t, ownership.Word("where-outside"), f.Because.Args["where"])
		assert.Equal(t, "ask-veto-above", f.AskFor[0].What.Code)
	}
}

func TestAVetoOfANaturalPerson(t *testing.T) {
	d := checked(t, "t08", today, "").Dossier
	e := d.Entity("us")
	*e = ownership.Entity{ID: "us", Kind: ownership.Person, Nationality: ownership.Place{Country: "US"}, At: e.At}
	r, _, err := Check(d, Options{AsOf: today, Policy: DefaultPolicy()})
	require.NoError(t, err)
	f := finding(t, r, "p", "19.6.b/veto")
	assert.Equal(t, Compliant, f.Verdict)
	assert.Equal(t, "veto-of-person", f.Because.Code)
	assert.Contains(t, codes(r.Warnings), "veto-person")
}
