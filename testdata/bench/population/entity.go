package population

import "strconv"

// weighted is a list of words with how often each is drawn.
type weighted []struct {
	word   string
	weight int
}

func (w weighted) draw(r uint64) string {
	total := 0
	for _, x := range w {
		total += x.weight
	}
	n := int(r % uint64(total))
	for _, x := range w {
		if n -= x.weight; n < 0 {
			return x.word
		}
	}
	return ""
}

// Where companies of the register sit, in thousandths: a French register with
// branches of companies from elsewhere, and some rows without a country.
var companyCountries = weighted{
	{"FR", 900}, {"", 20}, {"DE", 14}, {"BE", 10}, {"LU", 9}, {"NL", 8}, {"ES", 6}, {"IT", 6}, {"IE", 4},
	{"GB", 9}, {"CH", 6}, {"US", 4}, {"MC", 2}, {"CA", 1}, {"MA", 1},
}

// Where the holders from elsewhere sit that the register only names.
var holderCountries = weighted{
	{"US", 200}, {"GB", 140}, {"LU", 130}, {"DE", 90}, {"NL", 90}, {"CH", 70}, {"BE", 60}, {"IT", 40}, {"ES", 30}, {"JP", 25},
	{"KY", 20}, {"JE", 15}, {"CN", 15}, {"CA", 15}, {"HK", 10}, {"SG", 10}, {"AE", 8}, {"SE", 8}, {"QA", 4}, {"", 20},
}

var nationalities = weighted{
	{"FR", 860}, {"PT", 15}, {"IT", 15}, {"BE", 15}, {"DE", 10}, {"GB", 15}, {"US", 10}, {"MA", 15}, {"DZ", 10}, {"CN", 5}, {"", 30},
}

var firstWords = []string{
	"Atelier", "Boreal", "Cascade", "Delta", "Etoile", "Fabrique", "Garonne", "Horizon", "Icare", "Jonquille", "Kermesse", "Lumière",
	"Meridian", "Nord", "Océan", "Pivoine", "Quartz", "Rivage", "Sillon", "Tempo", "Unité", "Vendôme", "Wattignies", "Xylème", "Yser", "Zénith",
}

var secondWords = []string{
	"Conseil", "Distribution", "Énergie", "Finance", "Gestion", "Holding", "Immobilier", "Logistique", "Patrimoine", "Réseaux",
	"Services", "Technologies", "Transports", "Travaux", "Participations", "Développement",
}

var legalForms = []string{"SARL", "SAS", "SASU", "SCI", "SA", "EURL"}

var givenNames = []string{
	"Alice", "Bruno", "Chloé", "David", "Emma", "Farid", "Gaëlle", "Hugo", "Inès", "Jules", "Karim", "Léa", "Marc", "Nadia", "Omar", "Paula",
}

var familyNames = []string{
	"Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent", "Lefebvre", "Michel",
	"Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier",
}

// id writes the id of an entity: a number of nine digits after a letter that
// tells a company from a person. Numbers are scattered over their range as
// registration numbers are, by a bijection, so that no two are the same.
func (g *generator) id(line []byte, number int) []byte {
	letter := byte('C')
	if number >= g.tops {
		letter = 'P'
	} else if number >= g.companies {
		letter = 'F'
	}
	digits := uint64(number)
	if !g.o.Ordered {
		const size, factor = 1_000_000_007, 387_420_489 // a prime, and 3 to the 18th
		digits = (digits*factor + random(g.o.Seed, 0, saltID)%size) % size
	}
	return nineDigits(append(line, letter), digits)
}

func nineDigits(line []byte, n uint64) []byte {
	var text [10]byte
	for i := len(text) - 1; i >= 0; i-- {
		text[i] = byte('0' + n%10)
		n /= 10
	}
	if text[0] == '0' {
		return append(line, text[1:]...)
	}
	return append(line, text[:]...)
}

// entity writes the row of an entity.
func (g *generator) entity(number int) {
	t := &g.entities
	line := append(g.id(t.line, number), ',')
	name, kind := random(g.o.Seed, uint64(number), saltName), g.source(number, saltKind)
	where := random(g.o.Seed, uint64(number), saltCountry)
	switch {
	case number >= g.tops:
		line = append(line, givenNames[name%uint64(len(givenNames))]...)
		line = append(line, ' ')
		line = append(line, familyNames[name>>16%uint64(len(familyNames))]...)
		line = append(line, ",person,,,"...)
		line = append(line, nationalities.draw(where)...)
		line = append(line, ',')
	case number >= g.companies:
		line = companyName(line, name, " Group", number)
		switch what := kind.below(1000); {
		case what < 120:
			line = append(line, ",fund,"...)
		case what < 150:
			line = append(line, ",trust,"...)
		case what < 152:
			line = append(line, ",state,"...)
		case what < 160:
			line = append(line, ",public_float,"...)
		default:
			line = append(line, ",,"...)
		}
		line = append(line, holderCountries.draw(where)...)
		line = append(line, ",,,"...)
	default:
		line = companyName(line, name, legalForms[name>>40%uint64(len(legalForms))], number)
		line = append(line, ",,"...)
		line = append(line, companyCountries.draw(where)...)
		line = append(line, ',')
		if kind.chance(3) {
			line = append(line, holderCountries.draw(kind.next())...)
		}
		line = append(line, ",,"...)
		if g.listed(number) {
			line = append(line, "regulated"...)
		}
	}
	t.line = line
	t.end()
}

// companyName writes a name; one in a hundred has a comma, and so is quoted.
func companyName(line []byte, r uint64, form string, number int) []byte {
	quoted := r>>48%100 == 0
	if quoted {
		line = append(line, '"')
	}
	line = append(line, firstWords[r%uint64(len(firstWords))]...)
	if quoted {
		line = append(line, ',')
	}
	line = append(line, ' ')
	line = append(line, secondWords[r>>16%uint64(len(secondWords))]...)
	if r>>32%4 == 0 {
		line = strconv.AppendInt(append(line, ' '), int64(number%1000), 10)
	}
	line = append(append(line, ' '), form...)
	if quoted {
		line = append(line, '"')
	}
	return line
}

// listed tells whether a company's shares are on a regulated market: one in
// five thousand is, and it has the long list of holders.
func (g *generator) listed(number int) bool {
	s := g.source(number, saltKind^saltCount<<32)
	return number >= g.inRings && number < g.companies && s.below(5000) == 0
}
