package watch

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"egide/cmd/internal/recheck"
	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/rules"
)

// Schema names the form of a watch; the JSON Schema of the same name describes
// it.
const Schema = "egide.watch/1"

// Options say how to check, and what to do with the reports.
type Options struct {
	AsOf   ownership.Date
	Policy rules.Policy
	Lang   string
	// Save writes the new report of a dossier that can be checked; nil for none.
	Save func(file string, report []byte) error
	// Told is called after each dossier with how many are done; nil for nothing.
	Told func(done, all int)
}

// Watch is what was found, in one language: the worst dossier first.
type Watch struct {
	Schema   string     `json:"schema"`
	Egide    string     `json:"egide"`
	Language string     `json:"language"`
	AsOf     string     `json:"as_of"`
	Counts   Counts     `json:"counts"`
	Dossiers []*Dossier `json:"dossiers"`

	voice *report.Voice
}

// Counts are how many dossiers there are of each kind.
type Counts struct {
	All          int `json:"all"`
	Broken       int `json:"broken"`
	NonCompliant int `json:"non_compliant"`
	Undetermined int `json:"undetermined"`
	Compliant    int `json:"compliant"`
	Moved        int `json:"moved"` // whose verdict, or that of a test, is another one
}

// Dossier is one dossier with what changed.
type Dossier struct {
	Path     string  `json:"path"` // from the folder that is watched
	Provider *string `json:"provider"`
	Name     *string `json:"name"`
	Verdict  *string `json:"verdict"` // nil when it cannot be checked
	// Since is the day of the saved report, and Before its verdict; nil when there
	// is none.
	Since  *string `json:"since"`
	Before *string `json:"before"`
	// Moved are the tests whose verdict is another one, the worst first.
	Moved []Move `json:"moved"`
	// Changes is how many entities, holdings, rights, supplies, sites and laws are
	// new, changed or ended, Notifiable how many of them the customer has to be told
	// of, and NotifyBy the first day by which; nil without a saved report.
	Changes    *int    `json:"changes"`
	Notifiable *int    `json:"notifiable"`
	NotifyBy   *string `json:"notify_by"`
	// Fails and Open are the tests that fail and those that are not determined.
	Fails []string `json:"fails"`
	Open  []string `json:"open"`
	// Saved is the file of the saved report, from the folder that is watched.
	Saved  string  `json:"saved"`
	Faults []Fault `json:"faults"`
	// FaultCount counts those too that are not listed.
	FaultCount int `json:"fault_count"`
}

// Move is a test whose verdict is another one.
type Move struct {
	Subject string           `json:"subject"`
	Test    string           `json:"test"`
	Title   string           `json:"title"`
	Before  *string          `json:"before"` // nil where there was no such test
	After   *string          `json:"after"`  // nil where there is none any more
	Value   *report.Interval `json:"value"`  // after

	name string // of the subject
}

// Fault is what keeps a dossier from being checked, or its saved report from
// being compared.
type Fault struct {
	Text   string  `json:"text"`
	Source *string `json:"source"`
}

// faultsListed is how many faults of one dossier are listed.
const faultsListed = 20

// ErrNone is that there is no dossier below a folder.
var ErrNone = errors.New("no dossier")

