package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// replacement is a file on its way: it is written beside the file whose name it
// takes at the end, so that a reader sees the old file or the new one, and a
// failure leaves the old one. What is no plain file, like a pipe, is written to.
type replacement struct {
	name   string // as the command line has it
	target string // the file behind links; empty for what is no plain file
	mode   fs.FileMode
	there  bool // the target was there already, with that mode
	file   *os.File
	free   func() // of the guard; nil when there is none, or it is gone
}

// begin starts the file of a name. inputs are the files that are read meanwhile,
// which are never written over.
func begin(name string, inputs []string) (*replacement, error) {
	r := &replacement{name: name, target: name}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, r.failed(err)
	case info.IsDir():
		return nil, wrong("output-is-folder", "file", name)
	default:
		for _, input := range inputs {
			if other, err := os.Stat(input); err == nil && os.SameFile(info, other) {
				return nil, wrong("output-is-input", "file", name)
			}
		}
		if !info.Mode().IsRegular() || isChannel(name) {
			r.target = ""
			if r.file, err = os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0); err != nil {
				return nil, r.failed(err)
			}
			return r, nil
		}
		r.there, r.mode = true, info.Mode().Perm()
		if resolved, err := filepath.EvalSymlinks(name); err == nil {
			r.target = resolved
		}
	}
	unfinished.Lock()
	defer unfinished.Unlock()
	if r.file, err = createBeside(r.target); err != nil {
		return nil, r.failed(err)
	}
	r.free = unfinished.guard(r.file.Name())
	return r, nil
}

// Write adds to the file.
func (r *replacement) Write(text []byte) (int, error) { return r.file.Write(text) }

// finish writes the file down to the disk and closes it. It has its name only
// once it is kept.
func (r *replacement) finish() error {
	var err error
	if r.target != "" {
		err = r.file.Sync()
	}
	err = errors.Join(err, r.file.Close())
	if err == nil && r.there {
		err = os.Chmod(r.file.Name(), r.mode)
	}
	if err != nil {
		r.drop()
		return r.failed(err)
	}
	return nil
}

// keep gives a file that is finished its name.
func (r *replacement) keep() error {
	if r.target == "" {
		return nil
	}
	if err := os.Rename(r.file.Name(), r.target); err != nil {
		r.drop()
		return r.failed(err)
	}
	r.release()
	return nil
}

// drop takes away what was written, unless it was kept.
func (r *replacement) drop() {
	_ = r.file.Close()
	if r.free != nil {
		_ = os.Remove(r.file.Name())
		r.release()
	}
}

func (r *replacement) release() {
	if r.free != nil {
		r.free()
		r.free = nil
	}
}

// failed is the fault that the file could not be written. A text that could not
// be made has its own.
func (r *replacement) failed(err error) error {
	var u *usage
	if errors.As(err, &u) {
		return err
	}
	return wrong("output-unwritable", "file", r.name, "why", reason(err))
}

// isChannel tells whether a name is that of an open file, like /dev/stdout: what
// the shell made of it is written to, and not replaced.
func isChannel(name string) bool {
	whole, err := filepath.Abs(name)
	return err == nil && (strings.HasPrefix(whole, "/dev/") || strings.HasPrefix(whole, "/proc/"))
}

// sameTarget tells whether two names are those of one file, which need not be
// there yet.
func sameTarget(a, b string) bool {
	place := func(name string) string {
		if resolved, err := filepath.EvalSymlinks(name); err == nil {
			name = resolved
		} else if folder, err := filepath.EvalSymlinks(filepath.Dir(name)); err == nil {
			name = filepath.Join(folder, filepath.Base(name))
		}
		if whole, err := filepath.Abs(name); err == nil {
			name = whole
		}
		return name
	}
	return place(a) == place(b)
}

// createBeside makes a file that nobody else has: a run that was ended, or one
// that is under way, may have left the first names.
func createBeside(target string) (*os.File, error) {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s.%d.part", filepath.Base(target), n)
		f, err := os.OpenFile(filepath.Join(filepath.Dir(target), "."+name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) || n == 100 {
			return f, err
		}
	}
}

// unfinished are the files that are not to outlive the program without their end.
var unfinished = &files{names: map[string]bool{}}

type files struct {
	sync.Mutex
	names map[string]bool
}

// guard takes a file away, and the others with it, when somebody ends the program
// before free is called. The status is then that of a program that a signal
// ended. It is called with the lock held.
func (f *files) guard(name string) (free func()) {
	f.names[name] = true
	ended, finished := make(chan os.Signal, 1), make(chan struct{})
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(ended, s)
		}
	}
	go func() {
		select {
		case s := <-ended:
			f.Lock()
			for name := range f.names {
				_ = os.Remove(name)
			}
			status := 128
			if number, ok := s.(syscall.Signal); ok {
				status += int(number)
			}
			os.Exit(status)
		case <-finished:
		}
	}()
	return func() {
		f.Lock()
		defer f.Unlock()
		signal.Stop(ended)
		close(finished)
		delete(f.names, name)
	}
}
