package report

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

// schemas are the published JSON Schemas, a file egide.NAME.VERSION.json for each
// document.
//
//go:embed schema/egide.*.json
var schemas embed.FS

// SchemaNames lists the documents whose JSON Schema is published, the report
// first.
func SchemaNames() []string {
	files, err := fs.Glob(schemas, "schema/egide.*.json")
	if err != nil {
		return nil
	}
	names := []string{"report"}
	for _, file := range files {
		if name := strings.Split(file, ".")[1]; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// SchemaOf is the JSON Schema (draft 2020-12) of a document.
func SchemaOf(name string) ([]byte, bool) {
	if !slices.Contains(SchemaNames(), name) {
		return nil, false
	}
	text, err := schemas.ReadFile("schema/egide." + name + ".1.json")
	return text, err == nil
}
