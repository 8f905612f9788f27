package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"aead.dev/minisign"
	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"egide/cmd/internal/report"
	"egide/cmd/internal/seal"
	"egide/ownership"
	"egide/ownership/intake"
)

// passphraseVariable is where a passphrase is taken from when nobody can be
// asked.
const passphraseVariable = "EGIDE_PASSPHRASE"

func (s *session) sealCommand() *cli.Command {
	return &cli.Command{
		Name: "seal", ArgsUsage: "REPORT...", Usage: s.voice.Word("command-seal"),
		Description: "egide seal --new-key cabinet.key\negide seal report.json report.pdf --key cabinet.key -o manifest.json\negide seal report.json --dossier dossier --sealed-on 2026-11-22 -o manifest.json",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "key", Usage: s.voice.Word("flag-key"), DefaultText: "FILE"},
			&cli.StringFlag{Name: "new-key", Usage: s.voice.Word("flag-new-key"), DefaultText: "FILE"},
			&cli.BoolFlag{Name: "no-passphrase", Usage: s.voice.Word("flag-no-passphrase")},
			&cli.StringFlag{Name: "dossier", Usage: s.voice.Word("flag-seal-dossier"), DefaultText: "DOSSIER"},
			&cli.StringFlag{Name: "sealed-on", Usage: s.voice.Word("flag-sealed-on"), DefaultText: "YYYY-MM-DD"},
			s.outputFlag(), s.langFlag(),
		},
		Action: s.seal,
	}
}

// seal writes a manifest of files and signs it with a key. With a new key and no
// file it only makes the key.
func (s *session) seal(c *cli.Context) error {
	if err := checkLang(c); err != nil {
		return err
	}
	for _, flag := range []string{"key", "new-key", "dossier", "sealed-on"} {
		if c.IsSet(flag) && c.String(flag) == "" {
			return wrong("flag-without-value", "flag", "--"+flag)
		}
	}
	key, fresh, paths := c.String("key"), c.String("new-key"), c.Args().Slice()
	switch {
	case key != "" && fresh != "":
		return wrong("seal-two-keys")
	case fresh == "" && c.Bool("no-passphrase"):
		return wrong("seal-only-new-keys", "flag", "--no-passphrase")
	case len(paths) == 0 && fresh == "":
		return arguments(c, 1, 1)
	case len(paths) > 0 && (key != "" || fresh != "") && c.String("output") == "":
		return wrong("seal-no-output")
	}
	day := ""
	if c.IsSet("sealed-on") {
		parsed, err := ownership.ParseDate(strings.TrimSpace(c.String("sealed-on")))
		if err != nil {
			return wrong("flag-not-a-day", "flag", "--sealed-on", "value", c.String("sealed-on"))
		}
		day = parsed.String()
	}
	var manifest *seal.Manifest
	if len(paths) > 0 {
		var err error
		if manifest, err = s.listed(c, paths, day); err != nil {
			return err
		}
	}
	var secret minisign.PrivateKey
	switch {
	case key != "":
		var err error
		if secret, err = s.secretKey(key); err != nil {
			return err
		}
	case fresh != "":
		made, err := s.newKey(fresh, c.Bool("no-passphrase"))
		if err != nil {
			return err
		}
		secret = made
	}
	public := seal.PublicKey(secret).String()
	if manifest == nil {
		return s.write([]byte(s.voice.Word("seal-key-made", "file", fresh, "public", publicFile(fresh), "key", public) + "\n"))
	}
	signed := key != "" || fresh != ""
	if signed {
		manifest.Key = &public
	}
	content, err := report.JSON(manifest)
	if err != nil {
		return err
	}
	inputs := append(paths, key, fresh)
	if !signed {
		return s.deliver(c, content, inputs)
	}
	// What would keep the signature from being written is found out before the
	// manifest is.
	beside := c.String("output") + seal.SignatureSuffix
	if info, err := os.Stat(beside); err == nil && info.IsDir() {
		return wrong("output-is-folder", "file", beside)
	}
	if slices.ContainsFunc(inputs, func(in string) bool { return sameFile(in, beside) }) {
		return wrong("output-is-input", "file", beside)
	}
	if err := s.deliver(c, content, inputs); err != nil {
		return err
	}
	return replace(beside, seal.Sign(secret, manifest, content), inputs)
}

// sameFile tells whether two paths lead to one file that is there.
func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// listed is the manifest of the files. With a dossier, what their reports were
// made from has to be in it as it was.
func (s *session) listed(c *cli.Context, paths []string, day string) (*seal.Manifest, error) {
	from := "."
	if file := c.String("output"); file != "" {
		from = filepath.Dir(file)
	}
	var files []seal.Sealed
	for _, path := range paths {
		content, err := readFile(path)
		if err != nil {
			return nil, err
		}
		name := pathFrom(from, path)
		if !slices.ContainsFunc(files, func(f seal.Sealed) bool { return f.Path == name }) {
			files = append(files, seal.Sealed{Path: name, Content: content})
		}
	}
	manifest := seal.Make(files, day)
	dossier := c.String("dossier")
	if dossier == "" {
		return manifest, nil
	}
	now, err := dossierAt(dossier)
	if err != nil {
		return nil, err
	}
	if len(manifest.Reports) == 0 {
		return nil, wrong("seal-no-report", "dossier", dossier)
	}
	var notes []ownership.Note
	for _, check := range seal.Inputs(manifest.Reports, now) {
		if !check.Holds() {
			args := ownership.Args{"dossier": dossier}
			for name, value := range check.Args {
				args[name] = value
			}
			notes = append(notes, ownership.Note{Code: check.Code, At: ownership.Position{File: check.File}, Args: args})
		}
	}
	if len(notes) > 0 {
		return nil, &faults{notes: notes}
	}
	return manifest, nil
}

