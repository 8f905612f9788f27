package rules

import "egide/ownership"

// Lens is what these rules decide about entities before anything is measured,
// on a day and under a policy: what a check uses for one dossier, for those who
// measure a whole register.
func Lens(day ownership.Date, policy Policy) ownership.Lens {
	return seats{day, policy}.lens()
}
