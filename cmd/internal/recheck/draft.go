package recheck

import (
	"cmp"
	"slices"
	"strconv"

	"egide/cmd/internal/report"
	"egide/data"
)

// Notice is the draft of what the provider tells its customer under 19.6.f, in
// both languages.
type Notice struct {
	// By is the first day on which the month of a change ends.
	By string `json:"by"`
	EN Letter `json:"en"`
	FR Letter `json:"fr"`
}

// Letter is the draft in one language. What egide cannot know stands in square
// brackets, to be filled in.
type Letter struct {
	Title   string   `json:"title"`
	Address string   `json:"address"`
	Opening string   `json:"opening"`
	Changes []string `json:"changes"`
	Outcome []string `json:"outcome"`
	Closing string   `json:"closing"`
}

// In is the letter in the language, "fr" or "en".
func (n *Notice) In(lang string) Letter {
	if lang == "fr" {
		return n.FR
	}
	return n.EN
}

// notice drafts the letters, when something is to be told.
func (r *Recheck) notice() {
	n := &Notice{}
	for _, c := range r.Changes {
		if c.NotifyBy != nil && (n.By == "" || *c.NotifyBy < n.By) {
			n.By = *c.NotifyBy
		}
	}
	if n.By == "" {
		return
	}
	for _, lang := range data.Languages {
		letter := r.letter(r.teller(lang))
		if lang == "fr" {
			n.FR = letter
		} else {
			n.EN = letter
		}
	}
	r.Notice = n
}

func (r *Recheck) letter(t teller) Letter {
	l := Letter{
		Title:   t.Word("recheck-letter-title"),
		Address: t.Word("recheck-letter-address", "name", r.Name),
		Opening: t.Word("recheck-letter-opening", "name", r.Name, "since", t.Day(r.Since), "day", t.Day(r.AsOf)),
		Closing: t.Word("recheck-letter-closing") + " " + t.Word("recheck-letter-for", "name", r.Name) + " " + t.Word("recheck-letter-signed"),
		Changes: []string{}, Outcome: []string{},
	}
	for _, c := range r.Changes {
		if !c.Notifiable {
			continue
		}
		notice, _ := data.NoticeByID(c.notice)
		l.Changes = append(l.Changes, t.Word("recheck-letter-change", "sentence", t.sentence(c),
			"nature", report.Capital(t.Word("recheck-nature-"+notice.Nature)), "because", notice.Because.In(t.Lang()), "touches", t.List(notice.Touches)))
	}
	turned := 0
	for _, x := range r.Tests {
		if verdictOf(x.Before) == verdictOf(x.After) {
			continue
		}
		turned++
		l.Outcome = append(l.Outcome, t.Word("recheck-letter-test", "test", t.TestName(x.Test), "name", x.Name,
			"before", t.verdict(x.Before), "after", t.verdict(x.After)))
	}
	verdict := t.Word("verdict-" + r.Verdict)
	if turned == 0 {
		l.Outcome = append(l.Outcome, t.Word("recheck-letter-unmoved", "verdict", verdict, "day", t.Day(r.AsOf)))
	} else {
		l.Outcome = append([]string{t.Word("recheck-letter-moved", "verdict", verdict, "day", t.Day(r.AsOf), "n", strconv.Itoa(turned))}, l.Outcome...)
	}
	return l
}

// verdict says what a test came to, or that there was none.
func (t teller) verdict(s *Standing) string {
	if s == nil {
		return t.Word("recheck-no-test")
	}
	return t.Word("test-verdict-" + s.Verdict)
}

// byDeadline lists the notifiable changes, the first month to end first.
func (r *Recheck) byDeadline() []*Change {
	var list []*Change
	for _, c := range r.Changes {
		if c.NotifyBy != nil {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *Change) int { return cmp.Compare(*a.NotifyBy, *b.NotifyBy) })
	return list
}