// readFile reads a file that was named on the command line.
func readFile(path string) ([]byte, error) {
	content, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, wrong("file-not-found", "file", path)
	case err != nil:
		return nil, wrong("input-unreadable", "file", path, "why", reason(err))
	}
	return content, nil
}

// pathFrom is the path of a file from a folder, with slashes; only its name
// where there is no way from one to the other.
func pathFrom(folder, file string) string {
	from, err := filepath.Abs(folder)
	if err == nil {
		if file, err = filepath.Abs(file); err == nil {
			if path, err := filepath.Rel(from, file); err == nil {
				return filepath.ToSlash(path)
			}
		}
	}
	return filepath.Base(file)
}

// dossierAt is the files of a dossier: those of a folder, or the workbook that it
// is.
func dossierAt(path string) (seal.Dossier, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return seal.Dossier{}, wrong("file-not-found", "file", path)
	case err != nil:
		return seal.Dossier{}, wrong("input-unreadable", "file", path, "why", reason(err))
	case !info.IsDir():
		return seal.Dossier{Load: func(name string) ([]byte, error) {
			if name != filepath.Base(path) {
				return nil, fs.ErrNotExist
			}
			return os.ReadFile(path)
		}}, nil
	}
	d := seal.Dossier{Load: func(name string) ([]byte, error) {
		if !filepath.IsLocal(name) {
			return nil, fs.ErrNotExist
		}
		return os.ReadFile(filepath.Join(path, filepath.FromSlash(name)))
	}}
	entries, err := os.ReadDir(path)
	if err != nil {
		return d, wrong("input-unreadable", "file", path, "why", reason(err))
	}
	for _, entry := range entries {
		if !entry.IsDir() && slices.Contains(intake.TableFiles(), strings.ToLower(entry.Name())) {
			d.Tables = append(d.Tables, entry.Name())
		}
	}
	return d, nil
}

// secretKey reads the file of a secret key, and asks for its passphrase where it
// has one.
func (s *session) secretKey(file string) (minisign.PrivateKey, error) {
	content, err := readFile(file)
	if err != nil {
		return minisign.PrivateKey{}, err
	}
	passphrase := ""
	if seal.Locked(bytes.TrimSpace(content)) {
		if passphrase, err = s.passphrase(file, false); err != nil {
			return minisign.PrivateKey{}, err
		}
	}
	key, err := seal.ReadSecret(content, passphrase)
	switch {
	case errors.Is(err, seal.ErrPassphrase):
		return key, wrong("seal-wrong-passphrase", "file", file)
	case err != nil:
		return key, wrong("seal-no-key", "file", file)
	}
	return key, nil
}

// newKey makes a pair of keys in two files that must not be there yet.
func (s *session) newKey(file string, open bool) (minisign.PrivateKey, error) {
	none := minisign.PrivateKey{}
	for _, path := range []string{file, publicFile(file)} {
		if _, err := os.Lstat(path); err == nil {
			return none, wrong("seal-key-exists", "file", path)
		}
	}
	passphrase := ""
	if !open {
		var err error
		if passphrase, err = s.passphrase(file, true); err != nil {
			return none, err
		}
	}
	key, secret, public, err := seal.NewKey(passphrase)
	if err != nil {
		return none, err
	}
	if err := create(file, secret, 0o600); err != nil {
		return none, err
	}
	if err := create(publicFile(file), public, 0o644); err != nil {
		_ = os.Remove(file)
		return none, err
	}
	return key, nil
}

// publicFile is where the public key of a pair lies.
func publicFile(file string) string {
	return strings.TrimSuffix(file, ".key") + ".pub"
}

// create writes a file that must not be there yet.
func create(file string, content []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return wrong("output-unwritable", "file", file, "why", reason(err))
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(file)
		return wrong("output-unwritable", "file", file, "why", reason(err))
	}
	return nil
}

// passphrase is that of a key: from the environment, or asked for on the
// terminal, twice where it is new.
func (s *session) passphrase(file string, fresh bool) (string, error) {
	if text, ok := os.LookupEnv(passphraseVariable); ok {
		if text == "" {
			return "", wrong("seal-passphrase-empty")
		}
		return text, nil
	}
	in, ok := s.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", wrong("seal-passphrase-unasked", "file", file, "variable", passphraseVariable)
	}
	ask := func(code string) (string, error) {
		if _, err := s.stderr.Write([]byte(report.Clean(s.voice.Word(code, "file", file)) + " ")); err != nil {
			return "", err
		}
		text, err := term.ReadPassword(int(in.Fd()))
		_, _ = s.stderr.Write([]byte("\n"))
		return string(text), err
	}
	text, err := ask("seal-ask-passphrase")
	if err != nil {
		return "", wrong("seal-passphrase-unasked", "file", file, "variable", passphraseVariable)
	}
	if text == "" {
		return "", wrong("seal-passphrase-empty")
	}
	if fresh {
		again, err := ask("seal-ask-passphrase-again")
		if err != nil || again != text {
			return "", wrong("seal-passphrase-differs")
		}
	}
	return text, nil
}
