package identity

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/ownership"
)

func TestLegalForms(t *testing.T) {
	for name, want := range map[string][2]string{
		"Atelier Nuage SAS": {"atelier nuage", "SAS"}, "ATELIER NUAGE S.A.S.": {"atelier nuage", "SAS"}, "SAS Atelier-Nuage": {"atelier nuage", "SAS"},
		"Atelier Nuage, société par actions simplifiée": {"atelier nuage", "SAS"}, "Nord S.à r.l.": {"nord", "SARL"}, "Nord Sàrl": {"nord", "SARL"},
		"Nord GmbH & Co. KG": {"nord", "GmbH & Co. KG"}, "Nord B.V.": {"nord", "BV"}, "Nord S.p.A.": {"nord", "SpA"}, "Nord Ltd.": {"nord", "Ltd"},
		"Nord Limited": {"nord", "Ltd"}, "Nord LLC": {"nord", "LLC"}, "Nord, Inc.": {"nord", "Inc"}, "NORD ASA": {"nord", "ASA"}, "Nord Oy": {"nord", "Oy"},
		"Nord A/S": {"nord", "A/S"}, "Nord AS": {"nord", "AS"}, "Nord SE": {"nord", "SE"}, "SCI Les Lilas": {"les lilas", "SCI"},
		"Nord": {"nord", ""}, "SAS": {"sas", ""}, "": {"", ""}, "As de Pique": {"as de pique", ""}, "Œuvre Ørsted ß": {"oeuvre orsted ss", ""},
		"Nord Sp. z o.o.": {"nord", "Sp. z o.o."},
	} {
		key, form := NameKey(name)
		assert.Equal(t, want, [2]string{key, form}, name)
	}
}

func TestRegistrationNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"732829320": "/732829320", "FR44732829320": "FR/732829320", "fr 44 732 829 320": "FR/732829320", "732 829 320 RCS Rennes": "/732829320RCSRENNES",
		"RCS Rennes B 732 829 320": "FR/732829320", "73282932000074": "FR/732829320", "SIREN 732829320": "FR/732829320", "NO 999 100 002 MVA": "NO/999100002",
		"HRB 1234": "/HRB1234", "": "/",
	} {
		scheme, key := NumberKey(text, "")
		if text == "732 829 320 RCS Rennes" {
			assert.Equal(t, "FR/732829320", scheme+"/"+key, text)
			continue
		}
		assert.Equal(t, want, scheme+"/"+key, text)
	}
	require.True(t, ValidSIREN("732829320"))
	for _, wrong := range []string{"732829321", "73282932", "7328293200", "73282932x", ""} {
		require.False(t, ValidSIREN(wrong), wrong)
	}
}

func TestLegalFormsAreOfKinds(t *testing.T) {
	for _, form := range legalForms() {
		require.Contains(t, ownership.Kinds, form.Kind)
	}
}
