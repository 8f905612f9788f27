package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestImports holds the directions in which the packages know each other, and
// that each of the outside packages is seen in its place only.
func TestImports(t *testing.T) {
	format := "{{.ImportPath}}|{{join .Imports \" \"}}|{{join .Deps \" \"}}"
	out, err := exec.Command("go", "list", "-deps", "-f", format, "egide/...").Output()
	require.NoError(t, err)

	imports, deps := map[string][]string{}, map[string][]string{}
	for line := range strings.Lines(string(out)) {
		parts := strings.Split(strings.TrimSpace(line), "|")
		require.Len(t, parts, 3, line)
		if strings.HasPrefix(parts[0], "egide/") {
			imports[parts[0]], deps[parts[0]] = strings.Fields(parts[1]), strings.Fields(parts[2])
		}
	}
	for _, name := range []string{"egide/cmd/egide", "egide/cmd/internal/report", "egide/rules", "egide/ownership", "egide/ownership/intake", "egide/data"} {
		require.Contains(t, imports, name)
	}
	own := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(p string) bool { return !strings.HasPrefix(p, "egide/") })
	}
	under := func(name, dir string) bool { return name == dir || strings.HasPrefix(name, dir+"/") }

	// What a package may know of this module, however far down.
	allowed := func(name, other string) bool {
		switch {
		case under(name, "egide/cmd"):
			return true
		case name == "egide/rules":
			return other == "egide/ownership" || other == "egide/data"
		case under(name, "egide/ownership/intake"), under(name, "egide/ownership/register"), under(name, "egide/ownership/deal"):
			return under(other, "egide/ownership") || other == "egide/data"
		}
		return false // ownership and data know nobody
	}
	for name, list := range deps {
		for _, other := range own(list) {
			assert.True(t, allowed(name, other), "%s knows %s", name, other)
		}
	}

	// The rooms of intake, and which of the others each one may know.
	rooms := map[string][]string{
		"written":     nil,
		"input":       {"written"},
		"spreadsheet": {"input", "written"},
		"identity":    {"written"},
		"":            {"identity", "spreadsheet", "input", "written"},

		"captable":     {"", "identity", "spreadsheet", "input", "written"},
		"openstandard": {"", "identity", "spreadsheet", "input", "written"},
		"match":        {"captable", "openstandard", "", "identity", "spreadsheet", "input", "written"},
	}
	const intake = "egide/ownership/intake"
	room := func(name string) string { return strings.TrimPrefix(strings.TrimPrefix(name, intake), "/") }
	for name := range rooms {
		require.Contains(t, imports, strings.TrimSuffix(intake+"/"+name, "/"))
	}
	for name, list := range deps {
		if !under(name, intake) || name == intake+"/internal/trial" {
			continue
		}
		if !assert.Contains(t, rooms, room(name), "a new room: say what it may know") {
			continue
		}
		for _, other := range list {
			if under(other, intake) {
				assert.Contains(t, rooms[room(name)], room(other), "%s knows %s", name, other)
			}
		}
	}

	// Where each outside package may be imported.
	homes := map[string][]string{
		"github.com/urfave/cli/v2":        {"egide/cmd/egide"},
		"github.com/gocarina/gocsv":       {"egide/ownership/intake"},
		"github.com/xuri/excelize/v2":     {"egide/ownership/intake", "egide/ownership/intake/spreadsheet"},
		"github.com/dominikbraun/graph":   {"egide/ownership"},
		"github.com/stretchr/testify":     nil,
		"pgregory.net/rapid":              nil,
		"github.com/rogpeppe/go-internal": nil,
	}
	// Packages that are for tests alone may use what tests use.
	for _, name := range []string{"egide/cmd/internal/browser", "egide/cmd/internal/document/specimen", "egide/ownership/intake/internal/trial"} {
		require.Contains(t, imports, name)
		assert.NotContains(t, deps["egide/cmd/egide"], name, "is for tests alone")
		delete(imports, name)
		delete(deps, name)
	}
	for name, list := range imports {
		for _, other := range list {
			for outside, home := range homes {
				if under(other, outside) {
					assert.Contains(t, home, name, "%s imports %s", name, other)
				}
			}
		}
	}
	assert.NotContains(t, deps["egide/ownership"], "encoding/json", "ownership knows no file format")
	assert.NotContains(t, deps["egide/ownership"], "encoding/csv", "ownership knows no file format")
	for name, list := range deps {
		if !under(name, "egide/cmd") {
			assert.NotContains(t, list, "net/http", "%s never asks the network", name)
		}
	}

	// One file of ownership knows the graph package.
	files, err := filepath.Glob("../../ownership/*.go")
	require.NoError(t, err)
	grep, err := exec.Command("grep", append([]string{"-l", "dominikbraun/graph"}, files...)...).Output()
	require.NoError(t, err)
	assert.Equal(t, "../../ownership/graph.go\n", string(grep))
}
