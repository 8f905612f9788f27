//go:build unix

package register

import (
	"os"
	"syscall"
)

// mapFile gives the bytes of a file as they stand in the system's cache, to be
// read and not written, and what gives them back. A file that is made shorter
// while it is mapped ends the program: who replaces one should rename another
// over it.
func mapFile(path string) (file []byte, release func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, &os.PathError{Op: "map", Path: path, Err: syscall.EINVAL}
	}
	if info.Size() == 0 {
		return nil, func() error { return nil }, nil
	}
	file, err = syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, nil, &os.PathError{Op: "map", Path: path, Err: err}
	}
	return file, func() error { return syscall.Munmap(file) }, nil
}
