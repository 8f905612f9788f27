package intake

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"egide/ownership"
)

// templates are the files of a new dossier in each language. The French ones
// have semicolons between cells, as French spreadsheet programs want them, and
// all have a byte order mark, without which those programs garble accents.
//
//go:embed templates
var templates embed.FS

// InitDossier writes a new dossier folder: every table with its header and its
// guidance as comments, in English or French ("fr"), and a README.txt. The
// folder is made when it is not there. Nothing is ever overwritten: when one of
// the files exists already, none is written and the error is a [*Faults] that
// names each. It returns the names of the files in the order of writing.
func InitDossier(dir, lang string) ([]string, error) {
	if lang != "fr" {
		lang = "en"
	}
	c := &collector{}
	whole := ownership.Position{File: filepath.Base(filepath.Clean(dir))}
	names := make([]string, 0, len(schemas)+1)
	for _, s := range schemas {
		names = append(names, s.fileName())
	}
	names = append(names, "README.txt")
	for _, name := range names {
		switch _, err := os.Lstat(filepath.Join(dir, name)); {
		case err == nil:
			c.fault(ownership.Position{File: name}, "file-exists", ownership.Args{"folder": echo(whole.File)})
		case !errors.Is(err, fs.ErrNotExist):
			c.fault(whole, "file-unwritable", ownership.Args{"why": reason(err)})
			return nil, c.err()
		}
	}
	if err := c.err(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		c.fault(whole, "file-unwritable", ownership.Args{"why": reason(err)})
		return nil, c.err()
	}
	for i, name := range names {
		if err := writeNew(filepath.Join(dir, name), path.Join("templates", lang, name)); err != nil {
			for _, written := range names[:i] {
				_ = os.Remove(filepath.Join(dir, written))
			}
			c.fault(ownership.Position{File: name}, "file-unwritable", ownership.Args{"why": reason(err)})
			return nil, c.err()
		}
	}
	return names, nil
}

// writeNew copies a template to a file that must not be there yet.
func writeNew(file, template string) error {
	text, err := templates.ReadFile(template)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(file)
	}
	return err
}
