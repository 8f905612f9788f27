package report

// Schema names the form of a report; the JSON Schema of the same name describes
// it.
const Schema = "egide.report/1"

// Version is the version of the product, which a report states.
const Version = "0.1.0"

// Report is everything that a check came to, in one language.
type Report struct {
	Schema   string     `json:"schema"`
	Egide    string     `json:"egide"`
	Language string     `json:"language"`
	AsOf     string     `json:"as_of"`
	Verdict  string     `json:"verdict"`
	Policy   Policy     `json:"policy"`
	Inputs   []Input    `json:"inputs"`
	Subjects []*Subject `json:"subjects"`
	// Entities, Links, Rights and Concerts are the structure above the subjects:
	// all that a chart shows.
	Entities []*Entity `json:"entities"`
	Links    []*Link   `json:"links"`
	Rights   []*Right  `json:"rights"`
	Concerts []Concert `json:"concerts"`
	// Laws are the records that the exposures cite, and those that reach nobody.
	Laws []*Law `json:"laws"`
	// Supplies, Sites and Attestations are what holds on the day.
	Supplies     []*Supply     `json:"supplies"`
	Sites        []Site        `json:"sites"`
	Attestations []Attestation `json:"attestations"`
	Assumptions  NoteList      `json:"assumptions"`
	Warnings     NoteList      `json:"warnings"`
	Disclaimer   string        `json:"disclaimer"`
}

// Policy is the limits and switches in force.
type Policy struct {
	IndividualLimit    float64 `json:"individual_limit"` // percent
	CollectiveLimit    float64 `json:"collective_limit"` // percent
	Reading            string  `json:"reading"`
	NaturalPersons     string  `json:"natural_persons"`
	ListedByAnalogy    bool    `json:"listed_by_analogy"`
	MinorityProtection string  `json:"minority_protection"`
	ControlDefinition  string  `json:"control_definition"`
	StrictSeats        bool    `json:"strict_seats"`
	CircularVotes      string  `json:"circular_votes"`
	// Changed lists the keys that a policy file set.
	Changed []string `json:"changed"`
	// Questions are the places where the text is open, with the stand taken.
	Questions []Question `json:"questions"`
}

// Question is a place where the text of the standard is open.
type Question struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Stand string `json:"stand"` // the product's own
	// Switch is the policy key that changes the stand, Value what it is set to
	// and Means what that does; empty where there is no switch.
	Switch  string `json:"switch,omitempty"`
	Value   string `json:"value,omitempty"`
	Means   string `json:"means,omitempty"`
	Changed bool   `json:"changed"` // Value is not the product's own
}

// Input is a file that the dossier was read from.
type Input struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Rows   int    `json:"rows"`
	Use    string `json:"use,omitempty"` // "register" for one that the dossier was held against
}

