package data

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFindCountry(t *testing.T) {
	for text, want := range map[string]string{
		"FR": "FR", "fr": "FR", " fra ": "FR", "EL": "GR", "UK": "GB", "uk": "GB", "USA": "US", "NOR": "NO", "xk": "XK",
		"France": "FR", "FRANCE": "FR", "République française": "FR", "la France": "FR", "France métropolitaine": "FR",
		"Etats Unis": "US", "États-Unis": "US", "Etats-unis d'Amerique": "US", "U.S.A.": "US", "the US": "US", "United States": "US",
		"United Kingdom": "GB", "Royaume-Uni": "GB", "ROYAUME UNI": "GB", "Great Britain": "GB", "The UK": "GB",
		"Pays-Bas": "NL", "Hollande": "NL", "The Netherlands": "NL", "Netherlands (the)": "NL", "Pays Bas (les)": "NL",
		"Tchéquie": "CZ", "Republique tcheque": "CZ", "Czech Republic": "CZ", "Czechia": "CZ",
		"Îles Caïmans": "KY", "Iles Caimans": "KY", "Cayman Islands": "KY", "Cayman Islands (the)": "KY",
		"IVB": "VG", "BVI": "VG", "B.V.I.": "VG", "Virgin Islands (British)": "VG", "British Virgin Islands": "VG", "Îles Vierges britanniques": "VG",
		"Jersey": "JE", "Guernesey": "GG", "Guernsey": "GG", "Ile de Man": "IM", "Isle of Man": "IM",
		"Allemagne (RFA)": "DE", "Germany (DE)": "DE", "Federal Republic of Germany": "DE", "Allemagne": "DE", "l'Allemagne": "DE",
		"Korea (the Republic of)": "KR", "Republic of Korea": "KR", "Korea, Republic of": "KR", "Korea (the Democratic People's Republic of)": "KP",
		"Congo (the Democratic Republic of the)": "CD", "Congo": "CG", "Côte d’Ivoire": "CI", "Cote d'Ivoire": "CI",
		"Republic of Ireland": "IE", "Ireland": "IE", "Irlande": "IE", "Irlande du Nord": "GB", "Northern Ireland": "GB",
		"Grand-Duché de Luxembourg": "LU", "Türkiye": "TR", "Turquie": "TR", "Suède": "SE", "Åland": "AX", "aland islands": "AX",
		"République de Chine": "TW", "République populaire de Chine": "CN", "Hong Kong": "HK", "Hongkong (Chine)": "HK", "Russian Federation": "RU",
		"Georgia": "GE", "Géorgie": "GE", "Trinidad & Tobago": "TT", "Saint Kitts and Nevis": "KN", "St. Lucia": "LC", "Curaçao": "CW", "Curacao": "CW",
		"Réunion": "RE", "La Réunion": "RE", "Nouvelle Caledonie": "NC", "Sint Maarten (Dutch part)": "SX", "Saint-Martin (partie française)": "MF",
		"Niger": "NE", "Nigeria": "NG", "Guinée": "GN", "Guinée équatoriale": "GQ", "Dominica": "DM", "Dominican Republic (the)": "DO",
		"France / FR": "FR", "France, FR": "FR", "Österreich": "AT", "Holy See (the)": "VA",
	} {
		c, sub, ok := FindCountry(text)
		if assert.True(t, ok, text) {
			assert.Equal(t, want, c.Code, text)
		}
		if want != "GB" {
			assert.Empty(t, sub, text)
		}
	}
}

func TestFindSubdivision(t *testing.T) {
	for text, want := range map[string][2]string{
		"US-DE": {"US", "US-DE"}, "us_de": {"US", "US-DE"}, "US:NY": {"US", "US-NY"}, "CA-ON": {"CA", "CA-ON"}, "ca-on": {"CA", "CA-ON"},
		"Delaware": {"US", "US-DE"}, "State of Delaware": {"US", "US-DE"}, "Delaware, USA": {"US", "US-DE"}, "Delaware (États-Unis)": {"US", "US-DE"}, "DE, USA": {"US", "US-DE"},
		"USA (Delaware)": {"US", "US-DE"}, "GA, USA": {"US", "US-GA"}, "Georgia, USA": {"US", "US-GA"}, "Géorgie (États-Unis)": {"US", "US-GA"}, "State of Georgia": {"US", "US-GA"},
		"Californie": {"US", "US-CA"}, "New York": {"US", "US-NY"}, "Washington, D.C.": {"US", "US-DC"}, "US-PR": {"PR", "US-PR"},
		"Québec": {"CA", "CA-QC"}, "Quebec, Canada": {"CA", "CA-QC"}, "Colombie britannique": {"CA", "CA-BC"}, "Ontario": {"CA", "CA-ON"},
		"England and Wales": {"GB", "GB-EAW"}, "England And Wales": {"GB", "GB-EAW"}, "England & Wales": {"GB", "GB-EAW"}, "Scotland": {"GB", "GB-SCT"}, "Ecosse": {"GB", "GB-SCT"}, "Northern Ireland": {"GB", "GB-NIR"},
		"UK-SCT": {"GB", "GB-SCT"}, "GB-LND": {"GB", "GB-LND"}, "England, United Kingdom": {"GB", "GB-ENG"},
		"FR-75": {"FR", "FR-75"}, "FR-IDF": {"FR", "FR-IDF"}, "DE-BY": {"DE", "DE-BY"},
		// a part with a code of its own is that country, whatever it hangs from
		"FR-NC": {"NC", "FR-NC"}, "FR-976": {"YT", "FR-976"}, "NL-CW": {"CW", "NL-CW"}, "NL-NH": {"NL", "NL-NH"}, "FI-01": {"AX", "FI-01"}, "CN-HK": {"HK", "CN-HK"},
	} {
		c, sub, ok := FindCountry(text)
		require.True(t, ok, text)
		assert.Equal(t, want, [2]string{c.Code, sub}, text)
	}
}

