package population

import (
	"math"
	"strconv"
)

// register writes the rows of the register in the real proportions.
func (g *generator) register() {
	for row := range g.o.Entities {
		g.entity(g.at(row))
	}
	if g.companies < 2 {
		return
	}
	left := g.companies
	for row := range g.o.Entities {
		if number := g.at(row); number < g.companies {
			g.holders(number, left)
			left--
		}
	}
	if g.o.Rights > 0 {
		for number := range g.companies / g.o.Rights {
			g.right(number)
		}
	}
}

// holders writes the holders of a company. left is how many companies have not
// had theirs, this one among them: what remains of the rows is spread over them.
func (g *generator) holders(number, left int) {
	s := g.source(number, saltCount)
	rows := g.o.Holdings - g.holdings.rows
	count := g.howMany(&s, number, float64(rows)/float64(left))
	if left == 1 {
		count = rows
	}
	count = min(count, rows, (g.o.Entities-1)/2)
	if count <= 0 {
		return
	}
	g.pick(number, count)
	count = len(g.picked)
	full := !s.chance(300) // three in ten do not tell of all their holders
	g.divide(&s, count, full)
	own := s.chance(30) // votes other than capital
	dirty := -1
	if g.o.Dirt > 0 {
		d := g.source(number, saltDirt)
		if d.below(g.o.Dirt/count+1) == 0 {
			dirty = d.below(count)
		}
	}
	for i, holder := range g.picked {
		if i == dirty {
			g.faulty(holder, number, g.shares[i])
			continue
		}
		g.holding(&s, holder, number, i, own)
	}
}

// howMany draws how many holders a company has, with the given mean: most have
// one or two, a listed one hundreds or thousands (a Pareto tail of exponent 1.2).
func (g *generator) howMany(s *source, number int, mean float64) int {
	if g.listed(number) {
		return int(min(80*math.Pow(1-s.unit(), -1/1.2), 20_000))
	}
	if mean <= 0 {
		return 0
	}
	// A geometric law has this mean, and nobody in one case of 1 + mean.
	count := int(math.Log(1-s.unit()) / math.Log(mean/(1+mean)))
	if _, ok := g.first(number); ok || number < g.intermediaries {
		return max(count, 1)
	}
	return count
}

// pick draws the holders of a company, each once.
func (g *generator) pick(number, count int) {
	g.picked = g.picked[:0]
	many := count > 24
	if many {
		clear(g.seen)
	}
	s := g.source(number, saltHolder)
	for try := 0; len(g.picked) < count && try < 4*count+16; try++ {
		holder := g.holder(&s, number, try)
		if holder == number || holder >= g.o.Entities {
			continue
		}
		if many {
			if g.seen[holder] {
				continue
			}
			g.seen[holder] = true
		} else if contains(g.picked, holder) {
			continue
		}
		g.picked = append(g.picked, holder)
	}
}

func contains(list []int, n int) bool {
	for _, x := range list {
		if x == n {
			return true
		}
	}
	return false
}

// holder draws one holder: another company in a layer above, somebody from
// elsewhere, or a person.
func (g *generator) holder(s *source, number, try int) int {
	if holder, ok := g.first(number); ok && try == 0 {
		return holder
	}
	layer, above := g.layer(number)
	switch what := s.below(1000); {
	case what < 90 && above > 0, layer > 0 && what < 250 && above > 0:
		// A few groups have most of the companies.
		return int(math.Pow(s.unit(), 2.5) * float64(above))
	case what < 130, layer > 0 && what < 500:
		return g.companies + int(math.Pow(s.unit(), 2)*float64(g.tops-g.companies))
	}
	persons := g.o.Entities - g.tops
	if s.chance(80) { // one in a dozen sits on many companies
		return g.tops + int(math.Pow(s.unit(), 3)*float64(persons))
	}
	return g.tops + int(uint64(g.holdings.rows+try)*g.personStep%uint64(max(persons, 1)))
}

// first is a holder that a company has for certain: the next company in its
// ring, and over one company for each intermediary that intermediary, so that
// each holds something. Rings have two to eleven members, one after the other by
// their numbers.
func (g *generator) first(number int) (holder int, ok bool) {
	if number < g.inRings {
		block, last := number/ringBlock*ringBlock, min(number/ringBlock*ringBlock+ringBlock, g.inRings)
		size := 2 + int(random(g.o.Seed, uint64(number/ringBlock), saltOrder)%10)
		from := block + (number-block)/size*size
		end := min(from+size, last)
		if last-end == 1 { // nobody is left alone
			end = last
		} else if end-from == 1 {
			from -= size
		}
		if number+1 < end {
			return number + 1, true
		}
		return from, from != number
	}
	each := max((g.companies-g.intermediaries)/max(g.intermediaries, 1), 1)
	if over := number - g.intermediaries; over >= 0 && over%each == 0 && over/each < g.intermediaries {
		return over / each, true
	}
	return 0, false
}

