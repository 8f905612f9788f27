package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// asked is what the command line asks for besides running a command.
type asked int

const (
	askNothing asked = iota
	askHelp
	askVersion
)

// arranged is a command line in the order that the parser of flags wants.
type arranged struct {
	ask     asked
	command *cli.Command // nil where none was named
	args    []string
}

// arrange puts the command first, its flags next, and the files last: people
// write flags where they think of them, and the parser takes whatever follows a
// file name for another file, without a word. What is no flag of the command is
// a fault here, with the flag that was probably meant.
func arrange(args []string, commands []*cli.Command) (arranged, error) {
	var a arranged
	rest := args[min(1, len(args)):]
	var words, flags []string
	var pending [][2]string // flags met before the command was known: name, token
	literal := false
	take := func(name, token string) error {
		if a.command == nil {
			pending = append(pending, [2]string{name, token})
			return nil
		}
		return known(a.command, name, token)
	}
	for i := 0; i < len(rest); i++ {
		token := rest[i]
		switch {
		case literal || token == "-" || !strings.HasPrefix(token, "-"):
			if a.command == nil && !literal {
				if token == "help" && a.ask == askNothing {
					a.ask = askHelp
					continue
				}
				if a.command = find(commands, token); a.command == nil {
					return a, unknownCommand(token, commands)
				}
				for _, p := range pending {
					if err := known(a.command, p[0], p[1]); err != nil {
						return a, err
					}
				}
				continue
			}
			words = append(words, token)
		case token == "--":
			literal = true
		case token == "--help" || token == "-h":
			a.ask = askHelp
		case token == "--version" && a.command == nil:
			a.ask = askVersion
		default:
			name, _, whole := strings.Cut(strings.TrimLeft(token, "-"), "=")
			flag := flagNamed(a.command, commands, name)
			if err := take(name, token); err != nil {
				return a, err
			}
			flags = append(flags, token)
			if _, isSwitch := flag.(*cli.BoolFlag); whole || isSwitch || flag == nil {
				continue
			}
			if i+1 == len(rest) {
				return a, wrong("flag-without-value", "flag", token)
			}
			i++
			flags = append(flags, rest[i])
		}
	}
	if a.ask != askNothing {
		return a, nil
	}
	if a.command == nil {
		switch {
		case len(pending) > 0:
			return a, unknownFlag(pending[0][1], allFlags(commands))
		case len(words) > 0:
			return a, unknownCommand(words[0], commands)
		}
		a.ask = askHelp
		return a, nil
	}
	a.args = slices.Concat([]string{"egide", a.command.Name}, flags, []string{"--"}, words)
	return a, nil
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// flagNamed is the flag of that name: of the command, or of any while none is
// known.
func flagNamed(command *cli.Command, commands []*cli.Command, name string) cli.Flag {
	if command != nil {
		commands = []*cli.Command{command}
	}
	for _, f := range allFlags(commands) {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

func allFlags(commands []*cli.Command) []cli.Flag {
	var flags []cli.Flag
	for _, c := range commands {
		flags = append(flags, c.Flags...)
	}
	return flags
}

func known(command *cli.Command, name, token string) error {
	for _, f := range command.Flags {
		if slices.Contains(f.Names(), name) && (len(name) == 1) != strings.HasPrefix(token, "--") {
			return nil
		}
	}
	return unknownFlag(token, command.Flags)
}

func unknownCommand(token string, commands []*cli.Command) error {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name)
	}
	if near := nearest(token, names); near != "" {
		return wrong("command-unknown-near", "command", token, "near", near)
	}
	return wrong("command-unknown", "command", token, "commands", strings.Join(names, ", "))
}

func unknownFlag(token string, flags []cli.Flag) error {
	name, _, _ := strings.Cut(strings.TrimLeft(token, "-"), "=")
	names := []string{"help"}
	for _, f := range flags {
		names = append(names, f.Names()...)
	}
	if near := nearest(name, names); near != "" {
		return wrong("flag-unknown-near", "flag", shown(token), "near", dashed(near))
	}
	return wrong("flag-unknown", "flag", shown(token))
}

// shown is a flag without its value.
func shown(token string) string {
	flag, _, _ := strings.Cut(token, "=")
	return flag
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// nearest is the candidate that was probably meant: at most a third of its
// letters away, and the first of those that are equally near; else the only one
// of which the text is a part.
func nearest(text string, candidates []string) string {
	best, least := "", len(text)
	for _, c := range candidates {
		if d := distance(strings.ToLower(text), c); d < least && 3*d <= max(len(c), 4) {
			best, least = c, d
		}
	}
	if best == "" && len(text) > 2 {
		whole := slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return !strings.Contains(c, strings.ToLower(text)) })
		if len(whole) == 1 {
			return whole[0]
		}
	}
	return best
}

// distance is how many letters have to be changed, added, dropped or swapped
// with their neighbour to make b of a.
func distance(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
