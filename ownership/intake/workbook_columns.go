package intake

import (
	"egide/data"
	"egide/ownership/intake/written"
)

// listed are the columns whose words a workbook offers in a list, with the
// vocabulary they are of.
var listedColumns = map[string]string{
	"entities.kind":            "kind",
	"entities.role":            "role",
	"entities.listed":          "listed",
	"entities.ultimate":        "yes_no",
	"shareholdings.declared":   "yes_no",
	"rights.right":             "right",
	"rights.basis":             "basis",
	"rights.scope":             "scope",
	"subcontracts.critical":    "yes_no",
	"subcontracts.own_skills":  "yes_no",
	"subcontracts.data_access": "data_access",
	"sites.use":                "use",
	"diligence.answer":         "answer",
}

// idColumns are the columns that take the id of an entity.
var idColumns = map[string]bool{
	"shareholdings.holder": true, "shareholdings.issuer": true, "shareholdings.nominee_for": true,
	"rights.holder": true, "rights.company": true,
	"subcontracts.client": true, "subcontracts.supplier": true,
	"sites.operator": true, "diligence.operator": true,
}

// listOf are the words of a column's list in the language; nil when it has
// none. Each of them is read back as the word it stands for.
func listOf(lang, table, column string) []string {
	var words []string
	for _, word := range written.Choices(listedColumns[table+"."+column]) {
		words = append(words, data.Words(lang).Sentence("workbook-word."+word, nil))
	}
	return words
}

// noteOf explains a column in the language.
func noteOf(lang, table, column string) string {
	words := data.Words(lang)
	if text, ok := words.Text("workbook-note." + table + "." + column); ok {
		return text
	}
	return words.Sentence("workbook-note."+column, nil)
}
