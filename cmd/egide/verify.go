package main

import (
	"os"
	"path/filepath"
	"strings"

	"aead.dev/minisign"
	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/cmd/internal/seal"
)

func (s *session) verifyCommand() *cli.Command {
	return &cli.Command{
		Name: "verify", ArgsUsage: "MANIFEST...", Usage: s.voice.Word("command-verify"),
		Description: "egide verify manifest.json\negide verify manifest.json --key cabinet.pub\negide verify manifest.json --key cabinet.pub --dossier dossier --format json",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "key", Usage: s.voice.Word("flag-public-key"), DefaultText: "FILE|KEY"},
			&cli.StringFlag{Name: "dossier", Usage: s.voice.Word("flag-verify-dossier"), DefaultText: "DOSSIER"},
			s.formatFlag(foundFormats()...), s.outputFlag(), s.langFlag(), s.paperFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.verify,
	}
}

// verify compares what was sealed with what is there. The exit status is 1 when
// something no longer matches.
func (s *session) verify(c *cli.Context) error {
	paths := c.Args().Slice()
	if len(paths) == 0 {
		return arguments(c, 1, 1)
	}
	form, err := s.form(c, foundFormats()...)
	if err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	for _, flag := range []string{"key", "dossier"} {
		if c.IsSet(flag) && c.String(flag) == "" {
			return wrong("flag-without-value", "flag", "--"+flag)
		}
	}
	key, err := publicKey(c.String("key"))
	if err != nil {
		return err
	}
	dossier := c.String("dossier")
	var now seal.Dossier
	if dossier != "" {
		if now, err = dossierAt(dossier); err != nil {
			return err
		}
	}
	value := &seal.Verification{Schema: seal.VerificationSchema, Egide: report.Version, Language: s.voice.Lang(), Matches: true}
	inputs := append([]string{}, paths...)
	for _, path := range paths {
		content, err := readFile(path)
		if err != nil {
			return err
		}
		manifest, err := seal.Read(content)
		if err != nil {
			return wrong("verify-no-manifest", "file", path, "schema", seal.Schema)
		}
		if dossier != "" && len(manifest.Reports) == 0 {
			return wrong("seal-no-report", "dossier", dossier)
		}
		signature, err := os.ReadFile(path + seal.SignatureSuffix)
		if err != nil && !os.IsNotExist(err) {
			return wrong("input-unreadable", "file", path+seal.SignatureSuffix, "why", reason(err))
		}
		if err != nil {
			signature = nil
		}
		folder := filepath.Dir(path)
		checks := []seal.Check{seal.Signature(filepath.Base(path), manifest, content, signature, key)}
		checks = append(checks, seal.Files(manifest, func(name string) ([]byte, error) {
			file := filepath.Join(folder, filepath.FromSlash(name))
			inputs = append(inputs, file)
			return os.ReadFile(file)
		})...)
		if dossier != "" {
			checks = append(checks, seal.Inputs(manifest.Reports, now)...)
		}
		value.Add(path, dossier, manifest, content, checks, s.voice)
	}
	var document []byte
	switch {
	case form.format == "json":
		document, err = report.JSON(value)
	case form.format != "text":
		document, err = form.write(value.Document())
	case c.Bool("quiet"):
		document = value.Line()
	default:
		document = value.Text(form.screen)
	}
	if err != nil {
		return err
	}
	if err := s.deliver(c, document, inputs); err != nil {
		return err
	}
	if !value.Matches {
		s.status = statusNonCompliant
	}
	return nil
}

// publicKey is the key of --key: the file that it names, or the key itself.
func publicKey(text string) (*minisign.PublicKey, error) {
	if text == "" {
		return nil, nil
	}
	if key, err := seal.ReadPublic([]byte(text)); err == nil && !strings.Contains(text, "\n") {
		return &key, nil
	}
	content, err := readFile(text)
	if err != nil {
		return nil, err
	}
	key, err := seal.ReadPublic(content)
	if err != nil {
		return nil, wrong("verify-no-public-key", "file", text)
	}
	return &key, nil
}