// Interval is a figure in percent: the least and the most that it can be.
type Interval struct {
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Largest is the largest figure that one holder has; Holder is nil where nobody
// has any, or where a holder whom nobody shows would have most, which
// Undisclosed tells.
type Largest struct {
	Interval
	Holder      *string `json:"holder"`
	Undisclosed bool    `json:"undisclosed,omitempty"`
}

// Readings are a figure in the three readings.
type Readings struct {
	LookThrough Interval `json:"look_through"`
	Control     Interval `json:"control"`
	Combined    Interval `json:"combined"`
}

// Of is the figure in the reading of that name.
func (r Readings) Of(reading string) Interval {
	switch reading {
	case "look_through":
		return r.LookThrough
	case "control":
		return r.Control
	}
	return r.Combined
}

// NonEU is what holders outside the Union have of a subject in one dimension.
type NonEU struct {
	LookThrough Share `json:"look_through"`
	Control     Share `json:"control"`
	Combined    Share `json:"combined"`
}

// Share is what they have together, and what one of them has.
type Share struct {
	Collective Interval `json:"collective"`
	Individual Largest  `json:"individual"`
}

// Dimensions is a pair of values, one for the capital and one for the votes.
type Dimensions[T any] struct {
	Capital T `json:"capital"`
	Votes   T `json:"votes"`
}

// Of is the value of the dimension of that name.
func (d Dimensions[T]) Of(dimension string) T {
	if dimension == "votes" {
		return d.Votes
	}
	return d.Capital
}

// Subject is an entity that was examined.
type Subject struct {
	Entity     string             `json:"entity"`
	Name       string             `json:"name"`
	Role       string             `json:"role"`
	Critical   bool               `json:"critical"`
	Tier       int                `json:"tier"`
	Verdict    string             `json:"verdict"`
	HeadOffice HeadOffice         `json:"head_office"`
	NonEU      *Dimensions[NonEU] `json:"non_eu"` // nil where no figures are shown
	Holders    []*Holder          `json:"holders"`
	// Controllers are those that control the subject, the certain ones first.
	Controllers []Controller `json:"controllers"`
	// AnyoneMayControl tells that undisclosed votes could hide a controller.
	AnyoneMayControl bool `json:"anyone_may_control"`
	// Persons are the ids of natural persons outside the Union whom the figures
	// leave out.
	Persons []string `json:"persons,omitempty"`
	// Ring is the ids of companies above the subject that own each other wholly.
	Ring     []string   `json:"ring,omitempty"`
	Findings []*Finding `json:"findings"`
	// Access is what a third party can technically obtain over all its supplies,
	// and Through the ids on the way from the provider to it.
	Access  string   `json:"access,omitempty"`
	Through []string `json:"through,omitempty"`
	// Exposures are the laws outside the Union that reach the subject or may; for
	// the provider and critical third parties also those that do not.
	Exposures []Exposure `json:"exposures"`
}

// Exposure is how a law reaches a subject. The whole record of the law is among
// the laws of the report.
type Exposure struct {
	Law         string   `json:"law"`
	Title       string   `json:"title"`
	State       string   `json:"state"`
	Level       string   `json:"level"` // the strongest ground, none, or undetermined
	Role        string   `json:"role"`
	RoleBecause string   `json:"role_because"`
	Status      string   `json:"status"`
	Grounds     []Ground `json:"grounds"` // the strongest first
	// Doubts are what could add a ground, and DoubtsLeftOut how many more there
	// are.
	Doubts        []Note `json:"doubts,omitempty"`
	DoubtsLeftOut int    `json:"doubts_left_out,omitempty"`
	// Citation, Verified, Reviewed and Remove repeat the law's record; a third
	// party that is not critical goes without them.
	Citation string `json:"citation,omitempty"`
	Verified *bool  `json:"verified,omitempty"`
	Reviewed string `json:"reviewed,omitempty"`
	Remove   string `json:"remove,omitempty"` // what would end the exposure
}

// Ground is one way in which a law reaches a subject: Path leads from it to whom
// the law applies.
type Ground struct {
	Ground  string   `json:"ground"`
	Path    []string `json:"path"`
	Because string   `json:"because"`
	Source  string   `json:"source"`
	// Reason is what Because was made from; nil for a third party that is not
	// critical.
	Reason *Note `json:"reason,omitempty"`
}

// HeadOffice is the three places that 19.6 looks at.
type HeadOffice struct {
	RegisteredOffice       Seat   `json:"registered_office"`
	CentralAdministration  Seat   `json:"central_administration"`
	PrincipalEstablishment Seat   `json:"principal_establishment"`
	NonEU                  string `json:"non_eu"`
}

// Seat is a place and whether it lies in the Union: yes, no, unknown.
type Seat struct {
	Country *string `json:"country"` // ISO 3166-1 alpha-2; nil when not known
	Place   string  `json:"place,omitempty"`
	EU      string  `json:"eu"`
	// Overseas tells that the place belongs to a Member State's realm without
	// being part of the Union.
	Overseas bool `json:"overseas,omitempty"`
}

// Holder is what one holder, or one concert, has of a subject.
type Holder struct {
	Entity  string  `json:"entity"`
	Name    string  `json:"name"`
	Country *string `json:"country"`
	NonEU   string  `json:"non_eu"`
	// Counted tells whether the holder counts when it is outside the Union; a
	// natural person, as a rule, does not.
	Counted  bool     `json:"counted"`
	Concert  bool     `json:"concert,omitempty"`
	Capital  Readings `json:"capital"`
	Votes    Readings `json:"votes"`
	Controls bool     `json:"controls"` // for certain
	Basis    string   `json:"basis,omitempty"`
}

// In is the holder's figures in the dimension of that name.
func (h *Holder) In(dimension string) Readings {
	if dimension == "votes" {
		return h.Votes
	}
	return h.Capital
}

// Controller is one that controls a subject.
type Controller struct {
	Entity  string `json:"entity"`
	Name    string `json:"name"`
	Certain bool   `json:"certain"`
	Basis   string `json:"basis"`
}

// Finding is what a test came to.
type Finding struct {
	Test      string    `json:"test"`
	Title     string    `json:"title"`
	Verdict   string    `json:"verdict"`
	Contested bool      `json:"contested"`
	Dimension string    `json:"dimension,omitempty"`
	Limit     *float64  `json:"limit"`
	Value     *Interval `json:"value"`
	Holder    *string   `json:"holder"`
	// Undisclosed tells that the figure is that of a holder whom nobody shows.
	Undisclosed bool           `json:"undisclosed,omitempty"`
	Entities    []string       `json:"entities,omitempty"` // those that the finding is about
	Because     string         `json:"because"`
	Reason      Note           `json:"reason"` // what Because was made from
	Readings    []ReadingValue `json:"readings,omitempty"`
	Chains      []Chain        `json:"chains"`
	// Further is what cycles and further chains add to the chains; nil without
	// chains.
	Further *float64 `json:"further,omitempty"`
	AskFor  []Ask    `json:"ask_for"`
}

// ReadingValue is a figure and its verdict in one reading.
type ReadingValue struct {
	Reading string  `json:"reading"`
	Decides bool    `json:"decides"`
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Holder  *string `json:"holder"`
	Verdict string  `json:"verdict"`
}

// Chain leads from a holder down to the subject, which is the last link's
// issuer. Share is what it carries of the subject.
type Chain struct {
	Share *float64    `json:"share"` // nil for a chain of control, which carries no figure
	Links []ChainLink `json:"links"`
}

// ChainLink is one step of a chain: a holding, or a right.
type ChainLink struct {
	Holder string `json:"holder"`
	Issuer string `json:"issuer"`
	// Share is what the holder has of the issuer, at the least; nil for a right.
	Share *float64 `json:"share"`
	High  *float64 `json:"high,omitempty"` // the most it may have, where that is more
	// Basis tells that the issuer counts as its holder, which controls it, so
	// that the link does not lessen the chain's share.
	Basis  string `json:"basis,omitempty"`
	Right  string `json:"right,omitempty"`
	Source string `json:"source"` // file and line of the row; of the first of several
}

// Ask is a document or a fact to ask for.
type Ask struct {
	What   string `json:"what"`
	Entity string `json:"entity"`
	// Width is how much of the figure's interval it would settle, in percentage
	// points; nil where the test has no figure.
	Width  *float64 `json:"width"`
	Reason Note     `json:"reason"`
}

// Entity is a company, person, fund or state of the chart.
type Entity struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Kind    string  `json:"kind"`
	Country *string `json:"country"` // the place that decides; nil when not known
	NonEU   string  `json:"non_eu"`
	Counted bool    `json:"counted"`
	// Places are the head office of an entity that has one.
	Places *HeadOffice `json:"head_office,omitempty"`
	// Nationality and Residence are a person's.
	Nationality string `json:"nationality,omitempty"`
	Residence   string `json:"residence,omitempty"`
	Listed      string `json:"listed,omitempty"`
	// Services are what it renders, Presence where it is present without a seat,
	// as US:branch.
	Services []string `json:"services,omitempty"`
	Presence []string `json:"presence,omitempty"`
	// DeclaredOnly tells that only its declared holders count.
	DeclaredOnly bool `json:"declared_only,omitempty"`
	Ultimate     bool `json:"ultimate,omitempty"`
	// Hidden tells that nobody knows who it is: the public float, an unknown.
	Hidden bool `json:"hidden,omitempty"`
	// Undisclosed is what the recorded rows leave open of it; nil where nothing
	// is to be looked for.
	Undisclosed        *Dimensions[float64] `json:"undisclosed,omitempty"`
	LegalForm          string               `json:"legal_form,omitempty"`
	LEI                string               `json:"lei,omitempty"`
	RegistrationNumber string               `json:"registration_number,omitempty"`
	Document           string               `json:"document,omitempty"`
	DocumentDate       string               `json:"document_date,omitempty"`
	Note               string               `json:"note,omitempty"`
	Source             string               `json:"source"`
}

