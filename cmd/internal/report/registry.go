package report

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"egide/cmd/internal/terminal"
	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// LawsSchema and RulesSchema name the forms of the two registries.
const (
	LawsSchema  = "egide.laws/1"
	RulesSchema = "egide.rules/1"
)

// Laws is the registry of laws on a day, with those of a policy file.
type Laws struct {
	Schema     string `json:"schema"`
	Egide      string `json:"egide"`
	Language   string `json:"language"`
	AsOf       string `json:"as_of"`
	Laws       []*Law `json:"laws"`
	Disclaimer string `json:"disclaimer"`
}

// ListLaws is the registry on the day, each record in full.
func ListLaws(policy rules.Policy, day ownership.Date, lang string) *Laws {
	v := NewVoice(lang, nil, nil)
	list := &Laws{
		Schema: LawsSchema, Egide: Version, Language: v.Lang(), AsOf: day.String(),
		Laws: LawsOf(policy, day, v.Lang()), Disclaimer: v.Word("disclaimer"),
	}
	for i, law := range data.OverrideLaws(data.Laws(), policy.OwnLaws) {
		shown := list.Laws[i]
		shown.Grounds, shown.File, shown.Line = law.Grounds, law.File, law.Line
		for _, p := range law.Periods {
			shown.Periods = append(shown.Periods, LawPeriod{From: data.FormatDay(p.From), Status: string(p.Status), Approximate: p.Approximate, Note: p.Note.In(v.Lang())})
		}
		for _, h := range law.Hooks {
			shown.Hooks = append(shown.Hooks, LawHook{
				Services: h.Services, Access: h.Access, From: data.FormatDay(h.From), Until: data.FormatDay(h.Until),
				Role: string(h.Role), Reason: h.Reason.In(v.Lang()),
			})
		}
	}
	return list
}

// Of is the list with one law alone; ok is false when there is none of that id.
func (l *Laws) Of(id string) (one *Laws, ok bool) {
	for _, law := range l.Laws {
		if strings.EqualFold(law.ID, id) {
			alone := *l
			alone.Laws = []*Law{law}
			return &alone, true
		}
	}
	return nil, false
}

// IDs lists the ids of the laws.
func (l *Laws) IDs() []string {
	ids := make([]string, len(l.Laws))
	for i, law := range l.Laws {
		ids[i] = law.ID
	}
	return ids
}

// CSV is the list as a table, a law a row.
func (l *Laws) CSV() []byte {
	rows := [][]string{{"id", "state", "title", "citation", "status", "since", "since_approximate", "until", "until_approximate", "verified", "reviewed", "own", "grounds", "compels", "remove", "sources"}}
	for _, law := range l.Laws {
		sources := make([]string, len(law.Sources))
		for i, s := range law.Sources {
			sources[i] = s.Cite + " [" + s.Mark + "]"
			if s.URL != "" {
				sources[i] += " " + s.URL
			}
		}
		rows = append(rows, []string{
			law.ID, law.State, law.Title, law.Citation, law.Status, law.Since, yesNo(law.SinceApproximate), law.Until, yesNo(law.UntilApproximate),
			yesNo(law.Verified), law.Reviewed, yesNo(law.Own), strings.Join(law.Grounds, ";"), law.Compels, law.Remove, strings.Join(sources, "; "),
		})
	}
	return CSV(rows)
}

// LawsText is the list for a reader at a terminal: a few lines a law.
func LawsText(l *Laws, screen Screen) []byte {
	p := &page{Page: terminal.Page{Screen: screen}, voice: NewVoice(l.Language, nil, nil)}
	v := p.voice
	p.Put("", v.Word("laws-title", "day", v.Day(l.AsOf)), terminal.Bold)
	for _, law := range l.Laws {
		p.Gap()
		p.PutBeside("", v.Word("law-name", "law", law.Title, "state", v.Country(law.State)), terminal.Bold, law.ID)
		p.Put("  ", law.Citation, terminal.Plain)
		p.Put("  ", capital(v.lawStatus(law)), terminal.Plain)
		p.Put("  ", p.review(law), terminal.Plain)
	}
	p.Gap()
	p.Put("", v.Word("laws-more"), terminal.Dim)
	p.Put("", v.Word("disclaimer"), terminal.Dim)
	return p.Bytes()
}

