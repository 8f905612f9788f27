package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"egide/cmd/internal/report"
)

// deliver writes a finished document to the file of -o, or to standard output.
// inputs are the files that it was made from, which are never written over.
func (s *session) deliver(c *cli.Context, document []byte, inputs []string) error {
	file := c.String("output")
	if file == "" {
		if c.IsSet("output") {
			return wrong("flag-without-value", "flag", "-o")
		}
		return s.write(document)
	}
	return replace(file, document, inputs)
}

// stream does the same for what is too large to be made whole before it is
// written: write is called once.
func (s *session) stream(c *cli.Context, inputs []string, write func(io.Writer) error) error {
	file := c.String("output")
	if file != "" {
		return replaceBy(file, inputs, write)
	}
	if c.IsSet("output") {
		return wrong("flag-without-value", "flag", "-o")
	}
	err := write(s.stdout)
	var u *usage
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		return nil
	case errors.As(err, &u):
		return err
	}
	return wrong("output-unwritable", "file", "stdout", "why", reason(err))
}

// replace puts the text in the file as a whole: it is written beside it and
// renamed, so that a reader sees the old file or the new one, and a failure
// leaves the old one. What is no plain file, like a pipe, is written to.
func replace(file string, text []byte, inputs []string) error {
	return replaceBy(file, inputs, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// replaceBy is replace for a text that somebody writes piece by piece.
func replaceBy(file string, inputs []string, write func(io.Writer) error) error {
	failed := func(err error) error {
		var u *usage
		if errors.As(err, &u) {
			return err // the text could not be made
		}
		return wrong("output-unwritable", "file", file, "why", reason(err))
	}
	target := file
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		info = nil
	case err != nil:
		return failed(err)
	case info.IsDir():
		return wrong("output-is-folder", "file", file)
	default:
		for _, input := range inputs {
			if other, err := os.Stat(input); err == nil && os.SameFile(info, other) {
				return wrong("output-is-input", "file", file)
			}
		}
		if !info.Mode().IsRegular() {
			f, err := os.OpenFile(file, os.O_WRONLY, 0)
			if err != nil {
				return failed(err)
			}
			if err = errors.Join(write(f), f.Close()); err != nil {
				return failed(err)
			}
			return nil
		}
		if resolved, err := filepath.EvalSymlinks(file); err == nil {
			target = resolved
		}
	}
	// Somebody who ends the program before the file has its name takes it away.
	var part unfinished
	defer part.guard()()
	beside, err := part.write(target, write)
	if err == nil && info != nil {
		err = os.Chmod(beside, info.Mode().Perm())
	}
	if err == nil {
		err = os.Rename(beside, target)
	}
	if err != nil {
		if beside != "" {
			_ = os.Remove(beside)
		}
		return failed(err)
	}
	return nil
}

// unfinished is a file that is not to outlive the program without its end.
type unfinished struct {
	mu   sync.Mutex
	name string
}

// write writes a text to a new file in the folder of the target, down to the disk,
// and returns its name.
func (u *unfinished) write(target string, write func(io.Writer) error) (string, error) {
	f, err := u.create(target)
	if err != nil {
		return "", err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	return f.Name(), errors.Join(err, f.Close())
}

func (u *unfinished) create(target string) (*os.File, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	f, err := createBeside(target)
	if err == nil {
		u.name = f.Name()
	}
	return f, err
}

// guard takes the file away when somebody ends the program before done is called.
// The status is then that of a program that a signal ended.
func (u *unfinished) guard() (done func()) {
	ended, finished := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case s := <-ended:
			u.mu.Lock()
			_ = os.Remove(u.name)
			status := 128 + int(syscall.SIGTERM)
			if s == os.Interrupt {
				status = 128 + int(syscall.SIGINT)
			}
			os.Exit(status)
		case <-finished:
		}
	}()
	return func() {
		signal.Stop(ended)
		close(finished)
	}
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

// screen says how a text is to look where it goes.
func (s *session) screen(c *cli.Context) (report.Screen, error) {
	color, err := choice(c, "color", "auto", "always", "never")
	if err != nil {
		return report.Screen{}, err
	}
	if c.IsSet("output") {
		return report.Screen{Color: color == "always", Unicode: true}, nil
	}
	screen := report.Screen{Color: color == "always", Unicode: strings.Contains(codeset(), "UTF")}
	if color == "auto" && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" {
		screen.Color = isTerminal(s.stdout)
	}
	return screen, nil
}

// asideScreen says how a text is to look on standard error.
func (s *session) asideScreen(c *cli.Context) (report.Screen, error) {
	color, err := choice(c, "color", "auto", "always", "never")
	screen := report.Screen{Color: color == "always", Unicode: strings.Contains(codeset(), "UTF")}
	if color == "auto" && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" {
		screen.Color = isTerminal(s.stderr)
	}
	return screen, err
}

// codeset is the locale's, in capitals; where no locale is set, or the system
// has none, it is taken to be UTF-8.
func codeset() string {
	name := locale(os.Getenv, "LC_CTYPE")
	if name == "" {
		return "UTF-8"
	}
	return strings.ToUpper(name)
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
