package main

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
)

// The exit statuses.
const (
	statusDone         = 0 // done, or compliant
	statusNonCompliant = 1
	statusUndetermined = 2
	statusWrong        = 3 // the command or its input is wrong
)

// session is one run of the program.
type session struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	voice          *report.Voice // for what is said of the command itself
	status         int
}

// run does what the command line asks and returns the exit status. Standard
// input is only read for the answer to a question.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A reader that has seen enough, like head, is no fault: the write fails
	// with EPIPE, which is passed over, and the status stays the result's.
	signal.Ignore(syscall.SIGPIPE)
	s := &session{stdin: stdin, stdout: stdout, stderr: stderr}
	s.voice = report.NewVoice(languageOf(args, os.Getenv), nil, nil)
	if err := s.start(args); err != nil {
		s.complain(err)
		return statusWrong
	}
	return s.status
}

// start finds the command and runs it.
func (s *session) start(args []string) error {
	commands := []*cli.Command{
		s.checkCommand(),
		s.explainCommand(),
		s.renderCommand(),
		s.chartCommand(),
		s.coloCommand(),
		s.recheckCommand(),
		s.timelineCommand(),
		s.whatifCommand(),
		s.sealCommand(),
		s.verifyCommand(),
		s.watchCommand(),
		s.initCommand(),
		s.importCommand(),
		s.exportCommand(),
		s.screenCommand(),
		s.registerCommand(),
		s.lookupCommand(),
		s.lawsCommand(),
		s.rulesCommand(),
		s.schemaCommand(),
	}
	for _, c := range commands {
		c.HideHelp = true // or a folder called help would be taken for a question
	}
	ordered, err := arrange(args, commands)
	if err != nil {
		return err
	}
	switch ordered.ask {
	case askHelp:
		return s.write([]byte(s.help(commands, ordered.command)))
	case askVersion:
		return s.write([]byte("egide " + report.Version + "\n"))
	}
	app := &cli.App{
		Name: "egide", Commands: commands,
		HideHelp: true, HideVersion: true, DisableSliceFlagSeparator: true,
		Writer: s.stdout, ErrWriter: s.stderr,
		ExitErrHandler: func(*cli.Context, error) {},
	}
	return app.Run(ordered.args)
}

// write puts text on standard output.
func (s *session) write(text []byte) error {
	if _, err := s.stdout.Write(text); err != nil && !errors.Is(err, syscall.EPIPE) {
		return wrong("output-unwritable", "file", "stdout", "why", reason(err))
	}
	return nil
}