// review is when a record was last read, how far it was checked, and whether it
// is the reader's own.
func (p *page) review(law *Law) string {
	code := "law-reviewed"
	if !law.Verified {
		code = "law-reviewed-unverified"
	}
	text := p.voice.Word(code, "day", p.voice.Day(law.Reviewed))
	if law.Own {
		text += " " + p.voice.Word("law-own", "file", law.File, "line", strconv.Itoa(law.Line))
	}
	return text
}

// LawText is one law in full.
func LawText(l *Laws, screen Screen) []byte {
	p := &page{Page: terminal.Page{Screen: screen}, voice: NewVoice(l.Language, nil, nil)}
	v, law := p.voice, l.Laws[0]
	p.PutBeside("", v.Word("law-name", "law", law.Title, "state", v.Country(law.State)), terminal.Bold, law.ID)
	p.Put("", law.Citation, terminal.Plain)
	p.Gap()
	p.Put("", law.Compels, terminal.Plain)
	p.Heading(v.Word("law-status-heading", "day", v.Day(l.AsOf)))
	p.Put("  ", capital(v.lawStatus(law)), terminal.Plain)
	p.Heading(v.Word("law-periods-heading"))
	for _, period := range law.Periods {
		day := v.Word("law-day", "day", v.Day(period.From))
		if period.Approximate {
			day = v.Word("law-approximate", "day", v.Day(period.From))
		}
		text := v.Word("law-period", "day", day, "status", v.Word("law-status-"+period.Status))
		if period.Note != "" {
			text = v.Word("law-noted", "status", text, "note", period.Note)
		}
		p.Put("  - ", capital(text), terminal.Plain)
	}
	p.Heading(v.Word("law-grounds-heading"))
	for _, ground := range law.Grounds {
		p.Put("  - ", v.Word("law-ground-line", "ground", v.Word("level-"+ground), "means", v.Word("law-ground-"+ground)), terminal.Plain)
	}
	p.Heading(v.Word("law-roles-heading"))
	for _, hook := range law.Hooks {
		p.Put("  - ", p.hook(hook), terminal.Plain)
	}
	p.Heading(v.Word("law-remove-heading"))
	p.Put("  ", capital(stopped(law.Remove)), terminal.Plain)
	p.Heading(v.Word("sources-heading"))
	for _, s := range law.Sources {
		p.Put("  - ", v.lawSource(s), terminal.Plain)
	}
	p.Gap()
	p.Put("", p.review(law), terminal.Plain)
	p.Put("", v.Word("disclaimer"), terminal.Dim)
	return p.Bytes()
}

// hook is the role of those who render some services, and why.
func (p *page) hook(h LawHook) string {
	v := p.voice
	services := make([]string, len(h.Services))
	for i, service := range h.Services {
		services[i] = v.Word("service-" + service)
	}
	who := v.List(services)
	if h.Access != "" {
		who += ", " + v.Word("law-access-"+h.Access)
	}
	switch {
	case h.From != "" && h.Until != "":
		who += ", " + v.Word("law-hook-between", "from", v.Day(h.From), "until", v.Day(h.Until))
	case h.From != "":
		who += ", " + v.Word("law-hook-from", "from", v.Day(h.From))
	case h.Until != "":
		who += ", " + v.Word("law-hook-until", "until", v.Day(h.Until))
	}
	return v.Word("law-hook", "who", who, "role", v.Word("law-role-"+h.Role), "reason", h.Reason)
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// CSV writes rows for a spreadsheet. A cell that a spreadsheet would take for a
// formula begins with an apostrophe, which shows that it is text.
func CSV(rows [][]string) []byte {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		safe := slices.Clone(row)
		for i, cell := range safe {
			safe[i] = harmless(cell)
		}
		_ = w.Write(safe) // a strings.Builder takes everything
	}
	w.Flush()
	return []byte(b.String())
}

// harmless is a cell that no spreadsheet runs.
func harmless(cell string) string {
	cell = Clean(cell)
	if start := strings.TrimLeft(cell, " \u00a0\t"); start != "" && strings.ContainsRune("=+-@|%＝＋－＠", []rune(start)[0]) {
		return "'" + cell
	}
	return cell
}
