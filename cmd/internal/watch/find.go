package watch

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// SavedName is the report of a dossier folder, inside it. A workbook NAME.xlsx
// has its own beside it, as NAME.report.json.
const SavedName = "report.json"

// place is where a dossier lies.
type place struct {
	path     string // from the folder that is watched, with slashes
	full     string
	saved    string // the file of its report
	workbook bool
	err      error // why a folder could not be looked into
}

// find lists the dossiers below a folder by their paths: folders in which there
// is a table of entities or of shareholdings, and workbooks. What begins with a
// dot, and the locks of open workbooks, are passed over; so are links to folders,
// which could lead round in a circle.
func find(root string) ([]place, error) {
	if resolved, err := filepath.EvalSymlinks(root); err == nil {
		root = resolved
	}
	if _, err := os.ReadDir(root); err != nil {
		return nil, err
	}
	var list []place
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		relative, _ := filepath.Rel(root, path)
		relative = filepath.ToSlash(relative)
		name := entry.Name()
		switch {
		case path != root && strings.HasPrefix(name, "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case err != nil:
			list = append(list, place{path: relative, full: path, err: err})
			return fs.SkipDir
		case entry.IsDir():
			if isDossier(path) {
				list = append(list, place{path: relative, full: path, saved: filepath.Join(path, SavedName)})
			}
		case strings.EqualFold(filepath.Ext(name), ".xlsx") && !strings.HasPrefix(name, "~$"):
			list = append(list, place{path: relative, full: path, saved: path[:len(path)-len(".xlsx")] + ".report.json", workbook: true})
		}
		return nil
	})
	slices.SortFunc(list, func(a, b place) int { return strings.Compare(a.path, b.path) })
	return list, err
}

// isDossier tells whether a folder has one of the two needed tables.
func isDossier(path string) bool {
	entries, err := os.ReadDir(path)
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		name := strings.ToLower(e.Name())
		return !e.IsDir() && (name == "entities.csv" || name == "shareholdings.csv")
	})
}
