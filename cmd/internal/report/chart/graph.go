package chart

// Graph is what a chart shows, before anything has a place: boxes, and lines
// between them. Its texts are in one language and ready to be read.
type Graph struct {
	Lang  string
	Title string
	// Description says in sentences what the picture shows, for those who do not
	// see it.
	Description string
	// Notes are what a reader has to know of the picture: what was folded, what
	// it leaves out.
	Notes []string
	// Boxes are the entities, the subject first.
	Boxes []*Box
	Lines []*Line
	words words
}

// Kind is what a box stands for, which gives it its outline.
type Kind string

// The kinds of box: those of entities, and what the chart makes itself.
const (
	Company     Kind = "company"
	Person      Kind = "person"
	State       Kind = "state"
	Fund        Kind = "fund"
	Partnership Kind = "partnership"
	Trust       Kind = "trust"
	PublicFloat Kind = "public_float"
	Unknown     Kind = "unknown"
	// Undisclosed is what the recorded rows of an issuer leave open.
	Undisclosed Kind = "undisclosed"
	// Others stands for several entities that were folded.
	Others Kind = "others"
)

// Box is an entity of the chart, or what stands for several.
type Box struct {
	ID   string // the entity's; empty for a box that the chart made
	Kind Kind
	Name string
	// Place is where the entity is, Notes are further lines below it.
	Place string
	Notes []string
	// Subject marks the entity that the chart is about.
	Subject bool
	// Outside is the mark of an entity outside the Union: empty for one inside.
	// It stands on the box, so that no reader needs the colour.
	Outside string
	// Doubtful is the mark of an entity of which nobody knows whether it is.
	Doubtful string
	// Ultimate tells that no holder is to be looked for above it.
	Ultimate bool
	// Supplier tells that the box stands in the band of third parties, below the
	// subject; Access and Critical are for those.
	Supplier bool
	Access   Access
	Critical string
	// Title is everything about the entity in one line, its whole name first.
	Title string

	accessText string
}

// Access is what a third party can obtain of the data.
type Access string

// The marks of access; empty outside the band of third parties.
const (
	NoAccess        Access = "none"
	TechnicalAccess Access = "technical"
	CustomerAccess  Access = "customer"
	UnknownAccess   Access = "unknown"
)

// LineKind is what a line says.
type LineKind string

// The kinds of line: a share of an issuer, a right over a company, and a supply
// by a third party to a client.
const (
	Holding LineKind = "holding"
	Right   LineKind = "right"
	Supply  LineKind = "supply"
)

// Line leads from a holder to an issuer, from the holder of a right to the
// company, or from a supplier to its client.
type Line struct {
	From, To int // indices of boxes; the same for own shares
	Kind     LineKind
	// Label is what stands on the line, a part each: the capital, the votes.
	Label []string
	// Carries tells that what holders outside the Union have comes this way.
	Carries bool
	// Controls tells that the line by itself gives control.
	Controls bool
	// Title is what the line says, in one sentence.
	Title string

	weight float64 // how much the line says: the larger stands first
}
