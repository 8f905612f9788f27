package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/drawing/raster"
	"egide/cmd/internal/report"
	"egide/cmd/internal/report/chart"
)

// chartFormats are the formats in which a chart alone can be had.
var chartFormats = []string{"svg", "png", "dot", "mermaid"}

// chartDots is how many dots a pixel of a chart has as PNG: 240 to the inch.
const chartDots = 2.5

func (s *session) chartCommand() *cli.Command {
	return &cli.Command{
		Name: "chart", ArgsUsage: "DOSSIER|REPORT.json", Usage: s.voice.Word("command-chart"),
		Description: "egide chart dossier -o chart.svg\negide chart report.json --lang fr --subject holding-lux --format dot",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "subject", Usage: s.voice.Word("flag-subject"), DefaultText: "ID"},
			&cli.StringFlag{Name: "format", Usage: s.voice.Word("flag-chart-format"), DefaultText: strings.Join(chartFormats, "|"), Value: chartFormats[0]},
			s.outputFlag(), s.asOfFlag(), s.providerFlag(), s.langFlag(), s.policyFlag(),
		},
		Action: s.chart,
	}
}

// chart draws the structure chart of a dossier, or of a report that was saved.
func (s *session) chart(c *cli.Context) error {
	if err := arguments(c, 1, 1); err != nil {
		return err
	}
	format, err := formatOf(c, "format", chartFormats...)
	if err != nil {
		return err
	}
	if err := s.fits(c, format); err != nil {
		return err
	}
	if err := checkLang(c); err != nil {
		return err
	}
	if c.IsSet("subject") && c.String("subject") == "" {
		return wrong("flag-without-value", "flag", "--subject")
	}
	value, inputs, err := s.charted(c, c.Args().First())
	if err != nil {
		return err
	}
	graph, err := chart.Of(value, chart.Options{Subject: c.String("subject"), Lang: s.chartLang(c, value)})
	if unknown := (*chart.UnknownSubjectError)(nil); errors.As(err, &unknown) {
		return unknownSubject(unknown.ID, value)
	} else if err != nil {
		return err
	}
	var document []byte
	switch format {
	case "png":
		if document, err = raster.PNG(graph.Draw(), chartDots); err != nil {
			return err
		}
	case "dot":
		document = graph.DOT()
	case "mermaid":
		document = graph.Mermaid()
	default:
		document = graph.Draw().SVG()
	}
	return s.deliver(c, document, inputs)
}

// chartLang is the language asked for; else that of a saved report.
func (s *session) chartLang(c *cli.Context, value *report.Report) string {
	if c.IsSet("lang") {
		return c.String("lang")
	}
	return value.Language
}

// charted is the report of what is to be drawn, and the files it comes from.
func (s *session) charted(c *cli.Context, path string) (*report.Report, []string, error) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && strings.EqualFold(filepath.Ext(path), ".json") {
		for _, flag := range []string{"as-of", "provider", "policy"} {
			if c.IsSet(flag) {
				return nil, nil, wrong("chart-report-fixed", "flag", "--"+flag, "file", path)
			}
		}
		value, err := s.saved(path)
		return value, []string{path}, err
	}
	dossier, err := s.read(c, path)
	if err != nil {
		return nil, nil, err
	}
	found, err := s.examine(c, path, dossier, c.String("provider"))
	if err != nil {
		return nil, nil, err
	}
	return report.Make(found.result, s.voice.Lang()), found.inputs, nil
}

// unknownSubject names the entity that was probably meant.
func unknownSubject(id string, value *report.Report) error {
	var ids []string
	for _, e := range value.Entities {
		ids = append(ids, e.ID)
	}
	slices.Sort(ids)
	if near := nearest(strings.ToLower(id), ids); near != "" {
		return wrong("chart-subject-near", "id", id, "near", near)
	}
	return wrong("chart-subject-unknown", "id", id)
}
