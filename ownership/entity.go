package ownership

// Kind is what an entity is.
type Kind string

// The kinds of entity. PublicFloat stands for many holders none of whom is
// named; UnknownKind for a holder of whom nothing is known.
const (
	Company     Kind = "company"
	Person      Kind = "person"
	State       Kind = "state"
	Fund        Kind = "fund"
	Partnership Kind = "partnership"
	Trust       Kind = "trust"
	PublicFloat Kind = "public_float"
	UnknownKind Kind = "unknown"
)

// Kinds lists every kind, in the order of the documentation.
var Kinds = []Kind{Company, Person, State, Fund, Partnership, Trust, PublicFloat, UnknownKind}

// Listing is where an entity's shares are traded.
type Listing string

// The markets that make a difference; blank is not listed as far as is known.
const (
	RegulatedMarket Listing = "regulated"
	MTF             Listing = "mtf"
	NotListed       Listing = "no"
)

// Place is a country by its ISO 3166-1 alpha-2 code, with the subdivision
// (ISO 3166-2, US-DE) where one was given. The zero value is not known.
type Place struct {
	Country     string
	Subdivision string
}

// Known tells whether a country was given.
func (p Place) Known() bool { return p.Country != "" }

// String is the most precise code that is known.
func (p Place) String() string {
	if p.Subdivision != "" {
		return p.Subdivision
	}
	return p.Country
}

// Presence is what an entity has in a State besides a seat: a branch, a
// listing, customers.
type Presence struct {
	Country string
	What    string // branch, listing, customers
}

// Entity is a company, person, fund or state of a dossier.
type Entity struct {
	ID       string
	Name     string
	Kind     Kind
	Provider bool // the dossier's provider

	// The three places that SecNumCloud 19.6 looks at.
	RegisteredOffice       Place
	CentralAdministration  Place
	PrincipalEstablishment Place

	Nationality Place // of a person
	Residence   Place // of a person

	Listed   Listing
	Services []string
	Presence []Presence

	// Ultimate states that no holder is to be looked for above the entity.
	Ultimate bool

	LegalForm          string
	LEI                string
	RegistrationNumber string
	Source             string
	SourceDate         Date
	Note               string
	At                 Position
}

// Label is the name, or the id when the entity has no name.
func (e *Entity) Label() string {
	if e.Name != "" {
		return e.Name
	}
	return e.ID
}
