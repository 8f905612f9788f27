package seal

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"slices"

	"aead.dev/minisign"
)

// State is how something stands to what was sealed.
type State string

// The states. Only the first two leave everything as it was sealed.
const (
	Same      State = "same"
	Unchecked State = "unchecked" // nothing here to compare it with
	Changed   State = "changed"
	Missing   State = "missing"
	Added     State = "added"
	Unread    State = "unreadable"
)

// Check is one comparison.
type Check struct {
	// What was compared: signature, file, report, input.
	What  string `json:"what"`
	State State  `json:"state"`
	// File is the path of a file, or the name of an input of the dossier; the
	// name of the manifest for its signature.
	File string `json:"file"`
	// Code is that of the sentence that says it, and Args what stands in it.
	Code string            `json:"code"`
	Args map[string]string `json:"-"`
	// Sealed and Found are the sums; empty where there is none.
	Sealed string `json:"sealed,omitempty"`
	Found  string `json:"found,omitempty"`
}

// Holds tells whether the check leaves everything as it was sealed.
func (c Check) Holds() bool { return c.State == Same || c.State == Unchecked }

// Signature compares the bytes of a manifest with the signature beside it, nil
// for none. key is the public key that the reader trusts, nil for none: then the
// key that the manifest names has to do, which shows that nobody without its
// secret half altered the manifest, and not whose it is.
func Signature(name string, m *Manifest, content, signature []byte, key *minisign.PublicKey) Check {
	c := Check{What: "signature", File: name, State: Changed, Args: map[string]string{}}
	trusted := key != nil
	if !trusted && m.Key != nil {
		named, err := ReadPublic([]byte(*m.Key))
		if err != nil {
			c.Code = "verify-key-broken"
			return c
		}
		key = &named
	}
	if key != nil {
		c.Args["key"] = KeyName(key.ID())
	}
	switch {
	case signature == nil && key == nil:
		c.State, c.Code = Unchecked, "verify-unsigned"
		return c
	case signature == nil:
		c.State, c.Code = Missing, "verify-signature-missing"
		return c
	}
	signature = unix(signature)
	var parts minisign.Signature
	if err := parts.UnmarshalText(signature); err != nil {
		c.State, c.Code = Unread, "verify-signature-broken"
		return c
	}
	c.Args["by"] = KeyName(parts.KeyID)
	switch {
	case key == nil:
		c.State, c.Code = Unchecked, "verify-key-unknown"
	case parts.KeyID != key.ID():
		c.Code = "verify-other-key"
	case !minisign.Verify(*key, content, signature):
		c.Code = "verify-altered"
	case trusted:
		c.State, c.Code = Same, "verify-signed"
	default:
		c.State, c.Code = Same, "verify-signed-own-key"
	}
	return c
}

// Files compares the files of a manifest, which load reads by their paths from
// its folder, and what the reports among them say with what the manifest says of
// them.
func Files(m *Manifest, load func(path string) ([]byte, error)) []Check {
	var checks []Check
	stated := map[string]map[string]bool{} // of each file, the reports that were read from it
	for _, f := range m.Files {
		c := Check{What: "file", File: f.File, Sealed: f.SHA256, Args: map[string]string{}}
		content, err := load(f.File)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			c.State, c.Code = Missing, "verify-file-missing"
		case err != nil:
			c.State, c.Code = Unread, "verify-file-unreadable"
			c.Args["why"] = cause(err)
		default:
			if c.Found = sumOf(content); c.Found == f.SHA256 {
				c.State, c.Code = Same, "verify-file-same"
				stated[f.File] = map[string]bool{}
				for _, r := range Reports(content) {
					stated[f.File][contentOf(r)] = true
				}
			} else {
				c.State, c.Code = Changed, "verify-file-changed"
			}
		}
		checks = append(checks, c)
	}
	// A manifest without a signature may have been edited: what it says of the
	// reports is held against the reports.
	for _, r := range m.Reports {
		own := contentOf(r)
		for _, file := range r.Files {
			said, ok := stated[file]
			if !ok {
				continue // the file itself does not match
			}
			if !said[own] {
				checks = append(checks, Check{What: "report", File: file, State: Changed, Code: "verify-report-changed", Sealed: r.SHA256, Args: map[string]string{}})
			}
			delete(said, own)
		}
	}
	for _, f := range m.Files {
		for range stated[f.File] {
			checks = append(checks, Check{What: "report", File: f.File, State: Added, Code: "verify-report-added", Args: map[string]string{}})
		}
	}
	return checks
}

// contentOf is all that a report says, but for where it lies.
func contentOf(r Report) string {
	r.Files = nil
	if r.Policy == nil {
		r.Policy = map[string]json.RawMessage{}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return r.SHA256
	}
	return string(text)
}

// Dossier is the files that a dossier has now.
type Dossier struct {
	// Load reads a file by its name.
	Load func(name string) ([]byte, error)
	// Tables are the names of the files that are read for a check.
	Tables []string
}

// Inputs compares what the reports were made from with a dossier. The sums are
// those of the files themselves, whatever a workbook among them says of where it
// comes from. A register that the dossier was held against is not looked for.
func Inputs(reports []Report, d Dossier) []Check {
	var checks []Check
	type input struct{ file, sum string }
	seen := map[input]bool{}
	for _, r := range reports {
		for _, in := range r.Inputs {
			if seen[input{in.File, in.SHA256}] {
				continue
			}
			seen[input{in.File, in.SHA256}] = true
			c := Check{What: "input", File: in.File, Sealed: in.SHA256, Args: map[string]string{}}
			if in.Use != "" {
				c.State, c.Code = Unchecked, "verify-input-elsewhere"
				checks = append(checks, c)
				continue
			}
			content, err := d.Load(in.File)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				c.State, c.Code = Missing, "verify-input-missing"
			case err != nil:
				c.State, c.Code = Unread, "verify-file-unreadable"
				c.Args["why"] = cause(err)
			default:
				if c.Found = sumOf(content); c.Found == in.SHA256 {
					c.State, c.Code = Same, "verify-input-same"
				} else {
					c.State, c.Code = Changed, "verify-input-changed"
				}
			}
			checks = append(checks, c)
		}
	}
	for _, name := range d.Tables {
		known := slices.ContainsFunc(checks, func(c Check) bool { return path.Base(c.File) == name })
		if len(reports) > 0 && !known {
			checks = append(checks, Check{What: "input", File: name, State: Added, Code: "verify-input-added", Args: map[string]string{}})
		}
	}
	slices.SortStableFunc(checks, func(a, b Check) int { return cmp.Compare(a.File, b.File) })
	return checks
}

// cause is what the system said, without the path.
func cause(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}
