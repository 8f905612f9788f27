//go:build !unix

package register

import "os"

// mapFile gives the bytes of a file, which here are read into memory.
func mapFile(path string) (file []byte, release func() error, err error) {
	file, err = os.ReadFile(path)
	return file, func() error { return nil }, err
}
