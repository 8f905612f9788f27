package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/captable"
	"egide/ownership/intake/input"
	"egide/ownership/intake/match"
	"egide/ownership/intake/openstandard"
	"egide/ownership/register"
)

func (s *session) importCommand() *cli.Command {
	text := func(name, code, takes string) cli.Flag {
		return &cli.StringFlag{Name: name, Usage: s.voice.Word("import-flag-" + code), DefaultText: takes}
	}
	list := func(name, code, takes string) cli.Flag {
		return &cli.StringSliceFlag{Name: name, Usage: s.voice.Word("import-flag-" + code), DefaultText: takes}
	}
	flag := func(name, code string) cli.Flag {
		return &cli.BoolFlag{Name: name, Usage: s.voice.Word("import-flag-" + code)}
	}
	return &cli.Command{
		Name: "import", ArgsUsage: "FILE... --into DOSSIER", Usage: s.voice.Word("command-import"),
		Description: "egide import captable.xlsx --into dossier --issuer atelier --dry-run\n" +
			"egide import captable.csv --into dossier --issuer atelier --map \"% capital=capital\" --yes",
		Flags: []cli.Flag{
			text("into", "into", "DOSSIER"), text("issuer", "issuer", "ID"), text("issuer-name", "issuer-name", "NAME"), text("sheet", "sheet", "NAME"),
			list("map", "map", "HEADER=COLUMN"), list("match", "match", "NAME=ID"), flag("same-names", "same-names"), flag("beside", "beside"),
			flag("replay", "replay"), text("only", "only", "ID"), s.asOfFlag(), flag("dry-run", "dry-run"), flag("yes", "yes"),
			s.formatFlag("text", "json"), s.outputFlag(), s.langFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.importFiles,
	}
}

// importFiles turns cap tables and open data into rows of a dossier.
func (s *session) importFiles(c *cli.Context) error {
	if err := arguments(c, 1, 1000); err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	format, err := formatOf(c, "format", "text", "json")
	if err != nil {
		return err
	}
	screen, err := s.screen(c)
	if err != nil {
		return err
	}
	into := c.String("into")
	if into == "" {
		return wrong("import-no-into")
	}
	for _, flag := range []string{"issuer", "sheet", "only"} {
		if c.IsSet(flag) && strings.TrimSpace(c.String(flag)) == "" {
			return wrong("flag-without-value", "flag", "--"+flag)
		}
	}
	asks := s.onTerminal() && format == "text" && !c.IsSet("output")
	if !c.Bool("yes") && !c.Bool("dry-run") && !asks {
		return wrong("import-not-asked")
	}
	known, err := intake.ReadForImport(into, intake.Options{})
	if err != nil {
		return err
	}
	value, drafts, err := s.understand(c, into, known)
	if err != nil {
		return err
	}
	switch {
	case c.Bool("dry-run"):
	case asks && !c.Bool("yes"):
		if err := s.write(report.ImportText(value, screen)); err != nil {
			return err
		}
		if value.Blocked() {
			return wrong("import-answer-first")
		}
		if !s.agreed(s.voice.Word("import-ask", "dossier", into)) {
			return wrong("import-declined")
		}
		if err := appendAll(into, drafts, value); err != nil {
			return err
		}
		return s.write(report.ImportLine(value))
	case value.Blocked():
		return &faults{notes: blocking(drafts)}
	default:
		if err := appendAll(into, drafts, value); err != nil {
			return err
		}
	}
	document := []byte(nil)
	switch {
	case format == "json":
		if document, err = report.JSON(value); err != nil {
			return err
		}
	case c.Bool("quiet"):
		document = report.ImportLine(value)
	default:
		document = report.ImportText(value, screen)
	}
	return s.deliver(c, document, append(c.Args().Slice(), into))
}

// understand reads every file and joins it with the dossier.
func (s *session) understand(c *cli.Context, into string, known *ownership.Dossier) (*report.Import, []*intake.Draft, error) {
	day, err := asOf(c)
	if err != nil {
		return nil, nil, err
	}
	matching := match.Options{Same: map[string]string{}, SameNames: c.Bool("same-names"), Beside: c.Bool("beside")}
	for _, text := range c.StringSlice("match") {
		m, ok := captable.ParseMapping(text)
		if !ok {
			return nil, nil, wrong("import-flag-form", "flag", "--match", "value", text, "form", "NAME=ID")
		}
		i := strings.LastIndexByte(text, '=')
		matching.Same[m.Header] = strings.TrimSpace(text[i+1:])
	}
	var columns []intake.Mapping
	for _, text := range c.StringSlice("map") {
		m, ok := captable.ParseMapping(text)
		if !ok {
			return nil, nil, wrong("import-flag-form", "flag", "--map", "value", text, "form", "HEADER=COLUMN")
		}
		columns = append(columns, m)
	}
	value := report.NewImport(into, s.voice.Lang())
	matcher := match.NewMatcher(known)
	var drafts []*intake.Draft
	var wrongs input.Faults
	for _, file := range c.Args().Slice() {
		if _, err := os.Stat(file); err != nil {
			return nil, nil, wrong("input-unreadable", "file", file, "why", reason(err))
		}
		done := s.progress(file)
		draft, err := s.draft(file, captable.Options{
			Issuer: c.String("issuer"), IssuerName: strings.TrimSpace(c.String("issuer-name")), Sheet: c.String("sheet"), Columns: columns,
			Replay: c.Bool("replay"), AsOf: day, Lang: s.voice.Lang(), Known: matcher.Dossier(),
		}, c.String("only"), c.IsSet("as-of"))
		done()
		var f *input.Faults
		switch {
		case errors.As(err, &f):
			wrongs.Notes = append(wrongs.Notes, f.Notes...)
			wrongs.More += f.More
			continue
		case err != nil:
			return nil, nil, err
		}
		matcher.Join(draft, matching)
		value.Add(filepath.Base(file), draft)
		drafts = append(drafts, draft)
	}
	if len(wrongs.Notes) > 0 {
		return nil, nil, &wrongs
	}
	return value, drafts, nil
}

// draft reads one file: a snapshot or an open standard when it is one, else a cap
// table.
func (s *session) draft(file string, opts captable.Options, only string, dated bool) (*intake.Draft, error) {
	if register.IsSnapshot(file) {
		return intake.ImportSnapshot(file, only)
	}
	if !slices.Contains([]string{".xlsx", ".xlsm", ".xls"}, strings.ToLower(filepath.Ext(file))) {
		standard, err := openstandard.Of(file)
		if err != nil {
			return nil, err
		}
		if standard != "" {
			standardOpts := openstandard.Options{Only: only, Lang: opts.Lang}
			if dated {
				standardOpts.AsOf = opts.AsOf
			}
			return openstandard.Import(context.Background(), file, standardOpts)
		}
	}
	return captable.Import(file, opts)
}

// appendAll writes the rows of every file in one go.
func appendAll(into string, drafts []*intake.Draft, value *report.Import) error {
	all := &intake.Draft{}
	for _, d := range drafts {
		all.Entities = append(all.Entities, d.Entities...)
		all.Shareholdings = append(all.Shareholdings, d.Shareholdings...)
		all.Rights = append(all.Rights, d.Rights...)
		all.Subcontracts = append(all.Subcontracts, d.Subcontracts...)
		all.Sites = append(all.Sites, d.Sites...)
		all.Attestations = append(all.Attestations, d.Attestations...)
		all.Diligence = append(all.Diligence, d.Diligence...)
	}
	written, err := intake.Append(into, all, intake.Options{Lang: value.Language})
	if err != nil {
		return err
	}
	value.Written = true
	value.Changed = append(value.Changed, written.Files...)
	voice := report.NewVoice(value.Language, nil, nil)
	for _, n := range written.Notes {
		note := report.NoteOf(n)
		note.Text = voice.Say(note)
		value.Warnings = append(value.Warnings, note)
	}
	return nil
}

// blocking are the questions that have to be answered first, as faults.
func blocking(drafts []*intake.Draft) []ownership.Note {
	var notes []ownership.Note
	for _, d := range drafts {
		for _, q := range d.Questions {
			if q.Blocks {
				notes = append(notes, q.Note)
			}
		}
	}
	return notes
}

// onTerminal tells whether somebody is there to be asked.
func (s *session) onTerminal() bool {
	in, ok := s.stdin.(io.Writer)
	return ok && isTerminal(in) && isTerminal(s.stdout)
}

// agreed asks a question that only a plain yes answers.
func (s *session) agreed(question string) bool {
	if err := s.write([]byte(report.Clean(question) + " ")); err != nil {
		return false
	}
	line, _ := bufio.NewReader(s.stdin).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes", "o", "oui":
		return true
	}
	return false
}
