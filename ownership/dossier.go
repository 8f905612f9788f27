package ownership

// Input is a file that a dossier was read from.
type Input struct {
	File   string
	SHA256 string // of the file's bytes, in hexadecimal
	Rows   int    // data rows, without the header
	Use    string // what it was read for; blank is the dossier itself
}

// RegisterInput is the use of a file that the dossier was held against.
const RegisterInput = "register"

// Dossier is everything that was read, for all dates: claims, not yet a graph.
// Ids that a claim names exist among the entities; spans are in order.
type Dossier struct {
	Entities     []*Entity
	Holdings     []*Holding
	Rights       []*Right
	Supplies     []*Supply
	Sites        []*Site
	Attestations []*Attestation
	Diligence    []*Diligence
	Inputs       []Input
	Notes        []Note // what the reader has to be told of the reading
}

// Entity finds an entity by its id; nil when there is none.
func (d *Dossier) Entity(id string) *Entity {
	for _, e := range d.Entities {
		if e.ID == id {
			return e
		}
	}
	return nil
}
