package main

import (
	"context"
	"os"

	"github.com/urfave/cli/v2"

	"egide/ownership"
	"egide/ownership/intake/match"
)

func (s *session) registerFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "register", Usage: s.voice.Word("flag-register"), DefaultText: "FILE"}
}

// crossCheck holds a dossier against the registers of --register. What they
// contradict joins the dossier's notes, and their files its inputs; no figure
// changes. It returns their paths.
func (s *session) crossCheck(c *cli.Context, dossier *ownership.Dossier, day ownership.Date) ([]string, error) {
	paths := c.StringSlice("register")
	for _, path := range paths {
		if path == "" {
			return nil, wrong("flag-without-value", "flag", "--register")
		}
		if _, err := os.Stat(path); err != nil {
			return nil, wrong("input-unreadable", "file", path, "why", reason(err))
		}
		register, err := match.ReadRegister(context.Background(), path, dossier, match.RegisterOptions{AsOf: day, Lang: s.voice.Lang()})
		if err != nil {
			return nil, err
		}
		dossier.Notes = append(dossier.Notes, match.CrossCheck(dossier, day, register)...)
		dossier.Inputs = append(dossier.Inputs, register.Inputs...)
	}
	return paths, nil
}