// Run checks every dossier below a folder, several at once.
func Run(root string, o Options) (*Watch, error) {
	places, err := find(root)
	if err != nil {
		return nil, err
	}
	found := make([]*Dossier, len(places))
	queue := make(chan int)
	var work sync.WaitGroup
	var finished atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(places)) {
		work.Go(func() {
			for i := range queue {
				found[i] = look(places[i], o)
				if o.Told != nil {
					o.Told(int(finished.Add(1)), len(places))
				}
			}
		})
	}
	for i := range places {
		queue <- i
	}
	close(queue)
	work.Wait()
	w := &Watch{Schema: Schema, Egide: report.Version, AsOf: o.AsOf.String(), voice: report.NewVoice(o.Lang, nil, nil)}
	w.Language = w.voice.Lang()
	w.Dossiers = slices.DeleteFunc(found, func(d *Dossier) bool { return d == nil })
	if len(w.Dossiers) == 0 {
		return nil, ErrNone
	}
	slices.SortStableFunc(w.Dossiers, func(a, b *Dossier) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.stride(), b.stride()), cmp.Compare(len(b.Moved), len(a.Moved)),
			cmp.Compare(len(b.Fails), len(a.Fails)), cmp.Compare(len(b.Open), len(a.Open)), strings.Compare(a.Path, b.Path))
	})
	for _, d := range w.Dossiers {
		w.Counts.All++
		switch {
		case d.broken():
			w.Counts.Broken++
		case *d.Verdict == "non_compliant":
			w.Counts.NonCompliant++
		case *d.Verdict == "undetermined":
			w.Counts.Undetermined++
		default:
			w.Counts.Compliant++
		}
		if d.moved() {
			w.Counts.Moved++
		}
	}
	return w, nil
}

// broken tells that a dossier, or its saved report, cannot be read.
func (d *Dossier) broken() bool { return d.FaultCount > 0 }

func (d *Dossier) moved() bool {
	return len(d.Moved) > 0 || d.Before != nil && d.Verdict != nil && *d.Before != *d.Verdict
}

// worse orders verdicts, the worst first.
func worse(verdict string) int {
	return slices.Index([]string{"non_compliant", "undetermined", "compliant", "not_applicable"}, verdict)
}

// rank orders dossiers, the broken ones first, then by their verdicts.
func (d *Dossier) rank() int {
	if d.broken() {
		return -1
	}
	return worse(*d.Verdict)
}

// stride orders those of one verdict: what got worse, what is new, what is as it
// was, what got better.
func (d *Dossier) stride() int {
	switch {
	case d.Before == nil || d.Verdict == nil:
		return 0
	}
	return worse(*d.Verdict) - worse(*d.Before)
}

// look checks one dossier; nil where a workbook is none.
func look(at place, o Options) *Dossier {
	d := &Dossier{Path: at.path, Moved: []Move{}, Fails: []string{}, Open: []string{}, Faults: []Fault{}}
	d.Saved = filepath.ToSlash(filepath.Join(filepath.Dir(at.path), filepath.Base(at.saved)))
	if !at.workbook {
		d.Saved = filepath.ToSlash(filepath.Join(at.path, SavedName))
	}
	voice := report.NewVoice(o.Lang, nil, nil)
	if at.err != nil {
		d.fault(voice.Word("watch-unreadable", "why", reason(at.err)), "")
		return d
	}
	dossier, err := intake.ReadDossier(at.full, intake.Options{})
	var read *input.Faults
	switch {
	case errors.As(err, &read):
		if at.workbook && noDossier(read.Notes) {
			return nil
		}
		d.notes(voice, read.Notes, read.More)
		return d
	case err != nil:
		d.fault(err.Error(), "")
		return d
	}
	result, notes, err := rules.Check(dossier, rules.Options{AsOf: o.AsOf, Policy: o.Policy})
	switch {
	case err != nil:
		d.fault(err.Error(), "")
		return d
	case len(notes) > 0:
		d.notes(report.NewVoice(o.Lang, func(id string) string {
			if e := dossier.Entity(id); e != nil {
				return e.Label()
			}
			return id
		}, nil), notes, 0)
		return d
	}
	d.result(result)
	saved, err := os.ReadFile(at.saved)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		d.fault(voice.Word("input-unreadable", "file", d.Saved, "why", reason(err)), "")
		return d
	}
	if saved == nil && o.Save == nil {
		return d
	}
	after := report.Make(result, o.Lang)
	if saved != nil && !d.compare(saved, after, dossier, voice, o) || o.Save == nil {
		return d
	}
	text, err := report.JSON(after)
	if err == nil {
		err = o.Save(at.saved, text)
	}
	if err != nil {
		d.fault(err.Error(), "")
	}
	return d
}