// Link is what a holder has of an issuer on the as-of day.
type Link struct {
	Holder   string   `json:"holder"`
	Issuer   string   `json:"issuer"`
	Capital  Interval `json:"capital"`
	Votes    Interval `json:"votes"`
	Declared string   `json:"declared,omitempty"`
	Concerts []string `json:"concerts,omitempty"`
	// VotesAssumed tells that no votes were written and they are taken to be as
	// the capital.
	VotesAssumed bool `json:"votes_assumed,omitempty"`
	// Controls is why the holder, the largest of the issuer's, controls it for
	// certain.
	Controls string  `json:"controls,omitempty"`
	Source   string  `json:"source"`
	Claims   []Claim `json:"claims"`
}

// Claim is a row that a link comes from.
type Claim struct {
	Source       string `json:"source"`
	Class        string `json:"share_class,omitempty"`
	NomineeOf    string `json:"nominee,omitempty"` // the one that is registered
	From         string `json:"from,omitempty"`
	Until        string `json:"until,omitempty"`
	Document     string `json:"document,omitempty"`
	DocumentDate string `json:"document_date,omitempty"`
	Note         string `json:"note,omitempty"`
}

// Right is a power over a company that does not come from a share of it.
type Right struct {
	Holder       string `json:"holder"`
	Company      string `json:"company"`
	Right        string `json:"right"`
	Organ        string `json:"organ,omitempty"`
	Seats        *int   `json:"seats,omitempty"`
	OfSeats      *int   `json:"of_seats,omitempty"`
	Basis        string `json:"basis,omitempty"`
	Scope        string `json:"scope,omitempty"`
	From         string `json:"from,omitempty"`
	Until        string `json:"until,omitempty"`
	Document     string `json:"document,omitempty"`
	DocumentDate string `json:"document_date,omitempty"`
	Source       string `json:"source"`
}

