package rules

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestThirdPartyCases(t *testing.T) {
	for _, c := range []struct {
		dossier, subject, test string
		want                   Verdict
	}{
		{"t12a", "s", "19.6.c", NonCompliant},
		{"t12b", "s", "19.6.c", Compliant},
		{"t12c", "s", "19.6.c", Compliant},
		{"t13a", "s", "19.6.d", NonCompliant},
		{"t13b", "s", "19.6.d", Compliant},
		{"t13c", "s", "19.6.d", Compliant},
	} {
		f := finding(t, checked(t, c.dossier, today, ""), c.subject, c.test)
		assert.Equal(t, c.want, f.Verdict, "%s %s: %s", c.dossier, c.test, f.Because.Code)
	}
}

func TestEveryDossierIsChecked(t *testing.T) {
	for _, name := range dossiers(t) {
		if name == "etix-2025" {
			continue // more than 100 % recorded
		}
		r := checked(t, name, today, "")
		t.Log(name, r.Verdict)
		assert.NotEmpty(t, r.Subjects[0].Findings, name)
		assert.NotEmpty(t, r.Subjects[0].Exposures, name)
	}
}
