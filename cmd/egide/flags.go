package main

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// The flags that mean the same for every command that has them.

func (s *session) asOfFlag() cli.Flag {
	return &cli.StringFlag{Name: "as-of", Usage: s.voice.Word("flag-as-of"), DefaultText: "YYYY-MM-DD"}
}

func (s *session) providerFlag() cli.Flag {
	return &cli.StringFlag{Name: "provider", Usage: s.voice.Word("flag-provider"), DefaultText: "ID"}
}

func (s *session) formatFlag(formats ...string) cli.Flag {
	flag := &cli.StringFlag{Name: "format", Usage: s.voice.Word("flag-format"), DefaultText: strings.Join(formats, "|"), Value: formats[0]}
	if len(formats) > 3 {
		flag.Usage = s.voice.Word("flag-format-of", "formats", strings.Join(formats[1:], ", "))
		flag.DefaultText = "FORMAT"
	}
	return flag
}

func (s *session) outputFlag() cli.Flag {
	return &cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: s.voice.Word("flag-output"), DefaultText: "FILE"}
}

func (s *session) langFlag() cli.Flag {
	return &cli.StringFlag{Name: "lang", Usage: s.voice.Word("flag-lang"), DefaultText: strings.Join(data.Languages, "|")}
}

func (s *session) policyFlag() cli.Flag {
	return &cli.StringFlag{Name: "policy", Usage: s.voice.Word("flag-policy"), DefaultText: "FILE"}
}

func (s *session) colorFlag() cli.Flag {
	return &cli.StringFlag{Name: "color", Usage: s.voice.Word("flag-color"), DefaultText: "auto|always|never", Value: "auto"}
}

func (s *session) quietFlag() cli.Flag {
	return &cli.BoolFlag{Name: "quiet", Usage: s.voice.Word("flag-quiet")}
}

// choice is the value of a flag that takes one of a few words.
func choice(c *cli.Context, flag string, allowed ...string) (string, error) {
	value := c.String(flag)
	if !slices.Contains(allowed, value) {
		return "", wrong("flag-value", "flag", "--"+flag, "value", value, "allowed", strings.Join(allowed, ", "))
	}
	return value, nil
}

// languageOf finds the language before anything else is read, for what is wrong
// with the command line has to be said in it: --lang, else the locale, else
// English.
func languageOf(args []string, getenv func(string) string) string {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if ok && slices.Contains(data.Languages, value) {
			return value
		}
	}
	if strings.HasPrefix(strings.ToLower(locale(getenv, "LC_MESSAGES")), "fr") {
		return "fr"
	}
	return "en"
}

// locale is the locale of a category, as POSIX looks for it.
func locale(getenv func(string) string, category string) string {
	for _, name := range []string{"LC_ALL", category, "LANG"} {
		if value := getenv(name); value != "" {
			return value
		}
	}
	return ""
}

// checkLang refuses a language in which the sentences do not exist.
func checkLang(c *cli.Context) error {
	if !c.IsSet("lang") {
		return nil
	}
	_, err := choice(c, "lang", data.Languages...)
	return err
}

// today is the day of the machine's clock.
func today() (ownership.Date, error) {
	now := time.Now()
	return ownership.NewDate(now.Year(), int(now.Month()), now.Day())
}

// asOf is the day of --as-of, or today.
func asOf(c *cli.Context) (ownership.Date, error) {
	if !c.IsSet("as-of") {
		return today()
	}
	day, err := ownership.ParseDate(strings.TrimSpace(c.String("as-of")))
	if err != nil {
		return 0, wrong("flag-not-a-day", "flag", "--as-of", "value", c.String("as-of"))
	}
	return day, nil
}

// policyOf is the policy of --policy, or the product's own.
func policyOf(c *cli.Context) (rules.Policy, error) {
	file := c.String("policy")
	if file == "" {
		if c.IsSet("policy") {
			return rules.Policy{}, wrong("flag-without-value", "flag", "--policy")
		}
		return rules.DefaultPolicy(), nil
	}
	text, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return rules.Policy{}, wrong("file-not-found", "file", file)
	case err != nil:
		return rules.Policy{}, wrong("input-unreadable", "file", file, "why", reason(err))
	}
	policy, notes := rules.ParsePolicy(text, file)
	if len(notes) > 0 {
		return policy, &faults{notes: notes}
	}
	return policy, nil
}
