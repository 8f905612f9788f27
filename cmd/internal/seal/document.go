package seal

import (
	"path/filepath"
	"strconv"

	"egide/cmd/internal/document"
)

// Document is what was found as a document to hand over, with the sums, and the
// manifests inside.
func (v *Verification) Document() *document.Document {
	w := func(code string, pairs ...string) string { return v.voice.Word(code, pairs...) }
	first := &v.Manifests[0]
	d := &document.Document{Lang: v.Language, Kicker: w("verify-kicker"), Title: w("verify-title", "file", first.Manifest)}
	if len(v.Manifests) > 1 {
		d.Title = w("verify-title-several", "n", strconv.Itoa(len(v.Manifests)))
	}
	if first.AsOf != nil {
		d.Day = *first.AsOf
	}
	for i := range v.Manifests {
		c := &v.Manifests[i]
		answer := document.Answer{Tone: document.Pass, Mark: "✓", Word: w("verify-answer-matches"), Spans: document.Text(v.sentence(c))}
		if !c.Matches {
			answer.Tone, answer.Mark, answer.Word = document.Fail, "✗", w("verify-answer-differs")
		}
		d.Front = append(d.Front, answer)
		d.Sections = append(d.Sections, v.section(c, "manifest-"+strconv.Itoa(i+1)))
		d.Attachments = append(d.Attachments, document.Attachment{
			Name: filepath.Base(c.Manifest), Description: c.Manifest, MediaType: "application/json", Content: c.content,
		})
	}
	return d
}

// section is a manifest: what it says of itself, and what became of each thing.
func (v *Verification) section(c *Compared, id string) document.Section {
	w := func(code string, pairs ...string) string { return v.voice.Word(code, pairs...) }
	var facts document.Facts
	fact := func(code string, text *string, mono bool) {
		if text != nil {
			facts = append(facts, document.Fact{Term: w(code), Spans: []document.Span{{Text: *text, Mono: mono}}})
		}
	}
	day := func(iso *string) *string {
		if iso == nil {
			return nil
		}
		text := v.voice.Day(*iso)
		return &text
	}
	fact("verify-fact-as-of", day(c.AsOf), false)
	fact("verify-fact-sealed-on", day(c.SealedOn), false)
	fact("verify-fact-key", c.Key, true)
	fact("verify-fact-dossier", c.Dossier, false)

	compared := document.Table{Columns: []document.Column{{Title: w("verify-column-what"), Weight: 2}, {Title: w("verify-column-state"), Weight: 3}}}
	sums := document.Table{Caption: w("verify-sums"), Columns: []document.Column{{Title: w("verify-column-what"), Weight: 1}, {Title: "SHA-256", Weight: 3}}}
	group := ""
	for _, check := range c.Checks {
		// What a manifest says of a report stands with the file that holds it.
		kind := check.What
		if kind == "report" {
			kind = "file"
		}
		if kind != group {
			group = kind
			compared.Rows = append(compared.Rows, document.Row{Group: true, Cells: []document.Cell{document.Of(w("verify-group-" + kind))}})
		}
		mark, tone := "✓", document.Pass
		switch {
		case check.State == Unchecked:
			mark, tone = "–", document.Faint
		case !check.Holds():
			mark, tone = "✗", document.Fail
		}
		compared.Rows = append(compared.Rows, document.Row{Cells: []document.Cell{
			document.Of(check.File), {Spans: document.Text(mark + "\u00a0" + check.Text), Tone: tone},
		}})
		for _, sum := range []struct{ code, text string }{{"verify-sum-sealed", check.Sealed}, {"verify-sum-found", check.Found}} {
			if sum.text == "" || sum.code == "verify-sum-found" && check.Found == check.Sealed {
				continue
			}
			sums.Rows = append(sums.Rows, document.Row{Cells: []document.Cell{
				document.Of(w(sum.code, "file", check.File)), {Spans: []document.Span{{Text: sum.text, Mono: true}}},
			}})
		}
	}
	s := document.Section{ID: id, Title: c.Manifest}
	if len(facts) > 0 {
		s.Blocks = append(s.Blocks, facts)
	}
	s.Blocks = append(s.Blocks, compared)
	if len(sums.Rows) > 0 {
		s.Blocks = append(s.Blocks, sums)
	}
	return s
}
