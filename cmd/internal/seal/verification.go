package seal

import (
	"bytes"
	"strconv"

	"egide/cmd/internal/report"
	"egide/cmd/internal/terminal"
)

// VerificationSchema is the name and version of what verify found.
const VerificationSchema = "egide.verify/1"

// Verification is what was found of some manifests.
type Verification struct {
	Schema    string     `json:"schema"`
	Egide     string     `json:"egide"`
	Language  string     `json:"language"`
	Matches   bool       `json:"matches"` // everything is as it was sealed
	Manifests []Compared `json:"manifests"`

	voice *report.Voice
}

// Compared is a manifest with what was compared.
type Compared struct {
	Manifest string  `json:"manifest"`
	Dossier  *string `json:"dossier"`
	AsOf     *string `json:"as_of"`
	SealedOn *string `json:"sealed_on"`
	Key      *string `json:"key"`
	Matches  bool    `json:"matches"`
	Checks   []Told  `json:"checks"`

	content []byte // of the manifest
}

// Told is a check with its sentence.
type Told struct {
	Check
	Text string `json:"text"`
}

// Add takes in what was compared for a manifest with that content. dossier is
// empty when none was.
func (v *Verification) Add(path, dossier string, m *Manifest, content []byte, checks []Check, voice *report.Voice) {
	v.voice = voice
	c := Compared{Manifest: path, AsOf: m.AsOf, SealedOn: m.SealedOn, Key: m.Key, Matches: true, Checks: []Told{}, content: content}
	if dossier != "" {
		c.Dossier = &dossier
	}
	for _, check := range checks {
		pairs := []string{"file", check.File, "dossier", dossier}
		for _, name := range []string{"key", "by", "why"} {
			pairs = append(pairs, name, check.Args[name])
		}
		c.Checks = append(c.Checks, Told{check, voice.Word(check.Code, pairs...)})
		c.Matches = c.Matches && check.Holds()
	}
	v.Manifests = append(v.Manifests, c)
	v.Matches = v.Matches && c.Matches
}

// sentence is the result of a manifest.
func (v *Verification) sentence(c *Compared) string {
	off := 0
	for _, check := range c.Checks {
		if !check.Holds() {
			off++
		}
	}
	if off == 0 {
		return v.voice.Word("verify-all", "file", c.Manifest, "n", strconv.Itoa(len(c.Checks)))
	}
	return v.voice.Word("verify-some", "file", c.Manifest, "off", strconv.Itoa(off), "n", strconv.Itoa(len(c.Checks)))
}

// Text is the result for a terminal.
func (v *Verification) Text(screen terminal.Screen) []byte {
	p := &terminal.Page{Screen: screen}
	for i := range v.Manifests {
		c := &v.Manifests[i]
		if i > 0 {
			p.Gap()
		}
		word, style := v.voice.Word("verify-matches"), terminal.Green
		if !c.Matches {
			word, style = v.voice.Word("verify-differs"), terminal.Red
		}
		p.Line(p.Paint(style.And(terminal.Bold), word) + "  " + terminal.Clean(c.Manifest))
		p.Gap()
		for _, check := range c.Checks {
			mark, style := p.Draw("✓", "ok"), terminal.Green
			switch {
			case check.State == Unchecked:
				mark, style = p.Draw("–", "--"), terminal.Dim
			case !check.Holds():
				mark, style = p.Draw("✗", "NO"), terminal.Red
			}
			name := terminal.Clean(check.File)
			if check.What == "input" && c.Dossier != nil {
				name = terminal.Clean(*c.Dossier) + ": " + name
			}
			p.Put(p.Paint(style, mark)+"  ", name+"  "+check.Text, terminal.Plain)
		}
		p.Gap()
		p.Put("", v.sentence(c), terminal.Bold)
	}
	return p.Bytes()
}

// Line is the result in a line a manifest, for those that do not match.
func (v *Verification) Line() []byte {
	var b bytes.Buffer
	for i := range v.Manifests {
		if c := &v.Manifests[i]; !c.Matches {
			b.WriteString(terminal.Clean(v.sentence(c)) + "\n")
		}
	}
	return b.Bytes()
}
