package report

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
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

// SchemaOf is the JSON Schema (draft 2020-12) of a document. The schemas of the
// documents that it holds stand among its definitions, so that it is whole.
func SchemaOf(name string) ([]byte, bool) {
	if !slices.Contains(SchemaNames(), name) {
		return nil, false
	}
	text, err := schemas.ReadFile("schema/egide." + name + ".1.json")
	if err != nil {
		return nil, false
	}
	held := []string{name}
	for i := 0; i < len(held); i++ {
		part := text
		if i > 0 {
			if part, err = schemas.ReadFile("schema/egide." + held[i] + ".1.json"); err != nil {
				return nil, false
			}
			definition := fmt.Sprintf("\"$defs\": {\n    %q: %s,", "egide."+held[i], bytes.TrimSpace(part))
			text = bytes.Replace(text, []byte("\"$defs\": {"), []byte(definition), 1)
		}
		for _, found := range heldSchema.FindAllSubmatch(part, -1) {
			if other := string(found[1]); !slices.Contains(held, other) {
				held = append(held, other)
			}
		}
	}
	return text, true
}

// heldSchema is a reference to the schema of another document.
var heldSchema = regexp.MustCompile(`"\$ref": "urn:egide:schema:([a-z-]+):1[#"]`)
