package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"egide/data"
	"egide/ownership"
)

// Every record of the table is reached by some change, and every change reaches
// one.
func TestNoticeOfChanges(t *testing.T) {
	met := map[string]bool{}
	for _, c := range []struct {
		change     Change
		id         string
		notifiable bool
	}{
		{Change{Kind: PlaceChange, Provider: true}, "provider-place", true},
		{Change{Kind: PlaceChange, Above: true, Border: true}, "holder-place", true},
		{Change{Kind: PlaceChange, Above: true}, "place-same-side", false},
		{Change{Kind: PlaceChange, Border: true}, "third-party-place", true},
		{Change{Kind: HoldingChange, Above: true}, "holding", true},
		{Change{Kind: HoldingChange}, "third-party-holding", true},
		{Change{Kind: RightChange, Provider: true}, "right", true},
		{Change{Kind: RightChange}, "third-party-right", true},
		{Change{Kind: SupplyChange}, "supply", true},
		{Change{Kind: SupplyChange, Fields: []string{"contribution", "data_access"}}, "supply-access", true},
		{Change{Kind: SupplyChange, Fields: []string{"qualification"}}, "supply-autonomy", true},
		{Change{Kind: SupplyChange, Fields: []string{"critical"}}, "supply-description", false},
		{Change{Kind: SiteChange, Outside: true, Provider: true}, "site-outside", true},
		{Change{Kind: SiteChange}, "site-third-party", true},
		{Change{Kind: SiteChange, Provider: true}, "site-own-inside", false},
		{Change{Kind: LawChange}, "law-status", false},
		{Change{Kind: EntityChange}, "entity-linked", false},
		{Change{Kind: EntityChange, Fields: []string{"name", "listed"}}, "who-counts", true},
		{Change{Kind: EntityChange, Fields: []string{"name"}}, "entity-description", false},
	} {
		n := c.change.Notice()
		assert.Equal(t, c.id, n.ID, "%+v", c.change)
		assert.Equal(t, c.notifiable, n.Notifiable, c.id)
		met[n.ID] = true
	}
	for _, n := range data.Notices() {
		assert.True(t, met[n.ID], "no change reaches %s", n.ID)
		assert.Equal(t, n.Notifiable, n.Nature != "", n.ID)
		assert.Equal(t, n.Notifiable, len(n.Touches) > 0, n.ID)
		for _, id := range n.Touches {
			_, ok := data.RequirementByID(id)
			if !ok && id != "19.6.b" {
				t.Errorf("%s touches %s, which is no requirement", n.ID, id)
			}
		}
	}
}

func TestNotifyBy(t *testing.T) {
	for _, c := range [][2]string{
		{"2026-11-02", "2026-12-02"}, {"2026-01-31", "2026-02-28"}, {"2024-01-31", "2024-02-29"},
		{"2026-12-15", "2027-01-15"}, {"2026-02-28", "2026-03-28"}, {"2020-02-01", "2020-03-01"},
	} {
		day, err := ownership.ParseDate(c[0])
		assert.NoError(t, err)
		assert.Equal(t, c[1], NotifyBy(day).String())
	}
	rapid.Check(t, func(t *rapid.T) {
		day := ownership.Date(20240101).AddDays(rapid.IntRange(0, 3000).Draw(t, "days"))
		end := NotifyBy(day)
		next := int(day/100%100)%12 + 1
		assert.Equal(t, next, int(end/100%100), "it ends in the next month: %s, %s", day, end)
		assert.LessOrEqual(t, int(end%100), int(day%100))
		later := end.AddDays(1)
		assert.True(t, end%100 == day%100 || int(later/100%100) != next, "%s is the same day of the month or its last: %s", end, day)
	})
}
