// Package seal is a signed list of what belongs together: the documents of an
// examination, with their sums, and what each report among them says it was made
// from. Whoever has the files can tell later which of them are no longer those.
//
// Signatures are those of minisign, so that anybody can check them with that
// tool and without this program.
package seal

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"path"
	"regexp"
	"slices"
	"strings"

	"egide/cmd/internal/document/pdf"
	"egide/cmd/internal/report"
	"egide/ownership"
)

// Schema is the name and version of a manifest.
const Schema = "egide.manifest/1"

// Manifest is the list. It has no other day than those of its reports, and the
// one that whoever seals may name.
type Manifest struct {
	Schema string `json:"schema"`
	Egide  string `json:"egide"` // the version that wrote it
	// SealedOn is the day that was named, as 2026-11-22; null for none.
	SealedOn *string `json:"sealed_on"`
	// AsOf is the day of all reports; null when they are of several days, or
	// there is none.
	AsOf *string `json:"as_of"`
	// Key is the public key of the signature beside the manifest, in the form of
	// minisign; null when it was not signed.
	Key     *string  `json:"key"`
	Files   []File   `json:"files"`
	Reports []Report `json:"reports"`
}

// File is a file that was sealed.
type File struct {
	// File is its path from the folder of the manifest, with slashes.
	File   string `json:"file"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	// Schema is the name of the file's own schema, of JSON that this program
	// wrote; null for another.
	Schema *string `json:"schema"`
}

// Report is what a report that was sealed says of itself.
type Report struct {
	// Files are those that hold it: as JSON, or as a document with it inside.
	Files []string `json:"files"`
	// SHA256 is of the report's JSON.
	SHA256   string                     `json:"sha256"`
	Schema   string                     `json:"schema"`
	Egide    string                     `json:"egide"`
	Language string                     `json:"language"`
	AsOf     string                     `json:"as_of"`
	Verdict  *string                    `json:"verdict"`
	Policy   map[string]json.RawMessage `json:"policy"` // without its questions of law
	Inputs   []report.Input             `json:"inputs"`
}

// Sealed is a file to be sealed.
type Sealed struct {
	Path    string // from the folder of the manifest, with slashes
	Content []byte
}

// Make lists the files. day is the day to name, empty for none.
func Make(files []Sealed, day string) *Manifest {
	m := &Manifest{Schema: Schema, Egide: report.Version, Files: []File{}, Reports: []Report{}}
	if day != "" {
		m.SealedOn = &day
	}
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b Sealed) int { return cmp.Compare(a.Path, b.Path) })
	at := map[string]int{} // of reports by their sum
	for _, f := range files {
		entry := File{File: f.Path, Bytes: int64(len(f.Content)), SHA256: sumOf(f.Content)}
		if stated, ok := read(f.Content); ok {
			entry.Schema = &stated.Schema
		}
		m.Files = append(m.Files, entry)
		for _, found := range Reports(f.Content) {
			i, known := at[found.SHA256]
			if !known {
				i = len(m.Reports)
				at[found.SHA256] = i
				m.Reports = append(m.Reports, found)
			}
			if !slices.Contains(m.Reports[i].Files, f.Path) {
				m.Reports[i].Files = append(m.Reports[i].Files, f.Path)
			}
		}
	}
	for i, r := range m.Reports {
		if i == 0 {
			m.AsOf = &m.Reports[0].AsOf
		} else if m.AsOf != nil && *m.AsOf != r.AsOf {
			m.AsOf = nil
		}
	}
	return m
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// stated is what every JSON document of this program may say of itself, and the
// reports that some have within.
type stated struct {
	Schema   string          `json:"schema"`
	Egide    string          `json:"egide"`
	Language string          `json:"language"`
	AsOf     string          `json:"as_of"`
	Verdict  *string         `json:"verdict"`
	Policy   json.RawMessage `json:"policy"`
	Inputs   []report.Input  `json:"inputs"`
	Report   json.RawMessage `json:"report"`
	Before   json.RawMessage `json:"before"`
	After    json.RawMessage `json:"after"`
}

var schemaName = regexp.MustCompile(`^egide\.[a-z]+/[0-9]+$`)

// read takes a JSON document of this program for one.
func read(content []byte) (*stated, bool) {
	if first := bytes.TrimLeft(content, " \t\r\n"); len(first) == 0 || first[0] != '{' {
		return nil, false
	}
	s := &stated{}
	if json.Unmarshal(content, s) != nil || !schemaName.MatchString(s.Schema) {
		return nil, false
	}
	return s, true
}

// Reports are the reports in a file: the file itself, those within another
// document in JSON, or those that travel in a PDF. Only what names the files it
// was made from is one.
func Reports(content []byte) []Report {
	if bytes.HasPrefix(content, []byte("%PDF-")) {
		var all []Report
		for _, attached := range pdf.Embedded(content) {
			all = append(all, Reports(attached)...)
		}
		return all
	}
	s, ok := read(content)
	if !ok || s.Schema == Schema {
		return nil
	}
	var all []Report
	if s.Inputs != nil {
		all = append(all, Report{
			Files: []string{}, SHA256: sumOf(content), Schema: s.Schema, Egide: s.Egide, Language: s.Language,
			AsOf: s.AsOf, Verdict: s.Verdict, Policy: switches(s.Policy), Inputs: s.Inputs,
		})
	}
	for _, within := range []json.RawMessage{s.Report, s.Before, s.After} {
		all = append(all, Reports(within)...)
	}
	return all
}

// switches is a policy without the questions of law, which are long and the
// same for all.
func switches(policy json.RawMessage) map[string]json.RawMessage {
	all := map[string]json.RawMessage{}
	if json.Unmarshal(policy, &all) != nil {
		return map[string]json.RawMessage{} // a list of what differs is no policy
	}
	delete(all, "questions")
	return all
}

// ErrNoManifest is the error of a file that is no manifest.
var ErrNoManifest = errors.New("this is no manifest")

var sum = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Read reads a manifest that anybody may have written.
func Read(content []byte) (*Manifest, error) {
	m := &Manifest{}
	if err := json.Unmarshal(content, m); err != nil || m.Schema != Schema || len(m.Files) == 0 {
		return nil, ErrNoManifest
	}
	for _, f := range m.Files {
		if f.File == "" || path.IsAbs(f.File) || strings.Contains(f.File, "\x00") || f.File != path.Clean(f.File) || !sum.MatchString(f.SHA256) {
			return nil, ErrNoManifest
		}
	}
	for _, r := range m.Reports {
		if !sum.MatchString(r.SHA256) {
			return nil, ErrNoManifest
		}
		for _, in := range r.Inputs {
			if in.File == "" || !sum.MatchString(in.SHA256) {
				return nil, ErrNoManifest
			}
		}
	}
	for _, day := range []*string{m.SealedOn, m.AsOf} {
		if day == nil {
			continue
		}
		if _, err := ownership.ParseDate(*day); err != nil {
			return nil, ErrNoManifest
		}
	}
	return m, nil
}
