package recheck

import (
	"cmp"
	"slices"
	"strconv"

	"egide/cmd/internal/report"
	"egide/rules"
)

// cited is a row and what it cites.
type cited struct {
	Evidence
	entities []string
}

// rows lists every row of the newer report that should cite a document.
func rows(r *report.Report) []cited {
	var list []cited
	put := func(source, document, date string, entities ...string) {
		list = append(list, cited{Evidence{source, document, date}, entities})
	}
	for _, e := range r.Entities {
		if !e.Hidden {
			put(e.Source, e.Document, e.DocumentDate, e.ID)
		}
	}
	for _, l := range r.Links {
		for _, c := range l.Claims {
			put(c.Source, c.Document, c.DocumentDate, l.Holder, l.Issuer)
		}
	}
	for _, right := range r.Rights {
		put(right.Source, right.Document, right.DocumentDate, right.Holder, right.Company)
	}
	for _, s := range r.Supplies {
		put(s.Source, s.Document, s.DocumentDate, s.Client, s.Supplier)
	}
	for _, s := range r.Sites {
		put(s.Source, s.Document, s.DocumentDate, s.Operator)
	}
	for _, a := range r.Attestations {
		put(a.Source, a.Evidence, a.Date)
	}
	return list
}

// stale lists what the next re-check should not find again: documents that are
// old or bear no date, rows that cite none, qualifications that end before the
// next audit, laws that turn before it and records of laws that nobody has read
// for long.
func (r *Recheck) stale() {
	of := map[[3]string]*Stale{}
	var keys [][3]string
	for _, row := range rows(r.after) {
		what := ""
		switch {
		case row.Document == "" && row.DocumentDate == "":
			what = "undocumented"
		case row.DocumentDate == "":
			what = "undated"
		case row.DocumentDate < r.Oldest:
			what = "old"
		default:
			continue
		}
		key := [3]string{what, row.DocumentDate, row.Document}
		if of[key] == nil {
			of[key] = &Stale{What: what, Document: row.Document, Date: row.DocumentDate}
			keys = append(keys, key)
		}
		s := of[key]
		s.Rows = append(s.Rows, row.Source)
		for _, id := range row.entities {
			if !slices.Contains(s.Entities, id) {
				s.Entities = append(s.Entities, id)
			}
		}
	}
	order := []string{"old", "undated", "undocumented"}
	slices.SortFunc(keys, func(a, b [3]string) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a[0]), slices.Index(order, b[0])), cmp.Compare(a[1], b[1]), cmp.Compare(a[2], b[2]))
	})
	for _, key := range keys {
		s := of[key]
		slices.SortFunc(s.Rows, byPlace)
		s.Text = r.voice.Word("recheck-stale-"+s.What, "document", cmp.Or(s.Document, r.voice.Word("recheck-blank")), "day", r.voice.Day(s.Date),
			"oldest", r.voice.Day(r.Oldest), "n", strconv.Itoa(len(s.Rows)))
		r.Stale = append(r.Stale, *s)
	}
	r.qualifications()
	r.laws()
}

// qualifications lists the qualified services whose qualification ends before
// the next audit, or has ended.
func (r *Recheck) qualifications() {
	for _, s := range r.after.Supplies {
		if s.QualifiedService == "" || s.QualifiedUntil == "" || s.QualifiedUntil >= r.Audit {
			continue
		}
		code := "recheck-stale-qualification_ends"
		if s.QualifiedUntil < r.AsOf {
			code = "recheck-stale-qualification_ended"
		}
		r.Stale = append(r.Stale, Stale{What: "qualification_ends", Date: s.QualifiedUntil, Rows: []string{s.Source}, Entities: []string{s.Supplier, s.Client},
			Text: r.voice.Word(code, "service", s.QualifiedService, "supplier", r.voice.Name(s.Supplier), "day", r.voice.Day(s.QualifiedUntil))})
	}
}

// laws lists the laws that turned between the two reports, those that turn before
// the next audit and reach a subject, and of these the records that nobody has
// read since the oldest day.
func (r *Recheck) laws() {
	reached := map[string]bool{}
	for _, s := range r.after.Subjects {
		for _, x := range s.Exposures {
			if x.Level != rules.LevelNone {
				reached[x.Law] = true
			}
		}
	}
	for _, c := range r.Changes {
		if c.Kind != string(rules.LawChange) {
			continue
		}
		t := r.teller(r.voice.Lang())
		id, _ := c.After.fact("law").(string)
		r.Stale = append(r.Stale, Stale{What: "law_turned", Date: c.Day, Law: id, Text: r.voice.Word("recheck-stale-law_turned", "law", c.Title,
			"before", t.value("status", c.Before.fact("status")), "after", t.value("status", c.After.fact("status")), "day", r.voice.Day(c.Day))})
	}
	for _, law := range r.after.Laws {
		if !reached[law.ID] {
			continue
		}
		title := r.lawTitle(law.ID, r.voice.Lang())
		if law.Until != "" && law.Until <= r.Audit {
			r.Stale = append(r.Stale, Stale{What: "law_turns", Date: law.Until, Law: law.ID,
				Text: r.voice.Word("recheck-stale-law_turns", "law", title, "day", r.voice.Day(law.Until))})
		}
		if law.Reviewed != "" && law.Reviewed < r.Oldest {
			r.Stale = append(r.Stale, Stale{What: "law_review", Date: law.Reviewed, Law: law.ID,
				Text: r.voice.Word("recheck-stale-law_review", "law", title, "day", r.voice.Day(law.Reviewed))})
		}
	}
}

// byPlace compares two places in files: their numbers by value, so that line 9
// comes before line 12, and the rest by letter.
func byPlace(a, b string) int {
	digit := func(c byte) bool { return '0' <= c && c <= '9' }
	from := 0 // where they part, or where the number begins in which they do
	for from < min(len(a), len(b)) && a[from] == b[from] {
		from++
	}
	for from > 0 && digit(a[from-1]) {
		from--
	}
	a, b = a[from:], b[from:]
	number := func(s string) (n int) {
		for n < len(s) && digit(s[n]) {
			n++
		}
		return n
	}
	if n, m := number(a), number(b); n > 0 && m > 0 {
		return cmp.Or(cmp.Compare(n, m), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}
