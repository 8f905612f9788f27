package deal

import (
	"math/big"

	"egide/ownership"
)

// Kind is what a deal does.
type Kind string

// The kinds of deal.
const (
	Transfer     Kind = "transfer"      // shares change hands
	Issue        Kind = "issue"         // new shares
	BuyBack      Kind = "buy_back"      // a company's own shares, bought and cancelled
	Cancel       Kind = "cancel"        // shares cancelled
	Move         Kind = "move"          // a seat moves
	LoseDouble   Kind = "lose_double"   // double votes end
	GainDouble   Kind = "gain_double"   // double votes begin
	GainVeto     Kind = "gain_veto"     // a veto by contract
	LoseVeto     Kind = "lose_veto"     // vetoes given up
	GainControl  Kind = "gain_control"  // control by agreement
	LoseControl  Kind = "lose_control"  // agreements and facts that give control end
	FillSeats    Kind = "fill_seats"    // seats of a body
	GiveUpSeats  Kind = "give_up_seats" // the right to fill seats ends
	ReplaceOther Kind = "replace"       // a supplier takes another's place
)

// Which are the places that a move may concern.
const (
	EveryPlace             = ""
	RegisteredOffice       = "registered_office"
	CentralAdministration  = "central_administration"
	PrincipalEstablishment = "principal_establishment"
)

// Party is an entity as a deal names it.
type Party struct {
	Text  string // id or name
	Whole string // the same with what follows in brackets
	// New is what a holder that the dossier does not know yet is: its country,
	// and its kind where that is not a company.
	Country string // as written; empty where none was
	Kind    string // as written; empty where none was
	Column  int    // in the deal's text, from one
}

// Deal is one thing that happens.
type Deal struct {
	N    int    // the deal's place among several, from one
	Text string // as it was written
	Kind Kind

	// Who acts: the buyer or new holder of shares, the company that issues or
	// cancels, whoever moves, gains, loses or replaces. Of is the company whose
	// shares, seats or decisions it is about, and Other whose shares are sold or
	// cancelled, or who is replaced; its text is empty where nobody is named.
	Who, Of, Other Party
	// Undisclosed tells that the shares come from holders that nobody shows.
	Undisclosed bool

	Share       *big.Rat // ratio of the capital; nil for all that there is
	ShareColumn int

	Place   string // country, as written
	Which   string // the place that moves
	At      int    // column of the country
	Seats   int
	OfSeats int
	to      ownership.Place // once the names are found
}

// position is where in the deals something stands.
func (d Deal) position(column int) ownership.Position {
	return ownership.Position{File: File, Line: d.N, Column: column}
}

// File stands for the deals where a position names a file; the line is the
// number of the deal.
const File = "deal"

func (d Deal) fault(column int, code string, args ownership.Args) ownership.Note {
	return ownership.Note{Code: code, Args: args, At: d.position(column)}
}

// To is where a head office moves, once [Apply] has found the country.
func (d Deal) To() ownership.Place { return d.to }