// Concert is a set of holders that act together, and count as one.
type Concert struct {
	ID      string   `json:"id"` // as it stands wherever a holder's id is given
	Label   string   `json:"label"`
	Members []string `json:"members"`
}

// Supply is a client's reliance on a supplier for a service.
type Supply struct {
	Client           string   `json:"client"`
	Supplier         string   `json:"supplier"`
	Service          string   `json:"service"`
	Critical         string   `json:"critical"`
	DataAccess       string   `json:"data_access"`
	OwnSkills        string   `json:"own_skills"`
	Alternatives     []string `json:"alternatives,omitempty"`
	QualifiedService string   `json:"qualified_service,omitempty"`
	QualifiedUntil   string   `json:"qualified_until,omitempty"`
	Contribution     string   `json:"contribution,omitempty"`
	From             string   `json:"from,omitempty"`
	Until            string   `json:"until,omitempty"`
	Document         string   `json:"document,omitempty"`
	DocumentDate     string   `json:"document_date,omitempty"`
	Source           string   `json:"source"`
}

// Site is a place from which a service is run.
type Site struct {
	Operator     string `json:"operator"`
	Site         string `json:"site"`
	Country      string `json:"country"`
	Use          string `json:"use"`
	From         string `json:"from,omitempty"`
	Until        string `json:"until,omitempty"`
	Document     string `json:"document,omitempty"`
	DocumentDate string `json:"document_date,omitempty"`
	Source       string `json:"source"`
}

// Attestation is a signed statement about a requirement.
type Attestation struct {
	Requirement string `json:"requirement"`
	Statement   string `json:"statement"`
	Signatory   string `json:"signatory"`
	Date        string `json:"date"`
	Evidence    string `json:"evidence"`
	Source      string `json:"source"`
}

// Limits are the percentages that figures are compared with.
func (p Policy) Limits() []float64 { return []float64{0, 100, p.IndividualLimit, p.CollectiveLimit} }

// Entity finds an entity of the chart by its id; nil when there is none.
func (r *Report) Entity(id string) *Entity {
	for _, e := range r.Entities {
		if e.ID == id {
			return e
		}
	}
	return nil
}
