package input

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"egide/ownership"
	"egide/ownership/intake/written"
)

// Limits on what a compressed file may unfold to. They are far above any real
// register: the largest has some ten gigabytes, and text shrinks twenty times
// at best.
const (
	mostFiles     = 10_000   // files in one folder or archive
	mostUnpacked  = 64 << 30 // bytes that one file may unfold to
	mostRatio     = 250      // times that it may be larger than its archive
	ratioFrom     = 64 << 20 // bytes from which the ratio is looked at
	largestWindow = 128 << 20
)

// File is one file of an import, alone or in an archive. It can be opened
// as often as passes are made over it.
type File struct {
	Name string // as positions show it
	Open func() (io.ReadCloser, error)
}

// limitError is a limit that an input goes over.
type limitError struct {
	code  string
	limit int
}

func (e *limitError) Error() string { return fmt.Sprintf("%s (%d)", e.code, e.limit) }

// Files lists the files behind a path, in the order of their names: the
// file itself, those of a folder, or the members of a zip archive. Links and
// hidden files of a folder are passed over. Nothing is ever written, so it does
// not matter where a member says that it wants to go.
func Files(path string) ([]File, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	base := filepath.Base(filepath.Clean(path))
	switch {
	case info.IsDir():
		return folderFiles(path, base)
	case !info.Mode().IsRegular():
		return nil, errNotRegular
	}
	return plainFiles(path, base)
}

var errNotRegular = errors.New("not a regular file")

func folderFiles(root, base string) (files []File, err error) {
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") && path != root {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		more, err := plainFiles(path, base+"/"+filepath.ToSlash(name))
		files = append(files, more...)
		if len(files) > mostFiles {
			return &limitError{"open-many-files", mostFiles}
		}
		return err
	})
	return files, err
}

// plainFiles is a file, or what is in it when it is a zip archive.
func plainFiles(path, name string) ([]File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	magic := make([]byte, 4)
	n, err := io.ReadFull(f, magic)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	if !bytes.HasPrefix(magic[:n], []byte("PK\x03\x04")) {
		return []File{{Name: name, Open: func() (io.ReadCloser, error) { return openPlain(path) }}}, nil
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	if len(archive.File) > mostFiles {
		return nil, &limitError{"open-many-files", mostFiles}
	}
	var files []File
	for i, member := range archive.File {
		if member.FileInfo().IsDir() || strings.HasPrefix(filepath.Base(member.Name), ".") || strings.HasPrefix(member.Name, "__MACOSX/") {
			continue
		}
		files = append(files, File{Name: name + "/" + written.Echo(member.Name), Open: func() (io.ReadCloser, error) { return openMember(path, i) }})
	}
	slices.SortStableFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

func openMember(path string, i int) (io.ReadCloser, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	if i >= len(archive.File) {
		archive.Close()
		return nil, zip.ErrFormat
	}
	member, err := archive.File[i].Open()
	if err != nil {
		archive.Close()
		return nil, err
	}
	packed := int64(min(archive.File[i].CompressedSize64, 1<<62))
	return &unpacking{Reader: member, packed: func() int64 { return packed }, close: func() error {
		member.Close()
		return archive.Close()
	}}, nil
}

// openPlain opens a file, unfolding gzip and zstd as the first bytes say.
func openPlain(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	counter := &countingReader{Reader: f}
	magic := make([]byte, 4)
	n, err := io.ReadFull(f, magic)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		f.Close()
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		f.Close()
		return nil, err
	}
	switch {
	case bytes.HasPrefix(magic[:n], []byte{0x1F, 0x8B}):
		r, err := gzip.NewReader(counter)
		if err != nil {
			f.Close()
			return nil, err
		}
		return &unpacking{Reader: r, packed: counter.count, close: f.Close}, nil
	case bytes.HasPrefix(magic[:n], []byte{0x28, 0xB5, 0x2F, 0xFD}):
		r, err := zstd.NewReader(counter, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(largestWindow))
		if err != nil {
			f.Close()
			return nil, err
		}
		return &unpacking{Reader: r, packed: counter.count, close: func() error {
			r.Close()
			return f.Close()
		}}, nil
	}
	return f, nil
}

type countingReader struct {
	io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *countingReader) count() int64 { return c.n }

// unpacking reads out of an archive and stops at what no honest archive holds.
type unpacking struct {
	io.Reader
	packed func() int64 // bytes of the archive that were read so far, or all of the member's
	out    int64
	close  func() error
}

// Read stops with a limitError behind mostUnpacked bytes, and where the file has
// become mostRatio times as large as its archive.
func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	u.out += int64(n)
	switch {
	case u.out > mostUnpacked:
		return 0, &limitError{"open-unpacked-size", mostUnpacked >> 30}
	case u.out > ratioFrom && u.out/mostRatio > u.packed():
		return 0, &limitError{"open-unpacked-ratio", mostRatio}
	}
	return n, err
}

func (u *unpacking) Close() error { return u.close() }

// OpenFault reports why a file could not be opened or read to its end.
func (c *Collector) OpenFault(at ownership.Position, err error) {
	var limit *limitError
	switch {
	case errors.As(err, &limit):
		c.Fault(at, limit.code, ownership.Args{"limit": limit.limit})
	case errors.Is(err, fs.ErrNotExist):
		c.Fault(at, "open-missing", nil)
	case errors.Is(err, errNotRegular):
		c.Fault(at, "file-not-regular", nil)
	case errors.Is(err, io.ErrUnexpectedEOF):
		c.Fault(at, "open-archive-cut", nil)
	default:
		c.Fault(at, "file-unreadable", ownership.Args{"why": Reason(err)})
	}
}

// Unpacked is all that a file unfolds to.
func Unpacked(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	in, err := openPlain(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var b bytes.Buffer
	size := int(info.Size())
	if _, packed := in.(*unpacking); packed {
		size *= 5 // as such tables are packed
	}
	b.Grow(size + bytes.MinRead)
	_, err = b.ReadFrom(in)
	return b.Bytes(), err
}

// IsFolder tells whether there is a folder at a path.
func IsFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
