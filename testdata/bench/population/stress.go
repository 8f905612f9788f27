package population

import "strconv"

// The strongly connected component that Vitali, Glattfelder and Battiston found
// in the network of transnational corporations ("The Network of Global Corporate
// Control", PLoS ONE 2011).
const (
	componentCompanies = 1_318
	componentLinks     = 12_191
)

// stress writes the structures that an engine may break on.
func (g *generator) stress() {
	if g.o.Component {
		g.component()
	}
	if g.o.Chain > 0 {
		g.chain(g.o.Chain)
	}
	if g.o.Ring > 0 {
		g.ring(g.o.Ring)
	}
	if g.o.Holders > 0 {
		g.held(g.o.Holders)
	}
	if g.o.Complete > 0 {
		g.complete(g.o.Complete)
	}
}

// made writes an entity of a structure.
func (g *generator) made(prefix string, n int, country string) {
	t := &g.entities
	line := strconv.AppendInt(append(t.line, prefix...), int64(n), 10)
	line = strconv.AppendInt(append(append(line, ','), prefix...), int64(n), 10)
	t.line = append(append(append(line, ",,"...), country...), ",,,"...)
	t.end()
}

// link writes a holding between two of them; the share is in millionths of the
// whole.
func (g *generator) link(holderPrefix string, holder int, issuerPrefix string, issuer, millionths int) {
	t := &g.holdings
	line := strconv.AppendInt(append(t.line, holderPrefix...), int64(holder), 10)
	line = strconv.AppendInt(append(append(line, ','), issuerPrefix...), int64(issuer), 10)
	line = strconv.AppendInt(append(line, ','), int64(millionths/10_000), 10)
	if rest := millionths % 10_000; rest > 0 {
		line = append(line, '.')
		for unit := 1_000; rest > 0; unit /= 10 {
			line = append(line, byte('0'+rest/unit))
			rest %= unit
		}
	}
	t.line = append(line, ",,,"...)
	t.end()
}

// component is a ring through all companies, so that each reaches each, and
// random links up to the number; a holder from elsewhere over one in four.
func (g *generator) component() {
	s := g.source(0, saltStress)
	held := make([]map[int]bool, componentCompanies)
	order := make([][]int, componentCompanies)
	add := func(holder, issuer int) bool {
		if holder == issuer || held[issuer][holder] {
			return false
		}
		if held[issuer] == nil {
			held[issuer] = map[int]bool{}
		}
		held[issuer][holder] = true
		order[issuer] = append(order[issuer], holder)
		return true
	}
	for i := range componentCompanies {
		add((i+1)%componentCompanies, i)
	}
	for links := componentCompanies; links < componentLinks; {
		if add(s.below(componentCompanies), s.below(componentCompanies)) {
			links++
		}
	}
	for i := range componentCompanies {
		country := "FR"
		if s.chance(30) {
			country = "US"
		}
		g.made("core", i, country)
		inside := 200_000 + s.below(500_000) // of a million
		for _, holder := range order[i] {
			g.link("core", holder, "core", i, max(1, inside/len(order[i])))
		}
		if i%4 == 0 {
			country = [...]string{"US", "GB", "DE", "FR"}[s.below(4)]
			g.made("coreholder", i, country)
			g.link("coreholder", i, "core", i, 100_000+s.below(150_000))
		}
	}
}

// chain is n companies, each held by the one before; the first by somebody from
// outside the Union. A few links are not whole.
func (g *generator) chain(n int) {
	s := g.source(1, saltStress)
	g.made("chain", 0, "US")
	for i := 1; i <= n; i++ {
		g.made("chain", i, "FR")
		share := 1_000_000
		if s.below(n/20+1) == 0 {
			share = 600_000 + s.below(400_000)
		}
		g.link("chain", i-1, "chain", i, share)
	}
}

// ring is n companies, each held by the one before and the first by the last;
// one in a thousand has a holder from outside the Union.
func (g *generator) ring(n int) {
	for i := range n {
		g.made("ring", i, "FR")
		g.link("ring", (i+n-1)%n, "ring", i, 600_000)
		if i%1000 == 0 {
			g.made("ringholder", i, "US")
			g.link("ringholder", i, "ring", i, 300_000)
		}
	}
}

// held is one company with n holders, each with as much as the others; one in
// three is from outside the Union.
func (g *generator) held(n int) {
	g.made("held", 0, "FR")
	countries := [...]string{"FR", "DE", "US"}
	for i := range n {
		g.made("holder", i, countries[i%len(countries)])
		g.link("holder", i, "held", 0, max(1, 1_000_000/n))
	}
}

// complete is n companies of which each holds each other, and a holder over
// each tenth one.
func (g *generator) complete(n int) {
	for i := range n {
		g.made("all", i, "FR")
	}
	for i := range n {
		for j := range n {
			if i != j {
				g.link("all", j, "all", i, max(1, 800_000/n))
			}
		}
		if i%10 == 0 {
			g.made("allholder", i, "US")
			g.link("allholder", i, "all", i, 150_000)
		}
	}
}
