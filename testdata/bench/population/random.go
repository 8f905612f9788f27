package population

// Salts keep what is drawn for one purpose apart from what is drawn for another.
const (
	saltOrder uint64 = iota + 1
	saltKind
	saltCountry
	saltName
	saltID
	saltCount
	saltHolder
	saltShare
	saltDirt
	saltRight
	saltStress
)

// random is a number for a seed, an entity and a purpose: the output function of
// SplitMix64 (Steele, Lea and Flood 2014), which needs no state, so that what an
// entity is can be told in any order.
func random(seed, number, salt uint64) uint64 {
	return mix(mix(seed+salt*0x9e3779b97f4a7c15) + number*0xd1342543de82ef95)
}

func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// source draws one number after the other.
type source uint64

func (g *generator) source(number int, salt uint64) source {
	return source(random(g.o.Seed, uint64(number), salt))
}

func (s *source) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	return mix(uint64(*s))
}

// below is a number from 0 to below n.
func (s *source) below(n int) int {
	if n <= 1 {
		return 0
	}
	return int(s.next() % uint64(n))
}

// unit is a number in [0, 1).
func (s *source) unit() float64 { return float64(s.next()>>11) / (1 << 53) }

// chance is true in so many of a thousand draws.
func (s *source) chance(thousandth int) bool { return s.below(1000) < thousandth }
