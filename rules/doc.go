// Package rules is what SecNumCloud 3.2 section 19.6 asks, computed: a file for
// each family of tests, the findings that they come to, and the check that runs
// them all over a dossier. Figures come from package ownership, facts of law
// from package data; sentences are made by whoever presents a finding.
package rules
