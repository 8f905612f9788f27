package main

import (
	"strings"

	"github.com/urfave/cli/v2"
)

// help is what a person who asks how the program works is told: of one command,
// or of all.
func (s *session) help(commands []*cli.Command, command *cli.Command) string {
	var b strings.Builder
	section := func(code string) {
		b.WriteString("\n" + s.voice.Word(code) + "\n")
	}
	if command == nil {
		b.WriteString(s.voice.Word("help-about") + "\n")
		section("help-usage")
		b.WriteString("  egide " + s.voice.Word("help-synopsis") + "\n")
		section("help-commands")
		var rows [][2]string
		for _, c := range commands {
			rows = append(rows, [2]string{c.Name, c.Usage})
		}
		list(&b, rows)
		section("help-flags")
		list(&b, [][2]string{
			{"--help, -h", s.voice.Word("flag-help")},
			{"--version", s.voice.Word("flag-version")},
		})
		section("help-statuses")
		list(&b, [][2]string{
			{"0", s.voice.Word("help-status-0")},
			{"1", s.voice.Word("help-status-1")},
			{"2", s.voice.Word("help-status-2")},
			{"3", s.voice.Word("help-status-3")},
		})
		section("help-example")
		b.WriteString("  egide init dossier\n  egide check dossier\n")
		return b.String()
	}
	b.WriteString(s.voice.Word("help-title", "command", command.Name, "about", command.Usage) + "\n")
	section("help-usage")
	b.WriteString("  egide " + command.Name + " " + command.ArgsUsage + " " + s.voice.Word("help-with-flags") + "\n")
	section("help-flags")
	var rows [][2]string
	for _, flag := range command.Flags {
		rows = append(rows, [2]string{flagUse(flag), flag.(cli.DocGenerationFlag).GetUsage()})
	}
	list(&b, append(rows, [2]string{"--help, -h", s.voice.Word("flag-help")}))
	section("help-example")
	for line := range strings.SplitSeq(command.Description, "\n") {
		b.WriteString(strings.TrimRight("  "+line, " ") + "\n")
	}
	return b.String()
}

// flagUse is a flag as it is typed, with what it takes.
func flagUse(flag cli.Flag) string {
	var names []string
	for _, name := range flag.Names() {
		names = append(names, dashed(name))
	}
	use := strings.Join(names, ", ")
	switch f := flag.(type) {
	case *cli.StringFlag:
		use += " " + f.DefaultText
	case *cli.StringSliceFlag:
		use += " " + f.DefaultText
	}
	return use
}

// list writes words with what they mean, in two columns of an 80-column page.
func list(b *strings.Builder, rows [][2]string) {
	const page = 80
	wide := 0
	for _, row := range rows {
		wide = max(wide, len(row[0]))
	}
	for _, row := range rows {
		line := "  " + row[0] + strings.Repeat(" ", wide-len(row[0])+2)
		indent := strings.Repeat(" ", wide+4)
		used := len(line)
		for i, word := range strings.Split(row[1], " ") {
			n := len([]rune(word))
			switch {
			case i == 0:
			case used+1+n > page:
				b.WriteString(line + "\n")
				line, used = indent, len(indent)
			default:
				line, used = line+" ", used+1
			}
			line, used = line+word, used+n
		}
		b.WriteString(line + "\n")
	}
}
