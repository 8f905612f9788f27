package report

import (
	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// Law is the record of a law outside the Union, as it stands on the as-of day.
type Law struct {
	ID       string `json:"id"`
	State    string `json:"state"` // ISO 3166-1 alpha-2
	Title    string `json:"title"`
	Citation string `json:"citation"`
	Compels  string `json:"compels"` // what it obliges to, and whom
	Status   string `json:"status"`
	// Since is the first day of what the law is on the day, Until the first day
	// of what it becomes next; empty where it is not known to change.
	// Approximate tells that Since, or Until, is known to about a month.
	Since            string `json:"since,omitempty"`
	SinceApproximate bool   `json:"since_approximate,omitempty"`
	Until            string `json:"until,omitempty"`
	UntilApproximate bool   `json:"until_approximate,omitempty"`
	Note             string `json:"note,omitempty"` // on its status
	// Remove is what would end an exposure to it.
	Remove   string      `json:"remove"`
	Verified bool        `json:"verified"`
	Reviewed string      `json:"reviewed"` // day on which somebody last read the record
	Own      bool        `json:"own,omitempty"`
	Sources  []LawSource `json:"sources"`
	// Periods, Grounds and Hooks are the whole record, which the list of laws
	// shows and a report leaves out.
	Periods []LawPeriod `json:"periods,omitempty"`
	Grounds []string    `json:"grounds,omitempty"`
	Hooks   []LawHook   `json:"hooks,omitempty"`
	File    string      `json:"file,omitempty"`
	Line    int         `json:"line,omitempty"`
}

// LawSource is where a record comes from, and how far that was checked: text,
// secondary, unverified.
type LawSource struct {
	Cite string `json:"cite"`
	URL  string `json:"url,omitempty"`
	Mark string `json:"mark"`
	Date string `json:"date,omitempty"`
}

// LawPeriod is a law's status from a day on.
type LawPeriod struct {
	From        string `json:"from"`
	Status      string `json:"status"`
	Approximate bool   `json:"approximate,omitempty"`
	Note        string `json:"note,omitempty"`
}

// LawHook is the role in which a law finds the one who renders a service.
type LawHook struct {
	Services []string `json:"services"`
	Access   string   `json:"access,omitempty"` // able, none; empty for both
	From     string   `json:"from,omitempty"`
	Until    string   `json:"until,omitempty"`
	Role     string   `json:"role"`
	Reason   string   `json:"reason"`
}

// LawOf is a law's record on a day, given as 20261122, in a language, without
// its periods, grounds and hooks.
func LawOf(law data.Law, day int, own bool, lang string) *Law {
	shown := &Law{
		ID: law.ID, State: law.State, Title: law.Title.In(lang), Citation: law.Citation, Compels: law.Compels.In(lang),
		Status: string(law.StatusOn(day)), Remove: law.Remove.In(lang),
		Verified: law.Verified, Reviewed: data.FormatDay(law.Reviewed), Own: own, Sources: sourcesOf(law.Sources),
	}
	for _, p := range law.Periods {
		if p.From > day {
			shown.Until, shown.UntilApproximate = data.FormatDay(p.From), p.Approximate
			break
		}
		shown.Since, shown.SinceApproximate, shown.Note = data.FormatDay(p.From), p.Approximate, p.Note.In(lang)
	}
	return shown
}

func sourcesOf(list []data.Source) []LawSource {
	sources := make([]LawSource, len(list))
	for i, s := range list {
		sources[i] = LawSource{Cite: s.Cite, URL: s.URL, Mark: s.Mark, Date: data.FormatDay(s.Date)}
	}
	return sources
}

// LawsOf lists the laws of the registry and those of a policy, on a day.
func LawsOf(policy rules.Policy, day ownership.Date, lang string) []*Law {
	own := map[string]bool{}
	for _, law := range policy.OwnLaws {
		own[law.ID] = true
	}
	var laws []*Law
	for _, law := range data.OverrideLaws(data.Laws(), policy.OwnLaws) {
		laws = append(laws, LawOf(law, int(day), own[law.ID], lang))
	}
	return laws
}

// Law finds a law of the report; nil when there is none.
func (r *Report) Law(id string) *Law {
	for _, law := range r.Laws {
		if law.ID == id {
			return law
		}
	}
	return nil
}

// lawStatus is what a law is on the day, since when and until when.
func (v *Voice) lawStatus(law *Law) string {
	day := func(iso string, approximate bool) string {
		if approximate {
			return v.Word("law-approximate", "day", v.Day(iso))
		}
		return v.Word("law-day", "day", v.Day(iso))
	}
	text := v.Word("law-status-" + law.Status)
	switch {
	case law.Status == "unverified":
		text = v.Word("law-since-unverified", "status", text, "day", day(law.Since, law.SinceApproximate))
	case law.Since == "":
		text = v.Word("law-from", "status", text, "day", day(law.Until, law.UntilApproximate))
	case law.Until == "":
		text = v.Word("law-since", "status", text, "day", day(law.Since, law.SinceApproximate))
	default:
		text = v.Word("law-since-until", "status", text, "day", day(law.Since, law.SinceApproximate), "until", day(law.Until, law.UntilApproximate))
	}
	if law.Note != "" {
		text = v.Word("law-noted", "status", text, "note", law.Note)
	}
	return text
}

// lawSource is a source with its date and how far it was checked.
func (v *Voice) lawSource(s LawSource) string {
	text := s.Cite
	if s.URL != "" {
		text += ", " + s.URL
	}
	if s.Date != "" {
		text += ", " + v.Day(s.Date)
	}
	return v.Word("law-source", "text", text, "mark", v.Word("law-mark-"+s.Mark))
}
