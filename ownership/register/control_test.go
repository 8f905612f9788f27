package register

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// controlled gives the certain and the possible control of a field.
func controlled(f *Field) (groups, certain, possible *control) {
	powers := powersIn(f.Register)
	c := f.findControls(orderOf(f.Register, powers, f.threads), powers)
	return c.groups, c.certain, c.possible
}

func TestControlIsThatOfTheExactEngine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawDossier(t, drawing{companies: rapid.SampledFrom([]int{4, 8, 14}).Draw(t, "size"), others: 5, dirty: rapid.Bool().Draw(t, "dirty"), unknown: true})
		s := sound(t, d)
		if rapid.Bool().Draw(t, "rights") {
			drawRights(t, d)
			s = sound(t, d)
		}
		t.Log(shown(d))
		exact := ownership.NewField(s, lens())
		f := NewField(fromDossier(d), lens(), 1)
		_, certain, possible := controlled(f)
		for j := range f.Len() {
			list, anyone := exact.Controllers(j)
			var sure, perhaps []string
			for _, c := range list {
				if c.Certain {
					sure = append(sure, f.ID(c.Who))
				}
			}
			require.Equal(t, anyone, possible.anyone.has(uint32(j)), "anyone may control %s", f.ID(j))
			_ = perhaps
			require.Equal(t, fmt.Sprint(sure), fmt.Sprint(names(f, certain.all(uint32(j), nil))), "who controls %s", f.ID(j))
			if !anyone {
				for x := range f.Len() {
					require.Equal(t, exact.MayControl(x, j), slices.Contains(possible.all(uint32(j), nil), uint32(x)), "%s may control %s", f.ID(x), f.ID(j))
				}
			}
		}
	})
}

func names(f *Field, list []uint32) []string {
	slices.Sort(list)
	var ids []string
	for _, x := range list {
		ids = append(ids, f.ID(int(x)))
	}
	return ids
}

// shown writes a dossier in a few lines, for the report of a failure.
func shown(d *ownership.Dossier) string {
	text := ""
	for _, e := range d.Entities {
		text += fmt.Sprintf("%s %s %s %s %v %s; ", e.ID, e.Kind, e.RegisteredOffice.Country, e.Listed, e.Ultimate, e.Name)
	}
	for _, h := range d.Holdings {
		text += fmt.Sprintf("\n%s of %s capital %v-%v votes %v %v-%v shares %v x %v declared %v for %s until %v class %s", h.Holder, h.Issuer, h.Capital.Lo(), h.Capital.Hi(),
			h.Votes.Known(), h.Votes.Lo(), h.Votes.Hi(), h.Shares, h.VotesPerShare, h.Declared, h.NomineeFor, h.Until, h.Class)
	}
	for _, r := range d.Rights {
		text += fmt.Sprintf("\n%s %s over %s %d of %d", r.Holder, r.Right, r.Company, r.Seats, r.OfSeats)
	}
	return text
}

// drawRights adds rights over companies to a dossier.
func drawRights(t *rapid.T, d *ownership.Dossier) {
	id := func(what string) string { return d.Entities[rapid.IntRange(0, len(d.Entities)-1).Draw(t, what)].ID }
	for range rapid.IntRange(1, 4).Draw(t, "number of rights") {
		r := &ownership.Right{Holder: id("right holder"), Company: id("company"), Seats: -1, OfSeats: -1,
			Right: rapid.SampledFrom([]ownership.RightKind{ownership.Veto, ownership.Appoint, ownership.ControlAgreement, ownership.DeFactoControl}).Draw(t, "right")}
		if r.Right == ownership.Appoint {
			r.Organ, r.OfSeats, r.Seats = "board", 5, rapid.IntRange(1, 4).Draw(t, "seats")
		}
		r.At = ownership.Position{File: "rights.csv", Line: len(d.Rights) + 2}
		d.Rights = append(d.Rights, r)
	}
}
