package ownership

import "math/big"

// Lens is what a rule has decided about entities before anything is measured.
// All its functions depend on the entity alone and are called once for each.
type Lens struct {
	// Outside tells whether the entity's seat is outside the territory asked
	// about; Unknown when no known place decides.
	Outside func(*Entity) Tri
	// Counted tells whether the entity counts as a third entity when it is
	// outside; natural persons, for one, may not.
	Counted func(*Entity) bool
	// DeclaredOnly tells whether the entity is listed in such a way that only
	// its declared holders count.
	DeclaredOnly func(*Entity) bool
	// DeclarationThreshold is the ratio of capital or votes above which a
	// holder in such a listed layer has to declare itself.
	DeclarationThreshold *big.Rat
	// Majority and Presumption are the ratios of votes above which a holder
	// controls, and above which it is presumed to when nobody has as much
	// (one half and 40 % in Code de commerce L.233-3).
	Majority, Presumption *big.Rat
	// SuspendCircular takes the votes from shares of a company that are held
	// by companies it controls (Code de commerce L.233-31).
	SuspendCircular bool
}