func TestFindNothing(t *testing.T) {
	for _, text := range []string{"", " ", "-", "ZZ", "XX", "US-ZZ", "CA-DE", "GB-XYZ", "ZZ-DE", "Atlantis", "Europe", "EU", "France, Germany", "Paris", "Wilmington, Delaware, USA",
		"Ireland (Northern Cyprus)", "Korea", "(", "()", ",,,", "12", "N/A", "unknown", strings.Repeat("France", 2_000_000)} {
		c, sub, ok := FindCountry(text)
		assert.False(t, ok, "%.40q is %s %s", text, c.Code, sub)
	}
}

func TestNearestCountry(t *testing.T) {
	for text, want := range map[string]string{
		"Frence": "France", "Frnace": "France", "Germny": "Germany", "Allemange": "Allemagne", "Belgiqe": "Belgique", "Luxemburgo": "Luxemburg", "Pays Basse": "Pays-Bas",
		"Etats Uni": "États-Unis", "Delawere": "Delaware", "Wakanda": "Canada", "Untied Kingdom": "United Kingdom",
		"": "", "??": "", "qqqqqqqqqqqqq": "",
		"Cayman": "Cayman Islands", "Korea": "North Korea / South Korea", "corée": "Corée du Nord / Corée du Sud",
	} {
		assert.Equal(t, want, NearestCountry(text), text)
	}
}

// Every way that the tables know to write a country leads back to it, in any
// case, and no code is hidden behind another country's.
func TestEveryNameIsFound(t *testing.T) {
	for _, c := range Countries() {
		for _, text := range append([]string{c.Code, c.Alpha3, c.EN, c.FR}, c.Aliases...) {
			for _, form := range []string{text, strings.ToLower(text), strings.ToUpper(text), " " + strings.ReplaceAll(text, " ", "\u00a0") + " "} {
				got, _, ok := FindCountry(form)
				require.True(t, ok, "%s: %q", c.Code, form)
				assert.Equal(t, c.Code, got.Code, "%q", form)
			}
		}
	}
	for _, s := range theAtlas().subdivisions {
		for _, text := range append([]string{s.Code, s.EN, s.FR}, s.Aliases...) {
			if text == "" {
				continue
			}
			got, sub, ok := FindCountry(text)
			require.True(t, ok, "%s: %q", s.Code, text)
			assert.Equal(t, [2]string{s.Country, s.Code}, [2]string{got.Code, sub}, "%q", text)
		}
	}
}

func TestFindNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-z]{0,3}[-_(), /]{0,2}[A-Za-z()]{0,9}`)).Draw(t, "text")
		c, sub, ok := FindCountry(text)
		if ok {
			if _, known := ByCode(c.Code); !known {
				t.Fatalf("%q gives %q, which is no code", text, c.Code)
			}
		} else if c.Code != "" || sub != "" {
			t.Fatalf("%q is not found and yet gives %s %s", text, c.Code, sub)
		}
		for _, name := range strings.Split(NearestCountry(text), " / ") {
			if name == "" {
				continue
			}
			if _, _, ok := FindCountry(name); !ok {
				t.Fatalf("%q is proposed for %q and is not known itself", name, text)
			}
		}
	})
}

// distance against its definition, on short words.
func TestDistance(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"france", "frnace", 1}, {"france", "franc", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 1}} {
		assert.Equal(t, x.want, distance([]rune(x.a), []rune(x.b), 99), "%s %s", x.a, x.b)
		assert.Equal(t, x.want, distance([]rune(x.b), []rune(x.a), 99), "%s %s", x.b, x.a)
	}
}

func BenchmarkReadAtlas(b *testing.B) {
	for b.Loop() {
		readAtlas()
	}
}

func BenchmarkFindCountry(b *testing.B) {
	theAtlas()
	for b.Loop() {
		FindCountry("France")
		FindCountry("US-DE")
		FindCountry("Îles Caïmans")
	}
}

func BenchmarkNearestCountry(b *testing.B) {
	theAtlas()
	for b.Loop() {
		NearestCountry("Frnace")
	}
}
