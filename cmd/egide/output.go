package main

import (
	"errors"
	"io"
	"os"
	"strings"
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

// stream is where a command writes what is too large to be made whole before: the
// file of -o, or standard output.
type stream struct {
	to     *replacement // nil is standard output
	stdout io.Writer
	cut    bool // the reader of standard output had seen enough
}

// stream begins the file of -o, so that a name that cannot serve is told of before
// the work is done. What is not written to its end has to be dropped.
func (s *session) stream(c *cli.Context, inputs []string) (*stream, error) {
	file := c.String("output")
	switch {
	case file == "" && c.IsSet("output"):
		return nil, wrong("flag-without-value", "flag", "-o")
	case file == "":
		return &stream{stdout: s.stdout}, nil
	}
	to, err := begin(file, inputs)
	if err != nil {
		return nil, err
	}
	return &stream{to: to}, nil
}

// write writes all: it is called once.
func (o *stream) write(write func(io.Writer) error) error {
	if o.to != nil {
		return o.to.fill(write)
	}
	err := write(o.stdout)
	var u *usage
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE):
		o.cut = err != nil
		return nil
	case errors.As(err, &u):
		return err
	}
	return wrong("output-unwritable", "file", "stdout", "why", reason(err))
}

// drop takes away what was not written to its end.
func (o *stream) drop() {
	if o.to != nil {
		o.to.drop()
	}
}

// replace puts the text in the file as a whole, as a [replacement] does.
func replace(file string, text []byte, inputs []string) error {
	return replaceBy(file, inputs, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// replaceBy is replace for a text that somebody writes piece by piece.
func replaceBy(file string, inputs []string, write func(io.Writer) error) error {
	r, err := begin(file, inputs)
	if err != nil {
		return err
	}
	defer r.drop()
	return r.fill(write)
}

// fill has somebody write the file, and gives it its name.
func (r *replacement) fill(write func(io.Writer) error) error {
	if err := write(r); err != nil {
		return r.failed(err)
	}
	if err := r.finish(); err != nil {
		return err
	}
	return r.keep()
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
