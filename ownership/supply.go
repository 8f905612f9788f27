package ownership

// Access is what a supplier can obtain of the data of a service.
type Access string

// From nothing to customers' data; blank and AccessUnknown mean that nobody
// said.
const (
	AccessNone      Access = "none"
	AccessTechnical Access = "technical"
	AccessCustomer  Access = "customer"
	AccessUnknown   Access = "unknown"
)

// Supply is a claim that a client relies on a supplier for a service.
type Supply struct {
	Client, Supplier string
	Service          string
	Critical         Tri
	DataAccess       Access
	OwnSkills        Tri      // whether the client can keep the service running itself
	Alternatives     []string // names or ids of others that offer the same
	QualifiedService string   // the supplier's SecNumCloud-qualified service
	QualifiedUntil   Date     // last day of that qualification
	Contribution     string
	Span
	Source     string
	SourceDate Date
	At         Position
}

// Use is what a site serves for.
type Use string

// The uses that SecNumCloud 19.2 tells apart.
const (
	PrimaryUse        Use = "primary"
	BackupUse         Use = "backup"
	AdministrationUse Use = "administration"
	SupervisionUse    Use = "supervision"
	SupportUse        Use = "support"
)

// Site is a place from which a service is run.
type Site struct {
	Operator string
	Site     string
	Country  Place
	Use      Use
	Span
	Source     string
	SourceDate Date
	At         Position
}

// Attestation is a signed statement about a requirement.
type Attestation struct {
	Requirement string
	Statement   string
	Signatory   string
	Date        Date
	Evidence    string
	At          Position
}

// Diligence is an answer to one question asked of a colocation landlord.
type Diligence struct {
	Point        int // 1 to 7
	Item         string
	Answer       string // yes, no, partial, unknown
	Evidence     string
	EvidenceDate Date
	Note         string
	// ValidUntil is the last day of what proves the answer, as of a certificate;
	// zero when it has none.
	ValidUntil Date
	// Site is the one that the answer is about; empty for all. Operator is the id
	// of the landlord who answers; empty where there is one alone.
	Site, Operator string
	At             Position
}
