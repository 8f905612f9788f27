package ownership

// Tri is an answer that may be missing. Its zero value is Unknown: what nobody
// wrote is never taken for a no.
type Tri uint8

// The three answers.
const (
	Unknown Tri = iota
	No
	Yes
)

// String is unknown, no or yes.
func (t Tri) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "unknown"
}

// MarshalText writes the answer as String does.
func (t Tri) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads yes and no; anything else is Unknown.
func (t *Tri) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes":
		*t = Yes
	case "no":
		*t = No
	default:
		*t = Unknown
	}
	return nil
}
