package register

import (
	"cmp"
	"strings"

	"egide/ownership"
)

// Profile is all that a register says of an entity and that a lens may ask for.
// Very many entities share each one.
type Profile struct {
	Kind                   ownership.Kind
	RegisteredOffice       string // country codes; empty is not known
	CentralAdministration  string
	PrincipalEstablishment string
	Nationality            string
	Residence              string
	Listed                 ownership.Listing
	Ultimate               bool
	// Nominee tells that the entity's own name says that it holds for others.
	Nominee bool
}

// profileOf is the profile of an entity.
func profileOf(e *ownership.Entity) Profile {
	kind := e.Kind
	if kind == "" {
		kind = ownership.Company
	}
	return Profile{
		Kind:                   kind,
		RegisteredOffice:       e.RegisteredOffice.Country,
		CentralAdministration:  e.CentralAdministration.Country,
		PrincipalEstablishment: e.PrincipalEstablishment.Country,
		Nationality:            e.Nationality.Country,
		Residence:              e.Residence.Country,
		Listed:                 e.Listed,
		Ultimate:               e.Ultimate,
		Nominee:                kind != ownership.Person && kind != ownership.State && namesNominee(e.Name),
	}
}

// Entity is an entity of the profile, without id and name, as a lens takes it.
func (p *Profile) Entity() *ownership.Entity {
	return &ownership.Entity{
		Kind:                   p.Kind,
		RegisteredOffice:       ownership.Place{Country: p.RegisteredOffice},
		CentralAdministration:  ownership.Place{Country: p.CentralAdministration},
		PrincipalEstablishment: ownership.Place{Country: p.PrincipalEstablishment},
		Nationality:            ownership.Place{Country: p.Nationality},
		Residence:              ownership.Place{Country: p.Residence},
		Listed:                 p.Listed,
		Ultimate:               p.Ultimate,
	}
}

// Hidden tells whether nobody knows who such a holder is: the public float, an
// unknown, a nominee that does not say for whom.
func (p *Profile) Hidden() bool {
	return p.Kind == ownership.PublicFloat || p.Kind == ownership.UnknownKind || p.Nominee
}

// Country is the first country that is known of the entity: where its seat is,
// or else a person's nationality or residence.
func (p *Profile) Country() string {
	for _, c := range []string{p.RegisteredOffice, p.CentralAdministration, p.PrincipalEstablishment, p.Nationality, p.Residence} {
		if c != "" {
			return c
		}
	}
	return ""
}

// compare orders profiles.
func (p *Profile) compare(q *Profile) int {
	number := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(p.Kind, q.Kind),
		cmp.Compare(p.RegisteredOffice, q.RegisteredOffice),
		cmp.Compare(p.CentralAdministration, q.CentralAdministration),
		cmp.Compare(p.PrincipalEstablishment, q.PrincipalEstablishment),
		cmp.Compare(p.Nationality, q.Nationality),
		cmp.Compare(p.Residence, q.Residence),
		cmp.Compare(p.Listed, q.Listed),
		cmp.Compare(number(p.Ultimate), number(q.Ultimate)),
		cmp.Compare(number(p.Nominee), number(q.Nominee)),
	)
}

// namesNominee tells whether a name says that its bearer holds for others.
func namesNominee(name string) bool {
	if !mayNameNominee(name) {
		return false
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == ',' || r == '(' || r == ')' || r == '.' }) {
		if word == "nominee" || word == "nominees" || word == "a/c" {
			return true
		}
	}
	return false
}

// mayNameNominee looks for an m or a slash between the letters that such a word
// has, which most names do not have.
func mayNameNominee[T string | []byte](name T) bool {
	for i := 1; i+1 < len(name); i++ {
		switch name[i] {
		case '/':
			if name[i-1]|0x20 == 'a' && name[i+1]|0x20 == 'c' {
				return true
			}
		case 'm', 'M':
			if i >= 2 && name[i-2]|0x20 == 'n' && name[i-1]|0x20 == 'o' && name[i+1]|0x20 == 'i' {
				return true
			}
		}
	}
	return false
}
