package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/cmd/internal/watch"
)

func (s *session) watchCommand() *cli.Command {
	return &cli.Command{
		Name: "watch", ArgsUsage: "FOLDER", Usage: s.voice.Word("command-watch"),
		Description: "egide watch clients\negide watch clients --save\negide watch clients --as-of 2027-01-01 -o round.csv",
		Flags: []cli.Flag{
			s.asOfFlag(), &cli.BoolFlag{Name: "save", Usage: s.voice.Word("flag-save")},
			s.formatFlag(watchFormats()...), s.outputFlag(), s.langFlag(), s.policyFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.watch,
	}
}

// watchFormats lists what a watch can be written as.
func watchFormats() []string {
	return slices.Insert(foundFormats(), 2, "csv")
}

// watch checks every dossier below a folder. The exit status is that of the worst
// one; a dossier that cannot be checked is worse than any other.
func (s *session) watch(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	form, err := s.form(c, watchFormats()...)
	if err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	day, err := asOf(c)
	if err != nil {
		return err
	}
	policy, err := policyOf(c)
	if err != nil {
		return err
	}
	folder := c.Args().First()
	options := watch.Options{AsOf: day, Policy: policy, Lang: s.voice.Lang()}
	if c.Bool("save") {
		options.Save = func(file string, text []byte) error {
			if err := replace(file, text, nil); err != nil {
				return errors.New(s.said(err))
			}
			return nil
		}
	}
	if isTerminal(s.stderr) {
		options.Told = func(done, all int) {
			fmt.Fprint(s.stderr, "\r\x1b[K"+s.voice.Word("watch-progress", "n", fmt.Sprint(done), "all", fmt.Sprint(all)))
			if done == all {
				fmt.Fprint(s.stderr, "\r\x1b[K")
			}
		}
	}
	value, err := watch.Run(folder, options)
	switch {
	case errors.Is(err, watch.ErrNone):
		return wrong("watch-nothing", "folder", folder)
	case errors.Is(err, fs.ErrNotExist):
		return wrong("file-not-found", "file", folder)
	case err != nil:
		return wrong("input-unreadable", "file", folder, "why", reason(err))
	}
	var document []byte
	switch {
	case form.format == "json":
		document, err = report.JSON(value)
	case form.format == "csv":
		document = value.CSV()
	case form.format == "text" && c.Bool("quiet"):
		document = value.Line()
	case form.format == "text":
		document = value.Text(form.screen)
	default:
		document, err = form.write(value.Document())
	}
	if err != nil {
		return err
	}
	if err := s.deliver(c, document, nil); err != nil {
		return err
	}
	switch n := value.Counts; {
	case n.Broken > 0:
		s.status = statusWrong
	case n.NonCompliant > 0:
		s.status = statusNonCompliant
	case n.Undetermined > 0:
		s.status = statusUndetermined
	}
	return nil
}

// said is what is wrong with the command in the language of the session.
func (s *session) said(err error) string {
	var u *usage
	if errors.As(err, &u) {
		return s.voice.Word(u.code, u.pairs...)
	}
	return err.Error()
}
