// Package report holds what a command found as one value, and shows it.
//
// A [Report] is made once from the result of a check. It has everything that any
// document needs: the verdicts with their figures, chains and reasons, the
// entities and links of the structure chart, the policy with the questions that
// it answers. Presenters read the value alone, so a report that was saved as
// JSON can be shown again, in another format or language, without the dossier.
//
// Ratios end here: every figure of a report is in percent.
package report
