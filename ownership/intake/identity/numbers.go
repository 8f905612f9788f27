package identity

import (
	"strings"

	"egide/ownership/intake/written"
)

// NumberKey is a number under which an entity is registered, as it is
// compared: the country whose register it is of, empty when that is not known,
// and the number without its decoration. French numbers become the SIREN, which
// VAT numbers and SIRET hold.
func NumberKey(number, country string) (scheme, key string) {
	var b strings.Builder
	for _, r := range strings.ToUpper(number) {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		}
	}
	key = b.String()
	if vat, ok := strings.CutPrefix(key, "FR"); ok && len(vat) == 11 && written.Digits(vat[2:]) && ValidSIREN(vat[2:]) {
		return "FR", vat[2:]
	}
	if i := strings.LastIndex(key, "RCS"); i >= 0 || strings.HasPrefix(key, "SIREN") || strings.HasPrefix(key, "SIRET") {
		if found := LastDigits(key); len(found) == 14 || len(found) == 9 {
			if ValidSIREN(found[:9]) {
				return "FR", found[:9]
			}
		}
	}
	if len(key) == 14 && written.Digits(key) && ValidSIREN(key[:9]) && (country == "FR" || country == "") {
		return "FR", key[:9]
	}
	if rest, ok := strings.CutPrefix(key, "NO"); ok && len(strings.TrimSuffix(rest, "MVA")) == 9 && written.Digits(strings.TrimSuffix(rest, "MVA")) {
		return "NO", strings.TrimSuffix(rest, "MVA")
	}
	return country, key
}

// LastDigits is the last run of digits in a text.
func LastDigits(s string) string {
	end := len(s)
	for end > 0 && (s[end-1] < '0' || s[end-1] > '9') {
		end--
	}
	start := end
	for start > 0 && s[start-1] >= '0' && s[start-1] <= '9' {
		start--
	}
	return s[start:end]
}

// ValidSIREN checks the length and the check digit of a French company's number
// (ISO/IEC 7812-1, Luhn).
func ValidSIREN(s string) bool {
	if len(s) != 9 || !written.Digits(s) {
		return false
	}
	sum := 0
	for i := range len(s) {
		d := int(s[i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// ValidLEI checks the form and the check digits of a legal entity identifier
// (ISO 17442, ISO 7064 MOD 97-10).
func ValidLEI(lei string) bool {
	if len(lei) != 20 {
		return false
	}
	rest := 0
	for i := range len(lei) {
		switch b := lei[i]; {
		case b >= '0' && b <= '9':
			rest = (rest*10 + int(b-'0')) % 97
		case b >= 'A' && b <= 'Z' && i < 18:
			rest = (rest*100 + int(b-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// Conflict tells whether two texts that should be one are known and differ.
func Conflict(a, b string) bool { return a != "" && b != "" && a != b }