// noDossier tells that a workbook has neither of the needed sheets: it is some
// other workbook.
func noDossier(notes []ownership.Note) bool {
	missing := 0
	for _, n := range notes {
		if n.Code == "sheet-missing" || n.Code == "sheet-missing-all" {
			missing++
		}
	}
	return missing > 1
}

// result takes over the verdict and the tests that do not pass.
func (d *Dossier) result(r *rules.Result) {
	e := r.Field.Entities[r.Subjects[0].Entity]
	verdict, name, id := string(r.Verdict), e.Label(), e.ID
	d.Provider, d.Name, d.Verdict = &id, &name, &verdict
	for _, s := range r.Subjects {
		for _, f := range s.Findings {
			switch {
			case f.Verdict == rules.NonCompliant && !slices.Contains(d.Fails, f.Test):
				d.Fails = append(d.Fails, f.Test)
			case f.Verdict == rules.Undetermined && !slices.Contains(d.Open, f.Test):
				d.Open = append(d.Open, f.Test)
			}
		}
	}
}

// compare holds the new report against the saved one. It is false when the saved
// one is none that it can be held against, and must not be written over.
func (d *Dossier) compare(saved []byte, after *report.Report, dossier *ownership.Dossier, voice *report.Voice, o Options) bool {
	before, err := report.ReadSaved(bytes.NewReader(saved))
	if err != nil {
		d.fault(voice.Word("watch-no-report", "file", d.Saved), d.Saved)
		return false
	}
	before.Clean()
	found, err := recheck.Compare(before, after, recheck.Options{Lang: o.Lang, History: dossier})
	switch {
	case errors.Is(err, recheck.ErrProvider):
		d.fault(voice.Word("watch-other-provider", "file", d.Saved, "name", before.Subjects[0].Name), d.Saved)
		return false
	case errors.Is(err, recheck.ErrOrder):
		d.fault(voice.Word("watch-later", "file", d.Saved, "day", before.AsOf), d.Saved)
		return false
	case err != nil:
		d.fault(voice.Word("watch-no-report", "file", d.Saved), d.Saved)
		return false
	}
	since, was := before.AsOf, before.Verdict // a pointer into the report would keep all of it
	d.Since, d.Before = &since, &was
	changes, notifiable := len(found.Changes), 0
	for _, c := range found.Changes {
		if c.Notifiable {
			notifiable++
			if c.NotifyBy != nil && (d.NotifyBy == nil || *c.NotifyBy < *d.NotifyBy) {
				d.NotifyBy = c.NotifyBy
			}
		}
	}
	d.Changes, d.Notifiable = &changes, &notifiable
	for _, t := range found.Tests {
		m := Move{Subject: t.Subject, Test: t.Test, Title: t.Title, name: t.Name}
		if t.Before != nil {
			m.Before = &t.Before.Verdict
		}
		if t.After != nil {
			m.After, m.Value = &t.After.Verdict, t.After.Value
		}
		if m.Before == nil || m.After == nil || *m.Before != *m.After {
			d.Moved = append(d.Moved, m)
		}
	}
	slices.SortStableFunc(d.Moved, func(a, b Move) int { return cmp.Compare(a.rank(), b.rank()) })
	return true
}

func (m Move) rank() int {
	if m.After == nil {
		return 9
	}
	return worse(*m.After)
}

func (d *Dossier) notes(voice *report.Voice, notes []ownership.Note, more int) {
	for _, n := range notes {
		note := report.NoteOf(n)
		d.fault(voice.Say(note), note.Source)
	}
	d.FaultCount += more
}

func (d *Dossier) fault(text, source string) {
	d.FaultCount++
	if len(d.Faults) == faultsListed {
		return
	}
	fault := Fault{Text: text}
	if source != "" {
		fault.Source = &source
	}
	d.Faults = append(d.Faults, fault)
}

// reason is what the system said, without the path.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
