// Package match finds the entities of a dossier again in what comes from elsewhere.
//
// A [Matcher] joins drafts with a dossier: what is certainly one entity takes its id,
// what may be is a question, and nothing is merged on a guess. [CrossCheck] holds a
// [Register], in whatever form it is read, against what the dossier declares of the
// same companies, and warns of each contradiction.
package match
