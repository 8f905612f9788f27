package report

import _ "embed"

//go:embed schema/egide.report.1.json
var reportSchema []byte

// SchemaNames lists the documents whose JSON Schema is published.
func SchemaNames() []string { return []string{"report"} }

// SchemaOf is the JSON Schema (draft 2020-12) of a document.
func SchemaOf(name string) ([]byte, bool) {
	if name != "report" {
		return nil, false
	}
	return reportSchema, true
}
