package report

import (
	"fmt"
	"strconv"
	"strings"

	"egide/cmd/internal/terminal"
)

// Screened is what is told of a register besides its companies' lines.
type Screened struct {
	Register           string
	AsOf               string
	Entities, Holdings int
	Faulty             int // rows that were left out
	Reading            string
	IndividualLimit    float64 // percent
	CollectiveLimit    float64 // percent
	Lines              int     // companies that were written
	// Verdicts are numbers of companies, by verdict; nil when only the collective
	// figures were asked for.
	Verdicts map[string]int
	// Spread is how many companies have how much of their capital surely outside
	// the Union: nothing, up to each tenth, all.
	Spread [12]int
	// Exactly is how many companies the exact engine decided.
	Exactly   int
	Rings     []Ring // the largest
	RingCount int
	Over      []OverHeld // those with most
	OverCount int
}

// Ring is companies that hold each other.
type Ring struct {
	Size  int
	Names []string // the first ones
}

// OverHeld is a company of which more than the whole is recorded.
type OverHeld struct {
	Entity, Name, Dimension string
	Percent                 float64
}

// SpreadOf is the place in Screened.Spread of a ratio.
func SpreadOf(ratio float64) int {
	switch {
	case ratio <= 0:
		return 0
	case ratio >= 1:
		return 11
	}
	return 1 + min(int(ratio*10), 9)
}

// ScreenText is the summary as a page.
func ScreenText(s *Screened, lang string, screen Screen) []byte {
	v := NewVoice(lang, nil, []float64{0, 100, s.IndividualLimit, s.CollectiveLimit})
	p := &terminal.Page{Screen: screen}
	p.Put("", v.Word("screen-title", "register", s.Register, "day", v.Day(s.AsOf)), terminal.Bold)
	p.Put("", v.Word("screen-counts", "entities", v.Count(s.Entities), "holdings", v.Count(s.Holdings), "lines", v.Count(s.Lines)), terminal.Plain)
	if s.Faulty > 0 {
		p.Put("", v.Word("screen-faulty", "n", strconv.Itoa(s.Faulty), "shown", v.Count(s.Faulty)), terminal.Yellow)
	}
	share := func(n int) string { return v.Percent(float64(int(1000*float64(n)/float64(max(s.Lines, 1))+0.5)) / 10) }
	if s.Verdicts != nil {
		p.Heading(v.Word("screen-verdicts", "reading", v.Word("reading-"+s.Reading), "individual", v.Percent(s.IndividualLimit), "collective", v.Percent(s.CollectiveLimit)))
		var rows [][]string
		for _, verdict := range []string{"compliant", "undetermined", "non_compliant"} {
			n := s.Verdicts[verdict]
			rows = append(rows, []string{v.Count(n), share(n), p.Paint(colorOf(verdict), v.Word("verdict-"+verdict))})
		}
		p.Table(rows, 0, 1)
	}
	p.Heading(v.Word("screen-spread"))
	most := 1
	for _, n := range s.Spread {
		most = max(most, n)
	}
	const bar = 40
	for k, n := range s.Spread {
		label := strconv.Itoa(10*(k-1)) + "–" + strconv.Itoa(10*k)
		switch k {
		case 0:
			label = "0"
		case 11:
			label = "100"
		}
		label = v.Word("percent", "n", label)
		length := (n*bar + most - 1) / most
		drawn := strings.Repeat(p.Draw("█", "#"), length) + strings.Repeat(" ", bar-length)
		p.Line(fmt.Sprintf("%s%s %s %s", strings.Repeat(" ", max(9-terminal.Width(label), 0)), label, drawn, v.Count(n)))
	}
	if s.RingCount > 0 {
		p.Heading(v.Word("screen-rings", "n", strconv.Itoa(s.RingCount), "shown", v.Count(s.RingCount)))
		for _, r := range s.Rings {
			names := v.List(r.Names)
			if more := r.Size - len(r.Names); more > 0 {
				names = v.Word("screen-ring-more", "names", strings.Join(r.Names, ", "), "n", strconv.Itoa(more), "shown", v.Count(more))
			}
			p.Put("  ", v.Word("screen-ring", "size", v.Count(r.Size), "names", names), terminal.Plain)
		}
	}
	if s.OverCount > 0 {
		p.Heading(v.Word("screen-over", "n", strconv.Itoa(s.OverCount), "shown", v.Count(s.OverCount)))
		for _, o := range s.Over {
			share := v.Percent(o.Percent)
			if o.Percent <= 100 {
				share = v.Word("screen-over-all") // one holder has it all, and nobody has more
			}
			p.Put("  ", v.Word("screen-over-one", "share", share, "dimension", v.Word("dimension-"+o.Dimension), "name", o.Name, "id", o.Entity), terminal.Plain)
		}
	}
	if s.Exactly > 0 {
		p.Gap()
		p.Put("", v.Word("screen-exactly", "n", strconv.Itoa(s.Exactly), "shown", v.Count(s.Exactly)), terminal.Dim)
	}
	return p.Bytes()
}

// ScreenLine is the summary in one line.
func ScreenLine(s *Screened, lang string) []byte {
	v := NewVoice(lang, nil, nil)
	return []byte(Clean(v.Word("screen-counts", "entities", v.Count(s.Entities), "holdings", v.Count(s.Holdings), "lines", v.Count(s.Lines))) + "\n")
}
