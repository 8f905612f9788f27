package intake

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"egide/ownership"
)

// load reads a file whole, when it is a file and not too large for one that
// people type.
func (c *collector) load(path string, at ownership.Position, limit int64) (raw []byte, ok bool) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		c.fault(at, "file-unreadable", ownership.Args{"why": reason(err)})
		return nil, false
	case !info.Mode().IsRegular():
		c.fault(at, "file-not-regular", nil)
		return nil, false
	case info.Size() > limit:
		c.fault(at, "file-too-large", ownership.Args{"limit": int(limit >> 20)})
		return nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		c.fault(at, "file-unreadable", ownership.Args{"why": reason(err)})
		return nil, false
	}
	defer f.Close()
	raw, err = io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		c.fault(at, "file-unreadable", ownership.Args{"why": reason(err)})
		return nil, false
	case int64(len(raw)) > limit:
		c.fault(at, "file-too-large", ownership.Args{"limit": int(limit >> 20)})
		return nil, false
	}
	return raw, true
}

// reason is what the system said, without the path: the position names it.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