// ringBlock is how many companies are cut into rings of one size.
const ringBlock = 24

// layer is how far above the ground a company stands, and how many companies
// stand above it. Each layer has about half of the one under it; the lowest
// numbers are the highest.
func (g *generator) layer(number int) (layer, above int) {
	if number >= g.intermediaries {
		return 0, g.intermediaries
	}
	size, edge := g.intermediaries/2, g.intermediaries
	for layer = 1; layer < layers-1; layer++ {
		if number >= edge-size {
			return layer, edge - size
		}
		edge -= size
		size = max(size/2, 1)
	}
	return layer, 0
}

// divide cuts a hundred percent, or what is disclosed of it, into shares in
// hundredths of a percent, a few large ones and many small.
func (g *generator) divide(s *source, count int, full bool) {
	total := 10_000
	if !full {
		total = 500 + s.below(9_400)
	}
	if count > total/2 {
		total = 10_000
	}
	g.shares = g.shares[:0]
	left := total
	for i := range count {
		rest := count - i - 1
		share := left
		if rest > 0 {
			share = 1 + int(float64(left-rest-1)*math.Pow(s.unit(), 0.8)*min(1, 3/float64(rest+1)))
			if whole := share / 100 * 100; whole > 0 && s.chance(800) && left-whole >= rest {
				share = whole // people write whole numbers
			}
		}
		share = max(1, min(share, left-rest))
		g.shares = append(g.shares, share)
		left -= share
	}
}

// holding writes one row.
func (g *generator) holding(s *source, holder, issuer, i int, own bool) {
	t := &g.holdings
	line := append(g.id(t.line, holder), ',')
	line = append(g.id(line, issuer), ',')
	share := g.shares[i]
	switch what := s.below(1000); {
	case what < 20: // the bands of registers of beneficial owners
		line = append(line, band(share)...)
	case what < 25: // nobody wrote it
	default:
		line = hundredths(line, share)
	}
	line = append(line, ',')
	if own {
		votes := share
		if i == 0 {
			votes = share * 4 / 5 // somebody else has double votes
		}
		line = hundredths(line, votes)
	}
	switch {
	case s.chance(100):
		line = day(append(line, ','), s.below(20*365))
		line = append(line, ',')
	case s.chance(2): // it was sold
		line = day(append(line, ",,"...), s.below(20*365))
	default:
		line = append(line, ",,"...)
	}
	t.line = line
	t.end()
}

func band(hundredths int) string {
	switch {
	case hundredths >= 7500:
		return "75-100"
	case hundredths >= 5000:
		return "50-75"
	case hundredths >= 2500:
		return "25-50"
	}
	return "<25"
}

func hundredths(line []byte, n int) []byte {
	line = strconv.AppendInt(line, int64(n/100), 10)
	if rest := n % 100; rest > 0 {
		line = append(line, '.', byte('0'+rest/10))
		if rest%10 > 0 {
			line = append(line, byte('0'+rest%10))
		}
	}
	return line
}

// day writes a day so many after the first of 2003, in months of 28 days.
func day(line []byte, n int) []byte {
	line = strconv.AppendInt(line, int64(2003+n/365), 10)
	month, date := n%365/31+1, n%28+1
	return append(line, '-', byte('0'+month/10), byte('0'+month%10), '-', byte('0'+date/10), byte('0'+date%10))
}

// faulty writes a row as registers have them.
func (g *generator) faulty(holder, issuer, share int) {
	t := &g.holdings
	line := g.id(t.line, holder)
	switch g.holdings.rows % 5 {
	case 0: // a holder whom nobody entered
		line = append(line, "-X,"...)
		line = hundredths(append(g.id(line, issuer), ','), share)
	case 1:
		line = append(append(g.id(append(line, ','), issuer), ','), "n/a"...)
	case 2:
		line = append(append(g.id(append(line, ','), issuer), ','), "33.3.3"...)
	case 3: // more than there is
		line = append(append(g.id(append(line, ','), issuer), ','), "99.5"...)
	default:
		line = append(append(g.id(append(line, ','), issuer), ','), "140"...)
	}
	t.line = append(line, ",,,"...)
	t.end()
}

// right writes control of a company by agreement, or seats on its board.
func (g *generator) right(nth int) {
	s := g.source(nth, saltRight)
	company, t := s.below(g.companies), &g.rights
	line := append(g.id(t.line, g.companies+s.below(max(g.tops-g.companies, 1))), ',')
	line = g.id(line, company)
	if s.chance(500) {
		line = append(line, ",control_agreement,,,"...)
	} else {
		line = append(line, ",appoint,board,"...)
		line = append(strconv.AppendInt(line, int64(1+s.below(5)), 10), ",5"...)
	}
	t.line = line
	t.end()
}
