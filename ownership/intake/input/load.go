package input

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"egide/ownership"
)

// Load reads a file whole, when it is a file and not too large for one that
// people type.
func (c *Collector) Load(path string, at ownership.Position, limit int64) (raw []byte, ok bool) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		c.Fault(at, "file-unreadable", ownership.Args{"why": Reason(err)})
		return nil, false
	case !info.Mode().IsRegular():
		c.Fault(at, "file-not-regular", nil)
		return nil, false
	case info.Size() > limit:
		c.Fault(at, "file-too-large", ownership.Args{"limit": int(limit >> 20)})
		return nil, false
	}
	f, err := os.Open(path)
	if err != nil {
		c.Fault(at, "file-unreadable", ownership.Args{"why": Reason(err)})
		return nil, false
	}
	defer f.Close()
	raw, err = io.ReadAll(io.LimitReader(f, limit+1))
	switch {
	case err != nil:
		c.Fault(at, "file-unreadable", ownership.Args{"why": Reason(err)})
		return nil, false
	case int64(len(raw)) > limit:
		c.Fault(at, "file-too-large", ownership.Args{"limit": int(limit >> 20)})
		return nil, false
	}
	return raw, true
}

// Reason is what the system said, without the path: the position names it.
func Reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}
