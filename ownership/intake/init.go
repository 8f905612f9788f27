package intake

import (
	"embed"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"egide/ownership"
	"egide/ownership/intake/input"
	"egide/ownership/intake/written"
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
// the files exists already, none is written and the error is a [*input.Faults] that
// names each. It returns the names of the files in the order of writing.
func InitDossier(dir, lang string) ([]string, error) {
	files, err := templateFiles(lang)
	if err != nil {
		return nil, input.Refusal(ownership.Position{File: filepath.Base(filepath.Clean(dir))}, "file-unwritable", ownership.Args{"why": input.Reason(err)})
	}
	return writeNewFiles(dir, files)
}

// NewFile is a file that is not there yet.
type NewFile struct {
	Name    string
	Content []byte
}

// templateFiles are the files of a new dossier.
func templateFiles(lang string) ([]NewFile, error) {
	if lang != "fr" {
		lang = "en"
	}
	var files []NewFile
	for _, s := range schemas {
		files = append(files, NewFile{Name: s.fileName()})
	}
	files = append(files, NewFile{Name: "README.txt"})
	for i := range files {
		text, err := templates.ReadFile(path.Join("templates", lang, files[i].Name))
		if err != nil {
			return nil, err
		}
		files[i].Content = text
	}
	return files, nil
}

// writeNewFiles writes files into a folder that has none of them, all or none.
func writeNewFiles(dir string, files []NewFile) ([]string, error) {
	c := &input.Collector{}
	whole := ownership.Position{File: filepath.Base(filepath.Clean(dir))}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name
	}
	for _, name := range names {
		switch _, err := os.Lstat(filepath.Join(dir, name)); {
		case err == nil:
			c.Fault(ownership.Position{File: name}, "file-exists", ownership.Args{"folder": written.Echo(whole.File)})
		case !errors.Is(err, fs.ErrNotExist):
			c.Fault(whole, "file-unwritable", ownership.Args{"why": input.Reason(err)})
			return nil, c.Err()
		}
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		c.Fault(whole, "file-unwritable", ownership.Args{"why": input.Reason(err)})
		return nil, c.Err()
	}
	for i, name := range names {
		if err := writeNew(filepath.Join(dir, name), files[i].Content); err != nil {
			for _, written := range names[:i] {
				_ = os.Remove(filepath.Join(dir, written))
			}
			c.Fault(ownership.Position{File: name}, "file-unwritable", ownership.Args{"why": input.Reason(err)})
			return nil, c.Err()
		}
	}
	return names, nil
}

// writeNew writes a file that must not be there yet.
func writeNew(file string, text []byte) error {
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
